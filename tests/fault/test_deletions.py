"""What a host says it deleted is proposed to a person at once, and taken back by nobody else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mapping.decisions import Recognised
from mapping.held import HeldCode
from mapping.records import Completeness, HostResult, TranscriptOfRecords
from mapping.terms import ResultStatus
from sync.audit.entry import AuditAction
from sync.calendar import expected_results
from sync.clock import FixedClock
from sync.commands import Consent, parse_reference, refuse_held, release_held
from sync.pipeline import Pipeline
from sync.queries import HeldItem, held_queue, recognised
from sync.replay import replay
from sync.store.audit_log import read_records
from sync.store.decisions import all_decisions
from sync.store.outbox import deliveries_of
from sync.store.tables import ResultRow
from sync.store.unit_of_work import Store, table_of
from tests.builders import (
    HOST,
    make_equivalence,
    make_result,
    make_rulebook,
)
from tests.scripted_host import ScriptedHost, transcript

CONSENT = Consent(by="Aigerim", reason="letter 12 of the host")
STUDENT = "00123"
BOTH = {"ECO2204": "B", "MAN1101": "B"}


def deleted(code: str = "MAN101", **fields: Any) -> HostResult:
    """Build what a host shows of a line it deleted."""
    gone = make_result(code, grade=None, status=ResultStatus.UNKNOWN, **fields)
    return replace(gone, withdrawn=True)


def said(*results: HostResult) -> TranscriptOfRecords:
    """Build what a host says has changed: it lists nothing else."""
    return transcript(*results, completeness=Completeness.DELTA)


@pytest.fixture
def standing(pipeline: Pipeline, host: ScriptedHost) -> Pipeline:
    """Two results that were recognised."""
    host.publish(transcript(make_result(), make_result("MAN101")))
    pipeline.sync_host(HOST)
    return pipeline


def outcomes(store: Store) -> dict[str, str | None]:
    with store.read() as connection:
        return {item.outcome.component: item.outcome.letter for item in recognised(connection)}


def queue(store: Store) -> tuple[HeldItem, ...]:
    with store.read() as connection:
        return held_queue(connection)


def codes(store: Store) -> set[HeldCode]:
    return {reason.code for item in queue(store) for reason in item.reasons}


def is_wanted(store: Store, component: str) -> bool:
    """Tell whether a mark is wanted at home, or its removal."""
    with store.read() as connection:
        (found,) = [
            each for each in deliveries_of(connection, [STUDENT]) if each.component == component
        ]
    return found.wanted is not None


def differences(pipeline: Pipeline) -> list[object]:
    with pipeline.store.read() as connection:
        return list(replay(connection, pipeline.evidence).differences)


def answer(pipeline: Pipeline, *, release: bool) -> None:
    (item,) = queue(pipeline.store)
    reference = parse_reference(item.reference)
    if release:
        release_held(pipeline.store, reference, CONSENT)
    else:
        refuse_held(pipeline.store, reference, CONSENT)
    pipeline.decide(HOST)


def test_deleted_result_is_proposed_at_once_and_its_mark_stays(
    standing: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(said(deleted()))

    run = standing.sync_host(HOST)

    (item,) = queue(known)
    assert run.results_vanished == 1
    assert codes(known) == {HeldCode.WITHDRAWN_BY_HOST}
    assert item.reasons[0].facts[0] == ("results", "MAN101|2024-autumn|1")
    assert is_wanted(known, "MAN1101")
    assert differences(standing) == []


def test_result_the_host_shows_again_is_asked_about_no_more(
    standing: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(said(deleted()))
    standing.sync_host(HOST)
    host.publish(said(make_result("MAN101")))

    standing.sync_host(HOST)

    assert (codes(known), outcomes(known)) == (set(), BOTH)
    assert differences(standing) == []


def test_released_proposal_takes_the_mark_back_and_stays_so(
    standing: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(said(deleted()))
    standing.sync_host(HOST)

    answer(standing, release=True)
    host.publish(said(make_result(), deleted(titles=())))
    again = standing.sync_host(HOST)

    assert not is_wanted(known, "MAN1101")
    assert queue(known) == ()
    assert again.recognition.superseded == 0
    assert differences(standing) == []


def test_agreed_withdrawal_is_on_record_once_with_the_decision_it_took_back(
    standing: Pipeline, host: ScriptedHost, known: Store
) -> None:
    taken = decision_numbers(known)["MAN1101"]
    host.publish(said(deleted()))
    standing.sync_host(HOST)
    before = withdrawals(known)

    answer(standing, release=True)
    standing.decide(HOST)

    assert (before, withdrawals(known)) == ([], [f"D{taken}"])
    assert "MAN1101" not in decision_numbers(known)


def decision_numbers(store: Store) -> dict[str, int]:
    """Number the decisions whose marks stand at home, or will, by component."""
    with store.read() as connection:
        return {
            outcome.component: stored.decision_id
            for stored in all_decisions(connection)
            if stored.standing and isinstance(stored.decision, Recognised)
            for outcome in stored.decision.outcomes
        }


def withdrawals(store: Store) -> list[object]:
    """Tell, entry by entry, what a person agreed to take back."""
    with store.read() as connection:
        return [
            record.detail.facts["withdrawn"]
            for record in read_records(connection)
            if record.entry.action == AuditAction.DECISION_SUPERSEDED
            and record.detail is not None
            and "withdrawn" in record.detail.facts
        ]


def test_result_that_is_back_after_a_release_is_recognised_and_its_next_deletion_asked_about(
    standing: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(said(deleted()))
    standing.sync_host(HOST)
    answer(standing, release=True)
    host.publish(said(make_result("MAN101")))
    standing.sync_host(HOST)
    back = outcomes(known)
    host.publish(said(deleted(), make_result()))

    standing.sync_host(HOST)

    assert back == BOTH
    assert codes(known) == {HeldCode.WITHDRAWN_BY_HOST}
    assert is_wanted(known, "MAN1101")


def test_refused_proposal_keeps_the_mark_and_is_not_asked_again(
    standing: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(said(deleted()))
    standing.sync_host(HOST)

    answer(standing, release=False)
    host.publish(said(make_result(), deleted()))
    standing.sync_host(HOST)

    assert queue(known) == ()
    assert is_wanted(known, "MAN1101")


def test_older_document_read_late_brings_no_deleted_result_back(
    standing: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(said(deleted()))
    standing.sync_host(HOST)
    host.profile_name = "mended"

    standing.sync_host(HOST)

    assert codes(known) == {HeldCode.WITHDRAWN_BY_HOST}


def test_older_deletion_read_late_takes_nothing_that_was_shown_since(
    standing: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(said(deleted()))
    standing.sync_host(HOST)
    host.publish(said(make_result("MAN101")))
    standing.sync_host(HOST)
    host.profile_name = "mended"

    standing.sync_host(HOST)

    assert (codes(known), outcomes(known)) == (set(), BOTH)


def test_absence_after_a_deletion_asks_no_second_time(
    standing: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(said(deleted()))
    standing.sync_host(HOST)
    (asked,) = queue(known)
    assert isinstance(standing.clock, FixedClock)
    for number in range(4):
        standing.clock.advance(timedelta(days=1))
        host.publish(transcript(make_result(), issuer=f"listing {number}"))
        standing.sync_host(HOST)

    assert [item.reference for item in queue(known)] == [asked.reference]


def test_deleted_result_that_was_never_recognised_asks_nobody_anything(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(said(deleted(), make_result()))

    pipeline.sync_host(HOST)

    assert queue(known) == ()
    assert outcomes(known) == {"ECO2204": "B"}
    with known.read() as connection:
        (found,) = expected_results(connection, today=pipeline.clock.now().date())
    assert [row.code for row in found.missing] == ["MAN101"]


def test_attempt_that_was_deleted_leaves_the_other_to_count(
    standing: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(said(make_result("MAN101", grade="5"), deleted(ordinal=2)))

    standing.sync_host(HOST)

    assert codes(known) == set()
    assert outcomes(known) == {"ECO2204": "B", "MAN1101": "A"}


def test_deletions_of_many_results_are_held_as_a_batch(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    several = [make_result(f"C{number:02}") for number in range(20)]
    host.publish(transcript(*several))
    pipeline.sync_host(HOST)
    host.publish(said(*(deleted(each.code) for each in several[:11])))

    run = pipeline.sync_host(HOST)

    (batch,) = [item for item in queue(known) if item.problems]
    assert (run.batches_held, [each.code for each in batch.problems]) == (1, ["batch-vanished"])
    with known.read() as connection:
        statuses = set(connection.execute(select(table_of(ResultRow).c.status)).scalars())
    assert statuses == {"passed"}


def test_block_of_which_one_course_was_deleted_is_proposed_whole(
    known: Store, pipeline: Pipeline, host: ScriptedHost
) -> None:
    block = make_equivalence("FIN201+MAN101", "ECO2204")
    blocks = replace(pipeline, rulebook=make_rulebook(block))
    three = (make_result(ects="3"), make_result("MAN101", ects="3"))
    host.publish(transcript(*three))
    blocks.sync_host(HOST)
    before = outcomes(known)
    host.publish(said(deleted()))

    blocks.sync_host(HOST)

    proposals = [
        dict(reason.facts)
        for item in queue(known)
        for reason in item.reasons
        if reason.code is HeldCode.WITHDRAWN_BY_HOST
    ]
    assert before == {"ECO2204": "B"}
    assert proposals == [
        {
            "results": "MAN101|2024-autumn|1",
            "rests": "FIN201|2024-autumn|1, MAN101|2024-autumn|1",
        }
    ]
    assert differences(blocks) == []

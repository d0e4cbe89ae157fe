"""Documents in, decisions out, under every fault: nothing lost, nothing doubled."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from connectors.errors import HostUnavailable
from connectors.home.memory import MemoryHome
from mapping.decisions import Held, Recognised
from mapping.grades import ConversionRow
from mapping.held import HeldCode
from mapping.identifiers import HeiId, MobilityId
from mapping.lifecycle import decision_content
from mapping.problems import UtqyrError
from mapping.recognition import recognise
from mapping.records import Completeness, LearnerIdentifier
from mapping.rulebook import Rulebook
from mapping.terms import ResultStatus
from sync.audit.chain import verify
from sync.audit.entry import AuditAction
from sync.clock import FixedClock
from sync.commands import Consent, close_term, parse_reference, refuse_held, release_held
from sync.delivery import Courier
from sync.impact import assess_impact
from sync.pipeline import Pipeline
from sync.plan import make_plan
from sync.queries import HeldItem, held_queue, recognised
from sync.replay import replay
from sync.store.audit_log import read_records
from sync.store.decisions import load_case, load_decision, load_rulebook
from sync.store.documents import all_documents
from sync.store.outbox import DeliveryState, deliveries_of
from sync.store.people import record_agreements, record_mobilities
from sync.store.tables import AuditEntryRow, DecisionRow, DeliveryRow
from sync.store.unit_of_work import Store, UnitOfWork, table_of
from tests.builders import (
    HOST,
    make_agreement,
    make_equivalence,
    make_grade_table,
    make_host_rules,
    make_learner,
    make_mobility,
    make_result,
    make_rulebook,
)
from tests.pipelines import make_pipeline
from tests.scripted_host import ScriptedHost, transcript

STUDENT = "00123"
BOTH = ("FIN201+MAN101", "ECO2204+MAN1101")


def outcomes(store: Store) -> dict[str, str | None]:
    with store.read() as connection:
        return {item.outcome.component: item.outcome.letter for item in recognised(connection)}


def queue(store: Store) -> tuple[HeldItem, ...]:
    with store.read() as connection:
        return held_queue(connection)


def codes(store: Store) -> set[HeldCode]:
    return {reason.code for item in queue(store) for reason in item.reasons}


def entries(store: Store) -> list[str]:
    with store.read() as connection:
        found = connection.execute(select(table_of(AuditEntryRow).c.action)).scalars().all()
    return list(found)


def test_a_document_becomes_a_decision_and_a_wish(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(), make_result("MAN101", "5")))

    run = pipeline.sync_host(HOST)

    assert (run.kept, run.read, run.recognition.recognised) == (1, 1, 2)
    assert outcomes(known) == {"ECO2204": "B", "MAN1101": "A"}
    with known.read() as connection:
        states = {item.component: item.state for item in deliveries_of(connection, [STUDENT])}
    assert set(states.values()) == {DeliveryState.PENDING}


def test_the_second_run_changes_nothing(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()))
    pipeline.sync_host(HOST)
    before = entries(known)

    run = pipeline.sync_host(HOST)

    assert entries(known) == before
    assert (run.kept, run.read, run.recognition.looked_at) == (0, 0, 0)
    assert host.parsed == 1


def test_the_same_results_in_another_document_change_no_decision(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()))
    pipeline.sync_host(HOST)
    host.publish(transcript(make_result(), issuer="printed again"))

    run = pipeline.sync_host(HOST)

    assert (run.read, run.results_new, run.results_changed) == (1, 0, 0)
    assert entries(known).count(AuditAction.DECISION_RECORDED) == 1


def test_a_changed_mark_supersedes_the_decision(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()))
    pipeline.sync_host(HOST)
    host.publish(transcript(make_result(grade="5")))

    run = pipeline.sync_host(HOST)

    assert (run.results_changed, run.recognition.superseded) == (1, 1)
    assert outcomes(known) == {"ECO2204": "A"}


def test_a_result_that_turned_into_a_fail_waits_and_is_not_sent(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()))
    pipeline.sync_host(HOST)
    host.publish(transcript(make_result(grade="2", status=ResultStatus.FAILED)))

    pipeline.sync_host(HOST)

    assert HeldCode.FAILED in codes(known)
    assert outcomes(known) == {}
    with known.read() as connection:
        (delivery,) = deliveries_of(connection, [STUDENT])
    assert delivery.state is DeliveryState.CANCELLED


def test_a_broken_document_is_reported_and_the_others_go_on(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish_bytes(b"\x00\x01 not a transcript", name="a-broken")
    host.publish(transcript(make_result()), name="b-good")

    run = pipeline.sync_host(HOST)

    assert (run.kept, run.quarantined, run.read) == (2, 1, 1)
    (item,) = [each for each in queue(known) if each.problems]
    assert (item.about, item.problems[0].place) == ("a-broken", "byte 0")
    assert outcomes(known) == {"ECO2204": "B"}


def test_a_mended_profile_reads_a_set_aside_document_again(
    pipeline: Pipeline, host: ScriptedHost
) -> None:
    host.publish_bytes(b"broken")
    pipeline.sync_host(HOST)
    host.profile_name = "two"

    run = pipeline.sync_host(HOST)

    assert run.quarantined == 1


def test_what_was_kept_before_a_host_failed_is_still_read(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()))
    host.failure = HostUnavailable(HOST, "the host does not answer")

    run = pipeline.sync_host(HOST)

    assert run.error is host.failure
    assert outcomes(known) == {"ECO2204": "B"}


def test_a_missing_result_is_not_withdrawn(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(), make_result("MAN101")))
    pipeline.sync_host(HOST)
    host.publish(transcript(make_result()))

    run = pipeline.sync_host(HOST)

    assert run.results_vanished == 1
    assert outcomes(known) == {"ECO2204": "B", "MAN1101": "B"}


def test_a_delta_says_nothing_of_what_it_does_not_list(
    pipeline: Pipeline, host: ScriptedHost
) -> None:
    host.publish(transcript(make_result(), make_result("MAN101")))
    pipeline.sync_host(HOST)
    host.publish(transcript(make_result(grade="5"), completeness=Completeness.DELTA))

    run = pipeline.sync_host(HOST)

    assert (run.results_changed, run.results_vanished) == (1, 0)


def test_a_batch_of_fails_is_held_whole_until_it_is_released(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    passed = [make_result(f"C{number:02}") for number in range(20)]
    failed = [make_result(item.code, "2", status=ResultStatus.FAILED) for item in passed]
    host.publish(transcript(*passed))
    pipeline.sync_host(HOST)
    host.publish(transcript(*failed))

    held = pipeline.sync_host(HOST)
    (item,) = [each for each in queue(known) if each.problems]
    again = pipeline.sync_host(HOST)
    consent = Consent(by="Aigerim", reason="the host confirmed by letter 12")
    release_held(known, parse_reference(item.reference), consent)
    released = pipeline.sync_host(HOST)

    assert (held.batches_held, held.results_changed) == (1, 0)
    assert again.batches_held == 0
    assert (released.batches_held, released.results_changed) == (0, 20)


def test_a_release_is_decided_again_and_on_record(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(ects="5")))
    pipeline.sync_host(HOST)
    (item,) = queue(known)
    assert codes(known) == {HeldCode.CREDITS_DIFFER}

    release_held(known, parse_reference(item.reference), Consent(by="Aigerim", reason="minutes 14"))
    pipeline.decide(HOST)

    assert outcomes(known) == {"ECO2204": "B"}
    assert AuditAction.HELD_RELEASED in entries(known)


def test_a_refusal_stays_settled_while_nothing_changes(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(ects="5")))
    pipeline.sync_host(HOST)
    (item,) = queue(known)
    refuse_held(known, parse_reference(item.reference), Consent(by="Aigerim", reason="content"))
    pipeline.sync_host(HOST)

    settled = queue(known)
    host.publish(transcript(make_result(ects="4")))
    pipeline.sync_host(HOST)

    assert settled == ()
    assert codes(known) == {HeldCode.CREDITS_DIFFER}


def test_an_unknown_learner_is_decided_again_once_the_agreement_is_there(
    store: Store, host: ScriptedHost, rulebook: Rulebook, clock: FixedClock, tmp_path: Path
) -> None:
    pipeline = make_pipeline(store, host, rulebook, clock, tmp_path)
    host.publish(transcript(make_result()))
    pipeline.sync_host(HOST)
    before = codes(store)
    with store.write(actor="importer") as unit:
        record_mobilities(unit, [make_mobility()], [])
        record_agreements(unit, [make_agreement()], [])

    pipeline.sync_host(HOST)

    assert HeldCode.UNKNOWN_LEARNER in before
    assert queue(store) == ()
    assert outcomes(store) == {"ECO2204": "B"}


def test_new_rules_decide_every_learner_again(
    known: Store, host: ScriptedHost, rulebook: Rulebook, clock: FixedClock, tmp_path: Path
) -> None:
    strict = make_rulebook(make_equivalence(approval=None))
    host.publish(transcript(make_result()))
    make_pipeline(known, host, strict, clock, tmp_path).sync_host(HOST)
    before = codes(known)

    make_pipeline(known, host, rulebook, clock, tmp_path).sync_host(HOST)

    assert before == {HeldCode.EQUIVALENCE_NOT_APPROVED}
    assert outcomes(known) == {"ECO2204": "B"}


def test_two_statements_of_one_course_under_two_names_wait_for_a_person(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    one = transcript(make_result())
    other = transcript(make_result(grade="5"), mobility_id="M-0001")
    host.publish(one)
    host.publish(other)

    pipeline.sync_host(HOST)

    assert codes(known) == {HeldCode.SEVERAL_ATTEMPTS}


class Killed(BaseException):
    """The process ends here."""


class FragileStore(Store):
    """A store whose process is killed right before the n-th commit."""

    kill_at = 0
    commits = 0

    @contextmanager
    def write(self, *, actor: str) -> Iterator[UnitOfWork]:
        with super().write(actor=actor) as unit:
            yield unit
            self.commits += 1
            if self.commits == self.kill_at:
                raise Killed


@pytest.mark.parametrize("kill_at", range(1, 11))
def test_killed_before_any_commit_the_next_run_ends_in_the_same_place(
    known: Store,
    host: ScriptedHost,
    rulebook: Rulebook,
    clock: FixedClock,
    tmp_path: Path,
    kill_at: int,
) -> None:
    host.publish(transcript(make_result()))
    host.publish_bytes(b"broken")
    host.publish(transcript(make_result("MAN101", "5"), completeness=Completeness.DELTA))
    fragile = FragileStore(known.engine, clock)
    fragile.kill_at = kill_at
    pipeline = make_pipeline(fragile, host, rulebook, clock, tmp_path)

    with pytest.raises(Killed):
        pipeline.sync_host(HOST)
    pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "B", "MAN1101": "A"}
    recorded = entries(known)
    assert recorded.count(AuditAction.DOCUMENT_KEPT) == 3
    assert recorded.count(AuditAction.DOCUMENT_READ) == 2
    assert recorded.count(AuditAction.DOCUMENT_QUARANTINED) == 1
    assert recorded.count(AuditAction.RULEBOOK_LOADED) == 1
    with known.read() as connection:
        assert verify(read_records(connection)).intact
        kinds = connection.execute(
            select(table_of(DecisionRow).c.kind).where(table_of(DecisionRow).c.current)
        ).scalars()
        assert set(kinds) == {"recognised"}


def test_a_decision_can_be_computed_again_from_what_is_kept(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:

    host.publish(transcript(make_result(), make_result("XYZ999")))
    pipeline.sync_host(HOST)

    for number in (1, 2):
        with known.read() as connection:
            stored = load_decision(connection, number)
            assert stored is not None
            case = load_case(connection, stored.case_digest)
            rules = load_rulebook(connection, stored.revision)
        assert case is not None
        assert rules is not None
        again = {decision_content(each): each for each in recognise(case, rules)}
        assert stored.fingerprint in again
        assert isinstance(stored.decision, Held | Recognised)
        assert again[stored.fingerprint] == stored.decision


def listed_without(host: ScriptedHost, pipeline: Pipeline, times: int) -> None:
    assert isinstance(pipeline.clock, FixedClock)
    for number in range(times):
        pipeline.clock.advance(timedelta(days=1))
        host.publish(transcript(make_result(), issuer=f"listing {number}"))
        pipeline.sync_host(HOST)


def test_absence_in_several_full_listings_proposes_a_withdrawal(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(), make_result("MAN101")))
    pipeline.sync_host(HOST)

    listed_without(host, pipeline, 2)
    patient = outcomes(known)
    listed_without(host, pipeline, 3)

    assert patient == {"ECO2204": "B", "MAN1101": "B"}
    assert codes(known) == {HeldCode.WITHDRAWAL_PROPOSED}
    with known.read() as connection:
        wanted = {item.component: item.wanted for item in deliveries_of(connection, [STUDENT])}
    assert wanted["MAN1101"] is not None


def test_a_result_that_comes_back_is_recognised_again(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(), make_result("MAN101")))
    pipeline.sync_host(HOST)
    listed_without(host, pipeline, 3)
    host.publish(transcript(make_result(), make_result("MAN101"), issuer="back"))

    pipeline.sync_host(HOST)

    assert codes(known) == set()
    assert outcomes(known) == {"ECO2204": "B", "MAN1101": "B"}


def test_a_released_withdrawal_wants_the_mark_taken_back(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(), make_result("MAN101")))
    pipeline.sync_host(HOST)
    listed_without(host, pipeline, 3)
    (item,) = queue(known)

    release_held(known, parse_reference(item.reference), Consent(by="Aigerim", reason="order 7"))
    pipeline.decide(HOST)
    again = pipeline.decide(HOST)

    with known.read() as connection:
        found = {item.component: item for item in deliveries_of(connection, [STUDENT])}
    assert (found["MAN1101"].wanted, found["MAN1101"].state) == (None, DeliveryState.PENDING)
    assert again.superseded == 0
    assert queue(known) == ()


def test_a_pass_that_turned_into_a_fail_needs_a_persons_word(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()))
    pipeline.sync_host(HOST)
    host.publish(transcript(make_result(grade="2", status=ResultStatus.FAILED)))
    pipeline.sync_host(HOST)
    reasons = codes(known)
    (item,) = queue(known)

    release_held(known, parse_reference(item.reference), Consent(by="Aigerim", reason="order 9"))
    pipeline.decide(HOST)

    assert reasons == {HeldCode.FAILED, HeldCode.PASSED_TURNED_FAILED}
    assert outcomes(known) == {"ECO2204": "F"}


def test_history_computes_to_itself(pipeline: Pipeline, host: ScriptedHost, known: Store) -> None:
    host.publish(transcript(make_result(), make_result("MAN101"), make_result("XYZ999")))
    pipeline.sync_host(HOST)
    host.publish(transcript(make_result(grade="2", status=ResultStatus.FAILED)))
    pipeline.sync_host(HOST)
    for item in queue(known):
        if HeldCode.PASSED_TURNED_FAILED in {reason.code for reason in item.reasons}:
            consent = Consent(by="Aigerim", reason="order 9")
            release_held(known, parse_reference(item.reference), consent)
    pipeline.decide(HOST)
    listed_without(host, pipeline, 3)

    with known.read() as connection:
        report = replay(connection, pipeline.evidence)

    assert (report.differences, report.decisions > 5, report.documents) == ([], True, 5)


def test_a_replay_tells_what_was_changed_behind_its_back(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()))
    pipeline.sync_host(HOST)
    decisions = table_of(DecisionRow)
    with known.write(actor="nobody") as unit:
        payload = unit.connection.execute(select(decisions.c.payload)).scalar_one()
        forged = payload.replace('"letter":"B"', '"letter":"A"')
        unit.connection.execute(decisions.update().values(payload=forged))
        (sha256,) = all_documents(unit.connection)
    document = pipeline.evidence.path_of(sha256)
    document.chmod(0o600)
    document.write_bytes(b"other bytes")

    with known.read() as connection:
        report = replay(connection, pipeline.evidence)

    assert [(item.reference, item.what) for item in report.differences] == [
        ("D1", "its content is not what was recorded"),
        (sha256, "the document is not what was kept"),
    ]


def test_an_edits_impact_is_shown_and_changes_nothing(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(), make_result("MAN101", "5")))
    pipeline.sync_host(HOST)
    before = (outcomes(known), entries(known))
    edited = make_rulebook(make_equivalence(), make_equivalence("MAN101", "MAN1101", approval=None))

    (impact,) = assess_impact(known, [HOST], edited, listings_before_withdrawal=3)

    assert (outcomes(known), entries(known)) == before
    assert [(row.component, row.after, row.delivered) for row in impact.rows] == [
        ("MAN1101", None, False)
    ]
    assert [why.code for row in impact.rows for why in row.waits] == [
        HeldCode.EQUIVALENCE_NOT_APPROVED
    ]
    assert not impact.rows[0].frozen
    assert (impact.credits_before, impact.credits_after) == (12, 6)
    assert (impact.average_before, impact.average_after) == (Decimal("3.50"), Decimal("3.00"))


def test_an_edit_of_what_is_final_leaves_the_mark_and_says_that_it_needs_an_order(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()))
    pipeline.sync_host(HOST)
    close_term(known, date(2025, 1, 31), Consent(by="Registrar", reason="autumn term"))
    better = make_grade_table(rows=(ConversionRow(label="4", to=("A",)),))
    edited = make_rulebook(hosts=(make_host_rules(tables=(better,)),))

    (impact,) = assess_impact(known, [HOST], edited, listings_before_withdrawal=3)
    (row,) = impact.rows

    assert (row.after, row.frozen) == (None, True)
    assert impact.credits_before == impact.credits_after
    assert impact.average_before == impact.average_after


def test_after_the_close_a_correction_needs_an_order(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()))
    pipeline.sync_host(HOST)
    close_term(known, date(2025, 1, 31), Consent(by="Registrar", reason="autumn term"))
    host.publish(transcript(make_result(grade="5")))
    pipeline.sync_host(HOST)
    (item,) = queue(known)
    reference = parse_reference(item.reference)
    reasons = codes(known)

    with pytest.raises(UtqyrError, match="needs an order"):
        release_held(known, reference, Consent(by="Aigerim", reason="letter of the host"))
    frozen = outcomes(known)
    consent = Consent(by="Aigerim", reason="letter of the host", order="17-C")
    release_held(known, reference, consent)
    pipeline.decide(HOST)

    assert reasons == {HeldCode.CHANGED_AFTER_FREEZE}
    assert frozen == {}
    assert outcomes(known) == {"ECO2204": "A"}
    with known.read() as connection:
        assert replay(connection, pipeline.evidence).differences == []


def test_a_late_transcript_after_the_close_is_no_correction(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    close_term(known, date(2025, 1, 31), Consent(by="Registrar", reason="autumn term"))
    host.publish(transcript(make_result()))

    pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "B"}


def test_the_close_spares_who_is_still_away(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()))
    pipeline.sync_host(HOST)
    close_term(known, date(2025, 1, 30), Consent(by="Registrar", reason="autumn term"))
    host.publish(transcript(make_result(grade="5")))

    pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "A"}


def confirm(store: Store) -> None:
    deliveries = table_of(DeliveryRow)
    with store.write(actor="system") as unit:
        unit.connection.execute(
            deliveries.update().values(state="confirmed", last_written=deliveries.c.wanted)
        )


def wanted(store: Store) -> dict[str, Decimal | None]:
    with store.read() as connection:
        return {item.component: item.wanted for item in deliveries_of(connection, [STUDENT])}


def test_two_places_given_up_at_once_are_both_cancelled(
    known: Store, host: ScriptedHost, rulebook: Rulebook, clock: FixedClock, tmp_path: Path
) -> None:
    host.publish(transcript(make_result(), make_result("MAN101")))
    make_pipeline(known, host, rulebook, clock, tmp_path).sync_host(HOST)
    strict = make_rulebook(
        make_equivalence(approval=None), make_equivalence("MAN101", "MAN1101", approval=None)
    )

    make_pipeline(known, host, strict, clock, tmp_path).sync_host(HOST)

    with known.read() as connection:
        states = {item.state for item in deliveries_of(connection, [STUDENT])}
    assert states == {DeliveryState.CANCELLED}


@pytest.fixture
def moved(
    known: Store, host: ScriptedHost, clock: FixedClock, tmp_path: Path
) -> tuple[MemoryHome, Courier]:
    """A result whose mark was delivered, and whose rule was edited since: it counts elsewhere."""
    home = MemoryHome(students=[STUDENT], components=["ECO2204", "MAN1101"], keeps_lines=True)
    courier = Courier(store=known, home=home, clock=clock, recheck_after=timedelta(hours=6))
    with known.write(actor="importer") as unit:
        record_agreements(unit, [make_agreement("FIN201", "ECO2204+MAN1101", version=2)], [])
    host.publish(transcript(make_result()))
    make_pipeline(known, host, make_rulebook(), clock, tmp_path).sync_host(HOST)
    courier.deliver_due()
    edited = make_rulebook(make_equivalence("FIN201", "MAN1101"))
    make_pipeline(known, host, edited, clock, tmp_path).sync_host(HOST)
    return home, courier


def test_a_mark_left_behind_by_an_edited_rule_waits_for_a_person(
    known: Store, moved: tuple[MemoryHome, Courier]
) -> None:
    home, courier = moved

    courier.deliver_due(recheck_all=True)

    assert home.standing(STUDENT, "MAN1101") == Decimal(80)
    assert home.standing(STUDENT, "ECO2204") == Decimal(80)
    assert codes(known) == {HeldCode.HOME_LEFT_BEHIND}
    plan = make_plan(known, home, made_at="2026-09-01")
    assert [(item.component, item.obstacle) for item in plan.blocked] == [
        ("ECO2204", HeldCode.HOME_LEFT_BEHIND)
    ]


def test_a_mark_left_behind_is_taken_back_when_a_person_agrees(
    known: Store, moved: tuple[MemoryHome, Courier]
) -> None:
    home, courier = moved
    (item,) = queue(known)

    release_held(known, parse_reference(item.reference), Consent(by="Aigerim", reason="minutes"))
    courier.deliver_due()

    assert home.standing(STUDENT, "ECO2204") is None
    assert home.standing(STUDENT, "MAN1101") == Decimal(80)
    assert queue(known) == ()


def test_a_mark_left_behind_stays_when_a_person_refuses(
    known: Store, moved: tuple[MemoryHome, Courier]
) -> None:
    home, courier = moved
    (item,) = queue(known)

    refuse_held(known, parse_reference(item.reference), Consent(by="Aigerim", reason="minutes"))
    courier.deliver_due(recheck_all=True)

    assert home.standing(STUDENT, "ECO2204") == Decimal(80)


def test_a_rule_that_is_edited_back_wants_its_mark_again(
    known: Store,
    host: ScriptedHost,
    moved: tuple[MemoryHome, Courier],
    clock: FixedClock,
    tmp_path: Path,
) -> None:
    home, courier = moved
    courier.deliver_due()

    make_pipeline(known, host, make_rulebook(), clock, tmp_path).sync_host(HOST)
    courier.deliver_due()

    assert wanted(known)["ECO2204"] == Decimal(80)
    assert home.standing(STUDENT, "ECO2204") == Decimal(80)
    assert [item.about for item in queue(known)] == ["MAN1101"]


def test_a_component_of_another_stay_waits_for_a_person(
    known: Store, host: ScriptedHost, clock: FixedClock, tmp_path: Path
) -> None:
    other = HeiId("other.edu.pl")
    second = MobilityId("M-0002")
    with known.write(actor="importer") as unit:
        record_mobilities(unit, [make_mobility("M-0002", host=other)], [])
        record_agreements(unit, [make_agreement(mobility_id=second)], [])
    rules = make_rulebook(
        hosts=(
            make_host_rules(make_equivalence()),
            make_host_rules(make_equivalence(host=other), host=other),
        )
    )
    elsewhere = ScriptedHost(other)
    pipeline = replace(
        make_pipeline(known, host, rules, clock, tmp_path),
        connectors={HOST: host, other: elsewhere},
    )
    learner = make_learner(identifiers=(LearnerIdentifier(kind="mobility-id", value="M-0002"),))
    host.publish(transcript(make_result(grade="5")))
    elsewhere.publish(
        transcript(make_result(grade="3"), host=other, mobility_id=second, learner=learner)
    )

    pipeline.sync_host(HOST)
    confirm(known)
    pipeline.sync_host(other)

    assert codes(known) == {HeldCode.COMPONENT_TWICE}
    assert wanted(known) == {"ECO2204": Decimal(100)}
    with known.read() as connection:
        assert replay(connection, pipeline.evidence).differences == []

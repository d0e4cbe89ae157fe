"""Whatever takes a decision out of force, refuses or releases it is on record with its effect."""

from pathlib import Path

import pytest
from sqlalchemy import select

from mapping.terms import ResultStatus
from sync.audit.chain import ChainHead
from sync.audit.entry import AuditAction
from sync.clock import FixedClock
from sync.commands import Consent, parse_reference, refuse_held, release_held
from sync.pipeline import Pipeline
from sync.queries import held_queue
from sync.replay import replay
from sync.store.audit_log import read_records
from sync.store.decisions import all_decisions
from sync.store.people import record_agreements, record_mobilities
from sync.store.tables import DecisionRow
from sync.store.unit_of_work import Store, table_of
from tests.builders import (
    HOST,
    make_agreement,
    make_learner,
    make_mobility,
    make_result,
    make_rulebook,
)
from tests.pipelines import make_pipeline
from tests.scripted_host import ScriptedHost, transcript

CONSENT = Consent(by="Aigerim", reason="letter 12 of the host")


@pytest.fixture
def known(store: Store) -> Store:
    with store.write(actor="importer") as unit:
        record_mobilities(unit, [make_mobility()], [])
        record_agreements(unit, [make_agreement()], [])
    return store


@pytest.fixture
def pipeline(known: Store, host: ScriptedHost, clock: FixedClock, tmp_path: Path) -> Pipeline:
    return make_pipeline(known, host, make_rulebook(), clock, tmp_path)


def on_record(store: Store, action: AuditAction) -> list[str]:
    with store.read() as connection:
        return [
            record.entry.subject
            for record in read_records(connection)
            if record.entry.action == action
        ]


def reference(store: Store) -> str:
    with store.read() as connection:
        (item,) = (each for each in held_queue(connection))
    return item.reference


def hold_a_batch(pipeline: Pipeline, host: ScriptedHost, store: Store) -> str:
    passed = [make_result(f"C{number:02}") for number in range(20)]
    host.publish(transcript(*passed))
    pipeline.sync_host(HOST)
    host.publish(
        transcript(*(make_result(each.code, "2", status=ResultStatus.FAILED) for each in passed))
    )
    pipeline.sync_host(HOST)
    with store.read() as connection:
        (item,) = (each for each in held_queue(connection) if each.problems)
    return item.reference


def test_a_decision_that_is_replaced_is_on_record_by_its_number(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()))
    pipeline.sync_host(HOST)
    before = on_record(known, AuditAction.DECISION_SUPERSEDED)
    host.publish(transcript(make_result(grade="5")))

    pipeline.sync_host(HOST)

    assert (before, len(on_record(known, AuditAction.DECISION_SUPERSEDED))) == ([], 1)


def test_a_refused_decision_is_on_record(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(ects="5")))
    pipeline.sync_host(HOST)
    named = reference(known)

    refuse_held(known, parse_reference(named), CONSENT)

    assert on_record(known, AuditAction.HELD_REFUSED) == [named]


def test_a_released_batch_is_on_record(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    named = hold_a_batch(pipeline, host, known)

    release_held(known, parse_reference(named), CONSENT)

    assert on_record(known, AuditAction.BATCH_RELEASED) == [named]


def test_a_refused_batch_is_on_record(pipeline: Pipeline, host: ScriptedHost, known: Store) -> None:
    named = hold_a_batch(pipeline, host, known)

    refuse_held(known, parse_reference(named), CONSENT)

    assert on_record(known, AuditAction.HELD_REFUSED) == [named]


def test_an_effect_without_its_entry_is_no_effect(
    pipeline: Pipeline, host: ScriptedHost, known: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.publish(transcript(make_result(ects="5")))
    pipeline.sync_host(HOST)
    named = reference(known)

    def unreadable(_connection: object) -> ChainHead:
        raise InterruptedError

    monkeypatch.setattr("sync.store.unit_of_work.chain_head", unreadable)
    with pytest.raises(InterruptedError):
        refuse_held(known, parse_reference(named), CONSENT)

    assert reference(known) == named, "it waits as before"


def test_each_decision_of_one_transaction_keeps_its_own_case(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()), transcript(make_result(), learner=stranger()))

    pipeline.sync_host(HOST)

    with known.read() as connection:
        digests = {stored.case_digest for stored in all_decisions(connection)}
        report = replay(connection, pipeline.evidence)
    assert (len(digests), report.differences) == (2, [])


def test_a_replay_tells_a_decision_that_its_case_does_not_give(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result()), transcript(make_result(), learner=stranger()))
    pipeline.sync_host(HOST)
    table = table_of(DecisionRow)
    with known.write(actor="nobody") as unit:
        last = unit.connection.execute(select(table).order_by(table.c.id.desc())).first()
        assert last is not None
        unit.connection.execute(table.update().values(case_digest=last.case_digest))

    with known.read() as connection:
        report = replay(connection, pipeline.evidence)

    assert [each.what for each in report.differences] == ["it is decided otherwise now"]


def stranger() -> object:
    """Make a learner nobody has agreed anything with."""
    return make_learner(identifiers=(), given_names="Marat", family_name="Ospanov", birth_date=None)

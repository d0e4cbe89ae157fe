"""An outage of hours, throttling and refusals: nothing is lost, and recovery makes no burst."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import HostContractBroken, HostRefused, HostThrottled, HostUnavailable
from sync.audit.entry import AuditAction
from sync.clock import FixedClock
from sync.host_health import Breaker, HostHealth
from sync.pipeline import Pipeline
from sync.store.audit_log import read_records
from sync.store.host_health import close_breaker, load_health
from sync.store.hosts import load_host_state
from sync.store.people import record_agreements, record_mobilities
from sync.store.unit_of_work import Store
from tests.builders import (
    HOST,
    make_agreement,
    make_mobility,
    make_result,
    make_rulebook,
)
from tests.pipelines import make_pipeline
from tests.scripted_host import ScriptedHost, transcript

TURN = timedelta(minutes=15)


@pytest.fixture
def pipeline(store: Store, host: ScriptedHost, clock: FixedClock, tmp_path: Path) -> Pipeline:
    with store.write(actor="importer") as unit:
        record_mobilities(unit, [make_mobility()], [])
        record_agreements(unit, [make_agreement("FIN201", "ECO2204")], [])
    return make_pipeline(
        store,
        host,
        make_rulebook(),
        clock,
        tmp_path,
        listings_before_withdrawal=2,
        patient=True,
        chance=lambda: 0.5,
    )


def health_of(store: Store) -> HostHealth:
    with store.read() as connection:
        return load_health(connection, (HOST,))[HOST]


def test_an_outage_of_hours_is_followed_by_one_question(
    pipeline: Pipeline, host: ScriptedHost, store: Store, clock: FixedClock
) -> None:
    host.failure = HostUnavailable(HOST, "does not answer")
    turns = 4 * 24
    for _ in range(turns):
        pipeline.sync_host(HOST)
        clock.advance(TURN)
    during = len(host.asked_since)
    assert during < turns / 4, "a host that is down is asked seldom"
    assert health_of(store).breaker(clock.now()) in (Breaker.OPEN, Breaker.HALF_OPEN)

    host.failure = None
    clock.advance(timedelta(hours=7))
    pipeline.sync_host(HOST)
    assert len(host.asked_since) == during + 1
    assert health_of(store) == HostHealth(host=HOST)


def test_a_host_left_alone_is_not_asked_and_its_documents_are_read(
    pipeline: Pipeline, host: ScriptedHost, store: Store, clock: FixedClock
) -> None:
    host.publish(transcript(make_result()))
    host.failure = HostUnavailable(HOST, "broke off")
    pipeline.sync_host(HOST)
    with store.read() as connection:
        before = load_host_state(connection, HOST)

    run = pipeline.sync_host(HOST)

    assert run.waits_until == health_of(store).not_before
    assert run.error is None
    assert len(host.asked_since) == 1
    with store.read() as connection:
        after = load_host_state(connection, HOST)
    assert after == before, "the watermark and the last error stay"
    assert before.last_error == "broke off"


def test_a_host_is_left_alone_for_as_long_as_it_asks(
    pipeline: Pipeline, host: ScriptedHost, clock: FixedClock
) -> None:
    host.failure = HostThrottled(HOST, "fewer calls", retry_after_seconds=7200)
    asked_at = clock.now()
    pipeline.sync_host(HOST)
    host.failure = None
    while len(host.asked_since) == 1:
        clock.advance(TURN)
        pipeline.sync_host(HOST)
    assert clock.now() - asked_at >= timedelta(hours=2)


def test_a_person_lets_a_host_be_asked_again_on_record(
    pipeline: Pipeline, host: ScriptedHost, store: Store, clock: FixedClock
) -> None:
    host.failure = HostRefused(HOST, "the token is none", hint="make a token")
    pipeline.sync_host(HOST)
    refused = health_of(store)
    assert refused.breaker(clock.now()) is Breaker.OPEN

    with store.write(actor="A. Operator") as unit:
        close_breaker(unit, refused, reason="a new token")
    host.failure = None
    pipeline.sync_host(HOST)

    assert len(host.asked_since) == 2
    with store.read() as connection:
        entries = [record.entry for record in read_records(connection)]
    (resumed,) = [each for each in entries if each.action == AuditAction.HOST_RESUMED.value]
    assert (resumed.actor, resumed.subject) == ("A. Operator", HOST)


def test_who_names_a_host_is_not_kept_waiting(pipeline: Pipeline, host: ScriptedHost) -> None:
    host.failure = HostUnavailable(HOST, "does not answer")
    pipeline.sync_host(HOST)
    replace(pipeline, patient=False).sync_host(HOST)
    assert len(host.asked_since) == 2


def test_an_answer_that_breaks_the_contract_keeps_the_documents_before_it(
    pipeline: Pipeline, host: ScriptedHost, store: Store
) -> None:
    host.publish(transcript(make_result()))
    host.failure = HostContractBroken(HOST, "is not JSON")
    run = pipeline.sync_host(HOST)
    assert (run.kept, run.read) == (1, 1)
    assert health_of(store).failures == 1


def test_health_outlives_the_process(
    pipeline: Pipeline, host: ScriptedHost, store: Store, clock: FixedClock
) -> None:
    host.failure = HostUnavailable(HOST, "does not answer")
    pipeline.sync_host(HOST)
    again = Store(store.engine, clock)
    assert replace(pipeline, store=again).sync_host(HOST).waits_until is not None

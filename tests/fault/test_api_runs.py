"""Whole passes over hosts with an interface: what they show last counts, and nothing is lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.base import HostConnector
from connectors.errors import HostRefused, HostUnavailable
from connectors.hosts.moodle import MoodleHostConnector
from connectors.hosts.moodle_settings import MoodleHostSettings
from sandbox.host_http import Weather
from sandbox.host_moodle import SandboxHostMoodle
from sync.clock import FixedClock
from sync.guards import GuardLimits
from sync.pipeline import Pipeline
from sync.queries import recognised
from sync.schedule import Extent
from sync.store.evidence import EvidenceStore
from sync.store.people import record_agreements, record_mobilities
from sync.store.unit_of_work import Store
from tests.builders import (
    HOST,
    make_agreement,
    make_equivalence,
    make_host_rules,
    make_mobility,
    make_rulebook,
)

STUDENTS = ("00123", "00124", "00125")
COURSE = "FIN201"


@pytest.fixture
def host() -> Iterator[SandboxHostMoodle]:
    with SandboxHostMoodle() as running:
        running.offer(COURSE, "Finance", starts="2024-09-01", ends="2025-01-31")
        running.offer("ART100", "Drawing", starts="2024-09-01", ends="2025-01-31")
        for number in STUDENTS:
            running.staff.add_student(number, given_names="Aigerim", family_name="Sadykova")
            running.grade(number, COURSE, "4")
        yield running


def connector_to(host: SandboxHostMoodle) -> HostConnector:
    settings = {
        "url": host.url,
        "token": host.token,
        "courses": [{"course": COURSE, "credits": "6"}, {"course": "ART100"}],
        "identifiers": {"idnumber": "student-number"},
        "retries": 0,
        "connect_seconds": 60,
        "read_seconds": 60,
    }
    return MoodleHostConnector(HOST, MoodleHostSettings.model_validate(settings))


@pytest.fixture
def pipeline(store: Store, host: SandboxHostMoodle, clock: FixedClock, tmp_path: Path) -> Pipeline:
    mobilities = [make_mobility(f"M-{number}", student_id=number) for number in STUDENTS]
    agreements = [make_agreement(mobility_id=f"M-{number}") for number in STUDENTS]
    with store.write(actor="importer") as unit:
        record_mobilities(unit, mobilities, [])
        record_agreements(unit, agreements, [])
    return Pipeline(
        store=store,
        evidence=EvidenceStore(tmp_path / "evidence"),
        connectors={HOST: connector_to(host)},
        rulebook=make_rulebook(hosts=(make_host_rules(make_equivalence()),)),
        limits=GuardLimits(),
        clock=clock,
        overlap=timedelta(hours=48),
        listings_before_withdrawal=3,
    )


def letters(store: Store) -> dict[str, str | None]:
    with store.read() as connection:
        return {
            str(item.outcome.student_id): item.outcome.letter for item in recognised(connection)
        }


def test_grades_become_decisions_and_an_unchanged_pass_keeps_nothing(
    pipeline: Pipeline, store: Store, clock: FixedClock
) -> None:
    run = pipeline.sync_host(HOST)
    assert (run.error, run.quarantined) == (None, 0)
    assert letters(store) == dict.fromkeys(STUDENTS, "B")

    clock.advance(timedelta(hours=1))
    run = pipeline.sync_host(HOST)
    assert (run.error, run.kept, run.read) == (None, 0, 0)


def test_grade_that_goes_back_to_what_it_was_is_a_statement(
    pipeline: Pipeline, host: SandboxHostMoodle, store: Store, clock: FixedClock
) -> None:
    pipeline.sync_host(HOST)
    for points, letter in (("5", "A"), ("4", "B"), ("5", "A")):
        clock.advance(timedelta(hours=1))
        host.grade("00124", COURSE, points)
        run = pipeline.sync_host(HOST)
        assert run.error is None
        assert letters(store)["00124"] == letter


def test_suspended_person_loses_nothing_however_often_the_host_is_read(
    pipeline: Pipeline, host: SandboxHostMoodle, store: Store, clock: FixedClock
) -> None:
    pipeline.sync_host(HOST)
    host.staff.suspend("00124", COURSE)

    for _ in range(5):
        clock.advance(timedelta(days=1))
        assert pipeline.sync_host(HOST, Extent.FULL).error is None

    assert letters(store) == dict.fromkeys(STUDENTS, "B")


@pytest.mark.parametrize("weather", [Weather.HTML, Weather.HANG_UP, Weather.UNAVAILABLE])
@pytest.mark.parametrize("after", [0, 2, 4])
def test_host_that_fails_halfway_is_read_to_its_end_by_the_next_pass(
    pipeline: Pipeline, host: SandboxHostMoodle, store: Store, weather: Weather, after: int
) -> None:
    host.weather.arrange(weather, after=after)
    assert pipeline.sync_host(HOST).error is not None

    host.weather.clear()
    assert pipeline.sync_host(HOST).error is None
    assert letters(store) == dict.fromkeys(STUDENTS, "B")


def test_token_that_is_taken_away_changes_nothing_that_was_decided(
    pipeline: Pipeline, host: SandboxHostMoodle, store: Store, clock: FixedClock
) -> None:
    pipeline.sync_host(HOST)
    host.revoke()
    clock.advance(timedelta(hours=1))

    run = pipeline.sync_host(HOST)

    assert isinstance(run.error, HostRefused)
    assert letters(store) == dict.fromkeys(STUDENTS, "B")


def test_outage_is_no_refusal(pipeline: Pipeline, host: SandboxHostMoodle) -> None:
    host.weather.arrange(Weather.UNAVAILABLE)

    assert isinstance(pipeline.sync_host(HOST).error, HostUnavailable)

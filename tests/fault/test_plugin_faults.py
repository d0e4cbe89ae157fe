"""Grades and lines over HTTP to the plugin, whatever becomes of an answer: one effect each."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.home.moodle_modes import moodle_home
from connectors.home.moodle_settings import MoodleHomeSettings
from sandbox.moodle import SandboxMoodle
from sandbox.moodle_faults import Closure, FaultKind
from sandbox.moodle_plugin import MoodlePlugin
from sync.clock import FixedClock
from sync.delivery import Courier, DeliveryTally
from sync.guards import GuardLimits
from sync.pipeline import Pipeline
from sync.store.audit_log import read_records
from sync.store.evidence import EvidenceStore
from sync.store.people import record_agreements, record_mobilities
from sync.store.unit_of_work import Store
from tests.builders import (
    HOST,
    make_agreement,
    make_equivalence,
    make_mobility,
    make_result,
    make_rulebook,
)
from tests.couriers import make_courier
from tests.scripted_host import ScriptedHost, transcript

STUDENT, GRADED, UNGRADED = "00123", "ECO2204", "MAN1101"
PUT, GET = "local_utqyr_put_results", "local_utqyr_get_results"
SPOILT = [kind for kind in FaultKind if kind is not FaultKind.LATE]


@pytest.fixture
def moodle() -> Iterator[SandboxMoodle]:
    with SandboxMoodle().seed(
        students=[STUDENT], courses=[GRADED, UNGRADED], activity_idnumber="utqyr"
    ) as moodle:
        yield moodle


@pytest.fixture
def plugin(moodle: SandboxMoodle) -> MoodlePlugin:
    return moodle.install_plugin()


@pytest.fixture
def courier(
    store: Store, moodle: SandboxMoodle, plugin: MoodlePlugin, clock: FixedClock, tmp_path: Path
) -> Courier:
    """A graded result, a pass and one that waits, decided and not delivered yet."""
    with store.write(actor="importer") as unit:
        record_mobilities(unit, [make_mobility()], [])
        record_agreements(unit, [make_agreement("FIN201+MAN101", "ECO2204+MAN1101")], [])
    host = ScriptedHost()
    host.publish(
        transcript(make_result(), make_result("MAN101", grade="zal"), make_result("XYZ999"))
    )
    rules = make_rulebook(make_equivalence(), make_equivalence("MAN101", UNGRADED))
    Pipeline(
        store=store,
        evidence=EvidenceStore(tmp_path / "evidence"),
        connectors={HOST: host},
        rulebook=rules,
        limits=GuardLimits(),
        clock=clock,
        overlap=timedelta(hours=48),
        listings_before_withdrawal=3,
    ).sync_host(HOST)
    settings = MoodleHomeSettings(url=moodle.url, retries=0)
    return make_courier(store, moodle_home(settings, lambda: moodle.token), clock, rules)


def confirmed(store: Store) -> list[str]:
    """Tell every effect that is on record: grades, and lines beside them or alone."""
    with store.read() as connection:
        details = [
            (record.entry.action, record.detail.facts)
            for record in read_records(connection)
            if record.detail is not None
        ]
    grades = [
        f"grade {facts['percent']}"
        for name, facts in details
        if name in ("delivery-confirmed", "delivery-settled")
    ]
    beside = [f"line {facts['line']}" for _, facts in details if "line" in facts]
    alone = [f"line {facts['fingerprint']}" for name, facts in details if name == "line-confirmed"]
    return grades + beside + alone


def delivered(courier: Courier) -> None:
    """Pass until a pass changes nothing, as the daemon does."""
    for _ in range(6):
        if courier.deliver_due() == DeliveryTally():
            return
    raise AssertionError("deliveries never come to rest")


@pytest.mark.parametrize("function", [PUT, GET])
@pytest.mark.parametrize("faults", [(kind,) for kind in SPOILT] + [(kind, kind) for kind in SPOILT])
def test_every_fault_ends_in_the_same_place(
    moodle: SandboxMoodle,
    plugin: MoodlePlugin,
    courier: Courier,
    store: Store,
    function: str,
    faults: tuple[FaultKind, ...],
) -> None:
    moodle.faults.arrange(function, *faults)

    delivered(courier)

    assert moodle.staff.final_grade(STUDENT, GRADED) == Decimal(80)
    lines = plugin.lines(STUDENT)
    assert sorted(line[-1]["status"] for line in lines.values()) == [
        "recognised",
        "recognised",
        "waiting",
    ]
    assert [len(versions) for versions in lines.values()] == [1, 1, 1]
    effects = confirmed(store)
    assert len(set(effects)) == len(effects) == 4  # a grade and three lines


@pytest.mark.parametrize("closure", [each for each in Closure if each is not Closure.OPEN])
def test_a_closed_site_leaves_everything_waiting(
    moodle: SandboxMoodle, plugin: MoodlePlugin, courier: Courier, closure: Closure
) -> None:
    moodle.faults.closure = closure
    tally = courier.deliver_due()
    moodle.faults.closure = Closure.OPEN

    delivered(courier)

    assert tally.error is not None
    assert len(plugin.lines(STUDENT)) == 3
    assert moodle.staff.final_grade(STUDENT, GRADED) == Decimal(80)


def test_an_unchanged_pass_makes_no_call(moodle: SandboxMoodle, courier: Courier) -> None:
    delivered(courier)
    calls = len(moodle.calls)

    courier.deliver_due()

    assert len(moodle.calls) == calls


def test_a_delivery_costs_few_calls(moodle: SandboxMoodle, courier: Courier) -> None:
    courier.deliver_due()

    told = [call.function for call in moodle.calls]
    assert told == ["core_webservice_get_site_info", PUT, GET, PUT, GET]

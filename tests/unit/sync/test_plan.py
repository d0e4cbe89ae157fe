import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.home.memory import MemoryHome
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from mapping.problems import UtqyrError
from sync.audit.entry import AuditAction
from sync.clock import FixedClock
from sync.delivery import Courier
from sync.errors import StalePlan
from sync.plan import Plan, apply_plan, make_plan, read_plan, write_plan
from sync.store.audit_log import read_records
from sync.store.outbox import Wanted, want
from sync.store.unit_of_work import Store

Wish = Callable[[str, str], None]


@pytest.fixture
def home() -> MemoryHome:
    return MemoryHome(students=["S1", "S2", "S3"], components=["ECO1", "ECO2"])


@pytest.fixture
def courier(store: Store, home: MemoryHome, clock: FixedClock) -> Courier:
    return Courier(store=store, home=home, clock=clock, recheck_after=timedelta(hours=6))


@pytest.fixture
def wish(store: Store) -> Wish:
    def put(place: str, percent: str) -> None:
        student, component = place.split("/")
        with store.write(actor="system") as unit:
            item = Wanted(
                student_id=StudentId(student),
                component=ComponentCode(component),
                decision_id=1,
                percent=Decimal(percent),
                fingerprint=f"1:{percent}",
            )
            want(unit, [item])

    return put


def plan_of(courier: Courier) -> Plan:
    return make_plan(courier.store, courier.home, made_at="2026-09-01T08:00:00.000000Z")


def test_a_plan_touches_nothing(courier: Courier, home: MemoryHome, wish: Wish) -> None:
    wish("S1/ECO1", "85")

    plan = plan_of(courier)

    assert [(row.place, row.there_now, row.wanted) for row in plan.rows] == [
        ("S1/ECO1", None, Decimal(85))
    ]
    assert home.puts == 0


def test_a_plan_names_what_stands_in_the_way(
    courier: Courier, home: MemoryHome, wish: Wish
) -> None:
    wish("S1/ECO1", "85")
    wish("S2/ECO1", "70")
    home.lock_grade("S1", "ECO1")
    home.teacher_grades("S2", "ECO1", Decimal(50))

    plan = plan_of(courier)

    assert plan.rows == ()
    assert {(item.student_id, item.obstacle) for item in plan.blocked} == {
        ("S1", HeldCode.HOME_GRADE_LOCKED),
        ("S2", HeldCode.HOME_CHANGED_THERE),
    }


def test_apply_delivers_exactly_the_plan(
    courier: Courier, home: MemoryHome, wish: Wish, tmp_path: Path
) -> None:
    wish("S1/ECO1", "85")
    wish("S2/ECO2", "70")
    write_plan(plan_of(courier), tmp_path / "plan.json")
    wish("S3/ECO1", "90")

    tally = apply_plan(courier, read_plan(tmp_path / "plan.json"), actor="Aigerim")

    assert tally.confirmed == 2
    assert {(address.student_id, value) for address, value in home.sent} == {
        ("S1", Decimal(85)),
        ("S2", Decimal(70)),
    }


def test_a_stale_plan_delivers_nothing_and_names_its_rows(
    courier: Courier, home: MemoryHome, wish: Wish, store: Store
) -> None:
    for place in ("S1/ECO1", "S2/ECO1", "S3/ECO1", "S1/ECO2"):
        wish(place, "85")
    plan = plan_of(courier)
    wish("S1/ECO1", "90")
    home.teacher_grades("S2", "ECO1", Decimal(40))
    home.lock_grade("S3", "ECO1")

    with pytest.raises(StalePlan) as caught:
        apply_plan(courier, plan, actor="Aigerim")

    assert caught.value.rows == (
        "S1/ECO1: another value is wanted now",
        "S2/ECO1: the gradebook holds another value now",
        "S3/ECO1: cannot be written now (home-grade-locked)",
    )
    assert home.sent == []
    with store.read() as connection:
        actions = [record.entry.action for record in read_records(connection)]
    assert actions == [AuditAction.PLAN_REFUSED]


def test_a_plan_applied_twice_is_stale(courier: Courier, wish: Wish) -> None:
    wish("S1/ECO1", "85")
    plan = plan_of(courier)
    apply_plan(courier, plan, actor="Aigerim")

    with pytest.raises(StalePlan) as caught:
        apply_plan(courier, plan, actor="Aigerim")

    assert caught.value.rows == ("S1/ECO1: no longer to be delivered",)


def test_a_plan_file_is_for_its_owner_alone(courier: Courier, wish: Wish, tmp_path: Path) -> None:
    wish("S1/ECO1", "85")

    write_plan(plan_of(courier), tmp_path / "plan.json")

    assert (tmp_path / "plan.json").stat().st_mode & 0o777 == 0o600


def test_an_edited_plan_is_no_plan(courier: Courier, wish: Wish, tmp_path: Path) -> None:
    wish("S1/ECO1", "85")
    path = tmp_path / "plan.json"
    write_plan(plan_of(courier), path)
    content = json.loads(path.read_text())
    content["rows"][0]["wanted"] = "100"
    path.write_text(json.dumps(content))

    with pytest.raises(UtqyrError, match="is not a plan"):
        read_plan(path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"rows": 7}', "\x00", '{"rows": [{}]}'])
def test_anything_else_is_no_plan(tmp_path: Path, content: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(content)

    with pytest.raises(UtqyrError, match="is not a plan"):
        read_plan(path)

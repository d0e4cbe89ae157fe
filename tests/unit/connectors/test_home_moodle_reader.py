"""What is read of a Moodle, and what it costs, before the stand-in."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from connectors.errors import HomeRefused
from connectors.home.base import HomeResult, ResultAddress
from connectors.home.moodle import MoodleCoreHome, MoodleHomeSettings
from connectors.http import new_session
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from sandbox.moodle import SandboxMoodle
from sandbox.moodle_faults import FaultKind
from sandbox.moodle_site import SERVICE_CAPABILITIES, SiteFacts
from sandbox.moodle_state import ItemKind
from tests.contract.home_contract import wanting
from tests.contract.moodle_worlds import (
    ACCOUNTS,
    COURSES,
    ENROLLED,
    HERE,
    QUICK,
    REPORT,
    STUDENTS,
    UPDATE,
    SandboxWorld,
    sandbox_world,
)


@pytest.fixture
def world() -> Iterator[SandboxWorld]:
    with sandbox_world() as world:
        yield world


def read(world: SandboxWorld, component: str, student: str = "KB00001") -> HomeResult:
    address = ResultAddress(student_id=StudentId(student), component=ComponentCode(component))
    return world.home.get_results([address])[0]


def addresses(count: int) -> list[ResultAddress]:
    return [ResultAddress(student_id=StudentId(s), component=HERE) for s in STUDENTS[:count]]


def with_activity(world: SandboxWorld, **activity: object) -> HomeResult:
    world.staff.add_course("NEW101")
    world.staff.add_activity("NEW101", idnumber="UTQYR", **activity)  # type: ignore[arg-type]
    world.staff.enrol("KB00001", "NEW101")
    return read(world, "NEW101")


@pytest.mark.parametrize(
    "activity",
    [
        {"scale": ["weak", "good", "excellent"]},
        {"scale": ["1", "2", "3", "4", "5"]},
        {"kind": ItemKind.TEXT},
        {"maximum": Decimal("0.1")},
    ],
)
def test_an_item_that_cannot_hold_percentages_is_refused(
    world: SandboxWorld, activity: dict[str, object]
) -> None:
    found = with_activity(world, **activity)
    assert found.obstacle is HeldCode.HOME_NO_GRADE_ITEM
    assert found.detail
    receipts = world.home.put_results([wanting(found.address, "70")])
    assert receipts[0].obstacle is HeldCode.HOME_NO_GRADE_ITEM
    assert world.moodle.count(UPDATE) == 0


@pytest.mark.parametrize("maximum", ["1", "5", "10.5", "100", "200", "1000"])
def test_any_number_of_points_will_do(world: SandboxWorld, maximum: str) -> None:
    found = with_activity(world, maximum=Decimal(maximum))
    assert found == HomeResult(address=found.address)


def test_an_activity_without_our_id_number_is_not_ours(world: SandboxWorld) -> None:
    world.staff.rename_activity(HERE, idnumber="OTHER")
    assert read(world, HERE).obstacle is HeldCode.HOME_NO_GRADE_ITEM


def test_two_activities_of_one_id_number_are_ambiguous(world: SandboxWorld) -> None:
    world.staff.add_activity(HERE, idnumber="UTQYR")
    assert read(world, HERE).obstacle is HeldCode.HOME_AMBIGUOUS_ITEM


def test_an_activity_may_be_found_by_its_name() -> None:
    with sandbox_world(activity_name="Mobility recognition") as world:
        world.staff.rename_activity(HERE, idnumber="")
        assert read(world, HERE).obstacle is None
        world.staff.rename_activity(HERE, idnumber="", name="Another name")
        assert read(world, HERE).obstacle is HeldCode.HOME_NO_GRADE_ITEM


def test_two_accounts_of_one_number_are_nobody(world: SandboxWorld) -> None:
    world.staff.rename_student("KB00002", "KB00001")
    found = read(world, HERE)
    assert (found.obstacle, found.detail) == (
        HeldCode.HOME_UNKNOWN_STUDENT,
        "2 accounts have this ID number",
    )


def test_numbers_are_taken_letter_by_letter(world: SandboxWorld) -> None:
    assert read(world, HERE, "kb00001").obstacle is HeldCode.HOME_UNKNOWN_STUDENT
    assert read(world, HERE.lower()).obstacle is HeldCode.HOME_UNKNOWN_COMPONENT


@pytest.mark.parametrize("limit", [0, 4])
def test_a_suspended_enrolment_is_told_apart_from_none(limit: int) -> None:
    with sandbox_world(single_read_limit=limit) as world:
        world.staff.suspend("KB00001", HERE)
        world.staff.unenrol("KB00002", HERE)
        found = world.home.get_results(addresses(2))
        assert [result.obstacle for result in found] == [
            HeldCode.HOME_SUSPENDED_STUDENT,
            HeldCode.HOME_NOT_ENROLLED,
        ]


def test_a_role_without_grades_is_seen_in_the_report_of_everybody() -> None:
    with sandbox_world(single_read_limit=0) as world:
        world.staff.enrol("KB00001", HERE, graded_role=False)
        assert read(world, HERE).obstacle is HeldCode.HOME_SUSPENDED_STUDENT


@pytest.mark.parametrize("limit", [0, 4])
def test_a_remembered_course_that_was_renamed_is_looked_for_again(limit: int) -> None:
    with sandbox_world(single_read_limit=limit) as world:
        assert read(world, HERE).obstacle is None
        world.staff.rename_course(HERE, "OLD")
        assert read(world, HERE).obstacle is HeldCode.HOME_UNKNOWN_COMPONENT
        world.staff.add_course(HERE)
        world.staff.add_activity(HERE, idnumber="UTQYR")
        world.staff.enrol("KB00001", HERE)
        assert read(world, HERE).obstacle is None


def test_a_remembered_course_that_is_gone_is_looked_for_again(world: SandboxWorld) -> None:
    assert read(world, HERE).obstacle is None
    del world.moodle.state.courses[world.staff.course(HERE).id]
    assert read(world, HERE).obstacle is HeldCode.HOME_UNKNOWN_COMPONENT


def test_a_gradebook_in_need_of_a_regrade_shows_no_grade_that_could_be_trusted(
    world: SandboxWorld,
) -> None:
    world.staff.grade("KB00001", HERE, Decimal(60))
    world.staff.leave_regrade_pending(HERE)
    found = read(world, HERE)
    assert (found.obstacle, found.percent) == (HeldCode.HOME_REFUSED, None)


def test_a_report_without_ranges_is_no_ground_to_write_on(world: SandboxWorld) -> None:
    world.moodle.functions.site = SiteFacts(shows_range=False)
    found = read(world, HERE)
    assert found.obstacle is HeldCode.HOME_REFUSED
    assert "ranges" in found.detail


def test_a_hidden_item_the_account_may_not_see_is_none(world: SandboxWorld) -> None:
    world.staff.hide_item(HERE)
    assert read(world, HERE).obstacle is None
    world.moodle.allow(
        world.moodle.token, SERVICE_CAPABILITIES - {"moodle/grade:viewhidden"}, user_id=1000
    )
    assert read(world, HERE).obstacle is HeldCode.HOME_NO_GRADE_ITEM


def test_a_course_the_account_may_not_enter_is_no_ones_fault_but_its_own(
    world: SandboxWorld,
) -> None:
    world.staff.add_course("SECRET")
    world.moodle.allow(
        world.moodle.token,
        SERVICE_CAPABILITIES - {"gradereport/user:view"},
        user_id=1000,
    )
    found = read(world, HERE)
    assert found.obstacle is HeldCode.HOME_REFUSED
    assert found.detail.startswith("nopermissions: give the account's role")


def test_one_damaged_report_leaves_the_other_components_alone(world: SandboxWorld) -> None:
    world.moodle.faults.arrange(REPORT, FaultKind.GARBAGE, FaultKind.GARBAGE)
    here, elsewhere = addresses(1)[0], world.free_addresses_elsewhere(1)[0]
    found = world.home.get_results([here, elsewhere])
    assert [result.obstacle for result in found] == [HeldCode.HOME_REFUSED, None]


def test_a_course_damaged_by_a_call_for_another_is_still_read(world: SandboxWorld) -> None:
    course, activity = world.staff.course(HERE), world.staff.item("FIN3101")
    world.staff.grade("KB00001", HERE, Decimal(60))
    world.moodle.state.update_grades(course, activity, 0, {3: Decimal(1)})
    assert read(world, HERE).percent == Decimal(60)


def test_a_token_that_sees_nobody_makes_no_student_unknown() -> None:
    with sandbox_world() as world:
        world.moodle.allow(
            world.moodle.token, SERVICE_CAPABILITIES - {"moodle/user:viewdetails"}, user_id=1000
        )
        with pytest.raises(HomeRefused) as caught:
            read(world, HERE)
        assert caught.value.code == "home-sees-nobody"


@pytest.mark.parametrize("known", [True, False])
def test_a_token_that_sees_no_numbers_is_found_out_by_a_student_it_should_know(
    known: bool,
) -> None:
    with sandbox_world(check_student="KB00003" if known else "") as world:
        world.moodle.allow(
            world.moodle.token,
            SERVICE_CAPABILITIES - {"moodle/site:viewuseridentity"},
            user_id=1000,
        )
        if known:
            with pytest.raises(HomeRefused) as caught:
                read(world, HERE)
            assert caught.value.code == "home-sees-no-id-numbers"
        else:
            assert read(world, HERE).obstacle is HeldCode.HOME_UNKNOWN_STUDENT


def test_accounts_are_looked_for_in_bulk() -> None:
    with sandbox_world(account_batch_size=5) as world:
        world.home.get_results(addresses(12))
        assert world.moodle.count(ACCOUNTS) == 3


@pytest.mark.parametrize(
    ("students", "limit", "first", "again"),
    [
        (1, 4, {ACCOUNTS: 1, COURSES: 1, ENROLLED: 1, REPORT: 1}, {COURSES: 0}),
        (4, 4, {ACCOUNTS: 1, COURSES: 1, ENROLLED: 1, REPORT: 4}, {COURSES: 0}),
        (5, 4, {ACCOUNTS: 1, COURSES: 1, ENROLLED: 0, REPORT: 1}, {COURSES: 0}),
        (12, 0, {ACCOUNTS: 1, COURSES: 1, ENROLLED: 0, REPORT: 1}, {COURSES: 0}),
    ],
)
def test_reading_costs_what_the_docstring_says(
    students: int, limit: int, first: dict[str, int], again: dict[str, int]
) -> None:
    with sandbox_world(single_read_limit=limit) as world:
        world.home.get_results(addresses(students))
        assert {name: world.moodle.count(name) for name in first} == first
        world.moodle.calls.clear()
        world.home.get_results(addresses(students))
        assert {name: world.moodle.count(name) for name in first} == {**first, **again}


def test_nobody_known_is_nothing_read_but_accounts(world: SandboxWorld) -> None:
    stranger = replace(addresses(1)[0], student_id=StudentId("KB99999"))
    world.home.get_results([stranger])
    assert world.moodle.count(COURSES) == world.moodle.count(REPORT) == 0


def test_one_report_shows_a_course_of_hundreds() -> None:
    students = [f"S{number:04}" for number in range(300)]
    with SandboxMoodle().seed(students=students, courses=["ECO2204"]) as moodle:
        home = MoodleCoreHome(
            MoodleHomeSettings(url=moodle.url), lambda: moodle.token, new_session(QUICK)
        )
        wanted = [ResultAddress(student_id=StudentId(s), component=HERE) for s in students]
        receipts = home.put_results([wanting(address, "70") for address in wanted])
        assert {receipt.verdict.value for receipt in receipts} == {"written"}
        assert len(moodle.calls) == 3 + 1 + 1 + 8  # accounts, course, report, batches of 40
        home.close()

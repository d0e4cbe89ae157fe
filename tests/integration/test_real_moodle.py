"""The home contract against a real Moodle, on a site that may be spoilt: never a production one.

UTQYR_TEST_MOODLE_URL, UTQYR_TEST_MOODLE_TOKEN
    the site, and a token of a service with the functions of `NEEDED_FUNCTIONS`
UTQYR_TEST_MOODLE_STAFF (optional)
    a command that does what people do in Moodle; tests that need a teacher are skipped without it:
    show STUDENT COURSE (prints JSON with `final`) · raw-grade STUDENT COURSE VALUE ·
    teacher-grade STUDENT COURSE VALUE (an override) · lock|unlock COURSE [STUDENT] ·
    suspend|unsuspend STUDENT [COURSE] · unenrol|enrol STUDENT COURSE ·
    hide-course|show-course COURSE · activity-idnumber COURSE NEW · rename-idnumber OLD NEW

The site holds two courses with the ID numbers UTQYR-T1 and UTQYR-T2, each with an assignment of
100 points whose ID number is UTQYR, and students UTQYR001 to UTQYR200 enrolled in both. Every run
uses up some of them.
"""

import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from connectors.errors import HomeRefused
from connectors.home.base import ResultAddress, Verdict
from connectors.home.moodle_client import MoodleClient
from connectors.http import new_session
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from tests.contract.home_contract import HomeContract, obstacles, verdicts, wanting
from tests.contract.moodle_worlds import QUICK, MoodleWorld

URL = os.environ.get("UTQYR_TEST_MOODLE_URL", "")
TOKEN = os.environ.get("UTQYR_TEST_MOODLE_TOKEN", "")
STAFF = shlex.split(os.environ.get("UTQYR_TEST_MOODLE_STAFF", ""))
HERE, ELSEWHERE = ComponentCode("UTQYR-T1"), ComponentCode("UTQYR-T2")
STUDENTS = [StudentId(f"UTQYR{number:03}") for number in range(1, 201)]

pytestmark = [
    pytest.mark.moodle,
    pytest.mark.skipif(not (URL and TOKEN), reason="no real Moodle is named"),
]


def staff(*arguments: str) -> dict[str, Any]:
    if not STAFF:
        pytest.skip("nobody acts as the staff of the real Moodle")
    done = subprocess.run([*STAFF, *arguments], capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


class RealWorld(MoodleWorld):
    """The connector against a real site."""

    def __init__(self, free: dict[ComponentCode, list[StudentId]], **settings: object) -> None:
        super().__init__(URL, TOKEN, allow_http=True, **settings)
        self._free = free
        self._undo: list[tuple[str, ...]] = []

    def free_addresses(self, count: int) -> list[ResultAddress]:
        return self._take(HERE, count)

    def free_addresses_elsewhere(self, count: int) -> list[ResultAddress]:
        return self._take(ELSEWHERE, count)

    def stranger(self) -> StudentId:
        return StudentId("UTQYR-NOBODY")

    def no_component(self) -> ComponentCode:
        return ComponentCode("UTQYR-NOWHERE")

    def standing(self, address: ResultAddress) -> Decimal | None:
        if not STAFF:
            return self.home.get_results([address])[0].percent
        final = staff("show", address.student_id, address.component)["final"]
        return None if final is None else Decimal(str(final))

    def teacher_grades(self, address: ResultAddress, percent: Decimal) -> None:
        staff("raw-grade", address.student_id, address.component, str(percent))

    def teacher_overrides(self, address: ResultAddress, percent: Decimal) -> None:
        staff("teacher-grade", address.student_id, address.component, str(percent))

    def lock_item(self, component: ComponentCode) -> None:
        self.do(("lock", component), undo=("unlock", component))

    def lock_grade(self, address: ResultAddress) -> None:
        staff("lock", address.component, address.student_id)

    def suspend(self, address: ResultAddress) -> None:
        self.do(("suspend", address.student_id), undo=("unsuspend", address.student_id))

    def unenrol(self, address: ResultAddress) -> None:
        pair = (address.student_id, address.component)
        self.do(("unenrol", *pair), undo=("enrol", *pair))

    def do(self, act: tuple[str, ...], *, undo: tuple[str, ...]) -> None:
        staff(*act)
        self._undo.append(undo)

    def leave(self) -> None:
        self.come_back()
        while self._undo:
            staff(*self._undo.pop())
        self.core.close()

    def _take(self, component: ComponentCode, count: int) -> list[ResultAddress]:
        free = self._free[component]
        if len(free) < count:
            pytest.skip("every student of the real Moodle is graded by now: seed it again")
        return [ResultAddress(student_id=free.pop(0), component=component) for _ in range(count)]


@pytest.fixture(scope="module")
def free() -> dict[ComponentCode, list[StudentId]]:
    """Find the students without a grade, in both courses."""
    world = RealWorld({})
    found: dict[ComponentCode, list[StudentId]] = {}
    for component in (HERE, ELSEWHERE):
        addresses = [ResultAddress(student_id=s, component=component) for s in STUDENTS]
        found[component] = [
            result.address.student_id
            for result in world.home.get_results(addresses)
            if result.percent is None and result.obstacle is None
        ]
    world.leave()
    return found


@pytest.fixture
def world(free: dict[ComponentCode, list[StudentId]]) -> Iterator[RealWorld]:
    world = RealWorld(free, single_read_limit=10)
    yield world
    world.leave()


class TestRealMoodle(HomeContract):
    """Every promise of the contract, kept by a real Moodle."""


def test_the_token_can_do_what_delivery_needs(world: RealWorld) -> None:
    (address,) = world.free_addresses(1)
    ready = RealWorld({}, check_student=address.student_id, check_component=address.component)
    assert ready.home.check() == ()
    ready.leave()


def test_a_wrong_token_is_told_with_its_way_out() -> None:
    world = MoodleWorld(URL, "0" * 32, allow_http=True)
    (problem,) = world.home.check()
    assert (problem.code, "invalidtoken" in problem.message) == ("home-refused", True)
    assert problem.hint


def test_a_whole_class_costs_one_write_and_one_read_each_way(
    free: dict[ComponentCode, list[StudentId]],
) -> None:
    world = RealWorld(free, single_read_limit=0)
    addresses = world.free_addresses(12)
    writes = [wanting(address, f"{50 + index}.25") for index, address in enumerate(addresses)]
    assert set(verdicts(world.home.put_results(writes))) == {Verdict.WRITTEN}
    again = [result.percent for result in world.home.get_results(addresses)]
    assert again == [write.wanted for write in writes]
    world.leave()


def test_a_suspended_enrolment_is_told_apart_from_none(world: RealWorld) -> None:
    first, second = world.free_addresses(2)
    pair = (first.student_id, first.component)
    world.do(("suspend", *pair), undo=("unsuspend", *pair))
    world.unenrol(second)
    for limit in (0, 10):
        reader = RealWorld({}, single_read_limit=limit)
        found = reader.home.get_results([first, second])
        assert [result.obstacle for result in found] == [
            HeldCode.HOME_SUSPENDED_STUDENT,
            HeldCode.HOME_NOT_ENROLLED,
        ]
        reader.leave()


def test_a_hidden_course_takes_results(world: RealWorld) -> None:
    (address,) = world.free_addresses(1)
    world.do(("hide-course", HERE), undo=("show-course", HERE))
    assert verdicts(world.home.put_results([wanting(address, "70")])) == [Verdict.WRITTEN]


def test_a_renamed_activity_is_no_longer_ours(world: RealWorld) -> None:
    (address,) = world.free_addresses(1)
    world.do(("activity-idnumber", HERE, "OTHER"), undo=("activity-idnumber", HERE, "UTQYR"))
    receipts = world.home.put_results([wanting(address, "70")])
    assert obstacles(receipts) == [HeldCode.HOME_NO_GRADE_ITEM]


def test_a_renamed_course_is_noticed_although_it_was_remembered(world: RealWorld) -> None:
    first, second = world.free_addresses(2)
    world.home.put_results([wanting(first, "70")])
    moved = ComponentCode("UTQYR-T1-MOVED")
    world.do(("rename-idnumber", HERE, moved), undo=("rename-idnumber", moved, HERE))
    receipts = world.home.put_results([wanting(second, "70")])
    assert obstacles(receipts) == [HeldCode.HOME_UNKNOWN_COMPONENT]


def test_a_grade_the_database_refuses_stops_the_call_where_it_stands(world: RealWorld) -> None:
    """The ground for reading before splitting: no call to Moodle is all or nothing."""
    addresses = world.free_addresses(3)
    students = [address.student_id for address in addresses]
    reader = world.core._reader
    found = reader.component(HERE, students, reader.accounts(students))
    targets = [target for student in students if (target := found[student].target) is not None]
    client = MoodleClient(new_session(QUICK), URL, lambda: TOKEN)
    with pytest.raises(HomeRefused, match="dmlwriteexception"):
        client.write(
            "core_grades_update_grades",
            {
                "source": "utqyr",
                "courseid": targets[0].course_id,
                "component": "mod_assign",
                "activityid": targets[0].course_module,
                "itemnumber": 0,
                "grades": [
                    {"studentid": target.user_id, "grade": grade}
                    for target, grade in zip(targets, ("70", "10000000", "71"), strict=True)
                ],
            },
        )
    assert [world.standing(address) for address in addresses] == [Decimal(70), None, None]

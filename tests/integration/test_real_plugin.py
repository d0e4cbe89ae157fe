"""The contracts of grades and transcripts against the plugin in a real Moodle that may be spoilt.

UTQYR_TEST_PLUGIN_URL, UTQYR_TEST_PLUGIN_TOKEN
    the site, and a token of the plugin's own service
UTQYR_TEST_PLUGIN_STAFF
    a command that does what people do in Moodle, as tests/integration/test_real_moodle.py has it;
    without it only what needs nobody's hands is tried

The site holds the same courses and students, with `utqyr` as the ID number of both the assignments
and the plugin's grade item, and a course UTQYR-T3 without activities in which they are enrolled
too. Every run uses up some of the students.
"""

import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from connectors.home.base import HomeLms, ResultAddress, Verdict
from connectors.home.lines import LineAddress
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from tests.contract.home_contract import HomeContract, obstacles, verdicts, wanting
from tests.contract.line_contract import LineContract, line_of, waiting, with_line
from tests.contract.moodle_worlds import MoodleWorld

URL = os.environ.get("UTQYR_TEST_PLUGIN_URL", "")
TOKEN = os.environ.get("UTQYR_TEST_PLUGIN_TOKEN", "")
STAFF = shlex.split(os.environ.get("UTQYR_TEST_PLUGIN_STAFF", ""))
HERE, ELSEWHERE = ComponentCode("UTQYR-T1"), ComponentCode("UTQYR-T2")
WITHOUT_ACTIVITY = ComponentCode("UTQYR-T3")
STUDENTS = [StudentId(f"UTQYR{number:03}") for number in range(1, 201)]

pytestmark = [
    pytest.mark.moodle,
    pytest.mark.skipif(not (URL and TOKEN), reason="no real Moodle with the plugin is named"),
]


def staff(*arguments: str) -> dict[str, Any]:
    if not STAFF:
        pytest.skip("nobody acts as the staff of the real Moodle")
    done = subprocess.run([*STAFF, *arguments], capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


class RealPluginWorld(MoodleWorld):
    """The plugin's connector against a real site."""

    def __init__(self, free: dict[ComponentCode, list[StudentId]], **settings: object) -> None:
        super().__init__(URL, TOKEN, allow_http=True, activity_idnumber="utqyr", **settings)
        self._free = free
        self._undo: list[tuple[str, ...]] = []

    @property
    def home(self) -> HomeLms:
        return self.plugin

    def free_addresses(self, count: int) -> list[ResultAddress]:
        return self._take(HERE, count)

    def free_addresses_elsewhere(self, count: int) -> list[ResultAddress]:
        return self._take(ELSEWHERE, count)

    def known_student(self) -> StudentId:
        if not self._free[ELSEWHERE]:
            pytest.skip("every student of the real Moodle has a line by now: seed it again")
        return self._free[ELSEWHERE].pop()  # from the other end than graded ones

    def stranger(self) -> StudentId:
        return StudentId("UTQYR-NOBODY")

    def no_component(self) -> ComponentCode:
        return ComponentCode("UTQYR-NOWHERE")

    def standing(self, address: ResultAddress) -> Decimal | None:
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
    """Find the students without a grade or a line, in both courses."""
    world = RealPluginWorld({})
    lines = world.home.get_lines(
        [LineAddress(student_id=student, key=waiting().key) for student in STUDENTS]
    )
    blank = {line.address.student_id for line in lines if not line.version}
    found: dict[ComponentCode, list[StudentId]] = {}
    for component in (HERE, ELSEWHERE):
        addresses = [ResultAddress(student_id=s, component=component) for s in STUDENTS]
        found[component] = [
            result.address.student_id
            for result in world.home.get_results(addresses)
            if result.percent is None
            and result.obstacle is None
            and not result.line_fingerprint
            and result.address.student_id in blank
        ]
    world.leave()
    return found


@pytest.fixture
def world(free: dict[ComponentCode, list[StudentId]]) -> Iterator[RealPluginWorld]:
    world = RealPluginWorld(free)
    yield world
    world.leave()


class TestRealPlugin(HomeContract, LineContract):
    """Every promise of both contracts, kept by the plugin in a real Moodle."""


def test_the_token_can_do_what_delivery_needs(world: RealPluginWorld) -> None:
    (address,) = world.free_addresses(1)
    ready = RealPluginWorld({}, check_student=address.student_id, check_component=address.component)
    assert ready.home.check() == ()
    assert ready.home.describe().startswith("plugin: local_utqyr ")
    ready.leave()


def test_four_hundred_records_go_in_one_call(free: dict[ComponentCode, list[StudentId]]) -> None:
    world = RealPluginWorld(free, batch_size=400)
    writes = [
        line_of(student, waiting(f"case:{number}"))
        for student in STUDENTS[:100]
        for number in range(4)
    ]
    receipts = world.home.put_lines(writes)
    assert {receipt.verdict for receipt in receipts} <= {Verdict.WRITTEN, Verdict.UNCHANGED}
    standing = world.home.get_lines([write.address for write in writes])
    assert [each.fingerprint for each in standing] == [each.line.fingerprint for each in writes]
    world.leave()


def test_a_hidden_course_takes_results_and_says_that_it_is_hidden(world: RealPluginWorld) -> None:
    (address,) = world.free_addresses(1)
    world.do(("hide-course", HERE), undo=("show-course", HERE))
    assert verdicts(world.home.put_results([with_line(address)])) == [Verdict.WRITTEN]
    assert world.home.get_results([address])[0].hidden


def test_a_renamed_course_is_no_longer_ours(world: RealPluginWorld) -> None:
    (address,) = world.free_addresses(1)
    moved = ComponentCode("UTQYR-T1-MOVED")
    world.do(("rename-idnumber", HERE, moved), undo=("rename-idnumber", moved, HERE))
    receipts = world.home.put_results([wanting(address, "70")])
    assert obstacles(receipts) == [HeldCode.HOME_UNKNOWN_COMPONENT]


def test_a_suspended_enrolment_is_told_apart_from_none(world: RealPluginWorld) -> None:
    first, second = world.free_addresses(2)
    pair = (first.student_id, first.component)
    world.do(("suspend", *pair), undo=("unsuspend", *pair))
    world.unenrol(second)
    found = world.home.get_results([first, second])
    assert [result.obstacle for result in found] == [
        HeldCode.HOME_SUSPENDED_STUDENT,
        HeldCode.HOME_NOT_ENROLLED,
    ]


def test_without_an_activity_the_plugin_makes_a_grade_item(world: RealPluginWorld) -> None:
    (address,) = world.free_addresses(1)
    alone = replace(address, component=WITHOUT_ACTIVITY)
    (receipt,) = world.home.put_results([wanting(alone, "70")])
    assert (receipt.verdict, receipt.there_now) == (Verdict.WRITTEN, Decimal(70))
    assert world.home.get_results([alone])[0].percent == Decimal(70)

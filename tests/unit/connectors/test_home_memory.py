"""What the gradebook in memory offers tests beyond the home contract."""

from decimal import Decimal

import pytest

from connectors.errors import HomeRefused
from connectors.home.base import ResultAddress, Verdict
from connectors.home.memory import MemoryHome, ReplyLoss
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from tests.contract.home_contract import verdicts, wanting

ADDRESS = ResultAddress(student_id=StudentId("KB1"), component=ComponentCode("ECO1"))


@pytest.fixture
def home() -> MemoryHome:
    return MemoryHome(students=["KB1", "KB2"], components=["ECO1"])


def test_what_was_sent_is_told_in_order(home: MemoryHome) -> None:
    home.put_results([wanting(ADDRESS, "70")])
    home.put_results([wanting(ADDRESS, "80", expected="70")])
    assert home.sent == [(ADDRESS, Decimal(70)), (ADDRESS, Decimal(80))]
    assert (home.puts, home.reads) == (2, 0)


@pytest.mark.parametrize(
    ("count", "obstacle"),
    [(0, HeldCode.HOME_NO_GRADE_ITEM), (1, None), (2, HeldCode.HOME_AMBIGUOUS_ITEM)],
)
def test_a_component_has_as_many_items_as_a_test_wants(
    home: MemoryHome, count: int, obstacle: HeldCode | None
) -> None:
    home.set_item_count("ECO1", count=count)
    assert home.get_results([ADDRESS])[0].obstacle is obstacle


def test_everything_may_be_refused(home: MemoryHome) -> None:
    home.refuse_everything("invalidtoken")
    with pytest.raises(HomeRefused) as caught:
        home.put_results([wanting(ADDRESS, "70")])
    assert caught.value.code == "invalidtoken"
    home.come_back()
    assert verdicts(home.put_results([wanting(ADDRESS, "70")])) == [Verdict.WRITTEN]


def test_a_reply_lost_before_the_effect_with_the_home_down_leaves_nothing(
    home: MemoryHome,
) -> None:
    home.lose_reply(ReplyLoss.BEFORE_EFFECT_THEN_DOWN)
    assert verdicts(home.put_results([wanting(ADDRESS, "70")])) == [Verdict.UNKNOWN]
    assert home.standing("KB1", "ECO1") is None


def test_people_come_and_go(home: MemoryHome) -> None:
    home.remove_student("KB1")
    assert home.get_results([ADDRESS])[0].obstacle is HeldCode.HOME_UNKNOWN_STUDENT
    home.add_student("KB1")
    home.unenrol("KB1", "ECO1")
    assert home.get_results([ADDRESS])[0].obstacle is HeldCode.HOME_NOT_ENROLLED
    home.enrol("KB1", "ECO1")
    home.lock_grade("KB1", "ECO1")
    assert home.get_results([ADDRESS])[0].obstacle is HeldCode.HOME_GRADE_LOCKED
    home.unlock_grade("KB1", "ECO1")
    home.lock_item("ECO1")
    assert home.get_results([ADDRESS])[0].obstacle is HeldCode.HOME_ITEM_LOCKED
    home.unlock_item("ECO1")
    assert home.get_results([ADDRESS])[0].obstacle is None


def test_a_test_may_bring_the_problems_a_check_finds(home: MemoryHome) -> None:
    assert home.check() == ()

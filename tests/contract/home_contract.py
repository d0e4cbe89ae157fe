"""What every home gradebook promises; an implementation inherits the suite and brings its world."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

import pytest

from connectors.errors import HomeUnavailable
from connectors.home.base import (
    HomeLms,
    HomeResult,
    Receipt,
    ResultAddress,
    ResultWrite,
    Verdict,
)
from mapping.fingerprint import fingerprint
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId


class HomeWorld(Protocol):
    """One home gradebook, with the hands of its teachers and of its network in reach of a test.

    Every address given out is enrolled, without a grade and used by no other test.
    """

    @property
    def home(self) -> HomeLms:
        """The implementation under test."""

    def free_addresses(self, count: int) -> list[ResultAddress]:
        """Give addresses of one component."""

    def free_addresses_elsewhere(self, count: int) -> list[ResultAddress]:
        """Give addresses of another component."""

    def stranger(self) -> StudentId:
        """Name somebody who has no account."""

    def no_component(self) -> ComponentCode:
        """Name a component that has no course."""

    def sent_count(self) -> int:
        """Count the grades that were sent so far: sent to be compared only does not count."""

    def standing(self, address: ResultAddress) -> Decimal | None:
        """Tell what really stands there, in percent."""

    def teacher_grades(self, address: ResultAddress, percent: Decimal) -> None:
        """Let a teacher grade inside the activity."""

    def teacher_overrides(self, address: ResultAddress, percent: Decimal) -> None:
        """Let a teacher change the grade in the gradebook."""

    def lock_item(self, component: ComponentCode) -> None:
        """Lock a component's grade item until the test ends."""

    def lock_grade(self, address: ResultAddress) -> None:
        """Lock one grade."""

    def suspend(self, address: ResultAddress) -> None:
        """Suspend a student until the test ends."""

    def unenrol(self, address: ResultAddress) -> None:
        """Take a student out of the course until the test ends."""

    def lose_next_reply(self, *, after_effect: bool, then_down: bool = False) -> None:
        """Lose the reply of the next write."""

    def go_down(self) -> None:
        """Stop answering."""

    def come_back(self) -> None:
        """Answer again."""


def wanting(
    address: ResultAddress, percent: str | None, *, expected: str | None = None
) -> ResultWrite:
    return ResultWrite(
        address=address,
        wanted=None if percent is None else Decimal(percent),
        expected=None if expected is None else Decimal(expected),
        fingerprint=fingerprint((address, percent)),
    )


def verdicts(receipts: Sequence[Receipt]) -> list[Verdict]:
    return [receipt.verdict for receipt in receipts]


def obstacles(receipts: Sequence[Receipt]) -> list[HeldCode | None]:
    return [receipt.obstacle for receipt in receipts]


class HomeContract:
    """Inherit, and give a fixture `world` that yields a HomeWorld."""

    def test_a_wanted_result_is_written_and_stands(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        assert verdicts(world.home.put_results([wanting(address, "91.5")])) == [Verdict.WRITTEN]
        assert world.standing(address) == Decimal("91.5")
        assert world.home.get_results([address]) == (
            HomeResult(address=address, percent=Decimal("91.5")),
        )

    @pytest.mark.parametrize("percent", ["0", "0.01", "33.33", "66.67", "99.99", "100"])
    def test_a_percentage_comes_back_as_it_went(self, world: HomeWorld, percent: str) -> None:
        (address,) = world.free_addresses(1)
        world.home.put_results([wanting(address, percent)])
        assert world.home.get_results([address])[0].percent == Decimal(percent)

    def test_where_nothing_was_written_there_is_no_grade(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        assert world.home.get_results([address]) == (HomeResult(address=address),)

    def test_the_same_write_twice_has_one_effect(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        write = wanting(address, "80")
        world.home.put_results([write])
        sent = world.sent_count()
        assert verdicts(world.home.put_results([write])) == [Verdict.UNCHANGED]
        assert world.sent_count() == sent

    def test_what_stands_there_already_is_not_sent(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.teacher_grades(address, Decimal(75))
        sent = world.sent_count()
        (receipt,) = world.home.put_results([wanting(address, "75")])
        assert (receipt.verdict, receipt.there_now) == (Verdict.UNCHANGED, Decimal(75))
        assert world.sent_count() == sent

    def test_a_changed_result_replaces_our_own(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.home.put_results([wanting(address, "80")])
        receipts = world.home.put_results([wanting(address, "85", expected="80")])
        assert verdicts(receipts) == [Verdict.WRITTEN]
        assert world.standing(address) == Decimal(85)

    def test_a_teachers_value_is_left_alone(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.home.put_results([wanting(address, "80")])
        world.teacher_grades(address, Decimal(60))
        sent = world.sent_count()
        (receipt,) = world.home.put_results([wanting(address, "85", expected="80")])
        assert (receipt.verdict, receipt.obstacle, receipt.there_now) == (
            Verdict.CONFLICT,
            HeldCode.HOME_CHANGED_THERE,
            Decimal(60),
        )
        assert world.sent_count() == sent
        assert world.standing(address) == Decimal(60)

    def test_a_value_we_never_wrote_is_a_conflict(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.teacher_grades(address, Decimal(60))
        assert verdicts(world.home.put_results([wanting(address, "85")])) == [Verdict.CONFLICT]

    def test_a_mark_of_ours_that_somebody_took_away_is_not_written_again(
        self, world: HomeWorld
    ) -> None:
        (address,) = world.free_addresses(1)
        (receipt,) = world.home.put_results([wanting(address, "85", expected="80")])
        assert (receipt.verdict, receipt.there_now) == (Verdict.CONFLICT, None)
        assert world.standing(address) is None

    def test_an_unknown_student_is_refused(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        self.refused(
            world, replace(address, student_id=world.stranger()), HeldCode.HOME_UNKNOWN_STUDENT
        )

    @pytest.mark.parametrize("code", ["", " ", "<b>", "\x00", "é" * 300])
    def test_any_text_may_be_asked_for_as_a_student_or_component(
        self, world: HomeWorld, code: str
    ) -> None:
        good, other = world.free_addresses(2)
        nobody = replace(good, student_id=StudentId(code))
        nowhere = replace(good, component=ComponentCode(code))
        writes = [wanting(each, "70") for each in (nobody, nowhere, other)]
        assert obstacles(world.home.put_results(writes)) == [
            HeldCode.HOME_UNKNOWN_STUDENT,
            HeldCode.HOME_UNKNOWN_COMPONENT,
            None,
        ]

    def test_an_unknown_component_is_refused(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        self.refused(
            world,
            replace(address, component=world.no_component()),
            HeldCode.HOME_UNKNOWN_COMPONENT,
        )

    def test_a_student_who_is_not_enrolled_is_refused(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.unenrol(address)
        self.refused(world, address, HeldCode.HOME_NOT_ENROLLED)

    def test_a_suspended_student_is_refused(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.suspend(address)
        self.refused(world, address, HeldCode.HOME_SUSPENDED_STUDENT)

    def test_a_locked_item_is_refused(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.lock_item(address.component)
        self.refused(world, address, HeldCode.HOME_ITEM_LOCKED)

    def test_a_locked_grade_is_refused(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.lock_grade(address)
        self.refused(world, address, HeldCode.HOME_GRADE_LOCKED)

    def test_an_overridden_grade_is_refused(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.home.put_results([wanting(address, "80")])
        world.teacher_overrides(address, Decimal(77))
        self.refused(world, address, HeldCode.HOME_GRADE_OVERRIDDEN, expected="80")
        assert world.standing(address) == Decimal(77)

    def test_what_stands_behind_a_lock_is_settled(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.home.put_results([wanting(address, "80")])
        world.lock_grade(address)
        assert verdicts(world.home.put_results([wanting(address, "80")])) == [Verdict.UNCHANGED]

    @pytest.mark.parametrize("percent", ["100.01", "-0.01", "1000", "33.333", "NaN", "Infinity"])
    def test_what_is_no_percentage_is_refused(self, world: HomeWorld, percent: str) -> None:
        (address,) = world.free_addresses(1)
        sent = world.sent_count()
        receipts = world.home.put_results([wanting(address, percent)])
        assert obstacles(receipts) == [HeldCode.HOME_OUT_OF_RANGE]
        assert world.sent_count() == sent
        assert world.standing(address) is None

    def test_one_bad_record_never_fails_its_batch(self, world: HomeWorld) -> None:
        first, locked, high, taken, last = world.free_addresses(5)
        stranger = replace(first, student_id=world.stranger())
        world.lock_grade(locked)
        world.teacher_grades(taken, Decimal(60))
        receipts = world.home.put_results(
            [
                wanting(first, "70"),
                wanting(stranger, "71"),
                wanting(locked, "72"),
                wanting(high, "101"),
                wanting(taken, "73"),
                wanting(last, "74"),
            ]
        )
        assert verdicts(receipts) == [
            Verdict.WRITTEN,
            Verdict.REFUSED,
            Verdict.REFUSED,
            Verdict.REFUSED,
            Verdict.CONFLICT,
            Verdict.WRITTEN,
        ]
        assert (world.standing(first), world.standing(last)) == (Decimal(70), Decimal(74))
        assert (world.standing(locked), world.standing(high)) == (None, None)

    def test_receipts_come_in_the_order_of_the_writes(self, world: HomeWorld) -> None:
        here, elsewhere = world.free_addresses(2), world.free_addresses_elsewhere(2)
        mixed = [here[0], elsewhere[0], here[1], elsewhere[1]]
        writes = [wanting(address, "70") for address in mixed]
        receipts = world.home.put_results(writes)
        assert [receipt.address for receipt in receipts] == mixed
        assert [receipt.fingerprint for receipt in receipts] == [w.fingerprint for w in writes]
        assert [result.address for result in world.home.get_results(mixed)] == mixed

    def test_an_address_given_twice_is_settled_by_nobody(self, world: HomeWorld) -> None:
        address, other = world.free_addresses(2)
        receipts = world.home.put_results(
            [wanting(address, "70"), wanting(address, "80"), wanting(other, "90")]
        )
        assert verdicts(receipts) == [Verdict.REFUSED, Verdict.REFUSED, Verdict.WRITTEN]
        assert world.standing(address) is None

    def test_an_address_may_be_read_twice(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        assert world.home.get_results([address, address]) == (HomeResult(address=address),) * 2

    def test_nothing_asked_is_nothing_done(self, world: HomeWorld) -> None:
        world.go_down()
        assert world.home.put_results([]) == ()
        assert world.home.get_results([]) == ()

    def test_a_reply_lost_after_the_effect_is_settled_by_reading(self, world: HomeWorld) -> None:
        addresses = world.free_addresses(2)
        world.lose_next_reply(after_effect=True)
        receipts = world.home.put_results([wanting(address, "70") for address in addresses])
        assert verdicts(receipts) == [Verdict.WRITTEN] * 2

    def test_a_reply_lost_before_the_effect_is_not_sent_again_blindly(
        self, world: HomeWorld
    ) -> None:
        (address,) = world.free_addresses(1)
        write = wanting(address, "70")
        world.lose_next_reply(after_effect=False)
        sent = world.sent_count()
        assert verdicts(world.home.put_results([write])) == [Verdict.UNKNOWN]
        assert world.sent_count() <= sent + 1
        assert verdicts(world.home.put_results([write])) == [Verdict.WRITTEN]

    def test_what_cannot_be_read_after_a_lost_reply_is_unknown(self, world: HomeWorld) -> None:
        here, elsewhere = world.free_addresses(1), world.free_addresses_elsewhere(1)
        writes = [wanting(address, "70") for address in here + elsewhere]
        world.lose_next_reply(after_effect=True, then_down=True)
        assert verdicts(world.home.put_results(writes)) == [Verdict.UNKNOWN] * 2
        world.come_back()
        settled = verdicts(world.home.put_results(writes))
        assert settled[0] is Verdict.UNCHANGED
        assert settled[1] in (Verdict.UNCHANGED, Verdict.WRITTEN)

    def test_a_home_that_is_down_is_unavailable(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.go_down()
        with pytest.raises(HomeUnavailable):
            world.home.put_results([wanting(address, "70")])
        with pytest.raises(HomeUnavailable):
            world.home.get_results([address])
        with pytest.raises(HomeUnavailable):
            world.home.check()
        world.come_back()
        assert world.standing(address) is None

    def test_a_mark_is_taken_back_or_plainly_refused(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.home.put_results([wanting(address, "70")])
        (receipt,) = world.home.put_results([wanting(address, None, expected="70")])
        if receipt.verdict is Verdict.WRITTEN:
            assert world.standing(address) is None
        else:
            assert (receipt.verdict, receipt.obstacle) == (Verdict.REFUSED, HeldCode.HOME_REFUSED)
            assert world.standing(address) == Decimal(70)

    def test_a_mark_that_is_not_ours_is_not_taken_back(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        world.teacher_grades(address, Decimal(60))
        receipts = world.home.put_results([wanting(address, None, expected="70")])
        assert verdicts(receipts) == [Verdict.CONFLICT]
        assert world.standing(address) == Decimal(60)

    def test_taking_back_what_is_not_there_is_settled(self, world: HomeWorld) -> None:
        (address,) = world.free_addresses(1)
        receipts = world.home.put_results([wanting(address, None, expected="70")])
        assert verdicts(receipts) == [Verdict.UNCHANGED]

    def refused(
        self,
        world: HomeWorld,
        address: ResultAddress,
        obstacle: HeldCode,
        *,
        expected: str | None = None,
    ) -> None:
        sent = world.sent_count()
        (receipt,) = world.home.put_results([wanting(address, "90", expected=expected)])
        assert (receipt.verdict, receipt.obstacle) == (Verdict.REFUSED, obstacle)
        assert world.home.get_results([address])[0].obstacle is obstacle
        assert world.sent_count() == sent

"""What becomes of writes when Moodle or the way to it fails, before the stand-in."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

import pytest

from connectors.errors import HomeRefused, HomeUnavailable
from connectors.home.base import Verdict
from connectors.http_replies import HttpReply
from mapping.held import HeldCode
from sandbox.moodle_faults import Closure, FaultKind
from sandbox.moodle_site import SERVICE_CAPABILITIES
from tests.contract.home_contract import obstacles, verdicts, wanting
from tests.contract.moodle_worlds import (
    ACCOUNTS,
    ELSEWHERE,
    HERE,
    REPORT,
    UPDATE,
    FaultySession,
    SandboxWorld,
    sandbox_world,
)


@pytest.fixture
def world() -> Iterator[SandboxWorld]:
    with sandbox_world(single_read_limit=0) as world:
        yield world


def between_reading_and_writing(world: SandboxWorld, happen: Callable[[], None]) -> None:
    """Let something happen in Moodle at the last moment."""
    ordinary = FaultySession.post

    def post(url: str, *, safe: bool, form: Mapping[str, str] | None = None) -> HttpReply:
        if not safe:
            happen()
        return ordinary(world.session, url, safe=safe, form=form)

    world.session.post = post  # type: ignore[method-assign,assignment]


def test_one_call_carries_a_whole_batch(world: SandboxWorld) -> None:
    writes = [wanting(address, "70") for address in world.free_addresses(10)]
    world.home.put_results(writes)
    assert world.moodle.count(UPDATE) == 1
    assert set(world.staff.graded(HERE).values()) == {Decimal(70)}


def test_batches_are_as_large_as_configured() -> None:
    with sandbox_world(batch_size=4) as world:
        world.home.put_results([wanting(address, "70") for address in world.free_addresses(10)])
        assert world.moodle.count(UPDATE) == 3


def test_an_unchanged_delivery_makes_no_write_call(world: SandboxWorld) -> None:
    writes = [wanting(address, "70") for address in world.free_addresses(10)]
    world.home.put_results(writes)
    world.moodle.calls.clear()
    assert set(verdicts(world.home.put_results(writes))) == {Verdict.UNCHANGED}
    assert [call.function for call in world.moodle.calls] == [ACCOUNTS, REPORT]


def test_only_what_changed_is_sent(world: SandboxWorld) -> None:
    addresses = world.free_addresses(10)
    world.home.put_results([wanting(address, "70") for address in addresses])
    world.moodle.calls.clear()
    changed = wanting(addresses[3], "80", expected="70")
    world.home.put_results([*(wanting(a, "70") for a in addresses if a != addresses[3]), changed])
    (call,) = [call for call in world.moodle.calls if call.function == UPDATE]
    assert [row["grade"] for row in call.arguments["grades"].values()] == ["80"]


def test_an_item_locked_at_the_last_moment_is_refused(world: SandboxWorld) -> None:
    between_reading_and_writing(world, lambda: world.staff.lock_item(HERE))
    receipts = world.home.put_results([wanting(a, "70") for a in world.free_addresses(2)])
    assert obstacles(receipts) == [HeldCode.HOME_ITEM_LOCKED] * 2
    assert world.staff.graded(HERE) == {}


def test_a_grade_locked_at_the_last_moment_does_not_hold_its_neighbours(
    world: SandboxWorld,
) -> None:
    first, locked, last = world.free_addresses(3)
    between_reading_and_writing(world, lambda: world.staff.lock_grade(locked.student_id, HERE))
    receipts = world.home.put_results([wanting(a, "70") for a in (first, locked, last)])
    assert obstacles(receipts) == [None, HeldCode.HOME_GRADE_LOCKED, None]
    assert verdicts(receipts) == [Verdict.WRITTEN, Verdict.REFUSED, Verdict.WRITTEN]
    assert world.moodle.count(UPDATE) == 1


def test_an_activity_removed_at_the_last_moment_is_refused(world: SandboxWorld) -> None:
    between_reading_and_writing(world, lambda: world.staff.remove_activity(HERE))
    (receipt,) = world.home.put_results([wanting(a, "70") for a in world.free_addresses(1)])
    assert (receipt.obstacle, receipt.detail) == (HeldCode.HOME_REFUSED, "invalidcoursemodule")


@pytest.mark.parametrize("bad", range(7))
def test_a_grade_the_database_refuses_is_isolated_wherever_it_stands(
    world: SandboxWorld, bad: int
) -> None:
    addresses = world.free_addresses(7)
    world.moodle.functions.failing.add(world.staff.user(addresses[bad].student_id).id)
    receipts = world.home.put_results([wanting(address, "70") for address in addresses])
    expected = [Verdict.WRITTEN] * 7
    expected[bad] = Verdict.REFUSED
    assert verdicts(receipts) == expected
    assert receipts[bad].detail == "dmlwriteexception"
    assert len(world.staff.graded(HERE)) == 6


def test_what_was_stored_before_a_failure_is_not_sent_again(world: SandboxWorld) -> None:
    addresses = world.free_addresses(3)
    world.moodle.functions.failing.add(world.staff.user(addresses[1].student_id).id)
    world.home.put_results([wanting(address, "70") for address in addresses])
    first = str(world.staff.user(addresses[0].student_id).id)
    sent = [
        row["studentid"]
        for call in world.moodle.calls
        if call.function == UPDATE
        for row in call.arguments["grades"].values()
    ]
    assert sent.count(first) == 1


def test_a_damaged_course_is_written_and_settled_by_reading(world: SandboxWorld) -> None:
    course, activity = world.staff.course(HERE), world.staff.item(ELSEWHERE)
    world.moodle.state.update_grades(course, activity, 0, {3: Decimal(1)})
    receipts = world.home.put_results([wanting(a, "70") for a in world.free_addresses(3)])
    assert verdicts(receipts) == [Verdict.WRITTEN] * 3
    assert world.moodle.count(UPDATE) == 1


@pytest.mark.parametrize(
    "fault",
    [
        FaultKind.GARBAGE,
        FaultKind.PROXY_PAGE,
        FaultKind.BAD_GATEWAY,
        FaultKind.LOST_AFTER_EFFECT,
    ],
)
def test_a_spoilt_answer_is_settled_by_reading(world: SandboxWorld, fault: FaultKind) -> None:
    world.moodle.faults.arrange(UPDATE, fault)
    receipts = world.home.put_results([wanting(a, "70") for a in world.free_addresses(3)])
    assert verdicts(receipts) == [Verdict.WRITTEN] * 3
    assert world.moodle.count(UPDATE) == 1


def test_a_call_that_never_arrived_is_in_doubt_and_told_with_what_stands_there(
    world: SandboxWorld,
) -> None:
    (address,) = world.free_addresses(1)
    world.home.put_results([wanting(address, "60")])
    world.moodle.faults.arrange(UPDATE, FaultKind.LOST_BEFORE_EFFECT)
    (receipt,) = world.home.put_results([wanting(address, "70", expected="60")])
    assert (receipt.verdict, receipt.there_now) == (Verdict.UNKNOWN, Decimal(60))
    assert world.moodle.count(UPDATE) == 2


def test_after_a_lost_reply_that_can_be_settled_the_other_components_go_on(
    world: SandboxWorld,
) -> None:
    here, elsewhere = world.free_addresses(1)[0], world.free_addresses_elsewhere(1)[0]
    world.moodle.faults.arrange(UPDATE, FaultKind.LOST_BEFORE_EFFECT)
    receipts = world.home.put_results([wanting(here, "70"), wanting(elsewhere, "70")])
    assert verdicts(receipts) == [Verdict.UNKNOWN, Verdict.WRITTEN]


def test_a_read_back_that_is_damaged_settles_nothing(world: SandboxWorld) -> None:
    (address,) = world.free_addresses(1)
    world.moodle.faults.arrange(UPDATE, FaultKind.LOST_AFTER_EFFECT)
    between_reading_and_writing(
        world,
        lambda: world.moodle.faults.arrange(REPORT, FaultKind.GARBAGE, FaultKind.GARBAGE),
    )
    (receipt,) = world.home.put_results([wanting(address, "70")])
    assert (receipt.verdict, receipt.there_now) == (Verdict.UNKNOWN, None)


def test_a_batch_that_cannot_be_read_back_is_not_sent_again(world: SandboxWorld) -> None:
    addresses = world.free_addresses(4)
    world.moodle.functions.failing.add(world.staff.user(addresses[1].student_id).id)
    between_reading_and_writing(
        world,
        lambda: world.moodle.faults.arrange(REPORT, FaultKind.GARBAGE, FaultKind.GARBAGE),
    )
    receipts = world.home.put_results([wanting(address, "70") for address in addresses])
    assert set(verdicts(receipts)) == {Verdict.UNKNOWN}
    assert world.moodle.count(UPDATE) == 1


def test_a_token_revoked_before_the_first_write_stops_the_delivery(world: SandboxWorld) -> None:
    between_reading_and_writing(world, world.moodle.tokens.clear)
    with pytest.raises(HomeRefused) as caught:
        world.home.put_results([wanting(a, "70") for a in world.free_addresses(2)])
    assert caught.value.code == "invalidtoken"


def test_a_site_closed_before_the_first_write_stops_the_delivery(world: SandboxWorld) -> None:
    def close() -> None:
        world.moodle.faults.closure = Closure.MAINTENANCE_ANSWER

    between_reading_and_writing(world, close)
    with pytest.raises(HomeUnavailable):
        world.home.put_results([wanting(a, "70") for a in world.free_addresses(2)])


def test_what_was_written_before_the_site_closed_has_its_receipt() -> None:
    with sandbox_world(batch_size=1) as world:

        def close_before_the_second() -> None:
            if world.moodle.count(UPDATE) == 1:
                world.moodle.tokens.clear()

        between_reading_and_writing(world, close_before_the_second)
        first, second = world.free_addresses(2)
        elsewhere = world.free_addresses_elsewhere(1)[0]
        receipts = world.home.put_results(
            [wanting(first, "70"), wanting(second, "70"), wanting(elsewhere, "70")]
        )
        assert verdicts(receipts) == [Verdict.WRITTEN, Verdict.UNKNOWN, Verdict.UNKNOWN]
        assert receipts[2].detail.startswith("not sent")
        assert world.staff.graded(ELSEWHERE) == {}


@pytest.mark.parametrize("closing", ["tokens", "maintenance"])
def test_a_component_that_cannot_be_read_any_more_is_not_written(
    world: SandboxWorld, closing: str
) -> None:
    here, elsewhere = world.free_addresses(1)[0], world.free_addresses_elsewhere(1)[0]
    world.home.get_results([elsewhere])

    ordinary = FaultySession.post

    def post(url: str, *, safe: bool, form: Mapping[str, str] | None = None) -> HttpReply:
        reply = ordinary(world.session, url, safe=safe, form=form)
        if not safe and closing == "tokens":
            world.moodle.tokens.clear()
        elif not safe:
            world.moodle.faults.closure = Closure.MAINTENANCE_PAGE
        return reply

    world.session.post = post  # type: ignore[method-assign,assignment]
    receipts = world.home.put_results([wanting(here, "70"), wanting(elsewhere, "70")])
    assert verdicts(receipts) == [Verdict.WRITTEN, Verdict.UNKNOWN]
    assert receipts[1].detail.startswith("not sent")


def test_a_right_that_is_missing_for_writing_is_told_with_its_way_out(
    world: SandboxWorld,
) -> None:
    world.moodle.allow(
        world.moodle.token, SERVICE_CAPABILITIES - {"moodle/grade:edit"}, user_id=1000
    )
    (receipt,) = world.home.put_results([wanting(a, "70") for a in world.free_addresses(1)])
    assert receipt.obstacle is HeldCode.HOME_REFUSED
    assert receipt.detail.startswith("nopermissiontoviewgrades: give the account's role")


def test_a_function_missing_for_writing_stops_the_delivery(world: SandboxWorld) -> None:
    functions = tuple(
        name for name in world.moodle.tokens[world.moodle.token].functions if name != UPDATE
    )
    world.moodle.allow(world.moodle.token, SERVICE_CAPABILITIES, functions=functions, user_id=1000)
    with pytest.raises(HomeRefused) as caught:
        world.home.put_results([wanting(a, "70") for a in world.free_addresses(1)])
    assert caught.value.code == "accessexception"


def test_an_override_set_at_the_last_moment_is_not_taken_for_written_when_read(
    world: SandboxWorld,
) -> None:
    (address,) = world.free_addresses(1)
    between_reading_and_writing(
        world, lambda: world.staff.override(address.student_id, HERE, Decimal(77))
    )
    world.home.put_results([wanting(address, "70")])
    (found,) = world.home.get_results([address])
    assert (found.percent, found.obstacle) == (Decimal(77), HeldCode.HOME_GRADE_OVERRIDDEN)


def test_a_smaller_maximum_makes_a_conflict_and_no_silent_rescaling(world: SandboxWorld) -> None:
    (address,) = world.free_addresses(1)
    world.home.put_results([wanting(address, "70")])
    world.staff.set_maximum(HERE, Decimal(50))
    receipts = world.home.put_results([wanting(address, "80", expected="70")])
    assert (receipts[0].verdict, receipts[0].there_now) == (Verdict.CONFLICT, Decimal(100))


def test_the_source_of_a_change_is_told_to_moodle() -> None:
    with sandbox_world(source="utqyr") as world:
        world.home.put_results([wanting(a, "70") for a in world.free_addresses(1)])
        (call,) = [call for call in world.moodle.calls if call.function == UPDATE]
        assert call.arguments["source"] == "utqyr"

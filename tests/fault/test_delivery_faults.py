"""Every way a delivery can be interrupted; afterwards one effect, one entry, nothing lost."""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest

from connectors.errors import HomeUnavailable
from connectors.home.memory import MemoryHome, ReplyLoss
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from sync.audit.entry import AuditAction, AuditDraft
from sync.clock import FixedClock
from sync.delivery import Courier, DeliveryTally
from sync.store.audit_log import read_records
from sync.store.held_deliveries import release_delivery
from sync.store.outbox import Delivery, DeliveryState, Wanted, cancel, deliveries_of, want
from sync.store.unit_of_work import Store
from tests.couriers import make_courier

STUDENT, OTHER, COMPONENT = "KB2300001", "KB2300002", "ECO2204"


@pytest.fixture(params=[False, True], ids=["grades", "transcripts"])
def home(request: pytest.FixtureRequest) -> MemoryHome:
    """A home in either mode: grades alone, or transcripts too."""
    return MemoryHome(students=[STUDENT, OTHER], components=[COMPONENT], keeps_lines=request.param)


@pytest.fixture
def courier(store: Store, home: MemoryHome, clock: FixedClock) -> Courier:
    return make_courier(store, home, clock)


def wish(store: Store, percent: str, *, student: str = STUDENT, decision: int = 1) -> None:
    with store.write(actor="system") as unit:
        want(
            unit,
            [
                Wanted(
                    student_id=StudentId(student),
                    component=ComponentCode(COMPONENT),
                    decision_id=decision,
                    percent=Decimal(percent),
                    fingerprint=f"1:{percent}",
                )
            ],
        )


def delivery(store: Store, student: str = STUDENT) -> Delivery:
    with store.read() as connection:
        (found,) = deliveries_of(connection, [student])
    return found


def effects(store: Store) -> list[str]:
    told = {AuditAction.DELIVERY_CONFIRMED, AuditAction.DELIVERY_SETTLED}
    with store.read() as connection:
        records = list(read_records(connection))
    return [
        str(record.detail.facts["percent"])
        for record in records
        if record.entry.action in told and record.detail is not None
    ]


def refusals(store: Store) -> int:
    with store.read() as connection:
        return sum(
            record.entry.action == AuditAction.DELIVERY_REFUSED
            for record in read_records(connection)
        )


def test_a_wanted_value_is_written_once_and_confirmed(
    store: Store, home: MemoryHome, courier: Courier
) -> None:
    wish(store, "85")

    first = courier.deliver_due()
    second = courier.deliver_due()

    assert (first.confirmed, second.confirmed) == (1, 0)
    assert home.standing(STUDENT, COMPONENT) == Decimal(85)
    assert len(home.sent) == 1
    assert effects(store) == ["85"]
    assert delivery(store).state is DeliveryState.CONFIRMED


def test_a_changed_value_is_sent_again(store: Store, home: MemoryHome, courier: Courier) -> None:
    wish(store, "85")
    courier.deliver_due()
    wish(store, "90", decision=2)

    courier.deliver_due()

    assert home.standing(STUDENT, COMPONENT) == Decimal(90)
    assert effects(store) == ["85", "90"]


def test_the_same_value_wanted_again_is_no_new_effect(
    store: Store, home: MemoryHome, courier: Courier
) -> None:
    wish(store, "85")
    courier.deliver_due()
    wish(store, "85", decision=2)

    tally = courier.deliver_due()

    assert tally == DeliveryTally()
    assert home.puts == 1


@pytest.mark.parametrize("loss", list(ReplyLoss))
def test_a_lost_reply_is_settled_by_reading(
    store: Store, home: MemoryHome, courier: Courier, loss: ReplyLoss
) -> None:
    wish(store, "85")
    home.lose_reply(loss)

    courier.deliver_due()
    home.come_back()
    courier.deliver_due()

    assert home.standing(STUDENT, COMPONENT) == Decimal(85)
    assert len(home.sent) == 1
    assert effects(store) == ["85"]
    assert delivery(store).state is DeliveryState.CONFIRMED


def test_a_value_changed_while_a_reply_is_lost_still_arrives(
    store: Store, home: MemoryHome, courier: Courier
) -> None:
    wish(store, "85")
    home.lose_reply(ReplyLoss.AFTER_EFFECT_THEN_DOWN)
    courier.deliver_due()
    home.come_back()
    wish(store, "90", decision=2)

    courier.deliver_due()

    assert home.standing(STUDENT, COMPONENT) == Decimal(90)
    assert effects(store) == ["85", "90"]


def test_a_lost_reply_is_on_record_also_where_the_mark_waits_to_be_taken_back(
    store: Store, home: MemoryHome, courier: Courier
) -> None:
    wish(store, "85")
    courier.deliver_due()
    wish(store, "90", decision=2)
    home.lose_reply(ReplyLoss.AFTER_EFFECT_THEN_DOWN)
    courier.deliver_due()
    home.come_back()
    with store.write(actor="system") as unit:
        left_behind = Wanted(
            student_id=StudentId(STUDENT),
            component=ComponentCode(COMPONENT),
            decision_id=2,
            percent=None,
            fingerprint="1:left behind",
            hold=HeldCode.HOME_LEFT_BEHIND,
        )
        want(unit, [left_behind])

    tally = courier.deliver_due()

    found = delivery(store)
    assert (found.state, found.obstacle) == (DeliveryState.HELD, HeldCode.HOME_LEFT_BEHIND)
    assert (found.last_written, home.standing(STUDENT, COMPONENT)) == (Decimal(90), Decimal(90))
    assert tally.confirmed == 1
    assert effects(store) == ["85", "90"]


class Killed(BaseException):
    """The process ends here."""


class KilledHome(MemoryHome):
    """A home whose caller is killed at the n-th call, before or after its effect."""

    kill_at = 0
    after_effect = False
    calls = 0

    def _count(self) -> bool:
        self.calls += 1
        return self.calls == self.kill_at

    def put_results(self, writes):  # type: ignore[no-untyped-def]
        killed = self._count()
        if killed and not self.after_effect:
            raise Killed
        receipts = super().put_results(writes)
        if killed:
            raise Killed
        return receipts

    def get_results(self, addresses):  # type: ignore[no-untyped-def]
        if self._count():
            raise Killed
        return super().get_results(addresses)


@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.parametrize("kill_at", [1, 2, 3])
def test_killed_at_any_call_the_next_run_ends_in_the_same_place(
    store: Store, clock: FixedClock, kill_at: int, after_effect: bool
) -> None:
    home = KilledHome(students=[STUDENT, OTHER], components=[COMPONENT])
    courier = make_courier(store, home, clock)
    wish(store, "85")
    wish(store, "70", student=OTHER)
    home.kill_at, home.after_effect = kill_at, after_effect

    try:
        courier.deliver_due()
    except Killed:
        courier.deliver_due()
    courier.deliver_due()

    assert home.standing(STUDENT, COMPONENT) == Decimal(85)
    assert home.standing(OTHER, COMPONENT) == Decimal(70)
    assert len(home.sent) == 2
    assert sorted(effects(store)) == ["70", "85"]


class KilledStore(Store):
    """A store whose user is killed right before the n-th commit."""

    kill_at = 0
    commits = 0

    def write(self, *, actor: str):  # type: ignore[no-untyped-def]
        @contextmanager
        def killed():  # type: ignore[no-untyped-def]
            with super(KilledStore, self).write(actor=actor) as unit:
                yield unit
                self.commits += 1
                if self.commits == self.kill_at:
                    raise Killed

        return killed()


@pytest.mark.parametrize("kill_at", [1, 2])
def test_killed_before_any_commit_the_next_run_ends_in_the_same_place(
    store: Store, home: MemoryHome, clock: FixedClock, kill_at: int
) -> None:
    wish(store, "85")
    fragile = KilledStore(store.engine, clock)
    fragile.kill_at = kill_at
    courier = make_courier(fragile, home, clock)

    with pytest.raises(Killed):
        courier.deliver_due()
    courier.deliver_due()

    assert home.standing(STUDENT, COMPONENT) == Decimal(85)
    assert len(home.sent) == 1
    assert effects(store) == ["85"]


def test_a_teachers_change_is_left_alone_and_held(
    store: Store, home: MemoryHome, courier: Courier
) -> None:
    wish(store, "85")
    courier.deliver_due()
    home.teacher_grades(STUDENT, COMPONENT, Decimal(60))
    wish(store, "90", decision=2)

    tally = courier.deliver_due()

    assert home.standing(STUDENT, COMPONENT) == Decimal(60)
    assert tally.refused == {"home-changed-there": 1}
    assert delivery(store).obstacle is HeldCode.HOME_CHANGED_THERE
    assert delivery(store).there_now == Decimal(60)


def test_a_released_delivery_replaces_what_the_teacher_wrote(
    store: Store, home: MemoryHome, courier: Courier
) -> None:
    home.teacher_grades(STUDENT, COMPONENT, Decimal(60))
    wish(store, "85")
    courier.deliver_due()
    entry = AuditDraft(action=AuditAction.HELD_RELEASED, subject="G1", detail={"reason": "agreed"})
    with store.write(actor="Aigerim") as unit:
        release_delivery(unit, delivery(store), entry)

    courier.deliver_due()

    assert home.standing(STUDENT, COMPONENT) == Decimal(85)


def test_drift_after_delivery_is_found_and_left_alone(
    store: Store, home: MemoryHome, courier: Courier
) -> None:
    wish(store, "85")
    courier.deliver_due()
    home.teacher_overrides(STUDENT, COMPONENT, Decimal(100))

    tally = courier.find_drift()

    assert tally.drifted == 1
    assert home.standing(STUDENT, COMPONENT) == Decimal(100)
    assert delivery(store).state is DeliveryState.HELD


@pytest.mark.parametrize("leave", ["unenrol", "suspend", "remove"])
def test_a_student_who_left_is_no_drift(
    store: Store, home: MemoryHome, courier: Courier, leave: str
) -> None:
    wish(store, "85")
    courier.deliver_due()
    if leave == "unenrol":
        home.unenrol(STUDENT, COMPONENT)
    elif leave == "suspend":
        home.suspend(STUDENT)
    else:
        home.remove_student(STUDENT)

    tally = courier.find_drift()

    assert (tally.drifted, tally.error) == (0, None)
    assert delivery(store).state is DeliveryState.CONFIRMED


def test_an_obstacle_is_looked_at_again_in_its_time_and_told_once(
    store: Store, home: MemoryHome, courier: Courier, clock: FixedClock
) -> None:
    home.unenrol(STUDENT, COMPONENT)
    wish(store, "85")
    courier.deliver_due()
    courier.deliver_due()
    calls = home.puts
    clock.advance(timedelta(hours=7))
    courier.deliver_due()
    home.enrol(STUDENT, COMPONENT)
    clock.advance(timedelta(hours=7))

    courier.deliver_due()

    assert calls == 1
    assert refusals(store) == 1
    assert home.standing(STUDENT, COMPONENT) == Decimal(85)
    assert effects(store) == ["85"]


def test_an_unreachable_home_leaves_everything_waiting(
    store: Store, home: MemoryHome, courier: Courier
) -> None:
    wish(store, "85")
    home.go_down()

    tally = courier.deliver_due()
    home.come_back()
    courier.deliver_due()

    assert isinstance(tally.error, HomeUnavailable)
    assert home.standing(STUDENT, COMPONENT) == Decimal(85)


def test_one_refused_record_does_not_hold_up_the_others(
    store: Store, home: MemoryHome, courier: Courier
) -> None:
    home.lock_grade(STUDENT, COMPONENT)
    wish(store, "85")
    wish(store, "70", student=OTHER)

    tally = courier.deliver_due()

    assert (tally.confirmed, tally.held) == (1, 1)
    assert home.standing(OTHER, COMPONENT) == Decimal(70)
    assert delivery(store).obstacle is HeldCode.HOME_GRADE_LOCKED


def test_what_no_decision_wants_any_more_is_not_sent(
    store: Store, home: MemoryHome, courier: Courier
) -> None:
    wish(store, "85")
    with store.write(actor="system") as unit:
        cancel(unit, [(STUDENT, COMPONENT)])

    courier.deliver_due()

    assert home.sent == []
    assert delivery(store).state is DeliveryState.CANCELLED

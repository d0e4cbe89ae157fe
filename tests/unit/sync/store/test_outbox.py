"""What is wanted at home: what a wish keeps of the one before, and what may still be cancelled."""

from decimal import Decimal

import pytest

from connectors.home.memory import MemoryHome
from mapping.identifiers import ComponentCode, StudentId
from sync.clock import FixedClock
from sync.store.outbox import (
    UNWANTED,
    Delivery,
    DeliveryState,
    Settlement,
    Wanted,
    cancel,
    claim,
    deliveries_of,
    due,
    settle,
    want,
)
from sync.store.unit_of_work import Store
from tests.couriers import make_courier

STUDENT, COMPONENT = "00123", "ECO2204"
PLACE = (STUDENT, COMPONENT)
MARK = Decimal(85)


@pytest.fixture
def home() -> MemoryHome:
    return MemoryHome(students=[STUDENT], components=[COMPONENT])


def wish(store: Store, percent: Decimal = MARK, *, decision: int = 1) -> None:
    with store.write(actor="system") as unit:
        item = Wanted(
            student_id=StudentId(STUDENT),
            component=ComponentCode(COMPONENT),
            decision_id=decision,
            percent=percent,
            fingerprint=f"1:{percent}",
        )
        want(unit, [item])


def give_up(store: Store) -> None:
    with store.write(actor="system") as unit:
        cancel(unit, [PLACE])


def delivery(store: Store) -> Delivery:
    with store.read() as connection:
        (found,) = deliveries_of(connection, [STUDENT])
    return found


def bring_to(store: Store, state: DeliveryState) -> None:
    """Send what is wanted, and settle it so."""
    with store.write(actor="system") as unit:
        (item,) = claim(unit, [delivery(store)])
        stands = item.wanted if state is DeliveryState.CONFIRMED else None
        settled = Settlement(
            delivery_id=item.delivery_id,
            fingerprint=item.fingerprint,
            state=state,
            last_written=stands,
        )
        settle(unit, [settled], [])


def due_places(store: Store) -> list[tuple[str, str]]:
    with store.read() as connection:
        return [(item.student_id, item.component) for item in due(connection, now="", limit=9)]


@pytest.mark.parametrize("state", [DeliveryState.CONFIRMED, DeliveryState.REFUSED])
def test_what_is_settled_is_never_cancelled(store: Store, state: DeliveryState) -> None:
    wish(store)
    bring_to(store, state)
    before = delivery(store)

    give_up(store)

    assert before.state is state
    assert delivery(store) == before


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.HELD])
def test_what_was_not_written_is_cancelled(store: Store, state: DeliveryState) -> None:
    wish(store)
    bring_to(store, state)

    give_up(store)

    assert delivery(store).state is DeliveryState.CANCELLED
    assert due_places(store) == []


def test_what_is_under_way_is_only_settled(store: Store) -> None:
    wish(store)
    with store.write(actor="system") as unit:
        claim(unit, [delivery(store)])

    give_up(store)

    found = delivery(store)
    assert (found.state, found.fingerprint) == (DeliveryState.SENDING, UNWANTED)
    assert due_places(store) == [PLACE], "its reply is read"


def test_a_cancelled_mark_that_is_wanted_again_is_delivered(
    store: Store, home: MemoryHome, clock: FixedClock
) -> None:
    wish(store)
    give_up(store)

    wish(store, decision=2)

    assert delivery(store).state is DeliveryState.PENDING
    make_courier(store, home, clock).deliver_due()
    assert home.standing(STUDENT, COMPONENT) == MARK
    assert delivery(store).state is DeliveryState.CONFIRMED


@pytest.mark.parametrize(
    "state", [DeliveryState.CONFIRMED, DeliveryState.HELD, DeliveryState.REFUSED]
)
def test_what_was_settled_about_a_mark_outlasts_the_decision_that_wanted_it(
    store: Store, state: DeliveryState
) -> None:
    wish(store, decision=1)
    bring_to(store, state)

    wish(store, decision=2)

    found = delivery(store)
    assert (found.state, found.decision_id) == (state, 2)


def test_another_mark_at_a_place_is_due_under_its_own_decision(store: Store) -> None:
    wish(store, decision=1)
    bring_to(store, DeliveryState.CONFIRMED)

    wish(store, Decimal(90), decision=2)

    found = delivery(store)
    assert (found.state, found.decision_id) == (DeliveryState.PENDING, 2)
    assert (found.wanted, found.last_written) == (Decimal(90), MARK)

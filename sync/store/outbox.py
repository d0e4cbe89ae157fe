"""The outbox: what is wanted in the home gradebook, and how far it got; sends nothing itself.

pending -> sending -> confirmed            sending survives a crash and is settled by reading
                   -> held                 an obstacle at home, or another's value stands there
pending -> cancelled                       the decision was superseded before anything was sent
held    -> pending (released) | refused    by a named person
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select, tuple_, update

from mapping.held import RESOLUTIONS, HeldCode, Resolution
from mapping.identifiers import ComponentCode, StudentId
from mapping.numbers import plain
from sync.audit.entry import AuditDraft
from sync.store.tables import DeliveryRow
from sync.store.unit_of_work import CHUNK, UnitOfWork, chunks, table_of, upsert

_DELIVERY = table_of(DeliveryRow)
_MENDED_AT_HOME = tuple(
    code.value for code, ways in RESOLUTIONS.items() if Resolution.MEND_HOME in ways
)
"""Obstacles that go away when somebody acts in Moodle, so that looking again is worth it."""
UNWANTED = ""
"""The fingerprint of a delivery in flight that no decision wants any more: it is only settled."""


class DeliveryState(StrEnum):
    """How far a wanted value got."""

    PENDING = "pending"
    SENDING = "sending"
    CONFIRMED = "confirmed"
    HELD = "held"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One place in the home gradebook and what is wanted there.

    `sent` is the value in flight while a reply is outstanding, `last_written` the last of ours that
    was confirmed there, `there_now` what was found when somebody else's value stood there.
    Percentages; None is no grade.
    """

    delivery_id: int
    student_id: StudentId
    component: ComponentCode
    decision_id: int
    wanted: Decimal | None
    sent: Decimal | None
    sent_fingerprint: str
    last_written: Decimal | None
    there_now: Decimal | None
    fingerprint: str
    state: DeliveryState
    obstacle: HeldCode | None
    detail: str
    changed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a decision wants at one place; no percentage takes the mark back.

    With `hold` it waits for a person before anything is sent.
    """

    student_id: StudentId
    component: ComponentCode
    decision_id: int
    percent: Decimal | None
    fingerprint: str
    hold: HeldCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of one delivery; `last_written` is set where a value of ours stands there."""

    delivery_id: int
    fingerprint: str
    state: DeliveryState
    last_written: Decimal | None = None
    there_now: Decimal | None = None
    obstacle: HeldCode | None = None
    detail: str = ""
    check_after: str = ""


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def want(unit: UnitOfWork, wanted: Sequence[Wanted]) -> None:
    """Put wanted values into the outbox; content that is confirmed already stays confirmed.

    Belongs to the transaction, and so to the audit entry, of the decision that wants them.
    """
    existing = _existing(unit.connection, wanted)
    rows = []
    for item in wanted:
        before = existing.get((item.student_id, item.component))
        rows.append(_wanted_row(unit, item, before))
    upsert(
        unit.connection,
        _DELIVERY,
        rows,
        keys=("student_id", "component"),
        update=(
            "decision_id",
            "wanted",
            "fingerprint",
            "state",
            "obstacle",
            "detail",
            "check_after",
            "changed_at",
        ),
    )


def _wanted_row(unit: UnitOfWork, item: Wanted, before: Delivery | None) -> dict[str, object]:
    state = DeliveryState.PENDING if item.hold is None else DeliveryState.HELD
    obstacle, detail = item.hold.value if item.hold else "", ""
    if before is not None and before.wanted == item.percent:
        # The same value is wanted by a newer decision: what was settled about it stays settled.
        if before.state is not DeliveryState.CANCELLED:
            state = before.state
        obstacle = before.obstacle.value if before.obstacle else ""
        detail = before.detail
    elif before is not None and before.state is DeliveryState.SENDING:
        # A reply is outstanding: what was sent may stand there. Reading settles it first.
        state = DeliveryState.SENDING
    return {
        "student_id": item.student_id,
        "component": item.component,
        "decision_id": item.decision_id,
        "wanted": _text(item.percent),
        "sent": None,
        "sent_fingerprint": "",
        "last_written": None,
        "there_now": None,
        "fingerprint": item.fingerprint,
        "state": state.value,
        "obstacle": obstacle,
        "detail": detail,
        "check_after": "",
        "changed_at": unit.stamp,
    }


def _existing(connection: Connection, wanted: Sequence[Wanted]) -> dict[tuple[str, str], Delivery]:
    students = sorted({item.student_id for item in wanted})
    return {
        (delivery.student_id, delivery.component): delivery
        for delivery in deliveries_of(connection, students)
    }


def cancel(unit: UnitOfWork, places: Sequence[tuple[str, str]]) -> None:
    """Take back what is wanted where no decision wants it any more and nothing was sent.

    A confirmed mark stays: taking it back is a person's decision (laws 6 and 7).
    """
    if not places:
        return
    named = [{"student": student, "place": component} for student, component in places]
    unit.connection.execute(
        update(_DELIVERY)
        .where(
            _DELIVERY.c.student_id == bindparam("student"),
            _DELIVERY.c.component == bindparam("place"),
            _DELIVERY.c.state == DeliveryState.SENDING.value,
        )
        .values(fingerprint=UNWANTED, changed_at=unit.stamp),
        named,
    )
    unit.connection.execute(
        update(_DELIVERY)
        .where(
            _DELIVERY.c.student_id == bindparam("student"),
            _DELIVERY.c.component == bindparam("place"),
            # A list here would be expanded, which a statement for many rows cannot be.
            or_(
                _DELIVERY.c.state == DeliveryState.PENDING.value,
                _DELIVERY.c.state == DeliveryState.HELD.value,
            ),
        )
        .values(state=DeliveryState.CANCELLED.value, changed_at=unit.stamp),
        named,
    )


def due(
    connection: Connection,
    *,
    now: str,
    limit: int,
    after: tuple[str, int] = ("", 0),
    recheck_all: bool = False,
) -> tuple[Delivery, ...]:
    """Load what may be sent: pending, unsettled, and held at home whose time to look again came.

    Ordered by component, so that one grade item is one batch; `after` is the component and number
    of the last delivery seen in this pass. `recheck_all` looks at held ones before their time.
    """
    held = (_DELIVERY.c.state == DeliveryState.HELD.value) & _DELIVERY.c.obstacle.in_(
        _MENDED_AT_HOME
    )
    if not recheck_all:
        held = held & (_DELIVERY.c.check_after <= now)
    unsent = _DELIVERY.c.state.in_([DeliveryState.PENDING.value, DeliveryState.SENDING.value])
    rows = connection.execute(
        select(_DELIVERY)
        .where(or_(unsent, held))
        .where(tuple_(_DELIVERY.c.component, _DELIVERY.c.id) > after)
        .order_by(_DELIVERY.c.component, _DELIVERY.c.id)
        .limit(limit)
    )
    return tuple(delivery_of(row) for row in rows)


def claim(unit: UnitOfWork, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Note, before anything is sent, what is about to be sent; no effect yet, so no entry.

    Returns what may be sent: a delivery that was changed or cancelled since it was read is left
    alone, and comes up again as it is now.
    """
    now = _by_number(unit.connection, [item.delivery_id for item in deliveries])
    mine = [
        item
        for item in deliveries
        if (current := now.get(item.delivery_id)) is not None
        and (current.fingerprint, current.state) == (item.fingerprint, item.state)
    ]
    if mine:
        unit.connection.execute(
            update(_DELIVERY)
            .where(_DELIVERY.c.id == bindparam("row"))
            .values(
                state=DeliveryState.SENDING.value,
                sent=bindparam("value"),
                sent_fingerprint=bindparam("content"),
            ),
            [
                {
                    "row": item.delivery_id,
                    "value": _text(item.wanted),
                    "content": item.fingerprint,
                }
                for item in mine
            ],
        )
    return mine


def settle(
    unit: UnitOfWork, settlements: Sequence[Settlement], entries: Sequence[AuditDraft]
) -> None:
    """Note what became of deliveries, in one statement.

    Where another value is wanted by now, what stands at home is noted and the newer one stays due.
    """
    if settlements:
        now = _by_number(unit.connection, [item.delivery_id for item in settlements])
        settlements = [_against(item, now[item.delivery_id]) for item in settlements]
        unit.connection.execute(
            update(_DELIVERY)
            .where(_DELIVERY.c.id == bindparam("row"))
            .values(
                state=bindparam("new_state"),
                sent=None,
                sent_fingerprint="",
                last_written=bindparam("written"),
                there_now=bindparam("found"),
                obstacle=bindparam("why"),
                detail=bindparam("more"),
                check_after=bindparam("again"),
                changed_at=unit.stamp,
            ),
            [
                {
                    "row": item.delivery_id,
                    "new_state": item.state.value,
                    "written": _text(item.last_written),
                    "found": _text(item.there_now),
                    "why": item.obstacle.value if item.obstacle else "",
                    "more": item.detail,
                    "again": item.check_after,
                }
                for item in settlements
            ],
        )
    unit.record(*entries)


def _against(item: Settlement, now: Delivery) -> Settlement:
    """Fit a settlement to what is wanted by now."""
    if now.fingerprint == item.fingerprint:
        return item
    if now.fingerprint == UNWANTED:
        gone = DeliveryState.CANCELLED
        state = item.state if item.state is DeliveryState.CONFIRMED else gone
        return replace(item, state=state, obstacle=None, detail="", check_after="")
    waits = held_for(now)
    state = DeliveryState.HELD if waits else DeliveryState.PENDING
    return replace(item, state=state, obstacle=waits, detail="", check_after="")


def held_for(delivery: Delivery) -> HeldCode | None:
    """Tell what a person has to decide before what is wanted now may be sent."""
    return delivery.obstacle if delivery.obstacle is HeldCode.HOME_LEFT_BEHIND else None


def _by_number(connection: Connection, numbers: Sequence[int]) -> dict[int, Delivery]:
    found: dict[int, Delivery] = {}
    for chunk in chunks(numbers):
        rows = connection.execute(select(_DELIVERY).where(_DELIVERY.c.id.in_(chunk)))
        found.update((row.id, delivery_of(row)) for row in rows)
    return found


def deliveries_of(connection: Connection, students: Sequence[str]) -> tuple[Delivery, ...]:
    """Load every delivery of some students."""
    found: list[Delivery] = []
    for chunk in chunks(students):
        rows = connection.execute(
            select(_DELIVERY)
            .where(_DELIVERY.c.student_id.in_(chunk))
            .order_by(_DELIVERY.c.student_id, _DELIVERY.c.component)
        )
        found.extend(delivery_of(row) for row in rows)
    return tuple(found)


def load_delivery(connection: Connection, delivery_id: int) -> Delivery | None:
    """Load one delivery by its number."""
    row = connection.execute(select(_DELIVERY).where(_DELIVERY.c.id == delivery_id)).first()
    return None if row is None else delivery_of(row)


def deliveries_in(
    connection: Connection,
    states: Sequence[DeliveryState],
    *,
    after: tuple[str, int] = ("", 0),
    limit: int = CHUNK,
) -> tuple[Delivery, ...]:
    """Load deliveries in some states, ordered by component, a page at a time."""
    rows = connection.execute(
        select(_DELIVERY)
        .where(_DELIVERY.c.state.in_([state.value for state in states]))
        .where(tuple_(_DELIVERY.c.component, _DELIVERY.c.id) > after)
        .order_by(_DELIVERY.c.component, _DELIVERY.c.id)
        .limit(limit)
    )
    return tuple(delivery_of(row) for row in rows)


def count_by_state(connection: Connection) -> dict[str, int]:
    """Count deliveries by state."""
    rows = connection.execute(
        select(_DELIVERY.c.state, func.count().label("number")).group_by(_DELIVERY.c.state)
    )
    return {row.state: row.number for row in rows}


def delivery_of(row: Row[Any]) -> Delivery:
    """Read a row of the delivery table back into values."""
    return Delivery(
        delivery_id=row.id,
        student_id=StudentId(row.student_id),
        component=ComponentCode(row.component),
        decision_id=row.decision_id,
        wanted=_decimal(row.wanted),
        sent=_decimal(row.sent),
        sent_fingerprint=row.sent_fingerprint,
        last_written=_decimal(row.last_written),
        there_now=_decimal(row.there_now),
        fingerprint=row.fingerprint,
        state=DeliveryState(row.state),
        obstacle=HeldCode(row.obstacle) if row.obstacle else None,
        detail=row.detail,
        changed_at=row.changed_at,
    )

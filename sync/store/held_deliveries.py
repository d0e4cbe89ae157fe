"""Deliveries that wait for a person, and what a person decides about them; sends nothing itself."""

from sqlalchemy import Connection, select, update

from mapping.held import HeldCode
from mapping.numbers import plain
from sync.audit.entry import AuditDraft
from sync.store.outbox import Delivery, DeliveryState, delivery_of
from sync.store.tables import DecisionRow, DeliveryRow
from sync.store.unit_of_work import UnitOfWork, table_of

_DELIVERY = table_of(DeliveryRow)
_DECISION = table_of(DecisionRow)
_ANOTHERS_VALUE = frozenset({HeldCode.HOME_CHANGED_THERE, HeldCode.HOME_NOT_CONFIRMED})


def held_deliveries(connection: Connection) -> tuple[tuple[Delivery, str], ...]:
    """Load deliveries that wait for a person, with the host each result came from."""
    rows = connection.execute(
        select(_DELIVERY, _DECISION.c.host)
        .join(_DECISION, _DECISION.c.id == _DELIVERY.c.decision_id)
        .where(_DELIVERY.c.state == DeliveryState.HELD.value)
        .order_by(_DELIVERY.c.id)
    )
    return tuple((delivery_of(row), row.host) for row in rows)


def release_delivery(unit: UnitOfWork, delivery: Delivery, entry: AuditDraft) -> None:
    """Make a held delivery due again; what stands at home now is what may be replaced."""
    found = delivery.there_now if delivery.obstacle in _ANOTHERS_VALUE else delivery.last_written
    unit.connection.execute(
        update(_DELIVERY)
        .where(_DELIVERY.c.id == delivery.delivery_id)
        .values(
            state=DeliveryState.PENDING.value,
            last_written=None if found is None else plain(found),
            obstacle="",
            detail="",
            check_after="",
            changed_at=unit.stamp,
        )
    )
    unit.record(entry)


def refuse_delivery(unit: UnitOfWork, delivery: Delivery, entry: AuditDraft) -> None:
    """Leave the gradebook as it is; the same value is not offered again."""
    unit.connection.execute(
        update(_DELIVERY)
        .where(_DELIVERY.c.id == delivery.delivery_id)
        .values(state=DeliveryState.REFUSED.value, changed_at=unit.stamp)
    )
    unit.record(entry)

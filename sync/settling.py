"""What became of a delivery, as a state of the outbox and as an audit entry; sends nothing."""

from decimal import Decimal

from connectors.home.base import Receipt
from mapping.numbers import plain
from sync.audit.entry import AuditAction, AuditDraft
from sync.store.outbox import (
    UNWANTED,
    Delivery,
    DeliveryState,
    Settlement,
    held_for,
)


def confirmed(item: Delivery, *, last_written: Decimal | None) -> Settlement:
    """Settle a delivery whose wanted value stands at home."""
    return Settlement(
        delivery_id=item.delivery_id,
        fingerprint=item.fingerprint,
        state=DeliveryState.CONFIRMED,
        last_written=last_written,
    )


def settled_send(item: Delivery) -> Settlement:
    """Settle a send that arrived; where another value is wanted since, that one stays due."""
    if item.fingerprint in {item.sent_fingerprint, UNWANTED}:
        return confirmed(item, last_written=item.sent)
    waits = held_for(item)
    return Settlement(
        delivery_id=item.delivery_id,
        fingerprint=item.fingerprint,
        state=DeliveryState.HELD if waits else DeliveryState.PENDING,
        last_written=item.sent,
        obstacle=waits,
    )


def held_back(item: Delivery) -> Settlement:
    """Settle a send that never arrived, where what is wanted since waits for a person."""
    return Settlement(
        delivery_id=item.delivery_id,
        fingerprint=item.fingerprint,
        state=DeliveryState.HELD,
        last_written=item.last_written,
        obstacle=held_for(item),
    )


def given_up(item: Delivery) -> Settlement:
    """Settle a send that never arrived and that no decision wants any more."""
    return Settlement(
        delivery_id=item.delivery_id,
        fingerprint=item.fingerprint,
        state=DeliveryState.CANCELLED,
        last_written=item.last_written,
    )


def entries_of(
    item: Delivery,
    settlement: Settlement,
    receipt: Receipt | None,
    *,
    line: str = "",
    hidden: bool = False,
) -> tuple[AuditDraft, ...]:
    """Draft the entry of an effect; an obstacle that is still there is no new effect.

    `line` is the fingerprint of the transcript line that was confirmed with it; `hidden` tells that
    the student does not see the grade.
    """
    place = f"{item.student_id}/{item.component}"
    arrived = settlement.last_written != item.last_written
    if arrived or settlement.state is not DeliveryState.HELD:
        action = AuditAction.DELIVERY_CONFIRMED if receipt else AuditAction.DELIVERY_SETTLED
        return (
            AuditDraft(
                action=action,
                subject=f"G{item.delivery_id}",
                detail={
                    "place": place,
                    "percent": _shown(settlement.last_written),
                    "before": _shown(item.last_written),
                    "decision": f"D{item.decision_id}",
                    "fingerprint": item.fingerprint if receipt else item.sent_fingerprint,
                    "verdict": receipt.verdict.value if receipt else "settled by reading",
                    **({"line": line} if line else {}),
                    **({"hidden": "yes"} if hidden else {}),
                },
            ),
        )
    if item.obstacle is settlement.obstacle and item.there_now == settlement.there_now:
        return ()
    return (
        AuditDraft(
            action=AuditAction.DELIVERY_REFUSED,
            subject=f"G{item.delivery_id}",
            detail={
                "place": place,
                "obstacle": str(settlement.obstacle),
                "wanted": _shown(item.wanted),
                "there now": _shown(settlement.there_now),
                "decision": f"D{item.decision_id}",
            },
        ),
    )


def _shown(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)

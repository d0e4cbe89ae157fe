"""Closes of the home term; a close is never taken back."""

from datetime import date

from sqlalchemy import Connection, func, select

from sync.audit.entry import AuditDraft
from sync.store.tables import TermCloseRow
from sync.store.unit_of_work import UnitOfWork, table_of, upsert

_CLOSE = table_of(TermCloseRow)


def record_close(unit: UnitOfWork, until: date, *, reason: str, entry: AuditDraft) -> None:
    """Close the home term: what ended by this day is final."""
    row = {
        "until": until.isoformat(),
        "by": unit.actor,
        "reason": reason,
        "closed_at": unit.stamp,
    }
    upsert(unit.connection, _CLOSE, [row], keys=("until",), update=())
    unit.record(entry)


def closed_until(connection: Connection) -> date | None:
    """Tell up to which day what ended is final; None before the first close."""
    latest = connection.execute(select(func.max(_CLOSE.c.until))).scalar()
    return None if latest is None else date.fromisoformat(latest)

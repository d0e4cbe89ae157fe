"""The audit log as stored: read it in order, read what an entry is about, erase a detail."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, select

from sync.audit.chain import ChainHead, erasure_of
from sync.audit.entry import AuditAction, AuditDetail, AuditEntry, AuditRecord, detail_text
from sync.clock import parse_utc_text
from sync.store.tables import AuditDetailRow, AuditEntryRow
from sync.store.unit_of_work import UnitOfWork, chain_head, table_of

_ENTRY = table_of(AuditEntryRow)
_DETAIL = table_of(AuditDetailRow)
_AT_ONCE = 1000


def read_records(connection: Connection, *, after: int = 0) -> Iterator[AuditRecord]:
    """Read the log in order, streaming, from behind a sequence number."""
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(
        _joined().where(_ENTRY.c.sequence > after).order_by(_ENTRY.c.sequence)
    )
    return (_record(row) for row in rows)


def records_about(connection: Connection, subjects: tuple[str, ...]) -> tuple[AuditRecord, ...]:
    """Read the entries about some subjects, in order."""
    rows = connection.execute(
        _joined().where(_ENTRY.c.subject.in_(subjects)).order_by(_ENTRY.c.sequence)
    )
    return tuple(_record(row) for row in rows)


def records_of_action(
    connection: Connection, action: AuditAction, *, detail_begins: Mapping[str, str]
) -> tuple[AuditRecord, ...]:
    """Read the entries of one action whose detail begins with these facts, in order.

    Facts stand in a detail by name; those that stand first are found without reading the rest.
    """
    rows = connection.execute(
        _joined()
        .where(
            _ENTRY.c.action == action.value,
            _DETAIL.c.detail.startswith(detail_text(detail_begins), autoescape=True),
        )
        .order_by(_ENTRY.c.sequence)
    )
    return tuple(_record(row) for row in rows)


def head(connection: Connection) -> ChainHead:
    """Read the end of the chain."""
    return chain_head(connection)


def erase_detail(unit: UnitOfWork, sequence: int, *, reason: str) -> None:
    """Erase what one entry is about; the chain still verifies, and a tombstone says why."""
    unit.connection.execute(delete(_DETAIL).where(_DETAIL.c.sequence == sequence))
    unit.record(erasure_of(sequence, reason=reason))


def _joined() -> Select[Any]:
    return select(_ENTRY, _DETAIL.c.salt, _DETAIL.c.detail).outerjoin(
        _DETAIL, _DETAIL.c.sequence == _ENTRY.c.sequence
    )


def _record(row: Row[Any]) -> AuditRecord:
    detail = None if row.salt is None else AuditDetail(salt=row.salt, text=row.detail)
    entry = AuditEntry(
        sequence=row.sequence,
        at=parse_utc_text(row.at),
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        detail_digest=row.detail_digest,
        previous=row.previous,
        digest=row.digest,
    )
    return AuditRecord(entry=entry, detail=detail)

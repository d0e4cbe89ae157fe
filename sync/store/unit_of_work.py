"""One transaction that commits an effect together with its audit entry, or neither (law 4).

with store.write(actor="daemon") as unit:      BEGIN IMMEDIATE
    keep_document(unit, document, entry)       every writing function takes an AuditDraft
                                               COMMIT: effect and chained entries at once
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Engine, Select, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from sync.audit.chain import ChainHead, extend
from sync.audit.entry import SALT_BYTES, AuditDraft
from sync.clock import Clock, utc_text
from sync.store.engine import transaction
from sync.store.tables import AuditDetailRow, AuditEntryRow

CHUNK = 500
"""Rows asked for in one `IN` list; below every database's limit on bound parameters."""


def table_of(model: type[SQLModel]) -> Table:
    """Return the Core table of a table class: bulk statements never make an object a row."""
    return model.metadata.tables[str(model.__tablename__)]


def chunks(values: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """Cut a sequence into pieces that fit one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    keys: Sequence[str],
    update: Sequence[str],
) -> None:
    """Insert rows, or update the named columns where the key exists; one prepared statement.

    Every row names the same columns, those too that a table class has a default for.
    """
    if rows:
        statement = _written(connection.dialect, table, tuple(rows[0]), tuple(keys), tuple(update))
        statement.execute(connection, rows)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that are new; every row names the same columns."""
    if rows:
        _written(connection.dialect, table, tuple(rows[0]), None, ()).execute(connection, rows)


@dataclass(frozen=True, slots=True)
class _BulkStatement:
    """A statement as the driver takes it, and the order of its parameters where it has one.

    Rows go to the driver as they are: text, integers, booleans and None need no conversion, and
    the columns of the hot path hold nothing else.
    """

    text: str
    order: tuple[str, ...] | None

    def execute(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        if self.order is None:
            connection.exec_driver_sql(self.text, list(rows))
        else:
            connection.exec_driver_sql(self.text, list(map(itemgetter(*self.order), rows)))


@lru_cache(maxsize=256)
def _written(
    dialect: Dialect,
    table: Table,
    columns: tuple[str, ...],
    keys: tuple[str, ...] | None,
    update: tuple[str, ...],
) -> _BulkStatement:
    made = sqlite if dialect.name == "sqlite" else postgresql
    statement = made.insert(table)
    if keys is not None and update:
        changes = {name: statement.excluded[name] for name in update}
        statement = statement.on_conflict_do_update(index_elements=list(keys), set_=changes)
    elif keys is not None:
        statement = statement.on_conflict_do_nothing(index_elements=list(keys))
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    order = compiled.positiontup
    return _BulkStatement(str(compiled), None if order is None else tuple(order))


class UnitOfWork:
    """One writing transaction: its connection, its time, its actor and the entries it owes."""

    def __init__(self, connection: Connection, *, now: datetime, actor: str) -> None:
        self.connection = connection
        self.now = now
        self.actor = actor
        self._drafts: list[AuditDraft] = []

    @cached_property
    def stamp(self) -> str:
        """The transaction's time as the store writes it: ISO 8601, UTC."""
        return utc_text(self.now)

    def record(self, *entries: AuditDraft) -> None:
        """Owe these audit entries; they are chained and written when the transaction commits."""
        self._drafts.extend(entries)

    def settle_audit(self) -> None:
        """Chain and write what is owed; called right before the commit."""
        if not self._drafts:
            return
        salts = tuple(secrets.token_bytes(SALT_BYTES) for _ in self._drafts)
        records = extend(
            chain_head(self.connection), self._drafts, at=self.now, actor=self.actor, salts=salts
        )
        insert_rows(
            self.connection,
            table_of(AuditEntryRow),
            [
                {
                    "sequence": entry.sequence,
                    "at": self.stamp,
                    "actor": entry.actor,
                    "action": entry.action,
                    "subject": entry.subject,
                    "detail_digest": entry.detail_digest,
                    "previous": entry.previous,
                    "digest": entry.digest,
                }
                for entry in (record.entry for record in records)
            ],
        )
        insert_rows(
            self.connection,
            table_of(AuditDetailRow),
            [
                {"sequence": record.entry.sequence, "salt": detail.salt, "detail": detail.text}
                for record in records
                if (detail := record.detail) is not None
            ],
        )
        self._drafts.clear()


def chain_head(connection: Connection) -> ChainHead:
    """Read the last link of the audit chain, or its beginning."""
    table = table_of(AuditEntryRow)
    row = connection.execute(
        select(table.c.sequence, table.c.digest).order_by(table.c.sequence.desc()).limit(1)
    ).first()
    return ChainHead() if row is None else ChainHead(sequence=row.sequence, digest=row.digest)


class Store:
    """The store of one university; every reader and writer goes through it."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self._clock = clock

    @contextmanager
    def write(self, *, actor: str) -> Iterator[UnitOfWork]:
        """Open a writing transaction for a named actor; raises StoreError."""
        with transaction(self.engine, writing=True) as connection:
            unit = UnitOfWork(connection, now=self._clock.now(), actor=actor)
            yield unit
            unit.settle_audit()

    @contextmanager
    def rehearse(self, *, actor: str) -> Iterator[UnitOfWork]:
        """Open a writing transaction of which nothing stays; raises StoreError."""
        with transaction(self.engine, writing=True) as connection:
            yield UnitOfWork(connection, now=self._clock.now(), actor=actor)
            connection.rollback()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a reading transaction: one consistent view; raises StoreError."""
        with transaction(self.engine, writing=False) as connection:
            yield connection


@lru_cache(maxsize=8)
def _by_key(table: Table) -> Select[Any]:
    """Make the statement once: one with a list in it leaves cycles behind."""
    keys: BindParameter[Any] = bindparam("keys", expanding=True)
    return select(table.c.key, table.c.id).where(
        table.c.host == bindparam("of"), table.c.key.in_(keys)
    )


def ids_by_key(
    connection: Connection, table: Table, *, host: str, keys: Iterable[str]
) -> dict[str, int]:
    """Look up the row ids of keys of one host, in bulk."""
    wanted = sorted(set(keys))
    found: dict[str, int] = {}
    for chunk in chunks(wanted):
        rows = connection.execute(_by_key(table), {"of": host, "keys": list(chunk)})
        found.update((row.key, row.id) for row in rows)
    return found

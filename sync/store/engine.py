"""The database behind the store: SQLite in WAL mode, or PostgreSQL by URL; holds no queries.

Every writing transaction takes its lock at the start (`BEGIN IMMEDIATE`, or one advisory lock on
PostgreSQL): a deferred one that upgrades later is refused as "database is locked", and the audit
chain needs one writer at a time.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError

from sync.errors import StoreError
from sync.logs import get_logger

log = get_logger(__name__)

WRITING = "utqyr_writing"
_ADVISORY_LOCK = 0x75747179  # 'utqy': one lock for all writers of one store
_CONNECTIONS = 60  # more than the daemon has threads: none waits for another's connection
_PRIMARY_CODE = 0xFF  # the rest of SQLite's code tells finer kinds
_BUSY_SECONDS = 300  # the longest document another writer may be staging


def create_store_engine(url: str) -> Engine:
    """Open a store by URL, for example `sqlite:///state/utqyr.sqlite` or `postgresql+psycopg://…`.

    Raises StoreError when the folder of an SQLite file cannot be made.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(
            address, pool_pre_ping=True, max_overflow=_CONNECTIONS, hide_parameters=True
        )
    pool: dict[str, Any] = {}
    if address.database and address.database != ":memory:":
        pool = {"max_overflow": _CONNECTIONS}
        folder = Path(address.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the store's folder {folder} cannot be made",
                hint="check 'store.url' and its rights",
            ) from error
    engine = create_engine(
        address,
        connect_args={"timeout": _BUSY_SECONDS},
        hide_parameters=True,  # a parameter may be a grade: it must not reach a log
        **pool,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not by the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # a confirmed grade must survive a power cut
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE passes the append-only triggers
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction(engine: Engine, *, writing: bool) -> Iterator[Connection]:
    """Run one transaction; commit at the end, roll back on any error.

    Raises StoreError for whatever the database says, with its cause chained.
    """
    try:
        with (
            engine.connect().execution_options(**{WRITING: writing}) as connection,
            connection.begin(),
        ):
            if writing and connection.dialect.name == "postgresql":
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK}
                )
            yield connection
    except DBAPIError as error:
        # The first line says what and where; further ones (PostgreSQL's DETAIL) may hold values.
        said = str(error.orig).partition("\n")[0]
        log.error("store-refused", kind=type(error.orig).__name__, said=said)  # noqa: TRY400 -- a traceback may show values
        raise _store_error(error) from error


def _store_error(error: DBAPIError) -> StoreError:
    match getattr(error.orig, "sqlite_errorcode", 0) & _PRIMARY_CODE:
        case sqlite3.SQLITE_NOTADB:
            return StoreError(
                "the store's file is not a database of Utqyr",
                hint="look at 'store' in utqyr.yaml, or bring the store back from its backup",
            )
        case sqlite3.SQLITE_CORRUPT:
            return StoreError(
                "the store's file is damaged", hint="bring the store back from its backup"
            )
    return StoreError(
        "the store refused a statement", hint="see the log for the database's own error"
    )

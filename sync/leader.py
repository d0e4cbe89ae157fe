"""One daemon a store: a lock beside the SQLite file, or an advisory lock in PostgreSQL.

A lock belongs to a living process, never to a row: what a killed daemon held is free at once.
"""

import os
import socket
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from sync.clock import Clock, utc_text
from sync.errors import LeaderBusy, StoreError

_ADVISORY_KEY = 0x7574717972  # 'utqyr'; apart from the store's own lock for writers
_WHO_HOLDS = text(
    "SELECT activity.application_name FROM pg_locks AS held"
    " JOIN pg_stat_activity AS activity USING (pid)"
    " WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1"
    " AND (held.classid::bigint << 32) + held.objid::bigint = :key"
    " AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class LeaderLock(Protocol):
    """The right to be the only daemon on a store."""

    def acquire(self) -> None:
        """Take the lock at once; raises LeaderBusy, saying who holds it and since when."""

    def confirm(self) -> None:
        """Make sure that it is still held; raises LeaderBusy once it may be another's."""

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""


def leader_lock(engine: Engine, clock: Clock) -> LeaderLock:
    """Choose the lock that fits the store."""
    if engine.dialect.name == "postgresql":
        return AdvisoryLeaderLock(engine, clock)
    database = engine.url.database
    if not database or database == ":memory:":
        return PrivateLeaderLock()
    return FileLeaderLock(Path(f"{database}.leader"), clock)


class PrivateLeaderLock:
    """The lock of a store in memory: no other process can see it, so there is nothing to take."""

    def acquire(self) -> None:
        """Do nothing."""

    def confirm(self) -> None:
        """Do nothing."""

    def release(self) -> None:
        """Do nothing."""


class FileLeaderLock:
    """A lock file beside an SQLite store; a note beside it says who holds it.

    The note only informs: the lock is the operating system's, on the open file.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._lock = FileLock(path, timeout=0, thread_local=False)
        self._note = path.with_name(f"{path.name}.holder")
        self._clock = clock
        self._written = ""

    def acquire(self) -> None:
        """Take the lock at once; raises LeaderBusy, or StoreError where no file can be made."""
        try:
            self._lock.acquire()
        except Timeout as e:
            raise LeaderBusy(self._read_note() or "its name is not known yet") from e
        except OSError as e:
            raise StoreError(
                "the leader lock cannot be made beside the store",
                hint="the daemon needs to write in the store's directory",
            ) from e
        self._written = _holder(self._clock)
        self._note.write_text(self._written, encoding="utf-8")

    def confirm(self) -> None:
        """Make sure that the lock's files are still ours; raises LeaderBusy."""
        if not self._lock.is_locked or self._read_note() != self._written:
            raise LeaderBusy(self._read_note() or "the lock's files were removed")

    def release(self) -> None:
        """Give the lock back; the empty lock file stays, since removing it could split the lock."""
        if self._lock.is_locked:
            self._note.unlink(missing_ok=True)
            self._lock.release()

    def _read_note(self) -> str:
        try:
            return self._note.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""


class AdvisoryLeaderLock:
    """An advisory lock held by one connection of its own, for as long as the connection lives."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._connection: Connection | None = None

    def acquire(self) -> None:
        """Take the lock at once; raises LeaderBusy, or StoreError when the store is away."""
        try:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            try:
                self._take(connection)
            except BaseException:
                connection.invalidate()
                connection.close()
                raise
        except SQLAlchemyError as e:
            raise StoreError("the store did not answer when asked for the leader lock") from e
        self._connection = connection

    def confirm(self) -> None:
        """Make sure that the connection lives; with it the lock would be gone, silently."""
        if self._connection is None:
            raise LeaderBusy("the lock was never taken")
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError as e:
            raise LeaderBusy("the connection that held the lock was lost") from e

    def release(self) -> None:
        """Give the lock back by closing its connection."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _take(self, connection: Connection) -> None:
        name = _holder(self._clock)[:63]
        connection.execute(
            text("SELECT set_config('application_name', :name, false)"), {"name": name}
        )
        taken = connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY_KEY})
        if not taken:
            holder = connection.scalar(_WHO_HOLDS, {"key": _ADVISORY_KEY})
            raise LeaderBusy(str(holder) if holder else "it has just let go; try again")


def _holder(clock: Clock) -> str:
    moment = utc_text(clock.now()).split(".")[0]
    return f"process {os.getpid()} since {moment}Z on {socket.gethostname()}"

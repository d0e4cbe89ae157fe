"""What is remembered of each host between runs."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from mapping.identifiers import HeiId
from sync.clock import parse_utc_text, utc_text
from sync.store.tables import HostStateRow
from sync.store.unit_of_work import UnitOfWork, table_of, upsert

_STATE = table_of(HostStateRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """One host between runs. `watermark` is when the last complete run began."""

    host: HeiId
    watermark: datetime | None = None
    revision: str = ""
    last_run: datetime | None = None
    last_success: datetime | None = None
    last_full: datetime | None = None
    last_error: str = ""

    def at_revision(self, revision: str) -> "HostState":
        """Note that every learner is looked at under this revision of the rules."""
        return replace(self, revision=revision)

    def after_run(self, *, at: datetime, complete: bool, full: bool, error: str) -> "HostState":
        """Note a run; only a complete one moves the watermark."""
        if not complete:
            return replace(self, last_run=at, last_error=error)
        return replace(
            self,
            watermark=at,
            last_run=at,
            last_success=at,
            last_full=at if full else self.last_full,
            last_error="",
        )


def load_host_state(connection: Connection, host: HeiId) -> HostState:
    """Load what is remembered of a host; an empty state when nothing is."""
    row = connection.execute(select(_STATE).where(_STATE.c.host == host)).first()
    if row is None:
        return HostState(host=host)
    return HostState(
        host=host,
        watermark=_moment(row.watermark),
        revision=row.revision,
        last_run=_moment(row.last_run),
        last_success=_moment(row.last_success),
        last_full=_moment(row.last_full),
        last_error=row.last_error,
    )


def record_host_state(unit: UnitOfWork, state: HostState) -> None:
    """Remember a host's state. Bookkeeping, no effect on anybody: it needs no audit entry."""
    upsert(
        unit.connection,
        _STATE,
        [
            {
                "host": state.host,
                "watermark": _written(state.watermark),
                "revision": state.revision,
                "last_run": _written(state.last_run),
                "last_success": _written(state.last_success),
                "last_full": _written(state.last_full),
                "last_error": state.last_error,
            }
        ],
        keys=("host",),
        update=("watermark", "revision", "last_run", "last_success", "last_full", "last_error"),
    )


def _moment(text: str) -> datetime | None:
    return parse_utc_text(text) if text else None


def _written(moment: datetime | None) -> str:
    return "" if moment is None else utc_text(moment)

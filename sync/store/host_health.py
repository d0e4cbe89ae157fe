"""Failures of hosts in a row, kept between runs and processes; a host that is well has no row."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from connectors.outcomes import Outcome
from mapping.identifiers import HeiId
from sync.audit.entry import AuditAction, AuditDraft
from sync.clock import parse_utc_text, utc_text
from sync.host_health import HostHealth
from sync.store.tables import HostHealthRow
from sync.store.unit_of_work import UnitOfWork, table_of, upsert

_HEALTH = table_of(HostHealthRow)


def load_health(connection: Connection, hosts: Sequence[HeiId]) -> dict[HeiId, HostHealth]:
    """Load how hosts have been answering; one that nothing is known of is well."""
    rows = connection.execute(select(_HEALTH).where(_HEALTH.c.host.in_(hosts)))
    known = {
        HeiId(row.host): HostHealth(
            host=HeiId(row.host),
            outcome=Outcome(row.outcome),
            failures=row.failures,
            failed_at=parse_utc_text(row.failed_at),
            not_before=parse_utc_text(row.not_before),
            reason=row.reason,
            hint=row.hint,
        )
        for row in rows
    }
    return {host: known.get(host, HostHealth(host=host)) for host in hosts}


def record_health(unit: UnitOfWork, health: HostHealth) -> None:
    """Remember how a host answered. Bookkeeping, no effect on anybody: no audit entry."""
    if not health.failures or health.failed_at is None or health.not_before is None:
        unit.connection.execute(delete(_HEALTH).where(_HEALTH.c.host == health.host))
        return
    row = {
        "host": health.host,
        "outcome": health.outcome.value,
        "failures": health.failures,
        "failed_at": utc_text(health.failed_at),
        "not_before": utc_text(health.not_before),
        "reason": health.reason,
        "hint": health.hint,
    }
    upsert(
        unit.connection,
        _HEALTH,
        [row],
        keys=("host",),
        update=tuple(name for name in row if name != "host"),
    )


def close_breaker(unit: UnitOfWork, health: HostHealth, *, reason: str) -> None:
    """Let a host be asked at its next turn because a person says so, on record."""
    record_health(unit, HostHealth(host=health.host))
    detail = {"reason": reason, "failures": str(health.failures), "was": health.outcome.value}
    unit.record(AuditDraft(action=AuditAction.HOST_RESUMED, subject=health.host, detail=detail))

"""Connectors that run beside the clerk, and what was compared with the marks at home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, bindparam, delete, select, update

from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, HeiId, StudentId
from mapping.numbers import plain
from mapping.shadow import ShadowScore, ShadowVerdict
from sync.audit.entry import AuditDraft
from sync.clock import parse_utc_text
from sync.store.tables import ComparisonRow, ShadowRow
from sync.store.unit_of_work import UnitOfWork, insert_rows, table_of, upsert

_SHADOW = table_of(ShadowRow)
_COMPARISON = table_of(ComparisonRow)

Place = tuple[StudentId, ComponentCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """A host's connector that runs beside the clerk, or ran until somebody promoted it.

    `needed` is how many marks must come out equal; `began_at` is None before its first pass, and
    `promoted_at` while it runs.
    """

    host: HeiId
    connector: str
    needed: int
    began_at: datetime | None = None
    promoted_at: datetime | None = None
    promoted_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One place at home; percentages, None for none.

    `decision_id` is None where the clerk alone has a word, `ours` also where a decision is held.
    """

    student_id: StudentId
    component: ComponentCode
    decision_id: int | None
    ours: Decimal | None
    there: Decimal | None
    verdict: ShadowVerdict
    obstacle: HeldCode | None = None

    @property
    def place(self) -> Place:
        """Where it is about."""
        return self.student_id, self.component


def load_shadow(connection: Connection, host: HeiId, connector: str) -> Shadow | None:
    """Load what is known of a connector beside the clerk; None where it never was one."""
    row = connection.execute(
        select(_SHADOW).where(_SHADOW.c.host == host, _SHADOW.c.connector == connector)
    ).first()
    if row is None:
        return None
    return Shadow(
        host=host,
        connector=connector,
        needed=row.needed,
        began_at=parse_utc_text(row.began_at),
        promoted_at=parse_utc_text(row.promoted_at) if row.promoted_at else None,
        promoted_by=row.promoted_by,
    )


def record_shadow(
    unit: UnitOfWork, host: HeiId, connector: str, *, needed: int, entry: AuditDraft
) -> None:
    """Note that a connector runs beside the clerk; what was compared for another is forgotten."""
    unit.connection.execute(delete(_COMPARISON).where(_COMPARISON.c.host == host))
    row = {
        "host": host,
        "connector": connector,
        "needed": needed,
        "began_at": unit.stamp,
        "promoted_at": "",
        "promoted_by": "",
        "reason": "",
    }
    insert_rows(unit.connection, _SHADOW, [row])
    unit.record(entry)


def record_promotion(unit: UnitOfWork, shadow: Shadow, *, reason: str, entry: AuditDraft) -> None:
    """Note that a named person let a connector deliver from now on."""
    unit.connection.execute(
        update(_SHADOW)
        .where(_SHADOW.c.host == shadow.host, _SHADOW.c.connector == shadow.connector)
        .values(promoted_at=unit.stamp, promoted_by=unit.actor, reason=reason)
    )
    unit.record(entry)


def load_comparisons(connection: Connection, host: HeiId) -> tuple[Comparison, ...]:
    """Load what was compared for a host, by student and component."""
    rows = connection.execute(
        select(_COMPARISON)
        .where(_COMPARISON.c.host == host)
        .order_by(_COMPARISON.c.student_id, _COMPARISON.c.component)
    )
    return tuple(
        Comparison(
            student_id=StudentId(row.student_id),
            component=ComponentCode(row.component),
            decision_id=row.decision_id,
            ours=_decimal(row.ours),
            there=_decimal(row.there),
            verdict=ShadowVerdict(row.verdict),
            obstacle=HeldCode(row.obstacle) if row.obstacle else None,
        )
        for row in rows
    )


def load_score(connection: Connection, shadow: Shadow) -> ShadowScore:
    """Count how the comparisons of a connector came out."""
    verdicts = connection.execute(
        select(_COMPARISON.c.verdict).where(_COMPARISON.c.host == shadow.host)
    ).scalars()
    return ShadowScore.of(map(ShadowVerdict, verdicts), needed=shadow.needed)


def record_comparisons(
    unit: UnitOfWork,
    host: HeiId,
    fresh: Sequence[Comparison],
    gone: Sequence[Place],
    entry: AuditDraft,
) -> None:
    """Keep comparisons in place of those before, and drop places nobody has a word about."""
    rows = [
        {
            "host": host,
            "student_id": each.student_id,
            "component": each.component,
            "decision_id": each.decision_id,
            "ours": _text(each.ours),
            "there": _text(each.there),
            "verdict": each.verdict.value,
            "obstacle": each.obstacle.value if each.obstacle else "",
            "compared_at": unit.stamp,
        }
        for each in fresh
    ]
    keys = ("host", "student_id", "component")
    others = tuple(name for name in rows[0] if name not in keys) if rows else ()
    upsert(unit.connection, _COMPARISON, rows, keys=keys, update=others)
    if gone:
        unit.connection.execute(
            delete(_COMPARISON).where(
                _COMPARISON.c.host == host,
                _COMPARISON.c.student_id == bindparam("student"),
                _COMPARISON.c.component == bindparam("place"),
            ),
            [{"student": student, "place": component} for student, component in gone],
        )
    unit.record(entry)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

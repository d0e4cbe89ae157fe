"""What people see: what is held, what was recognised, how each host stands; writes nothing.

A reference names one thing people act on: `D12` a decision, `G7` a delivery to the gradebook,
`B3` a document that was set aside.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from mapping.decisions import Held, Recognised, RecognitionOutcome
from mapping.held import HeldReason
from mapping.identifiers import HeiId
from mapping.numbers import plain
from mapping.problems import Problem
from sync.clock import utc_text
from sync.host_health import HostHealth
from sync.store.decisions import OPEN, StoredDecision, stored
from sync.store.documents import IntakeState, problems_of
from sync.store.held_deliveries import held_deliveries
from sync.store.host_health import load_health
from sync.store.hosts import HostState, load_host_state
from sync.store.outbox import Delivery, count_by_state, deliveries_of
from sync.store.tables import (
    DecisionRow,
    Document,
    Intake,
    LearnerRow,
    ResultRow,
)
from sync.store.unit_of_work import chain_head, table_of

_DECISION = table_of(DecisionRow)
_INTAKE = table_of(Intake)
_DOCUMENT = table_of(Document)
_LEARNER = table_of(LearnerRow)
_RESULT = table_of(ResultRow)
_IS_HELD = (_DECISION.c.kind == "held") & _DECISION.c.current & (_DECISION.c.state == OPEN)
_IS_ASIDE = _INTAKE.c.state.in_((IntakeState.QUARANTINED.value, IntakeState.HELD.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldItem:
    """One thing that waits for a person."""

    reference: str
    host: str
    student_id: str
    about: str
    reasons: tuple[HeldReason, ...] = ()
    problems: tuple[Problem, ...] = ()
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedItem:
    """One recognised component and how far it got in the gradebook."""

    reference: str
    host: str
    results: tuple[str, ...]
    outcome: RecognitionOutcome
    delivery: Delivery | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedHost:
    """What a host left behind that is not configured any more; nothing of it is read or decided."""

    host: str
    results: int
    recognised: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The product at a glance; counts only."""

    documents: int
    recognised: int
    held: dict[str, int]
    set_aside: int
    deliveries: dict[str, int]
    audit_entries: int
    hosts: tuple[HostState, ...]
    health: tuple[HostHealth, ...] = ()
    removed: tuple[RemovedHost, ...] = ()


def held_queue(connection: Connection, *, host: str | None = None) -> tuple[HeldItem, ...]:
    """List everything that waits for a person: documents, then decisions, then deliveries."""
    items = [*_documents_aside(connection), *_decisions_held(connection)]
    items.extend(_deliveries_held(connection))
    return tuple(item for item in items if host is None or item.host == host)


def _documents_aside(connection: Connection) -> list[HeldItem]:
    rows = connection.execute(select(_INTAKE).where(_IS_ASIDE).order_by(_INTAKE.c.id))
    return [
        HeldItem(
            reference=f"B{row.id}",
            host=row.host,
            student_id="",
            about=row.name,
            problems=problems_of(row.problems),
            since=row.read_at,
        )
        for row in rows
    ]


def _decisions_held(connection: Connection) -> list[HeldItem]:
    rows = connection.execute(select(_DECISION).where(_IS_HELD).order_by(_DECISION.c.id))
    items = []
    for row in rows:
        item = stored(row)
        if isinstance(item.decision, Held):
            items.append(
                HeldItem(
                    reference=f"D{item.decision_id}",
                    host=item.host,
                    student_id=item.student_id,
                    about=", ".join(shown_result(key) for key in item.decision.results),
                    reasons=item.decision.reasons,
                    since=item.decided_at,
                )
            )
    return items


def waiting_components(connection: Connection) -> dict[tuple[str, str], tuple[HeldReason, ...]]:
    """Tell, by student and home component, what a decision about it waits for."""
    rows = connection.execute(select(_DECISION).where(_IS_HELD).order_by(_DECISION.c.id))
    return {
        (item.student_id, component): item.decision.reasons
        for item in map(stored, rows)
        if isinstance(item.decision, Held)
        for component in item.decision.components
    }


def _deliveries_held(connection: Connection) -> list[HeldItem]:
    items = []
    for item, host in held_deliveries(connection):
        facts = (
            ("component", item.component),
            ("there_now", _shown(item.there_now)),
            ("wanted", _shown(item.wanted)),
            ("last_written", _shown(item.last_written)),
            ("detail", item.detail),
        )
        reasons = (HeldReason(code=item.obstacle, facts=facts),) if item.obstacle else ()
        items.append(
            HeldItem(
                reference=f"G{item.delivery_id}",
                host=host,
                student_id=item.student_id,
                about=item.component,
                reasons=reasons,
                since=item.changed_at,
            )
        )
    return items


def _shown(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def course_of(key: str) -> str:
    """Give the course code a result's key begins with."""
    return key.partition("|")[0]


def shown_result(key: str) -> str:
    """Show a result's key to people: course code, term where there is one, attempt if not first."""
    rest, _, ordinal = key.rpartition("|")
    code, _, term = rest.partition("|")
    attempt = f" #{ordinal}" if ordinal != "1" else ""
    return f"{code} ({term}){attempt}" if term else f"{code}{attempt}"


def recognised(connection: Connection, *, host: str | None = None) -> tuple[RecognisedItem, ...]:
    """List every recognised component in force, by student and component."""
    query = select(_DECISION).where(_DECISION.c.kind == "recognised", _DECISION.c.current)
    if host is not None:
        query = query.where(_DECISION.c.host == host)
    decisions = [stored(row) for row in connection.execute(query.order_by(_DECISION.c.id))]
    deliveries = _by_place(connection, decisions)
    items = [
        RecognisedItem(
            reference=f"D{item.decision_id}",
            host=item.host,
            results=item.decision.results,
            outcome=outcome,
            delivery=deliveries.get((outcome.student_id, outcome.component)),
        )
        for item in decisions
        if isinstance(item.decision, Recognised)
        for outcome in item.decision.outcomes
    ]
    return tuple(sorted(items, key=lambda item: (item.outcome.student_id, item.outcome.component)))


def recognised_facts(item: RecognisedItem) -> dict[str, Any]:
    """Give a recognised component as plain values; exact numbers as text."""
    outcome = item.outcome
    return {
        "reference": item.reference,
        "host": item.host,
        "results": list(item.results),
        "student": outcome.student_id,
        "component": outcome.component,
        "credits": plain(outcome.credits),
        "letter": outcome.letter,
        "points": _shown(outcome.points) or None,
        "percent": _shown(outcome.percent) or None,
        "gradebook": None if item.delivery is None else item.delivery.state.value,
    }


def _by_place(
    connection: Connection, decisions: Sequence[StoredDecision]
) -> dict[tuple[str, str], Delivery]:
    students = sorted({item.student_id for item in decisions})
    return {(item.student_id, item.component): item for item in deliveries_of(connection, students)}


def overview(connection: Connection, hosts: Sequence[HeiId]) -> Overview:
    """Count what there is."""
    held = Counter[str]()
    for codes in connection.execute(select(_DECISION.c.codes).where(_IS_HELD)).scalars():
        held.update(codes.split(","))
    held.update(code.value for item, _ in held_deliveries(connection) if (code := item.obstacle))
    return Overview(
        documents=_count(connection, _DOCUMENT),
        recognised=connection.execute(
            select(func.count())
            .select_from(_DECISION)
            .where(_DECISION.c.kind == "recognised", _DECISION.c.current)
        ).scalar_one(),
        held=dict(held),
        set_aside=connection.execute(
            select(func.count()).select_from(_INTAKE).where(_IS_ASIDE)
        ).scalar_one(),
        deliveries=count_by_state(connection),
        audit_entries=chain_head(connection).sequence,
        hosts=tuple(load_host_state(connection, host) for host in hosts),
        health=tuple(load_health(connection, hosts).values()),
        removed=removed_hosts(connection, hosts),
    )


def removed_hosts(connection: Connection, configured: Sequence[HeiId]) -> tuple[RemovedHost, ...]:
    """List hosts that are not configured any more and left something behind."""
    results = _by_host(
        connection,
        select(_LEARNER.c.host, func.count())
        .select_from(_RESULT.join(_LEARNER, _LEARNER.c.id == _RESULT.c.learner_id))
        .where(_LEARNER.c.host.not_in(configured))
        .group_by(_LEARNER.c.host),
    )
    made = _by_host(
        connection,
        select(_DECISION.c.host, func.count())
        .where(_DECISION.c.kind == "recognised", _DECISION.c.current)
        .group_by(_DECISION.c.host),
    )
    waiting = Counter(host for _, host in held_deliveries(connection))
    for table, is_waiting in ((_DECISION, _IS_HELD), (_INTAKE, _IS_ASIDE)):
        counts = select(table.c.host, func.count()).where(is_waiting).group_by(table.c.host)
        waiting.update(_by_host(connection, counts))
    left = results.keys() | made.keys() | waiting.keys()
    return tuple(
        RemovedHost(
            host=host,
            results=results.get(host, 0),
            recognised=made.get(host, 0),
            held=waiting[host],
        )
        for host in sorted(left - set(configured))
    )


def _by_host(connection: Connection, counts: Select[Any]) -> dict[str, int]:
    return {host: int(count) for host, count in connection.execute(counts)}


def overview_facts(seen: Overview) -> dict[str, Any]:
    """Give an overview as plain values, for a program to read."""
    facts = asdict(seen)
    for state in (*facts["hosts"], *facts["health"]):
        for name, value in state.items():
            state[name] = utc_text(value) if isinstance(value, datetime) else value
    return facts


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())

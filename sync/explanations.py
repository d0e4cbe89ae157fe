"""Finds everything there is to explain about one grade; explains and writes nothing itself."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from mapping.decisions import Held, Recognised
from sync.commands import Reference, parse_reference
from sync.errors import WrongUsage
from sync.explain import (
    ExplainedDelivery,
    ExplainedDocument,
    ExplainedEntry,
    Explanation,
)
from sync.store.audit_log import records_about
from sync.store.decisions import SHADOW, SHADOW_STATES, StoredDecision, load_decision
from sync.store.outbox import Delivery, deliveries_of, load_delivery
from sync.store.tables import Document
from sync.store.transcript_lines import lines_from
from sync.store.unit_of_work import table_of

_DOCUMENT = table_of(Document)


def find_explanation(connection: Connection, text: str) -> Explanation:
    """Find what is known of a grade by `STUDENT/COMPONENT`, or of a decision or delivery.

    Raises WrongUsage when there is nothing by that name.
    """
    student_id, slash, component = text.strip().partition("/")
    if slash:
        found = [
            item for item in deliveries_of(connection, [student_id]) if item.component == component
        ]
        if found:
            return _of_decision(connection, found[0].decision_id, text)
        raise _unknown(text)
    try:
        reference = parse_reference(text)
    except WrongUsage as error:
        raise _incomplete(connection, student_id) or _unknown(text) from error
    return _of_decision(connection, _decision_of(connection, reference), str(reference))


def _decision_of(connection: Connection, reference: Reference) -> int:
    if reference.kind == "D":
        return reference.number
    delivery = load_delivery(connection, reference.number) if reference.kind == "G" else None
    if delivery is None:
        raise _unknown(str(reference))
    return delivery.decision_id


def _incomplete(connection: Connection, student_id: str) -> WrongUsage | None:
    """Name the components of a student who was named alone, if any."""
    components = sorted({item.component for item in deliveries_of(connection, [student_id])})
    if not components:
        return None
    listed = ", ".join(f"{student_id}/{component}" for component in components)
    return WrongUsage(
        f"one grade is explained at a time, and '{student_id}' names a student",
        hint=f"name one of: {listed}; 'utqyr held' lists what waits",
    )


def _unknown(text: str) -> WrongUsage:
    return WrongUsage(
        f"nothing is known of '{text}'",
        hint="name STUDENT/COMPONENT, or a reference that 'utqyr results' or 'utqyr held' lists",
    )


def _of_decision(connection: Connection, decision_id: int, text: str) -> Explanation:
    stored = load_decision(connection, decision_id)
    if stored is None:
        raise _unknown(text)
    decision = stored.decision
    shadow = stored.state in SHADOW_STATES
    deliveries = [] if shadow else _deliveries(connection, stored)
    lines = lines_from(connection, decision_id)
    places = (f"G{item.delivery_id}" for item in deliveries)
    subjects = (decision.case, *places, *(f"L{number}" for number in lines))
    return Explanation(
        reference=f"D{decision_id}",
        host=stored.host,
        student_id=stored.student_id,
        decided_at=stored.decided_at,
        revision=stored.revision,
        superseded=not stored.current and stored.state != SHADOW,
        shadow=shadow,
        documents=tuple(_documents(connection, stored.host, decision.evidence)),
        steps=decision.steps,
        outcomes=decision.outcomes if isinstance(decision, Recognised) else (),
        reasons=decision.reasons if isinstance(decision, Held) else (),
        deliveries=tuple(_delivery(item) for item in deliveries),
        entries=tuple(
            ExplainedEntry(
                sequence=record.entry.sequence,
                at=record.entry.at.isoformat(timespec="seconds"),
                actor=record.entry.actor,
                action=record.entry.action,
            )
            for record in records_about(connection, (*subjects, *decision.evidence))
        ),
    )


def _deliveries(connection: Connection, stored: StoredDecision) -> list[Delivery]:
    decision = stored.decision
    outcomes = decision.outcomes if isinstance(decision, Recognised) else ()
    places = {outcome.component for outcome in outcomes}
    mine = deliveries_of(connection, [stored.student_id])
    return [item for item in mine if item.component in places]


def _delivery(item: Delivery) -> ExplainedDelivery:
    return ExplainedDelivery(
        reference=f"G{item.delivery_id}",
        component=item.component,
        state=item.state.value,
        wanted=item.wanted,
        last_written=item.last_written,
        there_now=item.there_now,
        changed_at=item.changed_at,
        receipt=item.fingerprint,
    )


def _documents(
    connection: Connection, host: str, evidence: Iterable[str]
) -> Iterable[ExplainedDocument]:
    rows = connection.execute(
        select(_DOCUMENT)
        .where(_DOCUMENT.c.host == host, _DOCUMENT.c.sha256.in_(list(evidence)))
        .order_by(_DOCUMENT.c.fetched_at)
    )
    for row in rows:
        yield ExplainedDocument(name=row.name, sha256=row.sha256, received_at=row.fetched_at)

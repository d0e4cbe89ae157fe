"""Which decisions were in force at the end of a day, read from the store; decides nothing.

A decision is in force from the moment it was recorded until the audit log says that it was
superseded.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, select

from mapping.decisions import RecognitionCase
from sync.audit.entry import AuditAction
from sync.clock import utc_text
from sync.store.audit_log import records_about
from sync.store.codec import decode
from sync.store.decisions import StoredDecision, made_in_shadow, stored
from sync.store.tables import CaseRow, DecisionRow
from sync.store.unit_of_work import chunks, table_of

_CASE = table_of(CaseRow)
_DECISION = table_of(DecisionRow)


def decisions_in_force(
    connection: Connection, subjects: Sequence[str], *, as_of: date | None = None
) -> dict[str, tuple[StoredDecision, ...]]:
    """Load the decisions about some subjects that are in force, or were at the end of a day."""
    found: dict[str, list[StoredDecision]] = {}
    until = None if as_of is None else _end_of(as_of)
    for chunk in chunks(subjects):
        query = (
            select(_DECISION)
            .where(_DECISION.c.subject.in_(chunk), ~made_in_shadow(_DECISION.c.state))
            .order_by(_DECISION.c.id)
        )
        if until is None:
            query = query.where(_DECISION.c.current)
        else:
            query = query.where(_DECISION.c.decided_at < until)
        for row in connection.execute(query):
            found.setdefault(row.subject, []).append(stored(row))
    if until is None:
        return {subject: tuple(decisions) for subject, decisions in found.items()}
    ended = _ended_before(connection, [each for some in found.values() for each in some], until)
    return {
        subject: tuple(each for each in decisions if each.decision_id not in ended)
        for subject, decisions in found.items()
    }


def _end_of(day: date) -> str:
    """Write the first moment after a day, as the store writes moments."""
    after = day + timedelta(days=1)
    return utc_text(datetime(after.year, after.month, after.day, tzinfo=UTC))


def _ended_before(
    connection: Connection, decisions: Sequence[StoredDecision], until: str
) -> set[int]:
    """Name the decisions that had been superseded by then.

    One whose entry was erased counts as ended: what cannot be shown to have been in force is not.
    """
    later = {each.decision_id for each in decisions if not each.current}
    cases = sorted({each.decision.case for each in decisions if each.decision_id in later})
    moments = {
        record.detail.facts.get("decision"): utc_text(record.entry.at)
        for chunk in chunks(cases)
        for record in records_about(connection, tuple(chunk))
        if record.entry.action == AuditAction.DECISION_SUPERSEDED and record.detail is not None
    }
    return {each for each in later if moments.get(f"D{each}", "") < until}


def load_cases(
    connection: Connection, decisions: Iterable[StoredDecision]
) -> Mapping[str, RecognitionCase]:
    """Load what decisions were made from, by digest."""
    digests = sorted({each.case_digest for each in decisions})
    found: dict[str, RecognitionCase] = {}
    for chunk in chunks(digests):
        rows = connection.execute(select(_CASE).where(_CASE.c.digest.in_(chunk)))
        found.update((row.digest, decode(RecognitionCase, row.payload)) for row in rows)
    return found

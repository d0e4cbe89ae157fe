"""What transcripts are made from: whom something happened to since last time, and what it was.

Writes nothing but how far it came.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, or_, select

from mapping.decisions import RecognitionCase
from sync.audit.entry import AuditAction
from sync.store.codec import decode
from sync.store.decisions import StoredDecision, made_in_shadow, stored
from sync.store.tables import (
    AuditEntryRow,
    CaseRow,
    DecisionRow,
    DeliveryRow,
    ProgressRow,
    TranscriptLineRow,
)
from sync.store.unit_of_work import UnitOfWork, chunks, table_of, upsert

_LINE = table_of(TranscriptLineRow)
_PROGRESS = table_of(ProgressRow)
_DECISION = table_of(DecisionRow)
_CASE = table_of(CaseRow)
_DELIVERY = table_of(DeliveryRow)
_AUDIT = table_of(AuditEntryRow)
_FOLLOWER: Final = "transcript-lines"
_RELEVANT: Final = (
    AuditAction.DECISION_RECORDED,
    AuditAction.DECISION_SUPERSEDED,
    AuditAction.DELIVERY_CONFIRMED,
    AuditAction.DELIVERY_REFUSED,
    AuditAction.DELIVERY_SETTLED,
    AuditAction.HELD_REFUSED,
    AuditAction.RULEBOOK_LOADED,
)


def progress_of(connection: Connection) -> int:
    """Tell up to which audit entry the ledger was followed."""
    found = connection.execute(
        select(_PROGRESS.c.sequence).where(_PROGRESS.c.follower == _FOLLOWER)
    ).scalar()
    return 0 if found is None else int(found)


def note_progress(unit: UnitOfWork, sequence: int) -> None:
    """Remember up to which audit entry the ledger was followed."""
    upsert(
        unit.connection,
        _PROGRESS,
        [{"follower": _FOLLOWER, "sequence": sequence}],
        keys=("follower",),
        update=("sequence",),
    )


def changed_students(connection: Connection, *, since: int) -> frozenset[str] | None:
    """Name the students about whom something was decided or delivered since an audit entry.

    New rules, which may bring new titles, concern everybody. None where nothing at all happened.
    """
    rows = connection.execute(
        select(_AUDIT.c.action, _AUDIT.c.subject)
        .where(
            _AUDIT.c.sequence > since, _AUDIT.c.action.in_([action.value for action in _RELEVANT])
        )
        .distinct()
    ).all()
    if not rows:
        return None
    if any(row.action == AuditAction.RULEBOOK_LOADED for row in rows):
        return _everybody(connection)
    subjects = {row.subject for row in rows}
    found = _students_by(connection, _DECISION, _DECISION.c.case, sorted(subjects))
    found |= _students_by(connection, _DECISION, _DECISION.c.id, _numbers(subjects, "D"))
    found |= _students_by(connection, _DELIVERY, _DELIVERY.c.id, _numbers(subjects, "G"))
    return frozenset(found - {""})


def decisions_about(
    connection: Connection, students: Sequence[str]
) -> dict[str, list[StoredDecision]]:
    """Load what is in force for some students, and what stands at home, oldest first."""
    found: dict[str, list[StoredDecision]] = {}
    for chunk in chunks(students):
        rows = connection.execute(
            select(_DECISION)
            .where(
                _DECISION.c.student_id.in_(chunk),
                or_(_DECISION.c.current, _DECISION.c.standing),
            )
            .order_by(_DECISION.c.id)
        )
        for row in rows:
            found.setdefault(row.student_id, []).append(stored(row))
    return found


def decisions_by_number(
    connection: Connection, numbers: Iterable[int]
) -> dict[int, StoredDecision]:
    """Load decisions by their numbers; one there is not is left out."""
    found: dict[int, StoredDecision] = {}
    for chunk in chunks(sorted(set(numbers))):
        rows = connection.execute(select(_DECISION).where(_DECISION.c.id.in_(chunk)))
        found.update((row.id, stored(row)) for row in rows)
    return found


def recognised_in_cases(
    connection: Connection, cases: Iterable[str]
) -> dict[str, list[StoredDecision]]:
    """Load every recognised decision about some cases, newest first."""
    found: dict[str, list[StoredDecision]] = {}
    for chunk in chunks(sorted(set(cases))):
        rows = connection.execute(
            select(_DECISION)
            .where(
                _DECISION.c.case.in_(chunk),
                _DECISION.c.kind == "recognised",
                ~made_in_shadow(_DECISION.c.state),
            )
            .order_by(_DECISION.c.id.desc())
        )
        for row in rows:
            found.setdefault(row.case, []).append(stored(row))
    return found


def cases_by_digest(connection: Connection, digests: Iterable[str]) -> dict[str, RecognitionCase]:
    """Load what decisions were made from, by digest."""
    found: dict[str, RecognitionCase] = {}
    for chunk in chunks(sorted(set(digests))):
        rows = connection.execute(select(_CASE).where(_CASE.c.digest.in_(chunk)))
        found.update((row.digest, decode(RecognitionCase, row.payload)) for row in rows)
    return found


def _everybody(connection: Connection) -> frozenset[str]:
    decided = select(_DECISION.c.student_id).where(
        or_(_DECISION.c.current, _DECISION.c.standing), _DECISION.c.student_id != ""
    )
    known = select(_LINE.c.student_id)
    return frozenset(row.student_id for row in connection.execute(decided.union(known)))


def _students_by(
    connection: Connection, table: Any, column: Any, values: Sequence[object]
) -> set[str]:
    found: set[str] = set()
    for chunk in chunks(values):
        rows = connection.execute(select(table.c.student_id).where(column.in_(chunk)).distinct())
        found.update(row.student_id for row in rows)
    return found


def _numbers(subjects: Iterable[str], letter: str) -> list[int]:
    """Pick the references with a letter: `D12` is decision 12."""
    bare = (subject[1:] for subject in subjects if subject.startswith(letter))
    return sorted(int(number) for number in bare if number.isascii() and number.isdigit())

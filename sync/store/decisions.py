"""Decisions and everything they were made from; supersedes, never overwrites.

A *subject* is what decisions stand together for: a mobility, or a learner nobody has identified.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from mapping.decisions import Decision, Held, Recognised, RecognitionCase, Waiver
from mapping.fingerprint import fingerprint
from mapping.held import HeldCode
from mapping.rulebook import Rulebook
from sync.audit.entry import AuditDraft
from sync.store.codec import decode, decode_decision, encode, kind_of
from sync.store.tables import CaseRow, DecisionRow, RulebookRow, WaiverRow
from sync.store.unit_of_work import UnitOfWork, chunks, table_of, upsert

_DECISION = table_of(DecisionRow)
_CASE = table_of(CaseRow)
_RULEBOOK = table_of(RulebookRow)
_WAIVER = table_of(WaiverRow)

_AT_ONCE = 500

OPEN = "open"
"""A held decision nobody has settled; a recognised one is `done`."""
DONE = "done"
REFUSED = "refused"
"""A named person refused recognition and said why."""
WITHDRAWN = "withdrawn"
"""A named person agreed to take back what stood at home."""
SHADOW = "shadow"
"""Made for a connector beside the clerk: it is compared, never in force and never delivered."""
SHADOW_PAST = "shadow-past"
"""Such a decision that another one came after."""
SHADOW_STATES = frozenset({SHADOW, SHADOW_PAST})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecision:
    """A decision with its number and what it was made under."""

    decision_id: int
    host: str
    subject: str
    student_id: str
    state: str
    decision: Decision
    fingerprint: str
    case_digest: str
    revision: str
    agreement_version: int | None
    frozen: bool
    decided_at: str
    current: bool
    standing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A decision to keep, with what it was made under."""

    host: str
    subject: str
    student_id: str
    decision: Decision
    fingerprint: str
    """What `mapping.lifecycle.decision_content` gives of it."""
    case_digest: str
    revision: str
    agreement_version: int | None
    frozen: bool = False
    """Whether the home term was closed over it when it was made."""
    shadow: bool = False
    """Whether it is made beside the clerk, and so never comes into force."""


def record_rulebook(unit: UnitOfWork, rulebook: Rulebook, entry: AuditDraft) -> bool:
    """Keep a revision of the rules if it is new; tell whether it was."""
    known = unit.connection.execute(
        select(_RULEBOOK.c.revision).where(_RULEBOOK.c.revision == rulebook.revision)
    ).first()
    if known is not None:
        return False
    unit.connection.execute(
        insert(_RULEBOOK),
        [
            {
                "revision": rulebook.revision,
                "payload": encode(Rulebook, rulebook),
                "loaded_at": unit.stamp,
            }
        ],
    )
    unit.record(entry)
    return True


def load_rulebook(connection: Connection, revision: str) -> Rulebook | None:
    """Load a revision of the rules as it was when decisions were made under it."""
    payload = connection.execute(
        select(_RULEBOOK.c.payload).where(_RULEBOOK.c.revision == revision)
    ).scalar()
    return None if payload is None else decode(Rulebook, payload)


def record_cases(unit: UnitOfWork, cases: Sequence[RecognitionCase]) -> tuple[str, ...]:
    """Keep inputs of decisions under their digests, and return the digests in order."""
    payloads = [encode(RecognitionCase, case) for case in cases]
    digests = tuple(fingerprint(payload) for payload in payloads)
    upsert(
        unit.connection,
        _CASE,
        [
            {"digest": digest, "payload": payload}
            for digest, payload in zip(digests, payloads, strict=True)
        ],
        keys=("digest",),
        update=(),
    )
    return digests


def load_case(connection: Connection, digest: str) -> RecognitionCase | None:
    """Load the input a decision was made from."""
    payload = connection.execute(select(_CASE.c.payload).where(_CASE.c.digest == digest)).scalar()
    return None if payload is None else decode(RecognitionCase, payload)


def decisions_of(
    connection: Connection, subjects: Sequence[str]
) -> dict[str, tuple[StoredDecision, ...]]:
    """Load, for some subjects, the decisions in force and those whose marks stand at home."""
    found: dict[str, list[StoredDecision]] = {}
    for chunk in chunks(subjects):
        rows = connection.execute(
            select(_DECISION)
            .where(_DECISION.c.subject.in_(chunk), or_(_DECISION.c.current, _DECISION.c.standing))
            .order_by(_DECISION.c.id)
        )
        for row in rows:
            found.setdefault(row.subject, []).append(stored(row))
    return {subject: tuple(decisions) for subject, decisions in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A recognised decision whose marks stand at home, or will, and whose stay it is of."""

    subject: str
    student_id: str
    decision: Recognised


def standing_of(
    connection: Connection, students: Sequence[str], at_hand: Mapping[int, StoredDecision]
) -> tuple[Standing, ...]:
    """Load what stands at home for some students, from any stay, oldest first.

    `at_hand` are decisions loaded already, by their numbers: they are not read again.
    """
    found: list[Standing] = []
    for chunk in chunks(students):
        rows = connection.execute(
            select(_DECISION.c.id, _DECISION.c.subject, _DECISION.c.student_id, _DECISION.c.payload)
            .where(_DECISION.c.student_id.in_(chunk), _DECISION.c.standing)
            .order_by(_DECISION.c.id)
        )
        found.extend(
            Standing(
                subject=row.subject,
                student_id=row.student_id,
                decision=_recognised(row.payload, at_hand.get(row.id)),
            )
            for row in rows
        )
    return tuple(found)


def _recognised(payload: str, at_hand: StoredDecision | None) -> Recognised:
    if at_hand is not None and isinstance(at_hand.decision, Recognised):
        return at_hand.decision
    return decode(Recognised, payload)


def take_back(unit: UnitOfWork, decision_ids: Sequence[int]) -> None:
    """Note that other marks than these decisions' stand at home, or will.

    Belongs to the transaction, and so to the audit entry, of what replaces them.
    """
    for chunk in chunks(decision_ids):
        unit.connection.execute(
            update(_DECISION).where(_DECISION.c.id.in_(chunk)).values(standing=False)
        )


def supersede(unit: UnitOfWork, decision_ids: Sequence[int], entries: Sequence[AuditDraft]) -> None:
    """Take decisions out of force; they stay readable."""
    for chunk in chunks(decision_ids):
        unit.connection.execute(
            update(_DECISION).where(_DECISION.c.id.in_(chunk)).values(current=False)
        )
    unit.record(*entries)


def record_decisions(
    unit: UnitOfWork, decisions: Sequence[NewDecision], entries: Sequence[AuditDraft]
) -> tuple[int, ...]:
    """Keep new decisions and return their numbers, in order."""
    if not decisions:
        return ()
    statement = insert(_DECISION).returning(_DECISION.c.id, sort_by_parameter_order=True)
    rows = [_row_of(unit, new) for new in decisions]
    numbers = tuple(unit.connection.execute(statement, rows).scalars())
    unit.record(*entries)
    return numbers


def _row_of(unit: UnitOfWork, new: NewDecision) -> dict[str, object]:
    reasons = new.decision.reasons if isinstance(new.decision, Held) else ()
    return {
        "host": new.host,
        "subject": new.subject,
        "student_id": new.student_id,
        "kind": kind_of(new.decision),
        "state": SHADOW if new.shadow else OPEN if reasons else DONE,
        "case": new.decision.case,
        "fingerprint": new.fingerprint,
        "codes": ",".join(reason.code.value for reason in reasons),
        "payload": encode(type(new.decision), new.decision),
        "case_digest": new.case_digest,
        "revision": new.revision,
        "agreement_version": new.agreement_version,
        "frozen": new.frozen,
        "decided_at": unit.stamp,
        "current": not new.shadow,
        "standing": not reasons and not new.shadow,
    }


def made_in_shadow(state: ColumnElement[str]) -> ColumnElement[bool]:
    """Match decisions that were never in force, by the column of their state."""
    return state.in_(SHADOW_STATES)


def shadow_decisions(
    connection: Connection, host: str, subjects: Sequence[str] | None = None
) -> tuple[StoredDecision, ...]:
    """Load the latest decisions made in shadow about a host, or about some of its subjects."""
    # written out, since an index of these rows alone is not used for a parameter
    in_shadow = _DECISION.c.state == literal_column(f"'{SHADOW}'")
    query = select(_DECISION).where(_DECISION.c.host == host, in_shadow).order_by(_DECISION.c.id)
    if subjects is None:
        return tuple(map(stored, connection.execute(query)))
    return tuple(
        stored(row)
        for chunk in chunks(subjects)
        for row in connection.execute(query.where(_DECISION.c.subject.in_(chunk)))
    )


def end_shadow(
    unit: UnitOfWork, decision_ids: Sequence[int], entries: Sequence[AuditDraft]
) -> None:
    """Note that other decisions come after these, which were made in shadow."""
    for chunk in chunks(decision_ids):
        unit.connection.execute(
            update(_DECISION).where(_DECISION.c.id.in_(chunk)).values(state=SHADOW_PAST)
        )
    unit.record(*entries)


def settle_held(unit: UnitOfWork, decision_id: int, *, state: str, entry: AuditDraft) -> None:
    """Note that a person settled a held decision."""
    unit.connection.execute(
        update(_DECISION)
        .where(_DECISION.c.id == bindparam("row"))
        .values(state=bindparam("settled")),
        [{"row": decision_id, "settled": state}],
    )
    unit.record(entry)


def record_waivers(
    unit: UnitOfWork, subject: str, waivers: Sequence[Waiver], entry: AuditDraft
) -> None:
    """Keep a person's release of reasons, as input of later decisions about the subject."""
    unit.connection.execute(
        insert(_WAIVER),
        [
            {
                "subject": subject,
                "case": waiver.case,
                "code": waiver.code.value,
                "fingerprint": waiver.fingerprint,
                "by": waiver.by,
                "reason": waiver.reason,
                "given_at": unit.stamp,
            }
            for waiver in waivers
        ],
    )
    unit.record(entry)


def waivers_of(connection: Connection, subjects: Sequence[str]) -> dict[str, tuple[Waiver, ...]]:
    """Load the waivers given for some subjects, oldest first."""
    found: dict[str, list[Waiver]] = {}
    for chunk in chunks(subjects):
        rows = connection.execute(
            select(_WAIVER).where(_WAIVER.c.subject.in_(chunk)).order_by(_WAIVER.c.id)
        )
        for row in rows:
            waiver = Waiver(
                case=row.case,
                code=HeldCode(row.code),
                fingerprint=row.fingerprint,
                by=row.by,
                reason=row.reason,
            )
            found.setdefault(row.subject, []).append(waiver)
    return {subject: tuple(waivers) for subject, waivers in found.items()}


def load_decision(connection: Connection, decision_id: int) -> StoredDecision | None:
    """Load one decision by its number."""
    row = connection.execute(select(_DECISION).where(_DECISION.c.id == decision_id)).first()
    return None if row is None else stored(row)


def all_decisions(connection: Connection) -> Iterator[StoredDecision]:
    """Read every decision ever made, in order, streaming."""
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(
        select(_DECISION).order_by(_DECISION.c.id)
    )
    return (stored(row) for row in rows)


def stored(row: Row[Any]) -> StoredDecision:
    """Read a row of the decision table back into values."""
    return StoredDecision(
        decision_id=row.id,
        host=row.host,
        subject=row.subject,
        student_id=row.student_id,
        state=row.state,
        decision=decode_decision(row.kind, row.payload),
        fingerprint=row.fingerprint,
        case_digest=row.case_digest,
        revision=row.revision,
        agreement_version=row.agreement_version,
        frozen=row.frozen,
        decided_at=row.decided_at,
        current=row.current,
        standing=row.standing,
    )

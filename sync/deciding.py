"""From cases to recorded decisions: compares with what is in force and what stands at home.

    case -> recognise -> compare_decision -> record, supersede, want, cancel     one transaction

What comes out as before is left alone. What is recorded is always a decision of `mapping`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from mapping.agreements import period_end
from mapping.decisions import Decision, Held, Recognised, RecognitionCase, RecognitionOutcome
from mapping.fingerprint import fingerprint
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode
from mapping.lifecycle import (
    Change,
    ChangeKind,
    compare_decision,
    hold_taken,
    propose_withdrawal,
    withdrawal_release,
)
from mapping.recognition import recognise
from mapping.rulebook import Rulebook
from sync.audit.entry import AuditAction, AuditDraft
from sync.decision_entries import recorded_entry, superseded_entry
from sync.deletions import deletions
from sync.store.decisions import (
    WITHDRAWN,
    NewDecision,
    Standing,
    StoredDecision,
    decisions_of,
    record_cases,
    record_decisions,
    settle_held,
    standing_of,
    supersede,
    take_back,
)
from sync.store.outbox import Wanted, cancel, deliveries_of, want
from sync.store.terms import closed_until
from sync.store.unit_of_work import UnitOfWork


@dataclass(slots=True, kw_only=True)
class RecognitionTally:
    """What one pass of recognition did; counts only. `shadow` were made beside the clerk."""

    looked_at: int = 0
    recognised: int = 0
    held: int = 0
    unchanged: int = 0
    superseded: int = 0
    shadow: int = 0
    codes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One stay and everything known of it.

    `former` are the subjects its learners were before somebody identified them; `missed` counts the
    full listings in a row in which each result was missing.
    """

    name: str
    former: tuple[str, ...]
    case: RecognitionCase
    missed: Mapping[str, int]

    @property
    def student_id(self) -> str:
        """Whose stay it is; empty while nobody knows."""
        return "" if self.case.mobility is None else self.case.mobility.student_id


@dataclass(slots=True, kw_only=True)
class _Work:
    """What one transaction is about to record; `standing` is by student."""

    closed_until: date | None
    standing: defaultdict[str, list[Standing]]
    fresh: list[tuple[Subject, Change]] = field(default_factory=list)
    gone: list[StoredDecision] = field(default_factory=list)
    displaced: list[StoredDecision] = field(default_factory=list)


def decide(
    unit: UnitOfWork,
    subjects: Sequence[Subject],
    rulebook: Rulebook,
    listings_before_withdrawal: int,
    tally: RecognitionTally,
) -> None:
    """Decide about subjects and record what is new; what came out as before is left alone."""
    names = sorted({name for subject in subjects for name in (subject.name, *subject.former)})
    before = decisions_of(unit.connection, names)
    students = sorted({each.student_id for each in subjects} - {""})
    work = _Work(closed_until=closed_until(unit.connection), standing=defaultdict(list))
    at_hand = {stored.decision_id: stored for found in before.values() for stored in found}
    for each in standing_of(unit.connection, students, at_hand):
        work.standing[each.student_id].append(each)
    for subject in subjects:
        known = [
            stored for name in (subject.name, *subject.former) for stored in before.get(name, ())
        ]
        taken = taken_elsewhere(subject.name, subject.student_id, work.standing[subject.student_id])
        decisions = [
            hold_taken(decision, taken)
            for decision in _decisions(subject, rulebook, known, listings_before_withdrawal)
        ]
        _compare(subject, known, decisions, work, tally)
        _withdraw(unit, subject, known, tally)
    _record(unit, rulebook, work, tally)


def taken_elsewhere(
    subject: str, student_id: str, standing: Iterable[Standing]
) -> dict[ComponentCode, str]:
    """Name the components that other stays of a student were recognised for."""
    return {
        outcome.component: ", ".join(each.decision.results)
        for each in standing
        if each.subject != subject and student_id and each.student_id == student_id
        for outcome in each.decision.outcomes
    }


def _decisions(
    subject: Subject,
    rulebook: Rulebook,
    known: Sequence[StoredDecision],
    listings: int,
) -> tuple[Decision, ...]:
    """Give the decisions about a subject; what the host lists no more is proposed to a person.

    What a person agreed to take back stays so until the host lists it again.
    """
    standing = [stored for stored in known if stored.standing]
    proposed = {
        held.results: held
        for stored in standing
        if isinstance(stored.decision, Recognised)
        and (held := propose_withdrawal(stored.decision, missed=subject.missed, listings=listings))
    }
    kept = {
        stored.decision.results: stored.decision
        for stored in known
        if stored.current
        and stored.state == WITHDRAWN
        and all(subject.missed.get(key, 0) for key in stored.decision.results)
    }
    made = recognise(subject.case, rulebook)
    settled: dict[tuple[str, ...], Decision] = {**proposed, **kept}
    return (*(settled.get(one.results, one) for one in made), *deletions(subject.case, known, made))


def _compare(
    subject: Subject,
    known: Sequence[StoredDecision],
    decisions: Sequence[Decision],
    work: _Work,
    tally: RecognitionTally,
) -> None:
    current = [stored for stored in known if stored.current and stored.subject == subject.name]
    contents = {stored.fingerprint for stored in current}
    standing = [stored for stored in known if stored.standing]
    recognised = [each.decision for each in standing if isinstance(each.decision, Recognised)]
    frozen = _is_frozen(subject, work.closed_until)
    kept: set[int] = set()
    for decision in decisions:
        change = compare_decision(
            decision,
            in_force=[stored.decision for stored in current],
            contents=contents,
            standing=recognised,
            frozen=frozen,
            waivers=subject.case.waivers,
        )
        if change.kind is ChangeKind.UNCHANGED:
            kept.update(item.decision_id for item in current if item.fingerprint == change.content)
            tally.unchanged += 1
            continue
        work.fresh.append((subject, change))
        work.displaced.extend(_displaced(change, standing))
        if isinstance(change.decision, Recognised):
            work.standing[subject.student_id].append(
                Standing(
                    subject=subject.name, student_id=subject.student_id, decision=change.decision
                )
            )
    work.gone.extend(
        stored for stored in known if stored.current and stored.decision_id not in kept
    )


def _is_frozen(subject: Subject, closed: date | None) -> bool:
    """Tell whether the home term was closed over a mobility."""
    mobility = subject.case.mobility
    return closed is not None and mobility is not None and period_end(mobility) <= closed


def _new_decisions(unit: UnitOfWork, rulebook: Rulebook, work: _Work) -> list[NewDecision]:
    """Put what is to be recorded beside what it was made under, and keep the cases."""
    cases = {subject.name: subject.case for subject, _ in work.fresh}
    digests = dict(zip(cases, record_cases(unit, list(cases.values())), strict=True))
    return [
        NewDecision(
            host=subject.case.host,
            subject=subject.name,
            student_id=subject.student_id,
            decision=change.decision,
            fingerprint=change.content,
            case_digest=digests[subject.name],
            revision=rulebook.revision,
            agreement_version=(
                None if subject.case.agreement is None else subject.case.agreement.version
            ),
            frozen=_is_frozen(subject, work.closed_until),
        )
        for subject, change in work.fresh
    ]


def _displaced(change: Change, standing: Sequence[StoredDecision]) -> list[StoredDecision]:
    """Find the decisions whose marks a newly recognised one replaces at home."""
    if isinstance(change.decision, Held):
        return []
    mine = set(change.decision.results)
    places = set(_places(change.decision))
    return [
        stored
        for stored in standing
        if mine & set(stored.decision.results) or places & set(_places(stored.decision))
    ]


def _withdraw(
    unit: UnitOfWork, subject: Subject, known: Sequence[StoredDecision], tally: RecognitionTally
) -> None:
    """Take back what a named person agreed to take back; the mark's removal goes to the outbox."""
    for proposal in known:
        held = proposal.decision
        if not (proposal.current and proposal.state != WITHDRAWN and isinstance(held, Held)):
            continue
        if not withdrawal_release(held, subject.case.waivers):
            continue
        taken = [
            stored
            for stored in known
            if stored.standing and stored.decision.results == held.results
        ]
        wishes = [
            Wanted(
                student_id=outcome.student_id,
                component=outcome.component,
                decision_id=proposal.decision_id,
                percent=None,
                fingerprint=fingerprint((outcome, "withdrawn")),
            )
            for stored in taken
            for outcome in _outcomes(stored.decision)
            if outcome.percent is not None
        ]
        want(unit, wishes)
        take_back(unit, [stored.decision_id for stored in taken])
        entry = AuditDraft(
            action=AuditAction.DECISION_SUPERSEDED,
            subject=held.case,
            detail={"withdrawn": ", ".join(f"D{stored.decision_id}" for stored in taken)},
        )
        settle_held(unit, proposal.decision_id, state=WITHDRAWN, entry=entry)
        tally.superseded += len(taken)


def _record(unit: UnitOfWork, rulebook: Rulebook, work: _Work, tally: RecognitionTally) -> None:
    supersede(
        unit,
        [item.decision_id for item in work.gone],
        [superseded_entry(item) for item in work.gone],
    )
    take_back(unit, [stored.decision_id for stored in work.displaced])
    fresh = _new_decisions(unit, rulebook, work)
    numbers = record_decisions(unit, fresh, [recorded_entry(item) for item in fresh])
    wishes = [
        wish
        for number, item in zip(numbers, fresh, strict=True)
        for wish in _wishes(number, item.decision)
    ]
    want(unit, wishes)
    still: set[tuple[str, str]] = {(wish.student_id, wish.component) for wish in wishes}
    still |= _hold_left_behind(unit, work, still)
    given_up = [place for item in work.gone for place in _places(item.decision)]
    cancel(unit, [place for place in given_up if place not in still])
    for item in fresh:
        _count(tally, item.decision)
    tally.superseded += len(work.gone)


def _hold_left_behind(
    unit: UnitOfWork, work: _Work, still: Set[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Propose to take a mark back where its result now counts for another component.

    What was never confirmed is cancelled with its decision; what stands at home would count the
    same result twice, and only a named person takes it back. Returns the places.
    """
    outcomes = {
        (outcome.student_id, outcome.component): (stored, outcome)
        for stored in work.displaced
        for outcome in _outcomes(stored.decision)
        if (outcome.student_id, outcome.component) not in still
    }
    confirmed = {
        (item.student_id, item.component)
        for item in deliveries_of(unit.connection, sorted({student for student, _ in outcomes}))
        if item.last_written is not None
    }
    left_behind = {place: found for place, found in outcomes.items() if place in confirmed}
    want(
        unit,
        [
            Wanted(
                student_id=outcome.student_id,
                component=outcome.component,
                decision_id=stored.decision_id,
                percent=None,
                fingerprint=fingerprint((outcome, "left behind")),
                hold=HeldCode.HOME_LEFT_BEHIND,
            )
            for stored, outcome in left_behind.values()
        ],
    )
    return set(left_behind)


def _count(tally: RecognitionTally, decision: Decision) -> None:
    if isinstance(decision, Recognised):
        tally.recognised += 1
        return
    tally.held += 1
    for reason in decision.reasons:
        tally.codes[reason.code.value] = tally.codes.get(reason.code.value, 0) + 1


def _wishes(number: int, decision: Decision) -> list[Wanted]:
    """Tell what a decision wants in the gradebook; credits without a grade want nothing there."""
    return [
        Wanted(
            student_id=outcome.student_id,
            component=outcome.component,
            decision_id=number,
            percent=outcome.percent,
            fingerprint=fingerprint(outcome),
        )
        for outcome in _outcomes(decision)
        if outcome.percent is not None
    ]


def _outcomes(decision: Decision) -> tuple[RecognitionOutcome, ...]:
    return decision.outcomes if isinstance(decision, Recognised) else ()


def _places(decision: Decision) -> list[tuple[str, str]]:
    return [(outcome.student_id, outcome.component) for outcome in _outcomes(decision)]

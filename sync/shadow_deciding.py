"""Decisions for a connector beside the clerk: recorded to be compared, never in force.

    case -> recognise -> record, with the rules and the case they were made from

They want nothing in the gradebook, stand in no transcript and wait in nobody's queue.
"""

from collections.abc import Sequence
from dataclasses import replace

from mapping.decisions import Decision
from mapping.lifecycle import decision_content, hold_taken
from mapping.recognition import recognise
from mapping.rulebook import Rulebook
from sync.audit.entry import AuditDraft
from sync.deciding import RecognitionTally, Subject, taken_elsewhere
from sync.decision_entries import recorded_entry, superseded_entry
from sync.store.decisions import (
    NewDecision,
    StoredDecision,
    end_shadow,
    record_cases,
    record_decisions,
    shadow_decisions,
    standing_of,
)
from sync.store.unit_of_work import UnitOfWork


def decide_in_shadow(
    unit: UnitOfWork, subjects: Sequence[Subject], rulebook: Rulebook, tally: RecognitionTally
) -> None:
    """Decide about subjects of one host, and record what came out otherwise than before."""
    if not subjects:
        return
    names = sorted({name for subject in subjects for name in (subject.name, *subject.former)})
    before = shadow_decisions(unit.connection, subjects[0].case.host, names)
    students = sorted({each.student_id for each in subjects} - {""})
    standing = standing_of(unit.connection, students, {})
    fresh: list[tuple[Subject, Decision, str]] = []
    kept: set[int] = set()
    for subject in subjects:
        taken = taken_elsewhere(
            subject.name,
            subject.student_id,
            [each for each in standing if each.student_id == subject.student_id],
        )
        known = {each.fingerprint: each for each in before if each.subject == subject.name}
        for made in recognise(subject.case, rulebook):
            decision = hold_taken(made, taken)
            content = decision_content(decision)
            if content in known:
                kept.add(known[content].decision_id)
                tally.unchanged += 1
            else:
                fresh.append((subject, decision, content))
    _record(unit, rulebook, fresh, [each for each in before if each.decision_id not in kept])
    tally.shadow += len(fresh)


def _record(
    unit: UnitOfWork,
    rulebook: Rulebook,
    fresh: Sequence[tuple[Subject, Decision, str]],
    gone: Sequence[StoredDecision],
) -> None:
    end_shadow(unit, [each.decision_id for each in gone], [superseded_entry(each) for each in gone])
    cases = {subject.name: subject.case for subject, _, _ in fresh}
    digests = dict(zip(cases, record_cases(unit, list(cases.values())), strict=True))
    new = [
        NewDecision(
            host=subject.case.host,
            subject=subject.name,
            student_id=subject.student_id,
            decision=decision,
            fingerprint=content,
            case_digest=digests[subject.name],
            revision=rulebook.revision,
            agreement_version=(
                None if subject.case.agreement is None else subject.case.agreement.version
            ),
            shadow=True,
        )
        for subject, decision, content in fresh
    ]
    record_decisions(unit, new, [_entry(each) for each in new])


def _entry(new: NewDecision) -> AuditDraft:
    entry = recorded_entry(new)
    return replace(entry, detail={**entry.detail, "shadow": "yes"})

"""From stored results to recorded decisions: identifies, builds cases, compares; decides nothing.

    dirty learners -> identify -> case (all results of one stay) -> recognise -> compare -> record

A subject (a mobility, or a learner nobody has identified) is decided as a whole; what came out as
before is left alone, what changed supersedes, and the outbox follows in the same transaction.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from mapping.agreements import Mobility, agreement_in_force
from mapping.decisions import Decision, Held, Recognised, RecognitionCase, RecognitionOutcome
from mapping.fingerprint import fingerprint
from mapping.identifiers import HeiId, MobilityId
from mapping.identity import IdentityIndex, identify
from mapping.numbers import plain
from mapping.recognition import recognise, result_key
from mapping.records import HostResult
from mapping.rulebook import Rulebook
from sync.audit.entry import SYSTEM, AuditAction, AuditDraft
from sync.progress import Progress
from sync.store.decisions import (
    NewDecision,
    StoredDecision,
    current_decisions,
    decision_fingerprint,
    record_case,
    record_decisions,
    supersede,
    waivers_of,
)
from sync.store.outbox import Wanted, cancel, want
from sync.store.people import (
    LEARNER,
    Identity,
    KnownLearner,
    clear_dirty,
    dirty_learners,
    learners_of,
    load_agreements,
    load_aliases,
    load_mobilities,
    record_identities,
    subject_of,
)
from sync.store.staging import StoredResult, load_results, result_fingerprint
from sync.store.unit_of_work import Store, UnitOfWork

CONFIRMED = "confirmed"
"""How a learner was identified whom a named person recognised."""
LEARNERS_AT_ONCE = 200
"""Learners decided in one transaction: bounded memory, and a stop between two of them."""


@dataclass(slots=True, kw_only=True)
class RecognitionTally:
    """What one pass of recognition did; counts only."""

    looked_at: int = 0
    recognised: int = 0
    held: int = 0
    unchanged: int = 0
    superseded: int = 0
    codes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """One stay and everything known of it."""

    name: str
    learners: tuple[KnownLearner, ...]
    case: RecognitionCase


def recognise_dirty(
    store: Store,
    host: HeiId,
    rulebook: Rulebook,
    *,
    stopping: Callable[[], bool],
    progress: Progress,
) -> RecognitionTally:
    """Decide about every learner of a host that something changed for."""
    tally = RecognitionTally()
    with store.read() as connection:
        mobilities = load_mobilities(connection)
        aliases = load_aliases(connection, host)
    people = {mobility.mobility_id: mobility for mobility in mobilities}
    index = IdentityIndex(mobilities)
    while not stopping():
        with store.write(actor=SYSTEM) as unit:
            learners = dirty_learners(unit.connection, host, limit=LEARNERS_AT_ONCE)
            if not learners:
                break
            results = _results(unit, [learner.learner_id for learner in learners])
            identified = _identify(unit, host, learners, index, aliases, results)
            subjects = _subjects(unit, host, identified, people, results)
            _decide(unit, subjects, rulebook, tally)
            clear_dirty(unit, [learner.learner_id for learner in learners])
        tally.looked_at += len(learners)
        progress("recognise", tally.looked_at, None)
    return tally


def _identify(
    unit: UnitOfWork,
    host: HeiId,
    learners: Sequence[KnownLearner],
    index: IdentityIndex,
    aliases: Mapping[str, MobilityId],
    results: Mapping[int, Sequence[StoredResult]],
) -> list[KnownLearner]:
    """Find out who learners are, and remember what is new."""
    identified = []
    for learner in learners:
        confirmed = aliases.get(learner.key)
        if confirmed is not None:
            identified.append(
                replace(learner, mobility_id=confirmed, identified_by=CONFIRMED, reasons=())
            )
            continue
        found = identify(
            learner.learner,
            mobility_id=learner.claimed_mobility_id,
            host=host,
            index=index,
            days=_days(results.get(learner.learner_id, ())),
        )
        identified.append(
            replace(
                learner,
                mobility_id=None if found.mobility is None else found.mobility.mobility_id,
                identified_by=found.by,
                reasons=found.reasons,
            )
        )
    record_identities(
        unit,
        [
            Identity(
                learner_id=after.learner_id,
                mobility_id=after.mobility_id,
                identified_by=after.identified_by,
                reasons=after.reasons,
            )
            for before, after in zip(learners, identified, strict=True)
            if before != after
        ],
    )
    return identified


def _results(unit: UnitOfWork, learner_ids: Sequence[int]) -> dict[int, list[StoredResult]]:
    found: dict[int, list[StoredResult]] = {}
    for stored in load_results(unit.connection, learner_ids):
        found.setdefault(stored.learner_id, []).append(stored)
    return found


def _days(results: Iterable[StoredResult]) -> list[date]:
    """Give the dates results bear; they tell several stays of one student apart."""
    found = []
    for stored in results:
        day = stored.result.completed_on or stored.result.term.starts
        if day is not None:
            found.append(day)
    return found


def _subjects(
    unit: UnitOfWork,
    host: HeiId,
    learners: Sequence[KnownLearner],
    people: Mapping[MobilityId, Mobility],
    results: Mapping[int, Sequence[StoredResult]],
) -> list[_Subject]:
    """Gather the stays these learners belong to, each with all of its results."""
    connection = unit.connection
    mobility_ids = sorted({item.mobility_id for item in learners if item.mobility_id is not None})
    everybody = {item.learner_id: item for item in learners_of(connection, host, mobility_ids)}
    everybody.update((item.learner_id, item) for item in learners)
    stays: dict[str, list[KnownLearner]] = {}
    for learner in sorted(everybody.values(), key=lambda item: item.learner_id):
        stays.setdefault(subject_of(learner), []).append(learner)
    agreements = load_agreements(connection, mobility_ids)
    waivers = waivers_of(connection, sorted(stays))
    others = sorted(everybody.keys() - {item.learner_id for item in learners})
    results = {**results, **_results(unit, others)}
    subjects = []
    for name, group in stays.items():
        mobility_id = group[0].mobility_id
        case = RecognitionCase(
            host=host,
            learner=group[0].learner,
            mobility=None if mobility_id is None else people[mobility_id],
            identity_reasons=group[0].reasons,
            identified_by=group[0].identified_by,
            agreement=agreement_in_force(agreements.get(name, ())),
            results=_merged(results.get(item.learner_id, []) for item in group),
            waivers=waivers.get(name, ()),
        )
        subjects.append(_Subject(name=name, learners=tuple(group), case=case))
    return subjects


def _merged(groups: Iterable[Sequence[StoredResult]]) -> tuple[HostResult, ...]:
    """Join what a host says of one student under several names.

    The same statement twice is one. Two that differ stand side by side as attempts, and a person
    or the home's policy says which counts: nothing here knows which is later.
    """
    merged: dict[str, HostResult] = {}
    contents: dict[str, set[str]] = {}
    for stored in (item for group in groups for item in group):
        result = stored.result
        course = f"{result.code}|{result.term.label}"
        content = result_fingerprint(replace(result, ordinal=1))
        if result_key(result) in merged:
            if content in contents[course]:
                continue
            taken = [item.ordinal for item in merged.values() if _same_course(item, result)]
            result = replace(result, ordinal=max(taken) + 1)
        contents.setdefault(course, set()).add(content)
        merged[result_key(result)] = result
    return tuple(merged[key] for key in sorted(merged))


def _same_course(one: HostResult, other: HostResult) -> bool:
    return (one.code, one.term.label) == (other.code, other.term.label)


def _decide(
    unit: UnitOfWork, subjects: Sequence[_Subject], rulebook: Rulebook, tally: RecognitionTally
) -> None:
    """Recognise subjects and record what is new; what came out as before is left alone."""
    formerly = [f"{LEARNER}{learner.key}" for subject in subjects for learner in subject.learners]
    names = [subject.name for subject in subjects]
    before = current_decisions(unit.connection, sorted({*names, *formerly}))
    fresh: list[NewDecision] = []
    gone: list[StoredDecision] = []
    for subject in subjects:
        known = [
            stored
            for name in {subject.name, *(f"{LEARNER}{item.key}" for item in subject.learners)}
            for stored in before.get(name, ())
        ]
        new, old = _difference(subject, known, rulebook)
        tally.unchanged += len(known) - len(old)
        fresh.extend(_with_case(unit, subject.case, new))
        gone.extend(old)
    _record(unit, fresh, gone, tally)


def _with_case(
    unit: UnitOfWork, case: RecognitionCase, decisions: Sequence[NewDecision]
) -> list[NewDecision]:
    """Keep the input of new decisions, so that they can be computed again."""
    if not decisions:
        return []
    digest = record_case(unit, case)
    return [replace(decision, case_digest=digest) for decision in decisions]


def _difference(
    subject: _Subject, known: Sequence[StoredDecision], rulebook: Rulebook
) -> tuple[list[NewDecision], list[StoredDecision]]:
    in_force = {stored.fingerprint: stored for stored in known if stored.subject == subject.name}
    new: list[NewDecision] = []
    kept: set[int] = set()
    mobility, agreement = subject.case.mobility, subject.case.agreement
    for decision in recognise(subject.case, rulebook):
        stored = in_force.get(decision_fingerprint(decision))
        if stored is not None:
            kept.add(stored.decision_id)
            continue
        new.append(
            NewDecision(
                host=subject.case.host,
                subject=subject.name,
                student_id="" if mobility is None else mobility.student_id,
                decision=decision,
                case_digest="",
                revision=rulebook.revision,
                agreement_version=None if agreement is None else agreement.version,
            )
        )
    return new, [stored for stored in known if stored.decision_id not in kept]


def _record(
    unit: UnitOfWork,
    fresh: Sequence[NewDecision],
    gone: Sequence[StoredDecision],
    tally: RecognitionTally,
) -> None:
    supersede(unit, [stored.decision_id for stored in gone], [_superseded(item) for item in gone])
    numbers = record_decisions(unit, fresh, [_recorded(item) for item in fresh])
    wanted = [
        wish
        for number, item in zip(numbers, fresh, strict=True)
        for wish in _wishes(number, item.decision)
    ]
    want(unit, wanted)
    still = {(wish.student_id, wish.component) for wish in wanted}
    cancel(unit, [place for item in gone for place in _places(item.decision) if place not in still])
    for item in fresh:
        _count(tally, item.decision)
    tally.superseded += len(gone)


def _count(tally: RecognitionTally, decision: Decision) -> None:
    if isinstance(decision, Recognised):
        tally.recognised += 1
        return
    tally.held += 1
    for reason in decision.reasons:
        tally.codes[reason.code.value] = tally.codes.get(reason.code.value, 0) + 1


def _wishes(number: int, decision: Decision) -> list[Wanted]:
    """Tell what a decision wants in the gradebook; credits without a grade want nothing there."""
    if isinstance(decision, Held):
        return []
    return [
        Wanted(
            student_id=outcome.student_id,
            component=outcome.component,
            decision_id=number,
            percent=outcome.percent,
            fingerprint=fingerprint(outcome),
        )
        for outcome in decision.outcomes
        if outcome.percent is not None
    ]


def _places(decision: Decision) -> list[tuple[str, str]]:
    outcomes = decision.outcomes if isinstance(decision, Recognised) else ()
    return [(outcome.student_id, outcome.component) for outcome in outcomes]


def _recorded(item: NewDecision) -> AuditDraft:
    decision = item.decision
    detail: dict[str, str | None] = {
        "host": item.host,
        "subject": item.subject,
        "results": ", ".join(decision.results),
        "evidence": ", ".join(decision.evidence),
        "rulebook": item.revision,
        "case": item.case_digest,
        "fingerprint": decision_fingerprint(decision),
    }
    if isinstance(decision, Recognised):
        detail["recognised"] = "; ".join(_shown(outcome) for outcome in decision.outcomes)
        detail["rule"] = decision.rule
    else:
        detail["held"] = ", ".join(reason.code.value for reason in decision.reasons)
    return AuditDraft(action=AuditAction.DECISION_RECORDED, subject=decision.case, detail=detail)


def _shown(outcome: RecognitionOutcome) -> str:
    percent = "" if outcome.percent is None else f" {plain(outcome.percent)} %"
    letter = f" {outcome.letter}" if outcome.letter else ""
    return f"{outcome.component} {plain(outcome.credits)} credits{letter}{percent}"


def _superseded(stored: StoredDecision) -> AuditDraft:
    return AuditDraft(
        action=AuditAction.DECISION_SUPERSEDED,
        subject=stored.decision.case,
        detail={"decision": f"D{stored.decision_id}", "fingerprint": stored.fingerprint},
    )

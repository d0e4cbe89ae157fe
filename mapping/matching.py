"""Which equivalences fit which results; a tie is reported with both rules, never settled.

    course results --candidates of each rule--> closest candidates --shared courses--> matches

A rule *fits* when it holds for the term, the level and the programme and every clause is met by a
result at hand, or by a course the learning agreement still expects. Grade, age and approval choose
no rule: they are reasons to hold what a rule fits.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from mapping.attempts import CourseResults
from mapping.courses import NearCodes
from mapping.equivalences import clause_text
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import ComponentCode, CourseCode
from mapping.reasons import reason
from mapping.records import HostResult
from mapping.rulebook import IndexedEquivalence
from mapping.terms import Level

RuleIndex = Mapping[CourseCode, tuple[IndexedEquivalence, ...]]
"""The equivalences of one host by every course they name (`Rulebook.rules_by_course`)."""


class Fit(IntEnum):
    """How close a rule is to the results, the closest first."""

    FITS = 0
    INCOMPLETE = 1
    OUT_OF_SCOPE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a rule's conditions are asked against; `level` is None while identity is open.

    `agreed` is Table A. `period_starts` stands in for the date of a result that has none.
    """

    level: Level | None
    programme: str = ""
    agreed: frozenset[CourseCode] = frozenset()
    period_starts: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One rule beside the results that meet its clauses, with what speaks against it.

    `spare` are results that meet a clause another, agreed course already meets.
    """

    indexed: IndexedEquivalence
    fit: Fit
    courses: tuple[CourseResults, ...]
    spare: tuple[CourseCode, ...] = ()
    whole: bool
    on: date | None
    reasons: tuple[HeldReason, ...] = ()

    @property
    def components(self) -> tuple[ComponentCode, ...]:
        """List the home components the rule stands for."""
        return tuple(target.code for target in self.indexed.rule.targets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Results that are decided together, and the closest rules for them.

    Recognition needs just one candidate and no reason.
    """

    courses: tuple[CourseResults, ...]
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[HeldReason, ...] = ()


def taken_on(result: HostResult, period_starts: date | None) -> date | None:
    """Date a result for the validity of rules: its term's start, completion, or the mobility's."""
    return result.term.starts or result.completed_on or period_starts


def match_courses(
    courses: tuple[CourseResults, ...], rules: RuleIndex, scope: Scope, *, near: NearCodes
) -> tuple[Match, ...]:
    """Put every course into exactly one match, with the rules closest to it.

    `near` holds the codes of all rules, to name what an unmapped course misses narrowly.
    """
    at_hand = {course.code: course for course in courses}
    touching = {entry.rank: entry for course in courses for entry in rules.get(course.code, ())}
    candidates = [_candidate(touching[rank], at_hand, scope) for rank in sorted(touching)]
    closest: dict[CourseCode, list[Candidate]] = {}
    for candidate in candidates:
        for course in candidate.courses:
            rivals = closest.get(course.code)
            if rivals is None or candidate.fit < rivals[0].fit:
                closest[course.code] = [candidate]
            elif candidate.fit == rivals[0].fit:
                rivals.append(candidate)
    spare = {code: candidate for candidate in candidates for code in candidate.spare}
    return tuple(
        _match(group, closest, spare, near) for group in _connected(at_hand.values(), closest)
    )


def _candidate(
    indexed: IndexedEquivalence, at_hand: Mapping[CourseCode, CourseResults], scope: Scope
) -> Candidate:
    used: dict[CourseCode, CourseResults] = {}
    spare: list[CourseCode] = []
    missing: list[tuple[CourseCode, ...]] = []
    reasons: list[HeldReason] = []
    for clause in indexed.rule.courses:
        met = [code for code in clause if code in at_hand]
        agreed = [code for code in met if code in scope.agreed]
        if len(met) > 1 and len(agreed) == 1:
            spare += [code for code in met if code not in agreed]
            met = agreed
        if len(met) > 1:
            reasons += _twice(indexed, met)
        if not met:
            missing.append(clause)
        used |= {code: at_hand[code] for code in met}
    if missing:
        text = ", ".join(clause_text(clause) for clause in missing)
        reasons.append(reason(HeldCode.INCOMPLETE_BLOCK, indexed.text, text))
    on = _last_day(used.values(), scope)
    out_of_scope = _scope_reasons(indexed, on, scope)
    expected = all(not scope.agreed.isdisjoint(clause) for clause in missing)
    fit = Fit.FITS if expected else Fit.INCOMPLETE
    return Candidate(
        indexed=indexed,
        fit=Fit.OUT_OF_SCOPE if out_of_scope else fit,
        courses=tuple(used[code] for code in sorted(used)),
        spare=tuple(code for code in spare if code not in used),
        whole=not reasons,
        on=on,
        reasons=(*out_of_scope, *reasons),
    )


def _twice(indexed: IndexedEquivalence, courses: Iterable[CourseCode]) -> list[HeldReason]:
    listed = ", ".join(sorted(courses))
    return [
        reason(HeldCode.COMPONENT_TWICE, target.code, listed) for target in indexed.rule.targets
    ]


def _last_day(courses: Iterable[CourseResults], scope: Scope) -> date | None:
    days = [taken_on(course.counted, scope.period_starts) for course in courses]
    return max((day for day in days if day is not None), default=None)


def _scope_reasons(
    indexed: IndexedEquivalence, on: date | None, scope: Scope
) -> tuple[HeldReason, ...]:
    rule, found = indexed.rule, []
    if on is not None and not (rule.valid_from or on) <= on <= (rule.valid_to or on):
        bounds = (_iso(rule.valid_from), _iso(rule.valid_to), _iso(on))
        found.append(reason(HeldCode.EQUIVALENCE_NOT_VALID, indexed.text, *bounds))
    if scope.level is None:
        return tuple(found)
    if rule.levels and scope.level not in rule.levels:
        covered = ", ".join(sorted(rule.levels))
        found.append(reason(HeldCode.LEVEL_NOT_COVERED, indexed.text, scope.level, covered))
    if rule.programmes and scope.programme not in rule.programmes:
        covered = ", ".join(sorted(rule.programmes))
        found.append(reason(HeldCode.LEVEL_NOT_COVERED, indexed.text, scope.programme, covered))
    return tuple(found)


def _match(
    group: tuple[CourseResults, ...],
    closest: Mapping[CourseCode, list[Candidate]],
    spare: Mapping[CourseCode, Candidate],
    near: NearCodes,
) -> Match:
    ranked = {
        candidate.indexed.rank: _within(candidate, group)
        for course in group
        for candidate in closest.get(course.code, ())
    }
    candidates = tuple(ranked[rank] for rank in sorted(ranked))
    if not candidates:
        return Match(courses=group, reasons=(_unmatched(group[0], spare, near),))
    if len(candidates) == 1 or candidates[0].fit is not Fit.FITS:
        return Match(courses=group, candidates=candidates)
    tie = reason(
        HeldCode.AMBIGUOUS_EQUIVALENCE,
        ", ".join(course.code for course in group),
        "; ".join(candidate.indexed.text for candidate in candidates),
        "; ".join(candidate.indexed.rule.place for candidate in candidates),
    )
    return Match(courses=group, candidates=candidates, reasons=(tie,))


def _within(candidate: Candidate, group: tuple[CourseResults, ...]) -> Candidate:
    """Leave a rule that is not the closest for all its courses with those it is closest for."""
    courses = tuple(course for course in candidate.courses if course in group)
    if len(courses) == len(candidate.courses):
        return candidate
    return replace(candidate, courses=courses, whole=False)


def _unmatched(
    course: CourseResults, spare: Mapping[CourseCode, Candidate], near: NearCodes
) -> HeldReason:
    if course.code in spare:
        taken = spare[course.code]
        codes = sorted({course.code, *(each.code for each in taken.courses)})
        return reason(HeldCode.COMPONENT_TWICE, " + ".join(taken.components), ", ".join(codes))
    titles = course.counted.titles
    return reason(
        HeldCode.UNMAPPED_COURSE,
        course.code,
        titles[0].text if titles else "",
        near.text(course.code),
    )


def _connected(
    courses: Iterable[CourseResults], closest: Mapping[CourseCode, list[Candidate]]
) -> tuple[tuple[CourseResults, ...], ...]:
    """Group courses that share a closest rule, directly or through others."""
    groups: dict[CourseCode, list[CourseResults]] = {}
    held_by: defaultdict[int, list[CourseCode]] = defaultdict(list)
    for course in courses:
        groups[course.code] = [course]
        for candidate in closest.get(course.code, ()):
            held_by[candidate.indexed.rank].append(course.code)
    for codes in held_by.values():
        first = groups[codes[0]]
        for code in codes[1:]:
            other = groups[code]
            if other is not first:
                first += other
                for moved in other:
                    groups[moved.code] = first
    distinct = {id(group): group for group in groups.values()}
    return tuple(
        tuple(sorted(group, key=lambda course: course.code)) for group in distinct.values()
    )


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()

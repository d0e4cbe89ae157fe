"""Which equivalences fit which results; a tie is reported with both rules, never settled.

    course results --candidates of each rule--> closest candidates --shared courses--> matches

A rule *fits* when it holds for the term, the level and the programme and every clause is met by a
result of its own, or by a course the learning agreement still expects. Grade, age and approval
choose no rule: they are reasons to hold what a rule fits.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from mapping.assignment import assign
from mapping.attempts import CourseResults
from mapping.courses import NearCodes
from mapping.equivalences import clause_text, course_codes
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

    `spare` are results that could meet a clause, but an agreed course meets it already.
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
    clauses = indexed.rule.courses
    named = course_codes(indexed.rule)
    passed = [code for code in named if code in at_hand]
    used, spare, reasons = _settled(indexed, passed, scope.agreed)
    awaited = [code for code in named if code in scope.agreed and code not in at_hand]
    given = assign((*used, *awaited), clauses)
    missing = [position for position in range(len(clauses)) if given.get(position) not in at_hand]
    if missing:
        text = ", ".join(_wanted_text(clauses, clauses[position], used) for position in missing)
        reasons.append(reason(HeldCode.INCOMPLETE_BLOCK, indexed.text, text))
    courses = tuple(at_hand[code] for code in sorted(used))
    on = _last_day(courses, scope)
    out_of_scope = scope_reasons(indexed, on, scope)
    expected = all(position in given for position in missing)
    fit = Fit.FITS if expected else Fit.INCOMPLETE
    return Candidate(
        indexed=indexed,
        fit=Fit.OUT_OF_SCOPE if out_of_scope else fit,
        courses=courses,
        spare=tuple(spare),
        whole=not reasons,
        on=on,
        reasons=(*out_of_scope, *reasons),
    )


def _settled(
    indexed: IndexedEquivalence, passed: list[CourseCode], agreed: frozenset[CourseCode]
) -> tuple[list[CourseCode], list[CourseCode], list[HeldReason]]:
    """Tell which of the courses at hand a rule takes, which are spare, and where a person chooses.

    A rule takes as many courses as it has clauses for them. Of more the agreed ones count, if they
    are just as many as are wanted.
    """
    clauses = indexed.rule.courses
    if len(assign(passed, clauses)) == len(passed):
        return passed, [], []
    used: list[CourseCode] = []
    spare: list[CourseCode] = []
    reasons: list[HeldReason] = []
    for pool in _pools(passed, clauses):
        wanted = len(assign(pool, clauses))
        chosen = [code for code in pool if code in agreed]
        if len(pool) == wanted or not wanted == len(chosen) == len(assign(chosen, clauses)):
            chosen = pool
        if len(chosen) > wanted:
            reasons += _twice(indexed, pool)
        used += chosen
        spare += [code for code in pool if code not in chosen]
    return used, spare, reasons


def _wanted_text(
    clauses: tuple[tuple[CourseCode, ...], ...],
    clause: tuple[CourseCode, ...],
    used: list[CourseCode],
) -> str:
    """Write what an unmet clause still asks for.

    A course in it that meets another clause could change places with what meets that one, too.
    """
    if set(clause).isdisjoint(used):
        return clause_text(clause)
    near = (each for each in clauses if not set(clause).isdisjoint(each))
    codes = dict.fromkeys(code for each in near for code in each if code not in used)
    return clause_text(tuple(codes))


def _pools(
    passed: list[CourseCode], clauses: tuple[tuple[CourseCode, ...], ...]
) -> list[list[CourseCode]]:
    """Group the courses at hand that may stand in for one another, directly or through others."""
    pools: list[list[CourseCode]] = []
    for clause in clauses:
        met = [code for code in passed if code in clause]
        if not met:
            continue
        touched = [pool for pool in pools if not set(met).isdisjoint(pool)]
        merged = dict.fromkeys(code for pool in (*touched, met) for code in pool)
        pools = [pool for pool in pools if pool not in touched]
        pools.append(list(merged))
    return pools


def _twice(indexed: IndexedEquivalence, courses: Iterable[CourseCode]) -> list[HeldReason]:
    listed = ", ".join(sorted(courses))
    return [
        reason(HeldCode.COMPONENT_TWICE, target.code, listed) for target in indexed.rule.targets
    ]


def _last_day(courses: Iterable[CourseResults], scope: Scope) -> date | None:
    days = [taken_on(course.counted, scope.period_starts) for course in courses]
    return max((day for day in days if day is not None), default=None)


def scope_reasons(
    indexed: IndexedEquivalence, on: date | None, scope: Scope
) -> tuple[HeldReason, ...]:
    """Tell why a rule is not about a student: another day, another level, another programme."""
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

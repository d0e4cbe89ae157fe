"""Proves at `check` that rules do not contradict each other; every tie comes with a witness.

A tie is two equivalences that can fit the same result: the record would be held at run time, since
no order in a file settles it. The witness is a student for whom it really happens: the matcher,
given the witness, finds both rules. Nothing here is a guess, and nothing is changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from mapping.courses import NearCodes
from mapping.equivalences import Equivalence, HomeTarget, TargetKind, course_codes, rule_text
from mapping.identifiers import CourseCode, HeiId
from mapping.numbers import plain
from mapping.problems import Problem, Severity
from mapping.rulebook import HostRules, Rulebook
from mapping.terms import Level, MobilityKind

MOST_TIES_A_RULE = 10
"""A rule that ties with more is told of these: mending one usually mends the others."""

_ANY = ""
"""Stands for a rule that names no programme."""
_EVERY = "\0"
"""Stands for every rule, whatever programmes it names."""

Catalogues = Mapping[HeiId, frozenset[CourseCode]]
"""The courses a host lists, where they are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A student for whom two rules fit: passed courses, the start of their term, level, programme.

    An empty day or programme and a missing level mean any.
    """

    courses: tuple[CourseCode, ...]
    day: date | None = None
    level: Level | None = None
    programme: str = ""

    def __str__(self) -> str:
        """Write the witness as a noun phrase: `a bachelor student with A + B from 2025-02-01`."""
        who = f"a {self.level} student" if self.level is not None else "a student"
        programme = f" of {self.programme}" if self.programme else ""
        day = f" from {self.day.isoformat()}" if self.day is not None else ""
        return f"{who}{programme} with {' + '.join(self.courses)}{day}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Two rules that can fit one result; `second` comes later in the files."""

    first: Equivalence
    second: Equivalence
    witness: Witness


def prove_rulebook(rulebook: Rulebook, catalogues: Catalogues | None = None) -> tuple[Problem, ...]:
    """Find every contradiction among the equivalences of every host, and every rule without effect.

    With `catalogues` the rules' courses are compared with what hosts list.
    """
    known = catalogues or {}
    return tuple(
        problem for rules in rulebook.hosts for problem in _prove_host(rulebook, rules, known)
    )


def find_ties(equivalences: Iterable[Equivalence]) -> Iterator[Tie]:
    """Find the pairs of one host's rules that can fit the same result, in the order of the files.

    Equal rules are no tie. Only rules that share a course and a programme are compared, so a sound
    file of thousands is proved in one pass.
    """
    rules = tuple(equivalences)
    sharing: defaultdict[tuple[CourseCode, str], list[int]] = defaultdict(list)
    for position, rule in enumerate(rules):
        earlier: set[int] = set()
        for code in course_codes(rule):
            programmes = (_ANY, *rule.programmes) if rule.programmes else (_EVERY,)
            earlier.update(*(sharing[code, programme] for programme in programmes))
            for programme in (_EVERY, *(rule.programmes or (_ANY,))):
                sharing[code, programme].append(position)
        ties = (_tie(rules[other], rule) for other in sorted(earlier - {position}))
        yield from islice((tie for tie in ties if tie is not None), MOST_TIES_A_RULE)


def _tie(first: Equivalence, second: Equivalence) -> Tie | None:
    starts = max(first.valid_from or date.min, second.valid_from or date.min)
    ends = min(first.valid_to or date.max, second.valid_to or date.max)
    level = _common(first.levels, second.levels)
    programme = _common(first.programmes, second.programmes)
    if starts > ends or level is None or programme is None:
        return None
    if first == second or not _can_fit(first) or not _can_fit(second):
        return None
    day = starts if starts > date.min else ends
    return Tie(
        first=first,
        second=second,
        witness=Witness(
            courses=_courses(first, second),
            day=None if day == date.max else day,
            level=Level(level) if level else None,
            programme=programme,
        ),
    )


def _can_fit(rule: Equivalence) -> bool:
    """Tell whether any result could ever meet a rule."""
    forwards = (rule.valid_from or date.min) <= (rule.valid_to or date.max)
    return bool(rule.courses) and all(rule.courses) and forwards


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> str | None:
    """Give what two lists share, empty where both allow anything; None where they part."""
    if not first or not second:
        return min((*first, *second), default="")
    return min(set(first) & set(second), default=None)


def _courses(first: Equivalence, second: Equivalence) -> tuple[CourseCode, ...]:
    """Pick courses that meet both rules, one course for as many clauses as it can."""
    clauses = (*first.courses, *second.courses)
    shared = sorted(set(course_codes(first)) & set(course_codes(second)))
    picks = (_picked(code, clauses) for code in shared)
    return min(picks, key=lambda picked: (_doubled(picked, clauses), len(picked), picked))


def _picked(
    start: CourseCode, clauses: tuple[tuple[CourseCode, ...], ...]
) -> tuple[CourseCode, ...]:
    picked = {start}
    open_ = [clause for clause in clauses if start not in clause]
    while open_:
        code = min(open_[0], key=lambda code: (-sum(code in clause for clause in open_), code))
        picked.add(code)
        open_ = [clause for clause in open_ if code not in clause]
    return tuple(sorted(picked))


def _doubled(picked: tuple[CourseCode, ...], clauses: tuple[tuple[CourseCode, ...], ...]) -> int:
    return sum(len(set(picked) & set(clause)) > 1 for clause in clauses)


def _prove_host(rulebook: Rulebook, rules: HostRules, catalogues: Catalogues) -> Iterator[Problem]:
    for tie in find_ties(rules.equivalences):
        other = f"{rule_text(tie.first)} in {tie.first.place}"
        yield _error(
            "ambiguous-rules",
            f"{tie.witness} fits both this rule and {other}",
            tie.second,
            "give the two rules periods, levels or programmes that do not meet, or merge them",
        )
    yield from _repeated(rules.equivalences)
    for rule in rules.equivalences:
        yield from _dead(rule)
        yield from _unreachable(rules, rule)
        for target in rule.targets:
            yield from _target(rulebook, rule, target)
    yield from _near_misses(rules.equivalences)
    if rules.host in catalogues:
        yield from _not_listed(rules.equivalences, catalogues[rules.host])


def _repeated(equivalences: tuple[Equivalence, ...]) -> Iterator[Problem]:
    seen: dict[Equivalence, Equivalence] = {}
    for rule in equivalences:
        first = seen.setdefault(rule, rule)
        if first is not rule:
            text = f"the rule {rule_text(rule)} stands in {first.place} already"
            yield _warning("duplicate-rule", text, rule, "remove one of the two")


def _dead(rule: Equivalence) -> Iterator[Problem]:
    """Find what no result can ever meet, and alternatives that can never count."""
    if not _can_fit(rule):
        empty = not rule.courses or not all(rule.courses)
        why = "it names no course" if empty else "it ends before it begins"
        yield _error("dead-rule", f"no result can ever meet this rule: {why}", rule)
    sole = {clause[0] for clause in rule.courses if len(clause) == 1}
    for clause in rule.courses:
        implied = sorted(sole.intersection(clause)) if len(clause) > 1 else []
        if implied:
            others = ", ".join(code for code in clause if code not in implied)
            yield _warning(
                "dead-alternative",
                f"'{implied[0]}' is needed anyway, so {others} can never count instead of it",
                rule,
                f"drop the alternatives, or '{implied[0]}' from them",
            )


def _unreachable(rules: HostRules, rule: Equivalence) -> Iterator[Problem]:
    """Find rules for times in which no agreement with the host is in force."""
    if not rules.agreements and rules.kind is not MobilityKind.INTERNAL:
        return
    starts, ends = rule.valid_from or date.min, rule.valid_to or date.max
    if not any(
        window.valid_from <= ends and starts <= (window.valid_to or date.max)
        for window in rules.agreements
    ):
        yield _warning(
            "unreachable-rule",
            "no agreement with the host is in force while this rule is valid",
            rule,
            f"compare 'valid' with the agreements in {rules.place}",
        )


def _target(rulebook: Rulebook, rule: Equivalence, target: HomeTarget) -> Iterator[Problem]:
    component = rulebook.component_index.get(target.code)
    if component is None:
        near = rulebook.near_components.text(target.code)
        hint = f"did you mean {near}?" if near else "add it to the curriculum"
        text = f"the curriculum has no '{target.code}'"
        if target.kind is TargetKind.COMPONENT:
            yield _error("unknown-component", text, rule, hint)
        elif near:
            yield _warning("near-miss", text, rule, hint)
        return
    if not (
        (rule.valid_from or date.min) <= (component.valid_to or date.max)
        and (component.valid_from or date.min) <= (rule.valid_to or date.max)
    ):
        text = f"'{target.code}' is not in the curriculum while this rule is valid"
        yield _error("component-retired", text, rule, f"compare 'valid' with {component.place}")
    if component.level is not None and rule.levels and component.level not in rule.levels:
        text = f"'{target.code}' is for {component.level}, the rule for {', '.join(rule.levels)}"
        yield _error("level-differs", text, rule)
    if target.credits is not None and target.credits != component.credits:
        text = f"the rule gives '{target.code}' {plain(target.credits)} credits, the curriculum "
        yield _warning("credits-differ", f"{text}{plain(component.credits)}", rule)


def _near_misses(equivalences: tuple[Equivalence, ...]) -> Iterator[Problem]:
    """Find course codes that differ from one another in punctuation only."""
    first_use: dict[CourseCode, Equivalence] = {}
    for rule in equivalences:
        for code in course_codes(rule):
            first_use.setdefault(code, rule)
    near = NearCodes(first_use)
    for code, rule in first_use.items():
        others = near.text(code)
        if others:
            hint = "if they are one course, write it as the host prints it"
            yield _warning("near-miss", f"'{code}' is near {others}", rule, hint)


def _not_listed(
    equivalences: tuple[Equivalence, ...], listed: frozenset[CourseCode]
) -> Iterator[Problem]:
    catalogue = NearCodes(listed)
    for rule in equivalences:
        for code in course_codes(rule):
            if code not in listed:
                near = catalogue.text(code)
                hint = f"did you mean {near}?" if near else "ask the host whether it still runs"
                yield _warning("unknown-course", f"the host lists no '{code}'", rule, hint)


def _error(code: str, message: str, rule: Equivalence, hint: str = "") -> Problem:
    return Problem(code=code, message=message, place=rule.place, hint=hint)


def _warning(code: str, message: str, rule: Equivalence, hint: str = "") -> Problem:
    return Problem(
        code=code, message=message, place=rule.place, hint=hint, severity=Severity.WARNING
    )

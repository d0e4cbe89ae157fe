"""Compares equivalences with the curriculum, the grading tables and one another.

Two rules tie when some set of courses meets both for one student: at run time such a record is
held, since no tie is settled by the order in a file, so it is said here, with the courses that do
it. `utqyr check` and `utqyr run` ask the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from config.reports import error, warning
from config.suggestions import did_you_mean, listed
from mapping.equivalences import (
    Equivalence,
    HomeComponent,
    MinimumGrade,
    TargetKind,
    course_codes,
    rule_text,
)
from mapping.grade_tables import BUILT_IN_SCHEMES, ECTS, KZ_LETTER, find_row, scheme_key, tables_of
from mapping.grades import band_for_letter, label_key
from mapping.identifiers import CourseCode, HeiId
from mapping.problems import Problem
from mapping.rulebook import HostRules, Rulebook
from mapping.terms import Level
from mapping.trace import ConversionRefused

Clauses = tuple[tuple[CourseCode, ...], ...]


def check_mapping(rulebook: Rulebook, *, unread: frozenset[str]) -> Iterator[Problem]:
    """Check every host's equivalences; `unread` are component codes of entries that are wrong."""
    known = sorted({*rulebook.component_index, *unread})
    for rules in rulebook.hosts:
        for rule in rules.equivalences:
            yield from _targets(rule, rulebook, known)
            if rule.approval is None:
                yield warning(
                    "not-approved",
                    "nobody has approved this rule: what it fits is held",
                    rule.place,
                    "add 'approved: {by: ..., on: ..., reference: ...}'",
                )
        yield from _minimum_grades(rules, rulebook)
        yield from check_ties(rules.equivalences)


def _targets(rule: Equivalence, rulebook: Rulebook, known: list[str]) -> Iterator[Problem]:
    codes = [target.code for target in rule.targets]
    for code in dict.fromkeys(codes):
        if codes.count(code) > 1:
            yield error(
                "component-twice",
                f"the home component '{code}' is named twice in one rule",
                rule.place,
                "keep one of the two",
            )
    for target in rule.targets:
        component = rulebook.component_index.get(target.code)
        if component is not None:
            yield from _component(rule, component)
        elif target.kind is TargetKind.COMPONENT and target.code not in known:
            yield error(
                "unknown-component",
                f"the home component '{target.code}' is not in the curriculum",
                rule.place,
                did_you_mean(target.code, known, otherwise="add it to a file in curriculum/"),
            )
        elif len(codes) > 1 and target.credits is None and target.code not in known:
            yield error(
                "share-missing",
                f"'{target.code}' has no credits to take its share by",
                rule.place,
                f"write {{{target.kind}: {target.code}, credits: ...}}",
            )


def _component(rule: Equivalence, component: HomeComponent) -> Iterator[Problem]:
    if component.level and rule.levels and component.level not in rule.levels:
        yield error(
            "level-differs",
            f"the rule is for {listed(rule.levels)}, '{component.code}' for {component.level}",
            rule.place,
            f"mend 'levels', or the level in {component.place}",
        )
    if not _overlap(rule, component):
        yield error(
            "component-retired",
            f"'{component.code}' is not in the curriculum while the rule is valid",
            rule.place,
            f"compare 'valid' with {component.place}",
        )


def _minimum_grades(rules: HostRules, rulebook: Rulebook) -> Iterator[Problem]:
    """Check each minimum grade once, and report it at every rule that states it."""
    stated: defaultdict[MinimumGrade, list[Equivalence]] = defaultdict(list)
    for rule in rules.equivalences:
        if rule.minimum_grade is not None:
            stated[rule.minimum_grade].append(rule)
    for minimum, where in stated.items():
        for problem in _minimum_grade(minimum, rules, rulebook):
            yield from (replace(problem, place=rule.place) for rule in where)


def _minimum_grade(
    minimum: MinimumGrade, rules: HostRules, rulebook: Rulebook
) -> Iterator[Problem]:
    scheme = scheme_key(minimum.scheme)
    if scheme not in BUILT_IN_SCHEMES and not tables_of(rules, minimum.scheme):
        schemes = sorted({*BUILT_IN_SCHEMES, *(table.scheme for table in rules.tables)})
        otherwise = f"write one of {listed(schemes)}"
        yield error(
            "unknown-scheme",
            f"minimum_grade: the host has no grading scheme '{minimum.scheme}'",
            rules.place,
            did_you_mean(minimum.scheme, schemes, otherwise=otherwise),
        )
    elif not _has_label(minimum.label, scheme, rules, rulebook):
        yield error(
            "unknown-label",
            f"minimum_grade: the scheme '{minimum.scheme}' has no grade '{minimum.label}'",
            rules.place,
            "write the grade as the scheme's table does",
        )


def _has_label(label: str, scheme: str, rules: HostRules, rulebook: Rulebook) -> bool:
    if scheme == ECTS:
        labels = {label_key(row.label) for table in rulebook.ects_tables for row in table.rows}
        return label_key(label) in labels
    if scheme == KZ_LETTER:
        return any(band_for_letter(scale, label) for scale in rulebook.scales)
    if scheme in BUILT_IN_SCHEMES:
        return True
    for table in tables_of(rules, scheme):
        try:
            find_row(table, label)
        except ConversionRefused:
            return False
    return True


def check_ties(equivalences: Iterable[Equivalence]) -> Iterator[Problem]:
    """Find rules that some student would meet both of; each is reported once, with a witness."""
    by_course: defaultdict[CourseCode, list[Equivalence]] = defaultdict(list)
    for rule in equivalences:
        tied = _first_tie(rule, by_course)
        if tied is not None:
            yield _tie(rule, tied)
        for code in course_codes(rule):
            by_course[code].append(rule)


def _first_tie(
    rule: Equivalence, earlier: dict[CourseCode, list[Equivalence]]
) -> Equivalence | None:
    """Give the earlier rule that ties worst: with the same courses before with further ones."""
    partial = None
    for code in course_codes(rule):
        for other in earlier.get(code, ()):
            if not _same_students(rule, other):
                continue
            if _witness(rule.courses, other.courses) or _witness(other.courses, rule.courses):
                return other
            partial = partial or other
    return partial


def _tie(rule: Equivalence, other: Equivalence) -> Problem:
    witness = _witness(rule.courses, other.courses) or _witness(other.courses, rule.courses)
    who = _student(rule, other)
    if rule.courses == other.courses and rule.targets == other.targets:
        return error(
            "duplicate-rule",
            f"the rule {rule_text(rule)} stands in {other.place} too, and both hold {who}",
            rule.place,
            "keep one, or give them periods, levels or programmes that do not meet",
        )
    if witness:
        return error(
            "ambiguous-rules",
            f"who passes {_and(witness)} {who} meets both this rule and {rule_text(other)} in "
            f"{other.place}",
            rule.place,
            "give the two rules periods, levels or programmes that do not meet, or merge them",
        )
    both = tuple(dict.fromkeys((*_first_codes(other), *_first_codes(rule))))
    return warning(
        "overlapping-rules",
        f"who passes {_and(both)} meets both this rule and {rule_text(other)} in {other.place}: "
        "such a record is held",
        rule.place,
        "add a rule for all of these courses, or narrow one of the two",
    )


def _witness(first: Clauses, second: Clauses) -> tuple[CourseCode, ...]:
    """Find courses that just meet the first rule and meet the second too; empty for none.

    Each clause of the second must be met by a course picked for some clause of the first. A rule
    has few clauses, so trying every pick is cheap; what has many is given up as no tie.
    """
    picks: dict[int, CourseCode] = {}
    if not _meet(first, second, picks, budget=[1000]):
        return ()
    chosen = (picks.get(index, clause[0]) for index, clause in enumerate(first))
    return tuple(dict.fromkeys(chosen))


def _meet(first: Clauses, rest: Clauses, picks: dict[int, CourseCode], budget: list[int]) -> bool:
    if not rest:
        return True
    budget[0] -= 1
    if budget[0] < 0:
        return False
    wanted = set(rest[0])
    if wanted.intersection(picks.values()):
        return _meet(first, rest[1:], picks, budget)
    for index, clause in enumerate(first):
        if index in picks:
            continue
        for code in clause:
            if code in wanted:
                picks[index] = code
                if _meet(first, rest[1:], picks, budget):
                    return True
                del picks[index]
    return False


def _same_students(first: Equivalence, second: Equivalence) -> bool:
    return (
        _overlap(first, second)
        and _share(first.levels, second.levels)
        and _share(first.programmes, second.programmes)
    )


def _overlap(first: Equivalence | HomeComponent, second: Equivalence | HomeComponent) -> bool:
    return (first.valid_from or date.min) <= (second.valid_to or date.max) and (
        second.valid_from or date.min
    ) <= (first.valid_to or date.max)


def _share(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    return not first or not second or not set(first).isdisjoint(second)


def _student(first: Equivalence, second: Equivalence) -> str:
    """Say of one student why both rules hold."""
    levels = [level for level in Level if _covers(first, level) and _covers(second, level)]
    starts = max(first.valid_from or date.min, second.valid_from or date.min)
    day = "" if starts == date.min else f" from {starts}"
    return f"at level {levels[0]}{day}"


def _covers(rule: Equivalence, level: Level) -> bool:
    return not rule.levels or level in rule.levels


def _first_codes(rule: Equivalence) -> tuple[CourseCode, ...]:
    return tuple(clause[0] for clause in rule.courses)


def _and(codes: Iterable[str]) -> str:
    return " + ".join(codes)


def check_unknown_hosts(mapped: Iterable[HeiId], declared: set[str]) -> Iterator[Problem]:
    """Find mappings for hosts that have no file."""
    for host in mapped:
        if host not in declared:
            yield error(
                "unknown-host",
                f"there is no hosts/{host}.yaml for this mapping",
                f"mapping/{host}.yaml:1",
                did_you_mean(host, declared, otherwise="add the host's file"),
            )

"""Proves at `check` that rules do not contradict each other, and finds those without effect.

Two rules that tie are an error with a witness (`mapping.ties`). Rules that no result can meet,
whose component comes and goes, or whose courses nobody knows, are told with their lines.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from mapping.assignment import can_be_met
from mapping.courses import NearCodes
from mapping.equivalences import (
    Equivalence,
    HomeComponent,
    HomeTarget,
    TargetKind,
    course_codes,
    rule_text,
)
from mapping.identifiers import CourseCode
from mapping.numbers import plain
from mapping.problems import Problem, Severity
from mapping.rulebook import HostRules, Rulebook
from mapping.terms import MobilityKind
from mapping.ties import can_fit, find_ties


def prove_rulebook(rulebook: Rulebook) -> tuple[Problem, ...]:
    """Find every contradiction among the equivalences of every host, and every rule without effect.

    What hosts list is compared by `mapping.catalogues`.
    """
    return tuple(problem for rules in rulebook.hosts for problem in _prove_host(rulebook, rules))


def prove_equivalences(equivalences: Iterable[Equivalence]) -> Iterator[Problem]:
    """Find the pairs of one host's rules that tie, and the shared courses that no tie is about."""
    rules = tuple(equivalences)
    for tie in find_ties(rules):
        other = f"{rule_text(tie.first)} in {tie.first.place}"
        shared = ", ".join(tie.shared)
        hint = "give the two rules periods, levels or programmes that do not meet, or "
        if tie.partial:
            hint += f"if both are needed, write 'shares: [{shared}]': who meets both is held"
        else:
            hint += "merge them"
        yield _error(
            "ambiguous-rules", f"{tie.witness} fits both this rule and {other}", tie.second, hint
        )
    named = Counter(code for rule in rules for code in course_codes(rule))
    for rule in rules:
        for code in rule.shares:
            if code not in course_codes(rule) or named[code] == 1:
                text = f"shares: no other rule asks for '{code}' together with this one"
                yield _warning("shares-nothing", text, rule, "remove it")


def _prove_host(rulebook: Rulebook, rules: HostRules) -> Iterator[Problem]:
    yield from prove_equivalences(rules.equivalences)
    yield from _repeated(rules.equivalences)
    for rule in rules.equivalences:
        yield from _dead(rule)
        yield from _unreachable(rules, rule)
        for target in rule.targets:
            yield from _target(rulebook, rule, target)
    yield from _near_misses(rules.equivalences)


def _repeated(equivalences: tuple[Equivalence, ...]) -> Iterator[Problem]:
    seen: dict[Equivalence, Equivalence] = {}
    for rule in equivalences:
        first = seen.setdefault(rule, rule)
        if first is not rule:
            text = f"the rule {rule_text(rule)} stands in {first.place} already"
            yield _warning("duplicate-rule", text, rule, "remove one of the two")


def _dead(rule: Equivalence) -> Iterator[Problem]:
    """Find what no result can ever meet, and alternatives that can never count."""
    if not can_fit(rule):
        yield _error("dead-rule", f"no result can ever meet this rule: {_why_dead(rule)}", rule)
    sole = {clause[0] for clause in rule.courses if len(clause) == 1}
    for clause in rule.courses:
        for code in sorted(sole.intersection(clause)) if len(clause) > 1 else ():
            yield _warning(
                "dead-alternative",
                f"'{code}' is needed anyway, so it can never count as an alternative, too",
                rule,
                f"drop '{code}' from the alternatives",
            )


def _why_dead(rule: Equivalence) -> str:
    if not rule.courses or not all(rule.courses):
        return "it names no course"
    if not can_be_met(rule.courses):
        return "one course counts once, and it asks for more courses than it names"
    return "it ends before it begins"


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
    yield from _times(rule, component)
    if component.level is not None and rule.levels and component.level not in rule.levels:
        text = f"'{target.code}' is for {component.level}, the rule for {', '.join(rule.levels)}"
        yield _error("level-differs", text, rule)
    yield from _programmes(rule, component)
    if target.credits is not None and target.credits != component.credits:
        text = f"the rule gives '{target.code}' {plain(target.credits)} credits, the curriculum "
        yield _warning("credits-differ", f"{text}{plain(component.credits)}", rule)


def _programmes(rule: Equivalence, component: HomeComponent) -> Iterator[Problem]:
    """Find programmes whose students a rule is for and its component is not."""
    strangers = [each for each in rule.programmes if each not in component.programmes]
    if not component.programmes or not strangers:
        return
    said, own = ", ".join(strangers), ", ".join(component.programmes)
    text = f"'{component.code}' is for {own}, and the rule for {said}: their results are held"
    report = _error if len(strangers) == len(rule.programmes) else _warning
    yield report("programme-differs", text, rule, f"compare 'programmes' with {component.place}")


def _times(rule: Equivalence, component: HomeComponent) -> Iterator[Problem]:
    """Compare when a rule holds with when its component is in the curriculum; open is for ever."""
    starts, ends = rule.valid_from or date.min, rule.valid_to or date.max
    first, last = component.valid_from or date.min, component.valid_to or date.max
    hint = f"compare 'valid' with {component.place}"
    if starts > last or first > ends:
        text = f"'{component.code}' is not in the curriculum while this rule is valid"
        yield _error("component-retired", text, rule, hint)
        return
    known = f"'{component.code}' is in the curriculum"
    if last < ends:
        text = f"{known} until {last}, and this rule is valid for longer: later results are held"
        yield _warning("component-ends", text, rule, hint)
    if starts < first:
        text = f"{known} from {first}, and this rule is valid before: earlier results are held"
        yield _warning("component-begins", text, rule, hint)


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


def _error(code: str, message: str, rule: Equivalence, hint: str = "") -> Problem:
    return Problem(code=code, message=message, place=rule.place, hint=hint)


def _warning(code: str, message: str, rule: Equivalence, hint: str = "") -> Problem:
    return Problem(
        code=code, message=message, place=rule.place, hint=hint, severity=Severity.WARNING
    )

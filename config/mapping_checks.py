"""Compares equivalences with the curriculum and the grading tables; `mapping.proof` the rest."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from config.reports import error, warning
from config.suggestions import did_you_mean, listed
from mapping.catalogues import HostCatalogue
from mapping.equivalences import Equivalence, MinimumGrade, TargetKind
from mapping.grade_tables import BUILT_IN_SCHEMES, ECTS, KZ_LETTER, find_row, scheme_key, tables_of
from mapping.grades import band_for_letter, label_key
from mapping.identifiers import HeiId
from mapping.problems import Problem
from mapping.proof import prove_rulebook
from mapping.rulebook import HostRules, Rulebook
from mapping.trace import ConversionRefused

_TOLD_HERE = frozenset({"unknown-component"})
"""Findings of the proof that are told here, with more."""


def check_mapping(rulebook: Rulebook, *, unread: frozenset[str]) -> Iterator[Problem]:
    """Check every host's equivalences; `unread` are component codes of entries that are wrong."""
    known = sorted({*rulebook.component_index, *unread})
    yield from (each for each in prove_rulebook(rulebook) if not _told(each, rulebook))
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


def _told(problem: Problem, rulebook: Rulebook) -> bool:
    """Tell whether a finding of the proof is told otherwise, once instead of for every rule."""
    without = (rules.host for rules in rulebook.hosts if not rules.agreements)
    return problem.code in _TOLD_HERE or (
        problem.code == "unreachable-rule"
        and any(problem.place.startswith(f"mapping/{host}.yaml:") for host in without)
    )


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
        if target.code in rulebook.component_index or target.code in known:
            continue
        if target.kind is TargetKind.COMPONENT:
            yield error(
                "unknown-component",
                f"the home component '{target.code}' is not in the curriculum",
                rule.place,
                did_you_mean(target.code, known, otherwise="add it to a file in curriculum/"),
            )
        elif len(codes) > 1 and target.credits is None:
            yield error(
                "share-missing",
                f"'{target.code}' has no credits to take its share by",
                rule.place,
                f"write {{{target.kind}: {target.code}, credits: ...}}",
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


def check_stray_catalogues(
    catalogues: Iterable[HostCatalogue], declared: set[str]
) -> Iterator[Problem]:
    """Find catalogues of hosts that have no file."""
    for catalogue in catalogues:
        if catalogue.host not in declared:
            yield warning(
                "unknown-host",
                f"there is no hosts/{catalogue.host}.yaml for this catalogue",
                catalogue.place,
                did_you_mean(catalogue.host, declared, otherwise="add the host's file"),
            )

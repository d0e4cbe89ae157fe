"""Checks the home's choices: regimes without gaps or ties, coefficients inside the legal ranges."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from config.reports import error, warning
from config.suggestions import did_you_mean, listed
from mapping.credit_choice import credit_rules_tie
from mapping.credits import ECTS, CreditRule, LegalRange, legal_range, scheme_key
from mapping.numbers import plain
from mapping.problems import Problem
from mapping.rulebook import RegimeRule, Rulebook
from mapping.terms import Level, Work
from mapping.trace import ConversionRefused

_OPEN_FROM, _OPEN_TO = 0, 9999


def check_rules(rulebook: Rulebook, letters: dict[str, tuple[str, str]]) -> Iterator[Problem]:
    """Check regimes, credit rules and printed letters; `letters` gives each its place."""
    yield from _regimes(rulebook.regimes)
    yield from _without_regime(rulebook)
    for rule in rulebook.credit_rules:
        if not rule.national:
            yield from _coefficient(rule, rulebook)
    yield from _tied_credit_rules(rulebook.credit_rules)
    yield from _uncovered_regimes(rulebook)
    yield from _letters(rulebook, letters)


def _regimes(regimes: tuple[RegimeRule, ...]) -> Iterator[Problem]:
    for first, second in combinations(regimes, 2):
        if first.regime is second.regime:
            continue
        starts = max(_first_year(first), _first_year(second))
        levels = [level for level in Level if _covers(first, level) and _covers(second, level)]
        same_programmes = (
            not first.programmes
            or not second.programmes
            or not set(first.programmes).isdisjoint(second.programmes)
        )
        if starts <= min(_last_year(first), _last_year(second)) and levels and same_programmes:
            year = f"admitted in {starts}" if starts else "of any admission year"
            yield error(
                "regimes-overlap",
                f"a student of level {levels[0]} {year} is under '{second.regime}' here and "
                f"under '{first.regime}' in {first.place}",
                second.place,
                "let the admission years, levels or programmes not meet",
            )


def _without_regime(rulebook: Rulebook) -> Iterator[Problem]:
    """Find levels, and admission years between two rules, for which no rule says a regime."""
    place = rulebook.regimes[0].place if rulebook.regimes else "rules/"
    without: list[Level] = []
    gaps: defaultdict[int, list[Level]] = defaultdict(list)
    for level in Level:
        rules = [rule for rule in rulebook.regimes if _covers(rule, level)]
        if not rules:
            without.append(level)
        for year in _gaps([rule for rule in rules if not rule.programmes]):
            gaps[year].append(level)
    if without:
        yield warning(
            "no-regime",
            f"no rule says the regime of level {listed(without)}: such students are held",
            place,
            "add an entry under 'regimes'",
        )
    for year, levels in gaps.items():
        yield warning(
            "regime-gap",
            f"no rule says the regime of level {listed(levels)} admitted in {year}",
            place,
            "extend 'admitted_to' or 'admitted_from' of the entries beside it",
        )


def _gaps(rules: list[RegimeRule]) -> Iterator[int]:
    """Give the first year of each gap between rules, and after the last one."""
    covered = None
    for rule in sorted(rules, key=_first_year):
        if covered is not None and _first_year(rule) > covered + 1:
            yield covered + 1
        covered = max(covered or 0, _last_year(rule))
    if covered is not None and covered < _OPEN_TO:
        yield covered + 1


def _coefficient(rule: CreditRule, rulebook: Rulebook) -> Iterator[Problem]:
    if rule.coefficient is None and not rule.steps:
        yield warning(
            "coefficient-missing",
            f"nobody has chosen a coefficient for {_what(rule)}: such credits are held",
            rule.place,
            "write 'coefficient', with the decision that chose it as 'source'",
        )
        return
    whole = rule.coefficient is not None and rule.coefficient == rule.multiplier == 1
    if rule.rounding is None and not whole:
        yield warning(
            "rounding-missing",
            f"nobody has chosen how {_what(rule)} is rounded: what is no whole number is held",
            rule.place,
            "write 'rounding: half-up', 'floor' or 'ceiling'",
        )
    if rule.coefficient is not None:
        yield from _in_range(rule, rule.coefficient, rulebook)


def _in_range(rule: CreditRule, chosen: Decimal, rulebook: Rulebook) -> Iterator[Problem]:
    outside: defaultdict[LegalRange, list[Level]] = defaultdict(list)
    for level in rule.levels or tuple(Level):
        try:
            allowed = legal_range(rule, legal_ranges=rulebook.legal_ranges, level=level)
        except ConversionRefused:
            if rule.levels:  # a rule for all levels need not have a row for each of them
                yield error(
                    "no-legal-range",
                    f"the national table has no coefficient for {rule.work} at level {level}",
                    rule.place,
                    "mend 'work', 'levels' or 'edition'",
                )
            continue
        if allowed is not None and not allowed.lowest <= chosen <= allowed.highest:
            outside[allowed].append(level)
    for allowed, levels in outside.items():
        yield error(
            "coefficient-out-of-range",
            f"the coefficient {plain(chosen)} is outside the legal range, {_range(allowed)}, for "
            f"{rule.work} at level {listed(levels)}",
            rule.place,
            allowed.source or "write 1, or name the scheme the credits are in",
        )


def _range(allowed: LegalRange) -> str:
    lowest, highest = plain(allowed.lowest), plain(allowed.highest)
    return lowest if lowest == highest else f"{lowest} to {highest}"


def _tied_credit_rules(rules: tuple[CreditRule, ...]) -> Iterator[Problem]:
    for first, second in combinations(rules, 2):
        if credit_rules_tie(first, second):
            yield error(
                "credit-rules-tie",
                f"the credit rule for {_what(second)} meets another in {first.place}",
                second.place,
                "let levels, hosts or admission years not meet, or remove one",
            )


def _uncovered_regimes(rulebook: Rulebook) -> Iterator[Problem]:
    """Find levels of a regime in use whose taught courses no credit rule converts."""
    for regime in rulebook.regimes:
        for level in regime.levels or tuple(Level):
            covered = any(
                rule.regime is regime.regime
                and scheme_key(rule.from_scheme) == ECTS
                and rule.work is Work.THEORY
                and not (rule.national and rule.coefficient is None)
                and (not rule.levels or level in rule.levels)
                for rule in rulebook.credit_rules
            )
            if not covered:
                yield warning(
                    "no-credit-rule",
                    f"no rule converts ECTS credits of level {level} under '{regime.regime}'",
                    regime.place,
                    "add one under 'credit_rules', with a coefficient inside the legal range",
                )


def _letters(rulebook: Rulebook, letters: dict[str, tuple[str, str]]) -> Iterator[Problem]:
    known = list(dict.fromkeys(band.letter for scale in rulebook.scales for band in scale.bands))
    for letter, (_, place) in letters.items():
        if letter not in known:
            otherwise = f"the scale has {listed(known)}"
            yield error(
                "unknown-letter",
                f"printed_letters: '{letter}' is not a letter of the home scale",
                place,
                did_you_mean(letter, known, otherwise=otherwise),
            )


def check_home_distributions(rulebook: Rulebook) -> Iterator[Problem]:
    """Check that the home's distributions count letters of the home scale."""
    known = {band.letter for scale in rulebook.scales for band in scale.bands}
    for distribution in rulebook.home_distributions:
        strangers = [row.letter for row in distribution.counts if row.letter not in known]
        for letter in strangers:
            yield error(
                "unknown-letter",
                f"the distribution counts '{letter}', which is not a letter of the home scale",
                distribution.place,
                f"the scale has {listed(sorted(known))}",
            )


def _what(rule: CreditRule) -> str:
    levels = f" at level {listed(rule.levels)}" if rule.levels else ""
    return f"{rule.from_scheme} credits of {rule.work}{levels} under '{rule.regime}'"


def _first_year(rule: RegimeRule) -> int:
    return rule.admitted_from or _OPEN_FROM


def _last_year(rule: RegimeRule) -> int:
    return rule.admitted_to or _OPEN_TO


def _covers(rule: RegimeRule, level: Level) -> bool:
    return not rule.levels or level in rule.levels

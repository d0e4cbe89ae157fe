"""Which of a result's amounts counts, and under which rule; a tie is refused, never settled."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mapping.credits import (
    ECTS,
    KNOWN_SCHEMES,
    KZ,
    CreditRule,
    LegalRange,
    ambiguous_rules,
    ects_range,
    no_rule,
    scheme_key,
)
from mapping.held import HeldCode
from mapping.identifiers import HeiId
from mapping.numbers import plain
from mapping.records import Credit
from mapping.terms import Level, Regime, Work
from mapping.trace import ConversionRefused, Step, StepKind, conversion_step, refusal

_UNCOVERED = frozenset({HeldCode.UNKNOWN_CREDIT_SCHEME, HeldCode.NO_CREDIT_RULE})


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditContext:
    """What the choice of a credit rule depends on besides the amount."""

    regime: Regime
    level: Level
    work: Work
    host: HeiId
    admission_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenCredit:
    """The amount that counts and the rule it converts by; `steps` tell what else was printed."""

    credit: Credit
    rule: CreditRule
    steps: tuple[Step, ...] = ()


def find_credit_rule(
    credit: Credit, *, rules: Iterable[CreditRule], context: CreditContext
) -> CreditRule:
    """Find the one rule for an amount, by a declared order of precedence.

    A home's rule goes before a national one, then a rule for named hosts before one for all, then
    one bounded by admission years before one unbounded. The order of the rules never counts: two
    that stand equally high are refused.
    """
    scheme = scheme_key(credit.scheme)
    rules = tuple(rules)
    fitting = [
        rule for rule in rules if _fits(rule, context) and scheme_key(rule.from_scheme) == scheme
    ]
    if not fitting and not _known(scheme, rules):
        raise refusal(
            HeldCode.UNKNOWN_CREDIT_SCHEME,
            "no rule names this credit scheme, and it is never taken for ECTS",
            plain(credit.value),
            credit.scheme,
            hint="name the scheme in a credit rule of its own",
        )
    if not fitting:
        raise no_rule(credit, context.regime, context.level, context.work)
    highest = max(_precedence(rule) for rule in fitting)
    first, *others = [rule for rule in fitting if _precedence(rule) == highest]
    if others:
        raise ambiguous_rules(credit, [first, *others])
    return first


def _known(scheme: str, rules: Iterable[CreditRule]) -> bool:
    return scheme in KNOWN_SCHEMES or any(scheme_key(each.from_scheme) == scheme for each in rules)


def credit_rules_tie(first: CreditRule, second: CreditRule) -> bool:
    """Tell whether two rules would be refused as a tie for some student at some host."""
    same = (first.regime, scheme_key(first.from_scheme), first.work, _precedence(first)) == (
        second.regime,
        scheme_key(second.from_scheme),
        second.work,
        _precedence(second),
    )
    return (
        same
        and _share(first.levels, second.levels)
        and _share(first.hosts, second.hosts)
        and (first.admitted_from or 0) <= (second.admitted_to or 9999)
        and (second.admitted_from or 0) <= (first.admitted_to or 9999)
    )


def choose_credit(
    printed: tuple[Credit, ...],
    *,
    rules: tuple[CreditRule, ...],
    legal_ranges: tuple[LegalRange, ...],
    context: CreditContext,
) -> ChosenCredit:
    """Choose which of the amounts printed for one result counts.

    The first scheme of `KNOWN_SCHEMES` that a rule covers is taken: Kazakhstan credits are what is
    wanted, ECTS is one rule away from them, other units are a home's own choice. Two further
    schemes with rules are a tie. Amounts that cannot all be right are refused: one scheme with two
    values, or Kazakhstan credits beside ECTS credits that no coefficient inside the legal range and
    no rounding to a whole credit brings together.
    """
    amounts = _one_a_scheme(printed)
    chosen = _first_covered(amounts, rules, context)
    _check_together(chosen, amounts, legal_ranges, context)
    others = _listed(credit for credit in amounts if credit != chosen.credit)
    if not others:
        return chosen
    step = conversion_step(
        StepKind.CREDIT_CHOSEN, plain(chosen.credit.value), chosen.credit.scheme, others
    )
    return ChosenCredit(credit=chosen.credit, rule=chosen.rule, steps=(step,))


def _one_a_scheme(printed: tuple[Credit, ...]) -> tuple[Credit, ...]:
    amounts: dict[str, Decimal] = {}
    for credit in printed:
        scheme = scheme_key(credit.scheme)
        if amounts.setdefault(scheme, credit.value) != credit.value:
            raise _contradiction(printed)
    if not amounts:
        raise refusal(HeldCode.NO_CREDITS, "the document states no credits for this result")
    return tuple(
        Credit(value=value, scheme=scheme)
        for scheme, value in sorted(amounts.items(), key=lambda item: _preference(item[0]))
    )


def _preference(scheme: str) -> tuple[int, str]:
    known = scheme in KNOWN_SCHEMES
    return (KNOWN_SCHEMES.index(scheme) if known else len(KNOWN_SCHEMES), scheme)


def _first_covered(
    amounts: tuple[Credit, ...], rules: tuple[CreditRule, ...], context: CreditContext
) -> ChosenCredit:
    covered: list[ChosenCredit] = []
    refusals: list[ConversionRefused] = []
    for credit in amounts:
        try:
            rule = find_credit_rule(credit, rules=rules, context=context)
        except ConversionRefused as refused:
            if refused.code not in _UNCOVERED:
                raise
            refusals.append(refused)
        else:
            covered.append(ChosenCredit(credit=credit, rule=rule))
    if not covered:
        raise refusals[0]
    first, *others = covered
    if first.credit.scheme not in KNOWN_SCHEMES and others:
        raise ambiguous_rules(first.credit, [chosen.rule for chosen in covered])
    return first


def _check_together(
    chosen: ChosenCredit,
    amounts: tuple[Credit, ...],
    legal_ranges: tuple[LegalRange, ...],
    context: CreditContext,
) -> None:
    values = {credit.scheme: credit.value for credit in amounts}
    if KZ not in values or ECTS not in values:
        return
    pair = (Fraction(values[KZ]), Fraction(values[ECTS]))
    # a host may itself be under the other regime than the student, unless its own Kazakhstan
    # credits are what counts
    regimes = (context.regime,) if chosen.credit.scheme == KZ else tuple(Regime)
    if not any(_possible(*pair, _band(regime, legal_ranges, context)) for regime in regimes):
        raise _contradiction(amounts)


def _band(
    regime: Regime, legal_ranges: tuple[LegalRange, ...], context: CreditContext
) -> tuple[Fraction, Fraction] | None:
    rule = CreditRule(regime=regime, work=context.work)
    try:
        row = ects_range(rule, legal_ranges=legal_ranges, level=context.level)
    except ConversionRefused:
        return None  # the law has no row for this work, so nothing can be held against the pair
    return Fraction(row.lowest), Fraction(row.highest)


def _possible(kz: Fraction, ects: Fraction, band: tuple[Fraction, Fraction] | None) -> bool:
    """Tell whether some coefficient of the band and some whole-credit rounding relate the two."""
    if band is None:
        return True
    lowest, highest = band
    multiplied = math.floor(kz * lowest) <= ects <= math.ceil(kz * highest)
    divided = math.floor(ects / highest) <= kz <= math.ceil(ects / lowest)
    return multiplied or divided


def _contradiction(printed: tuple[Credit, ...]) -> ConversionRefused:
    return refusal(
        HeldCode.CREDIT_CONTRADICTION,
        "the document states amounts of credit that cannot all be right",
        _listed(printed),
        hint="ask the host which amount is right",
    )


def _listed(amounts: Iterable[Credit]) -> str:
    return "; ".join(sorted(f"{plain(credit.value)} {credit.scheme}" for credit in amounts))


def _fits(rule: CreditRule, context: CreditContext) -> bool:
    return (
        rule.regime is context.regime
        and rule.work is context.work
        and (not rule.levels or context.level in rule.levels)
        and (not rule.hosts or context.host in rule.hosts)
        and (rule.admitted_from is None or rule.admitted_from <= context.admission_year)
        and (rule.admitted_to is None or context.admission_year <= rule.admitted_to)
    )


def _precedence(rule: CreditRule) -> tuple[bool, bool, bool]:
    bounded = rule.admitted_from is not None or rule.admitted_to is not None
    return (not rule.national, bool(rule.hosts), bounded)


def _share(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    return not first or not second or not set(first).isdisjoint(second)

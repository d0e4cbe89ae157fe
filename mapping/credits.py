"""Credits: from a host's scheme to Kazakhstan credits, inside the legal ranges, or refused.

Old regime (Order 152 of 2011): ECTS divided by a coefficient somebody chose inside the legal range
of the level and kind of work; whole credits. New regime (Order 563 of 2018): 1 to 1.

    credits --choose_credit--> one amount and its rule --convert_credit--> whole credits
                    (mapping.credit_choice)         `--convert_credit_block--> a shared sum
                                                        (mapping.apportionment)
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from mapping.held import HeldCode
from mapping.numbers import Rounding, exact_decimal, exact_text, plain, round_fraction
from mapping.records import Credit
from mapping.terms import Level, Regime, Work
from mapping.trace import ConversionRefused, Step, StepKind, conversion_step, refusal

ECTS = "ects"
KZ = "kz"
KNOWN_SCHEMES = (KZ, ECTS, "ze", "hours")
"""The schemes a document may name, the most telling first; a rule may name another one."""

_ONE = Fraction(1)
_HALF = Fraction(1, 2)


class RoundingScope(StrEnum):
    """Round each course by itself, or keep a sum and share it by largest remainder."""

    COURSE = "course"
    BLOCK = "block"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRange:
    """One row of the national table: the coefficients the law allows for a level and kind of work.

    The table is that of the old regime: ECTS credits are divided by a coefficient inside it.
    `levels` is empty where the row holds for every level. `edition` is empty for the text in
    force; rows of an earlier text carry its year, and count only for rules that name it.
    """

    work: Work
    levels: tuple[Level, ...] = ()
    lowest: Decimal
    highest: Decimal
    edition: str = ""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditStep:
    """One row of a published list: host credits from `lowest` to `highest` become `credits`."""

    lowest: Decimal
    highest: Decimal
    credits: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRule:
    """How one scheme's credits become Kazakhstan credits for a regime, level and kind of work.

    Exactly one of `coefficient` (divide by it) and `steps` (look it up) is used; both empty means
    that nobody has chosen, and conversion is refused. Empty `levels`, `hosts` and missing admission
    years mean "all". `multiplier` serves schemes without a legal range, whose ratio may have no
    finite decimal (36 hours to 30: times 36, divided by 30). `whole` is false only where a
    published list keeps halves. `edition` names an earlier text of the legal ranges to be held to.
    A `national` rule stands until the home chooses its own.
    """

    regime: Regime
    from_scheme: str = ECTS
    work: Work = Work.THEORY
    levels: tuple[Level, ...] = ()
    hosts: tuple[str, ...] = ()
    admitted_from: int | None = None
    admitted_to: int | None = None
    coefficient: Decimal | None = None
    multiplier: Decimal = Decimal(1)
    steps: tuple[CreditStep, ...] = ()
    rounding: Rounding | None = None
    scope: RoundingScope = RoundingScope.COURSE
    whole: bool = True
    edition: str = ""
    national: bool = False
    source: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditConversion:
    """A converted amount; the exact quotient is a plain number or a fraction `n/d`."""

    credits: Decimal
    quotient: str
    steps: tuple[Step, ...]


def scheme_key(scheme: str) -> str:
    """Bring a scheme's name to the form in which names compare: `ECTS` is `ects`."""
    return scheme.strip().casefold()


def convert_credit(
    credit: Credit, *, rule: CreditRule, legal_ranges: Iterable[LegalRange], level: Level
) -> CreditConversion:
    """Convert one amount by itself and round it as the rule says.

    Where the rule's scope is a block or an agreement, `convert_credit_block` rounds the sum instead
    and shares it. Raises ConversionRefused.
    """
    exact, step = exact_credits(credit, rule=rule, legal_ranges=legal_ranges, level=level)
    rounded, rounding_steps = round_credits(exact, rule=rule)
    if rounded == 0:
        raise zero_credits(credit, exact)
    return CreditConversion(
        credits=finite(rounded), quotient=exact_text(exact), steps=(step, *rounding_steps)
    )


def exact_credits(
    credit: Credit, *, rule: CreditRule, legal_ranges: Iterable[LegalRange], level: Level
) -> tuple[Fraction, Step]:
    """Apply a rule to an amount without rounding; raises ConversionRefused."""
    if scheme_key(credit.scheme) != scheme_key(rule.from_scheme):
        raise no_rule(credit, rule.regime, level, rule.work)
    if credit.value <= 0:
        raise zero_credits(credit, Fraction(credit.value))
    if rule.coefficient is not None and rule.steps:
        raise ambiguous_rules(credit, [rule])
    if rule.steps:
        return _looked_up(credit, rule, level)
    return _divided(credit, rule, legal_ranges, level)


def round_credits(exact: Fraction, *, rule: CreditRule) -> tuple[Fraction, tuple[Step, ...]]:
    """Round to whole credits, or halves where a published list keeps them; never by default."""
    unit = credit_unit(rule)
    if exact % unit == 0:
        return exact, ()
    if rule.rounding is None:
        raise refusal(
            HeldCode.ROUNDING_MISSING,
            "the amount is no whole number of credits, and nobody has chosen how to round it",
            exact_text(exact),
            hint="choose half-up, floor or ceiling",
        )
    rounded = round_fraction(exact, rounding=rule.rounding, unit=unit)
    step = conversion_step(
        StepKind.CREDIT_ROUNDED,
        exact_text(exact),
        rule.rounding,
        exact_text(unit),
        exact_text(rounded),
        source=rule.source,
        place=rule.place,
    )
    return rounded, (step,)


def credit_unit(rule: CreditRule) -> Fraction:
    """Tell what amounts are rounded to: whole credits, or halves."""
    return _ONE if rule.whole else _HALF


def finite(value: Fraction) -> Decimal:
    """Write a multiple of a credit unit as the Decimal it equals."""
    decimal = exact_decimal(value)
    if decimal is None:
        raise ValueError("a rounded amount of credit is a finite decimal")
    return decimal


def legal_range(
    rule: CreditRule, *, legal_ranges: Iterable[LegalRange], level: Level
) -> LegalRange | None:
    """Find what the law allows a rule to divide by; None where it says nothing of the scheme."""
    scheme = scheme_key(rule.from_scheme)
    if scheme == KZ:
        return _one_to_one(rule)
    if scheme == ECTS:
        return ects_range(rule, legal_ranges=legal_ranges, level=level)
    return None


def ects_range(rule: CreditRule, *, legal_ranges: Iterable[LegalRange], level: Level) -> LegalRange:
    """Find what the law allows ECTS credits to be divided by.

    In the new regime one academic credit is one ECTS credit (Order 563 of 2018: 30 hours each). In
    the old regime the table decides: no row for the work at the level, or two, is a refusal.
    """
    if rule.regime is Regime.KZ_2018:
        return _one_to_one(rule)
    rows = [
        row
        for row in legal_ranges
        if row.work is rule.work
        and row.edition == rule.edition
        and (not row.levels or level in row.levels)
    ]
    if len(rows) != 1:
        raise refusal(
            HeldCode.NO_LEGAL_RANGE,
            "the national table of coefficients has not one row for this work at this level",
            level,
            rule.work,
            "; ".join(sorted(row.source for row in rows)) or "no row",
        )
    return rows[0]


def zero_credits(credit: Credit, exact: Fraction) -> ConversionRefused:
    """Refuse an amount that is, or rounds to, nothing."""
    return refusal(
        HeldCode.ZERO_CREDITS,
        "the amount comes to no credit at all",
        plain(credit.value),
        credit.scheme,
        exact_text(exact),
    )


def ambiguous_rules(credit: Credit, rules: Iterable[CreditRule]) -> ConversionRefused:
    """Refuse an amount for which the rules do not say one thing."""
    return refusal(
        HeldCode.AMBIGUOUS_CREDIT_RULE,
        "more than one credit rule fits, and none goes before the other",
        plain(credit.value),
        credit.scheme,
        "; ".join(sorted(rule.place or rule.source for rule in rules)),
        hint="make one of the rules narrower, or remove it",
    )


def no_rule(credit: Credit, regime: Regime, level: Level, work: Work) -> ConversionRefused:
    """Refuse an amount that no rule covers."""
    return refusal(
        HeldCode.NO_CREDIT_RULE,
        "no credit rule covers this amount",
        plain(credit.value),
        credit.scheme,
        regime,
        level,
        work,
        hint="add a credit rule for the scheme, regime, level and kind of work",
    )


def _looked_up(credit: Credit, rule: CreditRule, level: Level) -> tuple[Fraction, Step]:
    rows = [row for row in rule.steps if row.lowest <= credit.value <= row.highest]
    if not rows:
        raise no_rule(credit, rule.regime, level, rule.work)
    row, *others = rows
    if any(other.credits != row.credits for other in others):
        raise ambiguous_rules(credit, [rule])
    step = conversion_step(
        StepKind.CREDIT_LIST,
        plain(credit.value),
        scheme_key(credit.scheme),
        plain(min(other.lowest for other in rows)),
        plain(max(other.highest for other in rows)),
        plain(row.credits),
        source=rule.source,
        place=rule.place,
    )
    return Fraction(row.credits), step


def _divided(
    credit: Credit, rule: CreditRule, legal_ranges: Iterable[LegalRange], level: Level
) -> tuple[Fraction, Step]:
    row = legal_range(rule, legal_ranges=legal_ranges, level=level)
    if rule.coefficient is None:
        raise _coefficient_missing(credit, rule, row, level)
    if rule.coefficient <= 0 or rule.multiplier <= 0:
        raise no_rule(credit, rule.regime, level, rule.work)
    divisor = Fraction(rule.coefficient) / Fraction(rule.multiplier)
    exact = Fraction(credit.value) / divisor
    value, scheme = plain(credit.value), scheme_key(credit.scheme)
    if row is None:
        ratio = (plain(rule.multiplier), plain(rule.coefficient), exact_text(exact))
        return exact, _chosen(rule, StepKind.CREDIT_RATIO, value, scheme, *ratio)
    if not row.lowest <= divisor <= row.highest:
        raise _out_of_range(rule, exact_text(divisor), row, level)
    if row.lowest == row.highest == 1:
        return exact, _chosen(rule, StepKind.CREDIT_IDENTITY, value, scheme, rule.regime)
    facts = (exact_text(divisor), plain(row.lowest), plain(row.highest), level, rule.work)
    step = conversion_step(
        StepKind.CREDIT_COEFFICIENT,
        value,
        scheme,
        *facts,
        exact_text(exact),
        source="; ".join(filter(None, (row.source, rule.source))),
        place=rule.place,
    )
    return exact, step


def _chosen(rule: CreditRule, kind: StepKind, *values: str) -> Step:
    return conversion_step(kind, *values, source=rule.source, place=rule.place)


def _coefficient_missing(
    credit: Credit, rule: CreditRule, row: LegalRange | None, level: Level
) -> ConversionRefused:
    if row is None:
        return no_rule(credit, rule.regime, level, rule.work)
    return refusal(
        HeldCode.COEFFICIENT_MISSING,
        f"nobody has chosen a coefficient; the legal range is {_band(row)}",
        plain(row.lowest),
        plain(row.highest),
        level,
        rule.work,
        hint="choose one value inside the legal range",
    )


def _out_of_range(
    rule: CreditRule, coefficient: str, row: LegalRange, level: Level
) -> ConversionRefused:
    return refusal(
        HeldCode.COEFFICIENT_OUT_OF_RANGE,
        f"the coefficient is outside the legal range {_band(row)}",
        coefficient,
        plain(row.lowest),
        plain(row.highest),
        level,
        rule.work,
        hint="choose one value inside the legal range",
    )


def _one_to_one(rule: CreditRule) -> LegalRange:
    one = Decimal(1)
    return LegalRange(work=rule.work, lowest=one, highest=one, source=rule.source)


def _band(row: LegalRange) -> str:
    return f"{plain(row.lowest)} to {plain(row.highest)}"

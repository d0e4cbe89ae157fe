"""Rounding a sum once and sharing it, so that no credit is made or lost by rounding each course.

Six courses of 5 ECTS at 1.5 are 20 Kazakhstan credits together, and 18 when each is rounded alone.
"""

import math
from collections.abc import Mapping
from fractions import Fraction

from mapping.credit_choice import ChosenCredit
from mapping.credits import (
    CreditConversion,
    CreditRule,
    LegalRange,
    ambiguous_rules,
    credit_unit,
    exact_credits,
    finite,
    round_credits,
    zero_credits,
)
from mapping.numbers import exact_text
from mapping.terms import Level
from mapping.trace import Step, StepKind, conversion_step


def share_by_largest_remainder(
    shares: Mapping[str, Fraction], *, total: Fraction, unit: Fraction = Fraction(1)
) -> dict[str, Fraction]:
    """Share a total in multiples of `unit`, each share less than one unit off its exact value.

    `shares` are exact values by a key of their content; `total` is their sum, rounded to a multiple
    of `unit`. Every share gets its floor, and the largest remainders get one unit more. Equal
    remainders go by key, so the order of the shares never counts. Raises ValueError for a total
    that rounding the sum cannot give.
    """
    floors = {key: math.floor(value / unit) for key, value in shares.items()}
    left = total / unit - sum(floors.values())
    if left.denominator != 1 or abs(total - sum(shares.values())) >= unit:
        raise ValueError("the total is not a rounding of the sum of the shares")
    by_remainder = sorted(shares, key=lambda key: (floors[key] - shares[key] / unit, key))
    favoured = frozenset(by_remainder[: int(left)])
    return {key: (floors[key] + (key in favoured)) * unit for key in shares}


def convert_credit_block(
    items: Mapping[str, ChosenCredit], *, legal_ranges: tuple[LegalRange, ...], level: Level
) -> dict[str, CreditConversion]:
    """Convert the amounts of a block or an agreement together: round their sum and share it.

    `items` are keyed by a stable key of their content (a result key, a component code). All rules
    must round alike. Raises ConversionRefused, also where a share comes to nothing.
    """
    if not items:
        return {}
    rule = _common_rounding(items)
    ordered = dict(sorted(items.items()))  # which of several refusals is raised must not vary
    exact = {
        key: exact_credits(item.credit, rule=item.rule, legal_ranges=legal_ranges, level=level)
        for key, item in ordered.items()
    }
    quotients = {key: quotient for key, (quotient, _) in exact.items()}
    total, _ = round_credits(sum(quotients.values(), Fraction(0)), rule=rule)
    shares = share_by_largest_remainder(quotients, total=total, unit=credit_unit(rule))
    conversions = {}
    for key, item in ordered.items():
        if shares[key] == 0:
            raise zero_credits(item.credit, quotients[key])
        shared = _shared(quotients, quotients[key], shares[key], total, rule)
        conversions[key] = CreditConversion(
            credits=finite(shares[key]),
            quotient=exact_text(quotients[key]),
            steps=(exact[key][1], shared),
        )
    return conversions


def _common_rounding(items: Mapping[str, ChosenCredit]) -> CreditRule:
    """Take the rule that stands for all; which one does not matter, since they round alike."""
    first, *others = sorted(items.items())
    rule = first[1].rule
    if any(
        (rule.rounding, rule.whole) != (item.rule.rounding, item.rule.whole) for _, item in others
    ):
        raise ambiguous_rules(first[1].credit, [item.rule for item in items.values()])
    return rule


def _shared(
    quotients: Mapping[str, Fraction],
    quotient: Fraction,
    share: Fraction,
    total: Fraction,
    rule: CreditRule,
) -> Step:
    return conversion_step(
        StepKind.CREDIT_SHARED,
        str(len(quotients)),
        exact_text(sum(quotients.values(), Fraction(0))),
        rule.rounding or "",
        exact_text(total),
        exact_text(quotient),
        exact_text(share),
        source=rule.source,
        place=rule.place,
    )

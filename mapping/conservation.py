"""The credits courses come to before anybody has a result: catalogue or agreement against home.

Pure. Nothing is rounded otherwise than recognition will round it. What only the sum of an agreement
settles is given as a range, and what the rules refuse to convert is left out.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from mapping.apportionment import convert_credit_block
from mapping.credit_choice import ChosenCredit, CreditContext, choose_credit
from mapping.credits import RoundingScope, convert_credit, exact_credits
from mapping.equivalences import Equivalence
from mapping.identifiers import CourseCode
from mapping.records import Credit
from mapping.rulebook import RegimeRule, Rulebook
from mapping.terms import Level, Regime, Work
from mapping.trace import ConversionRefused

Range = tuple[Fraction, Fraction]
"""The least and the most some credits can come to; equal where rounding is settled."""

_ANY_YEAR = 2020
"""Stands for every admission year, where a regime names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A kind of student a rule may be for."""

    regime: Regime
    level: Level
    admission_year: int


def worth_at_home(rulebook: Rulebook, rule: Equivalence) -> Fraction | None:
    """Sum what a rule's targets are worth at home; None where one is not known."""
    total = Fraction(0)
    for target in rule.targets:
        component = rulebook.component_index.get(target.code)
        credits_ = target.credits or (component.credits if component is not None else None)
        if credits_ is None:
            return None
        total += Fraction(credits_)
    return total


def conditions_of(rulebook: Rulebook, rule: Equivalence) -> tuple[Condition, ...]:
    """List the kinds of student a rule may be for: regime, level and admission year."""
    known = [rulebook.component_index.get(target.code) for target in rule.targets]
    components = [component for component in known if component is not None]
    own = {component.level for component in components if component.level is not None}
    levels = rule.levels or tuple(sorted(own)) or tuple(Level)
    programmes = set(rule.programmes) or {
        programme for component in components for programme in component.programmes
    }
    return tuple(
        Condition(regime=each.regime, level=level, admission_year=year)
        for each in rulebook.regimes
        if not each.programmes or not programmes or not programmes.isdisjoint(each.programmes)
        for level in levels
        if not each.levels or level in each.levels
        for year in _years(each)
    )


def _years(rule: RegimeRule) -> tuple[int, ...]:
    """List the years at which a regime's credit rules may differ: its first and its last."""
    bounds = (rule.admitted_from, rule.admitted_to)
    return tuple(dict.fromkeys(year for year in bounds if year is not None)) or (_ANY_YEAR,)


def converted_credits(
    rulebook: Rulebook,
    rule: Equivalence,
    amounts: Mapping[CourseCode, tuple[Credit, ...]],
    condition: Condition,
) -> Range | None:
    """Convert a rule's courses for a kind of student; None where the rules refuse to."""
    index = rulebook.component_index
    works = {index[target.code].work for target in rule.targets if target.code in index}
    if len(works) > 1:
        return None
    context = CreditContext(
        regime=condition.regime,
        level=condition.level,
        work=next(iter(works), Work.THEORY),
        host=rule.host,
        admission_year=condition.admission_year,
    )
    return summed_credits(rulebook, {code: (amounts[code], context) for code in amounts})


def summed_credits(
    rulebook: Rulebook, items: Mapping[CourseCode, tuple[tuple[Credit, ...], CreditContext]]
) -> Range | None:
    """Sum the credits of courses of one student, each rounded in its scope; None where refused."""
    ranges = rulebook.legal_ranges
    block: dict[str, ChosenCredit] = {}
    total, open_ = Fraction(0), Fraction(0)
    level = next(context.level for _, context in items.values())
    try:
        for code, (printed, context) in items.items():
            item = choose_credit(
                printed, rules=rulebook.credit_rules, legal_ranges=ranges, context=context
            )
            credit, rule = item.credit, item.rule
            if rule.scope is RoundingScope.BLOCK:
                block[code] = item
            elif rule.scope is RoundingScope.AGREEMENT:
                open_ += exact_credits(credit, rule=rule, legal_ranges=ranges, level=level)[0]
            else:
                one = convert_credit(credit, rule=rule, legal_ranges=ranges, level=level)
                total += Fraction(one.credits)
        shared = convert_credit_block(block, legal_ranges=ranges, level=level)
    except ConversionRefused:
        return None
    total += sum((Fraction(each.credits) for each in shared.values()), Fraction(0))
    return total + math.floor(open_), total + math.ceil(open_)

"""The credits of a rule's courses, shared among its targets and compared with the curriculum."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mapping.apportionment import share_by_largest_remainder
from mapping.credits import KZ, finite, zero_credits
from mapping.equivalences import Equivalence, HomeTarget
from mapping.held import HeldCode, HeldReason
from mapping.numbers import exact_text, plain
from mapping.reasons import reason, refused
from mapping.records import Credit
from mapping.rulebook import CreditDifference
from mapping.setting import Setting
from mapping.trace import ConversionRefused, Step, StepKind, conversion_step


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """The credits one home target gets, with the exact value they were rounded from."""

    target: HomeTarget
    credits: Decimal
    quotient: str
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Awards:
    """What every target of a rule gets; empty where a reason says why nothing can be shared."""

    each: tuple[Award, ...] = ()
    reasons: tuple[HeldReason, ...] = ()


def award_credits(
    setting: Setting, rule: Equivalence, *, total: Fraction, quotient: Fraction
) -> Awards:
    """Share a rule's credits among its targets, in proportion to what each is worth at home.

    What a target is worth is what the rule fixes, or else what the curriculum says. Shares keep the
    sum and are whole where the sum is (largest remainder). `quotient` is the exact sum before
    rounding; `total` is more than nothing.
    """
    worth: dict[str, Fraction | None] = {
        target.code: _worth(setting, target) for target in rule.targets
    }
    if len(worth) < len(rule.targets):
        return Awards(reasons=tuple(_listed_twice(rule)))
    weights: dict[str, Fraction] = {
        code: value for code, value in worth.items() if value is not None
    }
    if len(worth) == 1:
        weights = {rule.targets[0].code: total}
    if len(weights) < len(worth):
        return Awards(reasons=tuple(_unworthy(setting, set(worth) - set(weights))))
    try:
        shares = _shares(weights, total)
    except ConversionRefused as error:
        return Awards(reasons=(refused(" + ".join(sorted(worth)), error),))
    reasons: list[HeldReason] = []
    awards: list[Award] = []
    for target in rule.targets:
        share = quotient
        if len(weights) > 1:
            share = quotient * weights[target.code] / sum(weights.values())
        award = _award(setting, target, worth[target.code], shares[target.code], exact_text(share))
        reasons += _differences(setting, award, worth[target.code], shares[target.code])
        awards.append(award)
    return Awards(each=tuple(awards), reasons=tuple(reasons))


def _worth(setting: Setting, target: HomeTarget) -> Fraction | None:
    if target.credits is not None:
        return Fraction(target.credits)
    return setting.rulebook.component_worth.get(target.code)


def _shares(weights: dict[str, Fraction], total: Fraction) -> dict[str, Fraction]:
    if len(weights) == 1:
        return dict.fromkeys(weights, total)
    whole = sum(weights.values(), Fraction(0))
    if any(weight <= 0 for weight in weights.values()):
        raise _nothing(total, Fraction(0))
    exact = {code: total * weight / whole for code, weight in weights.items()}
    unit = Fraction(1, total.denominator)
    shares = share_by_largest_remainder(exact, total=total, unit=unit)
    for code in weights:
        if shares[code] == 0:
            raise _nothing(total, exact[code])
    return shares


def _nothing(total: Fraction, exact: Fraction) -> ConversionRefused:
    return zero_credits(Credit(value=finite(total), scheme=KZ), exact)


def _award(
    setting: Setting,
    target: HomeTarget,
    expected: Fraction | None,
    converted: Fraction,
    quotient: str,
) -> Award:
    policy = setting.rulebook.policies.credit_difference
    awarded = converted
    if policy is CreditDifference.AWARD_COMPONENT and expected is not None:
        awarded = expected
    given = finite(awarded)
    step = conversion_step(
        StepKind.COMPONENT_VALUED,
        target.code,
        quotient,
        exact_text(converted),
        "" if expected is None else exact_text(expected),
        policy.value,
        plain(given),
    )
    return Award(target=target, credits=given, quotient=quotient, step=step)


def _differences(
    setting: Setting, award: Award, expected: Fraction | None, converted: Fraction
) -> Iterator[HeldReason]:
    """Hold what is converted to other credits than the component's, or was agreed otherwise.

    Policy settles the first by itself, where the home chose so; what was signed it never overrules.
    """
    code, agreement = award.target.code, setting.case.agreement
    policy = setting.rulebook.policies.credit_difference
    if policy is CreditDifference.HOLD and expected is not None and expected != converted:
        facts = (exact_text(converted), exact_text(expected))
        yield reason(HeldCode.CREDITS_DIFFER, code, *facts)
    for row in agreement.home_components if agreement is not None else ():
        if row.code == code and row.credits is not None and row.credits != award.credits:
            yield reason(HeldCode.CREDITS_DIFFER, code, plain(award.credits), plain(row.credits))


def _listed_twice(rule: Equivalence) -> Iterator[HeldReason]:
    codes = [target.code for target in rule.targets]
    courses = ", ".join(sorted({code for clause in rule.courses for code in clause}))
    for code in dict.fromkeys(codes):
        if codes.count(code) > 1:
            yield reason(HeldCode.COMPONENT_TWICE, code, courses)


def _unworthy(setting: Setting, codes: set[str]) -> Iterator[HeldReason]:
    for code in codes:
        near = setting.rulebook.near_components.text(code)
        yield reason(HeldCode.UNKNOWN_COMPONENT, code, near)

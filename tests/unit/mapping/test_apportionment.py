"""A sum rounded once: no credit made, none lost, and no row better off for standing first."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from mapping.apportionment import convert_credit_block, share_by_largest_remainder
from mapping.credit_choice import ChosenCredit
from mapping.credits import CreditConversion
from mapping.held import HeldCode
from mapping.numbers import Rounding
from mapping.terms import Level, Work
from mapping.trace import StepKind
from tests.builders import make_credit, make_credit_rule, make_legal_ranges
from tests.refusals import refused


def make_item(value: str = "5", scheme: str = "ects", **fields: Any) -> ChosenCredit:
    return ChosenCredit(
        credit=make_credit(value, scheme), rule=make_credit_rule(from_scheme=scheme, **fields)
    )


def converted(**items: ChosenCredit) -> dict[str, CreditConversion]:
    return convert_credit_block(items, legal_ranges=make_legal_ranges(), level=Level.BACHELOR)


def shared(total: int, **shares: str) -> dict[str, int]:
    exact = {key: Fraction(value) for key, value in shares.items()}
    result = share_by_largest_remainder(exact, total=Fraction(total))
    return {key: int(value) for key, value in result.items()}


def test_the_largest_remainders_get_the_rest() -> None:
    assert shared(5, a="1.4", b="1.7", c="1.9") == {"a": 1, "b": 2, "c": 2}


def test_equal_remainders_go_by_key() -> None:
    assert shared(5, c="5/3", a="5/3", b="5/3") == {"a": 2, "b": 2, "c": 1}


def test_a_larger_amount_has_no_advantage_over_a_larger_remainder() -> None:
    assert shared(14, large="12.2", small="1.6") == {"large": 12, "small": 2}


def test_shares_may_be_halves() -> None:
    exact = {"a": Fraction(10, 3), "b": Fraction(10, 3)}
    half = Fraction(1, 2)
    result = share_by_largest_remainder(exact, total=Fraction(13, 2), unit=half)
    assert result == {"a": Fraction(7, 2), "b": Fraction(3)}
    exact = {"large": Fraction("5.45"), "small": Fraction("0.6")}
    result = share_by_largest_remainder(exact, total=Fraction(6), unit=half)
    assert result == {"large": Fraction("5.5"), "small": half}


@pytest.mark.parametrize("total", [Fraction(2), Fraction(5), Fraction(7, 2)])
def test_a_total_that_rounding_cannot_give_is_a_mistake(total: Fraction) -> None:
    with pytest.raises(ValueError, match="not a rounding of the sum"):
        share_by_largest_remainder({"a": Fraction(4, 3), "b": Fraction(5, 3)}, total=total)


def test_six_courses_of_five_credits_are_twenty_together() -> None:
    block = converted(**{f"course{number}": make_item() for number in range(6)})
    assert [int(each.credits) for each in block.values()] == [4, 4, 3, 3, 3, 3]
    assert sum(each.credits for each in block.values()) == 20
    assert {each.quotient for each in block.values()} == {"10/3"}


def test_a_share_shows_the_sum_it_is_of() -> None:
    block = converted(a=make_item("5"), b=make_item("6"))
    divided, share = block["a"].steps
    assert divided.kind == StepKind.CREDIT_COEFFICIENT
    assert share.kind == StepKind.CREDIT_SHARED
    assert dict(share.facts) == {
        "courses": "2",
        "sum": "22/3",
        "rounding": "half-up",
        "total": "7",
        "quotient": "10/3",
        "credits": "3",
    }
    assert share.source == "Academic Council"
    assert share.place == "rules/credits.yaml:3"


@pytest.mark.parametrize(
    ("rounding", "total"), [(Rounding.HALF_UP, 7), (Rounding.FLOOR, 7), (Rounding.CEILING, 8)]
)
def test_the_sum_is_rounded_in_the_chosen_mode(rounding: Rounding, total: int) -> None:
    block = converted(a=make_item(rounding=rounding), b=make_item("6", rounding=rounding))
    assert total == sum(each.credits for each in block.values())


def test_a_whole_sum_needs_no_rounding_to_be_shared() -> None:
    block = converted(**{key: make_item(rounding=None) for key in "abc"})
    assert sum(each.credits for each in block.values()) == 10
    assert dict(block["a"].steps[1].facts)["rounding"] == ""


def test_a_sum_with_a_part_of_a_credit_needs_a_chosen_rounding() -> None:
    with refused(HeldCode.ROUNDING_MISSING, quotient="20/3"):
        converted(a=make_item(rounding=None), b=make_item(rounding=None))


def test_different_work_is_shared_together() -> None:
    practice = make_item("7", work=Work.INDUSTRIAL_PRACTICE, coefficient=Decimal("2.8"))
    block = converted(practice=practice, theory=make_item("4"))
    assert {key: each.quotient for key, each in block.items()} == {
        "practice": "2.5",
        "theory": "8/3",
    }
    assert {key: int(each.credits) for key, each in block.items()} == {"practice": 2, "theory": 3}


def test_a_block_of_halves_is_shared_in_halves() -> None:
    block = converted(a=make_item(whole=False), b=make_item(whole=False))
    assert {key: each.credits for key, each in block.items()} == {
        "a": Decimal("3.5"),
        "b": Decimal(3),
    }


def test_a_share_of_nothing_is_refused() -> None:
    with refused(HeldCode.ZERO_CREDITS, value="0.5", quotient="1/3"):
        converted(large=make_item("5.5"), small=make_item("0.5"))


def test_rules_that_round_differently_are_refused() -> None:
    other = make_item(rounding=Rounding.FLOOR, place="other")
    with refused(HeldCode.AMBIGUOUS_CREDIT_RULE, rules="other; rules/credits.yaml:3"):
        converted(a=make_item(), b=other)
    with refused(HeldCode.AMBIGUOUS_CREDIT_RULE):
        converted(a=make_item(), b=make_item(whole=False))


def test_which_refusal_is_raised_does_not_depend_on_rows() -> None:
    items = {"b": make_item("0"), "a": make_item("-1")}
    with refused(HeldCode.ZERO_CREDITS, value="-1"):
        converted(**items)


def test_an_empty_block_is_empty() -> None:
    assert converted() == {}

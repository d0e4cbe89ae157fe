"""Numbers: one strict parser, and rounding that loses nothing it was not asked to lose."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.numbers import (
    Rounding,
    exact_decimal,
    exact_text,
    parse_decimal,
    plain,
    round_decimal,
    round_fraction,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6", "6"),
        (" 4.5 ", "4.5"),
        ("-3", "-3"),
        ("+0.25", "0.25"),
        ("007", "7"),
        ("999999999999.999999999999", "999999999999.999999999999"),
    ],
)
def test_plain_numbers_are_read(text: str, expected: str) -> None:
    assert Decimal(expected) == parse_decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        *("7,5", "1e3", "NaN", "Infinity", "1 000", "1.000.000", "1_000", "٣", "", ".", "4.", ".5"),
        *("1234567890123", "0.1234567890123", "0x10", "4½", "8²"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a plain decimal number"):
        parse_decimal(text)


@pytest.mark.parametrize(("text", "expected"), [("7,5", "7.5"), ("7.5", "7.5"), ("-0,25", "-0.25")])
def test_a_declared_decimal_comma_is_read(text: str, expected: str) -> None:
    assert Decimal(expected) == parse_decimal(text, decimal_comma=True)


@pytest.mark.parametrize("text", ["1.000,5", "1,000.5", "7,", ",5"])
def test_a_declared_decimal_comma_is_no_thousands_separator(text: str) -> None:
    with pytest.raises(ValueError, match="not a plain decimal number"):
        parse_decimal(text, decimal_comma=True)


@pytest.mark.parametrize(
    ("value", "half_up", "floor", "ceiling"),
    [
        ("2.4", "2", "2", "3"),
        ("2.5", "3", "2", "3"),
        ("2.6", "3", "2", "3"),
        ("3", "3", "3", "3"),
        ("-2.5", "-3", "-3", "-2"),
        ("-2.4", "-2", "-3", "-2"),
        ("-0.4", "0", "-1", "0"),
    ],
)
def test_each_mode_rounds_decimals_and_fractions_alike(
    value: str, half_up: str, floor: str, ceiling: str
) -> None:
    modes = {Rounding.HALF_UP: half_up, Rounding.FLOOR: floor, Rounding.CEILING: ceiling}
    for rounding, expected in modes.items():
        decimal = round_decimal(Decimal(value), places=0, rounding=rounding)
        fraction = round_fraction(Fraction(value), rounding=rounding)
        assert expected == str(decimal)
        assert expected == str(fraction)


def test_rounding_to_halves_gives_halves() -> None:
    thirds = Fraction(10, 3)
    half = Fraction(1, 2)
    assert Fraction(7, 2) == round_fraction(thirds, rounding=Rounding.HALF_UP, unit=half)
    assert Fraction(3) == round_fraction(thirds, rounding=Rounding.FLOOR, unit=half)
    assert Fraction(7, 2) == round_fraction(thirds, rounding=Rounding.CEILING, unit=half)


def test_decimals_round_to_the_places_asked_for() -> None:
    assert str(round_decimal(Decimal("2.675"), places=2, rounding=Rounding.HALF_UP)) == "2.68"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(4), "4"),
        (Fraction(0), "0"),
        (Fraction(100), "100"),
        (Fraction(5, 2), "2.5"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(1, 40), "0.025"),
        (Fraction(10, 3), "10/3"),
        (Fraction(7, 30), "7/30"),
        (Fraction(1, 10), "0.1"),
    ],
)
def test_exact_values_are_written_without_loss(value: Fraction, text: str) -> None:
    assert text == exact_text(value)
    assert value == Fraction(text)


def test_a_decimal_has_no_more_places_than_it_needs() -> None:
    shown = [str(exact_decimal(Fraction(1, over))) for over in (1, 2, 4, 5, 10, 20, 1000)]
    assert shown == ["1", "0.5", "0.25", "0.2", "0.1", "0.05", "0.001"]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**12)))
def test_a_decimal_survives_as_a_fraction_however_long(value: Decimal) -> None:
    assert value == exact_decimal(Fraction(value))


@given(st.fractions())
def test_a_decimal_equals_its_fraction_or_there_is_none(value: Fraction) -> None:
    decimal = exact_decimal(value)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    assert (decimal is None) is (rest != 1)
    assert decimal is None or Fraction(decimal) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [("6.0", "6"), ("4.50", "4.5"), ("1E+2", "100"), ("-0.0", "0"), ("0E+3", "0"), ("10", "10")],
)
def test_numbers_are_written_plainly(value: str, text: str) -> None:
    assert text == plain(Decimal(value))

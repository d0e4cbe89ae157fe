"""The home scale: which band a letter or a percentage is in, and how labels compare."""

from decimal import Decimal
from fractions import Fraction

import pytest

from mapping.grades import (
    HomeScale,
    band_for_letter,
    band_for_percent,
    delivered_percent,
    label_key,
    printed_letter,
    whole_percent,
)
from mapping.terms import Regime
from tests.builders import make_scale

NEW = make_scale(Regime.KZ_2018)
OLD = make_scale(Regime.KZ_2011)


def letter_of(scale: HomeScale, percent: str) -> str | None:
    band = band_for_percent(scale, Decimal(percent))
    return band.letter if band else None


@pytest.mark.parametrize(
    ("percent", "new", "old"),
    [
        ("100", "A", "A"),
        ("94.5", "A", "A"),
        ("94.49", "A-", "A-"),
        ("89.5", "A-", "A-"),
        ("89.4999", "B+", "B+"),
        ("49.5", "D", "D"),
        ("49.49", "FX", "F"),
        ("25", "FX", "F"),
        ("24.5", "FX", "F"),
        ("24.49", "F", "F"),
        ("0", "F", "F"),
    ],
)
def test_percentages_between_bands_round_half_up(percent: str, new: str, old: str) -> None:
    assert new == letter_of(NEW, percent)
    assert old == letter_of(OLD, percent)


@pytest.mark.parametrize("percent", ["-0.01", "100.01", "100.4", "-0.4", "1000"])
def test_a_percentage_outside_the_hundred_has_no_band(percent: str) -> None:
    assert letter_of(NEW, percent) is None


def test_an_exact_fraction_has_a_band_too() -> None:
    assert band_for_percent(NEW, Fraction(179, 2)) == band_for_letter(NEW, "A-")
    assert band_for_percent(NEW, Fraction(268, 3)) == band_for_letter(NEW, "B+")


def test_a_scale_with_a_gap_or_an_overlap_gives_no_band_there() -> None:
    gap = HomeScale(regime=Regime.KZ_2018, bands=NEW.bands[2:])
    twice = HomeScale(regime=Regime.KZ_2018, bands=(*NEW.bands, NEW.bands[0]))
    assert band_for_percent(gap, Decimal(95)) is None
    assert band_for_percent(twice, Decimal(95)) is None
    assert band_for_letter(twice, "A") is None
    assert band_for_percent(twice, Decimal(80)) == band_for_letter(twice, "B")


@pytest.mark.parametrize("spelling", ["D", "D-", "d-", "D–", "D−", "D‑", " D- "])
def test_d_and_d_minus_are_one_grade(spelling: str) -> None:
    band = band_for_letter(NEW, spelling)
    assert band is not None
    assert (band.letter, band.points) == ("D", Decimal(1))


@pytest.mark.parametrize(
    ("printed", "letter"), [("А", "A"), ("В+", "B+"), ("с-", "C-"), ("СС", None), ("АВ", None)]
)
def test_cyrillic_letters_that_look_latin_are_read_as_latin(
    printed: str, letter: str | None
) -> None:
    band = band_for_letter(NEW, printed)
    assert letter == (band.letter if band else None)


def test_fx_is_no_grade_of_the_old_scale() -> None:
    assert band_for_letter(OLD, "FX") is None
    assert band_for_letter(NEW, "fx") == band_for_percent(NEW, Decimal(30))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Зачёт", "зачет"),
        ("ЗАЧТЕНО", "зачтено"),
        ("pass", " PASS "),
        ("very  good", "very\u00a0good"),
        ("е\u0308", "ё"),
        ("B–", "B-"),
    ],
)
def test_spelling_does_not_tell_labels_apart(one: str, other: str) -> None:
    assert label_key(one) == label_key(other)


def test_words_keep_their_spaces() -> None:
    assert label_key(" Very\u00a0 GOOD ") == "very good"


@pytest.mark.parametrize(
    ("one", "other"), [("02", "2"), ("5²", "52"), ("4,5", "4.5"), ("1 0", "10"), ("B +", "B+")]
)
def test_digits_zeros_and_commas_tell_labels_apart(one: str, other: str) -> None:
    assert label_key(one) != label_key(other)


@pytest.mark.parametrize(
    ("percent", "delivered"),
    [
        ("82.5", "82.50"),
        ("82.494", "82.49"),
        ("82.495", "82.50"),
        ("89.495", "89.49"),
        ("89.4999", "89.49"),
        ("89.5", "89.50"),
        ("100", "100.00"),
        ("0", "0.00"),
    ],
)
def test_two_decimals_never_lift_a_percentage_into_the_next_band(
    percent: str, delivered: str
) -> None:
    rounded = delivered_percent(Decimal(percent), scale=NEW)
    assert delivered == str(rounded)
    assert letter_of(NEW, percent) == letter_of(NEW, str(rounded))


def test_percentages_round_half_up_to_whole_ones() -> None:
    assert [whole_percent(Decimal(text)) for text in ("89.5", "89.4", "0.5")] == [90, 89, 1]


def test_a_home_prints_letters_its_own_way() -> None:
    assert printed_letter("D", (("D", "D-"), ("FX", "Fx"))) == "D-"
    assert printed_letter("C", (("D", "D-"),)) == "C"
    assert printed_letter("D", ()) == "D"

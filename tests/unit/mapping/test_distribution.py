"""A grade's place among its host's passing grades, laid on the home's own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest

from mapping.distribution import (
    Place,
    Suggestion,
    Unusable,
    find_home_distribution,
    place_grade,
    suggest_grade,
    suits,
)
from mapping.grade_conversion import GradeContext, PrintedGrade
from mapping.grades import ConversionRow, EctsRow, EctsTable, band_for_letter
from mapping.home_distribution import HomeDistribution, LetterCount
from mapping.identifiers import SchemeId
from mapping.records import DistributionBin, Grade, GradeDistribution
from mapping.rulebook import Overlap
from mapping.terms import Level, Regime
from tests.builders import make_ects_table, make_grade_table, make_host_rules, make_scale

SCALE = make_scale()
COUNTS = "A 10, A- 20, B+ 30, B 20, C 20, FX 50"


def make_home(counts: str = COUNTS, **fields: Any) -> HomeDistribution:
    pairs = (each.split() for each in counts.split(", ") if each)
    defaults: dict[str, Any] = {
        "isced_code": "0412",
        "levels": (Level.BACHELOR,),
        "first_year": 2022,
        "last_year": 2023,
        "counts": tuple(LetterCount(letter=letter, count=int(count)) for letter, count in pairs),
        "source": "registrar's statistics",
    }
    return HomeDistribution(**(defaults | fields))


def make_distribution(
    bins: str = "5 20, 4 50, 3 30, 2 40", source: str = "resultDistribution", **fields: Any
) -> GradeDistribution:
    pairs = (each.rsplit(" ", 1) for each in bins.split(", ") if each)
    return GradeDistribution(
        source=source,
        bins=tuple(DistributionBin(label=label, count=Decimal(count)) for label, count in pairs),
        **fields,
    )


def make_context(**rules: Any) -> GradeContext:
    return GradeContext(rules=make_host_rules(**rules), scale=SCALE, ects=make_ects_table())


def placed(
    label: str | None, distribution: GradeDistribution, *, context: GradeContext | None = None
) -> Place | Unusable:
    """Place a grade in the distribution, whose bins may stand in any order."""
    printed = PrintedGrade(grade=None if label is None else Grade(label=label))
    results = [
        place_grade(
            printed,
            GradeDistribution(source=distribution.source, bins=bins),
            context=context or make_context(),
        )
        for bins in permutations(distribution.bins)
    ]
    assert all(result == results[0] for result in results), "the order of bins must not matter"
    return results[0]


# --- which home distribution -----------------------------------------------------------------


def test_the_detailed_field_goes_before_the_narrow_one() -> None:
    narrow, detailed = make_home(isced_code="041"), make_home()
    for order in permutations([narrow, detailed]):
        found = find_home_distribution(order, isced_code="0412", level=Level.BACHELOR)
        assert found is detailed
    assert find_home_distribution([narrow], isced_code="0413", level=Level.BACHELOR) is narrow


@pytest.mark.parametrize(
    ("home", "isced_code", "level"),
    [
        ({"isced_code": "04"}, "0412", Level.BACHELOR),
        ({}, "041", Level.BACHELOR),
        ({}, "0413", Level.BACHELOR),
        ({}, "", Level.BACHELOR),
        ({}, "0412", Level.PHD),
        ({"first_year": 2023}, "0412", Level.BACHELOR),
    ],
    ids=["broad", "host narrower", "other field", "no field", "other level", "one year"],
)
def test_a_distribution_of_other_students_is_not_used(
    home: dict[str, Any], isced_code: str, level: Level
) -> None:
    found = find_home_distribution([make_home(**home)], isced_code=isced_code, level=level)
    assert found is Unusable.NO_HOME_DISTRIBUTION


def test_two_distributions_of_one_field_are_a_tie() -> None:
    twice = [make_home(), make_home(first_year=2020)]
    found = find_home_distribution(twice, isced_code="0412", level=Level.BACHELOR)
    assert found is Unusable.SEVERAL_HOME_DISTRIBUTIONS


@pytest.mark.parametrize(
    ("own", "asked", "expected"),
    [
        ("", "", None),
        ("", "0412", None),
        ("0412", "", None),
        ("041", "0412", None),
        ("0412", "041", None),
        ("0413", "0412", Unusable.OTHER_FIELD),
        ("04", "0412", Unusable.OTHER_FIELD),
        ("0", "0412", Unusable.OTHER_FIELD),
        ("04", "", Unusable.OTHER_FIELD),
    ],
)
def test_a_distribution_must_be_of_the_field(
    own: str, asked: str, expected: Unusable | None
) -> None:
    distribution = make_distribution(isced_code=own)
    assert expected is suits(distribution, isced_code=asked, level=Level.BACHELOR)


@pytest.mark.parametrize(
    ("cycle", "level", "fits"),
    [
        ("", Level.PHD, True),
        ("first", Level.BACHELOR, True),
        (" First ", Level.BACHELOR, True),
        ("6", Level.BACHELOR, True),
        ("Bachelor", Level.BACHELOR, True),
        ("2", Level.PROFILE_MASTER, True),
        ("Master", Level.SCIENTIFIC_MASTER, True),
        ("third", Level.PHD, True),
        ("PhD", Level.PHD, True),
        ("second", Level.BACHELOR, False),
        ("short", Level.BACHELOR, False),
    ],
)
def test_a_distribution_must_be_of_the_cycle(cycle: str, level: Level, fits: bool) -> None:
    unsuited = suits(make_distribution(cycle=cycle), isced_code="", level=level)
    assert unsuited is (None if fits else Unusable.OTHER_CYCLE)


# --- where the grade lies --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "start", "end"), [("5", "0", "1/5"), ("4", "1/5", "7/10"), ("3", "7/10", "1")]
)
def test_a_grade_lies_among_passing_grades_only(label: str, start: str, end: str) -> None:
    place = placed(label, make_distribution())
    expected = Place(start=Fraction(start), end=Fraction(end), sample=100, with_fails=False)
    assert expected == place


def test_labels_the_table_does_not_tell_apart_are_one_grade() -> None:
    rows = tuple(
        ConversionRow(label=label, to=(to,))
        for label, to in (("10", "A"), ("7", "D"), ("6", "D"), ("5", "E"))
    )
    context = make_context(tables=(make_grade_table(rows=rows),))
    distribution = make_distribution("10 25, 7 25, 6 25, 5 25")
    assert placed("7", distribution, context=context) == placed("6", distribution, context=context)
    place = placed("7", distribution, context=context)
    assert isinstance(place, Place)
    assert (place.start, place.end) == (Fraction(1, 4), Fraction(3, 4))


def test_an_ambiguous_grade_has_a_place_of_its_own() -> None:
    rows = (
        ConversionRow(label="10", to=("A",)),
        ConversionRow(label="9", to=("A", "B")),
        ConversionRow(label="8", to=("B",)),
    )
    context = make_context(tables=(make_grade_table(rows=rows),))
    place = placed("9", make_distribution("10 20, 9 30, 8 50"), context=context)
    assert isinstance(place, Place)
    assert (place.start, place.end) == (Fraction(1, 5), Fraction(1, 2))


def test_ects_letters_have_places_too() -> None:
    context = make_context(grading_scheme=SchemeId("ects"))
    place = placed("B", make_distribution("A 10, B 25, E 65, FX 9, F 2"), context=context)
    assert isinstance(place, Place)
    assert (place.start, place.end) == (Fraction(1, 10), Fraction(35, 100))


def test_verdicts_and_rows_without_letters_are_left_out() -> None:
    table = make_grade_table(rows=(ConversionRow(label="5", to=("A",)), ConversionRow(label="zw")))
    place = placed(
        "5", make_distribution("5 40, zal 30, nzal 9, zw 7"), context=make_context(tables=(table,))
    )
    assert place == Place(start=Fraction(0), end=Fraction(1), sample=40, with_fails=False)


def test_a_row_marked_as_a_fail_is_left_out() -> None:
    rows = (ConversionRow(label="5", to=("A",)), ConversionRow(label="3", to=("E",), passed=False))
    context = make_context(tables=(make_grade_table(rows=rows),))
    distribution = make_distribution("5 40, 3 60")
    assert placed("3", distribution, context=context) is Unusable.GRADE_NOT_IN_IT
    place = placed("5", distribution, context=context)
    assert isinstance(place, Place)
    assert place.end == 1


def test_labels_are_read_by_the_table_of_the_day() -> None:
    old = make_grade_table(
        valid_to=date(2024, 8, 31),
        rows=(ConversionRow(label="5", to=("E",)), ConversionRow(label="4", to=("A",))),
    )
    new = make_grade_table(valid_from=date(2024, 9, 1))
    context = replace(make_context(tables=(old, new)), on=date(2024, 9, 1))
    place = placed("5", make_distribution("5 25, 4 75"), context=context)
    assert isinstance(place, Place)
    assert (place.start, place.end) == (0, Fraction(1, 4))


@pytest.mark.parametrize(
    ("source", "bins", "sample"),
    [
        ("resultDistribution", "5 20, 4 80", 100),
        ("resultDistribution", "5 20.0, 4 80.00", 100),
        ("resultDistribution", "5 19.7, 4 80.3", None),
        ("gradeConversionTable", "5 20, 4 80", None),
    ],
)
def test_shares_are_no_count_of_students(source: str, bins: str, sample: int | None) -> None:
    place = placed("5", make_distribution(bins, source))
    assert isinstance(place, Place)
    assert sample == place.sample


@pytest.mark.parametrize(
    ("label", "bins", "why"),
    [
        ("4+", "5 20, 4 80", Unusable.GRADE_NOT_IN_IT),
        ("5", "5 0, 4 80", Unusable.GRADE_NOT_IN_IT),
        ("2", "5 20, 2 80", Unusable.GRADE_NOT_IN_IT),
        (None, "5 20, 4 80", Unusable.GRADE_NOT_IN_IT),
        ("5", "", Unusable.GRADE_NOT_IN_IT),
        ("5", "5 20, 10-20 80", Unusable.LABELS_UNREADABLE),
        ("5", "5 20, 4 -1", Unusable.LABELS_UNREADABLE),
    ],
)
def test_a_distribution_without_the_grade_says_nothing(
    label: str | None, bins: str, why: Unusable
) -> None:
    assert why is placed(label, make_distribution(bins))


def test_a_label_that_may_pass_or_fail_makes_a_distribution_unreadable() -> None:
    rows = (ConversionRow(label="5", to=("A",)), ConversionRow(label="3", to=("E", "FX")))
    context = make_context(tables=(make_grade_table(rows=rows),))
    place = placed("5", make_distribution("5 40, 3 60"), context=context)
    assert place is Unusable.LABELS_UNREADABLE


def test_a_letter_without_a_home_band_makes_a_distribution_unreadable() -> None:
    row = EctsRow(label="A", letter="A+", points=Decimal(4), percent=Decimal(100))
    context = GradeContext(
        rules=make_host_rules(),
        scale=SCALE,
        ects=EctsTable(regime=Regime.KZ_2018, rows=(row,)),
    )
    assert placed("5", make_distribution("5 40"), context=context) is Unusable.LABELS_UNREADABLE


@pytest.mark.parametrize("scheme", ["kz-letter", "percent"])
def test_a_grade_on_the_home_scale_needs_no_distribution(scheme: str) -> None:
    context = make_context(grading_scheme=SchemeId(scheme))
    assert placed("A", make_distribution("A 5, B 9"), context=context) is Unusable.SAME_SCALE


SHORTENED = "shortenedGrading"


def test_shortened_grading_gives_the_place_fails_included() -> None:
    place = placed("4", make_distribution("lower 50, equal 30.5, higher 20", SHORTENED))
    assert isinstance(place, Place)
    assert (place.start, place.end) == (Fraction(40, 201), Fraction(101, 201))
    assert place.with_fails
    assert place.sample is None


@pytest.mark.parametrize(
    ("bins", "why"),
    [
        ("lower 70, higher 30", Unusable.LABELS_UNREADABLE),
        ("lower 70, equal 0, higher 30", Unusable.GRADE_NOT_IN_IT),
        ("lower -10, equal 80, higher 30", Unusable.LABELS_UNREADABLE),
    ],
)
def test_shortened_grading_needs_its_three_shares(bins: str, why: Unusable) -> None:
    assert why is placed("4", make_distribution(bins, SHORTENED))


# --- what it suggests ------------------------------------------------------------------------


def suggested(
    start: str,
    end: str,
    overlap: Overlap = Overlap.AVERAGE,
    *,
    counts: str = COUNTS,
    with_fails: bool = False,
) -> Suggestion | Unusable:
    place = Place(start=Fraction(start), end=Fraction(end), sample=100, with_fails=with_fails)
    return suggest_grade(place, home=make_home(counts), scale=SCALE, overlap=overlap)


def letters(suggestion: Suggestion | Unusable) -> tuple[str, tuple[str, ...]]:
    assert isinstance(suggestion, Suggestion)
    return suggestion.letter, suggestion.letters


@pytest.mark.parametrize(
    ("start", "end", "covered", "lowest", "mean", "highest"),
    [
        ("0", "1/10", "A", "A", "A", "A"),
        ("0", "1/5", "A A-", "A-", "A-", "A"),
        ("1/10", "3/10", "A-", "A-", "A-", "A-"),
        ("1/5", "7/10", "A- B+ B", "B", "B+", "A-"),
        ("7/10", "1", "B C", "C", "C", "B"),
        ("0", "1", "A A- B+ B C", "C", "B", "A"),
    ],
)
def test_the_policy_takes_one_of_the_covered_grades(
    start: str, end: str, covered: str, lowest: str, mean: str, highest: str
) -> None:
    expected = {Overlap.MINIMUM: lowest, Overlap.AVERAGE: mean, Overlap.MAXIMUM: highest}
    for overlap, letter in expected.items():
        assert letters(suggested(start, end, overlap)) == (letter, tuple(covered.split()))


def test_a_mean_half_way_between_two_grades_goes_down() -> None:
    assert letters(suggested("0", "1", counts="A 50, B 50"))[0] == "B"
    assert letters(suggested("0", "1", counts="A 51, B 49"))[0] == "A"


def test_a_suggestion_tells_its_place_and_samples() -> None:
    band = band_for_letter(SCALE, "A-")
    assert band is not None
    assert suggested("1/5", "1/4") == Suggestion(
        band=band,
        letters=("A-",),
        start=Fraction(1, 5),
        end=Fraction(1, 4),
        sample=100,
        home=make_home(),
        home_sample=100,
    )


def test_one_letter_in_two_spellings_is_one_grade() -> None:
    suggestion = suggested("0", "1", counts="D 30, D- 20, X 5, A 0")
    assert letters(suggestion) == ("D", ("D",))
    assert isinstance(suggestion, Suggestion)
    assert suggestion.home_sample == 50


def test_fails_count_at_home_only_where_they_count_at_the_host() -> None:
    assert letters(suggested("9/10", "1"))[1] == ("C",)
    assert letters(suggested("9/10", "1", with_fails=True))[1] == ("FX",)
    why = suggested("9/10", "1", with_fails=True, counts="A 10, C 10")
    assert why is Unusable.HOME_FAILS_UNKNOWN
    why = suggested("9/10", "1", with_fails=True, counts="A 10, C 10, FX 0")
    assert why is Unusable.HOME_FAILS_UNKNOWN


def test_a_single_student_counts() -> None:
    assert letters(suggested("0", "1", counts="A 1, B 1"))[1] == ("A", "B")


def test_a_home_without_passing_grades_suggests_nothing() -> None:
    assert suggested("0", "1", counts="FX 9") is Unusable.NO_HOME_DISTRIBUTION

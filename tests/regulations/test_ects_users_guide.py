"""Grades by distribution, as the ECTS Users' Guide of 2015 describes it."""

from decimal import Decimal

import pytest

from mapping.distribution import (
    Suggestion,
    Unusable,
    find_home_distribution,
    place_grade,
    suggest_grade,
)
from mapping.grade_conversion import GradeContext, PrintedGrade
from mapping.home_distribution import HomeDistribution, LetterCount
from mapping.records import DistributionBin, Grade, GradeDistribution
from mapping.rulebook import Overlap
from mapping.terms import Level, Regime
from tests.regulations.published import ects_table_of, published_grading, scale_of

REGIME = Regime.KZ_2018


def make_home(**fields: object) -> HomeDistribution:
    defaults = {
        "isced_code": "0413",
        "levels": (Level.BACHELOR,),
        "first_year": 2022,
        "last_year": 2023,
        "counts": tuple(
            LetterCount(letter=letter, count=count)
            for letter, count in (("A", 100), ("A-", 150), ("B+", 250), ("B", 300), ("C", 200))
        ),
        "source": "registrar's statistics",
    }
    return HomeDistribution(**(defaults | fields))


def suggested(label: str, overlap: Overlap, **bins: int) -> Suggestion | Unusable:
    distribution = GradeDistribution(
        source="resultDistribution",
        bins=tuple(
            DistributionBin(label=name.removeprefix("mark"), count=Decimal(count))
            for name, count in bins.items()
        ),
    )
    context = GradeContext(
        rules=published_grading("riba.yaml"),
        scale=scale_of(REGIME),
        ects=ects_table_of(REGIME),
    )
    place = place_grade(PrintedGrade(grade=Grade(label=label)), distribution, context=context)
    assert not isinstance(place, Unusable)
    return suggest_grade(place, home=make_home(), scale=scale_of(REGIME), overlap=overlap)


@pytest.mark.parametrize(
    ("overlap", "letter"),
    [(Overlap.MINIMUM, "B"), (Overlap.AVERAGE, "B+"), (Overlap.MAXIMUM, "A-")],
)
def test_overlapping_ranges_take_the_homes_choice(overlap: Overlap, letter: str) -> None:
    """From the best down the 9s lie between 20 % and 60 %: A- to 25 %, B+ to 50 %, then B."""
    suggestion = suggested("9", overlap, mark10=40, mark9=80, mark8=80)
    assert isinstance(suggestion, Suggestion)
    assert suggestion.letters == ("A-", "B+", "B")
    assert letter == suggestion.letter


def test_only_passing_grades_count() -> None:
    without = suggested("9", Overlap.AVERAGE, mark10=40, mark9=80, mark8=80)
    with_fails = suggested("9", Overlap.AVERAGE, mark10=40, mark9=80, mark8=80, mark4=50, mark2=99)
    assert without == with_fails


@pytest.mark.parametrize(
    ("fields", "usable"),
    [
        ({}, True),
        ({"isced_code": "041"}, True),
        ({"isced_code": "04"}, False),
        ({"levels": (Level.PHD,)}, False),
        ({"first_year": 2023}, False),
        ({"first_year": 2021}, True),
    ],
    ids=["detailed", "narrow", "broad", "other cycle", "one year", "three years"],
)
def test_the_reference_group_is_field_and_cycle_over_two_years(
    fields: dict[str, object],
    usable: bool,
) -> None:
    found = find_home_distribution([make_home(**fields)], isced_code="0413", level=Level.BACHELOR)
    assert isinstance(found, HomeDistribution) is usable

"""ECTS letters to the home scale, as INEU restates the annex; and why there is no way back."""

from decimal import Decimal

import pytest

from mapping.grade_conversion import GradeContext, PrintedGrade, convert_grade
from mapping.grades import GradeConversion, band_for_letter
from mapping.held import HeldCode
from mapping.identifiers import HeiId, SchemeId
from mapping.records import Grade
from mapping.rulebook import HostRules
from mapping.terms import MobilityKind, Regime
from tests.refusals import refused
from tests.regulations.published import ects_table_of, national, published_grading, scale_of


def converted(label: str, rules: HostRules, regime: Regime, **figures: Decimal) -> GradeConversion:
    context = GradeContext(rules=rules, scale=scale_of(regime), ects=ects_table_of(regime))
    return convert_grade(PrintedGrade(grade=Grade(label=label), **figures), context=context)


def make_host(scheme: str) -> HostRules:
    return HostRules(
        host=HeiId("host.example"),
        kind=MobilityKind.EXTERNAL,
        grading_scheme=SchemeId(scheme),
    )


TABLE = [
    ("A", "A", "4.0", "100", True),
    ("B", "B+", "3.33", "85", True),
    ("C", "B", "3.0", "80", True),
    ("D", "C", "2.0", "65", True),
    ("E", "D", "1.0", "50", True),
    ("FX", "F", "0", "0", False),
    ("F", "F", "0", "0", False),
]


@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize(
    ("ects", "letter", "points", "percent", "passed"),
    [pytest.param(*row, id=f"ineu-{row[0]}") for row in TABLE],
)
def test_an_ects_letter_has_a_letter_points_and_percentage(
    regime: Regime,
    ects: str,
    letter: str,
    points: str,
    percent: str,
    passed: bool,
) -> None:
    grade = converted(ects, make_host("ects"), regime)
    assert (grade.letter, grade.points) == (letter, Decimal(points))
    assert grade.percent == Decimal(percent)
    assert grade.passed is passed
    assert grade.steps[0].source


def test_the_product_has_no_other_row() -> None:
    for table in national().ects_tables:
        assert [row[0] for row in TABLE] == [row.label for row in table.rows]


# KZ letter, its published ECTS letter (ECE, news item 708), and what the way back would make of it
THERE_AND_BACK = [
    ("A", "A", "A"),
    ("A-", "A", "A"),
    ("B+", "B", "B+"),
    ("B", "C", "B"),
    ("B-", "C", "B"),
    ("C+", "C", "B"),
    ("C", "D", "C"),
    ("C-", "D", "C"),
    ("D+", "D", "C"),
    ("D", "E", "D"),
    ("F", "FX/F", "F"),
]


@pytest.mark.parametrize(
    ("letter", "ects", "back"), [pytest.param(*row, id=f"ece-{row[0]}") for row in THERE_AND_BACK]
)
def test_going_there_and_back_gains_and_identity_does_not(
    letter: str, ects: str, back: str
) -> None:
    """C+ becomes C and C becomes B: 0.67 of a point for nothing, so internal grades stay put."""
    regime = Regime.KZ_2011
    through = converted(letter, published_grading("ece-kz-to-ects.yaml"), regime)
    assert dict(through.steps[0].facts)["ects"] == ects
    assert back == through.letter
    band = band_for_letter(scale_of(regime), letter)
    assert band is not None
    assert through.points is not None
    assert through.points >= band.points
    percent = Decimal(band.lowest_percent)
    assert converted(letter, make_host("kz-letter"), regime, percent=percent).letter == letter


def test_a_way_through_ects_cannot_be_put_in_place_of_identity() -> None:
    rules = published_grading("ece-kz-to-ects.yaml")
    (table,) = rules.tables
    disguised = HostRules(
        host=rules.host,
        kind=MobilityKind.INTERNAL,
        grading_scheme=SchemeId("kz-letter"),
        tables=(
            type(table)(
                host=table.host,
                scheme=SchemeId("kz-letter"),
                rows=table.rows,
                source=table.source,
            ),
        ),
    )
    with refused(HeldCode.AMBIGUOUS_GRADE_TABLE, scheme="kz-letter"):
        converted("C+", disguised, Regime.KZ_2018, percent=Decimal(72))

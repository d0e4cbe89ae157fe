"""The letter scales of Kazakhstan, old and new, and a university that has its own.

Sources: KAZGUU (old); Satbayev University's diploma supplement, KazNARU, KazNU 2.17.6 (new); KIMEP.
"""

from decimal import Decimal

import pytest

from mapping.grade_conversion import GradeContext, PrintedGrade, convert_grade
from mapping.grades import band_for_letter, band_for_percent, printed_letter
from mapping.held import HeldCode
from mapping.identifiers import HeiId, SchemeId
from mapping.records import Grade
from mapping.rulebook import HostRules
from mapping.terms import MobilityKind, Regime
from tests.refusals import refused
from tests.regulations.published import ects_table_of, national, published_scale, scale_of

# letter, points, percent from and to, traditional word in the old and in the new scale
SHARED = [
    ("A", "4.0", 95, 100, "excellent", "excellent"),
    ("A-", "3.67", 90, 94, "excellent", "excellent"),
    ("B+", "3.33", 85, 89, "good", "good"),
    ("B", "3.0", 80, 84, "good", "good"),
    ("B-", "2.67", 75, 79, "good", "good"),
    ("C+", "2.33", 70, 74, "satisfactory", "good"),
    ("C", "2.0", 65, 69, "satisfactory", "satisfactory"),
    ("C-", "1.67", 60, 64, "satisfactory", "satisfactory"),
    ("D+", "1.33", 55, 59, "satisfactory", "satisfactory"),
    ("D", "1.0", 50, 54, "satisfactory", "satisfactory"),
]
FAIL = "unsatisfactory"
SCALES = {
    Regime.KZ_2011: [
        *((*row[:4], row[4]) for row in SHARED),
        ("F", "0", 0, 49, FAIL),
    ],
    Regime.KZ_2018: [
        *((*row[:4], row[5]) for row in SHARED),
        ("FX", "0.5", 25, 49, FAIL),
        ("F", "0", 0, 24, FAIL),
    ],
}
WORDS = {
    "excellent": {"en": "excellent", "kk": "өте жақсы", "ru": "отлично"},
    "good": {"en": "good", "kk": "жақсы", "ru": "хорошо"},
    "satisfactory": {"en": "satisfactory", "kk": "қанағаттанарлық", "ru": "удовлетворительно"},
    FAIL: {"en": FAIL, "kk": "қанағаттанарлықсыз", "ru": "неудовлетворительно"},
}


@pytest.mark.parametrize(
    ("regime", "letter", "points", "lowest", "highest", "word"),
    [
        pytest.param(regime, *row, id=f"{regime}-{row[0]}")
        for regime, rows in SCALES.items()
        for row in rows
    ],
)
def test_a_band_of_the_scale(
    regime: Regime, letter: str, points: str, lowest: int, highest: int, word: str
) -> None:
    scale = scale_of(regime)
    band = band_for_letter(scale, letter)
    assert band is not None
    assert (band.letter, band.points) == (letter, Decimal(points))
    assert (band.lowest_percent, band.highest_percent) == (lowest, highest)
    assert band.passed is (word != FAIL)
    assert {text.language: text.text for text in band.traditional} == WORDS[word]
    assert band.source
    for percent in (lowest, highest):
        assert band_for_percent(scale, Decimal(percent)) == band


@pytest.mark.parametrize("regime", list(Regime))
def test_the_scale_has_no_other_band(regime: Regime) -> None:
    assert [row[0] for row in SCALES[regime]] == [band.letter for band in scale_of(regime).bands]


@pytest.mark.parametrize(
    ("percent", "old", "new"),
    [
        ("94.5", "A", "A"),
        ("94.49", "A-", "A-"),
        ("89.5", "A-", "A-"),
        ("89.49", "B+", "B+"),
        ("49.5", "D", "D"),
        ("49.49", "F", "FX"),
        ("24.5", "F", "FX"),
        ("24.49", "F", "F"),
    ],
)
def test_edges_round_half_up(percent: str, old: str, new: str) -> None:
    """ЕПВО counts a total mark of 89.5 as A- (indicator 2.21)."""
    for regime, letter in ((Regime.KZ_2011, old), (Regime.KZ_2018, new)):
        band = band_for_percent(scale_of(regime), Decimal(percent))
        assert band is not None
        assert letter == band.letter


@pytest.mark.parametrize("regime", list(Regime))
def test_d_and_d_minus_are_one_grade_and_the_home_prints_either(regime: Regime) -> None:
    """KazNU writes D where KazNARU and Satbayev University write D-."""
    scale = scale_of(regime)
    assert band_for_letter(scale, "D-") == band_for_letter(scale, "D")
    assert printed_letter("D", (("D", "D-"),)) == "D-"


def at_internal_host(label: str, percent: str, points: str) -> str | None:
    rules = HostRules(
        host=HeiId("host.example"),
        kind=MobilityKind.INTERNAL,
        grading_scheme=SchemeId("kz-letter"),
    )
    context = GradeContext(
        rules=rules, scale=scale_of(Regime.KZ_2018), ects=ects_table_of(Regime.KZ_2018)
    )
    printed = PrintedGrade(
        grade=Grade(label=label), percent=Decimal(percent), points=Decimal(points)
    )
    return convert_grade(printed, context=context).letter


@pytest.mark.parametrize(
    ("label", "points", "percent"), [(row[0], row[1], row[2]) for row in SCALES[Regime.KZ_2018]]
)
def test_internal_mobility_is_identity(label: str, points: str, percent: int) -> None:
    assert at_internal_host(label, str(percent), points) == label


KIMEP = [
    ("A+", "4.33", 90),
    ("A", "4.0", 85),
    ("A-", "3.67", 80),
    ("B+", "3.33", 77),
    ("B", "3.0", 73),
    ("B-", "2.67", 70),
    ("C+", "2.33", 67),
    ("C", "2.0", 63),
    ("C-", "1.67", 60),
    ("D+", "1.33", 57),
    ("D", "1.0", 53),
    ("D-", "0.67", 50),
    ("F", "0", 0),
]


AGREEING = ("C-", "D+", "D", "F")
"""Where the lowest percentage of KIMEP's mark is inside the national band of the same letter."""


@pytest.mark.parametrize(
    ("letter", "points", "lowest"), [pytest.param(*row, id=f"kimep-{row[0]}") for row in KIMEP]
)
def test_kimep_has_a_scale_of_its_own(letter: str, points: str, lowest: int) -> None:
    scale = published_scale("kimep-scale.yaml")
    band = band_for_percent(scale, Decimal(lowest))
    assert band is not None
    assert (band.letter, band.points) == (letter, Decimal(points))
    assert band == band_for_letter(scale, letter)


@pytest.mark.parametrize(
    ("letter", "points", "lowest"),
    [row for row in KIMEP if row[0] not in {"A+", *AGREEING}],
)
def test_a_kimep_mark_is_not_mistaken_for_the_national_scale(
    letter: str, points: str, lowest: int
) -> None:
    with refused(HeldCode.GRADE_CONTRADICTION, label=letter, percent=str(lowest)):
        at_internal_host(letter, str(lowest), points)


def test_kimeps_best_mark_is_unknown_to_the_national_scale() -> None:
    with refused(HeldCode.UNKNOWN_GRADE, label="A+"):
        at_internal_host("A+", "92", "4.33")


def test_every_national_row_has_its_source() -> None:
    assert all(band.source for scale in national().scales for band in scale.bands)
    assert all(row.source for table in national().ects_tables for row in table.rows)

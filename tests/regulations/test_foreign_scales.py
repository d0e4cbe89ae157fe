"""Foreign scales as their hosts publish them: per institution, dated, and never by country."""

from decimal import Decimal

import pytest

from mapping.grade_conversion import GradeContext, PrintedGrade, convert_grade
from mapping.grades import GradeConversion
from mapping.held import HeldCode
from mapping.identifiers import HeiId, SchemeId
from mapping.records import Grade
from mapping.rulebook import HostRules
from mapping.terms import MobilityKind, Regime
from tests.refusals import refused
from tests.regulations.published import ects_table_of, published_grading, scale_of


def read(rules: HostRules, label: str, **figures: Decimal) -> GradeConversion:
    regime = Regime.KZ_2018
    context = GradeContext(rules=rules, scale=scale_of(regime), ects=ects_table_of(regime))
    return convert_grade(PrintedGrade(grade=Grade(label=label), **figures), context=context)


CONVERTED = {
    "powislanska": {"5.0": "A", "4,5": "B+", "4.0": "B", "3,5": "C", "3.0": "D", "2.0": "F"},
    "vilniaus-kolegija": {
        "10": "A",
        "7": "B",
        "6": "C",
        "5": "D",
        "4": "F",
        "3": "F",
        "2": "F",
        "1": "F",
    },
    "riba": {
        "10": "A",
        "9": "B+",
        "8": "B",
        "7": "C",
        "6": "C",
        "5": "D",
        "4": "F",
        "3": "F",
        "2": "F",
        "1": "F",
        "0": "F",
    },
    "nsa-sofia": {"6": "A", "5": "B+", "4.50": "B", "4": "C", "3": "D", "2": "F"},
    "glazunov": {"5": "A", "2": "F"},
    "rudn": {
        "100": "A",
        "95": "A",
        "94": "B+",
        "86": "B+",
        "85": "B",
        "69": "B",
        "68": "C",
        "61": "C",
        "60": "D",
        "51": "D",
        "50": "F",
        "31": "F",
        "30": "F",
        "0": "F",
    },
}


@pytest.mark.parametrize(
    ("host", "label", "letter"),
    [
        pytest.param(host, label, letter, id=f"{host}-{label}")
        for host, rows in CONVERTED.items()
        for label, letter in rows.items()
    ],
)
def test_a_published_row(host: str, label: str, letter: str) -> None:
    grade = read(published_grading(f"{host}.yaml"), label)
    assert letter == grade.letter
    assert grade.passed is (letter != "F")
    assert grade.steps[0].source
    assert grade.steps[0].place == f"{host}.yaml"


AMBIGUOUS = [
    ("vilniaus-kolegija", "9", "A/B"),
    ("vilniaus-kolegija", "8", "B/C"),
    ("glazunov", "4", "B/C"),
    ("glazunov", "3", "D/E"),
]


@pytest.mark.parametrize(
    ("host", "label", "options"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in AMBIGUOUS]
)
def test_a_row_with_two_letters_goes_to_a_person(host: str, label: str, options: str) -> None:
    with refused(HeldCode.AMBIGUOUS_GRADE, label=label, options=options):
        read(published_grading(f"{host}.yaml"), label)


def test_two_lithuanian_tables_disagree_on_seven() -> None:
    assert read(published_grading("vilniaus-kolegija.yaml"), "7").letter == "B"
    assert read(published_grading("riba.yaml"), "7").letter == "C"


@pytest.mark.parametrize(
    ("host", "label"),
    [
        ("powislanska", "4.75"),
        ("powislanska", "1"),
        ("nsa-sofia", "5.5"),
        ("vilniaus-kolegija", "0"),
        ("rudn", "94.5"),
        ("rudn", "101"),
    ],
)
def test_a_mark_between_the_published_rows_is_not_guessed(host: str, label: str) -> None:
    with refused(HeldCode.UNKNOWN_GRADE, label=label):
        read(published_grading(f"{host}.yaml"), label)


@pytest.mark.parametrize(
    ("label", "passed"),
    [("зачет", True), ("Зачёт", True), ("зачтено", True), ("не зачтено", False)],
)
def test_russian_zachet_is_not_transferred_to_a_scale(label: str, passed: bool) -> None:
    """Glazunov Conservatory: зачет, "no transfer from one scale to another"."""
    grade = read(published_grading("glazunov.yaml"), label)
    assert (grade.letter, grade.points, grade.percent) == (None, None, None)
    assert grade.passed is passed


@pytest.mark.parametrize(("label", "passed"), [("51", True), ("100", True), ("50", False)])
def test_rudn_passed_has_no_letter(label: str, passed: bool) -> None:
    grade = read(published_grading("rudn-passed.yaml"), label)
    assert grade.letter is None
    assert grade.passed is passed


# Published without ECTS letters: HSE's preparatory faculty (85, 71, 51), Tomsk Polytechnic since
# 2018 (90, 80, 70, 65, 55), and Zonguldak Bülent Ecevit University's letters with its own points.
WITHOUT_LETTERS = [
    *(("hse-preparatory", mark, None) for mark in ("85", "71", "51")),
    *(("tpu-2018", mark, None) for mark in ("90", "80", "70", "65", "55")),
    ("beun", "AA", "4.00"),
    ("beun", "BA", "3.50"),
    ("beun", "BB", "3.00"),
    ("beun", "CB", "2.50"),
    ("beun", "CC", "2.00"),
    ("beun", "DC", "1.50"),
    ("beun", "DD", "1.00"),
    ("beun", "FD", "0.50"),
    ("beun", "FF", "0"),
]


@pytest.mark.parametrize(
    ("scheme", "label", "points"),
    [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in WITHOUT_LETTERS],
)
def test_a_scale_published_without_ects_letters_waits_for_a_table(
    scheme: str, label: str, points: str | None
) -> None:
    """Neither its percentages nor its points are those of the home scale."""
    rules = HostRules(
        host=HeiId("host.example"),
        kind=MobilityKind.EXTERNAL,
        grading_scheme=SchemeId(scheme),
        tables=published_grading("rudn.yaml").tables,
    )
    figures = {} if points is None else {"points": Decimal(points)}
    with refused(HeldCode.NO_GRADE_TABLE, scheme=scheme):
        read(rules, label, **figures)


@pytest.mark.parametrize("label", ["AA", "BB", "CC", "DD", "FF"])
def test_turkish_letters_are_no_letters_of_the_home_scale(label: str) -> None:
    rules = HostRules(
        host=HeiId("host.example"),
        kind=MobilityKind.EXTERNAL,
        grading_scheme=SchemeId("kz-letter"),
    )
    with refused(HeldCode.UNKNOWN_GRADE, label=label):
        read(rules, label, points=Decimal(4), percent=Decimal(97))

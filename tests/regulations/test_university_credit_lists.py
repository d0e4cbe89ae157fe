"""What universities publish instead of a coefficient: KazNU, INEU and KIMEP, as configurations."""

from decimal import Decimal
from fractions import Fraction

import pytest

from mapping.credit_choice import CreditContext, find_credit_rule
from mapping.credits import CreditRule, convert_credit
from mapping.held import HeldCode
from mapping.identifiers import HeiId
from mapping.numbers import Rounding, round_fraction
from mapping.records import Credit
from mapping.terms import Level, Regime, Work
from tests.refusals import refused
from tests.regulations.published import national, published_rules

OLD_KZ = "kz-2011"


def listed(
    rules: tuple[CreditRule, ...],
    value: str,
    work: Work = Work.THEORY,
    *,
    level: Level = Level.BACHELOR,
    admission_year: int = 2013,
    scheme: str = OLD_KZ,
) -> Decimal:
    credit = Credit(value=Decimal(value), scheme=scheme)
    context = CreditContext(
        regime=Regime.KZ_2018,
        level=level,
        work=work,
        host=HeiId("host.example"),
        admission_year=admission_year,
    )
    rule = find_credit_rule(credit, rules=(*rules, *national().credit_rules), context=context)
    return convert_credit(
        credit, rule=rule, legal_ranges=national().legal_ranges, level=level
    ).credits


KAZNU = [
    (Work.THEORY, None, {"1": "2", "2": "3", "3": "5", "4": "6"}),
    (Work.EDUCATIONAL_PRACTICE, None, {"1": "0.5", "2": "1"}),
    (Work.PEDAGOGICAL_PRACTICE, None, {"1": "1", "2": "2"}),
    (Work.INDUSTRIAL_PRACTICE, None, {"1": "2.5", "2": "5"}),
    *(
        (Work.FINAL_ATTESTATION, year, {"1": "1.5", "2": "3", "3": "4.5", "4": "6"})
        for year in (2009, 2011)
    ),
    *(
        (Work.FINAL_ATTESTATION, year, {"1": "3.5", "2": "7", "3": "10.5", "4": "14"})
        for year in (2012, 2017)
    ),
]


@pytest.mark.parametrize(
    ("work", "year", "value", "expected"),
    [
        pytest.param(work, year, value, credits_, id=f"kaznu-{work}-{year or 'any'}-{value}")
        for work, year, row in KAZNU
        for value, credits_ in row.items()
    ],
)
def test_kaznu_list(work: Work, year: int | None, value: str, expected: str) -> None:
    rules = published_rules("kaznu.yaml")
    for admitted in (year,) if year else (2009, 2017):
        assert listed(rules, value, work, admission_year=admitted) == Decimal(expected)


def test_kaznu_courses_are_one_and_a_half_rounded_half_up() -> None:
    rules = published_rules("kaznu.yaml")
    for value in range(1, 5):
        expected = round_fraction(Fraction(3 * value, 2), rounding=Rounding.HALF_UP)
        assert listed(rules, str(value)) == expected


@pytest.mark.parametrize(
    ("work", "value", "year"),
    [
        (Work.THEORY, "5", 2013),
        (Work.THEORY, "2.5", 2013),
        (Work.INDUSTRIAL_PRACTICE, "3", 2013),
        (Work.RESEARCH_WORK, "1", 2013),
        (Work.FINAL_ATTESTATION, "1", 2008),
    ],
)
def test_kaznu_list_is_not_continued(work: Work, value: str, year: int) -> None:
    with refused(HeldCode.NO_CREDIT_RULE, value=value, work=work):
        listed(published_rules("kaznu.yaml"), value, work, admission_year=year)


@pytest.mark.parametrize("value", ["1", "2", "3", "4", "5"])
def test_kaznu_physical_education_is_one_to_one(value: str) -> None:
    assert listed(published_rules("kaznu-physical-education.yaml"), value) == Decimal(value)


INEU = [
    (Work.THEORY, Level.BACHELOR, 2),
    (Work.THEORY, Level.PROFILE_MASTER, 2),
    (Work.THEORY, Level.SCIENTIFIC_MASTER, 3),
    (Work.EDUCATIONAL_PRACTICE, Level.BACHELOR, 1),
    (Work.PEDAGOGICAL_PRACTICE, Level.BACHELOR, 1),
    (Work.INDUSTRIAL_PRACTICE, Level.BACHELOR, 3),
    (Work.RESEARCH_PRACTICE, Level.PROFILE_MASTER, 5),
    (Work.RESEARCH_WORK, Level.PHD, 5),
    (Work.FINAL_ATTESTATION, Level.BACHELOR, 5),
]


@pytest.mark.parametrize(
    ("work", "level", "ratio"),
    [pytest.param(*row, id=f"ineu-{row[0]}-{row[1]}") for row in INEU],
)
def test_ineu_rounds_one_credit_and_multiplies(work: Work, level: Level, ratio: int) -> None:
    for value in (1, 2, 3):
        got = listed(published_rules("ineu.yaml"), str(value), work, level=level)
        assert ratio * value == got


def test_ineu_and_kaznu_disagree_on_three_credits() -> None:
    assert listed(published_rules("ineu.yaml"), "3") == 6
    assert listed(published_rules("kaznu.yaml"), "3") == 5


@pytest.mark.parametrize(
    ("value", "expected"), [("4", 3), ("5", 3), ("6", 3), ("7", 3), ("7.5", 3), ("10", 6)]
)
def test_kimep_steps(value: str, expected: int) -> None:
    assert expected == listed(published_rules("kimep.yaml"), value, scheme="ects")


@pytest.mark.parametrize("value", ["3", "3.5", "8", "9", "12"])
def test_kimep_says_nothing_of_other_amounts(value: str) -> None:
    with refused(HeldCode.NO_CREDIT_RULE, value=value):
        listed(published_rules("kimep.yaml"), value, scheme="ects")

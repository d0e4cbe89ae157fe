"""Old regime, Order 152 of 2011: coefficients by level and kind of work, as universities have it.

Sources: Toraighyrov University (tou.edu.kz, ECTS), KazNPU (kaznpu.kz/en/1130), INEU (ineu.edu.kz).
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from mapping.credit_choice import CreditContext, find_credit_rule
from mapping.credits import CreditConversion, CreditRule, convert_credit
from mapping.held import HeldCode
from mapping.identifiers import HeiId
from mapping.numbers import Rounding
from mapping.records import Credit
from mapping.terms import Level, Regime, Work
from tests.refusals import refused
from tests.regulations.published import national

MASTERS = (Level.PROFILE_MASTER, Level.SCIENTIFIC_MASTER)
AFTER_BACHELOR = (*MASTERS, Level.PHD)

# kind of work, levels, text after 2014, first text of 2011
TABLE = [
    (Work.THEORY, (Level.BACHELOR,), ("1.5", "1.8"), ("1.5", "1.7")),
    (Work.THEORY, (Level.PROFILE_MASTER,), ("2", "2.4"), ("2", "2.4")),
    (Work.THEORY, (Level.SCIENTIFIC_MASTER,), ("2.5", "3"), ("2", "2.4")),
    (Work.THEORY, (Level.PHD,), ("3.5", "4.2"), ("3.5", "4.2")),
    (Work.EDUCATIONAL_PRACTICE, tuple(Level), ("0.5", "0.6"), ("0.5", "0.6")),
    (Work.PEDAGOGICAL_PRACTICE, tuple(Level), ("1", "1.2"), ("1", "1.2")),
    (Work.INDUSTRIAL_PRACTICE, tuple(Level), ("2.5", "3"), ("2.5", "3")),
    (Work.RESEARCH_PRACTICE, tuple(Level), ("4", "4.8"), ("4", "4.8")),
    (Work.RESEARCH_WORK, AFTER_BACHELOR, ("4", "4.8"), ("4", "4.8")),
    (Work.FINAL_ATTESTATION, tuple(Level), ("3.2", "4.5"), ("3.2", "4.5")),
]
ROWS = [
    pytest.param(work, level, *band, edition, id=f"{work}-{level}-{edition or 'in-force'}")
    for work, levels, in_force, first_text in TABLE
    for level in levels
    for edition, band in (("", in_force), ("2011", first_text))
]
HAIR = Decimal("0.0001")


def divided(ects: str, rule: CreditRule, level: Level) -> CreditConversion:
    return convert_credit(
        Credit(value=Decimal(ects), scheme="ects"),
        rule=rule,
        legal_ranges=national().legal_ranges,
        level=level,
    )


def make_rule(work: Work, coefficient: Decimal | None, edition: str = "") -> CreditRule:
    return CreditRule(
        regime=Regime.KZ_2011,
        work=work,
        coefficient=coefficient,
        edition=edition,
        rounding=Rounding.HALF_UP,
        source="Academic Council",
    )


@pytest.mark.parametrize(("work", "level", "lowest", "highest", "edition"), ROWS)
def test_both_ends_of_a_legal_range_divide_and_nothing_beyond(
    work: Work, level: Level, lowest: str, highest: str, edition: str
) -> None:
    for coefficient in (Decimal(lowest), Decimal(highest)):
        amount = str(coefficient * 6)
        conversion = divided(amount, make_rule(work, coefficient, edition), level)
        assert conversion.credits == 6
        assert conversion.quotient == "6"
        assert "Order 152" in conversion.steps[0].source
    facts = {"lowest": lowest, "highest": highest, "level": level, "work": work}
    for coefficient in (Decimal(lowest) - HAIR, Decimal(highest) + HAIR):
        with refused(HeldCode.COEFFICIENT_OUT_OF_RANGE, **facts):
            divided("6", make_rule(work, coefficient, edition), level)


@pytest.mark.parametrize(("work", "level", "lowest", "highest", "edition"), ROWS)
def test_a_coefficient_nobody_chose_is_refused_with_the_range(
    work: Work, level: Level, lowest: str, highest: str, edition: str
) -> None:
    with refused(HeldCode.COEFFICIENT_MISSING, lowest=lowest, highest=highest):
        divided("6", make_rule(work, None, edition), level)


@pytest.mark.parametrize("work", list(Work))
def test_the_product_chooses_no_coefficient_for_a_home(work: Work) -> None:
    context = CreditContext(
        regime=Regime.KZ_2011,
        level=Level.PHD,
        work=work,
        host=HeiId("host.example"),
        admission_year=2012,
    )
    credit = Credit(value=Decimal(6), scheme="ects")
    rule = find_credit_rule(credit, rules=national().credit_rules, context=context)
    with refused(HeldCode.COEFFICIENT_MISSING, work=work):
        divided("6", rule, Level.PHD)


def test_research_work_is_no_work_of_a_bachelor() -> None:
    with refused(HeldCode.NO_LEGAL_RANGE, level="bachelor", work="research-work"):
        divided("6", make_rule(Work.RESEARCH_WORK, Decimal(4)), Level.BACHELOR)


def test_course_papers_and_projects_are_inside_their_course() -> None:
    assert {work for work, *_ in TABLE} == set(Work)
    assert {row.work for row in national().legal_ranges} == set(Work)


def test_every_row_in_the_product_is_a_row_of_this_table() -> None:
    expected = {
        (work, level, Decimal(low), Decimal(high), edition)
        for work, levels, in_force, first_text in TABLE
        for level in levels
        for edition, (low, high) in (("", in_force), ("2011", first_text))
    }
    rows = {
        (row.work, level, row.lowest, row.highest, row.edition)
        for row in national().legal_ranges
        for level in row.levels or tuple(Level)
    }
    assert expected == rows
    assert all(row.source for row in national().legal_ranges)


# What the two ends of the range make of ECTS credits, half-up: where they differ, nobody but the
# home can choose. A nought is refused.
ENDS = {
    Level.BACHELOR: "1 1 2 2/3 3 3/4 4/5 4/5 5/6 6/7 7/8",
    Level.PROFILE_MASTER: "0/1 1 1/2 2 2/3 3 3/4 3/4 4/5 4/5 5/6",
    Level.SCIENTIFIC_MASTER: "0 1 1 1/2 2 2 2/3 3 3/4 3/4 4/5",
    Level.PHD: "0 0/1 1 1 1 1/2 2 2 2/3 2/3 3",
}
AMOUNTS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "12")


@pytest.mark.parametrize(
    ("level", "ects", "expected"),
    [
        pytest.param(level, ects, cell, id=f"{level}-{ects}-ects")
        for level, cells in ENDS.items()
        for ects, cell in zip(AMOUNTS, cells.split(), strict=True)
    ],
)
def test_the_ends_of_a_range_may_give_different_credits(
    level: Level, ects: str, expected: str
) -> None:
    (band,) = (band for work, levels, band, _ in TABLE if work is Work.THEORY and level in levels)
    fewest, _, most = expected.partition("/")
    for coefficient, credits_ in ((band[1], fewest), (band[0], most or fewest)):
        rule = make_rule(Work.THEORY, Decimal(coefficient))
        if credits_ == "0":
            with refused(HeldCode.ZERO_CREDITS, value=ects):
                divided(ects, rule, level)
        else:
            assert divided(ects, rule, level).credits == Decimal(credits_)


def test_credits_are_formed_in_whole_units() -> None:
    rule = replace(make_rule(Work.THEORY, Decimal("1.5")), rounding=None)
    with refused(HeldCode.ROUNDING_MISSING, quotient="10/3"):
        divided("5", rule, Level.BACHELOR)
    for rounding, expected in zip(Rounding, (3, 3, 4), strict=True):
        conversion = divided("5", replace(rule, rounding=rounding), Level.BACHELOR)
        assert conversion.credits == expected

"""Credits: divided inside the legal range or looked up in a published list, else refused."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from mapping.credits import (
    CreditConversion,
    CreditRule,
    CreditStep,
    LegalRange,
    convert_credit,
    finite,
    legal_range,
)
from mapping.held import HeldCode
from mapping.numbers import Rounding
from mapping.terms import Level, Regime, Work
from mapping.trace import STEP_FACTS, StepKind
from tests.builders import make_credit, make_credit_rule, make_legal_ranges
from tests.refusals import refused

NOT_COVERED = {"regime": "kz-2011", "level": "bachelor", "work": "theory"}


def converted(
    value: str, rule: CreditRule, *, scheme: str = "ects", level: Level = Level.BACHELOR
) -> CreditConversion:
    return convert_credit(
        make_credit(value, scheme), rule=rule, legal_ranges=make_legal_ranges(), level=level
    )


def make_list(*rows: tuple[str, str, str], **fields: Any) -> CreditRule:
    steps = tuple(
        CreditStep(lowest=Decimal(low), highest=Decimal(high), credits=Decimal(amount))
        for low, high, amount in rows
    )
    return make_credit_rule(coefficient=None, steps=steps, **fields)


@pytest.mark.parametrize(
    ("value", "coefficient", "rounding", "credits_", "quotient"),
    [
        ("6", "1.5", None, "4", "4"),
        ("5", "1.5", Rounding.HALF_UP, "3", "10/3"),
        ("5", "1.5", Rounding.FLOOR, "3", "10/3"),
        ("5", "1.5", Rounding.CEILING, "4", "10/3"),
        ("4", "1.6", Rounding.HALF_UP, "3", "2.5"),
        ("4", "1.6", Rounding.FLOOR, "2", "2.5"),
        ("6", "1.8", Rounding.HALF_UP, "3", "10/3"),
        ("7.5", "1.5", None, "5", "5"),
    ],
)
def test_ects_credits_are_divided_and_the_quotient_kept(
    value: str, coefficient: str, rounding: Rounding | None, credits_: str, quotient: str
) -> None:
    rule = make_credit_rule(coefficient=Decimal(coefficient), rounding=rounding)
    conversion = converted(value, rule)
    assert Decimal(credits_) == conversion.credits
    assert quotient == conversion.quotient


def test_a_conversion_shows_range_value_and_rounding_with_their_sources() -> None:
    divided, rounded = converted("5", make_credit_rule()).steps
    assert divided.kind == StepKind.CREDIT_COEFFICIENT
    assert dict(divided.facts) == {
        "value": "5",
        "scheme": "ects",
        "coefficient": "1.5",
        "lowest": "1.5",
        "highest": "1.8",
        "level": "bachelor",
        "work": "theory",
        "quotient": "10/3",
    }
    assert divided.source == "Order 152; Academic Council"
    assert divided.place == "rules/credits.yaml:3"
    assert rounded.kind == StepKind.CREDIT_ROUNDED
    expected = {"quotient": "10/3", "rounding": "half-up", "unit": "1", "credits": "3"}
    assert expected == dict(rounded.facts)
    assert rounded.source == "Academic Council"
    assert rounded.place == "rules/credits.yaml:3"


def test_a_whole_quotient_needs_no_rounding_step() -> None:
    kinds = [step.kind for step in converted("6", make_credit_rule()).steps]
    assert kinds == [StepKind.CREDIT_COEFFICIENT]


@pytest.mark.parametrize("coefficient", ["1.4", "1.49999", "1.80001", "2", "0.1"])
def test_a_coefficient_outside_the_legal_range_is_refused(coefficient: str) -> None:
    rule = make_credit_rule(coefficient=Decimal(coefficient))
    facts = {"coefficient": coefficient, "lowest": "1.5", "highest": "1.8", "level": "bachelor"}
    with refused(HeldCode.COEFFICIENT_OUT_OF_RANGE, work="theory", **facts):
        converted("6", rule)


@pytest.mark.parametrize("coefficient", ["1.5", "1.8"])
def test_both_ends_of_the_legal_range_are_legal(coefficient: str) -> None:
    rule = make_credit_rule(coefficient=Decimal(coefficient))
    assert converted("6", rule).credits in {Decimal(4), Decimal(3)}


def test_a_multiplier_does_not_lead_around_the_legal_range() -> None:
    rule = make_credit_rule(coefficient=Decimal("1.5"), multiplier=Decimal("1.5"))
    with refused(HeldCode.COEFFICIENT_OUT_OF_RANGE, coefficient="1"):
        converted("6", rule)


def test_a_missing_coefficient_is_refused_with_the_legal_range() -> None:
    facts = {"lowest": "1.5", "highest": "1.8", "level": "bachelor", "work": "theory"}
    with refused(HeldCode.COEFFICIENT_MISSING, **facts):
        converted("6", make_credit_rule(coefficient=None))


def test_a_refusal_tells_people_the_range_without_the_record() -> None:
    with pytest.raises(Exception, match=r"the legal range is 1\.5 to 1\.8"):
        converted("6", make_credit_rule(coefficient=None))
    with pytest.raises(Exception, match=r"outside the legal range 1\.5 to 1\.8"):
        converted("6", make_credit_rule(coefficient=Decimal("1.4")))


def test_a_part_of_a_credit_without_a_chosen_rounding_is_refused() -> None:
    with refused(HeldCode.ROUNDING_MISSING, quotient="10/3"):
        converted("5", make_credit_rule(rounding=None))


@pytest.mark.parametrize(("value", "quotient"), [("0.5", "1/3"), ("0", "0"), ("-3", "-3")])
def test_an_amount_that_comes_to_nothing_is_refused(value: str, quotient: str) -> None:
    with refused(HeldCode.ZERO_CREDITS, value=value, scheme="ects", quotient=quotient):
        converted(value, make_credit_rule())


@pytest.mark.parametrize("level", [Level.PHD, Level.PROFILE_MASTER])
def test_a_level_the_law_has_no_row_for_is_refused(level: Level) -> None:
    with refused(HeldCode.NO_LEGAL_RANGE, level=level, work="theory", rows="no row"):
        converted("6", make_credit_rule(), level=level)


def test_a_row_without_levels_holds_for_every_level() -> None:
    rule = make_credit_rule(work=Work.INDUSTRIAL_PRACTICE, coefficient=Decimal(3))
    for level in Level:
        assert converted("6", rule, level=level).credits == 2


def test_two_legal_rows_for_one_work_are_refused() -> None:
    rows = (*make_legal_ranges(), *make_legal_ranges())
    with refused(HeldCode.NO_LEGAL_RANGE, rows="Order 152; Order 152"):
        convert_credit(
            make_credit(), rule=make_credit_rule(), legal_ranges=rows, level=Level.BACHELOR
        )


def test_an_earlier_text_counts_only_for_rules_that_name_it() -> None:
    early = LegalRange(
        work=Work.THEORY,
        lowest=Decimal("1.5"),
        highest=Decimal("1.7"),
        edition="2011",
        source="first text",
    )
    ranges = (*make_legal_ranges(), early)
    rule = make_credit_rule(coefficient=Decimal("1.8"), edition="2011")
    with refused(HeldCode.COEFFICIENT_OUT_OF_RANGE, highest="1.7"):
        convert_credit(make_credit(), rule=rule, legal_ranges=ranges, level=Level.BACHELOR)
    rule = make_credit_rule(coefficient=Decimal("1.8"), rounding=Rounding.FLOOR)
    conversion = convert_credit(make_credit(), rule=rule, legal_ranges=ranges, level=Level.BACHELOR)
    assert conversion.credits == 3


@pytest.mark.parametrize("scheme", ["ects", "kz", "ECTS", " Kz "])
def test_the_new_regime_is_one_to_one(scheme: str) -> None:
    rule = make_credit_rule(regime=Regime.KZ_2018, coefficient=Decimal(1), from_scheme=scheme)
    conversion = converted("5", rule, scheme=scheme.strip().lower())
    assert conversion.credits == 5
    (step,) = conversion.steps
    assert step.kind == StepKind.CREDIT_IDENTITY
    expected = {"value": "5", "scheme": scheme.strip().lower(), "regime": "kz-2018"}
    assert expected == dict(step.facts)
    assert (step.source, step.place) == ("Academic Council", "rules/credits.yaml:3")


@pytest.mark.parametrize(
    ("regime", "scheme"),
    [(Regime.KZ_2018, "ects"), (Regime.KZ_2018, "kz"), (Regime.KZ_2011, "kz")],
)
def test_no_other_ratio_is_legal_where_credits_are_one_to_one(regime: Regime, scheme: str) -> None:
    rule = make_credit_rule(regime=regime, from_scheme=scheme)
    with refused(HeldCode.COEFFICIENT_OUT_OF_RANGE, lowest="1", highest="1"):
        converted("6", rule, scheme=scheme)


def test_one_to_one_is_a_legal_range_of_its_own() -> None:
    rule = make_credit_rule(regime=Regime.KZ_2018, work=Work.RESEARCH_WORK)
    expected = LegalRange(
        work=Work.RESEARCH_WORK,
        lowest=Decimal(1),
        highest=Decimal(1),
        source="Academic Council",
    )
    assert expected == legal_range(rule, legal_ranges=(), level=Level.BACHELOR)


def test_old_kazakhstan_credits_stay_what_they_are() -> None:
    rule = make_credit_rule(from_scheme="kz", coefficient=Decimal(1), work=Work.RESEARCH_WORK)
    assert converted("3", rule, scheme="kz").credits == 3


def test_a_chosen_coefficient_of_one_is_no_identity_where_the_law_leaves_a_range() -> None:
    work = Work.PEDAGOGICAL_PRACTICE
    row = LegalRange(work=work, lowest=Decimal(1), highest=Decimal("1.2"), source="Order 152")
    rule = make_credit_rule(work=work, coefficient=Decimal(1))
    conversion = convert_credit(make_credit(), rule=rule, legal_ranges=(row,), level=Level.BACHELOR)
    assert conversion.steps[0].kind == StepKind.CREDIT_COEFFICIENT


def test_russian_credits_convert_by_hours_where_the_home_says_so() -> None:
    rule = make_credit_rule(
        regime=Regime.KZ_2018,
        from_scheme="ze",
        multiplier=Decimal(36),
        coefficient=Decimal(30),
    )
    conversion = converted("4", rule, scheme="ze")
    assert conversion.quotient == "4.8"
    assert conversion.credits == 5
    step = conversion.steps[0]
    assert step.kind == StepKind.CREDIT_RATIO
    expected = {
        "value": "4",
        "scheme": "ze",
        "multiplier": "36",
        "coefficient": "30",
        "quotient": "4.8",
    }
    assert expected == dict(step.facts)


@pytest.mark.parametrize("scheme", ["ze", "hours", "us-credit"])
def test_a_scheme_without_a_legal_range_needs_a_chosen_ratio(scheme: str) -> None:
    rule = make_credit_rule(from_scheme=scheme, coefficient=None)
    with refused(HeldCode.NO_CREDIT_RULE, value="4", scheme=scheme, **NOT_COVERED):
        converted("4", rule, scheme=scheme)
    assert legal_range(rule, legal_ranges=make_legal_ranges(), level=Level.BACHELOR) is None


@pytest.mark.parametrize(("coefficient", "multiplier"), [("0", "1"), ("-1", "1"), ("1", "0")])
def test_a_ratio_that_is_not_above_zero_is_no_rule(coefficient: str, multiplier: str) -> None:
    rule = make_credit_rule(
        from_scheme="ze", coefficient=Decimal(coefficient), multiplier=Decimal(multiplier)
    )
    with refused(HeldCode.NO_CREDIT_RULE, scheme="ze", **NOT_COVERED):
        converted("4", rule, scheme="ze")


def test_a_rule_never_takes_another_scheme() -> None:
    with refused(HeldCode.NO_CREDIT_RULE, value="4", scheme="ze", **NOT_COVERED):
        converted("4", make_credit_rule(), scheme="ze")


def test_a_published_list_gives_its_own_credits() -> None:
    rule = make_list(("4", "7.5", "3"), ("10", "10", "6"))
    for value, credits_ in (("4", 3), ("5.5", 3), ("7.5", 3), ("10", 6)):
        conversion = converted(value, rule)
        assert credits_ == conversion.credits
        assert str(credits_) == conversion.quotient
    (step,) = converted("5", rule).steps
    assert step.kind == StepKind.CREDIT_LIST
    expected = {"value": "5", "scheme": "ects", "lowest": "4", "highest": "7.5", "credits": "3"}
    assert expected == dict(step.facts)
    assert (step.source, step.place) == ("Academic Council", "rules/credits.yaml:3")


@pytest.mark.parametrize("value", ["3.99", "7.51", "8", "9.5", "11"])
def test_an_amount_between_the_rows_of_a_list_is_refused(value: str) -> None:
    with refused(HeldCode.NO_CREDIT_RULE, value=value, scheme="ects", **NOT_COVERED):
        converted(value, make_list(("4", "7.5", "3"), ("10", "10", "6")))


def test_rows_of_a_list_that_disagree_are_refused_and_rows_that_agree_are_one() -> None:
    with refused(HeldCode.AMBIGUOUS_CREDIT_RULE, rules="rules/credits.yaml:3"):
        converted("5", make_list(("4", "5", "3"), ("5", "6", "4")))
    conversion = converted("5", make_list(("4", "5", "3"), ("5", "6", "3")))
    assert conversion.credits == 3
    facts = dict(conversion.steps[0].facts)
    assert (facts["lowest"], facts["highest"]) == ("4", "6")


def test_a_list_keeps_halves_only_where_it_says_so() -> None:
    rows = ("1", "1", "3.5")
    assert converted("1", make_list(rows, whole=False)).credits == Decimal("3.5")
    assert converted("1", make_list(rows)).credits == 4
    with refused(HeldCode.ROUNDING_MISSING, quotient="3.5"):
        converted("1", make_list(rows, rounding=None))


def test_a_list_that_gives_nothing_is_refused() -> None:
    with refused(HeldCode.ZERO_CREDITS, quotient="0"):
        converted("1", make_list(("1", "1", "0")))
    with refused(HeldCode.ZERO_CREDITS, value="0"):
        converted("0", make_list(("1", "1", "2")))


def test_halves_are_rounded_to_halves() -> None:
    conversion = converted("5", make_credit_rule(whole=False))
    assert conversion.credits == Decimal("3.5")
    assert dict(conversion.steps[1].facts)["unit"] == "0.5"


def test_a_rule_with_a_coefficient_and_a_list_is_refused() -> None:
    step = CreditStep(lowest=Decimal(1), highest=Decimal(9), credits=Decimal(3))
    with refused(HeldCode.AMBIGUOUS_CREDIT_RULE, value="6", scheme="ects"):
        converted("6", make_credit_rule(steps=(step,)))


def test_a_rule_without_a_place_is_named_by_its_source() -> None:
    step = CreditStep(lowest=Decimal(1), highest=Decimal(9), credits=Decimal(3))
    with refused(HeldCode.AMBIGUOUS_CREDIT_RULE, rules="Academic Council"):
        converted("6", make_credit_rule(steps=(step,), place=""))


def test_only_finite_amounts_are_credits() -> None:
    with pytest.raises(ValueError, match="finite decimal"):
        finite(Fraction(1, 3))


def test_every_step_carries_the_facts_its_sentence_needs() -> None:
    rules = (make_credit_rule(), make_list(("4", "9", "3"), whole=False))
    for rule in rules:
        for step in converted("5", rule).steps:
            assert STEP_FACTS[StepKind(step.kind)] == tuple(name for name, _ in step.facts)

"""Which amount counts and under which rule: a declared order, and never the order of a file."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from mapping.credit_choice import (
    CreditContext,
    choose_credit,
    credit_rules_tie,
    find_credit_rule,
)
from mapping.credits import CreditRule, LegalRange
from mapping.held import HeldCode
from mapping.records import Credit
from mapping.terms import Level, Regime, Work
from mapping.trace import StepKind
from tests.builders import HOST, make_credit, make_credit_rule, make_legal_ranges
from tests.refusals import refused

NATIONAL = make_credit_rule(national=True, coefficient=None, place="national")
GENERAL = make_credit_rule(place="general")
BOUNDED = make_credit_rule(admitted_from=2010, admitted_to=2013, place="bounded")
FOR_HOST = make_credit_rule(hosts=(HOST,), place="host")
FOR_HOST_BOUNDED = make_credit_rule(hosts=(HOST,), admitted_to=2013, place="host, bounded")


def make_context(**fields: Any) -> CreditContext:
    defaults: dict[str, Any] = {
        "regime": Regime.KZ_2011,
        "level": Level.BACHELOR,
        "work": Work.THEORY,
        "host": HOST,
        "admission_year": 2012,
    }
    return CreditContext(**(defaults | fields))


def found(*rules: CreditRule, credit: Credit | None = None, **fields: Any) -> CreditRule:
    return find_credit_rule(credit or make_credit(), rules=rules, context=make_context(**fields))


def test_precedence_is_home_then_host_then_admission_year() -> None:
    ordered = [FOR_HOST_BOUNDED, FOR_HOST, BOUNDED, GENERAL, NATIONAL]
    for first, rule in enumerate(ordered):
        for rules in permutations(ordered[first:]):
            assert rule.place == found(*rules).place


@pytest.mark.parametrize(
    ("left_out", "fields"),
    [
        ("regime", {"regime": Regime.KZ_2018}),
        ("work", {"work": Work.RESEARCH_WORK}),
        ("level", {"level": Level.PHD}),
        ("host", {"host": "another.edu"}),
        ("too early", {"admission_year": 2009}),
        ("too late", {"admission_year": 2014}),
    ],
)
def test_a_rule_for_others_does_not_fit(left_out: str, fields: dict[str, Any]) -> None:
    rule = make_credit_rule(
        levels=(Level.BACHELOR,), hosts=(HOST,), admitted_from=2010, admitted_to=2013
    )
    with refused(HeldCode.NO_CREDIT_RULE, value="6", scheme="ects"):
        found(rule, **fields)


@pytest.mark.parametrize("year", [2010, 2013])
def test_admission_years_are_inclusive(year: int) -> None:
    assert found(BOUNDED, admission_year=year).place == "bounded"


@pytest.mark.parametrize(
    "second",
    [
        make_credit_rule(place="other", levels=(Level.BACHELOR,)),
        make_credit_rule(place="other", coefficient=Decimal("1.6")),
        make_credit_rule(place="other"),
    ],
    ids=["narrower by level only", "other coefficient", "the same twice"],
)
def test_a_tie_is_refused_in_either_order(second: CreditRule) -> None:
    for rules in permutations([GENERAL, second]):
        with refused(HeldCode.AMBIGUOUS_CREDIT_RULE, value="6", rules="general; other"):
            found(*rules)


def test_a_tie_below_the_winner_does_not_matter() -> None:
    assert found(GENERAL, make_credit_rule(place="other"), FOR_HOST).place == "host"


@pytest.mark.parametrize("scheme", ["ECTS", " ects", "Ects"])
def test_schemes_compare_without_case(scheme: str) -> None:
    assert found(GENERAL, credit=make_credit("6", scheme)).place == "general"
    assert found(make_credit_rule(from_scheme=scheme, place="other")).place == "other"


def test_an_unknown_scheme_is_never_taken_for_ects() -> None:
    with refused(HeldCode.UNKNOWN_CREDIT_SCHEME, value="6", scheme="cats"):
        found(GENERAL, credit=make_credit("6", "cats"))


@pytest.mark.parametrize("scheme", ["kz", "ze", "hours"])
def test_a_known_scheme_without_a_rule_is_refused(scheme: str) -> None:
    with refused(HeldCode.NO_CREDIT_RULE, scheme=scheme, regime="kz-2011", level="bachelor"):
        found(GENERAL, credit=make_credit("6", scheme))


def test_a_rule_makes_a_scheme_known() -> None:
    rule = make_credit_rule(from_scheme="CATS", coefficient=Decimal(2), place="cats")
    assert found(rule, credit=make_credit("6", "cats")).place == "cats"
    with refused(HeldCode.NO_CREDIT_RULE, scheme="cats"):
        found(rule, credit=make_credit("6", "cats"), regime=Regime.KZ_2018)


@pytest.mark.parametrize(
    ("fields", "tie"),
    [
        ({}, True),
        ({"from_scheme": "ECTS"}, True),
        ({"levels": (Level.BACHELOR,)}, True),
        ({"coefficient": Decimal("1.6")}, True),
        ({"regime": Regime.KZ_2018}, False),
        ({"from_scheme": "kz"}, False),
        ({"work": Work.RESEARCH_WORK}, False),
        ({"national": True}, False),
        ({"hosts": (HOST,)}, False),
        ({"admitted_from": 2010}, False),
    ],
)
def test_rules_tie_when_neither_goes_before_the_other(fields: dict[str, Any], tie: bool) -> None:
    other = make_credit_rule(**fields)
    assert tie is credit_rules_tie(GENERAL, other)
    assert tie is credit_rules_tie(other, GENERAL)


@pytest.mark.parametrize(
    ("first", "second", "tie"),
    [
        ({"levels": (Level.PHD,)}, {"levels": (Level.BACHELOR,)}, False),
        ({"levels": (Level.PHD,)}, {"levels": (Level.BACHELOR, Level.PHD)}, True),
        ({"hosts": ("a.edu",)}, {"hosts": ("b.edu",)}, False),
        ({"hosts": ("a.edu",)}, {"hosts": ("a.edu", "b.edu")}, True),
        ({"admitted_to": 2011}, {"admitted_from": 2012}, False),
        ({"admitted_to": 2012}, {"admitted_from": 2012}, True),
        ({"admitted_from": 2009, "admitted_to": 2011}, {"admitted_from": 2012}, False),
        ({"admitted_from": 2009}, {"admitted_from": 2012}, True),
        ({"admitted_to": 2009}, {"admitted_to": 2012}, True),
    ],
)
def test_rules_for_different_students_do_not_tie(
    first: dict[str, Any],
    second: dict[str, Any],
    tie: bool,
) -> None:
    assert tie is credit_rules_tie(make_credit_rule(**first), make_credit_rule(**second))
    assert tie is credit_rules_tie(make_credit_rule(**second), make_credit_rule(**first))


OLD_KZ = make_credit_rule(from_scheme="kz", coefficient=Decimal(1), place="kz, old")
NEW_KZ = make_credit_rule(
    from_scheme="kz", coefficient=Decimal(1), regime=Regime.KZ_2018, place="kz, new"
)
NEW_ECTS = make_credit_rule(coefficient=Decimal(1), regime=Regime.KZ_2018, place="ects, new")
HOURS = make_credit_rule(
    from_scheme="hours", coefficient=Decimal(30), regime=Regime.KZ_2018, place="hours"
)
CATS = make_credit_rule(
    from_scheme="cats", coefficient=Decimal(2), regime=Regime.KZ_2018, place="cats"
)
POINTS = make_credit_rule(
    from_scheme="points", coefficient=Decimal(2), regime=Regime.KZ_2018, place="points"
)
RULES = (GENERAL, OLD_KZ, NEW_KZ, NEW_ECTS, HOURS, CATS, POINTS)


def chosen_place(printed: str, rules: tuple[CreditRule, ...] = RULES, **fields: Any) -> str:
    """Choose among amounts such as `3 kz, 5 ects`, in every order, and name the rule's place."""
    amounts = [make_credit(*each.split()) for each in printed.split(", ") if each]
    places = {
        choose_credit(
            tuple(order),
            rules=rules,
            legal_ranges=make_legal_ranges(),
            context=make_context(**({"regime": Regime.KZ_2018} | fields)),
        ).rule.place
        for order in permutations(amounts)
    }
    (place,) = places
    return place


def test_the_scheme_nearest_to_kazakhstan_credits_counts() -> None:
    assert chosen_place("150 hours, 5 ects, 5 kz, 10 cats") == "kz, new"
    assert chosen_place("150 hours, 5 ects, 10 cats") == "ects, new"
    assert chosen_place("10 cats, 150 hours") == "hours"
    assert chosen_place("10 cats") == "cats"


def test_a_scheme_without_a_rule_gives_way() -> None:
    assert chosen_place("5 ze, 5 ects, 3 module") == "ects, new"
    assert chosen_place("3 kz, 5 ects", (GENERAL,), regime=Regime.KZ_2011) == "general"


def test_what_else_was_printed_is_on_record() -> None:
    chosen = choose_credit(
        (make_credit("180", "Hours"), make_credit("5", "ECTS"), make_credit("5.0", "ects")),
        rules=RULES,
        legal_ranges=(),
        context=make_context(regime=Regime.KZ_2018),
    )
    (step,) = chosen.steps
    assert chosen.credit == make_credit("5", "ects")
    assert step.kind == StepKind.CREDIT_CHOSEN
    assert dict(step.facts) == {"value": "5", "scheme": "ects", "others": "180 hours"}


def test_one_amount_needs_no_explanation() -> None:
    context = make_context(regime=Regime.KZ_2018)
    chosen = choose_credit((make_credit(),), rules=RULES, legal_ranges=(), context=context)
    assert chosen.steps == ()


def test_no_amount_is_refused() -> None:
    with refused(HeldCode.NO_CREDITS):
        choose_credit((), rules=RULES, legal_ranges=(), context=make_context())


def test_schemes_without_any_rule_are_refused_for_the_nearest_one() -> None:
    with refused(HeldCode.NO_CREDIT_RULE, scheme="ze"):
        chosen_place("2 module, 5 ze", (GENERAL,))
    with refused(HeldCode.UNKNOWN_CREDIT_SCHEME, scheme="cats"):
        chosen_place("2 module, 5 cats", (GENERAL,))


def test_a_tie_of_rules_is_not_avoided_by_another_scheme() -> None:
    rules = (NEW_KZ, make_credit_rule(from_scheme="kz", regime=Regime.KZ_2018), NEW_ECTS)
    with refused(HeldCode.AMBIGUOUS_CREDIT_RULE, scheme="kz"):
        chosen_place("5 kz, 5 ects", rules)


def test_two_schemes_of_equal_standing_are_a_tie() -> None:
    with refused(HeldCode.AMBIGUOUS_CREDIT_RULE, rules="cats; points"):
        chosen_place("10 cats, 10 points")


@pytest.mark.parametrize(
    ("printed", "regime"),
    [
        ("5 kz, 5 ects", Regime.KZ_2018),
        ("5 kz, 4.5 ects", Regime.KZ_2018),
        ("3 kz, 5 ects", Regime.KZ_2011),  # 4.5 to 5.4 rounded up or half-up
        ("3 kz, 4 ects", Regime.KZ_2011),
        ("3 kz, 6 ects", Regime.KZ_2011),
        ("2 kz, 3 ects", Regime.KZ_2011),
        ("6 kz, 8 ects", Regime.KZ_2011),
        ("6 kz, 12 ects", Regime.KZ_2011),
    ],
)
def test_amounts_that_some_legal_choice_relates_are_believed(printed: str, regime: Regime) -> None:
    assert chosen_place(printed, regime=regime).startswith("kz")


@pytest.mark.parametrize(
    ("printed", "regime"),
    [
        ("3 kz, 5 ects", Regime.KZ_2018),
        ("5 kz, 3 ects", Regime.KZ_2018),
        ("5 kz, 5 ects", Regime.KZ_2011),
        ("3 kz, 9 ects", Regime.KZ_2011),
        ("6 kz, 13 ects", Regime.KZ_2011),
        ("6 kz, 7 ects", Regime.KZ_2011),
    ],
)
def test_amounts_that_no_legal_choice_relates_are_refused(printed: str, regime: Regime) -> None:
    listed = "; ".join(sorted(printed.split(", ")))
    with refused(HeldCode.CREDIT_CONTRADICTION, credits=listed):
        chosen_place(printed, regime=regime)


def test_a_host_may_be_under_the_other_regime_where_its_ects_credits_count() -> None:
    """An old-regime student at a new-regime host: 5 kz are 5 ects there, and 3 credits here."""
    rules = (GENERAL,)
    assert chosen_place("5 kz, 5 ects", rules, regime=Regime.KZ_2011) == "general"
    assert chosen_place("3 kz, 5 ects", (NEW_ECTS,)) == "ects, new"
    with refused(HeldCode.CREDIT_CONTRADICTION, credits="3 kz; 9 ects"):
        chosen_place("3 kz, 9 ects", rules, regime=Regime.KZ_2011)


@pytest.mark.parametrize("printed", ["2 kz, 2 ects", "3 kz, 1 ects"])
def test_either_side_may_have_been_rounded(printed: str) -> None:
    """A coefficient below 1: 2 x 0.6 = 1.2 is 2 rounded up, 3 x 0.5 = 1.5 is 1 rounded down."""
    assert educational(printed) == "practice"


def test_rounding_does_not_explain_everything() -> None:
    with refused(HeldCode.CREDIT_CONTRADICTION, credits="2 kz; 3 ects"):
        educational("2 kz, 3 ects")


def educational(printed: str) -> str:
    work = Work.EDUCATIONAL_PRACTICE
    row = LegalRange(work=work, lowest=Decimal("0.5"), highest=Decimal("0.6"), source="Order 152")
    rule = make_credit_rule(from_scheme="kz", work=work, place="practice")
    return choose_credit(
        tuple(make_credit(*each.split()) for each in printed.split(", ")),
        rules=(rule,),
        legal_ranges=(row,),
        context=make_context(work=work),
    ).rule.place


def test_nothing_is_held_against_amounts_of_a_work_the_law_has_no_row_for() -> None:
    rules = (make_credit_rule(from_scheme="kz", work=Work.RESEARCH_WORK, place="research"),)
    place = chosen_place("1 kz, 9 ects", rules, regime=Regime.KZ_2011, work=Work.RESEARCH_WORK)
    assert place == "research"


def test_one_scheme_with_two_values_is_a_contradiction() -> None:
    with refused(HeldCode.CREDIT_CONTRADICTION, credits="5 ECTS; 6 ects"):
        choose_credit(
            (make_credit("5", "ECTS"), make_credit("6", "ects")),
            rules=RULES,
            legal_ranges=(),
            context=make_context(regime=Regime.KZ_2018),
        )

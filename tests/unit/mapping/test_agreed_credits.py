"""A course's share of an agreement's credits, rounded once."""

from decimal import Decimal

from mapping.credits import RoundingScope
from mapping.decisions import Decision, Held, Recognised
from mapping.equivalences import HomeComponent
from mapping.held import HeldCode
from mapping.recognition import recognise
from mapping.rulebook import CreditDifference, Policies
from mapping.terms import Work
from mapping.trace import StepKind
from tests.builders import (
    make_agreement,
    make_case,
    make_component,
    make_credit_rule,
    make_equivalence,
    make_mobility,
    make_result,
    make_rulebook,
)

THEORY = make_credit_rule(scope=RoundingScope.AGREEMENT)
PRACTICE = make_credit_rule(
    work=Work.INDUSTRIAL_PRACTICE, coefficient=Decimal("2.5"), scope=RoundingScope.AGREEMENT
)


def decide(
    table_a: str,
    ects: str = "5",
    *,
    components: tuple[HomeComponent, ...] = (make_component("H1"), make_component("H2")),
    rules: tuple[object, ...] = (THEORY, PRACTICE),
) -> Decision:
    """Recognise C1 of an agreement whose other rows are not reported yet."""
    (decision,) = recognise(
        make_case(
            make_result("C1", ects=ects),
            mobility=make_mobility(admission_year=2016),
            agreement=make_agreement(table_a, "H1"),
        ),
        make_rulebook(
            make_equivalence("C1", "H1"),
            make_equivalence("C2", "H2"),
            components=components,
            credit_rules=rules,
            policies=Policies(credit_difference=CreditDifference.AWARD_CONVERTED),
        ),
    )
    return decision


def shared(decision: Decision) -> dict[str, str]:
    """Give the facts of the step that shares the sum."""
    assert isinstance(decision, Recognised)
    return next(dict(step.facts) for step in decision.steps if step.kind == StepKind.CREDIT_SHARED)


def differs(decision: Decision) -> list[tuple[str, str]]:
    assert isinstance(decision, Held)
    facts = [dict(why.facts) for why in decision.reasons if why.code is HeldCode.CREDITS_DIFFER]
    return [(fact["converted"], fact["expected"]) for fact in facts]


def test_the_sum_is_that_of_table_a() -> None:
    facts = shared(decide("C1:5+C2:5+C3:5"))

    assert (facts["courses"], facts["sum"], facts["total"]) == ("3", "10", "10")


def test_a_row_without_credits_takes_no_part() -> None:
    assert shared(decide("C1:5+C2+C3:4"))["courses"] == "2"


def test_a_row_stands_for_the_work_of_the_component_it_may_count_for() -> None:
    practice = make_component("H2", work=Work.INDUSTRIAL_PRACTICE)

    assert (
        shared(decide("C1:6+C2:5", "6", components=(make_component("H1"), practice)))["sum"] == "6"
    )


def test_a_row_whose_component_nobody_knows_is_theory() -> None:
    assert shared(decide("C1:6+C2:3", "6", components=(make_component("H1"),)))["sum"] == "6"


def test_a_row_no_rule_converts_takes_no_part() -> None:
    practice = make_component("H2", work=Work.INDUSTRIAL_PRACTICE)
    found = decide("C1:6+C2:5", "6", components=(make_component("H1"), practice), rules=(THEORY,))

    assert shared(found)["courses"] == "1"


def test_a_row_rounded_by_itself_takes_no_part() -> None:
    practice = make_component("H2", work=Work.INDUSTRIAL_PRACTICE)
    alone = make_credit_rule(work=Work.INDUSTRIAL_PRACTICE, coefficient=Decimal(3))
    found = decide(
        "C1:6+C2:5", "6", components=(make_component("H1"), practice), rules=(THEORY, alone)
    )

    assert shared(found)["courses"] == "1"


def test_other_credits_than_agreed_are_held() -> None:
    assert differs(decide("C1:6+C2:5")) == [("5 ects", "6 ects")]


def test_credits_that_were_not_agreed_are_held() -> None:
    assert differs(decide("C1+C2:5")) == [("5 ects", "")]


def test_a_course_agreed_with_two_amounts_has_none() -> None:
    assert differs(decide("C1:5+C1:6")) == [("5 ects", "")]


def test_a_course_outside_the_agreement_has_no_share() -> None:
    assert differs(decide("C2:5")) == [("5 ects", "")]


def test_a_share_that_comes_to_nothing_is_refused() -> None:
    decision = decide("C1:0.5+C2:5+C3:4", "0.5")

    assert isinstance(decision, Held)
    assert [why.code for why in decision.reasons] == [HeldCode.ZERO_CREDITS]

"""Agreed and achieved, side by side."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from mapping.achievement import (
    Account,
    Achievement,
    OutcomeCategory,
    account_of,
    credits_over_year,
)
from mapping.agreements import LearningAgreement
from mapping.decisions import Decision, Held, Recognised, Waiver
from mapping.equivalences import TargetKind
from mapping.recognition import recognise
from mapping.records import HostResult
from mapping.terms import ResultStatus
from tests.builders import (
    make_agreement,
    make_case,
    make_component,
    make_equivalence,
    make_result,
    make_rulebook,
    make_target,
)

RULES = make_rulebook(
    make_equivalence("C1", "H1"),
    make_equivalence("C2", "H2"),
    make_equivalence("C3", "H3"),
    make_equivalence("C5", "~FREE"),
    make_equivalence("C6", targets=(make_target("MORE", kind=TargetKind.ADDITIONAL),)),
    components=tuple(make_component(f"H{number}") for number in range(1, 5)),
)
AGREEMENT = make_agreement("C1+C2+C3+C4+C5+C6+C7", "H1:6+H2:6+H3:6+H4:5")
RESULTS = (
    make_result("C1"),
    make_result("C2", "2", status=ResultStatus.FAILED),
    make_result("C3", status=ResultStatus.UNKNOWN),
    make_result("C5"),
    make_result("C6"),
    make_result("C7"),
)


def decided(*results: HostResult, agreement: LearningAgreement = AGREEMENT) -> tuple[Decision, ...]:
    return recognise(make_case(*results, agreement=agreement), RULES)


def account(*results: HostResult) -> Account:
    return account_of(AGREEMENT, decided(*(results or RESULTS)))


def test_every_agreed_component_has_one_achievement() -> None:
    assert {row.component.code: row.achievement for row in account().agreed} == {
        "H1": Achievement.RECOGNISED,
        "H2": Achievement.FAILED,
        "H3": Achievement.HELD,
        "H4": Achievement.MISSING,
    }


def test_rows_name_their_decisions_and_outcomes() -> None:
    first, second, _, fourth = account().agreed

    assert first.case == "M-0001:C1|2024-autumn|1"
    assert first.outcome is not None
    assert (second.case, second.outcome) == ("M-0001:C2|2024-autumn|1", None)
    assert (fourth.case, fourth.outcome) == ("", None)


def test_what_was_not_agreed_is_apart() -> None:
    found = account()

    assert [outcome.component for outcome in found.outside] == ["FREE", "MORE"]
    assert found.unplaced == ("M-0001:C7|2024-autumn|1",)


def test_everything_is_in_a_category_of_the_university() -> None:
    assert [(line.component, line.category) for line in account().categories()] == [
        ("H1", OutcomeCategory.HOME_COURSE),
        ("FREE", OutcomeCategory.FREE_ELECTIVE),
        ("MORE", OutcomeCategory.ADDITIONAL_SUBJECT),
        ("H2", OutcomeCategory.ACADEMIC_DIFFERENCE),
        ("H4", OutcomeCategory.ACADEMIC_DIFFERENCE),
    ]


def test_credits_are_summed_agreed_and_recognised() -> None:
    assert account().agreed_credits == 23
    assert account().recognised_credits == 18


def test_a_component_without_agreed_credits_adds_none() -> None:
    agreement = make_agreement("C1", "H1")

    assert account_of(agreement, decided(make_result("C1"))).agreed_credits == 0


def test_a_released_fail_counts_as_failed_and_gives_no_credits() -> None:
    (waiting,) = decided(RESULTS[1])
    assert isinstance(waiting, Held)
    waivers = tuple(
        Waiver(case=waiting.case, code=why.code, fingerprint=waiting.waivable, by="R", reason="12")
        for why in waiting.reasons
    )
    case = make_case(RESULTS[1], agreement=AGREEMENT, waivers=waivers)
    (released,) = recognise(case, RULES)
    found = account_of(AGREEMENT, (released,))

    assert isinstance(released, Recognised)
    assert found.agreed[1].achievement is Achievement.FAILED
    assert found.recognised_credits == 0


def test_a_component_agreed_in_two_rows_counts_once() -> None:
    agreement = make_agreement("C1", "H1@a+H1@b")
    found = account_of(agreement, decided(make_result("C1")))

    assert found.recognised_credits == 6
    assert len(found.categories()) == 1


def test_a_recognised_decision_goes_before_one_that_waits() -> None:
    (waiting,) = decided(RESULTS[2])
    (done,) = decided(make_result("C3"))
    found = {
        account_of(AGREEMENT, order).agreed[2].achievement
        for order in permutations((replace(waiting, case="A"), done, replace(waiting, case="Z")))
    }

    assert found == {Achievement.RECOGNISED}


def test_a_fail_beside_another_course_that_waits_is_held() -> None:
    (fail,) = decided(make_result("C3", "2", status=ResultStatus.FAILED, ects="5"))
    (other,) = decided(RESULTS[2])
    assert isinstance(fail, Held)
    assert len(fail.reasons) > 1
    alone = account_of(AGREEMENT, (fail,)).agreed[2]
    beside = account_of(AGREEMENT, (replace(fail, case="A"), replace(other, case="B"))).agreed[2]

    assert (alone.achievement, alone.case) == (Achievement.FAILED, fail.case)
    assert (beside.achievement, beside.case) == (Achievement.HELD, "B")


def test_the_order_of_decisions_never_matters() -> None:
    decisions = decided(*RESULTS)

    assert account_of(AGREEMENT, decisions) == account_of(AGREEMENT, tuple(reversed(decisions)))


@pytest.mark.parametrize(("before", "recognised", "over"), [(30, 30, 0), (42, 30, 12), (0, 0, 0)])
def test_a_year_holds_sixty_credits(before: int, recognised: int, over: int) -> None:
    assert credits_over_year(before=Decimal(before), recognised=Decimal(recognised)) == over

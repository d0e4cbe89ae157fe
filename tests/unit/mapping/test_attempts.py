"""Which of several results in one course counts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from mapping.attempts import CourseResults, count_attempts
from mapping.held import HeldCode
from mapping.identifiers import Sha256
from mapping.records import AcademicTerm, HostResult
from mapping.rulebook import Attempts
from mapping.terms import ResultStatus
from tests.builders import AUTUMN, SPRING, make_result

PERCENTS = {"5": Decimal(100), "4": Decimal(80), "3": Decimal(50), "2": Decimal(0)}


def percent_of(result: HostResult) -> Decimal | None:
    return None if result.grade is None else PERCENTS.get(result.grade.label)


def counted(policy: Attempts, *results: HostResult) -> CourseResults:
    """Count attempts in every order of the rows, which must not matter."""
    found = {count_attempts(order, policy, percent_of) for order in permutations(results)}
    assert len(found) == 1
    (course,) = found.pop()
    return course


def grade(course: CourseResults) -> str:
    """Give the grade that counts, or `held` where a person decides."""
    if course.reasons:
        assert [why.code for why in course.reasons] == [HeldCode.SEVERAL_ATTEMPTS]
        return "held"
    return "" if course.counted.grade is None else course.counted.grade.label


FAILED = {"status": ResultStatus.FAILED}
AUTUMN_2 = make_result(grade="2", completed_on=date(2024, 12, 20), **FAILED)
AUTUMN_4 = make_result(grade="4", ordinal=2, completed_on=date(2025, 1, 15))
SPRING_3 = make_result(grade="3", term=SPRING)
UNDATED_5 = make_result(grade="5", term=AcademicTerm(label="once"))


def test_one_result_counts_as_it_is() -> None:
    assert grade(counted(Attempts.HOLD, AUTUMN_4)) == "4"


def test_courses_are_told_apart_by_code_and_sorted() -> None:
    courses = count_attempts(
        (make_result("B"), make_result("A"), make_result("B", ordinal=2)), Attempts.LAST, percent_of
    )

    assert [(course.code, len(course.attempts)) for course in courses] == [("A", 1), ("B", 2)]


def test_a_repeated_line_counts_once_and_keeps_both_documents() -> None:
    copy = replace(AUTUMN_4, evidence=Sha256("f" * 64), locator="row 9")
    course = counted(Attempts.HOLD, AUTUMN_4, copy)

    assert grade(course) == "4"
    assert {result.evidence for result in course.attempts} == {"e" * 64, "f" * 64}
    assert course.steps == ()


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Attempts.FIRST, "2"),
        (Attempts.BEST, "4"),
        (Attempts.LAST, "3"),
        (Attempts.HOLD, "held"),
    ],
)
def test_the_policy_chooses(policy: Attempts, expected: str) -> None:
    assert grade(counted(policy, AUTUMN_2, AUTUMN_4, SPRING_3)) == expected


@pytest.mark.parametrize("policy", [Attempts.FIRST, Attempts.LAST])
def test_attempts_without_dates_in_two_terms_have_no_order(policy: Attempts) -> None:
    assert grade(counted(policy, AUTUMN_4, UNDATED_5)) == "held"


@pytest.mark.parametrize("policy", [Attempts.FIRST, Attempts.LAST])
def test_two_lines_that_differ_under_one_key_have_no_order(policy: Attempts) -> None:
    assert grade(counted(policy, AUTUMN_2, make_result(grade="4"))) == "held"


@pytest.mark.parametrize("policy", [Attempts.FIRST, Attempts.LAST])
def test_two_terms_that_end_on_one_day_have_no_order(policy: Attempts) -> None:
    other = AcademicTerm(label="other", starts=AUTUMN.starts, ends=AUTUMN.ends)
    undated = (make_result(grade="4"), make_result(grade="5", term=other))

    assert grade(counted(policy, *undated)) == "held"


@pytest.mark.parametrize("policy", [Attempts.FIRST, Attempts.LAST])
@pytest.mark.parametrize("days", [(None, None), (None, "2025-01-15"), ("2025-01-15", None)])
def test_attempts_of_one_term_are_never_ordered_by_their_rows(
    policy: Attempts, days: tuple[str | None, str | None]
) -> None:
    first, second = (day and date.fromisoformat(day) for day in days)
    failed = make_result(grade="2", completed_on=first, **FAILED)
    passed = make_result(grade="4", ordinal=2, completed_on=second)

    assert grade(counted(policy, failed, passed)) == "held"


def test_attempts_of_one_day_have_no_order() -> None:
    again = make_result(grade="5", ordinal=3, completed_on=AUTUMN_4.completed_on)

    assert grade(counted(Attempts.LAST, AUTUMN_2, AUTUMN_4, again)) == "held"
    assert grade(counted(Attempts.FIRST, AUTUMN_2, AUTUMN_4, again)) == "2"


def test_the_best_of_attempts_without_an_order_counts() -> None:
    undated = [make_result(grade=grade, ordinal=int(grade)) for grade in "345"]

    assert grade(counted(Attempts.BEST, *undated)) == "5"


@pytest.mark.parametrize("policy", [Attempts.FIRST, Attempts.LAST])
@pytest.mark.parametrize("others", [(), (SPRING_3,)])
def test_what_is_surely_first_or_last_counts_whatever_the_order_of_the_others(
    policy: Attempts, others: tuple[HostResult, ...]
) -> None:
    found = grade(counted(policy, make_result(grade="2"), make_result(grade="4"), *others))

    assert found == ("3" if others and policy is Attempts.LAST else "held")


@pytest.mark.parametrize("policy", list(Attempts))
def test_lines_of_one_term_that_are_worth_the_same_need_no_order(policy: Attempts) -> None:
    twice = (make_result(grade="4"), make_result(grade="4", ordinal=2, locator="row 9"))
    course = counted(policy, *twice)

    assert grade(course) == "4"
    assert course.counted == twice[0]
    assert len(course.attempts) == len(twice)


def test_a_term_that_ends_later_is_later_though_both_began_together() -> None:
    long = AcademicTerm(label="2024-year", starts=AUTUMN.starts, ends=date(2025, 6, 30))

    assert grade(counted(Attempts.LAST, AUTUMN_4, make_result(grade="5", term=long))) == "5"
    assert grade(counted(Attempts.FIRST, AUTUMN_4, make_result(grade="5", term=long))) == "4"


def test_completion_dates_order_attempts_before_terms_do() -> None:
    late = make_result(grade="5", term=AUTUMN, completed_on=date(2025, 9, 1))

    assert grade(counted(Attempts.LAST, late, SPRING_3)) == "5"


def test_a_term_known_by_its_start_alone_is_ordered_by_it() -> None:
    early = make_result(grade="5", term=AcademicTerm(label="2023", starts=date(2023, 9, 1)))

    assert grade(counted(Attempts.FIRST, early, SPRING_3)) == "5"


def test_the_best_of_fails_is_still_a_fail() -> None:
    other = make_result(grade="3", ordinal=2, **FAILED)

    assert grade(counted(Attempts.BEST, AUTUMN_2, other)) == "3"


def test_a_pass_goes_before_a_fail_whatever_their_marks() -> None:
    assert grade(counted(Attempts.BEST, make_result(grade="5", **FAILED), SPRING_3)) == "3"


@pytest.mark.parametrize("status", [ResultStatus.IN_PROGRESS, ResultStatus.UNKNOWN])
def test_the_best_attempt_waits_for_one_that_is_not_settled(status: ResultStatus) -> None:
    open_ = make_result(grade=None, term=SPRING, status=status)

    assert counted(Attempts.BEST, AUTUMN_4, open_).counted == open_


def test_marks_that_cannot_be_compared_are_held() -> None:
    assert grade(counted(Attempts.BEST, AUTUMN_4, make_result(grade="zal", term=SPRING))) == "held"


def test_of_two_equal_marks_the_earlier_counts() -> None:
    again = make_result(grade="4", term=SPRING)

    assert counted(Attempts.BEST, again, AUTUMN_4).counted == AUTUMN_4


def test_equal_marks_without_an_order_are_held() -> None:
    again = make_result(grade="5", term=AcademicTerm(label="twice"))

    assert grade(counted(Attempts.BEST, UNDATED_5, again)) == "held"


def test_the_reason_lists_every_attempt() -> None:
    (why,) = counted(Attempts.HOLD, AUTUMN_2, make_result(grade=None, term=SPRING)).reasons

    assert dict(why.facts) == {"course": "FIN201", "attempts": "2024-autumn: 2; 2025-spring: "}


def test_dated_attempts_of_one_term_are_ordered_by_their_dates() -> None:
    january = make_result(grade="5", completed_on=date(2025, 1, 20), ordinal=1)
    december = make_result(grade="3", completed_on=date(2024, 12, 20), ordinal=2)

    (course,) = count_attempts([january, december], Attempts.LAST, lambda _: None)

    assert course.counted == january

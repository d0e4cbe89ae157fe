"""Averages of points by credits, and the share of the best marks against the ministry's limit."""

from decimal import Decimal
from fractions import Fraction

import pytest

from mapping.gpa import GpaEntry, GradePointAverage, grade_point_average, top_share


def average(*rows: tuple[str, str | None]) -> GradePointAverage:
    return grade_point_average(
        GpaEntry(credits=Decimal(credits_), points=None if points is None else Decimal(points))
        for credits_, points in rows
    )


def test_a_fail_counts_in_the_divisor() -> None:
    result = average(("3", "4.0"), ("2", "3.0"), ("3", "0.0"))
    assert (result.weighted_points, result.counted_credits) == (18, 8)
    assert result.exact == Fraction(9, 4)
    assert str(result.printed) == "2.25"


def test_the_average_is_exact_and_printed_half_up() -> None:
    result = average(("3", "3.67"), ("4", "2.33"))
    assert result.exact == Fraction(2033, 700)
    assert str(result.printed) == "2.90"
    assert str(average(("1", "2.67"), ("1", "3.0")).printed) == "2.84"


def test_courses_without_points_do_not_count() -> None:
    assert average(("5", "3.0"), ("5", None)) == average(("5", "3.0"))


def test_excluded_courses_do_not_count() -> None:
    sport = GpaEntry(credits=Decimal(2), points=Decimal(4), excluded=True)
    algebra = GpaEntry(credits=Decimal(5), points=Decimal(2))
    assert grade_point_average([sport, algebra]).exact == 2


def test_nothing_has_no_average() -> None:
    result = average(("5", None))
    assert result.exact is None
    assert result.printed is None


@pytest.mark.parametrize(
    ("percents", "top", "marks", "percent", "within"),
    [
        (["89.5", "89.49", "80", "70", "60", "50"], 1, 6, "16.7", True),
        (["100", "80", "70", "60", "50"], 1, 5, "20.0", False),
        (["100", None, "60", "50", "50", "50", "50"], 1, 6, "16.7", True),
    ],
)
def test_the_share_of_the_best_marks_is_below_a_fifth(
    percents: list[str | None],
    top: int,
    marks: int,
    percent: str,
    within: bool,
) -> None:
    share = top_share(None if each is None else Decimal(each) for each in percents)
    assert (share.top, share.marks, str(share.percent)) == (top, marks, percent)
    assert share.within_limit is within


def test_a_period_without_marks_is_within_the_limit() -> None:
    share = top_share([None])
    assert share.percent is None
    assert share.within_limit

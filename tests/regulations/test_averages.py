"""Averages and the ministry's indicator, as handbooks and the platform state them."""

from decimal import Decimal

from mapping.gpa import GpaEntry, grade_point_average, top_share


def test_gpa_of_three_courses_with_a_fail_is_two_and_a_quarter() -> None:
    """Abai University: 4.0 x 3 + 3.0 x 2 + 0.0 x 3 = 18, by 8 credits."""
    rows = (("3", "4.0"), ("2", "3.0"), ("3", "0.0"))
    result = grade_point_average(
        GpaEntry(credits=Decimal(amount), points=Decimal(points)) for amount, points in rows
    )
    assert (result.weighted_points, result.counted_credits) == (18, 8)
    assert result.printed == Decimal("2.25")


def test_physical_education_does_not_count() -> None:
    """KAZGUU: some courses are left out of the average."""
    law = GpaEntry(credits=Decimal(5), points=Decimal("3.0"))
    sport = GpaEntry(credits=Decimal(2), points=Decimal("4.0"), excluded=True)
    assert grade_point_average([law, sport]).printed == Decimal("3.00")


def test_zachet_and_courses_without_control_do_not_count() -> None:
    law = GpaEntry(credits=Decimal(5), points=Decimal("3.0"))
    practice = GpaEntry(credits=Decimal(3), points=None)
    assert grade_point_average([law, practice]).counted_credits == 5


def test_the_ministry_counts_a_and_a_minus_from_89_5_and_wants_less_than_a_fifth() -> None:
    """ЕПВО, indicator 2.21; зачёт is left out."""
    marks = [Decimal("89.5"), Decimal("89.4"), *[Decimal(70)] * 3]
    share = top_share([*marks, None])
    assert (share.top, share.marks) == (1, 5)
    assert not share.within_limit
    assert top_share([*marks, Decimal(70)]).within_limit

"""Stays and agreements: a semester, its extension, and when an agreement may still be amended.

Sources: the university's own page on academic mobility (a semester of 15 weeks; an extension on the
head of department's reasoned request); Narxoz University (an agreement is amended in week 1).
"""

from datetime import date, timedelta

import pytest

from mapping.agreements import Extension, late_amendment, period_end
from tests.builders import make_agreement, make_mobility

STARTS = date(2025, 9, 1)
SEMESTER = make_mobility(starts=STARTS, ends=STARTS + timedelta(weeks=15) - timedelta(days=1))
WEEK = 7


@pytest.mark.parametrize(("day", "needs_reason"), [(1, False), (7, False), (8, True), (60, True)])
def test_after_week_one_an_amendment_needs_a_reason(day: int, needs_reason: bool) -> None:
    approved = STARTS + timedelta(days=day - 1)
    amended = make_agreement(version=2, approved_on=approved)
    reasoned = make_agreement(version=2, approved_on=approved, amendment_reason="course cancelled")

    last = late_amendment(amended, SEMESTER, days=WEEK)

    assert last == (date(2025, 9, 7) if needs_reason else None)
    assert late_amendment(reasoned, SEMESTER, days=WEEK) is None


def test_a_home_without_the_rule_asks_for_no_reason() -> None:
    late = make_agreement(version=2, approved_on=date(2025, 12, 1))

    assert late_amendment(late, SEMESTER, days=None) is None


def test_a_semester_lasts_fifteen_weeks() -> None:
    assert period_end(SEMESTER) == date(2025, 12, 14)


@pytest.mark.parametrize(
    ("reason", "approved_by", "ends"),
    [
        ("resits in spring", "Head of department", date(2026, 1, 31)),
        ("", "Head of department", date(2025, 12, 14)),
        ("resits in spring", "", date(2025, 12, 14)),
    ],
)
def test_a_stay_is_extended_on_the_head_of_departments_reasoned_request(
    reason: str, approved_by: str, ends: date
) -> None:
    extension = Extension(
        ends=date(2026, 1, 31),
        reason=reason,
        approved_by=approved_by,
        approved_on=date(2025, 12, 1),
    )
    extended = make_mobility(starts=STARTS, ends=SEMESTER.ends, extensions=(extension,))

    assert period_end(extended) == ends

"""Whose value stands in the gradebook: every combination of three values."""

from decimal import Decimal

import pytest

from mapping.ownership import Ownership, compare_ownership

A, B, C = Decimal(80), Decimal(85), Decimal(90)


@pytest.mark.parametrize(
    ("last_written", "there_now", "wanted", "verdict"),
    [
        (None, None, A, Ownership.WRITE),
        (A, A, B, Ownership.WRITE),
        (A, A, None, Ownership.WRITE),
        (A, A, A, Ownership.SETTLED),
        (A, B, B, Ownership.SETTLED),
        (None, A, A, Ownership.SETTLED),
        (None, None, None, Ownership.SETTLED),
        (A, None, None, Ownership.SETTLED),
        (None, B, A, Ownership.CHANGED_THERE),
        (A, B, C, Ownership.CHANGED_THERE),
        (A, B, A, Ownership.CHANGED_THERE),
        (A, None, A, Ownership.CHANGED_THERE),
        (A, B, None, Ownership.CHANGED_THERE),
        (Decimal("80.00"), Decimal(80), B, Ownership.WRITE),
    ],
)
def test_three_values_tell_whose_the_mark_is(
    last_written: Decimal | None,
    there_now: Decimal | None,
    wanted: Decimal | None,
    verdict: Ownership,
) -> None:
    found = compare_ownership(last_written=last_written, there_now=there_now, wanted=wanted)

    assert found is verdict

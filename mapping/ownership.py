"""Whose value stands in the gradebook: last written, there now and wanted are compared (law 10)."""

from decimal import Decimal
from enum import StrEnum


class Ownership(StrEnum):
    """What may be done about one grade at home."""

    SETTLED = "settled"
    """What is wanted stands there: write nothing, confirm."""
    WRITE = "write"
    """What stands there is what we last wrote, or nothing: the wanted value may be written."""
    CHANGED_THERE = "changed-there"
    """Somebody else's value stands there: leave it and tell a person."""


def compare_ownership(
    *, last_written: Decimal | None, there_now: Decimal | None, wanted: Decimal | None
) -> Ownership:
    """Compare the three values; `None` means no grade. Equality is exact, in percent."""
    if there_now == wanted:
        return Ownership.SETTLED
    if there_now == last_written:
        return Ownership.WRITE
    return Ownership.CHANGED_THERE

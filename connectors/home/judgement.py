"""What may be done with one write, given what stands there; the same for every home LMS, no I/O.

settled (also behind a lock or an override) -> unchanged
an obstacle                                 -> refused, with the obstacle
not a percentage of 0 to 100                -> refused, out of range
somebody else's value                       -> conflict
our own value, or nothing                   -> send
"""

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from connectors.home.base import HomeResult, Receipt, ResultAddress, ResultWrite, Verdict
from mapping.held import HeldCode
from mapping.ownership import Ownership, compare_ownership

PERCENT_QUANTUM = Decimal("0.01")
"""Percentages at home have two decimals; a finer difference is no difference."""

_HUNDRED = Decimal(100)
_READABLE = frozenset(
    {HeldCode.HOME_ITEM_LOCKED, HeldCode.HOME_GRADE_LOCKED, HeldCode.HOME_GRADE_OVERRIDDEN}
)


def judge(write: ResultWrite, found: HomeResult) -> Receipt | None:
    """Decide on one write without sending anything; None means it may be sent."""
    ownership = compare_ownership(
        last_written=write.expected, there_now=found.percent, wanted=write.wanted
    )
    if is_readable(found) and ownership is Ownership.SETTLED:
        return receipt(write, Verdict.UNCHANGED, there_now=found.percent)
    if found.obstacle is not None:
        return receipt(
            write,
            Verdict.REFUSED,
            obstacle=found.obstacle,
            there_now=found.percent,
            detail=found.detail,
        )
    if write.wanted is not None and not is_percentage(write.wanted):
        return receipt(
            write,
            Verdict.REFUSED,
            obstacle=HeldCode.HOME_OUT_OF_RANGE,
            there_now=found.percent,
            detail="not a percentage of 0 to 100 with two decimals",
        )
    if ownership is Ownership.CHANGED_THERE:
        return receipt(
            write,
            Verdict.CONFLICT,
            obstacle=HeldCode.HOME_CHANGED_THERE,
            there_now=found.percent,
        )
    return None


def is_readable(found: HomeResult) -> bool:
    """Tell whether the value given is what stands there: behind a lock it can still be read."""
    return found.obstacle is None or found.obstacle in _READABLE


def is_percentage(value: Decimal) -> bool:
    """Tell whether a value is a percentage of 0 to 100 with at most two decimals."""
    return value.is_finite() and 0 <= value <= _HUNDRED and value == value.quantize(PERCENT_QUANTUM)


def to_raw(percent: Decimal, *, minimum: Decimal, maximum: Decimal, quantum: Decimal) -> Decimal:
    """Map a percentage onto an item's own range, rounded half up to `quantum`."""
    raw = minimum + percent / _HUNDRED * (maximum - minimum)
    return raw.quantize(quantum, rounding=ROUND_HALF_UP)


def to_percent(raw: Decimal, *, minimum: Decimal, maximum: Decimal) -> Decimal:
    """Map a value on an item's own range back to a percentage with two decimals."""
    percent = (raw - minimum) / (maximum - minimum) * _HUNDRED
    return percent.quantize(PERCENT_QUANTUM, rounding=ROUND_HALF_UP)


def receipt(
    write: ResultWrite,
    verdict: Verdict,
    *,
    obstacle: HeldCode | None = None,
    there_now: Decimal | None = None,
    detail: str = "",
) -> Receipt:
    """Make the receipt of one write, echoing its address and fingerprint."""
    return Receipt(
        address=write.address,
        fingerprint=write.fingerprint,
        verdict=verdict,
        obstacle=obstacle,
        there_now=there_now,
        detail=detail,
    )


def addresses_given_twice(writes: Iterable[ResultWrite]) -> frozenset[ResultAddress]:
    """Find addresses with several writes in one call: none of them may be settled by order."""
    counts = Counter(write.address for write in writes)
    return frozenset(address for address, count in counts.items() if count > 1)


def refuse_twice(write: ResultWrite) -> Receipt:
    """Refuse a write whose address was given twice in one call."""
    return receipt(
        write,
        Verdict.REFUSED,
        obstacle=HeldCode.HOME_REFUSED,
        detail="this address was given twice in one call",
    )

"""Grade point averages and the share of the two best grades; computes, never judges a student.

GPA = sum of credits times points / sum of credits, fails included (universities' handbooks, after
the Model Rules); courses without points and excluded ones (physical education) count in neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mapping.numbers import Rounding, round_fraction

TOP_PERCENT = Decimal("89.5")
"""From here a mark is A or A- (ЕПВО, indicator 2.21: the total mark, not the letter)."""

TOP_SHARE_LIMIT = Fraction(1, 5)
"""The ministry expects fewer than 20 % of a period's marks to be A or A- (ЕПВО, 2.21)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GpaEntry:
    """One course in an average: its credits, and its points where it has a grade."""

    credits: Decimal
    points: Decimal | None
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GradePointAverage:
    """An average, exact; `weighted_points` over `counted_credits`."""

    weighted_points: Fraction
    counted_credits: Fraction

    @property
    def exact(self) -> Fraction | None:
        """Give the exact average; None where nothing counts."""
        return self.weighted_points / self.counted_credits if self.counted_credits else None

    @property
    def printed(self) -> Decimal | None:
        """Give the average half-up to two decimals, as handbooks print it."""
        return None if self.exact is None else _places(self.exact, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopShare:
    """How many of a period's marks are A or A-."""

    top: int
    marks: int

    @property
    def percent(self) -> Decimal | None:
        """Give the share half-up in percent with one decimal; None where there are no marks."""
        return _places(Fraction(100 * self.top, self.marks), 1) if self.marks else None

    @property
    def within_limit(self) -> bool:
        """Tell whether the share is below the ministry's limit, by the exact share."""
        return not self.marks or Fraction(self.top, self.marks) < TOP_SHARE_LIMIT


def grade_point_average(entries: Iterable[GpaEntry]) -> GradePointAverage:
    """Average points weighted by credits over the entries that count."""
    counted = [
        (Fraction(entry.credits), Fraction(entry.points))
        for entry in entries
        if entry.points is not None and not entry.excluded
    ]
    return GradePointAverage(
        weighted_points=sum((amount * points for amount, points in counted), Fraction(0)),
        counted_credits=sum((amount for amount, _ in counted), Fraction(0)),
    )


def top_share(percents: Iterable[Decimal | None]) -> TopShare:
    """Count the marks that are A or A-; marks without a percentage (зачёт) are left out.

    The caller leaves out retaken and deleted rows too, as the indicator does.
    """
    marks = [percent for percent in percents if percent is not None]
    return TopShare(top=sum(percent >= TOP_PERCENT for percent in marks), marks=len(marks))


def _places(value: Fraction, places: int) -> Decimal:
    unit = Fraction(1, 10**places)
    rounded = round_fraction(value, rounding=Rounding.HALF_UP, unit=unit)
    return Decimal(int(rounded / unit)).scaleb(-places)

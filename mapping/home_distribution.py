"""The home's own grade distributions: counts per letter for a field and levels, as data."""

from dataclasses import dataclass, field
from decimal import Decimal

from mapping.terms import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCount:
    """How many home grades were this letter; `mean_percent` is their mean, where it is known."""

    letter: str
    count: int
    mean_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeDistribution:
    """How the home graded one field of study over some academic years.

    The ECTS Users' Guide 2015 asks for counts, not shares, of a narrow or detailed ISCED-F field
    (three or four digits) and one cycle, over at least two years. Failing letters may be counted
    too: they are left out, except beside a host figure that includes its own fails.
    """

    isced_code: str
    levels: tuple[Level, ...]
    first_year: int
    last_year: int
    counts: tuple[LetterCount, ...]
    source: str
    place: str = field(default="", compare=False)

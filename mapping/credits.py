"""Credits: from a host's scheme to Kazakhstan credits, inside the legal ranges, or refused.

Old regime (Order 152 of 2011): ECTS divided by a coefficient somebody chose inside the legal range
of the level and kind of work; whole credits. New regime (Order 563 of 2018): 1 to 1.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from mapping.numbers import Rounding
from mapping.terms import Level, Regime, Work
from mapping.trace import Step


class RoundingScope(StrEnum):
    """Round each course by itself, or keep a sum and share it by largest remainder."""

    COURSE = "course"
    BLOCK = "block"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRange:
    """One row of the national table: the coefficients the law allows for a level and kind of work.

    `levels` is empty where the row holds for every level.
    """

    work: Work
    levels: tuple[Level, ...] = ()
    lowest: Decimal
    highest: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditStep:
    """One row of a published list: host credits from `lowest` to `highest` become `credits`."""

    lowest: Decimal
    highest: Decimal
    credits: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRule:
    """How one scheme's credits become Kazakhstan credits for a regime, level and kind of work.

    Exactly one of `coefficient` (divide by it) and `steps` (look it up) is used; both empty means
    that nobody has chosen, and conversion is refused. Empty `levels`, `hosts` and missing admission
    years mean "all". `whole` is false only where a published list keeps halves.
    """

    regime: Regime
    from_scheme: str = "ects"
    work: Work = Work.THEORY
    levels: tuple[Level, ...] = ()
    hosts: tuple[str, ...] = ()
    admitted_from: int | None = None
    admitted_to: int | None = None
    coefficient: Decimal | None = None
    steps: tuple[CreditStep, ...] = ()
    rounding: Rounding | None = None
    scope: RoundingScope = RoundingScope.COURSE
    whole: bool = True
    source: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditConversion:
    """A converted amount; the exact quotient is a plain number or a fraction `n/d`."""

    credits: Decimal
    quotient: str
    steps: tuple[Step, ...]

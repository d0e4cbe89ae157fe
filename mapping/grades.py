"""Grades: the scales and tables, and how labels and percentages meet the home scale's bands.

The conversion itself is in `mapping.grade_conversion`. The national table runs from ECTS letters to
the home scale, never back: the published tables are not inverse, and a grade that went there and
back would gain.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from mapping.courses import fold_lookalikes
from mapping.identifiers import HeiId, SchemeId
from mapping.numbers import Rounding, round_decimal, round_fraction
from mapping.records import LocalisedText
from mapping.terms import Regime
from mapping.trace import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeBand:
    """One row of the home scale; percents are whole and inclusive, edges round half-up.

    `accepts` lists other spellings that mean the same grade on input (`D-` for `D`).
    """

    letter: str
    accepts: tuple[str, ...] = ()
    points: Decimal
    lowest_percent: int
    highest_percent: int
    passed: bool
    traditional: tuple[LocalisedText, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeScale:
    """The letter scale of a regime, best grade first, covering 0 to 100 without gaps."""

    regime: Regime
    bands: tuple[GradeBand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EctsRow:
    """One row of the national ECTS to KZ table: a percentage is part of it, none is invented."""

    label: str
    letter: str
    points: Decimal
    percent: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EctsTable:
    """The national table from ECTS letters to the home scale, for one regime."""

    regime: Regime
    rows: tuple[EctsRow, ...]


class LabelKind(StrEnum):
    """How a scheme's labels compare: as text, or as numbers where `4,5`, `4.5` and `4.50` agree."""

    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionRow:
    """One row of a host's table: a label, or a range of numbers, and what it becomes.

    `to` lists ECTS letters; more than one (`9` is `A/B` in a published table) is ambiguous, and a
    person decides. An empty `to` with `passed` set carries credits without points.
    """

    label: str = ""
    lowest: Decimal | None = None
    highest: Decimal | None = None
    to: tuple[str, ...] = ()
    passed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeConversionTable:
    """A host's own dated table from its scheme to ECTS letters, with the document it comes from."""

    host: HeiId
    scheme: SchemeId
    label_kind: LabelKind = LabelKind.TEXT
    valid_from: date | None = None
    valid_to: date | None = None
    rows: tuple[ConversionRow, ...]
    source: str
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeConversion:
    """A converted grade, failed ones included; `letter` is the scale's own, not the printed one.

    `letter`, `points` and `percent` are None together where a result carries credits without
    points (pass/fail, зачёт, without control). `percent` is what the table or the host gives.
    """

    letter: str | None
    points: Decimal | None
    percent: Decimal | None
    passed: bool
    steps: tuple[Step, ...]


_DASHES = str.maketrans("‐‑‒–—−", "------")


@lru_cache(maxsize=4096)  # a table's labels are compared with every grade
def label_key(label: str) -> str:
    """Bring a grade's label to the form in which labels compare; digits are never touched.

    Case, the width of spaces, the kind of dash, Cyrillic letters that look Latin (`В` for `B`) and
    `ё` do not tell grades apart; leading zeros do.
    """
    text = " ".join(unicodedata.normalize("NFC", label).split()).translate(_DASHES)
    return fold_lookalikes(text).casefold().replace("ё", "е")


def band_for_letter(scale: HomeScale, label: str) -> GradeBand | None:
    """Find the band of a letter of the home scale, in any spelling it accepts."""
    key = label_key(label)
    return _only(
        band
        for band in scale.bands
        if key in {label_key(spelling) for spelling in (band.letter, *band.accepts)}
    )


def band_for_percent(scale: HomeScale, percent: Decimal | Fraction) -> GradeBand | None:
    """Find the band of a percentage, rounded half-up to a whole one: 89.5 is in the band of 90.

    None outside 0 to 100. The ministry itself counts 89.5 as A- (ЕПВО, indicator 2.21).
    """
    if not 0 <= percent <= 100:  # noqa: PLR2004 -- a percentage
        return None
    whole = whole_percent(percent)
    return _only(
        band for band in scale.bands if band.lowest_percent <= whole <= band.highest_percent
    )


def whole_percent(percent: Decimal | Fraction) -> int:
    """Round a percentage half-up to a whole one, as bands are found by."""
    if isinstance(percent, Decimal):  # the way of nearly every grade, and ten times as fast
        return int(round_decimal(percent, places=0, rounding=Rounding.HALF_UP))
    return int(round_fraction(percent, rounding=Rounding.HALF_UP))


def delivered_percent(percent: Decimal | Fraction, *, scale: HomeScale) -> Decimal:
    """Round a percentage half-up to the two decimals a gradebook takes, inside its own band.

    89.496 is B+; written as 89.50 it would read as A-, so the second decimal is cut there.
    """
    cents = Decimal("0.01")
    if isinstance(percent, Decimal) and percent == (written := percent.quantize(cents)):
        return written
    exact = Fraction(percent)
    cent = Fraction(1, 100)
    rounded = round_fraction(exact, rounding=Rounding.HALF_UP, unit=cent)
    if band_for_percent(scale, rounded) != band_for_percent(scale, exact):
        rounded = round_fraction(exact, rounding=Rounding.FLOOR, unit=cent)
    return Decimal(int(rounded / cent)).scaleb(-2)


def printed_letter(letter: str, printed_letters: Iterable[tuple[str, str]]) -> str:
    """Write a letter as the home prints it (`D-` for `D`), by the home's own list."""
    return dict(printed_letters).get(letter, letter)


def _only(bands: Iterable[GradeBand]) -> GradeBand | None:
    found = tuple(bands)
    return found[0] if len(found) == 1 else None

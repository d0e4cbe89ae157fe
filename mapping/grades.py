"""Grades: from a host's label to the home letter, points and percentage, or held for a person.

local label --(host's own dated table)--> ECTS letter --(national table)--> KZ letter, points, %
KZ label at a KZ host ----------------------(identity, cross-checked)-----> KZ letter, points, %
pass/fail, зачёт, without control -----------------------------------------> credits, no points
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mapping.identifiers import HeiId, SchemeId
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
    """A converted grade.

    `letter`, `points` and `percent` are None together where a result carries credits without
    points (pass/fail, зачёт, without control). `percent` is what the table or the host gives.
    """

    letter: str | None
    points: Decimal | None
    percent: Decimal | None
    passed: bool
    steps: tuple[Step, ...]

"""The national tables of `defaults/`: legal ranges, rules without a choice, letter scales.

Every row cites its source. The files are part of the package and read through the same checks as a
coordinator's; a home overrides a national credit rule by one of its own, never by editing these.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.entries import Entry, Names, localised
from config.reading import Reading
from config.rules import CreditRuleEntry, Levels
from config.scalars import Flag, Label, Note, Number, OneOrMore, Text, Whole
from mapping.credits import CreditRule, LegalRange
from mapping.grades import EctsRow, EctsTable, GradeBand, HomeScale
from mapping.problems import Problem
from mapping.terms import Regime, Work


class LegalRangeEntry(Entry):
    """One row of the national table of coefficients."""

    work: Work
    """The kind of work."""
    levels: Levels = ()
    """Levels of study; none means all."""
    lowest: Annotated[Number, Field(gt=0)]
    """The least coefficient the rules allow."""
    highest: Annotated[Number, Field(gt=0)]
    """The greatest coefficient the rules allow."""
    edition: Note = ""
    """The year of an earlier text; empty for the text in force."""
    source: Text
    """The order, and where it was read."""

    def row(self) -> LegalRange:
        """Give the domain row."""
        return LegalRange(
            work=self.work,
            levels=self.levels,
            lowest=self.lowest,
            highest=self.highest,
            edition=self.edition,
            source=self.source,
        )


class NationalCreditRuleEntry(CreditRuleEntry):
    """A credit rule of the national table; it stands until the home chooses its own."""

    national: Flag = True
    """Whether a home's rule goes before it."""


class NationalCredits(Entry):
    """`defaults/credits.yaml`."""

    legal_ranges: tuple[LegalRangeEntry, ...]
    """The coefficients the rules allow."""
    credit_rules: tuple[NationalCreditRuleEntry, ...]
    """What holds without anybody's choice."""


class GradeBandEntry(Entry):
    """One row of a letter scale."""

    letter: Label
    """The letter."""
    accepts: Annotated[tuple[Label, ...], OneOrMore] = ()
    """Other spellings of the same grade on input."""
    points: Number
    """The numeric equivalent."""
    lowest_percent: Whole
    """Lowest whole percentage."""
    highest_percent: Whole
    """Highest whole percentage, included."""
    passed: Flag
    """Whether it is a pass."""
    traditional: Names = Field(default_factory=dict)
    """The traditional word by language."""
    source: Text
    """Where the row was read."""


class HomeScaleEntry(Entry):
    """The letter scale of a regime, best grade first."""

    regime: Regime
    """The regime."""
    bands: tuple[GradeBandEntry, ...]
    """Its rows."""

    def scale(self) -> HomeScale:
        """Give the domain scale."""
        return HomeScale(
            regime=self.regime,
            bands=tuple(
                GradeBand(
                    letter=band.letter,
                    accepts=band.accepts,
                    points=band.points,
                    lowest_percent=band.lowest_percent,
                    highest_percent=band.highest_percent,
                    passed=band.passed,
                    traditional=localised(band.traditional),
                    source=band.source,
                )
                for band in self.bands
            ),
        )


class EctsRowEntry(Entry):
    """One row of the table from ECTS letters to the home scale."""

    label: Label
    """The ECTS letter."""
    letter: Label
    """The home letter."""
    points: Number
    """Its numeric equivalent."""
    percent: Number
    """Its percentage, part of the table."""
    source: Text
    """Where the row was read."""


class EctsTableEntry(Entry):
    """The table from ECTS letters to the home scale, for a regime."""

    regime: Regime
    """The regime."""
    rows: tuple[EctsRowEntry, ...]
    """Its rows."""

    def table(self) -> EctsTable:
        """Give the domain table."""
        return EctsTable(
            regime=self.regime,
            rows=tuple(
                EctsRow(
                    label=row.label,
                    letter=row.letter,
                    points=row.points,
                    percent=row.percent,
                    source=row.source,
                )
                for row in self.rows
            ),
        )


class NationalGrades(Entry):
    """`defaults/grades.yaml`."""

    scales: tuple[HomeScaleEntry, ...]
    """The letter scale of each regime."""
    ects_tables: tuple[EctsTableEntry, ...]
    """The table from ECTS letters of each regime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalTables:
    """What holds everywhere in the country."""

    legal_ranges: tuple[LegalRange, ...] = ()
    credit_rules: tuple[CreditRule, ...] = ()
    scales: tuple[HomeScale, ...] = ()
    ects_tables: tuple[EctsTable, ...] = ()


def read_national_tables() -> tuple[NationalTables, tuple[Problem, ...]]:
    """Read the tables that come with the package."""
    reading = Reading(Path(__file__).parent)
    amounts = reading.read("defaults/credits.yaml", NationalCredits)
    grades = reading.read("defaults/grades.yaml", NationalGrades)
    if amounts is None or grades is None:
        return NationalTables(), tuple(reading.problems)
    tables = NationalTables(
        legal_ranges=tuple(entry.row() for entry in amounts.model.legal_ranges),
        credit_rules=tuple(
            entry.rule(amounts.place("credit_rules", index), national=entry.national)
            for index, entry in enumerate(amounts.model.credit_rules)
        ),
        scales=tuple(entry.scale() for entry in grades.model.scales),
        ects_tables=tuple(entry.table() for entry in grades.model.ects_tables),
    )
    return tables, tuple(reading.problems)

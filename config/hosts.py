"""A host's file, `hosts/<hei>.yaml`: connector, agreement dates, grading tables, credit rules."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, Field, model_validator

from config.entries import ALWAYS, Entry, Names, Validity, check_period, localised
from config.rules import CreditRuleEntry
from config.scalars import Day, Flag, Hei, Label, Note, Number, OneOrMore, Text, Whole, refuse
from mapping.grades import ConversionRow, GradeConversionTable, LabelKind
from mapping.identifiers import HeiId, SchemeId
from mapping.records import LocalisedText
from mapping.rulebook import AgreementWindow
from mapping.shadow import Likeness
from mapping.terms import MobilityKind


class AgreementEntry(Entry):
    """A period in which the inter-institutional agreement is in force."""

    valid_from: Day = Field(alias="from")
    """First day."""
    valid_to: Day | None = Field(default=None, alias="to")
    """Last day; none while it runs on."""
    reference: Note = ""
    """Number and date of the agreement."""

    @model_validator(mode="after")
    def _in_order(self) -> "AgreementEntry":
        check_period(self.valid_from, self.valid_to)
        return self

    def window(self) -> AgreementWindow:
        """Give the domain value."""
        return AgreementWindow(
            valid_from=self.valid_from, valid_to=self.valid_to, reference=self.reference
        )


class TableRowEntry(Entry):
    """One row of a host's table: a label, or a range of numbers, and what it becomes."""

    label: Label | None = None
    """The grade as the host prints it."""
    lowest: Number | None = None
    """Lowest number of a range."""
    highest: Number | None = None
    """Highest number of a range, included."""
    to: Annotated[tuple[Label, ...], OneOrMore] = ()
    """The ECTS letter; several where the host's table itself leaves it open."""
    passed: Flag = True
    """Whether it is a pass."""

    @model_validator(mode="after")
    def _one_key(self) -> "TableRowEntry":
        ranged = self.lowest is not None or self.highest is not None
        if (self.label is not None) == ranged:
            raise refuse(
                "row-key", "a row needs a label or a range", "write 'label', or 'lowest'/'highest'"
            )
        if self.lowest is not None and self.highest is not None and self.lowest > self.highest:
            raise refuse("range-reversed", "lowest is above highest", "exchange the two numbers")
        return self

    def row(self) -> ConversionRow:
        """Give the domain row."""
        return ConversionRow(
            label=self.label or "",
            lowest=self.lowest,
            highest=self.highest,
            to=self.to,
            passed=self.passed,
        )


class TableEntry(Entry):
    """The host's own dated table from its scale to ECTS letters."""

    scheme: Text
    """Name of the scale."""
    labels: LabelKind = LabelKind.TEXT
    """`number` where 4,5 and 4.50 are one grade; `text` where 02 and 2 are two."""
    valid: Validity = ALWAYS
    """When the table holds."""
    source: Text
    """The host's document it was taken from."""
    rows: Annotated[tuple[TableRowEntry, ...], Field(min_length=1)]
    """Its rows."""

    def table(self, host: HeiId, place: str) -> GradeConversionTable:
        """Give the domain table."""
        return GradeConversionTable(
            host=host,
            scheme=SchemeId(self.scheme),
            label_kind=self.labels,
            valid_from=self.valid.valid_from,
            valid_to=self.valid.valid_to,
            rows=tuple(row.row() for row in self.rows),
            source=self.source,
            place=place,
        )


class GradingEntry(Entry):
    """How the host grades."""

    scheme: Text
    """The scale of a grade that names none: ects, kz-letter, percent, or one of `tables`."""
    tables: tuple[TableEntry, ...] = ()
    """The host's own tables."""
    pass_labels: Annotated[tuple[Label, ...], OneOrMore] = ()
    """Labels that carry credits without points (зачтено, pass)."""
    fail_labels: Annotated[tuple[Label, ...], OneOrMore] = ()
    """Labels that are a fail wherever the host gives no status."""


class ShadowEntry(Entry):
    """A connector that runs beside the clerk until it is promoted: nothing of it is delivered."""

    equal: Annotated[Whole, Field(ge=1)] = 20
    """How many marks must come out equal to the clerk's before it may be promoted."""
    by: Likeness = Likeness.PERCENT
    """`percent`: marks are equal by percentage; `letter`: by letter of the home scale."""


class ConnectorEntry(Entry):
    """How the host's documents are had."""

    kind: Text
    """The kind of connector: inbox, elmo, ..."""
    shadow: ShadowEntry | None = None
    """Run it beside the clerk first."""
    settings: dict[str, Any] = Field(default_factory=dict)
    """The connector's own settings."""


class HostFile(Entry):
    """A file of `hosts/`."""

    hei: Hei
    """SCHAC code of the host; the file is named after it."""
    kind: MobilityKind
    """internal for hosts in Kazakhstan, external for all others."""
    names: Names = Field(min_length=1)
    """The host's name by language."""
    aliases: Annotated[tuple[Text, ...], OneOrMore] = ()
    """Earlier and other names under which transcripts may come."""
    connector: ConnectorEntry
    """How its documents are had."""
    agreements: tuple[AgreementEntry, ...] = ()
    """When the inter-institutional agreement is in force."""
    suspended: Note = ""
    """Why nothing of this host is recognised at present."""
    grading: GradingEntry
    """How it grades."""
    credits: tuple[CreditRuleEntry, ...] = ()
    """Credit rules for this host alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSettings:
    """One host as the service uses it; `settings` is of the connector's own type."""

    hei: HeiId
    kind: MobilityKind
    names: tuple[LocalisedText, ...]
    aliases: tuple[str, ...]
    connector: str
    shadow: ShadowEntry | None
    settings: BaseModel
    place: str

    @classmethod
    def of(cls, file: HostFile, settings: BaseModel, place: str) -> "HostSettings":
        """Build from a host's file and its validated connector settings."""
        return cls(
            hei=file.hei,
            kind=file.kind,
            names=localised(file.names),
            aliases=file.aliases,
            connector=file.connector.kind,
            shadow=file.connector.shadow,
            settings=settings,
            place=place,
        )

"""The settings of documents: who signs, what is printed, and how the national platform is reached.

The university's name in the three languages is `home.names`.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from config.entries import Entry, Names
from config.scalars import ConfigPath, Flag, Note, Text, Whole, refuse
from config.secrets import Secret


class NumberSource(StrEnum):
    """Where a number of the national platform comes from."""

    LISTED = "listed"
    """From the file of identifiers; one that is not listed is reported."""
    DIGITS = "digits"
    """The digits of our own number, where it is not listed."""
    DERIVED = "derived"
    """A stable number made of our own key, where it is not listed."""


class WholeCredits(StrEnum):
    """What becomes of credits that are not whole, where the platform takes whole ones only."""

    REFUSE = "refuse"
    HALF_UP = "half-up"
    FLOOR = "floor"
    CEILING = "ceiling"


class SignatoryEntry(Entry):
    """Who signs a document."""

    position: Names = Field(min_length=1)
    """The position by language."""
    name: Note = ""
    """The name, where it is known beforehand."""


class EpvoPushEntry(Entry):
    """Access to the national platform, for `utqyr epvo push`; off while it is left out."""

    url: Text = "https://epvo.kz/isvuz/api"
    """Address of the platform's interface."""
    password: Secret
    """The password, as env:NAME or file:PATH; the user is the university's number."""
    batch_size: Annotated[Whole, Field(ge=1, le=1000)] = 100
    """How many rows go in one call."""
    connect_timeout_seconds: Annotated[Whole, Field(ge=1, le=600)] = 10
    """How long to wait for a connection."""
    read_timeout_seconds: Annotated[Whole, Field(ge=1, le=3600)] = 120
    """How long to wait for an answer."""
    allow_http: Flag = False
    """Let the password travel unencrypted to another machine."""
    ca_bundle: ConfigPath | None = None
    """Certificates to trust, where the platform's are not publicly known."""
    proxy: Note = ""
    """Address of the proxy calls go through."""


class EpvoEntry(Entry):
    """The rows of the national platform (ЕПВО)."""

    university_id: Annotated[Whole, Field(ge=1)]
    """The university's number on the platform."""
    identifiers: ConfigPath | None = None
    """A CSV file with the columns kind, ours, epvo: the platform's numbers for ours."""
    fields: ConfigPath | None = None
    """The university's own table of the fields, where the one that comes along is old."""
    students: NumberSource = NumberSource.LISTED
    """Where a student's number comes from."""
    subjects: NumberSource = NumberSource.LISTED
    """Where a component's number comes from."""
    whole_credits: WholeCredits = WholeCredits.REFUSE
    """The platform takes whole credits only; how others are rounded, or that they are refused."""
    mobility_types: dict[Text, Whole] = Field(default_factory=dict)
    """academicMobilityTypeId for `internal` and `external`, by the platform's dictionary."""
    financing_source: Whole | None = None
    """financingSourceId of every mobility, by the platform's dictionary."""
    order_section: Whole | None = None
    """sectionId of the orders, by the platform's dictionary."""
    study_format: Annotated[Whole, Field(ge=1, le=2)] = 2
    """1 online, 2 offline."""
    agreement_type: Annotated[Whole, Field(ge=1, le=3)] = 1
    """1 contract, 2 double degree, 3 joint programme."""
    push: EpvoPushEntry | None = None
    """Access to the platform; without it nothing is ever sent."""

    @model_validator(mode="after")
    def _known_kinds(self) -> "EpvoEntry":
        unknown = sorted(set(self.mobility_types) - {"internal", "external"})
        if unknown:
            raise refuse(
                "unknown-kind",
                f"'{unknown[0]}' is no kind of mobility",
                "write internal or external",
            )
        return self


class DocumentSettings(Entry):
    """Transcripts, recognition protocols and the national platform's rows."""

    signatories: tuple[SignatoryEntry, ...] = ()
    """Who signs transcripts and protocols, in order."""
    seal: Flag = True
    """Whether documents have a place for the seal."""
    verification_address: Note = ""
    """A page the QR code leads to; what is verified stands after `#` and is not sent there."""
    epvo: EpvoEntry | None = None
    """The national platform; its rows need the university's number there."""

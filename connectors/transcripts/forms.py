"""The forms a document can take, and what may be chosen for them; light, for the command line."""

from dataclasses import dataclass
from enum import StrEnum

from connectors.transcripts.document import LANGUAGES


class WaitingShown(StrEnum):
    """Whether a document also tells what waits; official ones do not unless asked."""

    SHOWN = "shown"
    LEFT_OUT = "left-out"


class TranscriptForm(StrEnum):
    """The forms of a transcript."""

    PDF = "pdf"
    HTML = "html"
    XLSX = "xlsx"
    ELMO = "elmo"
    EPVO = "epvo"
    """The national platform's rows; an export, which has no version of its own."""


class ProtocolForm(StrEnum):
    """The forms of a protocol."""

    PDF = "pdf"
    HTML = "html"
    XLSX = "xlsx"


FOR_MACHINES = frozenset({"xlsx", "elmo", "epvo"})
"""Forms that speak no language and tell nothing of what waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterOptions:
    """What may be chosen for a form that people read."""

    languages: tuple[str, ...] = LANGUAGES
    waiting: WaitingShown = WaitingShown.LEFT_OUT

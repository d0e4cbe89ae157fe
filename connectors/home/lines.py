"""Lines of a student's transcript as a home keeps them: values only; knows no store and no Moodle.

A line has a key within its student: a component's code for what was recognised, `case:` and a
digest for what waits. It is never overwritten: other content is another version.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mapping.fingerprint import fingerprint
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, HeiId, StudentId
from mapping.records import LocalisedText


class Verdict(StrEnum):
    """What became of one write."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    """The wanted value already stood there; nothing was sent."""
    CONFLICT = "conflict"
    """Another value than the expected one stands there; nothing was sent."""
    REFUSED = "refused"
    """There is an obstacle; nothing was sent."""
    UNKNOWN = "unknown"
    """It was sent and no reply came, or the reply makes no sense: read before doing anything."""


class LineStatus(StrEnum):
    """What a line says of its result."""

    RECOGNISED = "recognised"
    WAITING = "waiting"
    """It waits for a person; `reasons` say why."""
    WITHDRAWN = "withdrawn"
    """A named person took back what was recognised."""
    CLOSED = "closed"
    """It waited, and its result was settled elsewhere or refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalResult:
    """One line of the host's transcript, in the host's own words; unknown is empty."""

    code: str
    title: str = ""
    grade: str = ""
    grade_scheme: str = ""
    credits: str = ""
    credit_scheme: str = ""
    term: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptLine:
    """One line with its content. Letter, points and percent are None together for no grade.

    `decision` and `decided_at` (ISO 8601, UTC) name the decision that made this content; another
    one with the same content makes no new version. `conversion` is one sentence a line, in the
    language of record. `rule` is empty for a line that waits.
    """

    key: str
    status: LineStatus
    decision: str = field(compare=False)
    decided_at: str = field(compare=False)
    host: HeiId
    host_name: str
    starts: date | None = None
    ends: date | None = None
    titles: tuple[LocalisedText, ...] = ()
    credits: Decimal | None = None
    credit_scheme: str = ""
    letter: str | None = None
    points: Decimal | None = None
    percent: Decimal | None = None
    rule: str = ""
    originals: tuple[OriginalResult, ...] = ()
    reasons: tuple[HeldCode, ...] = ()
    conversion: str = ""

    @property
    def fingerprint(self) -> str:
        """Digest what the line says."""
        return fingerprint(self)

    def title(self, language: str) -> str:
        """Give the title in a language; empty where there is none."""
        return next((each.text for each in self.titles if each.language == language), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAddress:
    """Whose line, and which."""

    student_id: StudentId
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWrite:
    """A line of its own; `component` is the home component it is about, None for none."""

    student_id: StudentId
    component: ComponentCode | None
    line: TranscriptLine

    @property
    def address(self) -> LineAddress:
        """Name the line."""
        return LineAddress(student_id=self.student_id, key=self.line.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLine:
    """Which version of a line stands: 0 and an empty fingerprint for none."""

    address: LineAddress
    version: int = 0
    fingerprint: str = ""
    obstacle: HeldCode | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReceipt:
    """The verdict on one line; `version` is the one that stands now, 0 where it is not known."""

    address: LineAddress
    fingerprint: str
    verdict: Verdict
    version: int = 0
    obstacle: HeldCode | None = None
    detail: str = ""

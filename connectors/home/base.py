"""The home gradebook contract: student number and component code in, receipts out; no Moodle ids.

Values are percentages (0 to 100, at most two decimals); the connector maps them onto each grade
item's own range and back. Every write names the value it expects to find, and is refused as a
conflict when something else stands there: sending the same write twice has one effect.

A home that keeps transcripts (`carries_lines`) also takes the line of the student's transcript a
result belongs to, in the same write, and lines of their own (`put_lines`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from connectors.home.lines import (
    LineAddress,
    LineReceipt,
    LineWrite,
    StandingLine,
    TranscriptLine,
    Verdict,
)
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from mapping.problems import Problem

__all__ = [
    "HomeLms",
    "HomeResult",
    "Receipt",
    "ResultAddress",
    "ResultWrite",
    "Verdict",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultAddress:
    """Where a result stands at home."""

    student_id: StudentId
    component: ComponentCode


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeResult:
    """What stands at an address now; `obstacle` says why nothing can be written there.

    `percent` is None for no grade. With an obstacle other than a lock or an override it is None.
    `line_fingerprint` is that of the transcript line under the component's code, empty for none;
    `hidden` tells that the student does not see the grade, where the mode can tell.
    """

    address: ResultAddress
    percent: Decimal | None = None
    obstacle: HeldCode | None = None
    detail: str = ""
    line_fingerprint: str = ""
    hidden: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultWrite:
    """One wanted value. `expected` is what we last wrote there (None: nothing of ours).

    `wanted` None takes the mark back. `fingerprint` names the wanted content for the receipt.
    `line` is what the student's transcript says of it: written with the grade or not at all, and
    the source of the grade's feedback; a home that carries no lines leaves it out.
    """

    address: ResultAddress
    wanted: Decimal | None
    expected: Decimal | None
    fingerprint: str
    line: TranscriptLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The verdict on one write, in the order the writes were given.

    `there_now` is the value found (conflict) or left behind, where it is known. `written` also
    where the value stood there already and the transcript line did not.
    """

    address: ResultAddress
    fingerprint: str
    verdict: Verdict
    obstacle: HeldCode | None = None
    there_now: Decimal | None = None
    detail: str = ""


class HomeLms(Protocol):
    """The home gradebook."""

    def check(self) -> tuple[Problem, ...]:
        """Look whether the token can do what delivery needs; changes nothing.

        Raises HomeUnavailable.
        """

    def get_results(self, addresses: Sequence[ResultAddress]) -> tuple[HomeResult, ...]:
        """Read what stands at each address, in the given order; reads are batched by component.

        Raises HomeUnavailable or HomeRefused when nothing could be read at all.
        """

    def put_results(self, writes: Sequence[ResultWrite]) -> tuple[Receipt, ...]:
        """Write what may be written, batched by grade item; one receipt per write, in order.

        One bad record never fails its batch. Checks student, enrolment, item, range and locks
        before anything is sent. Raises HomeUnavailable or HomeRefused only when nothing was sent.
        """

    def describe(self) -> str:
        """Say in one English sentence how the home is used and why; raises HomeError."""

    def carries_lines(self) -> bool:
        """Tell whether this home keeps lines of transcripts; raises HomeError."""

    def get_lines(self, addresses: Sequence[LineAddress]) -> tuple[StandingLine, ...]:
        """Read which version of each line stands, in the given order.

        Raises HomeUnavailable or HomeRefused when nothing could be read at all.
        """

    def put_lines(self, writes: Sequence[LineWrite]) -> tuple[LineReceipt, ...]:
        """Write lines of their own; one receipt per write, in order.

        Equal content makes no new version. Raises HomeUnavailable or HomeRefused only when nothing
        was sent.
        """

"""The home gradebook contract: student number and component code in, receipts out; no Moodle ids.

Values are percentages (0 to 100, at most two decimals); the connector maps them onto each grade
item's own range and back. Every write names the value it expects to find, and is refused as a
conflict when something else stands there: sending the same write twice has one effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from mapping.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultAddress:
    """Where a result stands at home."""

    student_id: StudentId
    component: ComponentCode


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeResult:
    """What stands at an address now; `obstacle` says why nothing can be written there.

    `percent` is None for no grade. With an obstacle other than a lock or an override it is None.
    """

    address: ResultAddress
    percent: Decimal | None = None
    obstacle: HeldCode | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultWrite:
    """One wanted value. `expected` is what we last wrote there (None: nothing of ours).

    `wanted` None takes the mark back. `fingerprint` names the wanted content for the receipt;
    `provenance` is a short text for the student, used where the mode can carry it.
    """

    address: ResultAddress
    wanted: Decimal | None
    expected: Decimal | None
    fingerprint: str
    provenance: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The verdict on one write, in the order the writes were given.

    `there_now` is the value found (conflict) or left behind, where it is known.
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

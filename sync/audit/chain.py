"""The chain itself: extend it, verify it, pin it; pure, and streaming over any number of entries.

extend(head, drafts)   -> records      inside the transaction of the effect they record
verify(records)        -> Verification one pass, constant memory
Checkpoint             -> three lines a registrar can print and keep in a safe
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from sync.audit.entry import (
    GENESIS,
    SALT_BYTES,
    AuditAction,
    AuditDetail,
    AuditDraft,
    AuditEntry,
    AuditRecord,
    detail_text,
    entry_line,
    line_digest,
    require_field,
)
from sync.errors import AuditChainBroken

FAULTS_KEPT = 100
"""A log broken everywhere is described well enough by its first hundred faults."""

_HEX_DIGITS = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    """The end of a chain: how many entries it has, and the digest of the last one."""

    sequence: int = 0
    digest: str = GENESIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A chain's state at one moment, kept elsewhere: what stood then can no longer be rewritten.

    `origin` names the installation (the home's SCHAC code). Printed as three lines.
    """

    origin: str
    size: int
    digest: str

    def __str__(self) -> str:
        """Write the three lines: origin, number of entries, digest of the last entry."""
        return f"{self.origin}\n{self.size}\n{self.digest}\n"


class Details(StrEnum):
    """Whether details were read along: without them a pass checks lines, links and numbers."""

    READ = "read"
    WITHHELD = "withheld"


class Fault(StrEnum):
    """How an entry shows that the log is not what was written."""

    CONTENT = "content"
    """The line does not give the digest that stands beside it: it was changed."""
    LINK = "link"
    """The entry does not name the digest of the entry before: that one was exchanged."""
    GAP = "gap"
    """Entries are missing before this one."""
    ORDER = "order"
    """The entry stands out of order, or twice."""
    DETAIL = "detail"
    """The detail does not give the digest in the line: it was changed."""
    DETAIL_MISSING = "detail-missing"
    """The detail is gone and no later entry says that it was erased."""
    TRUNCATED = "truncated"
    """The log ends before a checkpoint: its tail was cut off."""
    CHECKPOINT = "checkpoint"
    """The log was rewritten before a checkpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFault:
    """One fault, at the entry that shows it; `expected` and `found` are digests or numbers."""

    sequence: int
    fault: Fault
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a pass over the log found: where the chain ends, and its first faults in order.

    `fault_count` counts them all; `erased` counts details properly erased.
    """

    head: ChainHead
    entries: int
    erased: int
    faults: tuple[ChainFault, ...]
    fault_count: int

    @property
    def intact(self) -> bool:
        """Tell whether nothing was found."""
        return self.fault_count == 0

    def require_intact(self) -> None:
        """Raise AuditChainBroken at the first fault, if there is one."""
        if self.faults:
            first = min(fault.sequence for fault in self.faults)
            raise AuditChainBroken(first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A stretch without a single entry; a running daemon's heartbeat leaves none."""

    after_sequence: int
    since: datetime
    until: datetime


def extend(
    head: ChainHead,
    drafts: Iterable[AuditDraft],
    *,
    at: datetime,
    actor: str,
    salts: Iterable[bytes],
) -> tuple[AuditRecord, ...]:
    """Chain drafts to the head, in order; the last record's entry is the next head.

    `salts` gives 16 random bytes for each draft. Raises ValueError for an actor or subject that
    cannot stand in a line, and for a salt that is missing or too short.
    """
    require_field("actor", actor)
    records = []
    sequence, previous = head.sequence, head.digest
    remaining_salts = iter(salts)
    for draft in drafts:
        require_field("subject", draft.subject)
        sequence += 1
        detail = AuditDetail(salt=_next_salt(remaining_salts), text=detail_text(draft.detail))
        entry = _sealed(sequence, at, actor, draft, detail.digest, previous)
        records.append(AuditRecord(entry=entry, detail=detail))
        previous = entry.digest
    return tuple(records)


def head_of(entry: AuditEntry) -> ChainHead:
    """Name the chain that ends with this entry."""
    return ChainHead(sequence=entry.sequence, digest=entry.digest)


def erasure_of(sequence: int, *, reason: str) -> AuditDraft:
    """Draft the tombstone of an entry's detail, to be committed with the erasure itself."""
    return AuditDraft(
        action=AuditAction.DETAIL_ERASED, subject=str(sequence), detail={"reason": reason}
    )


def verify(
    records: Iterable[AuditRecord],
    *,
    start: ChainHead | None = None,
    checkpoints: Iterable[Checkpoint] = (),
    details: Details = Details.READ,
) -> Verification:
    """Check every line, link, number and detail in one pass.

    After a fault the pass goes on from what it found, so one changed entry is one fault. `start`
    is a head verified before, for checking only what came after it; checkpoints before it are not
    looked at. Memory grows only with details that are missing without a tombstone.
    """
    walk = _Walk(start or ChainHead(), checkpoints, details)
    for record in records:
        walk.check(record)
    return walk.finish()


def silences(records: Iterable[AuditRecord], *, longer_than: timedelta) -> Iterator[Silence]:
    """Find stretches without entries; times only inform, the order is that of the sequence."""
    for before, after in pairwise(record.entry for record in records):
        if after.at - before.at > longer_than:
            yield Silence(after_sequence=before.sequence, since=before.at, until=after.at)


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the three lines of a checkpoint; raises ValueError where they are not three."""
    lines = [line.strip() for line in text.strip().splitlines()]
    match lines:
        case [origin, size, digest] if origin and size.isascii() and size.isdigit():
            if len(digest) == len(GENESIS) and _HEX_DIGITS.issuperset(digest):
                return Checkpoint(origin=origin, size=int(size), digest=digest)
    raise ValueError("a checkpoint is three lines: origin, number of entries, digest")


class _Walk:
    """The state of one pass."""

    def __init__(
        self, start: ChainHead, checkpoints: Iterable[Checkpoint], details: Details
    ) -> None:
        self._head = start
        self._details = details
        self._checkpoints = sorted(
            (pinned for pinned in checkpoints if pinned.size >= start.sequence),
            key=lambda pinned: pinned.size,
        )
        self._pinned: dict[int, list[str]] = {}
        for pinned in self._checkpoints:
            self._pinned.setdefault(pinned.size, []).append(pinned.digest)
        self._entries = 0
        self._erased = 0
        self._missing: dict[int, None] = {}
        self._faults: list[ChainFault] = []
        self._fault_count = 0
        self._check_pinned(start.sequence, start.digest)

    def check(self, record: AuditRecord) -> None:
        """Check one record against what came before it."""
        entry = record.entry
        self._entries += 1
        digest = line_digest(entry.line)
        if digest != entry.digest:
            self._report(entry.sequence, Fault.CONTENT, entry.digest, digest)
        self._check_place(entry)
        self._check_detail(record)
        self._check_pinned(entry.sequence, digest)
        self._head = ChainHead(sequence=entry.sequence, digest=entry.digest)

    def finish(self) -> Verification:
        """Close the pass."""
        for sequence in self._missing:
            self._report(sequence, Fault.DETAIL_MISSING)
        for pinned in self._checkpoints:
            if pinned.size > self._head.sequence:
                self._report(
                    self._head.sequence + 1,
                    Fault.TRUNCATED,
                    str(pinned.size),
                    str(self._head.sequence),
                )
        return Verification(
            head=self._head,
            entries=self._entries,
            erased=self._erased,
            faults=tuple(self._faults),
            fault_count=self._fault_count,
        )

    def _check_place(self, entry: AuditEntry) -> None:
        expected = self._head.sequence + 1
        if entry.sequence > expected:
            self._report(entry.sequence, Fault.GAP, str(expected), str(entry.sequence))
        elif entry.sequence < expected:
            self._report(entry.sequence, Fault.ORDER, str(expected), str(entry.sequence))
        elif entry.previous != self._head.digest:
            self._report(entry.sequence, Fault.LINK, self._head.digest, entry.previous)

    def _check_detail(self, record: AuditRecord) -> None:
        entry = record.entry
        if record.detail is None:
            if self._details is Details.WITHHELD:
                return
            self._missing[entry.sequence] = None
        elif record.detail.digest != entry.detail_digest:
            self._report(entry.sequence, Fault.DETAIL, entry.detail_digest, record.detail.digest)
        if entry.action == AuditAction.DETAIL_ERASED and entry.subject.isdecimal():
            erased = int(entry.subject)
            if erased in self._missing:
                del self._missing[erased]
                self._erased += 1

    def _check_pinned(self, sequence: int, digest: str) -> None:
        for pinned in self._pinned.get(sequence, ()):
            if pinned != digest:
                self._report(sequence, Fault.CHECKPOINT, pinned, digest)

    def _report(self, sequence: int, fault: Fault, expected: str = "", found: str = "") -> None:
        self._fault_count += 1
        if len(self._faults) < FAULTS_KEPT:
            self._faults.append(
                ChainFault(sequence=sequence, fault=fault, expected=expected, found=found)
            )


def _next_salt(salts: Iterator[bytes]) -> str:
    salt = next(salts, b"")
    if len(salt) != SALT_BYTES:
        raise ValueError(f"every audit entry needs a salt of {SALT_BYTES} bytes")
    return salt.hex()


def _sealed(
    sequence: int, at: datetime, actor: str, draft: AuditDraft, detail_digest: str, previous: str
) -> AuditEntry:
    line = entry_line(
        sequence=sequence,
        at=at,
        actor=actor,
        action=draft.action.value,
        subject=draft.subject,
        detail_digest=detail_digest,
        previous=previous,
    )
    return AuditEntry(
        sequence=sequence,
        at=at,
        actor=actor,
        action=draft.action.value,
        subject=draft.subject,
        detail_digest=detail_digest,
        previous=previous,
        digest=line_digest(line),
    )

"""What an issued document's code proves, settled from a log or an excerpt of one; asks nobody.

    the paper              the log
    code  ---------------> entry of the issue: digest of the file, statement of what it says
      `-- digest of a random part and that statement
    size, digest --------> the entry that was last when the document was drawn up

Every issued document so pins the log: whoever holds one holds a checkpoint. An excerpt is lines of
the exported log, with the details of the issue and of the decisions it rests on, and is checked the
same way; what an excerpt does not hold is not claimed.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from sync.audit.chain import Checkpoint
from sync.audit.entry import AuditAction, AuditRecord, line_digest

ISSUES = frozenset({AuditAction.TRANSCRIPT_ISSUED.value, AuditAction.PROTOCOL_ISSUED.value})

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without the letters a person mistakes for digits."""
_GROUP, _GROUPS, _BITS = 5, 5, 5
_MISREAD = str.maketrans("OILU", "011V")
_CLAIM = re.compile(r"UTQYR:1/([^/]+)/([0-9A-Z-]+)/(\d{1,18})/([0-9A-F]{64})")

Read = Callable[[], Iterable[AuditRecord]]
"""Reads a log from its beginning, as often as it is called."""


class ProofFault(StrEnum):
    """Why a document is not proved."""

    UNKNOWN_CODE = "unknown-code"
    """No entry issued a document with this code."""
    ENTRY_CHANGED = "entry-changed"
    """A line does not give the digest that stands beside it."""
    DETAIL_CHANGED = "detail-changed"
    """The detail of the issue is not what was recorded."""
    DETAIL_WITHHELD = "detail-withheld"
    """The detail of the issue was erased or left out: what it said cannot be compared."""
    STATEMENT_CHANGED = "statement-changed"
    """What the issue is said to state does not give the code."""
    DECISION_CHANGED = "decision-changed"
    """A decision the document rests on is not the one that was recorded."""
    DOCUMENT_DIFFERS = "document-differs"
    """No issue with this code has the file's digest."""
    PINNED_DIFFERS = "pinned-differs"
    """The log is not the one the document was drawn up from."""
    CHAIN_BROKEN = "chain-broken"
    """Entries between those that matter do not follow one another."""
    CHECKPOINT_DIFFERS = "checkpoint-differs"
    """The log is not the one the checkpoint was taken of."""
    CHECKPOINT_OUT_OF_REACH = "checkpoint-out-of-reach"
    """No unbroken line of entries leads from the issue to the checkpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a paper says of itself: its code and, from the QR, the log's state it pins."""

    code: str
    origin: str = ""
    size: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedIssue:
    """One issue of a document with the code, as the log tells it."""

    sequence: int
    at: str
    actor: str
    action: str
    version: str
    form: str
    languages: str
    document: str
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofVerdict:
    """What was found: the issues, what speaks against them, and a newer version if there is one.

    `decisions` are the entries the document rests on that were found unchanged; `superseded_by`
    is the version and code of the newest issue about the same thing, where the log knows one.
    """

    code: str
    issues: tuple[ProvedIssue, ...]
    decisions: tuple[int, ...] = ()
    faults: tuple[ProofFault, ...] = ()
    superseded_by: tuple[str, str] | None = None

    @property
    def proved(self) -> bool:
        """Tell whether nothing speaks against the document."""
        return not self.faults


def file_digest(content: bytes) -> str:
    """Digest a file, as issues and exports name it."""
    return hashlib.sha256(content).hexdigest()


def verification_code(nonce: str, statement: str) -> str:
    """Derive a document's code from what it states and a random part; 125 bits in five groups."""
    number = int.from_bytes(hashlib.sha256(f"{nonce}\n{statement}".encode()).digest())
    digits = []
    for _ in range(_GROUP * _GROUPS):
        digits.append(_ALPHABET[number % len(_ALPHABET)])
        number >>= _BITS
    text = "".join(digits)
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def parse_claim(text: str) -> Claim:
    """Read a code as people type it, or what a QR code holds; raises ValueError for neither."""
    bare = text.strip().rpartition("#")[2].upper()
    found = _CLAIM.fullmatch(bare)
    if found is not None:
        origin, code, size, digest = found.groups()
        return Claim(code=_code(code), origin=origin.lower(), size=int(size), digest=digest.lower())
    return Claim(code=_code(bare))


def _code(text: str) -> str:
    letters = "".join(text.replace("-", "").split()).translate(_MISREAD)
    if len(letters) != _GROUP * _GROUPS or not set(letters) <= set(_ALPHABET):
        raise ValueError("a verification code is five groups of five letters and digits")
    groups = (letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))
    return "-".join(groups)


def prove(
    read: Read,
    claim: Claim,
    *,
    documents: Iterable[str] = (),
    checkpoints: Iterable[Checkpoint] = (),
) -> ProofVerdict:
    """Settle a claim; `documents` are digests of files somebody holds."""
    issues = [record for record in read() if _is_issue(record, claim.code)]
    if not issues:
        return ProofVerdict(code=claim.code, issues=(), faults=(ProofFault.UNKNOWN_CODE,))
    faults = dict.fromkeys(fault for record in issues for fault in _issue_faults(record))
    held = tuple(documents)
    known = {_fact(record, "document") for record in issues}
    if any(digest not in known for digest in held):
        faults[ProofFault.DOCUMENT_DIFFERS] = None
    wanted = _decisions(issues)
    pinned = {} if claim.size is None else {claim.size: claim.digest}
    walk = _ProofWalk(issues, wanted, pinned, tuple(checkpoints))
    for record in read():
        walk.look_at(record)
    faults.update(dict.fromkeys(walk.faults()))
    return ProofVerdict(
        code=claim.code,
        issues=tuple(map(_proved, issues)),
        decisions=tuple(sorted(walk.found)),
        faults=tuple(faults),
        superseded_by=walk.newest(),
    )


def excerpt(read: Read, claim: Claim, *, until: int | None = None) -> Iterator[AuditRecord]:
    """Give what proves a document apart from the log: its issues, its decisions and the links.

    The links are every entry from the one the document pins to the last issue, or to a checkpoint's
    size; their details are withheld, since they are about others.
    """
    issues = [record for record in read() if _is_issue(record, claim.code)]
    if not issues:
        return
    whole = {record.entry.sequence for record in issues} | set(_decisions(issues))
    pins = [int(pin) for record in issues if (pin := _fact(record, "log_size")).isdecimal()]
    first = min((*pins, *(record.entry.sequence for record in issues)))
    last = max(until or 0, *(record.entry.sequence for record in issues))
    for record in read():
        sequence = record.entry.sequence
        if sequence in whole:
            yield record
        elif first <= sequence <= last:
            yield replace(record, detail=None)


class _ProofWalk:
    """One pass over a log, looking at what a proof needs and at nothing else."""

    def __init__(
        self,
        issues: list[AuditRecord],
        wanted: dict[int, str],
        pinned: dict[int, str],
        checkpoints: tuple[Checkpoint, ...],
    ) -> None:
        self.found: set[int] = set()
        self._wanted = wanted
        self._about = {_fact(record, "about") for record in issues} - {""}
        self._code = issues[0].entry.subject
        self._version = max(_version(record) for record in issues)
        self._pinned = dict(pinned)
        for record in issues:
            if (size := _fact(record, "log_size")).isdecimal():
                self._pinned.setdefault(int(size), _fact(record, "log_digest"))
        self._checkpoints = {each.size: each.digest for each in checkpoints}
        self._first_issue = min(record.entry.sequence for record in issues)
        self._reached = 0
        self._before: AuditRecord | None = None
        self._faults: dict[ProofFault, None] = {}
        self._newest: tuple[int, str] | None = None
        self._seen: set[int] = set()

    def look_at(self, record: AuditRecord) -> None:
        """Compare one entry with what is known of it from elsewhere."""
        entry = record.entry
        digest = line_digest(entry.line)
        self._look_at_links(record, digest)
        sequence = entry.sequence
        if sequence in self._wanted:
            if digest == self._wanted[sequence]:
                self.found.add(sequence)
            else:
                self._faults[ProofFault.DECISION_CHANGED] = None
        if self._pinned.get(sequence, digest) != digest:
            self._faults[ProofFault.PINNED_DIFFERS] = None
        if sequence in self._checkpoints:
            self._seen.add(sequence)
            if self._checkpoints[sequence] != digest:
                self._faults[ProofFault.CHECKPOINT_DIFFERS] = None
        if entry.action in ISSUES and _fact(record, "about") in self._about:
            version = _version(record)
            if version > self._version and entry.subject != self._code:
                self._newest = max(self._newest or (0, ""), (version, entry.subject))
        self._before = record

    def _look_at_links(self, record: AuditRecord, digest: str) -> None:
        entry, before = record.entry, self._before
        if digest != entry.digest:
            self._faults[ProofFault.ENTRY_CHANGED] = None
        follows = before is not None and entry.sequence == before.entry.sequence + 1
        if follows and before is not None and entry.previous != before.entry.digest:
            self._faults[ProofFault.CHAIN_BROKEN] = None
        if entry.sequence == self._first_issue or (follows and self._reached == entry.sequence - 1):
            self._reached = entry.sequence

    def faults(self) -> Iterator[ProofFault]:
        """Give what was found, and what a checkpoint could not be compared with."""
        yield from self._faults
        for size in self._checkpoints:
            if size >= self._first_issue and (size not in self._seen or size > self._reached):
                yield ProofFault.CHECKPOINT_OUT_OF_REACH

    def newest(self) -> tuple[str, str] | None:
        """Name the newest version about the same thing, where it is another one."""
        return None if self._newest is None else (str(self._newest[0]), self._newest[1])


def _is_issue(record: AuditRecord, code: str) -> bool:
    return record.entry.subject == code and record.entry.action in ISSUES


def _issue_faults(record: AuditRecord) -> Iterator[ProofFault]:
    if record.detail is None:
        yield ProofFault.DETAIL_WITHHELD
        return
    if record.detail.digest != record.entry.detail_digest:
        yield ProofFault.DETAIL_CHANGED
    if verification_code(_fact(record, "nonce"), _fact(record, "statement")) != (
        record.entry.subject
    ):
        yield ProofFault.STATEMENT_CHANGED


def _decisions(issues: Iterable[AuditRecord]) -> dict[int, str]:
    """Read the entries a document rests on: sequence and digest of each."""
    found = {}
    for record in issues:
        for part in _fact(record, "decisions").split():
            sequence, _, digest = part.partition(":")
            if sequence.isdecimal():
                found[int(sequence)] = digest
    return found


def _version(record: AuditRecord) -> int:
    text = _fact(record, "version")
    return int(text) if text.isdecimal() else 0


def _fact(record: AuditRecord, name: str) -> str:
    if record.detail is None:
        return ""
    try:
        return record.detail.facts.get(name) or ""
    except ValueError:  # a changed detail; its digest says so
        return ""


def _proved(record: AuditRecord) -> ProvedIssue:
    entry = record.entry
    return ProvedIssue(
        sequence=entry.sequence,
        at=entry.at.isoformat(timespec="seconds"),
        actor=entry.actor,
        action=entry.action,
        version=_fact(record, "version"),
        form=_fact(record, "form"),
        languages=_fact(record, "languages"),
        document=_fact(record, "document"),
        statement=_fact(record, "statement"),
    )

"""One entry of the audit log and its exact bytes; never touches the store.

An entry is one line of UTF-8 text: seven fields joined by tabs, ended by a newline.

    sequence <TAB> at <TAB> actor <TAB> action <TAB> subject <TAB> detail digest <TAB> previous <LF>

    sequence        1, 2, 3 ... without a gap, in decimal digits
    at              2026-03-01T08:30:00.000000Z
    actor, subject  text without control characters or line separators
    detail digest   SHA-256 of the detail's salt (32 hexadecimal digits), a newline, and its text
    previous        the digest of the entry before; sixty-four zeros for the first
    digest          SHA-256 of the line (not part of it)

The detail may hold names and grades, so it stands apart: only its salted digest is in the line.
Erasing the salt and the text leaves a line that still verifies and tells nothing; an entry
`detail-erased` is its tombstone. Actor and subject cannot be erased: an actor is a member of staff
or `system`, a subject is a key of our own (a case, a document's digest, a host), never a name.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sync.clock import utc_text

GENESIS = "0" * 64
"""What stands for the digest before the first entry."""

SALT_BYTES = 16
SYSTEM = "system"
"""The actor of what the daemon does by itself."""

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"}
_UNESCAPES = {written: character for character, written in _ESCAPES.items()}
_ESCAPED = re.compile(r"\\[\\tnr0]")
_TO_ESCAPE = re.compile(r"[\\\t\n\r\0]")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


class AuditAction(StrEnum):
    """What happened; words are never reused and never removed, since old entries keep them."""

    DOCUMENT_KEPT = "document-kept"
    DOCUMENT_READ = "document-read"
    DOCUMENT_QUARANTINED = "document-quarantined"
    BATCH_HELD = "batch-held"
    BATCH_RELEASED = "batch-released"
    DECISION_RECORDED = "decision-recorded"
    DECISION_SUPERSEDED = "decision-superseded"
    DELIVERY_SENT = "delivery-sent"
    """The intent: written before the home is called, so that no call is ever off the record."""
    DELIVERY_CONFIRMED = "delivery-confirmed"
    DELIVERY_REFUSED = "delivery-refused"
    DELIVERY_SETTLED = "delivery-settled"
    """A lost reply was settled by reading what stands at home."""
    LINE_CONFIRMED = "line-confirmed"
    """A line of a student's transcript, without a grade beside it."""
    LINE_REFUSED = "line-refused"
    HELD_RELEASED = "held-released"
    HELD_REFUSED = "held-refused"
    LEARNER_IDENTIFIED = "learner-identified"
    AGREEMENT_IMPORTED = "agreement-imported"
    CURRICULUM_IMPORTED = "curriculum-imported"
    CATALOGUE_IMPORTED = "catalogue-imported"
    RULEBOOK_LOADED = "rulebook-loaded"
    CONFIGURATION_REFUSED = "configuration-refused"
    PLAN_MADE = "plan-made"
    PLAN_APPLIED = "plan-applied"
    PLAN_REFUSED = "plan-refused"
    RUN_STARTED = "run-started"
    RUN_FINISHED = "run-finished"
    HOST_SUSPENDED = "host-suspended"
    HOST_RESUMED = "host-resumed"
    DAEMON_STARTED = "daemon-started"
    DAEMON_STOPPED = "daemon-stopped"
    HEARTBEAT = "heartbeat"
    CHECKPOINT_MADE = "checkpoint-made"
    TERM_CLOSED = "term-closed"
    DETAIL_ERASED = "detail-erased"
    TRANSCRIPT_ISSUED = "transcript-issued"
    PROTOCOL_ISSUED = "protocol-issued"
    DOCUMENT_COPIED = "document-copied"
    """An issued document was handed out again, byte for byte."""
    ROWS_EXPORTED = "rows-exported"
    """Rows for the national platform were written to a file."""
    ROWS_PUSHED = "rows-pushed"
    SHADOW_BEGAN = "shadow-began"
    """A host's connector runs beside the clerk from now on."""
    SHADOW_COMPARED = "shadow-compared"
    HOST_PROMOTED = "host-promoted"
    """A named person let a connector deliver that ran beside the clerk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDraft:
    """What a caller puts on record; the chain adds sequence, time, actor and digests.

    `detail` values are text, or None for a fact that is known to be missing.
    """

    action: AuditAction
    subject: str
    detail: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDetail:
    """The erasable half of an entry: the salt (32 hexadecimal digits) and the canonical text."""

    salt: str
    text: str

    @property
    def digest(self) -> str:
        """Digest salt and text, as the entry's line states it."""
        return hashlib.sha256(f"{self.salt}\n{self.text}".encode()).hexdigest()

    @property
    def facts(self) -> dict[str, str | None]:
        """Read the text back into what the draft said."""
        return parse_detail_text(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One entry of the chain, as kept for ever.

    `action` is plain text, so that an entry written by a newer or older release still verifies.
    """

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail_digest: str
    previous: str
    digest: str

    @property
    def line(self) -> str:
        """Write the seven fields as the line that is digested, newline included."""
        return entry_line(
            sequence=self.sequence,
            at=self.at,
            actor=self.actor,
            action=self.action,
            subject=self.subject,
            detail_digest=self.detail_digest,
            previous=self.previous,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """An entry with its detail; `detail` is None once it has been erased."""

    entry: AuditEntry
    detail: AuditDetail | None


def entry_line(
    *,
    sequence: int,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    detail_digest: str,
    previous: str,
) -> str:
    """Write the canonical line; its UTF-8 bytes are what an entry's digest is taken of."""
    return (
        f"{sequence}\t{utc_text(at)}\t{actor}\t{action}\t{subject}\t{detail_digest}\t{previous}\n"
    )


def line_digest(line: str) -> str:
    """Digest a canonical line."""
    return hashlib.sha256(line.encode()).hexdigest()


def detail_text(detail: Mapping[str, str | None]) -> str:
    r"""Write a detail as canonical text: a line a fact, sorted by name.

    A fact is its name, a tab and its value; a missing value is the name alone. Backslash, tab,
    newline, carriage return and NUL in a value are written `\\`, `\t`, `\n`, `\r` and `\0`.
    Raises ValueError for a name that is not plain text.
    """
    lines = []
    for name in sorted(detail):
        require_field("detail name", name)
        value = detail[name]
        lines.append(f"{name}\n" if value is None else f"{name}\t{_escape(value)}\n")
    return "".join(lines)


def parse_detail_text(text: str) -> dict[str, str | None]:
    """Read canonical detail text back; raises ValueError where it is not canonical."""
    detail: dict[str, str | None] = {}
    if text and not text.endswith("\n"):
        raise ValueError("a detail's last line is cut off")
    for line in text.split("\n")[:-1]:
        name, tab, value = line.partition("\t")
        detail[name] = _unescape(value) if tab else None
    if detail_text(detail) != text:
        raise ValueError("not a canonical detail")
    return detail


def require_field(name: str, value: str) -> None:
    """Refuse text that cannot stand in a line: empty, a control character, a line separator.

    Raises ValueError, naming the field and never its value.
    """
    if not value:
        raise ValueError(f"the {name} of an audit entry is empty")
    if value.isprintable():  # most are; the careful look below costs a call a character
        return
    if any(unicodedata.category(character) in _UNPRINTABLE for character in value):
        raise ValueError(f"the {name} of an audit entry holds a control character")


def _escape(value: str) -> str:
    if value.isprintable() and "\\" not in value:
        return value
    return _TO_ESCAPE.sub(lambda found: _ESCAPES[found[0]], value)


def _unescape(value: str) -> str:
    return _ESCAPED.sub(lambda found: _UNESCAPES[found[0]], value)

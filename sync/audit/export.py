r"""The audit log as plain files that other people's tools can check; never reads the store.

TSV, a line an entry, ten fields: the seven of the canonical line, its digest, the detail's salt,
and the detail's text with backslash, tab and newline written as `\\`, `\t` and `\n`. Salt and
text are empty where the detail was erased or is withheld. `docs/audit.md` shows how to check the
file with `sha256sum` and with a script of a few lines.
"""

import json
import re
from collections.abc import Iterable, Iterator

from sync.audit.entry import SALT_BYTES, AuditDetail, AuditEntry, AuditRecord
from sync.clock import parse_utc_text, utc_text

TSV_FIELDS = 10

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n"}
_UNESCAPES = {written: character for character, written in _ESCAPES.items()}
_TO_ESCAPE = re.compile(r"[\\\t\n]")
_ESCAPED = re.compile(r"\\[\\tn]")


def tsv_lines(records: Iterable[AuditRecord]) -> Iterator[str]:
    """Write a line an entry, newline included; `cut -f1-7` gives back the canonical line."""
    for record in records:
        salt, text = _detail_fields(record.detail)
        line = record.entry.line.removesuffix("\n")
        yield f"{line}\t{record.entry.digest}\t{salt}\t{_escape(text)}\n"


def jsonl_lines(records: Iterable[AuditRecord]) -> Iterator[str]:
    """Write a JSON object an entry, newline included, its detail opened where it is there.

    For reading and searching: what is digested is the line and the text, not this form.
    """
    for record in records:
        entry = record.entry
        yield (
            json.dumps(
                {
                    "sequence": entry.sequence,
                    "at": utc_text(entry.at),
                    "actor": entry.actor,
                    "action": entry.action,
                    "subject": entry.subject,
                    "detail": record.detail.facts if record.detail else None,
                    "salt": record.detail.salt if record.detail else None,
                    "detail_digest": entry.detail_digest,
                    "previous": entry.previous,
                    "digest": entry.digest,
                },
                ensure_ascii=False,
            )
            + "\n"
        )


def withhold_details(records: Iterable[AuditRecord]) -> Iterator[AuditRecord]:
    """Take the details away, for an auditor who may check the chain but not read the grades."""
    return (AuditRecord(entry=record.entry, detail=None) for record in records)


def read_tsv(lines: Iterable[str]) -> Iterator[AuditRecord]:
    r"""Read an exported file back, so that a copy can be verified away from the store.

    `lines` come from a file opened with `newline="\n"`. Raises ValueError, naming the line, for
    one that does not have the ten fields; nothing else about it is believed before `verify`.
    """
    for number, line in enumerate(lines, start=1):
        try:
            yield _read_line(line)
        except ValueError as e:
            raise ValueError(f"line {number} is not a line of an exported audit log") from e


def _read_line(line: str) -> AuditRecord:
    fields = line.removesuffix("\n").split("\t")
    if len(fields) != TSV_FIELDS:
        raise ValueError("not ten fields")
    sequence, at, actor, action, subject, detail_digest, previous, digest, salt, text = fields
    entry = AuditEntry(
        sequence=int(sequence),
        at=parse_utc_text(at),
        actor=actor,
        action=action,
        subject=subject,
        detail_digest=detail_digest,
        previous=previous,
        digest=digest,
    )
    if entry.line.removesuffix("\n").split("\t") != fields[:7]:
        raise ValueError("not in canonical form")
    if salt and len(bytes.fromhex(salt)) != SALT_BYTES:
        raise ValueError("not a salt")
    detail = AuditDetail(salt=salt, text=_unescape(text)) if salt else None
    return AuditRecord(entry=entry, detail=detail)


def _detail_fields(detail: AuditDetail | None) -> tuple[str, str]:
    return (detail.salt, detail.text) if detail else ("", "")


def _escape(text: str) -> str:
    return _TO_ESCAPE.sub(lambda found: _ESCAPES[found[0]], text)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: _UNESCAPES[found[0]], text)

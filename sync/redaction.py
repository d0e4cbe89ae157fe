"""What may leave the process as a log line: masks secrets and personal data, whoever logs them.

Two sieves, since neither is enough. By name: a field whose name says token, name, grade or national
id loses its value. By shape: in every other text, what looks like a national id (twelve digits), a
token, a credential in an address or an e-mail is masked. A foreign exception's own message is
withheld, since libraries like to quote the value they choke on; ours carry no personal data.
"""

import os
import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from types import TracebackType

from mapping.problems import UtqyrError

HIDDEN = "[hidden]"
WITHHELD = "(message withheld)"

# fmt: off
SENSITIVE_WORDS = frozenset({
    "authorization", "birth", "birthday", "cookie", "credential", "credentials", "detail",
    "details", "dsn", "email", "fact", "facts", "filename", "firstname", "forename", "fullname",
    "given", "grade", "grades", "iin", "key", "label", "lastname", "learner", "letter", "login",
    "mark", "marks", "name", "names", "national", "passwd", "password", "percent", "person",
    "phone", "points", "salt", "secret", "secrets", "student", "surname", "token", "tokens",
    "user", "username", "wstoken",
})
# fmt: on
"""A field is hidden when one of these is a word of its name: `wstoken`, `familyName`, `api_key`."""

_LONGEST_TEXT = 2000
_DEEPEST = 4
_SHA256_DIGITS = 64
_SHOWN_OF_SHA256 = 12
_DIGITS_OF_A_TOKEN = 6

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_NATIONAL_ID = re.compile(r"(?<!\d)\d{12}(?!\d)")
_CREDENTIALS = re.compile(r"(?<=//)[^\s/@]+@")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_QUERY = re.compile(r"([?&][\w.\[\]-]{1,64}=)[^&\s'\"]+")
_NAMED = re.compile(
    r"((?:token|password|passwd|secret|api[_-]?key)[\"']?\s{0,3}[=:]\s{0,3}[\"']?)[^\s&,;\"']+",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"\b(bearer|basic)\s+[^\s,;'\"]+", re.IGNORECASE)
_RUN = re.compile(r"[A-Za-z0-9_+=-]{20,}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_PART_OF_A_WORD = re.compile(r"\S*$")


def redact_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """Mask the fields of a log event: hidden by name, otherwise masked by shape."""
    return _redact_mapping(fields, 0)


def is_sensitive(name: str) -> bool:
    """Tell whether a field's name says that its value is a secret or personal."""
    return any(word.lower() in SENSITIVE_WORDS for word in _WORD.findall(name))


def redact_value(value: object, depth: int = 0) -> object:
    """Mask a value by its shape; an object without a plain form shows only its type."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        masked = mask(str(value))
        return value if masked == str(value) else masked
    if isinstance(value, Mapping | list | tuple | set | frozenset) and depth < _DEEPEST:
        return _redact_collection(value, depth + 1)
    return mask(_plain_text(value))


def mask(text: str) -> str:
    """Mask what looks like a secret or a national id anywhere in a text; cut it when very long."""
    if len(text) > _LONGEST_TEXT:
        text = _PART_OF_A_WORD.sub("…", text[:_LONGEST_TEXT], count=1)
    text = _CREDENTIALS.sub(f"{HIDDEN}@", text)
    text = _EMAIL.sub(HIDDEN, text)
    text = _QUERY.sub(rf"\1{HIDDEN}", text)
    text = _NAMED.sub(rf"\1{HIDDEN}", text)
    text = _SCHEME.sub(rf"\1 {HIDDEN}", text)
    text = _RUN.sub(lambda found: _mask_run(found[0]), text)
    return _NATIONAL_ID.sub(HIDDEN, text)


def summary(error: BaseException) -> str:
    """Name an exception by its class, with its message where that is ours or the system's."""
    name = type(error).__qualname__
    if isinstance(error, UtqyrError):
        return f"{name}: {error.message}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name}: {os.strerror(error.errno)}"
    return f"{name}: {WITHHELD}" if error.args else name


def exception_text(error: BaseException) -> str:
    """Render an exception with its causes, the first cause first: places in code, no values."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines = [*_frames(current.__traceback__), *_members(current)]
        parts.append("\n".join(mask(line) for line in lines))
        context = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or context
    return "\nwhich led to\n".join(reversed(parts))


def _frames(traceback: TracebackType | None) -> list[str]:
    lines = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        lines.append(f"  {code.co_filename}:{traceback.tb_lineno} in {code.co_qualname}")
        traceback = traceback.tb_next
    return lines


def _members(error: BaseException) -> list[str]:
    lines = [summary(error)]
    if isinstance(error, BaseExceptionGroup):
        lines.extend(f"  | {summary(member)}" for member in error.exceptions)
    return lines


def _redact_mapping(fields: Mapping[str, object], depth: int) -> dict[str, object]:
    return {
        mask(name): HIDDEN if is_sensitive(name) else redact_value(value, depth)
        for name, value in ((str(name), value) for name, value in fields.items())
    }


def _redact_collection(value: Collection[object], depth: int) -> object:
    if isinstance(value, Mapping):
        return _redact_mapping(value, depth)
    parts = [redact_value(part, depth) for part in value]
    return sorted(parts, key=str) if isinstance(value, set | frozenset) else parts


def _plain_text(value: object) -> str:
    match value:
        case str() | Decimal():
            return str(value)
        case Enum():
            return str(value.value)
        case date():
            return value.isoformat()
        case BaseException():
            return summary(value)
        case _:
            return f"[{type(value).__name__}]"


def _mask_run(run: str) -> str:
    """Hide a long run of letters and digits that looks like a token rather than like words.

    A SHA-256 names evidence in the store, so its beginning stays; a UUID names a run.
    """
    if _HEXADECIMAL.issuperset(run):
        return f"{run[:_SHOWN_OF_SHA256]}…" if len(run) == _SHA256_DIGITS else HIDDEN
    if _UUID.fullmatch(run):
        return run
    digits = sum(character.isdigit() for character in run)
    one_word = "_" not in run and "-" not in run
    mixed_case = run != run.lower() and run != run.upper()
    looks_random = digits >= _DIGITS_OF_A_TOKEN or (digits and (one_word or mixed_case))
    return HIDDEN if looks_random else run

"""A stable, versioned digest of a value's content; places and comments are not content.

The canonical form is JSON of dataclass fields, keys sorted, without spaces. Fields declared with
`compare=False` (file and line, display notes) are left out, and so are fields that hold their
type's empty value, so that adding a field later does not change the digest of older values.

The text is written straight from the value, by a writer found once a type: most of what a pass
over known documents costs is this.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any, cast

from mapping.numbers import plain

VERSION = "1"

_Writer = Callable[[Any], str]
_Facts = tuple[tuple[str, str], ...]
_EMPTY_WHEN_FALSE = frozenset({str, tuple, frozenset, bool, type(None)})
_NOTHING: frozenset[str] = frozenset()


def canonical(value: object) -> Any:
    """Reduce a domain value to plain JSON types; raises TypeError for a float or unknown type."""
    return json.loads(_text(value))


def canonical_bytes(value: object, *, without: frozenset[str] = _NOTHING) -> bytes:
    """Encode a value's content as UTF-8 JSON; `without` names fields of its own to leave out.

    Raises TypeError for a float or unknown type.
    """
    return (_text_without(value, without) if without else _text(value)).encode()


def fingerprint(value: object, *, without: frozenset[str] = _NOTHING) -> str:
    """Digest a value's content: the version, a colon, and 64 hexadecimal digits.

    A field named in `without` counts as empty, whatever it holds.
    """
    content = canonical_bytes(value, without=without)
    return f"{VERSION}:{hashlib.sha256(content).hexdigest()}"


def _text(value: object) -> str:
    kind = type(value)
    return (_WRITERS.get(kind) or _writer_of(kind))(value)


def _text_without(value: object, without: frozenset[str]) -> str:
    kind: Any = type(value)  # mypy takes a type for no Hashable
    return _dataclass(kind, without)(value)


def _sequence(value: Any) -> str:
    parts = []
    for part in value:
        kind = type(part)
        if kind is str:
            parts.append(quoted(part))
        else:
            parts.append((_WRITERS.get(kind) or _writer_of(kind))(part))
    return f"[{','.join(parts)}]"


@lru_cache(maxsize=4096)
def _facts(value: _Facts) -> str:
    """Write names with their values. Most steps of a decision were taken in another before."""
    return f"[{','.join([f'[{quoted(name)},{quoted(text)}]' for name, text in value])}]"


def _set(value: Any) -> str:
    """Order by the values, not by their text: a quotation mark sorts after a blank."""
    return f"[{','.join(sorted(map(_text, value), key=json.loads))}]"


def _mapping(value: Any) -> str:
    parts = {str(key): part for key, part in value.items()}
    return f"{{{','.join(f'{quoted(key)}:{_text(parts[key])}' for key in sorted(parts))}}}"


@cache
def _dataclass(kind: Any, without: frozenset[str] = _NOTHING) -> _Writer:
    """Compile the writer of a dataclass, as `dataclasses` compiles its methods: a line a field."""
    written = [item for item in fields(kind) if item.compare and item.name not in without]
    lines = ["def write(value):", " parts = []"]
    for item in sorted(written, key=lambda each: each.name):
        label = repr(f"{quoted(item.name)}:")
        form = _FACTS if item.type == _Facts else _FIELD
        lines += [line.format(name=item.name, label=label) for line in form]
    lines.append(" return '{' + ','.join(parts) + '}'")
    scope = {
        "empty": _EMPTY_WHEN_FALSE,
        "facts": _facts,
        "quoted": quoted,
        "text": _text,
        "writers": _WRITERS,
        "writer_of": _writer_of,
    }
    exec("\n".join(lines), scope)  # noqa: S102 -- nothing but the names of fields goes in
    return cast("_Writer", scope["write"])


_FACTS = (
    " if value.{name}:",
    "  parts.append({label} + facts(value.{name}))",
)
_FIELD = (
    " part = value.{name}",
    " if part:",
    "  kind = type(part)",
    "  if kind is str:",  # the hot path: most fields are text
    "   parts.append({label} + quoted(part))",
    "  else:",
    "   parts.append({label} + (writers.get(kind) or writer_of(kind))(part))",
    " elif type(part) not in empty:",  # a zero is content
    "  parts.append({label} + text(part))",
)


def _writer_of(kind: type) -> _Writer:
    """Find how values of a type are written; asked once a type, since fields do not change."""
    if is_dataclass(kind):
        return _WRITERS.setdefault(kind, _dataclass(kind))
    for base, writer in _BASES:
        if issubclass(kind, base):
            return _WRITERS.setdefault(kind, writer)
    raise TypeError(f"{kind.__name__} has no canonical form")


_BASES: tuple[tuple[type | tuple[type, ...], _Writer], ...] = (
    (str, quoted),  # before Enum: what a StrEnum stands for is its own text
    (bool, lambda value: "true" if value else "false"),
    (int, int.__repr__),
    (Enum, lambda value: _text(value.value)),
    (Decimal, lambda value: f'"{plain(value)}"'),
    (date, lambda value: f'"{value.isoformat()}"'),
    ((tuple, list), _sequence),
    (frozenset, _set),
    (dict, _mapping),
    (type(None), lambda _: "null"),
)
_WRITERS: dict[type, _Writer] = {}

"""A stable, versioned digest of a value's content; places and comments are not content.

The canonical form is JSON of dataclass fields in declaration order. Fields declared with
`compare=False` (file and line, display notes) are left out, and so are fields that hold their
type's empty value, so that adding a field later does not change the digest of older values.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from mapping.numbers import plain

VERSION = "1"

_Reduce = Callable[[Any], Any]
_EMPTY: tuple[object, ...] = ((), frozenset())


def canonical(value: object) -> Any:
    """Reduce a domain value to plain JSON types; raises TypeError for a float or unknown type."""
    reduce = _REDUCE.get(type(value))
    if reduce is None:
        reduce = _REDUCE.setdefault(type(value), _reduction_of(type(value)))
    return reduce(value)


def canonical_bytes(value: object) -> bytes:
    """Encode a value's content as UTF-8 JSON with sorted keys and no spaces."""
    return _ENCODER.encode(canonical(value)).encode()


def fingerprint(value: object) -> str:
    """Digest a value's content: the version, a colon, and 64 hexadecimal digits."""
    return f"{VERSION}:{hashlib.sha256(canonical_bytes(value)).hexdigest()}"


def _same(value: Any) -> Any:
    return value


def _sequence(value: Any) -> list[Any]:
    return [canonical(part) for part in value]


def _mapping(value: Any) -> dict[str, Any]:
    return {str(key): canonical(part) for key, part in sorted(value.items())}


def _dataclass(kind: type) -> _Reduce:
    names = tuple(item.name for item in fields(kind) if item.compare)

    def reduce(value: Any) -> dict[str, Any]:
        content = {}
        for name in names:
            part = getattr(value, name)
            if type(part) is str:  # the hot path: most fields are text
                if part:
                    content[name] = part
            elif part is not None and part is not False and part not in _EMPTY:
                content[name] = canonical(part)
        return content

    return reduce


def _reduction_of(kind: type) -> _Reduce:
    """Find how values of a type are reduced; asked once a type, since fields do not change."""
    if is_dataclass(kind):
        return _dataclass(kind)
    for base, reduce in _BASES:
        if issubclass(kind, base):
            return reduce
    raise TypeError(f"{kind.__name__} has no canonical form")


_BASES: tuple[tuple[type | tuple[type, ...], _Reduce], ...] = (
    (Enum, lambda value: value.value),
    (Decimal, plain),
    (date, lambda value: value.isoformat()),
    ((tuple, list), _sequence),
    (frozenset, lambda value: sorted(canonical(part) for part in value)),
    (dict, _mapping),
    ((str, bool, int, type(None)), _same),
)
_REDUCE: dict[type, _Reduce] = {}
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

"""A stable, versioned digest of a value's content; places and comments are not content.

The canonical form is JSON of dataclass fields in declaration order. Fields declared with
`compare=False` (file and line, display notes) are left out, and so are fields that hold their
type's empty value, so that adding a field later does not change the digest of older values.
"""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from mapping.numbers import plain

VERSION = "1"


def canonical(value: object) -> Any:  # noqa: PLR0911 -- one return a type reads best as a table
    """Reduce a domain value to plain JSON types; raises TypeError for a float or unknown type."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((item.name, getattr(value, item.name)) for item in fields(value) if item.compare)
        return {
            name: canonical(part) for name, part in pairs if part not in (None, "", (), frozenset())
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [canonical(part) for part in value]
    if isinstance(value, frozenset):
        return sorted(canonical(part) for part in value)
    if isinstance(value, dict):
        return {str(key): canonical(part) for key, part in sorted(value.items())}
    if value is None or isinstance(value, str | bool | int):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical_bytes(value: object) -> bytes:
    """Encode a value's content as UTF-8 JSON with sorted keys and no spaces."""
    return json.dumps(
        canonical(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def fingerprint(value: object) -> str:
    """Digest a value's content: the version, a colon, and 64 hexadecimal digits."""
    return f"{VERSION}:{hashlib.sha256(canonical_bytes(value)).hexdigest()}"

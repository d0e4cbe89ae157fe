"""Single values of JSON that a host sent: texts, numbers, days, moments; pure, and guesses none.

What is of another type than asked for is absent; whether that is a fault, the caller knows.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from mapping.numbers import parse_decimal, plain

Object: TypeAlias = Mapping[str, Any]

LONGEST_TEXT = 2000
_LARGEST = 12
"""Digits on either side of the point; as `mapping.numbers` takes them from text."""
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.ASCII)


def as_object(value: object) -> Object:
    """Take an object; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """Take a list; anything else is an empty one."""
    return value if isinstance(value, list) else []


def objects(value: object) -> Iterator[Object]:
    """Give the objects of a list."""
    return (each for each in as_list(value) if isinstance(each, dict))


def text(value: object) -> str:
    """Take a text on one line, or a number as it was written; empty for anything else."""
    if isinstance(value, str):
        return " ".join(value.split())[:LONGEST_TEXT]
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return ""
    found = number(value)
    return "" if found is None else plain(found)


def label(value: object) -> str:
    """Take a grade as it stands: of a text nothing but the blanks around it is lost."""
    if isinstance(value, str):
        return value.strip()[:LONGEST_TEXT]
    if isinstance(value, Decimal) and number(value) is not None:
        return f"{value:f}"
    return text(value)


def number(value: object, *, decimal_comma: bool = False) -> Decimal | None:
    """Take a number of at most twelve digits on a side, or a text that is one; None otherwise."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value) if abs(value) < 10**_LARGEST else None
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        fits = isinstance(exponent, int) and exponent >= -_LARGEST and value.adjusted() < _LARGEST
        return value if fits else None
    if isinstance(value, str):
        try:
            return parse_decimal(value, decimal_comma=decimal_comma)
        except ValueError:
            return None
    return None


def day(value: object) -> date | None:
    """Take a day, or the day of a moment as it is written there; None for anything else."""
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def moment(value: object) -> datetime | None:
    """Take a moment of ISO 8601 as UTC; one without a zone is taken for UTC."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        return read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def epoch_day(value: object) -> date | None:
    """Take a day from seconds since 1970; nought means none was set."""
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        return None
    try:
        return datetime.fromtimestamp(value, UTC).date()
    except (OverflowError, ValueError, OSError):
        return None

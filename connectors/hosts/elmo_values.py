"""Single values inside an ELMO document: names, texts, dates, numbers; pure, and guesses none."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from lxml import etree

from mapping.numbers import parse_decimal
from mapping.records import DistributionBin, GradeDistribution

XmlElement: TypeAlias = etree._Element  # noqa: SLF001 -- lxml has no public name for it

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
LONGEST_TEXT = 2000

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?", re.ASCII)


class TextTooLongError(Exception):
    """What should be a word or a line is as long as a page; the reader knows where."""


class LocalNames(dict[Any, str]):
    """Tag to local name, whatever the namespace; each tag is cut once.

    A prefix that nobody declared stands in the tag itself.
    """

    def __missing__(self, tag: object) -> str:
        """Cut namespace and prefix off a tag; what is no element has no name."""
        name = tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""
        self[tag] = name
        return name


def plain_text(text: str | None) -> str:
    """Take the blanks around a text away; raises TextTooLongError."""
    if text is None:
        return ""
    stripped = text.strip()
    if len(stripped) > LONGEST_TEXT:
        raise TextTooLongError
    return stripped


def one_line(text: str | None) -> str:
    """Bring a text to one line with single blanks; raises TextTooLongError."""
    return plain_text(" ".join(text.split())) if text else ""


def text_of(element: XmlElement) -> str:
    """Read an element's own text; raises TextTooLongError."""
    return plain_text(element.text)


def whole_text(element: XmlElement) -> str | None:
    """Read an element's text as it stands, with that of any markup in it."""
    return "".join(map(str, element.itertext())) if len(element) else element.text


def looks_doubly_encoded(texts: Iterable[str]) -> bool:
    """Tell whether a text is UTF-8 that was taken for Windows-1252 or Latin-1 on the way."""
    return any(not text.isascii() and _decoded_again(text) != text for text in texts)


def _decoded_again(text: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def read_date(text: str, pattern: str | None = None) -> date | None:
    """Read an xs:date, its zone dropped, or a date in an old producer's `dtf` pattern."""
    try:
        if found := _DATE.fullmatch(text):
            return date.fromisoformat(found[1])
        if pattern and (found := _DATE.fullmatch(_reordered(text, pattern))):
            return date.fromisoformat(found[1])
    except ValueError:
        return None
    return None


def _reordered(text: str, pattern: str) -> str:
    """Bring a date written as `dd-MM-yyyy` or the like to the order of ISO 8601."""
    parts = {"y": "", "m": "", "d": ""}
    if len(text) == len(pattern):
        for letter, character in zip(pattern.lower(), text, strict=True):
            if letter in parts:
                parts[letter] += character
    return "-".join(parts.values())


def read_moment(text: str) -> datetime | None:
    """Read an xs:dateTime or xs:date as UTC; one without a zone is taken for UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        day = read_date(text)
        return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first or last day of the calendar, moved past its end
        return None


def read_number(text: str, *, decimal_comma: bool) -> Decimal | None:
    """Read a number that is not negative; None for anything else."""
    try:
        number = parse_decimal(text, decimal_comma=decimal_comma)
    except ValueError:
        return None
    return number if number >= 0 else None


def read_distribution(
    source: str, bins: tuple[tuple[str, str], ...], isced_code: str
) -> GradeDistribution | None:
    """Read a grade distribution from labels and counts; None when a count is no number."""
    counted: list[DistributionBin] = []
    for label, count in bins:
        number = read_number(plain_text(count), decimal_comma=False)
        if number is None:
            return None
        counted.append(DistributionBin(label=plain_text(label), count=number))
    if not counted:
        return None
    return GradeDistribution(source=source, bins=tuple(counted), isced_code=isced_code)

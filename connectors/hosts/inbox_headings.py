"""One row of headings read: what each may mean, by the profile or by the common vocabulary.

With `columns` in the profile its headings count and no others.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from connectors.hosts.inbox_cells import Grid, tidy
from connectors.hosts.inbox_settings import InboxSettings
from connectors.hosts.inbox_vocabulary import (
    AMBIGUOUS,
    HEADINGS,
    TITLE_LANGUAGES,
    UNUSED,
    Column,
    normalise_words,
)

_PARTS = re.compile(r"[/|(]")
_MOST_HEADING_WORDS = 12


class _Other(Enum):
    """A heading that names no column of ours."""

    UNUSED = "unused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One heading, recognised: several `columns` where it may mean any of them, none if unknown.

    `known` is the heading as a vocabulary or the profile has it, empty where only a part of it was
    recognised: the rest may be anything, and is not shown.
    """

    index: int
    columns: tuple[Column, ...] = ()
    language: str = ""
    known: str = ""
    unused: bool = False


def recognised(headings: Iterable[Heading]) -> tuple[Heading, ...]:
    """Give the headings that name a column of ours."""
    return tuple(heading for heading in headings if heading.columns)


class HeadingReader:
    """Recognises headings, by a profile or by the common vocabulary."""

    def __init__(self, settings: InboxSettings) -> None:
        self._settings = settings
        self._given = {
            normalise_words(heading): column
            for column, headings in settings.columns.items()
            for heading in headings
        }
        self._ignored = {normalise_words(heading) for heading in settings.ignore_columns}

    def read_row(self, grid: Grid, row: int) -> tuple[Heading, ...]:
        """Recognise every heading of a row, and of the one below it where headings take two."""
        width = max((len(grid.rows[one]) for one in self.rows_of(grid, row)), default=0)
        return tuple(self._read(index, self.texts(grid, row, index)) for index in range(width))

    def read_line(self, grid: Grid, row: int) -> tuple[Heading, ...]:
        """Recognise what stands in one row by itself."""
        cells = enumerate(grid.rows[row])
        return tuple(self._read(index, (cell.text,)) for index, cell in cells)

    def rows_of(self, grid: Grid, row: int) -> range:
        """Give the rows that headings beginning at this one take."""
        return range(row, min(row + self._settings.header_rows, len(grid.rows)))

    def is_ignored(self, text: str) -> bool:
        """Tell whether the profile names this heading as not used."""
        return normalise_words(text) in self._ignored

    def texts(self, grid: Grid, row: int, index: int) -> tuple[str, ...]:
        """Give what a column's heading may read, the most telling first."""
        if self._settings.header_rows == 1:
            return (grid.cell(row, index).text,)
        upper, lower = _merged_text(grid, row, index), grid.cell(row + 1, index).text
        return (f"{upper} {lower}", lower) if lower else (upper,)

    def _read(self, index: int, texts: tuple[str, ...]) -> Heading:
        read = [self._recognise(text) for text in texts if text.strip()]
        for found in read:
            if isinstance(found, tuple):
                columns, language, known = found
                return Heading(index=index, columns=columns, language=language, known=known)
        return Heading(index=index, unused=_Other.UNUSED in read)

    def _recognise(self, text: str) -> tuple[tuple[Column, ...], str, str] | _Other:
        words = normalise_words(text)
        if words in self._ignored:
            return _Other.UNUSED
        if self._given:
            column = self._given.get(words)
            if column is not None:
                return (column,), TITLE_LANGUAGES.get(column, ""), tidy(text)
            return _Other.UNUSED if words in UNUSED else _Other.UNKNOWN
        return _recognise_common(text)


def _merged_text(grid: Grid, row: int, index: int) -> str:
    """Give the text of a heading cell, or of the one merged over it from the left."""
    for area in grid.merged:
        if (
            area.first_row <= row <= area.last_row
            and area.first_column <= index <= area.last_column
        ):
            return grid.cell(area.first_row, area.first_column).text
    return grid.cell(row, index).text


def _recognise_common(text: str) -> tuple[tuple[Column, ...], str, str] | _Other:
    """Recognise a heading by the common vocabulary, whole or in the parts of a trilingual one."""
    whole = _look_up(text)
    if whole is not _Other.UNKNOWN:
        if isinstance(whole, tuple):
            return (*whole, tidy(text))
        return whole
    found = [_look_up(part) for part in _parts(text)]
    columns = {one[0] for one in found if isinstance(one, tuple)}
    languages = {one[1] for one in found if isinstance(one, tuple)}
    if len(columns) > 1:
        return tuple(sorted({one for several in columns for one in several})), "", ""
    if columns:
        return columns.pop(), languages.pop() if len(languages) == 1 else "", ""
    return _Other.UNUSED if _Other.UNUSED in found else _Other.UNKNOWN


def _parts(text: str) -> tuple[str, ...]:
    """Part a heading at its strokes, or wholly into known headings, the longest first.

    The second way is for languages that stood on lines of their own: breaks are blanks by now.
    """
    if _PARTS.search(text):
        return tuple(part for part in _PARTS.split(text) if part.strip())
    words = normalise_words(text).split()
    parts = []
    while words and len(words) <= _MOST_HEADING_WORDS:
        ends = range(len(words), 0, -1)
        known = (end for end in ends if _look_up(" ".join(words[:end])) is not _Other.UNKNOWN)
        end = next(known, 0)
        if end == 0:
            return ()
        parts.append(" ".join(words[:end]))
        words = words[end:]
    return tuple(parts)


def _look_up(text: str) -> tuple[tuple[Column, ...], str] | _Other:
    words = normalise_words(text)
    if "-" in words and not (words in HEADINGS or words in AMBIGUOUS or words in UNUSED):
        words = words.replace("-", "")  # a word broken at the end of a line
    if words in HEADINGS:
        column, language = HEADINGS[words]
        return (column,), language
    if words in AMBIGUOUS:
        return AMBIGUOUS[words], ""
    return _Other.UNUSED if words in UNUSED else _Other.UNKNOWN


def heading_texts(grid: Grid, row: int) -> tuple[str, ...]:
    """Give a row's texts in the form in which a repeated row of headings is told."""
    return tuple(normalise_words(cell.text) for cell in grid.rows[row])

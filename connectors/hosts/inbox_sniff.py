"""A profile suggested from one file, as YAML for a person to check; sets nothing by itself.

Whatever is a guess ends in a comment with a question mark. Values are looked at only to tell a
decimal comma and percents from points; none of them is printed.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from connectors.hosts.inbox_cells import CellKind, FileRefused, Grid
from connectors.hosts.inbox_columns import count_headings, likeliest_row
from connectors.hosts.inbox_headings import Heading, HeadingReader
from connectors.hosts.inbox_labels import LabelReader
from connectors.hosts.inbox_learners import NOBODY
from connectors.hosts.inbox_settings import HiddenCells, InboxSettings, Layout
from connectors.hosts.inbox_sheets import FileFormat, find_format, read_sheets
from connectors.hosts.inbox_text import Encoding, decode, find_delimiter, suggest_encoding
from connectors.hosts.inbox_values import Findings
from connectors.hosts.inbox_vocabulary import (
    HOME_NUMBERS,
    NAMING_COLUMNS,
    TITLE_LANGUAGES,
    Column,
    normalise_words,
)
from mapping.records import Completeness

_DECIMAL_COMMA = re.compile(r"\d+,\d+")
_DECIMAL_POINT = re.compile(r"\d+\.\d+")
_MOST_POINTS = 10
_DATE_FORMATS = (
    *("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y.%m.%d", "%Y/%m/%d"),
    *("%d.%m.%y", "%Y%m%d"),
)
_BY_LANGUAGE = {language: column for column, language in TITLE_LANGUAGES.items()}


def suggest_profile(content: bytes) -> str:
    """Suggest the connector block of a host's file; raises FileRefused for an unreadable file."""
    return "\n".join(_Suggestion(content).lines()) + "\n"


class _Suggestion:
    """What one file suggests."""

    def __init__(self, content: bytes) -> None:
        self._format = find_format(content)
        self._suggested_encoding = suggest_encoding(content)
        self._encoding = self._suggested_encoding or Encoding.UTF_8_SIG
        is_workbook = self._format in (FileFormat.XLSX, FileFormat.XLS)
        self._settings = InboxSettings(
            path=Path("inbox"),
            completeness=Completeness.SNAPSHOT,
            encoding=self._encoding,
            allow_open_end=True,
            sheets=("*",) if is_workbook else (),
            hidden=HiddenCells.READ,
        )
        self._grids, _ = read_sheets(content, self._settings, self._fitness)
        self._grid = max(self._grids, key=self._fitness)
        row = likeliest_row(self._grid, self._settings)
        if row is None:
            raise FileRefused(
                "no row of headings is recognised",
                hint="write 'columns' in the profile by hand, a heading for each",
            )
        self._row = row
        self._take_two_rows()
        read = self._reader().read_row(self._grid, self._row)
        self._headings = tuple(self._with_home_number(heading) for heading in read)
        self._has_open_end = False
        self._delimiter = self._find_delimiter(content)

    def _with_home_number(self, heading: Heading) -> Heading:
        """Take a heading nobody reads by itself for the home number where it says so."""
        text = self._reader().texts(self._grid, self._row, heading.index)[0]
        if heading.columns or normalise_words(text) not in HOME_NUMBERS:
            return heading
        return replace(heading, columns=(Column.STUDENT_NUMBER,), known=text)

    def _fitness(self, grid: Grid) -> int:
        return count_headings(grid, self._settings)

    def _reader(self) -> HeadingReader:
        return HeadingReader(self._settings)

    def _find_delimiter(self, content: bytes) -> str:
        if self._format is not FileFormat.TEXT:
            return ""
        text = decode(content, self._encoding)
        self._has_open_end = not text.endswith(("\n", "\r"))
        return find_delimiter(text, self._settings.grid_limits(), self._fitness)

    def _take_two_rows(self) -> None:
        """Read headings of two rows together where the rows around the likeliest look so."""
        if self._row + 1 >= len(self._grid.rows):
            return
        below = self._reader().read_row(self._grid, self._row + 1)
        if sum(bool(heading.columns) for heading in below) > 1:
            self._settings = self._settings.model_copy(update={"header_rows": 2})

    def lines(self) -> Iterator[str]:
        """Write the suggestion."""
        yield "# Suggested from one file. Check every line, above all those with a question mark."
        yield "connector:"
        yield "  kind: inbox"
        yield "  settings:"
        for line in (*self._lines_of_file(), *self._lines_of_columns()):
            yield f"    {line}"

    def _lines_of_file(self) -> Iterator[str]:
        yield "path: inbox/HOST  # ? the folder the files are dropped in"
        yield "completeness: snapshot  # ? snapshot: a file lists all results; delta: new ones only"
        yield f"layout: {self._layout()}  # ? rows, blocks or file"
        if self._format in (FileFormat.TEXT, FileFormat.HTML):
            doubt = "" if self._suggested_encoding else "  # ? nothing fits well"
            yield f"encoding: {self._encoding}{doubt}"
        if self._delimiter:
            yield f"delimiter: {_quoted(self._delimiter)}"
        if self._format is FileFormat.TEXT and self._has_open_end:
            yield "allow_open_end: true  # ? or is the file cut off?"
        if self._has_decimal_comma():
            yield "decimal_comma: true"
        yield from self._lines_of_dates()
        if len(self._grids) > 1:
            titles = ", ".join(_quoted(grid.title) for grid in self._grids)
            yield f"sheets: [{titles}]  # ? those to be read"
        if any(grid.hidden_rows or grid.hidden_columns for grid in self._grids):
            yield "hidden: refuse  # ? rows or columns are hidden: refuse, read or skip"
        if self._settings.header_rows > 1:
            yield f"header_rows: {self._settings.header_rows}"

    def _layout(self) -> Layout:
        """Tell rows with a student each from lines that name one or several."""
        if any(column in NAMING_COLUMNS for one in self._headings for column in one.columns):
            return Layout.ROWS
        labels = LabelReader(self._settings, Findings())
        lines = sum(
            labels.read(grid, row) is not NOBODY
            for grid in self._grids
            for row in range(len(grid.rows))
            if row != self._row
        )
        below = any(
            labels.read(self._grid, row) is not NOBODY
            for row in range(self._row + 1, len(self._grid.rows))
        )
        return Layout.BLOCKS if below and lines > 1 else Layout.FILE

    def _lines_of_columns(self) -> Iterator[str]:
        yield "columns:"
        unused = []
        titles = sum(one.columns == (Column.COURSE_TITLE,) for one in self._headings)
        taken: set[Column] = set()
        for heading in self._headings:
            text = self._reader().texts(self._grid, self._row, heading.index)[0]
            if heading.columns:
                column, doubt = self._settle(heading, several_titles=titles > 1)
                doubt = f"{doubt}, and another column, too" if column in taken else doubt
                mark = f"  # ? {doubt.lstrip(', ')}" if doubt else ""
                comment = "# " if column in taken else ""
                yield f"  {comment}{column}: {_quoted(text)}{mark}"
                taken.add(column)
            elif text and not heading.unused:
                unused.append(text)
        if unused:
            yield f"ignore_columns: [{', '.join(map(_quoted, unused))}]  # ? not recognised"

    def _settle(self, heading: Heading, *, several_titles: bool) -> tuple[Column, str]:
        """Choose what a heading most likely means, with the doubt that remains."""
        column = heading.columns[0]
        if column is Column.COURSE_TITLE and several_titles and heading.language:
            return _BY_LANGUAGE[heading.language], ""
        if column is Column.STUDENT_NUMBER:
            return column, "host_id, if it is the host's own number"
        if column is Column.HOST_ID:
            return column, "student_number, if it is the home university's number"
        if len(heading.columns) == 1:
            return column, ""
        doubt = f"may mean {' or '.join(heading.columns)}"
        if set(heading.columns) == {Column.PERCENT, Column.POINTS}:
            most = max(self._numbers_below(heading.index), default=0)
            return (Column.POINTS if most <= _MOST_POINTS else Column.PERCENT), doubt
        return column, doubt

    def _lines_of_dates(self) -> Iterator[str]:
        """Propose how dates are written where they are text: the fewest formats that read most."""
        texts = {
            cell.text.strip()
            for heading in self._headings
            if set(heading.columns) & {Column.BIRTH_DATE, Column.COMPLETED_ON}
            for row in range(self._row + 1, len(self._grid.rows))
            if (cell := self._grid.cell(row, heading.index)).kind is CellKind.TEXT
        }
        found = []
        while read := max((_read_by(one, texts) for one in _DATE_FORMATS), key=len):
            found += [one for one in _DATE_FORMATS if _read_by(one, texts) == read]
            texts -= read
        if found:
            both = len({one for one in found if "/" in one}) > 1
            doubt = "  # ? is it day or month that comes first: leave one" if both else ""
            yield f"date_formats: [{', '.join(map(_quoted, found))}]{doubt}"

    def _numbers_below(self, index: int) -> Iterator[int]:
        for row in range(self._row + 1, len(self._grid.rows)):
            found = re.match(r"\d{1,3}", self._grid.cell(row, index).text)
            if found:
                yield int(found[0])

    def _has_decimal_comma(self) -> bool:
        texts = [
            cell.text
            for row in range(self._row + 1, len(self._grid.rows))
            for _, cell in self._grid.filled(row)
            if cell.kind is CellKind.TEXT
        ]
        commas = sum(bool(_DECIMAL_COMMA.fullmatch(text)) for text in texts)
        return commas > sum(bool(_DECIMAL_POINT.fullmatch(text)) for text in texts)


def _read_by(date_format: str, texts: Iterable[str]) -> set[str]:
    """Give the texts that are dates written in this way."""
    return {text for text in texts if _is_date(text, date_format)}


def _is_date(text: str, date_format: str) -> bool:
    try:
        datetime.strptime(text, date_format)  # noqa: DTZ007 -- a day has no zone
    except ValueError:
        return False
    return True


def _quoted(text: str) -> str:
    """Quote a text for YAML, whose double quotes are JSON's."""
    return json.dumps(text, ensure_ascii=False)

"""Cells and grids, the one shape every file of the inbox is brought to; reads no file, no meaning.

CSV, XLSX, XLS, HTML --inbox_sheets--> Grid (rows of Cell) --inbox_columns, inbox_rows--> results
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from enum import StrEnum

from mapping.numbers import plain
from mapping.problems import Problem, UtqyrError

_SPREADSHEET_DIGITS = Context(prec=15)
_LARGEST_NUMBER = Decimal(10) ** 15
_SMALLEST_NUMBER = Decimal(10) ** -12
_BLANKS = re.compile(r"[\s\u00a0\u200b-\u200d\u2060\ufeff\x00-\x1f\x7f-\x9f]+")
_LINE_END_HYPHEN = re.compile(r"(?<=\w)-[ \t]*\r?\n\s*(?=\w)")
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')
_GUARDED = re.compile(r"'(?=[=+\-@\d])")
_FORMAT_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_ZERO_PADDED = re.compile(r"0{2,}")
_GENERAL = "general"
_MOST_MERGED = 50_000

_DAY_BEFORE_1900 = date(1899, 12, 31)
_DAY_ZERO_1904 = date(1904, 1, 1)
_INVENTED_LEAP_DAY = 60  # spreadsheets count a 29 February 1900 that never was

BUILTIN_FORMATS = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "d.m.yyyy"),
}
"""Number formats known by their number alone: percents, and every date and time (ECMA-376 18.8.30).

How a date is written there does not matter, only that it is one.
"""


class FileRefused(UtqyrError):
    """A file cannot be read as the profile says; `problems` are its row-level findings."""

    def __init__(self, message: str, *, hint: str = "", problems: Iterable[Problem] = ()) -> None:
        super().__init__(message, hint=hint)
        self.problems = tuple(problems)


class CellKind(StrEnum):
    """What a cell is to the spreadsheet, which is not always what its author meant."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    UNCACHED = "uncached"
    """A formula whose value the file does not hold; nothing here computes formulas."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `text` is what a person reads there, `day` the date of a date cell if it is one."""

    kind: CellKind
    text: str = ""
    day: date | None = None


EMPTY = Cell(CellKind.EMPTY)
UNCACHED = Cell(CellKind.UNCACHED)
ERROR = Cell(CellKind.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRange:
    """A merged range, rows and columns counted from 0, both ends inside."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLimits:
    """How large a grid may grow; only cells that hold something count."""

    max_rows: int
    max_columns: int
    max_cells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet or table; rows are as long as their last filled cell, counted from 0.

    `place` says which sheet it is where a file has several (`sheet 2`): the sheet's own `title`
    may be a student's name and is never shown. `from_1904` is the epoch of its date numbers,
    `offset` how many rows of the sheet stand above a grid cut out of it.
    """

    place: str = ""
    title: str = ""
    visible: bool = True
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[CellRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    from_1904: bool = False
    offset: int = 0

    def cell(self, row: int, column: int) -> Cell:
        """Give the cell at a place; places outside the grid are empty."""
        if not 0 <= row < len(self.rows):
            return EMPTY
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else EMPTY

    def filled(self, row: int) -> Iterator[tuple[int, Cell]]:
        """Give the cells of a row that hold something, with their columns."""
        for column, cell in enumerate(self.rows[row]):
            if cell.kind is not CellKind.EMPTY:
                yield column, cell

    def row_place(self, row: int) -> str:
        """Name a row for a person."""
        name = f"row {row + self.offset + 1}"
        return f"{self.place}, {name}" if self.place else name


class GridBuilder:
    """Collects the cells of one sheet in any order, within limits; raises FileRefused over them."""

    def __init__(self, limits: GridLimits) -> None:
        self._limits = limits
        self._rows: dict[int, dict[int, Cell]] = {}
        self._count = 0
        self._known_texts: dict[str, Cell] = {}
        self.merged: list[CellRange] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Put one cell; an empty one takes no room."""
        if cell.kind is CellKind.EMPTY:
            return
        if row >= self._limits.max_rows:
            raise FileRefused(
                f"a sheet goes on past row {self._limits.max_rows}", hint=_SMALLER_SHEET
            )
        if column >= self._limits.max_columns:
            raise FileRefused(
                f"a sheet goes on past column {self._limits.max_columns}", hint=_SMALLER_SHEET
            )
        self._count += 1
        if self._count > self._limits.max_cells:
            raise FileRefused(
                f"a sheet has more than {self._limits.max_cells} filled cells", hint=_SMALLER_SHEET
            )
        self._rows.setdefault(row, {})[column] = cell

    def put_text(self, row: int, column: int, raw: str) -> None:
        """Put a text; equal texts share one cell."""
        cell = self._known_texts.get(raw)
        if cell is None:
            cell = self._known_texts[raw] = text_cell(raw)
        self.put(row, column, cell)

    def hide_row(self, row: int) -> None:
        """Note a hidden row; one beyond the limits cannot hold anything anyway."""
        if row < self._limits.max_rows:
            self.hidden_rows.add(row)

    def hide_columns(self, first: int, last: int) -> None:
        """Note hidden columns, both ends inside."""
        last = min(last, self._limits.max_columns - 1)
        if first not in self.hidden_columns or last not in self.hidden_columns:
            self.hidden_columns.update(range(first, last + 1))

    def merge(self, area: CellRange) -> None:
        """Note merged cells."""
        if len(self.merged) >= _MOST_MERGED:
            raise FileRefused(
                f"a sheet has more than {_MOST_MERGED} merged ranges", hint=_SMALLER_SHEET
            )
        self.merged.append(area)

    def build(self, *, title: str = "", visible: bool = True, from_1904: bool = False) -> Grid:
        """Lay the cells out as a grid."""
        height = max(self._rows, default=-1) + 1
        return Grid(
            title=title,
            visible=visible,
            rows=tuple(_laid_out(self._rows.get(row)) for row in range(height)),
            merged=tuple(self.merged),
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            from_1904=from_1904,
        )


_SMALLER_SHEET = "delete what lies outside the table, or split the file"


def _laid_out(cells: dict[int, Cell] | None) -> tuple[Cell, ...]:
    if not cells:
        return ()
    return tuple(cells.get(column, EMPTY) for column in range(max(cells) + 1))


def column_letters(column: int) -> str:
    """Name a column counted from 0: `A`, `Z`, `AA`."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def tidy(raw: str) -> str:
    """Bring a text to one line: NFC, blanks of every kind and control characters to one space.

    A word broken at the end of a line keeps its hyphen and gets no space.
    """
    text = _LINE_END_HYPHEN.sub("-", raw) if "\n" in raw else raw
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def text_cell(raw: str) -> Cell:
    """Make a cell of a text; `="02"` and `'02`, as exports guard leading zeros, become `02`."""
    text = tidy(raw)
    if quoted := _QUOTED_FORMULA.fullmatch(text):
        text = quoted[1].strip()
    elif _GUARDED.match(text):
        text = text[1:]
    return Cell(CellKind.TEXT, text) if text else EMPTY


def number_cell(raw: str, number_format: str, *, from_1904: bool) -> Cell:
    """Make a cell of a stored number and its number format; what is no number is an error cell.

    Of a format three things matter, for they change what a person reads there: dates, percents
    (0.802 is read as 80.2%) and zero padding (2 is read as 02).
    """
    number = _stored_number(raw)
    if number is None:
        return ERROR
    if is_date_format(number_format):
        return Cell(CellKind.DATE, plain(number), day_of_serial(number, from_1904=from_1904))
    section = number_format.split(";", 1)[0]
    if "%" in _FORMAT_LITERALS.sub("", section):
        return Cell(CellKind.NUMBER, f"{plain(number * 100)}%")
    text = plain(number)
    if _ZERO_PADDED.fullmatch(section) and text.isdigit():
        text = text.zfill(len(section))
    return Cell(CellKind.NUMBER, text)


def _stored_number(raw: str) -> Decimal | None:
    """Read a stored number as the spreadsheet shows it, in 15 digits: 80.200000000000003 is 80.2.

    Numbers no transcript holds (beyond 15 digits) are refused, and so are `NaN` and infinities.
    """
    try:
        number = _SPREADSHEET_DIGITS.create_decimal(raw.strip())
    except (ArithmeticError, ValueError):  # beyond what a Decimal holds, or no number at all
        return None
    if not number.is_finite() or abs(number) >= _LARGEST_NUMBER:
        return None
    return number if abs(number) >= _SMALLEST_NUMBER else Decimal(0)


def is_date_format(number_format: str) -> bool:
    """Tell whether a number format shows dates or times."""
    lowered = number_format.lower()
    if lowered in ("", _GENERAL):
        return False
    if _ELAPSED.search(lowered):
        return True
    bare = _FORMAT_LITERALS.sub("", lowered).replace(_GENERAL, "")
    return any(letter in bare for letter in "dmyh") or "ss" in bare


def day_of_serial(number: Decimal, *, from_1904: bool) -> date | None:
    """Turn a spreadsheet's date number into a day, its time of day dropped; None for no day."""
    days = int(number)
    if days < 0:
        return None
    try:
        if from_1904:
            return _DAY_ZERO_1904 + timedelta(days=days)
        if days >= _INVENTED_LEAP_DAY:
            days -= 1
        return _DAY_BEFORE_1900 + timedelta(days=days)
    except OverflowError:
        return None

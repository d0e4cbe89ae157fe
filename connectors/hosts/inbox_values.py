"""From cells to values: texts, numbers, dates, grades, read strictly; guesses none.

What does not fit is a finding: it names the row and the column, never what stands there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from connectors.hosts.inbox_cells import (
    EMPTY,
    Cell,
    CellKind,
    CellRange,
    FileRefused,
    Grid,
    day_of_serial,
)
from connectors.hosts.inbox_columns import ColumnPlan
from connectors.hosts.inbox_settings import InboxSettings
from connectors.hosts.inbox_vocabulary import (
    CREDIT_COLUMNS,
    LEARNER_COLUMNS,
    MARK_COLUMNS,
    TITLE_LANGUAGES,
    Column,
)
from mapping.courses import fold_lookalikes, normalise_code
from mapping.identifiers import CourseCode
from mapping.numbers import parse_decimal
from mapping.problems import Problem

_NOTHING = frozenset({"-", "–", "—", "−", "--", "---"})
_MOST_PROBLEMS = 200
_SPREAD_DOWN = (*LEARNER_COLUMNS, Column.TERM, Column.ACADEMIC_YEAR)
_NAMES = (Column.FULL_NAME, Column.FAMILY_NAME, Column.GIVEN_NAMES, Column.PATRONYMIC)
_TITLES = (Column.COURSE_TITLE, *TITLE_LANGUAGES)
_NUMBERS = (Column.NATIONAL_ID, Column.HOST_ID, Column.STUDENT_NUMBER, Column.COURSE_CODE)

_LOST = "\ufffd"
_LOST_IN_WORD = re.compile(r"\?(?=\w)")
_ROUNDED_NUMBER = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
_DATE_LIKE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](19|20)\d\d|(19|20)\d\d-\d\d-\d\d( 00:00:00)?"
    r"|\d{1,2}[ .-](янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul"
    r"|aug|sep|oct|nov|dec|қаң|ақп|нау|сәу|мам|мау|шіл|там|қыр|қаз|қар|жел|oca|şub|nis|haz|tem|ağu"
    r"|eyl|eki|kas|ara)\w*\.?"
    r"|(янв|фев|мар|апр|май|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    r"|dec)\w*[ .-]\d{2,4}",
    re.IGNORECASE,
)
_YEAR_SUFFIX = re.compile(r"\s*(г|г\.|года|ж|ж\.|жылы)$", re.IGNORECASE)
_LETTER_GRADE = re.compile(r"[^\W\d_]{1,2}\s?[+\-–—−]{0,2}")
_DASHES = str.maketrans("–—−", "---")
_FIRST_SERIAL, _LAST_SERIAL = Decimal(1), Decimal(73_415)  # to the year 2100
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_NATIONAL_ID_DIGITS = 12
_HUNDRED = Decimal(100)
_UNMERGE = "unmerge the cells: every result needs its own value"


@dataclass(slots=True)
class Findings:
    """The findings of one document, the first of them in full and the rest as a number."""

    problems: list[Problem] = field(default_factory=list)
    further: int = 0

    def report(self, code: str, message: str, place: str, hint: str = "") -> None:
        """Add a finding."""
        if len(self.problems) < _MOST_PROBLEMS:
            problem = Problem(code=code, message=message, place=place, hint=hint)
            self.problems.append(problem)
        else:
            self.further += 1

    @property
    def count(self) -> int:
        """Count the findings, those left out included."""
        return len(self.problems) + self.further


class ValueReader:
    """Reads the values of one grid by its column plan; findings go to `findings`."""

    def __init__(
        self, grid: Grid, plan: ColumnPlan, settings: InboxSettings, findings: Findings
    ) -> None:
        self._grid = grid
        self._plan = plan
        self._decimal_comma = settings.decimal_comma
        self._date_formats = settings.date_formats
        self._findings = findings
        self._merged = dict(_merged_cells(grid, plan))

    def report(self, code: str, row: int, column: Column, message: str, hint: str = "") -> None:
        """Report a finding about one cell."""
        self._findings.report(code, message, self._plan.place(self._grid, row, column), hint)

    def has_value(self, row: int, columns: tuple[Column, ...]) -> bool:
        """Tell whether a row holds something in any of these columns; a dash is nothing."""
        return any(
            (cell := self._cell(row, column)).kind is not CellKind.EMPTY
            and cell.text not in _NOTHING
            for column in columns
        )

    def cells(self, row: int, columns: Iterable[Column]) -> tuple[Cell, ...]:
        """Give the cells of a row in these columns, merged ones spread; for telling rows apart."""
        return tuple(self._spread(row, column) for column in columns)

    def text(self, row: int, column: Column) -> str:
        """Read a text; empty for an empty cell, a dash, and one a finding was reported about."""
        cell = self._usable(row, column)
        text = "" if cell.text in _NOTHING else cell.text
        if text and self._is_damaged(text, column):
            self.report(
                "damaged-text",
                row,
                column,
                "letters were lost on the way: the cell holds '?' or U+FFFD in their place",
                "ask the host for an export in UTF-8, or correct 'encoding' in the profile",
            )
            return ""
        if column in _NUMBERS and _ROUNDED_NUMBER.fullmatch(text):
            self.report(
                "rounded-number",
                row,
                column,
                "the number was rounded by a spreadsheet (1E+11)",
                "format the column as text in the spreadsheet, and export again",
            )
            return ""
        return text

    def identifier(self, row: int, column: Column) -> str:
        """Read an identifier of a person, without the blanks inside it."""
        text = "".join(self.text(row, column).split())
        is_number = self._cell(row, column).kind is CellKind.NUMBER
        if column is Column.NATIONAL_ID and is_number and len(text) < _NATIONAL_ID_DIGITS:
            self.report(
                "zeros-cut",
                row,
                column,
                f"a national id kept as a number with fewer than {_NATIONAL_ID_DIGITS} digits has"
                " lost its leading zeros",
                "format the column as text in the spreadsheet, and enter the numbers again",
            )
            return ""
        return text

    def number(self, row: int, column: Column, *, most: Decimal = _HUNDRED) -> Decimal | None:
        """Read a number from 0 to `most`; None for an empty cell."""
        text = self.text(row, column)
        if column is Column.PERCENT:
            text = text.removesuffix("%").rstrip()
        if not text:
            return None
        try:
            number = parse_decimal(text, decimal_comma=self._decimal_comma)
        except ValueError:
            has_comma = "," in text and not self._decimal_comma
            hint = "say 'decimal_comma: true' in the profile" if has_comma else ""
            self.report("no-number", row, column, "what stands there is no plain number", hint)
            return None
        if not 0 <= number <= most:
            self.report("out-of-range", row, column, f"the number is not between 0 and {most}")
            return None
        return number

    def day(self, row: int, column: Column) -> date | None:
        """Read a date: of a date cell, a spreadsheet's date number, or a text as declared."""
        cell = self._spread(row, column)
        if cell.kind is CellKind.EMPTY or cell.text in _NOTHING:
            return None
        if cell.kind is CellKind.DATE:
            day = cell.day
        elif cell.kind is CellKind.NUMBER:
            day = _day_of_number(cell.text, from_1904=self._grid.from_1904)
        elif cell.kind is CellKind.TEXT:
            day = _day_of_text(cell.text, self._date_formats)
        else:
            self._usable(row, column)  # which reports what is wrong with it
            return None
        if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            self.report(
                "no-date",
                row,
                column,
                "what stands there is no date as the profile has it",
                f"'date_formats' in the profile: {', '.join(self._date_formats)}",
            )
            return None
        return day

    def mark(self, row: int, column: Column) -> str:
        """Read a grade as it is printed; a text a spreadsheet made of a grade is a finding."""
        text = self.text(row, column)
        if text and _DATE_LIKE.fullmatch(text):
            self._report_date(row, column)
            return ""
        return text

    def _cell(self, row: int, column: Column) -> Cell:
        index = self._plan.indexes.get(column)
        return EMPTY if index is None else self._grid.cell(row, index)

    def _spread(self, row: int, column: Column) -> Cell:
        """Give a cell; one merged over several rows counts for all where that is meant."""
        index = self._plan.indexes.get(column)
        if index is None:
            return EMPTY
        area = self._merged.get((row, index)) if self._merged else None
        if area is None:
            return self._grid.cell(row, index)
        if column in _SPREAD_DOWN:
            return self._grid.cell(area.first_row, area.first_column)
        self.report(
            "merged-cells",
            row,
            column,
            f"the cell is merged over rows {area.first_row + 1} to {area.last_row + 1}",
            _UNMERGE,
        )
        return EMPTY

    def _usable(self, row: int, column: Column) -> Cell:
        """Give a cell that can be read as a text; reports and blanks any other."""
        cell = self._spread(row, column)
        match cell.kind:
            case CellKind.DATE:
                self._report_date(row, column)
            case CellKind.ERROR:
                message = "the cell holds an error of the spreadsheet, or a number it cannot keep"
                self.report("cell-error", row, column, message, "mend it in the spreadsheet")
            case CellKind.UNCACHED:
                self.report(
                    "formula-without-value",
                    row,
                    column,
                    "the cell holds a formula whose value was never saved",
                    "open the file in a spreadsheet program and save it, or paste values only",
                )
            case _:
                return cell
        return EMPTY

    def _report_date(self, row: int, column: Column) -> None:
        graded = column in MARK_COLUMNS or column in CREDIT_COLUMNS
        self.report(
            "turned-into-date",
            row,
            column,
            "a spreadsheet turned what was typed there into a date",
            f"format the column as {'text' if graded else 'what it holds'} in the spreadsheet, and"
            " enter the values again",
        )

    def _is_damaged(self, text: str, column: Column) -> bool:
        if _LOST in text:
            return True
        if "?" not in text:
            return False
        return column not in _TITLES or bool(_LOST_IN_WORD.search(text))


def _merged_cells(grid: Grid, plan: ColumnPlan) -> Iterator[tuple[tuple[int, int], CellRange]]:
    """Give the cells of our columns that are merged with cells of other rows below the headings."""
    used = set(plan.indexes.values())
    room = (len(grid.rows) + 1) * (len(used) + 1)
    for area in grid.merged:
        last_row = min(area.last_row, len(grid.rows) - 1)
        if area.first_row >= plan.first_row and last_row > area.first_row:
            columns = [one for one in used if area.first_column <= one <= area.last_column]
            room -= (last_row - area.first_row + 1) * len(columns)
            if room < 0:
                raise FileRefused("merged cells overlap: the sheet is damaged", hint=_UNMERGE)
            for row in range(area.first_row, last_row + 1):
                for column in columns:
                    yield (row, column), area


def _day_of_number(text: str, *, from_1904: bool) -> date | None:
    try:
        serial = parse_decimal(text)
    except ValueError:
        return None
    if not _FIRST_SERIAL <= serial <= _LAST_SERIAL:
        return None
    return day_of_serial(serial, from_1904=from_1904)


@lru_cache(maxsize=4096)
def _day_of_text(text: str, formats: tuple[str, ...]) -> date | None:
    text = _YEAR_SUFFIX.sub("", text)
    for one in formats:
        try:
            return datetime.strptime(text, one).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    return None


@lru_cache(maxsize=4096)
def fold_grade(label: str) -> str:
    """Bring a letter grade typed on a Cyrillic keyboard (`В+`, `А–`) to Latin; words stay."""
    if not _LETTER_GRADE.fullmatch(label):
        return label
    return fold_lookalikes(label.translate(_DASHES).replace(" ", ""))


@lru_cache(maxsize=4096)
def code_of(printed: str) -> CourseCode:
    """Bring a printed code to its normal form; codes repeat from student to student."""
    return normalise_code(printed)

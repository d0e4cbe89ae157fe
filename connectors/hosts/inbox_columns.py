"""Which column of a grid holds what: the row of headings found and settled; values are not read.

Whatever cannot be settled (a column twice, two rows of headings, an unknown column) is a finding
by cell.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from connectors.hosts.inbox_cells import CellKind, FileRefused, Grid, column_letters
from connectors.hosts.inbox_headings import Heading, HeadingReader, heading_texts, recognised
from connectors.hosts.inbox_settings import InboxSettings, Layout
from connectors.hosts.inbox_vocabulary import (
    LEARNER_COLUMNS,
    NAMING_COLUMNS,
    RESULT_COLUMNS,
    TITLE_LANGUAGES,
    Column,
)
from mapping.problems import Problem

_TITLES = (Column.COURSE_TITLE, *TITLE_LANGUAGES)
_BY_LANGUAGE = {language: column for column, language in TITLE_LANGUAGES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPlan:
    """What each column holds, and where the rows begin that are read by it.

    `headings` are the texts of the rows of headings, normalised: a page break repeats them.
    """

    header_row: int
    first_row: int
    indexes: dict[Column, int]
    names: dict[Column, str] = field(default_factory=dict)
    headings: frozenset[tuple[str, ...]] = frozenset()

    def has(self, *columns: Column) -> bool:
        """Tell whether any of these columns is there."""
        return any(column in self.indexes for column in columns)

    def place(self, grid: Grid, row: int, column: Column) -> str:
        """Name a cell for a person by its row and its heading."""
        return f"{grid.row_place(row)}, column {self.names.get(column, column)}"


def count_headings(grid: Grid, settings: InboxSettings) -> int:
    """Count the headings of the likeliest row of headings; 0 where no row has two."""
    row = likeliest_row(grid, settings)
    return 0 if row is None else len(recognised(HeadingReader(settings).read_row(grid, row)))


def likeliest_row(grid: Grid, settings: InboxSettings) -> int | None:
    """Find the row with most headings, the first of equals; None where no row has two."""
    reader = HeadingReader(settings)
    rows = range(min(len(grid.rows), settings.header_search_rows))
    counts = [len(recognised(reader.read_row(grid, row))) for row in rows]
    best = max(counts, default=0)
    return counts.index(best) if best > 1 else None


def plan_columns(grid: Grid, settings: InboxSettings) -> ColumnPlan:
    """Find the row of headings and settle its columns; raises FileRefused with every finding."""
    return _Planner(grid, settings).plan()


class _Planner:
    """Settles the columns of one grid, collecting findings on the way."""

    def __init__(self, grid: Grid, settings: InboxSettings) -> None:
        self._grid = grid
        self._settings = settings
        self._reader = HeadingReader(settings)
        self._problems: list[Problem] = []

    def plan(self) -> ColumnPlan:
        row = self._find_row()
        headings = self._reader.read_row(self._grid, row)
        taken = self._settle(row, headings)
        self._refuse_second_header(row)
        self._refuse_unknown(row, headings, taken)
        first_row = self._reader.rows_of(self._grid, row).stop
        if self._problems:
            raise FileRefused(
                "the headings do not fit the profile",
                hint="correct 'columns' in the profile, or ask the host for the agreed table",
                problems=self._problems,
            )
        return ColumnPlan(
            header_row=row,
            first_row=first_row,
            indexes={column: heading.index for column, heading in taken.items()},
            names={column: heading.known or column for column, heading in taken.items()},
            headings=frozenset(
                heading_texts(self._grid, one) for one in self._reader.rows_of(self._grid, row)
            ),
        )

    def _find_row(self) -> int:
        """Find the row of headings; the nearest miss is described when there is none."""
        searched = min(len(self._grid.rows), self._settings.header_search_rows)
        best, best_missing, most = 0, self._missing(()), 0
        for row in range(searched):
            found = recognised(self._reader.read_row(self._grid, row))
            missing = self._missing(found)
            if not missing:
                return row + self._is_fuller_below(row, len(found))
            if len(found) > most:
                best, best_missing, most = row, missing, len(found)
        nearest = f"; {self._grid.row_place(best)} comes nearest" if most > 1 else ""
        raise FileRefused(
            f"the first {searched} rows hold no row of headings{nearest}",
            hint="name the headings under 'columns', and give 'header_rows: 2' if they take two",
            problems=[
                self._problem("column-missing", row=best, message=f"there is no column for {one}")
                for one in best_missing
            ]
            if most > 1
            else (),
        )

    def _is_fuller_below(self, row: int, count: int) -> bool:
        """Tell whether headings of two rows begin one row lower, under a title row."""
        if self._settings.header_rows == 1 or row + 1 >= len(self._grid.rows):
            return False
        below = recognised(self._reader.read_row(self._grid, row + 1))
        return not self._missing(below) and len(below) > count

    def _missing(self, found: Iterable[Heading]) -> tuple[str, ...]:
        """List what a row of headings lacks to be one."""
        there = {column for heading in found for column in heading.columns}
        if self._settings.columns:
            spared = {*self._settings.optional_columns, *there}
            if self._settings.layout is not Layout.ROWS:
                spared.update(LEARNER_COLUMNS)  # they stand in lines of their own
            return tuple(column for column in self._settings.columns if column not in spared)
        missing = []
        if not there & {Column.COURSE_CODE, *_TITLES}:
            missing.append("the course (course_code or course_title)")
        if not there & set(RESULT_COLUMNS):
            missing.append("a grade, a status or credits")
        if self._settings.layout is Layout.ROWS and not there & {*NAMING_COLUMNS}:
            missing.append(f"the student ({', '.join(NAMING_COLUMNS[:-1])})")
        return tuple(missing)

    def _settle(self, row: int, headings: Iterable[Heading]) -> dict[Column, Heading]:
        """Give each column its heading; what is claimed twice or may be two things is a finding."""
        claims: dict[Column, list[Heading]] = {}
        unsettled = []
        for heading in recognised(headings):
            if len(heading.columns) > 1:
                unsettled.append(heading)
            else:
                claims.setdefault(heading.columns[0], []).append(heading)
        self._part_titles(claims)
        for heading in unsettled:
            self._settle_ambiguous(row, heading, claims)
        for column, claimants in claims.items():
            if len(claimants) > 1:
                cells = " and ".join(self._cell(row, one.index) for one in claimants)
                self._report(
                    "column-twice",
                    row,
                    f"{cells} are both headings of {column}",
                    "name one under 'columns' and the other under 'ignore_columns'",
                )
        return {column: claimants[0] for column, claimants in claims.items()}

    def _part_titles(self, claims: dict[Column, list[Heading]]) -> None:
        """Give titles in several languages a column each."""
        titles = claims.get(Column.COURSE_TITLE, [])
        languages = [title.language for title in titles]
        if len(titles) > 1 and all(languages) and len(set(languages)) == len(languages):
            del claims[Column.COURSE_TITLE]
            for title in titles:
                claims.setdefault(_BY_LANGUAGE[title.language], []).append(title)

    def _settle_ambiguous(
        self, row: int, heading: Heading, claims: dict[Column, list[Heading]]
    ) -> None:
        """Settle percent or points by the other one's heading; a scheme of credit never is."""
        open_columns = [column for column in heading.columns if column not in claims]
        settles = set(heading.columns) == {Column.PERCENT, Column.POINTS}
        if settles and len(open_columns) == 1:
            claims[open_columns[0]] = [heading]
            return
        self._report(
            "column-ambiguous",
            row,
            f"the heading in {self._cell(row, heading.index)} may mean"
            f" {' or '.join(heading.columns)}",
            "say under 'columns' which it is (credits: kz_credits, ects, ze or hours)",
        )

    def _refuse_second_header(self, row: int) -> None:
        """Refuse a second row of headings near the first, unless it repeats it word for word."""
        texts = heading_texts(self._grid, row)
        first_row = self._reader.rows_of(self._grid, row).stop
        last_row = min(len(self._grid.rows), self._settings.header_search_rows)
        for other in range(first_row, max(last_row, min(first_row + 1, len(self._grid.rows)))):
            if heading_texts(self._grid, other) == texts:
                continue
            found = recognised(self._reader.read_line(self._grid, other))
            if len(found) > 1 and (other == first_row or not self._missing(found)):
                cells = " and ".join(self._cell(other, one.index) for one in found[:2])
                self._report(
                    "two-heading-rows",
                    other,
                    f"{self._grid.row_place(row)} holds the headings, and {cells} look like"
                    " headings again",
                    "give 'header_rows: 2' if they take two rows; split the sheet if it holds two"
                    " tables",
                )
                return

    def _refuse_unknown(
        self, row: int, headings: tuple[Heading, ...], taken: dict[Column, Heading]
    ) -> None:
        """Refuse columns nothing is known of, unless they are empty or the profile allows them."""
        if self._settings.allow_unknown_columns:
            return
        used = {heading.index for heading in taken.values()}
        recognised = {heading.index for heading in headings if heading.columns or heading.unused}
        first_row = self._reader.rows_of(self._grid, row).stop
        below = self._grid.rows[first_row:]
        nameless_is_fine = self._reader.is_ignored("")
        for index in range(max(map(len, self._grid.rows[row:]), default=0)):
            if index in used | recognised:
                continue
            has_heading = any(
                self._grid.cell(one, index).text for one in self._reader.rows_of(self._grid, row)
            )
            if has_heading:
                self._report_unknown(row, index, "a heading")
            elif not nameless_is_fine and any(
                len(one) > index and one[index].kind is not CellKind.EMPTY for one in below
            ):
                self._report_unknown(row, index, "values and no heading")

    def _report_unknown(self, row: int, index: int, what: str) -> None:
        self._report(
            "column-unknown",
            row,
            f"column {column_letters(index)} has {what} the profile does not know",
            "map it under 'columns', or name it under 'ignore_columns'",
        )

    def _cell(self, row: int, index: int) -> str:
        return f"{column_letters(index)}{row + 1}"

    def _report(self, code: str, row: int, message: str, hint: str) -> None:
        self._problems.append(self._problem(code, row=row, message=message, hint=hint))

    def _problem(self, code: str, *, row: int, message: str, hint: str = "") -> Problem:
        return Problem(code=code, message=message, place=self._grid.row_place(row), hint=hint)

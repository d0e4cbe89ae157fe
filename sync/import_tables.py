"""Tables people import: a CSV or XLSX file becomes rows under known columns, or is refused whole.

The sheet reading is the inbox's own. What is ours is the heading row: found by its headings in
three languages, with a did-you-mean for one that is nearly known.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from config.suggestions import did_you_mean, listed
from connectors.hosts.inbox_cells import (
    Cell,
    CellKind,
    FileRefused,
    Grid,
    GridLimits,
    column_letters,
)
from connectors.hosts.inbox_package import open_package
from connectors.hosts.inbox_sheets import FileFormat, find_format
from connectors.hosts.inbox_text import (
    DELIMITERS,
    Encoding,
    decode,
    marked_encoding,
    read_text,
    suggest_encoding,
)
from connectors.hosts.inbox_xlsx import read_xlsx
from mapping.identifiers import Sha256
from mapping.problems import Problem, Severity, UtqyrError, errors_of
from sync.import_cells import word_key

_LARGEST_FILE = 64 * 1024 * 1024
_LIMITS = GridLimits(max_rows=200_000, max_columns=200, max_cells=4_000_000)
_HEADING_ROWS = 20


class ImportRefused(UtqyrError):
    """Nothing of a file was imported; `problems` are all that stand against it."""

    def __init__(self, problems: Iterable[Problem], *, hint: str = "") -> None:
        self.problems = tuple(problems)
        count = len(errors_of(self.problems))
        super().__init__(
            f"nothing was imported: the file has {count} problem{'s' if count != 1 else ''}",
            hint=hint or "correct every one of them and import the file again",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns a table may have: name to other headings of the same meaning."""

    headings: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]

    def find(self, heading: str) -> str | None:
        """Give the column a heading stands for."""
        return self.index().get(word_key(heading))

    def index(self) -> dict[str, str]:
        """Index every heading, in the form in which headings compare."""
        names = {word_key(name): name for name in self.headings}
        others = {word_key(text): name for name, texts in self.headings.items() for text in texts}
        return others | names


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row: its number in the file, for people, and its filled cells by column."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file's rows in their order; with `problems` of severity error they are not complete."""

    sha256: Sha256
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    problems: tuple[Problem, ...]


def cell_place(row: int, column: str) -> str:
    """Name a cell for a person."""
    return f"row {row}, column {column}"


def read_table(path: Path, columns: Columns, *, encoding: Encoding | None = None) -> Table:
    """Read the one table of a CSV or XLSX file.

    Text is UTF-8 or marked UTF-16 unless `encoding` says otherwise: a guess between one-byte
    encodings could damage names silently. Raises ImportRefused when there is no such table.
    """
    content = _read_bytes(path)
    digest = Sha256(hashlib.sha256(content).hexdigest())
    try:
        grids = _grids(content, columns, encoding)
    except FileRefused as refused:
        reason = Problem(code="file-unreadable", message=refused.message, hint=refused.hint)
        raise ImportRefused((*refused.problems, reason)) from refused
    grid, heading_row = _table_of(grids, columns)
    names, problems = _name_columns(grid, heading_row, columns)
    problems += _hidden(grid)
    rows = tuple(
        TableRow(number=row + 1, cells=cells)
        for row in range(heading_row + 1, len(grid.rows))
        if (cells := _cells(grid, row, names))
    )
    if not rows:
        problems.append(
            Problem(code="no-rows", message="there is no row below the headings", place="the table")
        )
    return Table(sha256=digest, columns=tuple(names.values()), rows=rows, problems=tuple(problems))


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= _LARGEST_FILE else b""
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        problem = Problem(code="file-unreadable", message=f"the file cannot be read: {reason}")
        raise ImportRefused((problem,), hint="check its name and rights") from error
    if size > _LARGEST_FILE:
        limit = _LARGEST_FILE // (1024 * 1024)
        raise _refused("file-too-large", f"the file is larger than {limit} MiB", "split it")
    if not content.strip():
        raise _refused("file-empty", "the file is empty", "export it again")
    return content


def _grids(content: bytes, columns: Columns, encoding: Encoding | None) -> tuple[Grid, ...]:
    match find_format(content):
        case FileFormat.TEXT:
            return (_text_grid(content, encoding or _certain_encoding(content), columns),)
        case FileFormat.XLSX:
            with open_package(content) as package:
                sheets = enumerate(read_xlsx(package, _LIMITS), start=1)
                grids = [(number, grid) for number, grid in sheets if grid.visible and grid.rows]
            alone = len(grids) == 1
            return tuple(
                grid if alone else replace(grid, place=f"sheet {number}") for number, grid in grids
            )
        case other:
            raise FileRefused(
                f"the file is {other.upper()}, neither CSV nor XLSX",
                hint="open it in a spreadsheet program and save it as .xlsx",
            )


def _text_grid(content: bytes, encoding: Encoding, columns: Columns) -> Grid:
    """Read text under the delimiter that makes most headings known; a tie is as good as none."""
    index = columns.index()
    grids: dict[str, Grid] = {}
    refusal: FileRefused | None = None
    for delimiter in DELIMITERS:
        try:
            grids[delimiter] = read_text(
                content,
                encoding=encoding,
                delimiter=delimiter,
                limits=_LIMITS,
                fitness=lambda _grid: 0,
            )
        except FileRefused as refused:
            refusal = refusal or refused
    scores = {
        delimiter: max((_fit(grid, row, index) for row in _first_rows(grid)), default=0)
        for delimiter, grid in grids.items()
    }
    best = max(scores, key=lambda delimiter: scores[delimiter], default="")
    if refusal and list(scores.values()).count(scores.get(best, 0)) != 1:
        raise refusal
    _refuse_cut_row(decode(content, encoding), best)
    return grids[best]


def _refuse_cut_row(text: str, delimiter: str) -> None:
    """Refuse a text whose last row ends before its line does: its last cell may be half a value."""
    if not text or text.endswith(("\n", "\r")):
        return
    widths = [len(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    if widths[-1] < max(widths):
        raise FileRefused("the last row is cut off", hint="copy or export the file again")


def _certain_encoding(content: bytes) -> Encoding:
    if marked := marked_encoding(content):
        return marked
    likely = suggest_encoding(content)
    if likely in (None, Encoding.UTF_8, Encoding.UTF_8_SIG):
        return Encoding.UTF_8_SIG
    raise FileRefused(
        "the text is not UTF-8",
        hint=f"it reads as {likely}: say so with --encoding {likely}, or save it as UTF-8",
    )


def _table_of(grids: tuple[Grid, ...], columns: Columns) -> tuple[Grid, int]:
    index = columns.index()
    enough = max(2, len(columns.needed) // 2)
    found = [
        (grid, heading_row)
        for grid in grids
        if (heading_row := _heading_row(grid, index, enough)) is not None
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise _refused(
            "several-tables",
            f"{len(found)} sheets hold such a table",
            "leave one of them in the file, or hide the others",
        )
    raise _refused(
        "no-headings",
        f"no row among the first {_HEADING_ROWS} holds the headings",
        f"the first row names the columns: {listed(columns.needed, limit=20)}",
    )


def _heading_row(grid: Grid, index: Mapping[str, str], enough: int) -> int | None:
    best = max(_first_rows(grid), key=lambda row: (_fit(grid, row, index), -row), default=None)
    return best if best is not None and _fit(grid, best, index) >= enough else None


def _first_rows(grid: Grid) -> range:
    return range(min(len(grid.rows), _HEADING_ROWS))


def _fit(grid: Grid, row: int, index: Mapping[str, str]) -> int:
    return sum(word_key(cell.text) in index for _, cell in grid.filled(row))


def _name_columns(
    grid: Grid, heading_row: int, columns: Columns
) -> tuple[dict[int, str], list[Problem]]:
    index = columns.index()
    names: dict[int, str] = {}
    problems: list[Problem] = []
    for column, cell in grid.filled(heading_row):
        name = index.get(word_key(cell.text))
        place = f"{grid.row_place(heading_row)}, column {column_letters(column)}"
        if name is None:
            problems.append(_unknown_heading(cell.text, index, place))
        elif name in names.values():
            message = f"the column {name} appears twice"
            problems.append(Problem(code="column-twice", message=message, place=place))
        else:
            names[column] = name
    problems.extend(
        Problem(
            code="column-missing",
            message=f"the column {name} is missing",
            place=grid.row_place(heading_row),
            hint="add it to the headings",
        )
        for name in columns.needed
        if name not in names.values()
    )
    return names, problems


def _unknown_heading(text: str, index: Mapping[str, str], place: str) -> Problem:
    """Refuse a heading that is nearly known; any other is somebody's own and is passed by."""
    near = did_you_mean(word_key(text), index)
    return Problem(
        code="unknown-column",
        message=f"unknown column '{text}'" if near else f"the column '{text}' is passed by",
        place=place,
        hint=near,
        severity=Severity.ERROR if near else Severity.WARNING,
    )


def _hidden(grid: Grid) -> list[Problem]:
    """Refuse hidden rows: a filter was left on, and nobody can tell which rows are meant."""
    hidden = sorted(row for row in grid.hidden_rows if row < len(grid.rows) and grid.rows[row])
    if not hidden:
        return []
    message = f"{len(hidden)} filled rows are hidden"
    hint = "take the filter off, or delete the rows that are not meant"
    place = grid.row_place(hidden[0])
    return [Problem(code="hidden-rows", message=message, place=place, hint=hint)]


def _cells(grid: Grid, row: int, names: Mapping[int, str]) -> dict[str, Cell]:
    found = {name: grid.cell(row, column) for column, name in names.items()}
    return {name: cell for name, cell in found.items() if cell.kind is not CellKind.EMPTY}


def _refused(code: str, message: str, hint: str) -> ImportRefused:
    return ImportRefused((Problem(code=code, message=message, hint=hint),), hint=hint)

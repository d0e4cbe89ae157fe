"""CSV files of the configuration, read into the shape of their YAML; every row keeps its line."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from config.positions import Document, Rows, Section, decode
from config.scalars import shown
from config.suggestions import did_you_mean, listed
from mapping.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvForm:
    """What a CSV file stands for: the list its rows become, and each column's keys in an entry.

    `words` are columns whose cells hold several values, separated by spaces.
    """

    rows: str
    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    words: frozenset[str] = frozenset()


def read_csv(data: bytes, *, file: str, form: CsvForm) -> tuple[Document, tuple[Problem, ...]]:
    """Read a CSV file into the shape of a YAML one.

    The delimiter is whichever of comma, semicolon and tab splits the header into known columns.
    """
    rows, root = Rows(), Section()
    root.put(form.rows, rows, line=1)
    document = Document(file=file, root=root)
    text, problems = decode(data, file=file)
    if not problems:
        problems = tuple(_read_rows(_numbered_rows(text, form.columns), rows, file, form))
    return document, problems


class _BadCsv(Exception):
    """The text is not CSV from this line on."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(said)
        self.line = line


def _numbered_rows(text: str, columns: Collection[str]) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the line it begins in: a quoted cell may span several."""
    header = text.partition("\n")[0]
    delimiter = max(
        ",;\t", key=lambda mark: sum(part.strip() in columns for part in header.split(mark))
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise _BadCsv(line, str(error)) from error


def _read_rows(
    numbered: Iterator[tuple[int, list[str]]], rows: Rows, file: str, form: CsvForm
) -> Iterator[Problem]:
    header: list[str] = []
    try:
        header = [name.strip() for name in next(numbered, (1, []))[1]]
        wrong = tuple(_header_problems(header, f"{file}:1", form))
        yield from wrong
        for line, cells in () if wrong else numbered:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                message = f"the row has {len(cells)} cells, the header {len(header)}"
                hint = "put quotes around a text that contains the delimiter"
                yield Problem(code="row-length", message=message, place=f"{file}:{line}", hint=hint)
                continue
            rows.put(_row(header, cells, line, form), line=line)
    except _BadCsv as error:
        place = f"{file}:{error.line}"
        message = f"not valid CSV: {error}"
        yield Problem(code="csv-syntax", message=message, place=place, hint="check the quotes")


def _header_problems(header: list[str], place: str, form: CsvForm) -> Iterator[Problem]:
    for name in dict.fromkeys(header):
        if name not in form.columns:
            hint = did_you_mean(
                name, form.columns, otherwise=f"known columns: {listed(form.columns)}"
            )
            message = f"unknown column '{shown(name)}'"
            yield Problem(code="unknown-column", message=message, place=place, hint=hint)
        elif header.count(name) > 1:
            message = f"the column '{name}' appears {header.count(name)} times"
            yield Problem(code="column-twice", message=message, place=place, hint="keep one")
    for name in form.needed:
        if name not in header:
            message, hint = f"the column '{name}' is missing", "add it to the first line"
            yield Problem(code="column-missing", message=message, place=place, hint=hint)


def _row(header: list[str], cells: list[str], line: int, form: CsvForm) -> Section:
    row = Section()
    for name, cell in zip(header, cells, strict=True):
        text = cell.strip()
        if not text:
            continue
        *outer, key = form.columns[name]
        holder = row
        for part in outer:
            holder = _below(holder, part, line)
        holder.put(key, _words(text, line) if name in form.words else text, line=line)
    return row


def _below(holder: Section, key: str, line: int) -> Section:
    inner = holder.get(key)
    if not isinstance(inner, Section):
        inner = Section()
        holder.put(key, inner, line=line)
    return inner


def _words(text: str, line: int) -> Rows:
    rows = Rows()
    for word in text.split():
        rows.put(word, line=line)
    return rows

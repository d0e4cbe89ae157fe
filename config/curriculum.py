"""The home curriculum: components from `curriculum/*.yaml` and `*.csv`, placed by line."""

import csv
import io
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from config.entries import ALWAYS, Entry, Names, Validity, localised
from config.positions import Document, Rows, Section, decode
from config.rules import Programmes
from config.scalars import Label, Note, Number, shown
from config.suggestions import did_you_mean, listed
from mapping.equivalences import HomeComponent
from mapping.identifiers import ComponentCode
from mapping.problems import Problem
from mapping.terms import Level, Work


class ComponentEntry(Entry):
    """One component of the curriculum."""

    code: Label
    """The code, as in the ID number of the home Moodle course."""
    title: Names = Field(default_factory=dict)
    """The title by language: kk, ru, en."""
    credits: Annotated[Number, Field(gt=0)]
    """Kazakhstan credits of its regime."""
    cycle: Note = ""
    """The cycle it belongs to."""
    level: Level | None = None
    """The level of study; none means any."""
    work: Work = Work.THEORY
    """The kind of work."""
    programmes: Programmes = ()
    """Codes of the programmes it belongs to; none means any."""
    valid: Validity = ALWAYS
    """When it is part of the curriculum."""

    def component(self, place: str) -> HomeComponent:
        """Give the domain component."""
        return HomeComponent(
            code=ComponentCode(self.code),
            titles=localised(self.title),
            credits=self.credits,
            cycle=self.cycle,
            level=self.level,
            work=self.work,
            programmes=self.programmes,
            valid_from=self.valid.valid_from,
            valid_to=self.valid.valid_to,
            place=place,
        )


class CurriculumFile(Entry):
    """A file of `curriculum/`."""

    components: tuple[ComponentEntry, ...]
    """The components."""


def component_codes(document: Document) -> frozenset[str]:
    """List the codes written in a curriculum, whether or not their entries are right."""
    rows = document.root.get("components") if isinstance(document.root, Section) else None
    codes = (
        row.get("code")
        for row in (rows if isinstance(rows, Rows) else ())
        if isinstance(row, Section)
    )
    return frozenset(code for code in codes if isinstance(code, str))


COLUMNS = {
    "code": ("code",),
    "title_kk": ("title", "kk"),
    "title_ru": ("title", "ru"),
    "title_en": ("title", "en"),
    "credits": ("credits",),
    "cycle": ("cycle",),
    "level": ("level",),
    "work": ("work",),
    "programmes": ("programmes",),
    "valid_from": ("valid", "from"),
    "valid_to": ("valid", "to"),
}
"""The columns of a CSV curriculum, and the keys of a YAML one that they stand for."""

_NEEDED = ("code", "credits")


def read_csv_curriculum(data: bytes, *, file: str) -> tuple[Document, tuple[Problem, ...]]:
    """Read a CSV curriculum into the shape of a YAML one, every row placed by its line.

    The delimiter is whichever of comma, semicolon and tab splits the header into known columns;
    several programmes are separated by spaces.
    """
    components, root = Rows(), Section()
    root.put("components", components, line=1)
    document = Document(file=file, root=root)
    text, problems = decode(data, file=file)
    if not problems:
        problems = tuple(_read_rows(_numbered_rows(text), components, file))
    return document, problems


class _BadCsv(Exception):
    """The text is not CSV from this line on."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(said)
        self.line = line


def _numbered_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the line it begins in: a quoted cell may span several."""
    header = text.partition("\n")[0]
    delimiter = max(
        ",;\t", key=lambda mark: sum(part.strip() in COLUMNS for part in header.split(mark))
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
    numbered: Iterator[tuple[int, list[str]]], rows: Rows, file: str
) -> Iterator[Problem]:
    header: list[str] = []
    try:
        header = [name.strip() for name in next(numbered, (1, []))[1]]
        wrong = tuple(_header_problems(header, f"{file}:1"))
        yield from wrong
        for line, cells in () if wrong else numbered:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                message = f"the row has {len(cells)} cells, the header {len(header)}"
                hint = "put quotes around a text that contains the delimiter"
                yield Problem(code="row-length", message=message, place=f"{file}:{line}", hint=hint)
                continue
            rows.put(_component(header, cells, line), line=line)
    except _BadCsv as error:
        place = f"{file}:{error.line}"
        message = f"not valid CSV: {error}"
        yield Problem(code="csv-syntax", message=message, place=place, hint="check the quotes")


def _header_problems(header: list[str], place: str) -> Iterator[Problem]:
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            hint = did_you_mean(name, COLUMNS, otherwise=f"known columns: {listed(COLUMNS)}")
            message = f"unknown column '{shown(name)}'"
            yield Problem(code="unknown-column", message=message, place=place, hint=hint)
        elif header.count(name) > 1:
            message = f"the column '{name}' appears {header.count(name)} times"
            yield Problem(code="column-twice", message=message, place=place, hint="keep one")
    for name in _NEEDED:
        if name not in header:
            message, hint = f"the column '{name}' is missing", "add it to the first line"
            yield Problem(code="column-missing", message=message, place=place, hint=hint)


def _component(header: list[str], cells: list[str], line: int) -> Section:
    component = Section()
    for name, cell in zip(header, cells, strict=True):
        text = cell.strip()
        if not text:
            continue
        *outer, key = COLUMNS[name]
        holder = component
        for part in outer:
            holder = _below(holder, part, line)
        holder.put(key, _words(text, line) if name == "programmes" else text, line=line)
    return component


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

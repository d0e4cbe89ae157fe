"""A curriculum people hand in, brought to the form of the configuration's own; writes no file.

    CSV or XLSX, headings in kk, ru or en --> code,title_kk,...,valid_to --> the loader's own checks

Problems name the rows of the file handed in, not the lines of the one that would be written.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from config.curriculum import COLUMNS, CurriculumFile, read_csv_curriculum
from config.reading import Reading
from connectors.hosts.inbox_cells import Cell
from connectors.hosts.inbox_text import Encoding
from mapping.identifiers import Sha256
from mapping.numbers import plain
from mapping.problems import Problem
from sync.import_cells import (
    CellRefused,
    is_broken,
    parse_credits,
    parse_day,
    parse_level,
    parse_text,
    parse_work,
)
from sync.import_tables import Columns, TableRow, cell_place, read_table

CURRICULUM_COLUMNS = Columns(
    headings={
        "code": ("component code", "пән коды", "код дисциплины", "код"),
        "title_kk": ("title kk", "пән атауы", "атауы (қазақша)", "наименование на казахском"),
        "title_ru": ("title ru", "наименование дисциплины", "дисциплина", "атауы (орысша)"),
        "title_en": ("title en", "title", "course title", "атауы (ағылшынша)"),
        "credits": ("кредит", "кредиты", "кредиттер", "кредит саны", "количество кредитов"),
        "cycle": ("цикл",),
        "level": ("level of study", "деңгейі", "уровень"),
        "work": ("kind of work", "жұмыс түрі", "вид работы"),
        "programmes": ("programme", "program", "білім беру бағдарламасы", "программа"),
        "valid_from": ("from", "басталуы", "действует с"),
        "valid_to": ("to", "аяқталуы", "действует по"),
    },
    needed=("code", "credits"),
)

_PLACE = re.compile(r".*:(\d+)")
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CurriculumTable:
    """A curriculum in the loader's form; with problems of severity error it may not be kept."""

    sha256: Sha256
    content: bytes
    components: int
    problems: tuple[Problem, ...]


def read_curriculum(path: Path, *, encoding: Encoding | None = None) -> CurriculumTable:
    """Read a curriculum; raises ImportRefused where there is no such table."""
    table = read_table(path, CURRICULUM_COLUMNS, encoding=encoding)
    problems = list(table.problems)
    rows = [(row.number, _written(row, problems)) for row in table.rows]
    problems.extend(_twice(rows))
    content = _csv_bytes([texts for _, texts in rows], table.columns)
    problems.extend(_findings(content, [number for number, _ in rows]))
    return CurriculumTable(
        sha256=table.sha256,
        content=content,
        components=len(rows),
        problems=tuple(problems),
    )


def _written(row: TableRow, problems: list[Problem]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for column, cell in row.cells.items():
        try:
            texts[column] = _text_of(column, cell)
        except CellRefused as refused:
            place = cell_place(row.number, column)
            problems.append(
                Problem(code=refused.code, message=refused.message, place=place, hint=refused.hint)
            )
            texts[column] = _PLAUSIBLE.get(column, cell.text)
    return texts


_PLAUSIBLE = {"credits": "1", "level": "", "work": "", "valid_from": "", "valid_to": ""}
"""What stands for a cell already refused, so that the loader does not report it once more."""


def _text_of(column: str, cell: Cell) -> str:
    if is_broken(cell):
        raise CellRefused(
            "cell-broken",
            "the cell shows an error, or a formula without a saved value",
            "replace the formula by its value",
        )
    match column:
        case "credits":
            return plain(parse_credits(cell))
        case "level":
            return str(parse_level(cell))
        case "work":
            return str(parse_work(cell))
        case "valid_from" | "valid_to":
            return parse_day(cell).isoformat()
        case "programmes":
            return " ".join(_BETWEEN.split(cell.text))
    return str(parse_text(cell))


def _twice(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for number, texts in rows:
        code = texts.get("code", "")
        if code and first.setdefault(code, number) != number:
            yield Problem(
                code="component-twice",
                message=f"the component {code} stands in row {first[code]} already",
                place=cell_place(number, "code"),
                hint="remove one of the two rows",
            )


def _csv_bytes(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> bytes:
    names = [name for name in COLUMNS if name in columns]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([texts.get(name, "") for name in names] for texts in rows)
    return stream.getvalue().encode()


def _findings(content: bytes, numbers: Sequence[int]) -> Iterator[Problem]:
    """Run the loader's own checks, and place what they find in the file handed in."""
    document, problems = read_csv_curriculum(content, file="curriculum")
    reading = Reading(Path())
    if not problems:
        reading.validate(document, CurriculumFile)
    for problem in (*problems, *reading.problems):
        found = _PLACE.fullmatch(problem.place)
        line = int(found[1]) if found else 1
        place = f"row {numbers[line - 2]}" if line > 1 else "the headings"
        yield replace(problem, place=place)

"""Files of learning agreements for tests: rows by column, written as CSV or XLSX."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

PERSON = {
    "mobility_id": "M-1",
    "student_id": "00123",
    "given_names": "Айгерім",
    "family_name": "Садықова",
    "birth_date": "2003-04-05",
    "host": "kozminski.edu.pl",
    "kind": "external",
    "level": "bachelor",
    "admission_year": "2022",
    "starts": "2025-09-01",
    "ends": "2025-12-14",
    "approved_on": "2025-06-10",
    "reference": "LA-1",
}
HOST = {
    "side": "host",
    "course_code": "FIN201",
    "course_title": "Finance",
    "credits": "6",
    "credit_scheme": "ects",
    "block": "a",
}
HOME = {"side": "home", "course_code": "ECO2204", "credits": "6", "block": "a"}


def row(*parts: Mapping[str, str], **changes: str) -> dict[str, str]:
    """Put a row together."""
    return {name: value for part in (*parts, changes) for name, value in part.items()}


def agreement_rows(**changes: str) -> list[dict[str, str]]:
    """Build the two rows of the smallest agreement, both with the person's facts."""
    return [row(PERSON, HOST, **changes), row(PERSON, HOME, **changes)]


def columns_of(rows: Iterable[Mapping[str, str]]) -> list[str]:
    """List the columns rows name, in the order they appear."""
    return list(dict.fromkeys(name for each in rows for name in each))


def csv_file(
    path: Path,
    rows: Sequence[Mapping[str, str]],
    *,
    columns: Sequence[str] = (),
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Path:
    """Write rows as CSV."""
    names = list(columns) or columns_of(rows)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerow(names)
    writer.writerows([each.get(name, "") for name in names] for each in rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def xlsx_file(
    path: Path, rows: Sequence[Mapping[str, object]], *, above: Sequence[str] = ()
) -> Path:
    """Write rows as XLSX, with title rows above the headings."""
    book = Workbook()
    sheet = book.active
    for line in above:
        sheet.append([line])
    names = list(dict.fromkeys(name for each in rows for name in each))
    sheet.append(names)
    for each in rows:
        sheet.append([each.get(name) for name in names])
    book.save(path)
    return path

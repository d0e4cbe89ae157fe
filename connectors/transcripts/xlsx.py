"""Recognised results as an XLSX sheet a student information system reads; holds no formula ever.

Texts are stored as texts whatever they begin with (`=`, `+`, `-`, `@`, a tab), and marked so that a
person who edits a cell does not turn it into a formula; numbers are stored as numbers. The same
results give the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from connectors.transcripts.document import (
    Component,
    Protocol,
    Stay,
    Student,
    Transcript,
)
from connectors.transcripts.layout import credit_text

Value = str | int | Decimal | date | bool | None

COLUMNS = (
    "student_number",
    "family_name",
    "given_names",
    "birth_date",
    "level",
    "programme",
    "admission_year",
    "mobility_id",
    "host",
    "host_name",
    "kind",
    "starts",
    "ends",
    "agreement_version",
    "agreement_reference",
    "order",
    "component_code",
    "title_kk",
    "title_ru",
    "title_en",
    "target",
    "work",
    "credits",
    "exact_quotient",
    "letter",
    "points",
    "percent",
    "passed",
    "regime",
    "academic_year",
    "period",
    "decided_on",
    "decision",
    "rule",
    "approval",
    "host_courses",
    "host_titles",
    "host_credits",
    "host_grades",
)
"""The columns, in order; names are stable, so that a program may rely on them."""

_LONGEST = 32767
"""The most characters a cell of the format takes."""
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_WIDEST = 48


def write_transcript_xlsx(transcript: Transcript) -> bytes:
    """Write a transcript, a row a component; what waits is not in it."""
    rows = [
        _row(transcript.student, stay, component)
        for stay in transcript.stays
        for component in stay.components
    ]
    facts: list[tuple[str, Value]] = [
        ("university", transcript.home.names.best("en")),
        ("university_code", transcript.home.hei),
        ("credits", transcript.credits),
        ("average", transcript.average),
        ("average_counts_at_home", transcript.counts_at_home),
        ("as_of", transcript.as_of),
    ]
    if transcript.issue is not None:
        facts += [
            ("version", transcript.issue.version),
            ("issued_on", transcript.issue.issued_on),
            ("verification", transcript.issue.verification.payload),
        ]
    facts += [
        (f"note_{note.number}", f"{note.text.en} {note.source}".strip())
        for note in transcript.notes
    ]
    return _workbook(rows, facts, transcript.drawn_up_at)


def write_protocol_xlsx(protocol: Protocol) -> bytes:
    """Write a protocol's recognised components, a row each."""
    rows = [_row(line.student, line.stay, line.component) for line in protocol.lines]
    facts: list[tuple[str, Value]] = [
        ("university", protocol.home.names.best("en")),
        ("protocol", protocol.number),
        ("order", protocol.order),
        ("dated", protocol.dated),
        ("refused", len(protocol.refused)),
        ("waiting", protocol.waiting),
    ]
    if protocol.issue is not None:
        facts.append(("verification", protocol.issue.verification.payload))
    return _workbook(rows, facts, protocol.drawn_up_at)


def _row(student: Student, stay: Stay, component: Component) -> tuple[Value, ...]:
    originals = component.originals
    return (
        student.student_id,
        student.family_name,
        student.given_names,
        student.birth_date,
        student.level_code,
        student.programme,
        student.admission_year,
        stay.mobility_id,
        stay.host,
        stay.host_names.best("en"),
        stay.kind,
        stay.starts,
        stay.ends,
        stay.agreement_version,
        stay.agreement_reference,
        stay.basis,
        component.code,
        component.titles.kk,
        component.titles.ru,
        component.titles.en,
        component.kind,
        component.work,
        component.credits,
        component.quotient,
        component.letter,
        component.points,
        component.percent,
        component.passed,
        component.regime,
        f"{component.year}/{component.year + 1}",
        component.period,
        component.decided_on,
        component.decision,
        component.rule,
        component.approval,
        "; ".join(each.code for each in originals),
        "; ".join(each.title for each in originals),
        "; ".join(" / ".join(map(credit_text, each.credits)) for each in originals),
        "; ".join(each.grade for each in originals),
    )


def _workbook(
    rows: Sequence[Sequence[Value]], facts: Sequence[tuple[str, Value]], made_at: datetime
) -> bytes:
    book = Workbook()
    results: Worksheet = book.active
    results.title = "results"
    _fill(results, [COLUMNS, *rows])
    results.freeze_panes = "A2"
    results.auto_filter.ref = results.dimensions
    _fill(book.create_sheet("about"), [("fact", "value"), *facts])
    moment = made_at.replace(tzinfo=None, microsecond=0)
    book.properties.creator = "utqyr"
    book.properties.created = moment
    made = io.BytesIO()
    book.save(made)
    return _settled(made.getvalue(), moment)


def _fill(sheet: Worksheet, rows: Sequence[Sequence[Value]]) -> None:
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            _write(sheet.cell(row=number, column=column), value)
    for column, cells in enumerate(sheet.iter_cols(), start=1):
        longest = max(len(str(cell.value or "")) for cell in cells)
        width = min(longest + 2, _WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)


def _write(cell: Cell, value: Value) -> None:
    """Write a value; a text stays a text, whatever it looks like."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        cell.value = _FORBIDDEN.sub("\ufffd", value)[:_LONGEST]
        cell.data_type = "s"
        cell.quotePrefix = True
        cell.alignment = Alignment(wrap_text=False, vertical="top")
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


def _settled(content: bytes, moment: datetime) -> bytes:
    """Pack the workbook anew without the moment of packing, which the library writes into it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist()):
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>%s\g<2>" % _w3c(moment), part)
            entry = zipfile.ZipInfo(name, date_time=_ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, part)
    return packed.getvalue()


_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def _w3c(moment: datetime) -> bytes:
    return f"{moment.isoformat()}Z".encode()

"""Files for tests of the inbox, invented and built on the spot."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl

HEADINGS = ("Student ID", "ФИО", "Код дисциплины", "Дисциплина", "ECTS", "Оценка", "Семестр")
LINES = (
    ("0201", "Әлия Сейітқызы", "FIN201", "Қаржы", "5", "A-", "1"),
    ("0201", "Әлия Сейітқызы", "MAT100", "Математика", "6", "B+", "1"),
    ("0202", "Рауан Досұлы", "FIN201", "Қаржы", "5", "02", "1"),
)
"""A table most tests start from: two students, three results."""


def csv_of(
    *rows: Sequence[object], delimiter: str = ";", encoding: str = "utf-8", end: str = "\r\n"
) -> bytes:
    """Write rows as delimited text; cells that need quotes bring them."""
    return end.join([*(delimiter.join(map(str, row)) for row in rows), ""]).encode(encoding)


def xlsx_of(
    *rows: Sequence[object], change: Callable[[Any], None] | None = None, title: str = "Лист1"
) -> bytes:
    """Write rows as a workbook; `change` may then do to its sheet whatever a test is about."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    return saved(book)


def saved(book: Any) -> bytes:
    """Save a workbook as bytes."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def table_of(*rows: Sequence[object]) -> list[tuple[object, ...]]:
    """Put the usual headings over rows."""
    return [HEADINGS, *map(tuple, rows or LINES)]


def html_of(*rows: Sequence[object], head: str = '<meta charset="utf-8">', before: str = "") -> str:
    """Write rows as an HTML table, as portals name .xls."""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><head>{head}</head><body>{before}<table>{body}</table></body></html>"


def repacked(content: bytes, parts: dict[str, bytes | None]) -> bytes:
    """Replace, add or (None) leave out parts of a zip package."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, part in parts.items():
            if part is not None:
                target.writestr(name, part)
    return packed.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    """Read a part of a zip package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


SHEET = "xl/worksheets/sheet1.xml"


def sheet_of(rows: Iterable[Sequence[object]], after: str) -> bytes:
    """Write rows as a workbook and put XML no library writes after the rows of its sheet."""
    content = xlsx_of(*rows)
    xml = part_of(content, SHEET).decode().replace("</sheetData>", f"</sheetData>{after}")
    return repacked(content, {SHEET: xml.encode()})


# -- binary workbooks, record by record ----------------------------------------------------------


def record(kind: int, content: bytes = b"") -> bytes:
    """Write one record of a binary workbook."""
    return struct.pack("<HH", kind, len(content)) + content


def wide_text(text: str, length: str = "<H") -> bytes:
    """Write a text as Excel 97 and later do: its length, its width, its letters."""
    raw = text.encode("utf-16-le")
    return struct.pack(length, len(raw) // 2) + b"\x01" + raw


def label(row: int, column: int, text: str) -> bytes:
    """Write a cell that holds its text itself."""
    return record(0x0204, struct.pack("<HHH", row, column, 0) + wide_text(text))


def xls_stream(
    sheets: Iterable[tuple[str, bytes]], *, globals_: bytes = b"", version: int = 0x0600
) -> bytes:
    """Write a bare workbook stream of sheets, each the records between its begin and its end."""
    sheets = list(sheets)
    bound = [_bound_sheet(0, title, version) for title, _ in sheets]
    begin = record(0x0809, struct.pack("<HHIII", version, 0x0005, 0, 0, 0))
    if version != 0x0600:
        begin = record(0x0809, struct.pack("<HHI", version, 0x0005, 0))
    end = record(0x000A)
    offset = len(begin + globals_ + end) + sum(map(len, bound))
    entries, bodies = b"", b""
    sheet_begin = begin[:6] + b"\x10\x00" + begin[8:]
    for title, records in sheets:
        entries += _bound_sheet(offset + len(bodies), title, version)
        bodies += sheet_begin + records + end
    return begin + globals_ + entries + end + bodies


def _bound_sheet(offset: int, title: str, version: int) -> bytes:
    name = wide_text(title, "<B") if version == 0x0600 else bytes([len(title)]) + title.encode()
    return record(0x0085, struct.pack("<IBB", offset, 0, 0) + name)


def ole_of(streams: dict[str, bytes]) -> bytes:
    """Write a compound file of streams, each large enough for sectors of its own."""
    free, last, table_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    table = [table_mark, last]  # sector 0 is the allocation table, 1 the directory
    body, entries = b"", _entry("Root Entry", 5, last, 0)
    for name, content in padded.items():
        first = len(table)
        count = -(-len(content) // 512)
        table += [*range(first + 1, first + count), last]
        entries += _entry(name, 2, first, len(content))
        body += content.ljust(count * 512, b"\0")
    assert len(table) <= 128
    assert len(entries) <= 512
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, last, 0, last, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    numbers = struct.pack("<128I", *table, *[free] * (128 - len(table)))
    return header + numbers + entries.ljust(512, b"\0") + body


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    return head + bytes(48) + struct.pack("<IQ", start, size)

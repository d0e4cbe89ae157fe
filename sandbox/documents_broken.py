"""Documents as hosts should not send them: cut off, hostile, in the wrong encoding, contradictory.

Each has to be set aside whole, with a sentence, while the others go on.
"""

import gzip
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from openpyxl import load_workbook

from sandbox.documents_elmo import elmo_bytes, two_learners
from sandbox.documents_tables import (
    ASU_HEADINGS,
    ENU_HEADINGS,
    csv_bytes,
    rows_bytes,
    saved,
    xlsx_bytes,
)
from sandbox.stays import ASU, ENU, KOZMINSKI, Printing, Stay

_BOMB_BYTES: Final = 40 * 1024 * 1024


class Breakage(StrEnum):
    """A way to break a document."""

    EMPTY = "empty"
    TRUNCATED = "truncated"
    BINARY = "binary"
    DOCTYPE_BOMB = "doctype-bomb"
    ZIP_BOMB = "zip-bomb"
    WRONG_ENCODING = "wrong-encoding"
    TWO_HEADER_ROWS = "two-header-rows"
    DUPLICATED_STUDENTS = "duplicated-students"


_Maker = Callable[[Sequence[Stay], datetime], bytes]


def broken_document(
    host: str, how: Breakage, stays: Sequence[Stay], *, issued_at: datetime
) -> tuple[str, bytes]:
    """Make a broken document of a host from some of its stays: a file name and the bytes.

    Raises KeyError for a breakage the host's kind of document cannot have (`BREAKAGES`).
    """
    maker = _MAKERS[host][how]
    return f"broken-{how}{_ENDINGS[host]}", maker(stays, issued_at)


def _empty(_stays: Sequence[Stay], _issued_at: datetime) -> bytes:
    return b""


def _binary(_stays: Sequence[Stay], _issued_at: datetime) -> bytes:
    return bytes(range(256)) * 64


def _plain_elmo(stays: Sequence[Stay], issued_at: datetime) -> bytes:
    return elmo_bytes(replace(stays[0], printing=Printing.PLAIN), issued_at=issued_at)


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _elmo_doctype(stays: Sequence[Stay], issued_at: datetime) -> bytes:
    """Nest entities so that a reader that expands them needs gigabytes."""
    entities = ['<!ENTITY a0 "Warszawa ">']
    entities += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    doctype = f"<!DOCTYPE elmo [{''.join(entities)}]>\n".encode()
    head, newline, rest = _plain_elmo(stays, issued_at).partition(b"\n")
    return head + newline + doctype + rest.replace(b"Kozminski University", b"&a9;", 1)


def _elmo_bomb(_stays: Sequence[Stay], _issued_at: datetime) -> bytes:
    return gzip.compress(b"<elmo>" + b" " * _BOMB_BYTES, mtime=0)


def _elmo_mislabelled(stays: Sequence[Stay], issued_at: datetime) -> bytes:
    """Say UTF-8 and write Windows-1250."""
    return _plain_elmo(stays, issued_at).decode().encode("cp1250")


def _elmo_two_learners(stays: Sequence[Stay], issued_at: datetime) -> bytes:
    return two_learners(stays[:2], issued_at=issued_at)


def _xlsx(stays: Sequence[Stay], issued_at: datetime) -> bytes:
    return xlsx_bytes(stays, issued_at=issued_at)


def _xlsx_bomb(stays: Sequence[Stay], issued_at: datetime) -> bytes:
    """Blow one sheet of a workbook up with blanks."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_xlsx(stays, issued_at))) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            content = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = content.replace(b"<sheetData>", b"<sheetData>" + b" " * _BOMB_BYTES)
            target.writestr(part, content)
    return packed.getvalue()


def _xlsx_mislabelled(stays: Sequence[Stay], _issued_at: datetime) -> bytes:
    """Call a text in another encoding a workbook."""
    lines = [";".join(ENU_HEADINGS), *(stay.person.full_name for stay in stays)]
    return "\r\n".join(lines).encode("kz1048")


def _xlsx_two_headers(stays: Sequence[Stay], issued_at: datetime) -> bytes:
    """Put a second row of headings, with other columns, in the middle of the table."""
    book = load_workbook(io.BytesIO(_xlsx(stays, issued_at)))
    sheet = book.active
    sheet.append([*ENU_HEADINGS[:8], ENU_HEADINGS[9], ENU_HEADINGS[8], *ENU_HEADINGS[10:]])
    for stay in stays:
        for mark in stay.marks:
            sheet.append(
                [
                    *(1, stay.mobility_id, stay.person.number, stay.person.full_name),
                    *(stay.birth_date, mark.term, mark.code, "", mark.ects, mark.credits),
                    *(mark.percent, mark.grade),
                ]
            )
    return saved(book, issued_at=issued_at)


def _xlsx_duplicated(stays: Sequence[Stay], issued_at: datetime) -> bytes:
    return _xlsx(_with_one_number(stays), issued_at)


def _csv(stays: Sequence[Stay], _issued_at: datetime) -> bytes:
    return csv_bytes(stays)


def _csv_mislabelled(stays: Sequence[Stay], _issued_at: datetime) -> bytes:
    return csv_bytes(stays).decode("cp1251").encode("utf-8")


def _csv_two_headers(stays: Sequence[Stay], _issued_at: datetime) -> bytes:
    """Repeat the headings in another order in the middle of the table."""
    text = csv_bytes(stays).decode("cp1251")
    headings = [*ASU_HEADINGS[:7], ASU_HEADINGS[8], ASU_HEADINGS[7], ASU_HEADINGS[9]]
    return (text + rows_bytes([headings], encoding="utf-8").decode().splitlines()[1]).encode(
        "cp1251"
    )


def _csv_duplicated(stays: Sequence[Stay], _issued_at: datetime) -> bytes:
    return csv_bytes(_with_one_number(stays))


def _csv_bomb(_stays: Sequence[Stay], _issued_at: datetime) -> bytes:
    return gzip.compress(";".join(ASU_HEADINGS).encode("cp1251") + b" " * _BOMB_BYTES, mtime=0)


def _with_one_number(stays: Sequence[Stay]) -> list[Stay]:
    """Give two students the number and the mobility of the first."""
    first, second = stays[:2]
    person = replace(second.person, number=first.person.number)
    return [first, replace(second, person=person, mobility_id=first.mobility_id)]


_ENDINGS: Final = {KOZMINSKI: ".xml", ENU: ".xlsx", ASU: ".csv"}
_MAKERS: Final[dict[str, dict[Breakage, _Maker]]] = {
    KOZMINSKI: {
        Breakage.EMPTY: _empty,
        Breakage.TRUNCATED: lambda stays, at: _cut(_plain_elmo(stays, at)),
        Breakage.BINARY: _binary,
        Breakage.DOCTYPE_BOMB: _elmo_doctype,
        Breakage.ZIP_BOMB: _elmo_bomb,
        Breakage.WRONG_ENCODING: _elmo_mislabelled,
        Breakage.DUPLICATED_STUDENTS: _elmo_two_learners,
    },
    ENU: {
        Breakage.EMPTY: _empty,
        Breakage.TRUNCATED: lambda stays, at: _cut(_xlsx(stays, at)),
        Breakage.BINARY: _binary,
        Breakage.ZIP_BOMB: _xlsx_bomb,
        Breakage.WRONG_ENCODING: _xlsx_mislabelled,
        Breakage.TWO_HEADER_ROWS: _xlsx_two_headers,
        Breakage.DUPLICATED_STUDENTS: _xlsx_duplicated,
    },
    ASU: {
        Breakage.EMPTY: _empty,
        Breakage.TRUNCATED: lambda stays, at: _cut(_csv(stays, at)),
        Breakage.BINARY: _binary,
        Breakage.ZIP_BOMB: _csv_bomb,
        Breakage.WRONG_ENCODING: _csv_mislabelled,
        Breakage.TWO_HEADER_ROWS: _csv_two_headers,
        Breakage.DUPLICATED_STUDENTS: _csv_duplicated,
    },
}
BREAKAGES: Final = {host: tuple(makers) for host, makers in _MAKERS.items()}
"""How each host's documents can be broken."""

"""Tables as the hosts of Kazakhstan and Russia issue them: XLSX in Kazakh, CSV in cp1251."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.writer.excel import ExcelWriter

from sandbox.courses import HOST_COURSES
from sandbox.stays import ASU, ENU, Mark, Stay

_ENU_TITLE: Final = "Л.Н. Гумилев атындағы Еуразия ұлттық университеті"
_ENU_SUBTITLE: Final = "Академиялық ұтқырлық бойынша білім алушылардың оқу жетістіктері"
ENU_HEADINGS: Final = (
    *("р/с", "Ұтқырлық нөмірі", "Студенттің нөмірі", "Студенттің аты-жөні", "Туған күні"),
    *("Семестр", "Пән коды", "Пәннің атауы", "Академиялық кредит", "ECTS"),
    *("Пайыз", "Әріптік баға", "Балл"),
)
_MERGED: Final = "BCDE"
_BIRTH_DATE: Final = 5
ASU_HEADINGS: Final = (
    *("Номер студента в направляющем вузе", "ФИО", "Дата рождения", "Учебный год", "Семестр"),
    *("Шифр дисциплины", "Дисциплина", "Зачётные единицы", "Оценка", "Дата сдачи"),
)
_FIRST_DAY_OF_ZIP: Final = (1980, 1, 1, 0, 0, 0)


def xlsx_bytes(stays: Iterable[Stay], *, issued_at: datetime) -> bytes:
    """Write the host's list of all its guests: a block a term, a subtotal below each student."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Ұтқырлық"
    for title in (_ENU_TITLE, _ENU_SUBTITLE):
        sheet.append([title])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
    sheet.append([])
    sheet.append(ENU_HEADINGS)
    number = 0
    for stay in stays:
        first = sheet.max_row + 1
        for mark in stay.marks:
            number += 1
            sheet.append(_xlsx_row(number, stay, mark))
            sheet.cell(sheet.max_row, _BIRTH_DATE).number_format = "dd.mm.yyyy"
        _merge_student(sheet, first, sheet.max_row)
        sheet.append(_subtotal(stay.marks))
    sheet.append([])
    sheet.append(["Офис-тіркеуші: ________________"])
    return saved(book, issued_at=issued_at)


def _xlsx_row(number: int, stay: Stay, mark: Mark) -> list[Any]:
    return [
        number,
        stay.mobility_id,
        stay.person.number,
        stay.person.full_name,
        stay.birth_date,
        mark.term,
        mark.code,
        HOST_COURSES[ENU][mark.code].title,
        _number(mark.credits),
        _number(mark.ects),
        _number(mark.percent),
        mark.grade or None,
        mark.points or None,
    ]


def _number(text: str) -> int | float | None:
    """Put a number as spreadsheets keep it; nothing for an empty text."""
    if not text:
        return None
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


def _merge_student(sheet: Any, first: int, last: int) -> None:
    """Merge what repeats from row to row of one student, as such lists do."""
    if last > first:
        for letter in _MERGED:
            sheet.merge_cells(f"{letter}{first}:{letter}{last}")


def _subtotal(marks: Sequence[Mark]) -> list[Any]:
    total = sum((Decimal(mark.credits) for mark in marks if mark.credits), Decimal(0))
    row: list[Any] = [None] * len(ENU_HEADINGS)
    row[ENU_HEADINGS.index("Пәннің атауы")] = "Барлығы"
    row[ENU_HEADINGS.index("Академиялық кредит")] = int(total)
    return row


def saved(book: Workbook, *, issued_at: datetime) -> bytes:
    """Save a workbook so that the same content gives the same bytes, whenever it is written."""
    book.properties.created = book.properties.modified = issued_at.replace(tzinfo=None)
    written, packed = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(written, "w")).save()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP)
            target.writestr(part, source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def csv_bytes(stays: Iterable[Stay]) -> bytes:
    """Write a list of results, a line each."""
    return rows_bytes(
        [_csv_row(stay, mark) for stay in stays for mark in stay.marks], encoding="cp1251"
    )


def rows_bytes(rows: Iterable[Sequence[str]], *, encoding: str) -> bytes:
    """Write rows below the host's headings."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(ASU_HEADINGS)
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


def _csv_row(stay: Stay, mark: Mark) -> tuple[str, ...]:
    term, _, year = mark.term.partition(" ")
    completed = "" if mark.completed_on is None else f"{mark.completed_on:%d.%m.%Y}"
    return (
        "" if stay.names_only else stay.person.number,
        stay.person.russian_full_name,
        f"{stay.birth_date:%d.%m.%Y}",
        year,
        term,
        mark.code,
        HOST_COURSES[ASU][mark.code].title,
        mark.credits,
        mark.grade,
        completed,
    )

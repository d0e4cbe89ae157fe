"""The real format of a file by its bytes, and which of its sheets are read."""

from typing import Any

import openpyxl
import pytest

from connectors.hosts.inbox_cells import FileRefused, Grid
from connectors.hosts.inbox_settings import HiddenCells
from connectors.hosts.inbox_sheets import FileFormat, find_format, read_sheets, settle_hidden
from tests.inbox_files import (
    SHEET,
    csv_of,
    html_of,
    label,
    ole_of,
    repacked,
    saved,
    table_of,
    xls_stream,
    xlsx_of,
)
from tests.inbox_reading import settings_of


def sheets_of(content: bytes, **changes: Any) -> tuple[list[str], int]:
    """The first texts of the sheets that are read, and how many hidden ones were left out."""
    grids, hidden = read_sheets(content, settings_of(**changes), lambda grid: len(grid.rows[0]))
    return [grid.cell(0, 0).text for grid in grids], hidden


def book_of(**sheets: str) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, text in sheets.items():
        sheet = book.create_sheet(title)
        if text:
            sheet["A1"] = text
        if title.startswith("hidden"):
            sheet.sheet_state = "veryHidden"
    return saved(book)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (csv_of(*table_of()), FileFormat.TEXT),
        (csv_of(*table_of(), encoding="utf-16"), FileFormat.TEXT),
        (csv_of(*table_of(), encoding="utf-16-le"), FileFormat.TEXT),
        (csv_of(*table_of(), encoding="kz1048"), FileFormat.TEXT),
        (html_of("x").encode(), FileFormat.HTML),
        (b'\xef\xbb\xbf\r\n<?xml version="1.0"?><html xmlns:x="x">', FileFormat.HTML),
        (html_of("x").encode("utf-16"), FileFormat.HTML),
        (xlsx_of(*table_of()), FileFormat.XLSX),
        (xls_stream([("S", label(0, 0, "x"))]), FileFormat.XLS),
        (ole_of({"Workbook": xls_stream([("S", label(0, 0, "x"))])}), FileFormat.XLS),
    ],
)
def test_bytes_tell_the_format(content: bytes, found: FileFormat) -> None:
    assert found is find_format(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "the file is a PDF"),
        (b"{\\rtf1", "the file is a text document"),
        (b"MIME-Version: 1.0\r\n", "the file is a web archive"),
        (b"PK\x05\x06" + bytes(18), "the file is an empty archive"),
        (b"\x09\x00\x04\x00\x07\x00\x10\x00", "older than version 5"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "the file is binary"),
        (bytes(range(256)) * 10, "the file is binary"),
        (b" \r\n\t", "nothing but blanks"),
        (b'<?xml version="1.0"?><elmo xmlns="x"/>', "XML, not a table"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "XML spreadsheet of Excel 2003",
        ),
    ],
)
def test_other_formats_are_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence) as caught:
        find_format(content)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("xl/workbook.bin", "binary one"),
        ("content.xml", "OpenDocument"),
        ("word/document.xml", "Word document"),
    ],
)
def test_other_packages_are_refused_with_a_sentence(part: str, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        sheets_of(repacked(xlsx_of(), {part: b"x"}))


def test_archive_of_files_is_refused() -> None:
    content = repacked(xlsx_of(), {"xl/workbook.xml": None, "a.csv": b"Code;Grade"})
    with pytest.raises(FileRefused, match="an archive, not a workbook"):
        sheets_of(content)


@pytest.mark.parametrize(
    ("streams", "sentence"),
    [
        ({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}, "password"),
        ({"WordDocument": b"x"}, "without a worksheet"),
    ],
)
def test_other_office_files_are_refused(streams: dict[str, bytes], sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        sheets_of(ole_of(streams))


def test_workbook_with_macros_is_read_and_they_are_left_alone() -> None:
    content = repacked(xlsx_of(["x"]), {"xl/vbaProject.bin": b"\xcc\x61\xff\xff"})
    assert sheets_of(content) == (["x"], 0)


def test_only_filled_sheet_is_read() -> None:
    assert sheets_of(book_of(empty="", results="x")) == (["x"], 0)


def test_several_filled_sheets_have_to_be_chosen() -> None:
    with pytest.raises(FileRefused, match="2 sheets of the workbook") as caught:
        sheets_of(book_of(autumn="x", spring="y"))
    assert "'sheets'" in caught.value.hint


def test_chosen_sheets_are_read_in_their_order() -> None:
    book = book_of(Autumn="x", other="z", Spring="y", empty="")
    assert sheets_of(book, sheets=["spring", "AUTUMN "]) == (["x", "y"], 0)
    assert sheets_of(book, sheets="*") == (["x", "z", "y"], 0)


def test_places_name_the_sheet_only_where_several_are_read() -> None:
    grids, _ = read_sheets(book_of(a="x", b="y"), settings_of(sheets="*"), len)  # type: ignore[arg-type]
    assert [grid.place for grid in grids] == ["sheet 1", "sheet 2"]
    grids, _ = read_sheets(book_of(a="x", b="y"), settings_of(sheets="b"), len)  # type: ignore[arg-type]
    assert [grid.place for grid in grids] == [""]


def test_missing_sheet_is_refused_without_naming_the_others() -> None:
    with pytest.raises(FileRefused, match="none is named 'Spring'") as caught:
        sheets_of(book_of(Рауан="x"), sheets="Spring")
    assert "Рауан" not in caught.value.message + caught.value.hint


def test_hidden_sheets_are_left_out_and_counted() -> None:
    assert sheets_of(book_of(results="x", hidden1="y", hidden2="")) == (["x"], 1)
    assert sheets_of(book_of(results="x", hidden1="y"), sheets="*") == (["x", "y"], 0)


def test_empty_sheets_are_refused() -> None:
    with pytest.raises(FileRefused, match="nothing in the file's sheets"):
        sheets_of(book_of(a="", b=""))
    with pytest.raises(FileRefused, match="named sheets are empty"):
        sheets_of(book_of(a="", b="x"), sheets="a")


def test_workbook_of_macros_alone_is_refused() -> None:
    content = repacked(
        xlsx_of("x"), {"xl/_rels/workbook.xml.rels": b"<Relationships/>", SHEET: None}
    )
    with pytest.raises(FileRefused, match="no worksheet, only charts or macros"):
        sheets_of(content)


def hidden_grid() -> Grid:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions["F"].hidden = True

    content = xlsx_of(["a", "b", "c"], ["d", "e", "f"], ["g", "h"], change=hide)
    return read_sheets(content, settings_of(), lambda _: 1)[0][0]


def test_hidden_cells_are_refused_by_row_and_column() -> None:
    with pytest.raises(FileRefused, match="hidden rows or columns") as caught:
        settle_hidden(hidden_grid(), HiddenCells.REFUSE)
    assert [str(problem) for problem in caught.value.problems] == [
        "row 2: the row is hidden",
        "column C: the column is hidden",
    ]


def test_hidden_cells_are_read_or_skipped_where_the_profile_says_so() -> None:
    read = settle_hidden(hidden_grid(), HiddenCells.READ)
    skipped = settle_hidden(hidden_grid(), HiddenCells.SKIP)
    assert [cell.text for cell in read.rows[0]] == ["a", "b", "c"]
    assert [[cell.text for cell in row] for row in skipped.rows] == [
        ["a", "b", ""],
        ["", "", ""],
        ["g", "h"],
    ]


def test_hidden_cells_that_are_empty_do_not_matter() -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["Z"].hidden = True

    grid = read_sheets(xlsx_of(["a"], change=hide), settings_of(), lambda _: 1)[0][0]
    assert grid is settle_hidden(grid, HiddenCells.REFUSE)

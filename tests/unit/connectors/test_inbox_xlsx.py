"""XLSX workbooks: what a spreadsheet shows, hides and never computed; hostile packages refused."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from connectors.hosts.inbox_cells import ERROR, UNCACHED, CellKind, FileRefused, Grid, GridLimits
from connectors.hosts.inbox_package import open_package
from connectors.hosts.inbox_xlsx import read_xlsx
from tests.inbox_files import SHEET, part_of, repacked, saved, table_of, xlsx_of

MORNING = datetime(2025, 6, 1, 10, 30)  # noqa: DTZ001 -- a spreadsheet's times have no zone
LIMITS = GridLimits(max_rows=1000, max_columns=50, max_cells=10_000)


def grids_of(content: bytes) -> list[Grid]:
    return list(read_xlsx(open_package(content), LIMITS))


def grid_of(change: Callable[[Any], None]) -> Grid:
    return grids_of(xlsx_of(change=change))[0]


def sheet_xml(rows: str, after: str = "") -> bytes:
    """A workbook whose only sheet has this XML, for what no library writes."""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return repacked(xlsx_of(), {SHEET: xml.encode()})


def test_texts_numbers_dates_and_truths_are_told_apart() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["02", 4.5, MORNING, True, None, "қ"])

    cells = grid_of(fill).rows[0]
    assert [
        (CellKind.TEXT, "02", None),
        (CellKind.NUMBER, "4.5", None),
        (CellKind.DATE, "45809.4375", date(2025, 6, 1)),
        (CellKind.BOOLEAN, "TRUE", None),
        (CellKind.EMPTY, "", None),
        (CellKind.TEXT, "қ", None),
    ] == [(cell.kind, cell.text, cell.day) for cell in cells]


def test_number_formats_are_honoured() -> None:
    def fill(sheet: Any) -> None:
        sheet.append([0.802, 2])
        sheet["A1"].number_format = "0.0%"
        sheet["B1"].number_format = "00"

    assert [cell.text for cell in grid_of(fill).rows[0]] == ["80.2%", "02"]


def test_epoch_of_1904_is_honoured() -> None:
    book = openpyxl.Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 -- the library's own notion of an epoch
    book.active["A1"] = date(2025, 6, 1)
    grid = grids_of(saved(book))[0]
    assert grid.from_1904
    assert date(2025, 6, 1) == grid.cell(0, 0).day


def test_formula_without_a_saved_value_is_told() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "=1+1"

    assert grid_of(fill).cell(0, 0) == UNCACHED


def test_formula_with_a_saved_value_is_its_value() -> None:
    content = sheet_xml(
        '<row r="1"><c r="A1"><f>2+2</f><v>4</v></c>'
        '<c r="B1" t="str"><f>A1&amp;"+"</f><v>B+</v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c></row>'
    )
    assert [cell.text for cell in grids_of(content)[0].rows[0]] == ["4", "B+"]


def test_error_values_are_told() -> None:
    content = sheet_xml('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>')
    assert grids_of(content)[0].cell(0, 0) == ERROR


def test_inline_and_rich_texts_are_joined_without_pronunciation() -> None:
    content = sheet_xml(
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>FIN</t></r><r><t>201</t></r></is></c></row>'
    )
    assert grids_of(content)[0].cell(0, 0).text == "FIN201"

    def fill(sheet: Any) -> None:
        sheet["A1"] = CellRichText("Кор", TextBlock(InlineFont(b=True), "пор"), "ация")

    assert grid_of(fill).cell(0, 0).text == "Корпорация"


def test_rows_and_cells_without_addresses_follow_one_another() -> None:
    content = sheet_xml("<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>")
    assert [[cell.text for cell in row] for row in grids_of(content)[0].rows] == [
        ["1", "2"],
        [],
        ["3"],
    ]


def test_escaped_characters_are_undone() -> None:
    content = sheet_xml(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a_x000D_b_xD800_</t></is></c></row>'
    )
    assert grids_of(content)[0].cell(0, 0).text == "a b\ufffd"


def test_hidden_rows_and_columns_and_merged_cells_are_told() -> None:
    def fill(sheet: Any) -> None:
        for number in range(5):
            sheet.append([number] * 4)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.merge_cells("A4:A5")

    grid = grid_of(fill)
    assert frozenset({2}) == grid.hidden_rows
    assert frozenset({1}) == grid.hidden_columns
    assert [
        (area.first_row, area.last_row, area.first_column, area.last_column) for area in grid.merged
    ] == [(3, 4, 0, 0)]


def test_sheets_keep_their_order_and_say_whether_they_are_hidden() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Күз"
    book.create_sheet("Көктем").sheet_state = "hidden"
    assert [(grid.title, grid.visible) for grid in grids_of(saved(book))] == [
        ("Күз", True),
        ("Көктем", False),
    ]


def test_prefixed_elements_are_read() -> None:
    content = xlsx_of(*table_of())
    xml = part_of(content, SHEET).decode()
    for name in ("worksheet", "sheetData", "row", "c", "v", "f"):
        xml = xml.replace(f"<{name}", f"<x:{name}").replace(f"</{name}>", f"</x:{name}>")
    xml = xml.replace("<x:worksheet xmlns=", "<x:worksheet xmlns:x=").replace("<x:cols", "<cols")
    prefixed = repacked(content, {SHEET: xml.encode()})
    assert grids_of(content)[0].rows == grids_of(prefixed)[0].rows


# -- hostile and damaged ---------------------------------------------------------------------------


def test_doctype_is_refused_before_any_entity_is_read() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(FileRefused, match="DOCTYPE"):
        grids_of(repacked(xlsx_of(), {SHEET: bomb}))


def test_external_entity_is_never_opened() -> None:
    xml = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    with pytest.raises(FileRefused, match="DOCTYPE"):
        grids_of(repacked(xlsx_of(), {"xl/workbook.xml": xml}))


def test_zip_bomb_is_refused_by_its_directory_alone() -> None:
    content = repacked(xlsx_of(*table_of()), {SHEET: b" " * (40 * 1024 * 1024)})
    assert len(content) < 60_000
    with pytest.raises(FileRefused, match="unfolds to far more"):
        open_package(content)


def test_many_parts_are_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for number in range(10_001):
            package.writestr(str(number), b"")
    with pytest.raises(FileRefused, match="unfolds"):
        open_package(packed.getvalue())


def test_part_larger_than_its_directory_says_is_damaged() -> None:
    content = bytearray(repacked(xlsx_of(*table_of()), {}))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        size = package.getinfo(SHEET).file_size
    stated = size.to_bytes(4, "little")
    assert content.count(stated) >= 2
    lying = bytes(content).replace(stated, (size - 100).to_bytes(4, "little"))
    with pytest.raises(FileRefused, match="damaged"):
        grids_of(lying)


def test_encrypted_zip_parts_are_a_password() -> None:
    content = bytearray(xlsx_of())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FileRefused, match="password"):
        open_package(bytes(content))


@pytest.mark.parametrize("kept", [100, 0.5, 0.95])
def test_cut_off_workbook_is_refused(kept: float) -> None:
    content = xlsx_of(*table_of())
    with pytest.raises(FileRefused, match="damaged or cut off"):
        open_package(content[: int(kept if kept > 1 else kept * len(content))])


def test_missing_sheet_part_is_refused() -> None:
    with pytest.raises(FileRefused, match="part of it is missing"):
        grids_of(repacked(xlsx_of(), {SHEET: None}))


def test_broken_xml_is_refused() -> None:
    with pytest.raises(FileRefused, match="damaged"):
        grids_of(repacked(xlsx_of(), {SHEET: b"<worksheet><sheetData><row"}))


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(FileRefused, match="nest too deeply"):
        grids_of(repacked(xlsx_of(), {SHEET: b"<a>" * 200 + b"</a>" * 200}))


def test_endless_text_is_refused() -> None:
    with pytest.raises(FileRefused, match="endless text"):
        grids_of(sheet_xml(f'<row r="1"><c r="A1"><v>{"1" * 1_100_000}</v></c></row>'))


def test_endless_element_is_refused_before_it_is_read_over_and_over() -> None:
    xml = b"<worksheet><sheetData><row x='" + b"a" * (12 * 1024 * 1024) + b"'/>"
    with pytest.raises(FileRefused, match="endless element"):
        grids_of(repacked(xlsx_of(), {SHEET: xml}))


def test_endless_merged_ranges_are_refused() -> None:
    merged = '<mergeCell ref="A1:B2"/>' * 50_001
    with pytest.raises(FileRefused, match="merged ranges"):
        grids_of(sheet_xml("", f"<mergeCells>{merged}</mergeCells>"))


@pytest.mark.parametrize("address", ["A1048576", "XFD1"])
def test_far_away_cell_takes_no_room_and_is_refused(address: str) -> None:
    row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    with pytest.raises(FileRefused, match="goes on past"):
        grids_of(sheet_xml(f'<row r="{row}"><c r="{address}"><v>1</v></c></row>'))


def test_far_away_empty_cells_do_not_matter() -> None:
    content = sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"/></row>'
    )
    assert len(grids_of(content)[0].rows) == 1


def test_shared_text_out_of_range_is_an_error_cell() -> None:
    assert (
        grids_of(sheet_xml('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'))[0].rows[0][0] == ERROR
    )


def test_the_same_part_is_not_read_again_for_every_sheet_that_names_it() -> None:
    content = xlsx_of(*table_of())
    book = part_of(content, "xl/workbook.xml").decode()
    start = book.index("<sheet ")
    sheet = book[start : book.index("/>", start) + 2]
    many = repacked(content, {"xl/workbook.xml": book.replace(sheet, sheet * 500).encode()})
    assert len(grids_of(many)) == 1

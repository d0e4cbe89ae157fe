"""Binary workbooks: read as their XLSX twins are; damaged containers and records refused."""

import struct
from datetime import date
from pathlib import Path

import pytest

from connectors.hosts.inbox_cells import ERROR, CellKind, FileRefused, Grid, GridLimits
from connectors.hosts.inbox_ole import OleFile
from connectors.hosts.inbox_xls import read_xls
from tests.inbox_files import label, ole_of, record, wide_text, xls_stream

FIXTURE = Path(__file__).parents[2] / "fixtures" / "hosts" / "inbox" / "summary-sheet.xls"
LIMITS = GridLimits(max_rows=70_000, max_columns=50, max_cells=10_000)


def grid_of(records: bytes, *, globals_: bytes = b"", version: int = 0x0600) -> Grid:
    stream = xls_stream([("S", records)], globals_=globals_, version=version)
    return next(read_xls(stream, LIMITS))


def style(number_format: int) -> bytes:
    return record(0x00E0, struct.pack("<HH", 0, number_format) + bytes(16))


def place(row: int, column: int, style_index: int = 0) -> bytes:
    return struct.pack("<HHH", row, column, style_index)


def shared(*pieces: bytes, count: int) -> bytes:
    first, *rest = pieces
    head = struct.pack("<II", count, count)
    return record(0x00FC, head + first) + b"".join(record(0x003C, piece) for piece in rest)


def test_workbook_of_a_real_writer_is_read() -> None:
    grid = next(read_xls(OleFile(FIXTURE.read_bytes()).read("Workbook"), LIMITS))
    assert [cell.text for cell in grid.rows[2]][:8] == [
        "1",
        "0201",
        "Әлия Сейітқызы",
        "FIN201",
        "Корпоративтік қаржы",
        "5",
        "A-",
        "91.5%",
    ]
    assert date(2025, 6, 11) == grid.cell(2, 8).day
    assert grid.merged[0].last_column == 8


def test_numbers_of_every_packing_are_read() -> None:
    def rk(value: int) -> bytes:
        return struct.pack("<I", value)

    four_and_a_half = struct.unpack("<Q", struct.pack("<d", 4.5))[0] >> 32
    records = (
        record(0x0203, place(0, 0) + struct.pack("<d", 80.2))
        + record(0x027E, place(0, 1) + rk(5 << 2 | 2))
        + record(0x027E, place(0, 2) + rk(8020 << 2 | 3))
        + record(0x027E, place(0, 3) + rk(four_and_a_half & ~3))
        + record(0x027E, place(0, 4) + rk((-3 << 2 | 2) & 0xFFFFFFFF))
        + record(
            0x00BD,
            struct.pack("<HHH", 1, 0, 0) + rk(6) + struct.pack("<H", 0) + rk(10) + b"\x01\0",
        )
    )
    grid = grid_of(records)
    assert [cell.text for cell in grid.rows[0]] == ["80.2", "5", "80.2", "4.5", "-3"]
    assert [cell.text for cell in grid.rows[1]] == ["1", "2"]


def test_number_formats_are_honoured() -> None:
    globals_ = (
        record(0x041E, struct.pack("<H", 170) + wide_text("00")) + style(0) + style(170) + style(10)
    )
    records = record(0x0203, place(0, 0, 1) + struct.pack("<d", 2))
    records += record(0x0203, place(0, 1, 2) + struct.pack("<d", 0.802))
    assert [cell.text for cell in grid_of(records, globals_=globals_).rows[0]] == ["02", "80.2%"]


def test_epoch_of_1904_is_honoured() -> None:
    globals_ = record(0x0022, b"\x01\0") + style(14)
    records = record(0x0203, place(0, 0) + struct.pack("<d", 44347))
    assert date(2025, 6, 1) == grid_of(records, globals_=globals_).cell(0, 0).day


def test_formula_gives_its_saved_value() -> None:
    text = record(0x0006, place(0, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(6))
    text += record(0x0207, wide_text("B+"))
    truth = record(0x0006, place(0, 1) + b"\x01\0\x01\0\0\0\xff\xff" + bytes(6))
    error = record(0x0006, place(0, 2) + b"\x02\0\x2a\0\0\0\xff\xff" + bytes(6))
    empty = record(0x0006, place(0, 3) + b"\x03\0\0\0\0\0\xff\xff" + bytes(6))
    number = record(0x0006, place(0, 4) + struct.pack("<d", 4.5) + bytes(6))
    cells = grid_of(text + truth + error + empty + number).rows[0]
    assert [cell.text for cell in cells] == ["B+", "TRUE", "", "", "4.5"]
    assert cells[2] == ERROR
    assert CellKind.EMPTY is cells[3].kind


def test_hidden_rows_and_columns_are_told() -> None:
    records = record(0x007D, struct.pack("<HHHHHH", 2, 3, 0, 0, 1, 0))
    records += record(0x0208, struct.pack("<HHHHHHI", 4, 0, 1, 0, 0, 0, 0x20))
    grid = grid_of(records + label(4, 2, "x"))
    assert (frozenset({4}), frozenset({2, 3})) == (grid.hidden_rows, grid.hidden_columns)


def test_shared_texts_are_read_over_record_breaks() -> None:
    narrow = struct.pack("<HB", 3, 0) + b"FIN"
    rich = struct.pack("<HBH", 2, 8, 1) + b"ab" + bytes(4)
    spoken = struct.pack("<HBI", 2, 4, 6) + b"cd" + bytes(6)
    broken_head = struct.pack("<HB", 6, 1) + "Қар".encode("utf-16-le")
    broken_tail = b"\x01" + "жы!".encode("utf-16-le")
    texts = shared(narrow + rich + spoken + broken_head, broken_tail, count=4)
    records = b"".join(
        record(0x00FD, place(0, index) + struct.pack("<I", index)) for index in range(5)
    )
    cells = grid_of(records, globals_=texts).rows[0]
    assert [cell.text for cell in cells] == ["FIN", "ab", "cd", "Қаржы!", ""]
    assert cells[4] == ERROR


def test_text_goes_on_narrow_in_the_next_record() -> None:
    texts = shared(struct.pack("<HB", 4, 1) + "қа".encode("utf-16-le"), b"\0" + b"bc", count=1)
    records = record(0x00FD, place(0, 0) + struct.pack("<I", 0))
    assert grid_of(records, globals_=texts).cell(0, 0).text == "қаbc"


def test_excel_of_1995_is_read_in_its_code_page() -> None:
    globals_ = record(0x0042, struct.pack("<H", 1251))
    raw = "Оценка".encode("cp1251")
    records = record(0x0204, place(0, 0) + struct.pack("<H", len(raw)) + raw)
    assert grid_of(records, globals_=globals_, version=0x0500).cell(0, 0).text == "Оценка"


def test_charts_inside_a_sheet_are_left_out() -> None:
    chart = record(0x0809, struct.pack("<HHIII", 0x0600, 0x20, 0, 0, 0))
    chart += label(0, 0, "axis") + record(0x000A)
    assert grid_of(chart + label(0, 1, "x")).rows[0][0].kind is CellKind.EMPTY


def test_password_is_told() -> None:
    with pytest.raises(FileRefused, match="password"):
        grid_of(b"", globals_=record(0x002F, bytes(6)))


def test_older_excel_is_told() -> None:
    with pytest.raises(FileRefused, match="older than version 5"):
        grid_of(b"", version=0x0400)


@pytest.mark.parametrize("kept", [3, 40, 0.6])
def test_cut_off_stream_is_refused(kept: float) -> None:
    stream = xls_stream([("S", label(0, 0, "x") * 10)])
    with pytest.raises(FileRefused, match=r"cut off|damaged"):
        list(read_xls(stream[: int(kept if kept > 1 else kept * len(stream))], LIMITS))


def test_short_record_is_refused() -> None:
    with pytest.raises(FileRefused, match="damaged"):
        grid_of(record(0x0203, b"\0\0"))


def test_count_of_shared_texts_that_lies_costs_nothing() -> None:
    with_lie = shared(struct.pack("<HB", 1, 0) + b"x", count=0xFFFFFFFF)
    records = record(0x00FD, place(0, 0) + struct.pack("<I", 0))
    assert grid_of(records, globals_=with_lie).cell(0, 0).text == "x"


def test_streams_come_out_of_their_container_whole() -> None:
    content = bytes(range(256)) * 40
    assert content == OleFile(ole_of({"Workbook": content, "Other": b"x"})).read("Workbook")


@pytest.mark.parametrize(
    "damage",
    [
        slice(0, 300),
        slice(0, 1400),
        slice(0, -3000),
    ],
)
def test_cut_off_container_is_refused(damage: slice) -> None:
    content = ole_of({"Workbook": bytes(5000)})[damage]
    with pytest.raises(FileRefused, match="damaged or cut off"):
        OleFile(content).read("Workbook")


def test_chain_that_runs_in_a_circle_is_refused() -> None:
    content = bytearray(ole_of({"Workbook": bytes(5000)}))
    content[512 + 4 * 3 : 512 + 4 * 4] = struct.pack("<I", 2)
    with pytest.raises(FileRefused, match="damaged or cut off"):
        OleFile(bytes(content)).read("Workbook")


def read_or_none(content: bytes) -> Grid | None:
    try:
        return next(read_xls(OleFile(content).read("Workbook"), LIMITS))
    except FileRefused:
        return None


def test_fixture_cut_off_anywhere_is_refused_unless_nothing_of_it_is_lost() -> None:
    content = FIXTURE.read_bytes()
    whole = read_or_none(content)
    found = [read_or_none(content[:length]) for length in range(1, len(content), 31)]
    assert all(grid in (None, whole) for grid in found)
    assert found.count(None) > len(found) * 0.9

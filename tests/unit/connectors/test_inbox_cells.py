"""Cells: what a person reads there, from what a spreadsheet stores there."""

from datetime import date
from decimal import Decimal

import pytest

from connectors.hosts.inbox_cells import (
    BUILTIN_FORMATS,
    EMPTY,
    ERROR,
    Cell,
    CellKind,
    FileRefused,
    Grid,
    GridBuilder,
    GridLimits,
    column_letters,
    day_of_serial,
    is_date_format,
    number_cell,
    text_cell,
)


def number(raw: str, number_format: str = "") -> Cell:
    return number_cell(raw, number_format, from_1904=False)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("80.2", "80.2"),
        ("80.200000000000003", "80.2"),
        ("8.0199999999999996E1", "80.2"),
        ("5", "5"),
        ("5.0", "5"),
        ("0", "0"),
        ("1E-20", "0"),
        ("990101300123", "990101300123"),
    ],
)
def test_stored_number_reads_as_the_spreadsheet_shows_it(raw: str, shown: str) -> None:
    assert Cell(CellKind.NUMBER, shown) == number(raw)


@pytest.mark.parametrize("raw", ["1E+20", "NaN", "INF", "", "five", "1e999999999999"])
def test_number_no_transcript_holds_is_an_error_cell(raw: str) -> None:
    assert number(raw) == ERROR


def test_percent_format_reads_as_percent() -> None:
    assert Cell(CellKind.NUMBER, "80.2%") == number("0.802", "0.0%")


def test_percent_sign_that_is_only_printed_does_not_multiply() -> None:
    assert Cell(CellKind.NUMBER, "80.2") == number("80.2", '0.0"%"')


def test_zero_padding_reads_as_padded() -> None:
    assert Cell(CellKind.NUMBER, "02") == number("2", "00")
    assert Cell(CellKind.NUMBER, "020101500123") == number("20101500123", "000000000000")


@pytest.mark.parametrize(
    "number_format", ["dd.mm.yyyy", "d-mmm", "[$-419]d mmmm yyyy;@", "h:mm", "[h]:mm", "yyyy"]
)
def test_date_formats_are_told(number_format: str) -> None:
    assert is_date_format(number_format)


@pytest.mark.parametrize(
    "number_format", ["", "General", "0.00", "#,##0.00", '0.0"дн"', '"Year" 0', "0%", "[Red]0", "@"]
)
def test_number_formats_are_no_dates(number_format: str) -> None:
    assert not is_date_format(number_format)


def test_builtin_date_formats_are_dates_and_percents_are_percents() -> None:
    assert is_date_format(BUILTIN_FORMATS[14])
    assert is_date_format(BUILTIN_FORMATS[57])
    assert Cell(CellKind.NUMBER, "80%") == number("0.8", BUILTIN_FORMATS[9])


@pytest.mark.parametrize(
    ("serial", "from_1904", "day"),
    [
        (1, False, date(1900, 1, 1)),
        (59, False, date(1900, 2, 28)),
        (61, False, date(1900, 3, 1)),
        (45809, False, date(2025, 6, 1)),
        (44347, True, date(2025, 6, 1)),
        (0, True, date(1904, 1, 1)),
    ],
)
def test_date_number_counts_from_its_epoch(serial: int, from_1904: bool, day: date) -> None:
    assert day == day_of_serial(Decimal(serial), from_1904=from_1904)


def test_date_number_beyond_all_days_is_no_day() -> None:
    assert day_of_serial(Decimal(10**14), from_1904=False) is None
    assert day_of_serial(Decimal(-1), from_1904=True) is None


def test_time_of_day_is_dropped() -> None:
    assert date(2025, 6, 1) == day_of_serial(Decimal("45809.75"), from_1904=False)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  A-\u00a0 ", "A-"),
        ("Ма\u200bт\nан", "Ма т ан"),
        ('="02"', "02"),
        ("'02", "02"),
        ("'Теория'", "'Теория'"),
        ("И\u0306од", "Йод"),
    ],
)
def test_text_is_one_line_without_guards(raw: str, text: str) -> None:
    assert Cell(CellKind.TEXT, text) == text_cell(raw)


def test_blank_text_is_an_empty_cell() -> None:
    assert EMPTY is text_cell(" \u00a0\ufeff\n")


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_columns_are_named_as_in_spreadsheets(column: int, name: str) -> None:
    assert name == column_letters(column)


LIMITS = GridLimits(max_rows=10, max_columns=5, max_cells=12)


def test_grid_is_as_large_as_its_filled_cells() -> None:
    builder = GridBuilder(LIMITS)
    builder.put_text(2, 1, "x")
    builder.put_text(9, 4, " ")
    assert ((), (), (EMPTY, Cell(CellKind.TEXT, "x"))) == builder.build().rows


@pytest.mark.parametrize(("row", "column"), [(10, 0), (0, 5)])
def test_cell_outside_the_limits_is_refused(row: int, column: int) -> None:
    builder = GridBuilder(LIMITS)
    builder.put_text(row, column, "")
    with pytest.raises(FileRefused, match="goes on past"):
        builder.put_text(row, column, "x")


def test_too_many_cells_are_refused() -> None:
    builder = GridBuilder(LIMITS)
    with pytest.raises(FileRefused, match="more than 12 filled cells"):
        for place in range(13):
            builder.put_text(place // 5, place % 5, "x")


def test_places_outside_a_grid_are_empty() -> None:
    grid = Grid(rows=((Cell(CellKind.TEXT, "x"),),))
    assert [grid.cell(-1, 0), grid.cell(0, 1), grid.cell(1, 0)] == [EMPTY, EMPTY, EMPTY]


def test_place_names_the_sheet_by_number_and_never_by_title() -> None:
    grid = Grid(place="sheet 2", title="Рауан Досұлы", rows=())
    assert grid.row_place(13) == "sheet 2, row 14"

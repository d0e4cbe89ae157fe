"""A host's table is picked by date and read by label; two answers are no answer."""

from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from mapping.grade_tables import (
    find_ects_row,
    find_grade_table,
    find_row,
    label_number,
    refuse_redefinition,
)
from mapping.grades import ConversionRow, EctsTable, GradeConversionTable, LabelKind
from mapping.held import HeldCode
from mapping.identifiers import SchemeId
from mapping.terms import Regime
from tests.builders import HOST, make_ects_table, make_grade_table, make_host_rules
from tests.refusals import refused

FIRST = make_grade_table(valid_to=date(2022, 8, 31), place="first")
SECOND = make_grade_table(valid_from=date(2022, 9, 1), place="second")
OVERLAPPING = make_grade_table(valid_from=date(2022, 8, 31), place="overlapping")


def found_place(*tables: GradeConversionTable, on: date | None, scheme: str = "pl-2-5") -> str:
    places = {
        find_grade_table(make_host_rules(tables=order), scheme, on=on).place
        for order in permutations(tables)
    }
    (place,) = places
    return place


@pytest.mark.parametrize(
    ("on", "place"),
    [
        (date(2020, 1, 1), "first"),
        (date(2022, 8, 31), "first"),
        (date(2022, 9, 1), "second"),
        (date(2030, 1, 1), "second"),
    ],
)
def test_the_date_picks_the_table(on: date, place: str) -> None:
    assert place == found_place(FIRST, SECOND, on=on)


def test_tables_that_overlap_on_the_day_are_refused() -> None:
    with refused(
        HeldCode.AMBIGUOUS_GRADE_TABLE, scheme="pl-2-5", host=HOST, tables="first; overlapping"
    ):
        found_place(FIRST, OVERLAPPING, on=date(2022, 8, 31))
    assert found_place(FIRST, OVERLAPPING, on=date(2022, 8, 30)) == "first"


def test_without_a_date_only_a_single_table_will_do() -> None:
    assert found_place(SECOND, on=None) == "second"
    with refused(HeldCode.AMBIGUOUS_GRADE_TABLE, tables="first; second"):
        found_place(FIRST, SECOND, on=None)


def test_a_table_without_a_place_is_named_by_its_source() -> None:
    unplaced = make_grade_table(place="", source="handbook")
    with refused(HeldCode.AMBIGUOUS_GRADE_TABLE, tables="first; handbook"):
        found_place(FIRST, unplaced, on=date(2020, 1, 1))


def test_no_table_for_the_scheme_or_the_day_is_refused() -> None:
    with refused(HeldCode.NO_GRADE_TABLE, scheme="lt-1-10", host=HOST, on="2024-09-01"):
        found_place(FIRST, SECOND, on=date(2024, 9, 1), scheme="lt-1-10")
    with refused(HeldCode.NO_GRADE_TABLE, scheme="pl-2-5", on="2024-09-01"):
        found_place(FIRST, on=date(2024, 9, 1))
    with refused(HeldCode.NO_GRADE_TABLE, on=""):
        found_place(FIRST, on=None, scheme="lt-1-10")


def test_schemes_compare_without_case() -> None:
    assert found_place(FIRST, on=None, scheme=" PL-2-5 ") == "first"


@pytest.mark.parametrize("scheme", ["ects", "kz-letter", "percent", "ECTS"])
def test_a_host_cannot_give_a_built_in_scheme_another_meaning(scheme: str) -> None:
    table = make_grade_table(scheme=SchemeId(scheme), place="mine")
    with refused(HeldCode.AMBIGUOUS_GRADE_TABLE, tables="mine"):
        refuse_redefinition(make_host_rules(tables=(table,)), scheme.lower())
    refuse_redefinition(make_host_rules(tables=(FIRST,)), scheme.lower())


def make_row(label: str = "", to: str = "", **fields: Any) -> ConversionRow:
    return ConversionRow(label=label, to=tuple(to), **fields)


def looked_up(label: str, *rows: ConversionRow, kind: LabelKind = LabelKind.TEXT) -> str:
    found = {
        find_row(make_grade_table(rows=order, label_kind=kind), label).to
        for order in permutations(rows)
    }
    (to,) = found
    return "/".join(to)


def test_text_labels_keep_their_zeros_and_commas() -> None:
    rows = (make_row("02", "F"), make_row("2", "E"), make_row("4,5", "B"))
    assert looked_up("02", *rows) == "F"
    assert looked_up("2", *rows) == "E"
    assert looked_up("4,5", *rows) == "B"
    for label in ("002", "4.5", "2.0"):
        with refused(HeldCode.UNKNOWN_GRADE, label=label, scheme="pl-2-5"):
            looked_up(label, *rows)


def test_text_labels_ignore_case_and_look_alikes() -> None:
    rows = (make_row("Very good", "B"), make_row("BB", "C"), make_row("отлично", "A"))
    assert looked_up("very GOOD", *rows) == "B"
    assert looked_up("ВВ", *rows) == "C"
    assert looked_up("Отлично", *rows) == "A"


@pytest.mark.parametrize("label", ["4,5", "4.5", "4.50", "04.5"])
def test_numbers_agree_however_they_are_written(label: str) -> None:
    rows = (make_row("4.5", "B"), make_row("4", "C"))
    assert looked_up(label, *rows, kind=LabelKind.NUMBER) == "B"


BANDS = (
    make_row(lowest=Decimal(95), to="A"),
    make_row(lowest=Decimal(86), highest=Decimal(94), to="B"),
    make_row(highest=Decimal(50), to="F"),
)


@pytest.mark.parametrize(
    ("label", "to"), [("95", "A"), ("100", "A"), ("94", "B"), ("86", "B"), ("50", "F"), ("0", "F")]
)
def test_ranges_are_inclusive_and_may_be_open(label: str, to: str) -> None:
    assert to == looked_up(label, *BANDS, kind=LabelKind.NUMBER)


@pytest.mark.parametrize("label", ["94.5", "85", "51", "five", ""])
def test_a_number_in_a_gap_is_no_grade(label: str) -> None:
    with refused(HeldCode.UNKNOWN_GRADE, label=label):
        looked_up(label, *BANDS, kind=LabelKind.NUMBER)


def test_words_may_stand_among_numbers() -> None:
    rows = (make_row("5", "A"), make_row("zal", passed=True), make_row("", "E"))
    assert looked_up("ZAL", *rows, kind=LabelKind.NUMBER) == ""
    assert looked_up("5,0", *rows, kind=LabelKind.NUMBER) == "A"
    with refused(HeldCode.UNKNOWN_GRADE, label="3"):
        looked_up("3", *rows, kind=LabelKind.NUMBER)


def test_text_tables_have_no_ranges() -> None:
    with refused(HeldCode.UNKNOWN_GRADE, label="95"):
        looked_up("95", *BANDS)


def test_rows_that_disagree_are_refused_and_rows_that_agree_are_one() -> None:
    facts = {"label": "5", "scheme": "pl-2-5", "options": "A or B/C"}
    with refused(HeldCode.AMBIGUOUS_GRADE, **facts):
        looked_up("5", make_row("5", "BC"), make_row("5", "A"))
    with refused(HeldCode.AMBIGUOUS_GRADE, options="no letter or no letter"):
        looked_up("5", make_row("5", passed=True), make_row("5", passed=False))
    row = find_row(make_grade_table(rows=(make_row("5", "AB"), make_row("5", "BA"))), "5")
    assert set(row.to) == {"A", "B"}


def test_the_national_table_has_one_row_a_letter() -> None:
    table = make_ects_table()
    assert find_ects_row(table, "в").letter == "B+"
    with refused(HeldCode.UNKNOWN_GRADE, label="G", scheme="ects"):
        find_ects_row(table, "G")
    twice = EctsTable(regime=Regime.KZ_2018, rows=(*table.rows, table.rows[0]))
    with refused(HeldCode.UNKNOWN_GRADE, label="A"):
        find_ects_row(twice, "A")


def test_a_label_is_a_number_or_it_is_not() -> None:
    assert label_number("4,50") == Decimal("4.50")
    assert label_number("4+") is None

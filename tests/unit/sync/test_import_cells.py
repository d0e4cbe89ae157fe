from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connectors.hosts.inbox_cells import Cell, CellKind
from mapping.terms import Level, MobilityForm, MobilityKind, Work
from sync.import_cells import (
    CellRefused,
    Side,
    check_digit_of_iin,
    parse_credits,
    parse_day,
    parse_esi,
    parse_form,
    parse_hei,
    parse_hidden_day,
    parse_kind,
    parse_level,
    parse_mobility_id,
    parse_national_id,
    parse_scheme,
    parse_side,
    parse_student_id,
    parse_version,
    parse_work,
    parse_year,
)


def text(value: str) -> Cell:
    return Cell(CellKind.TEXT, value)


@pytest.mark.parametrize(
    ("parse", "written", "meant"),
    [
        (parse_level, "Bachelor", Level.BACHELOR),
        (parse_level, "бакалавриат", Level.BACHELOR),
        (parse_level, "scientific-master", Level.SCIENTIFIC_MASTER),
        (parse_level, "Ғылыми-педагогикалық магистратура", Level.SCIENTIFIC_MASTER),
        (parse_level, "Докторантура", Level.PHD),
        (parse_kind, "Сыртқы", MobilityKind.EXTERNAL),
        (parse_kind, "внутренняя", MobilityKind.INTERNAL),
        (parse_form, "Деңгейлес", MobilityForm.HORIZONTAL),
        (parse_form, "Тік", MobilityForm.VERTICAL),
        (parse_side, "HOST", Side.HOST),
        (parse_side, "Направляющий вуз", Side.HOME),
        (parse_work, "Научно-исследовательская работа", Work.RESEARCH_WORK),
        (parse_work, "theory", Work.THEORY),
        (parse_scheme, "ECTS", "ects"),
        (parse_scheme, "з.е.", "ze"),
        (parse_scheme, "ҚР", "kz"),
        (parse_scheme, "HP", "hp"),
    ],
)
def test_words_are_understood_in_three_languages(
    parse: Callable[[Cell], Any], written: str, meant: object
) -> None:
    assert meant == parse(text(written))


def test_unknown_level_is_refused_with_the_nearest_word() -> None:
    with pytest.raises(CellRefused) as refused:
        parse_level(text("bachlor"))
    assert refused.value.hint == "did you mean 'bachelor'?"


def test_master_without_its_kind_asks_which_one() -> None:
    with pytest.raises(CellRefused) as refused:
        parse_level(text("магистратура"))
    assert "profile-master or scientific-master" in refused.value.hint


def test_nearly_known_credit_scheme_is_not_taken_for_a_word_of_the_host() -> None:
    with pytest.raises(CellRefused) as refused:
        parse_scheme(text("ecst"))
    assert "ects" in refused.value.hint


@pytest.mark.parametrize("written", ["2025-09-01", "01.09.2025", "1.9.2025", "01.09.2025 г."])
def test_days_are_read_in_both_ways_of_writing(written: str) -> None:
    assert date(2025, 9, 1) == parse_day(text(written))


def test_day_of_a_date_cell_is_taken_as_it_is() -> None:
    assert date(2025, 9, 1) == parse_day(Cell(CellKind.DATE, "45901", date(2025, 9, 1)))


@pytest.mark.parametrize(
    "written", ["09/01/2025", "2025-02-30", "31.04.2025", "45901", "0025-01-01"]
)
def test_day_that_is_unclear_or_impossible_is_refused(written: str) -> None:
    with pytest.raises(CellRefused):
        parse_day(text(written))


def test_refused_birth_date_is_not_shown() -> None:
    with pytest.raises(CellRefused) as refused:
        parse_hidden_day(text("31.02.2003"))
    assert "2003" not in refused.value.message + refused.value.hint


@pytest.mark.parametrize(("written", "meant"), [("7.5", "7.5"), ("7,5", "7.5"), ("6", "6")])
def test_credits_are_read_with_point_or_comma(written: str, meant: str) -> None:
    assert Decimal(meant) == parse_credits(text(written))


@pytest.mark.parametrize("written", ["0", "-5", "1,500", "5 ECTS", "1e1", "NaN", "7,5,1"])
def test_what_is_no_amount_of_credit_is_refused(written: str) -> None:
    with pytest.raises(CellRefused):
        parse_credits(text(written))


@pytest.mark.parametrize("written", ["M 1", "Ұ-1", "", "M" * 65])
def test_mobility_id_is_printable_ascii_of_at_most_64_characters(written: str) -> None:
    with pytest.raises(CellRefused):
        parse_mobility_id(text(written))


def test_leading_zeros_of_a_student_number_stay() -> None:
    assert parse_student_id(text("007")) == "007"


@pytest.mark.parametrize("written", ["Kozminski.edu.pl", "kozminski", "козминский.рф", "a..b"])
def test_host_is_a_schac_code(written: str) -> None:
    with pytest.raises(CellRefused):
        parse_hei(text(written))


@pytest.mark.parametrize(
    ("parse", "written"), [(parse_year, "23"), (parse_year, "3023"), (parse_version, "0")]
)
def test_years_and_versions_are_whole_numbers_in_reason(
    parse: Callable[[Cell], Any], written: str
) -> None:
    with pytest.raises(CellRefused):
        parse(text(written))


@pytest.mark.parametrize(
    ("digits", "check"),
    [
        ("10000000000", 1),
        ("00000000010", 1),  # the first weights give 10, so the second count
        ("50000000060", None),  # both give 10: such a number is never issued
    ],
)
def test_check_digit_of_an_iin_follows_the_two_rows_of_weights(
    digits: str, check: int | None
) -> None:
    assert check == check_digit_of_iin(digits)


def test_national_id_with_a_mistyped_digit_is_refused_and_not_shown() -> None:
    good = "03040560001" + str(check_digit_of_iin("03040560001"))
    mistyped = good[:5] + str((int(good[5]) + 1) % 10) + good[6:]
    assert good == parse_national_id(text(good))
    with pytest.raises(CellRefused) as refused:
        parse_national_id(text(mistyped))
    assert mistyped not in refused.value.message + refused.value.hint


def test_national_id_whose_leading_zero_a_spreadsheet_dropped_is_refused() -> None:
    with pytest.raises(CellRefused) as refused:
        parse_national_id(text("30405600018"))
    assert "leading zeros" in refused.value.hint


def test_foreign_national_id_is_kept_as_it_is() -> None:
    assert parse_national_id(text("PL-AB 123456")) == "PL-AB 123456"


def test_european_student_identifier_is_in_its_full_form() -> None:
    full = "urn:schac:personalUniqueCode:int:esi:home.edu.kz:1"
    assert full == parse_esi(text(full))
    with pytest.raises(CellRefused):
        parse_esi(text("home.edu.kz:1"))

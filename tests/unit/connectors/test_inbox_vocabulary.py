"""Headings: every one is recognised once, in any case, punctuation and keyboard."""

import pytest

from connectors.hosts.inbox_vocabulary import (
    AMBIGUOUS,
    HEADINGS,
    UNUSED,
    Column,
    normalise_words,
)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Код дисциплины", Column.COURSE_CODE),
        ("Пән коды", Column.COURSE_CODE),
        ("subjectCode", Column.COURSE_CODE),
        ("Ders Kodu", Column.COURSE_CODE),
        ("Наименование дисциплины", Column.COURSE_TITLE),
        ("Пән атауы", Column.COURSE_TITLE),
        ("DERS ADI", Column.COURSE_TITLE),
        ("Кредиты РК", Column.KZ_CREDITS),
        ("ҚР кредиттері", Column.KZ_CREDITS),
        ("Кредиты\nECTS", Column.ECTS),
        ("AKTS", Column.ECTS),
        ("з.е.", Column.ZE),
        ("Часы", Column.HOURS),
        ("%", Column.PERCENT),
        ("Оценка в процентах", Column.PERCENT),
        ("Пайыз", Column.PERCENT),
        ("totalMark", Column.PERCENT),
        ("Оценка (буквенная)", Column.LETTER),
        ("Әріптік баға", Column.LETTER),
        ("Әрiптiк бaға", Column.LETTER),
        ("Harf Notu", Column.LETTER),
        ("Цифровой эквивалент", Column.POINTS),
        ("Сандық эквивалент", Column.POINTS),
        ("Katsayı", Column.POINTS),
        ("Традиционная оценка", Column.TRADITIONAL),
        ("Дәстүрлі", Column.TRADITIONAL),
        ("Семестр", Column.TERM),
        ("YARIYIL", Column.TERM),
        ("Yarıyıl", Column.TERM),
        ("Учебный год", Column.ACADEMIC_YEAR),
        ("Дата экзамена", Column.COMPLETED_ON),
        ("Ф.И.О.", Column.FULL_NAME),
        ("Аты-жөні", Column.FULL_NAME),
        ("АТЫ - ЖӨНІ", Column.FULL_NAME),
        ("ИИН", Column.NATIONAL_ID),
        ("ЖСН", Column.NATIONAL_ID),
        ("№ зачётной книжки", Column.HOST_ID),
        ("ÖĞRENCİ NO", Column.HOST_ID),
        ("Öğrenci No", Column.HOST_ID),
        ("Туған күні", Column.BIRTH_DATE),
    ],
)
def test_heading_is_recognised(heading: str, column: Column) -> None:
    assert column is HEADINGS[normalise_words(heading)][0]


@pytest.mark.parametrize(
    "heading", ["Кредит", "Кредиты", "Кол-во кредитов", "Кредит саны", "Credits", "Kredi"]
)
def test_credits_without_their_scheme_are_ambiguous(heading: str) -> None:
    assert {Column.KZ_CREDITS, Column.ECTS} == set(AMBIGUOUS[normalise_words(heading)])


@pytest.mark.parametrize("heading", ["Балл", "Баллы", "Ұпай", "Score", "Puan", "Marks"])
def test_points_or_percent_are_ambiguous(heading: str) -> None:
    assert {Column.PERCENT, Column.POINTS} == set(AMBIGUOUS[normalise_words(heading)])


@pytest.mark.parametrize("heading", ["№", "№ п/п", "Р/с №", "Преподаватель", "Группа"])
def test_headings_that_hold_no_result_are_known(heading: str) -> None:
    assert normalise_words(heading) in UNUSED


def test_no_heading_means_two_things_by_oversight() -> None:
    assert set() == (HEADINGS.keys() & AMBIGUOUS.keys()) | (HEADINGS.keys() & UNUSED)
    assert set() == AMBIGUOUS.keys() & UNUSED
    assert "" not in {*HEADINGS, *AMBIGUOUS, *UNUSED}


def test_every_column_but_the_home_number_has_a_common_heading() -> None:
    by_profile_only = {Column.STUDENT_NUMBER} | {
        column for column in Column if column.startswith("course_title_")
    }
    found = {column for column, _ in HEADINGS.values()}
    assert set(Column) - by_profile_only == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kредит", "Кредит"),
        ("зачётных", "ЗАЧЕТНЫХ"),
        ("Кол–во", "кол - во"),
        ("İSİM", "isim"),
        ("Balı", "BALI"),
    ],
)
def test_spelling_makes_no_difference(one: str, other: str) -> None:
    assert normalise_words(one) == normalise_words(other)

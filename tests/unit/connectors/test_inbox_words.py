"""Words of rows: terms, subtotals, notes and statuses, and the courses that only look like them."""

import pytest

from connectors.hosts.inbox_settings import StatusWords
from connectors.hosts.inbox_words import (
    StatusVocabulary,
    TermText,
    is_note,
    is_summary,
    is_without_control,
    read_term,
)
from mapping.terms import ResultStatus


@pytest.mark.parametrize(
    "text",
    [
        "1 семестр 2025-2026",
        "Семестр: 1",
        "I жартыжылдық",
        "2-ші семестр",
        "Күзгі семестр 2025/2026 оқу жылы",
        "Осенний семестр",
        "1 курс 1 семестр",
        "Fall 2025",
        "Spring Term 2026",
        "1. Yarıyıl",
        "Güz dönemi 2025–2026",
        "First semester",
    ],
)
def test_term_headings_are_told(text: str) -> None:
    assert TermText.TERM is read_term(text)


@pytest.mark.parametrize(
    "text", ["2025-2026 учебный год", "2025/2026", "2025-2026 оқу жылы", "2 курс", "2024-25"]
)
def test_years_are_told(text: str) -> None:
    assert TermText.YEAR is read_term(text)


@pytest.mark.parametrize(
    "text",
    [
        "Семестровый проект",
        "Курс лекций",
        "Summer School of Law",
        "3",
        "",
        "A",
        "2025",
        "Term paper",
    ],
)
def test_courses_and_numbers_are_no_terms(text: str) -> None:
    assert read_term(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Итого",
        "ИТОГО за семестр:",
        "Всего кредитов: 30",
        "Барлығы",
        "Жиыны:",
        "Орташа балл (GPA)",
        "Total",
        "Total ECTS credits 30",
        "Semester GPA: 3.33",
        "CumulativeGPA",
        "Toplam AKTS",
        "Genel Not Ortalaması",
        "Средний балл за 1 семестр 3,67",
    ],
)
def test_subtotals_and_averages_are_told(text: str) -> None:
    assert is_summary(text)


@pytest.mark.parametrize(
    "text",
    ["Total Quality Management", "Общая физика", "Жалпы психология", "Average Case Analysis", "30"],
)
def test_courses_are_no_subtotals(text: str) -> None:
    assert not is_summary(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ректор ____________",
        "Офис-регистратор",
        "Тіркеуші",
        "Базовые дисциплины (БД)",
        "Дата выдачи: 01.07.2025",
        "Факультет: экономический",
    ],
)
def test_signatures_and_sections_are_notes(text: str) -> None:
    assert is_note(text)


@pytest.mark.parametrize("text", ["Экономика", "FIN201", "Ректорат"])
def test_courses_are_no_notes(text: str) -> None:
    assert not is_note(text)


COMMON = StatusVocabulary(StatusWords())


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("сдано", ResultStatus.PASSED),
        ("Зачтено", ResultStatus.PASSED),
        ("есептелді", ResultStatus.PASSED),
        ("PASS", ResultStatus.PASSED),
        ("Geçti", ResultStatus.PASSED),
        ("+", ResultStatus.PASSED),
        ("TRUE", ResultStatus.PASSED),
        ("не сдано", ResultStatus.FAILED),
        ("Незачёт", ResultStatus.FAILED),
        ("Kaldı", ResultStatus.FAILED),
        ("FALSE", ResultStatus.FAILED),
        ("в процессе", ResultStatus.IN_PROGRESS),
        ("не явился", ResultStatus.UNKNOWN),
        ("н/я", ResultStatus.UNKNOWN),
        ("maybe", None),
    ],
)
def test_words_of_a_status_column(word: str, status: ResultStatus | None) -> None:
    assert status is COMMON.of_status(word)


@pytest.mark.parametrize("grade", ["A-", "5", "отлично", "зачтено", "F", "0", "нет"])
def test_grades_are_left_to_the_rules(grade: str) -> None:
    assert COMMON.of_mark(grade) is None


def test_host_words_go_before_common_ones() -> None:
    own = StatusVocabulary(StatusWords(passed=("NS", "не явился"), failed="OK"))
    assert own.of_mark("ns") is ResultStatus.PASSED
    assert own.of_status("ok") is ResultStatus.FAILED
    assert own.of_status("Не явился") is ResultStatus.PASSED


def test_no_control_is_told() -> None:
    assert is_without_control("Без контроля")
    assert is_without_control("бақылаусыз")
    assert not is_without_control("экзамен")

"""Results: status as the profile says it is known, credits by scheme, grades by column."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mapping.identifiers import SchemeId
from mapping.records import Credit, HostResult
from mapping.terms import Level, ResultStatus
from tests.inbox_files import csv_of, xlsx_of
from tests.inbox_reading import codes, refusal, results

BASE = {"Student ID": "0201", "Код": "A1", "Дисциплина": "Экономика"}


def read(cells: dict[str, str], **changes: Any) -> HostResult:
    row = {**BASE, **cells}
    (result,) = results(csv_of(list(row), list(row.values())), **changes)
    return result


def refused_codes(cells: dict[str, str], **changes: Any) -> list[str]:
    row = {**BASE, **cells}
    return codes(refusal(csv_of(list(row), list(row.values())), **changes))


# -- status ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("сдано", ResultStatus.PASSED),
        ("не сдано", ResultStatus.FAILED),
        ("в процессе", ResultStatus.IN_PROGRESS),
        ("не явился", ResultStatus.UNKNOWN),
        ("", ResultStatus.UNKNOWN),
    ],
)
def test_status_column_states_the_status(word: str, status: ResultStatus) -> None:
    result = read({"Оценка": "A", "Статус": word})
    assert (status, False) == (result.status, result.status_assumed)


def test_unknown_status_word_is_refused_until_the_profile_knows_it() -> None:
    cells = {"Оценка": "A", "Статус": "принято"}
    assert refused_codes(cells) == ["unknown-status"]
    assert read(cells, status_words={"passed": "Принято"}).status is ResultStatus.PASSED


def test_truth_values_of_a_workbook_state_a_status() -> None:
    headings = [*BASE, "ECTS", "Passed"]
    content = xlsx_of(headings, ["1", "A1", "x", 5, True], ["2", "A1", "x", 5, False])
    assert [one.status for one in results(content)] == [ResultStatus.PASSED, ResultStatus.FAILED]


@pytest.mark.parametrize("grade", ["A-", "F", "2", "зачтено", "FX"])
def test_without_a_status_column_the_grade_decides_later(grade: str) -> None:
    result = read({"Оценка": grade})
    assert (result.status, result.status_assumed) == (ResultStatus.PASSED, True)


def test_without_a_status_and_a_grade_the_status_is_unknown() -> None:
    result = read({"ECTS": "5", "Оценка": ""})
    assert (result.status, result.status_assumed) == (ResultStatus.UNKNOWN, False)


@pytest.mark.parametrize("word", ["не зачтено", "Незачёт", "неуд.", "есептелмеді", "Kaldı", "fail"])
def test_words_of_failing_are_never_taken_for_passing(word: str) -> None:
    for status_from in ("grade", "assumed-passed"):
        result = read({"Оценка": word}, status_from=status_from)
        assert (result.status, result.status_assumed) == (ResultStatus.FAILED, True)
        assert result.grade is not None
        assert result.grade.label == word


@pytest.mark.parametrize("word", ["не явился", "н/я", "келмеді", "Girmedi", "absent"])
def test_who_did_not_appear_has_no_status(word: str) -> None:
    for status_from in ("grade", "assumed-passed"):
        result = read({"Оценка": word}, status_from=status_from)
        assert (result.status, result.status_assumed) == (ResultStatus.UNKNOWN, False)


def test_host_that_lists_passed_courses_only_needs_no_marks() -> None:
    result = read({"ECTS": "5"}, status_from="assumed-passed")
    assert (result.status, result.status_assumed) == (ResultStatus.PASSED, True)


def test_status_column_is_left_alone_where_the_grade_is_to_decide() -> None:
    result = read({"Оценка": "A", "Статус": "???"}, status_from="grade")
    assert result.status_assumed


# -- credits ---------------------------------------------------------------------------------------


def test_every_scheme_is_kept_beside_the_other() -> None:
    result = read({"Кредиты РК": "3", "ECTS": "5", "з.е.": "4", "Часы": "144", "Оценка": "A"})
    assert (
        Credit(value=Decimal(3), scheme="kz"),
        Credit(value=Decimal(5), scheme="ects"),
        Credit(value=Decimal(4), scheme="ze"),
    ) == result.credits
    assert Decimal(144) == result.hours


def test_hours_are_the_credit_only_where_there_is_no_other_column() -> None:
    alone = read({"Часы": "144", "Оценка": "A"})
    assert (Credit(value=Decimal(144), scheme="hours"),) == alone.credits
    beside = read({"Часы": "144", "ECTS": "", "Оценка": "A"})
    assert beside.credits == ()


def test_scheme_of_bare_credits_is_what_the_profile_says() -> None:
    columns = {"host_id": "Student ID", "course_code": "Код", "kz_credits": "Кредит"}
    content = csv_of(["Student ID", "Код", "Кредит"], ["1", "A1", "3"])
    assert (Credit(value=Decimal(3), scheme="kz"),) == results(content, columns=columns)[0].credits


# -- grades ----------------------------------------------------------------------------------------

KAZAKH = {"Буквенная": "B+", "%": "85", "Цифровой эквивалент": "3.33", "Традиционная": "хорошо"}


def label_of(cells: dict[str, str], **changes: Any) -> str | None:
    grade = read(cells, **changes).grade
    return grade.label if grade else None


def test_letter_goes_before_words_percents_and_points() -> None:
    result = read(KAZAKH)
    assert label_of(KAZAKH) == "B+"
    assert (Decimal(85), Decimal("3.33")) == (result.percent, result.points)


@pytest.mark.parametrize(
    ("column", "label"),
    [("traditional", "хорошо"), ("percent", "85"), ("points", "3.33"), ("letter", "B+")],
)
def test_profile_chooses_the_column_of_the_grade(column: str, label: str) -> None:
    assert label == label_of(KAZAKH, grade_from=column)


def test_pass_word_takes_the_place_of_a_missing_letter() -> None:
    cells = {
        **KAZAKH,
        "Буквенная": "",
        "%": "",
        "Цифровой эквивалент": "",
        "Традиционная": "зачтено",
    }
    assert label_of(cells) == "зачтено"


def test_percent_never_takes_the_place_of_a_missing_letter() -> None:
    assert label_of({**KAZAKH, "Буквенная": "", "Традиционная": ""}) is None


def test_scheme_is_the_profiles_or_the_hosts_own() -> None:
    own = read({"Оценка": "A"}).grade
    named = read({"Оценка": "A"}, grading_scheme="kz-letter").grade
    assert own is not None
    assert named is not None
    assert (None, SchemeId("kz-letter")) == (own.scheme, named.scheme)


# -- the rest --------------------------------------------------------------------------------------


def test_titles_carry_their_languages() -> None:
    row = {
        "Student ID": "1",
        "Пән атауы": "Қаржы",
        "Наименование дисциплины": "Финансы",
        "Оценка": "A",
    }
    (result,) = results(csv_of(list(row), list(row.values())))
    assert [(title.language, title.text) for title in result.titles] == [
        ("kk", "Қаржы"),
        ("ru", "Финансы"),
    ]
    assert read({"Оценка": "A"}, title_language="ru").titles[0].language == "ru"


def test_host_without_codes_is_keyed_by_its_titles() -> None:
    (result,) = results(csv_of(["Student ID", "Course", "Grade"], ["1", "Corporate Finance", "A"]))
    assert (result.code, result.printed_code) == ("CORPORATEFINANCE", "Corporate Finance")


def test_term_dates_come_from_the_profile() -> None:
    terms = [{"label": "1 семестр 2024/25", "starts": "2024-09-01", "ends": "2025-01-20"}]
    known = read({"Оценка": "A", "Семестр": "1 Семестр 2024/25"}, terms=terms)
    other = read({"Оценка": "A", "Семестр": "2 семестр"}, terms=terms)
    assert (date(2024, 9, 1), date(2025, 1, 20)) == (known.term.starts, known.term.ends)
    assert other.term.starts is None


def test_courses_without_control_are_marked() -> None:
    assert read({"ECTS": "2", "Форма контроля": "Без контроля"}).without_control
    assert not read({"ECTS": "2", "Форма контроля": "экзамен"}).without_control


def test_level_is_the_profiles() -> None:
    assert read({"Оценка": "A"}, level="bachelor").level is Level.BACHELOR


def test_place_and_evidence_are_on_every_result() -> None:
    result = read({"Оценка": "A"})
    assert result.locator == "row 2"
    assert len(result.evidence) == 64

"""Transcripts: rows gathered by student, repetitions dropped, contradictions refused."""

from collections.abc import Sequence
from typing import Any

import pytest

from mapping.problems import Severity
from mapping.records import Completeness
from tests.inbox_files import csv_of
from tests.inbox_reading import codes, refusal, transcripts

HEADINGS = ("Student ID", "ФИО", "Дата рождения", "Код", "ECTS", "Оценка", "Семестр")
ALIYA = ("0201", "Әлия Сейітқызы", "01.02.2003")
RAUAN = ("0202", "Рауан Досұлы", "")


def row(student: Sequence[str], code: str, grade: str = "A", term: str = "1") -> tuple[str, ...]:
    return (*student, code, "5", grade, term)


def table(*rows: Sequence[str]) -> bytes:
    return csv_of(HEADINGS, *rows)


def test_rows_are_gathered_by_student_in_the_order_of_the_file() -> None:
    found = transcripts(table(row(RAUAN, "A1"), row(ALIYA, "A1"), row(RAUAN, "A2")))
    assert [
        (one.learner.identifiers[0].value, [result.code for result in one.results]) for one in found
    ] == [("0202", ["A1", "A2"]), ("0201", ["A1"])]
    assert [one.locator for one in found] == ["row 2", "row 3"]


def test_what_any_row_says_of_a_student_is_kept() -> None:
    bare = ("0201", "", "")
    (found,) = transcripts(table(row(bare, "A1"), row(ALIYA, "A2"), row(bare, "A3")))
    assert found.learner.full_name == "Әлия Сейітқызы"
    assert found.learner.birth_date is not None
    assert len(found.results) == 3


@pytest.mark.parametrize(
    ("other", "column"),
    [
        (("0201", "Рауан Досұлы", ""), "full_name"),
        (("0201", "Әлия Сейітқызы", "02.02.2003"), "birth_date"),
    ],
)
def test_rows_that_contradict_each_other_about_a_student_are_refused(
    other: Sequence[str], column: str
) -> None:
    refused = refusal(table(row(ALIYA, "A1"), row(other, "A2")))
    (problem,) = refused.problems
    assert (problem.code, problem.place) == ("student-contradiction", "row 3")
    assert problem.message == f"the same student has another {column} at row 2"


def test_case_of_a_name_is_no_contradiction() -> None:
    shouted = ("0201", "ӘЛИЯ СЕЙІТҚЫЗЫ", "")
    assert len(transcripts(table(row(ALIYA, "A1"), row(shouted, "A2")))) == 1


def test_students_of_one_name_are_told_apart_by_birth_date() -> None:
    first, second = ("", "Ли А.", "01.01.2003"), ("", "Ли А.", "01.01.2004")
    assert len(transcripts(table(row(first, "A1"), row(second, "A1")))) == 2


def test_repeated_row_counts_once_with_a_warning() -> None:
    (found,) = transcripts(table(row(ALIYA, "A1"), row(ALIYA, "A2"), row(ALIYA, "A1")))
    assert [one.code for one in found.results] == ["A1", "A2"]
    assert [(one.code, one.place, one.severity) for one in found.warnings] == [
        ("repeated-row", "row 4", Severity.WARNING)
    ]
    assert "row 2" in found.warnings[0].message


def test_second_attempt_is_another_result() -> None:
    (found,) = transcripts(
        table(row(ALIYA, "A1", "FX"), row(ALIYA, "A1", "C"), row(ALIYA, "A1", "B", "2"))
    )
    assert [(one.term.label, one.ordinal) for one in found.results] == [
        ("1", 1),
        ("1", 2),
        ("2", 1),
    ]


BLOCK = ("Код", "Оценка")


def blocks(*rows: Sequence[str]) -> bytes:
    return csv_of(["Студент: Әлия"], BLOCK, *rows)


def test_blocks_of_one_student_are_joined() -> None:
    content = blocks(["A1", "5"], ["Студент: Рауан"], ["A1", "4"], ["Студент: Әлия"], ["A2", "5"])
    found = transcripts(content, layout="blocks")
    assert [[result.code for result in one.results] for one in found] == [["A1", "A2"], ["A1"]]


def test_block_that_repeats_another_counts_once() -> None:
    content = blocks(["A1", "5"], ["Студент: Рауан"], ["A1", "4"], ["Студент: Әлия"], ["A1", "5"])
    found = transcripts(content, layout="blocks")
    assert [len(one.results) for one in found] == [1, 1]
    assert [one.code for one in found[0].warnings] == ["repeated-row"]


def test_blocks_that_contradict_each_other_are_refused() -> None:
    content = blocks(["A1", "5"], ["Студент: Рауан"], ["A1", "4"], ["Студент: Әлия"], ["A1", "3"])
    refused = refusal(content, layout="blocks")
    assert codes(refused) == ["blocks-contradict"]
    assert (refused.problems[0].place, "row 3" in refused.problems[0].message) == ("row 7", True)


@pytest.mark.parametrize("completeness", [Completeness.SNAPSHOT, Completeness.DELTA])
def test_completeness_is_the_profiles(completeness: Completeness) -> None:
    (found,) = transcripts(table(row(ALIYA, "A1")), completeness=completeness.value)
    assert completeness is found.completeness


def learner_of(headings: Sequence[str], cells: Sequence[str], **changes: Any) -> Any:
    content = csv_of([*headings, "Код", "Оценка"], [*cells, "A1", "5"])
    (found,) = transcripts(content, **changes)
    return found


def test_identifiers_are_named_by_their_kind() -> None:
    found = learner_of(
        ["Mobility ID", "Student ID", "ИИН", "Фамилия", "Имя", "Отчество"],
        ["KZ-2025/17", "0201", "020101600123", "Сейіт", "Әлия", "Қайратқызы"],
    )
    assert [(one.kind, one.value) for one in found.learner.identifiers] == [
        ("mobility-id", "KZ-2025/17"),
        ("national-id", "020101600123"),
        ("host-id", "0201"),
    ]
    assert found.mobility_id == "KZ-2025/17"
    assert (found.learner.family_name, found.learner.given_names) == ("Сейіт", "Әлия Қайратқызы")


def test_home_number_is_one_only_where_the_profile_says_so() -> None:
    columns = {"student_number": "Student ID", "course_code": "Код", "grade": "Оценка"}
    common = learner_of(["Student ID"], ["0042"])
    declared = learner_of(["Student ID"], ["0042"], columns=columns)
    assert [one.learner.identifiers[0].kind for one in (common, declared)] == [
        "host-id",
        "student-number",
    ]


@pytest.mark.parametrize("text", ["ұтқ-17", "x" * 65])
def test_mobility_id_of_other_characters_is_refused(text: str) -> None:
    content = csv_of(["Mobility ID", "Код", "Оценка"], [text, "A1", "5"])
    assert "no-mobility-id" in codes(refusal(content))

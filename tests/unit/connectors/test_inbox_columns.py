"""Headings settled into a plan, or every doubt about them told by cell."""

from collections.abc import Sequence
from typing import Any

import pytest

from connectors.hosts.inbox_cells import CellRange, FileRefused, Grid, GridBuilder, GridLimits
from connectors.hosts.inbox_columns import ColumnPlan, count_headings, plan_columns
from connectors.hosts.inbox_vocabulary import Column
from tests.inbox_reading import settings_of

STUDENT = ("Student ID", "ФИО")


def grid_of(*rows: Sequence[str]) -> Grid:
    builder = GridBuilder(GridLimits(max_rows=1000, max_columns=50, max_cells=10_000))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            builder.put_text(row, column, text)
    return builder.build()


def plan_of(*rows: Sequence[str], **changes: Any) -> ColumnPlan:
    return plan_columns(grid_of(*rows), settings_of(**changes))


def refusal_of(*rows: Sequence[str], **changes: Any) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        plan_of(*rows, **changes)
    return caught.value


def test_headings_are_found_below_title_rows() -> None:
    plan = plan_of(
        ["Сводная ведомость"],
        [],
        ["№", *STUDENT, "Код", "Дисциплина", "ECTS", "Оценка"],
        ["1", "7", "x", "A1", "y", "5", "A"],
    )
    assert (plan.header_row, plan.first_row) == (2, 3)
    assert plan.indexes == {
        Column.HOST_ID: 1,
        Column.FULL_NAME: 2,
        Column.COURSE_CODE: 3,
        Column.COURSE_TITLE: 4,
        Column.ECTS: 5,
        Column.GRADE: 6,
    }


def test_headings_are_looked_for_in_the_first_rows_only() -> None:
    rows = [["x"]] * 5 + [[*STUDENT, "Код", "Оценка"]]
    assert plan_of(*rows, header_search_rows=6).header_row == 5
    assert "first 5 rows hold no row of headings" in refusal_of(*rows, header_search_rows=5).message


def test_nearest_row_and_what_it_lacks_are_told() -> None:
    refused = refusal_of(["x"], ["Код", "Дисциплина", "Оценка"])
    assert "row 2 comes nearest" in refused.message
    (problem,) = refused.problems
    assert problem.message.startswith("there is no column for the student (mobility_id,")


def test_profile_headings_count_and_no_others() -> None:
    columns = {"host_id": "ID", "course_code": ["Шифр", "Index"], "percent": "Балл"}
    plan = plan_of(["id", "Index:", "балл", "№"], columns=columns)
    assert plan.indexes == {Column.HOST_ID: 0, Column.COURSE_CODE: 1, Column.PERCENT: 2}
    assert plan.names[Column.PERCENT] == "балл"


def test_missing_column_of_the_profile_is_told() -> None:
    columns = {"host_id": "ID", "course_code": "Code", "grade": "Grade", "ects": "ECTS"}
    refused = refusal_of(["ID", "Code", "Grade"], columns=columns)
    assert [str(one) for one in refused.problems] == ["row 1: there is no column for ects"]
    plan = plan_of(["ID", "Code", "Grade"], columns=columns, optional_columns=["ects"])
    assert not plan.has(Column.ECTS)


def test_unknown_column_is_refused_by_its_letter_and_never_by_its_heading() -> None:
    refused = refusal_of([*STUDENT, "Код", "Оценка", "Рауан"], ["1", "2", "3", "4", "5"])
    assert [one.code for one in refused.problems] == ["column-unknown"]
    assert "column E has a heading" in refused.problems[0].message
    assert "Рауан" not in str(refused.problems)


def test_unknown_column_passes_where_the_profile_lets_it() -> None:
    rows = [[*STUDENT, "Код", "Оценка", "Рейтинг"], ["1", "2", "3", "4", "5"]]
    assert plan_of(*rows, ignore_columns="РЕЙТИНГ").has(Column.GRADE)
    assert plan_of(*rows, allow_unknown_columns=True).has(Column.GRADE)


def test_values_without_a_heading_are_an_unknown_column() -> None:
    rows = [[*STUDENT, "Код", "Оценка"], ["1", "2", "3", "4", "5"]]
    assert "column E has values and no heading" in refusal_of(*rows).problems[0].message
    assert plan_of(*rows, ignore_columns=[""]).has(Column.GRADE)
    assert plan_of(rows[0], ["1", "2", "3", "4", ""]).has(Column.GRADE)


def test_column_twice_is_told_by_both_cells() -> None:
    refused = refusal_of(["x"], [*STUDENT, "Код", "Шифр", "Оценка"])
    assert "C2 and D2 are both headings of course_code" in refused.problems[0].message


def test_column_twice_passes_when_one_is_ignored() -> None:
    plan = plan_of([*STUDENT, "Код", "Шифр", "Оценка"], ignore_columns="Шифр")
    assert plan.indexes[Column.COURSE_CODE] == 2


@pytest.mark.parametrize("heading", ["Кредит", "Credits", "Kredi", "Кол-во кредитов"])
def test_credits_of_no_scheme_are_told_even_beside_ects(heading: str) -> None:
    refused = refusal_of([*STUDENT, "Код", heading, "ECTS", "Оценка"])
    assert [one.code for one in refused.problems] == ["column-ambiguous"]
    assert "D1 may mean kz_credits or ects" in refused.problems[0].message


def test_percent_and_points_settle_each_other() -> None:
    plan = plan_of([*STUDENT, "Код", "Буквенная", "Балл", "Цифровой эквивалент"])
    assert (plan.indexes[Column.PERCENT], plan.indexes[Column.POINTS]) == (4, 5)
    plan = plan_of([*STUDENT, "Код", "Буквенная", "Балл", "%"])
    assert (plan.indexes[Column.POINTS], plan.indexes[Column.PERCENT]) == (4, 5)
    assert "may mean percent or points" in str(
        refusal_of([*STUDENT, "Код", "Буквенная", "Балл"]).problems[0]
    )


def test_trilingual_heading_is_one_column() -> None:
    plan = plan_of([*STUDENT, "Пән коды / Код / Code", "Баға\nОценка\nGrade", "AKTS/ECTS"])
    assert {Column.COURSE_CODE: 2, Column.GRADE: 3, Column.ECTS: 4}.items() <= plan.indexes.items()


def test_half_known_heading_is_no_column_of_ours() -> None:
    refused = refusal_of([*STUDENT, "Код", "Буквенная", "Оценка преподавателя по опросу"])
    assert [one.code for one in refused.problems] == ["column-unknown"]


def test_heading_broken_at_the_end_of_a_line_is_recognised() -> None:
    assert plan_of([*STUDENT, "Дис-\nциплина", "Кол-\nво часов"]).has(Column.HOURS)


def test_heading_with_an_explanation_is_recognised() -> None:
    plan = plan_of([*STUDENT, "Код (по РУП)", "Оценка (окончательная)"])
    assert (plan.indexes[Column.COURSE_CODE], plan.indexes[Column.GRADE]) == (2, 3)
    assert plan.names[Column.COURSE_CODE] == "course_code", "the rest of it may be anything"


def test_titles_in_several_languages_are_a_column_each() -> None:
    plan = plan_of([*STUDENT, "Пән атауы", "Наименование дисциплины", "Course title", "Grade"])
    assert {
        Column.COURSE_TITLE_KK: 2,
        Column.COURSE_TITLE_RU: 3,
        Column.COURSE_TITLE_EN: 4,
    }.items() <= plan.indexes.items()
    assert not plan.has(Column.COURSE_TITLE)


def test_two_titles_in_one_language_are_a_column_twice() -> None:
    refused = refusal_of([*STUDENT, "Дисциплина", "Наименование", "Оценка"])
    assert [one.code for one in refused.problems] == ["column-twice"]


def test_second_row_of_headings_is_told_by_its_cells() -> None:
    refused = refusal_of(
        [*STUDENT, "Код", "ECTS", "Оценка", ""], ["", "", "", "", "Буквенная", "%"]
    )
    assert "two-heading-rows" in [one.code for one in refused.problems]
    told = next(str(one) for one in refused.problems if one.code == "two-heading-rows")
    assert "E2 and F2 look like headings again" in told
    assert "header_rows: 2" in told


def test_other_table_further_down_is_told() -> None:
    refused = refusal_of(
        [*STUDENT, "Код", "Оценка"],
        ["1", "x", "A1", "5"],
        [*STUDENT, "Дисциплина", "Оценка"],
    )
    assert [one.code for one in refused.problems] == ["two-heading-rows"]


def test_repeated_headings_are_no_second_row() -> None:
    headings = [*STUDENT, "Код", "Оценка"]
    assert plan_of(headings, ["1", "x", "A1", "5"], headings).header_row == 0


def two_rows(*, merged: bool) -> Grid:
    grid = GridBuilder(GridLimits(max_rows=10, max_columns=20, max_cells=100))
    rows = (
        ["Сводная ведомость"],
        [*STUDENT, "Код", "Оценка", "", "Экзамен"],
        ["", "", "", "буквенная", "%", "дата"],
        ["1", "x", "A1", "A", "95", "01.06.2025"],
    )
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            grid.put_text(row, column, text)
    if merged:
        grid.merged.append(CellRange(first_row=1, last_row=1, first_column=3, last_column=4))
    return grid.build()


@pytest.mark.parametrize("merged", [True, False])
def test_headings_of_two_rows_are_read_together_where_declared(merged: bool) -> None:
    plan = plan_columns(two_rows(merged=merged), settings_of(header_rows=2))
    assert (plan.header_row, plan.first_row) == (1, 3)
    assert {Column.LETTER: 3, Column.PERCENT: 4, Column.COMPLETED_ON: 5}.items() <= (
        plan.indexes.items()
    )


def test_profile_may_name_a_heading_of_two_rows_by_both() -> None:
    columns = {
        "host_id": "Student ID",
        "full_name": "ФИО",
        "course_code": "Код",
        "letter": "Оценка буквенная",
        "percent": "%",
        "completed_on": "Экзамен дата",
    }
    plan = plan_columns(two_rows(merged=True), settings_of(header_rows=2, columns=columns))
    assert tuple(
        plan.indexes[one] for one in (Column.LETTER, Column.PERCENT, Column.COMPLETED_ON)
    ) == (3, 4, 5)


def test_every_finding_is_told_at_once() -> None:
    refused = refusal_of([*STUDENT, "Код", "Шифр", "Кредит", "Оценка", "???"])
    assert [one.code for one in refused.problems] == [
        "column-ambiguous",
        "column-twice",
        "column-unknown",
    ]


def test_headings_are_counted_for_the_choice_of_a_delimiter() -> None:
    settings = settings_of()
    assert count_headings(grid_of(["x"], ["Код", "Оценка", "?"]), settings) == 2
    assert count_headings(grid_of(["Код"]), settings) == 0
    assert count_headings(grid_of(), settings) == 0

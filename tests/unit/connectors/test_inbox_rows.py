"""Rows told apart: results, terms, subtotals, notes, repeated headings; nothing dropped unseen."""

from typing import Any

import openpyxl
import pytest

from mapping.problems import Severity
from tests.inbox_files import HEADINGS, LINES, csv_of, html_of, saved, table_of, xlsx_of
from tests.inbox_reading import codes, findings, refusal, results, transcripts

SHORT = ("Student ID", "Код", "Дисциплина", "ECTS", "Оценка")


def line(code: str, *, student: str = "0201") -> tuple[str, ...]:
    return student, code, f"Курс {code}", "5", "A"


def terms_of(content: bytes, **changes: Any) -> list[tuple[str, str]]:
    return [(one.code, one.term.label) for one in results(content, **changes)]


def test_term_headings_hold_for_the_rows_after_them() -> None:
    content = csv_of(
        SHORT,
        ["1 семестр 2024-2025"],
        line("A1"),
        ["", "", "II жартыжылдық", "", ""],
        line("A2"),
        ["Fall 2025"],
        line("A3"),
    )
    assert terms_of(content) == [
        ("A1", "1 семестр 2024-2025"),
        ("A2", "II жартыжылдық"),
        ("A3", "Fall 2025"),
    ]


def test_year_heading_holds_for_the_terms_named_after_it() -> None:
    content = csv_of(
        SHORT,
        ["2024-2025 учебный год"],
        ["1 семестр"],
        line("A1"),
        ["2 семестр"],
        line("A2"),
        ["2025-2026 учебный год"],
        line("A3"),
        ["Осень 2025"],
        line("A4"),
    )
    assert terms_of(content) == [
        ("A1", "1 семестр 2024-2025 учебный год"),
        ("A2", "2 семестр 2024-2025 учебный год"),
        ("A3", "2025-2026 учебный год"),
        ("A4", "Осень 2025"),
    ]


def test_term_above_the_headings_holds_for_the_table() -> None:
    content = csv_of(["Ведомость"], ["Осенний семестр 2025"], SHORT, line("A1"))
    assert terms_of(content) == [("A1", "Осенний семестр 2025")]


def test_merged_term_headings_are_read() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A2:E2")

    content = xlsx_of(SHORT, ["1 семестр"], line("A1"), change=merge)
    assert terms_of(content) == [("A1", "1 семестр")]


def test_term_column_goes_before_term_headings() -> None:
    content = csv_of(
        (*SHORT, "Семестр", "Учебный год"),
        ["1 семестр"],
        (*line("A1"), "2", "2024-2025"),
        (*line("A2"), "", ""),
    )
    assert terms_of(content) == [("A1", "2 2024-2025"), ("A2", "1 семестр")]


def test_subtotals_and_averages_are_passed_over_and_counted() -> None:
    content = csv_of(
        SHORT,
        line("A1"),
        ["", "", "Итого", "5", ""],
        ["Барлығы:", "", "", "5", ""],
        ["", "", "Средний балл (GPA) 3,67", "", "A-"],
        ["", "Total", "", "10", ""],
        line("A2"),
    )
    assert len(results(content)) == 2
    (finding,) = findings(content)
    assert finding.severity is Severity.WARNING
    assert finding.message.endswith("passed over: 4 subtotals")


def test_course_that_begins_like_a_subtotal_is_read() -> None:
    content = csv_of(
        SHORT,
        ("1", "TQM", "Total Quality Management", "5", "A"),
        ("1", "", "Total Quality", "5", "A"),
        ("1", "GPA1", "GPA", "5", "A"),
    )
    assert [one.code for one in results(content)] == ["TQM", "TOTALQUALITY", "GPA1"]
    assert findings(content) == []


def test_repeated_headings_are_passed_over_and_counted() -> None:
    content = csv_of(SHORT, line("A1"), SHORT, line("A2"), SHORT)
    assert len(results(content)) == 2
    assert "2 repeated headings" in findings(content)[0].message


def test_headings_in_another_order_end_the_reading_with_one_finding() -> None:
    swapped = ("Student ID", "Код", "Дисциплина", "Оценка", "ECTS")
    content = csv_of(SHORT, line("A1"), swapped, ("0201", "A2", "x", "A", "5"))
    (problem,) = refusal(content, header_search_rows=2).problems
    assert (problem.code, problem.place) == ("headings-again", "row 3")
    assert "row 1" in problem.message


def test_both_rows_of_repeated_headings_are_passed_over() -> None:
    upper = ("Student ID", "Код", "Оценка", "")
    lower = ("", "", "Буквенная", "%")
    row = ("0201", "A1", "A", "95")
    content = csv_of(upper, lower, row, upper, lower, ("0201", "A2", "B", "80"))
    assert len(results(content, header_rows=2)) == 2


def test_signatures_and_section_headings_are_passed_over_and_counted() -> None:
    content = csv_of(
        SHORT,
        ["", "", "Базовые дисциплины (БД)", "", ""],
        line("A1"),
        ["Ректор ______________ "],
        ["Дата выдачи: 01.07.2025"],
    )
    assert len(results(content)) == 1
    assert "3 notes" in findings(content)[0].message


def test_note_with_a_grade_beside_it_is_no_note() -> None:
    content = csv_of(SHORT, line("A1"), ("0201", "", "Модуль 2: финансы", "5", "B"))
    assert [one.code for one in results(content)] == ["A1", "МОДУЛЬ2:ФИНАНСЫ"]


def test_rows_the_profile_ignores_are_counted() -> None:
    content = csv_of(SHORT, line("A1"), ["", "", "Академическая разница", "", ""])
    assert codes(refusal(content)) == ["stray-row"]
    assert len(results(content, ignore_rows="академическая*")) == 1
    assert (
        "1 rows the profile ignores" in findings(content, ignore_rows="академическая*")[0].message
    )


def test_row_with_a_title_alone_is_refused_with_the_way_out() -> None:
    refused = refusal(csv_of(SHORT, line("A1"), ["0201", "", "Что-то ещё", "", ""]))
    assert codes(refused) == ["stray-row"]
    assert "'ignore_rows'" in refused.problems[0].hint


def test_row_without_code_and_title_is_refused() -> None:
    refused = refusal(csv_of(SHORT, line("A1"), ["0201", "", "", "5", "A"]))
    assert [f"{one.place}: {one.message}" for one in refused.problems] == [
        "row 3, column Код: the row has neither a course code nor a title"
    ]


def test_row_without_a_student_is_refused() -> None:
    refused = refusal(csv_of(SHORT, line("A1", student="")))
    assert codes(refused) == ["no-student"]


def test_course_without_a_mark_yet_is_read() -> None:
    (result,) = results(csv_of(SHORT, ("0201", "A1", "Экономика", "", "")))
    assert result.grade is None
    assert result.credits == ()


def test_zero_credits_are_kept() -> None:
    (result,) = results(csv_of(SHORT, ("0201", "PE1", "Дене шынықтыру", "0", "A")))
    assert [credit.value for credit in result.credits] == [0]


def test_blank_rows_are_nothing() -> None:
    content = csv_of([], SHORT, ["", "", "", "", ""], line("A1"), [], line("A2"))
    assert len(results(content)) == 2
    assert findings(content) == []


def test_all_rows_are_reported_and_none_is_imported() -> None:
    good = [line(f"A{number}") for number in range(300)]
    bad = [("0201", f"B{number}", "x", "five", "A") for number in range(300)]
    refused = refusal(csv_of(SHORT, *good, *bad))
    assert refused.message.startswith("the file has 300 places that cannot be read")
    assert "the first 200 are listed" in refused.message
    assert len(refused.problems) == 200
    assert refused.problems[0].place == "row 302, column ECTS"


def test_headings_without_results_are_refused() -> None:
    assert "headings and no results" in refusal(csv_of(SHORT)).message
    assert "headings and no results" in refusal(csv_of(SHORT, ["Итого"])).message


def test_same_table_reads_the_same_in_every_format() -> None:
    tables = [
        csv_of(*table_of()),
        csv_of(*table_of(), delimiter=",", encoding="utf-8-sig"),
        xlsx_of(*table_of()),
        html_of(*table_of()).encode(),
    ]
    first, *others = (
        [(one.code, one.grade, one.credits, one.term, one.locator) for one in results(content)]
        for content in tables
    )
    assert len(first) == len(LINES)
    assert [first] * 3 == others


def test_several_sheets_are_read_and_places_name_them() -> None:
    book = openpyxl.Workbook()
    for title, code in (("Рауан", "A1"), ("Күз", "A2")):
        sheet = book.create_sheet(title)
        sheet.append(SHORT)
        sheet.append(line(code))
    found = results(saved(book), sheets="*")
    assert [(one.code, one.locator) for one in found] == [
        ("A1", "sheet 2, row 2"),
        ("A2", "sheet 3, row 2"),
    ]


def test_hidden_row_refuses_the_file_unless_the_profile_decides() -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    content = xlsx_of(*table_of(), change=hide)
    assert codes(refusal(content)) == ["hidden-row"]
    assert len(results(content, hidden="read")) == 3
    assert len(results(content, hidden="skip")) == 2


def test_hidden_sheet_with_content_is_told() -> None:
    book = openpyxl.Workbook()
    for row in table_of():
        book.active.append(row)
    hidden = book.create_sheet("x")
    hidden.append(["list"])
    hidden.sheet_state = "hidden"
    assert [(one.code, one.severity) for one in findings(saved(book))] == [
        ("hidden-sheets", Severity.WARNING)
    ]


# -- blocks and files of one student ---------------------------------------------------------------

TABLE = ("Код", "Дисциплина", "ECTS", "Оценка")


def course(code: str, grade: str = "A") -> tuple[str, ...]:
    return code, f"Курс {code}", "5", grade


def learners(content: bytes, **changes: Any) -> list[tuple[str, list[str]]]:
    return [
        (one.learner.full_name, [result.code for result in one.results])
        for one in transcripts(content, **changes)
    ]


def test_blocks_begin_with_a_line_that_names_a_student() -> None:
    content = csv_of(
        ["Студент: Әлия Сейітқызы"],
        ["ИИН: 020101600123"],
        ["Факультет: экономический"],
        ["Специальность 6B04101 Экономика"],
        TABLE,
        course("A1"),
        ["Студент:", "Рауан Досұлы"],
        ["ЖСН", "011231500456"],
        TABLE,
        course("A1"),
        course("A2"),
    )
    found = transcripts(content, layout="blocks")
    assert learners(content, layout="blocks") == [
        ("Әлия Сейітқызы", ["A1"]),
        ("Рауан Досұлы", ["A1", "A2"]),
    ]
    assert [one.learner.identifiers[0].value for one in found] == ["020101600123", "011231500456"]


def test_term_above_all_blocks_holds_for_each_and_one_inside_for_its_own() -> None:
    content = csv_of(
        ["Осень 2025"],
        ["Студент: Әлия"],
        TABLE,
        course("A1"),
        ["Весна 2026"],
        course("A2"),
        ["Студент: Рауан"],
        course("A1"),
    )
    found = transcripts(content, layout="blocks")
    assert [[result.term.label for result in one.results] for one in found] == [
        ["Осень 2025", "Весна 2026"],
        ["Осень 2025"],
    ]


def test_first_course_of_a_block_counts_without_a_mark() -> None:
    content = csv_of(["Студент: Әлия"], TABLE, ("A1", "Экономика", "", ""), course("A2"))
    assert learners(content, layout="blocks") == [("Әлия", ["A1", "A2"])]


def test_student_whose_block_is_empty_is_told_without_results() -> None:
    content = csv_of(["Студент: Әлия"], TABLE, ["Студент: Рауан"], course("A1"), ["Студент: Дана"])
    assert learners(content, layout="blocks") == [("Әлия", []), ("Рауан", ["A1"]), ("Дана", [])]


def test_line_that_repeats_the_student_on_a_new_page_goes_on_with_the_block() -> None:
    content = csv_of(["Студент: Әлия"], TABLE, course("A1"), ["Студент: Әлия"], TABLE, course("A2"))
    assert learners(content, layout="blocks") == [("Әлия", ["A1", "A2"])]


def test_rows_before_any_student_are_refused() -> None:
    content = csv_of(TABLE, course("A1"), ["Студент: Әлия"], course("A2"))
    assert codes(refusal(content, layout="blocks")) == ["no-student"]


def test_student_of_one_sheet_never_gets_the_rows_of_the_next() -> None:
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("2")
    for row in (["Студент: Әлия"], TABLE, course("A1")):
        first.append(row)
    for row in (TABLE, course("A2")):
        second.append(row)
    refused = refusal(saved(book), layout="blocks", sheets="*")
    assert [one.place for one in refused.problems] == ["sheet 2, row 2"]


def test_several_facts_on_one_line_are_told_apart() -> None:
    content = csv_of(
        ["ФИО: Әлия Сейітқызы  ИИН: 020101600123; Дата рождения: 01.01.2002 г."], TABLE, course("A")
    , delimiter="|")  # fmt: skip
    (found,) = transcripts(content, layout="blocks", delimiter="|")
    assert found.learner.full_name == "Әлия Сейітқызы"
    assert found.learner.birth_date is not None
    assert found.learner.identifiers[0].value == "020101600123"


def test_who_signed_is_no_student() -> None:
    content = csv_of(["Студент: Әлия"], TABLE, course("A1"), ["Подпись, ФИО: Сериков"])
    assert learners(content, layout="blocks") == [("Әлия", ["A1"])]
    assert learners(content, layout="file") == [("Әлия", ["A1"])]


def test_line_with_an_unknown_label_inside_is_refused() -> None:
    content = csv_of(["Студент: Әлия Факультет: ФЭ"], TABLE, course("A1"))
    assert codes(refusal(content, layout="blocks")) == ["learner-line"]


def test_profile_names_the_labels_of_lines() -> None:
    content = csv_of(["Home number: 0042"], TABLE, course("A1"))
    columns = {
        "student_number": "Home number",
        "course_code": "Код",
        "course_title": "Дисциплина",
        "ects": "ECTS",
        "grade": "Оценка",
    }
    (found,) = transcripts(content, layout="blocks", columns=columns)
    assert (
        found.learner.identifiers[0].kind,
        found.learner.identifiers[0].value,
    ) == ("student-number", "0042")


def test_file_of_one_student_is_named_by_its_lines() -> None:
    content = csv_of(["Студент: Әлия"], TABLE, course("A1"), ["ИИН: 020101600123"])
    (found,) = transcripts(content, layout="file")
    assert (found.learner.full_name, len(found.learner.identifiers)) == ("Әлия", 1)


def test_file_of_one_student_is_named_by_its_name() -> None:
    content = csv_of(TABLE, course("A1"))
    changes = {"layout": "file", "file_name": r"(?P<host_id>\d+)_(?P<term>[^.]+)\.csv"}
    (found,) = transcripts(content, name="0201_Fall 2025.csv", **changes)
    assert found.learner.identifiers[0].value == "0201"
    assert found.results[0].term.label == "Fall 2025"
    assert "does not fit 'file_name'" in refusal(content, name="x.csv", **changes).message


def test_file_of_one_student_that_names_two_is_refused() -> None:
    content = csv_of(["Студент: Әлия"], TABLE, course("A1"), ["Студент: Рауан"], course("A2"))
    assert codes(refusal(content, layout="file")) == ["second-student"]


def test_file_of_one_student_that_names_none_is_refused() -> None:
    assert "which student" in refusal(csv_of(TABLE, course("A1")), layout="file").message


def test_all_sheets_of_one_student_are_one_transcript() -> None:
    book = openpyxl.Workbook()
    for number, rows in enumerate(
        ([["Студент: Әлия"], TABLE, course("A1")], [["2 семестр"], TABLE, course("A2", "B")])
    ):
        sheet = book.active if number == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    (found,) = transcripts(saved(book), layout="file", sheets="*")
    assert [(one.code, one.term.label) for one in found.results] == [
        ("A1", ""),
        ("A2", "2 семестр"),
    ]


@pytest.mark.parametrize("layout", ["rows", "blocks", "file"])
def test_headings_are_needed_in_every_layout(layout: str) -> None:
    assert "no row of headings" in refusal(csv_of(["Студент: x"], ["a", "b"], HEADINGS[:1]),
                                           layout=layout, delimiter=";").message  # fmt: skip

"""Values: read strictly; every trap a spreadsheet or an encoding sets is told by row and column."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.inbox_files import HEADINGS, csv_of, sheet_of, table_of, xlsx_of
from tests.inbox_reading import codes, refusal, results, transcripts

ROW = {
    "Student ID": "0201",
    "ФИО": "Әлия Сейітқызы",
    "Код дисциплины": "FIN201",
    "Дисциплина": "Қаржы",
    "ECTS": "5",
    "Оценка": "A-",
    "Семестр": "1",
}


def row(**changes: object) -> list[object]:
    """A row of the usual table with some cells changed; words stand for headings with blanks."""
    cells: dict[str, object] = dict(ROW)
    names = {
        "student": "Student ID",
        "name": "ФИО",
        "code": "Код дисциплины",
        "title": "Дисциплина",
        "ects": "ECTS",
        "grade": "Оценка",
        "term": "Семестр",
    }
    for name, value in changes.items():
        cells[names[name]] = value
    return [cells[heading] for heading in HEADINGS]


def csv_row(**changes: str) -> bytes:
    return csv_of(HEADINGS, [str(cell) for cell in row(**changes)])


def xlsx_row(change: Any = None, **changes: object) -> bytes:
    return xlsx_of(HEADINGS, row(**changes), change=change)


def told(content: bytes, **changes: Any) -> list[str]:
    return [str(problem) for problem in refusal(content, **changes).problems]


# -- numbers ---------------------------------------------------------------------------------------


def test_numbers_typed_as_text_are_numbers() -> None:
    assert Decimal("4.5") == results(xlsx_row(ects="4.5"))[0].credits[0].value


def test_decimal_comma_is_read_where_declared() -> None:
    assert Decimal("4.5") == results(csv_row(ects="4,5"), decimal_comma=True)[0].credits[0].value
    assert Decimal("4.5") == results(csv_row(ects="4.5"), decimal_comma=True)[0].credits[0].value


def test_decimal_comma_is_refused_where_not_declared() -> None:
    (line,) = told(csv_row(ects="4,5"))
    assert line == (
        "row 2, column ECTS: what stands there is no plain number"
        " (say 'decimal_comma: true' in the profile)"
    )


@pytest.mark.parametrize("value", ["five", "-1", "1e3", "1 000", "301", "5*", "NaN", "²"])
def test_credits_that_are_no_number_are_refused(value: str) -> None:
    assert codes(refusal(csv_row(ects=value)))[0] in ("no-number", "out-of-range")


@pytest.mark.parametrize("value", ["", "-", "—", " "])
def test_dash_or_blank_is_no_value(value: str) -> None:
    assert results(csv_row(ects=value))[0].credits == ()
    assert results(csv_row(grade=value))[0].grade is None


def test_percents_are_read_with_and_without_their_sign() -> None:
    def percent(value: object, number_format: str = "General") -> Decimal | None:
        def change(sheet: Any) -> None:
            sheet["C2"].number_format = number_format

        headings = ("Student ID", "Код", "%")
        return results(xlsx_of(headings, ["1", "A1", value], change=change))[0].percent

    assert [Decimal("80.2")] * 4 == [
        percent("80.2"),
        percent("80.2 %"),
        percent(80.2),
        percent(0.802, "0.0%"),
    ]


def test_percent_beyond_a_hundred_is_refused() -> None:
    content = csv_of(["Student ID", "Код", "%"], ["1", "A1", "100.5"])
    assert codes(refusal(content)) == ["out-of-range"]


# -- grades ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label", ["02", "4,5", "5-", "A+", "отлично", "зачтено", "есептелді", "pass", "7½", "12/20"]
)
def test_grade_stays_as_it_is_printed(label: str) -> None:
    for content in (csv_row(grade=label), xlsx_row(grade=label)):
        grade = results(content)[0].grade
        assert grade is not None
        assert label == grade.label


def test_leading_zero_survives_as_text_guard_and_number_format() -> None:
    def pad(sheet: Any) -> None:
        sheet["F2"].number_format = "00"

    found = [
        results(csv_row(grade='"=""02"""')),
        results(csv_row(grade="'02")),
        results(xlsx_row(grade=2, change=pad)),
    ]
    assert [one[0].grade.label for one in found if one[0].grade] == ["02"] * 3


@pytest.mark.parametrize(
    "label", ["В+", "А-", "С", "А–", "АВ"], ids=["B plus", "A minus", "C", "dash", "two letters"]
)
def test_look_alike_letters_are_folded_with_a_warning(label: str) -> None:
    (result,) = results(csv_row(grade=label))
    assert result.grade is not None
    assert result.grade.label.isascii()
    assert [one.code for one in result.warnings] == ["look-alike-letters"]
    assert result.warnings[0].place == "row 2, column Оценка"


def test_look_alike_letters_in_names_and_titles_are_left_alone() -> None:
    (transcript,) = transcripts(csv_row(name="АННА СОМОВА", title="ТЕОРЕМА"))
    assert transcript.learner.full_name == "АННА СОМОВА"
    assert transcript.results[0].titles[0].text == "ТЕОРЕМА"


def test_code_is_folded_and_its_print_kept() -> None:
    (result,) = results(csv_row(code="МАТ 100"))
    assert (result.code, result.printed_code) == ("MAT100", "МАТ 100")


def test_words_that_only_use_look_alike_letters_are_left_alone() -> None:
    (result,) = results(csv_row(grade="НЕТ"))
    assert result.grade is not None
    assert result.grade.label == "НЕТ"
    assert result.warnings == ()


@pytest.mark.parametrize(
    "value",
    [date(2025, 4, 3), datetime(2025, 5, 4)],  # noqa: DTZ001 -- a spreadsheet's times have no zone
)
def test_grade_turned_into_a_date_is_refused(value: date) -> None:
    (line,) = told(xlsx_row(grade=value))
    assert line.startswith("row 2, column Оценка: a spreadsheet turned what was typed there")
    assert "format the column as text" in line
    assert "2025" not in line


@pytest.mark.parametrize(
    "text",
    ["03.04.2025", "04.май", "3-Apr", "Май.04", "2025-04-03 00:00:00", "3 апреля", "03/04/2025"],
)
def test_grade_turned_into_a_date_is_refused_in_a_text_file_too(text: str) -> None:
    assert codes(refusal(csv_row(grade=text))) == ["turned-into-date"]


def test_number_formatted_as_a_date_is_refused_in_every_other_column() -> None:
    content = xlsx_row(ects=date(2025, 5, 4), code=date(2025, 1, 3), term=date(2025, 1, 1))
    assert codes(refusal(content)) == ["turned-into-date"] * 3


# -- dates -----------------------------------------------------------------------------------------


def day_of(value: object, **changes: Any) -> date | None:
    content = xlsx_of(["Student ID", "Код", "Оценка", "Дата"], ["1", "A1", "5", value])
    return results(content, **changes)[0].completed_on


@pytest.mark.parametrize(
    "value",
    [date(2025, 9, 1), "01.09.2025", "01.09.2025 г.", "1.9.2025 ж.", "2025-09-01", 45901, 45901.5],
)
def test_dates_are_read_from_cells_texts_and_numbers(value: object) -> None:
    assert date(2025, 9, 1) == day_of(value)


def test_dates_are_read_as_declared() -> None:
    assert date(2025, 9, 1) == day_of("09/01/2025", date_formats="%m/%d/%Y")


@pytest.mark.parametrize("value", ["09/01/2025", "31.02.2025", "осень", 0, 99_999, "01.09.0025"])
def test_what_is_no_date_is_refused(value: object) -> None:
    content = xlsx_of(["Student ID", "Код", "Оценка", "Дата"], ["1", "A1", "5", value])
    assert codes(refusal(content)) == ["no-date"]


def test_date_number_in_a_text_file_is_refused_for_its_epoch_is_unknown() -> None:
    content = csv_of(["Student ID", "Код", "Оценка", "Дата"], ["1", "A1", "5", "45901"])
    assert codes(refusal(content)) == ["no-date"]


# -- damage ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [{"name": "?лия Сейіт?ызы"}, {"name": "Айт?"}, {"title": "?аржы"}, {"code": "FIN?"},
     {"grade": "A?"}],
)  # fmt: skip
def test_question_marks_for_lost_letters_are_refused(changes: dict[str, str]) -> None:
    refused = refusal(csv_row(**changes))
    assert codes(refused) == ["damaged-text"]
    assert "UTF-8" in refused.problems[0].hint


def test_title_may_ask_a_question() -> None:
    assert results(csv_row(title="Что такое право?"))[0].titles[0].text == "Что такое право?"


def test_lost_letters_are_refused_in_workbooks_too() -> None:
    assert codes(refusal(xlsx_row(name="Айг\ufffdл"))) == ["damaged-text"]


@pytest.mark.parametrize("value", ["9,90101E+11", "9.9E+11"])
def test_identifier_rounded_by_a_spreadsheet_is_refused(value: str) -> None:
    assert codes(refusal(csv_row(student=value))) == ["rounded-number"]


def test_formula_without_a_value_and_error_cells_are_refused() -> None:
    assert codes(refusal(xlsx_row(ects="=2+3"))) == ["formula-without-value"]

    def break_cell(sheet: Any) -> None:
        sheet["F2"].value = "#REF!"
        sheet["F2"].data_type = "e"

    assert codes(refusal(xlsx_row(change=break_cell))) == ["cell-error"]


def test_formula_in_a_column_nobody_reads_does_not_matter() -> None:
    headings = ("№", "Student ID", "Код", "Оценка")
    assert len(results(xlsx_of(headings, ["=ROW()", "1", "A1", "5"]))) == 1


# -- merged cells ----------------------------------------------------------------------------------


def test_merged_student_and_term_count_for_all_their_rows() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:B3")
        sheet.merge_cells("G2:G3")

    first, second = row(), row(code="MAT100")
    second[0] = second[1] = second[6] = None
    (transcript,) = transcripts(xlsx_of(HEADINGS, first, second, change=merge))
    assert [one.term.label for one in transcript.results] == ["1", "1"]


def test_merged_grade_or_credits_are_refused() -> None:
    content = xlsx_of(
        HEADINGS,
        row(),
        row(code="MAT100", ects=None),
        change=lambda sheet: sheet.merge_cells("E2:E3"),
    )
    refused = refusal(content)
    assert {"merged-cells"} == set(codes(refused))
    assert "merged over rows 2 to 3" in refused.problems[0].message


def test_merged_titles_above_the_table_do_not_matter() -> None:
    content = xlsx_of(["Ведомость"], *table_of(), change=lambda sheet: sheet.merge_cells("A1:G1"))
    assert len(results(content)) == 3


def test_overlapping_merged_cells_are_refused_quickly() -> None:
    merged = "".join(f'<mergeCell ref="A2:G{last}"/>' for last in range(3, 900))
    rows = table_of(*[row() for _ in range(900)])
    refused = refusal(sheet_of(rows, f"<mergeCells>{merged}</mergeCells>"))
    assert "merged cells overlap" in refused.message


# -- national ids ----------------------------------------------------------------------------------


def national_id(value: object, number_format: str = "General") -> bytes:
    def change(sheet: Any) -> None:
        sheet["A2"].number_format = number_format

    return xlsx_of(["ИИН", "Код", "Оценка"], [value, "A1", "5"], change=change)


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        ("020101600123", "General"),
        (" 020101 600123 ", "General"),
        (20101600123, "000000000000"),
    ],
)
def test_national_id_keeps_its_zeros(value: object, number_format: str) -> None:
    (transcript,) = transcripts(national_id(value, number_format))
    (identifier,) = transcript.learner.identifiers
    assert (identifier.kind, identifier.value) == ("national-id", "020101600123")


def test_national_id_that_lost_its_zeros_is_refused() -> None:
    assert "zeros-cut" in codes(refusal(national_id(20101600123)))


def test_national_id_of_twelve_digits_may_be_a_number() -> None:
    (transcript,) = transcripts(national_id(990101300123))
    assert transcript.learner.identifiers[0].value == "990101300123"

"""The column profile: what is refused before any file is read."""

from datetime import date

import pytest
from pydantic import ValidationError

from connectors.hosts.inbox_settings import InboxSettings
from connectors.hosts.inbox_vocabulary import Column
from tests.inbox_reading import settings_of

COLUMNS = {"host_id": "ID", "course_code": "Code", "grade": "Grade"}


def test_completeness_has_to_be_said() -> None:
    with pytest.raises(ValidationError, match="completeness"):
        InboxSettings.model_validate({"path": "inbox"})


def test_texts_as_a_configuration_file_holds_them_are_understood() -> None:
    settings = settings_of(
        decimal_comma="true",
        header_rows="2",
        settle_seconds="5",
        columns={**COLUMNS, "grade": ["Grade", "Mark"]},
        terms=[{"label": "Fall 2025", "starts": "2025-09-01", "ends": "2025-12-31"}],
    )
    assert settings.decimal_comma
    assert settings.header_rows == 2
    assert settings.columns == {
        Column.HOST_ID: ("ID",),
        Column.COURSE_CODE: ("Code",),
        Column.GRADE: ("Grade", "Mark"),
    }
    assert date(2025, 9, 1) == settings.terms[0].starts


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"encoding": "koi8-r"}, "encoding"),
        ({"completeness": "partial"}, "completeness"),
        ({"columns": {"grades": "Grade"}}, "columns"),
        ({"columns": {"host_id": "ID", "grade": "Grade"}}, "neither a course code nor a title"),
        ({"columns": {"host_id": "ID", "course_code": "Code"}}, "neither a grade, nor a status"),
        ({"columns": {"course_code": "Code", "grade": "Grade"}}, "names no student"),
        ({"columns": {**COLUMNS, "ects": []}}, "no heading for ects"),
        ({"columns": {**COLUMNS, "letter": "grade:"}}, "given to grade and to letter"),
        ({"columns": COLUMNS, "ignore_columns": "GRADE"}, "given to ignored and to grade"),
        ({"columns": COLUMNS, "optional_columns": ["ects"]}, "what columns does not"),
        ({"columns": COLUMNS, "grade_from": "percent"}, "which columns does not name"),
        ({"columns": COLUMNS, "status_from": "column"}, "names no status"),
        ({"file_name": "("}, "no regular expression"),
        ({"file_name": "(?P<name>.*)"}, "mean nothing here: name"),
        ({"file_name": "(?P<host_id>.*)"}, "takes 'layout: file'"),
        ({"terms": [{"label": "F", "starts": "2025-09-01", "ends": "2025-09-01"}]}, "ends after"),
        ({"delimiter": ":"}, "delimiter"),
        ({"header_rows": 3}, "header_rows"),
    ],
)
def test_profile_that_cannot_hold_is_refused(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        settings_of(**changes)


def test_student_columns_are_not_needed_where_lines_name_students() -> None:
    columns = {"course_code": "Code", "grade": "Grade"}
    assert settings_of(columns=columns, layout="blocks").columns
    assert settings_of(columns=columns, layout="file", file_name="(?P<host_id>.+)").file_name

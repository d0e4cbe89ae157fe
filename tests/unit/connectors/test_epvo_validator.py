"""Rows for the national platform: what is in order passes, every planted mistake is told."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.transcripts.epvo_fields import UnreadableFieldTable, known_fields, read_fields
from connectors.transcripts.epvo_rows import epvo_rows
from connectors.transcripts.epvo_validator import check_rows
from mapping.problems import Severity
from tests.documents import make_pass, make_row, make_transcript
from tests.epvo import SETTINGS

Rows = dict[str, list[dict[str, Any]]]


def sound() -> Rows:
    export = epvo_rows([make_transcript(make_row(), make_pass())], SETTINGS)
    return {code: [dict(row) for row in listed] for code, listed in export.rows.items()}


def told(rows: Any) -> list[tuple[str, str]]:
    return [(each.code, each.place) for each in check_rows(rows, known_fields())]


def test_rows_of_a_transcript_are_in_order() -> None:
    assert told(sound()) == []


@pytest.mark.parametrize(
    ("code", "field", "value", "problem"),
    [
        ("TRANSCRIPT", "subjectNameKz", None, "missing-field"),
        ("TRANSCRIPT", "subjectNameRu", "", "missing-field"),
        ("TRANSCRIPT", "subjectNameEn", "  ", "wrong-type"),
        ("TRANSCRIPT", "credits", 4.5, "wrong-type"),
        ("TRANSCRIPT", "credits", "6", "wrong-type"),
        ("TRANSCRIPT", "credits", 0, "out-of-range"),
        ("TRANSCRIPT", "credits", True, "wrong-type"),
        ("TRANSCRIPT", "totalMark", 101, "out-of-range"),
        ("TRANSCRIPT", "totalMark", None, "missing-field"),
        ("TRANSCRIPT", "alphaMark", "B++", "unknown-value"),
        ("TRANSCRIPT", "alphaMark", None, "missing-field"),
        ("TRANSCRIPT", "type", 9, "unknown-value"),
        ("TRANSCRIPT", "studentId", "KB2300003", "wrong-type"),
        ("TRANSCRIPT", "studentId", None, "missing-field"),
        ("TRANSCRIPT", "isPassed", "yes", "wrong-type"),
        ("TRANSCRIPT", "term", 4, "out-of-range"),
        ("TRANSCRIPT", "accepted", 2, "unknown-value"),
        ("TRANSCRIPT", "typeCode", "SUBJECT", "wrong-type-code"),
        ("FOREIGN_SUBJECTS", "rk", 4.5, "wrong-type"),
        ("FOREIGN_SUBJECTS", "ects", 7.5, "wrong-type"),
        ("FOREIGN_SUBJECTS", "ects", None, "missing-field"),
        ("FOREIGN_SUBJECTS", "subjectName", None, "missing-field"),
        ("STUDENT_TRANSFER", "startDate", "01.10.2025", "wrong-type"),
        ("STUDENT_TRANSFER", "academicMobilityTypeId", None, "missing-field"),
        ("ORDERS_ACADEMIC_MOBILITY", "mobilityType", 3, "unknown-value"),
        ("ORDERS_ACADEMIC_MOBILITY", "countryId", None, "missing-field"),
        ("ORDERS_ACADEMIC_MOBILITY", "partnerUniversityId", None, "missing-field"),
        ("ORDERS_ACADEMIC_MOBILITY", "format", 0, "unknown-value"),
    ],
)
def test_a_wrong_value_is_told_with_its_row_and_field(
    code: str, field: str, value: object, problem: str
) -> None:
    rows = sound()
    rows[code][0][field] = value

    assert (problem, f"{code}[1].{field}") in told(rows)


@pytest.mark.parametrize(
    ("code", "misspelt", "hint"),
    [
        ("ORDERS_ACADEMIC_MOBILITY", "partneruniversityid", "partnerUniversityId"),
        ("ORDERS_ACADEMIC_MOBILITY", "universityID", "universityId"),
        ("TRANSCRIPT", "wasRetaken", "wasretaken"),
        ("TRANSCRIPT", "totalmark", "totalMark"),
        ("FOREIGN_SUBJECTS", "subjectname", "subjectName"),
    ],
)
def test_a_misspelt_field_is_told_with_the_right_name(code: str, misspelt: str, hint: str) -> None:
    rows = sound()
    rows[code][0][misspelt] = 1
    found = [each for each in check_rows(rows, known_fields()) if each.code == "unknown-field"]

    assert [each.place for each in found] == [f"{code}[1]"]
    assert f"did you mean '{hint}'?" in found[0].hint


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"totalMark": 89.4}, None),
        ({"totalMark": 89.5}, "alphaMark"),
        ({"totalMark": 84.4}, "alphaMark"),
        ({"totalMark": 84.5}, None),
        ({"alphaMark": "A", "numeralMark": 4}, "alphaMark"),
        ({"numeralMark": 3.0}, "numeralMark"),
        ({"isPassed": False, "accepted": 0}, "isPassed"),
        ({"accepted": 0}, "accepted"),
        ({"totalMark": 49.4, "alphaMark": "FX", "numeralMark": 0.5}, "isPassed"),
        ({"totalMark": 49.5, "alphaMark": "D", "numeralMark": 1}, None),
        ({"totalMark": 30, "alphaMark": "F", "numeralMark": 0, "isPassed": 0, "accepted": 0}, None),
    ],
)
def test_mark_letter_points_and_pass_have_to_agree(
    changes: dict[str, object], place: str | None
) -> None:
    rows = sound()
    rows["TRANSCRIPT"][0].update(changes)
    found = {where.rpartition(".")[2] for _, where in told(rows)}

    assert found == (set() if place is None else {place})


@pytest.mark.parametrize("kind", [5, 32])
def test_a_pass_without_a_grade_may_not_get_a_letter(kind: int) -> None:
    rows = sound()
    rows["TRANSCRIPT"][0]["type"] = kind

    assert {code for code, _ in told(rows)} == {"field-not-allowed"}


def test_conditional_fields_are_asked_for() -> None:
    rows = sound()
    rows["TRANSCRIPT"][0]["type"] = 1
    rows["TRANSCRIPT"].append(rows["TRANSCRIPT"][0] | {"id": 1, "type": 2})

    assert told(rows) == [
        ("missing-field", "TRANSCRIPT[1].groupTypeId"),
        ("missing-field", "TRANSCRIPT[3].hash"),
    ]


def test_two_rows_with_one_key_would_replace_each_other() -> None:
    rows = sound()
    rows["TRANSCRIPT"].append(dict(rows["TRANSCRIPT"][0]))

    assert told(rows) == [("key-twice", "TRANSCRIPT[3].id")]


def test_rows_that_name_no_transfer_are_told() -> None:
    rows = sound()
    rows["STUDENT_TRANSFER"] = []

    assert {code for code, _ in told(rows)} == {"unknown-transfer"}


def test_a_period_that_ends_before_it_begins_is_told() -> None:
    rows = sound()
    rows["STUDENT_TRANSFER"][0]["finishDate"] = "2025-01-01"

    assert told(rows) == [("period-reversed", "STUDENT_TRANSFER[1].finishDate")]


def test_rows_of_two_universities_are_told() -> None:
    rows = sound()
    rows["TRANSCRIPT"][0]["universityId"] = 43

    assert told(rows) == [("several-universities", "")]


def test_an_unknown_kind_of_row_is_told() -> None:
    assert told({"TRANSCRIPTS": []}) == [("unknown-row", "TRANSCRIPTS")]


def test_more_credits_than_a_year_has_is_a_warning() -> None:
    rows = sound()
    rows["TRANSCRIPT"] = [
        rows["TRANSCRIPT"][0] | {"id": number, "credits": 30} for number in range(1, 4)
    ]
    [problem] = check_rows(rows, known_fields())

    assert (problem.code, problem.severity) == ("year-over", Severity.WARNING)
    assert "90 credits" in problem.message


def test_no_problem_repeats_a_mark_or_a_name() -> None:
    rows = sound()
    rows["TRANSCRIPT"][0] |= {"totalMark": 77.7, "subjectNameKz": 12, "alphaMark": "Z"}
    said = " ".join(map(str, check_rows(rows, known_fields())))

    assert said
    assert not any(private in said for private in ("77.7", "Жұмабекова", "'Z'"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(known_fields()["TRANSCRIPT"].fields)), json_values, max_size=12
    )
)
def test_whatever_a_row_holds_it_is_judged(changes: dict[str, object]) -> None:
    rows = sound()
    rows["TRANSCRIPT"][0].update(changes)

    assert all(place for _, place in told(rows) if _ != "several-universities")


def test_a_university_may_bring_its_own_table(tmp_path: Path) -> None:
    path = tmp_path / "fields.json"
    fields = {"id": {"type": "integer", "required": True}, "mark": {"type": "number"}}
    path.write_text(json.dumps({"rows": {"MARKS": {"key": ["id"], "fields": fields}}}))
    table = read_fields(path)

    assert check_rows({"MARKS": [{"id": 1, "mark": 5}]}, table) == ()
    assert [each.code for each in check_rows({"MARKS": [{"mark": 5}]}, table)] == ["missing-field"]


@pytest.mark.parametrize("content", ["", "[]", '{"rows": {"X": {}}}', '{"rows": 1}'])
def test_a_table_that_is_none_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "fields.json"
    path.write_text(content)

    with pytest.raises(UnreadableFieldTable):
        read_fields(path)

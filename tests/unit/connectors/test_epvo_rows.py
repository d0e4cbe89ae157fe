"""Transcripts as rows of the national platform."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from connectors.transcripts.document import Component, Trilingual
from connectors.transcripts.epvo_rows import (
    EpvoExport,
    EpvoIdentifiers,
    EpvoSettings,
    derived_number,
    epvo_rows,
    row_type,
)
from mapping.numbers import Rounding
from mapping.problems import Severity
from mapping.records import Credit
from tests.documents import (
    ects,
    make_original,
    make_pass,
    make_row,
    make_stay,
    make_student,
    make_transcript,
)
from tests.epvo import IDENTIFIERS, SETTINGS


def exported(*rows: Component, settings: EpvoSettings = SETTINGS, **fields: Any) -> EpvoExport:
    return epvo_rows([make_transcript(*rows, **fields)], settings)


def only(export: EpvoExport, code: str) -> dict[str, object]:
    [row] = export.rows[code]
    return row


def test_a_mark_is_an_ordinary_row_with_the_home_code() -> None:
    row = only(exported(make_row()), "TRANSCRIPT")

    assert (
        row.items()
        >= {
            "typeCode": "TRANSCRIPT",
            "universityId": 42,
            "studentId": 2300003,
            "subjectCode": "ECO2204",
            "subjectNameKz": "Корпоративтік қаржы",
            "subjectNameRu": "Корпоративные финансы",
            "subjectNameEn": "Corporate Finance",
            "credits": 6,
            "courseNumber": 3,
            "term": 1,
            "totalMark": 85,
            "numeralMark": 3.33,
            "alphaMark": "B+",
            "type": 0,
            "accepted": 1,
            "isPassed": True,
        }.items()
    )
    assert isinstance(row["credits"], int)


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        (make_row(), 0),
        (make_row(work="industrial-practice"), 1),
        (make_row(work="final-attestation"), 2),
        (make_pass(), 5),
        (make_row(work="research-work"), 6),
        (make_pass(without_control=True), 32),
        (make_pass(work="industrial-practice"), 5),
    ],
)
def test_type_follows_the_kind_of_work_and_whether_there_is_a_mark(
    component: Component, expected: int
) -> None:
    assert row_type(component) == expected


def test_a_pass_without_a_grade_has_no_letter() -> None:
    row = only(exported(make_pass()), "TRANSCRIPT")

    assert (row["totalMark"], row["numeralMark"], row["alphaMark"]) == (None, None, None)
    assert (row["type"], row["isPassed"], row["accepted"]) == (5, True, 1)


def test_a_fail_is_sent_and_not_accepted() -> None:
    failed = make_row(letter="FX", points=Decimal("0.5"), percent=Decimal(30), passed=False)
    row = only(exported(failed), "TRANSCRIPT")

    assert (row["alphaMark"], row["isPassed"], row["accepted"]) == ("FX", False, 0)


def test_an_additional_subject_says_so() -> None:
    assert only(exported(make_row(kind="additional")), "TRANSCRIPT")["isAdditionalSubject"] is True


def test_credits_of_a_decision_abroad_are_counted_once() -> None:
    shared = make_original("BUS300", title="Banking", credits=(ects("10"),))
    export = exported(
        make_row("ECO3302", credits=Decimal(5), originals=(shared,)),
        make_row("ECO3304", credits=Decimal(5), originals=(shared,)),
    )
    row = only(export, "FOREIGN_SUBJECTS")

    assert (row["subjectName"], row["rk"], row["ects"]) == ("Banking", 10, 10)


def test_joined_courses_are_one_row_with_both_titles() -> None:
    row = only(exported(make_row()), "FOREIGN_SUBJECTS")

    assert row["subjectName"] == "Corporate Finance I + Corporate Finance II"
    assert (row["rk"], row["ects"]) == (6, 6)


def test_ects_the_host_does_not_state_are_ours_where_one_is_one_by_the_rules() -> None:
    units = make_original("Б1.О.12", credits=(Credit(value=Decimal(4), scheme="ze"),))
    new = make_row(originals=(units,))

    assert only(exported(new), "FOREIGN_SUBJECTS")["ects"] == 6
    assert only(exported(replace(new, regime="kz-2011")), "FOREIGN_SUBJECTS")["ects"] is None


def test_nothing_was_studied_abroad_in_an_internal_mobility() -> None:
    stay = make_stay(make_row(), kind="internal", host_country="KZ")
    export = exported(stays=(stay,))
    order = only(export, "ORDERS_ACADEMIC_MOBILITY")

    assert export.rows["FOREIGN_SUBJECTS"] == ()
    assert (order["mobilityType"], order["countryId"]) == (1, None)
    assert only(export, "STUDENT_TRANSFER")["academicMobilityTypeId"] == 1


def test_order_names_partner_country_years_and_terms() -> None:
    row = only(exported(make_row()), "ORDERS_ACADEMIC_MOBILITY")

    assert (
        row.items()
        >= {
            "orderId": 30103,
            "mobilityType": 2,
            "countryId": 601,
            "partnerUniversityId": 9003,
            "startDate": "2025-10-01",
            "finishDate": "2026-01-31",
            "Start_Study_Year": 2025,
            "Start_Term": 1,
            "Finish_Study_Year": 2025,
            "Finish_Term": 1,
        }.items()
    )
    assert "universityID" not in row


def test_credits_that_are_not_whole_are_rounded_only_where_that_was_chosen() -> None:
    half = make_row(credits=Decimal("4.5"))
    chosen = replace(SETTINGS, rounding=Rounding.FLOOR)

    assert only(exported(half), "TRANSCRIPT")["credits"] == 4.5
    assert only(exported(half, settings=chosen), "TRANSCRIPT")["credits"] == 4


def test_every_number_nobody_knows_is_told_once() -> None:
    nothing = replace(SETTINGS, identifiers=EpvoIdentifiers())
    found = exported(make_row(), make_pass(), settings=nothing).problems

    assert [each.hint.split("'")[1] for each in found] == [
        "student,KB2300003,NUMBER",
        "university,kozminski.edu.pl,NUMBER",
        "country,PL,NUMBER",
        "order,M-2025-003,NUMBER",
        "subject,ECO2204,NUMBER",
        "subject,PHE1001,NUMBER",
    ]


def test_a_listed_number_goes_before_one_that_is_made() -> None:
    listed = replace(IDENTIFIERS, listed={("student", "KB2300003"): 7})

    assert (listed.find("student", "KB2300003"), listed.find("student", "KB17")) == (7, 17)
    assert listed.find("student", "anonymous") is None


def test_a_name_missing_in_a_language_is_told() -> None:
    export = exported(make_row(titles=Trilingual(en="Sports")))
    [problem] = export.problems

    assert only(export, "TRANSCRIPT")["subjectNameKz"] == "Sports"
    assert (problem.code, problem.severity) == ("name-not-translated", Severity.WARNING)


def test_numbers_are_stable_and_apart() -> None:
    first = exported(make_row(), make_row("ECO2205"))
    other = epvo_rows(
        [make_transcript(make_row(), student=make_student(student_id="KB2300004"))], SETTINGS
    )
    ids = [row["id"] for row in (*first.rows["TRANSCRIPT"], *other.rows["TRANSCRIPT"])]

    assert len(set(ids)) == 3
    assert ids[0] == only(exported(make_row()), "TRANSCRIPT")["id"]
    assert derived_number("a", "bc") != derived_number("ab", "c")
    assert all(0 < derived_number(str(number)) < 2**53 for number in range(100))

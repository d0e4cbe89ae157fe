"""Transcripts as XLSX: numbers are numbers, and a text is never a formula."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from connectors.transcripts.document import Trilingual
from connectors.transcripts.xlsx import COLUMNS, write_protocol_xlsx, write_transcript_xlsx
from tests.documents import (
    CODE,
    make_original,
    make_pass,
    make_protocol,
    make_row,
    make_stay,
    make_student,
    make_transcript,
)


def cells(content: bytes, sheet: str = "results") -> list[dict[str, Any]]:
    rows: Iterator[Any] = load_workbook(io.BytesIO(content))[sheet].iter_rows()
    headings = [cell.value for cell in next(rows)]
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_rows_are_components_and_columns_have_stable_names() -> None:
    content = write_transcript_xlsx(make_transcript())
    graded, ungraded = cells(content)

    assert tuple(graded) == COLUMNS
    assert (graded["component_code"].value, ungraded["component_code"].value) == (
        "ECO2204",
        "PHE1001",
    )
    assert graded["host_courses"].value == "FIN201; FIN202"
    assert graded["order"].value == "301-12"


def test_numbers_are_numbers_and_days_are_days() -> None:
    [row] = cells(write_transcript_xlsx(make_transcript(make_row())))

    numbers = {name: row[name].value for name in ("credits", "points", "percent", "period")}
    assert numbers == {"credits": 6, "points": 3.33, "percent": 85, "period": 1}
    assert {row[name].data_type for name in numbers} == {"n"}
    assert row["starts"].value == datetime(2025, 10, 1)  # noqa: DTZ001 -- a cell has no zone
    assert row["passed"].value is True


def test_what_has_no_mark_has_empty_cells() -> None:
    [row] = cells(write_transcript_xlsx(make_transcript(make_pass())))

    assert [row[name].value for name in ("letter", "points", "percent")] == [None, None, None]


@pytest.mark.parametrize(
    "hostile", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "=HYPERLINK()"]
)
def test_no_text_becomes_a_formula(hostile: str) -> None:
    transcript = make_transcript(
        student=make_student(given_names=hostile),
        stays=(
            make_stay(
                make_row(
                    titles=Trilingual(kk=hostile, ru=hostile, en=hostile),
                    originals=(make_original(hostile, title=hostile, grade=hostile),),
                ),
                basis=hostile,
            ),
        ),
    )
    [row] = cells(write_transcript_xlsx(transcript))

    names = ("given_names", "title_kk", "order", "host_courses", "host_titles", "host_grades")
    for cell in (row[name] for name in names):
        assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert row["title_kk"].value.strip() == hostile.strip()


@given(st.text(max_size=200))
@settings(max_examples=40, deadline=None)
def test_any_title_gives_a_workbook_that_opens(title: str) -> None:
    content = write_transcript_xlsx(make_transcript(make_row(titles=Trilingual(en=title))))

    [row] = cells(content)
    assert row["title_en"].data_type in {"s", "n"}
    assert isinstance(row["title_en"].value, str | None)


def test_same_transcript_gives_the_same_bytes() -> None:
    assert write_transcript_xlsx(make_transcript()) == write_transcript_xlsx(make_transcript())


def test_second_sheet_tells_the_version_and_how_to_verify() -> None:
    facts = {
        row["fact"].value: row["value"].value
        for row in cells(write_transcript_xlsx(make_transcript()), "about")
    }

    assert (facts["version"], facts["credits"]) == (1, 8)
    assert CODE in facts["verification"]


def test_draft_has_no_version() -> None:
    facts = [
        row["fact"].value
        for row in cells(write_transcript_xlsx(make_transcript(issue=None)), "about")
    ]

    assert "version" not in facts


def test_protocol_lists_its_components() -> None:
    content = write_protocol_xlsx(make_protocol())
    [row] = cells(content)
    facts = {item["fact"].value: item["value"].value for item in cells(content, "about")}

    assert row["student_number"].value == "KB2300003"
    assert (facts["order"], facts["refused"], facts["waiting"]) == ("301-15", 1, 3)

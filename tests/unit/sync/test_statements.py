"""What the statement of a document depends on, and what it does not."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from connectors.transcripts.document import Trilingual
from sync.statements import protocol_statement, transcript_statement
from tests.documents import (
    make_issue,
    make_original,
    make_protocol,
    make_row,
    make_stay,
    make_student,
    make_transcript,
)

STATED = transcript_statement(make_transcript(make_row()))


@pytest.mark.parametrize(
    "change",
    [
        {"letter": "B"},
        {"percent": Decimal(84)},
        {"points": Decimal(3)},
        {"credits": Decimal(5)},
        {"passed": False},
        {"period": 2},
        {"kind": "elective"},
        {"originals": (make_original(),)},
        {"originals": (make_original(grade="5,0"), make_original("FIN202"))},
    ],
)
def test_what_counts_changes_the_statement(change: dict[str, Any]) -> None:
    assert transcript_statement(make_transcript(make_row(**change))) != STATED


def test_whose_and_where_are_stated() -> None:
    other = make_student(family_name="Жумабекова")

    assert transcript_statement(make_transcript(make_row(), student=other)) != STATED
    moved = make_transcript(stays=(make_stay(make_row(), host="enu.kz"),))
    assert transcript_statement(moved) != STATED


def test_words_dates_of_issue_and_signatories_are_not() -> None:
    row = make_row(titles=Trilingual(en="Renamed"), traditional=Trilingual(en="fine"), notes=())
    transcript = make_transcript(row, signatories=(), notes=(), issue=make_issue(version=9))

    assert transcript_statement(transcript) == STATED


def test_no_text_can_pretend_to_be_another_line() -> None:
    forged = make_original("FIN201\ncomponent\tECO9999", grade="5\tA")
    statement = transcript_statement(make_transcript(make_row(originals=(forged,))))

    assert sum(line.startswith("component\t") for line in statement.splitlines()) == 1
    assert statement.count("\t") == transcript_statement(
        make_transcript(make_row(originals=(make_original(),)))
    ).count("\t")


def test_protocol_states_its_order_and_its_refusals() -> None:
    protocol = make_protocol()
    stated = protocol_statement(protocol)

    assert "301-15" in stated
    assert "refused\tKB2300003" in stated
    assert protocol_statement(replace(protocol, order="301-16")) != stated
    assert protocol_statement(replace(protocol, refused=())) != stated
    assert protocol_statement(replace(protocol, waiting=0)) == stated

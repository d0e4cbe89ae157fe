import json
from dataclasses import replace
from decimal import Decimal

import pytest

from mapping.decisions import RecognitionOutcome
from mapping.equivalences import TargetKind
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import ComponentCode, StudentId
from mapping.terms import Regime
from mapping.trace import StepKind, conversion_step
from sync.explain import (
    ExplainedDelivery,
    ExplainedDocument,
    ExplainedEntry,
    Explanation,
    explain_lines,
    explanation_facts,
)
from sync.messages import LANGUAGES, Messages

GRADED = RecognitionOutcome(
    student_id=StudentId("0042"),
    component=ComponentCode("ECO2204"),
    kind=TargetKind.COMPONENT,
    credits=Decimal("6.0"),
    credit_quotient="6",
    letter="B",
    points=Decimal("3.00"),
    percent=Decimal("80.00"),
    regime=Regime.KZ_2018,
)
RECOGNISED = Explanation(
    reference="D12",
    host="kozminski.edu.pl",
    student_id="0042",
    decided_at="2026-03-01T08:30:00.000000Z",
    revision="1:abc",
    documents=(
        ExplainedDocument(
            name="spring.xml", sha256="ab" * 32, received_at="2026-03-01T08:00:00.000000Z"
        ),
    ),
    steps=(
        conversion_step(
            StepKind.CREDIT_IDENTITY,
            "6",
            "ects",
            "kz-2018",
            source="Order 563 of 2018",
            place="rules/credits.yaml:4",
        ),
        conversion_step(StepKind.GRADE_ECTS, "C", "B", "3", "80"),
    ),
    outcomes=(GRADED,),
    deliveries=(
        ExplainedDelivery(
            reference="G7",
            component="ECO2204",
            state="confirmed",
            wanted=Decimal("80"),
            last_written=Decimal("80.00"),
            changed_at="2026-03-01T08:31:00.000000Z",
            receipt="1:def",
        ),
    ),
    entries=(
        ExplainedEntry(
            sequence=1207,
            at="2026-03-01T08:30:00.000000Z",
            actor="system",
            action="decision-recorded",
        ),
    ),
)
HELD = replace(
    RECOGNISED,
    outcomes=(),
    deliveries=(),
    reasons=(HeldReason(code=HeldCode.FAILED, facts=(("course", "FIN201"), ("grade", "2,0"))),),
)


def test_recognised_grade_is_told_from_document_to_receipt() -> None:
    assert explain_lines(RECOGNISED, Messages("en")) == (
        "D12 · kozminski.edu.pl · student 0042",
        "Decided 2026-03-01T08:30:00.000000Z under rules 1:abc",
        "",
        "Documents",
        "  spring.xml, received 2026-03-01T08:00:00.000000Z",
        "    SHA-256 " + "ab" * 32,
        "",
        "How it was decided",
        "  1. 6 ECTS credits: one to one under the rules of 2018.",
        "      source: Order 563 of 2018",
        "      at rules/credits.yaml:4",
        "  2. By the national table, ECTS C is B, 3 points, 80 %.",
        "",
        "Outcome",
        "  ECO2204: 6 credits, B, 3 points, 80 %",
        "",
        "Gradebook",
        "  ECO2204: in the gradebook; wanted 80 %; last written 80 %; 2026-03-01T08:31:00.000000Z",
        "    receipt 1:def",
        "",
        "On record",
        "  entry 1207, 2026-03-01T08:30:00.000000Z, system: decision recorded",
    )


def test_held_record_tells_its_reasons_and_the_commands_for_this_very_record() -> None:
    lines = explain_lines(HELD, Messages("en"))

    assert (
        "  FIN201 was not passed (grade 2,0); a failing mark is never written by itself." in lines
    )
    assert any("utqyr held release D12 --by" in line for line in lines)
    assert "Outcome" not in lines


def test_credits_without_points_are_told_without_a_grade() -> None:
    ungraded = replace(GRADED, letter=None, points=None, percent=None)
    lines = explain_lines(replace(RECOGNISED, outcomes=(ungraded,)), Messages("en"))

    assert "  ECO2204: 6 credits, without points" in lines


def test_superseded_decision_says_so() -> None:
    lines = explain_lines(replace(RECOGNISED, superseded=True), Messages("en"))

    assert lines[2] == "Superseded: a newer decision stands in its place."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("explanation", [RECOGNISED, HELD])
def test_every_language_tells_the_same_values_in_as_many_lines(
    explanation: Explanation, language: str
) -> None:
    lines = explain_lines(explanation, Messages(language))
    english = explain_lines(explanation, Messages("en"))

    assert len(lines) == len(english)
    text = "\n".join(lines)
    for value in ("D12", "spring.xml", "ab" * 32, "rules/credits.yaml:4", "1207"):
        assert value in text


def test_plain_values_are_json_with_exact_numbers() -> None:
    facts = json.loads(json.dumps(explanation_facts(RECOGNISED)))

    assert facts["outcomes"] == [
        {
            "component": "ECO2204",
            "kind": "component",
            "credits": "6",
            "credit_quotient": "6",
            "letter": "B",
            "points": "3",
            "percent": "80",
            "passed": True,
            "regime": "kz-2018",
        }
    ]
    assert facts["steps"][0] == {
        "kind": "credit-identity",
        "facts": {"value": "6", "scheme": "ects", "regime": "kz-2018"},
        "source": "Order 563 of 2018",
        "place": "rules/credits.yaml:4",
    }
    assert facts["deliveries"][0]["there_now"] is None
    assert facts["audit"][0]["sequence"] == 1207


def test_plain_values_of_a_held_record_name_its_reasons() -> None:
    facts = explanation_facts(HELD)

    assert facts["reasons"] == [{"code": "failed", "facts": {"course": "FIN201", "grade": "2,0"}}]
    assert facts["outcomes"] == []

"""Notes of a document: one for each way of converting, in three languages, with its source."""

import pytest

from connectors.transcripts.labels import LABELS
from mapping.trace import STEP_FACTS, Step, StepKind, conversion_step
from sync.document_wording import document_wording
from sync.transcript_notes import METHOD_FACTS, NoteBook

PLACEHOLDER = "«{}»"


def step(kind: StepKind, source: str = "", **facts: str) -> Step:
    values = (facts.get(name, PLACEHOLDER.format(name)) for name in STEP_FACTS[kind])
    return conversion_step(kind, *values, source=source)


def rounded(quotient: str, credits_: str) -> Step:
    return step(
        StepKind.CREDIT_ROUNDED, quotient=quotient, credits=credits_, rounding="floor", unit="1"
    )


@pytest.mark.parametrize("kind", METHOD_FACTS)
def test_every_way_has_a_sentence_with_its_facts_in_each_language(kind: StepKind) -> None:
    assert set(METHOD_FACTS[kind]) <= set(STEP_FACTS[kind])
    book = NoteBook()

    assert book.number([step(kind)]) == (1,)
    [note] = book.notes
    for said in (note.text.kk, note.text.ru, note.text.en):
        assert not said.startswith("note-")
        assert [name for name in METHOD_FACTS[kind] if PLACEHOLDER.format(name) not in said] == []
    assert len({note.text.kk, note.text.ru, note.text.en}) == 3


def test_the_value_that_was_converted_makes_no_note_of_its_own() -> None:
    book = NoteBook()
    first = step(StepKind.CREDIT_IDENTITY, "Order 563", value="6", scheme="ects", regime="kz-2018")
    second = step(StepKind.CREDIT_IDENTITY, "Order 563", value="3", scheme="ects", regime="kz-2018")
    other = step(StepKind.CREDIT_IDENTITY, "Order 152", value="3", scheme="ects", regime="kz-2018")

    assert [book.number([each]) for each in (first, second, other)] == [(1,), (1,), (2,)]
    assert [note.source for note in book.notes] == ["Order 563", "Order 152"]


def test_rounding_that_changed_nothing_is_not_told() -> None:
    book = NoteBook()

    assert book.number([rounded("4", "4")]) == ()
    assert book.number([rounded("10/3", "3")]) == (1,)


def test_credits_that_came_out_as_expected_are_not_told() -> None:
    book = NoteBook()
    valued = {"policy": "award-component", "component": "ECO2204"}

    same = step(StepKind.COMPONENT_VALUED, converted="6", expected="6", **valued)
    none = step(StepKind.COMPONENT_VALUED, converted="6", expected="", **valued)
    apart = step(StepKind.COMPONENT_VALUED, converted="5", expected="6", **valued)
    assert [book.number([each]) for each in (same, none, apart)] == [(), (), (1,)]


def test_what_was_merely_read_or_looked_up_is_not_told() -> None:
    told = [step(kind) for kind in StepKind if kind not in METHOD_FACTS]

    assert NoteBook().number([*told, Step(kind="from-a-later-release")]) == ()


def test_every_fixed_word_of_documents_is_there_in_each_language() -> None:
    wording = document_wording()

    assert set(wording) == set(LABELS)
    missing = [
        label
        for label, text in wording.items()
        if any(said.startswith("document-") for said in (text.kk, text.ru, text.en))
    ]
    assert missing == []

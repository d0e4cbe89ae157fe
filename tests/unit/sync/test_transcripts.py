"""What a transcript gathers from the store, now and as it was."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from connectors.transcripts.document import Component, Transcript
from mapping.records import AcademicTerm
from mapping.terms import ResultStatus
from sync.clock import FixedClock
from sync.errors import WrongUsage
from sync.store.decisions import REFUSED
from sync.store.unit_of_work import Store
from sync.transcript_rows import SPRING
from sync.transcripts import gather_transcript, gather_transcripts
from tests.builders import make_mobility, make_result
from tests.ledger import (
    CONTEXT,
    FINANCE,
    MANAGEMENT,
    SPORTS,
    decide_stay,
    other_student,
    settle,
)

STUDENT = "00123"


def transcript_of(store: Store, clock: FixedClock, *, as_of: date | None = None) -> Transcript:
    with store.read() as connection:
        return gather_transcript(
            connection, CONTEXT, STUDENT, now=clock.now(), as_of=as_of
        ).transcript


def rows(transcript: Transcript) -> dict[str, Component]:
    return {component.code: component for component in transcript.components}


def test_component_stands_beside_what_the_host_stated(store: Store, clock: FixedClock) -> None:
    decide_stay(store, *FINANCE)
    row = rows(transcript_of(store, clock))["ECO2204"]

    assert (row.titles.kk, row.titles.ru, row.titles.en) == ("Қаржы", "Финансы", "Finance")
    assert (row.credits, row.letter, row.points) == (Decimal(6), "B", Decimal("3.0"))
    assert [(each.code, each.grade, each.ects) for each in row.originals] == [
        ("FIN201", "4+", Decimal(3)),
        ("FIN202", "4", Decimal(3)),
    ]
    assert row.rule == "FIN201 + FIN202 -> ECO2204"
    assert row.approval == "Dean, 10.06.2024"
    assert (row.year, row.period, row.regime) == (2024, 1, "kz-2018")


def test_a_term_without_an_end_dates_its_results_all_the_same(
    store: Store, clock: FixedClock
) -> None:
    spring = AcademicTerm(label="2025-spring", starts=date(2025, 2, 10))
    year = make_mobility(ends=date(2025, 6, 30))
    decide_stay(store, *(replace(each, term=spring) for each in FINANCE), mobility=year)

    row = rows(transcript_of(store, clock))["ECO2204"]
    assert (row.year, row.period) == (2024, SPRING)


def test_who_where_and_under_which_agreement(store: Store, clock: FixedClock) -> None:
    decide_stay(store, *FINANCE, mobility=make_mobility(basis="order 301-12"))
    transcript = transcript_of(store, clock)
    [stay] = transcript.stays

    assert transcript.student.full_name == "Садықова Айгерім"
    assert transcript.student.level.ru == "бакалавриат"
    assert (stay.host_names.en, stay.host_country) == ("Kozminski University", "PL")
    assert (stay.agreement_version, stay.agreement_reference) == (1, "LA-1")
    assert stay.basis == "order 301-12"
    assert transcript.signatories == CONTEXT.signatories


def test_credits_and_average_leave_out_what_has_no_points(store: Store, clock: FixedClock) -> None:
    decide_stay(store, *FINANCE, MANAGEMENT, SPORTS)
    transcript = transcript_of(store, clock)

    assert transcript.credits == Decimal(14)
    assert transcript.average_credits == Decimal(12)
    assert transcript.average == Decimal("3.50")
    assert not rows(transcript)["SPORT"].graded


def test_equal_ways_of_converting_are_one_note_with_its_source(
    store: Store, clock: FixedClock
) -> None:
    decide_stay(store, *FINANCE, MANAGEMENT, SPORTS)
    transcript = transcript_of(store, clock)
    graded = {rows(transcript)[code].notes for code in ("MAN1101",)}
    sources = {note.source for note in transcript.notes}

    assert {"grading regulations of the host", "ects table", "Order 563"} <= sources
    assert [note.number for note in transcript.notes] == list(range(1, len(transcript.notes) + 1))
    used = {number for component in transcript.components for number in component.notes}
    assert used == {note.number for note in transcript.notes}
    assert len({note.text.en for note in transcript.notes}) == len(transcript.notes)
    assert graded != {rows(transcript)["SPORT"].notes}
    assert all(note.text.kk and note.text.ru and note.text.en for note in transcript.notes)


def test_a_title_outside_the_curriculum_is_the_host_s(store: Store, clock: FixedClock) -> None:
    decide_stay(store, SPORTS)

    assert rows(transcript_of(store, clock))["SPORT"].titles.en == "Course SPT100"


def test_what_waits_is_told_with_its_reasons(store: Store, clock: FixedClock) -> None:
    decide_stay(store, *FINANCE, make_result("MAN101", None))
    [stay] = transcript_of(store, clock).stays
    waiting = {each.about: each for each in stay.waiting}

    assert set(rows(transcript_of(store, clock))) == {"ECO2204"}
    held = waiting["MAN101 (2024-autumn)"]
    assert held.state.en == "waits for a person"
    assert held.reasons[0].en == "The document states no grade for MAN101."
    assert held.reasons[0].kk != held.reasons[0].ru
    assert any(about.startswith("SPORT") for about in waiting)


def test_what_a_person_refused_is_told_as_refused(store: Store, clock: FixedClock) -> None:
    decide_stay(store, make_result("MAN101", "2", status=ResultStatus.FAILED))
    settle(store, REFUSED)
    [stay] = transcript_of(store, clock).stays

    assert stay.waiting[0].state.en == "not recognised"


def test_a_corrected_mark_replaces_the_old_one(store: Store, clock: FixedClock) -> None:
    decide_stay(store, MANAGEMENT)
    clock.advance(timedelta(days=2))
    decide_stay(store, replace(MANAGEMENT, grade=make_result("MAN101", "4").grade))

    assert rows(transcript_of(store, clock))["MAN1101"].letter == "B"


def test_a_questioned_mark_is_not_stated(store: Store, clock: FixedClock) -> None:
    decide_stay(store, MANAGEMENT)
    decide_stay(store, MANAGEMENT, missed={"MAN101|2024-autumn|1": 3})
    transcript = transcript_of(store, clock)

    assert rows(transcript) == {}
    assert transcript.stays[0].waiting[0].about == "MAN101 (2024-autumn)"


def test_earlier_days_are_told_as_they_were(store: Store, clock: FixedClock) -> None:
    first = clock.now().date()
    decide_stay(store, MANAGEMENT)
    clock.advance(timedelta(days=2))
    decide_stay(store, *FINANCE, replace(MANAGEMENT, grade=make_result("MAN101", "4").grade))
    clock.advance(timedelta(days=2))
    decide_stay(store, *FINANCE, MANAGEMENT)

    def letters(day: date) -> dict[str, str | None]:
        found = rows(transcript_of(store, clock, as_of=day))
        return {code: row.letter for code, row in found.items()}

    assert letters(first - timedelta(days=1)) == {}
    assert letters(first) == letters(first + timedelta(days=1)) == {"MAN1101": "A"}
    assert letters(first + timedelta(days=2)) == {"MAN1101": "B", "ECO2204": "B"}
    assert letters(first + timedelta(days=9)) == {"MAN1101": "A", "ECO2204": "B"}


def test_what_was_taken_back_is_gone_and_was_there(store: Store, clock: FixedClock) -> None:
    decide_stay(store, MANAGEMENT)
    before = clock.now().date()
    clock.advance(timedelta(days=1))
    decide_stay(store, *FINANCE)

    assert set(rows(transcript_of(store, clock))) == {"ECO2204"}
    assert set(rows(transcript_of(store, clock, as_of=before))) == {"MAN1101"}


def test_everybody_is_gathered_by_number(store: Store, clock: FixedClock) -> None:
    for number in ("00200", "00100"):
        decide_stay(store, MANAGEMENT, mobility=other_student(number, f"M-{number}"))
    with store.read() as connection:
        found = gather_transcripts(connection, CONTEXT, now=clock.now())
        only = gather_transcripts(connection, CONTEXT, now=clock.now(), students=["00200"])

    assert [each.transcript.student.student_id for each in found] == ["00100", "00200"]
    assert [each.transcript.student.student_id for each in only] == ["00200"]
    assert all(len(each.decisions) == 1 for each in found)


def test_an_unknown_student_is_a_sentence(store: Store, clock: FixedClock) -> None:
    with pytest.raises(WrongUsage, match="no student '00123'"):
        transcript_of(store, clock)

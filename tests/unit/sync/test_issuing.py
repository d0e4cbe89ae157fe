"""Issuing documents: versions, copies, what is on record, and what cannot come between."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from connectors.transcripts.document import Issue
from connectors.transcripts.forms import (
    ProtocolForm,
    TranscriptForm,
    WaitingShown,
    WriterOptions,
)
from connectors.transcripts.pdf import UnprintableDocument
from mapping.identifiers import Sha256
from mapping.problems import UtqyrError
from sync.audit.chain import verify
from sync.audit.entry import AuditAction, AuditRecord
from sync.clock import FixedClock
from sync.issuing import Drawing, IssuedDocument, IssuedMeanwhile, Office
from sync.papers import protocol_drawing, transcript_drawing
from sync.protocols import Batch, ProtocolHead
from sync.store.audit_log import read_records
from sync.store.evidence import EvidenceStore
from sync.store.unit_of_work import Store
from tests.builders import make_result
from tests.ledger import CONTEXT, FINANCE, MANAGEMENT, decide_stay, other_student

STUDENT = "00123"
CORRECTED = replace(MANAGEMENT, grade=make_result("MAN101", "4").grade)


class Desk:
    """A registrar's desk: issues the usual student's transcript as HTML."""

    def __init__(self, store: Store, clock: FixedClock, folder: Path) -> None:
        self.store = store
        self.clock = clock
        self.evidence = EvidenceStore(folder)
        self.office = Office(store=store, evidence=self.evidence, clock=clock, origin="home.edu.kz")

    def prepare(
        self,
        student: str = STUDENT,
        form: TranscriptForm = TranscriptForm.HTML,
        options: WriterOptions | None = None,
    ) -> Callable[[Connection], Drawing]:
        chosen = options or WriterOptions()
        return lambda connection: transcript_drawing(
            connection, CONTEXT, student, form, chosen, now=self.clock.now()
        )

    def issue(
        self,
        student: str = STUDENT,
        form: TranscriptForm = TranscriptForm.HTML,
        options: WriterOptions | None = None,
    ) -> IssuedDocument:
        return self.office.issue(self.prepare(student, form, options), actor="Registrar")

    def records(self, *actions: AuditAction) -> list[AuditRecord]:
        with self.store.read() as connection:
            found = list(read_records(connection))
        assert verify(found).intact
        return [record for record in found if record.entry.action in actions]


@pytest.fixture
def desk(store: Store, clock: FixedClock, tmp_path: Path) -> Desk:
    decide_stay(store, MANAGEMENT)
    return Desk(store, clock, tmp_path / "evidence")


def test_first_issue_is_version_one_and_on_record(desk: Desk) -> None:
    issued = desk.issue()
    [record] = desk.records(AuditAction.TRANSCRIPT_ISSUED)
    assert record.detail is not None
    facts = record.detail.facts

    assert (issued.version, issued.copied) == (1, False)
    assert (record.entry.subject, record.entry.actor) == (issued.code, "Registrar")
    assert (facts["about"], facts["version"], facts["form"]) == (STUDENT, "1", "html")
    assert facts["document"] == issued.sha256
    assert issued.code.encode() in issued.content


def test_issued_bytes_are_kept_under_their_digest(desk: Desk) -> None:
    issued = desk.issue()

    assert desk.evidence.read(Sha256(issued.sha256)) == issued.content


def test_entry_names_the_decisions_it_rests_on(desk: Desk) -> None:
    desk.issue()
    [issue] = desk.records(AuditAction.TRANSCRIPT_ISSUED)
    [decision] = desk.records(AuditAction.DECISION_RECORDED)
    assert issue.detail is not None

    named = f"{decision.entry.sequence}:{decision.entry.digest}"
    assert issue.detail.facts["decisions"] == named


def test_same_document_again_is_a_copy_byte_for_byte(desk: Desk) -> None:
    first = desk.issue()
    desk.clock.advance(timedelta(days=30))
    second = desk.issue()
    [copied] = desk.records(AuditAction.DOCUMENT_COPIED)

    assert second.content == first.content
    assert (second.copied, second.version, second.code) == (True, 1, first.code)
    assert copied.entry.subject == first.code
    assert len(desk.records(AuditAction.TRANSCRIPT_ISSUED)) == 1


def test_other_forms_and_languages_are_the_same_version(desk: Desk) -> None:
    issued = [
        desk.issue(),
        desk.issue(form=TranscriptForm.ELMO),
        desk.issue(form=TranscriptForm.XLSX),
        desk.issue(options=WriterOptions(languages=("kk",))),
    ]

    assert {(each.version, each.code, each.copied) for each in issued} == {
        (1, issued[0].code, False)
    }
    assert len({each.sha256 for each in issued}) == 4


def test_forms_for_machines_know_no_language(desk: Desk) -> None:
    first = desk.issue(form=TranscriptForm.XLSX)
    second = desk.issue(form=TranscriptForm.XLSX, options=WriterOptions(languages=("en",)))

    assert (second.copied, second.content) == (True, first.content)


def test_a_corrected_mark_is_a_new_version_with_a_new_code(desk: Desk) -> None:
    first = desk.issue()
    decide_stay(desk.store, CORRECTED)
    second = desk.issue()

    assert (second.version, second.copied) == (2, False)
    assert second.code != first.code


def test_a_mark_taken_back_is_a_new_version(desk: Desk) -> None:
    desk.issue()
    decide_stay(desk.store, *FINANCE)

    assert desk.issue().version == 2


def test_a_transcript_that_would_state_nothing_is_not_issued(desk: Desk) -> None:
    waits = make_result("SPT100", None, ects="2")
    decide_stay(desk.store, waits, mobility=other_student("001234", "M-0002"))

    with pytest.raises(UtqyrError, match="nothing is recognised of '001234' yet"):
        desk.issue("001234")

    assert desk.records(AuditAction.TRANSCRIPT_ISSUED) == []


def test_nothing_left_of_what_was_issued_is_a_new_version(desk: Desk) -> None:
    desk.issue()
    decide_stay(desk.store)

    assert desk.issue().version == 2


def test_what_stood_once_and_stands_again_is_a_version_of_its_own(desk: Desk) -> None:
    first = desk.issue()
    decide_stay(desk.store, CORRECTED)
    desk.issue()
    decide_stay(desk.store, MANAGEMENT)
    third = desk.issue()

    assert third.version == 3
    assert third.code != first.code


def test_what_waits_changes_the_paper_and_not_the_version(desk: Desk) -> None:
    shown = WriterOptions(waiting=WaitingShown.SHOWN)
    first = desk.issue(options=shown)
    decide_stay(desk.store, MANAGEMENT, make_result("SPT100", None, ects="2"))
    second = desk.issue(options=shown)

    assert (second.version, second.code) == (1, first.code)
    assert not second.copied
    assert second.content != first.content


def test_versions_are_counted_student_by_student(desk: Desk) -> None:
    decide_stay(desk.store, MANAGEMENT, mobility=other_student("001234", "M-0002"))
    decide_stay(desk.store, CORRECTED)
    desk.issue()

    assert desk.issue("001234").version == 1
    assert desk.issue("001234", TranscriptForm.ELMO).version == 1


def test_codes_do_not_tell_what_is_stated(desk: Desk) -> None:
    first = desk.issue()
    [record] = desk.records(AuditAction.TRANSCRIPT_ISSUED)
    assert record.detail is not None

    assert record.detail.facts["statement"]
    assert len(record.detail.facts["nonce"] or "") == 32
    assert STUDENT not in first.code


def test_lost_bytes_are_drawn_anew_under_the_same_version(desk: Desk) -> None:
    first = desk.issue()
    desk.evidence.path_of(Sha256(first.sha256)).unlink()
    second = desk.issue()

    assert (second.version, second.code, second.copied) == (1, first.code, False)


def test_damaged_bytes_are_never_handed_out(desk: Desk) -> None:
    first = desk.issue()
    path = desk.evidence.path_of(Sha256(first.sha256))
    path.chmod(0o600)
    path.write_bytes(b"something else")

    assert desk.issue().content != b"something else"


def test_an_issue_that_another_came_before_is_made_again(desk: Desk) -> None:
    between = [True]
    prepare = desk.prepare()

    def interrupted(connection: Connection) -> Drawing:
        drawing = prepare(connection)
        if between:
            between.clear()
            return replace(drawing, draw=lambda issue: (desk.issue(), drawing.draw(issue))[1])
        return drawing

    issued = desk.office.issue(interrupted, actor="Registrar")

    assert issued.copied
    assert len(desk.records(AuditAction.TRANSCRIPT_ISSUED)) == 1


def test_an_issue_that_never_comes_first_is_a_sentence(desk: Desk) -> None:
    prepare = desk.prepare()

    def overtaken(connection: Connection) -> Drawing:
        drawing = prepare(connection)
        return replace(drawing, known=(), drawn_from="")

    desk.issue()
    with pytest.raises(IssuedMeanwhile):
        desk.office.issue(overtaken, actor="Registrar")
    assert len(desk.records(AuditAction.TRANSCRIPT_ISSUED)) == 1


def test_a_protocol_keeps_its_version_until_its_batch_changes(desk: Desk) -> None:
    heading = ProtocolHead(number="7", order="301-15", dated=desk.clock.now().date())

    def issue() -> IssuedDocument:
        return desk.office.issue(
            lambda connection: protocol_drawing(
                connection,
                CONTEXT,
                Batch(),
                heading,
                ProtocolForm.HTML,
                WriterOptions(),
                now=desk.clock.now(),
            ),
            actor="Registrar",
        )

    first, second = issue(), issue()
    decide_stay(desk.store, MANAGEMENT, *FINANCE)
    third = issue()

    assert [each.version for each in (first, second, third)] == [1, 1, 2]
    assert second.copied
    assert [record.entry.action for record in desk.records(AuditAction.PROTOCOL_ISSUED)] == [
        "protocol-issued"
    ] * 2


def test_a_document_that_cannot_be_drawn_is_not_issued(desk: Desk) -> None:
    prepare = desk.prepare()

    def unprintable(issue: Issue) -> bytes:
        raise UnprintableDocument(f"version {issue.version} cannot be set")

    with pytest.raises(UnprintableDocument):
        desk.office.issue(
            lambda connection: replace(prepare(connection), draw=unprintable), actor="Registrar"
        )

    assert desk.records(AuditAction.TRANSCRIPT_ISSUED) == []
    assert desk.issue().version == 1


def test_a_crash_before_the_entry_leaves_bytes_and_no_issue(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_arguments: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "write", cut_off)
        with pytest.raises(KeyboardInterrupt):
            desk.issue()

    assert desk.records(AuditAction.TRANSCRIPT_ISSUED) == []
    assert desk.issue().version == 1

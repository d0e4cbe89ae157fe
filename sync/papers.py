"""Documents ready to be issued, or drawn as drafts; records nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from connectors.transcripts.document import Protocol, Transcript
from connectors.transcripts.forms import (
    FOR_MACHINES,
    ProtocolForm,
    TranscriptForm,
    WriterOptions,
)
from connectors.transcripts.writers import PROTOCOL_WRITERS, TRANSCRIPT_WRITERS
from mapping.problems import UtqyrError
from sync.audit.entry import AuditAction
from sync.document_context import DocumentContext
from sync.document_wording import document_wording
from sync.issuing import Drawing, decision_entries, drawn_from, known_issues, log_head
from sync.protocols import Batch, ProtocolHead, gather_protocol
from sync.statements import protocol_statement, transcript_statement
from sync.transcripts import gather_transcript

_NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


def transcript_drawing(
    connection: Connection,
    context: DocumentContext,
    student: str,
    form: TranscriptForm,
    options: WriterOptions,
    *,
    now: datetime,
) -> Drawing:
    """Prepare a student's transcript for its issue; raises WrongUsage for an unknown student.

    Raises UtqyrError where nothing is recognised, unless an earlier version says otherwise: only a
    newer one takes its place.
    """
    options = WriterOptions() if form.value in FOR_MACHINES else options
    gathered = gather_transcript(connection, context, student, now=now)
    transcript, action = gathered.transcript, AuditAction.TRANSCRIPT_ISSUED
    known = known_issues(connection, action, student)
    if not transcript.components and not known:
        raise UtqyrError(
            f"nothing is recognised of '{student}' yet, so there is nothing to issue",
            hint=f"'utqyr achieved {student}' says what is waited for; --draft shows the form",
        )
    wording = document_wording()
    return Drawing(
        action=action,
        about=student,
        statement=transcript_statement(transcript),
        drawn_from=_digest(transcript, options),
        form=form.value,
        languages=" ".join(options.languages),
        decisions=decision_entries(connection, gathered.decisions),
        log=log_head(connection),
        known=known,
        draw=lambda issue: TRANSCRIPT_WRITERS[form](
            replace(transcript, issue=issue), wording, options
        ),
    )


def draft_transcript(
    connection: Connection,
    context: DocumentContext,
    student: str,
    form: TranscriptForm,
    options: WriterOptions,
    *,
    now: datetime,
    as_of: date | None = None,
) -> bytes:
    """Draw a student's transcript without issuing it, as it is or as it was on an earlier day."""
    gathered = gather_transcript(connection, context, student, now=now, as_of=as_of)
    return TRANSCRIPT_WRITERS[form](gathered.transcript, document_wording(), options)


def protocol_drawing(
    connection: Connection,
    context: DocumentContext,
    batch: Batch,
    heading: ProtocolHead,
    form: ProtocolForm,
    options: WriterOptions,
    *,
    now: datetime,
) -> Drawing:
    """Prepare a protocol for its issue; versions are counted for one batch under one heading."""
    options = WriterOptions() if form.value in FOR_MACHINES else options
    gathered = gather_protocol(connection, context, batch, heading, now=now)
    protocol, action = gathered.protocol, AuditAction.PROTOCOL_ISSUED
    about = f"protocol {drawn_from(batch, heading)}"
    wording = document_wording()
    return Drawing(
        action=action,
        about=about,
        statement=protocol_statement(protocol),
        drawn_from=_digest(protocol, options),
        form=form.value,
        languages=" ".join(options.languages),
        decisions=decision_entries(connection, gathered.decisions),
        log=log_head(connection),
        known=known_issues(connection, action, about),
        draw=lambda issue: PROTOCOL_WRITERS[form](replace(protocol, issue=issue), wording, options),
    )


def draft_protocol(
    connection: Connection,
    context: DocumentContext,
    batch: Batch,
    heading: ProtocolHead,
    form: ProtocolForm,
    options: WriterOptions,
    *,
    now: datetime,
) -> bytes:
    """Draw a protocol without issuing it."""
    gathered = gather_protocol(connection, context, batch, heading, now=now)
    return PROTOCOL_WRITERS[form](gathered.protocol, document_wording(), options)


def _digest(document: Transcript | Protocol, options: WriterOptions) -> str:
    """Digest what is drawn, but for the moment it is drawn at."""
    return drawn_from(replace(document, drawn_up_at=_NO_MOMENT), options)

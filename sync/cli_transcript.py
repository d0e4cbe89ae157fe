"""`utqyr transcript` and `utqyr protocol`: documents of what was recognised, issued and on record.

A document is issued under the name of whoever asks, unless it is a draft or of an earlier day.
"""

import getpass
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from connectors.transcripts.document import LANGUAGES, Protocol, Transcript
from connectors.transcripts.writers import (
    PROTOCOL_WRITERS,
    TRANSCRIPT_WRITERS,
    ProtocolForm,
    TranscriptForm,
    WaitingShown,
    WriterOptions,
)
from mapping.problems import errors_of
from sync.app import App, open_app
from sync.audit.entry import AuditAction
from sync.cli_epvo import epvo_text, record_export
from sync.cli_files import write_new_bytes
from sync.cli_options import ConfigOption, HostOption, messages_for
from sync.cli_output import err
from sync.document_context import DocumentContext, context_of
from sync.document_wording import document_wording
from sync.errors import WrongUsage
from sync.issuing import (
    Drawing,
    IssuedDocument,
    Office,
    decision_entries,
    drawn_from,
    known_issues,
    log_head,
)
from sync.messages import Messages
from sync.protocols import Batch, ProtocolHead, gather_protocol
from sync.statements import protocol_statement, transcript_statement
from sync.transcripts import gather_transcript


class DocumentLanguage(StrEnum):
    """The language of a document: one of the three, or all of them side by side."""

    KAZAKH = "kk"
    RUSSIAN = "ru"
    ENGLISH = "en"
    ALL = "all"

    @property
    def spoken(self) -> tuple[str, ...]:
        """Give the languages to print, the leading one first."""
        return LANGUAGES if self is DocumentLanguage.ALL else (self.value,)


OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="A new file; without it, to standard output."),
]
IssuerOption = Annotated[
    str, typer.Option("--by", help="Who issues it; goes on record. Else your login name.")
]
DraftOption = Annotated[
    bool, typer.Option("--draft", help="Issue nothing: no version, no code, nothing on record.")
]
DocumentLanguageOption = Annotated[
    DocumentLanguage, typer.Option("--language", "-l", help="kk, ru, en, or all three.")
]


def write_transcript(
    config: ConfigOption,
    student: Annotated[str, typer.Argument(help="The student's number.")],
    form: Annotated[TranscriptForm, typer.Option("--format", help="The form of the document.")] = (
        TranscriptForm.PDF
    ),
    output: OutputOption = None,
    language: DocumentLanguageOption = DocumentLanguage.ALL,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of", formats=["%Y-%m-%d"], help="As things stood at the end of a day (UTC)."
        ),
    ] = None,
    waiting: Annotated[
        bool | None,
        typer.Option(
            "--waiting/--no-waiting", help="Tell what waits and why; by itself in HTML only."
        ),
    ] = None,
    by: IssuerOption = "",
    draft: DraftOption = False,
) -> None:
    """Write a student's transcript of recognised results, with its version and code."""
    day = None if as_of is None else as_of.date()
    shown = form is TranscriptForm.HTML if waiting is None else waiting
    options = WriterOptions(
        languages=language.spoken,
        waiting=WaitingShown.SHOWN if shown else WaitingShown.LEFT_OUT,
    )
    with open_app(config) as app:
        if form is TranscriptForm.EPVO:
            _export_rows(app, student, output, by or _login())
            return
        paper = _TranscriptPaper(app, form, options)
        if draft or day is not None:
            with app.store.read() as connection:
                content = paper.drawn(paper.read(connection, student, day))
            _hand_out(content, output)
            return
        issued = paper.issue(student, by or _login())
        _hand_out(issued.content, output)
        _tell(issued, messages_for(None, app.language))


def _export_rows(app: App, student: str, output: Path | None, actor: str) -> None:
    """Write one student's rows for the national platform; what is wrong goes to standard error."""
    with app.store.read() as connection:
        gather_transcript(
            connection, context_of(app.configuration), student, now=app.clock.now()
        )  # raises for a student nobody knows
    text, problems, count = epvo_text(app, [student])
    _hand_out(text.encode(), output)
    record_export(app, text, count, actor)
    for problem in problems:
        err.print(str(problem), markup=False, highlight=False, soft_wrap=True)
    if errors_of(problems):
        raise typer.Exit(1)


class _TranscriptPaper:
    """One student's transcript on its way to a file."""

    def __init__(self, app: App, form: TranscriptForm, options: WriterOptions) -> None:
        self._app = app
        self._form = form
        self._options = options
        self._context = context_of(app.configuration)
        self._wording = document_wording()

    def read(self, connection: Connection, student: str, day: date | None = None) -> Transcript:
        return gather_transcript(
            connection, self._context, student, now=self._app.clock.now(), as_of=day
        ).transcript

    def drawn(self, transcript: Transcript) -> bytes:
        return TRANSCRIPT_WRITERS[self._form](transcript, self._wording, self._options)

    def issue(self, student: str, actor: str) -> IssuedDocument:
        return _office(self._app, self._context).issue(
            lambda connection: self._prepare(connection, student), actor=actor
        )

    def _prepare(self, connection: Connection, student: str) -> Drawing:
        gathered = gather_transcript(connection, self._context, student, now=self._app.clock.now())
        transcript = gathered.transcript
        return Drawing(
            action=AuditAction.TRANSCRIPT_ISSUED,
            about=student,
            statement=transcript_statement(transcript),
            drawn_from=_digest(transcript, self._options),
            form=self._form.value,
            languages=" ".join(self._options.languages),
            decisions=decision_entries(connection, gathered.decisions),
            log=log_head(connection),
            known=known_issues(connection, AuditAction.TRANSCRIPT_ISSUED, student),
            draw=lambda issue: self.drawn(replace(transcript, issue=issue)),
        )


def write_protocol(
    config: ConfigOption,
    host: HostOption = None,
    decided_from: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day of the decisions (UTC)."),
    ] = None,
    decided_to: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of the decisions (UTC)."),
    ] = None,
    document: Annotated[
        str, typer.Option("--document", help="Only from this host document: its SHA-256.")
    ] = "",
    number: Annotated[str, typer.Option("--number", help="The protocol's number.")] = "",
    order: Annotated[str, typer.Option("--order", help="The order's number.")] = "",
    dated: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Date of the protocol; else today."),
    ] = None,
    form: Annotated[ProtocolForm, typer.Option("--format", help="The form of the document.")] = (
        ProtocolForm.PDF
    ),
    output: OutputOption = None,
    language: DocumentLanguageOption = DocumentLanguage.ALL,
    by: IssuerOption = "",
    draft: DraftOption = False,
) -> None:
    """Write a recognition protocol for signature: a host's batch, a period, or one document."""
    options = WriterOptions(languages=language.spoken)
    with open_app(config) as app:
        batch = Batch(
            host=None if host is None else app.hosts(host)[0],
            decided_from=None if decided_from is None else decided_from.date(),
            decided_to=None if decided_to is None else decided_to.date(),
            document=document.strip().lower(),
        )
        heading = ProtocolHead(
            number=number.strip(),
            order=order.strip(),
            dated=app.clock.now().date() if dated is None else dated.date(),
        )
        prepare = _protocol_maker(app, batch, heading, form, options)
        if draft:
            with app.store.read() as connection:
                protocol = gather_protocol(
                    connection,
                    context_of(app.configuration),
                    batch,
                    heading,
                    now=app.clock.now(),
                ).protocol
            _hand_out(PROTOCOL_WRITERS[form](protocol, document_wording(), options), output)
            return
        office = _office(app, context_of(app.configuration))
        issued = office.issue(prepare, actor=by or _login())
        _hand_out(issued.content, output)
        _tell(issued, messages_for(None, app.language))


def _protocol_maker(
    app: App, batch: Batch, heading: ProtocolHead, form: ProtocolForm, options: WriterOptions
) -> Callable[[Connection], Drawing]:
    context, wording = context_of(app.configuration), document_wording()
    about = f"protocol:{drawn_from(batch, heading.number, heading.order, heading.dated)}"

    def prepare(connection: Connection) -> Drawing:
        gathered = gather_protocol(connection, context, batch, heading, now=app.clock.now())
        protocol = gathered.protocol

        return Drawing(
            action=AuditAction.PROTOCOL_ISSUED,
            about=about,
            statement=protocol_statement(protocol),
            drawn_from=_digest(protocol, options),
            form=form.value,
            languages=" ".join(options.languages),
            decisions=decision_entries(connection, gathered.decisions),
            log=log_head(connection),
            known=known_issues(connection, AuditAction.PROTOCOL_ISSUED, about),
            draw=lambda issue: PROTOCOL_WRITERS[form](
                replace(protocol, issue=issue), wording, options
            ),
        )

    return prepare


def _digest(document: Transcript | Protocol, options: WriterOptions) -> str:
    """Digest what is drawn, but for the moment it is drawn at."""
    timeless = replace(document, drawn_up_at=datetime.min)  # noqa: DTZ901 -- stands for no moment
    return drawn_from(timeless, options)


def _office(app: App, context: DocumentContext) -> Office:
    return Office(
        store=app.store,
        evidence=app.evidence,
        clock=app.clock,
        origin=app.home_hei,
        address=context.verification_address,
    )


def _login() -> str:
    """Name whoever is logged in, where nobody said who issues."""
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise WrongUsage(
            "nobody can be named as who issues this", hint="give a name with --by"
        ) from error


def _hand_out(content: bytes, output: Path | None) -> None:
    """Write a document to a new file, or to standard output."""
    if output is None:
        typer.get_binary_stream("stdout").write(content)
    else:
        write_new_bytes(output, content)


def _tell(issued: IssuedDocument, messages: Messages) -> None:
    """Say what was issued, beside the document and not in it."""
    name = "document-was-copied" if issued.copied else "document-was-issued"
    err.print(
        messages.text(name, version=str(issued.version), code=issued.code, digest=issued.sha256),
        highlight=False,
        soft_wrap=True,
    )

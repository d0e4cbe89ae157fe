"""`utqyr transcript` and `utqyr protocol`: documents of what was recognised, issued and on record.

A document is issued under the name of whoever asks, unless it is a draft or of an earlier day.
"""

import getpass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from connectors.transcripts.document import LANGUAGES
from connectors.transcripts.forms import (
    ProtocolForm,
    TranscriptForm,
    WaitingShown,
    WriterOptions,
)
from mapping.problems import errors_of
from sync.app import App, open_app
from sync.audit.proof import file_digest
from sync.cli_epvo import epvo_text, record_export
from sync.cli_files import require_free, write_new_bytes
from sync.cli_options import ConfigOption, HostOption, messages_for
from sync.cli_output import err
from sync.document_context import DocumentContext, context_of
from sync.errors import WrongUsage
from sync.issuing import IssuedDocument, Office
from sync.messages import Messages
from sync.protocols import Batch, ProtocolHead
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
    require_free(output)
    options = WriterOptions(
        languages=language.spoken,
        waiting=WaitingShown.SHOWN if shown else WaitingShown.LEFT_OUT,
    )
    with open_app(config) as app:
        if form is TranscriptForm.EPVO:
            if day is not None:
                raise WrongUsage(
                    "rows for the national platform tell of the present only",
                    hint="leave out --as-of",
                )
            _export_rows(app, student, output, "" if draft else by or _login())
            return
        from sync.papers import draft_transcript, transcript_drawing  # noqa: PLC0415 -- the typesetter is loaded by those who ask for it

        context, now = context_of(app.configuration), app.clock.now()
        if day is not None and day > now.date():
            raise WrongUsage(
                f"{day} has not come yet: nobody knows how things will stand",
                hint=f"give a day up to today, {now.date()} (UTC)",
            )
        if draft or day is not None:
            with app.store.read() as connection:
                content = draft_transcript(
                    connection, context, student, form, options, now=now, as_of=day
                )
            _hand_out(content, output)
            _tell_written("draft-was-written", content, output, app)
            return
        issued = _office(app, context).issue(
            lambda connection: transcript_drawing(
                connection, context, student, form, options, now=now
            ),
            actor=by or _login(),
        )
        _hand_out(issued.content, output)
        _tell(issued, messages_for(None, app.language))


def _export_rows(app: App, student: str, output: Path | None, actor: str) -> None:
    """Write one student's rows for the national platform; what is wrong goes to standard error.

    Without an actor it is a draft, and nothing goes on record.
    """
    with app.store.read() as connection:
        gather_transcript(
            connection, context_of(app.configuration), student, now=app.clock.now()
        )  # raises for a student nobody knows
    text, problems, count = epvo_text(app, [student])
    _hand_out(text.encode(), output)
    _tell_written("rows-were-written", text.encode(), output, app, rows=count)
    if actor:
        record_export(app, text, count, actor)
    for problem in problems:
        err.print(str(problem), markup=False, highlight=False, soft_wrap=True)
    if errors_of(problems):
        raise typer.Exit(1)


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
    require_free(output)
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
        from sync.papers import draft_protocol, protocol_drawing  # noqa: PLC0415 -- the typesetter is loaded by those who ask for it

        context, now = context_of(app.configuration), app.clock.now()
        if draft:
            with app.store.read() as connection:
                content = draft_protocol(
                    connection, context, batch, heading, form, options, now=now
                )
            _hand_out(content, output)
            _tell_written("draft-was-written", content, output, app)
            return
        issued = _office(app, context).issue(
            lambda connection: protocol_drawing(
                connection, context, batch, heading, form, options, now=now
            ),
            actor=by or _login(),
        )
        _hand_out(issued.content, output)
        _tell(issued, messages_for(None, app.language))


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


def _tell_written(name: str, content: bytes, output: Path | None, app: App, **facts: int) -> None:
    """Say what stands in a file now; without one it is plain to see."""
    if output is not None:
        digest = file_digest(content)
        said = messages_for(None, app.language).text(name, path=str(output), digest=digest, **facts)
        err.print(said, markup=False, highlight=False, soft_wrap=True)

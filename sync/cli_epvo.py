"""`utqyr epvo`: rows for the national platform, written, checked, and sent where configured."""

from pathlib import Path
from typing import Annotated

import typer

from connectors.transcripts.epvo_push import EpvoPlatform, PushReport
from connectors.transcripts.epvo_validator import check_rows
from mapping.problems import Problem, errors_of
from sync.app import App, open_app
from sync.audit.entry import AuditAction, AuditDraft
from sync.audit.proof import file_digest
from sync.cli_files import write_new
from sync.cli_options import ByOption, ConfigOption, LanguageOption, messages_for
from sync.cli_output import err, out, say_problems
from sync.document_context import context_of
from sync.epvo import access_of, epvo_entry, export_rows, field_table, read_rows, rows_text
from sync.messages import Messages
from sync.transcripts import gather_transcripts

epvo_app = typer.Typer(
    help="Rows for the national platform (ЕПВО): write, check, send.", no_args_is_help=True
)
FileArgument = Annotated[Path, typer.Argument(help="Rows as 'utqyr epvo rows' writes them.")]


@epvo_app.command("rows")
def write_rows(
    config: ConfigOption,
    output: Annotated[Path, typer.Option("--output", "-o", help="A new file (JSON).")],
    by: ByOption,
    student: Annotated[
        list[str] | None,
        typer.Option("--student", help="Only this student; may be repeated."),
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Write the rows of everybody, or of some students; exit 1 when they are not in order."""
    with open_app(config) as app:
        messages = messages_for(language, app.language)
        text, problems, count = epvo_text(app, student)
        write_new(output, [text])
        record_export(app, text, count, by)
    _say(problems, count, messages)


def epvo_text(app: App, students: list[str] | None) -> tuple[str, tuple[Problem, ...], int]:
    """Write the rows of some students as JSON, with what is wrong and how many there are."""
    entry = epvo_entry(app.configuration)
    with app.store.read() as connection:
        gathered = gather_transcripts(
            connection, context_of(app.configuration), now=app.clock.now(), students=students
        )
    content, problems = export_rows((each.transcript for each in gathered), entry)
    return rows_text(content), problems, sum(len(rows) for rows in content["rows"].values())


def record_export(app: App, text: str, count: int, actor: str) -> None:
    """Put on record that rows left the store, by whom and which."""
    digest = file_digest(text.encode())
    entry = AuditDraft(
        action=AuditAction.ROWS_EXPORTED, subject=digest, detail={"rows": str(count)}
    )
    with app.store.write(actor=actor) as unit:
        unit.record(entry)


def _say(problems: tuple[Problem, ...], count: int, messages: Messages) -> None:
    say_problems(problems)
    errors = errors_of(problems)
    if errors:
        err.print(messages.text("epvo-not-in-order", errors=str(len(errors))), highlight=False)
        raise typer.Exit(1)
    out.print(messages.text("epvo-in-order", rows=str(count)), highlight=False)


@epvo_app.command("check")
def check_file(config: ConfigOption, file: FileArgument, language: LanguageOption = None) -> None:
    """Check a file of rows: every problem with its row and field; exit 1 when there is one."""
    with open_app(config) as app:
        messages = messages_for(language, app.language)
        table = field_table(epvo_entry(app.configuration))
    rows = read_rows(file)
    problems = check_rows(rows, table)
    _say(problems, sum(len(listed) for listed in rows.values()), messages)


@epvo_app.command("push")
def push_rows(
    config: ConfigOption, file: FileArgument, by: ByOption, language: LanguageOption = None
) -> None:
    """Send a checked file to the platform, and read back what arrived; exit 1 unless all did."""
    with open_app(config) as app:
        messages = messages_for(language, app.language)
        entry = epvo_entry(app.configuration)
        rows = read_rows(file)
        platform = EpvoPlatform(access_of(entry), field_table(entry))
        _record_push(app, file, by, {"phase": "sending"})
        report = platform.push(rows)
        _record_push(app, file, by, _counted(report))
    for code in report.sent:
        out.print(
            messages.text(
                "epvo-sent",
                row=code,
                sent=str(report.sent[code]),
                unchanged=str(report.unchanged[code]),
            ),
            highlight=False,
        )
    for failed in report.failed:
        key = "/".join(map(str, failed.key))
        err.print(f"{failed.code} {key}: {'; '.join(failed.errors)}", markup=False, highlight=False)
    for name in report.ignored:
        err.print(messages.text("epvo-ignored", field=name), markup=False, highlight=False)
    for name in report.missing:
        err.print(messages.text("epvo-missing", row=name), markup=False, highlight=False)
    if not report.complete:
        raise typer.Exit(1)


def _counted(report: PushReport) -> dict[str, str]:
    return {
        "phase": "done",
        "sent": str(sum(report.sent.values())),
        "unchanged": str(sum(report.unchanged.values())),
        "failed": str(len(report.failed)),
        "ignored": " ".join(report.ignored),
        "missing": str(len(report.missing)),
    }


def _record_push(app: App, file: Path, actor: str, detail: dict[str, str]) -> None:
    """Put the intent on record before anything is sent, and the outcome after."""
    digest = file_digest(file.read_bytes())
    entry = AuditDraft(action=AuditAction.ROWS_PUSHED, subject=digest, detail=detail)
    with app.store.write(actor=actor) as unit:
        unit.record(entry)

"""`utqyr audit`: verify the log, export it, prove a document, take a checkpoint."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sync.app import open_app
from sync.audit.chain import Checkpoint, verify
from sync.audit.entry import AuditAction, AuditDraft
from sync.audit.export import jsonl_lines, tsv_lines, withhold_details
from sync.cli_files import read_checkpoint, write_new
from sync.cli_options import ByOption, ConfigOption, LanguageOption, messages_for
from sync.cli_output import err, out
from sync.cli_prove import prove_document
from sync.store.audit_log import head, read_records

audit_app = typer.Typer(help="The audit log, which proves itself.", no_args_is_help=True)
audit_app.command("prove")(prove_document)


@audit_app.command("verify")
def verify_log(
    config: ConfigOption,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", help="A checkpoint file kept elsewhere; may be repeated."),
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Check every entry, link and detail; exit 1 when anything is not what was written."""
    with open_app(config) as app:
        messages = messages_for(language, app.language)
        pinned = [read_checkpoint(path) for path in checkpoint or ()]
        with app.store.read() as connection:
            found = verify(read_records(connection), checkpoints=pinned)
    if not found.intact:
        for fault in found.faults:
            err.print(
                messages.text("audit-fault", sequence=fault.sequence, fault=fault.fault.value),
                highlight=False,
            )
        err.print(messages.text("audit-broken", faults=found.fault_count), highlight=False)
        raise typer.Exit(1)
    out.print(
        messages.text("audit-intact", entries=found.entries, digest=found.head.digest),
        highlight=False,
        soft_wrap=True,
    )


class ExportFormat(StrEnum):
    """A table to check with plain tools, or one object a line to search in."""

    TSV = "tsv"
    JSONL = "jsonl"


@audit_app.command()
def export(
    config: ConfigOption,
    output: Annotated[Path, typer.Option("--output", "-o", help="A new file.")],
    form: Annotated[ExportFormat, typer.Option("--format", help="tsv or jsonl.")] = (
        ExportFormat.TSV
    ),
    without_details: Annotated[
        bool, typer.Option("--without-details", help="Leave out names and grades.")
    ] = False,
) -> None:
    """Write the log to a file, to be checked without this software (docs/audit.md)."""
    with open_app(config) as app, app.store.read() as connection:
        records = read_records(connection)
        kept = withhold_details(records) if without_details else records
        lines = tsv_lines(kept) if form is ExportFormat.TSV else jsonl_lines(kept)
        write_new(output, lines)


@audit_app.command()
def checkpoint(config: ConfigOption, by: ByOption) -> None:
    """Print the log's state in three lines, to be kept where nobody can rewrite it."""
    with open_app(config) as app:
        with app.store.write(actor=by) as unit:
            now = head(unit.connection)
            made = Checkpoint(origin=app.home_hei, size=now.sequence, digest=now.digest)
            entry = AuditDraft(
                action=AuditAction.CHECKPOINT_MADE, subject=str(now.sequence), detail={}
            )
            unit.record(entry)
        out.print(str(made), end="", highlight=False, soft_wrap=True)

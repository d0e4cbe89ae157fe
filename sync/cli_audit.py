"""`utqyr audit`: verify the log, export it, and take a checkpoint the registrar keeps."""

import os
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mapping.problems import UtqyrError
from sync.app import open_app
from sync.audit.chain import Checkpoint, parse_checkpoint, verify
from sync.audit.entry import AuditAction, AuditDraft
from sync.audit.export import jsonl_lines, tsv_lines, withhold_details
from sync.cli_options import ByOption, ConfigOption, LanguageOption, messages_for
from sync.cli_output import err, out
from sync.store.audit_log import head, read_records

audit_app = typer.Typer(help="The audit log, which proves itself.", no_args_is_help=True)


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
        pinned = [_read_checkpoint(path) for path in checkpoint or ()]
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


def _read_checkpoint(path: Path) -> Checkpoint:
    try:
        return parse_checkpoint(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UtqyrError(
            f"{path} is no checkpoint", hint="a checkpoint is three lines: origin, size, digest"
        ) from error


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
        _write_new(output, lines)


def _write_new(path: Path, lines: Iterable[str]) -> None:
    """Write a file only its owner can read; never over another one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UtqyrError(
            f"{path} cannot be made", hint="name a file that does not exist"
        ) from error
    with open(descriptor, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123 -- a descriptor
        file.writelines(lines)


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

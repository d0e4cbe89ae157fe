"""`utqyr audit prove`: settle the code of an issued document, from the store or from a file.

With `--log` nothing else is needed: no configuration, no store, no network. The file is an exported
log, or a proof somebody was given.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from config.settings import Language
from mapping.problems import UtqyrError
from sync.app import open_app
from sync.audit.chain import Checkpoint
from sync.audit.entry import AuditRecord
from sync.audit.export import read_tsv, tsv_lines
from sync.audit.proof import Claim, ProofVerdict, Read, excerpt, parse_claim, prove
from sync.cli_files import read_checkpoint, write_new
from sync.cli_options import LanguageOption, messages_for
from sync.cli_output import err, out
from sync.errors import WrongUsage
from sync.messages import Messages
from sync.store.audit_log import read_records


def prove_document(
    code: Annotated[str, typer.Argument(help="The code on a document, or what its QR holds.")],
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            envvar="UTQYR_CONFIG",
            help="The configuration directory.",
            show_default=False,
        ),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option("--log", help="An exported log (TSV) or a proof, instead of the store."),
    ] = None,
    document: Annotated[
        list[Path] | None,
        typer.Option("--document", help="A file that is said to be the document; may be repeated."),
    ] = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", help="A checkpoint kept elsewhere; may be repeated."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write a proof for others, to be checked with --log."),
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Settle whether a document was issued, by whom, and what it states; exit 1 when not."""
    claim = _claim(code)
    pinned = [read_checkpoint(path) for path in checkpoint or ()]
    digests = [_digest(path) for path in document or ()]
    with _records(config, log) as (read, spoken):
        verdict = prove(read, claim, documents=digests, checkpoints=pinned)
        if output is not None and verdict.issues:
            write_new(output, tsv_lines(excerpt(read, claim, until=_furthest(pinned))))
    messages = messages_for(language, spoken)
    for line in _lines(verdict, messages, documents=len(digests), checkpoints=len(pinned)):
        out.print(line, highlight=False, soft_wrap=True, markup=False)
    if verdict.proved and log is not None and not pinned:
        out.print(messages.text("proof-unanchored"), highlight=False, soft_wrap=True)
    if not verdict.proved:
        for fault in verdict.faults:
            err.print(messages.text(f"proof-{fault.value}"), highlight=False, soft_wrap=True)
        raise typer.Exit(1)


def _claim(text: str) -> Claim:
    try:
        return parse_claim(text)
    except ValueError as error:
        raise WrongUsage(
            "this is no verification code",
            hint="type the five groups under the QR code, or give all of what the QR code holds",
        ) from error


@contextmanager
def _records(config: Path | None, log: Path | None) -> Iterator[tuple[Read, Language]]:
    """Open what is to be read: a file on its own, or the store of a configuration."""
    if log is not None:
        yield lambda: _from_file(log), Language.ENGLISH
        return
    if config is None:
        raise WrongUsage(
            "there is no log to look in", hint="give --config for the store, or --log FILE"
        )
    with open_app(config) as app, app.store.read() as connection:
        yield lambda: read_records(connection), app.language


def _from_file(path: Path) -> Iterator[AuditRecord]:
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from read_tsv(file)
    except (OSError, ValueError) as error:
        raise UtqyrError(
            f"{path} is no exported audit log",
            hint="'utqyr audit export --format tsv' writes one, 'utqyr audit prove -o' an excerpt",
        ) from error


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UtqyrError(f"{path} cannot be read", hint="name the file you were given") from error


def _furthest(checkpoints: Iterable[Checkpoint]) -> int | None:
    return max((each.size for each in checkpoints), default=None)


def _lines(
    verdict: ProofVerdict, messages: Messages, *, documents: int, checkpoints: int
) -> Iterator[str]:
    for issue in verdict.issues:
        yield messages.text(
            "proof-issue",
            sequence=str(issue.sequence),
            at=issue.at,
            actor=issue.actor,
            action=issue.action,
            version=issue.version,
            form=issue.form,
            languages=issue.languages,
            digest=issue.document,
        )
    if verdict.issues and verdict.issues[-1].statement:
        yield messages.text("proof-statement")
        for line in verdict.issues[-1].statement.splitlines():
            yield f"  {line.expandtabs(1)}"
    if verdict.decisions:
        listed = ", ".join(map(str, verdict.decisions))
        yield messages.text("proof-decisions", entries=listed)
    if verdict.superseded_by is not None:
        version, code = verdict.superseded_by
        yield messages.text("proof-superseded", version=version, code=code)
    if verdict.proved:
        yield messages.text("proof-proved", code=verdict.code)
        if documents:
            yield messages.text("proof-documents", documents=str(documents))
        if checkpoints:
            yield messages.text("proof-checkpoints", checkpoints=str(checkpoints))

"""Files the command line writes and reads; never over another one, for their owner alone."""

import os
from collections.abc import Iterable
from pathlib import Path

from mapping.problems import UtqyrError
from sync.audit.chain import Checkpoint, parse_checkpoint


def write_new(path: Path, lines: Iterable[str]) -> None:
    """Write a text only its owner can read; never over another file."""
    with open(_new(path), "w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)


def write_new_bytes(path: Path, content: bytes) -> None:
    """Write bytes only their owner can read; never over another file."""
    with open(_new(path), "wb") as file:
        file.write(content)


def require_free(path: Path | None) -> None:
    """Refuse a file that exists before anything is put on record for it."""
    if path is not None and path.exists():
        raise _taken(path)


def _new(path: Path) -> int:
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise _taken(path) from error


def _taken(path: Path) -> UtqyrError:
    return UtqyrError(f"{path} cannot be made", hint="name a file that does not exist")


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint that was kept in a file."""
    try:
        return parse_checkpoint(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UtqyrError(
            f"{path} is no checkpoint", hint="a checkpoint is three lines: origin, size, digest"
        ) from error

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
    """Refuse a file that cannot be made, before anything is put on record for it."""
    obstacle = None if path is None else _obstacle(path)
    if obstacle is not None:
        raise obstacle


def _new(path: Path) -> int:
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        why = error.strerror or "the system refuses"
        raise _obstacle(path) or UtqyrError(f"{path} cannot be made: {why}") from error


def _obstacle(path: Path) -> UtqyrError | None:
    """Say what stands in the way of a new file, as far as it can be seen without making it."""
    try:
        return _seen_obstacle(path, path.parent)
    except OSError as error:  # the folders above may not be looked into
        return UtqyrError(f"{path} cannot be made: {error.strerror}")


def _seen_obstacle(path: Path, folder: Path) -> UtqyrError | None:
    if path.is_dir():
        return UtqyrError(f"{path} is a folder", hint="name a new file in it")
    if os.path.lexists(path):  # a link that leads nowhere is there, too
        return UtqyrError(f"{path} exists already", hint="name a file that does not exist")
    if not folder.exists():
        return UtqyrError(
            f"{path} cannot be made: there is no folder {folder}",
            hint="make the folder first, or name another",
        )
    if not folder.is_dir():
        return UtqyrError(f"{path} cannot be made: {folder} is no folder", hint="name another")
    if not os.access(folder, os.W_OK | os.X_OK):
        return UtqyrError(
            f"{path} cannot be made: nothing may be written into {folder}",
            hint="name a folder you may write into",
        )
    return None


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint that was kept in a file."""
    try:
        return parse_checkpoint(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UtqyrError(
            f"{path} is no checkpoint", hint="a checkpoint is three lines: origin, size, digest"
        ) from error

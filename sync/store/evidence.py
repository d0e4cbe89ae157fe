"""Received bytes, content-addressed and kept for good; interprets nothing, deletes nothing.

evidence/ab/abcdef…       one file per SHA-256, written once, read-only
"""

import hashlib
import io
import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from connectors.base import HostDocument
from mapping.identifiers import Sha256
from sync.errors import StoreError

_HEX_DIGIT = "[0-9a-f]"


class EvidenceStore:
    """A folder of documents under their digests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, sha256: Sha256) -> Path:
        """Tell where a document's bytes lie, whether or not they are there."""
        return self._folder / sha256[:2] / sha256

    @property
    def folder(self) -> Path:
        """Where everything is kept."""
        return self._folder

    def holds_any(self) -> bool:
        """Tell whether any document was ever kept here."""
        kept = self._folder.glob(f"{_HEX_DIGIT * 2}/{_HEX_DIGIT * 64}")
        return next(kept, None) is not None

    def keep(self, document: HostDocument) -> Path:
        """Copy a document's bytes here, durably, and return their path; twice is once.

        The bytes are complete under their final name or not there at all. Raises StoreError.
        """
        return self._keep(document.sha256, lambda: document.path.open("rb"))

    def keep_bytes(self, content: bytes) -> Sha256:
        """Keep bytes of our own making, as `keep` does, and return their digest."""
        sha256 = Sha256(hashlib.sha256(content).hexdigest())
        self._keep(sha256, lambda: io.BytesIO(content))
        return sha256

    def read(self, sha256: Sha256) -> bytes | None:
        """Read bytes that were kept; None where they are not there, or not what was kept.

        Raises StoreError where they may not be read.
        """
        try:
            content = self.path_of(sha256).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(
                "a kept document cannot be read",
                hint="look at the evidence folder and its rights",
            ) from error
        return content if hashlib.sha256(content).hexdigest() == sha256 else None

    def _keep(self, sha256: Sha256, opened: Callable[[], BinaryIO]) -> Path:
        target = self.path_of(sha256)
        partial = target.with_suffix(f".{secrets.token_hex(4)}.part")
        try:
            if target.exists():
                return target
            target.parent.mkdir(parents=True, exist_ok=True)
            with opened() as source, partial.open("wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
                copy.flush()
                os.fsync(copy.fileno())
            partial.replace(target)
            target.chmod(0o440)
            _sync_folder(target.parent)
        except OSError as error:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise StoreError(
                "a received document could not be kept",
                hint="check the space and the rights of the evidence folder",
            ) from error
        return target


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

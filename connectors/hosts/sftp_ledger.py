"""What was fetched from a server, by digests alone: saves fetching it again, and decides nothing.

A file is passed over only where its ledger line leads to a document that is kept; a ledger that is
lost or wrong costs another download and nothing else.
"""

import hashlib
import json
from pathlib import Path

from connectors.hosts.sftp_session import RemoteFile
from mapping.identifiers import Sha256

_LARGEST = 64 * 1024 * 1024


class Ledger:
    """Digests of contents by digests of name, size and time; kept in a file if one is named."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lines: dict[str, Sha256] = {}
        self._loaded = False

    def digest_of(self, file: RemoteFile) -> Sha256 | None:
        """Give the digest a file had when it was fetched with this name, size and time."""
        self._load()
        return self._lines.get(_key(file))

    def note(self, file: RemoteFile, digest: Sha256) -> None:
        """Remember what a file held."""
        self._load()
        self._lines[_key(file)] = digest

    def keep_only(self, files: tuple[RemoteFile, ...]) -> None:
        """Forget what is no longer listed, and write the rest; raises OSError."""
        self._load()
        listed = {_key(file) for file in files}
        self._lines = {key: digest for key, digest in self._lines.items() if key in listed}
        if self._path is None:
            return
        text = json.dumps(self._lines, sort_keys=True, indent=0)
        part = self._path.with_name(f"{self._path.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(self._path)

    def _load(self) -> None:
        if self._loaded or self._path is None:
            return
        self._loaded = True
        try:
            if self._path.stat().st_size > _LARGEST:
                return
            lines = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return  # no ledger is a ledger without lines
        if isinstance(lines, dict):
            self._lines = {
                key: Sha256(digest) for key, digest in lines.items() if isinstance(digest, str)
            }


def _key(file: RemoteFile) -> str:
    """Name a file's state without its name, which may be a student's."""
    state = b"%d %d " % (file.size, file.modified) + file.name
    return hashlib.sha256(state).hexdigest()

"""Files a host leaves on an SFTP server, read as an inbox's or as ELMO; changes nothing there.

    server --settled, unknown--> spool --InboxConnector or ElmoConnector--> transcripts

A folder on a server is a drop folder that lies elsewhere: the same files count, in the same order.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from connectors.base import (
    Capabilities,
    ConnectorSettings,
    HostConnector,
    HostDocument,
    Parsed,
    RetrievalRequest,
)
from connectors.documents import spool_stream
from connectors.drop_folder import is_wanted
from connectors.errors import HostContractBroken, HostError, HostUnavailable
from connectors.hosts.elmo import ElmoConnector
from connectors.hosts.inbox import InboxConnector
from connectors.hosts.sftp_ledger import Ledger
from connectors.hosts.sftp_session import RemoteFile, SftpSession
from connectors.hosts.sftp_settings import Marker, SftpSettings
from mapping.identifiers import HeiId
from mapping.problems import Problem, Severity

__all__ = ["SftpConnector", "SftpSettings"]

_MARKER_BYTES = 4096
_DIGEST_LENGTH = 64


def _reader_of(host: HeiId, settings: SftpSettings) -> HostConnector:
    if settings.elmo is not None:
        return ElmoConnector(host, settings.elmo)
    if settings.tables is not None:
        return InboxConnector(host, settings.tables)
    raise TypeError("SftpSettings say neither 'elmo' nor 'tables'")


class SftpConnector:
    """A host whose results lie as files on an SFTP server."""

    kind: ClassVar[str] = "sftp"
    settings_type: ClassVar[type[ConnectorSettings]] = SftpSettings

    def __init__(self, host: HeiId, settings: ConnectorSettings) -> None:
        if not isinstance(settings, SftpSettings):
            raise TypeError("the sftp connector takes SftpSettings")
        self._host = host
        self._settings = settings
        self._ledger = Ledger(settings.ledger)
        self._reader = _reader_of(host, settings)

    def capabilities(self) -> Capabilities:
        """Declare what a folder on a server can do: it shows what was dropped there lately."""
        return Capabilities(
            incremental_key="digest of each file",
            credential_expires=self._settings.credential_expires,
        )

    def profile(self) -> str:
        """Digest what reading depends on; where the files came from is no part of it."""
        return self._reader.profile()

    def parse(self, document: HostDocument) -> Iterator[Parsed]:
        """Read a file as the profile says; raises as the kind of file does."""
        return self._reader.parse(document)

    def retrieve(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Spool every complete file that is news, by modification time and then by name.

        A file that cannot be taken does not stop those after it: HostUnavailable is raised once
        the others were given. Raises HostRefused for a key that is not the pinned one, an account
        that is not let in and a folder it may not read.
        """
        failures: list[str] = []
        with SftpSession(self._host, self._settings) as session:
            listed = session.list_folder()
            files = self._ready(listed, request)
            for file in sorted(files, key=lambda each: (each.modified, each.name)):
                try:
                    document = self._fetch(session, file, listed, request)
                except (HostUnavailable, HostContractBroken) as error:
                    position = files.index(file) + 1
                    failures.append(f"file {position} of {len(files)} by name: {error.message}")
                    continue
                if document is not None:
                    yield document
        self._write_ledger(files, failures)
        if failures:
            raise HostUnavailable(
                self._host,
                f"{len(failures)} files could not be taken; {failures[0]}",
                hint="the other files were taken; these are tried again in the next run",
            )

    def check(self) -> Iterator[Problem]:
        """Look whether the server shows the pinned key, lets us in, and has the folder."""
        try:
            with SftpSession(self._host, self._settings) as session:
                listed = session.list_folder()
        except HostError as error:
            yield Problem(
                code="server-unusable",
                message=error.message,
                place=f"{self._settings.server}:{self._settings.port}",
                hint=error.hint,
            )
            return
        left = sum(
            not file.text.startswith(".") and not is_wanted(file.text, self._all_patterns())
            for file in listed
        )
        if left:
            yield Problem(
                code="files-left",
                message=f"{left} files of the folder are not taken by any pattern",
                place=self._settings.folder,
                hint="extend 'patterns' if they are the host's",
                severity=Severity.WARNING,
            )

    def _all_patterns(self) -> tuple[str, ...]:
        return (*self._settings.wanted(), "*.done", "*.sha256")

    def _ready(
        self, listed: tuple[RemoteFile, ...], request: RetrievalRequest
    ) -> tuple[RemoteFile, ...]:
        """Choose the files that are wanted and complete; postpone those that may be soon.

        A time in the future, by the server's clock, never counts as left alone by itself: such a
        file waits until our clock has passed it.
        """
        settings = self._settings
        wanted = tuple(file for file in listed if is_wanted(file.text, settings.wanted()))
        if settings.complete is not Marker.AGE:
            names = {file.name for file in listed}
            ending = f".{settings.complete.value}".encode()
            return tuple(file for file in wanted if file.name + ending in names)
        settle = timedelta(seconds=settings.settle_seconds)
        ready = tuple(file for file in wanted if request.now - file.moment >= settle)
        for file in set(wanted) - set(ready):
            request.postpone(file.moment + settle)
        return ready

    def _fetch(
        self,
        session: SftpSession,
        file: RemoteFile,
        listed: tuple[RemoteFile, ...],
        request: RetrievalRequest,
    ) -> HostDocument | None:
        noted = self._ledger.digest_of(file)
        if noted is not None and request.is_known(file.text, noted, file.moment):
            return None
        if file.size > self._settings.max_bytes:
            raise HostContractBroken(
                self._host,
                f"the file is larger than the limit of {self._settings.max_bytes} bytes",
                hint="raise max_bytes if the file is genuine",
            )
        promised = self._promised_digest(session, file, listed)
        with TemporaryDirectory(dir=request.spool, prefix="part-") as aside:
            document = self._download(session, file, request, Path(aside))
            if document.size != file.size or promised not in (None, document.sha256):
                raise HostUnavailable(self._host, "what came is not what the host says it is")
            self._ledger.note(file, document.sha256)
            if request.is_known(file.text, document.sha256, file.moment):
                return None
            kept = document.path.replace(request.spool / document.sha256)
        return replace(document, path=kept, published=file.moment)

    def _download(
        self, session: SftpSession, file: RemoteFile, request: RetrievalRequest, aside: Path
    ) -> HostDocument:
        with session.reading(file) as stream:
            return spool_stream(
                stream,
                host=self._host,
                spool=aside,
                name=file.text,
                media_type="application/octet-stream",
                fetched_at=request.now,
                limit_bytes=self._settings.max_bytes,
            )

    def _promised_digest(
        self, session: SftpSession, file: RemoteFile, listed: tuple[RemoteFile, ...]
    ) -> str | None:
        """Read the digest beside a file, where the host leaves one."""
        if self._settings.complete is not Marker.SHA256:
            return None
        name = file.name + b".sha256"
        beside = next(each for each in listed if each.name == name)
        with session.reading(beside) as stream:
            text = stream.read(_MARKER_BYTES).decode("ascii", errors="replace")
        digest = text.split(maxsplit=1)[0].lower() if text.strip() else ""
        if len(digest) != _DIGEST_LENGTH:
            raise HostContractBroken(self._host, "the digest beside the file is none")
        return digest

    def _write_ledger(self, files: tuple[RemoteFile, ...], failures: list[str]) -> None:
        try:
            self._ledger.keep_only(files)
        except OSError as error:
            reason = (error.strerror or "unknown").lower()
            failures.append(f"the ledger cannot be written: {reason}")

"""One session with an SFTP server: its key compared with the pinned ones first; only ever reads.

Names are bytes as the server sends them (UTF-8 or not) and lead nowhere but into the folder: one
with a separator in it is no name. The library's own log lines repeat names, and are kept silent.
"""

import errno
import io
import logging
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Self

import paramiko
from paramiko.sftp import CMD_CLOSE, CMD_HANDLE, CMD_NAME, CMD_OPENDIR, CMD_READDIR
from pydantic import SecretStr

from connectors.errors import HostContractBroken, HostError, HostRefused, HostUnavailable
from connectors.hosts.sftp_settings import SftpSettings
from mapping.identifiers import HeiId
from mapping.problems import UtqyrError

_KEY_CLASSES: Final = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)
_RSA: Final = ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")
_CHUNK: Final = 32 * 1024
_REFUSED: Final = (errno.EACCES, errno.EPERM)


class _Silent(logging.Filter):
    """Keep the library's lines out of every log: they repeat file names."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.CRITICAL


for _name in ("paramiko.transport", "paramiko.transport.sftp"):
    logging.getLogger(_name).addFilter(_Silent())


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RemoteFile:
    """One regular file of the folder; `modified` is in epoch seconds of the server's clock."""

    name: bytes
    size: int
    modified: int

    @property
    def moment(self) -> datetime:
        """Give the time of modification; SFTP counts it in 32 bits, which every calendar has."""
        return datetime.fromtimestamp(self.modified, tz=UTC)

    @property
    def text(self) -> str:
        """Write the name for patterns and people; bytes that are no UTF-8 are cp1251 here."""
        try:
            return self.name.decode("utf-8")
        except UnicodeDecodeError:
            return self.name.decode("cp1251", errors="replace")


class SftpSession:
    """A session in a with block; what can go wrong on the way comes out as a HostError."""

    def __init__(self, host: HeiId, settings: SftpSettings) -> None:
        self._host = host
        self._settings = settings
        self._transport: paramiko.Transport | None = None
        self._files: _Files | None = None

    def __enter__(self) -> Self:
        """Connect, compare the server's key, sign in."""
        try:
            with self._faults():
                self._open()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Hang up."""
        self._close()

    def list_folder(self) -> tuple[RemoteFile, ...]:
        """List the regular files of the folder by name; links and odd names are left out."""
        with self._faults():
            found = self._opened().entries(self._settings.folder, self._settings.max_files)
            if found is None:
                raise HostContractBroken(
                    self._host,
                    f"the folder has more than {self._settings.max_files} entries",
                    hint="have old files moved away, or raise max_files",
                )
            return tuple(sorted(found))

    @contextmanager
    def reading(self, file: RemoteFile) -> Iterator[io.BufferedReader]:
        """Open a file of the folder, which must be the one that was listed, and stay so."""
        with self._faults():
            path = self._settings.folder.encode().rstrip(b"/") + b"/" + file.name
            with self._opened().open(path, "rb") as remote:
                self._expect(remote.stat(), file)
                yield io.BufferedReader(_Remote(remote), _CHUNK)
                self._expect(remote.stat(), file)

    def _expect(self, found: paramiko.SFTPAttributes, file: RemoteFile) -> None:
        if (found.st_size, found.st_mtime) != (file.size, file.modified) or not _regular(found):
            raise HostUnavailable(
                self._host, "a file changed while it was read; it is not complete yet"
            )

    def _open(self) -> None:
        settings = self._settings
        connection = socket.create_connection(
            (settings.server, settings.port), settings.connect_seconds
        )
        self._transport = transport = paramiko.Transport(connection)
        transport.banner_timeout = transport.handshake_timeout = settings.connect_seconds
        transport.auth_timeout = settings.connect_seconds
        self._prefer_pinned_types(transport)
        transport.start_client(timeout=settings.connect_seconds)
        self._compare_key(transport.get_remote_server_key())
        self._sign_in(transport)
        channel = transport.open_session(timeout=settings.connect_seconds)
        channel.settimeout(settings.read_seconds)
        channel.invoke_subsystem("sftp")
        self._files = _Files(channel)

    def _prefer_pinned_types(self, transport: paramiko.Transport) -> None:
        """Ask for the type of key that is pinned; a server may have one of each type."""
        types = {kind for kind, _ in self._settings.pinned_keys()}
        if types and not self._settings.pinned_fingerprints():
            options = transport.get_security_options()
            wanted = types | ({*_RSA} if "ssh-rsa" in types else set())
            known = tuple(kind for kind in options.key_types if kind in wanted)
            if known:
                options.key_types = known

    def _compare_key(self, key: paramiko.PKey) -> None:
        shown = (key.get_name(), key.get_base64())
        fingerprint = str(key.fingerprint).rstrip("=")
        if shown in self._settings.pinned_keys():
            return
        if fingerprint in self._settings.pinned_fingerprints():
            return
        raise HostRefused(
            self._host,
            "the server does not show the key that is pinned for it",
            hint=f"it shows {fingerprint}: ask the host, by another way, whether that is its key,"
            " and write it into host_keys only then",
        )

    def _sign_in(self, transport: paramiko.Transport) -> None:
        settings = self._settings
        try:
            if settings.password is not None:
                transport.auth_password(settings.user, self._secret(settings.password))
            else:
                transport.auth_publickey(settings.user, self._private_key())
        except paramiko.AuthenticationException as error:
            raise HostRefused(
                self._host,
                "the server does not let the account in",
                hint="is the account right, and our public key entered at the host?",
            ) from error
        if not transport.is_authenticated():
            raise HostRefused(
                self._host,
                "the server wants more than one proof",
                hint="ask the host for an account that a key alone opens",
            )

    def _private_key(self) -> paramiko.PKey:
        settings = self._settings
        text = self._secret(settings.private_key)
        passphrase = self._secret(settings.passphrase) or None
        for key_class in _KEY_CLASSES:
            try:
                return key_class.from_private_key(io.StringIO(text), passphrase)
            except (paramiko.SSHException, ValueError, TypeError, IndexError):
                continue  # of another type, or not readable: told below
        raise HostRefused(
            self._host,
            "our private key cannot be read",
            hint="an Ed25519, ECDSA or RSA key in OpenSSH or PEM form; is its passphrase right?",
        )

    def _secret(self, reference: SecretStr | None) -> str:
        try:
            return "" if reference is None else reference.get_secret_value()
        except UtqyrError as error:
            raise HostRefused(self._host, error.message, hint=error.hint) from error

    def _opened(self) -> "_Files":
        if self._files is None:
            raise HostUnavailable(self._host, "the session with the server is closed")
        return self._files

    def _close(self) -> None:
        if self._files is not None:
            self._files.close()
        if self._transport is not None:
            self._transport.close()
        self._files = self._transport = None

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Say what a fault of the network, the protocol or the folder means for this host."""
        try:
            yield
        except UtqyrError:
            raise
        except (
            OSError,
            EOFError,
            UnicodeError,
            paramiko.SSHException,
            paramiko.SFTPError,
        ) as fault:
            # not chained: the library's own message repeats file names
            raise self._error_of(fault) from None

    def _error_of(self, fault: Exception) -> HostError:
        number = fault.errno if isinstance(fault, OSError) else None
        if number in _REFUSED:
            return HostRefused(
                self._host,
                "the server does not let the account read",
                hint="the folder and its files must be readable for the account",
            )
        if number == errno.ENOENT:
            return HostUnavailable(
                self._host,
                "the folder or a file of it is not there",
                hint="is 'folder' written as the account sees it?",
            )
        if isinstance(fault, socket.gaierror):
            return HostUnavailable(
                self._host, "the server's name cannot be found", hint="is 'server' spelt rightly?"
            )
        if isinstance(fault, paramiko.ssh_exception.IncompatiblePeer):
            return HostRefused(
                self._host,
                "the server and we have no key type or cipher in common",
                hint="is the pinned key of a type the server has?",
            )
        return HostUnavailable(self._host, "the connection to the server broke or was not made")


class _Remote(io.RawIOBase):
    """A remote file as a raw stream; the protocol's faults become OSErrors, as of any file."""

    def __init__(self, remote: paramiko.SFTPFile) -> None:
        self._remote = remote

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typed as Buffer
        try:
            content: bytes = self._remote.read(len(buffer))
        except (EOFError, paramiko.SSHException, paramiko.SFTPError) as fault:
            raise OSError("the connection broke") from fault
        buffer[: len(content)] = content
        return len(content)


class _Files(paramiko.SFTPClient):
    """The library's client, which lists names as bytes and stops a listing without end."""

    _request: Callable[..., tuple[int, Any]]

    def entries(self, folder: str, most: int) -> list[RemoteFile] | None:
        """List the regular files of a folder; None when it has more entries than `most`."""
        kind, message = self._request(CMD_OPENDIR, folder.encode())
        if kind != CMD_HANDLE:
            raise paramiko.SFTPError("no handle")
        handle = message.get_binary()
        found: list[RemoteFile] = []
        count = 0
        try:
            while (entries := self._next(handle)) is not None:
                count += len(entries)
                if count > most:
                    return None
                found += [file for name, status in entries if (file := _file(name, status))]
            return found
        finally:
            self._request(CMD_CLOSE, handle)

    def _next(self, handle: bytes) -> list[tuple[bytes, paramiko.SFTPAttributes]] | None:
        try:
            kind, message = self._request(CMD_READDIR, handle)
        except EOFError:
            return None
        if kind != CMD_NAME:
            raise paramiko.SFTPError("no names")
        entries = []
        for _ in range(message.get_int()):
            name, _long_name = message.get_string(), message.get_string()
            if not name:
                raise paramiko.SFTPError("a listing that is cut off")
            status = paramiko.SFTPAttributes()
            status._unpack(message)  # type: ignore[attr-defined]  # noqa: SLF001 -- no public way
            entries.append((name, status))
        return entries


def _file(name: bytes, status: paramiko.SFTPAttributes) -> RemoteFile | None:
    """Take an entry for a file of this folder; None for others, and names that lead elsewhere."""
    if b"/" in name or b"\\" in name or b"\0" in name or name in {b".", b".."}:
        return None
    if not _regular(status) or status.st_size is None or status.st_mtime is None:
        return None
    return RemoteFile(name=name, size=status.st_size, modified=status.st_mtime)


def _regular(status: paramiko.SFTPAttributes) -> bool:
    return status.st_mode is not None and stat.S_ISREG(status.st_mode)

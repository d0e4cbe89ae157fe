"""A stand-in for a host's SFTP server on this machine: one account, one folder, and its faults.

    with SandboxSftp(folder) as server:
        ... server.port, server.host_key, server.user, server.password ...

It serves the files below `folder` read-only, as an ordinary server does; `faults` says what else
the world does to a listing or to a file on its way.
"""

import logging
import os
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

import paramiko
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL, OPEN_SUCCEEDED
from paramiko.sftp import SFTP_FAILURE, SFTP_PERMISSION_DENIED

logging.getLogger("paramiko.transport").addFilter(lambda record: record.levelno > logging.ERROR)


@dataclass(slots=True, kw_only=True)
class SftpFaults:
    """What goes wrong from now on, until it is set back.

    `cut_after` breaks the connection once so many bytes of a file went out. `extra_names` appear in
    every listing as they are, with a size of a few bytes. `endless` lets a listing never end.
    `denied` lets the account neither list nor read. `growing` lets a file be longer at each look.
    """

    cut_after: int | None = None
    extra_names: list[bytes] = field(default_factory=list)
    endless: bool = False
    denied: bool = False
    growing: bool = False


class SandboxSftp:
    """Serve a folder on a loopback port chosen by the system; `connections` counts sign-ins."""

    user: Final = "utqyr"

    def __init__(
        self,
        folder: Path,
        *,
        password: str = "sandbox-password",  # noqa: S107 -- of a stand-in on this machine
        authorised: Iterable[paramiko.PKey] = (),
        host_key: paramiko.PKey | None = None,
    ) -> None:
        self.folder = folder
        self.password = password
        self.faults = SftpFaults()
        self.connections = 0
        self.opened = 0
        self.host_key = host_key or paramiko.ECDSAKey.generate()
        self._authorised = {key.get_base64() for key in authorised}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._transports: list[paramiko.Transport] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Hang up on everybody and free the port."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for transport in self._transports:
            transport.close()

    def public_key(self) -> str:
        """Write the server's key as a line of known_hosts has it, without the name."""
        return f"{self.host_key.get_name()} {self.host_key.get_base64()}"

    def let_in(self, key: paramiko.PKey) -> None:
        """Enter a public key for the account."""
        self._authorised.add(key.get_base64())

    def is_authorised(self, key: paramiko.PKey) -> bool:
        """Tell whether a key opens the account."""
        return key.get_base64() in self._authorised

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # the listener was closed
            transport = paramiko.Transport(connection)
            transport.add_server_key(self.host_key)
            transport.set_subsystem_handler("sftp", _Server, _Folder, owner=self)
            self._transports.append(transport)
            try:
                transport.start_server(server=_Gate(self))
            except (EOFError, OSError, paramiko.SSHException):
                transport.close()  # the caller did not like our key


class _Gate(paramiko.ServerInterface):
    def __init__(self, owner: SandboxSftp) -> None:
        self._owner = owner

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        return self._judge(username, good=password == self._owner.password)

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return self._judge(username, good=self._owner.is_authorised(key))

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return OPEN_SUCCEEDED

    def _judge(self, username: str, *, good: bool) -> int:
        if good and username == self._owner.user:
            self._owner.connections += 1
            return AUTH_SUCCESSFUL
        return AUTH_FAILED


class _Server(paramiko.SFTPServer):
    """The library's server, which takes names as bytes, as file systems do."""

    def _process(self, kind: int, number: int, message: paramiko.Message) -> None:
        message.get_text = lambda: os.fsdecode(message.get_string())  # type: ignore[method-assign]
        super()._process(kind, number, message)  # type: ignore[misc]  # the stubs lack it


class _Folder(paramiko.SFTPServerInterface):
    """The files as the account sees them: `/` is the served folder, and nothing lies above it."""

    def __init__(self, server: paramiko.ServerInterface, *, owner: SandboxSftp) -> None:
        super().__init__(server)
        self._owner = owner

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        faults = self._owner.faults
        if faults.denied:
            return SFTP_PERMISSION_DENIED
        try:
            entries = [self._entry(entry) for entry in self._place(path).iterdir()]
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        entries += [_odd_entry(name) for name in faults.extra_names]
        if faults.endless:
            return _Endless(entries)
        return entries

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        try:
            return paramiko.SFTPAttributes.from_stat(self._place(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    lstat = stat

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> "_Handle | int":
        if self._owner.faults.denied or flags & (os.O_WRONLY | os.O_RDWR):
            return SFTP_PERMISSION_DENIED
        try:
            stream = self._place(path).open("rb")
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        self._owner.opened += 1
        handle = _Handle(flags)
        handle.readfile = stream
        handle.owner = self._owner
        return handle

    def _place(self, path: str) -> Path:
        inside = os.path.normpath("/" + path)
        return self._owner.folder / inside[1:]

    @staticmethod
    def _entry(path: Path) -> paramiko.SFTPAttributes:
        return paramiko.SFTPAttributes.from_stat(path.lstat(), os.fsencode(path.name))  # type: ignore[arg-type]  # bytes, as they are


class _Handle(paramiko.SFTPHandle):
    owner: SandboxSftp
    readfile: BinaryIO
    _given = 0
    _looks = 0

    def read(self, offset: int, length: int) -> bytes | int:
        cut = self.owner.faults.cut_after
        if cut is not None and self._given >= cut:
            for transport in self.owner._transports:  # noqa: SLF001 -- of the same stand-in
                transport.close()
            return SFTP_FAILURE
        self._given += length
        return super().read(offset, length)

    def stat(self) -> paramiko.SFTPAttributes | int:
        found = paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))
        if self.owner.faults.growing:
            self._looks += 1
            found.st_size = (found.st_size or 0) + self._looks - 1
        return found


class _Endless(list[paramiko.SFTPAttributes]):
    """A listing that goes on: whatever was taken from its head, as much is left."""

    def __getitem__(self, key: Any) -> Any:
        first = isinstance(key, slice) and key.start is None
        return [_odd_entry(b"more.csv")] * 16 if first else self


def _odd_entry(name: bytes) -> paramiko.SFTPAttributes:
    status = os.stat_result((0o100644, 0, 0, 1, 0, 0, 5, 0, 0, 0))
    return paramiko.SFTPAttributes.from_stat(status, name)  # type: ignore[arg-type]  # as above

"""The safe opening of files a host sent: spooled, hashed, unwrapped within caps; never interprets.

    drop folder --spool_file--> HostDocument --open_unwrapped--> bytes (raw, gzip, base64 or both)

Every cap ends in a sentence a person can act on. No sentence names the file or shows its content:
file names carry student names.
"""

import base64
import binascii
import gzip
import hashlib
import io
import os
import stat
import tempfile
import zipfile
import zlib
from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from connectors.base import HostDocument
from connectors.errors import HostContractBroken, HostUnavailable
from mapping.identifiers import HeiId, Sha256

MEBIBYTE = 1024 * 1024
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,  # packed in a way zipfile does not know
    RuntimeError,  # a file is encrypted
    ValueError,
)
"""What zipfile raises for archives that are damaged, cut off, or packed in ways it cannot read."""

_CHUNK = 256 * 1024
_HEAD = 4096
_GZIP_MAGIC = b"\x1f\x8b"
_BASE64_CHARACTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="
_BLANKS = b" \t\r\n\x0b\x0c"
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_WRAPPED_STARTS = (
    _GZIP_MAGIC,
    b"<",
    b"\xef\xbb\xbf",  # UTF-8 with a byte order mark
    b"\xff\xfe",  # UTF-16
    b"\xfe\xff",
    b"PK\x03\x04",  # XLSX
    b"\xd0\xcf\x11\xe0",  # XLS
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLimits:
    """How far a document may unfold: bytes in all, growth over what was sent, nested wrappings.

    `free_bytes` is the size up to which the ratio is not looked at: short repetitive documents
    compress very well.
    """

    max_bytes: int = 2048 * MEBIBYTE
    max_ratio: int = 250
    free_bytes: int = 16 * MEBIBYTE
    max_wrappings: int = 3


def digest_file(source: Path, *, host: HeiId, limit_bytes: int) -> Sha256:
    """Digest a file without keeping it; raises what `spool_file` raises."""
    with _open_regular(source, host) as stream:
        return _copy_and_digest(stream, None, host=host, limit_bytes=limit_bytes)[0]


def spool_file(
    source: Path,
    *,
    host: HeiId,
    spool: Path,
    name: str,
    media_type: str,
    fetched_at: datetime,
    limit_bytes: int,
) -> HostDocument:
    """Copy a file into the spool, hashing on the way; the source is only read.

    Raises HostUnavailable when the file is gone, unreadable, not a regular file (a symbolic link
    is none), or changes while it is read; HostContractBroken when it is larger than the limit.
    """
    with _open_regular(source, host) as stream:
        path, digest, size = _spool(stream, spool, host=host, limit_bytes=limit_bytes)
    return HostDocument(
        host=host,
        name=name,
        media_type=media_type,
        fetched_at=fetched_at,
        sha256=digest,
        size=size,
        path=path,
    )


def spool_stream(
    content: BinaryIO,
    *,
    host: HeiId,
    spool: Path,
    name: str,
    media_type: str,
    fetched_at: datetime,
    limit_bytes: int,
) -> HostDocument:
    """Put what a stream still holds into the spool, hashing on the way; it is left open.

    Raises HostUnavailable when reading fails (an OSError), HostContractBroken over the limit.
    """
    path, digest, size = _spool(content, spool, host=host, limit_bytes=limit_bytes)
    return HostDocument(
        host=host,
        name=name,
        media_type=media_type,
        fetched_at=fetched_at,
        sha256=digest,
        size=size,
        path=path,
    )


def spool_bytes(
    content: bytes,
    *,
    host: HeiId,
    spool: Path,
    name: str,
    media_type: str,
    fetched_at: datetime,
    limit_bytes: int,
) -> HostDocument:
    """Put bytes that are already here into the spool; raises HostContractBroken over the limit."""
    return spool_stream(
        io.BytesIO(content),
        host=host,
        spool=spool,
        name=name,
        media_type=media_type,
        fetched_at=fetched_at,
        limit_bytes=limit_bytes,
    )


def open_unwrapped(document: HostDocument, *, limits: OpeningLimits | None = None) -> BinaryIO:
    """Open a document's content, undoing gzip and base64 as often as they are found.

    What is found decides, not the media type. The stream reads lazily, so it, too, raises
    HostContractBroken: for an empty document, a broken or truncated wrapping, too many of them,
    and content that unfolds past the limits. Raises HostUnavailable when the spool is gone.
    """
    limits = limits or OpeningLimits()
    try:
        stream: io.BufferedReader = document.path.open("rb")
    except OSError as error:
        raise HostUnavailable(document.host, "a kept document cannot be read") from error
    try:
        return _unwrap(stream, document, limits)
    except BaseException:
        stream.close()
        raise


def _unwrap(
    stream: io.BufferedReader, document: HostDocument, limits: OpeningLimits
) -> io.BufferedReader:
    if document.size > limits.max_bytes:
        raise _too_large(document.host, limits.max_bytes)
    for _ in range(limits.max_wrappings + 1):
        head = stream.peek(_HEAD)[:_HEAD]
        if not head:
            raise HostContractBroken(document.host, "the document is empty")
        layer: _Unwrapped
        if head.startswith(_GZIP_MAGIC):
            layer = _Gunzipped(stream, document, limits)
        elif _is_base64(head):
            layer = _Debased(stream, document, limits)
        else:
            return stream
        stream = io.BufferedReader(layer, _CHUNK)
    raise HostContractBroken(
        document.host,
        f"the document is packed more than {limits.max_wrappings} times over",
        hint="ask the host for the document itself, at most compressed once",
    )


def _is_base64(head: bytes) -> bool:
    """Tell whether a head is base64 of something worth decoding; plain words are not."""
    packed = head.translate(None, _BLANKS)
    if packed.translate(None, _BASE64_CHARACTERS):
        return False
    whole = packed[: len(packed) // 4 * 4].translate(_URL_SAFE)
    try:
        start = base64.b64decode(whole[:64])
    except binascii.Error:
        return False
    return start.lstrip(_BLANKS).startswith(_WRAPPED_STARTS)


class _Unwrapped(io.RawIOBase):
    """One wrapping undone, counting what comes out; closes what it reads from."""

    def __init__(
        self, source: io.BufferedReader, document: HostDocument, limits: OpeningLimits
    ) -> None:
        self._source = source
        self._host = document.host
        self._given = 0
        self._max_bytes = limits.max_bytes
        self._max_ratio = limits.max_ratio
        self._ratio_bytes = max(limits.free_bytes, document.size * limits.max_ratio)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typed as Buffer
        content = self._produce(len(buffer))
        self._given += len(content)
        if self._given > self._max_bytes:
            raise _too_large(self._host, self._max_bytes)
        if self._given > self._ratio_bytes:
            raise HostContractBroken(
                self._host,
                f"the document unfolds to more than {self._max_ratio} times its size",
                hint="this is how archive bombs look; ask the host for the plain document",
            )
        buffer[: len(content)] = content
        return len(content)

    @abstractmethod
    def _produce(self, size: int) -> bytes:
        """Give about as many bytes as asked for, none at the end; raises HostContractBroken."""

    def close(self) -> None:
        self._source.close()
        super().close()


class _Gunzipped(_Unwrapped):
    """Undoes gzip, several members and zero padding included."""

    def __init__(
        self, source: io.BufferedReader, document: HostDocument, limits: OpeningLimits
    ) -> None:
        super().__init__(source, document, limits)
        self._members = gzip.GzipFile(fileobj=source, mode="rb")

    def _produce(self, size: int) -> bytes:
        try:
            return self._members.read1(size)
        except EOFError as error:
            raise HostContractBroken(
                self._host,
                "the compressed document is cut off",
                hint="the transfer was interrupted; fetch or drop the file again",
            ) from error
        except (gzip.BadGzipFile, zlib.error):
            # not chained: the library's message repeats content
            raise HostContractBroken(self._host, "the compressed document is damaged") from None


class _Debased(_Unwrapped):
    """Undoes base64, standard or URL-safe, blanks and missing padding allowed."""

    _rest = b""
    _ended = False

    def _produce(self, size: int) -> bytes:
        wanted = max(size // 4 * 3, 3)
        while True:
            chunk = self._source.read1(min(wanted, _CHUNK))
            packed = self._rest + chunk.translate(_URL_SAFE, _BLANKS)
            usable = len(packed) // 4 * 4 if chunk else len(packed)
            content = self._decode(packed[:usable]) if usable else b""
            self._rest = packed[usable:]
            if content or not chunk:
                return content

    def _decode(self, packed: bytes) -> bytes:
        if self._ended:
            raise HostContractBroken(self._host, "the base64 document goes on after its end")
        self._ended = packed.endswith(b"=")
        try:
            return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
        except binascii.Error as error:
            raise HostContractBroken(
                self._host,
                "the base64 document is damaged",
                hint="the transfer was interrupted or changed the text; fetch it again",
            ) from error


def _open_regular(source: Path, host: HeiId) -> BinaryIO:
    """Open a regular file for reading; never follows a link, never waits on a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(source, flags)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise HostUnavailable(host, f"a file cannot be read: {reason.lower()}") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise HostUnavailable(host, "a file cannot be read: it is not a regular file")
    return os.fdopen(descriptor, "rb")


def _spool(
    stream: BinaryIO, spool: Path, *, host: HeiId, limit_bytes: int
) -> tuple[Path, Sha256, int]:
    """Write a stream under the name of its digest; a half-written file never has that name."""
    descriptor, part_name = tempfile.mkstemp(dir=spool, suffix=".part")
    part = Path(part_name)
    try:
        with os.fdopen(descriptor, "wb") as copy:
            digest, size = _copy_and_digest(stream, copy, host=host, limit_bytes=limit_bytes)
        return part.replace(spool / digest), digest, size
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _copy_and_digest(
    stream: BinaryIO, copy: BinaryIO | None, *, host: HeiId, limit_bytes: int
) -> tuple[Sha256, int]:
    before = _version_of(stream)
    digest = hashlib.sha256()
    size = 0
    try:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit_bytes:
                raise _too_large(host, limit_bytes)
            digest.update(chunk)
            if copy is not None:
                copy.write(chunk)
    except OSError as error:
        raise HostUnavailable(host, "a file could not be read to its end") from error
    if before is not None and (before != _version_of(stream) or before[0] != size):
        raise HostUnavailable(host, "a file changed while it was read; it is not complete yet")
    return Sha256(digest.hexdigest()), size


def _version_of(stream: BinaryIO) -> tuple[int, int] | None:
    """Read size and modification time of an open file; None for a stream of anything else."""
    try:
        status = os.fstat(stream.fileno())
    except io.UnsupportedOperation:
        return None
    return status.st_size, status.st_mtime_ns


def _too_large(host: HeiId, limit_bytes: int) -> HostContractBroken:
    whole = limit_bytes % MEBIBYTE == 0
    limit = f"{limit_bytes // MEBIBYTE} MiB" if whole else f"{limit_bytes} bytes"
    return HostContractBroken(
        host,
        f"the document is larger than the limit of {limit}",
        hint="raise the limit in the host's settings if the document is genuine",
    )

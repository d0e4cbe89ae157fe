r"""Answers of an interface kept as one document: every body byte for byte, in the order asked.

    utqyr-pages 1\n
    {"extent": "snapshot", "kind": "moodle", ...}\n             what reading needs to know besides
    {"media_type": ..., "of": "17", "part": "grades", "size": 1234}\n
    ...1234 bytes...\n
    {"parts": 1}\n

There is no time and no address in it: the same answers make the same bytes, so that the digest of
a bundle tells whether anything changed. A bundle without its last line is cut off and refused.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

from connectors.base import HostDocument, RetrievalRequest
from connectors.documents import MEBIBYTE, open_unwrapped
from connectors.errors import HostContractBroken
from connectors.http_replies import HttpFailure, HttpReply
from mapping.identifiers import HeiId, Sha256

MEDIA_TYPE: Final = "application/vnd.utqyr.pages"

_MAGIC: Final = b"utqyr-pages 1\n"
_LONGEST_LINE: Final = 64 * 1024
_LARGEST_PART: Final = 256 * MEBIBYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer of a bundle: which part of it, of what (`of`), and its bytes."""

    host: HeiId
    part: str
    of: str
    media_type: str
    body: bytes

    def json(self) -> Any:
        """Parse the body; raises HostContractBroken."""
        reply = HttpReply(
            place=f"the page '{self.part}'",
            status=200,
            media_type=self.media_type,
            charset="",
            headers={},
            body=self.body.removeprefix(b"\xef\xbb\xbf"),
        )
        try:
            return reply.json()
        except HttpFailure as failure:
            raise HostContractBroken(self.host, failure.message) from failure


class BundleWriter:
    """Writes one bundle into the spool; in a with block, so that a fault leaves nothing behind."""

    def __init__(self, host: HeiId, request: RetrievalRequest, facts: Mapping[str, object]) -> None:
        self._host = host
        self._request = request
        descriptor, name = tempfile.mkstemp(dir=request.spool, suffix=".part")
        self._path = Path(name)
        self._stream = open(descriptor, "wb")  # noqa: SIM115, PTH123 -- closed by the with block
        self._digest = hashlib.sha256()
        self._size = 0
        self._parts = 0
        self._put(_MAGIC)
        self._put(_line(facts))

    def __enter__(self) -> Self:
        """Use the writer in a with block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the file, and remove what was not finished."""
        self._stream.close()
        self._path.unlink(missing_ok=True)

    def add(self, reply: HttpReply, part: str, of: str = "") -> None:
        """Add an answer as it came."""
        self.add_bytes(reply.body, part, of, media_type=reply.media_type)

    def add_bytes(
        self, body: bytes, part: str, of: str = "", *, media_type: str = "application/json"
    ) -> None:
        """Add bytes a host sent."""
        head = {"media_type": media_type, "of": of, "part": part, "size": len(body)}
        self._put(_line(head) + body + b"\n")
        self._parts += 1

    def finish(self, name: str) -> HostDocument | None:
        """Close the bundle and give it as a document; None where it is no news."""
        self._put(_line({"parts": self._parts}))
        self._stream.close()
        digest = Sha256(self._digest.hexdigest())
        if self._request.is_known(name, digest, self._request.now):
            return None
        path = self._path.replace(self._request.spool / digest)
        return HostDocument(
            host=self._host,
            name=name,
            media_type=MEDIA_TYPE,
            fetched_at=self._request.now,
            sha256=digest,
            size=self._size,
            path=path,
            published=self._request.now,
        )

    def _put(self, content: bytes) -> None:
        self._stream.write(content)
        self._digest.update(content)
        self._size += len(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """An opened bundle: its facts, and its pages in order, each read when it is asked for."""

    facts: Mapping[str, Any]
    pages: Iterator[Page]


def read_bundle(document: HostDocument, kind: str) -> Bundle:
    """Open a bundle of one kind; raises HostContractBroken, also while the pages are taken."""
    pages = _pages(document)
    facts = next(pages).json()
    if not isinstance(facts, dict) or facts.get("kind") != kind:
        raise _broken(document.host, f"it holds no answers of kind '{kind}'")
    return Bundle(facts=facts, pages=pages)


def _pages(document: HostDocument) -> Iterator[Page]:
    """Give the facts as a first page, and then the pages."""
    host = document.host
    with open_unwrapped(document) as stream:
        if stream.readline(len(_MAGIC)) != _MAGIC:
            raise _broken(host, "it does not begin as one")
        facts = stream.readline(_LONGEST_LINE)
        yield Page(host=host, part="facts", of="", media_type="application/json", body=facts)
        parts = 0
        while (page := _next_page(stream, host, parts)) is not None:
            parts += 1
            yield page
        if stream.read(1):
            raise _broken(host, "it goes on after its end")


def _next_page(stream: BinaryIO, host: HeiId, parts: int) -> Page | None:
    """Read a page; None at the last line, which must count the pages before it."""
    head = _head(stream.readline(_LONGEST_LINE), host)
    if head.get("parts") == parts and len(head) == 1:
        return None
    part, of, media_type = (head.get(name) for name in ("part", "of", "media_type"))
    size = head.get("size")
    texts = isinstance(part, str) and isinstance(of, str) and isinstance(media_type, str)
    if not texts or not isinstance(size, int) or not 0 <= size <= _LARGEST_PART:
        raise _broken(host, f"page {parts + 1} is announced wrongly")
    body = stream.read(size)
    if len(body) != size or stream.read(1) != b"\n":
        raise _broken(host, f"page {parts + 1} is cut off")
    return Page(host=host, part=str(part), of=str(of), media_type=str(media_type), body=body)


def _head(line: bytes, host: HeiId) -> dict[str, Any]:
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        head = None  # what stands there is not shown
    if not line.endswith(b"\n") or not isinstance(head, dict):
        raise _broken(host, "it is cut off")
    return head


def _line(values: Mapping[str, object]) -> bytes:
    return json.dumps(values, sort_keys=True, ensure_ascii=True).encode() + b"\n"


def _broken(host: HeiId, what: str) -> HostContractBroken:
    return HostContractBroken(
        host,
        f"the document is no bundle of answers: {what}",
        hint="it was changed after it was kept, or is another kind of document",
    )

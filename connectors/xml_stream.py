"""Hostile XML as a stream of finished elements, in bounded memory; resolves and fetches nothing.

    bytes --check prolog--> --drop long base64 runs--> lxml pull parser --> (element, its line)

Refused with a sentence and a line: what is not XML, is cut off, carries a DOCTYPE, or holds one
element larger than the limit. No message repeats content: lxml's own do, so they are not chained.
"""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from lxml import etree

from connectors.documents import MEBIBYTE
from connectors.errors import HostContractBroken
from mapping.identifiers import HeiId

_CHUNK = 64 * 1024
_PROLOG = 64 * 1024
_BLOCK = 16 * 1024
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"
_BLANKS = b" \t\r\n"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ASIDE = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_OPENING = re.compile(rb"<(!DOCTYPE|[^!?\s])")


class FinishedElements:
    """Each element of these local names, in any namespace, once its end was read; one pass.

    The caller calls `drop_before` on what it is done with; at most `max_element_bytes` of the
    document may pile up between two such calls. `bytes_read` counts what was parsed so far.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        host: HeiId,
        names: Sequence[str],
        max_element_bytes: int = 16 * MEBIBYTE,
    ) -> None:
        self._stream = stream
        self._host = host
        self._max_element_bytes = max_element_bytes
        self._undropped = 0
        self.bytes_read = 0
        self._parser = etree.XMLPullParser(
            events=("end",),
            tag=tuple(f"{{*}}{name}" for name in names),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            remove_blank_text=True,
        )

    def __iter__(self) -> Iterator[etree._Element]:
        """Read on; raises HostContractBroken."""
        for chunk in _chunks(self._stream, self._host):
            self._undropped += len(chunk)
            self.bytes_read += len(chunk)
            _feed(self._parser, chunk, self._host)
            finished: Iterator[tuple[str, etree._Element]] = self._parser.read_events()  # type: ignore[assignment]  # only "end" was asked for
            for _event, element in finished:
                yield element
            if self._undropped > self._max_element_bytes:
                raise HostContractBroken(
                    self._host,
                    f"one element is larger than {self._max_element_bytes // MEBIBYTE} MiB",
                )
        root = _close(self._parser, self._host)
        if root.getroottree().docinfo.internalDTD is not None:
            raise _doctype_refused(self._host, "")

    def drop_before(self, element: etree._Element) -> None:
        """Free the siblings before an element and its own content; the element itself stays.

        The parser still needs the element it finished last, and may hang a tail on it.
        """
        self._undropped = 0
        element.clear(keep_tail=True)  # type: ignore[call-arg]  # the stubs are older than it
        parent = element.getparent()
        if parent is not None:
            while (previous := element.getprevious()) is not None:
                parent.remove(previous)


def _feed(parser: etree.XMLPullParser, chunk: bytes, host: HeiId) -> None:
    try:
        parser.feed(chunk)
    except etree.XMLSyntaxError as error:
        raise _broken(error, host) from None  # its message repeats content


def _close(parser: etree.XMLPullParser, host: HeiId) -> etree._Element:
    try:
        return parser.close()
    except etree.XMLSyntaxError as error:
        if _fault(error)[0] == etree.ErrorTypes.ERR_UNDECLARED_ENTITY:
            raise _broken(error, host) from None
        raise HostContractBroken(
            host,
            f"the document is cut off{_place(error)}",
            hint="the transfer was interrupted; fetch or drop the file again",
        ) from None  # its message repeats content


def _broken(error: etree.XMLSyntaxError, host: HeiId) -> HostContractBroken:
    kind, _line = _fault(error)
    if kind == etree.ErrorTypes.ERR_UNDECLARED_ENTITY:
        said = "the document uses an entity that XML does not know"
    elif kind == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        said = "the document nests deeper or has longer texts than is safe to read"
    else:
        said = "the document is not well-formed XML"
    return HostContractBroken(host, f"{said}{_place(error)}")


def _place(error: etree.XMLSyntaxError) -> str:
    _kind, line = _fault(error)
    return f": see line {line}" if line else ""


def _fault(error: etree.XMLSyntaxError) -> tuple[int, int]:
    """Read the kind and the line of a syntax error, the only parts of it that are not content."""
    fault = error.error_log.last_error  # type: ignore[attr-defined]  # missing in the stubs
    return (0, 0) if fault is None else (fault.type, fault.line)


def _chunks(stream: BinaryIO, host: HeiId) -> Iterator[bytes]:
    """Read a stream whose prolog is harmless, with the long base64 runs taken out."""
    head = stream.read(_PROLOG)
    _check_prolog(head, host)
    wide = b"\0" in head[:8] or head.startswith(_MARKS[1:])
    while head:
        chunk, head = head[:_CHUNK], head[_CHUNK:]
        yield chunk if wide else _without_long_runs(chunk)
        head = head or stream.read(_CHUNK)


def _check_prolog(head: bytes, host: HeiId) -> None:
    """Refuse what does not begin like XML, and every DOCTYPE."""
    narrow = head.replace(b"\0", b"")  # UTF-16 and UTF-32 read as ASCII
    for mark in _MARKS:
        narrow = narrow.removeprefix(mark)
    if not narrow.lstrip(_BLANKS).startswith(b"<"):
        raise HostContractBroken(
            host,
            "the document is not XML",
            hint="ask the host for the XML file itself, not a page, a sheet or a PDF",
        )
    opening = _OPENING.search(_ASIDE.sub(lambda aside: b"\n" * aside[0].count(b"\n"), narrow))
    if opening is None:
        raise HostContractBroken(host, f"there is no element in the first {_PROLOG // 1024} KiB")
    if opening[1] == b"!DOCTYPE":
        line = opening.string.count(b"\n", 0, opening.start()) + 1
        raise _doctype_refused(host, f": see line {line}")


def _doctype_refused(host: HeiId, place: str) -> HostContractBroken:
    return HostContractBroken(
        host,
        f"the document declares a DOCTYPE, which is refused{place}",
        hint="a document type can declare entities that read files or exhaust the memory",
    )


def _without_long_runs(chunk: bytes) -> bytes:
    """Take blocks that hold nothing but base64 and blanks out of a chunk, keeping line breaks.

    Attachments are megabytes of base64 in one text node, past what lxml accepts without its
    `huge_tree`, and nothing here reads them; elements and entities never stand in such a block.
    """
    if not any(_is_run(chunk, start) for start in range(0, len(chunk), _BLOCK)):
        return chunk
    return b"".join(
        b"\n" * block.count(b"\n") if _is_run(chunk, start) else block
        for start in range(0, len(chunk), _BLOCK)
        if (block := chunk[start : start + _BLOCK])
    )


def _is_run(chunk: bytes, start: int) -> bool:
    end = start + _BLOCK
    return (
        end <= len(chunk)
        and chunk.find(b"<", start, end) < 0
        and not chunk[start:end].translate(None, _BASE64)
    )

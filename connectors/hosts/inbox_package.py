"""Zipped spreadsheet packages and their XML, opened within caps; builds no tree, expands no entity.

Parts are read as a stream of opening and closing elements, so that memory does not follow the
size of a part, whatever stands in it.
"""

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO
from xml.parsers import expat

from connectors.documents import BROKEN_ARCHIVE
from connectors.hosts.inbox_cells import FileRefused

MAX_RATIO = 250
FREE_BYTES = 16 * 1024 * 1024

_MAX_PARTS = 10_000
_MAX_UNFOLDED = 256 * 1024 * 1024
_MAX_RELATIONS = 10_000
_MAX_DEPTH = 100
_MAX_TEXT = 1_000_000
_MAX_SILENCE = 4 * 1024 * 1024
_CHUNK = 64 * 1024
_DAMAGED = "the workbook is damaged or cut off"
_OPEN_AND_SAVE = "open it in a spreadsheet program and save it again as .xlsx"

Attributes = dict[str, str]
OnOpened = Callable[[str, Attributes], None]
OnClosed = Callable[[str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation of a package part: `kind` is the last word of its type, `target` a part's name."""

    identifier: str
    kind: str
    target: str


def open_package(content: bytes) -> zipfile.ZipFile:
    """Open a zip package, refusing bombs by what its directory says before anything unfolds.

    What the directory says is binding: reading a part stops at its stated size.
    """
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except BROKEN_ARCHIVE as error:
        raise damaged(error) from None  # its message repeats content
    parts = package.infolist()
    unfolded = sum(part.file_size for part in parts)
    if len(parts) > _MAX_PARTS or unfolded > max(FREE_BYTES, len(content) * MAX_RATIO):
        raise FileRefused(
            "the workbook unfolds to far more than its size",
            hint="this is how archive bombs look; ask the host for a plain export",
        )
    if unfolded > _MAX_UNFOLDED:
        raise FileRefused("the workbook is too large to be read", hint="split the file")
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(
            "the workbook is protected by a password", hint="ask the host for it without one"
        )
    return package


def stream_part(package: zipfile.ZipFile, name: str, *, opened: OnOpened, closed: OnClosed) -> None:
    """Stream a part: local names with attributes as elements open, with their text as they close.

    The text is what came since the last element opened, which is all of it for a leaf. Raises
    FileRefused for a missing or damaged part, a DOCTYPE, deep nesting and endless text.
    """
    try:
        part = package.open(name)
    except KeyError:
        raise FileRefused(f"{_DAMAGED}: a part of it is missing", hint=_OPEN_AND_SAVE) from None
    except BROKEN_ARCHIVE as error:
        raise damaged(error) from None  # its message repeats content
    with part:
        _stream(part, opened, closed)


def _stream(part: IO[bytes], opened: OnOpened, closed: OnClosed) -> None:
    reader = _PartReader(opened, closed)
    try:
        while chunk := part.read(_CHUNK):
            reader.feed(chunk)
        reader.finish()
    except (*BROKEN_ARCHIVE, expat.ExpatError) as error:
        raise damaged(error) from None  # its message repeats content


class _PartReader:
    """Feeds a part to the parser, within bounds for depth, text and single tokens.

    The parser looks at an unfinished token anew with every chunk, so an endless one is refused.
    """

    def __init__(self, opened: OnOpened, closed: OnClosed) -> None:
        self._opened = opened
        self._closed = closed
        self._depth = self._text_size = self._silence = 0
        self._pieces: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._silence += len(chunk)
        self._parser.Parse(chunk, False)
        if self._silence > _MAX_SILENCE:
            raise FileRefused("the workbook has an endless element", hint=_OPEN_AND_SAVE)

    def finish(self) -> None:
        """Take the end; raises ExpatError when elements are still open."""
        self._parser.Parse(b"", True)

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise FileRefused(f"{_DAMAGED}: its elements nest too deeply", hint=_OPEN_AND_SAVE)
        self._text_size = self._silence = 0
        self._pieces.clear()
        self._opened(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._silence = 0
        self._closed(name.rpartition(":")[2], "".join(self._pieces))

    def _text(self, piece: str) -> None:
        self._silence = 0
        self._text_size += len(piece)
        if self._text_size > _MAX_TEXT:
            raise FileRefused("the workbook has an endless text", hint=_OPEN_AND_SAVE)
        self._pieces.append(piece)


def _refuse_doctype(*_: object) -> None:
    raise FileRefused(
        "the workbook declares a DOCTYPE, as attacks do and spreadsheet programs do not",
        hint=_OPEN_AND_SAVE,
    )


def damaged(cause: Exception) -> FileRefused:
    """Word what a damaged package raised."""
    return FileRefused(f"{_DAMAGED} ({type(cause).__name__})", hint=_OPEN_AND_SAVE)


def relations_of(package: zipfile.ZipFile, part: str) -> tuple[Relation, ...]:
    """Read the relations of a part; the package itself is the part with the empty name."""
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", f"{name}.rels")
    if source not in package.namelist():
        return ()
    found: list[Relation] = []

    def opened(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and len(found) < _MAX_RELATIONS:
            path = posixpath.join(f"/{folder}", attributes.get("Target", ""))
            found.append(
                Relation(
                    identifier=attributes.get("Id", ""),
                    kind=attributes.get("Type", "").rpartition("/")[2],
                    target=posixpath.normpath(path).lstrip("/"),
                )
            )

    stream_part(package, source, opened=opened, closed=lambda _name, _text: None)
    return tuple(found)


def targets_of(relations: tuple[Relation, ...], kind: str) -> Iterator[str]:
    """Give the parts that relations of one kind lead to."""
    return (relation.target for relation in relations if relation.kind == kind)

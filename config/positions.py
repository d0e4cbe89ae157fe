"""YAML as the coordinator wrote it: every scalar stays text, every value remembers its line.

    bytes --(decode, caps)--> libyaml events --(this module)--> Section / Rows / str / None

YAML's implicit typing is not applied: `02`, `NO`, `4,5` and `2024-09-01` stay those characters, and
only an empty value (nothing, `~`, `null`) means "missing". Tags and merge keys are refused, a
repeated key is an error, aliases are bounded. Nothing here knows what a key means.

Events are read one by one because a composed node tree costs six times as much (two marks and a
node object for each scalar) and recurses as deep as a hostile file asks.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import yaml

from mapping.problems import Problem

MAXIMUM_BYTES = 16 * 1024 * 1024
MAXIMUM_DEPTH = 32
MAXIMUM_VALUES = 2_000_000

_BLANK = frozenset({"", "~", "null", "Null", "NULL"})
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_COLUMN_BITS = 24

Value: TypeAlias = "str | Section | Rows | None"
Location = Sequence[str | int]
_Event = Any  # libyaml's events: the attributes depend on the class, and the stubs name none


class Section(dict[str, Value]):
    """A YAML mapping; `places` are its keys' packed positions, in order."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[int] = []

    def put(self, key: str, value: Value, *, line: int) -> None:
        """Set a key that is not there yet, as if it stood in this line."""
        self.places.append(line << _COLUMN_BITS | 1)
        self[key] = value


class Rows(list[Value]):
    """A YAML sequence; `places` are its items' packed positions, in order."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[int] = []

    def put(self, value: Value, *, line: int) -> None:
        """Add an item as if it stood in this line."""
        self.places.append(line << _COLUMN_BITS | 1)
        self.append(value)


class Position(NamedTuple):
    """A place in a file a person can go to; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """Render as `file:line`, which editors and terminals open."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One YAML file: its values, and where each of them stands."""

    file: str
    root: Value

    def position(self, location: Location) -> Position:
        """Find where a value stands: its key, or its item in a list.

        Parts that lead nowhere are passed over, so a missing key is placed at what should hold it,
        and a location with names that are not in the file still gives the nearest line.
        """
        packed = 1 << _COLUMN_BITS | 1
        value = self.root
        for part in location:
            if isinstance(value, Section) and part in value:
                packed = value.places[list(value).index(str(part))]
                value = value[str(part)]
            elif isinstance(value, Rows) and isinstance(part, int) and part < len(value):
                packed = value.places[part]
                value = value[part]
        return unpack(self.file, packed)

    def place(self, location: Location) -> str:
        """Render a value's position as `file:line`."""
        return str(self.position(location))


def unpack(file: str, packed: int) -> Position:
    """Turn a packed position of a Section or Rows into a Position."""
    return Position(file, packed >> _COLUMN_BITS, packed & ((1 << _COLUMN_BITS) - 1))


def read_document(data: bytes, *, file: str) -> tuple[Document, tuple[Problem, ...]]:
    """Read one YAML file; total: any bytes give a document, perhaps empty, and the problems.

    After a syntax error the document holds nothing: half a file is never half believed.
    """
    text, problems = decode(data, file=file)
    if problems:
        return Document(file=file, root=Section()), problems
    if forbidden := _FORBIDDEN.search(text):
        line = text.count("\n", 0, forbidden.start()) + 1
        problem = Problem(
            code="control-character",
            message=f"character U+{ord(forbidden.group()):04X} is not allowed in YAML",
            place=f"{file}:{line}",
            hint="delete it; it is often left behind by copying from a document",
        )
        return Document(file=file, root=Section()), (problem,)
    reader = _Reader(text, file)
    try:
        root = reader.read()
    except yaml.YAMLError as error:
        return Document(file=file, root=Section()), (_syntax_problem(error, text, file),)
    except _Refused as refusal:
        return Document(file=file, root=Section()), (refusal.problem,)
    return Document(file=file, root=root), tuple(reader.problems)


def decode(data: bytes, *, file: str) -> tuple[str, tuple[Problem, ...]]:
    """Decode a configuration file as UTF-8, with or without a byte order mark."""
    if len(data) > MAXIMUM_BYTES:
        problem = Problem(
            code="file-too-large",
            message=f"the file has {len(data):,} bytes; the limit is {MAXIMUM_BYTES:,}",
            place=f"{file}:1",
            hint="split it into several files",
        )
        return "", (problem,)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = Problem(
            code="not-utf-8",
            message=f"byte 0x{data[error.start]:02X} is not UTF-8 text",
            place=f"{file}:{line}",
            hint="save the file with the encoding UTF-8",
        )
        return "", (problem,)


class _Refused(Exception):
    """The file goes past a limit; nothing of it is used."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class _Reader:
    """Builds values from libyaml's events, which hold no tree and recurse nowhere."""

    def __init__(self, text: str, file: str) -> None:
        self._next: Callable[[], _Event] = yaml.CSafeLoader(text).get_event
        self._file = file
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._open: set[str] = set()
        self._count = 0
        self.problems: list[Problem] = []

    def read(self) -> Value:
        """Read the one document of the file; an empty file is an empty section."""
        self._next()  # the start of the stream
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            return Section()
        root = self._value(self._next(), depth=0)
        self._next()  # the end of the document
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            self._report(
                "several-documents", "a second document begins here", event, "remove '---'"
            )
        return Section() if root is None else root

    def _value(self, event: _Event, depth: int) -> Value:
        self._count += 1
        kind = event.__class__
        if kind is yaml.AliasEvent:
            return self._alias(event)
        if event.tag is not None:
            self._report(
                "tag",
                f"the tag '{event.tag}' is not allowed",
                event,
                "remove it: every value is read as the text that stands there",
            )
        if kind is yaml.ScalarEvent:
            text: str = event.value
            value = None if event.implicit[0] and text in _BLANK else text
            if event.anchor is not None:
                self._anchors[event.anchor] = (value, 1)
            return value
        return self._container(event, depth)

    def _container(self, event: _Event, depth: int) -> Section | Rows:
        if depth >= MAXIMUM_DEPTH:
            raise _Refused(
                self._problem(
                    "too-deep",
                    f"more than {MAXIMUM_DEPTH} levels inside each other",
                    event,
                    "no setting is that deep; look for a bracket that is never closed",
                )
            )
        anchor, before = event.anchor, self._count
        if anchor is not None:
            self._open.add(anchor)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        value = self._section(depth) if is_mapping else self._rows(depth)
        if anchor is not None:
            self._open.discard(anchor)
            self._anchors[anchor] = (value, self._count - before + 1)
        if self._count > MAXIMUM_VALUES:
            raise _Refused(self._too_many(event))
        return value

    def _section(self, depth: int) -> Section:
        section = Section()
        places, following = section.places, self._next
        while (event := following()).__class__ is not yaml.MappingEndEvent:
            key, mark = self._key(event, depth), event.start_mark
            value = self._value(following(), depth + 1)
            if key is None:
                continue
            if key in section:
                first = unpack(self._file, places[list(section).index(key)])
                self._report(
                    "duplicate-key",
                    f"the key '{key}' is already set in line {first.line}",
                    event,
                    "keep one of the two",
                )
                continue
            places.append((mark.line + 1) << _COLUMN_BITS | mark.column + 1)
            section[key] = value
        return section

    def _rows(self, depth: int) -> Rows:
        rows = Rows()
        places, following = rows.places, self._next
        while (event := following()).__class__ is not yaml.SequenceEndEvent:
            mark = event.start_mark
            places.append((mark.line + 1) << _COLUMN_BITS | mark.column + 1)
            rows.append(self._value(event, depth + 1))
        return rows

    def _key(self, event: _Event, depth: int) -> str | None:
        if event.__class__ is not yaml.ScalarEvent:
            self._value(event, depth + 1)  # read past it
            self._report("key-not-text", "a key must be plain text", event, "write 'key: value'")
            return None
        if event.value == "<<" and event.implicit[0]:
            self._report(
                "merge-key",
                "merge keys ('<<') are not supported",
                event,
                "repeat the lines, or name the whole block with an anchor",
            )
            return None
        self._value(event, depth + 1)
        key: str = event.value
        return key

    def _alias(self, event: _Event) -> Value:
        name = event.anchor
        if name in self._open:
            self._report("endless-alias", f"'*{name}' refers to itself", event, "write it out")
            return None
        if name not in self._anchors:
            self._report(
                "unknown-alias",
                f"'*{name}' refers to nothing above it",
                event,
                f"define '&{name}' earlier in this file",
            )
            return None
        value, size = self._anchors[name]
        self._count += size
        if self._count > MAXIMUM_VALUES:
            raise _Refused(self._too_many(event))
        return value

    def _too_many(self, event: _Event) -> Problem:
        return self._problem(
            "too-many-values",
            f"more than {MAXIMUM_VALUES:,} values, counting what aliases repeat",
            event,
            "split the file, or repeat less",
        )

    def _report(self, code: str, message: str, event: _Event, hint: str) -> None:
        self.problems.append(self._problem(code, message, event, hint))

    def _problem(self, code: str, message: str, event: _Event, hint: str) -> Problem:
        place = f"{self._file}:{event.start_mark.line + 1}"
        return Problem(code=code, message=message, place=place, hint=hint)


_SYNTAX_HINTS = (
    (
        "mapping values are not allowed",
        "put quotes around a text that contains ': ', or mend the indentation",
    ),
    ("did not find expected ',' or ']'", "a '[' is not closed, or a comma is missing"),
    ("did not find expected ',' or '}'", "a '{' is not closed, or a comma is missing"),
    ("did not find expected key", "compare the indentation with the line above; use spaces"),
    ("did not find expected '-' indicator", "compare the indentation with the list above"),
    ("could not find expected ':'", "a key needs a colon and a space after it"),
    ("unexpected end of stream", "a quote is not closed"),
)


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """Turn libyaml's complaint into a problem; its own words are kept, the way out is added."""
    mark = getattr(error, "problem_mark", None)
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML")
    lines = text.split("\n")
    line = min(mark.line + 1, len(lines)) if mark else 1
    place = f"{file}:{line}"
    if "\t" in lines[line - 1][: mark.column + 1 if mark else 0]:
        return Problem(
            code="tab",
            message="a tab stands where YAML allows only spaces",
            place=place,
            hint="replace it with spaces",
        )
    hint = next((hint for start, hint in _SYNTAX_HINTS if start in said), "check this line's form")
    return Problem(code="yaml-syntax", message=f"not valid YAML: {said}", place=place, hint=hint)

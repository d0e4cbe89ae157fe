"""XLSX and XLSM workbooks as grids, read from their XML within caps; runs no macro, no formula.

Read here and not through a library, because a refusal has to see what libraries drop: hidden rows
and columns, formulas without a saved value, number formats (0.802 shown as 80.2%, 2 shown as 02).
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from connectors.hosts.inbox_cells import (
    BUILTIN_FORMATS,
    EMPTY,
    ERROR,
    UNCACHED,
    Cell,
    CellKind,
    CellRange,
    FileRefused,
    Grid,
    GridBuilder,
    GridLimits,
    number_cell,
    text_cell,
)
from connectors.hosts.inbox_package import Attributes, relations_of, stream_part, targets_of

_MAX_SHARED_TEXT = 64 * 1024 * 1024
_MAX_SHARED_TEXTS = 3_000_000
_MAX_STYLES = 100_000
_MAX_SHEETS = 1_000
_MAX_KNOWN_NUMBERS = 10_000

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    title: str
    visible: bool
    relation: str


@dataclass(slots=True)
class _Book:
    """What the workbook part says."""

    from_1904: bool = False
    sheets: list[_Sheet] = field(default_factory=list)


def read_xlsx(package: zipfile.ZipFile, limits: GridLimits) -> Iterator[Grid]:
    """Read the worksheets of a workbook in their order; raises FileRefused."""
    part = next(targets_of(relations_of(package, ""), "officeDocument"), "xl/workbook.xml")
    book = _read_book(package, part)
    relations = relations_of(package, part)
    texts = [
        text
        for target in targets_of(relations, "sharedStrings")
        for text in _read_shared_texts(package, target)
    ]
    formats = [
        one for target in targets_of(relations, "styles") for one in _read_formats(package, target)
    ]
    parts = {one.identifier: one.target for one in relations if one.kind == "worksheet"}
    for sheet in book.sheets:
        part = parts.pop(sheet.relation, "")
        if not part:
            continue  # a chart sheet or a macro sheet: it has no table
        reader = _SheetReader(texts, formats, limits, from_1904=book.from_1904)
        stream_part(package, part, opened=reader.opened, closed=reader.closed)
        yield reader.builder.build(
            title=sheet.title, visible=sheet.visible, from_1904=book.from_1904
        )


def _read_book(package: zipfile.ZipFile, part: str) -> _Book:
    book = _Book()

    def opened(name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            book.from_1904 = attributes.get("date1904") in _TRUE
        elif name == "sheet" and len(book.sheets) < _MAX_SHEETS:
            book.sheets.append(
                _Sheet(
                    title=attributes.get("name", ""),
                    visible=attributes.get("state", "visible") == "visible",
                    relation=next(
                        (value for key, value in attributes.items() if key.endswith(":id")), ""
                    ),
                )
            )

    stream_part(package, part, opened=opened, closed=_ignore)
    return book


def _ignore(_name: str, _rest: object) -> None:
    """Do nothing at an element that says nothing."""


def _read_shared_texts(package: zipfile.ZipFile, part: str) -> list[Cell]:
    texts: list[Cell] = []
    pieces: list[str] = []
    size = 0
    spoken = 0

    def opened(name: str, _attributes: Attributes) -> None:
        nonlocal spoken
        spoken += name == "rPh"

    def closed(name: str, text: str) -> None:
        nonlocal size, spoken
        if name == "t" and not spoken:
            size += len(text)
            pieces.append(text)
        elif name == "rPh":  # how to pronounce what stands beside it
            spoken -= 1
        elif name == "si":
            texts.append(text_cell(_unescaped("".join(pieces))))
            pieces.clear()
        if size > _MAX_SHARED_TEXT or len(texts) > _MAX_SHARED_TEXTS:
            raise FileRefused("the workbook holds too much text", hint="split the file")

    stream_part(package, part, opened=opened, closed=closed)
    return texts


def _unescaped(text: str) -> str:
    """Undo `_x000D_`, the way XML carries characters it may not; halves of a pair are lost ones."""
    return _ESCAPE.sub(lambda found: _character(int(found[1], 16)), text)


def _character(number: int) -> str:
    return "\ufffd" if 0xD800 <= number <= 0xDFFF else chr(number)  # noqa: PLR2004 -- surrogates


def _read_formats(package: zipfile.ZipFile, part: str) -> list[str]:
    """List the number format of every cell style."""
    codes = dict(BUILTIN_FORMATS)
    styles: list[int] = []
    inside = False

    def opened(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name == "numFmt" and len(codes) < _MAX_STYLES:
            codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside and len(styles) < _MAX_STYLES:
            styles.append(_whole(attributes.get("numFmtId")))

    def closed(name: str, _text: str) -> None:
        nonlocal inside
        inside = inside and name != "cellXfs"

    stream_part(package, part, opened=opened, closed=closed)
    return [codes.get(style, "") for style in styles]


def _whole(text: str | None) -> int:
    """Read a small count or index; anything else is -1, which fits nothing."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 7:  # noqa: PLR2004
        return -1
    return int(text)


class _SheetReader:
    """Takes the elements of one worksheet as they come and fills a grid."""

    def __init__(
        self, texts: list[Cell], formats: list[str], limits: GridLimits, *, from_1904: bool
    ) -> None:
        self.builder = GridBuilder(limits)
        self._texts = texts
        self._formats = formats
        self._from_1904 = from_1904
        self._row = self._column = -1
        self._cell: Attributes | None = None
        self._value: str | None = None
        self._inline: list[str] = []
        self._has_formula = False
        self._known_numbers: dict[tuple[str, str], Cell] = {}

    def opened(self, name: str, attributes: Attributes) -> None:
        """Take an element that opens."""
        match name:
            case "c":
                found = _REFERENCE.fullmatch(attributes.get("r", ""))
                self._column = _column_of(found[1]) if found else self._column + 1
                self._cell = attributes
                self._value = None
                self._inline.clear()
                self._has_formula = False
            case "row":
                number = _whole(attributes.get("r"))
                self._row = number - 1 if number > 0 else self._row + 1
                self._column = -1
                if attributes.get("hidden") in _TRUE:
                    self.builder.hide_row(self._row)
            case "col":
                self._take_columns(attributes)
            case "mergeCell":
                self._take_merged(attributes.get("ref", ""))

    def closed(self, name: str, text: str) -> None:
        """Take an element that closes, with its text."""
        if self._cell is None:
            return
        match name:
            case "v":
                self._value = text
            case "f":
                self._has_formula = True
            case "t":
                self._inline.append(text)
            case "c":
                self.builder.put(self._row, self._column, self._finished_cell(self._cell))
                self._cell = None

    def _finished_cell(self, attributes: Attributes) -> Cell:
        kind = attributes.get("t", "n")
        if kind == "inlineStr":
            return text_cell(_unescaped("".join(self._inline)))
        if self._value is None or (kind == "n" and not self._value.strip()):
            return UNCACHED if self._has_formula else EMPTY
        if kind == "n":
            return self._number(self._value, attributes.get("s", "0"))
        if kind == "s":
            index = _whole(self._value)
            return self._texts[index] if 0 <= index < len(self._texts) else ERROR
        return _worded_cell(kind, self._value)

    def _number(self, value: str, style: str) -> Cell:
        """Make a number's cell; marks and credits repeat, so equal ones share a cell."""
        cell = self._known_numbers.get((value, style))
        if cell is None:
            index = _whole(style)
            number_format = self._formats[index] if 0 <= index < len(self._formats) else ""
            cell = number_cell(value, number_format, from_1904=self._from_1904)
            if len(self._known_numbers) < _MAX_KNOWN_NUMBERS:
                self._known_numbers[value, style] = cell
        return cell

    def _take_columns(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in _TRUE:
            first, last = _whole(attributes.get("min")), _whole(attributes.get("max"))
            if first > 0:
                self.builder.hide_columns(first - 1, last - 1)

    def _take_merged(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if start and end:
            self.builder.merge(
                CellRange(
                    first_row=int(start[2]) - 1,
                    last_row=int(end[2]) - 1,
                    first_column=_column_of(start[1]),
                    last_column=_column_of(end[1]),
                )
            )


def _worded_cell(kind: str, value: str) -> Cell:
    """Make a cell of a formula's text, a truth value or an ISO date; anything else is an error."""
    match kind:
        case "str":
            return text_cell(_unescaped(value))
        case "b":
            return Cell(CellKind.BOOLEAN, "TRUE" if value.strip() in _TRUE else "FALSE")
        case "d":
            try:
                return Cell(CellKind.DATE, value.strip(), date.fromisoformat(value.strip()[:10]))
            except ValueError:
                return ERROR
    return ERROR


def _column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1

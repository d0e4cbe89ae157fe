"""Binary Excel workbooks (.xls of Excel 5 to 2003) as grids, read record by record; runs no macro.

Layout after [MS-XLS]: a stream of records, first the workbook's own (texts, formats, sheets), then
each sheet's. Read here because the library at hand ends the whole process on some damaged files.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum

from connectors.hosts.inbox_cells import (
    BUILTIN_FORMATS,
    EMPTY,
    ERROR,
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

_OPEN_AND_SAVE = "open it in a spreadsheet program and save it again as .xlsx"
_BIFF8 = 0x0600
_BIFF5 = 0x0500
_WORKSHEET = 0
_UTF_16 = 1200
_MAX_SHEETS = 1_000
_MAX_STYLES = 100_000


class _Record(IntEnum):
    """The records that matter here; every other one is passed over."""

    FORMULA = 0x0006
    EOF = 0x000A
    DATE_MODE = 0x0022
    FILE_PASS = 0x002F
    CONTINUE = 0x003C
    CODE_PAGE = 0x0042
    COLUMN_INFO = 0x007D
    BOUND_SHEET = 0x0085
    MULTIPLE_RK = 0x00BD
    RICH_TEXT = 0x00D6
    EXTENDED_FORMAT = 0x00E0
    MERGED_CELLS = 0x00E5
    SHARED_TEXTS = 0x00FC
    LABEL_SHARED = 0x00FD
    NUMBER = 0x0203
    LABEL = 0x0204
    TRUTH_OR_ERROR = 0x0205
    STRING = 0x0207
    ROW = 0x0208
    RK = 0x027E
    FORMAT = 0x041E
    BEGIN = 0x0809


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    title: str
    visible: bool
    offset: int


@dataclass(slots=True)
class _Book:
    """What the workbook's own records say."""

    version: int = _BIFF8
    code_page: int = 1252
    from_1904: bool = False
    sheets: list[_Sheet] = field(default_factory=list)
    texts: list[Cell] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=lambda: dict(BUILTIN_FORMATS))
    styles: list[int] = field(default_factory=list)

    def number_format(self, style: int) -> str:
        """Give the number format of a cell style."""
        known = style < len(self.styles)
        return self.formats.get(self.styles[style], "") if known else ""

    def text(self, content: bytes, offset: int, *, length_bytes: int = 2) -> str:
        """Read a text with its length before it; before Excel 97 in the workbook's code page."""
        length = int.from_bytes(content[offset : offset + length_bytes], "little")
        offset += length_bytes
        if self.version == _BIFF8:
            wide = content[offset] & 1
            raw = content[offset + 1 : offset + 1 + (length << wide)]
            return raw.decode("utf-16-le" if wide else "latin-1", "replace")
        raw = content[offset : offset + length]
        try:
            return raw.decode(f"cp{self.code_page}", "replace")
        except LookupError:
            return raw.decode("cp1251", "replace")


def read_xls(stream: bytes, limits: GridLimits) -> Iterator[Grid]:
    """Read the worksheets of a workbook stream in their order; raises FileRefused."""
    try:
        book = _read_book(stream)
        for sheet in book.sheets:
            reader = _SheetReader(book, limits)
            for kind, content in _records(stream, sheet.offset):
                reader.take(kind, content)
            yield reader.builder.build(
                title=sheet.title, visible=sheet.visible, from_1904=book.from_1904
            )
    except (struct.error, IndexError) as error:
        raise FileRefused("the old Excel file is damaged", hint=_OPEN_AND_SAVE) from error


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """Give the records from a BEGIN to its EOF; what is nested inside (charts) is left out."""
    depth = 0
    if stream[offset : offset + 2] != _Record.BEGIN.to_bytes(2, "little"):
        raise FileRefused("the old Excel file is damaged", hint=_OPEN_AND_SAVE)
    while True:
        if offset + 4 > len(stream):
            raise FileRefused("the old Excel file is cut off", hint=_OPEN_AND_SAVE)
        kind, size = struct.unpack_from("<HH", stream, offset)
        content = stream[offset + 4 : offset + 4 + size]
        offset += 4 + size
        depth += kind == _Record.BEGIN
        if depth <= 1:
            yield kind, content
        depth -= kind == _Record.EOF
        if depth <= 0:
            return


def _read_book(stream: bytes) -> _Book:
    book = _Book()
    shared: list[bytes] = []
    previous = 0
    for kind, content in _records(stream, 0):
        if kind == _Record.SHARED_TEXTS or (
            kind == _Record.CONTINUE and previous == _Record.SHARED_TEXTS
        ):
            shared.append(content)
            previous = _Record.SHARED_TEXTS
            continue
        previous = kind
        _take_book_record(book, kind, content)
    book.texts = [text_cell(text) for text in _SharedTexts(shared).read()] if shared else []
    return book


def _take_book_record(book: _Book, kind: int, content: bytes) -> None:
    match kind:
        case _Record.BEGIN:
            (book.version,) = struct.unpack_from("<H", content)
            if book.version not in (_BIFF5, _BIFF8):
                raise FileRefused(
                    "the workbook is of an Excel older than version 5", hint=_OPEN_AND_SAVE
                )
        case _Record.FILE_PASS:
            raise FileRefused(
                "the workbook is protected by a password", hint="ask the host for it without one"
            )
        case _Record.CODE_PAGE:
            (book.code_page,) = struct.unpack_from("<H", content)
        case _Record.DATE_MODE:
            book.from_1904 = content[:1] == b"\x01"
        case _Record.FORMAT:
            (number,) = struct.unpack_from("<H", content)
            length_bytes = 2 if book.version == _BIFF8 else 1
            book.formats[number] = book.text(content, 2, length_bytes=length_bytes)
        case _Record.EXTENDED_FORMAT if len(book.styles) < _MAX_STYLES:
            book.styles.append(struct.unpack_from("<2xH", content)[0])
        case _Record.BOUND_SHEET:
            offset, state, sheet_kind = struct.unpack_from("<IBB", content)
            known = any(sheet.offset == offset for sheet in book.sheets)
            if sheet_kind == _WORKSHEET and not known and len(book.sheets) < _MAX_SHEETS:
                title = book.text(content, 6, length_bytes=1)
                book.sheets.append(_Sheet(title=title, visible=state & 3 == 0, offset=offset))


class _SharedTexts:
    """Reads the table of shared texts, which runs on over records wherever one is full.

    Where a break falls among a text's letters, the next record says anew how wide letters are.
    """

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._piece = 0
        self._offset = 8

    def read(self) -> Iterator[str]:
        (count,) = struct.unpack_from("<4xI", self._pieces[0])
        for _ in range(count):
            if not self._go_on():
                return
            yield self._text()

    def _go_on(self) -> bool:
        """Move to the next record that has something left; tell whether there is one."""
        while self._offset >= len(self._pieces[self._piece]):
            if self._piece + 1 >= len(self._pieces):
                return False
            self._piece += 1
            self._offset = 0
        return True

    def _text(self) -> str:
        (length, flags) = struct.unpack("<HB", self._take(3))
        runs = int.from_bytes(self._take(2), "little") if flags & 8 else 0
        extension = int.from_bytes(self._take(4), "little") if flags & 4 else 0
        text = self._letters(length, flags & 1)
        self._take(4 * runs + extension)
        return text

    def _letters(self, length: int, wide: int) -> str:
        text = ""
        while length > 0:
            if self._offset >= len(self._pieces[self._piece]):
                if not self._go_on():
                    raise IndexError
                wide = self._pieces[self._piece][0] & 1
                self._offset = 1
            room = (len(self._pieces[self._piece]) - self._offset) >> wide
            raw = self._take(min(length, max(room, 1)) << wide)
            text += raw.decode("utf-16-le" if wide else "latin-1", "replace")
            length -= len(raw) >> wide
        return text

    def _take(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            if not self._go_on():
                raise IndexError
            piece = self._pieces[self._piece][self._offset : self._offset + size - len(taken)]
            taken += piece
            self._offset += len(piece)
        return taken


class _SheetReader:
    """Takes the records of one worksheet as they come and fills a grid."""

    def __init__(self, book: _Book, limits: GridLimits) -> None:
        self.builder = GridBuilder(limits)
        self._book = book
        self._text_formula: tuple[int, int] | None = None

    def take(self, kind: int, content: bytes) -> None:
        """Take one record."""
        match kind:
            case _Record.NUMBER:
                number = struct.unpack_from("<6xd", content)[0]
                self._put(content, self._number(content, 4, repr(number)))
            case _Record.RK:
                self._put(content, self._number(content, 4, _rk_number(content, 6)))
            case _Record.MULTIPLE_RK:
                self._take_multiple(content)
            case _Record.LABEL_SHARED:
                (index,) = struct.unpack_from("<6xI", content)
                texts = self._book.texts
                self._put(content, texts[index] if index < len(texts) else ERROR)
            case _Record.LABEL | _Record.RICH_TEXT:
                self._put(content, text_cell(self._book.text(content, 6)))
            case _Record.TRUTH_OR_ERROR:
                value, is_error = struct.unpack_from("<6xBB", content)
                self._put(content, ERROR if is_error else _truth(value))
            case _Record.FORMULA:
                self._take_formula(content)
            case _Record.STRING if self._text_formula:
                self.builder.put(*self._text_formula, text_cell(self._book.text(content, 0)))
                self._text_formula = None
            case _:
                self._take_layout(kind, content)

    def _put(self, content: bytes, cell: Cell) -> None:
        row, column = struct.unpack_from("<HH", content)
        self.builder.put(row, column, cell)

    def _number(self, content: bytes, style_offset: int, number: str) -> Cell:
        (style,) = struct.unpack_from("<H", content, style_offset)
        number_format = self._book.number_format(style)
        return number_cell(number, number_format, from_1904=self._book.from_1904)

    def _take_multiple(self, content: bytes) -> None:
        row, column = struct.unpack_from("<HH", content)
        for offset in range(4, len(content) - 6, 6):
            number = _rk_number(content, offset + 2)
            self.builder.put(row, column, self._number(content, offset, number))
            column += 1

    def _take_formula(self, content: bytes) -> None:
        value = content[6:14]
        if value[6:8] != b"\xff\xff":
            number = struct.unpack("<d", value)[0]
            self._put(content, self._number(content, 4, repr(number)))
            return
        row, column = struct.unpack_from("<HH", content)
        match value[0]:
            case 0:
                self._text_formula = row, column
            case 1:
                self._put(content, _truth(value[2]))
            case 2:
                self._put(content, ERROR)
            case _:
                self._put(content, EMPTY)

    def _take_layout(self, kind: int, content: bytes) -> None:
        match kind:
            case _Record.ROW:
                row, flags = struct.unpack_from("<H10xI", content)
                if flags & 0x20:
                    self.builder.hide_row(row)
            case _Record.COLUMN_INFO:
                first, last, flags = struct.unpack_from("<HH4xH", content)
                if flags & 1:
                    self.builder.hide_columns(first, last)
            case _Record.MERGED_CELLS:
                (count,) = struct.unpack_from("<H", content)
                for offset in range(2, 2 + 8 * count, 8):
                    self._take_merged(struct.unpack_from("<4H", content, offset))

    def _take_merged(self, corners: tuple[int, ...]) -> None:
        first_row, last_row, first_column, last_column = corners
        self.builder.merge(
            CellRange(
                first_row=first_row,
                last_row=last_row,
                first_column=first_column,
                last_column=last_column,
            )
        )


def _truth(value: int) -> Cell:
    return Cell(CellKind.BOOLEAN, "TRUE" if value else "FALSE")


def _rk_number(content: bytes, offset: int) -> str:
    """Unpack a number stored in 32 bits: an integer or a double's head, maybe in hundredths."""
    (packed,) = struct.unpack_from("<i", content, offset)
    number = Decimal(packed >> 2)
    if not packed & 2:
        head = struct.pack("<Q", (packed & 0xFFFFFFFC) << 32)
        number = Decimal(repr(struct.unpack("<d", head)[0]))
    return str(number / 100 if packed & 1 else number)

"""HTML tables, which web portals name .xls, as one grid, the way a spreadsheet opens the page.

Tables and the texts between them follow one another as rows; scripts, links and styles do nothing.
"""

import codecs
import re
from collections.abc import Iterator

from lxml import etree, html

from connectors.hosts.inbox_cells import CellRange, FileRefused, Grid, GridBuilder, GridLimits
from connectors.hosts.inbox_text import Encoding, decode

_MAX_BYTES = 8 * 1024 * 1024
_HEAD = 4096
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,20})", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNREAD = ("script", "style", "head", "template", "noscript")


def read_html(content: bytes, *, encoding: Encoding, limits: GridLimits) -> Grid:
    """Read a page as one grid; its own `charset` goes before the profile's encoding.

    Raises FileRefused for a page without a table, or in an encoding no profile may declare.
    """
    if len(content) > _MAX_BYTES:
        raise FileRefused(
            f"an HTML page larger than {_MAX_BYTES // 1024 // 1024} MiB is not read",
            hint="ask the host for CSV or XLSX, or split the file",
        )
    text = decode(content, _declared_encoding(content) or encoding)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        page = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise _no_table() from None  # the cause may quote the page
    if page.find(".//table") is None:
        raise _no_table()
    for line_break in page.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    reader = _PageReader(limits)
    reader.read(page)
    return reader.builder.build()


def _no_table() -> FileRefused:
    return FileRefused(
        "the file is an HTML page without a table",
        hint="portals answer with a sign-in page when a session has ended; export the file again",
    )


def _declared_encoding(content: bytes) -> Encoding | None:
    found = _CHARSET.search(content[:_HEAD])
    if found is None:
        return None
    try:
        return Encoding(codecs.lookup(found[1].decode("ascii")).name)
    except (LookupError, ValueError):
        raise FileRefused(
            "the page declares an encoding that is not read here",
            hint=f"ask the host for one of {', '.join(Encoding)}",
        ) from None  # its message repeats content


class _PageReader:
    """Lays a page out row by row."""

    def __init__(self, limits: GridLimits) -> None:
        self.builder = GridBuilder(limits)
        self._limits = limits
        self._row = 0

    def read(self, element: html.HtmlElement) -> None:
        """Lay out an element: a table as its rows, anything else as its texts and its tables."""
        if not isinstance(element.tag, str) or element.tag in _UNREAD:
            return
        if element.find(".//table") is None:
            if element.tag == "table":
                self._read_table(element)
            else:
                self._put_line(_text_of(element))
            return
        self._put_line(element.text or "")
        for child in element:
            self.read(child)
            self._put_line(child.tail or "")

    def _put_line(self, text: str) -> None:
        if text.strip():
            self.builder.put_text(self._row, 0, text)
            self._row += 1

    def _read_table(self, table: html.HtmlElement) -> None:
        busy: dict[int, int] = {}  # column -> rows it is still taken by a cell from above
        for row in table.iter("tr"):
            if self._row >= self._limits.max_rows:
                raise FileRefused(
                    f"the page goes on past row {self._limits.max_rows}",
                    hint="ask the host for CSV or XLSX",
                )
            if _is_hidden(row):
                self.builder.hide_row(self._row)
            column = 0
            for cell in row.iterchildren("td", "th"):
                while busy.get(column, 0) > 0:
                    column += 1
                column = self._read_cell(cell, column, busy)
            busy = {column: rows - 1 for column, rows in busy.items() if rows > 1}
            self._row += 1

    def _read_cell(self, cell: html.HtmlElement, column: int, busy: dict[int, int]) -> int:
        """Put one cell and what it spans; gives the column after it."""
        if column >= self._limits.max_columns:
            raise FileRefused(
                f"a table goes on past column {self._limits.max_columns}",
                hint="ask the host for CSV or XLSX",
            )
        width = _span(cell, "colspan", self._limits.max_columns)
        height = _span(cell, "rowspan", self._limits.max_rows)
        self.builder.put_text(self._row, column, _text_of(cell))
        if _is_hidden(cell):
            self.builder.hide_columns(column, column + width - 1)
        if width > 1 or height > 1:
            self.builder.merge(
                CellRange(
                    first_row=self._row,
                    last_row=self._row + height - 1,
                    first_column=column,
                    last_column=column + width - 1,
                )
            )
        busy.update(dict.fromkeys(range(column, column + width), height))
        return column + width


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    text = cell.get(name, "1").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 7:  # noqa: PLR2004 -- no such table
        return 1
    return max(1, min(int(text), most))


def _is_hidden(element: html.HtmlElement) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


def _text_of(element: html.HtmlElement) -> str:
    return "".join(_texts(element))


def _texts(element: html.HtmlElement) -> Iterator[str]:
    if element.tag in _UNREAD or not isinstance(element.tag, str):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""

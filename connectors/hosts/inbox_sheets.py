"""From a file's bytes to the grids to be read: its real format, its sheets; not what they mean.

The bytes tell the format, never the name: portals name HTML .xls, and people rename .xls to .xlsx.
"""

import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from connectors.hosts.inbox_cells import EMPTY, FileRefused, Grid, column_letters
from connectors.hosts.inbox_html import read_html
from connectors.hosts.inbox_ole import OLE_MAGIC, OleFile
from connectors.hosts.inbox_package import open_package
from connectors.hosts.inbox_settings import HiddenCells, InboxSettings
from connectors.hosts.inbox_text import Encoding, looks_like_utf_16, marked_encoding, read_text
from connectors.hosts.inbox_xls import read_xls
from connectors.hosts.inbox_xlsx import read_xlsx
from mapping.problems import Problem

_HEAD = 4096
_PLAIN_CONTROLS = b"\t\n\r\x0b\x0c\x1a\x1b"
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|table|meta|style|div|center|font)\b", re.I)
_OPEN_AND_SAVE = "open it in a spreadsheet program and save it again as .xlsx"
_BIFF_STREAMS = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05")
_OLDER_BIFF_STREAMS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")

_REFUSED_STARTS = (
    (b"%PDF", "the file is a PDF", "ask the host for the table as CSV or XLSX"),
    (b"{\\rtf", "the file is a text document (RTF)", "ask the host for the table as XLSX"),
    (b"MIME-Version:", "the file is a web archive (MHTML)", _OPEN_AND_SAVE),
    (b"PK\x05\x06", "the file is an empty archive", "ask the host for the file again"),
    *((start, "the workbook is of an Excel older than version 5", _OPEN_AND_SAVE)
      for start in _OLDER_BIFF_STREAMS),
)  # fmt: skip
_REFUSED_PACKAGES = (
    ("xl/workbook.bin", "the workbook is a binary one (.xlsb)", _OPEN_AND_SAVE),
    ("content.xml", "the file is an OpenDocument one", _OPEN_AND_SAVE),
    ("word/document.xml", "the file is a Word document", "ask the host for the table as XLSX"),
)
_XML_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


class FileFormat(StrEnum):
    """What the bytes of a file are."""

    TEXT = "text"
    HTML = "html"
    XLSX = "xlsx"
    XLS = "xls"


def find_format(content: bytes) -> FileFormat:
    """Tell a file's format by its bytes; raises FileRefused, with a sentence, for any other one."""
    for start, message, hint in _REFUSED_STARTS:
        if content.startswith(start):
            raise FileRefused(message, hint=hint)
    if content.startswith(b"PK\x03\x04"):
        return FileFormat.XLSX
    if content.startswith((OLE_MAGIC, *_BIFF_STREAMS)):
        return FileFormat.XLS
    head = _readable_head(content)
    if not head.lstrip("\ufeff \t\r\n"):
        raise FileRefused("the file holds nothing but blanks", hint="ask the host for it again")
    if head.lstrip("\ufeff \t\r\n").startswith("<"):
        return _find_markup(head)
    return FileFormat.TEXT


def _readable_head(content: bytes) -> str:
    """Read the start of a text far enough to tell markup from a table; refuses binary bytes."""
    head = content[:_HEAD]
    marked = marked_encoding(content)
    if marked is None and looks_like_utf_16(head):
        marked = Encoding.UTF_16
    if marked is not None:
        return head[: len(head) // 2 * 2].decode(marked, "replace")
    controls = sum(byte < 0x20 and byte not in _PLAIN_CONTROLS for byte in head)  # noqa: PLR2004
    if controls > len(head) // 50:
        raise FileRefused(
            "the file is binary and of no kind that is read here",
            hint="ask the host for CSV or XLSX",
        )
    return head.decode("latin-1")


def _find_markup(head: str) -> FileFormat:
    if _XML_SPREADSHEET in head:
        raise FileRefused("the file is an XML spreadsheet of Excel 2003", hint=_OPEN_AND_SAVE)
    if _HTML.search(head):
        return FileFormat.HTML
    raise FileRefused(
        "the file is XML, not a table",
        hint="an ELMO document is read by a host of kind 'elmo'",
    )


def read_sheets(
    content: bytes, settings: InboxSettings, fitness: Callable[[Grid], int]
) -> tuple[tuple[Grid, ...], int]:
    """Read the sheets the profile chooses; gives them and how many hidden ones were left out.

    `fitness` counts the headings recognised in a grid. Raises FileRefused.
    """
    limits = settings.grid_limits()
    match find_format(content):
        case FileFormat.TEXT:
            grid = read_text(
                content,
                encoding=settings.encoding,
                delimiter=settings.delimiter,
                allow_open_end=settings.allow_open_end,
                limits=limits,
                fitness=fitness,
            )
            return _choose_only([grid]), 0
        case FileFormat.HTML:
            return _choose_only([read_html(content, encoding=settings.encoding, limits=limits)]), 0
        case FileFormat.XLSX:
            package = open_package(content)
            _refuse_other_packages(package.namelist())
            grids = list(_placed(read_xlsx(package, limits)))
        case FileFormat.XLS:
            grids = list(_placed(read_xls(_workbook_stream(content), limits)))
    if not grids:
        raise FileRefused(
            "the workbook has no worksheet, only charts or macros",
            hint="ask the host for the table as CSV or XLSX",
        )
    if settings.sheets:
        return _choose_named(grids, settings.sheets), 0
    visible = [grid for grid in grids if grid.visible]
    return _choose_only(visible), sum(bool(grid.rows) for grid in grids if not grid.visible)


def _placed(grids: Iterable[Grid]) -> Iterator[Grid]:
    for number, grid in enumerate(grids, start=1):
        yield replace(grid, place=f"sheet {number}")


def _choose_only(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """Choose the only sheet that holds something; its places need no sheet then."""
    filled = [grid for grid in grids if grid.rows]
    if not filled:
        raise FileRefused("there is nothing in the file's sheets", hint="ask the host for it again")
    if len(filled) > 1:
        raise FileRefused(
            f"{len(filled)} sheets of the workbook hold something",
            hint="name those to be read under 'sheets' in the profile ('*' for all)",
        )
    return (replace(filled[0], place=""),)


def _choose_named(grids: list[Grid], patterns: Iterable[str]) -> tuple[Grid, ...]:
    """Choose the sheets the profile names; each name has to fit one, and empty sheets are fine."""
    chosen: set[int] = set()
    for pattern in patterns:
        lowered = pattern.casefold().strip()
        fitting = [
            number
            for number, grid in enumerate(grids)
            if fnmatch.fnmatchcase(grid.title.casefold().strip(), lowered)
        ]
        if not fitting:
            raise FileRefused(
                f"the workbook has {len(grids)} sheets, and none is named {pattern!r}",
                hint="correct 'sheets' in the profile, or ask the host for the whole workbook",
            )
        chosen.update(fitting)
    filled = [grid for number, grid in enumerate(grids) if number in chosen and grid.rows]
    if not filled:
        raise FileRefused("the named sheets are empty", hint="ask the host for the file again")
    return (replace(filled[0], place=""),) if len(filled) == 1 else tuple(filled)


def settle_hidden(grid: Grid, policy: HiddenCells) -> Grid:
    """Refuse, read or blank what is hidden; hidden rows and columns that are empty never matter."""
    if policy is HiddenCells.READ or not (grid.hidden_rows or grid.hidden_columns):
        return grid
    hidden = [
        (row, column)
        for row in range(len(grid.rows))
        for column, _ in grid.filled(row)
        if row in grid.hidden_rows or column in grid.hidden_columns
    ]
    if not hidden:
        return grid
    if policy is HiddenCells.REFUSE:
        raise FileRefused(
            "the sheet has hidden rows or columns that hold something",
            hint="show or delete them, or say 'hidden: read' or 'hidden: skip' in the profile",
            problems=_hidden_problems(grid, hidden),
        )
    blanked = [list(cells) for cells in grid.rows]
    for row, column in hidden:
        blanked[row][column] = EMPTY
    return replace(grid, rows=tuple(map(tuple, blanked)))


def _hidden_problems(grid: Grid, hidden: Iterable[tuple[int, int]]) -> Iterator[Problem]:
    rows = sorted({row for row, _ in hidden if row in grid.hidden_rows})
    columns = sorted({column for _, column in hidden if column in grid.hidden_columns})
    for row in rows:
        yield Problem(code="hidden-row", message="the row is hidden", place=grid.row_place(row))
    for column in columns:
        place = f"column {column_letters(column)}"
        yield Problem(
            code="hidden-column",
            message="the column is hidden",
            place=f"{grid.place}, {place}" if grid.place else place,
        )


def _refuse_other_packages(names: Iterable[str]) -> None:
    known = set(names)
    for part, message, hint in _REFUSED_PACKAGES:
        if part in known:
            raise FileRefused(message, hint=hint)
    if not any(name.endswith("workbook.xml") for name in known):
        raise FileRefused(
            "the file is an archive, not a workbook", hint="unpack it and drop the files one by one"
        )


def _workbook_stream(content: bytes) -> bytes:
    if not content.startswith(OLE_MAGIC):
        return content
    container = OleFile(content)
    names = container.names()
    if "EncryptedPackage" in names:
        raise FileRefused(
            "the workbook is protected by a password", hint="ask the host for it without one"
        )
    for name in ("Workbook", "Book"):
        if name in names:
            return container.read(name)
    raise FileRefused(
        "the file is an Office document without a worksheet",
        hint="ask the host for the table as CSV or XLSX",
    )

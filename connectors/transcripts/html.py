"""Layouts as one HTML page: no script, no other file, its style allowed by digest alone.

Readable by a screen reader, on a telephone and on paper; every text is escaped.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from connectors.transcripts.layout import Cell, Layout, Table
from connectors.transcripts.qr import qr_svg

_SVG_OPENING = re.compile(r"<svg ")


def write_html(layout: Layout) -> bytes:
    """Write a layout as a page; the same layout gives the same bytes."""
    style = _resource("document.css")
    data = asdict(layout)
    for section, laid_out in zip(data["sections"], layout.sections, strict=True):
        for table, original in zip(section["tables"], laid_out.tables, strict=True):
            table["groups"] = list(_groups(original))
    page = _template().render(
        document=data,
        style=Markup(style),  # noqa: S704 -- our own file, whose digest the page declares
        style_digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        qr=_drawn(layout),
    )
    return f"{page}\n".encode()


def _drawn(layout: Layout) -> Markup:
    """Draw the QR code as an image with a text for those who do not see it."""
    if layout.proof is None:
        return Markup("")
    label = Markup.escape(layout.proof.payload)
    opening = f'<svg role="img" aria-label="{label}" '
    drawn = _SVG_OPENING.sub(opening.replace("\\", r"\\"), qr_svg(layout.proof.payload), count=1)
    return Markup(drawn)  # noqa: S704 -- drawn here, its only text escaped above


def _groups(table: Table) -> Iterator[list[list[dict[str, Any]]]]:
    """Group the rows a cell reaches over, and give every cell the heading of its column."""
    group: list[list[dict[str, Any]]] = []
    reaching = [0] * len(table.columns)
    for row in table.rows:
        if group and not any(reaching):
            yield group
            group = []
        free = [place for place, rows in enumerate(reaching) if not rows]
        cells = []
        for place, each in zip(free, row, strict=True):
            reaching[place] = each.rows
            cells.append(_described(each, table, place))
        group.append(cells)
        reaching = [max(rows - 1, 0) for rows in reaching]
    if group:
        yield group


def _described(cell: Cell, table: Table, place: int) -> dict[str, Any]:
    heading = table.columns[place].heading
    scope = ("rowgroup" if cell.rows > 1 else "row") if cell.heads else ""
    return asdict(cell) | {
        "label": heading[0].text if heading else "",
        "tag": "th" if cell.heads else "td",
        "role": "rowheader" if cell.heads else "cell",
        "scope": scope,
    }


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(_resource("document.html"))


@cache
def _resource(name: str) -> str:
    return (files("connectors.transcripts") / "templates" / name).read_text(encoding="utf-8")

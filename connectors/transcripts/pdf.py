"""Layouts as PDF, tagged and for archives (PDF/A-2a, PDF/UA-1); the same layout, the same bytes.

Only the fonts inside the typesetting library are used, so that a document looks alike on every
machine; all of Kazakh is in them. What the document says is passed as data, never as markup.
"""

import json
import re
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from connectors.transcripts.layout import Layout
from connectors.transcripts.qr import qr_svg
from mapping.problems import UtqyrError

_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)


class UnprintableDocument(UtqyrError):
    """A document cannot be set; nothing was written."""


def write_pdf(layout: Layout) -> bytes:
    """Set a layout; raises UnprintableDocument where it holds characters no font inside has."""
    try:
        made = typst.compile(
            _template(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"layout": json.dumps(layout_data(layout), ensure_ascii=False)},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        raise UnprintableDocument(
            "the document cannot be set as PDF",
            hint="it may hold characters of a script no built-in font has; choose html or xlsx",
        ) from error
    if not isinstance(made, bytes):
        raise UnprintableDocument("the document cannot be set as PDF")
    return made


def layout_data(layout: Layout) -> dict[str, Any]:
    """Give a layout as plain values for a template, with its QR code drawn."""
    data = asdict(layout)
    on = layout.drawn_up_on
    data["date"] = [on.year, on.month, on.day]
    del data["drawn_up_on"]
    if layout.proof is not None:
        data["proof"]["qr"] = qr_svg(layout.proof.payload)
    _plain_languages(data)
    return data


def _plain_languages(value: Any) -> None:
    """Reduce every language tag to what the typesetter knows: `en-GB` to `en`, others to none."""
    if isinstance(value, dict):
        if isinstance(value.get("language"), str):
            primary = value["language"].partition("-")[0]
            value["language"] = primary if _LANGUAGE.fullmatch(primary) else ""
        for part in value.values():
            _plain_languages(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _plain_languages(part)


@cache
def _template() -> bytes:
    return (files("connectors.transcripts") / "templates" / "document.typ").read_bytes()

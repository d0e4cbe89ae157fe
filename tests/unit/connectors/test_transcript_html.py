"""Transcripts as HTML: safe under a strict policy, readable by a screen reader."""

import base64
import hashlib
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from connectors.transcripts.document import Transcript, Trilingual
from connectors.transcripts.forms import WaitingShown
from connectors.transcripts.html import write_html
from connectors.transcripts.protocol_layout import lay_out_protocol
from connectors.transcripts.transcript_layout import lay_out_transcript
from tests.documents import (
    WORDING,
    make_original,
    make_protocol,
    make_row,
    make_transcript,
    make_waiting,
)

ALL = ("kk", "ru", "en")


def page(transcript: Transcript, languages: tuple[str, ...] = ALL, **options: Any) -> str:
    return write_html(lay_out_transcript(transcript, WORDING, languages, **options)).decode()


def tree(transcript: Transcript, **options: Any) -> Any:
    return html.document_fromstring(page(transcript, **options))


def test_same_transcript_gives_the_same_bytes() -> None:
    assert page(make_transcript()) == page(make_transcript())


def test_style_is_allowed_by_its_digest_and_nothing_else_is() -> None:
    written = page(make_transcript())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', written)
    style = re.search(r"<style>(.*?)</style>", written, re.DOTALL)
    assert policy is not None
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()

    assert policy[1].replace("&#39;", "'") == f"default-src 'none'; style-src 'sha256-{digest}'"


def test_nothing_is_inline_and_nothing_is_fetched() -> None:
    root = tree(make_transcript())

    assert root.xpath("//script | //img | //link | //iframe | //@style | //@onclick") == []
    assert root.xpath("//@href | //@src") == []


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><b x="', "&amp; {{ 1 }} {% x"])
def test_every_text_is_escaped(hostile: str) -> None:
    rows = (
        make_row(titles=Trilingual(en=hostile), originals=(make_original(hostile, title=hostile),)),
    )
    transcript = make_waiting(make_transcript(*rows), hostile)
    root = tree(transcript, waiting=WaitingShown.SHOWN)

    assert root.xpath("//script | //b") == []
    assert root.text_content().count(hostile) == 4


@given(st.text(max_size=60))
@settings(max_examples=50, deadline=None)
def test_any_title_is_a_page_that_reads_back(title: str) -> None:
    written = page(make_transcript(make_row(titles=Trilingual(en=title))), ("en",))

    assert written.startswith("<!doctype html>")
    assert written.count("<table") == 2


def test_every_text_says_its_language() -> None:
    root = tree(make_transcript())

    assert root.get("lang") == "kk"
    assert {"kk", "ru", "en"} <= set(root.xpath("//@lang"))
    [russian] = root.xpath("//span[text()='Корпоративные финансы']")
    assert russian.get("lang") == "ru"


def test_every_cell_knows_its_column() -> None:
    root = tree(make_transcript())
    table = root.xpath("//table")[0]
    headings = [th.xpath("string(.//span[1])") for th in table.xpath("thead//th[@scope='col']")]

    assert len(headings) == 12
    for row in table.xpath("tbody/tr"):
        assert [cell.get("data-label") for cell in row] in (headings, headings[8:11])


def test_component_of_two_courses_spans_both_and_names_its_rows() -> None:
    table = tree(make_transcript(make_row())).xpath("//table")[0]
    [body] = table.xpath("tbody")
    [named] = body.xpath(".//th")

    assert (named.get("scope"), named.get("rowspan")) == ("rowgroup", "2")
    assert [len(row) for row in body] == [12, 3]


def test_every_table_says_what_it_is() -> None:
    root = tree(make_waiting(make_transcript(), "no grade"), waiting=WaitingShown.SHOWN)

    assert [bool(table.xpath("string(caption)")) for table in root.xpath("//table")] == [True] * 3


def test_qr_code_has_words_for_those_who_do_not_see_it() -> None:
    [drawn] = tree(make_transcript()).xpath("//*[@role='img']")

    assert drawn.get("aria-label").startswith("UTQYR:1/HOME.EDU.KZ/")


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_colours_have_the_contrast_wcag_asks_for() -> None:
    colours = set(re.findall(r"[{;] ?color: (#[0-9a-f]{3,6})", page(make_transcript())))
    dimmest = luminance("#f0f0ec")

    assert len(colours) >= 3
    for colour in colours:
        assert (dimmest + 0.05) / (luminance(colour) + 0.05) >= 4.5, colour


def test_draft_is_marked() -> None:
    root = tree(make_transcript(issue=None))

    assert "DRAFT" in root.xpath("string(//p[@class='draft'])")
    assert root.xpath("//*[@class='proof']") == []


def test_protocol_has_order_refusals_and_lines_to_sign() -> None:
    written = write_html(lay_out_protocol(make_protocol(), WORDING, ALL)).decode()

    for expected in ("301-15", "ECM301", "failed at the host", "Жұмабекова Әсел"):
        assert expected in written

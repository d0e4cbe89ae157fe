"""Transcripts as PDF: what is in them, how they look, and that they are the same everywhere."""

import re
from typing import Any

import pymupdf
import pytest
import zxingcpp

from connectors.transcripts.document import Transcript, Trilingual
from connectors.transcripts.forms import WaitingShown
from connectors.transcripts.pdf import UnprintableDocument, write_pdf
from connectors.transcripts.protocol_layout import lay_out_protocol
from connectors.transcripts.transcript_layout import lay_out_transcript
from tests.documents import (
    CODE,
    KAZAKH,
    LONG_TITLE,
    WORDING,
    make_pass,
    make_protocol,
    make_row,
    make_transcript,
    make_waiting,
)

ALL = ("kk", "ru", "en")


def pdf(transcript: Transcript, languages: tuple[str, ...] = ALL, **options: Any) -> bytes:
    return write_pdf(lay_out_transcript(transcript, WORDING, languages, **options))


def opened(content: bytes) -> Any:
    return pymupdf.open(stream=content, filetype="pdf")


def text_of(content: bytes) -> str:
    """Read all text, with hyphenated and wrapped lines joined."""
    text = "\n".join(page.get_text() for page in opened(content))
    return " ".join(text.replace("-\n", "").replace("\u00ad", "").split())


def test_same_transcript_gives_the_same_bytes() -> None:
    assert pdf(make_transcript()) == pdf(make_transcript())


def test_transcript_says_everything_it_has_to() -> None:
    said = text_of(pdf(make_transcript()))

    for expected in (
        *("Үлгі университеті", "Образцовый университет", "Example University"),
        *("Жұмабекова Әсел", "KB2300003", "29.11.2004", "Kozminski University"),
        *("01.10.2025 – 31.01.2026", "LA-2025-003", "301-12", "ECO2204", "3.33", "85", "жақсы"),
        *("Corporate Finance II", "3 ECTS", "4,0", "FIN201 + FIN202 -> ECO2204", "minutes 12"),
        *("grading scale of the host", "А. Қ. Сейітова", "М.О.", CODE),
    ):
        assert expected in said


def test_every_kazakh_letter_has_a_glyph_of_its_own() -> None:
    titles = Trilingual(kk=f"Пән {KAZAKH}")
    document = opened(pdf(make_transcript(make_row(titles=titles))))
    page = document[0]
    fonts = {
        span["text"]: span["font"]
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
    }
    (font,) = {font for text, font in fonts.items() if KAZAKH[:8] in text}

    assert "Libertinus" in font
    assert KAZAKH in "".join(page.get_text().split())


def test_only_built_in_fonts_are_used_and_all_are_embedded() -> None:
    fonts = [font for page in opened(pdf(make_transcript())) for font in page.get_fonts()]

    assert {font[3].partition("+")[2].partition("-")[0] for font in fonts} == {
        "LibertinusSerif",
        "DejaVuSansMono",
    }
    assert all("+" in font[3] for font in fonts)


def test_document_is_tagged_and_for_archives() -> None:
    document = opened(pdf(make_transcript()))
    metadata = document.get_xml_metadata()

    assert "pdfaid" in metadata
    assert "pdfuaid" in metadata
    assert document.metadata["title"].endswith("KB2300003")
    assert document.metadata["creationDate"].startswith("D:20260901")


def test_fifty_courses_fill_numbered_pages_with_the_heading_on_each() -> None:
    rows = [make_row(f"ECO{number:04}", decision=f"D{number}") for number in range(1, 51)]
    document = opened(pdf(make_transcript(*rows)))
    pages = [page.get_text() for page in document]

    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"{number}/{len(pages)}" in page
    with_rows = [
        page for page in pages if re.search(r"ECO\d{4}\n", page) and "FIN201\n" not in page
    ]
    assert all("Пән коды" in page or "Ереже" in page for page in with_rows)
    assert all(f"ECO{number:04}" in "".join(pages) for number in range(1, 51))


def test_a_long_kazakh_title_is_printed_whole() -> None:
    titles = Trilingual(kk=LONG_TITLE, ru=LONG_TITLE, en="Regional Development")
    said = text_of(pdf(make_transcript(make_row(titles=titles))))

    assert LONG_TITLE.replace("-", "").replace(" ", "") in said.replace("-", "").replace(" ", "")


def test_a_single_pass_without_a_grade_has_no_invented_mark() -> None:
    content = pdf(make_transcript(make_pass(), average=None), ("ru",))
    said = text_of(content)

    assert "зачтено" in said
    assert "Средний балл" not in said
    assert "дают кредиты без баллов" in said
    assert opened(content).page_count == 1


@pytest.mark.parametrize(("language", "absent"), [("kk", "Transcript of"), ("en", "Транскрипт")])
def test_one_language_speaks_that_language_only(language: str, absent: str) -> None:
    assert absent not in text_of(pdf(make_transcript(), (language,)))


def test_what_waits_is_not_in_the_official_document_unless_chosen() -> None:
    transcript = make_waiting(make_transcript(), "The document states no grade.")

    assert "states no grade" not in text_of(pdf(transcript))
    assert "states no grade" in text_of(pdf(transcript, waiting=WaitingShown.SHOWN))


def decoded(content: bytes) -> list[str]:
    found = []
    for page in opened(content):
        picture = page.get_pixmap(dpi=200)
        pixels = memoryview(picture.samples).cast("B", (picture.height, picture.width, picture.n))
        found += [code.text for code in zxingcpp.read_barcodes(pixels)]
    return found


def test_qr_code_is_read_back_from_the_page() -> None:
    transcript = make_transcript()
    assert transcript.issue is not None

    assert decoded(pdf(transcript)) == [transcript.issue.verification.payload]


def test_qr_code_holds_no_personal_data() -> None:
    [payload] = decoded(pdf(make_transcript()))

    assert re.fullmatch(r"UTQYR:1/HOME\.EDU\.KZ/[0-9A-Z-]{29}/412/[0-9A-F]{64}", payload)


def test_draft_says_so_and_cannot_be_verified() -> None:
    content = pdf(make_transcript(issue=None))

    assert "DRAFT, not issued" in text_of(content)
    assert decoded(content) == []
    assert "Verification" not in text_of(content)


@pytest.mark.parametrize(
    "hostile",
    [
        "#panic(1)",
        "*bold* _it_ $x^2$",
        '#read("/etc/passwd")',
        "= heading",
        "@label <label>",
        'a"b\\u{41} ]]) //',
        "{{ 7*7 }}",
    ],
)
def test_titles_are_never_read_as_markup(hostile: str) -> None:
    rows = (make_row(titles=Trilingual(en=hostile)),)
    said = text_of(pdf(make_transcript(*rows), ("en",)))

    assert "".join(hostile.split()) in "".join(said.split())


def test_a_letter_no_font_has_is_an_error_and_not_a_box() -> None:
    with pytest.raises(UnprintableDocument):
        pdf(make_transcript(make_row(titles=Trilingual(en="漢字"))))


def test_protocol_is_ready_for_signature() -> None:
    protocol = make_protocol()
    content = write_pdf(lay_out_protocol(protocol, WORDING, ALL))
    said = text_of(content)

    for expected in ("301-15", "01.09.2026", "Жұмабекова Әсел", "ECO2204", "ECM301", "Dean"):
        assert expected in said
    assert "failed at the host" in said
    assert len(decoded(content)) == 1

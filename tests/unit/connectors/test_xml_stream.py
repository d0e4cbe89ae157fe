import base64
import io
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.errors import HostContractBroken
from connectors.xml_stream import FinishedElements
from mapping.identifiers import HeiId

HOST = HeiId("host.example")


def finish(content: bytes, *names: str, **limits: int) -> list[str]:
    """Read a document, dropping each element, and list what was finished."""
    elements = FinishedElements(
        io.BytesIO(content), host=HOST, names=names or ("course",), **limits
    )
    found = []
    for element in elements:
        found.append("".join(map(str, element.itertext())))
        elements.drop_before(element)
    return found


def refused(content: bytes, **limits: int) -> HostContractBroken:
    with pytest.raises(HostContractBroken) as caught:
        finish(content, **limits)
    return caught.value


def test_elements_come_in_the_order_of_their_ends_in_any_namespace() -> None:
    content = b"<a><course>1</course><x:course xmlns:x='urn:x'>2<course>3</course></x:course></a>"
    assert finish(content) == ["1", "3", "2"]


def test_comments_and_instructions_are_no_part_of_a_text() -> None:
    assert finish(b"<a><course>A<!-- not -->B<?nor this?>C</course></a>") == ["ABC"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1251"])
def test_declared_encodings_are_read(encoding: str) -> None:
    name = "utf-16" if encoding == "utf-16-le" else encoding.removesuffix("-sig")
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    text = f"{mark}<?xml version='1.0' encoding='{name}'?><a><course>Курс</course></a>"
    assert finish(text.encode(encoding)) == ["Курс"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not XML"),
        (b"  \n ", "is not XML"),
        (b"%PDF-1.7 <a/>", "is not XML"),
        (b"PK\x03\x04", "is not XML"),
        (b"<", "no element"),
        (b"<!-- only a remark -->", "no element"),
        (b"<a>\n<b></a>", "not well-formed XML: see line 2"),
        (b"<a>\n<b>\n", "cut off: see line 3"),
        (b"<a>\n&eacute;</a>", "entity that XML does not know: see line 2"),
        (b"<a>\xff</a>", "not well-formed XML: see line 1"),
        (b"<?xml version='1.0' encoding='klingon'?><a/>", "not well-formed XML"),
        (b"<a>" * 300 + b"</a>" * 300, "nests deeper"),
        (b"<a>" + b"x&#13;" * 12_000_000 + b"</a>", "nests deeper or has longer texts"),
    ],
)
def test_what_is_no_harmless_xml_is_refused_with_its_line(content: bytes, said: str) -> None:
    error = refused(content, max_element_bytes=10**9)
    assert said in error.message
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None


@pytest.mark.parametrize(
    "prolog",
    [
        b"<!DOCTYPE a>",
        b"<!-- a remark -->\n<!DOCTYPE a SYSTEM 'file:///etc/passwd'>",
        b"<?xml version='1.0'?><?a?><!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"<!DOCTYPE a [<!ENTITY % b SYSTEM 'http://elsewhere.example/'> %b;]>",
        b"<!-- <a> -->" + b" " * 60_000 + b"<!DOCTYPE a>",
    ],
)
def test_every_doctype_is_refused(prolog: bytes) -> None:
    assert "DOCTYPE" in refused(prolog + b"<a><course/></a>").message


def test_doctype_is_refused_in_wide_characters_too() -> None:
    text = "<?xml version='1.0' encoding='utf-16'?>\n<!DOCTYPE a><a/>"
    assert "DOCTYPE, which is refused: see line 2" in refused(text.encode("utf-16")).message


def test_doctype_in_a_remark_is_only_a_remark() -> None:
    assert finish(b"<!-- <!DOCTYPE a> --><a><course>1</course></a>") == ["1"]


def test_endless_prolog_is_refused() -> None:
    assert "no element in the first" in refused(b"<?xml version='1.0'?>" + b" " * 10**6).message


def test_attachment_of_any_size_is_left_out_and_lines_stay_right() -> None:
    attachment = base64.encodebytes(bytes(range(256)) * 80_000)
    assert len(attachment) > 20_000_000
    content = b"<a><content>data:x;base64," + attachment + b"</content><course>1</course></a>"
    assert finish(content) == ["1"]
    lines = content.count(b"\n") + 1
    assert f"line {lines}" in refused(content.removesuffix(b"</a>") + b"</b>").message


def test_element_nobody_drops_is_limited() -> None:
    content = b"<a>" + b"<other>text</other>" * 200_000 + b"<course/></a>"
    assert "larger than 1 MiB" in refused(content, max_element_bytes=1024 * 1024).message


def test_memory_does_not_grow_with_the_document() -> None:
    class Endless(io.RawIOBase):
        """A document of any length, made while it is read."""

        def __init__(self, repeats: int) -> None:
            self._parts: Iterator[bytes] = iter(
                [b"<a>", *[b"<b>" + b"<course>text</course>" * 500 + b"</b>"] * repeats, b"</a>"]
            )
            self._rest = b""

        def read(self, size: int = -1) -> bytes:
            while len(self._rest) < size and (part := next(self._parts, b"")):
                self._rest += part
            taken, self._rest = self._rest[:size], self._rest[size:]
            return taken

    def peak(repeats: int) -> int:
        tracemalloc.start()
        stream: Any = Endless(repeats)
        elements = FinishedElements(stream, host=HOST, names=("course", "b"))
        for element in elements:
            elements.drop_before(element)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(800) < 2 * peak(80)

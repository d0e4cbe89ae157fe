from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.base import HostDocument
from connectors.documents import spool_bytes
from connectors.errors import HostContractBroken
from connectors.page_bundle import BundleWriter, read_bundle
from mapping.identifiers import HeiId
from tests.retrieving import asking, known_of

HOST = HeiId("host.example")
NOW = datetime(2026, 2, 1, tzinfo=UTC)


def bundle_of(spool: Path, *bodies: bytes, name: str = "grades") -> HostDocument | None:
    with BundleWriter(HOST, asking(spool, NOW), {"kind": "thing", "ended": True}) as bundle:
        for number, body in enumerate(bodies):
            bundle.add_bytes(body, "part", str(number))
        return bundle.finish(name)


def as_document(spool: Path, content: bytes) -> HostDocument:
    return spool_bytes(
        content,
        host=HOST,
        spool=spool,
        name="x",
        media_type="",
        fetched_at=NOW,
        limit_bytes=len(content),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(bodies=st.lists(st.binary(max_size=300), max_size=5))
def test_every_body_comes_back_byte_for_byte(tmp_path: Path, bodies: list[bytes]) -> None:
    document = bundle_of(tmp_path, *bodies)
    assert document is not None

    bundle = read_bundle(document, "thing")

    assert bundle.facts == {"kind": "thing", "ended": True}
    assert [(page.of, page.body) for page in bundle.pages] == [
        (str(number), body) for number, body in enumerate(bodies)
    ]


def test_same_answers_make_the_same_bytes_and_are_no_news(tmp_path: Path) -> None:
    first = bundle_of(tmp_path, b"{}", b"[]")
    assert first is not None
    content = first.path.read_bytes()
    first.path.unlink()
    request = asking(tmp_path, datetime(2027, 1, 1, tzinfo=UTC), known_of([first]))

    with BundleWriter(HOST, request, {"kind": "thing", "ended": True}) as bundle:
        bundle.add_bytes(b"{}", "part", "0")
        bundle.add_bytes(b"[]", "part", "1")
        assert bundle.finish("grades") is None

    assert list(tmp_path.iterdir()) == []
    assert b"2026" not in content


def test_bundle_that_is_not_finished_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError),
        BundleWriter(HOST, asking(tmp_path, NOW), {"kind": "thing"}) as bundle,
    ):
        bundle.add_bytes(b"{}", "part")
        raise RuntimeError

    assert list(tmp_path.iterdir()) == []


def test_every_cut_is_seen(tmp_path: Path) -> None:
    document = bundle_of(tmp_path, b'{"a": 1}', b"[2]")
    assert document is not None
    content = document.path.read_bytes()

    for length in range(1, len(content)):
        with pytest.raises(HostContractBroken):
            list(read_bundle(as_document(tmp_path, content[:length]), "thing").pages)


def test_bundle_of_another_kind_is_refused(tmp_path: Path) -> None:
    document = bundle_of(tmp_path, b"{}")
    assert document is not None

    with pytest.raises(HostContractBroken, match="no answers of kind 'other'"):
        read_bundle(document, "other")


@pytest.mark.parametrize("size", ["-1", "true", "null", "1e3", "99999999999999"])
def test_size_that_is_none_is_refused(tmp_path: Path, size: str) -> None:
    head = f'"media_type": "a", "of": "", "part": "p", "size": {size}'
    content = f'utqyr-pages 1\n{{"kind": "thing"}}\n{{{head}}}\nabc\n{{"parts": 1}}\n'.encode()

    with pytest.raises(HostContractBroken):
        list(read_bundle(as_document(tmp_path, content), "thing").pages)


def test_page_that_is_no_json_is_told_without_its_content(tmp_path: Path) -> None:
    document = bundle_of(tmp_path, b"<p>Aruzhan Testova</p>")
    assert document is not None
    (page,) = read_bundle(document, "thing").pages

    with pytest.raises(HostContractBroken) as caught:
        page.json()

    assert "Aruzhan" not in f"{caught.value} {caught.value.hint}"

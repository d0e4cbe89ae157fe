import base64
import gzip
import hashlib
import os
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.base import HostDocument
from connectors.documents import (
    OpeningLimits,
    digest_file,
    open_unwrapped,
    spool_bytes,
    spool_file,
)
from connectors.errors import HostContractBroken, HostUnavailable
from mapping.identifiers import HeiId

HOST = HeiId("host.example")
NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
XML = b"<elmo><learner/>" + b"<report/>" * 300 + b"</elmo>"


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


@pytest.fixture
def spooled(spool: Path) -> Callable[[bytes], HostDocument]:
    def put(content: bytes) -> HostDocument:
        return spool_bytes(
            content,
            host=HOST,
            spool=spool,
            name="document",
            media_type="application/xml",
            fetched_at=NOW,
            limit_bytes=10**9,
        )

    return put


def spool_path(source: Path, spool: Path, *, limit_bytes: int = 10**6) -> HostDocument:
    return spool_file(
        source,
        host=HOST,
        spool=spool,
        name=source.name,
        media_type="application/xml",
        fetched_at=NOW,
        limit_bytes=limit_bytes,
    )


# -- spooling --------------------------------------------------------------------------------------


def test_spooled_file_has_the_bytes_and_digest_of_its_source(tmp_path: Path, spool: Path) -> None:
    source = tmp_path / "tor.xml"
    source.write_bytes(XML)
    document = spool_path(source, spool)
    assert document.path.read_bytes() == XML
    assert document.sha256 == hashlib.sha256(XML).hexdigest()
    assert document.size == len(XML)
    assert document.name == "tor.xml"


def test_spooled_copy_is_readable_by_its_owner_only(tmp_path: Path, spool: Path) -> None:
    source = tmp_path / "tor.xml"
    source.write_bytes(XML)
    assert spool_path(source, spool).path.stat().st_mode & 0o077 == 0


def test_digest_of_a_file_is_that_of_its_spooled_copy(tmp_path: Path, spool: Path) -> None:
    source = tmp_path / "tor.xml"
    source.write_bytes(XML)
    digest = digest_file(source, host=HOST, limit_bytes=10**6)
    assert digest == spool_path(source, spool).sha256


def test_file_over_the_limit_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, spool: Path
) -> None:
    source = tmp_path / "tor.xml"
    source.write_bytes(bytes(2 * 1024 * 1024 + 1))
    with pytest.raises(HostContractBroken, match="limit of 2 MiB"):
        spool_path(source, spool, limit_bytes=2 * 1024 * 1024)
    assert list(spool.iterdir()) == []


def test_missing_file_is_an_unavailable_host(tmp_path: Path, spool: Path) -> None:
    with pytest.raises(HostUnavailable, match="no such file"):
        spool_path(tmp_path / "gone.xml", spool)


def test_link_is_not_followed(tmp_path: Path, spool: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("root:x:0:0")
    link = tmp_path / "tor.xml"
    link.symlink_to(secret)
    with pytest.raises(HostUnavailable):
        spool_path(link, spool)
    assert list(spool.iterdir()) == []


def test_pipe_is_refused_without_waiting_for_its_writer(tmp_path: Path, spool: Path) -> None:
    pipe = tmp_path / "tor.xml"
    os.mkfifo(pipe)
    with pytest.raises(HostUnavailable, match="not a regular file"):
        spool_path(pipe, spool)


def test_file_that_grows_while_it_is_read_is_not_taken(
    tmp_path: Path, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "tor.xml"
    source.write_bytes(XML)
    real_sha256 = hashlib.sha256

    class Meanwhile:
        """A digest that, while it is fed, lets the sender append to the file."""

        def __init__(self) -> None:
            self._digest = real_sha256()

        def update(self, chunk: bytes) -> None:
            self._digest.update(chunk)
            if b"more" not in chunk:
                with source.open("ab") as sender:
                    sender.write(b"more")

        def hexdigest(self) -> str:
            return self._digest.hexdigest()

    monkeypatch.setattr("connectors.documents.hashlib.sha256", Meanwhile)
    with pytest.raises(HostUnavailable, match="changed while it was read"):
        spool_path(source, spool)
    assert list(spool.iterdir()) == []


def test_no_refusal_names_the_file(tmp_path: Path, spool: Path) -> None:
    source = tmp_path / "Testbekova-Aigerim.xml"
    with pytest.raises(HostUnavailable) as gone:
        spool_path(source, spool)
    source.write_bytes(XML)
    with pytest.raises(HostContractBroken) as large:
        spool_path(source, spool, limit_bytes=10)
    for error in (gone.value, large.value):
        assert "Testbekova" not in f"{error} {error.hint}"


# -- unwrapping ------------------------------------------------------------------------------------


WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda content: content,
    "gzip": gzip.compress,
    "base64": base64.b64encode,
    "base64 in lines": base64.encodebytes,
    "base64 without padding": lambda content: base64.b64encode(content).rstrip(b"="),
    "base64 for addresses": base64.urlsafe_b64encode,
    "base64 of gzip": lambda content: base64.b64encode(gzip.compress(content)),
    "gzip of base64": lambda content: gzip.compress(base64.b64encode(content)),
    "gzip in two members": lambda content: gzip.compress(content[:9]) + gzip.compress(content[9:]),
    "gzip with zeros behind": lambda content: gzip.compress(content) + bytes(512),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("content", [XML, "<émile>é</émile>".encode("utf-16"), b"PK\x03\x04" * 99])
def test_wrappings_are_undone(
    spooled: Callable[[bytes], HostDocument], wrapping: str, content: bytes
) -> None:
    with open_unwrapped(spooled(WRAPPINGS[wrapping](content))) as stream:
        assert content == stream.read()


@pytest.mark.parametrize("content", [b"Grade", b"AAAA\n", b"Code;Grade\n1;2\n", b"ABCD,1234\n"])
def test_words_in_the_letters_of_base64_stay_words(
    spooled: Callable[[bytes], HostDocument], content: bytes
) -> None:
    with open_unwrapped(spooled(content)) as stream:
        assert content == stream.read()


def test_unwrapping_reads_in_small_steps_too(spooled: Callable[[bytes], HostDocument]) -> None:
    content = bytes(range(1, 128)) * 700
    wrapped = base64.encodebytes(gzip.compress(b"<" + content))
    with open_unwrapped(spooled(wrapped)) as stream:
        read = b"".join(iter(lambda: stream.read(7), b""))
    assert b"<" + content == read


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (gzip.compress(b""), "empty"),
        (gzip.compress(XML)[:-6], "cut off"),
        (gzip.compress(XML)[:-8] + b"\0\0\0\0\0\0\0\0", "damaged"),
        (b"\x1f\x8b and no more of gzip than its first two bytes", "damaged"),
        (base64.b64encode(XML * 3)[:-1] + b"\xc3", "damaged"),
        (base64.b64encode(XML)[:41], "damaged"),
        (base64.b64encode(b"<a>b</a>") + b"QUJD", "damaged|goes on"),
        (WRAPPINGS["base64 of gzip"](WRAPPINGS["base64 of gzip"](XML)), "more than 3 times"),
    ],
)
def test_broken_wrappings_are_refused_with_a_sentence(
    spooled: Callable[[bytes], HostDocument], content: bytes, said: str
) -> None:
    with (
        pytest.raises(HostContractBroken, match=said),
        open_unwrapped(spooled(content)) as stream,
    ):
        stream.read()


def test_damaged_wrapping_is_told_without_its_content(
    spooled: Callable[[bytes], HostDocument],
) -> None:
    with (
        pytest.raises(HostContractBroken, match="damaged") as refused,
        open_unwrapped(spooled(gzip.compress(XML) + b"Qz, and no second member")) as stream,
    ):
        stream.read()
    assert "Qz" not in "".join(traceback.format_exception(refused.value))


def test_bomb_is_refused_long_before_it_has_unfolded(
    spooled: Callable[[bytes], HostDocument],
) -> None:
    limits = OpeningLimits(max_ratio=100, free_bytes=1024 * 1024)
    bomb = spooled(gzip.compress(b"<" + bytes(32 * 1024 * 1024)))
    seen = 0
    with (
        pytest.raises(HostContractBroken, match="more than 100 times"),
        open_unwrapped(bomb, limits=limits) as stream,
    ):
        while chunk := stream.read(65536):
            seen += len(chunk)
    assert seen <= max(limits.free_bytes, bomb.size * limits.max_ratio)


def test_short_documents_may_unfold_beyond_the_ratio(
    spooled: Callable[[bytes], HostDocument],
) -> None:
    content = b"<" + b" " * 200_000
    packed = gzip.compress(content)
    assert len(content) > 250 * len(packed)
    with open_unwrapped(spooled(packed)) as stream:
        assert content == stream.read()


@pytest.mark.parametrize("wrapping", ["plain", "gzip", "base64"])
def test_size_cap_holds_for_every_wrapping(
    spooled: Callable[[bytes], HostDocument], wrapping: str
) -> None:
    limits = OpeningLimits(max_bytes=len(XML) - 1)
    document = spooled(WRAPPINGS[wrapping](XML))
    with (
        pytest.raises(HostContractBroken, match="larger than the limit"),
        open_unwrapped(document, limits=limits) as stream,
    ):
        stream.read()


def test_missing_spool_is_an_unavailable_host(spooled: Callable[[bytes], HostDocument]) -> None:
    document = spooled(XML)
    document.path.unlink()
    with pytest.raises(HostUnavailable):
        open_unwrapped(document)

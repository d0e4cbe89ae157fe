import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.base import HostDocument, RetrievalRequest
from connectors.drop_folder import DropFolder
from connectors.errors import HostRefused, HostUnavailable
from mapping.identifiers import HeiId

HOST = HeiId("host.example")
NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "drop"
    path.mkdir()
    return path


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    path = tmp_path / "spool"
    path.mkdir()
    return path


def drop(folder: Path, name: str, content: bytes = b"x", *, age_seconds: float = 3600) -> Path:
    path = folder / name
    path.write_bytes(content)
    changed = (NOW - timedelta(seconds=age_seconds)).timestamp()
    os.utime(path, (changed, changed))
    return path


def drop_folder(folder: Path, *patterns: str, limit_bytes: int = 1024 * 1024) -> DropFolder:
    return DropFolder(
        host=HOST,
        path=folder,
        patterns=patterns or ("*.xml",),
        settle_seconds=60,
        limit_bytes=limit_bytes,
    )


def retrieve(drops: DropFolder, spool: Path) -> list[HostDocument]:
    request = RetrievalRequest(spool=spool, now=NOW)
    return list(drops.retrieve(request, media_type="application/xml"))


def test_files_come_oldest_first_and_then_by_name(folder: Path, spool: Path) -> None:
    for name, age in (("b.xml", 900), ("c.xml", 1800), ("a.xml", 900)):
        drop(folder, name, name.encode(), age_seconds=age)
    found = retrieve(drop_folder(folder), spool)
    assert [document.name for document in found] == ["c.xml", "a.xml", "b.xml"]


def test_a_file_was_published_when_it_was_written_last(folder: Path, spool: Path) -> None:
    drop(folder, "a.xml", age_seconds=3600)
    (found,) = retrieve(drop_folder(folder), spool)
    assert found.published == NOW - timedelta(hours=1)


@pytest.mark.parametrize("seconds", [-(2**40), 0, 2**33])
def test_a_modification_time_no_calendar_has_stops_nothing(
    folder: Path, spool: Path, seconds: int
) -> None:
    os.utime(drop(folder, "a.xml"), (seconds, seconds))
    drop(folder, "b.xml")
    assert "b.xml" in [document.name for document in retrieve(drop_folder(folder), spool)]


def test_a_file_that_is_no_news_is_not_spooled(folder: Path, spool: Path) -> None:
    drop(folder, "a.xml", b"a")
    drop(folder, "b.xml", b"b")
    asked = []

    def is_known(name: str, sha256: str, published: datetime | None) -> bool:
        asked.append((name, hashlib.sha256(name[:1].encode()).hexdigest() == sha256, published))
        return name == "a.xml"

    request = RetrievalRequest(spool=spool, now=NOW, is_known=is_known)
    found = list(drop_folder(folder).retrieve(request, media_type="application/xml"))

    assert [document.name for document in found] == ["b.xml"]
    assert len(list(spool.iterdir())) == 1
    written = NOW - timedelta(hours=1)
    assert asked == [("a.xml", True, written), ("b.xml", True, written)]


def test_patterns_choose_files_in_any_case(folder: Path, spool: Path) -> None:
    for name in ("A.XML", "b.xml.gz", "c.csv"):
        drop(folder, name, name.encode())
    found = retrieve(drop_folder(folder, "*.xml", "*.GZ"), spool)
    assert [document.name for document in found] == ["A.XML", "b.xml.gz"]


@pytest.mark.parametrize(
    "name", [".hidden.xml", "~$open.xml", "a.xml.part", "a.xml.tmp", "a.xml.filepart", "a.xml~"]
)
def test_hidden_and_unfinished_files_are_left(folder: Path, spool: Path, name: str) -> None:
    drop(folder, name)
    assert retrieve(drop_folder(folder, "*"), spool) == []


@pytest.mark.parametrize(("age", "taken"), [(61, 1), (60, 1), (59, 0), (-5, 0)])
def test_file_is_taken_once_left_alone_long_enough(
    folder: Path, spool: Path, age: float, taken: int
) -> None:
    drop(folder, "a.xml", age_seconds=age)
    assert len(retrieve(drop_folder(folder), spool)) == taken


def test_file_still_being_written_is_postponed_until_it_is_settled(
    folder: Path, spool: Path
) -> None:
    drop(folder, "a.xml", age_seconds=10)
    drop(folder, "b.xml")
    until: list[datetime] = []
    request = RetrievalRequest(spool=spool, now=NOW, postpone=until.append)

    found = list(drop_folder(folder).retrieve(request, media_type="application/xml"))

    assert [document.name for document in found] == ["b.xml"]
    assert until == [NOW + timedelta(seconds=50)]


def test_links_out_of_the_folder_are_not_followed(folder: Path, spool: Path) -> None:
    outside = drop(folder.parent, "passwd.xml", b"root:x:0:0")
    (folder / "link.xml").symlink_to(outside)
    (folder / "up.xml").symlink_to(Path("..") / outside.name)
    (folder / "loop.xml").symlink_to(folder / "loop.xml")
    assert retrieve(drop_folder(folder), spool) == []


def test_link_inside_the_folder_is_the_file_it_names(folder: Path, spool: Path) -> None:
    drop(folder, "tor-1.xml", b"first")
    (folder / "latest.xml").symlink_to("tor-1.xml")
    assert len(retrieve(drop_folder(folder), spool)) == 1


def test_folders_and_pipes_in_the_folder_are_left(folder: Path, spool: Path) -> None:
    (folder / "archive.xml").mkdir()
    os.mkfifo(folder / "pipe.xml")
    assert retrieve(drop_folder(folder), spool) == []


def test_missing_folder_is_not_an_empty_one(tmp_path: Path, spool: Path) -> None:
    with pytest.raises(HostUnavailable, match="not there") as caught:
        retrieve(drop_folder(tmp_path / "unmounted"), spool)
    assert "share" in caught.value.hint


def test_forbidden_folder_stops_the_host(
    folder: Path, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", forbidden)
    with pytest.raises(HostRefused, match="may not be read"):
        retrieve(drop_folder(folder), spool)


def test_one_file_that_cannot_be_taken_does_not_stop_the_others(folder: Path, spool: Path) -> None:
    drop(folder, "a.xml", b"a")
    drop(folder, "b-Testbekova.xml", bytes(2000))
    drop(folder, "c.xml", b"c")
    retrieval = drop_folder(folder, limit_bytes=1000).retrieve(
        RetrievalRequest(spool=spool, now=NOW), media_type="application/xml"
    )
    taken = [next(retrieval).name, next(retrieval).name]
    with pytest.raises(HostUnavailable, match="1 of 3 files") as caught:
        next(retrieval)
    assert taken == ["a.xml", "c.xml"]
    assert "file 2 of 3 by name" in caught.value.message
    assert "Testbekova" not in caught.value.message


def test_file_taken_away_after_the_listing_is_no_failure(folder: Path, spool: Path) -> None:
    drop(folder, "a.xml", b"a")
    second = drop(folder, "b.xml", b"b")
    retrieval = drop_folder(folder).retrieve(
        RetrievalRequest(spool=spool, now=NOW), media_type="application/xml"
    )
    next(retrieval)
    second.unlink()
    assert list(retrieval) == []

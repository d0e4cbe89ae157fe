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


def retrieve(drops: DropFolder, spool: Path, **wanted: frozenset[str]) -> list[HostDocument]:
    request = RetrievalRequest(spool=spool, now=NOW, **wanted)  # type: ignore[arg-type]
    return list(drops.retrieve(request, media_type="application/xml"))


def test_files_come_by_name_whatever_the_order_of_arrival(folder: Path, spool: Path) -> None:
    for name in ("b.xml", "c.xml", "a.xml"):
        drop(folder, name, name.encode())
    found = retrieve(drop_folder(folder), spool)
    assert [document.name for document in found] == ["a.xml", "b.xml", "c.xml"]


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


def test_file_still_being_written_waits_for_the_next_run(folder: Path, spool: Path) -> None:
    drop(folder, "a.xml", age_seconds=10)
    assert retrieve(drop_folder(folder), spool) == []


def test_same_content_under_two_names_comes_once(folder: Path, spool: Path) -> None:
    drop(folder, "a.xml", b"same")
    drop(folder, "b.xml", b"same")
    assert [document.name for document in retrieve(drop_folder(folder), spool)] == ["a.xml"]


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

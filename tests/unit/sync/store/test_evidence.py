import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.base import HostDocument
from mapping.identifiers import HeiId, Sha256
from sync.errors import StoreError
from sync.store.evidence import EvidenceStore

CONTENT = b"course;grade"


@pytest.fixture
def document(tmp_path: Path) -> HostDocument:
    path = tmp_path / "spooled"
    path.write_bytes(CONTENT)
    return HostDocument(
        host=HeiId("host.example"),
        name="marks.csv",
        media_type="text/csv",
        fetched_at=datetime(2026, 2, 1, tzinfo=UTC),
        sha256=Sha256(hashlib.sha256(CONTENT).hexdigest()),
        size=len(CONTENT),
        path=path,
    )


def test_what_is_kept_twice_is_kept_once(tmp_path: Path, document: HostDocument) -> None:
    evidence = EvidenceStore(tmp_path / "evidence")

    assert evidence.keep(document) == evidence.keep(document)
    assert evidence.read(document.sha256) == CONTENT


def test_a_folder_that_may_not_be_looked_into_is_a_sentence(
    tmp_path: Path, document: HostDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", forbidden)

    with pytest.raises(StoreError, match="could not be kept"):
        EvidenceStore(tmp_path / "evidence").keep(document)


def test_bytes_that_could_not_be_kept_whole_leave_nothing(
    tmp_path: Path, document: HostDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sync.store.evidence.os.fsync", full)

    with pytest.raises(StoreError, match="could not be kept"):
        EvidenceStore(tmp_path / "evidence").keep(document)

    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []


def test_bytes_that_may_not_be_read_are_no_missing_ones(
    tmp_path: Path, document: HostDocument
) -> None:
    evidence = EvidenceStore(tmp_path / "evidence")
    evidence.path_of(document.sha256).mkdir(parents=True)

    with pytest.raises(StoreError, match="cannot be read"):
        evidence.read(document.sha256)

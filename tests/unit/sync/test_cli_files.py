"""New files: what stands in the way is seen before anything is done, and named."""

from pathlib import Path

import pytest

from mapping.problems import UtqyrError
from sync.cli_files import require_free, write_new_bytes


def test_file_that_can_be_made_is_not_refused(tmp_path: Path) -> None:
    path = tmp_path / "new.pdf"
    require_free(None)
    require_free(path)
    write_new_bytes(path, b"x")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"x", 0o600)


def test_what_stands_in_the_way_is_named_before_and_while_writing(tmp_path: Path) -> None:
    taken, astray = tmp_path / "taken", tmp_path / "astray"
    taken.write_bytes(b"mine")
    astray.symlink_to(tmp_path / "nowhere")
    for path, said in (
        (tmp_path, "is a folder"),
        (taken, "exists already"),
        (astray, "exists already"),
        (tmp_path / "missing" / "new.pdf", f"there is no folder {tmp_path / 'missing'}"),
        (taken / "new.pdf", f"{taken} is no folder"),
    ):
        with pytest.raises(UtqyrError, match=said):
            require_free(path)
        with pytest.raises(UtqyrError, match=said):
            write_new_bytes(path, b"theirs")
    assert taken.read_bytes() == b"mine"


def test_folder_nothing_may_be_written_into_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.cli_files.os.access", lambda *_: False)
    with pytest.raises(UtqyrError, match=f"nothing may be written into {tmp_path}"):
        require_free(tmp_path / "new.pdf")

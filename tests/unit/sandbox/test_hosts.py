import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from sandbox.documents_broken import BREAKAGES, Breakage
from sandbox.hosts import FIRST_PUBLICATION, LISTED, SandboxHosts
from sandbox.stays import ASU, ENU, KOZMINSKI


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_calls_leave_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        hosts = SandboxHosts(tmp_path / name)
        hosts.publish_all()
        hosts.correct_mark("KB2300031", "MIK2205", "77")
    assert bytes_below(tmp_path / "one") == bytes_below(tmp_path / "two")
    assert bytes_below(tmp_path / "one")


def test_files_are_whole_and_old_enough_to_be_taken(tmp_path: Path) -> None:
    paths = SandboxHosts(tmp_path).publish_all()
    assert {path.suffix for path in tmp_path.rglob("*.*") if path.is_file()} >= {".xml", ".xlsx"}
    assert not list(tmp_path.rglob("*.part"))
    moments = {datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in paths}
    assert min(moments) == FIRST_PUBLICATION
    assert len(moments) == len(LISTED)


def test_host_abroad_issues_one_transcript_a_student_in_several_forms(tmp_path: Path) -> None:
    paths = SandboxHosts(tmp_path).publish(KOZMINSKI)
    assert len(paths) == len(LISTED[KOZMINSKI])
    assert {"".join(path.suffixes) for path in paths} == {".xml", ".xml.gz", ".b64"}
    roots = {etree.fromstring(path.read_bytes()).tag for path in paths if path.suffix == ".xml"} | {
        etree.fromstring(gzip.decompress(p.read_bytes())).tag for p in paths if p.suffix == ".gz"
    }
    assert len(roots) == 3  # the first version, the EWP reply around the second, the old format


def test_corrected_mark_abroad_issues_that_transcript_again(tmp_path: Path) -> None:
    hosts = SandboxHosts(tmp_path)
    hosts.publish(KOZMINSKI)
    (path,) = hosts.correct_mark("KB2300001", "MIC101", "3,5")
    assert path.name == "tor-K2300001.xml"
    assert "3,5" in path.read_text(encoding="utf-8")
    assert hosts.publish(KOZMINSKI) == ()


def test_listing_of_the_host_in_kazakhstan_is_always_whole(tmp_path: Path) -> None:
    hosts = SandboxHosts(tmp_path)
    (first,) = hosts.publish(ENU)
    (second,) = hosts.correct_mark("KB2300031", "MIK2205", "77")
    assert first != second
    rows = [
        {(row[6], row[11], row[10]) for row in load_workbook(path).active.values}
        for path in (first, second)
    ]
    assert rows[0] - rows[1] == {("MIK2205", "A-", 92)}
    assert rows[1] - rows[0] == {("MIK2205", "B-", 77)}


def test_host_in_russia_sends_what_is_new(tmp_path: Path) -> None:
    hosts = SandboxHosts(tmp_path)
    (everything,) = hosts.publish(ASU)
    (news,) = hosts.correct_mark("KB2300051", "Б1.О.12", "отлично")
    lines = news.read_bytes().decode("cp1251").splitlines()
    assert len(everything.read_bytes().decode("cp1251").splitlines()) > len(lines)
    assert {line.split(";")[0] for line in lines[1:]} == {"KB2300051"}


def test_withdrawn_mark_is_missing_from_the_next_listing(tmp_path: Path) -> None:
    hosts = SandboxHosts(tmp_path)
    (first,) = hosts.publish(ENU)
    (second,) = hosts.withdraw_mark("KB2300031", "MIK2205")
    counts = [
        sum(row[6] is not None for row in load_workbook(path).active.values)
        for path in (first, second)
    ]
    assert counts[1] == counts[0] - 1


@pytest.mark.parametrize(
    ("student", "course"),
    [("KB2300001", "MKT210"), ("KB9999999", "MIC101"), ("KB2300008", "ECM301")],
)
def test_line_that_is_not_one_cannot_be_corrected(
    tmp_path: Path, student: str, course: str
) -> None:
    with pytest.raises(LookupError):
        SandboxHosts(tmp_path).correct_mark(student, course, "5,0")


def test_correction_that_changes_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="already"):
        SandboxHosts(tmp_path).correct_mark("KB2300002", "MAC102", "4,0")


def test_every_breakage_is_shown_by_some_host() -> None:
    assert {how for ways in BREAKAGES.values() for how in ways} == set(Breakage)


def test_broken_document_lies_beside_the_good_ones(tmp_path: Path) -> None:
    hosts = SandboxHosts(tmp_path)
    hosts.publish(ENU)
    before = bytes_below(tmp_path)
    path = hosts.break_document(ENU, Breakage.TRUNCATED)
    assert bytes_below(tmp_path) == before | {str(path.relative_to(tmp_path)): path.read_bytes()}


def test_breakage_a_kind_of_document_cannot_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        SandboxHosts(tmp_path).break_document(ASU, Breakage.DOCTYPE_BOMB)


def test_a_mark_that_goes_back_to_what_it_was_is_published_again(tmp_path: Path) -> None:
    hosts = SandboxHosts(tmp_path)
    hosts.publish_all()
    hosts.correct_mark("KB2300001", "MIC101", "4,5")
    again = hosts.correct_mark("KB2300001", "MIC101", "5,0")

    assert len(again) == 1

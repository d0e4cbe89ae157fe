"""The inbox connector: its folder, its profile, and whole files read or set aside."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.base import ConnectorSettings, RetrievalRequest
from connectors.errors import HostRefused, HostUnavailable
from connectors.hosts.inbox import InboxConnector, InboxSettings
from mapping.problems import Severity
from mapping.terms import ResultStatus
from tests.inbox_files import LINES, csv_of, table_of, xlsx_of
from tests.inbox_reading import HOST, NOW, codes, parse, refusal, settings_of, transcripts

FIXTURES = Path(__file__).parents[2] / "fixtures" / "hosts" / "inbox"

Drop = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "inbox"
    path.mkdir()
    return path


@pytest.fixture
def drop(folder: Path) -> Drop:
    def put(name: str, content: bytes = b"x", age: timedelta = timedelta(hours=1)) -> Path:
        path = folder / name
        path.write_bytes(content)
        moment = (NOW - age).timestamp()
        os.utime(path, (moment, moment))
        return path

    return put


def retrieved(folder: Path, tmp_path: Path, **changes: object) -> list[str]:
    spool = tmp_path / "spool"
    spool.mkdir(exist_ok=True)
    connector = InboxConnector(HOST, settings_of(path=folder, **changes))
    return [one.name for one in connector.retrieve(RetrievalRequest(spool=spool, now=NOW))]


def test_files_are_taken_by_name(folder: Path, drop: Drop, tmp_path: Path) -> None:
    for name in ("b.csv", "A.XLSX", "c.xls", "d.html"):
        drop(name, name.encode())
    assert retrieved(folder, tmp_path) == ["A.XLSX", "b.csv", "c.xls", "d.html"]


@pytest.mark.parametrize(
    "name", ["~$results.xlsx", ".results.csv", "results.csv.part", "results.csv.tmp", "results.doc"]
)
def test_locks_leftovers_and_other_files_are_not_taken(
    name: str, folder: Path, drop: Drop, tmp_path: Path
) -> None:
    drop(name)
    assert retrieved(folder, tmp_path) == []


def test_file_that_still_changes_waits(folder: Path, drop: Drop, tmp_path: Path) -> None:
    drop("old.csv", b"1", timedelta(seconds=61))
    drop("new.csv", b"2", timedelta(seconds=59))
    assert retrieved(folder, tmp_path) == ["old.csv"]
    assert retrieved(folder, tmp_path, settle_seconds=10) == ["old.csv", "new.csv"]


def test_links_out_of_the_folder_are_not_followed(folder: Path, drop: Drop, tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_bytes(b"x")
    (folder / "link.csv").symlink_to(outside)
    assert retrieved(folder, tmp_path) == []


def test_missing_folder_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(HostUnavailable):
        retrieved(tmp_path / "missing", tmp_path)


def test_file_over_the_limit_stops_no_other(folder: Path, drop: Drop, tmp_path: Path) -> None:
    drop("a.csv", b"x" * 2000)
    drop("b.csv", b"y")
    names: list[str] = []
    connector = InboxConnector(HOST, settings_of(path=folder, max_bytes=1000))
    spool = tmp_path / "spool"
    spool.mkdir()
    with pytest.raises((HostUnavailable, HostRefused)):
        names.extend(one.name for one in connector.retrieve(RetrievalRequest(spool=spool, now=NOW)))
    assert [path.stat().st_size for path in spool.iterdir()] == [1]


def test_check_tells_a_missing_folder(tmp_path: Path) -> None:
    (problem,) = InboxConnector(HOST, settings_of(path=tmp_path / "x")).check()
    assert problem.severity is Severity.ERROR
    assert problem.place.endswith("/x")


def test_check_counts_files_no_pattern_takes(folder: Path, drop: Drop) -> None:
    for name in ("a.csv", "b.pdf", "c.docx", ".hidden", "~$a.xlsx"):
        drop(name)
    (problem,) = InboxConnector(HOST, settings_of(path=folder)).check()
    assert problem.severity is Severity.WARNING
    assert problem.message.startswith("2 entries")


def test_other_settings_are_refused() -> None:
    with pytest.raises(TypeError):
        InboxConnector(HOST, ConnectorSettings())


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        settings_of().layout = "file"  # type: ignore[misc, assignment]


@pytest.mark.parametrize(
    "changes", [{"settle_seconds": 1}, {"patterns": "*.csv"}, {"path": "elsewhere"}]
)
def test_profile_keeps_when_only_the_folder_changes(changes: dict[str, object]) -> None:
    def profile(settings: InboxSettings) -> str:
        return InboxConnector(HOST, settings).profile()

    assert profile(settings_of()) == profile(settings_of(**changes))


def test_one_bad_row_sets_the_whole_file_aside() -> None:
    bad = (*LINES[0][:4], "five", *LINES[0][5:])
    for content in (csv_of(*table_of(*LINES, bad)), xlsx_of(*table_of(*LINES, bad))):
        refused = refusal(content)
        assert refused.host == HOST
        assert "nothing of it was imported" in refused.message
        assert [problem.place for problem in refused.problems] == ["row 5, column ECTS"]


def test_findings_on_all_sheets_rows_and_kinds_come_at_once() -> None:
    rows = table_of(
        ("", "", "A1", "x", "5", "A", "1"),
        ("1", "y", "", "", "5", "A", "1"),
        ("2", "z", "A1", "x", "-5", "A", "1"),
        ("3", "w", "A1", "x", "5", "03.04.2025", "1"),
    )
    assert codes(refusal(csv_of(*rows))) == [
        "no-student",
        "no-course",
        "out-of-range",
        "turned-into-date",
    ]


def test_reading_the_same_bytes_gives_equal_items() -> None:
    content = xlsx_of(*table_of())
    assert parse(content) == parse(content)


def test_transcripts_in_blocks_of_a_windows_file_are_read_whole() -> None:
    content = (FIXTURES / "transcripts-cp1251.csv").read_bytes()
    first, second = transcripts(
        content, layout="blocks", encoding="cp1251", decimal_comma=True, completeness="delta"
    )
    assert (
        first.learner.full_name,
        second.learner.full_name,
    ) == ("Касымова Дана", "Оспанов Ерлан")
    assert [
        (one.code, one.term.label, one.grade.label if one.grade else "", one.status)
        for one in first.results
    ] == [
        ("ECO1101", "1 семестр 2024-2025", "A-", ResultStatus.PASSED),
        ("HIS1102", "1 семестр 2024-2025", "B+", ResultStatus.PASSED),
        ("PHE1103", "1 семестр 2024-2025", "A", ResultStatus.PASSED),
        ("ECO1201", "2 семестр 2024-2025", "зачтено", ResultStatus.PASSED),
        ("LAN1202", "2 семестр 2024-2025", "не явился", ResultStatus.UNKNOWN),
    ]
    assert [(c.scheme, str(c.value)) for c in first.results[2].credits] == [
        ("kz", "0"),
        ("ects", "0"),
    ]
    assert second.results[0].term.label == "1 семестр 2024-2025"

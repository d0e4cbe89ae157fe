from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.errors import HostRefused, HostThrottled
from connectors.host_units import UnitRefused
from connectors.hosts.usos import UsosConnector
from connectors.hosts.usos_calls import Student
from connectors.hosts.usos_settings import UsosSettings
from mapping.identifiers import HeiId
from mapping.records import (
    AcademicTerm,
    Completeness,
    Credit,
    HostCourse,
    LearnerIdentifier,
    LocalisedText,
    TranscriptOfRecords,
)
from mapping.terms import ResultStatus
from sandbox.host_usos import SandboxUsos
from tests.retrieving import asking

NOW = datetime.now(UTC)  # noqa: TID251 -- signatures carry the real time


@pytest.fixture
def host() -> Iterator[SandboxUsos]:
    with SandboxUsos() as running:
        running.administrative = True
        yield running


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    path = tmp_path / "spool"
    path.mkdir()
    return path


def connect(at: SandboxUsos, /, **changes: object) -> UsosConnector:
    raw = {
        "url": at.url,
        "consumer_key": at.consumer_key,
        "consumer_secret": at.consumer_secret,
        "students": "1001",
        "retries": 2,
        "backoff_seconds": 0,
        "connect_seconds": 60,
        "read_seconds": 60,
        **changes,
    }
    return UsosConnector(HeiId("host.example"), UsosSettings.model_validate(raw))


def read(
    connector: UsosConnector, spool: Path, since: datetime | None = None
) -> list[TranscriptOfRecords]:
    return [
        item
        for document in connector.retrieve(asking(spool, NOW, since=since))
        for item in connector.parse(document)
        if isinstance(item, TranscriptOfRecords)
    ]


def test_every_exam_session_is_an_attempt(host: SandboxUsos, spool: Path) -> None:
    host.grade("1001", "MIC101", "2025Z", symbol="2", passes=False)
    host.grade("1001", "MIC101", "2025Z", symbol="4,5", passes=True, session=2)

    (transcript,) = read(connect(host, schemes={"STD": "pl-2-5"}), spool)

    found = [(one.ordinal, one.status, one.grade) for one in transcript.results]
    assert [(ordinal, status) for ordinal, status, _ in found] == [
        (1, ResultStatus.FAILED),
        (2, ResultStatus.PASSED),
    ]
    assert [(grade.label, grade.scheme) for *_, grade in found if grade] == [
        ("2", "pl-2-5"),
        ("4,5", "pl-2-5"),
    ]
    assert transcript.completeness is Completeness.SNAPSHOT


def test_retake_alone_keeps_its_number(host: SandboxUsos, spool: Path) -> None:
    host.grade("1001", "MIC101", "2025Z", symbol="3", passes=True, session=2)

    (transcript,) = read(connect(host), spool)

    assert [one.ordinal for one in transcript.results] == [2]


def test_result_comes_with_term_titles_credits_and_day(host: SandboxUsos, spool: Path) -> None:
    host.grade("1001", "MIC101", "2025Z", symbol="5", passes=True)

    (transcript,) = read(connect(host), spool)

    (result,) = transcript.results
    assert result.credits == (Credit(value=Decimal(5), scheme="ects"),)
    assert result.titles == (
        LocalisedText(language="pl", text="Kurs MIC101"),
        LocalisedText(language="en", text="Course MIC101"),
    )
    assert result.term == AcademicTerm(
        label="Term 2025Z", starts=date(2025, 10, 1), ends=date(2026, 2, 15)
    )
    assert result.completed_on == date(2026, 1, 27)
    assert transcript.learner.identifiers == (
        LearnerIdentifier(kind="host-id", value="S1001"),
        LearnerIdentifier(kind="usos-user", value="1001"),
    )


@pytest.mark.parametrize(
    ("symbol", "passes", "expected"),
    [
        ("ZAL", True, ResultStatus.PASSED),
        ("NZAL", False, ResultStatus.FAILED),
        ("5", None, ResultStatus.UNKNOWN),
        ("2", True, ResultStatus.PASSED),
    ],
)
def test_whether_a_grade_passes_is_what_the_host_says_and_not_its_symbol(
    host: SandboxUsos, spool: Path, symbol: str, passes: bool | None, expected: ResultStatus
) -> None:
    host.grade("1001", "MIC101", "2025Z", symbol=symbol, passes=passes)

    (transcript,) = read(connect(host), spool)

    assert [one.status for one in transcript.results] == [expected]


@pytest.mark.parametrize(
    ("passing", "expected"),
    [
        ("passed", ResultStatus.PASSED),
        ("failed", ResultStatus.FAILED),
        ("not_yet_passed", ResultStatus.IN_PROGRESS),
        ("something", ResultStatus.UNKNOWN),
    ],
)
def test_course_without_a_grade_has_the_status_the_host_gives_it(
    host: SandboxUsos, spool: Path, passing: str, expected: ResultStatus
) -> None:
    host.enrol("1001", "MIC101", "2025Z", passing=passing)

    (transcript,) = read(connect(host), spool)

    assert [(one.status, one.grade) for one in transcript.results] == [(expected, None)]


def test_grade_of_the_only_unit_is_that_of_the_course(host: SandboxUsos, spool: Path) -> None:
    host.grade("1001", "MIC101", "2025Z", symbol="4", passes=True, unit="9001")

    (transcript,) = read(connect(host), spool)

    assert [one.status for one in transcript.results] == [ResultStatus.PASSED]


def test_grades_of_several_units_are_never_made_into_one(host: SandboxUsos, spool: Path) -> None:
    for unit in ("9001", "9002"):
        host.grade("1001", "MIC101", "2025Z", symbol="4", passes=True, unit=unit)

    (transcript,) = read(connect(host), spool)

    (result,) = transcript.results
    assert (result.status, result.grade) == (ResultStatus.IN_PROGRESS, None)
    assert [one.code for one in result.warnings] == ["units-without-course-grade"]


def test_points_that_are_not_there_are_no_credits(host: SandboxUsos, spool: Path) -> None:
    host.grade("1001", "MIC101", "2025Z", symbol="5", passes=True)
    host.points["1001"]["2025Z"]["MIC101"] = None

    (transcript,) = read(connect(host), spool)

    assert [one.credits for one in transcript.results] == [()]


def test_terms_are_asked_for_a_few_at_once(host: SandboxUsos, spool: Path) -> None:
    for number in range(7):
        host.grade("1001", "MIC101", f"20{number:02}Z", symbol="5", passes=True)

    (transcript,) = read(connect(host, terms_per_call=3), spool)

    assert len(transcript.results) == 7
    assert host.count("grades/terms2") == 3


def test_named_terms_alone_are_no_full_listing(host: SandboxUsos, spool: Path) -> None:
    host.grade("1001", "MIC101", "2025Z", symbol="5", passes=True)
    host.grade("1001", "MAC102", "2025L", symbol="5", passes=True)
    connector = connect(host, terms="2025Z")

    (transcript,) = read(connector, spool)

    assert transcript.completeness is Completeness.DELTA
    assert not connector.capabilities().lists_everything


def test_consent_that_ended_stops_no_other(host: SandboxUsos, spool: Path, tmp_path: Path) -> None:
    consents = tmp_path / "consents"
    consents.write_text("# user token secret\n1001 gone gone-secret\n\n1002 good good-secret\n")
    host.consent("1002", "good", "good-secret")
    host.grade("1002", "MIC101", "2025Z", symbol="5", passes=True)
    connector = connect(host, students=[], consents=consents)
    retrieval = connector.retrieve(asking(spool, NOW))

    assert next(retrieval).name == "results of student 1002"
    with pytest.raises(HostRefused, match="1 of 2 students could not be read"):
        next(retrieval)
    (problem,) = connector.check()
    assert (problem.code, problem.message) == (
        "consents-ended",
        "1 of 2 students may not be read",
    )


def test_key_that_is_none_stops_everything_before_students_are_asked_about(
    host: SandboxUsos, spool: Path
) -> None:
    host.grade("1001", "MIC101", "2025Z", symbol="5", passes=True)

    with pytest.raises(HostRefused) as caught:
        read(connect(host, consumer_secret="another"), spool)

    assert not isinstance(caught.value, UnitRefused)
    assert len(host.asked) == 1


def test_call_that_is_repeated_is_signed_anew(host: SandboxUsos, spool: Path) -> None:
    host.grade("1001", "MIC101", "2025Z", symbol="5", passes=True)
    host.throttling = 2

    assert len(read(connect(host), spool)) == 1


def test_throttling_that_lasts_is_no_refusal(host: SandboxUsos, spool: Path) -> None:
    host.throttling = 1000

    with pytest.raises(HostThrottled):
        read(connect(host), spool)


@pytest.mark.parametrize(("news", "count"), [(True, 1), (False, 0)])
def test_between_full_runs_only_students_with_news_are_read(
    host: SandboxUsos, spool: Path, news: bool, count: int
) -> None:
    host.grade("1001", "MIC101", "2025Z", symbol="5", passes=True)
    if not news:
        host.latest.clear()

    assert len(read(connect(host), spool, since=NOW - timedelta(days=2))) == count


def test_installation_without_latest_grades_has_every_student_read(
    host: SandboxUsos, spool: Path
) -> None:
    host.grade("1001", "MIC101", "2025Z", symbol="5", passes=True)
    host.has_latest = False

    assert len(read(connect(host), spool, since=NOW - timedelta(days=2))) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"1001 token\n", "line 1 of the file of consents"),
        (b"\xff\xfe", "cannot be read: UnicodeDecodeError"),
        (None, "cannot be read: FileNotFoundError"),
    ],
)
def test_file_of_consents_that_cannot_be_used_is_told_without_its_content(
    host: SandboxUsos, spool: Path, tmp_path: Path, content: bytes | None, message: str
) -> None:
    consents = tmp_path / "consents"
    if content is not None:
        consents.write_bytes(content)

    with pytest.raises(HostRefused, match=message) as caught:
        read(connect(host, consents=consents), spool)

    assert "token\n" not in caught.value.message
    assert caught.value.__cause__ is None


def test_student_shows_no_token() -> None:
    assert "secret" not in repr(Student(user_id="1", token="secret", token_secret="secret"))


def test_courses_of_faculties_are_listed_page_by_page(host: SandboxUsos, spool: Path) -> None:
    host.faculties = {"100": ["A1", "A2", "A3", "A4", "A5"], "200": ["A5", "B1"]}
    connector = connect(host, faculties=["100", "200"])
    (document,) = connector.retrieve_courses(asking(spool, NOW))

    courses = [one for one in connector.parse_courses(document) if isinstance(one, HostCourse)]

    assert [one.code for one in courses] == ["A1", "A2", "A3", "A4", "A5", "B1"]
    assert courses[0].credits == (Credit(value=Decimal(5), scheme="ects"),)
    assert [one.code for one in courses[0].warnings] == ["credits-approximate"]


def test_nothing_is_listed_where_no_faculty_is_named(host: SandboxUsos, spool: Path) -> None:
    connector = connect(host)

    assert list(connector.retrieve_courses(asking(spool, NOW))) == []
    assert not connector.capabilities().lists_courses


def test_settings_have_to_name_students() -> None:
    with pytest.raises(ValidationError, match="give 'consents'"):
        UsosSettings.model_validate(
            {"url": "https://x.example", "consumer_key": "a", "consumer_secret": "b"}
        )

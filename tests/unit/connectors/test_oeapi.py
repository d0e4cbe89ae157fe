from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.errors import HostThrottled
from connectors.hosts.oeapi import OeapiConnector
from connectors.hosts.oeapi_settings import OeapiSettings
from mapping.identifiers import HeiId
from mapping.records import (
    AcademicTerm,
    Completeness,
    Credit,
    HostCourse,
    HostResult,
    LearnerIdentifier,
    LocalisedText,
    TranscriptOfRecords,
)
from mapping.terms import Level, ResultStatus
from sandbox.host_oeapi import SandboxOeapi
from tests.retrieving import asking

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["5", "6"])
def host(request: pytest.FixtureRequest) -> Iterator[SandboxOeapi]:
    with SandboxOeapi(request.param) as running:
        running.offer("MIC101", "Microeconomics", ects="5")
        yield running


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    path = tmp_path / "spool"
    path.mkdir()
    return path


def connect(at: SandboxOeapi, /, **changes: object) -> OeapiConnector:
    raw = {
        "url": at.base,
        "version": at.version,
        "sign_in": {
            "token_url": at.token_url,
            "client_id": "utqyr",
            "client_secret": "oeapi-secret",
        },
        "retries": 2,
        "backoff_seconds": 0,
        "connect_seconds": 60,
        "read_seconds": 60,
        **changes,
    }
    return OeapiConnector(HeiId("host.example"), OeapiSettings.model_validate(raw))


def read(connector: OeapiConnector, spool: Path) -> list[TranscriptOfRecords]:
    return [
        item
        for document in connector.retrieve(asking(spool, NOW))
        for item in connector.parse(document)
        if isinstance(item, TranscriptOfRecords)
    ]


def only_result(connector: OeapiConnector, spool: Path) -> HostResult:
    (transcript,) = read(connector, spool)
    (result,) = transcript.results
    return result


@pytest.mark.parametrize("expanded", [True, False])
def test_result_comes_with_course_term_credits_and_status(
    host: SandboxOeapi, spool: Path, expanded: bool
) -> None:
    host.grade("G1", "MIC101", score="8.5", passed="passed", expanded=expanded)

    result = only_result(connect(host, schemes={"grade_0_10": "nl-10"}), spool)

    assert result.grade is not None
    assert (result.printed_code, result.grade.label, result.grade.scheme) == (
        "MIC101",
        "8.5",
        "nl-10",
    )
    assert (result.status, result.status_assumed) == (ResultStatus.PASSED, False)
    assert result.credits == (Credit(value=Decimal(5), scheme="ects"),)
    assert result.completed_on == date(2026, 1, 28)
    assert result.term == AcademicTerm(
        label="Winter", starts=date(2025, 9, 1), ends=date(2026, 1, 31)
    )
    assert (result.level, result.isced_code) == (Level.BACHELOR, "0311")
    assert result.titles[0] == LocalisedText(language="en", text="Microeconomics")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"score": "8", "passed": "passed"}, ResultStatus.PASSED),
        ({"score": "4", "passed": "failed"}, ResultStatus.FAILED),
        ({"score": "8", "passed": "unknown"}, ResultStatus.UNKNOWN),
        ({"score": "8", "passed": "passed", "state": "in_progress"}, ResultStatus.IN_PROGRESS),
        ({"score": "8", "passed": "passed", "state": "postponed"}, ResultStatus.IN_PROGRESS),
        ({"association": "associated"}, ResultStatus.IN_PROGRESS),
        ({"association": "finished"}, ResultStatus.UNKNOWN),
    ],
)
def test_status_is_what_the_host_states(
    host: SandboxOeapi, spool: Path, given: dict[str, str], expected: ResultStatus
) -> None:
    host.grade("G1", "MIC101", **given)  # type: ignore[arg-type]

    assert only_result(connect(host), spool).status is expected


@pytest.mark.parametrize("state", ["cancelled", "denied"])
def test_course_somebody_took_no_part_in_is_no_result(
    host: SandboxOeapi, spool: Path, state: str
) -> None:
    host.grade("G1", "MIC101", association=state)

    (transcript,) = read(connect(host), spool)

    assert (transcript.results, transcript.completeness) == ((), Completeness.PARTIAL)


@pytest.mark.parametrize(
    ("final", "expected"), [(True, ResultStatus.PASSED), (None, ResultStatus.IN_PROGRESS)]
)
def test_result_may_have_to_be_final(
    host: SandboxOeapi, spool: Path, final: bool | None, expected: ResultStatus
) -> None:
    host.grade("G1", "MIC101", score="8", passed="passed", final=final)

    assert only_result(connect(host, require_final=True), spool).status is expected


def test_study_load_of_the_result_goes_before_that_of_the_course(
    host: SandboxOeapi, spool: Path
) -> None:
    host.grade("G1", "MIC101", score="8", passed="passed", load="3.5")

    result = only_result(connect(host), spool)

    assert result.credits == (Credit(value=Decimal("3.5"), scheme="ects"),)


def test_score_is_kept_as_it_is_written(host: SandboxOeapi, spool: Path) -> None:
    host.grade("G1", "MIC101", score="02", passed="passed")

    result = only_result(connect(host), spool)

    assert result.grade is not None
    assert (result.grade.label, result.grade.scheme) == ("02", None)


def test_two_attempts_in_a_term_are_two_results(host: SandboxOeapi, spool: Path) -> None:
    host.grade("G1", "MIC101", score="4", passed="failed", attempt=1)
    host.grade("G1", "MIC101", score="7", passed="passed", attempt=2)
    host.grade("G1", "MIC101", score="9", passed="passed", attempt=3)

    (transcript,) = read(connect(host), spool)

    assert [one.ordinal for one in transcript.results] == [1, 2, 3]


def test_only_persons_whose_home_we_are_are_read(host: SandboxOeapi, spool: Path) -> None:
    host.enrol("G1", home="enu.kz")
    host.enrol("G2", home="elsewhere.example")
    for student in ("G1", "G2"):
        host.grade(student, "MIC101", score="8", passed="passed")

    (transcript,) = read(connect(host, home_code="ENU.kz"), spool)

    assert transcript.learner.birth_date == date(2004, 5, 6)
    assert transcript.learner.family_name == "van G1"
    assert [one.kind for one in transcript.learner.identifiers] == [
        "esi",
        "host-id",
        "oeapi-person",
    ]
    assert transcript.learner.identifiers[1] == LearnerIdentifier(kind="host-id", value="G1")
    paths = [one.path for one in host.asked if "associations" in one.path]
    assert len(paths) == 1, "nothing of others is asked for"


def test_course_that_is_gone_is_told_and_never_goes_by_another_code(
    host: SandboxOeapi, spool: Path
) -> None:
    host.grade("G1", "MIC101", score="8", passed="passed")
    host.hidden_courses = True

    (transcript,) = read(connect(host), spool)

    assert (transcript.results, transcript.completeness) == ((), Completeness.PARTIAL)
    assert [one.code for one in transcript.warnings] == ["no-code"]


def test_courses_are_asked_for_once_whoever_took_them(host: SandboxOeapi, spool: Path) -> None:
    for student in ("G1", "G2", "G3"):
        host.grade(student, "MIC101", score="8", passed="passed")

    assert len(read(connect(host), spool)) == 3

    assert host.count("/courses/") == 1


def test_throttling_that_lasts_is_no_refusal(host: SandboxOeapi, spool: Path) -> None:
    host.throttling = 1000

    with pytest.raises(HostThrottled):
        read(connect(host), spool)


def test_courses_are_listed_page_by_page(host: SandboxOeapi, spool: Path) -> None:
    for number in range(4):
        host.offer(f"C{number}", f"Course {number}", ects="2.5")
    connector = connect(host)
    (document,) = connector.retrieve_courses(asking(spool, NOW))

    courses = [one for one in connector.parse_courses(document) if isinstance(one, HostCourse)]

    assert [one.code for one in courses] == ["MIC101", "C0", "C1", "C2", "C3"]
    assert courses[1].credits == (Credit(value=Decimal("2.5"), scheme="ects"),)
    assert courses[0].languages in {("eng",), ("en-GB",)}


def test_check_tells_where_nobody_is_ours(host: SandboxOeapi) -> None:
    host.enrol("G1", home="elsewhere.example")

    (problem,) = connect(host, home_code="enu.kz").check()

    assert problem.code == "no-persons"


def test_page_sizes_are_those_of_the_standard() -> None:
    with pytest.raises(ValidationError, match="page_size"):
        OeapiSettings.model_validate(
            {
                "url": "https://x.example/v5",
                "sign_in": {
                    "token_url": "https://x.example",
                    "client_id": "a",
                    "client_secret": "b",
                },
                "page_size": 77,
            }
        )

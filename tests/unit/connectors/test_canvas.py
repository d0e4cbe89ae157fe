from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.errors import HostContractBroken, HostRefused, HostThrottled
from connectors.hosts.canvas import CanvasConnector
from connectors.hosts.canvas_calls import ease_canvas
from connectors.hosts.canvas_settings import CanvasSettings
from connectors.http_replies import HttpReply
from mapping.identifiers import HeiId
from mapping.problems import Problem
from mapping.records import (
    AcademicTerm,
    Credit,
    HostCourse,
    HostResult,
    LearnerIdentifier,
    TranscriptOfRecords,
)
from mapping.terms import ResultStatus
from sandbox.host_canvas import SandboxCanvas
from sandbox.host_http import HostReply, HostRequest
from tests.retrieving import NOTHING, Known, asking

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ENDED = "2026-01-31T22:59:59Z"


@pytest.fixture
def host() -> Iterator[SandboxCanvas]:
    with SandboxCanvas() as running:
        running.offer("MIC101", "Microeconomics", ends=ENDED)
        yield running


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    path = tmp_path / "spool"
    path.mkdir()
    return path


def connect(at: SandboxCanvas, /, **changes: object) -> CanvasConnector:
    raw = {
        "url": at.url,
        "token": at.token,
        "courses": [{"course": "MIC101", "credits": "5"}],
        "retries": 2,
        "backoff_seconds": 0,
        "longest_wait_seconds": 0,
        "connect_seconds": 60,
        "read_seconds": 60,
        **changes,
    }
    return CanvasConnector(HeiId("host.example"), CanvasSettings.model_validate(raw))


def read(
    connector: CanvasConnector,
    spool: Path,
    known: Known = NOTHING,
    since: datetime | None = None,
) -> tuple[list[TranscriptOfRecords], list[Problem]]:
    documents = list(connector.retrieve(asking(spool, NOW, known, since=since)))
    items = [each for one in documents for each in connector.parse(one)]
    transcripts = [each for each in items if isinstance(each, TranscriptOfRecords)]
    return transcripts, [each for each in items if isinstance(each, Problem)]


def only_result(connector: CanvasConnector, spool: Path) -> HostResult:
    ((transcript,), _) = read(connector, spool)
    (result,) = transcript.results
    return result


def test_score_is_the_grade_with_credits_and_status_of_the_profile(
    host: SandboxCanvas, spool: Path
) -> None:
    host.grade("G1", "MIC101", score="87.25", letter="B+")

    result = only_result(connect(host, pass_mark="50"), spool)

    assert result.grade is not None
    assert (result.grade.label, result.percent) == ("87.25", Decimal("87.25"))
    assert (result.status, result.status_assumed) == (ResultStatus.PASSED, False)
    assert result.credits == (Credit(value=Decimal(5), scheme="ects"),)
    assert result.term == AcademicTerm(
        label="Winter", starts=date(2025, 9, 1), ends=date(2026, 1, 31)
    )


def test_override_goes_before_what_canvas_computed(host: SandboxCanvas, spool: Path) -> None:
    host.grade("G1", "MIC101", score="40", override="55.5")

    result = only_result(connect(host, pass_mark="50"), spool)

    assert result.grade is not None
    assert (result.grade.label, result.status) == ("55.5", ResultStatus.PASSED)


def test_letter_is_the_grade_where_the_profile_says_so(host: SandboxCanvas, spool: Path) -> None:
    host.grade("G1", "MIC101", score="87.25", letter="B+")

    result = only_result(connect(host, grade_from="letter"), spool)

    assert result.grade is not None
    assert (result.grade.label, result.percent) == ("B+", Decimal("87.25"))


def test_person_without_a_grade_has_an_unknown_result(host: SandboxCanvas, spool: Path) -> None:
    host.grade("G1", "MIC101")

    result = only_result(connect(host), spool)

    assert (result.status, result.grade) == (ResultStatus.UNKNOWN, None)


def test_ids_beyond_floats_are_kept_whole(host: SandboxCanvas, spool: Path) -> None:
    host.grade("G1", "MIC101", score="70")

    ((transcript,), _) = read(connect(host), spool)

    assert transcript.learner.identifiers == (
        LearnerIdentifier(kind="canvas-user", value="10000000000000001"),
        LearnerIdentifier(kind="host-id", value="G1"),
    )


@pytest.mark.parametrize(
    ("policy", "end", "course_state", "enrolment_state", "final"),
    [
        ("course-end", ENDED, "available", "active", True),
        ("course-end", "2026-03-01T10:00:00Z", "available", "active", False),
        ("course-end", None, "available", "active", False),
        ("course-end", None, "completed", "active", True),
        ("locked", ENDED, "available", "active", False),
        ("locked", None, "available", "completed", True),
        ("graded", None, "available", "active", True),
    ],
)
def test_grade_counts_once_the_policy_calls_it_final(
    host: SandboxCanvas,
    spool: Path,
    policy: str,
    end: str | None,
    course_state: str,
    enrolment_state: str,
    final: bool,
) -> None:
    host.grade("G1", "MIC101", score="70")["enrollment_state"] = enrolment_state
    host.courses["MIC101"].ends = end
    host.courses["MIC101"].state = course_state

    result = only_result(connect(host, final_since=policy), spool)

    assert (result.status is not ResultStatus.IN_PROGRESS) is final


def test_every_page_of_enrolments_is_read(host: SandboxCanvas, spool: Path) -> None:
    for number in range(7):
        host.grade(f"G{number}", "MIC101", score="70")

    transcripts, _ = read(connect(host), spool)

    assert len(transcripts) == 7
    assert host.count("/enrollments") == 4


def test_course_nobody_is_shown_in_states_nothing(host: SandboxCanvas, spool: Path) -> None:
    assert list(connect(host).retrieve(asking(spool, NOW))) == []
    assert list(spool.iterdir()) == []


def test_person_in_two_sections_has_one_result(host: SandboxCanvas, spool: Path) -> None:
    host.grade("G1", "MIC101", score="70", section=1)
    host.grade("G1", "MIC101", score="70", section=2)
    host.grade("G2", "MIC101", score="70", section=1)
    host.grade("G2", "MIC101", score="60", section=2)

    transcripts, problems = read(connect(host), spool)

    assert [one.learner.full_name for one in transcripts] == ["Student G1"]
    assert [one.code for one in problems] == ["sections-contradict"]


def test_throttling_in_the_older_dialect_is_waited_out(host: SandboxCanvas, spool: Path) -> None:
    host.grade("G1", "MIC101", score="70")
    host.throttling = 2

    transcripts, _ = read(connect(host), spool)

    assert len(transcripts) == 1


def test_throttling_that_lasts_is_no_refusal(host: SandboxCanvas, spool: Path) -> None:
    host.throttling = 1000

    with pytest.raises(HostThrottled):
        read(connect(host), spool)

    assert len(host.asked) == 3


@pytest.mark.parametrize(
    ("remaining", "pause"), [("700", 0), ("100", 0), ("60.5", 3.95), ("0", 10), ("", 0), ("x", 0)]
)
def test_calls_slow_down_while_little_quota_is_left(remaining: str, pause: float) -> None:
    reply = HttpReply(
        place="",
        status=200,
        media_type="",
        charset="",
        headers={"X-Rate-Limit-Remaining": remaining},
        body=b"",
    )

    assert ease_canvas(reply) == pytest.approx(pause)


def test_course_the_token_may_not_see_stops_no_other(host: SandboxCanvas, spool: Path) -> None:
    host.offer("MAC102", "Macroeconomics", ends=ENDED)
    host.grade("G1", "MAC102", score="70")
    host.forbidden.add("MIC101")
    connector = connect(host, courses=[{"course": name} for name in ("MIC101", "NO1", "MAC102")])
    retrieval = connector.retrieve(asking(spool, NOW))

    assert next(retrieval).name == "grades of course 101"
    with pytest.raises(HostRefused, match="2 of 3 courses could not be read"):
        next(retrieval)


def test_token_that_is_none_is_asked_about_once(host: SandboxCanvas, spool: Path) -> None:
    with pytest.raises(HostRefused):
        read(connect(host, token="another"), spool)

    assert len(host.asked) == 1


def test_courses_without_changes_are_not_read_between_full_runs(
    host: SandboxCanvas, spool: Path
) -> None:
    host.offer("MAC102", "Macroeconomics", ends=ENDED)
    host.grade("G1", "MIC101", score="70", at="2026-02-01T00:00:00Z")
    host.grade("G1", "MAC102", score="80", at="2026-02-20T00:00:00Z")
    connector = connect(host, courses=[{"course": "MIC101"}, {"course": "MAC102"}])

    transcripts, _ = read(connector, spool, since=datetime(2026, 2, 10, tzinfo=UTC))

    assert [one.results[0].code for one in transcripts] == ["MAC102"]
    assert host.count("/enrollments") == 1


def test_course_that_ended_meanwhile_is_read_though_no_grade_changed(
    host: SandboxCanvas, spool: Path
) -> None:
    host.grade("G1", "MIC101", score="70", at="2026-01-01T00:00:00Z")

    transcripts, _ = read(connect(host), spool, since=datetime(2026, 1, 30, tzinfo=UTC))

    assert len(transcripts) == 1


def test_log_that_may_not_be_seen_makes_every_course_be_read(
    host: SandboxCanvas, spool: Path
) -> None:
    host.shows_log = False
    host.grade("G1", "MIC101", score="70", at="2026-01-01T00:00:00Z")

    transcripts, _ = read(connect(host), spool, since=datetime(2026, 2, 20, tzinfo=UTC))

    assert len(transcripts) == 1


def test_account_brings_its_courses_and_none_twice(host: SandboxCanvas, spool: Path) -> None:
    for number in range(4):
        host.offer(f"C{number}", "Course", ends=ENDED)
        host.grade("G1", f"C{number}", score="70")
    host.grade("G1", "MIC101", score="70")

    transcripts, _ = read(connect(host, accounts=["self"]), spool)

    assert [one.results[0].code for one in transcripts] == ["MIC101", "C0", "C1", "C2", "C3"]


def test_next_page_on_another_server_is_not_asked_for(host: SandboxCanvas, spool: Path) -> None:
    host.grade("G1", "MIC101", score="70")
    usual = host.reply

    def elsewhere(request: HostRequest) -> HostReply:
        reply = usual(request)
        if not request.path.endswith("/enrollments"):
            return reply
        headers = {**reply.headers, "Link": '<https://elsewhere.example/>; rel="next"'}
        return HostReply(status=200, body=reply.body, headers=headers)

    host.reply = elsewhere  # type: ignore[method-assign]

    with pytest.raises(HostContractBroken, match="another server"):
        read(connect(host), spool)


def test_courses_are_listed(host: SandboxCanvas, spool: Path) -> None:
    for number in range(3):
        host.offer(f"C{number}", "Law &amp; Order")
    connector = connect(host, accounts=["self"])
    (document,) = connector.retrieve_courses(asking(spool, NOW))

    courses = [one for one in connector.parse_courses(document) if isinstance(one, HostCourse)]

    assert [one.code for one in courses] == ["MIC101", "C0", "C1", "C2"]
    assert courses[0].credits == (Credit(value=Decimal(5), scheme="ects"),)
    assert courses[1].titles[0].text == "Law & Order"


def test_check_names_courses_whose_grades_may_not_be_seen(host: SandboxCanvas) -> None:
    host.forbidden.add("MIC101")

    (problem,) = connect(host).check()

    assert (problem.code, problem.place) == ("course-not-visible", "course MIC101")


def test_settings_have_to_name_courses() -> None:
    with pytest.raises(ValidationError, match="name the courses"):
        CanvasSettings.model_validate({"url": "https://x.example", "token": "t"})

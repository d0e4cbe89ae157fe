from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.base import HostDocument, RetrievalRequest
from connectors.errors import HostError, HostRefused
from connectors.hosts.moodle import MoodleHostConnector
from connectors.hosts.moodle_settings import MoodleHostSettings
from mapping.identifiers import HeiId
from mapping.problems import Problem
from mapping.records import (
    AcademicTerm,
    Completeness,
    Credit,
    HostCourse,
    HostResult,
    LearnerIdentifier,
    TranscriptOfRecords,
)
from mapping.terms import ResultStatus
from sandbox.host_moodle import SandboxHostMoodle
from sandbox.moodle_faults import Closure, FaultKind
from sandbox.moodle_state import ItemKind
from tests.retrieving import NOTHING, Known, asking, known_of

HOST = HeiId("host.example")
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def host() -> Iterator[SandboxHostMoodle]:
    with SandboxHostMoodle() as running:
        running.offer("MIC101", "Microeconomics", ends="2026-01-31")
        yield running


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    path = tmp_path / "spool"
    path.mkdir()
    return path


def connect(at: SandboxHostMoodle, /, **changes: object) -> MoodleHostConnector:
    raw = {
        "url": at.url,
        "token": at.token,
        "courses": [{"course": "MIC101", "credits": "5"}],
        "retries": 1,
        "backoff_seconds": 0,
        "connect_seconds": 60,
        "read_seconds": 60,
        **changes,
    }
    return MoodleHostConnector(HOST, MoodleHostSettings.model_validate(raw))


def retrieve(
    connector: MoodleHostConnector, spool: Path, known: Known = NOTHING
) -> list[HostDocument]:
    return list(connector.retrieve(asking(spool, NOW, known)))


def read(
    connector: MoodleHostConnector, spool: Path
) -> tuple[list[TranscriptOfRecords], list[Problem]]:
    items = [each for one in retrieve(connector, spool) for each in connector.parse(one)]
    transcripts = [each for each in items if isinstance(each, TranscriptOfRecords)]
    return transcripts, [each for each in items if isinstance(each, Problem)]


def only_result(connector: MoodleHostConnector, spool: Path) -> HostResult:
    ((transcript,), _) = read(connector, spool)
    (result,) = transcript.results
    return result


def test_result_takes_its_credits_and_status_from_the_profile(
    host: SandboxHostMoodle, spool: Path
) -> None:
    host.grade("G1001", "MIC101", "50")

    result = only_result(connect(host, pass_mark="50"), spool)

    assert (result.printed_code, result.status, result.status_assumed) == (
        "MIC101",
        ResultStatus.PASSED,
        False,
    )
    assert result.grade is not None
    assert (result.grade.label, result.grade.scheme) == ("50", None)
    assert result.percent == Decimal(50)
    assert result.credits == (Credit(value=Decimal(5), scheme="ects"),)
    assert result.term == AcademicTerm(starts=date(2025, 9, 1), ends=date(2026, 1, 31))


@pytest.mark.parametrize(
    ("changes", "points", "expected"),
    [
        ({"pass_mark": "50"}, "49.99", (ResultStatus.FAILED, False)),
        ({}, "49.99", (ResultStatus.PASSED, True)),
        ({}, "0", (ResultStatus.UNKNOWN, False)),
        ({}, None, (ResultStatus.UNKNOWN, False)),
        ({"fail_labels": "87"}, "87", (ResultStatus.FAILED, False)),
        (
            {"courses": [{"course": "MIC101", "pass_mark": "90"}], "pass_mark": "50"},
            "87",
            (ResultStatus.FAILED, False),
        ),
        ({"grade_from": "percent", "pass_mark": "87"}, "87", (ResultStatus.PASSED, False)),
    ],
)
def test_status_is_what_the_profile_makes_of_the_grade(
    host: SandboxHostMoodle,
    spool: Path,
    changes: dict[str, object],
    points: str | None,
    expected: tuple[ResultStatus, bool],
) -> None:
    host.grade("G1001", "MIC101", points)

    result = only_result(connect(host, **changes), spool)

    assert (result.status, result.status_assumed) == expected


def test_letter_is_judged_by_its_labels(host: SandboxHostMoodle, spool: Path) -> None:
    host.functions.letters = True
    host.grade("G1001", "MIC101", "95")
    host.grade("G1002", "MIC101", "12")
    labels = {"pass_labels": ["A", "A-", "B+"], "fail_labels": "F"}

    transcripts, _ = read(connect(host, grade_from="letter", pass_mark="1", **labels), spool)

    judged = [(one.results[0].grade, one.results[0].status) for one in transcripts]
    assert [(grade.label, status) for grade, status in judged if grade] == [
        ("A", ResultStatus.PASSED),
        ("F", ResultStatus.FAILED),
    ]


def test_letters_that_are_not_shown_leave_results_as_they_are(
    host: SandboxHostMoodle, spool: Path
) -> None:
    host.grade("G1001", "MIC101", "95")

    transcripts, problems = read(connect(host, grade_from="letter"), spool)

    assert (transcripts, [one.code for one in problems]) == ([], ["letter-not-shown"])


def test_word_of_a_scale_is_the_grade(host: SandboxHostMoodle, spool: Path) -> None:
    host.staff.add_course("PHE1")
    host.staff.add_activity("PHE1", idnumber="PASS", kind=ItemKind.SCALE, scale=("nie", "zal."))
    host.grade("G1001", "PHE1", "2")
    course = {"course": "PHE1", "item": "PASS"}

    result = only_result(
        connect(host, courses=[course], grade_from="scale", final_since="graded"), spool
    )

    assert result.grade is not None
    assert (result.grade.label, result.percent) == ("zal.", None)


@pytest.mark.parametrize(
    ("policy", "end", "locked", "expected"),
    [
        ("course-end", "2026-02-28", False, ResultStatus.PASSED),
        ("course-end", "2026-03-01", False, ResultStatus.IN_PROGRESS),
        ("course-end", "", False, ResultStatus.IN_PROGRESS),
        ("graded", "2026-03-01", False, ResultStatus.PASSED),
        ("locked", "2026-02-28", False, ResultStatus.IN_PROGRESS),
        ("locked", "2026-03-01", True, ResultStatus.PASSED),
    ],
)
def test_grade_counts_once_the_policy_calls_it_final(
    host: SandboxHostMoodle,
    spool: Path,
    policy: str,
    end: str,
    locked: bool,
    expected: ResultStatus,
) -> None:
    host.grade("G1001", "MIC101", "70")
    host.end("MIC101", end)
    course = {"course": "MIC101", "item": "EXAM"}
    if locked:
        host.staff.item("MIC101").locked = True

    result = only_result(connect(host, final_since=policy, courses=[course]), spool)

    assert (result.status, result.grade is None) == (
        expected,
        expected is ResultStatus.IN_PROGRESS,
    )


def test_course_that_ends_is_news_though_moodle_says_the_same(
    host: SandboxHostMoodle, spool: Path
) -> None:
    host.grade("G1001", "MIC101", "70")
    host.end("MIC101", "2026-03-01")
    connector = connect(host)
    before = retrieve(connector, spool)
    known = known_of(before)
    later = asking(spool, datetime(2026, 3, 2, tzinfo=UTC), known)

    (after,) = connector.retrieve(later)

    (transcript,) = connector.parse(after)
    assert isinstance(transcript, TranscriptOfRecords)
    assert transcript.results[0].status is ResultStatus.PASSED


def test_course_without_an_end_is_told(host: SandboxHostMoodle, spool: Path) -> None:
    host.grade("G1001", "MIC101", "70")
    host.end("MIC101", "")

    _, problems = read(connect(host), spool)

    assert [one.code for one in problems] == ["course-without-end"]


def test_suspended_participant_is_left_out_and_nothing_is_withdrawn(
    host: SandboxHostMoodle, spool: Path
) -> None:
    host.grade("G1001", "MIC101", "70")
    host.grade("G1002", "MIC101", "80")
    host.staff.suspend("G1002", "MIC101")

    transcripts, _ = read(connect(host), spool)

    assert [one.completeness for one in transcripts] == [Completeness.DELTA]
    assert not connect(host).capabilities().lists_everything


def test_suspended_participants_are_read_where_the_profile_wants_them(
    host: SandboxHostMoodle, spool: Path
) -> None:
    for number in range(1, 6):
        host.grade(f"G100{number}", "MIC101", "80")
        if number > 1:
            host.staff.suspend(f"G100{number}", "MIC101")

    transcripts, _ = read(connect(host, read_suspended=True, users_per_page=2), spool)

    assert len(transcripts) == 5


def test_answer_with_warnings_is_partial(host: SandboxHostMoodle, spool: Path) -> None:
    host.grade("G1001", "MIC101", "70")
    host.functions.warned = True

    transcripts, problems = read(connect(host), spool)

    assert [one.completeness for one in transcripts] == [Completeness.PARTIAL]
    assert [one.code for one in problems] == ["partial-answer"]


def test_grade_that_waits_to_be_computed_leaves_the_result_as_it_is(
    host: SandboxHostMoodle, spool: Path
) -> None:
    host.grade("G1001", "MIC101", "70")
    host.staff.item("MIC101").needs_update = True

    transcripts, problems = read(connect(host), spool)

    assert (transcripts, [one.code for one in problems]) == ([], ["grade-not-computed"])


def test_course_nobody_is_shown_in_states_nothing(host: SandboxHostMoodle, spool: Path) -> None:
    assert retrieve(connect(host), spool) == []
    assert list(spool.iterdir()) == []


def test_hidden_grade_is_in_progress(host: SandboxHostMoodle, spool: Path) -> None:
    host.grade("G1001", "MIC101", "70")
    host.staff.item("MIC101").hidden = True

    result = only_result(connect(host, courses=[{"course": "MIC101", "item": "EXAM"}]), spool)

    assert result.status is ResultStatus.IN_PROGRESS


def test_grade_item_that_is_not_there_is_told_and_is_no_result(
    host: SandboxHostMoodle, spool: Path
) -> None:
    host.grade("G1001", "MIC101", "70")

    transcripts, problems = read(
        connect(host, courses=[{"course": "MIC101", "item": "ORAL"}]), spool
    )

    assert (transcripts, [one.code for one in problems]) == ([], ["no-grade-item"])


def test_people_are_named_as_the_profile_says(host: SandboxHostMoodle, spool: Path) -> None:
    host.grade("G1001", "MIC101", "70")
    identifiers = {"idnumber": "student-number", "email": "email"}

    ((transcript,), _) = read(connect(host, identifiers=identifiers), spool)

    number = host.staff.user("G1001").id
    assert transcript.learner.identifiers == (
        LearnerIdentifier(kind="email", value="ug1001@example.org"),
        LearnerIdentifier(kind="moodle-user", value=str(number)),
        LearnerIdentifier(kind="student-number", value="G1001"),
    )
    assert transcript.learner.full_name == "Student G1001"


def test_category_brings_its_courses_and_none_twice(host: SandboxHostMoodle, spool: Path) -> None:
    host.offer("MAC102", "Macroeconomics", ends="2026-01-31", credits_field="6,5")
    host.offer("ART1", "Drawing", category=9)
    for course in ("MIC101", "MAC102", "ART1"):
        host.grade("G1001", course, "70")
    connector = connect(host, categories=[2], credits_field="ects")

    transcripts, _ = read(connector, spool)

    assert {one.results[0].printed_code: one.results[0].credits for one in transcripts} == {
        "MIC101": (Credit(value=Decimal(5), scheme="ects"),),
        "MAC102": (Credit(value=Decimal("6.5"), scheme="ects"),),
    }


def test_course_that_is_not_visible_stops_no_other(host: SandboxHostMoodle, spool: Path) -> None:
    host.grade("G1001", "MIC101", "70")
    connector = connect(host, courses=[{"course": "NONE1"}, {"course": "MIC101"}])
    retrieval = connector.retrieve(RetrievalRequest(spool=spool, now=NOW))

    assert next(retrieval).name.startswith("grades of course")
    with pytest.raises(HostRefused, match="1 of 2 courses could not be read"):
        next(retrieval)


def test_service_without_a_needed_function_is_refused_by_name(
    host: SandboxHostMoodle, spool: Path
) -> None:
    functions = ("core_webservice_get_site_info", "core_course_get_courses_by_field")
    host.moodle.allow(host.token, None, functions=functions, user_id=2)

    with pytest.raises(HostRefused, match="lacks gradereport_user_get_grade_items"):
        retrieve(connect(host), spool)


@pytest.mark.parametrize("closure", [Closure.MAINTENANCE_ANSWER, Closure.MAINTENANCE_PAGE])
def test_site_under_maintenance_is_asked_again_later(
    host: SandboxHostMoodle, spool: Path, closure: Closure
) -> None:
    host.moodle.faults.closure = closure

    with pytest.raises(HostError) as caught:
        retrieve(connect(host), spool)

    assert type(caught.value).__name__ == "HostUnavailable"


def test_web_services_that_are_off_are_a_refusal_with_a_way_out(
    host: SandboxHostMoodle, spool: Path
) -> None:
    host.moodle.faults.closure = Closure.NO_WEB_SERVICES

    with pytest.raises(HostRefused) as caught:
        retrieve(connect(host), spool)

    assert "turn web services" in caught.value.hint


def test_notices_in_the_first_answer_cost_a_second_call(
    host: SandboxHostMoodle, spool: Path
) -> None:
    host.grade("G1001", "MIC101", "70")
    host.moodle.faults.arrange("gradereport_user_get_grade_items", FaultKind.GARBAGE)

    assert only_result(connect(host), spool).grade is not None


def test_courses_are_listed_with_what_the_profile_knows(
    host: SandboxHostMoodle, spool: Path
) -> None:
    host.offer("MAC102", "Makro &amp; <b>Mikro</b>", ends="2026-01-31")
    connector = connect(host, categories=[2], title_language="pl")
    (document,) = connector.retrieve_courses(RetrievalRequest(spool=spool, now=NOW))

    items = list(connector.parse_courses(document))

    courses = [one for one in items if isinstance(one, HostCourse)]
    assert [(one.printed_code, one.titles[0].text, one.credits) for one in courses] == [
        ("MIC101", "Microeconomics", (Credit(value=Decimal(5), scheme="ects"),)),
        ("MAC102", "Makro & Mikro", ()),
    ]
    assert [one.code for one in items if isinstance(one, Problem)] == ["idnumber-not-shown"]


def test_check_names_courses_that_are_not_visible(host: SandboxHostMoodle) -> None:
    (problem,) = connect(host, courses=[{"course": "NONE1"}]).check()

    assert problem.code == "course-not-visible"
    assert "NONE1" in problem.message


def test_settings_have_to_name_courses() -> None:
    with pytest.raises(ValidationError, match="name the courses"):
        MoodleHostSettings.model_validate({"url": "https://x.example", "token": "t"})


@pytest.mark.parametrize(
    "url", ["moodle.example", "ftp://x.example", "https://u:p@x.example", "https://x.example?a=1"]
)
def test_address_has_to_be_one(url: str) -> None:
    with pytest.raises(ValidationError, match="url"):
        MoodleHostSettings.model_validate({"url": url, "token": "t", "categories": [1]})

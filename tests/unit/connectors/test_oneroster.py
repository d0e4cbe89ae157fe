import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.errors import HostContractBroken, HostRefused, HostThrottled
from connectors.hosts.oneroster import OneRosterConnector
from connectors.hosts.oneroster_settings import OneRosterSettings
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
from sandbox.host_http import HostReply, HostRequest
from sandbox.host_oneroster import SandboxOneRoster
from tests.retrieving import asking

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["1.1", "1.2"])
def host(request: pytest.FixtureRequest) -> Iterator[SandboxOneRoster]:
    with SandboxOneRoster(request.param) as running:
        running.offer("MIC101", "Microeconomics", ects="5")
        yield running


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    path = tmp_path / "spool"
    path.mkdir()
    return path


def connect(at: SandboxOneRoster, /, **changes: object) -> OneRosterConnector:
    sign_in = {
        "token_url": at.token_url,
        "client_id": "utqyr",
        "client_secret": "oneroster-secret",
        **(changes.pop("sign_in", {})),  # type: ignore[dict-item]
    }
    raw = {
        "url": at.url,
        "version": at.version,
        "sign_in": sign_in,
        "final_items": "final*",
        "credits_metadata": "ects",
        "retries": 2,
        "backoff_seconds": 0,
        "connect_seconds": 60,
        "read_seconds": 60,
        **changes,
    }
    return OneRosterConnector(HeiId("host.example"), OneRosterSettings.model_validate(raw))


def of_folder(path: Path, **changes: object) -> OneRosterConnector:
    raw = {"path": path, "final_items": "final*", "credits_metadata": "ects", **changes}
    return OneRosterConnector(HeiId("host.example"), OneRosterSettings.model_validate(raw))


def read(
    connector: OneRosterConnector, spool: Path, since: datetime | None = None
) -> tuple[list[TranscriptOfRecords], list[Problem]]:
    documents = list(connector.retrieve(asking(spool, NOW, since=since)))
    items = [each for one in documents for each in connector.parse(one)]
    transcripts = [each for each in items if isinstance(each, TranscriptOfRecords)]
    return transcripts, [each for each in items if isinstance(each, Problem)]


def only_result(connector: OneRosterConnector, spool: Path) -> HostResult:
    ((transcript,), _) = read(connector, spool)
    (result,) = transcript.results
    return result


def test_final_grade_comes_with_course_term_and_credits(
    host: SandboxOneRoster, spool: Path
) -> None:
    host.grade("G1", "MIC101", score="87.25")
    host.grade("G1", "MIC101", score="3", kind="homework")

    result = only_result(connect(host, pass_mark="50"), spool)

    assert result.grade is not None
    assert (result.printed_code, result.grade.label) == ("MIC101", "87.25")
    assert (result.status, result.percent) == (ResultStatus.PASSED, Decimal("87.25"))
    assert result.credits == (Credit(value=Decimal(5), scheme="ects"),)
    assert (result.los_id, result.loi_id) == ("course-MIC101", "class-MIC101")
    assert result.term == AcademicTerm(
        label="Winter", starts=date(2025, 9, 1), ends=date(2026, 1, 31)
    )


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("fully graded", ResultStatus.PASSED),
        ("fullyGraded", ResultStatus.PASSED),
        ("partially graded", ResultStatus.IN_PROGRESS),
        ("submitted", ResultStatus.IN_PROGRESS),
        ("not submitted", ResultStatus.IN_PROGRESS),
        ("exempt", ResultStatus.UNKNOWN),
    ],
)
def test_only_a_score_that_is_fully_graded_is_a_grade(
    host: SandboxOneRoster, spool: Path, state: str, expected: ResultStatus
) -> None:
    host.grade("G1", "MIC101", score="70", state=state)

    result = only_result(connect(host, pass_mark="50"), spool)

    assert (result.status, result.grade is not None) == (
        expected,
        expected is ResultStatus.PASSED,
    )


def test_result_the_host_deleted_says_so_and_has_no_grade(
    host: SandboxOneRoster, spool: Path
) -> None:
    host.grade("G1", "MIC101", score="70", status="tobedeleted")
    connector = connect(host)

    result = only_result(connector, spool)

    assert result.withdrawn
    assert (result.status, result.grade) == (ResultStatus.UNKNOWN, None)
    assert connector.capabilities().announces_deletions


def test_results_of_a_deleted_line_item_are_deleted(host: SandboxOneRoster, spool: Path) -> None:
    host.grade("G1", "MIC101", score="70")
    host.tables["lineItems"][0]["status"] = "tobedeleted"

    assert only_result(connect(host), spool).withdrawn


def test_line_item_that_took_a_deleted_ones_place_is_read_alone(
    host: SandboxOneRoster, spool: Path
) -> None:
    host.grade("G1", "MIC101", score="70")
    old = host.tables["lineItems"][0]
    new = {**old, "sourcedId": "again-MIC101"}
    host.tables["lineItems"].append(new)
    old["status"] = "tobedeleted"
    host.grade("G1", "MIC101", score="75", kind="again")

    result = only_result(connect(host), spool)

    assert result.grade is not None
    assert (result.grade.label, result.withdrawn) == ("75", False)


def test_result_that_counts_keeps_its_number_beside_a_deleted_one(
    host: SandboxOneRoster, spool: Path, tmp_path: Path
) -> None:
    host.grade("G1", "MIC101", score="70", status="tobedeleted")
    host.tables["results"].append(
        {**host.tables["results"][0], "sourcedId": "z", "status": "active", "score": Decimal(75)}
    )
    leave(tmp_path / "one.zip", host.archive())

    for connector in (connect(host), of_folder(tmp_path)):
        ((transcript,), _) = read(connector, spool)

        found = [(each.ordinal, each.withdrawn) for each in transcript.results]
        assert found == [(1, False), (2, True)]


def test_text_of_a_score_is_the_grade_where_the_profile_says_so(
    host: SandboxOneRoster, spool: Path
) -> None:
    host.grade("G1", "MIC101", score="70", text="02")

    result = only_result(connect(host, grade_from="text", pass_labels="02"), spool)

    assert result.grade is not None
    assert (result.grade.label, result.status) == ("02", ResultStatus.PASSED)


def test_people_are_named_as_the_profile_says(host: SandboxOneRoster, spool: Path) -> None:
    host.grade("G1", "MIC101", score="70")

    ((transcript,), _) = read(connect(host, identifiers={"identifier": "student-number"}), spool)

    assert transcript.learner.identifiers == (
        LearnerIdentifier(kind="oneroster-user", value="G1"),
        LearnerIdentifier(kind="student-number", value="N-G1"),
    )
    assert (transcript.learner.given_names, transcript.learner.family_name) == ("Student", "G1")


def test_every_page_is_read_however_small_the_host_makes_them(
    host: SandboxOneRoster, spool: Path
) -> None:
    for number in range(7):
        host.grade(f"G{number}", "MIC101", score="70")

    transcripts, _ = read(connect(host), spool)

    assert len(transcripts) == 7


def test_listing_without_a_total_ends_with_an_empty_page(
    host: SandboxOneRoster, spool: Path
) -> None:
    for number in range(4):
        host.grade(f"G{number}", "MIC101", score="70")
    usual = host.reply

    def without_total(request: HostRequest) -> HostReply:
        reply = usual(request)
        return HostReply(status=reply.status, body=reply.body, content_type=reply.content_type)

    host.reply = without_total  # type: ignore[method-assign]

    transcripts, _ = read(connect(host), spool)

    assert len(transcripts) == 4


def test_between_full_runs_only_changed_line_items_are_read(
    host: SandboxOneRoster, spool: Path
) -> None:
    host.offer("MAC102", "Macroeconomics")
    host.grade("G1", "MIC101", score="70", at="2026-02-01T00:00:00.000Z")
    host.grade("G1", "MAC102", score="80", at="2026-02-20T00:00:00.000Z")

    transcripts, _ = read(connect(host), spool, since=datetime(2026, 2, 10, tzinfo=UTC))

    assert [one.results[0].code for one in transcripts] == ["MAC102"]


def test_between_full_runs_everything_is_read_where_the_host_cannot_filter(
    host: SandboxOneRoster, spool: Path
) -> None:
    host.filters = False
    host.grade("G1", "MIC101", score="70", at="2026-02-01T00:00:00.000Z")

    transcripts, _ = read(connect(host), spool, since=datetime(2026, 2, 10, tzinfo=UTC))

    assert len(transcripts) == 1


def test_token_that_ended_is_fetched_anew_once(host: SandboxOneRoster, spool: Path) -> None:
    host.grade("G1", "MIC101", score="70")
    usual = host.reply

    def expiring(request: HostRequest) -> HostReply:
        if request.path.endswith("/results") and host.tokens.given == 1:
            host.tokens.expire()
        return usual(request)

    host.reply = expiring  # type: ignore[method-assign]

    transcripts, _ = read(connect(host), spool)

    assert (len(transcripts), host.tokens.given) == (1, 2)


@pytest.mark.parametrize("auth", ["basic", "body"])
def test_secret_is_shown_to_the_token_endpoint_alone(
    host: SandboxOneRoster, spool: Path, auth: str
) -> None:
    host.grade("G1", "MIC101", score="70")
    secret = "oneroster-secret"

    read(connect(host, sign_in={"client_auth": auth}), spool)

    others = [one for one in host.asked if "oauth2" not in one.path]
    assert all(secret not in f"{one.headers} {one.body!r}" for one in others)
    assert "gradebook" in host.tokens.scopes[0]


def test_client_that_is_not_known_is_refused(host: SandboxOneRoster, spool: Path) -> None:
    with pytest.raises(HostRefused):
        read(connect(host, sign_in={"client_secret": "another"}), spool)

    assert len(host.asked) == 1


def test_busy_server_behind_status_200_is_asked_again(host: SandboxOneRoster, spool: Path) -> None:
    host.grade("G1", "MIC101", score="70")
    host.busy = 2

    transcripts, _ = read(connect(host), spool)

    assert len(transcripts) == 1


def test_server_that_stays_busy_is_throttling(host: SandboxOneRoster, spool: Path) -> None:
    host.busy = 1000

    with pytest.raises(HostThrottled):
        read(connect(host), spool)


def test_class_with_two_final_items_is_not_read_and_stops_no_other(
    host: SandboxOneRoster, spool: Path
) -> None:
    host.offer("MAC102", "Macroeconomics")
    host.grade("G1", "MAC102", score="70")
    host.tables["lineItems"][1]["title"] = "Final essay"
    retrieval = connect(host).retrieve(asking(spool, NOW))

    assert next(retrieval).name == "results of line item exams-MAC102"
    with pytest.raises(HostRefused, match="several line items"):
        next(retrieval)


def test_line_item_without_results_states_nothing(host: SandboxOneRoster, spool: Path) -> None:
    assert list(connect(host).retrieve(asking(spool, NOW))) == []
    assert list(spool.iterdir()) == []


def test_result_of_somebody_who_is_not_shown_is_told(host: SandboxOneRoster, spool: Path) -> None:
    host.grade("G1", "MIC101", score="70")
    host.grade("G2", "MIC101", score="80")
    del host.tables["users"][0]

    transcripts, problems = read(connect(host), spool)

    assert [one.completeness for one in transcripts] == [Completeness.PARTIAL]
    assert [one.code for one in problems] == ["result-without-context"]


def test_courses_are_listed_page_by_page_without_deleted_ones(
    host: SandboxOneRoster, spool: Path
) -> None:
    for number in range(4):
        host.offer(f"C{number}", f"Course {number}")
    host.tables["courses"][-1]["status"] = "tobedeleted"
    connector = connect(host)
    (document,) = connector.retrieve_courses(asking(spool, NOW))

    courses = [one for one in connector.parse_courses(document) if isinstance(one, HostCourse)]

    assert [one.code for one in courses] == ["C0", "C1", "C2", "MIC101"]
    assert courses[-1].credits == (Credit(value=Decimal(5), scheme="ects"),)


def test_check_tells_where_no_line_item_is_final(host: SandboxOneRoster) -> None:
    (problem,) = connect(host, final_items="oral").check()

    assert problem.code == "no-final-items"


@pytest.mark.parametrize(
    ("results", "completeness"),
    [("bulk", Completeness.SNAPSHOT), ("delta", Completeness.DELTA)],
)
def test_archive_says_itself_whether_it_is_all(
    host: SandboxOneRoster, spool: Path, tmp_path: Path, results: str, completeness: Completeness
) -> None:
    host.grade("G1", "MIC101", score="87.25")
    host.grade("G1", "MIC101", score="3", kind="homework")
    leave(tmp_path / "one.zip", host.archive(results=results))

    ((transcript,), problems) = read(of_folder(tmp_path, pass_mark="50"), spool)

    (result,) = transcript.results
    assert result.grade is not None
    assert (result.grade.label, result.status) == ("87.25", ResultStatus.PASSED)
    assert result.credits == (Credit(value=Decimal(5), scheme="ects"),)
    assert (transcript.completeness, problems) == (completeness, [])


def test_archive_and_server_give_the_same_results(
    host: SandboxOneRoster, spool: Path, tmp_path: Path
) -> None:
    host.grade("G1", "MIC101", score="87.25")
    leave(tmp_path / "one.zip", host.archive())

    over_rest = only_result(connect(host), spool)
    of_archive = only_result(of_folder(tmp_path), spool)

    assert over_rest.grade == of_archive.grade
    assert (over_rest.code, over_rest.term, over_rest.credits, over_rest.los_id) == (
        of_archive.code,
        of_archive.term,
        of_archive.credits,
        of_archive.los_id,
    )


def test_courses_of_the_last_archive_are_listed(
    host: SandboxOneRoster, spool: Path, tmp_path: Path
) -> None:
    leave(tmp_path / "b.zip", host.archive(), age=900_000)
    host.offer("MAC102", "Macroeconomics")
    leave(tmp_path / "a.zip", host.archive())
    connector = of_folder(tmp_path)
    (document,) = connector.retrieve_courses(asking(spool, NOW))

    courses = [one for one in connector.parse_courses(document) if isinstance(one, HostCourse)]

    assert [one.code for one in courses] == ["MIC101", "MAC102"]


def test_archive_that_lacks_an_announced_table_is_refused(
    host: SandboxOneRoster, spool: Path, tmp_path: Path
) -> None:
    host.grade("G1", "MIC101", score="70")
    leave(tmp_path / "one.zip", b"PK\x03\x04 nothing of the kind")

    with pytest.raises(HostContractBroken, match="damaged or cut off"):
        read(of_folder(tmp_path), spool)


KEY = {"consumer_key": "utqyr", "consumer_secret": "signing-secret"}
SIGN_IN = {"token_url": "https://x.example/token", "client_id": "utqyr", "client_secret": "other"}


def leave(path: Path, content: bytes, age: int = 800_000) -> None:
    path.write_bytes(content)
    moment = NOW.timestamp() - age
    os.utime(path, (moment, moment))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "either 'url'"),
        ({"url": "https://x.example"}, "belongs to 'url'"),
        ({"path": ".", "oauth1": KEY}, "belongs to 'url'"),
        ({"url": "https://x.example", "oauth1": KEY}, "of version 1.1"),
        (
            {"url": "https://x.example", "version": "1.1", "oauth1": KEY, "sign_in": SIGN_IN},
            "either 'sign_in' or 'oauth1'",
        ),
        ({"url": "https://x.example", "oauth1": {**KEY, "signature": "plaintext"}}, "signature"),
        ({"path": ".", "sign_in": {}}, "token_url"),
        ({"path": ".", "final_items": []}, "final_items"),
        ({"path": ".", "final_since": "locked"}, "final_since"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        OneRosterSettings.model_validate({"final_items": "final*", **changes})

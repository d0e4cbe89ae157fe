"""Sending rows to the national platform, over HTTP to a stand-in with its warts."""

from collections.abc import Iterator
from typing import Any

import pytest
import responses

from connectors.http import HttpPolicy
from connectors.http_replies import HttpFailure
from connectors.transcripts.epvo_fields import known_fields
from connectors.transcripts.epvo_push import (
    SENDING_ORDER,
    EpvoAccess,
    EpvoPlatform,
    EpvoRefused,
    InvalidRows,
    PushReport,
)
from connectors.transcripts.epvo_rows import epvo_rows
from sandbox.epvo import SandboxEpvo
from tests.documents import make_pass, make_row, make_transcript
from tests.epvo import SETTINGS

FIELDS = {code: set(kind.fields) for code, kind in known_fields().items()}
URL = "https://platform.example/isvuz/api"
PASSWORD = "sandbox-password"
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def platform() -> Iterator[SandboxEpvo]:
    with SandboxEpvo(university_id=42, fields=FIELDS) as made:
        yield made


def rows() -> Rows:
    export = epvo_rows([make_transcript(make_row(), make_pass())], SETTINGS)
    return {code: [dict(row) for row in listed] for code, listed in export.rows.items()}


def access(url: str, password: str = PASSWORD, **fields: Any) -> EpvoAccess:
    patience = HttpPolicy(retries=0, connect_seconds=30, read_seconds=30)
    defaults: dict[str, Any] = {"batch_size": 100, "policy": patience}
    return EpvoAccess(url=url, university_id=42, password=lambda: password, **(defaults | fields))


def push(platform: SandboxEpvo, sent: Rows | None = None, **fields: Any) -> PushReport:
    return EpvoPlatform(access(platform.url, **fields), known_fields()).push(sent or rows())


def test_rows_arrive_and_sending_again_changes_nothing(platform: SandboxEpvo) -> None:
    first = push(platform)
    saved = platform.calls.count("POST /org-data/list/save")
    second = push(platform)

    assert first.complete
    assert sum(first.sent.values()) == 6
    assert second.complete
    assert sum(second.sent.values()) == 0
    assert platform.calls.count("POST /org-data/list/save") == saved


def test_rows_that_others_name_go_first(platform: SandboxEpvo) -> None:
    push(platform)
    read = [call.split("/")[2] for call in platform.calls if call.startswith("GET")]

    assert list(dict.fromkeys(read)) == list(SENDING_ORDER)


def test_what_others_filled_in_survives_the_replacing_of_the_row(platform: SandboxEpvo) -> None:
    transfer = rows()["STUDENT_TRANSFER"][0] | {"programId": 77, "finishDate": "2026-01-30"}
    platform.put(transfer)

    push(platform)

    [row] = platform.rows("STUDENT_TRANSFER")
    assert (row["programId"], row["finishDate"]) == (77, "2026-01-31")


def test_a_mark_that_is_taken_away_is_taken_away_there(platform: SandboxEpvo) -> None:
    push(platform)
    changed = rows()
    ungraded = {"type": 5, "totalMark": None, "numeralMark": None, "alphaMark": None}
    changed["TRANSCRIPT"][0] |= ungraded

    report = push(platform, changed)

    assert (report.sent["TRANSCRIPT"], report.complete) == (1, True)
    assert {row["alphaMark"] for row in platform.rows("TRANSCRIPT")} == {None}


def test_failures_inside_200_are_told_with_their_row(platform: SandboxEpvo) -> None:
    platform.refuse = lambda row: "credits differ" if row.get("subjectCode") == "ECO2204" else ""

    report = push(platform)

    [failed] = report.failed
    assert (failed.code, failed.errors) == ("TRANSCRIPT", ("credits differ",))
    assert failed.key == (rows()["TRANSCRIPT"][0]["id"],)
    assert report.sent["TRANSCRIPT"] == 1
    assert not report.complete


def test_a_field_the_platform_renamed_is_noticed() -> None:
    renamed = FIELDS | {
        "ORDERS_ACADEMIC_MOBILITY": FIELDS["ORDERS_ACADEMIC_MOBILITY"] - {"partnerUniversityId"}
    }
    with SandboxEpvo(university_id=42, fields=renamed) as platform:
        report = push(platform)

    assert report.ignored == ("ORDERS_ACADEMIC_MOBILITY.partnerUniversityId",)
    assert not report.complete


def test_rows_that_are_not_in_order_are_not_sent(platform: SandboxEpvo) -> None:
    broken = rows()
    broken["ORDERS_ACADEMIC_MOBILITY"][0]["universityID"] = 42

    with pytest.raises(InvalidRows) as refused:
        push(platform, broken)

    assert platform.calls == []
    assert [each.code for each in refused.value.problems] == ["unknown-field"]


def test_rows_go_in_batches(platform: SandboxEpvo) -> None:
    many = rows()
    first = many["TRANSCRIPT"][0]
    many["TRANSCRIPT"] = [first | {"id": number, "credits": 1} for number in range(1, 26)]

    report = push(platform, many, batch_size=10)

    assert report.sent["TRANSCRIPT"] == 25
    assert platform.calls.count("POST /org-data/list/save") == 3 + 3


def test_a_wrong_password_is_a_sentence(platform: SandboxEpvo) -> None:
    with pytest.raises(EpvoRefused, match="number and password"):
        EpvoPlatform(access(platform.url, "wrong"), known_fields()).push(rows())


def page(content: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return {"content": content or [], "last": True} | more


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        ({"json": {"failedRecords": [], "failedElementsCcount": 2}}, EpvoRefused, "counts 2"),
        ({"json": {"savedElements": 1}}, EpvoRefused, "did not answer as"),
        ({"body": "<html>"}, EpvoRefused, "did not answer as"),
        ({"status": 400}, EpvoRefused, "malformed"),
        ({"status": 404}, HttpFailure, "404"),
        ({"status": 502}, HttpFailure, "502"),
    ],
)
@responses.activate
def test_an_answer_that_says_nothing_certain_stops(
    answer: dict[str, Any], error: type[Exception], words: str
) -> None:
    responses.get(f"{URL}/org-data/STUDENT_TRANSFER/find-all-pageable", json=page())
    responses.post(f"{URL}/org-data/list/save", **answer)

    with pytest.raises(error, match=words):
        EpvoPlatform(access(URL), known_fields()).push(rows())


@responses.activate
def test_a_row_that_is_not_there_afterwards_is_told() -> None:
    responses.get(f"{URL}/org-data/STUDENT_TRANSFER/find-all-pageable", json=page())
    responses.post(
        f"{URL}/org-data/list/save", json={"failedRecords": [], "failedElementsCcount": 0}
    )
    only = {"STUDENT_TRANSFER": rows()["STUDENT_TRANSFER"]}

    report = EpvoPlatform(access(URL), known_fields()).push(only)

    assert len(report.missing) == 1
    assert not report.complete


@responses.activate
def test_every_page_is_read_and_an_endless_one_ends() -> None:
    kind = known_fields()["STUDENT_TRANSFER"]
    address = f"{URL}/org-data/STUDENT_TRANSFER/find-all-pageable"
    responses.get(address, json=page([{"transferId": 1}], last=False))
    responses.get(address, json=page([{"transferId": 2}], last=False))
    responses.get(address, json=page([], last=False))

    found = EpvoPlatform(access(URL), known_fields()).read(kind)

    assert set(found) == {(1,), (2,)}


def test_the_password_is_in_no_message(platform: SandboxEpvo) -> None:
    with pytest.raises(EpvoRefused) as refused:
        EpvoPlatform(access(platform.url, "hush-hush"), known_fields()).push(rows())

    assert "hush-hush" not in f"{refused.value} {refused.value.hint}"

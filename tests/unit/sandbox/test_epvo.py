"""The stand-in platform has the warts of the real one."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.epvo import SandboxEpvo

SAVE = "/isvuz/api/org-data/list/save?universityId=42"
ROW = {"typeCode": "TRANSCRIPT", "id": 1, "totalMark": 85, "alphaMark": "B+"}


@pytest.fixture
def platform() -> Iterator[SandboxEpvo]:
    with SandboxEpvo(fields={"TRANSCRIPT": ("id", "totalMark", "alphaMark")}) as made:
        yield made


def call(platform: SandboxEpvo, method: str, target: str, body: Any = None) -> tuple[int, Any]:
    user = f"{platform.university_id}:{platform.password}"
    authorization = f"Basic {base64.b64encode(user.encode()).decode()}"
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return platform.answer(method, target, authorization, content)


def test_saving_replaces_the_whole_row(platform: SandboxEpvo) -> None:
    call(platform, "POST", SAVE, [ROW])
    _, answer = call(platform, "POST", SAVE, [{"typeCode": "TRANSCRIPT", "id": 1}])

    assert answer["updatedElements"] == 1
    assert platform.rows("TRANSCRIPT") == [
        {"typeCode": "TRANSCRIPT", "id": 1, "totalMark": None, "alphaMark": None}
    ]


def test_a_misspelt_field_is_ignored_silently(platform: SandboxEpvo) -> None:
    status, answer = call(platform, "POST", SAVE, [ROW | {"totalmark": 1}])

    assert (status, answer["savedElements"], answer["failedRecords"]) == (200, 1, [])
    assert "totalmark" not in platform.rows("TRANSCRIPT")[0]


def test_a_failed_row_is_inside_200(platform: SandboxEpvo) -> None:
    status, answer = call(platform, "POST", SAVE, [ROW, {"typeCode": "TRANSCRIPT"}])

    assert (status, answer["requestedElements"], answer["savedElements"]) == (200, 2, 1)
    assert answer["failedElementsCcount"] == len(answer["failedRecords"]) == 1


@pytest.mark.parametrize(
    ("target", "body", "status"),
    [
        (SAVE, ROW, 400),
        (SAVE, b"{", 400),
        (SAVE.partition("?")[0], [ROW], 400),
        ("/isvuz/api/org-data/save?universityId=42", [ROW], 404),
        ("/isvuz/api/org-data/list", [ROW], 404),
    ],
)
def test_malformed_calls_get_no_reason(
    platform: SandboxEpvo, target: str, body: Any, status: int
) -> None:
    assert call(platform, "POST", target, body) == (status, None)


def test_pages_count_from_zero(platform: SandboxEpvo) -> None:
    call(platform, "POST", SAVE, [ROW | {"id": number} for number in range(5)])
    address = "/isvuz/api/org-data/TRANSCRIPT/find-all-pageable"
    _, first = call(platform, "GET", f"{address}?page=0&size=3")
    _, last = call(platform, "GET", f"{address}?page=1&size=3")

    assert [row["id"] for row in first["content"]] == [0, 1, 2]
    assert (first["last"], last["last"], last["totalElements"]) == (False, True, 5)
    assert call(platform, "GET", "/isvuz/api/org-data/X/find-all-pageable")[0] == 404


def test_another_password_is_refused(platform: SandboxEpvo) -> None:
    assert platform.answer("GET", "/isvuz/api/x", "Basic eDp5", b"") == (401, None)

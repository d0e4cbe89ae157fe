import json
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
import requests
import responses

from connectors.errors import HomeRefused, HomeUnavailable
from connectors.home.moodle_client import (
    HINTS,
    AnswerDamaged,
    MoodleClient,
    ReplyLost,
    is_site_wide,
)
from connectors.http import HttpPolicy, new_session

URL = "https://moodle.example.org"
ENDPOINT = f"{URL}/webservice/rest/server.php"
TOKEN = "0123456789abcdef-secret"


@pytest.fixture
def moodle() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def client() -> MoodleClient:
    return MoodleClient(new_session(HttpPolicy(retries=0, backoff_seconds=0)), URL, lambda: TOKEN)


def failing(errorcode: object) -> str:
    return json.dumps({"exception": "x", "errorcode": errorcode, "message": "Айгүл: 91.5"})


def test_arguments_are_written_as_moodle_reads_them(
    moodle: responses.RequestsMock, client: MoodleClient
) -> None:
    moodle.post(ENDPOINT, body="null", content_type="application/json")
    client.read(
        "f",
        {
            "courseid": 6,
            "flag": True,
            "off": False,
            "values": ["a", "b"],
            "grades": [{"studentid": 3, "grade": Decimal("91.50000")}],
        },
    )
    sent = dict(parse_qsl(str(moodle.calls[0].request.body)))
    assert sent == {
        "wstoken": TOKEN,
        "wsfunction": "f",
        "moodlewsrestformat": "json",
        "courseid": "6",
        "flag": "1",
        "off": "0",
        "values[0]": "a",
        "values[1]": "b",
        "grades[0][studentid]": "3",
        "grades[0][grade]": "91.5",
    }


def test_the_token_goes_into_the_body_and_is_asked_for_at_each_call(
    moodle: responses.RequestsMock,
) -> None:
    tokens = iter(["first", "second"])
    client = MoodleClient(new_session(HttpPolicy(retries=0)), URL + "/", lambda: next(tokens))
    moodle.post(ENDPOINT, body="0")
    client.write("f", {})
    client.write("f", {})
    assert [call.request.url for call in moodle.calls] == [ENDPOINT, ENDPOINT]
    assert "first" in str(moodle.calls[0].request.body)
    assert "second" in str(moodle.calls[1].request.body)


@pytest.mark.parametrize("code", sorted(HINTS))
def test_every_hinted_refusal_says_its_way_out(
    moodle: responses.RequestsMock, client: MoodleClient, code: str
) -> None:
    if code.startswith("http-"):
        moodle.post(ENDPOINT, status=int(code.removeprefix("http-")))
    else:
        moodle.post(ENDPOINT, body=failing(code))
    with pytest.raises(HomeRefused) as caught:
        client.read("f")
    assert (caught.value.code, caught.value.hint) == (code, HINTS[code])


@pytest.mark.parametrize("code", ["sitemaintenance", "upgraderunning"])
def test_a_closed_site_is_unavailable(
    moodle: responses.RequestsMock, client: MoodleClient, code: str
) -> None:
    moodle.post(ENDPOINT, body=failing(code))
    with pytest.raises(HomeUnavailable):
        client.write("f", {})


@pytest.mark.parametrize(
    ("code", "site_wide"),
    [
        ("invalidtoken", True),
        ("accessexception", True),
        ("http-403", True),
        ("invalidparameter", False),
        ("errorcoursecontextnotvalid", False),
    ],
)
def test_a_refusal_concerns_the_site_or_one_call(code: str, site_wide: bool) -> None:
    assert is_site_wide(HomeRefused(code, "no")) is site_wide


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (200, "The instance of this module does not exist\n0", "application/json"),
        (200, "<html>sign in</html>", "text/html"),
        (200, "", "application/json"),
        (200, failing(7), "application/json"),
        (200, failing("кот"), "application/json"),
    ],
)
def test_an_answer_without_sense_is_damaged(
    moodle: responses.RequestsMock,
    client: MoodleClient,
    status: int,
    body: str,
    content_type: str,
) -> None:
    moodle.post(ENDPOINT, status=status, body=body.encode(), content_type=content_type)
    for call in (lambda: client.read("f"), lambda: client.write("f", {})):
        with pytest.raises(AnswerDamaged):
            call()
    assert len(moodle.calls) == 3  # what reads is asked for twice, what writes never


def test_a_damaged_answer_that_reads_is_asked_for_once_more(
    moodle: responses.RequestsMock, client: MoodleClient
) -> None:
    moodle.post(ENDPOINT, body="notice\n[]")
    moodle.post(ENDPOINT, body="[]")
    assert client.read("f") == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_leaves_a_write_in_doubt(
    moodle: responses.RequestsMock, client: MoodleClient, status: int
) -> None:
    moodle.post(ENDPOINT, status=status, body="<html></html>", content_type="text/html")
    with pytest.raises(ReplyLost):
        client.write("f", {})
    with pytest.raises(HomeUnavailable) as caught:
        client.read("f")
    assert not isinstance(caught.value, ReplyLost)


def test_a_throttled_write_was_not_done(
    moodle: responses.RequestsMock, client: MoodleClient
) -> None:
    moodle.post(ENDPOINT, status=429)
    with pytest.raises(HomeUnavailable) as caught:
        client.write("f", {})
    assert not isinstance(caught.value, ReplyLost)


def test_a_redirect_is_the_operators_matter(
    moodle: responses.RequestsMock, client: MoodleClient
) -> None:
    moodle.post(ENDPOINT, status=301, headers={"Location": "https://new.example.org/"})
    with pytest.raises(HomeRefused) as caught:
        client.read("f")
    assert (caught.value.code, is_site_wide(caught.value)) == ("http-301", True)


def test_an_unreachable_site_is_unavailable_and_a_broken_write_in_doubt(
    moodle: responses.RequestsMock, client: MoodleClient
) -> None:
    moodle.post(ENDPOINT, body=requests.ConnectionError(f"broke at {TOKEN}"))
    with pytest.raises(ReplyLost):
        client.write("f", {})
    with pytest.raises(HomeUnavailable):
        client.read("f")


@pytest.mark.parametrize(
    "answer",
    [
        {"body": failing("invalidtoken")},
        {"body": "Айгүл 91.5"},
        {"status": 503, "body": "Айгүл 91.5"},
        {"body": requests.ConnectionError(f"broke at {TOKEN}")},
    ],
)
def test_no_failure_tells_a_token_a_name_or_a_grade(
    moodle: responses.RequestsMock, client: MoodleClient, answer: dict[str, object]
) -> None:
    moodle.post(ENDPOINT, **answer)  # type: ignore[arg-type]
    with pytest.raises((HomeUnavailable, HomeRefused)) as caught:
        client.write("f", {"grades": [{"grade": Decimal("91.5")}]})
    told, error = "", caught.value
    cause: BaseException | None = error
    while cause is not None:
        told += f"{cause} {cause!r} {getattr(cause, 'hint', '')}"
        cause = cause.__cause__
    assert not [part for part in (TOKEN, "Айгүл", "91.5") if part in told]

"""The stand-in Moodle answers what a stock Moodle 4.5.6 answered, exchange by exchange, in order.

Left out of the comparison, and nothing else: the markup of the maintenance page.
"""

import json
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from sandbox.moodle import SandboxMoodle
from sandbox.moodle_faults import Closure
from sandbox.moodle_site import SiteFacts

EXCHANGES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "moodle" / "web-service-exchanges.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
ADMIN, WEAK = "admin-token", "weak-token"
COURSES_MADE, ACTIVITIES_MADE, GRADED = 1795393546, 1795393551, 1795393973
SITE = SiteFacts(
    url="http://127.0.0.1:8080",
    theme_revision=1795393456,
    private_key="cdebbb30aa306864ded23ab4e6dae2ac",
    created=1795393421,
    modified=1795393464,
    starts=1795392000,
    ends=1826928000,
)
FUNCTIONS = tuple(
    function["name"] for function in EXCHANGES[0]["response"]["functions"]
)  # what the recorded service held


def recorded_state() -> SandboxMoodle:
    """Bring a stand-in into the state behind the recorded exchanges."""
    now = [COURSES_MADE]
    moodle = SandboxMoodle(site=SITE, clock=lambda: now[0])
    moodle.allow(ADMIN, None, functions=FUNCTIONS, user_id=2)
    moodle.allow(WEAK, frozenset({"webservice/rest:use"}), functions=FUNCTIONS, user_id=1000)
    for number in range(1, 41):
        moodle.state.add_user(
            username=f"st{number}",
            given_names="Айгүл",
            family_name=f"Серікқызы {number}",
            idnumber=f"KB{number:05}",
        )
    for number in range(1, 6):
        moodle.state.add_course(
            idnumber=f"HOME{number}",
            shortname=f"C{number}",
            full_name=f"Курс {number}",
            context=50 + number,
        )
    now[0] = ACTIVITIES_MADE
    for number in range(1, 6):
        moodle.staff.add_activity(f"HOME{number}")
        for student in range(1, 41):
            moodle.staff.enrol(f"KB{student:05}", f"HOME{number}")
    for student in range(1, 41):  # earlier trials had graded two of the courses
        moodle.staff.grade(f"KB{student:05}", "HOME1", Decimal(96))
    moodle.staff.grade("KB00001", "HOME2", Decimal(55))
    moodle.staff.lock_item("HOME3")
    now[0] = GRADED
    return moodle


@pytest.fixture(scope="module")
def replayed() -> dict[str, tuple[int, str, str]]:
    """Replay every exchange once, in the order recorded."""
    answers: dict[str, tuple[int, str, str]] = {}
    with recorded_state() as moodle:
        for exchange in EXCHANGES:
            case = exchange["case"]
            closed = case == "maintenance_mode"
            moodle.faults.closure = Closure.MAINTENANCE_PAGE if closed else Closure.OPEN
            answers[case] = post(moodle.url, {**exchange["request"], "wstoken": token_of(case)})
    return answers


def token_of(case: str) -> str:
    if case == "bad_token":
        return "no-such-token"
    return WEAK if case.startswith("weak_") else ADMIN


def post(url: str, form: dict[str, object]) -> tuple[int, str, str]:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request(
        "POST",
        "/webservice/rest/server.php",
        urlencode(form),
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, answer.headers["Content-Type"], body


def as_recorded(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return body


def test_every_recorded_exchange_is_there() -> None:
    assert len(EXCHANGES) == 42
    assert len({exchange["case"] for exchange in EXCHANGES}) == 42


@pytest.mark.parametrize("exchange", EXCHANGES, ids=[e["case"] for e in EXCHANGES])
def test_the_stand_in_answers_as_moodle_did(
    exchange: dict[str, Any], replayed: dict[str, tuple[int, str, str]]
) -> None:
    status, content_type, body = replayed[exchange["case"]]
    assert (status, content_type) == (exchange["status"], exchange["content_type"])
    expected, actual = exchange["response"], as_recorded(body)
    if exchange["case"] == "maintenance_mode":
        assert body.startswith("<!DOCTYPE html>")
        assert "The site is undergoing maintenance" in body
    else:
        # as text, since 1 == 1.0 == True in Python and not in JSON
        assert json.dumps(expected, indent=1, ensure_ascii=False) == json.dumps(
            actual, indent=1, ensure_ascii=False
        )

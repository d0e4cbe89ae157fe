"""The stand-in answers an account with few rights as a stock Moodle 4.5.6 did while people act.

Left out of the comparison, and nothing else: times (the recording took a minute, the replay takes
none) and the numbers of pictures' contexts.
"""

import json
import re
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from sandbox.moodle import SandboxMoodle
from sandbox.moodle_site import SERVICE_CAPABILITIES, SiteFacts

STEPS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "moodle" / "service-account-exchanges.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
EXCHANGES = [step for step in STEPS if "case" in step]
FUNCTIONS = tuple(function["name"] for function in EXCHANGES[0]["response"]["functions"])
TIMES = ("gradedategraded", "startdate", "enddate", "timecreated", "timemodified", "cacherev")
TOKEN = "service-token"


def recorded_state() -> SandboxMoodle:
    """Bring a stand-in into the state the recording began with."""
    moodle = SandboxMoodle(site=SiteFacts(url="http://127.0.0.1:8085"), clock=lambda: 1)
    moodle.allow(TOKEN, SERVICE_CAPABILITIES, functions=FUNCTIONS, user_id=1000)
    moodle.state.users[1000].email = "utqyr-sync@example.org"
    for number in range(1, 9):
        moodle.state.add_user(
            username=f"st{number}",
            given_names="Дана",
            family_name=f"Үлгі {number}",
            idnumber=f"KB{number:05}",
        )
    for number in range(1, 5):
        moodle.state.add_course(
            idnumber=f"ECO{number}", shortname=f"E{number}", full_name=f"Курс {number}"
        )
    for number in range(1, 5):
        moodle.staff.add_activity(f"ECO{number}", idnumber="UTQYR")
        for student in range(1, 9):
            moodle.staff.enrol(f"KB{student:05}", f"ECO{number}")
    moodle.staff.lock_item("ECO3")
    return moodle


def act(moodle: SandboxMoodle, step: dict[str, Any]) -> None:
    deed, arguments = step["staff"], step["arguments"]
    if deed == "hide_course":
        moodle.staff.show_course(*arguments, visible=False)
    elif deed in ("override", "grade", "set_maximum"):
        getattr(moodle.staff, deed)(*arguments[:-1], Decimal(arguments[-1]))
    else:
        getattr(moodle.staff, deed)(*arguments)


@pytest.fixture(scope="module")
def replayed() -> dict[str, tuple[int, str, str]]:
    """Replay every step once, in the order recorded."""
    answers: dict[str, tuple[int, str, str]] = {}
    with recorded_state() as moodle:
        for step in STEPS:
            if "staff" in step:
                act(moodle, step)
            else:
                answers[step["case"]] = post(moodle.url, step["request"])
    return answers


def post(url: str, form: dict[str, str]) -> tuple[int, str, str]:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request(
        "POST",
        "/webservice/rest/server.php",
        urlencode({**form, "wstoken": TOKEN}),
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, answer.headers["Content-Type"], body


def compared(answer: object) -> str:
    """Write an answer as text, since 1 == 1.0 == True in Python and not in JSON."""
    text = json.dumps(answer, indent=1, ensure_ascii=False)
    text = re.sub(rf'"({"|".join(TIMES)})": \d+', r'"\1": 0', text)
    return re.sub(r"pluginfile\.php/\d+/", "pluginfile.php/0/", text)


def parsed(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return body


def test_people_act_and_calls_are_made() -> None:
    assert len(EXCHANGES) == len({exchange["case"] for exchange in EXCHANGES}) == 81
    assert len(STEPS) - len(EXCHANGES) == 14


@pytest.mark.parametrize("exchange", EXCHANGES, ids=[e["case"] for e in EXCHANGES])
def test_the_stand_in_answers_as_moodle_did(
    exchange: dict[str, Any], replayed: dict[str, tuple[int, str, str]]
) -> None:
    status, content_type, body = replayed[exchange["case"]]
    assert (status, content_type) == (exchange["status"], exchange["content_type"])
    assert compared(exchange["response"]) == compared(parsed(body))

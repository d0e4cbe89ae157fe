"""The stand-in answers as the plugin did in a stock Moodle 4.5.6 while people acted.

Left out of the comparison, and nothing else: which version of the plugin it was.
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
from sandbox.moodle_site import SiteFacts

STEPS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "moodle" / "plugin-exchanges.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
EXCHANGES = [step for step in STEPS if "case" in step]
FUNCTIONS = tuple(function["name"] for function in EXCHANGES[0]["response"]["functions"])
TOKENS = {"": "deliver-token", "reader": "reader-token", "nobody": "nobody-token"}
RIGHTS = {
    "": frozenset({"webservice/rest:use", "local/utqyr:deliver", "local/utqyr:read"}),
    "reader": frozenset({"webservice/rest:use", "local/utqyr:read"}),
    "nobody": frozenset({"webservice/rest:use"}),
}
WITHOUT_ACTIVITY, TWELVE_POINTS = 4, 5


def recorded_state() -> SandboxMoodle:
    """Bring a stand-in into the state the recording began with."""
    site = SiteFacts(url="http://127.0.0.1:8086")
    moodle = SandboxMoodle(site=site, clock=lambda: 1)
    moodle.install_plugin()
    user = moodle.state.add_user(
        username="utqyr-deliver", given_names="Utqyr", family_name="Delivery"
    )
    for name, token in TOKENS.items():
        moodle.allow(token, RIGHTS[name], functions=FUNCTIONS, user_id=user.id)
    for number in range(1, 6):
        code = f"ZREC{number}"
        moodle.staff.add_course(code, full_name=f"Курс {number}")
        if number != WITHOUT_ACTIVITY:
            points = Decimal(12 if number == TWELVE_POINTS else 100)
            moodle.staff.add_activity(code, idnumber="utqyr", maximum=points)
    for number in range(1, 13):
        student = f"ZRECS{number:02}"
        moodle.staff.add_student(student)
        for course in range(1, 6):
            moodle.staff.enrol(student, f"ZREC{course}")
    return moodle


def act(moodle: SandboxMoodle, step: dict[str, Any]) -> None:
    deed, arguments = step["staff"], step["arguments"]
    if deed == "hide_course":
        moodle.staff.show_course(*arguments, visible=False)
    elif deed in ("override", "grade"):
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
                form = {**step["request"], "wstoken": TOKENS[step.get("token", "")]}
                answers[step["case"]] = post(moodle.url, form)
    return answers


def post(url: str, form: dict[str, str]) -> tuple[int, str, str]:
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


def compared(answer: object) -> str:
    """Write an answer as text, since 1 == 1.0 == True in Python and not in JSON."""
    text = json.dumps(answer, indent=1, ensure_ascii=False)
    text = re.sub(r'"version": "?20261\d{5}"?', '"version": 0', text)
    return re.sub(r'"release": "0\.[\d.]+"', '"release": ""', text)


def test_people_act_and_calls_are_made() -> None:
    assert len(EXCHANGES) == len({exchange["case"] for exchange in EXCHANGES}) == 62
    assert len(STEPS) - len(EXCHANGES) == 8


@pytest.mark.parametrize("exchange", EXCHANGES, ids=[e["case"] for e in EXCHANGES])
def test_the_stand_in_answers_as_the_plugin_did(
    exchange: dict[str, Any], replayed: dict[str, tuple[int, str, str]]
) -> None:
    status, content_type, body = replayed[exchange["case"]]
    assert (status, content_type) == (exchange["status"], exchange["content_type"])
    assert compared(exchange["response"]) == compared(json.loads(body))

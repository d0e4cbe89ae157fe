"""What the stand-in promises beyond the recorded answers: its faults, people and bookkeeping."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from http.client import HTTPConnection, RemoteDisconnected
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from sandbox.moodle import SandboxMoodle
from sandbox.moodle_faults import Closure, FaultKind
from sandbox.moodle_wire import MoodleError, as_json, number, read_form

UPDATE = "core_grades_update_grades"
REPORT = "gradereport_user_get_grade_items"


@pytest.fixture
def moodle() -> Iterator[SandboxMoodle]:
    with SandboxMoodle().seed(students=["KB1", "KB2"], courses=["ECO1"]) as moodle:
        yield moodle


def post(
    moodle: SandboxMoodle, function: str, path: str = "/webservice/rest/server.php", **form: object
) -> tuple[int, str]:
    connection = HTTPConnection(urlsplit(moodle.url).netloc, timeout=10)
    try:
        connection.request(
            "POST",
            path,
            urlencode({"wstoken": moodle.token, "wsfunction": function, **form}),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def grading(moodle: SandboxMoodle, student: str, grade: str) -> dict[str, object]:
    course = moodle.staff.course("ECO1")
    return {
        "source": "x",
        "courseid": course.id,
        "component": "mod_assign",
        "activityid": moodle.staff.item("ECO1").course_module,
        "itemnumber": 0,
        "grades[0][studentid]": moodle.staff.user(student).id,
        "grades[0][grade]": grade,
    }


def test_every_call_is_written_down_without_its_token(moodle: SandboxMoodle) -> None:
    post(moodle, UPDATE, **grading(moodle, "KB1", "70"))
    (call,) = moodle.calls
    assert call.function == UPDATE
    assert call.arguments["grades"]["0"]["grade"] == "70"
    assert moodle.token not in str(call)


def test_a_lost_reply_has_its_effect_or_has_it_not(moodle: SandboxMoodle) -> None:
    moodle.faults.arrange(UPDATE, FaultKind.LOST_BEFORE_EFFECT, FaultKind.LOST_AFTER_EFFECT)
    for student in ("KB1", "KB2"):
        with pytest.raises(RemoteDisconnected):
            post(moodle, UPDATE, **grading(moodle, student, "70"))
    assert moodle.staff.graded("ECO1") == {"KB2": Decimal(70)}


def test_a_fault_is_used_up_and_meets_its_own_function_only(moodle: SandboxMoodle) -> None:
    moodle.faults.arrange(UPDATE, FaultKind.BAD_GATEWAY)
    assert post(moodle, "core_webservice_get_site_info")[0] == 200
    assert post(moodle, UPDATE, **grading(moodle, "KB1", "70"))[0] == 502
    assert post(moodle, UPDATE, **grading(moodle, "KB1", "70")) == (200, "0")


def test_a_late_answer_comes_when_it_is_released(moodle: SandboxMoodle) -> None:
    moodle.faults.arrange(UPDATE, FaultKind.LATE)
    answers: list[tuple[int, str]] = []
    form = grading(moodle, "KB1", "70")
    caller = threading.Thread(target=lambda: answers.append(post(moodle, UPDATE, **form)))
    caller.start()
    moodle.faults.release()
    caller.join()
    assert answers == [(200, "0")]


@pytest.mark.parametrize(
    ("closure", "status"),
    [
        (Closure.MAINTENANCE_PAGE, 503),
        (Closure.MAINTENANCE_ANSWER, 200),
        (Closure.NO_WEB_SERVICES, 403),
    ],
)
def test_a_closed_site_changes_nothing(
    moodle: SandboxMoodle, closure: Closure, status: int
) -> None:
    moodle.faults.closure = closure
    assert post(moodle, UPDATE, **grading(moodle, "KB1", "70"))[0] == status
    assert moodle.staff.graded("ECO1") == {}


def test_what_has_no_stand_in_is_told_loudly(moodle: SandboxMoodle) -> None:
    moodle.allow("all", None, functions=("core_course_get_contents",), user_id=2)
    status, body = post(moodle, "core_course_get_contents", wstoken="all", courseid=2)
    assert (status, body) == (501, "no stand-in for core_course_get_contents")


def test_another_address_is_not_found(moodle: SandboxMoodle) -> None:
    assert post(moodle, UPDATE, path="/login/token.php")[0] == 404


def test_enrolments_may_be_chosen() -> None:
    moodle = SandboxMoodle().seed(
        students=["KB1", "KB2"], courses=["ECO1", "ECO2"], enrolments=[("KB2", "ECO1")]
    )
    assert list(moodle.staff.course("ECO1").enrolments) == [moodle.staff.user("KB2").id]
    assert moodle.staff.course("ECO2").enrolments == {}
    with moodle:
        pass


def test_calls_from_many_threads_lose_no_grade() -> None:
    students = [f"KB{number}" for number in range(20)]
    with SandboxMoodle().seed(students=students, courses=["ECO1"]) as moodle:
        with ThreadPoolExecutor(max_workers=20) as callers:
            answers = callers.map(
                lambda student: post(moodle, UPDATE, **grading(moodle, student, "70")), students
            )
        assert set(answers) == {(200, "0")}
        assert len(moodle.staff.graded("ECO1")) == 20


def test_an_override_stands_until_it_is_taken_off_and_graded_again(
    moodle: SandboxMoodle,
) -> None:
    moodle.staff.override("KB1", "ECO1", Decimal(77))
    post(moodle, UPDATE, **grading(moodle, "KB1", "70"))
    assert moodle.staff.final_grade("KB1", "ECO1") == Decimal(77)
    moodle.staff.end_override("KB1", "ECO1")
    assert moodle.staff.final_grade("KB1", "ECO1") == Decimal(77)
    post(moodle, UPDATE, **grading(moodle, "KB1", "71"))
    assert moodle.staff.final_grade("KB1", "ECO1") == Decimal(71)


def test_a_scale_takes_whole_steps(moodle: SandboxMoodle) -> None:
    moodle.staff.add_course("ECO2")
    item = moodle.staff.add_activity("ECO2", scale=["weak", "good", "excellent"])
    assert [item.adjust(Decimal(raw)) for raw in ("0", "1.5", "2.4", "9")] == [1, 2, 2, 3]


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ("a=1&b=%D1%91", {"a": "1", "b": "ё"}),
        ("v[0]=a&v[1]=b", {"v": {"0": "a", "1": "b"}}),
        ("g[0][id]=3&g[0][n]=", {"g": {"0": {"id": "3", "n": ""}}}),
        ("", {}),
    ],
)
def test_forms_are_unfolded(body: str, form: dict[str, Any]) -> None:
    assert read_form(body) == form


def test_a_form_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(MoodleError):
        read_form("v=1&v[0]=a")


@pytest.mark.parametrize("text", ["1,5", "", " 1", "NaN", "0x1A", "1_0", "٣"])
def test_numbers_are_taken_as_php_takes_them(text: str) -> None:
    with pytest.raises(MoodleError):
        number({"grade": text}, "grade")


def test_answers_are_written_as_php_writes_them() -> None:
    answer = {"url": "http://a/b", "name": "ё", "whole": Decimal("7.00"), "part": Decimal("7.5")}
    written = as_json(answer)
    assert written == '{"url":"http:\\/\\/a\\/b","name":"\\u0451","whole":7,"part":7.5}'
    assert json.loads(written)["url"] == "http://a/b"

"""Whatever Moodle answers, a result comes out or a HomeError: never a traceback, never a guess."""

import json
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import HomeError
from connectors.home.moodle_client import MoodleClient
from connectors.home.moodle_reader import MoodleReader
from connectors.home.moodle_records import Account
from connectors.home.moodle_settings import MoodleHomeSettings
from mapping.identifiers import ComponentCode, StudentId

STUDENT, COMPONENT = StudentId("KB00001"), ComponentCode("ECO2204")
ROW: dict[str, Any] = {
    "id": 10, "itemname": "Mobility recognition", "itemtype": "mod", "itemmodule": "assign",
    "iteminstance": 5, "itemnumber": 0, "idnumber": "UTQYR", "scaleid": None, "locked": False,
    "cmid": 10, "graderaw": Decimal("91.5"), "gradedategraded": 1, "gradeneedsupdate": False,
    "gradeishidden": False, "gradeislocked": False, "gradeisoverridden": False,
    "grademin": 0, "grademax": 100, "rangeformatted": "0&ndash;100",
}  # fmt: skip
USER: dict[str, Any] = {
    "courseidnumber": COMPONENT, "userid": 3, "useridnumber": STUDENT, "gradeitems": [ROW],
}  # fmt: skip
STATES = ("locked", "gradeislocked", "gradeisoverridden", "gradeishidden", "gradeneedsupdate")
ANSWERS: dict[str, Any] = {
    "core_webservice_get_site_info": {"userid": 1000},
    "core_user_get_users_by_field": [{"id": 3, "idnumber": STUDENT, "suspended": False}],
    "core_course_get_courses_by_field": {"courses": [{"id": 6}]},
    "core_enrol_get_enrolled_users": [{"id": 3}],
    "gradereport_user_get_grade_items": {"usergrades": [USER]},
}
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "courses", "usergrades", *ROW, *USER]), part)
    ),
    max_leaves=8,
)


class CannedClient:
    """Answers from a table, as the real client would after parsing."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = answers

    def read(self, function: str, arguments: object = None) -> Any:
        return self._answers[function]


def read_with(answers: Mapping[str, Any]) -> Decimal | None:
    reader = MoodleReader(
        cast("MoodleClient", CannedClient(answers)), MoodleHomeSettings(url="https://example.org")
    )
    accounts = reader.accounts([STUDENT])
    assert isinstance(accounts[STUDENT], Account) or accounts[STUDENT]
    return reader.component(COMPONENT, [STUDENT], accounts)[STUDENT].result.percent


def test_the_answers_that_are_spoilt_below_are_good_ones() -> None:
    assert read_with(ANSWERS) == Decimal("91.5")
    assert json.dumps(ANSWERS, default=str)


@given(function=st.sampled_from(sorted(ANSWERS)), answer=anything)
def test_any_answer_gives_a_result_or_a_home_error(function: str, answer: object) -> None:
    with suppress(HomeError):
        read_with({**ANSWERS, function: answer})


@given(part=st.sampled_from([*ROW, *USER]), value=anything)
def test_any_part_of_a_report_may_be_spoilt(part: str, value: object) -> None:
    row = {**ROW, part: value} if part in ROW else ROW
    user = {**USER, "gradeitems": [row]} | ({part: value} if part in USER else {})
    answers = {**ANSWERS, "gradereport_user_get_grade_items": {"usergrades": [user]}}
    with suppress(HomeError):
        read_with(answers)


@given(part=st.sampled_from([*ROW, *USER]))
def test_any_part_of_a_report_may_be_missing(part: str) -> None:
    row = {name: value for name, value in ROW.items() if name != part}
    user = {name: value for name, value in {**USER, "gradeitems": [row]}.items() if name != part}
    answers = {**ANSWERS, "gradereport_user_get_grade_items": {"usergrades": [user]}}
    with suppress(HomeError):
        assert read_with(answers) in (Decimal("91.5"), None)


@given(part=st.sampled_from(sorted(STATES)), value=anything)
def test_a_state_that_is_not_told_is_not_guessed(part: str, value: object) -> None:
    row = {**ROW, part: value}
    user = {**USER, "gradeitems": [row]}
    answers = {**ANSWERS, "gradereport_user_get_grade_items": {"usergrades": [user]}}
    if not isinstance(value, bool):
        assert read_with(answers) is None

"""What the home Moodle of the demo holds before the first sync, obstacles included.

The same plain data seeds the stand-in Moodle (`fill_moodle`) and, as JSON, a real one.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sandbox.courses import HOME_COURSES
from sandbox.moodle import SandboxMoodle
from sandbox.stays import Stay
from sandbox.stays_all import STAYS

ACTIVITY_IDNUMBER: Final = "UTQYR"
ACTIVITY_NAME: Final = "Ұтқырлық бойынша танылған баға"

_UNKNOWN_AT_HOME: Final = "KB2300058"
_SUSPENDED: Final = "KB2300035"
_NOT_ENROLLED: Final = ("KB2300002", "ECO3301")
_NO_COURSE: Final = "INF2203"
_NO_ACTIVITY: Final = "INF2202"
_LOCKED_ITEM: Final = "ECO3307"
_LOCKED_GRADE: Final = ("KB2300032", "ECO2202")
_OVERRIDDEN: Final = ("KB2300034", "ECO3304")
_GRADED_BY_TEACHER: Final = ("KB2300031", "STA2101")
_SMALL_RANGE: Final = {"ECO3305": 10}


def home_seed(*, activity_idnumber: str = ACTIVITY_IDNUMBER) -> dict[str, Any]:
    """Give what the home Moodle holds before the first sync, as plain JSON values.

    Some things are missing on purpose: a student, a course, an activity, an enrolment. `locked` are
    courses whose grade item is locked, `locked_grades` single grades, `suspended` accounts.
    `teacher_grades` were given inside the activity (`assignment`) or over it (`gradebook`).
    """
    enrolments = sorted(_enrolments())
    return {
        "courses": [
            _course(code, activity_idnumber) for code in HOME_COURSES if code != _NO_COURSE
        ],
        "users": [_user(stay) for stay in _one_a_student()],
        "enrolments": [{"user": student, "course": code} for student, code in enrolments],
        "locked": [_LOCKED_ITEM],
        "locked_grades": [_graded(*_LOCKED_GRADE)],
        "suspended": [_SUSPENDED],
        "teacher_grades": [
            _graded(*_GRADED_BY_TEACHER, grade="77", where="assignment"),
            _graded(*_OVERRIDDEN, grade="83", where="gradebook"),
        ],
    }


def _course(code: str, activity_idnumber: str) -> dict[str, Any]:
    activity = {
        "activity_idnumber": activity_idnumber,
        "activity_name": ACTIVITY_NAME,
        "grade_max": _SMALL_RANGE.get(code, 100),
    }
    course: dict[str, Any] = {"idnumber": code, "fullname": HOME_COURSES[code].title}
    return course | ({"activities": []} if code == _NO_ACTIVITY else activity)


def _one_a_student() -> list[Stay]:
    known = {stay.person.number: stay for stay in STAYS}
    return [stay for number, stay in sorted(known.items()) if number != _UNKNOWN_AT_HOME]


def _user(stay: Stay) -> dict[str, Any]:
    person = stay.person
    return {
        "idnumber": person.number,
        "username": person.username,
        "firstname": person.given_name,
        "lastname": person.family_name,
        "email": person.email,
        "suspended": person.number == _SUSPENDED,
    }


def _enrolments() -> set[tuple[str, str]]:
    """Enrol every student in what was agreed for them, one left out on purpose."""
    agreed = {
        (stay.person.number, code)
        for stay in STAYS
        for block in stay.agreed
        for code in block.components
    }
    return {
        (student, code)
        for student, code in agreed - {_NOT_ENROLLED}
        if student != _UNKNOWN_AT_HOME and code != _NO_COURSE
    }


def _graded(student: str, course: str, **grade: str) -> dict[str, str]:
    return {"user": student, "course": course, **grade}


HOME_STORY: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "home-unknown-student": ((_UNKNOWN_AT_HOME, "ECO2202"),),
    "home-suspended-student": ((_SUSPENDED, "PRA3201"), (_SUSPENDED, "STA2101")),
    "home-not-enrolled": (_NOT_ENROLLED,),
    "home-unknown-component": (("KB2300053", _NO_COURSE),),
    "home-no-grade-item": (("KB2300033", _NO_ACTIVITY),),
    "home-item-locked": (("KB2300052", _LOCKED_ITEM),),
    "home-grade-locked": (_LOCKED_GRADE,),
    "home-grade-overridden": (_OVERRIDDEN,),
    "home-changed-there": (_GRADED_BY_TEACHER,),
}
"""Every reason the home Moodle gives: the students and home components that show it."""


def fill_moodle(moodle: SandboxMoodle, seed: Mapping[str, Any]) -> None:
    """Put what a seed says into a stand-in Moodle, and do what its teachers did."""
    staff = moodle.staff
    for user in seed["users"]:
        staff.add_student(
            user["idnumber"], given_names=user["firstname"], family_name=user["lastname"]
        )
    for course in seed["courses"]:
        staff.add_course(course["idnumber"], full_name=course["fullname"])
        for activity in course.get("activities", [course]):
            staff.add_activity(
                course["idnumber"],
                idnumber=activity["activity_idnumber"],
                name=activity["activity_name"],
                maximum=Decimal(activity["grade_max"]),
            )
    for enrolment in seed["enrolments"]:
        staff.enrol(enrolment["user"], enrolment["course"])
    for graded in seed["teacher_grades"]:
        give = staff.grade if graded["where"] == "assignment" else staff.override
        give(graded["user"], graded["course"], Decimal(graded["grade"]))
    for locked in seed["locked_grades"]:
        staff.lock_grade(locked["user"], locked["course"])
    for course in seed["locked"]:
        staff.lock_item(course)
    for student in seed["suspended"]:
        staff.suspend(student)

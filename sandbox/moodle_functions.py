"""The web service functions of a stand-in Moodle, as a stock 4.5 was seen to answer; no HTTP.

Every function takes the caller and the unfolded form, and answers what the JSON will say. Where a
real Moodle writes PHP notices before its answer, they are counted in `Answer.notices`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from sandbox.moodle_pages import course_entry, listed_course, site_course, site_info, user_entry
from sandbox.moodle_report import course_total, two_places, user_grades
from sandbox.moodle_site import Caller, SiteFacts
from sandbox.moodle_state import Course, Item, MoodleState, User
from sandbox.moodle_wire import (
    CANNOT_VIEW_GRADES,
    CODING_ERROR,
    DATABASE_READ,
    DATABASE_WRITE,
    INVALID_COURSE_MODULE,
    INVALID_PARAMETER,
    INVALID_USER,
    NO_LOGIN,
    USER_DELETED,
    Arguments,
    Fault,
    MoodleError,
    NotModelled,
    integer,
    missing_record,
    no_course_context,
    no_permission,
    number,
    only,
    rows,
    text,
)

_MOST_STORED: Final = Decimal(100_000)  # numeric(10,5)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call answers, after so many lines of PHP notices."""

    value: Any
    notices: int = 0


@dataclass(slots=True)
class MoodleFunctions:
    """Answer calls from a state. `failing` are the users whose grades the database refuses.

    `installed` are the functions of plugins.
    """

    state: MoodleState
    site: SiteFacts
    failing: set[int] = field(default_factory=set)
    installed: dict[str, Callable[[Caller, Arguments], Answer]] = field(default_factory=dict)

    def find(self, name: str) -> Callable[[Caller, Arguments], Answer]:
        """Find the function of a name; raises NotModelled for one without a stand-in."""
        known: dict[str, Callable[[Caller, Arguments], Answer]] = {
            "core_webservice_get_site_info": self._site_info,
            "core_user_get_users_by_field": self._users_by_field,
            "core_course_get_courses_by_field": self._courses_by_field,
            "core_course_get_courses": self._courses,
            "core_enrol_get_enrolled_users": self._enrolled_users,
            "core_grades_update_grades": self._update_grades,
            "gradereport_user_get_grade_items": self._grade_items,
            "gradereport_overview_get_course_grades": self._overview,
            "mod_assign_get_assignments": self._assignments,
            "mod_assign_get_grades": self._assignment_grades,
            **self.installed,
        }
        if name not in known:
            raise NotModelled(name)
        return known[name]

    def _site_info(self, caller: Caller, arguments: Arguments) -> Answer:
        only(arguments)
        user = self.state.users[caller.user_id]
        return Answer(site_info(self.site, user, caller))

    def _users_by_field(self, caller: Caller, arguments: Arguments) -> Answer:
        only(arguments, "field", "values")
        name, values = text(arguments, "field"), rows(arguments, "values")
        if "values" not in arguments:
            raise MoodleError(INVALID_PARAMETER)
        if name not in ("id", "idnumber", "username", "email"):
            raise MoodleError(CODING_ERROR)
        found = (
            user
            for user in self.state.users.values()
            if not user.deleted and str(getattr(user, name)) in values and getattr(user, name)
        )
        entries = (user_entry(self.site, user, caller) for user in found)
        return Answer([entry for entry in entries if entry is not None and entry.get(name)])

    def _courses_by_field(self, caller: Caller, arguments: Arguments) -> Answer:
        only(arguments, "field", "value")
        name, value = text(arguments, "field", ""), text(arguments, "value", "")
        if name not in ("id", "idnumber", "shortname"):
            if name in ("", "ids", "category", "sectionid"):
                raise NotModelled(f"courses by {name}")
            raise MoodleError(INVALID_PARAMETER)
        found = [
            course_entry(self.site, self.state, course, caller)
            for course in self.state.courses.values()
            if str(getattr(course, name)) == value
            and (course.visible or caller.may("moodle/course:viewhiddencourses"))
        ]
        if (name, value) == ("idnumber", ""):
            found.insert(0, site_course(self.site, name_only=True))
        return Answer({"courses": found, "warnings": []})

    def _courses(self, caller: Caller, arguments: Arguments) -> Answer:
        only(arguments)
        if caller.capabilities is not None:
            raise NotModelled("the list of all courses, for an account with few rights")
        courses = self.state.courses.values()
        return Answer(
            [
                site_course(self.site, name_only=False),
                *(listed_course(self.site, self.state, course) for course in courses),
            ]
        )

    def _enrolled_users(self, caller: Caller, arguments: Arguments) -> Answer:
        only(arguments, "courseid", "options")
        course = self._course(integer(arguments, "courseid"))
        options = {text(row, "name"): text(row, "value") for row in rows(arguments, "options")}
        self._enter(caller, course, no_course_context(course.id))
        if options.get("onlyactive") == "1" and not caller.may("moodle/course:enrolreview"):
            raise MoodleError(no_permission("Review course enrolments"))
        if not caller.may("moodle/user:viewdetails"):
            return Answer([])
        fields = options.get("userfields", "").split(",")
        if fields == [""]:
            raise NotModelled("enrolled users without a choice of fields")
        enrolled = [
            self.state.users[user_id]
            for user_id, enrolment in sorted(course.enrolments.items())
            if enrolment.active or options.get("onlyactive") != "1"
        ]
        start = int(options.get("limitfrom", 0))
        count = int(options.get("limitnumber", 0)) or len(enrolled)
        return Answer(
            [_enrolled_entry(user, fields, caller) for user in enrolled[start : start + count]]
        )

    def _update_grades(self, caller: Caller, arguments: Arguments) -> Answer:
        only(arguments, "source", "courseid", "component", "activityid", "itemnumber", "grades")
        text(arguments, "source")
        course_id = integer(arguments, "courseid")
        component = text(arguments, "component")
        found = self.state.module(integer(arguments, "activityid"))
        item_number = integer(arguments, "itemnumber")
        grades = dict(
            map(_grade, rows(arguments, "grades"))
        )  # a student twice: the last one counts
        if re.fullmatch(r"[a-z][a-z0-9_]*", component) is None:
            raise MoodleError(INVALID_PARAMETER)
        if component == "manual":
            raise MoodleError(DATABASE_READ)
        if found is None or component not in ("mod_assign", "assign"):
            raise MoodleError(INVALID_COURSE_MODULE)
        course = self._course(course_id)
        self._enter(caller, course, no_course_context(course.id))
        if grades and not caller.may("moodle/grade:edit"):
            raise MoodleError(CANNOT_VIEW_GRADES)
        return self._store(course, found[1], item_number, grades)

    def _store(
        self, course: Course, activity: Item, item_number: int, grades: dict[int, Decimal]
    ) -> Answer:
        """Store grades in order; one the database refuses fails the call, not those before it."""
        stored: dict[int, Decimal] = {}
        for user_id, raw in grades.items():
            if user_id in self.failing or abs(raw) >= _MOST_STORED:
                _, notices = self.state.update_grades(course, activity, item_number, stored)
                raise MoodleError(DATABASE_WRITE, notices=notices)
            stored[user_id] = raw
        return Answer(*self.state.update_grades(course, activity, item_number, stored))

    def _grade_items(self, caller: Caller, arguments: Arguments) -> Answer:
        only(arguments, "courseid", "userid", "groupid")
        course = self._course(integer(arguments, "courseid"))
        user_id = integer(arguments, "userid", 0)
        self._enter(caller, course, NO_LOGIN)
        if not caller.may("gradereport/user:view"):
            raise MoodleError(no_permission("View user report"))
        if not caller.may("moodle/grade:viewall"):
            raise MoodleError(
                CANNOT_VIEW_GRADES if user_id else no_permission("View grades of other users")
            )
        users = [self._user(user_id)] if user_id else self._graded_users(course)
        notices = course.regrade_all()
        reports = [
            user_grades(
                course,
                user,
                sees_hidden=caller.may("moodle/grade:viewhidden"),
                sees_activities=caller.may("mod/assign:view"),
                shows_range=self.site.shows_range,
            )
            for user in users
        ]
        return Answer({"usergrades": reports, "warnings": []}, notices)

    def _overview(self, caller: Caller, arguments: Arguments) -> Answer:
        only(arguments, "userid")
        user = self._user(integer(arguments, "userid", 0))
        if not caller.may("moodle/grade:viewall"):
            raise MoodleError(CANNOT_VIEW_GRADES)
        mine = [course for course in self.state.courses.values() if user.id in course.enrolments]
        grades = [_overview_row(course, user.id) for course in reversed(mine)]
        notices = sum(course.regrade_all() for course in mine)
        return Answer({"grades": grades, "warnings": []}, notices)

    def _assignments(self, caller: Caller, arguments: Arguments) -> Answer:
        only(arguments, "courseids")
        ids = [integer({"id": value}, "id") for value in rows(arguments, "courseids")]
        warnings = [
            {
                "item": "course",
                "itemid": course_id,
                "warningcode": "2",
                "message": "User is not enrolled or does not have requested capability",
            }
            for course_id in ids
        ]
        if not ids or any(caller.user_id in self._course(i).enrolments for i in ids):
            raise NotModelled("the assignments of a course the caller is enrolled in")
        return Answer({"courses": [], "warnings": warnings})

    def _assignment_grades(self, caller: Caller, arguments: Arguments) -> Answer:
        only(arguments, "assignmentids")
        ids = [integer({"id": value}, "id") for value in rows(arguments, "assignmentids")]
        warnings = [
            {"item": "assignment", "itemid": i, "warningcode": "3", "message": "No grades found"}
            for i in ids
        ]
        return Answer({"assignments": [], "warnings": warnings})

    def _course(self, course_id: int) -> Course:
        if course_id not in self.state.courses:
            raise MoodleError(missing_record("course"))
        return self.state.courses[course_id]

    def _user(self, user_id: int) -> User:
        if user_id not in self.state.users:
            raise MoodleError(INVALID_USER)
        user = self.state.users[user_id]
        if user.deleted:
            raise MoodleError(USER_DELETED)
        return user

    def _enter(self, caller: Caller, course: Course, refusal: Fault) -> None:
        visible = course.visible or caller.may("moodle/course:viewhiddencourses")
        if not (visible and caller.may("moodle/course:view")):
            raise MoodleError(refusal)

    def _graded_users(self, course: Course) -> list[User]:
        users = [
            self.state.users[user_id]
            for user_id, enrolment in course.enrolments.items()
            if enrolment.active and enrolment.graded_role
        ]
        return sorted(users, key=lambda user: (user.family_name, user.given_names, user.id))


def _grade(row: Any) -> tuple[int, Decimal]:
    if not isinstance(row, dict):
        raise MoodleError(INVALID_PARAMETER)
    only(row, "studentid", "grade", "str_feedback")  # the feedback is taken, and dropped
    return integer(row, "studentid"), number(row, "grade")


def _enrolled_entry(user: User, fields: list[str], caller: Caller) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": user.id, "fullname": user.full_name}
    if caller.may("moodle/site:viewuseridentity"):
        if "email" in fields:
            entry["email"] = user.email
        if "idnumber" in fields and user.idnumber:
            entry["idnumber"] = user.idnumber
    return entry


def _overview_row(course: Course, user_id: int) -> dict[str, Any]:
    total = course_total(course, user_id)
    return {
        "courseid": course.id,
        "grade": "-" if total is None else two_places(total),
        "rawgrade": None if total is None else f"{total:.5f}",
    }

"""Looking whether a token can do what delivery needs; reads only, and says the way out."""

import re
from collections.abc import Iterator
from typing import Final

from connectors.errors import HomeRefused
from connectors.home.base import HomeResult
from connectors.home.moodle_client import AnswerDamaged, MoodleClient
from connectors.home.moodle_reader import MoodleReader
from connectors.home.moodle_records import read_names
from connectors.home.moodle_settings import MoodleHomeSettings
from connectors.home.moodle_sight import HINTS, Sight, look_at_others
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from mapping.problems import Problem, Severity

NEEDED_FUNCTIONS: Final = (
    "core_course_get_courses_by_field",
    "core_enrol_get_enrolled_users",
    "core_grades_update_grades",
    "core_user_get_users_by_field",
    "core_webservice_get_site_info",
    "gradereport_user_get_grade_items",
)
"""What the external service must hold, and all it must hold."""

_TRIED_RELEASE: Final = (4, 5)
PLACE: Final = "home"


def check_home(
    client: MoodleClient, reader: MoodleReader, settings: MoodleHomeSettings
) -> Iterator[Problem]:
    """Check the site, the service's functions and the account's rights; raises HomeUnavailable."""
    try:
        site = client.read("core_webservice_get_site_info")
        yield from check_release(site, tried=_TRIED_RELEASE)
        missing = set(NEEDED_FUNCTIONS) - read_names(site, "functions")
        for function in sorted(missing):
            yield Problem(
                code="home-function-missing",
                message=f"the external service lacks {function}",
                place=PLACE,
                hint="add it under Site administration, Server, Web services, External services",
            )
        if not missing:
            yield from _check_sight(client)
            yield from _check_way(reader, settings)
    except HomeRefused as refusal:
        yield Problem(code="home-refused", message=refusal.message, place=PLACE, hint=refusal.hint)


def check_release(site: object, *, tried: tuple[int, int]) -> Iterator[Problem]:
    """Warn of a Moodle older than the oldest release this was tried on."""
    release = site.get("release") if isinstance(site, dict) else None
    found = re.match(r"(\d+)\.(\d+)", release) if isinstance(release, str) else None
    if found is None:
        raise AnswerDamaged("the home Moodle does not tell its release")
    if (int(found[1]), int(found[2])) < tried:
        yield Problem(
            code="home-release-untried",
            message=f"the home Moodle is of release {found[0]}; this was tried on "
            f"{tried[0]}.{tried[1]}",
            place=PLACE,
            hint="try it on a copy of the site first",
            severity=Severity.WARNING,
        )


def _check_sight(client: MoodleClient) -> Iterator[Problem]:
    sight = look_at_others(client)
    if sight is Sight.NOBODY:
        yield Problem(
            code=sight.value,
            message="the account behind the token sees no other account",
            place=PLACE,
            hint=HINTS[sight],
        )
    elif sight is Sight.NO_ID_NUMBERS:
        yield Problem(
            code=sight.value,
            message="the account behind the token was shown no ID number of the first accounts",
            place=PLACE,
            hint=f"{HINTS[sight]}; name a check_student to be certain",
            severity=Severity.WARNING,
        )


def _check_way(reader: MoodleReader, settings: MoodleHomeSettings) -> Iterator[Problem]:
    """Go the whole way of one result up to the writing, for the student the settings name."""
    if not settings.check_student or not settings.check_component:
        yield Problem(
            code="home-rights-untried",
            message="the account's rights in courses were not tried",
            place=PLACE,
            hint="name a student and a component of theirs in home.trial (student, component)",
            severity=Severity.WARNING,
        )
        return
    student = StudentId(settings.check_student)
    component = ComponentCode(settings.check_component)
    accounts = reader.accounts([student])
    yield from check_trial(reader.component(component, [student], accounts)[student].result)


def check_trial(found: HomeResult) -> Iterator[Problem]:
    """Tell what is in the way of the result the settings name, with the way out."""
    if found.obstacle is not None and found.obstacle not in _CLOSED_ON_PURPOSE:
        yield Problem(
            code=found.obstacle.value,
            message=f"the check of component {found.address.component} ends at: "
            f"{found.obstacle.value}",
            place=PLACE,
            hint=found.detail or _HINTS.get(found.obstacle, ""),
        )


_CLOSED_ON_PURPOSE: Final = frozenset(
    {HeldCode.HOME_ITEM_LOCKED, HeldCode.HOME_GRADE_LOCKED, HeldCode.HOME_GRADE_OVERRIDDEN}
)
_HINTS: Final[dict[HeldCode, str]] = {
    HeldCode.HOME_UNKNOWN_STUDENT: "no account is shown with that ID number: check the number, "
    "moodle/user:viewdetails, moodle/site:viewuseridentity and the site setting showuseridentity",
    HeldCode.HOME_SUSPENDED_STUDENT: "choose a check_student whose account is active",
    HeldCode.HOME_NOT_ENROLLED: "enrol the check_student, or choose another",
    HeldCode.HOME_UNKNOWN_COMPONENT: "no course has that ID number, or it is hidden: "
    "moodle/course:viewhiddencourses",
    HeldCode.HOME_NO_GRADE_ITEM: "make the activity in the course, or mend activity_idnumber; "
    "where it is hidden or restricted the role needs mod/assign:view, "
    "moodle/course:viewhiddenactivities and moodle/course:ignoreavailabilityrestrictions",
    HeldCode.HOME_AMBIGUOUS_ITEM: "give one activity an ID number of its own",
}

"""A host whose grades come from its Moodle, by stock web services; changes nothing there.

    site info (what may the token?) -> courses of the profile -> one bundle of answers a course

Moodle has no key for what changed: every course is read, and a bundle that is equal to the last
one is no news. A person who is not shown has not lost a result; nothing here lists everything.
"""

from collections.abc import Iterator
from typing import ClassVar, Final

from connectors.base import (
    Capabilities,
    ConnectorSettings,
    CourseParsed,
    HostDocument,
    Parsed,
    RetrievalRequest,
)
from connectors.errors import HostContractBroken, HostError, HostRefused
from connectors.host_api import Dialect, HostApi, Patience, secret_of
from connectors.host_settings import NOT_OF_READING, profile_digest
from connectors.host_units import UnitRefused, read_units
from connectors.hosts.moodle_calls import MoodleCalls, judge_moodle
from connectors.hosts.moodle_report import (
    COURSES,
    KIND,
    names_of,
    read_course_list,
    read_transcripts,
    report_code,
)
from connectors.hosts.moodle_settings import MoodleHostSettings
from connectors.http import HttpSession, new_session
from connectors.json_values import Object, as_object, epoch_day, objects, text
from connectors.lms_profile import has_ended
from connectors.moodle_service import Argument
from connectors.page_bundle import BundleWriter
from mapping.identifiers import HeiId
from mapping.problems import Problem

__all__ = ["MoodleHostConnector", "MoodleHostSettings"]

_READING: Final = "1"
"""What is read from the same bytes by the same settings; raised when the reading changes."""

_NOT_OF_READING: Final = {
    *NOT_OF_READING,
    "token",
    "categories",
    "read_suspended",
    "users_per_page",
}

_SITE_INFO: Final = "core_webservice_get_site_info"
_COURSES: Final = "core_course_get_courses_by_field"
_GRADES: Final = "gradereport_user_get_grade_items"
_PARTICIPANTS: Final = "core_enrol_get_enrolled_users"
_MOST_PARTICIPANTS: Final = 100_000


class MoodleHostConnector:
    """A host of kind `moodle`."""

    kind: ClassVar[str] = "moodle"
    settings_type: ClassVar[type[ConnectorSettings]] = MoodleHostSettings

    def __init__(self, host: HeiId, settings: ConnectorSettings) -> None:
        if not isinstance(settings, MoodleHostSettings):
            raise TypeError("the moodle connector takes MoodleHostSettings")
        self._host = host
        self._settings = settings

    def capabilities(self) -> Capabilities:
        """Declare what a Moodle can do; credits and statuses are the profile's."""
        settings = self._settings
        return Capabilities(
            lists_courses=True,
            has_credits=bool(settings.credits_field)
            or any(course.credits is not None for course in settings.courses),
            incremental_key="digest of each course's answers",
            batch_size=settings.users_per_page,
            credential_expires=settings.credential_expires,
        )

    def profile(self) -> str:
        """Digest the settings that reading depends on."""
        return profile_digest(self._settings, _READING, _NOT_OF_READING)

    def parse(self, document: HostDocument) -> Iterator[Parsed]:
        """Read one course's answers; raises HostContractBroken."""
        return read_transcripts(document, self._settings)

    def parse_courses(self, document: HostDocument) -> Iterator[CourseParsed]:
        """Read a course list; raises HostContractBroken."""
        return read_course_list(document, self._settings)

    def retrieve(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Bring the grades of every course of the profile; raises HostError.

        A course that cannot be read does not stop the others: it is told once they were given.
        """
        with new_session(self._settings.http_policy()) as session:
            calls = self._calls(session, request)
            self._expect_functions(calls)
            done: set[int] = set()
            yield from read_units(
                self._host,
                "courses",
                list(self._wanted_courses(calls)),
                lambda course: self._read_course(calls, request, course, done),
            )

    def retrieve_courses(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Bring the list of the profile's courses and categories; raises HostError."""
        with (
            new_session(self._settings.http_policy()) as session,
            BundleWriter(self._host, request, {"kind": COURSES}) as bundle,
        ):
            calls = self._calls(session, request)
            for field, value in self._lookups():
                reply, _ = calls.read(_COURSES, {"field": field, "value": value})
                bundle.add(reply, "courses", value if field == self._settings.find_by else "")
            if (document := bundle.finish("courses")) is not None:
                yield document

    def check(self) -> Iterator[Problem]:
        """Look whether the site answers, what the token may, and whether each course is there."""
        try:
            with new_session(self._settings.http_policy()) as session:
                calls = self._calls(session, None)
                self._expect_functions(calls)
                yield from self._course_problems(calls)
        except HostError as error:
            yield Problem(
                code="host-unusable",
                message=error.message,
                place=self._settings.url,
                hint=error.hint,
            )

    def _course_problems(self, calls: MoodleCalls) -> Iterator[Problem]:
        for field, value in self._lookups():
            _, answer = calls.read(_COURSES, {"field": field, "value": value})
            found = next(_courses_in(answer, value, field), None)
            if found is None:
                yield Problem(
                    code="course-not-visible",
                    message=f"no course is visible with {field} {value}",
                    place="courses" if field != "category" else "categories",
                    hint="does it exist, and does the account's role have moodle/course:view and"
                    " moodle/course:viewhiddencourses?",
                )
            elif field != "category":
                yield from self._grade_problems(calls, found, value)

    def _grade_problems(self, calls: MoodleCalls, course: Object, name: str) -> Iterator[Problem]:
        try:
            calls.read(_GRADES, {"courseid": course["id"], "userid": 0})
        except UnitRefused as error:
            yield Problem(
                code="grades-not-visible",
                message=error.message,
                place=f"course {name}",
                hint=error.hint,
            )

    def _calls(self, session: HttpSession, request: RetrievalRequest | None) -> MoodleCalls:
        settings = self._settings
        api = HostApi(
            self._host,
            session,
            Patience.of(settings),
            Dialect(judge=judge_moodle),
            now=None if request is None else request.now,
        )
        token = secret_of(self._host, settings.token)
        return MoodleCalls(api, settings.url, token, settings.title_language)

    def _expect_functions(self, calls: MoodleCalls) -> None:
        """Compare what the token's service offers with what is needed; raises HostRefused."""
        _, answer = calls.read(_SITE_INFO, {})
        offered = {text(each.get("name")) for each in objects(as_object(answer).get("functions"))}
        needed = {_COURSES, _GRADES}
        if self._settings.needs_participants or self._settings.read_suspended:
            needed.add(_PARTICIPANTS)
        if missing := sorted(needed - offered):
            raise HostRefused(
                self._host,
                f"the token's service lacks {', '.join(missing)}",
                hint="have these functions added to the service at the host",
            )

    def _lookups(self) -> Iterator[tuple[str, str]]:
        for course in self._settings.courses:
            yield self._settings.find_by, course.course
        for category in self._settings.categories:
            yield "category", str(category)

    def _wanted_courses(self, calls: MoodleCalls) -> Iterator[tuple[str, str]]:
        """Name courses by how they are found: field and value; one may be named twice."""
        for field, value in self._lookups():
            if field != "category":
                yield field, value
                continue
            _, answer = calls.read(_COURSES, {"field": field, "value": value})
            for course in _courses_in(answer, value, field):
                yield "id", str(course["id"])

    def _read_course(
        self,
        calls: MoodleCalls,
        request: RetrievalRequest,
        course: tuple[str, str],
        done: set[int],
    ) -> HostDocument | None:
        field, value = course
        about, answer = calls.read(_COURSES, {"field": field, "value": value})
        found = next(_courses_in(answer, value, field), None)
        if found is None:
            raise UnitRefused(
                self._host,
                "a course of the profile is not visible",
                hint="'utqyr check' names it: is it spelt rightly, and may the account see it?",
            )
        number: int = found["id"]
        if number in done:
            return None  # named in the profile, and in one of its categories as well
        done.add(number)
        report, grades = calls.read(_GRADES, {"courseid": number, "userid": 0})
        asked = value if field == self._settings.find_by else ""
        entry = self._settings.profile_of(asked, *names_of(found), report_code(grades))
        ended = has_ended(epoch_day(found.get("enddate")), entry, request.now)
        with BundleWriter(self._host, request, {"ended": ended, "kind": KIND}) as bundle:
            bundle.add(about, "course", asked)
            if self._settings.needs_participants:
                self._add_participants(calls, bundle, number, "participants")
            bundle.add(report, "grades")
            shown = bool(as_object(grades).get("usergrades"))
            if self._settings.read_suspended:
                for user in self._add_participants(calls, bundle, number, "suspended"):
                    report, _ = calls.read(_GRADES, {"courseid": number, "userid": user})
                    bundle.add(report, "grades")
                    shown = True
            # a course nobody is shown in states nothing; nobody loses a result by it
            return bundle.finish(f"grades of course {number}") if shown else None

    def _add_participants(
        self, calls: MoodleCalls, bundle: BundleWriter, course: int, part: str
    ) -> list[int]:
        """Add a list of participants, page by page, and return their numbers."""
        people: list[int] = []
        size = self._settings.users_per_page
        while len(people) < _MOST_PARTICIPANTS:
            options: dict[str, Argument] = {
                "userfields": "id,fullname,idnumber,email,username",
                "limitfrom": len(people),
                "limitnumber": size,
                "sortby": "id",
                **({"onlysuspended": 1} if part == "suspended" else {}),
            }
            arguments: dict[str, Argument] = {
                "courseid": course,
                "options": [{"name": name, "value": value} for name, value in options.items()],
            }
            reply, answer = calls.read(_PARTICIPANTS, arguments)
            bundle.add(reply, part)
            page = [each["id"] for each in objects(answer) if isinstance(each.get("id"), int)]
            if set(page) & set(people):
                break
            people += page
            if len(page) < size:
                return people
        raise HostContractBroken(
            self._host,
            "the list of participants does not end",
            hint="tell the host's IT that its paging is broken",
        )


def _courses_in(answer: object, value: str, field: str) -> Iterator[Object]:
    """Give the courses of an answer; a value that is empty or a number may find the site itself."""
    for course in objects(as_object(answer).get("courses")):
        number = course.get("id")
        if not isinstance(number, int) or isinstance(number, bool) or number == 1:
            continue  # 1 is the front page, which is no course
        if field == "id" and str(number) != value:
            continue
        yield course

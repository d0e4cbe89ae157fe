"""A host that runs USOS: students' grades with their consent, or under an administrative key.

    our key -> student by student: (latest grades: any?) -> user, courses, points, grades by term

One bundle of answers is about one student. A consent that ended concerns that student alone.
"""

import math
from collections.abc import Iterator
from datetime import timedelta
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
from connectors.host_api import HostApi, secret_of
from connectors.host_settings import NOT_OF_READING, profile_digest
from connectors.host_units import UnitRefused, read_units
from connectors.hosts.usos_calls import Student, UsosCalls, read_students, usos_api
from connectors.hosts.usos_grades import COURSES, KIND, read_course_list, read_transcripts
from connectors.hosts.usos_settings import UsosSettings
from connectors.http import HttpSession, new_session
from connectors.http_replies import HttpReply
from connectors.json_values import as_object, objects, text
from connectors.page_bundle import BundleWriter
from connectors.paging import PageGuard
from mapping.identifiers import HeiId
from mapping.problems import Problem, Severity

__all__ = ["UsosConnector", "UsosSettings"]

_READING: Final = "1"
"""What is read from the same bytes by the same settings; raised when the reading changes."""

_NOT_OF_READING: Final = {
    *NOT_OF_READING,
    "consumer_key",
    "consumer_secret",
    "consents",
    "students",
    "terms",
    "faculties",
    "terms_per_call",
}
_USER: Final = "id|first_name|last_name|student_number"
_EDITIONS: Final = (
    "course_editions[course_id|course_name|term_id|passing_status]"
    "|terms[id|name|start_date|end_date]"
)
_GRADE: Final = (
    "value_symbol|passes|value_description|exam_id|exam_session_number|counts_into_average"
    "|grade_type_id|date_modified|date_acquisition"
)
_COURSE: Final = "id|name|lang_id|ects_credits_simplified|homepage_url|profile_url"
_PAGE: Final = 20
"""Courses a search gives at most."""


class UsosConnector:
    """A host of kind `usos`."""

    kind: ClassVar[str] = "usos"
    settings_type: ClassVar[type[ConnectorSettings]] = UsosSettings

    def __init__(self, host: HeiId, settings: ConnectorSettings) -> None:
        if not isinstance(settings, UsosSettings):
            raise TypeError("the usos connector takes UsosSettings")
        self._host = host
        self._settings = settings

    def capabilities(self) -> Capabilities:
        """Declare what USOS can do; all of a student's terms are read unless some are named."""
        settings = self._settings
        return Capabilities(
            lists_courses=bool(settings.faculties),
            lists_everything=not settings.terms,
            incremental_key="latest grades by day",
            batch_size=settings.terms_per_call,
            credential_expires=settings.credential_expires,
        )

    def profile(self) -> str:
        """Digest the settings that reading depends on."""
        return profile_digest(self._settings, _READING, _NOT_OF_READING)

    def parse(self, document: HostDocument) -> Iterator[Parsed]:
        """Read one student's answers; raises HostContractBroken."""
        return read_transcripts(document, self._settings)

    def parse_courses(self, document: HostDocument) -> Iterator[CourseParsed]:
        """Read a course list; raises HostContractBroken."""
        return read_course_list(document, self._settings)

    def retrieve(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Bring the grades of every student in whose something changed; raises HostError."""
        students = read_students(self._host, self._settings)
        with new_session(self._settings.http_policy()) as session:
            secret = secret_of(self._host, self._settings.consumer_secret)
            own = usos_api(self._host, self._settings, session, secret, None, request.now)
            self._expect_key(own)

            def read(student: Student) -> HostDocument | None:
                api = usos_api(self._host, self._settings, session, secret, student, own.now())
                calls = UsosCalls(api, self._settings.url, student)
                return self._read(api, calls, student, request)

            yield from read_units(self._host, "students", students, read)

    def retrieve_courses(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Bring the courses of the profile's faculties; raises HostError."""
        if not self._settings.faculties:
            return
        with (
            new_session(self._settings.http_policy()) as session,
            BundleWriter(self._host, request, {"kind": COURSES}) as bundle,
        ):
            secret = secret_of(self._host, self._settings.consumer_secret)
            api = usos_api(self._host, self._settings, session, secret, None, request.now)
            calls = UsosCalls(api, self._settings.url)
            for faculty in self._settings.faculties:
                for names in self._search(api, calls, faculty):
                    arguments = {"course_ids": "|".join(names), "fields": _COURSE}
                    bundle.add(calls.ask("courses/courses", arguments), "courses", faculty)
            if (document := bundle.finish("courses")) is not None:
                yield document

    def check(self) -> Iterator[Problem]:
        """Look whether our key is good, and which consents are not."""
        place = self._settings.url
        try:
            students = read_students(self._host, self._settings)
            with new_session(self._settings.http_policy()) as session:
                secret = secret_of(self._host, self._settings.consumer_secret)
                own = usos_api(self._host, self._settings, session, secret, None, None)
                self._expect_key(own)
                ended = sum(self._is_refused(session, secret, own, one) for one in students)
        except HostError as error:
            yield Problem(code="host-unusable", message=error.message, place=place, hint=error.hint)
            return
        if ended:
            yield Problem(
                code="consents-ended",
                message=f"{ended} of {len(students)} students may not be read",
                place=place,
                hint="ask these students for their consent anew, with scopes grades, studies and"
                " offline_access",
                severity=Severity.ERROR if ended == len(students) else Severity.WARNING,
            )

    def _is_refused(
        self, session: HttpSession, secret: str, own: HostApi, student: Student
    ) -> bool:
        api = usos_api(self._host, self._settings, session, secret, student, own.now())
        try:
            UsosCalls(api, self._settings.url, student).ask("users/user", {"fields": "id"})
        except UnitRefused:
            return True
        return False

    def _expect_key(self, api: HostApi) -> None:
        """See that our key is good before students are asked about; raises HostError."""
        calls = UsosCalls(api, self._settings.url)
        answer = api.json(calls.ask("apisrv/consumer", {"fields": "name"}))
        if not isinstance(answer, dict):
            raise HostContractBroken(self._host, "the answer about our key holds nothing")

    def _read(
        self, api: HostApi, calls: UsosCalls, student: Student, request: RetrievalRequest
    ) -> HostDocument | None:
        if self._is_unchanged(api, calls, request):
            return None
        facts = {"extent": "some" if self._settings.terms else "all", "kind": KIND}
        with BundleWriter(self._host, request, facts) as bundle:
            user = calls.ask("users/user", {"fields": _USER})
            self._expect_object(api, user)
            bundle.add(user, "user")
            courses = calls.ask("courses/user", {"fields": _EDITIONS, "active_terms_only": "false"})
            terms = list(as_object(self._expect_object(api, courses).get("course_editions")))
            bundle.add(courses, "courses")
            points = calls.ask("courses/user_ects_points", {})
            self._expect_object(api, points)
            bundle.add(points, "points")
            wanted = [term for term in terms if term in (self._settings.terms or terms)]
            size = self._settings.terms_per_call
            for start in range(0, len(wanted), size):
                arguments = {"term_ids": "|".join(wanted[start : start + size]), "fields": _GRADE}
                grades = calls.ask("grades/terms2", arguments)
                self._expect_object(api, grades)
                bundle.add(grades, "grades")
            return bundle.finish(f"results of student {student.user_id}")

    def _expect_object(self, api: HostApi, reply: HttpReply) -> dict[str, object]:
        answer = api.json(reply)
        if not isinstance(answer, dict):
            raise HostContractBroken(self._host, f"the answer of {reply.place} holds nothing")
        return answer

    def _is_unchanged(self, api: HostApi, calls: UsosCalls, request: RetrievalRequest) -> bool:
        """Tell by the latest grades whether a student needs no reading before the next full run."""
        if request.changed_since is None:
            return False
        days = math.ceil((request.now - request.changed_since) / timedelta(days=1)) + 1
        try:
            reply = calls.ask("grades/latest", {"days": str(days), "fields": "exam_id"})
        except UnitRefused:
            raise
        except HostRefused:
            return False  # an installation without this method: the student is read
        answer = api.json(reply)
        return isinstance(answer, list) and not answer

    def _search(self, api: HostApi, calls: UsosCalls, faculty: str) -> Iterator[list[str]]:
        """Give the ids of a faculty's courses, page by page."""
        guard = PageGuard(self._host, self._settings.max_pages)
        start = 0
        while True:
            guard.before(str(start))
            arguments = {
                "fac_id": faculty,
                "lang": "en",
                "name": "",
                "num": str(_PAGE),
                "start": str(start),
            }
            answer = self._expect_object(api, calls.ask("courses/search", arguments))
            names = [text(each.get("course_id")) for each in objects(answer.get("items"))]
            if names:
                guard.watch(names)
                yield names
            start += len(names)
            if answer.get("next_page") is not True or not names:
                return

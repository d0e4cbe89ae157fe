"""A host whose grades come from Canvas, by its REST interface; changes nothing there.

    courses of the profile -> (grade change log: anything?) -> one bundle of answers a course

Listings are followed by their links alone. A person who is not listed has not lost a result.
"""

from collections.abc import Iterator
from typing import Any, ClassVar, Final
from urllib.parse import quote

from connectors.base import (
    Capabilities,
    ConnectorSettings,
    CourseParsed,
    HostDocument,
    Parsed,
    RetrievalRequest,
)
from connectors.errors import HostContractBroken, HostError, HostRefused
from connectors.host_api import Dialect, HostApi, Patience, bearer, secret_of
from connectors.host_settings import NOT_OF_READING, profile_digest
from connectors.host_units import UnitRefused, read_units
from connectors.hosts.canvas_calls import HEADERS, ease_canvas, judge_canvas, with_query
from connectors.hosts.canvas_enrolments import (
    COURSES,
    KIND,
    end_of,
    names_of,
    read_course_list,
    read_transcripts,
)
from connectors.hosts.canvas_settings import CanvasSettings
from connectors.http import HttpSession, new_session
from connectors.json_values import Object, as_object, text
from connectors.lms_profile import has_ended
from connectors.page_bundle import BundleWriter
from connectors.paging import ListedPage, by_link
from mapping.identifiers import HeiId
from mapping.problems import Problem

__all__ = ["CanvasConnector", "CanvasSettings"]

_READING: Final = "1"
"""What is read from the same bytes by the same settings; raised when the reading changes."""

_NOT_OF_READING: Final = {
    *NOT_OF_READING,
    "token",
    "accounts",
    "enrollment_term",
    "grade_log",
    "per_page",
}
_STATES: Final = ("active", "completed", "inactive")


class CanvasConnector:
    """A host of kind `canvas`."""

    kind: ClassVar[str] = "canvas"
    settings_type: ClassVar[type[ConnectorSettings]] = CanvasSettings

    def __init__(self, host: HeiId, settings: ConnectorSettings) -> None:
        if not isinstance(settings, CanvasSettings):
            raise TypeError("the canvas connector takes CanvasSettings")
        self._host = host
        self._settings = settings
        self._base = f"{settings.url}/api/v1"

    def capabilities(self) -> Capabilities:
        """Declare what Canvas can do; credits and statuses are the profile's."""
        settings = self._settings
        return Capabilities(
            lists_courses=True,
            has_credits=any(course.credits is not None for course in settings.courses),
            incremental_key="grade change log, then the digest of each course's answers",
            batch_size=settings.per_page,
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
        """Bring the grades of every course in which something changed; raises HostError.

        A course that cannot be read does not stop the others: it is told once they were given.
        """
        with new_session(self._settings.http_policy()) as session:
            api = self._api(session, request)
            reading = _Reading(self._host, self._settings, api, self._base, request)
            yield from read_units(self._host, "courses", reading.courses(), reading.read)

    def retrieve_courses(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Bring the list of the profile's courses and accounts; raises HostError."""
        with (
            new_session(self._settings.http_policy()) as session,
            BundleWriter(self._host, request, {"kind": COURSES}) as bundle,
        ):
            api = self._api(session, request)
            reading = _Reading(self._host, self._settings, api, self._base, request)
            for entry in self._settings.courses:
                bundle.add(api.get(reading.address(entry.course), headers=HEADERS), "course")
            for account in self._settings.accounts:
                for page in reading.account_pages(account):
                    bundle.add(page.reply, "courses")
            if (document := bundle.finish("courses")) is not None:
                yield document

    def check(self) -> Iterator[Problem]:
        """Look whether Canvas answers, and whether each course and its grades may be seen."""
        try:
            with new_session(self._settings.http_policy()) as session:
                api = self._api(session, None)
                api.json(api.get(f"{self._base}/users/self", headers=HEADERS))
                for entry in self._settings.courses:
                    yield from self._course_problems(api, entry.course)
        except HostError as error:
            yield Problem(
                code="host-unusable",
                message=error.message,
                place=self._settings.url,
                hint=error.hint,
            )

    def _course_problems(self, api: HostApi, course: str) -> Iterator[Problem]:
        address = _address(self._base, self._settings, course)
        try:
            api.get(address, headers=HEADERS, unit=True)
            api.get(f"{address}/enrollments", {"per_page": "1"}, headers=HEADERS, unit=True)
        except UnitRefused as error:
            yield Problem(
                code="course-not-visible",
                message=f"the course or its grades may not be seen: {error.message}",
                place=f"course {course}",
                hint=error.hint or "is it named rightly, and may the account see all its grades?",
            )

    def _api(self, session: HttpSession, request: RetrievalRequest | None) -> HostApi:
        return HostApi(
            self._host,
            session,
            Patience.of(self._settings),
            Dialect(
                sign=bearer(lambda: secret_of(self._host, self._settings.token)),
                judge=judge_canvas,
                ease=ease_canvas,
            ),
            now=None if request is None else request.now,
        )


class _Reading:
    """One run's reading of courses; each is read once, however often it is named."""

    def __init__(
        self,
        host: HeiId,
        settings: CanvasSettings,
        api: HostApi,
        base: str,
        request: RetrievalRequest,
    ) -> None:
        self._host = host
        self._settings = settings
        self._api = api
        self._base = base
        self._request = request
        self._done: set[str] = set()
        self._has_log = settings.grade_log and request.changed_since is not None

    def courses(self) -> list[str]:
        """Name the courses to read: as the profile does, then by their numbers."""
        numbers = [
            f"id:{text(as_object(course).get('id'))}"
            for account in self._settings.accounts
            for page in self.account_pages(account)
            for course in page.items
        ]
        return [*(entry.course for entry in self._settings.courses), *numbers]

    def account_pages(self, account: str) -> Iterator[ListedPage]:
        """List an account's courses, page by page."""
        pairs = [("include[]", "term"), ("per_page", str(self._settings.per_page))]
        if self._settings.enrollment_term:
            pairs.append(("enrollment_term_id", self._settings.enrollment_term))
        url = with_query(f"{self._base}/accounts/{quote(account, safe='')}/courses", *pairs)
        return by_link(
            self._api, url, _as_items, max_pages=self._settings.max_pages, headers=HEADERS
        )

    def address(self, course: str) -> str:
        """Write a course's address, its term included in the answer."""
        return with_query(_address(self._base, self._settings, course), ("include[]", "term"))

    def read(self, course: str) -> HostDocument | None:
        """Read one course; None where it is no news. Raises HostError."""
        reply = self._api.get(self.address(course), headers=HEADERS, unit=True)
        found = as_object(self._api.json(reply))
        number = text(found.get("id"))
        if not number:
            raise HostContractBroken(self._host, "the answer about a course holds none")
        if number in self._done:
            return None
        self._done.add(number)
        asked = "" if course.startswith("id:") else course
        entry = self._settings.profile_of(asked, *names_of(found))
        ended = has_ended(end_of(found), entry, self._request.now)
        if self._is_unchanged(number, found):
            return None
        with BundleWriter(self._host, self._request, {"ended": ended, "kind": KIND}) as bundle:
            bundle.add(reply, "course", asked)
            shown = False
            for page in self._enrolments(number):
                bundle.add(page.reply, "enrolments")
                shown = shown or bool(page.items)
            # a course nobody is shown in states nothing; nobody loses a result by it
            return bundle.finish(f"grades of course {number}") if shown else None

    def _enrolments(self, number: str) -> Iterator[ListedPage]:
        pairs = [
            ("type[]", "StudentEnrollment"),
            *(("state[]", state) for state in _STATES),
            ("per_page", str(self._settings.per_page)),
        ]
        url = with_query(f"{self._base}/courses/{quote(number, safe='')}/enrollments", *pairs)
        return by_link(
            self._api,
            url,
            _as_items,
            max_pages=self._settings.max_pages,
            headers=HEADERS,
            unit=True,
        )

    def _is_unchanged(self, number: str, found: Object) -> bool:
        """Tell by the grade change log whether a course needs no reading before the next full run.

        A course that ended since then needs it, though no grade changed: now its grades count.
        """
        since = self._request.changed_since
        if not self._has_log or since is None:
            return False
        entry = self._settings.profile_of(*names_of(found))
        last = entry.final_on or end_of(found)
        if last is not None and last >= since.date():
            return False
        url = f"{self._base}/audit/grade_change/courses/{quote(number, safe='')}"
        try:
            reply = self._api.get(url, {"start_time": since.isoformat(), "per_page": "1"}, HEADERS)
        except HostRefused:
            self._has_log = False  # not everybody may see it; every course is read then
            return False
        events = as_object(self._api.json(reply)).get("events")
        return isinstance(events, list) and not events


def _address(base: str, settings: CanvasSettings, course: str) -> str:
    if course.startswith("id:"):
        return f"{base}/courses/{quote(course.removeprefix('id:'), safe='')}"
    prefix = "sis_course_id:" if settings.find_by == "sis_course_id" else ""
    return f"{base}/courses/{prefix}{quote(course, safe='')}"


def _as_items(answer: Any) -> list[Any] | None:
    return answer if isinstance(answer, list) else None

"""A host that speaks the Open Education API (OOAPI) 5 or 6; changes nothing there.

    persons whose home we are -> associations, page by page -> offerings and courses they name

There is no key for what changed: every person is read, and equal answers are no news. One bundle of
answers is about one person; the listing of persons, which shows others too, is not kept.
"""

from collections.abc import Iterator, Mapping
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
from connectors.errors import HostContractBroken, HostError
from connectors.host_api import Dialect, HostApi, Patience, bearer, secret_of
from connectors.host_settings import NOT_OF_READING, profile_digest
from connectors.host_units import UnitMissing, read_units
from connectors.hosts.oeapi_objects import comes_from, object_or_id
from connectors.hosts.oeapi_reading import (
    COURSES,
    KIND,
    is_course,
    offering_of,
    read_course_list,
    read_transcripts,
)
from connectors.hosts.oeapi_settings import OeapiSettings
from connectors.http import HttpSession, new_session
from connectors.http_replies import HttpFailure, HttpReply, Outcome, classify_status
from connectors.json_values import Object, as_object, objects, text
from connectors.oauth2 import ClientCredentials
from connectors.page_bundle import BundleWriter
from connectors.paging import ListedPage, by_number
from mapping.identifiers import HeiId
from mapping.problems import Problem

__all__ = ["OeapiConnector", "OeapiSettings"]

_READING: Final = "1"
"""What is read from the same bytes by the same settings; raised when the reading changes."""

_NOT_OF_READING: Final = {
    *NOT_OF_READING,
    "sign_in",
    "version",
    "home_code",
    "affiliation",
    "consumer",
    "page_size",
}
_ERRORS_FROM: Final = 400


class OeapiConnector:
    """A host of kind `oeapi`."""

    kind: ClassVar[str] = "oeapi"
    settings_type: ClassVar[type[ConnectorSettings]] = OeapiSettings

    def __init__(self, host: HeiId, settings: ConnectorSettings) -> None:
        if not isinstance(settings, OeapiSettings):
            raise TypeError("the oeapi connector takes OeapiSettings")
        self._host = host
        self._settings = settings

    def capabilities(self) -> Capabilities:
        """Declare what the Open Education API can do."""
        return Capabilities(
            lists_courses=True,
            lists_everything=True,
            incremental_key="digest of each person's answers",
            batch_size=self._settings.page_size,
            credential_expires=self._settings.credential_expires,
        )

    def profile(self) -> str:
        """Digest the settings that reading depends on."""
        return profile_digest(self._settings, _READING, _NOT_OF_READING)

    def parse(self, document: HostDocument) -> Iterator[Parsed]:
        """Read one person's answers; raises HostContractBroken."""
        return read_transcripts(document, self._settings)

    def parse_courses(self, document: HostDocument) -> Iterator[CourseParsed]:
        """Read a course list; raises HostContractBroken."""
        return read_course_list(document, self._settings)

    def retrieve(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Bring the results of every person whose home we are; raises HostError."""
        with new_session(self._settings.http_policy()) as session:
            reading = _Reading(self._settings, self._api(session, request), request)
            yield from read_units(self._host, "persons", reading.persons(), reading.read)

    def retrieve_courses(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Bring the host's list of courses; raises HostError."""
        with (
            new_session(self._settings.http_policy()) as session,
            BundleWriter(self._host, request, {"kind": COURSES}) as bundle,
        ):
            reading = _Reading(self._settings, self._api(session, request), request)
            for page in reading.pages("courses"):
                bundle.add(page.reply, "courses")
            if (document := bundle.finish("courses")) is not None:
                yield document

    def check(self) -> Iterator[Problem]:
        """Look whether the host lets us in and shows persons whose home we are."""
        place = self._settings.url
        try:
            with new_session(self._settings.http_policy()) as session:
                persons = _Reading(self._settings, self._api(session, None), None).persons()
        except HostError as error:
            yield Problem(code="host-unusable", message=error.message, place=place, hint=error.hint)
            return
        if not persons:
            yield Problem(
                code="no-persons",
                message="the host shows no person whose home we are",
                place=place,
                hint="is home_code our domain as the host knows it?",
            )

    def _api(self, session: HttpSession, request: RetrievalRequest | None) -> HostApi:
        now = None if request is None else request.now
        patience = Patience.of(self._settings)
        sign_in = self._settings.sign_in
        credentials = ClientCredentials(
            HostApi(self._host, session, patience, now=now),
            sign_in.token_url,
            client_id=sign_in.client_id,
            secret=lambda: secret_of(self._host, sign_in.client_secret),
            scope=sign_in.scope or "",
            auth=sign_in.client_auth,
        )
        return HostApi(
            self._host,
            session,
            patience,
            Dialect(sign=bearer(credentials.token), judge=judge_oeapi, renew=credentials.renew),
            now=now,
        )


def judge_oeapi(reply: HttpReply) -> HttpFailure | None:
    """Find a problem (RFC 9457) that stands behind status 200."""
    if reply.outcome is not Outcome.DONE or b'"status"' not in reply.body[:10_000]:
        return None
    try:
        answer = as_object(reply.json())
    except HttpFailure:
        return None  # told as what it is by whoever reads it
    status = answer.get("status")
    is_problem = {"type", "title"} & answer.keys() and isinstance(status, int)
    if not is_problem or isinstance(status, bool) or not _ERRORS_FROM <= int(status or 0) <= 599:  # noqa: PLR2004 -- the last status there is
        return None
    outcome = classify_status(int(status or 0))
    return HttpFailure(
        outcome, f"{reply.place} answered with the problem {status}", status=int(status or 0)
    )


class _Reading:
    """One run's reading; an offering or a course is asked for once."""

    def __init__(
        self, settings: OeapiSettings, api: HostApi, request: RetrievalRequest | None
    ) -> None:
        self._settings = settings
        self._api = api
        self._request = request
        self._replies: dict[str, HttpReply] = {}

    def pages(
        self, *path: str, query: Mapping[str, str] | None = None, unit: bool = False
    ) -> Iterator[ListedPage]:
        """Read a listing page by page."""
        consumer = {"consumer": self._settings.consumer} if self._settings.consumer else {}
        return by_number(
            self._api,
            self._address(*path),
            _items,
            has_next=_has_next,
            size=self._settings.page_size,
            max_pages=self._settings.max_pages,
            query={**(query or {}), **consumer},
            unit=unit,
        )

    def persons(self) -> list[str]:
        """Name the persons whose home we are."""
        affiliation = self._settings.affiliation
        query = {"affiliations": affiliation} if affiliation else {}
        found = (
            text(person.get("personId"))
            for page in self.pages("persons", query=query)
            for person in objects(page.items)
            if comes_from(person, self._settings.home_code)
        )
        return list(dict.fromkeys(name for name in found if name))

    def read(self, person: str) -> HostDocument | None:
        """Read one person; None where it is no news. Raises HostError."""
        if self._request is None:
            return None
        with BundleWriter(self._api.host, self._request, {"kind": KIND}) as bundle:
            bundle.add(self._get("persons", person), "person")
            offerings: dict[str, Object] = {}
            for page in self._associations(person):
                bundle.add(page.reply, "associations")
                for association in objects(page.items):
                    found, name = offering_of(association)
                    if is_course(association) and name:
                        offerings.setdefault(name, found)
            self._add_courses(bundle, offerings)
            return bundle.finish(f"results of person {person}")

    def _associations(self, person: str) -> Iterator[ListedPage]:
        if self._settings.version == "5":
            listing = ("persons", person, "associations")
            query = {"associationType": "courseOffering"}
        else:
            listing = ("persons", person, "course-offering-associations")
            query = {"expand": "academic_session,course_offering"}
        return self.pages(*listing, query={"role": "student", **query}, unit=True)

    def _add_courses(self, bundle: BundleWriter, offerings: dict[str, Object]) -> None:
        """Add the offerings that were not expanded, and the courses they are of, each once.

        What is no longer there is left out, and so are its results, which the reading tells.
        """
        kind = "offerings" if self._settings.version == "5" else "course-offerings"
        courses: dict[str, None] = {}
        for name, given in offerings.items():
            offering = given
            if not offering:
                offering = self._add(bundle, "offering", kind, name)
            course, course_id = object_or_id(offering, "course")
            if not course and course_id:
                courses[course_id] = None
        for name in courses:
            self._add(bundle, "course", "courses", name)

    def _add(self, bundle: BundleWriter, part: str, resource: str, name: str) -> Object:
        try:
            reply = self._get(resource, name)
        except UnitMissing:
            return {}
        found = self._api.json(reply)
        if not isinstance(found, dict):
            raise HostContractBroken(self._api.host, f"the answer about a {part} holds none")
        bundle.add(reply, part, name)
        return found

    def _get(self, resource: str, name: str) -> HttpReply:
        address = self._address(resource, name)
        if resource == "persons":
            return self._api.get(address, unit=True)
        if address not in self._replies:
            self._replies[address] = self._api.get(address, unit=True)
        return self._replies[address]

    def _address(self, *path: str) -> str:
        return "/".join([self._settings.url, *(quote(part, safe="") for part in path)])


def _items(answer: Any) -> list[Any] | None:
    found = as_object(answer).get("items")
    return found if isinstance(found, list) else None


def _has_next(answer: Any) -> bool | None:
    more = as_object(answer).get("hasNextPage")
    return more if isinstance(more, bool) else None

"""A host that speaks OneRoster 1.1 or 1.2, over REST or by CSV archives; changes nothing there.

    line items with a final grade -> (changed since?) -> one bundle of answers a line item
    folder of archives            -> each archive as it came

The host marks what it deleted; what is merely not listed is not withdrawn.
"""

from collections.abc import Iterator
from typing import Any, ClassVar, Final

from connectors.base import (
    Capabilities,
    ConnectorSettings,
    CourseParsed,
    HostDocument,
    Parsed,
    RetrievalRequest,
)
from connectors.documents import MEBIBYTE
from connectors.drop_folder import DropFolder
from connectors.errors import HostContractBroken, HostError, HostRefused, HostUnavailable
from connectors.host_api import Dialect, HostApi, Patience, bearer, secret_of
from connectors.host_settings import NOT_OF_READING, profile_digest
from connectors.host_units import UnitRefused, read_units
from connectors.hosts.oneroster_calls import Addresses, default_scope, judge_oneroster
from connectors.hosts.oneroster_reading import (
    ARCHIVE,
    COURSES,
    KIND,
    read_course_list,
    read_transcripts,
)
from connectors.hosts.oneroster_rows import (
    by_source_id,
    contested,
    is_final_item,
    source_id,
    without_replaced,
)
from connectors.hosts.oneroster_settings import OneRosterSettings
from connectors.http import HttpSession, new_session
from connectors.http_replies import HttpReply
from connectors.json_values import Object, as_list, as_object, objects
from connectors.oauth1 import explaining, signer
from connectors.oauth2 import ClientCredentials
from connectors.oauth2_settings import OAuth2Settings
from connectors.page_bundle import BundleWriter
from connectors.paging import ListedPage, by_offset
from mapping.identifiers import HeiId
from mapping.problems import Problem

__all__ = ["OneRosterConnector", "OneRosterSettings"]

_READING: Final = "2"
"""What is read from the same bytes by the same settings; raised when the reading changes."""

_NOT_OF_READING: Final = {
    *NOT_OF_READING,
    "path",
    "sign_in",
    "oauth1",
    "version",
    "page_size",
    "patterns",
    "settle_seconds",
}
_LARGEST_ARCHIVE: Final = 256 * MEBIBYTE


class OneRosterConnector:
    """A host of kind `oneroster`."""

    kind: ClassVar[str] = "oneroster"
    settings_type: ClassVar[type[ConnectorSettings]] = OneRosterSettings

    def __init__(self, host: HeiId, settings: ConnectorSettings) -> None:
        if not isinstance(settings, OneRosterSettings):
            raise TypeError("the oneroster connector takes OneRosterSettings")
        self._host = host
        self._settings = settings

    def capabilities(self) -> Capabilities:
        """Declare what OneRoster can do; credits and the pass mark are the profile's."""
        settings = self._settings
        return Capabilities(
            lists_courses=True,
            has_credits=bool(settings.credits_metadata)
            or any(course.credits is not None for course in settings.courses),
            announces_deletions=True,
            incremental_key="dateLastModified" if settings.url else "digest of each archive",
            batch_size=settings.page_size,
            credential_expires=settings.credential_expires,
        )

    def profile(self) -> str:
        """Digest the settings that reading depends on."""
        return profile_digest(self._settings, _READING, _NOT_OF_READING)

    def parse(self, document: HostDocument) -> Iterator[Parsed]:
        """Read one line item's answers, or an archive; raises HostContractBroken."""
        return read_transcripts(document, self._settings)

    def parse_courses(self, document: HostDocument) -> Iterator[CourseParsed]:
        """Read a course list; raises HostContractBroken."""
        return read_course_list(document, self._settings)

    def retrieve(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Bring the results of every line item that changed, or the archives; raises HostError."""
        if self._settings.path is not None:
            yield from self._folder().retrieve(request, media_type="application/zip")
            return
        with new_session(self._settings.http_policy()) as session:
            reading = _Reading(self._host, self._settings, self._api(session, request), request)
            yield from read_units(self._host, "line items", reading.line_items(), reading.read)

    def retrieve_courses(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Bring the host's list of courses; of archives, that of the last one."""
        with BundleWriter(self._host, request, {"kind": COURSES}) as bundle:
            if self._settings.path is not None:
                archive = self._last_archive()
                if archive is None:
                    return
                bundle.add_bytes(archive, ARCHIVE, media_type="application/zip")
            else:
                with new_session(self._settings.http_policy()) as session:
                    api = self._api(session, request)
                    reading = _Reading(self._host, self._settings, api, request)
                    for page in reading.pages("courses"):
                        bundle.add(page.reply, "courses")
            if (document := bundle.finish("courses")) is not None:
                yield document

    def check(self) -> Iterator[Problem]:
        """Look whether the host lets us in and has line items with final grades."""
        place = self._settings.url or str(self._settings.path)
        try:
            if self._settings.path is not None:
                self._folder().list_files()
                return
            with new_session(self._settings.http_policy()) as session:
                api = self._api(session, None)
                items = _Reading(self._host, self._settings, api, None).line_items()
        except HostError as error:
            yield Problem(code="host-unusable", message=error.message, place=place, hint=error.hint)
            return
        if not items:
            yield Problem(
                code="no-final-items",
                message="no line item we may see fits 'final_items'",
                place=place,
                hint="ask the host how its final grades are called",
            )

    def _last_archive(self) -> bytes | None:
        """Read the archive left last; None where there is none."""
        archives = self._folder().list_files()
        try:
            sizes = {path: path.stat() for path in archives}
            last = max(archives, key=lambda path: (sizes[path].st_mtime, path.name), default=None)
            if last is None:
                return None
            if sizes[last].st_size > _LARGEST_ARCHIVE:
                raise HostContractBroken(self._host, "the last archive is too large")
            return last.read_bytes()
        except OSError as error:
            raise HostUnavailable(self._host, "an archive could not be read") from error

    def _folder(self) -> DropFolder:
        settings = self._settings
        if settings.path is None:
            raise HostContractBroken(self._host, "the profile names no folder")
        return DropFolder(
            host=self._host,
            path=settings.path,
            patterns=settings.patterns,
            settle_seconds=settings.settle_seconds,
            limit_bytes=_LARGEST_ARCHIVE,
        )

    def _api(self, session: HttpSession, request: RetrievalRequest | None) -> HostApi:
        now = None if request is None else request.now
        patience = Patience.of(self._settings)
        settings = self._settings
        if settings.oauth1 is not None:
            key = settings.oauth1
            secret = secret_of(self._host, key.consumer_secret)
            sign = signer(key.consumer_key, secret, key.signature)
            dialect = Dialect(sign=sign, judge=explaining(judge_oneroster))
        elif settings.sign_in is not None:
            plain = HostApi(self._host, session, patience, now=now)
            credentials = _credentials(plain, settings.sign_in, settings.version)
            dialect = Dialect(
                sign=bearer(credentials.token), judge=judge_oneroster, renew=credentials.renew
            )
        else:
            raise HostContractBroken(self._host, "the profile says no way to sign in")
        return HostApi(self._host, session, patience, dialect, now=now)


def _credentials(api: HostApi, sign_in: OAuth2Settings, version: str) -> ClientCredentials:
    return ClientCredentials(
        api,
        sign_in.token_url,
        client_id=sign_in.client_id,
        secret=lambda: secret_of(api.host, sign_in.client_secret),
        scope=default_scope(version) if sign_in.scope is None else sign_in.scope,
        auth=sign_in.client_auth,
    )


class _Reading:
    """One run's reading; what several line items refer to is asked for once."""

    def __init__(
        self,
        host: HeiId,
        settings: OneRosterSettings,
        api: HostApi,
        request: RetrievalRequest | None,
    ) -> None:
        self._host = host
        self._settings = settings
        self._api = api
        self._request = request
        self._addresses = Addresses(settings.url, settings.version)
        self._replies: dict[str, HttpReply] = {}
        self._contested: frozenset[str] = frozenset()

    def pages(
        self, resource: str, *more: str, filters: str = "", unit: bool = False
    ) -> Iterator[ListedPage]:
        """Read a listing page by page, in the order of ids so that pages hold still."""
        name = {"students": "users"}.get(more[-1] if more else "", more[-1] if more else resource)
        query = {"sort": "sourcedId", "orderBy": "asc", **({"filter": filters} if filters else {})}

        def items(answer: Any) -> list[Any] | None:
            found = as_object(answer).get(name)
            return found if isinstance(found, list) else None

        return by_offset(
            self._api,
            self._addresses.of(resource, *more),
            items,
            limit=self._settings.page_size,
            max_pages=self._settings.max_pages,
            query=query,
            unit=unit,
        )

    def line_items(self) -> list[Object]:
        """List the line items that hold final grades and in which something changed."""
        items = self._all("lineItems")
        categories: dict[str, Object] = {}
        if any(item.get("category") for item in items):
            categories = by_source_id(self._all("categories"))
        final = without_replaced(
            item for item in items if is_final_item(item, categories, self._settings)
        )
        self._contested = contested(final)
        changed = self._changed_since()
        if changed is None:
            return final
        return [item for item in final if source_id(item) in changed]

    def _all(self, resource: str) -> list[Object]:
        return [each for page in self.pages(resource) for each in objects(page.items)]

    def _changed_since(self) -> set[str] | None:
        """Name the line items with changed results; None where all are to be read."""
        since = None if self._request is None else self._request.changed_since
        if since is None:
            return None
        moment = since.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        try:
            pages = self.pages("results", filters=f"dateLastModified>='{moment}'", unit=True)
            return {
                source_id(each.get("lineItem")) for page in pages for each in objects(page.items)
            }
        except HostRefused:
            return None  # a server without this filter or listing: everything is read

    def read(self, item: Object) -> HostDocument | None:
        """Read one line item; None where it is no news. Raises HostError."""
        if self._request is None:
            return None
        name, given = source_id(item), source_id(item.get("class"))
        if not name or not given:
            raise HostContractBroken(self._host, "a line item has no id or no class")
        if given in self._contested:
            raise UnitRefused(
                self._host,
                "a class has several line items with a final grade",
                hint="narrow final_items until one is left",
            )
        with BundleWriter(self._host, self._request, {"kind": KIND}) as bundle:
            bundle.add(self._get("lineItems", name), "lineItem", name)
            about = self._held(bundle, "class", "classes", given)
            self._held(bundle, "course", "courses", source_id(about.get("course")))
            for session in {source_id(each): None for each in as_list(about.get("terms"))}:
                self._held(bundle, "session", "academicSessions", session, "academicSession")
            for page in self.pages("classes", given, "students", unit=True):
                bundle.add(page.reply, "students")
            shown = False
            for page in self.pages("classes", given, "lineItems", name, "results", unit=True):
                bundle.add(page.reply, "results")
                shown = shown or bool(page.items)
            # a line item without results states nothing; nobody loses a result by it
            return bundle.finish(f"results of line item {name}") if shown else None

    def _held(
        self, bundle: BundleWriter, part: str, resource: str, name: str, key: str = ""
    ) -> Object:
        reply = self._get(resource, name)
        found = as_object(self._api.json(reply)).get(key or part)
        if not name or not isinstance(found, dict):
            raise HostContractBroken(self._host, f"an answer holds no {key or part}")
        bundle.add(reply, part, name)
        return found

    def _get(self, resource: str, name: str) -> HttpReply:
        address = self._addresses.of(resource, name)
        if address not in self._replies:
            self._replies[address] = self._api.get(address, unit=True)
        return self._replies[address]

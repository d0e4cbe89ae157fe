"""What hosts and students' browsers send us unasked: taken, answered, and the host marked due.

POST /ewp/imobility-tor-cnr/v1, …/v2     an EWP host says that transcripts changed      XML
POST /emrex/return/<host>                a browser brings a document from a provider    HTML

Nothing is fetched, read or decided here: a marked host is asked in its own time, by the schedule.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from typing import ClassVar

from connectors.base import HostConnector
from connectors.documents import MEBIBYTE
from connectors.errors import HostError
from connectors.hosts.emrex import EmrexConnector
from connectors.hosts.emrex_return import ReturnOutcome
from connectors.hosts.ewp import EwpConnector
from connectors.hosts.ewp_notifications import VERSIONS, NotificationReceiver, Question
from mapping.identifiers import HeiId
from sync.clock import Clock
from sync.logs import get_logger
from sync.messages import LANGUAGES, Messages
from sync.serving import BackgroundServer, QuietAnswer

EWP_PATH = "/ewp/imobility-tor-cnr/v"
EMREX_PATH = "/emrex/return/"
LARGEST_BODY = 24 * MEBIBYTE

_CLIENT_SECONDS = 20
_PAGE = "text/html; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"

log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What goes back over the wire."""

    status: HTTPStatus
    body: bytes = field(repr=False)
    headers: Mapping[str, str]


class Notifications:
    """Takes notifications for the hosts of one configuration; safe to share between threads.

    `mark_due` is told which host to ask soon; it must not wait for anything.
    """

    def __init__(
        self,
        connectors: Mapping[HeiId, HostConnector],
        *,
        mark_due: Callable[[HeiId], None],
        clock: Clock,
    ) -> None:
        self._mark_due = mark_due
        self._clock = clock
        self._emrex = {
            host: connector
            for host, connector in connectors.items()
            if isinstance(connector, EmrexConnector)
        }
        self._receiver = _receiver(connectors)

    def answer(self, question: Question) -> Page:
        """Answer one request; never raises for what it holds."""
        path = question.target.partition("?")[0]
        if path in {f"{EWP_PATH}{version}" for version in VERSIONS}:
            return self._notified(question, int(path.removeprefix(EWP_PATH)))
        if path.startswith(EMREX_PATH):
            return self._returned(question, HeiId(path.removeprefix(EMREX_PATH)))
        return _text(HTTPStatus.NOT_FOUND)

    def _notified(self, question: Question, version: int) -> Page:
        if self._receiver is None:
            return _text(HTTPStatus.NOT_FOUND)
        reply = self._receiver.receive(question, version=version, now=self._clock.now())
        if reply.host is not None:
            log.info("host-notified", host=reply.host, transcripts=len(reply.mobility_ids))
            self._mark_due(reply.host)
        else:
            log.warning("notification-refused", reason=reply.reason, status=int(reply.status))
        return Page(status=reply.status, body=reply.body, headers=reply.headers)

    def _returned(self, question: Question, host: HeiId) -> Page:
        connector = self._emrex.get(host)
        if connector is None:
            return _text(HTTPStatus.NOT_FOUND)
        if question.method != "POST":
            return _text(HTTPStatus.METHOD_NOT_ALLOWED, Allow="POST")
        headers = {name.lower(): value for name, value in question.headers.items()}
        try:
            found = connector.receive(
                question.body,
                content_type=headers.get("content-type", ""),
                now=self._clock.now(),
            )
        except HostError as error:
            log.error("return-failed", host=host, reason=error.message)  # noqa: TRY400 -- the reason says it all
            return _page("emrex-unavailable", HTTPStatus.SERVICE_UNAVAILABLE)
        log.info("emrex-returned", host=host, outcome=found.outcome.value, reason=found.reason)
        if found.outcome is ReturnOutcome.RECEIVED:
            self._mark_due(host)
        return _page(f"emrex-{found.outcome.value}", found.status)


class NotificationsInForce:
    """The notifications of the configuration in force, built anew after a reload."""

    def __init__(
        self,
        connectors: Callable[[], Mapping[HeiId, HostConnector]],
        *,
        mark_due: Callable[[HeiId], None],
        clock: Clock,
    ) -> None:
        self._connectors = connectors
        self._mark_due = mark_due
        self._clock = clock
        self._built: tuple[Mapping[HeiId, HostConnector], Notifications] | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Notifications:
        """Give them; what they remember of past requests is kept until a reload."""
        connectors = self._connectors()
        with self._lock:
            if self._built is None or self._built[0] is not connectors:
                taker = Notifications(connectors, mark_due=self._mark_due, clock=self._clock)
                self._built = (connectors, taker)
            return self._built[1]


def _receiver(connectors: Mapping[HeiId, HostConnector]) -> NotificationReceiver | None:
    """Build the receiver for the EWP hosts, by the registry and key of the first of them.

    We are one member of one network: a second registry would be one to try things in.
    """
    partners = {
        host: connector
        for host, connector in connectors.items()
        if isinstance(connector, EwpConnector)
    }
    if not partners:
        return None
    first = partners[min(partners)]
    try:
        key = first.signing_key()
    except HostError:  # `utqyr host check` says so; hosts that want signed answers will, too
        key = None
    return NotificationReceiver(hosts=frozenset(partners), catalogue=first.catalogue, key=key)


def _page(name: str, status: HTTPStatus) -> Page:
    """Write a page in every language: whose browser this is, nobody knows yet."""
    said = "".join(
        f'<p lang="{language}">{escape(Messages(language).text(name))}</p>'
        for language in LANGUAGES
    )
    body = f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{said}</body></html>'
    return Page(
        status=status,
        body=body.encode(),
        headers={
            "Content-Type": _PAGE,
            "Content-Security-Policy": "default-src 'none'",
            "Referrer-Policy": "no-referrer",
        },
    )


def _text(status: HTTPStatus, **headers: str) -> Page:
    return Page(
        status=status,
        body=f"{status.phrase}\n".encode(),
        headers={"Content-Type": _TEXT, **headers},
    )


class NotificationServer(BackgroundServer):
    """Serves what takes notifications, to stand behind the university's TLS proxy.

    The proxy has to pass path, query, body and the signed headers on unchanged.
    """

    def __init__(
        self, notifications: Callable[[], Notifications], *, address: str, port: int
    ) -> None:
        super().__init__(
            _Taker,
            {"supply": _Supply(notifications)},
            address=address,
            port=port,
            name="notifications",
            refusal="notifications cannot be taken",
            hint="another process may use the port: set 'notifications' in utqyr.yaml",
        )


@dataclass(frozen=True, slots=True)
class _Supply:
    """Where a handler finds what is in force when a request comes."""

    in_force: Callable[[], Notifications]


class _Taker(QuietAnswer):
    """Answers one connection."""

    supply: ClassVar[_Supply]
    timeout = _CLIENT_SECONDS

    def do_GET(self) -> None:  # noqa: N802 -- as inherited
        """Answer a question without a body."""
        self._answer(b"")

    def do_POST(self) -> None:  # noqa: N802 -- as inherited
        """Answer a form, read whole; one without a length, or too long, is not read at all."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self._send(_text(HTTPStatus.LENGTH_REQUIRED))
        elif len(length) > len(str(LARGEST_BODY)) or int(length) > LARGEST_BODY:
            self._send(_text(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
        else:
            self._answer(self.rfile.read(int(length)))

    def _answer(self, body: bytes) -> None:
        question = Question(
            method=self.command,
            target=self.path,
            headers={name: ", ".join(self.headers.get_all(name, [])) for name in self.headers},
            body=body,
        )
        self._send(self.supply.in_force().answer(question))

    def _send(self, page: Page) -> None:
        self.send_response_only(page.status)
        headers = {
            "Date": self.date_time_string(),  # unless the answer is signed with its own
            **page.headers,
            "Content-Length": str(len(page.body)),
            "Cache-Control": "no-store",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page.body)

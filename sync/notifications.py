"""What hosts and students' browsers send us unasked: taken, answered, and the host marked due.

POST /ewp/imobility-tor-cnr/v1, …/v2     an EWP host says that transcripts changed      XML
/emrex/begin/<host>, …/return/<host>     a student's browser goes to a provider, returns  HTML

Nothing is fetched, read or decided here: a marked host is asked in its own time, by the schedule.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from connectors.base import HostConnector
from connectors.documents import MEBIBYTE
from connectors.errors import HostError
from connectors.hosts.emrex import EmrexConnector
from connectors.hosts.ewp import EwpConnector
from connectors.hosts.ewp_notifications import VERSIONS, NotificationReceiver, Question
from mapping.identifiers import HeiId
from sync.clock import Clock
from sync.emrex_journey import BEGIN_PATH, RETURN_PATH, EmrexJourney
from sync.logs import get_logger
from sync.pages import Page, text_page
from sync.public_face import PublicFace
from sync.serving import BackgroundServer, QuietAnswer

EWP_PATH = "/ewp/imobility-tor-cnr/v"
LARGEST_BODY = 24 * MEBIBYTE

_CLIENT_SECONDS = 20

log = get_logger(__name__)


class Notifications:
    """Takes notifications for the hosts of one configuration; safe to share between threads.

    `mark_due` is told which host to ask soon; it must not wait for anything.
    """

    def __init__(
        self,
        connectors: Mapping[HeiId, HostConnector],
        *,
        face: PublicFace,
        mark_due: Callable[[HeiId], None],
        clock: Clock,
    ) -> None:
        self._mark_due = mark_due
        self._clock = clock
        providers = {
            host: connector
            for host, connector in connectors.items()
            if isinstance(connector, EmrexConnector)
        }
        self._journey = EmrexJourney(providers, face=face, mark_due=mark_due, clock=clock)
        self._receiver = _receiver(connectors)

    def answer(self, question: Question) -> Page:
        """Answer one request; never raises for what it holds."""
        path = question.target.partition("?")[0]
        if path in {f"{EWP_PATH}{version}" for version in VERSIONS}:
            return self._notified(question, int(path.removeprefix(EWP_PATH)))
        if _is_for_browsers(path):
            return self._journey.answer(question)
        return text_page(HTTPStatus.NOT_FOUND)

    def unread(self, question: Question, status: HTTPStatus) -> Page:
        """Answer a request whose body is not read, for the reason the status says."""
        if _is_for_browsers(question.target) and status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return self._journey.too_large(question)
        return text_page(status)

    def _notified(self, question: Question, version: int) -> Page:
        if self._receiver is None:
            return text_page(HTTPStatus.NOT_FOUND)
        reply = self._receiver.receive(question, version=version, now=self._clock.now())
        if reply.host is not None:
            log.info("host-notified", host=reply.host, transcripts=len(reply.mobility_ids))
            self._mark_due(reply.host)
        else:
            log.warning("notification-refused", reason=reply.reason, status=int(reply.status))
        return Page(status=reply.status, body=reply.body, headers=reply.headers)


def _is_for_browsers(target: str) -> bool:
    return target.startswith((BEGIN_PATH, RETURN_PATH))


class NotificationsInForce:
    """The notifications of the configuration in force, built anew after a reload."""

    def __init__(
        self,
        connectors: Callable[[], Mapping[HeiId, HostConnector]],
        *,
        face: Callable[[], PublicFace],
        mark_due: Callable[[HeiId], None],
        clock: Clock,
    ) -> None:
        self._connectors = connectors
        self._face = face
        self._mark_due = mark_due
        self._clock = clock
        self._built: tuple[Mapping[HeiId, HostConnector], Notifications] | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Notifications:
        """Give them; what they remember of past requests is kept until a reload."""
        connectors = self._connectors()
        with self._lock:
            if self._built is None or self._built[0] is not connectors:
                taker = Notifications(
                    connectors, face=self._face(), mark_due=self._mark_due, clock=self._clock
                )
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

    def do_HEAD(self) -> None:  # noqa: N802 -- as inherited
        """Answer a question without a body, by an answer without one."""
        self._answer(b"")

    def do_POST(self) -> None:  # noqa: N802 -- as inherited
        """Answer a form, read whole; one without a length, or too long, is not read at all."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self._refuse(HTTPStatus.LENGTH_REQUIRED)
        elif len(length) > len(str(LARGEST_BODY)) or int(length) > LARGEST_BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            self._answer(self.rfile.read(int(length)))

    def _refuse(self, status: HTTPStatus) -> None:
        self._send(self.supply.in_force().unread(self._question(b""), status))

    def _answer(self, body: bytes) -> None:
        self._send(self.supply.in_force().answer(self._question(body)))

    def _question(self, body: bytes) -> Question:
        return Question(
            method=self.command,
            target=self.path,
            headers={name: ", ".join(self.headers.get_all(name, [])) for name in self.headers},
            body=body,
        )

    def _send(self, page: Page) -> None:
        self.send_response_only(page.status)
        headers = {
            "Date": self.date_time_string(),  # unless the answer is signed with its own
            **page.headers,
            "Content-Length": str(len(page.body)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.body)

"""The way of a student's browser to an EMREX provider and back: two pages, and a host marked due.

GET  /emrex/begin/<host>      what will happen, and a form that posts to the provider
POST /emrex/return/<host>     what the provider sent back with the browser: what came of it

Whoever asks is nobody to us: a beginning is computed and kept nowhere, and nothing is read here.
"""

import math
from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from connectors.errors import HostError
from connectors.hosts.emrex import EmrexConnector
from connectors.hosts.emrex_return import LIFETIME, ReturnOutcome
from connectors.hosts.ewp_notifications import Question
from mapping.identifiers import HeiId
from sync.clock import Clock
from sync.logs import get_logger
from sync.messages import LANGUAGES, Messages
from sync.pages import Form, Page, Passage, View, html_page, language_of
from sync.public_face import PublicFace

BEGIN_PATH = "/emrex/begin/"
RETURN_PATH = "/emrex/return/"

_OPEN_AGAIN = (ReturnOutcome.NO_RESULTS, ReturnOutcome.CANCELLED, ReturnOutcome.FAILED)
_READING = ("GET", "HEAD")

log = get_logger(__name__)


class EmrexJourney:
    """Answers students' browsers; safe to share between threads.

    `mark_due` is told which host to ask soon; it must not wait for anything.
    """

    def __init__(
        self,
        connectors: Mapping[HeiId, EmrexConnector],
        *,
        face: PublicFace,
        mark_due: Callable[[HeiId], None],
        clock: Clock,
    ) -> None:
        self._connectors = connectors
        self._face = face
        self._mark_due = mark_due
        self._clock = clock

    def answer(self, question: Question) -> Page:
        """Answer a request for one of the two pages; never raises for what it holds."""
        path = question.target.partition("?")[0]
        begins = path.startswith(BEGIN_PATH)
        host = HeiId(path.removeprefix(BEGIN_PATH if begins else RETURN_PATH).lower())
        language = language_of(question, self._face.language)
        connector = self._connectors.get(host)
        if connector is None:
            return self._told("unknown", HTTPStatus.NOT_FOUND, language)
        if begins:
            if question.method in _READING:
                return self._begin(host, connector, language)
            status = HTTPStatus.METHOD_NOT_ALLOWED
            return self._told("refused", status, language, host, Allow=", ".join(_READING))
        if question.method == "POST":
            return self._end(host, connector, question, language)
        return self._told("refused", HTTPStatus.METHOD_NOT_ALLOWED, language, host, Allow="POST")

    def too_large(self, question: Question) -> Page:
        """Answer a browser whose body is not even read."""
        language = language_of(question, self._face.language)
        return self._told("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, language)

    def _begin(self, host: HeiId, connector: EmrexConnector, language: str) -> Page:
        if not self._face.url:
            log.error("emrex-begin-failed", host=host, reason="notifications.public_url is not set")
            return self._told("unavailable", HTTPStatus.SERVICE_UNAVAILABLE, language)
        try:
            start = connector.begin(self._clock.now())
        except HostError as error:
            log.error("emrex-begin-failed", host=host, reason=error.message)  # noqa: TRY400 -- the reason says it all
            return self._told("unavailable", HTTPStatus.SERVICE_UNAVAILABLE, language)
        address = urlsplit(start.url)
        messages, provider = Messages(language), address.netloc
        host_name = self._face.host_name(host, language)
        home_name = self._face.home_name(language)
        hours = int(LIFETIME.total_seconds()) // 3600
        view = View(
            language=language,
            owner=home_name,
            heading=messages.text("emrex-begin-title", host=host_name),
            paragraphs=(messages.text("emrex-begin-what", host=host_name, home=home_name),),
            steps=(
                messages.text("emrex-begin-sign-in", provider=provider),
                messages.text("emrex-begin-choose"),
                messages.text("emrex-begin-come-back"),
            ),
            form=Form(
                action=start.url,
                origin=f"{address.scheme}://{address.netloc}",
                fields={
                    "sessionId": start.session_id,
                    "returnUrl": f"{self._face.url}{RETURN_PATH}{host}",
                },
                button=messages.text("emrex-begin-button", provider=provider),
            ),
            notes=(
                messages.text("emrex-begin-private"),
                messages.text("emrex-begin-hours", hours=hours),
            ),
            choice=True,
        )
        return html_page(HTTPStatus.OK, view)

    def _end(
        self, host: HeiId, connector: EmrexConnector, question: Question, language: str
    ) -> Page:
        headers = {name.lower(): value for name, value in question.headers.items()}
        try:
            found = connector.receive(
                question.body,
                content_type=headers.get("content-type", ""),
                now=self._clock.now(),
            )
        except HostError as error:
            log.error("return-failed", host=host, reason=error.message)  # noqa: TRY400 -- the reason says it all
            return self._told("unavailable", HTTPStatus.SERVICE_UNAVAILABLE, language)
        log.info("emrex-returned", host=host, outcome=found.outcome.value, reason=found.reason)
        if found.outcome is ReturnOutcome.RECEIVED:
            self._mark_due(host)
            return self._told("received", found.status, language)
        if found.wait is not None:
            seconds = max(1, math.ceil(found.wait.total_seconds()))
            later = {"Retry-After": str(seconds)}
            return self._told("busy", found.status, language, host, **later)
        again = host if found.outcome in _OPEN_AGAIN or found.reason == "no-session" else None
        name = "too-large" if found.reason == "too-large" else found.outcome.value
        return self._told(name, found.status, language, again)

    def _told(
        self,
        name: str,
        status: HTTPStatus,
        language: str,
        again: HeiId | None = None,
        **headers: str,
    ) -> Page:
        """Say what came of it, in every language: the browser's may not be the student's."""
        said = {
            each: (Messages(each).text(f"emrex-{name}-title"), Messages(each).text(f"emrex-{name}"))
            for each in LANGUAGES
        }
        heading, text = said.pop(language)
        begin = Messages(language).text("emrex-begin-again")
        view = View(
            language=language,
            owner=self._face.home_name(language),
            heading=heading,
            paragraphs=(text,),
            link=(f"{BEGIN_PATH}{again}?lang={language}", begin) if again else None,
            others=tuple(
                Passage(language=each, heading=heading, text=text)
                for each, (heading, text) in said.items()
            ),
        )
        return html_page(status, view, **headers)

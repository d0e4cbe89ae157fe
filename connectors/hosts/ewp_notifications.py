"""Change notifications of the Incoming Mobility ToRs CNR API, versions 1 and 2; fetches nothing.

    host POSTs: receiving_hei_id, omobility_id+   signed by its client key
    --> verified, known, its own --> 200 and the ids; nothing else happens here

A notification only shortens the wait: it may be lost, and the index is the source of truth. So the
answer says that it was taken, and the transcript is asked for later, from the host itself.
"""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from connectors.errors import HostError
from connectors.hosts.ewp_catalogue import Catalogue
from connectors.http_signature import (
    ALGORITHM,
    TOLERANCE,
    SignatureFault,
    SignatureRefused,
    SigningKey,
    sign_answer,
    verify_request,
)
from mapping.identifiers import HeiId, MobilityId

MOST_IDS = 1000
"""How many ids one notification may hold; our manifest says so, too."""

VERSIONS = (1, 2)

_GITHUB = "https://github.com/erasmus-without-paper"
_COMMON = f"{_GITHUB}/ewp-specs-architecture/blob/stable-v1/common-types.xsd"
_TAKEN = f"{_GITHUB}/ewp-specs-api-imobility-tor-cnr/tree/stable-v"
_FORM = "application/x-www-form-urlencoded"
_MOBILITY_ID = re.compile(r"[!-~]{1,64}", re.ASCII)
_MOST_REMEMBERED = 100_000
_NOT_AUTHENTICATED = (
    SignatureFault.MISSING,
    SignatureFault.ALGORITHM,
    SignatureFault.NOT_COVERED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request as it came; header names in any case, `target` is path with query."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What to answer, and what was notified: the host and the mobilities, if it was taken."""

    status: HTTPStatus
    headers: Mapping[str, str]
    body: bytes
    host: HeiId | None = None
    mobility_ids: tuple[MobilityId, ...] = ()
    reason: str = ""
    """Why it was not taken, in a word that may be logged and counted."""


class _Refusal(Exception):
    def __init__(self, status: HTTPStatus, reason: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message


class NotificationReceiver:
    """Takes notifications from the hosts we ask ourselves; safe to share between threads.

    `catalogue` gives the registry's, `key` signs answers for those who want them signed.
    """

    def __init__(
        self,
        *,
        hosts: frozenset[HeiId],
        catalogue: Callable[[datetime], Catalogue],
        key: SigningKey | None,
    ) -> None:
        self._hosts = hosts
        self._catalogue = catalogue
        self._key = key
        self._seen: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def receive(self, question: Question, *, version: int, now: datetime) -> Reply:
        """Answer a request; never raises for what it holds."""
        headers = {name.lower(): value for name, value in question.headers.items()}
        try:
            host, ids = self._taken(question, headers, now)
        except _Refusal as refusal:
            return self._refused(refusal, headers, now)
        body = f'<imobility-tor-cnr-response xmlns="{_TAKEN}{version}"/>'.encode()
        return Reply(
            status=HTTPStatus.OK,
            headers=self._signed({}, body, headers, now),
            body=body,
            host=host,
            mobility_ids=ids,
        )

    def _taken(
        self, question: Question, headers: Mapping[str, str], now: datetime
    ) -> tuple[HeiId, tuple[MobilityId, ...]]:
        if question.method != "POST":
            status = HTTPStatus.METHOD_NOT_ALLOWED
            raise _Refusal(status, "method", "notifications are sent by POST")
        covered = self._signer(question, headers, now)
        if headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
            raise _Refusal(status, "content-type", f"the content has to be {_FORM}")
        host, ids = _form(question.body)
        if host not in covered:
            message = "the key of the signature does not speak for receiving_hei_id"
            raise _Refusal(HTTPStatus.FORBIDDEN, "not-its-own", message)
        if host not in self._hosts:
            message = "we have no mobilities at this receiving_hei_id"
            raise _Refusal(HTTPStatus.BAD_REQUEST, "unknown-host", message)
        return host, ids

    def _signer(
        self, question: Question, headers: Mapping[str, str], now: datetime
    ) -> frozenset[HeiId]:
        """Verify the signature and name the institutions its key speaks for."""
        try:
            catalogue = self._catalogue(now)
        except HostError as error:
            message = "the registry cannot be asked about keys; try again later"
            raise _Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "no-catalogue", message) from error
        try:
            verified = verify_request(
                headers,
                method=question.method,
                target=question.target,
                body=question.body,
                keys=catalogue.any_client_key,
                now=now,
            )
        except SignatureRefused as refused:
            raise _Refusal(_status_of(refused.fault), refused.fault, refused.message) from refused
        if not self._is_first(verified.headers["x-request-id"], now):
            raise _Refusal(HTTPStatus.BAD_REQUEST, "seen-before", "the request id was used before")
        return catalogue.covered_by(verified.key_id)

    def _is_first(self, request_id: str, now: datetime) -> bool:
        """Note a request id for as long as a copy of its request could pass for current."""
        with self._lock:
            if len(self._seen) >= _MOST_REMEMBERED:
                self._seen = {
                    each: moment
                    for each, moment in self._seen.items()
                    if abs(now - moment) <= 2 * TOLERANCE
                }
            if request_id in self._seen:
                return False
            self._seen[request_id] = now
            return True

    def _refused(self, refusal: _Refusal, headers: Mapping[str, str], now: datetime) -> Reply:
        body = (
            f'<error-response xmlns="{_COMMON}"><developer-message>{escape(refusal.message)}'
            "</developer-message></error-response>"
        ).encode()
        added = {}
        if refusal.status is HTTPStatus.UNAUTHORIZED:
            added = {"WWW-Authenticate": 'Signature realm="EWP"', "Want-Digest": "SHA-256"}
        if refusal.status is HTTPStatus.METHOD_NOT_ALLOWED:
            added = {"Allow": "POST"}
        return Reply(
            status=refusal.status,
            headers=self._signed(added, body, headers, now),
            body=body,
            reason=refusal.reason,
        )

    def _signed(
        self, added: Mapping[str, str], body: bytes, request: Mapping[str, str], now: datetime
    ) -> dict[str, str]:
        """Give the headers of an answer, signed where that was asked for."""
        headers = {"Content-Type": "text/xml; charset=utf-8", **added}
        wanted = request.get("accept-signature", "").lower()
        if self._key is None or ALGORITHM not in wanted:
            return headers
        try:
            return {**headers, **sign_answer(self._key, body=body, now=now, request=request)}
        except SignatureRefused:  # what we should repeat of the request is none
            return headers


def _status_of(fault: SignatureFault) -> HTTPStatus:
    if fault in _NOT_AUTHENTICATED:
        return HTTPStatus.UNAUTHORIZED
    if fault is SignatureFault.UNKNOWN_KEY:
        return HTTPStatus.FORBIDDEN
    return HTTPStatus.BAD_REQUEST


def _form(body: bytes) -> tuple[HeiId, tuple[MobilityId, ...]]:
    try:
        form = parse_qs(body.decode("utf-8"), max_num_fields=MOST_IDS + 10)
    except ValueError:
        message = f"the form cannot be read, or has more than {MOST_IDS} fields"
        raise _Refusal(HTTPStatus.BAD_REQUEST, "form", message) from None
    hosts, ids = form.get("receiving_hei_id", []), form.get("omobility_id", [])
    if len(hosts) != 1:
        message = "receiving_hei_id is needed, once"
        raise _Refusal(HTTPStatus.BAD_REQUEST, "receiving-hei-id", message)
    if not 1 <= len(ids) <= MOST_IDS or not all(map(_MOBILITY_ID.fullmatch, ids)):
        message = f"omobility_id is needed, and at most {MOST_IDS} times"
        raise _Refusal(HTTPStatus.BAD_REQUEST, "omobility-id", message)
    return HeiId(hosts[0].lower()), tuple(MobilityId(each) for each in dict.fromkeys(ids))

"""Signed calls to one EWP host, their answers verified; reads no document and keeps nothing.

    POST form, signed anew for every try --> answer, its signature verified where the host signs

How often a call is tried, and what a status means, is as for every host (connectors.host_api).
"""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode, urlsplit

import requests

from connectors.errors import HostContractBroken, HostRefused
from connectors.host_api import Call, Dialect, HostApi, Patience
from connectors.http import HttpSession
from connectors.http_replies import HttpFailure, HttpReply, Outcome
from connectors.http_signature import (
    KeyRing,
    SignatureFault,
    SignatureRefused,
    SigningKey,
    sign_request,
    verify_answer,
)
from mapping.identifiers import HeiId

Form = Sequence[tuple[str, str]]

_HEADERS: Final = MappingProxyType(
    {
        "Accept": "*/*",
        "Content-Type": "application/x-www-form-urlencoded",
        # the digest is that of the encoded body: asked for as it is, there is only one
        "Accept-Encoding": "identity",
    }
)
_ABOUT_THE_SIGNATURE: Final[frozenset[int]] = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}
)
_NOT_THERE: Final = "the registry lists an address the host does not serve; tell the host's IT"
_HINTS: Final[Mapping[int, str]] = {
    HTTPStatus.BAD_REQUEST: "the host did not take our signature or our question; its log says"
    " which",
    HTTPStatus.UNAUTHORIZED: "the host did not see a signature: does a proxy drop headers on the"
    " way?",
    HTTPStatus.FORBIDDEN: "is our public key in the registry, and does the host know the"
    " agreement?",
    HTTPStatus.NOT_FOUND: _NOT_THERE,
    HTTPStatus.METHOD_NOT_ALLOWED: _NOT_THERE,
}
"""What to look at. An error answer may be unsigned, so its text counts for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where to call, the keys its answers are signed by, and whether they have to be."""

    url: str
    keys: KeyRing
    must_sign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A body whose status was good; `signed_by` is empty where only TLS vouches for it."""

    body: bytes
    media_type: str
    signed_by: str


class UnprovenAnswer(HostContractBroken):
    """An answer is not proven to be the host's; nothing of it is used."""

    def __init__(self, host: HeiId, refused: SignatureRefused) -> None:
        hints = {
            SignatureFault.DATE: "compare the clock of this machine with the host's",
            SignatureFault.UNKNOWN_KEY: "the host may have changed its key: ask its IT whether the"
            " registry knows the new one",
        }
        super().__init__(
            host,
            f"an answer is not proven to be the host's: {refused.message}",
            hint=hints.get(refused.fault, "tell the host's IT; nothing of the answer was used"),
        )
        self.fault = refused.fault


class EwpClient:
    """Calls one host in one run, one call at a time.

    `now` is the run's time; this machine's where there is no run.
    """

    def __init__(
        self,
        host: HeiId,
        *,
        key: SigningKey,
        session: HttpSession,
        patience: Patience,
        now: datetime | None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._host = host
        self._key = key
        self._sent: Mapping[str, str] = {}
        dialect = Dialect(sign=self._sign, judge=_judge, of_the_clock=_ABOUT_THE_SIGNATURE)
        self._api = HostApi(host, session, patience, dialect, now=now, pause=pause)

    def now(self) -> datetime:
        """Tell the time of the run."""
        return self._api.now()

    def post(self, endpoint: Endpoint, form: Form) -> Answer:
        """Ask by form; a failure that may pass is tried again, as the server asks.

        Raises HostUnavailable (HostThrottled where fewer calls are wanted), HostRefused,
        UnprovenAnswer and HostContractBroken.
        """
        body = urlencode(form).encode("ascii")
        try:
            reply = self._api.ask(Call(url=endpoint.url, headers=_HEADERS, content=body))
        except ValueError:  # an address with a password or a token in it
            raise self._no_address() from None
        return Answer(
            body=reply.body, media_type=reply.media_type, signed_by=self._verify(endpoint, reply)
        )

    def _sign(self, call: Call) -> Mapping[str, str]:
        """Sign one try: a server may refuse a request id it has seen."""
        address, target = self._wire_form(call.url)
        self._sent = sign_request(
            self._key,
            method=call.method,
            host=address,
            target=target,
            body=call.content or b"",
            now=self.now(),
            request_id=str(uuid.uuid4()),
        )
        return self._sent

    def _verify(self, endpoint: Endpoint, reply: HttpReply) -> str:
        """Verify that an answer is to the try made last; one that is signed unasked is, too."""
        if reply.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise HostContractBroken(
                self._host,
                "an answer came in an encoding that was not asked for",
                hint="its digest cannot be checked; tell the host's IT",
            )
        try:
            verified = verify_answer(
                reply.headers,
                body=reply.body,
                request=self._sent,
                keys=endpoint.keys,
                now=self.now(),
            )
        except SignatureRefused as refused:
            if refused.fault is SignatureFault.MISSING and not endpoint.must_sign:
                return ""
            raise UnprovenAnswer(self._host, refused) from refused
        return verified.key_id

    def _wire_form(self, url: str) -> tuple[str, str]:
        """Say an address as it goes over the wire: what the Host header says, path with query."""
        try:
            prepared = requests.Request("POST", url).prepare()
            return urlsplit(prepared.url or "").netloc, prepared.path_url
        except (requests.RequestException, ValueError):
            raise self._no_address() from None

    def _no_address(self) -> HostRefused:
        return HostRefused(
            self._host,
            "the registry lists an address of this host that cannot be used",
            hint="tell the host's IT",
        )


def _judge(reply: HttpReply) -> HttpFailure | None:
    """Say what to look at where the host refuses us for good; its status alone decides that."""
    if reply.status not in _HINTS or reply.outcome is Outcome.THROTTLED:
        return None
    return HttpFailure(
        reply.outcome,
        f"{reply.place} answered with status {reply.status}",
        hint=_HINTS[reply.status],
        status=reply.status,
    )

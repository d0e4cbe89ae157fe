"""Signed calls to one EWP host, their answers verified; reads no document and keeps nothing.

    POST form, signed anew for every try --> answer, its signature verified where the host signs

A request is never repeated as it was: a server may refuse a request id it has seen.
"""

import random
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

import requests

from connectors.errors import HostContractBroken, HostError, HostRefused, HostThrottled
from connectors.http import HttpPolicy, HttpSession
from connectors.http_replies import HttpFailure, HttpReply, Outcome, host_error
from connectors.http_signature import (
    TOLERANCE,
    KeyRing,
    SignatureFault,
    SignatureRefused,
    SigningKey,
    sign_request,
    verify_answer,
)
from mapping.identifiers import HeiId

Form = Sequence[tuple[str, str]]

_FORM = "application/x-www-form-urlencoded"
_AGAIN = (Outcome.TEMPORARY, Outcome.THROTTLED)


class RunClock:
    """The time during a run: its given start, and what has passed since on this machine."""

    def __init__(self, started_at: datetime) -> None:
        self._started_at = started_at
        self._since = time.monotonic()

    def now(self) -> datetime:
        """Tell the time."""
        return self._started_at + timedelta(seconds=time.monotonic() - self._since)


def system_clock() -> RunClock:
    """Start a clock by this machine's time, for calls that belong to no run."""
    return RunClock(datetime.fromtimestamp(time.time(), UTC))


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
    """Calls one host within one policy; `retries` and pauses are the policy's."""

    def __init__(
        self,
        host: HeiId,
        *,
        key: SigningKey,
        session: HttpSession,
        policy: HttpPolicy,
        clock: RunClock,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._host = host
        self._key = key
        self._session = session
        self._policy = policy
        self._clock = clock
        self._pause = pause

    def post(self, endpoint: Endpoint, form: Form) -> Answer:
        """Ask by form; a failure that may pass is tried again, as the server asks.

        Raises HostUnavailable (HostThrottled where fewer calls are wanted), HostRefused,
        UnprovenAnswer and HostContractBroken.
        """
        body = urlencode(form).encode("ascii")
        pauses = self._pauses()
        while True:
            try:
                return self._try(endpoint, body)
            except HttpFailure as failure:
                asked = getattr(failure, "retry_after", None)
                seconds = next(pauses, None) if failure.outcome in _AGAIN else None
                if seconds is None or (asked or 0) > self._policy.longest_wait_seconds:
                    raise self._told(failure) from failure
                self._pause(max(seconds, asked or 0))

    def _pauses(self) -> Iterator[float]:
        """Give the pauses between tries: doubling, never two clients in step."""
        for number in range(self._policy.retries):
            longest = self._policy.backoff_seconds * 2**number
            yield min(
                longest + random.uniform(0, longest),  # noqa: S311 -- spreads load, hides nothing
                self._policy.longest_wait_seconds,
            )

    def _try(self, endpoint: Endpoint, body: bytes) -> Answer:
        address, target = self._wire_form(endpoint.url)
        signed = sign_request(
            self._key,
            method="POST",
            host=address,
            target=target,
            body=body,
            now=self._clock.now(),
            request_id=str(uuid.uuid4()),
        )
        # the digest is that of the encoded body: asked for as it is, there is only one
        headers = {**signed, "Content-Type": _FORM, "Accept-Encoding": "identity"}
        try:
            reply = self._session.post(endpoint.url, safe=False, content=body, headers=headers)
        except ValueError:  # an address with a password or a token in it
            raise self._no_address() from None
        if reply.outcome is not Outcome.DONE or reply.status == HTTPStatus.NOT_MODIFIED:
            raise self._failure(reply)
        return Answer(
            body=reply.body,
            media_type=reply.media_type,
            signed_by=self._verify(endpoint, reply, signed),
        )

    def _verify(self, endpoint: Endpoint, reply: HttpReply, request: dict[str, str]) -> str:
        """Verify an answer's signature; one that is there is verified even where none is due."""
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
                request=request,
                keys=endpoint.keys,
                now=self._clock.now(),
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

    def _failure(self, reply: HttpReply) -> "_Refusal":
        outcome = reply.outcome
        asked = _retry_after(reply.headers.get("Retry-After", ""), self._clock.now())
        if reply.status == HTTPStatus.FORBIDDEN and asked is not None:
            outcome = Outcome.THROTTLED
        elif outcome is Outcome.DONE:
            outcome = Outcome.CONTRACT_BROKEN
        return _Refusal(
            outcome,
            f"{reply.place} answered with status {reply.status}",
            hint=self._hint(reply),
            status=reply.status,
            retry_after=asked,
        )

    def _hint(self, reply: HttpReply) -> str:
        """Say what to look at; an error answer may be unsigned, so its text counts for nothing."""
        match reply.status:
            case HTTPStatus.BAD_REQUEST if self._clocks_differ(reply):
                return "the host's clock and this machine's differ by more than five minutes"
            case HTTPStatus.BAD_REQUEST:
                return "the host did not take our signature or our question; its log says which"
            case HTTPStatus.UNAUTHORIZED:
                return "the host did not see a signature: does a proxy drop headers on the way?"
            case HTTPStatus.FORBIDDEN:
                return "is our public key in the registry, and does the host know the agreement?"
            case HTTPStatus.NOT_FOUND | HTTPStatus.METHOD_NOT_ALLOWED:
                return "the registry lists an address the host does not serve; tell the host's IT"
        return ""

    def _clocks_differ(self, reply: HttpReply) -> bool:
        try:
            theirs = parsedate_to_datetime(reply.headers.get("Date", ""))
        except (TypeError, ValueError):
            return False
        return theirs.tzinfo is not None and abs(theirs - self._clock.now()) > TOLERANCE

    def _told(self, failure: HttpFailure) -> HostError:
        if failure.outcome is Outcome.THROTTLED:
            return HostThrottled(
                self._host,
                failure.message,
                hint=failure.hint,
                retry_after_seconds=getattr(failure, "retry_after", None),
            )
        return host_error(self._host, failure)


class _Refusal(HttpFailure):
    """A status that is no answer; `retry_after` is how many seconds the server asks for."""

    def __init__(
        self,
        outcome: Outcome,
        message: str,
        *,
        hint: str,
        status: int,
        retry_after: float | None,
    ) -> None:
        super().__init__(outcome, message, hint=hint, status=status)
        self.retry_after = retry_after


def _retry_after(text: str, now: datetime) -> float | None:
    """Read how many seconds a server asks to wait, from a number or a date."""
    if text.isascii() and text.isdigit():
        return float(text[:9])  # decades; more digits would be no number of seconds
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return None if until.tzinfo is None else max((until - now).total_seconds(), 0)

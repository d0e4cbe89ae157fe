"""What a student's browser brings back from an EMREX data provider; keeps nothing by itself.

    we: sessionId, returnUrl --> provider --> browser: sessionId, returnCode, returnMessage, elmo

A session id is ours because only we can have made it: it carries its end and a keyed digest. The
document that comes back passed through the student's hands, so only its signature vouches for it.
Codes are those of the EMREX standard and of its older form: EMP_OK or NCP_OK, and so on.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import parse_qs

from mapping.identifiers import HeiId

LIFETIME = timedelta(hours=2)
"""How long a student may take at the provider."""

_FORM = "application/x-www-form-urlencoded"
_FIELDS = 20
_NONCE, _DIGEST = 6, 10
_MINUTES = 4
_SESSION_BYTES = _MINUTES + _NONCE + _DIGEST  # 20 bytes are 32 characters of base 32, the most
_MOST_ENDED = 10_000
"""How many journeys may end within the life of a session: their ids are remembered till then."""
_TOO_MANY = "too-many"
_COME_BACK = timedelta(hours=1)


class ReturnOutcome(StrEnum):
    """What came of a student's way to the provider."""

    RECEIVED = "received"
    NO_RESULTS = "no-results"
    CANCELLED = "cancelled"
    FAILED = "failed"
    """The provider says that it could not."""
    REFUSED = "refused"
    """What came is not the end of anything we began."""
    BUSY = "busy"
    """Too much came within the hour; nothing was taken, and the session is still open."""


_PREFIXES = ("EMP", "NCP")  # data providers were once called national contact points
_CODES = {
    "OK": ReturnOutcome.RECEIVED,
    "NO_RESULTS": ReturnOutcome.NO_RESULTS,
    "CANCEL": ReturnOutcome.CANCELLED,
    "ERROR": ReturnOutcome.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmrexReturn:
    """What a return means; `content` is the document as it came, base64 of gzip.

    `reason` says why a return was refused, in a word that may be logged and counted. `wait` is how
    long a browser that was turned away should wait.
    """

    outcome: ReturnOutcome
    status: HTTPStatus
    reason: str = ""
    content: bytes = field(default=b"", repr=False)
    session_id: str = field(default="", repr=False)
    wait: timedelta | None = None


class EmrexSessions:
    """Session ids of one host, made and recognised by a secret; each ends one journey, once."""

    def __init__(self, host: HeiId, secret: bytes, *, most: int = _MOST_ENDED) -> None:
        self._host = host
        self._secret = secret
        self._most = most
        self._used: dict[str, int] = {}
        self._lock = threading.Lock()

    def begin(self, now: datetime) -> str:
        """Make a session id of 32 characters."""
        end = int((now + LIFETIME).timestamp() // 60).to_bytes(_MINUTES, "big")
        stem = end + secrets.token_bytes(_NONCE)
        return base64.b32encode(stem + self._digest(stem)).decode()

    def end(self, session_id: str, now: datetime) -> bool:
        """Tell whether a session id is ours and still open; it is not any more afterwards."""
        try:
            raw = base64.b32decode(session_id.encode("ascii"))
        except (binascii.Error, UnicodeEncodeError, ValueError):
            return False
        stem, digest = raw[: _MINUTES + _NONCE], raw[_MINUTES + _NONCE :]
        if len(raw) != _SESSION_BYTES or not hmac.compare_digest(digest, self._digest(stem)):
            return False
        ends = int.from_bytes(stem[:_MINUTES], "big")
        with self._lock:
            if ends < _minute(now) or session_id in self._used:
                return False
            self._used[session_id] = ends
        return True

    def open_again(self, session_id: str) -> None:
        """Take an end back: what came with it could not be kept."""
        with self._lock:
            self._used.pop(session_id, None)

    def full(self, now: datetime) -> bool:
        """Tell whether so many journeys ended that no more can be remembered for now."""
        with self._lock:
            if len(self._used) >= self._most:
                minute = _minute(now)
                self._used = {each: ends for each, ends in self._used.items() if ends >= minute}
            return len(self._used) >= self._most

    def _digest(self, stem: bytes) -> bytes:
        message = self._host.encode() + b"\0" + stem
        return hmac.new(self._secret, message, hashlib.sha256).digest()[:_DIGEST]


def turned_away(wait: timedelta) -> EmrexReturn:
    """Ask a browser to come again: the bound is the host's, nothing is wrong with what it sent."""
    return EmrexReturn(
        outcome=ReturnOutcome.BUSY,
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        reason=_TOO_MANY,
        wait=wait,
    )


def _minute(now: datetime) -> int:
    return int(now.timestamp() // 60)


class _Refusal(Exception):
    """Why a return is not taken."""

    def __init__(self, reason: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


def read_return(
    body: bytes,
    *,
    content_type: str,
    sessions: EmrexSessions,
    limit_bytes: int,
    now: datetime,
) -> EmrexReturn:
    """Read the form a browser brought back; never raises for what it holds."""
    if sessions.full(now):
        return turned_away(_COME_BACK)
    try:
        fields = _fields(body, content_type, limit_bytes)
        session_id = fields.get("sessionId", "")
        _end_session(sessions, session_id, now)
        outcome = _outcome(fields.get("returnCode", ""))
        received = outcome is ReturnOutcome.RECEIVED
        content = _document(fields.get("elmo", "")) if received else b""
    except _Refusal as refusal:
        return EmrexReturn(
            outcome=ReturnOutcome.REFUSED, status=refusal.status, reason=refusal.reason
        )
    return EmrexReturn(
        outcome=outcome, status=HTTPStatus.OK, content=content, session_id=session_id
    )


def _fields(body: bytes, content_type: str, limit_bytes: int) -> dict[str, str]:
    if content_type.partition(";")[0].strip().lower() != _FORM:
        raise _Refusal("no-form", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if len(body) > limit_bytes:
        raise _Refusal("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        form = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError:  # not ASCII, or fields without end
        raise _Refusal("no-form") from None
    if any(len(values) > 1 for values in form.values()):
        raise _Refusal("field-twice")
    return {name: values[0] for name, values in form.items()}


def _end_session(sessions: EmrexSessions, session_id: str, now: datetime) -> None:
    if not sessions.end(session_id, now):
        raise _Refusal("no-session", HTTPStatus.FORBIDDEN)


def _outcome(code: str) -> ReturnOutcome:
    prefix, _, word = code.strip().upper().partition("_")
    if prefix not in _PREFIXES or word not in _CODES:
        raise _Refusal("unknown-code")
    return _CODES[word]


def _document(text: str) -> bytes:
    # a plus sign that was not escaped on the way arrives as a blank, which base 64 never has
    content = text.strip().replace(" ", "+").encode()
    if not content:
        raise _Refusal("no-document")
    return content

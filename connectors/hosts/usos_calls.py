"""Signed calls to a USOS installation (OAuth 1.0a, HMAC-SHA1); interprets no grade.

Every try is signed anew: a nonce that was seen is refused. What a student's own token may not do
concerns that student; what our key may not do, everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from connectors.errors import HostRefused
from connectors.host_api import OF_THE_UNIT, Dialect, HostApi, Patience, Sign
from connectors.hosts.usos_settings import UsosSettings
from connectors.http import HttpSession
from connectors.http_replies import HttpFailure, HttpReply, Outcome
from connectors.json_values import Object, as_object, text
from connectors.oauth1 import SignatureMethod, signer
from connectors.outcomes import Interface, classify_code
from mapping.identifiers import HeiId

_LARGEST: Final = 4 * 1024 * 1024
_PARTS: Final = 3
_UNAUTHORISED: Final = 401
_NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """A student who is read: under their own token, or under an administrative key."""

    user_id: str
    token: str = ""
    token_secret: str = ""

    def __repr__(self) -> str:
        """Show no token."""
        return "Student()"


def read_students(host: HeiId, settings: UsosSettings) -> list[Student]:
    """List the students of the profile, each once; raises HostRefused for an unusable file."""
    found = {name: Student(user_id=name) for name in settings.students}
    if settings.consents is not None:
        for number, line in enumerate(_lines(host, settings.consents), start=1):
            parts = line.split()
            if not parts or parts[0].startswith("#"):
                continue
            if len(parts) != _PARTS:
                raise HostRefused(
                    host,
                    f"line {number} of the file of consents has not three parts",
                    hint="write: user id, token, token secret",
                )
            user_id, token, secret = parts
            found[user_id] = Student(user_id=user_id, token=token, token_secret=secret)
    return list(found.values())


def _lines(host: HeiId, path: Path) -> list[str]:
    try:
        if path.stat().st_size > _LARGEST:
            raise HostRefused(host, "the file of consents is too large")
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise HostRefused(
            host,
            f"the file of consents cannot be read: {type(error).__name__}",
            hint="it must exist, be UTF-8 text and be readable by the service",
        ) from None  # a UnicodeDecodeError carries the whole file, tokens and all


class UsosCalls:
    """Calls methods in the name of nobody, or of one student."""

    def __init__(self, api: HostApi, url: str, student: Student | None = None) -> None:
        self._api = api
        self._url = url
        self._form = {}
        if student is not None and not student.token:
            self._form = {"as_user_id": student.user_id}
        self._is_unit = student is not None

    def ask(self, method: str, arguments: Mapping[str, str]) -> HttpReply:
        """Call a method, as `grades/terms2`; raises HostError."""
        form = {**self._form, **arguments, "format": "json"}
        return self._api.post(f"{self._url}/services/{method}", form, unit=self._is_unit)


def usos_api(
    host: HeiId,
    settings: UsosSettings,
    session: HttpSession,
    secret: str,
    student: Student | None,
    now: datetime | None,
) -> HostApi:
    """Make the caller for a student, or for our key alone."""
    return HostApi(
        host,
        session,
        Patience.of(settings),
        Dialect(
            sign=_signer(settings.consumer_key, secret, student),
            judge=judge_usos,
            of_the_unit=OF_THE_UNIT | {_UNAUTHORISED},
        ),
        now=now,
    )


def _signer(key: str, secret: str, student: Student | None) -> Sign:
    if student is None:
        return signer(key, secret, SignatureMethod.HMAC_SHA1)
    return signer(
        key,
        secret,
        SignatureMethod.HMAC_SHA1,
        token=student.token,
        token_secret=student.token_secret,
    )


def judge_usos(reply: HttpReply) -> HttpFailure | None:
    """Tell by the error's own code what is missing, forbidden, or merely asked wrongly."""
    answer = _error_in(reply)
    if answer is None:
        return None
    code = text(answer.get("error"))
    message = f"{reply.place} answered with an error"
    meant = classify_code(Interface.USOS, code)
    if meant is Outcome.CONFIGURATION:
        return HttpFailure(Outcome.CONFIGURATION, f"{message} ({code})", status=_NOT_FOUND)
    if meant is Outcome.PERMISSION:
        return HttpFailure(
            Outcome.PERMISSION,
            f"{message} ({code})",
            hint="the key or the consent lacks a right: scopes grades and studies are needed",
            status=403,
        )
    outcome = Outcome.CONFIGURATION if reply.outcome is Outcome.DONE else reply.outcome
    return HttpFailure(outcome, message, status=reply.status)


def _error_in(reply: HttpReply) -> Object | None:
    """Find an error of USOS's own shape, whatever the status says."""
    if b'"message"' not in reply.body[:10_000]:
        return None
    try:
        answer = as_object(reply.json())
    except HttpFailure:
        return None  # told as what it is by whoever reads it
    is_error = "message" in answer and bool({"error", "reason"} & answer.keys())
    return answer if is_error else None

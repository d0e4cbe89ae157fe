"""Calls to Moodle's web services: what failed is told by error code, never by text; keeps no state.

Moodle answers nearly every failure with status 200, so the status alone says little:

    no connection, 5xx, `sitemaintenance` ...... HomeUnavailable, or ReplyLost if it may have worked
    anything but JSON .......................... AnswerDamaged
    {"exception": ..., "errorcode": ...} ....... HomeRefused with that code
    another 4xx, a redirect .................... HomeRefused with `http-<status>`
"""

from collections.abc import Callable, Mapping
from typing import Any

from connectors.errors import HomeRefused, HomeUnavailable
from connectors.http import HttpSession
from connectors.http_replies import HttpFailure, HttpReply, Outcome
from connectors.moodle_service import (
    CLOSED_FOR_NOW,
    ENDPOINT,
    ERROR_CODE,
    HINTS,
    SITE_WIDE,
    Argument,
    fold,
)

__all__ = [
    "HINTS",
    "AnswerDamaged",
    "Argument",
    "MoodleClient",
    "ReplyLost",
    "is_askable",
    "is_site_wide",
]


_AT_WORK = "busy"
"""What local_utqyr answers while another delivery is at work: nothing was written."""


class ReplyLost(HomeUnavailable):
    """A call that writes was sent and no reply came: it may have worked."""


class AnswerDamaged(HomeUnavailable):
    """An answer came that makes no sense: nothing in it is trusted, and it may have worked."""


def is_site_wide(refusal: HomeRefused) -> bool:
    """Tell whether a refusal concerns every call, not one course or one record."""
    return refusal.code in SITE_WIDE or refusal.code.startswith("http-")


def is_askable(text: str) -> bool:
    """Tell whether Moodle takes a text as an ID number; one it does not would fail the call."""
    return bool(text) and text == text.strip() and text.isprintable()


class MoodleClient:
    """Call functions of one site. `token` is asked for at every call and never kept."""

    def __init__(self, session: HttpSession, url: str, token: Callable[[], str]) -> None:
        self._session = session
        self._endpoint = url.rstrip("/") + ENDPOINT
        self._token = token

    def read(self, function: str, arguments: Mapping[str, Argument] | None = None) -> Any:
        """Call a function that changes nothing; the call may be repeated on the way.

        A damaged answer is asked for once more: a course that waits for a regrade writes its
        notices into the first answer only.
        """
        try:
            return self._call(function, arguments or {}, safe=True)
        except AnswerDamaged:
            return self._call(function, arguments or {}, safe=True)

    def write(self, function: str, arguments: Mapping[str, Argument]) -> Any:
        """Call a function that changes something, once; raises ReplyLost when in doubt."""
        return self._call(function, arguments, safe=False)

    def _call(self, function: str, arguments: Mapping[str, Argument], *, safe: bool) -> Any:
        form = {
            "wstoken": self._token(),
            "wsfunction": function,
            "moodlewsrestformat": "json",
            **dict(fold(arguments)),
        }
        try:
            reply = self._session.post(self._endpoint, safe=safe, form=form)
        except HttpFailure as failure:
            raise _unreachable(failure, safe=safe) from failure
        if reply.outcome is not Outcome.DONE:
            raise _unanswered(reply, safe=safe)
        try:
            answer = reply.json()
        except HttpFailure as failure:
            raise AnswerDamaged(f"the answer of {function} is not JSON") from failure
        if isinstance(answer, dict) and "errorcode" in answer:
            raise _refused(function, answer["errorcode"])
        return answer


def _unreachable(failure: HttpFailure, *, safe: bool) -> HomeUnavailable | HomeRefused:
    match failure.outcome:
        case Outcome.CONFIGURATION | Outcome.PERMISSION:
            status = "address" if failure.status is None else failure.status
            return HomeRefused(f"http-{status}", failure.message, hint=failure.hint)
        case Outcome.CONTRACT_BROKEN:
            return AnswerDamaged(failure.message, hint=failure.hint)
        case _:
            in_doubt = failure.may_have_taken_effect and not safe
            kind = ReplyLost if in_doubt else HomeUnavailable
            return kind(failure.message, hint=failure.hint)


def _unanswered(reply: HttpReply, *, safe: bool) -> HomeUnavailable | HomeRefused:
    message = f"{reply.place} answered with status {reply.status}"
    match reply.outcome:
        case Outcome.TEMPORARY:
            return HomeUnavailable(message) if safe else ReplyLost(message)
        case Outcome.THROTTLED:
            return HomeUnavailable(message)
        case _:
            code = f"http-{reply.status}"
            return HomeRefused(code, message, hint=HINTS.get(code, ""))


def _refused(function: str, code: object) -> HomeUnavailable | HomeRefused:
    if not isinstance(code, str) or ERROR_CODE.fullmatch(code) is None:
        return AnswerDamaged(f"the answer of {function} has no error code")
    if code in CLOSED_FOR_NOW or code == _AT_WORK:
        return HomeUnavailable(f"the home Moodle is closed for now ({code})")
    message = f"the home Moodle refused {function} ({code})"
    return HomeRefused(code, message, hint=HINTS.get(code, ""))

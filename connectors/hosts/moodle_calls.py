"""Reading calls to a host's Moodle; what failed is told by error code, and nothing is kept."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from connectors.errors import HostContractBroken, HostRefused
from connectors.host_api import HostApi
from connectors.host_units import UnitRefused
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
from connectors.outcomes import Interface, classify_code


class MoodleCalls:
    """Calls functions of one site, in the language the profile names."""

    def __init__(self, api: HostApi, url: str, token: str, language: str) -> None:
        self._api = api
        self._url = url + ENDPOINT
        self._form = {
            "wstoken": token,
            "moodlewsrestformat": "json",
            "moodlewssettingfilter": "1",
            **({"moodlewssettinglang": language} if language else {}),
        }

    def read(self, function: str, arguments: Mapping[str, Argument]) -> tuple[HttpReply, Any]:
        """Call a function: its answer as it came, and as JSON.

        An answer that is no JSON is asked for once more: a course that waits for a regrade writes
        its notices into the first answer only. Raises HostError; UnitRefused where only this
        course or user is refused.
        """
        try:
            return self._read(function, arguments)
        except HostContractBroken:
            return self._read(function, arguments)

    def _read(self, function: str, arguments: Mapping[str, Argument]) -> tuple[HttpReply, Any]:
        form = {**self._form, "wsfunction": function, **dict(fold(arguments))}
        reply = self._api.post(self._url, form)
        answer = self._api.json(reply)
        if isinstance(answer, dict) and "errorcode" in answer:
            raise self._refusal(function, answer["errorcode"])
        return reply, answer

    def _refusal(self, function: str, code: object) -> HostRefused | HostContractBroken:
        host = self._api.host
        if not isinstance(code, str) or ERROR_CODE.fullmatch(code) is None:
            return HostContractBroken(host, f"the answer of {function} has no error code")
        kind = HostRefused if code in SITE_WIDE else UnitRefused
        error = kind(
            host, f"the host's Moodle refused {function} ({code})", hint=HINTS.get(code, "")
        )
        error.outcome = classify_code(Interface.MOODLE, code) or error.outcome
        return error


def judge_moodle(reply: HttpReply) -> HttpFailure | None:
    """Find a site that is closed for now behind status 200, and explain a refusal by status."""
    if reply.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
        return HttpFailure(
            reply.outcome,
            f"{reply.place} answered with status {reply.status}",
            hint=HINTS[f"http-{reply.status}"],
            status=reply.status,
        )
    if reply.outcome is not Outcome.DONE or b'"errorcode"' not in reply.body:
        return None
    try:
        answer = reply.json()
    except HttpFailure:
        return None  # told as what it is by whoever reads it
    code = answer.get("errorcode") if isinstance(answer, dict) else None
    if isinstance(code, str) and code in CLOSED_FOR_NOW:
        return HttpFailure(Outcome.TEMPORARY, f"the host's Moodle is closed for now ({code})")
    return None

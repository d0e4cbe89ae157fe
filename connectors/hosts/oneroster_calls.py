"""Where OneRoster's resources lie, and how its errors read behind any status; makes no call."""

from typing import Any, Final
from urllib.parse import quote

from connectors.http_replies import HttpFailure, HttpReply, Outcome
from connectors.json_values import as_list, as_object, text
from connectors.outcomes import Interface, classify_code

_GRADEBOOK: Final = ("lineItems", "results", "categories")
_SCOPES: Final = {
    "1.1": (
        "https://purl.imsglobal.org/spec/or/v1p1/scope/roster-core.readonly",
        "https://purl.imsglobal.org/spec/or/v1p1/scope/gradebook.readonly",
    ),
    "1.2": (
        "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly",
        "https://purl.imsglobal.org/spec/or/v1p2/scope/gradebook-core.readonly",
        "https://purl.imsglobal.org/spec/or/v1p2/scope/gradebook.readonly",
    ),
}


def default_scope(version: str) -> str:
    """Give the scopes the standard defines for reading."""
    return " ".join(_SCOPES[version])


class Addresses:
    """The addresses of one server in one version."""

    def __init__(self, url: str, version: str) -> None:
        self._url = url
        self._version = version

    def of(self, resource: str, *more: str) -> str:
        """Write a resource's address: `of("classes", "c1", "students")`."""
        gradebook = resource in _GRADEBOOK or (len(more) > 1 and more[1] in _GRADEBOOK)
        if self._version == "1.1":
            base = f"{self._url}/ims/oneroster/v1p1"
        else:
            service = "gradebook" if gradebook else "rostering"
            base = f"{self._url}/ims/oneroster/{service}/v1p2"
        return "/".join([base, resource, *(quote(part, safe="") for part in more)])


def judge_oneroster(reply: HttpReply) -> HttpFailure | None:
    """Find the standard's own error behind status 200, and tell a busy server by its code."""
    if b"imsx_" not in reply.body[:100_000]:
        return None
    try:
        answer = as_object(reply.json())
    except HttpFailure:
        return None  # told as what it is by whoever reads it
    info = as_object(answer.get("imsx_StatusInfo")) or answer
    if text(info.get("imsx_codeMajor")).lower() != "failure":
        return None
    minor = _minor(info)
    outcome = classify_code(Interface.ONEROSTER, minor)
    is_known = outcome is not None or minor in _OTHER_MINORS
    if outcome is None:
        outcome = Outcome.CONFIGURATION if reply.outcome is Outcome.DONE else reply.outcome
    known = f" ({minor})" if is_known else ""
    return HttpFailure(outcome, f"{reply.place} answered with an error{known}", status=reply.status)


_OTHER_MINORS: Final = frozenset(
    {"unknownobject", "invaliddata", "invalid_filter_field", "invalid_selection_field"}
)


def _minor(info: Any) -> str:
    """Read the minor code: one word in 1.1, a list of fields in 1.2."""
    written = info.get("imsx_codeMinor", info.get("imsx_CodeMinor"))
    fields = as_list(as_object(written).get("imsx_codeMinorField"))
    if fields:
        written = as_object(fields[0]).get("imsx_codeMinorFieldValue")
    return text(written).lower()

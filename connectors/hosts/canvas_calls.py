"""What Canvas says besides its answers: throttling in two dialects, refusals, quota left; pure."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from connectors.http_replies import HttpFailure, HttpReply, Outcome
from connectors.outcomes import Interface, codes_of

HEADERS: Final = {"Accept": "application/json+canvas-string-ids"}
"""Ids as texts: across shards they are larger than JSON readers keep exactly."""

_LIMIT_WORDS: Final = tuple(
    word.encode() for word in sorted(codes_of(Interface.CANVAS, Outcome.THROTTLED))
)
_LOW_QUOTA: Final = 100.0
_PER_SECOND: Final = 10.0
"""How much of the quota comes back in a second, as Canvas is set up by default."""


def judge_canvas(reply: HttpReply) -> HttpFailure | None:
    """Tell throttling and missing rights from a refusal of the caller.

    Older servers throttle with status 403 and these words. A token that is none is refused with
    status 401 and a challenge; what the token may not see, with 401 and none.
    """
    message = f"{reply.place} answered with status {reply.status}"
    said = reply.body[:2000].lower()
    if reply.status == HTTPStatus.FORBIDDEN and any(words in said for words in _LIMIT_WORDS):
        return HttpFailure(Outcome.THROTTLED, message, status=reply.status)
    if reply.status == HTTPStatus.UNAUTHORIZED and "WWW-Authenticate" not in reply.headers:
        return HttpFailure(
            Outcome.PERMISSION,
            message,
            hint="the token may not see this: the account needs to see all grades of the course",
            status=HTTPStatus.FORBIDDEN if _says_unauthorised(reply) else reply.status,
        )
    return None


def _says_unauthorised(reply: HttpReply) -> bool:
    """Tell whether Canvas itself refused, as it says `status` beside its errors."""
    try:
        answer = reply.json()
    except HttpFailure:
        return False
    return isinstance(answer, dict) and answer.get("status") == "unauthorized"


def ease_canvas(reply: HttpReply) -> float:
    """Give the pause until enough quota has come back, where little of it is left."""
    written = reply.headers.get("X-Rate-Limit-Remaining", "")
    try:
        remaining = float(written)
    except ValueError:
        return 0
    return max(0.0, (_LOW_QUOTA - remaining) / _PER_SECOND)


def with_query(url: str, *pairs: tuple[str, str]) -> str:
    """Write an address with a query in which a name may stand several times."""
    return f"{url}?{urlencode(pairs)}"

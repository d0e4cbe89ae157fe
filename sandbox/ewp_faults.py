"""What the world does to the answers of a stand-in EWP host: attacks and accidents."""

import gzip
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from sandbox.ewp_documents import error_answer
from sandbox.ewp_signing import StandInKey, signed_answer
from sandbox.ewp_wire import Reply

_LOGIN_PAGE: Final = b"<!DOCTYPE html><html><body>Please <br> sign in</body></html>"


class EwpFault(Enum):
    """What the world does to one answer."""

    LOGIN_PAGE = auto()
    HALF_A_BODY = auto()
    ENDLESS_BODY = auto()
    REDIRECT = auto()
    WRONG_SIGNATURE = auto()
    UNSIGNED = auto()
    STRANGERS_KEY = auto()
    OLD_DATE = auto()
    OTHER_REQUEST = auto()
    ERROR_CALLED_SUCCESS = auto()
    FORBIDDEN = auto()
    FORBIDDEN_FOR_NOW = auto()
    THROTTLED = auto()
    THROTTLED_FOR_LONG = auto()
    DOWN = auto()
    CRASHED = auto()
    TWICE = auto()
    UNASKED = auto()
    HUNG_UP = auto()
    GZIPPED = auto()


_STATUSES: Final = {
    EwpFault.FORBIDDEN: (403, {}),
    EwpFault.FORBIDDEN_FOR_NOW: (403, {"Retry-After": "0"}),
    EwpFault.THROTTLED: (429, {"Retry-After": "0"}),
    EwpFault.THROTTLED_FOR_LONG: (429, {"Retry-After": "86400"}),
    EwpFault.DOWN: (503, {}),
    EwpFault.CRASHED: (500, {}),
}


def spoilt(fault: EwpFault | None, reply: Reply, sign: Callable[[Reply], Reply]) -> Reply | None:
    """Do to a good reply what a fault says; `sign` signs as the host does. None hangs up."""
    if fault in _STATUSES:
        status, headers = _STATUSES[fault]
        return Reply(status, error_answer("not now"), dict(headers))
    if fault is EwpFault.HALF_A_BODY:
        whole = sign(reply)
        headers = {**whole.headers, "Content-Length": str(len(whole.body))}
        return Reply(whole.status, whole.body[: len(whole.body) // 2], headers)
    unsigned: dict[EwpFault, Reply | None] = {
        EwpFault.HUNG_UP: None,
        EwpFault.LOGIN_PAGE: Reply(200, _LOGIN_PAGE, {"Content-Type": "text/html"}),
        EwpFault.REDIRECT: Reply(302, b"", {"Location": "http://127.0.0.2:9/elsewhere"}),
        EwpFault.ENDLESS_BODY: Reply(200, reply.body, {"Transfer-Encoding": "chunked"}),
        EwpFault.UNSIGNED: reply,
    }
    if fault in unsigned:
        return unsigned[fault]
    if fault is EwpFault.ERROR_CALLED_SUCCESS:
        reply = Reply(200, error_answer("the database is asleep"))
    if fault is EwpFault.GZIPPED:
        reply = Reply(200, gzip.compress(reply.body), {"Content-Encoding": "gzip"})
    signed = sign(reply)
    if fault is EwpFault.WRONG_SIGNATURE:  # as a proxy does that mends white space
        return replace(signed, body=signed.body.replace(b"><", b">\n<", 1))
    return signed


def sign_reply(
    reply: Reply,
    fault: EwpFault | None,
    *,
    key: StandInKey,
    stranger: StandInKey,
    request: dict[str, str],
    now: datetime,
) -> Reply:
    """Sign a reply with the host's key, unless the fault is in the signing."""
    if fault is EwpFault.OLD_DATE:
        now -= timedelta(minutes=7)
    if fault is EwpFault.OTHER_REQUEST:
        request = {**request, "x-request-id": str(uuid.uuid4())}
    used = stranger if fault is EwpFault.STRANGERS_KEY else key
    headers = signed_answer(used, reply.body, request=request, now=now)
    return replace(reply, headers={**reply.headers, **headers})

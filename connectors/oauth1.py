"""Calls signed by OAuth 1.0a (RFC 5849), and why a server takes a signature for wrong.

Every call is signed anew: a nonce that was seen is refused. No secret leaves this machine.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Final

import requests
from pydantic import Field, SecretStr
from requests_oauthlib import OAuth1

from connectors.base import ConnectorSettings
from connectors.host_api import Call, Judge, Sign
from connectors.http_replies import HttpFailure, HttpReply, Outcome


class SignatureMethod(StrEnum):
    """How a signature is computed."""

    HMAC_SHA256 = "hmac-sha256"
    HMAC_SHA1 = "hmac-sha1"


class OAuth1Settings(ConnectorSettings):
    """The block `oauth1` of a host that checks signatures; the secret is a reference."""

    consumer_key: str = Field(min_length=1, description="What the host calls us.")
    consumer_secret: SecretStr = Field(description="Our secret there, by reference.")
    signature: SignatureMethod = Field(
        default=SignatureMethod.HMAC_SHA256,
        description="How calls are signed: `hmac-sha256`, or `hmac-sha1` where the host knows no"
        " other.",
    )


_PROBLEM: Final = re.compile(rb"oauth_problem\W{1,10}([a-z_]{1,40})")
_SEARCHED: Final = 10_000
_MAY_TELL: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_WRONG: Final = (
    "are consumer_key and consumer_secret right, and is `signature` the one the host checks? A"
    " proxy on its side must leave it the address that we call"
)
_OF_THE_KEY: Final = "ask the host whether consumer_key is ours, and whether it may be used"
_HINTS: Final[Mapping[str, str]] = {
    "signature_invalid": _WRONG,
    "signature_method_rejected": "the host checks signatures of another kind: see `signature`",
    "consumer_key_unknown": _OF_THE_KEY,
    "consumer_key_rejected": _OF_THE_KEY,
    "consumer_key_refused": _OF_THE_KEY,
    "timestamp_refused": "one of the clocks is wrong: set this machine's by a time server, and ask"
    " the host about its own",
    "nonce_used": "the host says that it saw this call before: does something on the way repeat"
    " calls?",
}
"""What the words of the extension for problem reporting mean for whoever mends the settings."""


def signer(
    key: str,
    secret: str,
    method: SignatureMethod,
    *,
    token: str = "",
    token_secret: str = "",
) -> Sign:
    """Sign calls in our own name, or in that of whoever gave us a token."""
    signature = OAuth1(
        key,
        client_secret=secret,
        resource_owner_key=token or None,
        resource_owner_secret=token_secret or None,
        signature_method=method.value.upper(),
    )

    def sign(call: Call) -> dict[str, str]:
        request = requests.Request(
            call.method, call.url, params=call.query, data=dict(call.form or {})
        )
        header = signature(request.prepare()).headers["Authorization"]
        return {"Authorization": header.decode() if isinstance(header, bytes) else header}

    return sign


def explaining(judge: Judge) -> Judge:
    """Judge as before, and say what may be wrong where a signature was refused."""

    def judged(reply: HttpReply) -> HttpFailure | None:
        problem = _problem_in(reply)
        if problem or reply.status == HTTPStatus.UNAUTHORIZED:
            told = f" ({problem})" if problem else ""
            return HttpFailure(
                Outcome.PERMISSION,
                f"{reply.place} refused our signature{told}",
                hint=_HINTS.get(problem, _WRONG),
                status=HTTPStatus.UNAUTHORIZED,
            )
        return judge(reply)

    return judged


def _problem_in(reply: HttpReply) -> str:
    """Find the server's own word for what is wrong with a signature; empty for none it has."""
    if reply.status not in _MAY_TELL:
        return ""
    header = reply.headers.get("WWW-Authenticate", "").encode("utf-8", "replace")
    found = _PROBLEM.search(header) or _PROBLEM.search(reply.body[:_SEARCHED])
    word = found[1].decode() if found else ""
    return word if word in _HINTS else ""

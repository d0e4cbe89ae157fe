"""The signatures of stand-in hosts with OAuth 1.0a, checked as RFC 5849 says (3.2 to 3.4).

The check knows no client's library: it computes from the request as it came over the wire.
"""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import quote, unquote

from sandbox.host_http import HostRequest

_PAIR: Final = re.compile(r'(\w+)="([^"]*)"')
_DIGESTS: Final = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}
_TOLERANCE: Final = 300
_NEEDED: Final = (
    "oauth_consumer_key",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
)
_ONCE: Final = ("oauth_timestamp", "oauth_nonce", "oauth_token")
"""What no two calls may share (RFC 5849, 3.3)."""


class SandboxSignatures:
    """Knows one client; `clock_ahead` is by how many seconds the server's clock is."""

    def __init__(
        self, consumer_key: str, consumer_secret: str, *, methods: Collection[str] = ("HMAC-SHA1",)
    ) -> None:
        self.consumer_key = consumer_key
        self.consumer_secret = consumer_secret
        self.methods = methods
        self.token_secrets: dict[str, str] = {}
        self.clock_ahead = 0
        self._seen: set[tuple[str, ...]] = set()

    def token_of(self, request: HostRequest) -> str:
        """Give the token a request carries; empty for none."""
        return _given(request).get("oauth_token", "")

    def problem(self, request: HostRequest, server: str) -> str:
        """Tell what is wrong with a request to a server (`http://127.0.0.1:8000`); empty if good.

        The words are those of OAuth's extension for problem reporting.
        """
        given = _given(request)
        if wrong := self._wrong_claim(given):
            return wrong
        if not self.is_signed(request, server, given):
            return "signature_invalid"
        call = tuple(given.get(name, "") for name in _ONCE)
        if call in self._seen:
            return "nonce_used"
        self._seen.add(call)
        return ""

    def _wrong_claim(self, given: Mapping[str, str]) -> str:
        stamp = given.get("oauth_timestamp", "")
        if any(not given.get(name) for name in _NEEDED) or not stamp.isdigit():
            return "parameter_absent"
        if given["oauth_consumer_key"] != self.consumer_key:
            return "consumer_key_unknown"
        if given["oauth_signature_method"] not in self.methods:
            return "signature_method_rejected"
        late = abs(int(stamp) - time.time() - self.clock_ahead) > _TOLERANCE
        return "timestamp_refused" if late else ""

    def is_signed(self, request: HostRequest, server: str, given: Mapping[str, str]) -> bool:
        """Compute a signature from the request, and compare it with the one it carries."""
        signed = {name: value for name, value in given.items() if name != "oauth_signature"}
        is_form = request.headers.get("content-type", "").startswith(
            "application/x-www-form-urlencoded"
        )
        pairs = sorted(
            (_escaped(name), _escaped(value))
            for part in (request.query, request.form if is_form else {}, signed)
            for name, value in part.items()
        )
        listed = "&".join(f"{name}={value}" for name, value in pairs)
        base = "&".join([request.method, _escaped(server + request.path), _escaped(listed)])
        token_secret = self.token_secrets.get(given.get("oauth_token", ""), "")
        key = f"{_escaped(self.consumer_secret)}&{_escaped(token_secret)}"
        digest = hmac.new(key.encode(), base.encode(), _DIGESTS[given["oauth_signature_method"]])
        proof = base64.b64encode(digest.digest()).decode()
        return hmac.compare_digest(given["oauth_signature"], proof)


def _given(request: HostRequest) -> dict[str, str]:
    """Read the parameters of the Authorization header; none where it is of another kind."""
    kind, _, parameters = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "oauth":
        return {}
    return {
        unquote(name): unquote(value)
        for name, value in _PAIR.findall(parameters)
        if name.startswith("oauth_")
    }


def _escaped(text: str) -> str:
    return quote(text, safe="-._~")

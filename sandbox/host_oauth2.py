"""The sign-in of stand-in hosts with OAuth 2.0 client credentials: a token endpoint, and tokens."""

import base64
from typing import Final
from urllib.parse import unquote_plus

from sandbox.host_http import HostReply, HostRequest

PATH: Final = "/oauth2/token"


class SandboxTokens:
    """Gives tokens to one client; `seconds` is how long they are said to last."""

    def __init__(self, client_id: str, secret: str, *, seconds: int = 3600) -> None:
        self.client_id = client_id
        self.secret = secret
        self.seconds = seconds
        self.given = 0
        self.scopes: list[str] = []
        self._good: set[str] = set()

    def expire(self) -> None:
        """Let no token be good any more."""
        self._good.clear()

    def is_good(self, request: HostRequest) -> bool:
        """Tell whether a request carries a token that is good."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        return kind == "Bearer" and token in self._good

    def reply(self, request: HostRequest) -> HostReply:
        """Answer a request to the token endpoint (RFC 6749, 5)."""
        form = request.form
        if form.get("grant_type") != "client_credentials":
            return HostReply.of_json({"error": "unsupported_grant_type"}, status=400)
        if self._shown(request, form) != (self.client_id, self.secret):
            return HostReply.of_json({"error": "invalid_client"}, status=401)
        self.given += 1
        self.scopes.append(form.get("scope", ""))
        token = f"sandbox-token-{self.given}"
        self._good.add(token)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": self.seconds}
        return HostReply.of_json(answer)

    @staticmethod
    def _shown(request: HostRequest, form: dict[str, str]) -> tuple[str, str]:
        kind, _, packed = request.headers.get("authorization", "").partition(" ")
        if kind != "Basic":
            return form.get("client_id", ""), form.get("client_secret", "")
        name, _, secret = base64.b64decode(packed).decode().partition(":")
        return unquote_plus(name), unquote_plus(secret)

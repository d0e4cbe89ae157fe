"""A bearer token by OAuth 2.0 client credentials (RFC 6749, 4.4); keeps it in memory only."""

import base64
import re
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Final
from urllib.parse import quote_plus

from connectors.errors import HostContractBroken
from connectors.host_api import Call, HostApi
from connectors.json_values import number, text

_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,8192}", re.ASCII)
_EARLY_SECONDS: Final = 60
_USUAL_SECONDS: Final = 300
"""For how long a token is taken for good whose server does not say."""


class ClientAuth(StrEnum):
    """How a client proves who it is to the token endpoint (RFC 6749, 2.3.1)."""

    BASIC = "basic"
    BODY = "body"


class ClientCredentials:
    """Fetches a token when it is needed, and again shortly before it ends. Used by one run."""

    def __init__(
        self,
        api: HostApi,
        url: str,
        *,
        client_id: str,
        secret: Callable[[], str],
        scope: str,
        auth: ClientAuth,
    ) -> None:
        self._api = api
        self._url = url
        self._client_id = client_id
        self._secret = secret
        self._scope = scope
        self._auth = auth
        self._token = ""
        self._good_until = 0.0

    def token(self) -> str:
        """Give a token; raises HostError."""
        if not self._token or time.monotonic() >= self._good_until:
            self._fetch()
        return self._token

    def renew(self) -> bool:
        """Forget a token that was refused, if there was one."""
        had, self._token = bool(self._token), ""
        return had

    def _fetch(self) -> None:
        form = {"grant_type": "client_credentials"}
        if self._scope:
            form["scope"] = self._scope
        headers: dict[str, str] = {}
        secret = self._secret()
        if self._auth is ClientAuth.BASIC:
            pair = f"{quote_plus(self._client_id)}:{quote_plus(secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": self._client_id, "client_secret": secret}
        reply = self._api.ask(Call(url=self._url, form=form, headers=headers))
        answer = self._api.json(reply)
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or _TOKEN.fullmatch(token) is None:
            raise self._no_token()
        if text(answer.get("token_type", "bearer")).lower() != "bearer":
            raise self._no_token()
        seconds = number(answer.get("expires_in"))
        lasts = _USUAL_SECONDS if seconds is None else float(seconds)
        self._token = token
        self._good_until = time.monotonic() + max(0.0, lasts - _EARLY_SECONDS)

    def _no_token(self) -> HostContractBroken:
        return HostContractBroken(
            self._api.host,
            "the token endpoint gave no bearer token",
            hint="is token_url the address of the OAuth 2.0 token endpoint?",
        )

"""A stand-in EMREX provider over HTTP: lets a browser in, and sends it back with what it chose.

    with SandboxEmrexSite(SandboxEmrex(), elmo) as site:
        browser POSTs sessionId, returnUrl to site.url
        --> a page with one form for each end of the journey, each of which posts to returnUrl

`sign_in` sends the browser through another server first, as providers do that sign nobody in
themselves.
"""

from html import escape
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qs

from sandbox.emrex import SandboxEmrex
from sandbox.ewp_wire import Reply, StandInServer

_HTML: Final = {"Content-Type": "text/html; charset=utf-8"}
_CODES: Final = {
    "OK": "Send my results",
    "NO_RESULTS": "There are none",
    "CANCEL": "Cancel",
    "ERROR": "Break down",
}


class SandboxEmrexSite:
    """Serves a provider on a loopback port chosen by the system."""

    def __init__(self, provider: SandboxEmrex, elmo: bytes, *, sign_in: bool = False) -> None:
        self.provider = provider
        self.elmo = elmo
        self.asked: list[dict[str, str]] = []
        self._chooser = StandInServer(self._choose)
        self._entrance = StandInServer(self._pass_on) if sign_in else self._chooser
        self.url = f"{self._entrance.url}/begin"

    def __enter__(self) -> Self:
        """Start serving."""
        for server in {self._chooser, self._entrance}:
            server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop serving and free the ports."""
        for server in {self._chooser, self._entrance}:
            server.stop()

    def _pass_on(
        self, method: str, _target: str, _headers: dict[str, str], body: bytes
    ) -> Reply | None:
        if method != "POST":
            return Reply(405, b"", dict(_HTML))
        return Reply(302, b"", {**_HTML, "Location": f"{self._chooser.url}/?{body.decode()}"})

    def _choose(
        self, method: str, target: str, _headers: dict[str, str], body: bytes
    ) -> Reply | None:
        sent = body.decode() if method == "POST" else target.partition("?")[2]
        asked = {name: values[0] for name, values in parse_qs(sent).items()}
        if {"sessionId", "returnUrl"} - asked.keys():
            return Reply(400, b"<!doctype html><p>Begin at your university.", dict(_HTML))
        self.asked.append(asked)
        forms = "".join(self._form(asked, code, said) for code, said in _CODES.items())
        page = f"<!doctype html><html lang='en'><title>Provider</title><h1>Choose</h1>{forms}"
        return Reply(200, page.encode(), dict(_HTML))

    def _form(self, asked: dict[str, str], code: str, said: str) -> str:
        elmo = self.provider.signed(self.elmo) if code == "OK" else None
        posted = parse_qs(
            self.provider.form(asked["sessionId"], elmo, code=code).decode(),
            keep_blank_values=True,
        )
        fields = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(values[0])}">'
            for name, values in posted.items()
        )
        return (
            f'<form method="post" action="{escape(asked["returnUrl"])}" id="{code}">'
            f"{fields}<button>{said}</button></form>"
        )

"""What every stand-in host over HTTP shares: a loopback server, what was asked, and bad weather.

    class SandboxThing(SandboxHost):
        def reply(self, request): ...            what the specification says

    with SandboxThing() as host:
        host.weather.arrange(Weather.HTML, after=2)      from the third answer on, a page for people

Weather spoils answers on the wire, whatever they say; a server's own limits and errors are the
stand-in's.
"""

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qsl, urlsplit

JSON: Final = "application/json"
HTML: Final = "text/html; charset=utf-8"
_PAGE: Final = b"<!DOCTYPE html><html><body><h1>Please sign in</h1></body></html>"
_PIECE: Final = b'{"items": [' + b" " * 65_536
_MOST_PIECES: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRequest:
    """One request as it came; names of headers are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """Read the body as a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class HostReply:
    """What goes over the wire."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(
        cls, value: object, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> "HostReply":
        """Answer a value; a Decimal goes out as a number."""
        body = json.dumps(value, ensure_ascii=False, default=float).encode()
        return cls(status=status, body=body, headers=headers or {})


class Weather(StrEnum):
    """What becomes of an answer on its way."""

    HTML = "html"
    """Status 200 and a page for people: a login, a proxy, maintenance."""
    HALF_JSON = "half-json"
    """The first half of the answer, as if it were all."""
    CUT = "cut"
    """The connection breaks in the middle of the answer."""
    ENDLESS = "endless"
    REDIRECT = "redirect"
    """To the same path of another host."""
    UNAUTHORISED = "unauthorised"
    SKEWED = "skewed"
    """Refused as unauthorised by a server whose clock is an hour ahead."""
    FORBIDDEN = "forbidden"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    """Status 503 and a page for people."""
    BROKEN = "broken"
    """Status 500 and nothing."""
    HANG_UP = "hang-up"
    REPEATED = "repeated"
    """What was answered first under this path, whatever the query: paging that never ends."""


@dataclass(slots=True, kw_only=True)
class _Spell:
    kind: Weather
    after: int
    times: int | None
    path: str


class HostWeather:
    """Holds the weather to come."""

    def __init__(self) -> None:
        self._spells: list[_Spell] = []
        self._first: dict[str, HostReply] = {}

    def arrange(
        self, kind: Weather, *, after: int = 0, times: int | None = None, path: str = ""
    ) -> None:
        """Spoil answers under a path: `after` so many good ones, as many times, or for good."""
        self._spells.append(_Spell(kind=kind, after=after, times=times, path=path))

    def clear(self) -> None:
        """Let the sun shine."""
        self._spells.clear()

    def take(self, path: str) -> Weather | None:
        """Take what becomes of the next answer under a path."""
        for spell in self._spells:
            if spell.path not in path:
                continue
            if spell.after > 0:
                spell.after -= 1
                continue
            if spell.times is None or spell.times > 0:
                spell.times = None if spell.times is None else spell.times - 1
                return spell.kind
        return None

    def first(self, path: str, reply: HostReply) -> HostReply:
        """Remember what was answered first under a path, and give it."""
        return self._first.setdefault(path, reply)


class SandboxHost(ABC):
    """Serves on a loopback port chosen by the system; `asked` is every request, in order."""

    def __init__(self) -> None:
        self.asked: list[HostRequest] = []
        self.weather = HostWeather()
        self.lock = threading.RLock()
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @abstractmethod
    def reply(self, request: HostRequest) -> HostReply:
        """Answer as the specification says."""

    def __enter__(self) -> Self:
        """Start serving."""
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop serving and free the port."""
        self._server.stop()

    def count(self, path: str) -> int:
        """Count the requests whose path holds this."""
        return sum(path in request.path for request in self.asked)

    def receive(self, request: HostRequest) -> tuple[HostReply, Weather | None]:
        """Take a request: the answer, and what becomes of it."""
        with self.lock:
            self.asked.append(request)
            reply = self.reply(request)
            first = self.weather.first(request.path, reply)
            kind = self.weather.take(request.path)
        return (first if kind is Weather.REPEATED else reply), kind


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: SandboxHost) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = host
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: callers hang up on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server
    _skew = timedelta()

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        request = HostRequest(
            method=self.command,
            path=address.path,
            query=dict(parse_qsl(address.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length", 0))),
        )
        reply, kind = self.server.host.receive(request)
        with self._hanging_up():
            _WAYS.get(kind, _as_it_is)(self, reply)

    do_POST = do_GET  # noqa: N815 -- the name http.server looks for

    @contextmanager
    def _hanging_up(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self.close_connection = True  # the caller had enough

    def write(self, reply: HostReply, *, length: int | None = None) -> None:
        self.send_response(reply.status)
        for name, value in {"Content-Type": reply.content_type, **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body) if length is None else length))
        self.end_headers()
        self.wfile.write(reply.body)

    def write_without_end(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(_MOST_PIECES):
            self.wfile.write(b"%x\r\n" % len(_PIECE) + _PIECE + b"\r\n")

    def redirect(self) -> None:
        location = {"Location": f"https://elsewhere.example{self.path}"}
        self.write(HostReply(status=302, headers=location))

    def refuse_skewed(self) -> None:
        self._skew = timedelta(hours=1)
        self.write(HostReply.of_json({"message": "expired"}, status=401))

    def hang_up(self) -> None:
        self.close_connection = True

    def cut(self, reply: HostReply) -> None:
        half = HostReply(body=reply.body[: len(reply.body) // 2], content_type=reply.content_type)
        self.write(half, length=len(reply.body) + 1)
        self.close_connection = True

    def date_time_string(self, timestamp: float | None = None) -> str:
        moment = datetime.fromtimestamp(timestamp, UTC) if timestamp else _now()
        return format_datetime(moment + self._skew, usegmt=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as http.server has it
        """Say nothing."""


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 -- a server has a clock of its own


def _as_it_is(handler: _Handler, reply: HostReply) -> None:
    handler.write(reply)


def _half(reply: HostReply) -> HostReply:
    return HostReply(body=reply.body[: len(reply.body) // 2], content_type=reply.content_type)


_UNAUTHORISED: Final = HostReply.of_json({"message": "unauthorised"}, status=401)
_FORBIDDEN: Final = HostReply.of_json({"message": "forbidden"}, status=403)
_THROTTLED: Final = HostReply(status=429, headers={"Retry-After": "0"})
_UNAVAILABLE: Final = HostReply(status=503, body=_PAGE, content_type=HTML)
_WAYS: Final[dict[Weather | None, Callable[[_Handler, HostReply], None]]] = {
    Weather.HTML: lambda to, _: to.write(HostReply(body=_PAGE, content_type=HTML)),
    Weather.HALF_JSON: lambda to, reply: to.write(_half(reply)),
    Weather.CUT: lambda to, reply: to.cut(reply),
    Weather.ENDLESS: lambda to, _: to.write_without_end(),
    Weather.REDIRECT: lambda to, _: to.redirect(),
    Weather.UNAUTHORISED: lambda to, _: to.write(_UNAUTHORISED),
    Weather.SKEWED: lambda to, _: to.refuse_skewed(),
    Weather.FORBIDDEN: lambda to, _: to.write(_FORBIDDEN),
    Weather.THROTTLED: lambda to, _: to.write(_THROTTLED),
    Weather.UNAVAILABLE: lambda to, _: to.write(_UNAVAILABLE),
    Weather.BROKEN: lambda to, _: to.write(HostReply(status=500)),
    Weather.HANG_UP: lambda to, _: to.hang_up(),
}

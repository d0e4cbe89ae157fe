"""Liveness, readiness and metrics over HTTP; answers from memory, so asking never costs the store.

GET /healthz    is the scheduler beating?           200 or 503
GET /readyz     the last result of every ping       200 or 503, JSON
GET /metrics    Prometheus                          200
"""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6
from typing import ClassVar

from mapping.identifiers import HeiId
from mapping.problems import UtqyrError
from sync.clock import Clock, utc_text
from sync.host_health import Breaker
from sync.logs import get_logger
from sync.metrics import Metrics
from sync.redaction import summary

_JSON = "application/json; charset=utf-8"
_METRICS = "text/plain; version=0.0.4; charset=utf-8"
_CLIENT_SECONDS = 5

log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """One thing the daemon depends on; `check` returns when it is well and raises when not."""

    name: str
    check: Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PingResult:
    """What a ping found, safe to show: the note names a class of error, never a value."""

    name: str
    ok: bool
    note: str = ""


class HealthBoard:
    """The last signs of life, kept for whoever asks.

    The scheduler beats it and runs the pings; a board that has not been beaten for `stale_after` is
    dead, whatever it last showed.
    """

    def __init__(
        self, pings: Iterable[Ping], *, clock: Clock, stale_after: timedelta = timedelta(minutes=1)
    ) -> None:
        self._pings = tuple(pings)
        self._clock = clock
        self._stale_after = stale_after
        self._beaten_at: datetime | None = None
        self._results: tuple[PingResult, ...] = ()
        self._hosts: dict[str, str] = {}
        self._lock = threading.Lock()

    def beat(self) -> None:
        """Note that the scheduler is alive."""
        with self._lock:
            self._beaten_at = self._clock.now()

    def run_pings(self) -> tuple[PingResult, ...]:
        """Run every ping and keep the results; a ping that fails never stops the others."""
        results = tuple(_run(ping) for ping in self._pings)
        with self._lock:
            self._results = results
        return results

    def show_hosts(self, breakers: Mapping[HeiId, Breaker]) -> None:
        """Show which hosts are asked; a partner that is down makes nobody here less ready."""
        with self._lock:
            self._hosts = {host: breaker.value for host, breaker in breakers.items()}

    def alive(self) -> bool:
        """Tell whether the scheduler beat lately."""
        with self._lock:
            beaten_at = self._beaten_at
        # a beat far ahead is from before the clock went back, and as dead as an old one
        return beaten_at is not None and abs(self._clock.now() - beaten_at) <= self._stale_after

    def ready(self) -> bool:
        """Tell whether the scheduler beats and every ping was well when it last ran."""
        with self._lock:
            results = self._results
        every_ping_ran = len(results) == len(self._pings)
        return self.alive() and every_ping_ran and all(result.ok for result in results)

    def report(self) -> dict[str, object]:
        """Describe readiness as plain values."""
        with self._lock:
            beaten_at, results, hosts = self._beaten_at, self._results, dict(self._hosts)
        return {
            "ready": self.ready(),
            "beaten_at": utc_text(beaten_at) if beaten_at else None,
            "pings": [asdict(result) for result in results],
            "hosts": hosts,
        }


class HealthServer:
    """A small HTTP server in threads of its own."""

    def __init__(self, board: HealthBoard, metrics: Metrics, *, address: str, port: int) -> None:
        self._board = board
        self._metrics = metrics
        self._wanted = (address, port)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address it answers at, once started; port 0 has become a real one."""
        if self._server is None:
            raise RuntimeError("the health server has not been started")
        host, port = self._server.server_address[:2]
        return f"http://[{host!s}]:{port}" if ":" in str(host) else f"http://{host!s}:{port}"

    def start(self) -> None:
        """Begin to answer; raises UtqyrError when the address cannot be had."""
        handler = type("_BoundAnswer", (_Answer,), {"board": self._board, "metrics": self._metrics})
        family = AF_INET6 if ":" in self._wanted[0] else AF_INET
        server = type("_BoundServer", (_Server,), {"address_family": family})
        try:
            self._server = server(self._wanted, handler)
        except OSError as e:
            address, port = self._wanted
            raise UtqyrError(
                f"health cannot be served at {address} port {port}",
                hint="another process may use the port: set 'health' in utqyr.yaml",
            ) from e
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="health"
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and give the address back; harmless when it was never started."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = self._thread = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a slow client never holds up a stop

    def handle_error(self, request: object, client_address: object) -> None:
        """Log instead of printing a traceback: clients that hang up are no news."""
        log.debug("health-client-failed")


class _Answer(BaseHTTPRequestHandler):
    """Answers one connection."""

    board: ClassVar[HealthBoard]
    metrics: ClassVar[Metrics]
    timeout = _CLIENT_SECONDS
    server_version = "utqyr"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a path with its body."""
        self._answer(send_body=True)

    def do_HEAD(self) -> None:
        """Answer a path without its body."""
        self._answer(send_body=False)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 -- as inherited
        """Say nothing: a probe every few seconds is no news."""

    def _answer(self, *, send_body: bool) -> None:
        status, content_type, body = self._content(self.path.partition("?")[0])
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if send_body:
            self.wfile.write(body)

    def _content(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        match path:
            case "/healthz":
                alive = self.board.alive()
                return _status(alive), _JSON, _json({"alive": alive})
            case "/readyz":
                report = self.board.report()
                return _status(report["ready"] is True), _JSON, _json(report)
            case "/metrics":
                return HTTPStatus.OK, _METRICS, self.metrics.text()
            case _:
                paths = ["/healthz", "/readyz", "/metrics"]
                return HTTPStatus.NOT_FOUND, _JSON, _json({"paths": paths})


def _run(ping: Ping) -> PingResult:
    try:
        ping.check()
    except Exception as e:  # noqa: BLE001 -- any failure of a ping is what it is there to find
        return PingResult(name=ping.name, ok=False, note=summary(e))
    return PingResult(name=ping.name, ok=True)


def _status(well: bool) -> HTTPStatus:
    return HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"

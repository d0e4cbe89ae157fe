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
from typing import ClassVar

from mapping.identifiers import HeiId
from sync.clock import Clock, utc_text
from sync.host_health import Breaker
from sync.metrics import Metrics
from sync.redaction import summary
from sync.serving import BackgroundServer, QuietAnswer

_JSON = "application/json; charset=utf-8"
_METRICS = "text/plain; version=0.0.4; charset=utf-8"
_CLIENT_SECONDS = 5


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


class HealthServer(BackgroundServer):
    """Serves the board and the metrics."""

    def __init__(self, board: HealthBoard, metrics: Metrics, *, address: str, port: int) -> None:
        super().__init__(
            _Answer,
            {"board": board, "metrics": metrics},
            address=address,
            port=port,
            name="health",
            refusal="health cannot be served",
            hint="another process may use the port: set 'health' in utqyr.yaml",
        )


class _Answer(QuietAnswer):
    """Answers one connection."""

    board: ClassVar[HealthBoard]
    metrics: ClassVar[Metrics]
    timeout = _CLIENT_SECONDS

    def do_GET(self) -> None:  # noqa: N802 -- as inherited
        """Answer a path with its body."""
        self._answer(send_body=True)

    def do_HEAD(self) -> None:  # noqa: N802 -- as inherited
        """Answer a path without its body."""
        self._answer(send_body=False)

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

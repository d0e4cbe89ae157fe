"""A small HTTP server in threads of its own; what it answers is its handler's affair."""

import sys
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6

from mapping.problems import UtqyrError
from sync.logs import get_logger

log = get_logger(__name__)


class QuietAnswer(BaseHTTPRequestHandler):
    """Answers one connection without a word to the terminal, or about what it runs on."""

    server_version = "utqyr"
    sys_version = ""

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 -- as inherited
        """Say nothing: what matters is logged where it is understood."""


class BackgroundServer:
    """Serves one address from `start` to `stop`; a slow client never holds up a stop.

    `handler` answers each connection, and finds `given` as attributes of its class. Where the
    address cannot be had, `refusal` is said, with the address after it, and `hint`.
    """

    def __init__(
        self,
        handler: type[QuietAnswer],
        given: Mapping[str, object],
        *,
        address: str,
        port: int,
        name: str,
        refusal: str,
        hint: str,
    ) -> None:
        self._handler = type("_Bound", (handler,), dict(given))
        self._wanted = (address, port)
        self._name = name
        self._refusal = refusal
        self._hint = hint
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address it answers at, once started; port 0 has become a real one."""
        if self._server is None:
            raise RuntimeError(f"the server of {self._name} has not been started")
        host, port = self._server.server_address[:2]
        return f"http://[{host!s}]:{port}" if ":" in str(host) else f"http://{host!s}:{port}"

    def start(self) -> None:
        """Begin to answer; raises UtqyrError when the address cannot be had."""
        address, port = self._wanted
        server = _ServerOverIpv6 if ":" in address else _Server
        try:
            self._server = server(self._wanted, self._handler)
        except OSError as error:
            raise UtqyrError(
                f"{self._refusal} at {address} port {port}", hint=self._hint
            ) from error
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name=self._name
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
    address_family = AF_INET
    daemon_threads = True
    block_on_close = False  # a slow client never holds up a stop

    def handle_error(self, request: object, client_address: object) -> None:
        """Log instead of printing a traceback: clients that hang up are no news, faults are."""
        error = sys.exc_info()[1]
        if isinstance(error, ConnectionError | TimeoutError):
            log.debug("client-failed")
        else:
            log.error("answer-failed", error=type(error).__name__, exc_info=error)


class _ServerOverIpv6(_Server):
    address_family = AF_INET6

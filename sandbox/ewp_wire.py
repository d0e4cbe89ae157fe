"""The server under stand-ins of the EWP network and of EMREX: takes calls, writes whole replies."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

XML: Final = "text/xml; charset=utf-8"


@dataclass(slots=True)
class Reply:
    """What goes over the wire; chunked without an end where the headers say chunked."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


Answering = Callable[[str, str, dict[str, str], bytes], Reply | None]
"""Method, target, headers by lower-case name, and body; None hangs up."""


class StandInServer(ThreadingHTTPServer):
    """Serves on a loopback port chosen by the system, in threads of its own."""

    daemon_threads = True
    request_queue_size = 128  # the standard five refuse a burst of callers

    def __init__(self, answer: Answering) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The address it answers at."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and free the port."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: callers under test hang up on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out in two writes
    server: StandInServer

    def do_GET(self) -> None:
        self._reply("GET", b"")

    def do_POST(self) -> None:
        self._reply("POST", self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _reply(self, method: str, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.answer(method, self.path, headers, body)
        if reply is None:
            self.close_connection = True
            return
        self.send_response_only(reply.status)
        said = {name.title() for name in reply.headers}
        if "Content-Type" not in said:
            self.send_header("Content-Type", XML)
        if "Date" not in said:
            self.send_header("Date", formatdate(usegmt=True))
        endless = "Transfer-Encoding" in said
        if not endless and "Content-Length" not in said:
            self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name.title(), value)
        self.end_headers()
        if int(reply.headers.get("Content-Length", len(reply.body))) != len(reply.body):
            self.close_connection = True
        self.wfile.write(b"" if endless else reply.body)
        while endless:
            self.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as http.server has it
        """Say nothing: a line would hold nothing but the address."""

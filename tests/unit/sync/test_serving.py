import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
from structlog.testing import capture_logs

from mapping.problems import UtqyrError
from sync.serving import BackgroundServer, QuietAnswer

PATIENCE = 60


class Echo(QuietAnswer):
    """Answers what it was given; some paths fail."""

    given: ClassVar[bytes]

    def do_GET(self) -> None:  # noqa: N802 -- as inherited
        if self.path == "/fault":
            raise LookupError("Aliya got B+")
        if self.path == "/gone":
            raise ConnectionResetError
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.given)


def server(address: str = "127.0.0.1", port: int = 0, given: bytes = b"one") -> BackgroundServer:
    return BackgroundServer(
        Echo,
        {"given": given},
        address=address,
        port=port,
        name="echo",
        refusal="nothing can be echoed",
        hint="take another port",
    )


@contextmanager
def serving(built: BackgroundServer) -> Iterator[BackgroundServer]:
    built.start()
    try:
        yield built
    finally:
        built.stop()


def asked(url: str, path: str = "/") -> bytes:
    where = urlsplit(url)
    with closing(HTTPConnection(where.hostname or "", where.port, timeout=PATIENCE)) as connection:
        connection.request("GET", path)
        return connection.getresponse().read()


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as tried:
            tried.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_each_server_answers_with_what_it_was_given() -> None:
    with serving(server(given=b"one")) as one, serving(server(given=b"two")) as two:
        assert (asked(one.url), asked(two.url)) == (b"one", b"two")


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_an_address_of_ipv6_is_served_and_written_in_brackets() -> None:
    with serving(server("::1")) as built:
        assert built.url.startswith("http://[::1]:")
        assert asked(built.url) == b"one"


def test_a_server_that_was_not_started_has_no_address_and_can_be_stopped() -> None:
    built = server()
    built.stop()
    with pytest.raises(RuntimeError, match="echo has not been started"):
        _ = built.url


def test_a_taken_address_is_refused_in_the_words_of_who_serves() -> None:
    with serving(server()) as first:
        port = urlsplit(first.url).port or 0
        second = server(port=port)
        with pytest.raises(UtqyrError) as caught:
            second.start()
        second.stop()
    assert caught.value.message == f"nothing can be echoed at 127.0.0.1 port {port}"
    assert caught.value.hint == "take another port"


@pytest.mark.parametrize(
    ("path", "level", "event"),
    [("/fault", "error", "answer-failed"), ("/gone", "debug", "client-failed")],
)
def test_an_answer_that_fails_is_logged_and_ends_nothing(
    path: str,
    level: str,
    event: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with capture_logs() as logged, serving(server()) as built:
        with pytest.raises((RemoteDisconnected, ConnectionError)):
            asked(built.url, path)
        assert asked(built.url) == b"one"
    assert [(entry["log_level"], entry["event"]) for entry in logged] == [(level, event)]
    assert "Traceback" not in capfd.readouterr().err


def test_a_silent_client_holds_up_no_stop() -> None:
    with serving(server()) as built:
        where = urlsplit(built.url)
        silent = socket.create_connection((where.hostname or "", where.port or 0))
        assert asked(built.url) == b"one"
    silent.close()

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import (
    HostContractBroken,
    HostRefused,
    HostThrottled,
    HostUnavailable,
)
from connectors.http import HttpPolicy, HttpSession, is_loopback, new_session
from connectors.http_replies import HttpFailure, HttpReply, Outcome, classify_status, host_error
from mapping.identifiers import HeiId

HOST = HeiId("example.org")
QUICK = HttpPolicy(connect_seconds=2, read_seconds=2, retries=2, backoff_seconds=0)
SECRET = "s3cr3t-value"

Answer = Callable[[BaseHTTPRequestHandler], None]


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return write


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: the callers hang up on purpose."""


class ScriptedServer:
    """Answers in the order of `script`, repeating its last answer, and keeps what it was asked."""

    def __init__(self) -> None:
        self.script: list[Answer] = [answer(200)]
        self.asked: list[tuple[str, str, bytes]] = []
        self.headers: list[dict[str, str]] = []
        self.released = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def respond(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                server.asked.append((self.command, self.path, body))
                server.headers.append({k.lower(): v for k, v in self.headers.items()})
                step = server.script.pop(0) if len(server.script) > 1 else server.script[0]
                step(self)

            do_GET = respond  # noqa: N815 -- the name http.server looks for
            do_POST = respond  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._http = QuietServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def stop(self) -> None:
        self.released.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    running = ScriptedServer()
    yield running
    running.stop()


@contextlib.contextmanager
def session(policy: HttpPolicy = QUICK) -> Iterator[HttpSession]:
    with new_session(policy) as opened:
        yield opened


def failure_of(call: Callable[[], object]) -> HttpFailure:
    with pytest.raises(HttpFailure) as caught:
        call()
    return caught.value


def test_a_safe_call_is_tried_again_until_the_server_recovers(server: ScriptedServer) -> None:
    server.script = [answer(503), hang_up, answer(200, b"good")]
    with session() as http:
        reply = http.post(server.url, safe=True, form={"a": "1"})
    assert reply.body == b"good"
    assert [body for _, _, body in server.asked] == [b"a=1"] * 3


def test_an_unsafe_call_is_sent_once_whatever_happens(server: ScriptedServer) -> None:
    for step in (answer(503), answer(429), hang_up):
        server.asked.clear()
        server.script = [step]
        with session() as http, contextlib.suppress(HttpFailure):
            http.post(server.url, safe=False, form={"a": "1"})
        assert len(server.asked) == 1


def test_the_last_answer_is_handed_out_when_every_try_failed(server: ScriptedServer) -> None:
    server.script = [answer(503)]
    with session() as http:
        reply = http.get(server.url)
    assert (reply.status, reply.outcome) == (503, Outcome.TEMPORARY)
    assert len(server.asked) == 1 + QUICK.retries


def test_a_pause_longer_than_the_cap_is_not_waited_for(server: ScriptedServer) -> None:
    server.script = [answer(429, Retry_After="3600")]
    with session() as http:
        reply = http.get(server.url)
    assert reply.outcome is Outcome.THROTTLED
    assert len(server.asked) == 1


def test_a_short_pause_the_server_asks_for_is_waited_for(server: ScriptedServer) -> None:
    server.script = [answer(429, Retry_After="0"), answer(200, b"good")]
    with session() as http:
        assert http.get(server.url).body == b"good"


def test_an_answer_over_the_size_cap_is_not_read_to_its_end(server: ScriptedServer) -> None:
    server.script = [answer(200, b"x" * 300_000)]
    with session(HttpPolicy(max_bytes=100_000)) as http:
        failure = failure_of(lambda: http.get(server.url))
    assert failure.outcome is Outcome.CONTRACT_BROKEN


def test_a_server_that_does_not_answer_in_time_may_have_done_the_work(
    server: ScriptedServer,
) -> None:
    def stay_silent(handler: BaseHTTPRequestHandler) -> None:
        server.released.wait(10)
        handler.close_connection = True

    server.script = [stay_silent]
    with session(HttpPolicy(read_seconds=0.05, retries=0)) as http:
        failure = failure_of(lambda: http.post(server.url, safe=False))
    assert (failure.outcome, failure.may_have_taken_effect) == (Outcome.TEMPORARY, True)


def test_an_answer_cut_short_is_a_fault_and_no_shorter_answer(server: ScriptedServer) -> None:
    def cut_short(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"{}")
        handler.close_connection = True

    server.script = [cut_short]
    with session() as http:
        failure = failure_of(lambda: http.post(server.url, safe=False))
    assert (failure.outcome, failure.may_have_taken_effect) == (Outcome.TEMPORARY, True)


def test_an_answer_that_drips_ends_at_the_total_time(server: ScriptedServer) -> None:
    server.script = [answer(200, b"x")]
    with session(HttpPolicy(total_seconds=0)) as http:
        failure = failure_of(lambda: http.get(server.url))
    assert failure.outcome is Outcome.TEMPORARY


def test_a_connection_that_was_never_made_took_no_effect(server: ScriptedServer) -> None:
    server.stop()
    with session() as http:
        failure = failure_of(lambda: http.post(server.url, safe=False))
    assert (failure.outcome, failure.may_have_taken_effect) == (Outcome.TEMPORARY, False)


def test_a_broken_connection_may_have_taken_effect(server: ScriptedServer) -> None:
    server.script = [hang_up]
    with session() as http:
        failure = failure_of(lambda: http.post(server.url, safe=False))
    assert (failure.outcome, failure.may_have_taken_effect) == (Outcome.TEMPORARY, True)


def test_redirects_are_followed_on_the_same_server_only(server: ScriptedServer) -> None:
    server.script = [answer(302, Location="/there?page=2"), answer(200, b"good")]
    with session() as http:
        assert http.get(server.url).body == b"good"
    assert server.asked[-1][1] == "/there?page=2"

    server.script = [answer(302, Location="http://localhost:1/there")]
    with session() as http:
        failure = failure_of(lambda: http.get(server.url))
    assert failure.outcome is Outcome.CONFIGURATION


def test_what_is_sent_is_never_redirected(server: ScriptedServer) -> None:
    server.script = [answer(307, Location="/there")]
    with session() as http:
        failure = failure_of(lambda: http.post(server.url, safe=True, form={"wstoken": SECRET}))
    assert failure.outcome is Outcome.CONFIGURATION
    assert len(server.asked) == 1


def test_redirects_in_circles_end(server: ScriptedServer) -> None:
    server.script = [answer(302, Location="/again")]
    with session() as http:
        failure = failure_of(lambda: http.get(server.url))
    assert failure.outcome is Outcome.CONFIGURATION


def test_cookies_are_not_kept(server: ScriptedServer) -> None:
    server.script = [answer(200, Set_Cookie="MoodleSession=abc; Path=/"), answer(200)]
    with session() as http:
        http.get(server.url)
        http.get(server.url)
    assert "cookie" not in server.headers[1]


@pytest.mark.parametrize(
    "url",
    [
        "http://moodle.example.org/",
        "ftp://moodle.example.org/",
        "moodle.example.org",
        "https://",
        "https://[::1",
        "https://moodle.example.org:port/",
    ],
)
def test_only_encrypted_addresses_are_used(url: str) -> None:
    with session() as http:
        failure = failure_of(lambda: http.get(url))
    assert (failure.outcome, failure.may_have_taken_effect) == (Outcome.CONFIGURATION, False)


@pytest.mark.parametrize(
    ("url", "query"),
    [
        ("https://moodle.example.org/", {"wstoken": SECRET}),
        (f"https://moodle.example.org/?access_token={SECRET}", None),
        (f"https://me:{SECRET}@moodle.example.org/", None),
    ],
)
def test_a_secret_in_a_url_is_refused_without_repeating_it(
    url: str, query: dict[str, str] | None
) -> None:
    with session() as http, pytest.raises(ValueError, match="a secret does not go") as caught:
        http.get(url, query=query)
    assert SECRET not in str(caught.value)


def test_neither_failures_nor_logs_repeat_what_was_asked(
    server: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script = [hang_up]
    with session() as http:
        failure = failure_of(lambda: http.get(f"{server.url}/path", query={"student": SECRET}))
    assert SECRET not in caplog.text
    assert SECRET not in f"{failure!r} {failure} {failure.__cause__!r}"
    assert "/path" in failure.message


def test_certificates_that_are_not_there_are_told_before_any_call(tmp_path: Path) -> None:
    failure = failure_of(lambda: new_session(HttpPolicy(ca_bundle=tmp_path / "none.pem")))
    assert (failure.outcome, failure.may_have_taken_effect) == (Outcome.CONFIGURATION, False)


def test_a_reply_does_not_show_its_body() -> None:
    assert SECRET not in repr(reply_with(SECRET.encode()))


def reply_with(body: bytes, charset: str = "") -> HttpReply:
    return HttpReply(
        place="example.org/x",
        status=200,
        media_type="application/json",
        charset=charset,
        headers={"X": SECRET},
        body=body,
    )


def test_numbers_with_a_point_are_decimals() -> None:
    assert reply_with(b'{"graderaw": 66.66667, "id": 3}').json() == {
        "graderaw": Decimal("66.66667"),
        "id": 3,
    }


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (b"\xff\xfe", ""),
        ("ё".encode("cp1251"), "utf-8"),
        (b"x", "no-such-charset"),
        (b"NaN", ""),
        (b"-Infinity", ""),
        (b"", ""),
        (b"The instance of this module does not exist\n0", ""),
        (b"[" * 200_000, ""),
        (b"1" * 5_000, ""),
    ],
)
def test_what_is_no_json_is_a_broken_contract(body: bytes, charset: str) -> None:
    failure = failure_of(reply_with(body, charset).json)
    assert failure.outcome is Outcome.CONTRACT_BROKEN
    assert failure.__cause__ is None


@given(st.binary())
def test_any_bytes_are_json_or_a_broken_contract(body: bytes) -> None:
    with contextlib.suppress(HttpFailure):
        reply_with(body).json()


@given(st.integers(min_value=0, max_value=999))
def test_every_status_has_an_outcome(status: int) -> None:
    assert (classify_status(status) is Outcome.DONE) == (200 <= status < 300 or status == 304)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, HostRefused),
        (403, HostRefused),
        (404, HostRefused),
        (301, HostRefused),
        (429, HostThrottled),
        (500, HostUnavailable),
        (503, HostUnavailable),
        (100, HostContractBroken),
    ],
)
def test_a_status_says_what_to_do_about_the_host(status: int, error: type[Exception]) -> None:
    failure = HttpFailure(classify_status(status), "no", status=status)
    assert type(host_error(HOST, failure)) is error


def test_a_reply_is_expected_to_be_good(server: ScriptedServer) -> None:
    server.script = [answer(404)]
    with session() as http:
        failure = failure_of(http.get(server.url).expect_done)
    assert (failure.outcome, failure.status) == (Outcome.CONFIGURATION, 404)


@pytest.mark.parametrize(
    ("hostname", "loopback"),
    [
        ("localhost", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("moodle.localhost", True),
        ("10.0.0.1", False),
        ("localhost.example.org", False),
    ],
)
def test_loopback_is_this_machine_only(hostname: str, loopback: bool) -> None:
    assert is_loopback(hostname) is loopback

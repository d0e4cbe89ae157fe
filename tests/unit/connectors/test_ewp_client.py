from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime

import pytest

from connectors.errors import HostContractBroken, HostError, HostRefused, HostThrottled
from connectors.host_api import Patience
from connectors.hosts.ewp_client import Endpoint, EwpClient
from connectors.http import HttpPolicy, HttpSession, new_session
from sandbox.ewp import SandboxEwp
from sandbox.ewp_wire import Reply, StandInServer
from tests.ewp_network import HOST, NOW, network
from tests.keys import signing_key

PATIENCE = Patience(retries=3, backoff_seconds=1, longest_wait_seconds=30)
ONCE = HttpPolicy(connect_seconds=60, read_seconds=60, retries=0)


class Script:
    """A server that answers in the order of its script, and a client that notes its pauses."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.asked: list[dict[str, str]] = []
        self.bodies: set[bytes] = set()
        self.pauses: list[float] = []
        self.server = StandInServer(self._answer)

    def _answer(self, _method: str, _target: str, headers: dict[str, str], body: bytes) -> Reply:
        self.asked.append(headers)
        self.bodies.add(body)
        return self.replies.pop(0)

    def ask(self) -> None:
        self.server.start()
        try:
            with new_session(ONCE) as session:
                client = client_of(session, self.pauses)
                client.post(endpoint(f"{self.server.url}/get"), [("a", "b"), ("a", "c")])
        finally:
            self.server.stop()


def client_of(session: HttpSession, pauses: list[float]) -> EwpClient:
    return EwpClient(
        HOST,
        key=signing_key("home"),
        session=session,
        patience=PATIENCE,
        now=NOW,
        pause=pauses.append,
    )


def endpoint(url: str) -> Endpoint:
    return Endpoint(url=url, keys={}.get, must_sign=False)


GOOD = Reply(200, b"<a/>")


def test_every_try_is_the_same_question_signed_anew() -> None:
    script = Script(Reply(503, b""), Reply(502, b""), Reply(429, b""), GOOD)

    script.ask()

    assert script.bodies == {b"a=b&a=c"}
    for name in ("x-request-id", "authorization"):
        assert len({headers[name] for headers in script.asked}) == 4
    assert {headers["content-type"] for headers in script.asked} == {
        "application/x-www-form-urlencoded"
    }
    assert len(script.pauses) == 3


def test_what_the_server_asks_for_is_waited_if_it_is_not_too_long() -> None:
    script = Script(Reply(429, b"", {"Retry-After": "9"}), GOOD)
    script.ask()
    assert script.pauses == [9]


def test_a_refusal_that_ends_by_itself_is_waited_for() -> None:
    script = Script(Reply(403, b"", {"Retry-After": "9"}), GOOD)
    script.ask()
    assert script.pauses == [9]


@pytest.mark.parametrize("asked", ["31", "9" * 400])
def test_a_server_that_asks_for_too_much_is_left_alone(asked: str) -> None:
    script = Script(Reply(429, b"", {"Retry-After": asked}), GOOD)
    with pytest.raises(HostThrottled) as caught:
        script.ask()
    assert caught.value.retry_after_seconds == float(asked[:9])
    assert script.pauses == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 304])
def test_what_will_not_change_is_not_tried_again(status: int) -> None:
    script = Script(Reply(status, b""), GOOD)
    with pytest.raises(HostError, match=str(status)) as caught:
        script.ask()
    assert type(caught.value) is (HostContractBroken if status == 304 else HostRefused)
    assert script.pauses == []


def test_what_to_look_at_is_told_and_no_word_of_the_answer_is_repeated() -> None:
    script = Script(Reply(403, b"<error-response>Alua Testova is unknown</error-response>"))
    with pytest.raises(HostRefused) as caught:
        script.ask()
    assert "public key" in caught.value.hint
    assert "Alua" not in f"{caught.value}{caught.value.hint}{caught.value.__cause__}"


def test_a_wrong_clock_is_suspected_where_the_servers_differs() -> None:
    theirs = format_datetime(NOW + timedelta(minutes=9), usegmt=True)
    with pytest.raises(HostRefused) as caught:
        Script(Reply(400, b"", {"Date": theirs})).ask()
    assert "clock" in caught.value.hint
    ours = format_datetime(NOW, usegmt=True)
    with pytest.raises(HostRefused) as caught:
        Script(Reply(400, b"", {"Date": ours})).ask()
    assert "clock" not in caught.value.hint


@pytest.fixture
def served() -> Iterator[SandboxEwp]:
    with network(clock=lambda: NOW) as host:
        yield host


@pytest.mark.parametrize(
    "url",
    [
        "",
        "harbour.example",
        "ftp://harbour.example/",
        "https://",
        "https://user:word@harbour.example/",
        "https://harbour.example/?token=1",
    ],
)
def test_an_address_that_is_none_is_a_refusal(url: str) -> None:
    with new_session(ONCE) as session, pytest.raises(HostRefused):
        client_of(session, []).post(endpoint(url), [])


def test_paths_and_queries_are_signed_as_they_are_sent(served: SandboxEwp) -> None:
    # the stand-in verifies the signature before it finds that it serves nothing there
    address = f"{served.url}/a b/\u0430?x=%7e&y=\u00e9 z#part"
    with new_session(ONCE) as session, pytest.raises(HostRefused, match="404"):
        client_of(session, []).post(endpoint(address), [("a", "\u0430+ &")])

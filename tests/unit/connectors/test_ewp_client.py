from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime

import pytest

from connectors.errors import HostRefused, HostThrottled
from connectors.hosts.ewp_client import (
    Endpoint,
    EwpClient,
    RunClock,
    _retry_after,
    system_clock,
)
from connectors.http import HttpPolicy, new_session
from sandbox.ewp import SandboxEwp
from sandbox.ewp_wire import Reply, StandInServer
from tests.ewp_network import HOST, NOW, network
from tests.keys import signing_key

QUICK = HttpPolicy(read_seconds=20, retries=3, backoff_seconds=1, longest_wait_seconds=30)


class Script:
    """A server that answers in the order of its script, and a client that notes its pauses."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.pauses: list[float] = []
        self.server = StandInServer(lambda *_: self.replies.pop(0))

    def ask(self, policy: HttpPolicy = QUICK) -> None:
        self.server.start()
        try:
            with new_session(policy) as session:
                client = EwpClient(
                    HOST,
                    key=signing_key("home"),
                    session=session,
                    policy=policy,
                    clock=RunClock(NOW),
                    pause=self.pauses.append,
                )
                client.post(endpoint(f"{self.server.url}/get"), [("a", "b")])
        finally:
            self.server.stop()


def endpoint(url: str) -> Endpoint:
    return Endpoint(url=url, keys={}.get, must_sign=False)


GOOD = Reply(200, b"<a/>")


def test_pauses_grow_and_differ_between_clients() -> None:
    script = Script(Reply(503, b""), Reply(502, b""), Reply(500, b""), GOOD)
    script.ask()
    assert [1 <= pause <= 2 for pause in script.pauses[:1]] == [True]
    assert 2 <= script.pauses[1] <= 4
    assert 4 <= script.pauses[2] <= 8


def test_a_pause_is_never_longer_than_allowed() -> None:
    script = Script(*[Reply(503, b"")] * 10, GOOD)
    script.ask(HttpPolicy(retries=10, backoff_seconds=1, longest_wait_seconds=5))
    assert max(script.pauses) == 5


def test_what_the_server_asks_for_is_waited_if_it_is_not_too_long() -> None:
    script = Script(Reply(429, b"", {"Retry-After": "9"}), GOOD)
    script.ask()
    assert script.pauses == [9]


def test_a_server_may_name_a_moment_instead_of_a_number() -> None:
    in_a_while = format_datetime(NOW + timedelta(seconds=20), usegmt=True)
    assert _retry_after(in_a_while, NOW) == 20
    assert _retry_after(in_a_while, NOW + timedelta(minutes=1)) == 0
    assert _retry_after("soon", NOW) is None
    assert _retry_after("", NOW) is None


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
    with pytest.raises(Exception, match=str(status)):
        script.ask()
    assert script.pauses == []


def test_a_wrong_clock_is_suspected_where_the_servers_differs() -> None:
    theirs = format_datetime(NOW + timedelta(minutes=9), usegmt=True)
    with pytest.raises(HostRefused) as caught:
        Script(Reply(400, b"", {"Date": theirs})).ask()
    assert "clock" in caught.value.hint
    ours = format_datetime(NOW, usegmt=True)
    with pytest.raises(HostRefused) as caught:
        Script(Reply(400, b"", {"Date": ours})).ask()
    assert "clock" not in caught.value.hint


def test_a_runs_clock_goes_on_from_its_start() -> None:
    clock = RunClock(NOW)
    first = clock.now()
    assert NOW <= first <= clock.now()
    assert system_clock().now() > NOW - timedelta(days=3650)


@pytest.fixture
def served() -> Iterator[SandboxEwp]:
    with network(clock=lambda: NOW) as host:
        yield host


@pytest.mark.parametrize("url", ["", "harbour.example", "ftp://harbour.example/", "https://"])
def test_an_address_that_is_none_is_a_refusal(url: str) -> None:
    with new_session(QUICK) as session, pytest.raises(HostRefused):
        EwpClient(
            HOST,
            key=signing_key("home"),
            session=session,
            policy=QUICK,
            clock=RunClock(NOW),
        ).post(endpoint(url), [])


def test_paths_and_queries_are_signed_as_they_are_sent(served: SandboxEwp) -> None:
    # the stand-in verifies the signature before it finds that it serves nothing there
    with new_session(QUICK) as session, pytest.raises(HostRefused, match="404"):
        EwpClient(
            HOST,
            key=signing_key("home"),
            session=session,
            policy=QUICK,
            clock=RunClock(NOW),
        ).post(endpoint(f"{served.url}/a b/\u0430?x=%7e&y=\u00e9 z#part"), [("a", "\u0430+ &")])

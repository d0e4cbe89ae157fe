from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from connectors.base import HostDocument
from connectors.errors import (
    HostContractBroken,
    HostError,
    HostRefused,
    HostThrottled,
    HostUnavailable,
)
from connectors.host_api import Call, Dialect, HostApi, Patience, secret_of
from connectors.host_units import UnitMissing, UnitRefused, read_units
from connectors.http import HttpPolicy, HttpSession, new_session
from mapping.identifiers import HeiId
from mapping.problems import UtqyrError
from sandbox.host_http import HostReply, HostRequest, SandboxHost

HOST = HeiId("host.example")
NOW = datetime.now(UTC)  # noqa: TID251 -- the stand-in has a clock of its own


class Scripted(SandboxHost):
    """Gives its replies in order, and the last one again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.replies = [HostReply.of_json({})]

    def reply(self, request: HostRequest) -> HostReply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@pytest.fixture
def host() -> Iterator[Scripted]:
    with Scripted() as running:
        yield running


@pytest.fixture
def session() -> Iterator[HttpSession]:
    with new_session(HttpPolicy(connect_seconds=60, read_seconds=60, retries=0)) as opened:
        yield opened


def make(session: HttpSession, pauses: list[float], dialect: Dialect | None = None) -> HostApi:
    patience = Patience(retries=3, backoff_seconds=8, longest_wait_seconds=30)
    return HostApi(HOST, session, patience, dialect, now=NOW, pause=pauses.append)


def busy(**headers: str) -> HostReply:
    return HostReply(status=429, headers={k.replace("_", "-"): v for k, v in headers.items()})


def test_pauses_double_with_chance_in_them_and_are_capped(
    host: Scripted, session: HttpSession
) -> None:
    pauses: list[float] = []
    host.replies = [HostReply(status=503)]

    with pytest.raises(HostUnavailable):
        make(session, pauses).get(host.url)

    bounds = [(4, 8), (8, 16), (15, 30)]
    assert len(pauses) == 3
    assert all(low <= pause <= high for pause, (low, high) in zip(pauses, bounds, strict=True))


def test_pause_is_as_long_as_the_server_asks(host: Scripted, session: HttpSession) -> None:
    pauses: list[float] = []
    host.replies = [busy(Retry_After="7"), HostReply.of_json({})]

    make(session, pauses).get(host.url)

    assert pauses == [7]


def test_pause_may_be_a_moment_by_the_servers_clock(host: Scripted, session: HttpSession) -> None:
    until = datetime.now(UTC) + timedelta(hours=9)  # noqa: TID251 -- as above
    host.replies = [busy(Retry_After=format_datetime(until, usegmt=True))]

    with pytest.raises(HostThrottled) as caught:
        make(session, []).get(host.url)

    asked = caught.value.retry_after_seconds
    assert asked is not None
    assert timedelta(hours=8) < timedelta(seconds=asked) <= timedelta(hours=9)


def test_server_that_asks_for_too_long_a_pause_is_left_alone_until_the_next_run(
    host: Scripted, session: HttpSession
) -> None:
    pauses: list[float] = []
    host.replies = [busy(Retry_After="3600")]

    with pytest.raises(HostThrottled) as caught:
        make(session, pauses).get(host.url)

    assert (pauses, caught.value.retry_after_seconds) == ([], 3600)


@pytest.mark.parametrize("asked", ["soon", "-5", "1.5", ""])
def test_pause_that_is_none_is_ignored(host: Scripted, session: HttpSession, asked: str) -> None:
    pauses: list[float] = []
    host.replies = [busy(Retry_After=asked), HostReply.of_json({})]

    make(session, pauses).get(host.url)

    assert len(pauses) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 501])
def test_refusal_is_not_repeated(host: Scripted, session: HttpSession, status: int) -> None:
    host.replies = [HostReply(status=status)]

    with pytest.raises(HostRefused):
        make(session, []).get(host.url)

    assert len(host.asked) == 1


def test_every_try_is_signed_anew(host: Scripted, session: HttpSession) -> None:
    numbers = iter(range(10))
    host.replies = [HostReply(status=503), HostReply(status=503), HostReply.of_json({})]
    dialect = Dialect(sign=lambda _call: {"X-Nonce": str(next(numbers))})

    make(session, [], dialect).get(host.url)

    assert [one.headers["x-nonce"] for one in host.asked] == ["0", "1", "2"]


def test_credential_is_renewed_once(host: Scripted, session: HttpSession) -> None:
    renewed: list[bool] = []
    host.replies = [HostReply(status=401)]

    def renew() -> bool:
        renewed.append(True)
        return True

    with pytest.raises(HostRefused):
        make(session, [], Dialect(renew=renew)).get(host.url)

    assert (len(renewed), len(host.asked)) == (1, 2)


@pytest.mark.parametrize(
    ("status", "kind"), [(403, UnitRefused), (404, UnitMissing), (410, UnitMissing)]
)
def test_refusal_of_one_unit_is_not_that_of_the_caller(
    host: Scripted, session: HttpSession, status: int, kind: type[HostError]
) -> None:
    host.replies = [HostReply(status=status)]
    api = make(session, [])

    with pytest.raises(kind):
        api.ask(Call(url=host.url, unit=True))
    with pytest.raises(HostRefused) as caught:
        api.get(host.url)
    assert not isinstance(caught.value, UnitRefused)


def test_answer_that_was_not_asked_for_under_a_condition_is_no_answer(
    host: Scripted, session: HttpSession
) -> None:
    host.replies = [HostReply(status=304)]

    with pytest.raises(HostContractBroken):
        make(session, []).get(host.url)


def test_page_for_people_is_called_one(host: Scripted, session: HttpSession) -> None:
    host.replies = [HostReply(body=b" \n<html>", content_type="text/html")]
    api = make(session, [])

    with pytest.raises(HostContractBroken) as caught:
        api.json(api.get(host.url))

    assert "page for people" in caught.value.hint


def test_calls_slow_down_as_the_answer_asks(host: Scripted, session: HttpSession) -> None:
    pauses: list[float] = []

    make(session, pauses, Dialect(ease=lambda _reply: 90)).get(host.url)

    assert pauses == [30]


def test_secret_that_is_not_there_refuses_the_host() -> None:
    class Missing:
        def get_secret_value(self) -> str:
            raise UtqyrError("the environment variable X is not set", hint="set it")

    with pytest.raises(HostRefused, match="X is not set"):
        secret_of(HOST, Missing())  # type: ignore[arg-type]
    assert secret_of(HOST, None) == ""


def failing(*errors: HostError | None) -> tuple[list[int], list[HostDocument], HostError | None]:
    """Read units that fail like this: which were read, what was given, and how it ended."""
    read: list[int] = []

    def one(number: int) -> HostDocument | None:
        read.append(number)
        error = errors[number]
        if error is not None:
            raise error
        return None

    try:
        return read, list(read_units(HOST, "courses", range(len(errors)), one)), None
    except HostError as error:
        return read, [], error


def test_unit_that_cannot_be_read_stops_no_other() -> None:
    broken = HostContractBroken(HOST, "no JSON")

    read, _, error = failing(None, broken, None, UnitRefused(HOST, "hidden"), None)

    assert read == [0, 1, 2, 3, 4]
    assert isinstance(error, HostContractBroken)
    assert error.message == "2 of 5 courses could not be read; no JSON"


def test_refusal_of_the_caller_stops_everything() -> None:
    read, _, error = failing(None, HostRefused(HOST, "no such token"), None)

    assert (read, type(error)) == ([0, 1], HostRefused)


def test_throttling_stops_everything() -> None:
    read, _, error = failing(HostThrottled(HOST, "too many calls"), None)

    assert (read, type(error)) == ([0], HostThrottled)


def test_outage_is_not_asked_about_a_thousand_times() -> None:
    read, _, error = failing(*[HostUnavailable(HOST, "no answer")] * 1000)

    assert (len(read), type(error)) == (3, HostUnavailable)


def test_failures_apart_are_no_outage() -> None:
    gone = HostUnavailable(HOST, "no answer")

    read, _, error = failing(gone, None, gone, None, gone, None)

    assert (len(read), type(error)) == (6, HostUnavailable)

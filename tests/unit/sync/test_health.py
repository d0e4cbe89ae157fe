import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import pytest

from mapping.identifiers import HeiId
from mapping.problems import UtqyrError
from sync.clock import FixedClock
from sync.errors import AuditChainBroken
from sync.health import HealthBoard, HealthServer, Ping
from sync.host_health import Breaker
from sync.metrics import Metrics

MORNING = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def well() -> None:
    return


def unwell() -> None:
    raise AuditChainBroken(7)


def surprised() -> None:
    raise ValueError("Aliya got B+")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING)


def board(clock: FixedClock, *pings: Ping) -> HealthBoard:
    return HealthBoard(pings, clock=clock, stale_after=timedelta(minutes=1))


@contextmanager
def serving(health: HealthBoard, metrics: Metrics | None = None) -> Iterator[HealthServer]:
    server = HealthServer(health, metrics or Metrics(), address="127.0.0.1", port=0)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def ask(server: HealthServer, path: str, method: str = "GET") -> tuple[HTTPResponse, bytes]:
    address = urlsplit(server.url)
    with closing(HTTPConnection(address.hostname or "", address.port, timeout=5)) as connection:
        connection.request(method, path)
        response = connection.getresponse()
        return response, response.read()


def answer(server: HealthServer, path: str) -> tuple[int, Any]:
    response, body = ask(server, path)
    return response.status, json.loads(body)


def test_process_is_alive_while_its_scheduler_beats(clock: FixedClock) -> None:
    health = board(clock)
    with serving(health) as server:
        assert answer(server, "/healthz") == (503, {"alive": False})
        health.beat()
        assert answer(server, "/healthz") == (200, {"alive": True})
        clock.advance(timedelta(seconds=61))
        assert answer(server, "/healthz") == (503, {"alive": False})


def test_a_beat_from_before_the_clock_went_back_is_no_sign_of_life(clock: FixedClock) -> None:
    health = board(clock)
    health.beat()
    clock.advance(timedelta(hours=-1))

    assert not health.alive()


def test_ready_lists_every_ping_by_name(clock: FixedClock) -> None:
    health = board(clock, Ping(name="store", check=well), Ping(name="leader", check=well))
    health.beat()
    health.run_pings()

    with serving(health) as server:
        assert answer(server, "/readyz") == (
            200,
            {
                "ready": True,
                "beaten_at": "2026-03-01T08:30:00.000000Z",
                "pings": [
                    {"name": "store", "ok": True, "note": ""},
                    {"name": "leader", "ok": True, "note": ""},
                ],
                "hosts": {},
            },
        )


def test_a_host_that_is_down_is_shown_and_makes_nobody_less_ready(clock: FixedClock) -> None:
    health = board(clock, Ping(name="store", check=well))
    health.beat()
    health.run_pings()
    health.show_hosts({HeiId("host.example"): Breaker.OPEN})

    assert health.ready()
    assert health.report()["hosts"] == {"host.example": "open"}


def test_one_ping_that_fails_makes_the_daemon_unready_and_hides_no_other(
    clock: FixedClock,
) -> None:
    health = board(clock, Ping(name="audit", check=unwell), Ping(name="store", check=well))
    health.beat()
    health.run_pings()

    with serving(health) as server:
        status, report = answer(server, "/readyz")
    assert status == 503
    assert report["pings"] == [
        {
            "name": "audit",
            "ok": False,
            "note": "AuditChainBroken: the audit log is broken at entry 7",
        },
        {"name": "store", "ok": True, "note": ""},
    ]


def test_note_of_an_unforeseen_failure_shows_no_value(clock: FixedClock) -> None:
    (result,) = board(clock, Ping(name="store", check=surprised)).run_pings()

    assert (result.ok, result.note) == (False, "ValueError: (message withheld)")


def test_daemon_is_not_ready_before_its_pings_ran(clock: FixedClock) -> None:
    health = board(clock, Ping(name="store", check=well))
    health.beat()

    assert not health.ready()
    health.run_pings()
    assert health.ready()


def test_good_pings_do_not_outlive_the_heartbeat(clock: FixedClock) -> None:
    health = board(clock, Ping(name="store", check=well))
    health.beat()
    health.run_pings()
    clock.advance(timedelta(minutes=2))

    assert not health.ready()


def test_asking_never_runs_a_ping(clock: FixedClock) -> None:
    asked: list[str] = []
    health = board(clock, Ping(name="store", check=lambda: asked.append("store")))
    with serving(health) as server:
        answer(server, "/readyz")

    assert asked == []


def test_metrics_are_served_as_prometheus_text(clock: FixedClock) -> None:
    metrics = Metrics()
    metrics.set_audit(entries=3, intact=True)
    with serving(board(clock), metrics) as server:
        response, body = ask(server, "/metrics")

    assert response.status == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert b"utqyr_audit_entries 3.0" in body


@pytest.mark.parametrize("path", ["/", "/healthz/", "/healthz/x", "/../etc/passwd"])
def test_unknown_path_is_not_found(clock: FixedClock, path: str) -> None:
    with serving(board(clock)) as server:
        assert answer(server, path) == (404, {"paths": ["/healthz", "/readyz", "/metrics"]})


def test_query_does_not_matter(clock: FixedClock) -> None:
    with serving(board(clock)) as server:
        assert answer(server, "/healthz?token=1")[0] == 503


def test_head_answers_like_get_without_the_body(clock: FixedClock) -> None:
    health = board(clock)
    health.beat()
    with serving(health) as server:
        response, body = ask(server, "/healthz", method="HEAD")
        _, full = ask(server, "/healthz")

    assert (response.status, body) == (200, b"")
    assert response.headers["Content-Length"] == str(len(full))


def test_nothing_can_be_sent(clock: FixedClock) -> None:
    with serving(board(clock)) as server:
        assert ask(server, "/healthz", method="POST")[0].status == 501


def test_answers_do_not_tell_the_python_version(clock: FixedClock) -> None:
    with serving(board(clock)) as server:
        response, _ = ask(server, "/healthz")

    assert response.headers["Server"].strip() == "utqyr"


def test_address_is_free_again_after_stop(clock: FixedClock) -> None:
    with serving(board(clock)) as server:
        port = urlsplit(server.url).port or 0
    again = HealthServer(board(clock), Metrics(), address="127.0.0.1", port=port)
    again.start()

    assert urlsplit(again.url).port == port
    again.stop()
    again.stop()


def test_address_in_use_is_said_with_the_way_out(clock: FixedClock) -> None:
    with serving(board(clock)) as server:
        port = urlsplit(server.url).port or 0
        second = HealthServer(board(clock), Metrics(), address="127.0.0.1", port=port)
        with pytest.raises(UtqyrError, match=f"127.0.0.1 port {port}") as caught:
            second.start()

    assert "utqyr.yaml" in caught.value.hint


def test_silent_client_does_not_hold_up_others_or_the_stop(clock: FixedClock) -> None:
    with serving(board(clock)) as server:
        address = urlsplit(server.url)
        silent = HTTPConnection(address.hostname or "", address.port, timeout=5)
        silent.connect()
        assert answer(server, "/healthz")[0] == 503
    silent.close()

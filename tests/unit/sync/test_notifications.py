import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from structlog.testing import capture_logs

from connectors.base import HostConnector
from connectors.hosts.emrex import RETURNED, EmrexConnector
from connectors.hosts.emrex_settings import EmrexSettings
from mapping.identifiers import HeiId
from mapping.problems import UtqyrError
from sandbox.emrex import SandboxEmrex
from sandbox.ewp import SandboxEwp
from sync.notifications import (
    EMREX_PATH,
    EWP_PATH,
    LARGEST_BODY,
    Notifications,
    NotificationServer,
    NotificationsInForce,
)
from tests.ewp_network import HOST, NOW, connector, network

PROVIDER = HeiId("provider.example")


class FixedClock:
    def now(self) -> datetime:
        return NOW


class Marked(list[HeiId]):
    """Remembers which hosts were marked due."""


def emrex(folder: Path) -> EmrexConnector:
    settings = {
        "path": folder,
        "provider": "https://emp.example/emrex",
        "session_secret": "sixteen letters!",
    }
    return EmrexConnector(PROVIDER, EmrexSettings.model_validate(settings))


@contextmanager
def serving(*connectors: tuple[HeiId, HostConnector]) -> Iterator[tuple[str, Marked]]:
    marked = Marked()
    taker = Notifications(dict(connectors), mark_due=marked.append, clock=FixedClock())
    server = NotificationServer(lambda: taker, address="127.0.0.1", port=0)
    server.start()
    try:
        yield server.url, marked
    finally:
        server.stop()


@pytest.fixture
def host() -> Iterator[SandboxEwp]:
    with network(clock=lambda: NOW) as served:
        yield served


def status_of(url: str, method: str, path: str, body: bytes = b"", **headers: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request(method, path, body=body or None, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("version", [1, 2])
def test_a_hosts_notification_marks_it_due(host: SandboxEwp, version: int) -> None:
    with serving((HOST, connector(host))) as (url, marked):
        assert host.notify(f"{url}{EWP_PATH}{version}", ["KB-1", "KB-2"]) == 200
    assert marked == [HOST]


def test_a_stranger_marks_nobody_due(host: SandboxEwp) -> None:
    with serving((HOST, connector(host))) as (url, marked):
        assert host.notify(f"{url}{EWP_PATH}2", ["KB-1"], key=host.stranger) == 403
        assert status_of(url, "POST", f"{EWP_PATH}2", b"omobility_id=KB-1") == 401
    assert marked == []


def test_a_browsers_return_leaves_a_document_and_marks_the_host_due(tmp_path: Path) -> None:
    provider, built = SandboxEmrex(), emrex(tmp_path)
    with serving((PROVIDER, built)) as (url, marked):
        session_id = built.begin(NOW).session_id
        address = f"{url}{EMREX_PATH}{PROVIDER}"
        status, page = provider.post_back(address, session_id, b"<elmo/>")
        assert status == 200
        assert all(f'lang="{language}"' in page for language in ("kk", "ru", "en"))
        assert marked == [PROVIDER]
        assert provider.post_back(address, session_id, b"<elmo/>")[0] == 403
        cancelled = built.begin(NOW).session_id
        assert provider.post_back(address, cancelled, None, code="CANCEL")[0] == 200
    assert marked == [PROVIDER]
    assert len(list((tmp_path / RETURNED).iterdir())) == 1


def test_a_document_that_cannot_be_kept_asks_the_student_to_come_again(tmp_path: Path) -> None:
    (tmp_path / "drop").write_text("a file where the folder should be")
    built = emrex(tmp_path / "drop")
    with serving((PROVIDER, built)) as (url, marked):
        address = f"{url}{EMREX_PATH}{PROVIDER}"
        status, page = SandboxEmrex().post_back(address, built.begin(NOW).session_id, b"<elmo/>")
    assert (status, marked) == (503, [])
    assert "coordinator" in page


def test_other_paths_and_methods_are_answered_as_http_says(
    host: SandboxEwp, tmp_path: Path
) -> None:
    with serving((HOST, connector(host)), (PROVIDER, emrex(tmp_path))) as (url, marked):
        assert status_of(url, "GET", "/") == 404
        assert status_of(url, "POST", f"{EWP_PATH}3", b"x") == 404
        assert status_of(url, "POST", f"{EMREX_PATH}elsewhere.example", b"x") == 404
        assert status_of(url, "GET", f"{EMREX_PATH}{PROVIDER}") == 405
        assert status_of(url, "GET", f"{EWP_PATH}2") == 405
        assert status_of(url, "PUT", "/") == 501
    assert marked == []


def test_without_ewp_hosts_nobody_listens_for_them(tmp_path: Path) -> None:
    with serving((PROVIDER, emrex(tmp_path))) as (url, _marked):
        assert status_of(url, "POST", f"{EWP_PATH}2", b"x") == 404


def test_a_body_without_a_length_or_too_long_is_not_read(host: SandboxEwp) -> None:
    with serving((HOST, connector(host))) as (url, _marked):
        path = f"{EWP_PATH}2"
        too_long = str(LARGEST_BODY + 1)
        assert status_of(url, "POST", path, **{"Content-Length": too_long}) == 413
        assert status_of(url, "POST", path, **{"Content-Length": "9" * 500}) == 413
        assert status_of(url, "POST", path, **{"Content-Length": "-1"}) == 411


def test_nothing_personal_is_logged(host: SandboxEwp, tmp_path: Path) -> None:
    built = emrex(tmp_path)
    with (
        capture_logs() as lines,
        serving((HOST, connector(host)), (PROVIDER, built)) as (url, _marked),
    ):
        host.notify(f"{url}{EWP_PATH}2", ["KB-000077"])
        session_id = built.begin(NOW).session_id
        SandboxEmrex().post_back(f"{url}{EMREX_PATH}{PROVIDER}", session_id, b"<Testova/>")
    assert [line["event"] for line in lines] == ["host-notified", "emrex-returned"]
    assert not any(text in str(lines) for text in ("KB-000077", "Testova", session_id))


def test_an_address_that_is_taken_is_an_error_with_a_way_out(host: SandboxEwp) -> None:
    with serving((HOST, connector(host))) as (url, _marked):
        port = urlsplit(url).port
        assert port is not None
        taker = Notifications({}, mark_due=Marked().append, clock=FixedClock())
        other = NotificationServer(lambda: taker, address="127.0.0.1", port=port)
        with pytest.raises(UtqyrError, match=str(port)):
            other.start()
        other.stop()


def test_a_reload_brings_new_hosts_and_keeps_what_was_seen_until_then(tmp_path: Path) -> None:
    one: dict[HeiId, HostConnector] = {PROVIDER: emrex(tmp_path)}
    in_force = [one]
    supply = NotificationsInForce(lambda: in_force[0], mark_due=Marked().append, clock=FixedClock())
    first = supply()
    assert supply() is first
    in_force[0] = dict(one)
    assert supply() is not first

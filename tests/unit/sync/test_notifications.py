import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from lxml import html
from structlog.testing import capture_logs

from connectors.base import HostConnector
from connectors.hosts.emrex import RETURNED, EmrexConnector
from connectors.hosts.emrex_settings import EmrexSettings
from connectors.hosts.ewp_notifications import Question
from mapping.identifiers import HeiId
from mapping.problems import UtqyrError
from sandbox.emrex import SandboxEmrex
from sandbox.emrex_site import SandboxEmrexSite
from sandbox.ewp import SandboxEwp
from sync.emrex_journey import BEGIN_PATH, RETURN_PATH
from sync.notifications import (
    EWP_PATH,
    LARGEST_BODY,
    Notifications,
    NotificationServer,
    NotificationsInForce,
)
from sync.public_face import PublicFace
from tests.ewp_network import HOST, NOW, connector, network

PROVIDER = HeiId("provider.example")
FACE = PublicFace(
    url="https://mobility.home.example",
    home={"kk": "\u04ae\u0439", "en": "Home <University>"},
    hosts={PROVIDER: {"en": "Harbour & Sons"}},
    language="en",
)


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
    taker = Notifications(dict(connectors), face=FACE, mark_due=marked.append, clock=FixedClock())
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
        address = f"{url}{RETURN_PATH}{PROVIDER}"
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
        address = f"{url}{RETURN_PATH}{PROVIDER}"
        status, page = SandboxEmrex().post_back(address, built.begin(NOW).session_id, b"<elmo/>")
    assert (status, marked) == (503, [])
    assert "coordinator" in page


def test_other_paths_and_methods_are_answered_as_http_says(
    host: SandboxEwp, tmp_path: Path
) -> None:
    with serving((HOST, connector(host)), (PROVIDER, emrex(tmp_path))) as (url, marked):
        assert status_of(url, "GET", "/") == 404
        assert status_of(url, "POST", f"{EWP_PATH}3", b"x") == 404
        assert status_of(url, "POST", f"{RETURN_PATH}elsewhere.example", b"x") == 404
        assert status_of(url, "GET", f"{RETURN_PATH}{PROVIDER}") == 405
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
        SandboxEmrex().post_back(f"{url}{RETURN_PATH}{PROVIDER}", session_id, b"<Testova/>")
    assert [line["event"] for line in lines] == ["host-notified", "emrex-returned"]
    assert not any(text in str(lines) for text in ("KB-000077", "Testova", session_id))


def test_an_address_that_is_taken_is_an_error_with_a_way_out(host: SandboxEwp) -> None:
    with serving((HOST, connector(host))) as (url, _marked):
        port = urlsplit(url).port
        assert port is not None
        taker = Notifications({}, face=FACE, mark_due=Marked().append, clock=FixedClock())
        other = NotificationServer(lambda: taker, address="127.0.0.1", port=port)
        with pytest.raises(UtqyrError, match=str(port)):
            other.start()
        other.stop()


def test_a_reload_brings_new_hosts_and_keeps_what_was_seen_until_then(tmp_path: Path) -> None:
    one: dict[HeiId, HostConnector] = {PROVIDER: emrex(tmp_path)}
    in_force = [one]
    supply = NotificationsInForce(
        lambda: in_force[0], face=lambda: FACE, mark_due=Marked().append, clock=FixedClock()
    )
    first = supply()
    assert supply() is first
    in_force[0] = dict(one)
    assert supply() is not first


# -- the way of a browser ----------------------------------------------------------------------


def fetched(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=30)
    try:
        target = f"{address.path}?{address.query}" if address.query else address.path
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers=sent)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, answer.read().decode()
    finally:
        connection.close()


def form_of(page: str, number: int = 0) -> tuple[str, dict[str, str]]:
    """Read a form as a browser does: where it posts to, and what."""
    form = html.fromstring(page).forms[number]
    return form.action, dict(form.form_values())


def submitted(form: tuple[str, dict[str, str]]) -> tuple[int, str]:
    action, fields = form
    address = urlsplit(action)
    connection = http.client.HTTPConnection(address.netloc, timeout=30)
    try:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", address.path, body=urlencode(fields), headers=kind)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_a_student_is_sent_to_the_provider_and_told_of_every_end(tmp_path: Path) -> None:
    ends = {0: "arrived", 1: "No results", 2: "You cancelled", 3: "could not be sent"}
    with SandboxEmrexSite(SandboxEmrex(), b"<elmo/>") as site:
        settings = {"path": tmp_path, "provider": site.url, "session_secret": "sixteen letters!"}
        built = EmrexConnector(PROVIDER, EmrexSettings.model_validate(settings))
        with serving((PROVIDER, built)) as (url, marked):
            for number, said in ends.items():
                _, _, begin = fetched(f"{url}{BEGIN_PATH}{PROVIDER}")
                action, fields = form_of(begin)
                assert action == site.url
                assert fields["returnUrl"] == f"{FACE.url}{RETURN_PATH}{PROVIDER}"
                _, chosen = submitted((action, fields))
                _, back = form_of(chosen, number)
                status, page = submitted((f"{url}{RETURN_PATH}{PROVIDER}", back))
                assert status == 200
                assert said in html.fromstring(page).findtext(".//h1", "")
                assert (f"{BEGIN_PATH}{PROVIDER}" in page) is (number > 0)
    assert marked == [PROVIDER]


def test_the_page_loads_nothing_and_is_kept_nowhere(tmp_path: Path) -> None:
    with serving((PROVIDER, emrex(tmp_path))) as (url, _):
        status, headers, page = fetched(f"{url}{BEGIN_PATH}{PROVIDER}", Host="evil.example")
        bare = fetched(f"{url}{BEGIN_PATH}{PROVIDER}", "HEAD")
    assert status == 200
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action https://emp.example https:;" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script" not in f"{policy}{page}"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "evil.example" not in page
    assert "Home &lt;University&gt;" in page
    assert (bare[0], bare[2]) == (200, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("query", "accepted", "expected"),
    [
        ("", "", "en"),
        ("", "kk-KZ, ru;q=0.8", "kk"),
        ("", "de, ru;q=0.5, kk;q=0.9", "kk"),
        ("", "ru;q=nonsense, kk;q=7", "en"),
        ("?lang=ru", "kk", "ru"),
        ("?lang=de", "kk", "kk"),
        (f"?lang=ru&x={'x' * 300}", "", "en"),
    ],
)
def test_the_page_is_in_the_language_asked_for(
    tmp_path: Path, query: str, accepted: str, expected: str
) -> None:
    with serving((PROVIDER, emrex(tmp_path))) as (url, _):
        address = f"{url}{BEGIN_PATH}{PROVIDER}{query}"
        _, headers, page = fetched(address, Accept_Language=accepted)
    assert headers["content-language"] == expected
    assert f'<html lang="{expected}">' in page


def test_a_journey_that_cannot_begin_says_so(tmp_path: Path) -> None:
    built = emrex(tmp_path)
    hidden = replace(FACE, url="")
    for connector_of, face in ((built, hidden), (unready(tmp_path), FACE)):
        taker = Notifications(
            {PROVIDER: connector_of}, face=face, mark_due=Marked().append, clock=FixedClock()
        )
        begin = Question(method="GET", target=f"{BEGIN_PATH}{PROVIDER}", headers={}, body=b"")
        page = taker.answer(begin)
        assert page.status == 503
        assert b"<form" not in page.body
    with serving((PROVIDER, built)) as (url, _):
        assert fetched(f"{url}{BEGIN_PATH}elsewhere.example")[0] == 404
        assert status_of(url, "POST", f"{BEGIN_PATH}{PROVIDER}", b"x") == 405


def unready(folder: Path) -> EmrexConnector:
    return EmrexConnector(PROVIDER, EmrexSettings.model_validate({"path": folder}))


def test_a_browser_that_comes_after_too_many_is_told_when_to_come_again(tmp_path: Path) -> None:
    settings = {
        "path": tmp_path,
        "provider": "https://emp.example/emrex",
        "session_secret": "sixteen letters!",
        "returns_per_hour": 1,
    }
    built, marked = EmrexConnector(PROVIDER, EmrexSettings.model_validate(settings)), Marked()
    taker = Notifications({PROVIDER: built}, face=FACE, mark_due=marked.append, clock=FixedClock())
    pages = [
        taker.answer(
            Question(
                method="POST",
                target=f"{RETURN_PATH}{PROVIDER}",
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                body=SandboxEmrex().form(built.begin(NOW).session_id, content),
            )
        )
        for content in (b"<elmo/>", b"<elmo></elmo>")
    ]
    assert [page.status for page in pages] == [200, 503]
    assert [page.headers.get("Retry-After") for page in pages] == [None, "3600"]
    told = pages[1].body.decode()
    assert all(f'lang="{language}"' in told for language in ("kk", "ru", "en"))
    assert "come again in an hour" in told
    assert marked == [PROVIDER]


def test_a_browser_that_brings_too_much_reads_why(tmp_path: Path) -> None:
    with serving((PROVIDER, emrex(tmp_path))) as (url, _):
        size = {"Content_Length": str(LARGEST_BODY + 1)}
        status, headers, page = fetched(f"{url}{RETURN_PATH}{PROVIDER}", "POST", **size)
    assert (status, headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert "Choose fewer results" in page

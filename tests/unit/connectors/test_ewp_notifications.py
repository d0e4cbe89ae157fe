import io
import uuid
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import HostUnavailable
from connectors.hosts.ewp_catalogue import Catalogue, read_catalogue
from connectors.hosts.ewp_notifications import (
    MOST_IDS,
    NotificationReceiver,
    Question,
    Reply,
)
from connectors.http_signature import SignatureRefused, sign_request, verify_answer
from mapping.identifiers import HeiId
from sandbox.ewp_documents import RegistryHost, catalogue
from sandbox.ewp_signing import der_of
from tests.ewp_network import HOST, NOW
from tests.keys import private_key, public_pem, signing_key

TARGET = "/ewp/imobility-tor-cnr/v2"
IDS = [("omobility_id", "KB-1"), ("omobility_id", "KB-2")]


def known(_now: object) -> Catalogue:
    keys = {signing_key(name).key_id: der_of(public_pem(name)) for name in ("host", "other")}
    hosts = [
        RegistryHost(institutions=(HOST,), client_keys=(signing_key("host").key_id,)),
        RegistryHost(
            institutions=("other.example",),
            client_keys=(signing_key("other").key_id,),
            server_keys=(signing_key("host").key_id,),
        ),
    ]
    return read_catalogue(io.BytesIO(catalogue(hosts, keys)), host=HOST)


def receiver(**changes: Any) -> NotificationReceiver:
    chosen: dict[str, Any] = {
        "hosts": frozenset({HOST, HeiId("other.example")}),
        "catalogue": known,
        "key": signing_key("home"),
    }
    return NotificationReceiver(**{**chosen, **changes})


def question(
    form: list[tuple[str, str]] | None = None,
    *,
    key: str = "host",
    method: str = "POST",
    target: str = TARGET,
    **changes: str,
) -> Question:
    body = urlencode(form if form is not None else [("receiving_hei_id", HOST), *IDS]).encode()
    headers = sign_request(
        signing_key(key),
        method=method,
        host="home.example",
        target=target,
        body=body,
        now=NOW,
        request_id=str(uuid.uuid4()),
    )
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return Question(method=method, target=target, headers={**headers, **changes}, body=body)


def answered(asked: Question, **changes: Any) -> Reply:
    return receiver(**changes).receive(asked, version=2, now=NOW)


@pytest.mark.parametrize("version", [1, 2])
def test_a_notification_of_the_host_is_taken_and_answered(version: int) -> None:
    reply = receiver().receive(question(), version=version, now=NOW)
    assert (reply.status, reply.host) == (HTTPStatus.OK, HOST)
    assert reply.mobility_ids == ("KB-1", "KB-2")
    assert f"/tree/stable-v{version}".encode() in reply.body
    assert b"imobility-tor-cnr-response" in reply.body


def test_the_answer_is_signed_for_whoever_asks_for_it() -> None:
    asked = question()
    reply = answered(asked)
    keys = {signing_key("home").key_id: private_key("home").public_key()}
    verified = verify_answer(
        reply.headers, body=reply.body, request=asked.headers, keys=keys.get, now=NOW
    )
    assert verified.key_id == signing_key("home").key_id
    assert "Signature" not in answered(question(**{"Accept-Signature": ""})).headers
    assert "Signature" not in answered(question(), key=None).headers


@pytest.mark.parametrize(
    ("asked", "status", "reason"),
    [
        (question(Authorization=""), 401, "missing"),
        (question(Authorization="Signature x"), 400, "malformed"),
        (question(key="stranger"), 403, "unknown-key"),
        (question(Digest="SHA-256=AAAA"), 400, "wrong"),
        (question(method="GET"), 405, "method"),
        (question(**{"Content-Type": "text/xml"}), 415, "content-type"),
        (question(key="other"), 403, "not-its-own"),
        (question([("receiving_hei_id", "third.example"), *IDS]), 403, "not-its-own"),
        (question(IDS), 400, "receiving-hei-id"),
        (question([("receiving_hei_id", HOST)] * 2 + IDS), 400, "receiving-hei-id"),
        (question([("receiving_hei_id", HOST)]), 400, "omobility-id"),
        (question([("receiving_hei_id", HOST), ("omobility_id", "a b")]), 400, "omobility-id"),
        (
            question([("receiving_hei_id", HOST), *[("omobility_id", "x")] * (MOST_IDS + 1)]),
            400,
            "omobility-id",
        ),
        (question([("receiving_hei_id", HOST), *[("x", "x")] * (MOST_IDS * 2)]), 400, "form"),
    ],
)
def test_what_is_no_notification_of_the_host_is_refused(
    asked: Question, status: int, reason: str
) -> None:
    reply = answered(asked)
    assert (reply.status, reply.reason) == (status, reason)
    assert (reply.host, reply.mobility_ids) == (None, ())
    assert b"<error-response" in reply.body
    assert b"KB-1" not in reply.body
    if status == 401:
        assert reply.headers["WWW-Authenticate"] == 'Signature realm="EWP"'
        assert reply.headers["Want-Digest"] == "SHA-256"


def test_a_host_we_never_ask_is_told_so() -> None:
    assert answered(question(), hosts=frozenset()).reason == "unknown-host"


def test_a_copy_of_a_notification_is_refused() -> None:
    asked, taker = question(), receiver()
    assert taker.receive(asked, version=2, now=NOW).status == HTTPStatus.OK
    again = taker.receive(asked, version=2, now=NOW + timedelta(minutes=4))
    assert (again.status, again.reason) == (400, "seen-before")


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_notification_is_refused(minutes: int) -> None:
    reply = receiver().receive(question(), version=2, now=NOW + timedelta(minutes=minutes))
    assert (reply.status, reply.reason) == (400, "date")


def test_another_address_than_the_signed_one_is_refused() -> None:
    asked = question(target="/ewp/elsewhere")
    moved = Question(method="POST", target=TARGET, headers=asked.headers, body=asked.body)
    assert answered(moved).reason == "wrong"


def test_without_a_catalogue_the_sender_is_asked_to_come_again() -> None:
    def down(_now: object) -> Catalogue:
        raise HostUnavailable(HOST, "the registry is down")

    assert answered(question(), catalogue=down).status == HTTPStatus.SERVICE_UNAVAILABLE


@settings(deadline=None)
@given(
    body=st.binary(max_size=100),
    headers=st.dictionaries(st.sampled_from(["Authorization", "Date", "Digest"]), st.text()),
)
def test_any_request_is_refused_and_never_crashes(body: bytes, headers: dict[str, str]) -> None:
    asked = Question(method="POST", target=TARGET, headers=headers, body=body)
    assert answered(asked).status in (400, 401)


def test_a_refused_answer_cannot_be_taken_for_a_signed_one() -> None:
    reply = answered(question(Authorization="Signature x"))
    with pytest.raises(SignatureRefused):
        verify_answer(
            reply.headers, body=reply.body, request=question().headers, keys={}.get, now=NOW
        )

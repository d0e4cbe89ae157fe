"""The stand-in EWP host follows the specification, as a client with code of its own finds."""

import http.client
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import httpsig
import pytest

from sandbox.ewp import SandboxEwp
from sandbox.ewp_signing import digest_header
from tests.ewp_network import HOST, network, transcript
from tests.keys import private_pem, signing_key

NOW = "Sun, 01 Feb 2026 09:00:00 GMT"
NEEDED = ["(request-target)", "host", "date", "digest", "x-request-id"]


@pytest.fixture
def served() -> Iterator[SandboxEwp]:
    clock = datetime(2026, 2, 1, 9, 2, tzinfo=UTC)
    with network(max_ids=2, clock=lambda: clock) as host:
        for number in range(3):
            host.publish(f"KB-{number}", transcript(f"KB-{number}"))
        yield host


def asked(
    served: SandboxEwp,
    path: str,
    form: list[tuple[str, str]],
    *,
    covered: list[str] = NEEDED,
    **changes: str,
) -> tuple[int, Mapping[str, str], bytes]:
    address = urlsplit(served.url).netloc
    body = urlencode(form).encode()
    headers = {
        "Host": address,
        "Date": NOW,
        "Digest": digest_header(body),
        "X-Request-Id": str(uuid.uuid4()),
        **changes,
    }
    signer = httpsig.HeaderSigner(
        signing_key("home").key_id, private_pem("home"), algorithm="rsa-sha256", headers=covered
    )
    signed = dict(signer.sign(headers, method="POST", path=path))
    if not changes.get("Authorization", "x"):
        del signed["authorization"]
    connection = http.client.HTTPConnection(address, timeout=30)
    try:
        connection.request("POST", path, body=body, headers=signed)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


ASKING = [("receiving_hei_id", HOST), ("omobility_id", "KB-0"), ("omobility_id", "KB-9")]


def test_an_independent_client_gets_what_it_asks_for(served: SandboxEwp) -> None:
    status, _, body = asked(served, "/tors/v3/get", ASKING)
    assert status == 200
    assert body.count(b"<tor>") == 1, "unknown ids are left out"
    status, _, body = asked(served, "/tors/v2/index", ASKING[:1])
    assert (status, body.count(b"<omobility-id>")) == (200, 3)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Digest": digest_header(b"other")}, 400),
        ({"X-Request-Id": "1"}, 400),
        ({"Date": "Sun, 01 Feb 2026 08:50:00 GMT"}, 400),
    ],
)
def test_requests_are_refused_as_the_specification_says(
    served: SandboxEwp, changes: dict[str, str], status: int
) -> None:
    got, headers, body = asked(served, "/tors/v3/get", ASKING, **changes)
    assert got == status
    assert b"<error-response" in body
    if status == 401:
        assert headers["Www-Authenticate"] == 'Signature realm="EWP"'


def test_a_signature_that_leaves_something_out_is_none(served: SandboxEwp) -> None:
    assert asked(served, "/tors/v3/get", ASKING, covered=NEEDED[:3])[0] == 401


@pytest.mark.parametrize(
    "form",
    [
        [("receiving_hei_id", "other.example"), ("omobility_id", "KB-0")],
        [("receiving_hei_id", HOST)],
        [("receiving_hei_id", HOST), *[("omobility_id", "KB-0")] * 3],
        [("omobility_id", "KB-0")],
    ],
)
def test_parameters_are_looked_at(served: SandboxEwp, form: list[tuple[str, str]]) -> None:
    assert asked(served, "/tors/v3/get", form)[0] == 400


def test_a_request_id_serves_once(served: SandboxEwp) -> None:
    request_id = str(uuid.uuid4())
    first, second = (
        asked(served, "/tors/v3/get", ASKING, **{"X-Request-Id": request_id}) for _ in range(2)
    )
    assert (first[0], second[0]) == (200, 400)

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from oauthlib.oauth1 import RequestValidator, SignatureOnlyEndpoint

from connectors.errors import HostRefused
from connectors.host_api import Call, nothing_more
from connectors.hosts.oneroster import OneRosterConnector
from connectors.hosts.oneroster_settings import OneRosterSettings
from connectors.http_replies import HttpReply
from connectors.oauth1 import SignatureMethod, explaining, signer
from mapping.identifiers import HeiId
from sandbox.host_http import HostRequest
from sandbox.host_oauth1 import SandboxSignatures
from sandbox.host_oneroster import SandboxOneRoster
from tests.retrieving import asking

KEY, SECRET = "utqyr", "a secret & a half"
SERVER = "https://sis.host.example"
NOW = datetime.now(UTC)  # noqa: TID251 -- signatures carry the real time


class Validator(RequestValidator):
    """The server side of another implementation: it knows one client, and its token."""

    enforce_ssl = True
    client_key_length = (1, 100)
    nonce_length = (8, 100)
    dummy_client = "nobody"

    def __init__(self) -> None:
        super().__init__()
        self.nonces: set[str] = set()

    @property
    def allowed_signature_methods(self) -> tuple[str, ...]:
        return ("HMAC-SHA1", "HMAC-SHA256")

    def check_client_key(self, client_key: str) -> bool:
        return bool(client_key)

    def validate_client_key(self, client_key: str, _request: object) -> bool:
        return client_key == KEY

    def get_client_secret(self, _client_key: str, _request: object) -> str:
        return SECRET

    def validate_timestamp_and_nonce(
        self,
        client_key: str,
        timestamp: str,
        nonce: str,
        request: object,
        request_token: str | None = None,
        access_token: str | None = None,
    ) -> bool:
        new = nonce not in self.nonces and abs(int(timestamp) - time.time()) < 600
        self.nonces.add(nonce)
        return new


CALLS = [
    Call(url=f"{SERVER}/ims/oneroster/v1p1/results"),
    Call(
        url=f"{SERVER}/ims/oneroster/v1p1/results",
        query={"filter": "dateLastModified>='2026-01-01T00:00:00.000Z'", "limit": "100"},
    ),
    Call(url=f"{SERVER}/services/grades/terms2", form={"term_ids": "2025Z|2026L", "a b": "ü+&="}),
    Call(url=f"{SERVER}/classes/caf%C3%A9%20%2F/students", query={"é": "", "a": "b c"}),
]


@pytest.mark.parametrize("method", SignatureMethod)
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.url.rpartition("/")[2])
def test_signature_is_taken_by_another_implementation_once(
    call: Call, method: SignatureMethod
) -> None:
    sent = requests.Request(call.method, call.url, params=call.query, data=call.form).prepare()
    headers = {**sent.headers, **signer(KEY, SECRET, method)(call)}
    endpoint = SignatureOnlyEndpoint(Validator())

    def is_taken() -> bool:
        valid, _ = endpoint.validate_request(str(sent.url), call.method, sent.body, headers)
        return bool(valid)

    assert is_taken()
    assert not is_taken()
    headers = {**sent.headers, **signer(KEY, "another", method)(call)}
    assert not is_taken()


def test_stand_in_takes_the_example_of_the_specification_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """OAuth Core 1.0, Appendix A.5: a photo is asked for."""
    host = SandboxSignatures("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
    host.token_secrets["nnch734d00sl2jdk"] = "pfkkdhi9sl3r4s00"
    monkeypatch.setattr("sandbox.host_oauth1.time.time", lambda: 1191242096)
    given = (
        'OAuth realm="http://photos.example.net/", oauth_consumer_key="dpf43f3p2l4k3l03",'
        ' oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1",'
        ' oauth_timestamp="1191242096", oauth_nonce="kllo9940pd9333jh", oauth_version="1.0",'
        ' oauth_signature="{}"'
    )

    def problem(signature: str, size: str = "original") -> str:
        return host.problem(
            HostRequest(
                method="GET",
                path="/photos",
                query={"file": "vacation.jpg", "size": size},
                headers={"authorization": given.format(signature)},
                body=b"",
            ),
            "http://photos.example.net",
        )

    good = "tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"
    assert problem(good, size="small") == "signature_invalid"
    assert problem(good) == ""
    assert problem(good) == "nonce_used"


@pytest.fixture(params=["HMAC-SHA256", "HMAC-SHA1"])
def host(request: pytest.FixtureRequest) -> Iterator[SandboxOneRoster]:
    signatures = SandboxSignatures(KEY, SECRET, methods=[request.param])
    with SandboxOneRoster("1.1", signatures) as running:
        running.offer("MIC101", "Microeconomics", ects="5")
        running.grade("G1", "MIC101", score="70", at="2026-02-20T00:00:00.000Z")
        yield running


def connect(at: SandboxOneRoster, /, **changes: object) -> OneRosterConnector:
    assert at.signatures is not None
    (method,) = at.signatures.methods
    key = {"consumer_key": KEY, "consumer_secret": SECRET, "signature": method.lower()}
    raw = {
        "url": at.url,
        "version": "1.1",
        "oauth1": {**key, **changes},
        "final_items": "final*",
        "retries": 0,
        "connect_seconds": 60,
        "read_seconds": 60,
    }
    return OneRosterConnector(HeiId("host.example"), OneRosterSettings.model_validate(raw))


def test_host_that_checks_signatures_is_read(host: SandboxOneRoster, tmp_path: Path) -> None:
    since = datetime(2026, 2, 1, tzinfo=UTC)

    documents = list(connect(host).retrieve(asking(tmp_path, NOW, since=since)))

    assert len(documents) == 1
    assert any("filter" in one.query for one in host.asked)
    assert all(SECRET not in str(one.headers) for one in host.asked)
    assert list(connect(host).check()) == []


@pytest.mark.parametrize(
    ("changes", "problem", "hint"),
    [
        ({"consumer_secret": "another"}, "signature_invalid", "consumer_secret"),
        ({"consumer_key": "another"}, "consumer_key_unknown", "ask the host"),
    ],
)
def test_check_says_what_is_wrong_with_a_signature(
    host: SandboxOneRoster, changes: dict[str, object], problem: str, hint: str
) -> None:
    (found,) = connect(host, **changes).check()

    assert f"refused our signature ({problem})" in found.message
    assert hint in found.hint


def test_check_tells_a_method_the_host_does_not_know(host: SandboxOneRoster) -> None:
    assert host.signatures is not None
    connector = connect(host)
    host.signatures.methods = ["RSA-SHA1"]

    (found,) = connector.check()

    assert "signature_method_rejected" in found.message
    assert "`signature`" in found.hint


def test_check_tells_that_the_clocks_differ(host: SandboxOneRoster) -> None:
    assert host.signatures is not None
    host.signatures.clock_ahead = 3600

    (found,) = connect(host).check()

    assert "timestamp_refused" in found.message
    assert "clocks" in found.hint


def test_refused_signature_stops_the_run_and_not_one_line_item(
    host: SandboxOneRoster, tmp_path: Path
) -> None:
    host.offer("MAC102", "Macroeconomics")
    host.grade("G1", "MAC102", score="80")

    with pytest.raises(HostRefused, match="refused our signature"):
        list(connect(host, consumer_secret="another").retrieve(asking(tmp_path, NOW)))

    assert len(host.asked) == 1


@pytest.mark.parametrize(
    ("status", "header", "body", "told"),
    [
        (401, "", b"", "refused our signature"),
        (401, "", b"oauth_problem=nonce_used", "(nonce_used)"),
        (400, 'OAuth oauth_problem="timestamp_refused"', b"", "(timestamp_refused)"),
        (403, "", b'{"oauth_problem": "consumer_key_refused"}', "(consumer_key_refused)"),
        (401, 'OAuth oauth_problem="Anna_Nowak"', b"oauth_problem=anna", "our signature"),
        (400, "", b"oauth_problem=of_ours", None),
        (200, "", b"oauth_problem=nonce_used", None),
        (503, "", b"oauth_problem=nonce_used", None),
    ],
)
def test_refused_signature_is_told_by_the_servers_word_and_by_no_other_text(
    status: int, header: str, body: bytes, told: str | None
) -> None:
    headers = {"WWW-Authenticate": header} if header else {}
    reply = HttpReply(
        place="host.example/x", status=status, media_type="", charset="", headers=headers, body=body
    )

    failure = explaining(nothing_more)(reply)

    if told is None:
        assert failure is None
    else:
        assert failure is not None
        assert told in failure.message
        assert failure.hint
        assert "anna" not in f"{failure.message} {failure.hint}".lower()

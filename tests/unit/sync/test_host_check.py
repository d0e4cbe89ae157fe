"""A look at a host says what works, what does not, and what to do; it keeps nothing."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import BaseModel

from connectors.errors import HostRefused, HostThrottled
from mapping.problems import Problem, Severity
from sync.clock import SystemClock
from sync.host_check import (
    Finding,
    HostChecker,
    Step,
    Subject,
    Verdict,
    credential_finding,
    finding_facts,
    usable,
)
from sync.host_health import HostHealth
from sync.host_reach import Certificate, Endpoint, Reach, Unreachable, endpoints_of
from sync.messages import LANGUAGES, Messages
from tests.builders import HOST, make_learner, make_result
from tests.scripted_host import ScriptedHost, transcript

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


class Settings(BaseModel):
    url: str = "https://api.host.example/v1"
    proxy: str = ""
    ca_bundle: Path | None = None


class Nested(BaseModel):
    sign_in: Settings = Settings(url="http://login.host.example:8080/token")
    registry: str = "https://registry.example/catalogue.xml"
    note: str = "no address"


class Folder(BaseModel):
    path: Path = Path("inbox")


class Server(BaseModel):
    server: str = "files.host.example"
    port: int = 2222


class ScriptedReach(Reach):
    """Answer as a test says, without a network."""

    def __init__(self, valid_to: datetime | None = NOW + timedelta(days=200)) -> None:
        self.valid_to = valid_to

    def resolve(self, endpoint: Endpoint) -> tuple[str, ...]:
        if self.valid_to is None:
            raise Unreachable("name or service not known")
        return ("192.0.2.7",)

    def certificate(self, endpoint: Endpoint) -> Certificate:
        assert self.valid_to is not None
        return Certificate(issuer="Example Trust", valid_to=self.valid_to)


def look(
    host: ScriptedHost,
    settings: BaseModel | None = None,
    reach: Reach | None = None,
    documents: int | None = 3,
    health: HostHealth | None = None,
) -> list[Finding]:
    checker = HostChecker(now=NOW, reach=reach or ScriptedReach(), documents=documents)
    subject = Subject(
        host=HOST,
        connector=host,
        settings=settings or Settings(),
        health=health or HostHealth(host=HOST),
    )
    return list(checker.check(subject))


def of(findings: list[Finding], step: Step) -> list[Finding]:
    return [finding for finding in findings if finding.step is step]


def test_a_good_host_is_usable_and_told_in_the_order_it_is_mended() -> None:
    host = ScriptedHost()
    host.publish(transcript(make_result(), make_result("MAN101")))
    findings = look(host)
    assert usable(findings)
    order = list(Step)
    steps = [order.index(finding.step) for finding in findings]
    assert steps == sorted(steps)
    (sample,) = of(findings, Step.SAMPLE)
    assert sample.facts == {"documents": 1, "students": 1, "results": 2, "courses": 2}


def test_the_sample_is_bounded_and_everything_is_counted_on_demand() -> None:
    host = ScriptedHost()
    for number in range(5):
        learner = make_learner(full_name=f"Somebody {number}")
        host.publish(transcript(make_result(), learner=learner))
    (sample,) = of(look(host, documents=2), Step.SAMPLE)
    (whole,) = of(look(host, documents=None), Step.SAMPLE)
    assert (sample.code, sample.facts["documents"]) == ("sample-more", 2)
    assert (whole.code, whole.facts["documents"], whole.facts["students"]) == ("sample-all", 5, 5)


def test_nothing_of_the_sample_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    host = ScriptedHost()
    host.publish(transcript(make_result()))
    look(host)
    assert list(tmp_path.iterdir()) == []


def test_a_document_that_cannot_be_read_is_told_and_stops_nothing() -> None:
    host = ScriptedHost()
    host.publish_bytes(b"<html>")
    host.publish(transcript(make_result()))
    findings = of(look(host), Step.SAMPLE)
    assert [each.code for each in findings] == ["sample-all", "sample-broken"]
    assert findings[0].facts["results"] == 1
    assert [each.code for each in findings[0].problems] == ["not-json"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (HostRefused(HOST, "the token is none", hint="make one"), "configuration"),
        (HostThrottled(HOST, "fewer calls"), "throttled"),
    ],
)
def test_a_failed_retrieval_says_what_kind_of_failure_it_is(
    error: HostRefused | HostThrottled, code: str
) -> None:
    host = ScriptedHost()
    host.failure = error
    (finding,) = of(look(host), Step.SAMPLE)
    assert finding.verdict is Verdict.FAILED
    assert [(each.code, each.hint) for each in finding.problems] == [(code, error.hint)]


def test_what_the_connector_finds_decides_about_the_sign_in() -> None:
    class Refusing(ScriptedHost):
        severity = Severity.ERROR

        def check(self) -> Iterator[Problem]:
            yield Problem(code="no-right", message="may not", severity=self.severity)

    refused = Refusing()
    assert not usable(of(look(refused), Step.SIGN_IN))
    refused.severity = Severity.WARNING
    assert usable(of(look(refused), Step.SIGN_IN))


def test_a_name_that_leads_nowhere_is_told_and_its_certificate_not_asked() -> None:
    findings = look(ScriptedHost(), reach=ScriptedReach(valid_to=None))
    assert [each.code for each in of(findings, Step.NAME)] == ["name-unknown"]
    assert of(findings, Step.CERTIFICATE) == []


@pytest.mark.parametrize(
    ("days", "code", "verdict"),
    [(200, "certificate-good", Verdict.WELL), (5, "certificate-ends", Verdict.WARNING)],
)
def test_a_certificates_end_is_told_ahead(days: int, code: str, verdict: Verdict) -> None:
    reach = ScriptedReach(NOW + timedelta(days=days, hours=1))
    (finding,) = of(look(ScriptedHost(), reach=reach), Step.CERTIFICATE)
    assert (finding.code, finding.verdict, finding.facts["days"]) == (code, verdict, days)


@pytest.mark.parametrize(
    ("expires", "code", "verdict"),
    [
        (None, "credential-undated", Verdict.NOTE),
        (date(2027, 9, 1), "credential-good", Verdict.WELL),
        (date(2026, 9, 20), "credential-ends", Verdict.WARNING),
        (date(2026, 9, 1), "credential-ends", Verdict.WARNING),
        (date(2026, 8, 31), "credential-ended", Verdict.FAILED),
    ],
)
def test_a_credentials_end_is_told_ahead(expires: date | None, code: str, verdict: Verdict) -> None:
    finding = credential_finding(HOST, expires, NOW.date())
    assert (finding.code, finding.verdict) == (code, verdict)


def test_addresses_are_found_wherever_the_settings_hold_them() -> None:
    places = [(each.scheme, each.name, each.port) for each in endpoints_of(Nested())]
    assert places == [
        ("http", "login.host.example", 8080),
        ("https", "registry.example", 443),
    ]


def test_a_folder_has_no_name_and_an_sftp_server_shows_a_key() -> None:
    assert [each.code for each in of(look(ScriptedHost(), Folder()), Step.NAME)] == ["name-none"]
    found = look(ScriptedHost(), Server())
    assert [each.code for each in of(found, Step.CERTIFICATE)] == ["certificate-host-key"]


def test_behind_a_proxy_names_are_the_proxys_affair() -> None:
    settings = Settings(proxy="http://proxy.home.example:3128")
    findings = look(ScriptedHost(), settings, ScriptedReach(valid_to=None))
    assert [each.code for each in of(findings, Step.NAME)] == ["name-proxied"]


def test_a_host_left_alone_is_told_first() -> None:
    health = HostHealth(host=HOST).after(HostRefused(HOST, "no"), now=NOW, chance=1)
    assert look(ScriptedHost(), health=health)[0].code == "health-waits"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_its_sentence(language: str) -> None:
    messages = Messages(language)
    health = HostHealth(host=HOST).after(HostRefused(HOST, "no"), now=NOW, chance=1)
    host = ScriptedHost()
    host.publish_bytes(b"<html>")
    found = look(host, health=health) + look(ScriptedHost(), Folder())
    found += [credential_finding(HOST, date(2026, 8, 1), NOW.date())]
    for finding in found:
        said = messages.text(f"check-{finding.code}", **finding.facts)
        assert not said.startswith("check-"), finding.code
        assert finding_facts(finding)["verdict"] == finding.verdict.value


# -- a server of our own, with a certificate of our own ------------------------------------------


def certificate(folder: Path) -> tuple[Path, Path]:
    """Write a self-signed certificate for 127.0.0.1 and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test Authority")])
    now = SystemClock().now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@contextmanager
def greeting(paths: tuple[Path, Path]) -> Iterator[int]:
    """Greet one caller by TLS; gives the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*map(str, paths))
    listener = socket.create_server(("127.0.0.1", 0))

    def greet() -> None:
        try:
            line, _ = listener.accept()
            with context.wrap_socket(line, server_side=True) as greeted:
                greeted.recv(1)
        except OSError:
            return  # the caller did not like our certificate, or nobody called

    thread = threading.Thread(target=greet)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        # close() alone leaves a thread in accept()
        with socket.socket() as waking:
            waking.connect_ex(listener.getsockname())
        thread.join()
        listener.close()


def test_a_certificate_is_verified_and_read(tmp_path: Path) -> None:
    paths = certificate(tmp_path)
    with greeting(paths) as port:
        endpoint = Endpoint(scheme="https", name="127.0.0.1", port=port, ca_bundle=paths[0])
        assert Reach().resolve(endpoint) == ("127.0.0.1",)
        found = Reach().certificate(endpoint)
    assert found.issuer == "Test Authority"
    assert found.valid_to > SystemClock().now()


def test_a_certificate_nobody_vouches_for_is_told(tmp_path: Path) -> None:
    with greeting(certificate(tmp_path)) as port:
        settings = Settings(url=f"https://127.0.0.1:{port}")
        findings = look(ScriptedHost(), settings, Reach())
    (finding,) = of(findings, Step.CERTIFICATE)
    assert (finding.code, finding.verdict) == ("certificate-refused", Verdict.FAILED)


def test_a_port_where_nobody_listens_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    endpoint = Endpoint(scheme="https", name="127.0.0.1", port=port)
    with pytest.raises(Unreachable):
        Reach().certificate(replace(endpoint, name="127.0.0.1"))

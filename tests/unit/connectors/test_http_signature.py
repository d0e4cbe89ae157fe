from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpsig
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.http_signature import (
    ALGORITHM,
    TOLERANCE,
    Signature,
    SignatureFault,
    SignatureRefused,
    SigningKey,
    digest_of,
    http_date,
    read_signature,
    sign_answer,
    sign_request,
    signing_text,
    verify_answer,
    verify_request,
)
from mapping.problems import UtqyrError
from tests.keys import PUBLISHED_KEY, private_key, private_pem, public_pem, signing_key

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
BODY = b"receiving_hei_id=host.example&omobility_id=KB-1&omobility_id=KB-2"
TARGET = "/ewp/tors/get?edition=2"
REQUEST_ID = "3f2b0c0e-6a0a-4e0f-9e0a-2a8f3f1f7c55"
ANSWER = b"<imobility-tors-get-response/>"

# draft-cavage-http-signatures, appendix C: date alone; the basic test; all headers. Versions up to
# 08 print a Thursday, from 10 on the Sunday that the day was.
THURSDAY, SUNDAY = "Thu, 05 Jan 2014 21:31:40 GMT", "Sun, 05 Jan 2014 21:31:40 GMT"
PUBLISHED = {
    (THURSDAY, "date"): "jKyvPcxB4JbmYY4mByyBY7cZfNl4OW9HpFQlG7N4YcJPteKTu4MWCLyk+gIr0wDgqtLW"
    "f9NLpMAMimdfsH7FSWGfbMFSrsVTHNTk0rK3usrfFnti1dxsM4jl0kYJCKTGI/UWkqiaxwNiKqGcdlEDrTcUhhsFsOIo"
    "8VhddmZTZ8w=",
    (THURSDAY, "(request-target) host date"): "HUxc9BS3P/kPhSmJo+0pQ4IsCo007vkv6bUm4Qehrx+B1Eo4Mq"
    "5/6KylET72ZpMUS80XvjlOPjKzxfeTQj4DiKbAzwJAb4HX3qX6obQTa00/qPDXlMepD2JtTw33yNnm/0xV7fQuvILN/"
    "ys+378Ysi082+4xBQFwvhNvSoVsGv4=",
    (THURSDAY, "(request-target) host date content-type digest content-length"): "Ef7MlxLXoBovhil3"
    "AlyjtBwAL9g4TN3tibLj7uuNB3CROat/9KaeQ4hW2NiJ+pZ6HQEOx9vYZAyi+7cmIkmJszJCut5kQLAwuX+Ms/mUFvpK"
    "lSo9StS2bMXDBNjOh4Auj774GFj4gwjS+3NhFeoqyr/MuN6HsEnkvn6zdgfE2i0=",
    (SUNDAY, "date"): "SjWJWbWN7i0wzBvtPl8rbASWz5xQW6mcJmn+ibttBqtifLN7Sazz6m79cNfwwb8DMJ5cou1s7u"
    "EGKKCs+FLEEaDV5lp7q25WqS+lavg7T8hc0GppauB6hbgEKTwblDHYGEtbGmtdHgVCk9SuS13F0hZ8FD0k/5OxEPXe5W"
    "ozsbM=",
    (SUNDAY, "(request-target) host date"): "qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg"
    "2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfEdKFYRqzic+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd"
    "9Fswtemr3lgdDEmn04swr2Os0=",
    (SUNDAY, "(request-target) host date content-type digest content-length"): "vSdrb+dS3EceC9bcwHS"
    "o4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv120V01IL+TAD48XaE"
    "RZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE=",
}


@pytest.mark.parametrize(("date", "names"), PUBLISHED)
def test_published_vectors_are_reproduced(date: str, names: str) -> None:
    headers = {
        "host": "example.com",
        "date": date,
        "content-type": "application/json",
        "digest": digest_of(b'{"hello": "world"}'),
        "content-length": "18",
    }
    text = signing_text(names.split(), headers, "post /foo?param=value&pet=dog")
    assert PUBLISHED[date, names] == SigningKey.from_pem(PUBLISHED_KEY).sign(text)


def test_digest_of_an_empty_body_is_the_published_one() -> None:
    assert digest_of(b"") == "SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def signed(**changes: Any) -> dict[str, str]:
    """Sign the request of these tests."""
    chosen: dict[str, Any] = {
        "method": "POST",
        "host": "host.example:8443",
        "target": TARGET,
        "body": BODY,
        "now": NOW,
        "request_id": REQUEST_ID,
    }
    return sign_request(signing_key("home"), **{**chosen, **changes})


def ring(*names: str) -> Any:
    """Vouch for the keys of these names."""
    known = {signing_key(name).key_id: private_key(name).public_key() for name in names}
    return known.get


def fault_of_request(headers: Mapping[str, str], **changes: Any) -> SignatureFault | None:
    chosen: dict[str, Any] = {
        "method": "POST",
        "target": TARGET,
        "body": BODY,
        "keys": ring("home"),
        "now": NOW,
    }
    try:
        verify_request(headers, **{**chosen, **changes})
    except SignatureRefused as refused:
        return refused.fault
    return None


def fault_of_answer(
    headers: Mapping[str, str], request: Mapping[str, str] | None = None, **changes: Any
) -> SignatureFault | None:
    chosen: dict[str, Any] = {"body": ANSWER, "keys": ring("host"), "now": NOW}
    try:
        verify_answer(headers, request=request or signed(), **{**chosen, **changes})
    except SignatureRefused as refused:
        return refused.fault
    return None


def answered(**changes: Any) -> dict[str, str]:
    chosen: dict[str, Any] = {"body": ANSWER, "now": NOW, "request": signed()}
    return sign_answer(signing_key("host"), **{**chosen, **changes})


def test_a_request_is_verified_by_an_independent_implementation() -> None:
    headers = signed()
    verifier = httpsig.HeaderVerifier(
        headers,
        public_pem("home"),
        required_headers=["(request-target)", "host", "date", "digest", "x-request-id"],
        method="POST",
        path=TARGET,
    )
    assert verifier.verify() is True


def test_an_answer_signed_by_an_independent_implementation_is_verified() -> None:
    request = signed()
    plain = {
        "Date": http_date(NOW),
        "Digest": digest_of(ANSWER),
        "X-Request-Id": REQUEST_ID,
        "X-Request-Signature": read_signature(request["Authorization"].partition(" ")[2]).value,
    }
    signer = httpsig.HeaderSigner(
        signing_key("host").key_id,
        private_pem("host"),
        algorithm=ALGORITHM,
        headers=["date", "digest", "x-request-id", "x-request-signature"],
        sign_header="signature",
    )
    headers = dict(signer.sign(plain))
    verified = verify_answer(headers, body=ANSWER, request=request, keys=ring("host"), now=NOW)
    assert verified.key_id == signing_key("host").key_id


def test_a_request_signed_by_an_independent_implementation_is_verified() -> None:
    plain = {
        "Host": "home.example",
        "Date": http_date(NOW),
        "Digest": digest_of(BODY),
        "X-Request-Id": REQUEST_ID,
    }
    signer = httpsig.HeaderSigner(
        signing_key("home").key_id,
        private_pem("home"),
        algorithm=ALGORITHM,
        headers=["(request-target)", "host", "date", "digest", "x-request-id"],
    )
    headers = dict(signer.sign(plain, method="POST", path=TARGET))
    assert fault_of_request(headers) is None


def test_what_no_signature_covers_is_not_given_on() -> None:
    headers = {**signed(), "X-Forwarded-For": "203.0.113.9"}
    verified = verify_request(
        headers, method="POST", target=TARGET, body=BODY, keys=ring("home"), now=NOW
    )
    assert set(verified.headers) == {"host", "date", "digest", "x-request-id"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"body": BODY + b"&omobility_id=KB-3"}, SignatureFault.DIGEST),
        ({"target": "/ewp/tors/get?edition=3"}, SignatureFault.WRONG),
        ({"method": "GET"}, SignatureFault.WRONG),
        ({"keys": ring("somebody")}, SignatureFault.UNKNOWN_KEY),
        ({"now": NOW + TOLERANCE + timedelta(seconds=1)}, SignatureFault.DATE),
        ({"now": NOW - TOLERANCE - timedelta(seconds=1)}, SignatureFault.DATE),
        ({"now": NOW + TOLERANCE}, None),
        ({"now": NOW - TOLERANCE}, None),
    ],
)
def test_a_request_is_refused_for_what_is_wrong_with_it(
    changes: dict[str, Any], fault: SignatureFault | None
) -> None:
    assert fault_of_request(signed(), **changes) is fault


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Authorization": ""}, SignatureFault.MISSING),
        ({"Authorization": "Basic dXNlcjpwYXNz"}, SignatureFault.MISSING),
        ({"Authorization": "Signature keyId"}, SignatureFault.MALFORMED),
        ({"Host": "elsewhere.example"}, SignatureFault.WRONG),
        ({"Date": http_date(NOW + timedelta(seconds=1))}, SignatureFault.WRONG),
        ({"X-Request-Id": "3f2b0c0e-6a0a-4e0f-9e0a-2a8f3f1f7c56"}, SignatureFault.WRONG),
        ({"Digest": digest_of(b"")}, SignatureFault.WRONG),
        ({"Digest": "SHA-256=\u00e9"}, SignatureFault.MALFORMED),
    ],
)
def test_a_signed_header_that_was_changed_is_noticed(
    changed: dict[str, str], fault: SignatureFault
) -> None:
    assert fault_of_request({**signed(), **changed}) is fault


@pytest.mark.parametrize("left_out", ["(request-target)", "host", "date", "digest", "x-request-id"])
def test_every_header_that_has_to_be_signed_is_missed(left_out: str) -> None:
    headers = signed()
    names = [
        name
        for name in ("(request-target)", "host", "date", "digest", "x-request-id")
        if name != left_out
    ]
    lowered = {name.lower(): value for name, value in headers.items()}
    key = signing_key("home")
    value = key.sign(signing_text(names, lowered, f"post {TARGET}"))
    signature = Signature(key_id=key.key_id, algorithm=ALGORITHM, names=tuple(names), value=value)
    headers["Authorization"] = f"Signature {signature.text()}"
    assert fault_of_request(headers) is SignatureFault.NOT_COVERED


def test_original_date_may_stand_in_for_a_date_a_proxy_changed() -> None:
    key = signing_key("home")
    names = ("(request-target)", "host", "original-date", "digest", "x-request-id")
    lowered = {name.lower(): value for name, value in signed().items()}
    lowered["original-date"] = lowered.pop("date")
    value = key.sign(signing_text(names, lowered, f"post {TARGET}"))
    signature = Signature(key_id=key.key_id, algorithm=ALGORITHM, names=names, value=value)
    lowered["authorization"] = f"Signature {signature.text()}"
    assert fault_of_request(lowered) is None
    assert fault_of_request(lowered, now=NOW + timedelta(minutes=6)) is SignatureFault.DATE


@pytest.mark.parametrize("request_id", ["1", REQUEST_ID.upper(), REQUEST_ID.replace("-", "")])
def test_request_ids_have_to_be_canonical(request_id: str) -> None:
    assert fault_of_request(signed(request_id=request_id)) is SignatureFault.REQUEST_ID


def test_other_algorithms_are_refused() -> None:
    headers = signed()
    headers["Authorization"] = headers["Authorization"].replace("rsa-sha256", "hs2019")
    assert fault_of_request(headers) is SignatureFault.ALGORITHM


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"body": ANSWER + b" "}, SignatureFault.DIGEST),
        ({"keys": ring("home")}, SignatureFault.UNKNOWN_KEY),
        ({"now": NOW + timedelta(minutes=7)}, SignatureFault.DATE),
        (
            {"request": signed(request_id=REQUEST_ID.replace("3", "4"))},
            SignatureFault.OTHER_REQUEST,
        ),
        ({"request": signed(body=b"")}, SignatureFault.OTHER_REQUEST),
    ],
)
def test_an_answer_is_refused_for_what_is_wrong_with_it(
    changes: dict[str, Any], fault: SignatureFault | None
) -> None:
    assert fault_of_answer(answered(), **changes) is fault


@pytest.mark.parametrize("left_out", ["date", "digest", "x-request-id", "x-request-signature"])
def test_every_header_of_an_answer_that_has_to_be_signed_is_missed(left_out: str) -> None:
    headers = {name.lower(): value for name, value in answered().items()}
    every = ("date", "digest", "x-request-id", "x-request-signature")
    names = tuple(name for name in every if name != left_out)
    key = signing_key("host")
    value = key.sign(signing_text(names, headers, ""))
    signature = Signature(key_id=key.key_id, algorithm=ALGORITHM, names=names, value=value)
    headers["signature"] = signature.text()

    assert fault_of_answer(headers) is SignatureFault.NOT_COVERED


def test_an_answer_with_our_signature_and_another_request_id_is_anothers() -> None:
    other = {**signed(), "X-Request-Id": REQUEST_ID.replace("3", "4")}

    assert fault_of_answer(answered(request=other)) is SignatureFault.OTHER_REQUEST


def request_signed_over(names: tuple[str, ...], **changed: str) -> dict[str, str]:
    """Sign headers of a request that are unlike those we write ourselves."""
    headers = {name.lower(): value for name, value in signed().items()} | changed
    key = signing_key("home")
    value = key.sign(signing_text(names, headers, f"post {TARGET}"))
    signature = Signature(key_id=key.key_id, algorithm=ALGORITHM, names=names, value=value)
    return {**headers, "authorization": f"Signature {signature.text()}"}


NAMES = ("(request-target)", "host", "date", "digest", "x-request-id")


def test_two_digests_of_one_kind_are_refused() -> None:
    digest = f"{digest_of(BODY)},{digest_of(b'')}"

    assert fault_of_request(request_signed_over(NAMES, digest=digest)) is SignatureFault.DIGEST


def test_a_digest_is_found_whatever_its_case_and_beside_others() -> None:
    digest = f"MD5=x, {digest_of(BODY).replace('SHA-256', 'sha-256')}"

    assert fault_of_request(request_signed_over(NAMES, digest=digest)) is None


def test_a_header_named_twice_is_refused() -> None:
    assert fault_of_request(request_signed_over((*NAMES, "host"))) is SignatureFault.MALFORMED


def test_a_signature_that_names_no_algorithm_is_refused() -> None:
    headers = signed()
    headers["Authorization"] = headers["Authorization"].replace('algorithm="rsa-sha256",', "")

    assert fault_of_request(headers) is SignatureFault.ALGORITHM


def test_a_signature_with_other_letters_between_is_refused() -> None:
    headers = signed()
    headers["Authorization"] = headers["Authorization"].replace('signature="', 'signature="!')

    assert fault_of_request(headers) is SignatureFault.WRONG


def test_the_schemes_case_does_not_count() -> None:
    headers = signed()
    headers["Authorization"] = headers["Authorization"].replace("Signature ", "signature ", 1)

    assert fault_of_request(headers) is None


def test_a_moment_of_another_zone_is_written_in_that_of_http() -> None:
    assert http_date(NOW.astimezone(timezone(timedelta(hours=5)))) == http_date(NOW)


def test_an_unsigned_answer_is_told_from_a_wrong_one() -> None:
    unsigned = {name: value for name, value in answered().items() if name != "Signature"}
    assert fault_of_answer(unsigned) is SignatureFault.MISSING


def test_a_parameter_given_twice_is_refused() -> None:
    text = answered()["Signature"]
    assert fault_of_answer({**answered(), "Signature": f'{text},keyId="x"'}) is (
        SignatureFault.MALFORMED
    )


def test_key_ids_digest_the_public_key_in_der() -> None:
    assert len(signing_key("home").key_id) == 64
    assert signing_key("home").key_id != signing_key("host").key_id


@pytest.mark.parametrize("pem", ["", "not a key", PUBLISHED_KEY[:300], "-----BEGIN X-----\n\u00e9"])
def test_a_key_that_cannot_be_read_is_not_repeated(pem: str) -> None:
    with pytest.raises(UtqyrError) as caught:
        SigningKey.from_pem(pem)
    assert "PEM" in caught.value.message
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_keys_of_other_kinds_are_refused() -> None:
    pem = ed25519.Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    with pytest.raises(UtqyrError):
        SigningKey.from_pem(pem.decode())


@settings(deadline=None)
@given(
    headers=st.dictionaries(
        st.sampled_from(["Authorization", "Date", "Digest", "X-Request-Id", "Host"]), st.text()
    ),
    signature=st.text(alphabet='keyIdsgnatur="(),- SHA256\u00e9', max_size=80),
)
def test_any_headers_are_refused_and_never_crash(headers: dict[str, str], signature: str) -> None:
    assert fault_of_request({**headers, "Authorization": f"Signature {signature}"}) is not None


@settings(deadline=None)
@given(body=st.binary(max_size=200), target=st.from_regex(r"/[!-~]{0,40}", fullmatch=True))
def test_every_request_we_sign_is_ours(body: bytes, target: str) -> None:
    headers = signed(body=body, target=target)
    assert fault_of_request(headers, body=body, target=target) is None


def test_a_key_of_the_right_id_but_another_owner_does_not_verify() -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    assert fault_of_request(signed(), keys=lambda _: stranger) is SignatureFault.WRONG

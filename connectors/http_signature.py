"""HTTP signatures of draft-cavage-http-signatures-07 with `rsa-sha256`; sends and fetches nothing.

    request  (request-target) host date digest x-request-id              --> Authorization
    answer   date digest x-request-id x-request-signature                --> Signature

This is how EWP hosts and clients prove who they are (cliauth-httpsig 1.0.2, srvauth-httpsig 1.1.0);
it is not RFC 9421. What no signature covers is never given on.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from enum import StrEnum
from typing import NoReturn

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)

from mapping.problems import UtqyrError

ALGORITHM = "rsa-sha256"
TOLERANCE = timedelta(minutes=5)
"""How far two clocks may be apart; the specification allows wider, never narrower."""

REQUEST_TARGET = "(request-target)"
_SIGNED_OF_REQUEST = (REQUEST_TARGET, "host", "date", "digest", "x-request-id")
_PARAMETER = re.compile(r'\s*([A-Za-z]+)=(?:"([^"]*)"|(\d+))\s*(?:,|$)', re.ASCII)
_REQUEST_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_PRINTABLE = re.compile(r"[\t\x20-\x7e]*", re.ASCII)

KeyRing = Callable[[str], RSAPublicKey | None]
"""The public key of a key id, or nothing for a key nobody vouches for."""


class SignatureFault(StrEnum):
    """Why a message is not taken for its sender's."""

    MISSING = "missing"
    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    NOT_COVERED = "not-covered"
    UNKNOWN_KEY = "unknown-key"
    WRONG = "wrong"
    DIGEST = "digest"
    DATE = "date"
    REQUEST_ID = "request-id"
    OTHER_REQUEST = "other-request"


_SENTENCES = {
    SignatureFault.MISSING: "the message is not signed",
    SignatureFault.MALFORMED: "the signature's header cannot be read",
    SignatureFault.ALGORITHM: f"the signature is not of algorithm {ALGORITHM}",
    SignatureFault.NOT_COVERED: "the signature leaves out a header that has to be signed",
    SignatureFault.UNKNOWN_KEY: "the key of the signature is not known",
    SignatureFault.WRONG: "the signature does not fit the message",
    SignatureFault.DIGEST: "the digest does not fit the body",
    SignatureFault.DATE: "the message's date is more than five minutes off",
    SignatureFault.REQUEST_ID: "the request id is no canonical UUID",
    SignatureFault.OTHER_REQUEST: "the answer belongs to another request",
}


class SignatureRefused(UtqyrError):
    """A message is not proven to come from its sender; repeats nothing of it."""

    def __init__(self, fault: SignatureFault) -> None:
        super().__init__(_SENTENCES[fault])
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private RSA key and the id its public half is published under."""

    private: RSAPrivateKey
    key_id: str

    @classmethod
    def from_pem(cls, pem: str) -> "SigningKey":
        """Load a key from unencrypted PEM text; raises UtqyrError, which repeats none of it."""
        try:
            private = load_pem_private_key(pem.encode(), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            # not chained: what the parser says may repeat the key
            private = None
        if not isinstance(private, RSAPrivateKey):
            raise UtqyrError(
                "the signing key is no private RSA key in PEM form without a password",
                hint="openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
            )
        return cls(private=private, key_id=key_id_of(private.public_key()))

    def sign(self, text: str) -> str:
        """Sign a text and write the signature in base64."""
        signature = self.private.sign(text.encode("ascii"), PKCS1v15(), SHA256())
        return base64.b64encode(signature).decode()


def key_id_of(key: RSAPublicKey) -> str:
    """Give a key's id: the hexadecimal SHA-256 of its DER SubjectPublicKeyInfo."""
    return hashlib.sha256(
        key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).hexdigest()


def read_public_key(der: bytes) -> RSAPublicKey | None:
    """Read a public RSA key from DER; None for anything else."""
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, RSAPublicKey) else None


def digest_of(body: bytes) -> str:
    """Write the value of a Digest header; an empty body has one, too."""
    return f"SHA-256={base64.b64encode(hashlib.sha256(body).digest()).decode()}"


def signing_text(names: Iterable[str], headers: Mapping[str, str], target: str) -> str:
    """Write what is signed: the named headers in their order; raises SignatureRefused.

    `headers` are by lower-case name. `target` is the method in lower case, a blank, and path with
    query; empty for an answer, which has none.
    """
    lines = []
    for name in names:
        value = target if name == REQUEST_TARGET else headers.get(name)
        if not value or not _PRINTABLE.fullmatch(value):
            _refuse(SignatureFault.MALFORMED)
        lines.append(f"{name}: {value.strip()}")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The parameters of a signature."""

    key_id: str
    algorithm: str
    names: tuple[str, ...]
    value: str

    def text(self) -> str:
        """Write the parameters as they stand in a header."""
        return (
            f'keyId="{self.key_id}",algorithm="{self.algorithm}",'
            f'headers="{" ".join(self.names)}",signature="{self.value}"'
        )


def read_signature(text: str) -> Signature:
    """Read a signature's parameters; raises SignatureRefused.

    A parameter given twice is refused: two readers might take one of them each.
    """
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _PARAMETER.match(text, position)
        if match is None or match[1] in found:
            _refuse(SignatureFault.MALFORMED)
        found[match[1]] = match[2] if match[2] is not None else match[3]
        position = match.end()
    names = tuple(found.get("headers", "date").lower().split(" "))
    if not found.get("keyId") or not found.get("signature") or len(set(names)) < len(names):
        _refuse(SignatureFault.MALFORMED)
    return Signature(
        key_id=found["keyId"],
        algorithm=found.get("algorithm", ""),
        names=names,
        value=found["signature"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A message that is its sender's: the key it was signed by, and what the signature covers."""

    key_id: str
    headers: Mapping[str, str]


def sign_request(
    key: SigningKey,
    *,
    method: str,
    host: str,
    target: str,
    body: bytes,
    now: datetime,
    request_id: str,
) -> dict[str, str]:
    """Give the headers that sign a request, and ask for a signed answer.

    `target` is path with query, `host` is what the Host header says, port included.
    """
    headers = {
        "host": host,
        "date": http_date(now),
        "digest": digest_of(body),
        "x-request-id": request_id,
    }
    text = signing_text(_SIGNED_OF_REQUEST, headers, f"{method.lower()} {target}")
    signature = Signature(
        key_id=key.key_id, algorithm=ALGORITHM, names=_SIGNED_OF_REQUEST, value=key.sign(text)
    )
    return {
        "Host": headers["host"],
        "Date": headers["date"],
        "Digest": headers["digest"],
        "X-Request-Id": request_id,
        "Authorization": f"Signature {signature.text()}",
        "Accept-Signature": ALGORITHM,
        "Want-Digest": "SHA-256",
    }


def verify_request(
    headers: Mapping[str, str],
    *,
    method: str,
    target: str,
    body: bytes,
    keys: KeyRing,
    now: datetime,
) -> Verified:
    """Verify a request's signature, date, digest and request id; raises SignatureRefused."""
    lowered = {name.lower(): value for name, value in headers.items()}
    scheme, _, parameters = lowered.get("authorization", "").partition(" ")
    if scheme.lower() != "signature":
        _refuse(SignatureFault.MISSING)
    signature = read_signature(parameters)
    needed = {REQUEST_TARGET, "host", "digest", "x-request-id"}
    verified = _verify(signature, lowered, f"{method.lower()} {target}", needed, keys)
    _check_date(verified, now)
    _check_digest(verified, body)
    if not _REQUEST_ID.fullmatch(verified.headers["x-request-id"]):
        _refuse(SignatureFault.REQUEST_ID)
    return verified


def sign_answer(
    key: SigningKey, *, body: bytes, now: datetime, request: Mapping[str, str]
) -> dict[str, str]:
    """Give the headers that sign the answer to a signed request, whose headers are given."""
    lowered = {name.lower(): value for name, value in request.items()}
    headers = {"date": http_date(now), "digest": digest_of(body)}
    if "x-request-id" in lowered:
        headers["x-request-id"] = lowered["x-request-id"]
    authorization = lowered.get("authorization", "")
    if authorization.lower().startswith("signature "):
        headers["x-request-signature"] = read_signature(authorization.partition(" ")[2]).value
    names = tuple(headers)
    signature = Signature(
        key_id=key.key_id,
        algorithm=ALGORITHM,
        names=names,
        value=key.sign(signing_text(names, headers, "")),
    )
    return {
        **{name.title(): value for name, value in headers.items()},
        "Signature": signature.text(),
    }


def verify_answer(
    headers: Mapping[str, str],
    *,
    body: bytes,
    request: Mapping[str, str],
    keys: KeyRing,
    now: datetime,
) -> Verified:
    """Verify that an answer is the server's, and to this request; raises SignatureRefused.

    `request` are the headers sent. `body` is what came, before any content encoding is undone.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    if "signature" not in lowered:
        _refuse(SignatureFault.MISSING)
    signature = read_signature(lowered["signature"])
    needed = {"digest", "x-request-id", "x-request-signature"}
    verified = _verify(signature, lowered, "", needed, keys)
    sent = {name.lower(): value for name, value in request.items()}
    ours = read_signature(sent["authorization"].partition(" ")[2]).value
    same_id = verified.headers["x-request-id"] == sent["x-request-id"]
    if not same_id or verified.headers["x-request-signature"] != ours:
        _refuse(SignatureFault.OTHER_REQUEST)
    _check_date(verified, now)
    _check_digest(verified, body)
    return verified


def http_date(moment: datetime) -> str:
    """Write a moment as HTTP does: `Tue, 01 Dec 2026 10:00:00 GMT`."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def _verify(
    signature: Signature,
    headers: Mapping[str, str],
    target: str,
    needed: set[str],
    keys: KeyRing,
) -> Verified:
    if signature.algorithm.lower() != ALGORITHM:
        _refuse(SignatureFault.ALGORITHM)
    if needed - set(signature.names) or not {"date", "original-date"} & set(signature.names):
        _refuse(SignatureFault.NOT_COVERED)
    key = keys(signature.key_id)
    if key is None:
        _refuse(SignatureFault.UNKNOWN_KEY)
    text = signing_text(signature.names, headers, target)
    try:
        value = base64.b64decode(signature.value, validate=True)
        key.verify(value, text.encode("ascii"), PKCS1v15(), SHA256())
    except (binascii.Error, InvalidSignature):
        raise SignatureRefused(SignatureFault.WRONG) from None
    covered = {name: headers[name].strip() for name in signature.names if name in headers}
    return Verified(key_id=signature.key_id, headers=covered)


def _check_date(verified: Verified, now: datetime) -> None:
    for name in ("date", "original-date"):
        if name not in verified.headers:
            continue
        try:
            stated = parsedate_to_datetime(verified.headers[name])
            apart = abs(stated.replace(tzinfo=stated.tzinfo or UTC) - now)
        except (ValueError, TypeError, OverflowError):
            raise SignatureRefused(SignatureFault.DATE) from None
        if apart > TOLERANCE:
            _refuse(SignatureFault.DATE)


def _check_digest(verified: Verified, body: bytes) -> None:
    """Compare the SHA-256 among the digests stated; other algorithms count for nothing."""
    stated = [each.strip() for each in verified.headers["digest"].split(",")]
    ours = digest_of(body).partition("=")[2]
    theirs = [each.partition("=")[2] for each in stated if each.lower().startswith("sha-256=")]
    if len(theirs) != 1 or not hmac.compare_digest(theirs[0].encode(), ours.encode()):
        _refuse(SignatureFault.DIGEST)


def _refuse(fault: SignatureFault) -> NoReturn:
    raise SignatureRefused(fault)

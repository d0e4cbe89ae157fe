"""How stand-ins of the EWP network sign and verify: by the draft, with code of their own."""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

NEEDED: Final = ("(request-target)", "host", "digest", "x-request-id")
_PARAMETER: Final = re.compile(r'(\w+)="([^"]*)"')
_FIVE_MINUTES: Final = 300
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Refused(Exception):
    """A request is answered with a status and no more."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class StandInKey:
    """A key of a stand-in host, made anew for each."""

    def __init__(self) -> None:
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.der = self.private.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )
        self.id = hashlib.sha256(self.der).hexdigest()

    def sign(self, text: str) -> str:
        """Sign a text."""
        return base64.b64encode(self.private.sign(text.encode(), PKCS1v15(), SHA256())).decode()


def der_of(public_pem: str) -> bytes:
    """Give the DER form of a public key written in PEM."""
    return load_pem_public_key(public_pem.encode()).public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )


def digest_header(body: bytes) -> str:
    """Write a Digest header."""
    return "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def verify_request(
    public_pem: str,
    *,
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime | None,
) -> None:
    """Refuse a request that its client did not sign as cliauth-httpsig asks; `headers` lower-case.

    Without `now` dates are not compared.
    """
    authorization = headers.get("authorization", "")
    if not authorization.startswith("Signature "):
        raise Refused(401, "a signature is needed")
    parameters = dict(_PARAMETER.findall(authorization))
    names = parameters.get("headers", "date").split()
    if parameters.get("algorithm") != "rsa-sha256" or set(NEEDED) - set(names):
        raise Refused(401, "the signature does not cover what it has to")
    if parameters.get("keyId") != hashlib.sha256(der_of(public_pem)).hexdigest():
        raise Refused(403, "the key is not known")
    if headers.get("digest") != digest_header(body):
        raise Refused(400, "the digest is wrong")
    if not _UUID.fullmatch(headers.get("x-request-id", "")):
        raise Refused(400, "the request id is no UUID")
    sent = parsedate_to_datetime(headers.get("date", ""))
    if now is not None and abs((now - sent).total_seconds()) > _FIVE_MINUTES:
        raise Refused(400, "the date is off")
    lines = [
        f"{name}: {method.lower()} {target}" if name == NEEDED[0] else f"{name}: {headers[name]}"
        for name in names
    ]
    key = load_pem_public_key(public_pem.encode())
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("EWP keys are RSA keys")
    try:
        signature = base64.b64decode(parameters["signature"])
        key.verify(signature, "\n".join(lines).encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        raise Refused(400, "the signature is wrong") from None


def signed_answer(
    key: StandInKey, body: bytes, *, request: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """Give the headers of a signed answer, as srvauth-httpsig asks; `request` lower-case."""
    headers = {
        "date": format_datetime(now.astimezone(UTC).replace(microsecond=0), usegmt=True),
        "digest": digest_header(body),
        "x-request-id": request.get("x-request-id", ""),
        "x-request-signature": dict(_PARAMETER.findall(request.get("authorization", ""))).get(
            "signature", ""
        ),
    }
    names = list(headers)
    text = "\n".join(f"{name}: {value}" for name, value in headers.items())
    headers["signature"] = (
        f'keyId="{key.id}",algorithm="rsa-sha256",headers="{" ".join(names)}",'
        f'signature="{key.sign(text)}"'
    )
    return headers


def signed_request(
    key: StandInKey, *, target: str, host: str, body: bytes, request_id: str, now: datetime
) -> dict[str, str]:
    """Give the headers of a signed POST, such as a change notification."""
    headers = {
        "host": host,
        "date": format_datetime(now.astimezone(UTC).replace(microsecond=0), usegmt=True),
        "digest": digest_header(body),
        "x-request-id": request_id,
    }
    names = ["(request-target)", *headers]
    lines = [f"(request-target): post {target}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    signature = key.sign("\n".join(lines))
    return {
        **headers,
        "content-type": "application/x-www-form-urlencoded",
        "authorization": f'Signature keyId="{key.id}",algorithm="rsa-sha256",'
        f'headers="{" ".join(names)}",signature="{signature}"',
    }

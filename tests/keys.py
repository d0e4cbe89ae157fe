"""Keys and certificates for tests, made when first asked for; and the one the draft publishes."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from connectors.http_signature import SigningKey, key_id_of

# The key pair of draft-cavage-http-signatures, appendix C: published, and of use to nobody.
PUBLISHED_KEY = """\
-----BEGIN RSA PRIVATE KEY-----
MIICXgIBAAKBgQDCFENGw33yGihy92pDjZQhl0C36rPJj+CvfSC8+q28hxA161QF
NUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6Z4UMR7EOcpfdUE9Hf3m/hs+F
UR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJwoYi+1hqp1fIekaxsyQIDAQAB
AoGBAJR8ZkCUvx5kzv+utdl7T5MnordT1TvoXXJGXK7ZZ+UuvMNUCdN2QPc4sBiA
QWvLw1cSKt5DsKZ8UETpYPy8pPYnnDEz2dDYiaew9+xEpubyeW2oH4Zx71wqBtOK
kqwrXa/pzdpiucRRjk6vE6YY7EBBs/g7uanVpGibOVAEsqH1AkEA7DkjVH28WDUg
f1nqvfn2Kj6CT7nIcE3jGJsZZ7zlZmBmHFDONMLUrXR/Zm3pR5m0tCmBqa5RK95u
412jt1dPIwJBANJT3v8pnkth48bQo/fKel6uEYyboRtA5/uHuHkZ6FQF7OUkGogc
mSJluOdc5t6hI1VsLn0QZEjQZMEOWr+wKSMCQQCC4kXJEsHAve77oP6HtG/IiEn7
kpyUXRNvFsDE0czpJJBvL/aRFUJxuRK91jhjC68sA7NsKMGg5OXb5I5Jj36xAkEA
gIT7aFOYBFwGgQAQkWNKLvySgKbAZRTeLBacpHMuQdl1DfdntvAyqpAZ0lY0RKmW
G6aFKaqQfOXKCyWoUiVknQJAXrlgySFci/2ueKlIE1QqIiLSZ8V8OlpFLRnb1pzI
7U1yQXnTAEFYM560yJlzUpOb1V4cScGd365tiSMvxLOvTA==
-----END RSA PRIVATE KEY-----
"""


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """Give the key of this name; the same one through the whole run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signing_key(name: str) -> SigningKey:
    """Give the key of this name as the product signs with it."""
    private = private_key(name)
    return SigningKey(private=private, key_id=key_id_of(private.public_key()))


def private_pem(name: str) -> str:
    """Write the private key of this name."""
    return (
        private_key(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    )


def public_pem(name: str) -> str:
    """Write the public key of this name."""
    public = private_key(name).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@cache
def certificate(
    name: str,
    *,
    begins: datetime = datetime(2025, 1, 1, tzinfo=UTC),
    days: int = 3650,
) -> x509.Certificate:
    """Give a self-signed certificate for the key of this name."""
    return self_signed(name, private_key(name), begins=begins, days=days)


def self_signed(
    name: str,
    private: rsa.RSAPrivateKey,
    *,
    begins: datetime = datetime(2025, 1, 1, tzinfo=UTC),
    days: int = 3650,
) -> x509.Certificate:
    """Give a self-signed certificate for a key."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name}.example")])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(7)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .sign(private, SHA256())
    )


def certificate_pem(name: str) -> str:
    """Write the certificate of this name."""
    return certificate(name).public_bytes(Encoding.PEM).decode()

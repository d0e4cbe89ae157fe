"""A stand-in EMREX data provider: signs what a student picks, and posts it back like a browser.

    provider = SandboxEmrex()
    provider.certificate_pem                         what its country publishes, to be pinned
    provider.post_back(return_url, session_id, elmo) -> status and page of whoever asked

The form is the one of the EMREX standard; `prefix` makes it the older one (NCP_OK).
"""

import base64
import gzip
import http.client
from datetime import UTC, datetime, timedelta
from hashlib import sha1, sha256
from typing import Final
from urllib.parse import urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree

_DS: Final = "http://www.w3.org/2000/09/xmldsig#"
_C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_ALGORITHMS: Final = {
    True: (f"{_DS}rsa-sha1", f"{_DS}sha1"),
    False: (
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "http://www.w3.org/2001/04/xmlenc#sha256",
    ),
}


class SandboxEmrex:
    """A provider with a key of its own; `old` signs by SHA-1, as most of the real ones do."""

    def __init__(self, *, old: bool = False, prefix: str = "EMP") -> None:
        self.old = old
        self.prefix = prefix
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._certificate = _self_signed(self._key)

    @property
    def certificate_pem(self) -> str:
        """The certificate to be pinned."""
        return self._certificate.public_bytes(Encoding.PEM).decode()

    def signed(self, elmo: bytes) -> bytes:
        """Sign a document: one enveloped signature over all of it."""
        root = etree.fromstring(elmo)
        method, digest_method = _ALGORITHMS[self.old]
        hashed = sha1(_canonical(root)) if self.old else sha256(_canonical(root))  # noqa: S324 -- as the real ones do
        info = (
            f'<SignedInfo xmlns="{_DS}"><CanonicalizationMethod Algorithm="{_C14N}"/>'
            f'<SignatureMethod Algorithm="{method}"/><Reference URI=""><Transforms>'
            f'<Transform Algorithm="{_DS}enveloped-signature"/></Transforms>'
            f'<DigestMethod Algorithm="{digest_method}"/>'
            f"<DigestValue>{base64.b64encode(hashed.digest()).decode()}</DigestValue>"
            "</Reference></SignedInfo>"
        )
        value = self._key.sign(
            _canonical(etree.fromstring(info)),
            PKCS1v15(),
            SHA1() if self.old else SHA256(),  # noqa: S303 -- as above
        )
        der = base64.b64encode(self._certificate.public_bytes(Encoding.DER)).decode()
        inner = info.replace(f' xmlns="{_DS}"', "")
        signature = (
            f'<Signature xmlns="{_DS}">{inner}'
            f"<SignatureValue>{base64.b64encode(value).decode()}</SignatureValue>"
            f"<KeyInfo><X509Data><X509Certificate>{der}</X509Certificate></X509Data></KeyInfo>"
            "</Signature>"
        )
        # as text: moving elements between trees can change the name spaces that were signed
        head, end, _ = etree.tostring(root).rpartition(b"</")
        return head + signature.encode() + end + etree.tostring(root).rpartition(b"</")[2]

    def form(self, session_id: str, elmo: bytes | None, *, code: str = "OK") -> bytes:
        """Write the form a browser posts; a document is gzipped and in base 64."""
        fields = {"sessionId": session_id, "returnCode": f"{self.prefix}_{code}"}
        fields["returnMessage"] = "" if code == "OK" else "the student went another way"
        if elmo is not None:
            fields["elmo"] = base64.b64encode(gzip.compress(elmo, mtime=0)).decode()
        return urlencode(fields).encode()

    def post_back(
        self, return_url: str, session_id: str, elmo: bytes | None, *, code: str = "OK"
    ) -> tuple[int, str]:
        """Post as the student's browser would, and give the status and the page it sees."""
        address = urlsplit(return_url)
        connection = http.client.HTTPConnection(address.netloc, timeout=30)
        try:
            connection.request(
                "POST",
                address.path,
                body=self.form(session_id, elmo, code=code),
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def _canonical(root: etree._Element) -> bytes:
    return etree.tostring(root, method="c14n", with_comments=False)


def _self_signed(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "provider.example")])
    begins = datetime(2025, 1, 1, tzinfo=UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=3650))
        .sign(key, SHA256())
    )

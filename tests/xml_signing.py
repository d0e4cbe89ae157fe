"""Signed XML for tests, by keys that exist for one run only."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from tests.keys import certificate, private_key


class _SignerOfOld(XMLSigner):
    """Signs by SHA-1, too, as most of the data providers met in practice do."""

    def check_deprecated_methods(self) -> None:
        """Allow everything."""


def signed(content: bytes, name: str, *, old: bool = False, reference: str = "") -> bytes:
    """Sign a document with the key of this name; `reference` names the id of its root."""
    return signed_by(
        content,
        private_key(name),
        certificate(name),
        method=SignatureMethod.RSA_SHA1 if old else SignatureMethod.RSA_SHA256,
        digest=DigestAlgorithm.SHA1 if old else DigestAlgorithm.SHA256,
        reference=reference,
    )


def signed_by(
    content: bytes,
    key: rsa.RSAPrivateKey,
    cert: x509.Certificate,
    *,
    method: SignatureMethod = SignatureMethod.RSA_SHA256,
    digest: DigestAlgorithm = DigestAlgorithm.SHA256,
    reference: str = "",
) -> bytes:
    """Sign a document with a key, by the algorithms named."""
    signer = _SignerOfOld(signature_algorithm=method, digest_algorithm=digest)
    root = signer.sign(
        etree.fromstring(content), key=key, cert=[cert], reference_uri=reference or None
    )
    return etree.tostring(root)

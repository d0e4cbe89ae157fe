"""Signed XML for tests, by keys that exist for one run only."""

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
    signer = _SignerOfOld(
        signature_algorithm=SignatureMethod.RSA_SHA1 if old else SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA1 if old else DigestAlgorithm.SHA256,
    )
    root = signer.sign(
        etree.fromstring(content),
        key=private_key(name),
        cert=[certificate(name)],
        reference_uri=reference or None,
    )
    return etree.tostring(root)

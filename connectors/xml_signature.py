"""XML signatures over whole documents: who vouches for which bytes; trusts no embedded certificate.

    document -> one enveloped signature over its root -> the signed bytes, and a verdict

Safe against wrapping: what was signed is handed back as the bytes that were digested, and nothing
else of the document may be read. A signature under a certificate that merely came along proves that
nobody changed the document since, and not who wrote it.
"""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from mapping.problems import UtqyrError

_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_DS = {"ds": "http://www.w3.org/2000/09/xmldsig#"}
_DEEPEST = 256
_MOST_SIGNATURES = 1
_LEAST_RSA_BITS = 2048

# Symmetric and DSA signatures do not occur: EMREX and EWP know certificates with RSA or EC keys.
_METHODS = frozenset(each for each in SignatureMethod if not each.name.startswith(("HMAC", "DSA")))
_TRANSFORMS = frozenset(
    {
        SignatureConstructionMethod.enveloped.value,
        *(each.value for each in CanonicalizationMethod),
    }
)
# What a hostile signature makes the libraries raise, besides their own exceptions.
_REFUSALS = (
    SignXMLException,
    etree.LxmlError,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
)

XmlElement: TypeAlias = etree._Element  # noqa: SLF001 -- lxml has no public name for it


class _NoContent(logging.Filter):
    """Keep signxml's debugging lines out of every log: they repeat the signed document."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.ERROR


logging.getLogger("signxml.processor").addFilter(_NoContent())


class SignatureVerdict(StrEnum):
    """What a document's signature is worth."""

    PINNED = "valid-and-pinned"
    UNPINNED = "valid-and-unpinned"
    """It fits, under a certificate that nobody here knows."""
    WEAK = "weak"
    """It fits, by SHA-1 or a short key, which can be forged with effort."""
    INVALID = "invalid"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedContent:
    """What was found: the verdict, and the very bytes that are signed.

    `signed` is empty unless the signature fits. `pinned` says that the key is a pinned one, which a
    weak signature may have, too. `certificate` is the SHA-256 of the certificate that fits.
    """

    verdict: SignatureVerdict
    signed: bytes = b""
    pinned: bool = False
    certificate: str = ""


def read_certificates(pem: bytes) -> tuple[x509.Certificate, ...]:
    """Read the certificates of a PEM file; raises UtqyrError where there is none."""
    try:
        return tuple(x509.load_pem_x509_certificates(pem))
    except ValueError as error:
        raise UtqyrError(
            "the file holds no certificate in PEM form",
            hint="it begins with -----BEGIN CERTIFICATE-----",
        ) from error


def fingerprint_of(certificate: x509.Certificate) -> str:
    """Give the hexadecimal SHA-256 of a certificate's DER form."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def verify_document(content: bytes, *, pinned: Sequence[x509.Certificate]) -> SignedContent:
    """Judge a document's signature; never raises for what the document holds.

    The dates of certificates are not looked at: a pinned one is trusted because somebody pinned it,
    another is not trusted at all.
    """
    root = _parse(content)
    if root is None:
        return SignedContent(verdict=SignatureVerdict.INVALID)
    signatures = list(root.iter(_SIGNATURE))
    if not signatures:
        return SignedContent(verdict=SignatureVerdict.ABSENT)
    if not _is_plain(root, signatures):
        return SignedContent(verdict=SignatureVerdict.INVALID)
    known = {_key_of(certificate): certificate for certificate in pinned}
    for certificate in (*known.values(), *_embedded(signatures[0])):
        found = _verified(content, certificate)
        if found is None or found.signed_xml is None or found.signed_xml.tag != root.tag:
            continue
        is_pinned = _key_of(certificate) in known
        return SignedContent(
            verdict=_judged(signatures[0], certificate, is_pinned=is_pinned),
            signed=found.signed_data,
            pinned=is_pinned,
            certificate=fingerprint_of(certificate),
        )
    return SignedContent(verdict=SignatureVerdict.INVALID)


class _Verifier(XMLVerifier):
    """Canonicalises what stands inside a document as a document of its own.

    lxml undeclares the default name space below the second level when it canonicalises an element
    where it stands (seen with libxml2 2.14), and providers sign with a default name space.
    """

    def _c14n(
        self,
        nodes: XmlElement,
        algorithm: CanonicalizationMethod,
        inclusive_ns_prefixes: list[str] | None = None,
    ) -> bytes:
        alone = etree.fromstring(etree.tostring(nodes, with_tail=False), parser=_parser())
        canonical: bytes = super()._c14n(alone, algorithm, inclusive_ns_prefixes)
        return canonical


def _parser() -> etree.XMLParser:
    """Build a parser that fetches and expands nothing; attachments are long texts."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


def _parse(content: bytes) -> XmlElement | None:
    """Parse a document; nothing for one that is broken, has a DOCTYPE or nests without end."""
    try:
        root = etree.fromstring(content, parser=_parser())
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        return None
    depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            return None
    return root


def _is_plain(root: XmlElement, signatures: Sequence[XmlElement]) -> bool:
    """Tell one signature, in the root, over the root, by transforms that leave nothing out."""
    if len(signatures) > _MOST_SIGNATURES or signatures[0].getparent() is not root:
        return False
    references = signatures[0].findall("ds:SignedInfo/ds:Reference", namespaces=_DS)
    if len(references) != 1 or not _means_root(references[0].get("URI"), root):
        return False
    transforms = [
        each.get("Algorithm")
        for each in references[0].findall("ds:Transforms/ds:Transform", namespaces=_DS)
    ]
    return set(transforms) <= _TRANSFORMS


def _means_root(uri: str | None, root: XmlElement) -> bool:
    if uri == "":
        return True
    own = {root.get(name) for name in ("Id", "ID", "id")} - {None}
    return uri is not None and uri.startswith("#") and own == {uri[1:]}


def _embedded(signature: XmlElement) -> Iterable[x509.Certificate]:
    """Read the first certificate that came along, if it can be read."""
    text = signature.findtext("ds:KeyInfo/ds:X509Data/ds:X509Certificate", namespaces=_DS) or ""
    body = "\n".join(text.split())
    try:
        pem = f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"
        certificate = x509.load_pem_x509_certificate(pem.encode("ascii"))
        _key_of(certificate)  # a kind of key nobody here knows is refused now
    except (ValueError, UnsupportedAlgorithm):
        return
    yield certificate


def _verified(content: bytes, certificate: x509.Certificate) -> VerifyResult | None:
    """Verify the signature with one certificate's key; nothing when it does not fit."""
    config = SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=_METHODS,
        digest_algorithms=frozenset(DigestAlgorithm),
        ignore_ambiguous_key_info=True,  # the key is this certificate's, whatever else is said
        verification_time=certificate.not_valid_before_utc,
    )
    try:
        found = _Verifier().verify(
            content, x509_cert=certificate, parser=_parser(), expect_config=config
        )
    except _REFUSALS:
        return None
    return found if isinstance(found, VerifyResult) else None


def _judged(
    signature: XmlElement, certificate: x509.Certificate, *, is_pinned: bool
) -> SignatureVerdict:
    """Rank a signature that fits."""
    algorithms = [
        each.get("Algorithm", "")
        for name in ("SignatureMethod", "Reference/ds:DigestMethod")
        for each in signature.findall(f"ds:SignedInfo/ds:{name}", namespaces=_DS)
    ]
    key = certificate.public_key()
    short = isinstance(key, RSAPublicKey) and key.key_size < _LEAST_RSA_BITS
    if short or any("sha1" in each.lower() for each in algorithms):
        return SignatureVerdict.WEAK
    return SignatureVerdict.PINNED if is_pinned else SignatureVerdict.UNPINNED


def _key_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

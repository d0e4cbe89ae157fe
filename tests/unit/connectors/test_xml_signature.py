import base64
import gzip
import logging
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from connectors.xml_signature import (
    SignatureVerdict,
    SignedContent,
    fingerprint_of,
    read_certificates,
    verify_document,
)
from mapping.problems import UtqyrError
from sandbox.emrex import SandboxEmrex
from tests.keys import certificate, certificate_pem, private_key, self_signed
from tests.xml_signing import signed, signed_by

ELMO = (
    b'<elmo xmlns="https://github.com/emrex-eu/elmo-schemas/tree/v1">'
    b"<learner><givenNames>Aliya</givenNames><familyName>Testova</familyName></learner>"
    b"<report><grade>B</grade></report></elmo>"
)
STANDARDS = os.environ.get("UTQYR_TEST_STANDARDS", "")
PINNED = SignatureVerdict.PINNED
INVALID = SignatureVerdict.INVALID
DS = "{http://www.w3.org/2000/09/xmldsig#}"


def judged(content: bytes, *names: str) -> SignedContent:
    return verify_document(content, pinned=[certificate(name) for name in names])


def test_a_signature_of_a_pinned_key_gives_the_signed_bytes() -> None:
    found = judged(signed(ELMO, "provider"), "other", "provider")
    assert (found.verdict, found.pinned) == (PINNED, True)
    assert found.certificate == fingerprint_of(certificate("provider"))
    assert etree.fromstring(found.signed).findtext(".//{*}grade") == "B"
    assert b"Signature" not in found.signed


def test_a_certificate_that_came_along_proves_no_author() -> None:
    found = judged(signed(ELMO, "somebody"), "provider")
    assert (found.verdict, found.pinned) == (SignatureVerdict.UNPINNED, False)


def test_a_pinned_certificate_counts_beyond_its_days() -> None:
    old = certificate("provider", begins=datetime(2010, 1, 1, tzinfo=UTC), days=30)
    found = verify_document(signed(ELMO, "provider"), pinned=[old])
    assert found.verdict is PINNED


def test_old_algorithms_are_weak_pinned_or_not() -> None:
    content = signed(ELMO, "provider", old=True)
    for names, pinned in [(("provider",), True), (("other",), False)]:
        found = judged(content, *names)
        assert (found.verdict, found.pinned) == (SignatureVerdict.WEAK, pinned)
        assert found.signed


@pytest.mark.parametrize(
    ("method", "digest"),
    [
        pytest.param(SignatureMethod.RSA_SHA1, DigestAlgorithm.SHA256, id="method"),
        pytest.param(SignatureMethod.RSA_SHA256, DigestAlgorithm.SHA1, id="digest"),
    ],
)
def test_one_old_algorithm_is_enough_to_be_weak(
    method: SignatureMethod, digest: DigestAlgorithm
) -> None:
    key, cert = private_key("provider"), certificate("provider")
    found = judged(signed_by(ELMO, key, cert, method=method, digest=digest), "provider")
    assert (found.verdict, found.pinned) == (SignatureVerdict.WEAK, True)
    assert found.signed


@pytest.mark.parametrize(
    ("bits", "verdict"), [(2040, SignatureVerdict.WEAK), (2048, SignatureVerdict.PINNED)]
)
def test_a_short_key_is_weak_whatever_its_algorithms(bits: int, verdict: SignatureVerdict) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    cert = self_signed("provider", key)
    found = verify_document(signed_by(ELMO, key, cert), pinned=[cert])
    assert (found.verdict, found.pinned) == (verdict, True)
    assert found.signed


def test_signatures_written_in_a_default_name_space_fit_as_well() -> None:
    provider = SandboxEmrex()
    certificates = read_certificates(provider.certificate_pem.encode())
    content = provider.signed(ELMO)
    assert b"<Signature xmlns=" in content
    assert verify_document(content, pinned=certificates).verdict is PINNED


@pytest.mark.skipif(not STANDARDS, reason="UTQYR_TEST_STANDARDS names no folder of documents")
def test_a_document_a_real_provider_signed_is_weak_and_whole() -> None:
    path = Path(STANDARDS) / "elmo/samples/fi-smp/elmo_vastaus_base64_gzipped.txt"
    content = gzip.decompress(base64.b64decode(path.read_bytes()))
    found = verify_document(content, pinned=[])
    assert (found.verdict, found.pinned) == (SignatureVerdict.WEAK, False)
    assert len(found.signed) > len(content) * 3 // 4
    assert (
        verify_document(content.replace(b"</givenNames>", b"x</givenNames>"), pinned=[]).signed
        == b""
    )


def test_a_document_without_a_signature_is_told_from_a_bad_one() -> None:
    assert judged(ELMO, "provider") == SignedContent(verdict=SignatureVerdict.ABSENT)


def test_a_changed_document_is_invalid_and_gives_nothing() -> None:
    changed = signed(ELMO, "provider").replace(b"<grade>B<", b"<grade>A<")
    assert judged(changed, "provider") == SignedContent(verdict=INVALID)


def test_a_document_indented_anew_is_invalid() -> None:
    root = etree.fromstring(signed(ELMO, "provider"))
    assert judged(etree.tostring(root, pretty_print=True), "provider").verdict is INVALID


def test_a_comment_hides_nothing_from_the_reader() -> None:
    commented = signed(ELMO, "provider").replace(b"Testova", b"Test<!-- x -->ova")
    found = judged(commented, "provider")
    assert found.verdict is PINNED, "comments are not signed"
    assert etree.fromstring(found.signed).findtext(".//{*}familyName") == "Testova"


# -- wrapping: a genuine signature beside content nobody signed --------------------------------


def _wrapped_around(content: bytes) -> bytes:
    """Put the whole signed document into one that says something else."""
    evil = ELMO.replace(b">B<", b">A<")
    return evil.replace(b"</elmo>", b"<extension>" + content + b"</extension></elmo>")


def _signature_lifted(content: bytes) -> bytes:
    """Put the signature where it belongs, and what it covers elsewhere."""
    root = etree.fromstring(content)
    signature = root.find(f"{DS}Signature")
    evil = etree.fromstring(ELMO.replace(b">B<", b">A<"))
    assert signature is not None
    root.remove(signature)
    etree.SubElement(evil, "extension").append(root)
    evil.append(signature)
    return etree.tostring(evil)


def _with_second_signature(content: bytes) -> bytes:
    root, other = etree.fromstring(content), etree.fromstring(signed(ELMO, "somebody"))
    second = other.find(f"{DS}Signature")
    assert second is not None
    root.insert(0, second)
    return etree.tostring(root)


ATTACKS = {
    "wrapped": _wrapped_around,
    "lifted": _signature_lifted,
    "two signatures": _with_second_signature,
    "appended": lambda content: content.replace(
        b"</elmo>", b"<report><grade>A</grade></report></elmo>"
    ),
    "doctype": lambda content: b"<!DOCTYPE elmo>" + content,
}


@pytest.mark.parametrize("reference", ["", "#whole"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_wrapping_of_a_genuine_document_is_taken_for_genuine(
    attack: str, reference: str
) -> None:
    named = ELMO.replace(b"<elmo ", b'<elmo Id="whole" ')
    genuine = signed(named if reference else ELMO, "provider", reference=reference)
    assert judged(genuine, "provider").verdict is PINNED
    assert judged(ATTACKS[attack](genuine), "provider") == SignedContent(verdict=INVALID)


def test_a_signature_over_a_part_is_no_signature_of_the_document() -> None:
    part = ELMO.replace(b"<report>", b'<report Id="part">')
    assert judged(signed(part, "provider", reference="#part"), "provider").verdict is INVALID


def test_an_id_that_two_elements_have_is_nobodys() -> None:
    named = ELMO.replace(b"<elmo ", b'<elmo Id="whole" ')
    genuine = signed(named, "provider", reference="#whole")
    doubled = genuine.replace(b"<report>", b'<report ID="whole">')
    assert judged(doubled, "provider").verdict is INVALID


def test_a_key_that_stands_beside_the_certificate_counts_for_nothing() -> None:
    content = signed(ELMO, "somebody")
    swapped = etree.fromstring(content)
    other = etree.fromstring(signed(ELMO, "provider"))
    path = f".//{DS}X509Certificate"
    ours, theirs = swapped.find(path), other.find(path)
    assert ours is not None
    assert theirs is not None
    ours.text = theirs.text
    assert judged(etree.tostring(swapped), "provider").verdict is INVALID


def test_a_transform_that_could_leave_something_out_is_refused() -> None:
    content = signed(ELMO, "provider").replace(
        b"http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        b"http://www.w3.org/TR/1999/REC-xslt-19991116",
    )
    assert judged(content, "provider").verdict is INVALID


@pytest.mark.parametrize(
    "content",
    [b"", b"no XML", b"<a>", b"<a>" * 1000 + b"</a>" * 1000, b"\xff\xfe<", b"<a>&x;</a>"],
)
def test_what_is_no_document_is_invalid(content: bytes) -> None:
    assert judged(content, "provider").verdict is INVALID


def test_an_attachment_of_many_megabytes_is_signed_like_the_rest() -> None:
    large = ELMO.replace(b"</report>", b"<content>" + b"QUJD" * 4_000_000 + b"</content></report>")
    assert judged(signed_large(large), "provider").verdict is PINNED


def signed_large(content: bytes) -> bytes:
    """Sign a document with texts longer than the signing library takes by itself."""
    parser = etree.XMLParser(huge_tree=True)
    signer = XMLSigner()
    signer._parser = parser
    root = signer.sign(
        etree.fromstring(content, parser=parser),
        key=private_key("provider"),
        cert=[certificate("provider")],
    )
    return etree.tostring(root)


@settings(deadline=None)
@given(cut=st.integers(0, 3000), put=st.sampled_from([b"", b"<", b"A", b"=", b"\xff", b"</elmo>"]))
def test_damaged_documents_are_judged_and_never_crash(cut: int, put: bytes) -> None:
    content = signed(ELMO, "provider")
    damaged = content[: cut % len(content)] + put + content[cut % len(content) + len(put) :]
    found = judged(damaged, "provider")
    if found.verdict is PINNED:
        assert etree.fromstring(found.signed).findtext(".//{*}grade") == "B"


def test_nothing_of_the_document_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    judged(signed(ELMO, "provider"), "provider")
    assert "Testova" not in caplog.text


def test_certificates_are_read_from_pem() -> None:
    pem = (certificate_pem("provider") + certificate_pem("other")).encode()
    assert [fingerprint_of(each) for each in read_certificates(pem)] == [
        fingerprint_of(certificate(name)) for name in ("provider", "other")
    ]
    with pytest.raises(UtqyrError, match="PEM"):
        read_certificates(b"no certificate")

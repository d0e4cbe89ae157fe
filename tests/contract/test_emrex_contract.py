"""The EMREX connector keeps the promises of every host connector, signed documents and plain."""

import base64
import gzip
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from connectors.hosts.emrex import EmrexConnector
from tests.contract.host_contract import Broken, HostContract, Recorded
from tests.keys import certificate_pem
from tests.xml_signing import signed

FIXTURES = Path(__file__).parent.parent / "fixtures" / "hosts" / "elmo"
PRIVATE = ("Aigerim-Lunara", "Testbekova", "040317600118", "S0001207", "X-77120")


@cache
def documents() -> Mapping[str, bytes]:
    """Sign a document as providers do, and send it the ways it comes."""
    plain = (FIXTURES / "labels.xml").read_bytes()
    ours = signed(plain, "provider")
    return {
        "plain.xml": plain,
        "signed.xml": ours,
        "somebody.xml": signed(plain, "somebody"),
        "old.xml": signed(plain, "provider", old=True),
        "returned.b64": base64.b64encode(gzip.compress(ours, mtime=0)),
    }


class TestEmrexContract(HostContract):
    connector_type = EmrexConnector
    splices = (
        b"</report>",
        b"<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/>",
        b"</ds:SignatureValue>",
        b"<!DOCTYPE elmo>",
        b"&unknown;",
        b"\xc3\x28",
    )

    def settings(self, source: Path) -> Mapping[str, object]:
        return {"path": str(source), "require_signature": "none"}

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        pins = source.parent / "pins.pem"
        pins.write_text(certificate_pem("provider"))
        same = self.settings(source)
        return (
            {**same, "require_signature": "valid"},
            {**same, "certificates": str(pins)},
            {**same, "certificates": str(source / "nowhere.pem")},
            {**same, "completeness": "snapshot"},
            {**same, "assume_passed": False},
        )

    def recorded(self) -> Sequence[Recorded]:
        return [
            Recorded(name=name, content=content, transcripts=1, results=10, private=PRIVATE)
            for name, content in documents().items()
        ]

    def broken(self) -> Sequence[Broken]:
        good = documents()["signed.xml"]
        return [
            Broken(name="empty", content=b""),
            Broken(name="a page", content=b"<html><body>Logged out<br></body></html>"),
            Broken(name="cut off", content=good[: len(good) // 2], private=PRIVATE),
            Broken(name="a doctype", content=b"<!DOCTYPE elmo>" + good, private=PRIVATE),
            Broken(name="other XML", content=b"<catalogue><host/></catalogue>"),
            Broken(name="packed, cut off", content=gzip.compress(good)[:-9], private=PRIVATE),
            Broken(name="a bomb", content=gzip.compress(b"<elmo>" + bytes(64 * 1024 * 1024))),
            Broken(name="too deep", content=b"<a>" * 400 + b"</a>" * 400),
        ]

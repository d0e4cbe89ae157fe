"""The ELMO connector keeps the promises of every host connector, for every version and wrapping."""

import base64
import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path

from connectors.hosts.elmo import ElmoConnector
from tests.contract.host_contract import Broken, HostContract, Recorded

FIXTURES = Path(__file__).parent.parent / "fixtures" / "hosts" / "elmo"

# transcripts, results, and texts of the document that no message may repeat
RECORDED = {
    "labels.xml": (1, 10, ("Aigerim-Lunara", "Testbekova", "040317600118", "S0001207", "X-77120")),
    "credits.xml": (1, 9, ("Daniyar", "Testbek", "S0001208")),
    "nested.xml": (1, 7, ("Aruzhan", "Testova", "S0001209")),
    "before-version-one.xml": (2, 3, ("Beibarys", "Testuly", "050505500505", "Hylätty")),
    "no-namespace.xml": (2, 3, ("Testovska", "Madina", "99010112345")),
    "wrong-namespace.xml": (1, 1, ("Nurlan", "Testenov", "99990000111")),
    "version-two.xml": (1, 1, ("Saltanat", "Testqyzy", "S0001210")),
    "dates-and-titles.xml": (2, 3, ("Helmi-Sointu", "Testinen", "010190-77QX")),
    "ewp-tors.xml": (2, 3, ("Tamerlan", "Testzhan", "S0001211")),
}


def content_of(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


class TestElmoContract(HostContract):
    connector_type = ElmoConnector
    splices = (
        b"</report>",
        b"<report>",
        b"<learner>",
        b"<hasPart><learningOpportunitySpecification>",
        b"<status>failed</status>",
        b"<credit><value>-1</value></credit>",
        b"<credit><value>1e9</value></credit>",
        b"&unknown;",
        b"<!DOCTYPE elmo>",
        b"<![CDATA[",
        b'xmlns="http://elsewhere.example"',
        b"\xc3\x28",
    )

    def settings(self, source: Path) -> Mapping[str, object]:
        return {"path": str(source)}

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        same = self.settings(source)
        return (
            {**same, "completeness": "delta"},
            {**same, "assume_passed": False},
            {**same, "fail_labels": ["4"]},
            {**same, "decimal_comma": True},
            {**same, "code_types": ["ects-code"]},
            {**same, "identifier_kinds": {"studentIdentifier": "student-number"}},
            {**same, "schemes": {"NO30": "ects"}},
            {**same, "issuers": ["harbour-college.example"]},
        )

    def recorded(self) -> Sequence[Recorded]:
        plain = [
            Recorded(
                name=name,
                content=content_of(name),
                transcripts=transcripts,
                results=results,
                private=private,
            )
            for name, (transcripts, results, private) in RECORDED.items()
        ]
        transcripts, results, private = RECORDED["labels.xml"]
        packed = gzip.compress(content_of("labels.xml"), mtime=0)
        wrapped = {
            "packed.xml.gz": packed,
            "as-returned-by-emrex.b64": base64.b64encode(packed),
            "as-mailed.txt": base64.encodebytes(content_of("labels.xml")),
            "wide.xml": content_of("labels.xml")
            .decode()
            .replace("UTF-8", "UTF-16")
            .encode("utf-16"),
        }
        return plain + [
            Recorded(
                name=name,
                content=content,
                transcripts=transcripts,
                results=results,
                private=private,
            )
            for name, content in wrapped.items()
        ]

    def broken(self) -> Sequence[Broken]:
        good, private = content_of("labels.xml"), RECORDED["labels.xml"][2]
        learner = good[good.index(b"<learner>") : good.index(b"</learner>") + len(b"</learner>")]
        head, rest = good.split(b"\n", 1)
        entities = b"<!DOCTYPE elmo [<!ENTITY a 'Testbekova'><!ENTITY b '&a;&a;&a;&a;'>]>"
        outside = b'<!DOCTYPE elmo SYSTEM "file:///etc/passwd">'
        return [
            Broken(name="empty", content=b""),
            Broken(name="blank", content=b" \r\n"),
            Broken(name="binary", content=bytes(range(256)) * 64),
            Broken(name="a PDF", content=b"%PDF-1.7\n" + good, private=private),
            Broken(name="a page", content=b"<html><body><p>Logged out<br></body></html>"),
            Broken(name="cut off", content=good[: len(good) // 2], private=private),
            Broken(
                name="tags crossed", content=good.replace(b"</bday>", b"</day>"), private=private
            ),
            Broken(
                name="an entity",
                content=good.replace(b"Testbekova", b"&Testbekova;"),
                private=private,
            ),
            Broken(name="entities", content=head + entities + rest, private=private),
            Broken(name="a file of ours", content=head + outside + rest, private=private),
            Broken(
                name="wrong encoding",
                content=content_of("version-two.xml")
                .decode()
                .encode("latin-1", "replace")
                .replace(b"sug", b"s\xfcg")
                + b"\xff",
            ),
            Broken(name="nobody", content=good.replace(learner, b""), private=private),
            Broken(
                name="two people",
                content=good.replace(learner, learner + learner.replace(b"2004", b"2005")),
                private=private,
            ),
            Broken(
                name="no courses",
                content=b"<elmo>" + learner + b"<report/></elmo>",
                private=private,
            ),
            Broken(name="other XML", content=b"<catalogue><host/></catalogue>"),
            Broken(
                name="a page in a field",
                content=good.replace(b"Testbekova", b"Testbekova" * 300),
                private=private,
            ),
            Broken(name="packed, cut off", content=gzip.compress(good)[:-9], private=private),
            Broken(name="packed four times", content=_packed(good, times=4), private=private),
            Broken(name="a bomb", content=gzip.compress(b"<elmo>" + bytes(64 * 1024 * 1024))),
            Broken(name="too deep", content=b"<a>" * 400 + b"</a>" * 400),
        ]


def _packed(content: bytes, *, times: int) -> bytes:
    for _ in range(times):
        content = gzip.compress(content)
    return content

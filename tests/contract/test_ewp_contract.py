"""The EWP connector keeps the promises of every host connector, against a stand-in network."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest

from connectors.hosts.ewp import EwpConnector
from sandbox.ewp import SandboxEwp
from tests.contract.host_contract import HOST, Broken, HostContract, Recorded
from tests.keys import private_pem, public_pem

FIXTURES = Path(__file__).parent.parent / "fixtures" / "hosts" / "ewp"

# the mobility asked for, transcripts, results, and texts that no message may repeat
RECORDED: dict[str, tuple[str, int, int, tuple[str, ...]]] = {
    "tors-version-two.xml": ("KB-2025-00071", 1, 2, ("Zhansaya", "Testkyzy", "S0002207")),
    "tors-version-three.xml": ("KB-2025-00072", 1, 1, ("Arsen", "Testbaev", "S0002208")),
    "tors-empty-report.xml": ("KB-2025-00074", 1, 0, ("Dana", "Testenova")),
}
NOWHERE = "http://127.0.0.1:9/catalogue-v1.xml"


def content_of(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


class TestEwpContract(HostContract):
    connector_type = EwpConnector
    network: ClassVar[SandboxEwp]
    splices = (
        b"</tor>",
        b"<tor>",
        b"<omobility-id>KB-1</omobility-id>",
        b"</elmo>",
        b"<error-response/>",
        b"<!DOCTYPE elmo>",
        b"<gradeConversionTable>",
        b"&unknown;",
        b"\xc3\x28",
    )

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _network(cls) -> Iterator[None]:
        with SandboxEwp(
            HOST, home="home.example", client_key=public_pem("home"), max_ids=1
        ) as network:
            cls.network = network
            yield

    @pytest.fixture
    def source(self, tmp_path: Path) -> Path:
        for name, (mobility_id, *_) in RECORDED.items():
            self.network.publish_raw(mobility_id, content_of(name))
        return tmp_path / "source"

    def settings(self, source: Path) -> Mapping[str, object]:
        missing = source.name != "source"
        return {
            "home": "home.example",
            "key": private_pem("home"),
            "registry": NOWHERE if missing else self.network.registry_url,
            "retries": 0,
        }

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        same = self.settings(source)
        changes: Sequence[dict[str, Any]] = (
            {"completeness": "delta"},
            {"assume_passed": False},
            {"fail_labels": ["2,0"]},
            {"decimal_comma": True},
            {"code_types": ["ewp-los-id"]},
            {"identifier_kinds": {"esi": "student-number"}},
            {"issuers": ["harbour-college.example"]},
        )
        return tuple({**same, **change} for change in changes)

    def recorded(self) -> Sequence[Recorded]:
        return [
            Recorded(
                name=name,
                content=content_of(name),
                transcripts=transcripts,
                results=results,
                private=private,
            )
            for name, (_, transcripts, results, private) in RECORDED.items()
        ]

    def broken(self) -> Sequence[Broken]:
        good = content_of("tors-version-two.xml")
        private = RECORDED["tors-version-two.xml"][3]
        head, rest = good.split(b"\n", 1)
        learner = good[good.index(b"<learner>") : good.index(b"</learner>") + len(b"</learner>")]
        return [
            Broken(name="empty", content=b""),
            Broken(name="a page", content=b"<html><body>Please <br> sign in</body></html>"),
            Broken(name="a bare elmo", content=good[good.index(b"<elmo") : good.index(b"<gradeC")]),
            Broken(name="an error", content=b"<error-response><x/></error-response>"),
            Broken(name="cut off", content=good[: len(good) // 2], private=private),
            Broken(name="a doctype", content=head + b"<!DOCTYPE a>" + rest, private=private),
            Broken(
                name="two people",
                content=good.replace(learner, learner + learner.replace(b"2004", b"2005")),
                private=private,
            ),
            Broken(
                name="two mobilities",
                content=good.replace(b"</tor>", b"<omobility-id>KB-9</omobility-id></tor>"),
                private=private,
            ),
        ]

    def publish(self, source: Path, name: str, content: bytes) -> None:
        self.network.publish_raw(RECORDED[name][0], content)

    def withdraw(self, source: Path, name: str) -> None:
        self.network.withdraw(RECORDED[name][0])

    def source_state(self, source: Path) -> object:
        return self.network.state()

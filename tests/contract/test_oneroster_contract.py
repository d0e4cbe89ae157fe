"""OneRoster, over REST and as archives, keeps the promises of every host connector."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import ClassVar

import pytest

from connectors.errors import HostRefused
from connectors.hosts.oneroster import OneRosterConnector
from sandbox.host_http import SandboxHost
from sandbox.host_oauth1 import SandboxSignatures
from sandbox.host_oneroster import SandboxOneRoster
from tests.contract.api_contract import ApiContract
from tests.contract.host_contract import Broken, HostContract, Recorded
from tests.contract.hostile_answers import HostileAnswers

PRIVATE = ("G1001", "G1002", "N-G1003", "87.25")


def make_host(version: str = "1.2") -> SandboxOneRoster:
    host = SandboxOneRoster(version)
    host.offer("MIC101", "Microeconomics", ects="5")
    host.offer("MAC102", "Macroeconomics", ects="6")
    for student, course, score in (
        ("G1001", "MIC101", "87.25"),
        ("G1002", "MIC101", "41"),
        ("G1003", "MIC101", "77.5"),
        ("G1001", "MAC102", "66.5"),
    ):
        host.grade(student, course, score=score)
        host.grade(student, course, score="10", kind="homework")
    return host


def rest_settings(url: str, version: str = "1.2") -> dict[str, object]:
    return {
        "url": url,
        "version": version,
        "sign_in": {
            "token_url": f"{url}/oauth2/token",
            "client_id": "utqyr",
            "client_secret": "oneroster-secret",
        },
        "final_items": "final*",
        "credits_metadata": "ects",
        "pass_mark": "50",
    }


class TestOneRosterContract(ApiContract):
    connector_type = OneRosterConnector
    bundle_kind = "oneroster"
    bundle_parts = ("lineItem", "class", "course", "session", "students", "results")

    def open_host(self) -> SandboxOneRoster:
        return make_host()

    def api_settings(self, url: str) -> Mapping[str, object]:
        return rest_settings(url)

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        same = self.settings(source)
        return (
            {**same, "pass_mark": "60"},
            {**same, "grade_from": "percent"},
            {**same, "credits_metadata": ""},
            {**same, "final_items": "essay"},
            {**same, "identifiers": {"identifier": "student-number"}},
        )

    def expected(self) -> Sequence[tuple[int, int]]:
        return [(1, 1), (3, 3)]

    def private(self) -> tuple[str, ...]:
        return PRIVATE


class TestOneRosterArchivesContract(HostContract):
    connector_type = OneRosterConnector
    splices = (b"PK\x03\x04", b"\r\n", b",,,", b'"')

    def settings(self, source: Path) -> Mapping[str, object]:
        return {"path": str(source), "final_items": "final*", "credits_metadata": "ects"}

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        same = self.settings(source)
        return ({**same, "pass_mark": "60"}, {**same, "final_items": "essay"})

    def test_a_header_with_private_text_is_refused_without_it(self, tmp_path: Path) -> None:
        (recorded, *_) = self.recorded()
        damaged = recorded.content.replace(b"results.csv", b"G1001XX.csv", 1)

        assert damaged != recorded.content
        self._parse_silently(tmp_path, damaged, ("G1001",))

    def recorded(self) -> Sequence[Recorded]:
        return [
            Recorded(
                name="one.zip", content=ARCHIVE, transcripts=3, results=4, private=PRIVATE[:3]
            ),
            Recorded(name="two.zip", content=DELTA, transcripts=3, results=4, private=PRIVATE[:3]),
        ]

    def broken(self) -> Sequence[Broken]:
        return [
            Broken(name="empty", content=b""),
            Broken(name="no archive", content=b"sourcedId,score\n"),
            Broken(name="cut off", content=ARCHIVE[: len(ARCHIVE) // 2]),
            Broken(name="no manifest", content=_with(ARCHIVE, {"manifest.csv": None})),
            Broken(name="a table that is missing", content=_with(ARCHIVE, {"users.csv": None})),
            Broken(name="no column", content=_with(ARCHIVE, {"results.csv": "sourcedId\na\n"})),
            Broken(
                name="a row that is cut off",
                content=_with(ARCHIVE, {"courses.csv": "sourcedId,title,courseCode\na,b\n"}),
            ),
            Broken(
                name="another encoding",
                content=_with(ARCHIVE, {"users.csv": "sourcedId\nӘлия\n".encode("utf-16")}),
            ),
            Broken(name="a bomb", content=_with(ARCHIVE, {"users.csv": b"\0" * 60_000_000})),
        ]


def _with(content: bytes, changes: Mapping[str, str | bytes | None]) -> bytes:
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as package,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for name in package.namelist():
            replacement = changes.get(name, package.read(name))
            if replacement is not None:
                changed.writestr(name, replacement)
    return out.getvalue()


def _archives() -> tuple[bytes, bytes]:
    host = make_host()
    with host:
        return host.archive(), host.archive(results="delta")


ARCHIVE, DELTA = _archives()


class OverRest(HostileAnswers):
    connector_type = OneRosterConnector
    error_inside = HostRefused
    pages = "/students"
    version: ClassVar[str]

    def open_host(self) -> SandboxOneRoster:
        return make_host(self.version)

    def settings(self, host: SandboxHost) -> Mapping[str, object]:
        return rest_settings(host.url, self.version)

    def say_error_inside(self, host: SandboxHost) -> None:
        assert isinstance(host, SandboxOneRoster)
        host.failing = True

    def private(self) -> tuple[str, ...]:
        return (*PRIVATE, "oneroster-secret", "sandbox-token")

    def secrets(self, host: SandboxHost) -> list[object]:
        return ["oneroster-secret", "sandbox-token"]


class TestOneRoster11SignedAgainstHostileAnswers(OverRest):
    version = "1.1"

    def open_host(self) -> SandboxOneRoster:
        host = make_host(self.version)
        host.signatures = SandboxSignatures("utqyr", "signing-secret", methods=["HMAC-SHA256"])
        return host

    def settings(self, host: SandboxHost) -> Mapping[str, object]:
        same = rest_settings(host.url, self.version)
        del same["sign_in"]
        return {**same, "oauth1": {"consumer_key": "utqyr", "consumer_secret": "signing-secret"}}

    def private(self) -> tuple[str, ...]:
        return (*PRIVATE, "signing-secret", "oauth_signature")

    def secrets(self, host: SandboxHost) -> list[object]:
        return ["signing-secret", "oauth_signature"]


class TestOneRoster12AgainstHostileAnswers(OverRest):
    version = "1.2"


class TestOneRoster11AgainstHostileAnswers(OverRest):
    version = "1.1"


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_archives_are_the_same_each_time_they_are_written(version: str) -> None:
    with make_host(version) as host:
        assert host.archive() == host.archive()

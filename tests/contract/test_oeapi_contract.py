"""The Open Education API, 5 and 6, keeps the promises of every host connector."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from connectors.errors import HostUnavailable
from connectors.hosts.oeapi import OeapiConnector
from sandbox.host_http import SandboxHost
from sandbox.host_oeapi import SandboxOeapi
from tests.contract.api_contract import ApiContract
from tests.contract.hostile_answers import HostileAnswers

PRIVATE = ("G1001", "G1002", "van G1001", "9.25")


def make_host(version: str) -> SandboxOeapi:
    host = SandboxOeapi(version)
    host.offer("MIC101", "Microeconomics", ects="5")
    host.offer("MAC102", "Macroeconomics", ects="6")
    host.offer("FIN103", "Finance", ects="2.5")
    host.enrol("OTHER", home="elsewhere.example")
    host.grade("G1001", "MIC101", score="9.25", passed="passed")
    host.grade("G1001", "MAC102", score="5.5", passed="failed")
    host.grade("G1001", "FIN103", score="7", passed="passed", expanded=False)
    host.grade("G1002", "MAC102", score="6.5", passed="passed")
    return host


def settings_for(url: str, version: str) -> dict[str, object]:
    return {
        "url": f"{url}/v{version}",
        "version": version,
        "home_code": "home.example",
        "sign_in": {
            "token_url": f"{url}/oauth2/token",
            "client_id": "utqyr",
            "client_secret": "oeapi-secret",
        },
    }


class OverOeapi(ApiContract):
    connector_type = OeapiConnector
    bundle_kind = "oeapi"
    bundle_parts = ("person", "associations", "offering", "course")
    version: ClassVar[str]

    def open_host(self) -> SandboxOeapi:
        return make_host(self.version)

    def api_settings(self, url: str) -> Mapping[str, object]:
        return settings_for(url, self.version)

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        same = self.settings(source)
        return (
            {**same, "completeness": "delta"},
            {**same, "require_final": True},
            {**same, "schemes": {"grade_0_10": "nl-10"}},
            {**same, "identifiers": {"esi": "student-number"}},
        )

    def expected(self) -> Sequence[tuple[int, int]]:
        return [(1, 3), (1, 1)]

    def private(self) -> tuple[str, ...]:
        return PRIVATE


class TestOeapi5Contract(OverOeapi):
    version = "5"


class TestOeapi6Contract(OverOeapi):
    version = "6"


class Hostile(HostileAnswers):
    connector_type = OeapiConnector
    error_inside = HostUnavailable
    pages = "associations"
    version: ClassVar[str]

    def open_host(self) -> SandboxOeapi:
        return make_host(self.version)

    def settings(self, host: SandboxHost) -> Mapping[str, object]:
        return settings_for(host.url, self.version)

    def say_error_inside(self, host: SandboxHost) -> None:
        assert isinstance(host, SandboxOeapi)
        host.problem = True

    def private(self) -> tuple[str, ...]:
        return (*PRIVATE, "oeapi-secret", "sandbox-token")

    def secrets(self, host: SandboxHost) -> list[object]:
        return ["oeapi-secret", "sandbox-token"]


class TestOeapi5AgainstHostileAnswers(Hostile):
    version = "5"


class TestOeapi6AgainstHostileAnswers(Hostile):
    version = "6"

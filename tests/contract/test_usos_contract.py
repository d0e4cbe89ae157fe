"""A host's USOS keeps the promises of every host connector, in good and in bad weather."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from connectors.errors import HostRefused
from connectors.hosts.usos import UsosConnector
from sandbox.host_http import SandboxHost
from sandbox.host_usos import SandboxUsos
from tests.contract.api_contract import ApiContract
from tests.contract.hostile_answers import HostileAnswers

PRIVATE = ("S1001", "U1001", "S1002", "4,75")


def make_host() -> SandboxUsos:
    host = SandboxUsos()
    host.administrative = True
    host.grade("1001", "MIC101", "2025Z", symbol="2", passes=False)
    host.grade("1001", "MIC101", "2025Z", symbol="4,75", passes=True, session=2)
    host.enrol("1001", "MAC102", "2025L", passing="not_yet_passed")
    host.grade("1002", "MIC101", "2025Z", symbol="5", passes=True)
    return host


def settings_for(url: str) -> dict[str, object]:
    return {
        "url": url,
        "consumer_key": SandboxUsos.consumer_key,
        "consumer_secret": SandboxUsos.consumer_secret,
        "students": ["1001", "1002"],
    }


class TestUsosContract(ApiContract):
    connector_type = UsosConnector
    bundle_kind = "usos"
    bundle_parts = ("user", "courses", "points", "grades")

    def open_host(self) -> SandboxUsos:
        return make_host()

    def api_settings(self, url: str) -> Mapping[str, object]:
        return settings_for(url)

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        same = self.settings(source)
        return (
            {**same, "schemes": {"STD": "pl-2-5"}},
            {**same, "identifiers": {"student_number": "student-number"}},
            {**same, "credit_scheme": "points"},
        )

    def expected(self) -> Sequence[tuple[int, int]]:
        return [(1, 3), (1, 1)]

    def private(self) -> tuple[str, ...]:
        return PRIVATE


class TestUsosAgainstHostileAnswers(HostileAnswers):
    connector_type = UsosConnector
    error_inside = HostRefused

    @pytest.fixture(autouse=True)
    def _consents(self, tmp_path: Path) -> None:
        self.consents = tmp_path / "consents"
        self.consents.write_text("1002 student-token student-secret\n")

    def open_host(self) -> SandboxUsos:
        host = make_host()
        host.consent("1002", "student-token", "student-secret")
        return host

    def settings(self, host: SandboxHost) -> Mapping[str, object]:
        return {**settings_for(host.url), "students": "1001", "consents": self.consents}

    def say_error_inside(self, host: SandboxHost) -> None:
        assert isinstance(host, SandboxUsos)
        host.failing = True

    def private(self) -> tuple[str, ...]:
        return (*PRIVATE, "usos-consumer-secret", "student-token", "student-secret")

    def secrets(self, host: SandboxHost) -> list[object]:
        return ["usos-consumer-secret", "student-token", "student-secret"]

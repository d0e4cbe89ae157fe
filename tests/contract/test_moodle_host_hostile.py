"""A host's Moodle, its answers spoilt in every way."""

from collections.abc import Mapping

from connectors.errors import HostRefused
from connectors.hosts.moodle import MoodleHostConnector
from sandbox.host_http import SandboxHost
from sandbox.host_moodle import SandboxHostMoodle
from tests.contract.hostile_answers import HostileAnswers


def make_host() -> SandboxHostMoodle:
    host = SandboxHostMoodle()
    host.offer("MIC101", "Microeconomics", ends="2026-01-31")
    host.offer("MAC102", "Macroeconomics", ends="2026-01-31")
    for student, course, points in (
        ("G1001", "MIC101", "87.25"),
        ("G1002", "MIC101", "41"),
        ("G1001", "MAC102", "66.5"),
    ):
        host.grade(student, course, points)
    return host


class TestMoodleHostAgainstHostileAnswers(HostileAnswers):
    connector_type = MoodleHostConnector
    error_inside = HostRefused

    def open_host(self) -> SandboxHostMoodle:
        return make_host()

    def settings(self, host: SandboxHost) -> Mapping[str, object]:
        return {
            "url": host.url,
            "token": "host-token",
            "pass_mark": "50",
            "courses": [{"course": "MIC101", "credits": "5"}, {"course": "MAC102", "credits": "6"}],
        }

    def say_error_inside(self, host: SandboxHost) -> None:
        assert isinstance(host, SandboxHostMoodle)
        host.revoke()

    def private(self) -> tuple[str, ...]:
        return ("host-token", "G1001", "87.25", "Student G1001")

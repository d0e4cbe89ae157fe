"""A host's Moodle keeps the promises of every host connector."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from connectors.hosts.moodle import MoodleHostConnector
from sandbox.host_moodle import SandboxHostMoodle
from tests.contract.api_contract import ApiContract
from tests.contract.test_moodle_host_hostile import make_host


class TestMoodleHostContract(ApiContract):
    connector_type = MoodleHostConnector
    bundle_kind = "moodle"
    bundle_parts = ("course", "participants", "grades")

    def open_host(self) -> SandboxHostMoodle:
        return make_host()

    def api_settings(self, url: str) -> Mapping[str, object]:
        return {
            "url": url,
            "token": "host-token",
            "courses": [{"course": "MIC101"}, {"course": "MAC102", "credits": "6"}],
            "identifiers": {"idnumber": "host-id", "email": "email"},
        }

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        same = self.settings(source)
        return (
            {**same, "pass_mark": "50"},
            {**same, "final_since": "graded"},
            {**same, "grade_from": "percent"},
            {**same, "courses": [{"course": "MIC101", "credits": "5"}]},
            {**same, "identifiers": {"idnumber": "student-number"}},
        )

    def expected(self) -> Sequence[tuple[int, int]]:
        return [(2, 2), (1, 1)]

    def private(self) -> tuple[str, ...]:
        return ("Student G1001", "G1001", "G1002", "87.25")

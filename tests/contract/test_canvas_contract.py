"""A host's Canvas keeps the promises of every host connector, in good and in bad weather."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from connectors.hosts.canvas import CanvasConnector
from sandbox.host_canvas import SandboxCanvas
from sandbox.host_http import SandboxHost
from tests.contract.api_contract import ApiContract
from tests.contract.hostile_answers import HostileAnswers

PRIVATE = ("Student G1001", "G1001", "G1002", "87.25")
COURSES = [{"course": "MIC101"}, {"course": "MAC102", "credits": "6"}]


def make_host() -> SandboxCanvas:
    host = SandboxCanvas()
    host.offer("MIC101", "Microeconomics", ends="2026-01-20T22:59:59Z")
    host.offer("MAC102", "Macroeconomics", ends="2026-01-20T22:59:59Z")
    for student, course, score in (
        ("G1001", "MIC101", "87.25"),
        ("G1002", "MIC101", "41"),
        ("G1003", "MIC101", "77.5"),
        ("G1001", "MAC102", "66.5"),
    ):
        host.grade(student, course, score=score)
    return host


class TestCanvasContract(ApiContract):
    connector_type = CanvasConnector
    bundle_kind = "canvas"
    bundle_parts = ("course", "enrolments")

    def open_host(self) -> SandboxCanvas:
        return make_host()

    def api_settings(self, url: str) -> Mapping[str, object]:
        return {"url": url, "token": "canvas-token", "courses": COURSES, "pass_mark": "50"}

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        same = self.settings(source)
        return (
            {**same, "pass_mark": "60"},
            {**same, "final_since": "graded"},
            {**same, "grade_from": "letter"},
            {**same, "score": "current"},
            {**same, "identifiers": {"sis_user_id": "student-number"}},
        )

    def expected(self) -> Sequence[tuple[int, int]]:
        return [(3, 3), (1, 1)]

    def private(self) -> tuple[str, ...]:
        return PRIVATE


class TestCanvasAgainstHostileAnswers(HostileAnswers):
    connector_type = CanvasConnector
    pages = "/enrollments"

    def open_host(self) -> SandboxCanvas:
        return make_host()

    def settings(self, host: SandboxHost) -> Mapping[str, object]:
        return {"url": host.url, "token": "canvas-token", "courses": COURSES}

    def say_error_inside(self, host: SandboxHost) -> None:
        assert isinstance(host, SandboxCanvas)
        host.error_inside = True

    def private(self) -> tuple[str, ...]:
        return (*PRIVATE, "canvas-token")

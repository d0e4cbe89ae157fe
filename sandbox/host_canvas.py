"""A stand-in for a host's Canvas: courses, enrolments with grades, links, quotas, the grade log.

    with SandboxCanvas() as host:
        host.offer("MIC101", "Microeconomics", ends="2026-01-31T22:59:59Z")
        host.grade("G1", "MIC101", score="87.25", letter="B+")

Pages are small and their links opaque, as Canvas's are. Ids are numbers unless the caller asks for
texts. `quota` is what X-Rate-Limit-Remaining says; `throttling` counts the next refusals in the
older dialect, status 403.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from sandbox.host_http import HostReply, HostRequest, SandboxHost

_SHARD: Final = 10_000_000_000_000_000
"""Added to ids of people, as across shards: beyond what a JSON reader with floats keeps."""
_TEXT_IDS: Final = "application/json+canvas-string-ids"


@dataclass(slots=True, kw_only=True)
class CanvasCourse:
    """One course; `graded_at` are the moments in its grade change log."""

    id: int
    sis_id: str
    code: str
    name: str
    ends: str | None
    term: dict[str, Any]
    state: str = "available"
    enrolments: list[dict[str, Any]] = field(default_factory=list)
    graded_at: list[str] = field(default_factory=list)


class SandboxCanvas(SandboxHost):
    """Serves one Canvas. `page_limit` caps a page whatever is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.token = "canvas-token"  # noqa: S105 -- of a stand-in
        self.quota = Decimal(600)
        self.throttling = 0
        self.page_limit = 2
        self.shows_log = True
        self.forbidden: set[str] = set()
        self.error_inside = False
        self.courses: dict[str, CanvasCourse] = {}
        self._users: dict[str, dict[str, Any]] = {}

    def offer(
        self, sis_id: str, name: str, *, ends: str | None = None, term: dict[str, Any] | None = None
    ) -> CanvasCourse:
        """Make a course."""
        course = CanvasCourse(
            id=100 + len(self.courses),
            sis_id=sis_id,
            code=sis_id,
            name=name,
            ends=ends,
            term=term or {"id": 1, "name": "Winter", "start_at": "2025-09-01T00:00:00Z"},
        )
        self.courses[sis_id] = course
        return course

    def grade(
        self,
        student: str,
        course: str,
        *,
        score: str | None = None,
        letter: str | None = None,
        override: str | None = None,
        at: str = "2026-01-20T10:00:00Z",
        section: int = 1,
    ) -> dict[str, Any]:
        """Enrol somebody, and give the grades; an enrolment of the same section is replaced."""
        user = self._user(student)
        found = self.courses[course]
        enrolment = {
            "id": len(found.enrolments) + 1,
            "user_id": user["id"],
            "course_id": found.id,
            "course_section_id": section,
            "type": "StudentEnrollment",
            "enrollment_state": "active",
            "updated_at": at,
            "user": user,
            "grades": {
                "current_score": _figure(score),
                "current_grade": letter,
                "final_score": _figure(score),
                "final_grade": letter,
                **({} if override is None else {"override_score": _figure(override)}),
            },
        }
        kept = [
            each
            for each in found.enrolments
            if (each["user_id"], each["course_section_id"]) != (user["id"], section)
        ]
        found.enrolments = [*kept, enrolment]
        found.graded_at.append(at)
        return enrolment

    def _user(self, student: str) -> dict[str, Any]:
        return self._users.setdefault(
            student,
            {
                "id": _SHARD + len(self._users) + 1,
                "name": f"Student {student}",
                "sis_user_id": student,
                "login_id": f"{student.lower()}@host.example",
            },
        )

    def reply(self, request: HostRequest) -> HostReply:
        """Answer as Canvas does: rights, quota, then the resource."""
        if request.headers.get("authorization") != f"Bearer {self.token}":
            challenge = {"WWW-Authenticate": 'Bearer realm="canvas-lms"'}
            errors = {"errors": [{"message": "Invalid access token."}]}
            return HostReply.of_json(errors, status=401, headers=challenge)
        if self.throttling > 0:
            self.throttling -= 1
            body = b"403 Forbidden (Rate Limit Exceeded)\n"
            return HostReply(status=403, body=body, content_type="text/plain")
        if self.error_inside:
            return HostReply.of_json({"errors": [{"message": "An error occurred."}]})
        status, value, links = self._answer(request)
        if request.headers.get("accept") == _TEXT_IDS:
            value = _with_text_ids(value)
        headers = {
            "X-Request-Cost": "0.42",
            "X-Rate-Limit-Remaining": f"{self.quota}",
            **({"Link": links} if links else {}),
        }
        return HostReply.of_json(value, status=status, headers=headers)

    def _answer(self, request: HostRequest) -> tuple[int, Any, str]:
        match request.path.removeprefix("/api/v1/").split("/"):
            case ["users", "self"]:
                return 200, {"id": 1, "name": "Utqyr"}, ""
            case ["accounts", _, "courses"]:
                return self._page(request, [_course(one) for one in self.courses.values()])
            case ["courses", name]:
                found = self._course(name)
                return _missing() if found is None else (200, _course(found), "")
            case ["courses", name, "enrollments"]:
                return self._enrolments(request, name)
            case ["audit", "grade_change", "courses", name]:
                return self._log(request, name)
        return _missing()

    def _enrolments(self, request: HostRequest, name: str) -> tuple[int, Any, str]:
        found = self._course(name)
        if found is None:
            return _missing()
        if found.sis_id in self.forbidden:
            message = "user not authorized to perform that action"
            return 401, {"status": "unauthorized", "errors": [{"message": message}]}, ""
        return self._page(request, found.enrolments)

    def _log(self, request: HostRequest, name: str) -> tuple[int, Any, str]:
        found = self._course(name)
        if found is None or not self.shows_log:
            return _missing()
        since = request.query["start_time"].replace("+00:00", "Z")
        events = [{"created_at": at} for at in reversed(found.graded_at) if at >= since]
        return 200, {"links": {}, "linked": {}, "events": events[:1]}, ""

    def _page(self, request: HostRequest, rows: list[Any]) -> tuple[int, Any, str]:
        """Give a page; a page is named by a bookmark that means nothing to others."""
        size = min(int(request.query.get("per_page", 10)), self.page_limit)
        start = int(request.query.get("page", "bookmark:0").removeprefix("bookmark:"), 16)
        here = f"{self.url}{request.path}?per_page={size}"
        links = [f'<{here}&page=bookmark:{start:x}>; rel="current"']
        if start + size < len(rows):
            links.append(f'<{here}&page=bookmark:{start + size:x}>; rel="next"')
        links.append(f'<{here}&page=bookmark:0>; rel="first"')
        return 200, rows[start : start + size], ",".join(links)

    def _course(self, name: str) -> CanvasCourse | None:
        if name.startswith("sis_course_id:"):
            return self.courses.get(name.removeprefix("sis_course_id:"))
        return next((one for one in self.courses.values() if str(one.id) == name), None)


def _course(course: CanvasCourse) -> dict[str, Any]:
    return {
        "id": course.id,
        "name": course.name,
        "course_code": course.code,
        "sis_course_id": course.sis_id,
        "workflow_state": course.state,
        "start_at": None,
        "end_at": course.ends,
        "term": course.term,
    }


def _missing() -> tuple[int, Any, str]:
    return 404, {"errors": [{"message": "The specified resource does not exist."}]}, ""


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _with_text_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: str(part)
            if (key == "id" or key.endswith("_id")) and isinstance(part, int)
            else _with_text_ids(part)
            for key, part in value.items()
        }
    return [_with_text_ids(part) for part in value] if isinstance(value, list) else value

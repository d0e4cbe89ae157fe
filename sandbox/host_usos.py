"""A stand-in for a USOS installation: signatures by the book, nonces once, consents and grades.

with SandboxUsos() as host:
    host.consent("1001", "student-token", "student-secret")
    host.grade("1001", "MIC101", "2025Z", session=1, symbol="2", passes=False)
    host.grade("1001", "MIC101", "2025Z", session=2, symbol="4,5", passes=True)
"""

from typing import Any, Final

from sandbox.host_http import HostReply, HostRequest, SandboxHost
from sandbox.host_oauth1 import SandboxSignatures

_NO_STUDENT: Final = {"apisrv/consumer", "courses/courses", "courses/search"}


class SandboxUsos(SandboxHost):
    """Serves one installation; `administrative` lets our key act for any student."""

    consumer_key: Final = "utqyr-key"
    consumer_secret: Final = "usos-consumer-secret"  # noqa: S105 -- of a stand-in

    def __init__(self) -> None:
        super().__init__()
        self.administrative = False
        self.failing = False
        self.has_latest = True
        self.throttling = 0
        self.tokens: dict[str, tuple[str, str]] = {}
        self.latest: dict[str, list[dict[str, Any]]] = {}
        self.points: dict[str, dict[str, dict[str, Any]]] = {}
        self.faculties: dict[str, list[str]] = {}
        self._users: dict[str, dict[str, Any]] = {}
        self._editions: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
        self._grades: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
        self._signatures = SandboxSignatures(self.consumer_key, self.consumer_secret)

    def enrol(self, user: str, course: str, term: str, *, passing: str = "not_yet_passed") -> None:
        """Let a student take a course."""
        self._users.setdefault(
            user,
            {
                "id": user,
                "first_name": "Student",
                "last_name": f"U{user}",
                "student_number": f"S{user}",
            },
        )
        edition = {
            "course_id": course,
            "course_name": {"pl": f"Kurs {course}", "en": f"Course {course}"},
            "term_id": term,
            "passing_status": passing,
        }
        self._editions.setdefault(user, {}).setdefault(term, {})[course] = edition
        self.points.setdefault(user, {}).setdefault(term, {}).setdefault(course, "5.0")
        self._grades.setdefault(user, {}).setdefault(term, {}).setdefault(
            course, {"course_grades": [], "course_units_grades": {}}
        )

    def consent(self, user: str, token: str, secret: str) -> None:
        """Let a student give consent; other tokens of theirs stay good."""
        self.tokens[token] = (secret, user)
        self._signatures.token_secrets[token] = secret

    def grade(
        self,
        user: str,
        course: str,
        term: str,
        *,
        symbol: str,
        passes: bool | None,
        session: int = 1,
        unit: str = "",
        kind: str = "STD",
    ) -> None:
        """Give a grade of a session, for the course or for one of its units."""
        if course not in self._grades.get(user, {}).get(term, {}):
            self.enrol(user, course, term)
        grade = {
            "value_symbol": symbol,
            "passes": passes,
            "value_description": {"pl": symbol, "en": symbol},
            "exam_id": 77,
            "exam_session_number": session,
            "counts_into_average": True,
            "grade_type_id": kind,
            "date_modified": "2026-01-28 10:00:00",
            "date_acquisition": "2026-01-27 00:00:00",
        }
        found = self._grades[user][term][course]
        exams = (
            found["course_units_grades"].setdefault(unit, []) if unit else found["course_grades"]
        )
        if not exams:
            exams.append({"1": None, "2": None})
        exams[0][str(session)] = grade
        self.latest.setdefault(user, []).append({"exam_id": 77})

    def reply(self, request: HostRequest) -> HostReply:
        """Answer a method: our key first, then the student's token, then what is asked."""
        method = request.path.removeprefix("/services/")
        form = request.form
        if self.throttling > 0:
            self.throttling -= 1
            return HostReply(status=429, headers={"Retry-After": "0"})
        if self._signatures.problem(request, self.url):
            return _fault(401, "Invalid signature.")
        if self.failing:
            return _fault(200, "Something is wrong.", error="internal", reason="internal")
        if method in _NO_STUDENT:
            return self._open_method(method, form)
        user = self._student(request, form)
        if user is None:
            return _fault(401, "Access Token is required.", reason="token_missing")
        return self._method(method, user, form)

    def _method(self, method: str, user: str, form: dict[str, str]) -> HostReply:
        if method == "grades/terms2" and "term_ids" in form:
            terms = self._grades.get(user, {})
            wanted = form["term_ids"].split("|")
            return HostReply.of_json({term: terms.get(term, {}) for term in wanted})
        answers: dict[str, Any] = {
            "users/user": self._users[user],
            "courses/user": self._courses(user),
            "courses/user_ects_points": self.points.get(user, {}),
            "grades/latest": self.latest.get(user, []) if self.has_latest else None,
        }
        if answers.get(method) is not None:
            return HostReply.of_json(answers[method])
        if method in {"grades/terms2", "grades/latest"}:
            return _fault(400, "A parameter is missing.", error="param_missing")
        return _fault(404, "There is no such method.")

    def _open_method(self, method: str, form: dict[str, str]) -> HostReply:
        match method:
            case "apisrv/consumer":
                return HostReply.of_json({"name": "Utqyr"})
            case "courses/search":
                names = self.faculties.get(form["fac_id"], [])
                start = int(form["start"])
                page = names[start : start + 2]
                items = [{"course_id": name, "match": name} for name in page]
                more = start + 2 < len(names)
                return HostReply.of_json({"items": items, "next_page": more})
        found = {
            name: {
                "id": name,
                "name": {"pl": f"Kurs {name}", "en": f"Course {name}"},
                "lang_id": "en",
                "ects_credits_simplified": 5.0,
                "profile_url": f"https://host.example/{name}",
            }
            for name in form["course_ids"].split("|")
        }
        return HostReply.of_json(found)

    def _courses(self, user: str) -> dict[str, Any]:
        editions = self._editions.get(user, {})
        terms = [
            {
                "id": term,
                "name": {"pl": f"Semestr {term}", "en": f"Term {term}"},
                "start_date": "2025-10-01",
                "end_date": "2026-02-15",
            }
            for term in editions
        ]
        shown = {term: list(courses.values()) for term, courses in editions.items()}
        return {"course_editions": shown, "terms": terms}

    def _student(self, request: HostRequest, form: dict[str, str]) -> str | None:
        if "as_user_id" in form:
            user = form["as_user_id"]
            return user if self.administrative and user in self._users else None
        return self.tokens.get(self._signatures.token_of(request), ("", None))[1]


def _fault(status: int, message: str, **more: str) -> HostReply:
    return HostReply.of_json({"message": message, **more}, status=status)

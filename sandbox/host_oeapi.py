"""A stand-in for a host that speaks the Open Education API, version 5 or 6.

    with SandboxOeapi("6") as host:
        host.offer("MIC101", "Microeconomics", ects="5")
        host.enrol("G1", home="enu.kz")
        host.grade("G1", "MIC101", score="8.5", passed="passed")

Ids are UUIDs made from names. Pages are capped at `page_limit`, though a caller asks for more, as
the standard's sizes are large. `problem` puts one behind status 200; `throttling` counts refusals.
"""

import uuid
from decimal import Decimal
from typing import Any, Final

from sandbox.host_http import HostReply, HostRequest, SandboxHost
from sandbox.host_oauth2 import PATH, SandboxTokens

_PROBLEM: Final = "application/problem+json"


class SandboxOeapi(SandboxHost):
    """Serves one institution in one version."""

    def __init__(self, version: str = "6") -> None:
        super().__init__()
        self.version = version
        self.tokens = SandboxTokens("utqyr", "oeapi-secret")
        self.page_limit = 2
        self.throttling = 0
        self.problem = False
        self.persons: dict[str, dict[str, Any]] = {}
        self.courses: dict[str, dict[str, Any]] = {}
        self.offerings: dict[str, dict[str, Any]] = {}
        self.associations: dict[str, list[dict[str, Any]]] = {}
        self.hidden_courses = False

    @property
    def token_url(self) -> str:
        """The address of the token endpoint."""
        return f"{self.url}{PATH}"

    @property
    def base(self) -> str:
        """The address of the interface."""
        return f"{self.url}/v{self.version}"

    def offer(self, code: str, title: str, *, ects: str, kind: str = "grade_0_10") -> None:
        """Make a course with one offering."""
        name = [
            {"language": "en-GB", "value": title},
            {"language": "nl-NL", "value": f"{title} nl"},
        ]
        load = {"studyLoadUnit": "ects", "value": Decimal(ects)}
        course = {
            "courseId": _uuid(f"course {code}"),
            "primaryCode": {"codeType": "identifier", "code": code},
            "name": name,
            "level": "bachelor",
            "fieldsOfStudy": "0311",
            "link": f"https://host.example/{code}",
        }
        offering = {
            "primaryCode": {"codeType": "offering_code", "code": f"{code}-25"},
            "name": name,
            "resultValueType": kind,
        }
        session = {
            "academicSessionId": _uuid("winter"),
            "name": [{"language": "en-GB", "value": "Winter"}],
        }
        if self.version == "5":
            course |= {"studyLoad": load, "teachingLanguage": "eng"}
            session |= {"startDate": "2025-09-01", "endDate": "2026-01-31"}
            offering |= {"offeringId": _uuid(code), "course": course["courseId"]}
            offering |= {"academicSession": session}
        else:
            course |= {"studyLoad": [load], "teachingLanguages": ["en-GB"]}
            session |= {
                "startDateTime": "2025-09-01T00:00:00+02:00",
                "endDateTime": "2026-01-31T23:59:59+01:00",
            }
            offering |= {"courseOfferingId": _uuid(code), "courseId": course["courseId"]}
            offering |= {"academicSession": session}
        self.courses[code] = course
        self.offerings[code] = offering

    def enrol(self, student: str, *, home: str = "home.example") -> None:
        """Make a person."""
        number, schac = (
            ("studentNumber", "schacHome")
            if self.version == "5"
            else ("student_number", "schac_home")
        )
        self.persons[student] = {
            "personId": _uuid(student),
            "primaryCode": {"codeType": number, "code": student},
            "givenName": "Student",
            "surnamePrefix": "van",
            "surname": student,
            "displayName": f"Student van {student}",
            "dateOfBirth": "2004-05-06",
            "otherCodes": [
                {"codeType": schac, "code": home},
                {"codeType": "esi", "code": f"urn:schac:esi:{student}"},
            ],
        }
        self.associations.setdefault(student, [])

    def grade(  # noqa: PLR0913 -- what a standard's result has, each by its name
        self,
        student: str,
        code: str,
        *,
        score: str | None = None,
        passed: str = "unknown",
        state: str = "completed",
        association: str = "finished",
        final: bool | None = None,
        load: str | None = None,
        attempt: int = 1,
        expanded: bool = True,
    ) -> dict[str, Any]:
        """Associate a person with an offering; a result there was of this attempt is replaced."""
        if student not in self.persons:
            self.enrol(student)
        offering = self.offerings[code]
        made: dict[str, Any] = {
            "associationId": _uuid(f"{student} {code} {attempt}"),
            "role": "student",
            "state": association,
            "result": None,
        }
        if score is not None:
            made["result"] = {"state": state, "pass": passed, "score": score, **self._result_day()}
            made["result"] |= {} if final is None else {"final": final}
            made["result"] |= {} if load is None else {"studyLoad": _load(load)}
        if self.version == "5":
            made |= {"associationType": "courseOfferingAssociation"}
            made |= {"offering": offering if expanded else offering["offeringId"]}
        elif expanded:
            made |= {"courseOffering": offering}
        else:
            made |= {"courseOfferingId": offering["courseOfferingId"]}
        rows = self.associations[student]
        kept = [row for row in rows if row["associationId"] != made["associationId"]]
        self.associations[student] = [*kept, made]
        return made

    def _result_day(self) -> dict[str, str]:
        if self.version == "5":
            return {"resultDate": "2026-01-28"}
        return {"resultDateTime": "2026-01-28T08:30:00+01:00"}

    def reply(self, request: HostRequest) -> HostReply:
        """Answer as the standard says."""
        if request.path == PATH:
            return self.tokens.reply(request)
        if not self.tokens.is_good(request):
            return _problem(401)
        if self.throttling > 0:
            self.throttling -= 1
            return HostReply(status=429, headers={"Retry-After": "0"})
        if self.problem:
            return _problem(500, status=200)
        root = f"/v{self.version}/"
        if not request.path.startswith(root):
            return _problem(404)
        return self._answer(request, request.path.removeprefix(root).split("/"))

    def _answer(self, request: HostRequest, parts: list[str]) -> HostReply:
        tables = self._tables()
        match parts:
            case [table] if table in ("persons", "courses"):
                return self._page(request, tables[table][1])
            case [table, number] if table in tables:
                name, rows = tables[table]
                return _one(rows, name, number)
            case ["persons", number, listing] if listing == self._listing():
                for student, person in self.persons.items():
                    if person["personId"] == number:
                        return self._page(request, self.associations[student])
        return _problem(404)

    def _tables(self) -> dict[str, tuple[str, list[dict[str, Any]]]]:
        """Give what can be asked for by id: under which path, and how its id is called."""
        courses = [] if self.hidden_courses else list(self.courses.values())
        kind, name = ("offerings", "offeringId")
        if self.version == "6":
            kind, name = ("course-offerings", "courseOfferingId")
        return {
            "persons": ("personId", list(self.persons.values())),
            "courses": ("courseId", courses),
            kind: (name, list(self.offerings.values())),
        }

    def _listing(self) -> str:
        return "associations" if self.version == "5" else "course-offering-associations"

    def _page(self, request: HostRequest, rows: list[dict[str, Any]]) -> HostReply:
        size = min(int(request.query.get("pageSize", 10)), self.page_limit)
        number = int(request.query.get("pageNumber", 1))
        start = (number - 1) * size
        return HostReply.of_json(
            {
                "pageSize": size,
                "pageNumber": number,
                "hasPreviousPage": number > 1,
                "hasNextPage": start + size < len(rows),
                "items": rows[start : start + size],
            }
        )


def _one(rows: list[dict[str, Any]], name: str, number: str) -> HostReply:
    found = [row for row in rows if row[name] == number]
    return HostReply.of_json(found[0]) if found else _problem(404)


def _load(ects: str) -> dict[str, Any]:
    return {"studyLoadUnit": "ects", "value": Decimal(ects)}


def _uuid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://host.example/{name}"))


def _problem(told: int, *, status: int | None = None) -> HostReply:
    problem = {"type": "https://host.example/problems", "title": "a problem", "status": told}
    reply = HostReply.of_json(problem, status=status or told)
    return HostReply(status=reply.status, body=reply.body, content_type=_PROBLEM)

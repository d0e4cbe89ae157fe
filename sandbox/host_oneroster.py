"""A stand-in for a host that speaks OneRoster 1.1 or 1.2: REST with paging, and CSV archives.

    with SandboxOneRoster() as host:
        host.offer("MIC101", "Microeconomics")
        host.grade("G1", "MIC101", score="87.25")
    host.archive()                                   the same as a CSV archive

`signatures` takes the place of tokens where the host checks OAuth 1.0a. `page_limit` caps a page
whatever is asked for; `busy` counts the next answers that say so, behind status 200.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from sandbox.host_http import HostReply, HostRequest, SandboxHost
from sandbox.host_oauth1 import SandboxSignatures
from sandbox.host_oauth2 import PATH, SandboxTokens

_ROOTS: Final = {
    "1.1": ("/ims/oneroster/v1p1/",),
    "1.2": ("/ims/oneroster/rostering/v1p2/", "/ims/oneroster/gradebook/v1p2/"),
}
_GRADEBOOK: Final = {"lineItems", "results", "categories"}
_ONE: Final = {
    "classes": "class",
    "courses": "course",
    "academicSessions": "academicSession",
    "lineItems": "lineItem",
}
_SINCE: Final = re.compile(r"dateLastModified>='([^']*)'")
_COLUMNS: Final = {
    "academicSessions": ("sourcedId", "status", "title", "startDate", "endDate"),
    "courses": ("sourcedId", "status", "title", "courseCode", "metadata.ects"),
    "classes": ("sourcedId", "status", "title", "courseSourcedId", "termSourcedIds"),
    "categories": ("sourcedId", "status", "title"),
    "lineItems": (
        *("sourcedId", "status", "title", "classSourcedId", "categorySourcedId"),
        *("resultValueMin", "resultValueMax"),
    ),
    "results": (
        *("sourcedId", "status", "lineItemSourcedId", "studentSourcedId", "scoreStatus"),
        *("score", "scoreDate"),
    ),
    "users": ("sourcedId", "status", "identifier", "username", "givenName", "familyName"),
}


class SandboxOneRoster(SandboxHost):
    """Serves one roster in one version; `tables` are its objects by kind."""

    def __init__(self, version: str = "1.2", signatures: SandboxSignatures | None = None) -> None:
        super().__init__()
        self.version = version
        self.signatures = signatures
        self.tokens = SandboxTokens("utqyr", "oneroster-secret")
        self.page_limit = 2
        self.busy = 0
        self.failing = False
        self.filters = True
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in _COLUMNS}
        self._add(
            "academicSessions",
            "winter",
            title="Winter",
            startDate="2025-09-01",
            endDate="2026-01-31",
        )
        self._add("categories", "exams", title="Exams")
        self._add("categories", "homework", title="Homework")

    @property
    def token_url(self) -> str:
        """The address of the token endpoint."""
        return f"{self.url}{PATH}"

    def offer(self, code: str, title: str, *, ects: str = "") -> None:
        """Make a course with one class, a line item for the final grade, and one for homework."""
        metadata = {"ects": ects} if ects else {}
        self._add("courses", f"course-{code}", title=title, courseCode=code, metadata=metadata)
        self._add(
            "classes",
            f"class-{code}",
            title=f"{title}, group 1",
            course=_reference(f"course-{code}"),
            terms=[_reference("winter")],
        )
        for kind, name in (("exams", "Final grade"), ("homework", "Essay")):
            self._add(
                "lineItems",
                f"{kind}-{code}",
                title=name,
                **{"class": _reference(f"class-{code}")},
                category=_reference(kind),
                resultValueMin=Decimal(0),
                resultValueMax=Decimal(100),
            )

    def grade(
        self,
        student: str,
        code: str,
        *,
        score: str | None,
        kind: str = "exams",
        state: str = "fully graded",
        status: str = "active",
        at: str = "2026-01-20T10:00:00.000Z",
        text: str = "",
    ) -> None:
        """Give somebody a score; one there was is replaced."""
        if all(user["sourcedId"] != student for user in self.tables["users"]):
            self._add(
                "users",
                student,
                identifier=f"N-{student}",
                username=student.lower(),
                givenName="Student",
                familyName=student,
            )
        name = f"{kind}-{code}-{student}"
        kept = [row for row in self.tables["results"] if row["sourcedId"] != name]
        self.tables["results"] = kept
        self._add(
            "results",
            name,
            status=status,
            dateLastModified=at,
            lineItem=_reference(f"{kind}-{code}"),
            student=_reference(student),
            scoreStatus=state,
            **({} if score is None else {"score": Decimal(score)}),
            **({"textScore": text} if text else {}),
            scoreDate="2026-01-20",
        )

    def reply(self, request: HostRequest) -> HostReply:
        """Answer as the standard says."""
        if request.path == PATH:
            return self.tokens.reply(request)
        if (refusal := self._refusal(request)) is not None:
            return refusal
        if self.busy > 0:
            self.busy -= 1
            return self._fault(200, "server_busy")
        if self.failing:
            return self._fault(200, "invaliddata")
        for root in _ROOTS[self.version]:
            if request.path.startswith(root):
                parts = request.path.removeprefix(root).split("/")
                is_gradebook = bool({parts[0], *parts[2:3]} & _GRADEBOOK)
                if self.version == "1.1" or is_gradebook == ("gradebook" in root):
                    return self._answer(request, parts)
        return self._fault(404, "unknownobject")

    def _refusal(self, request: HostRequest) -> HostReply | None:
        """Refuse whom the host does not know; of a signature it says what is wrong with it."""
        if self.signatures is None:
            good = self.tokens.is_good(request)
            return None if good else self._fault(401, "unauthorisedrequest")
        problem = self.signatures.problem(request, self.url)
        if not problem:
            return None
        refused = self._fault(401, "unauthorisedrequest")
        challenge = {"WWW-Authenticate": f'OAuth realm="", oauth_problem="{problem}"'}
        return HostReply(status=401, body=refused.body, headers=challenge)

    def archive(self, *, results: str = "bulk", without: Iterable[str] = ()) -> bytes:
        """Write everything as a CSV archive; `results` is `bulk` or `delta`."""
        out = io.BytesIO()
        left_out = set(without)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            manifest = [("propertyName", "value"), ("oneroster.version", self.version)]
            for table, columns in _COLUMNS.items():
                mode = "absent" if table in left_out else "bulk"
                manifest.append((f"file.{table}", results if table == "results" else mode))
                if table not in left_out:
                    lines = [columns, *(_flat(row, columns) for row in self.tables[table])]
                    package.writestr(_dated(f"{table}.csv"), _csv(lines))
            package.writestr(_dated("manifest.csv"), _csv(manifest))
        return out.getvalue()

    def _answer(self, request: HostRequest, parts: list[str]) -> HostReply:
        match parts:
            case [table] if table in self.tables:
                return self._page(request, table, self.tables[table])
            case [table, name] if table in _ONE:
                found = [row for row in self.tables[table] if row["sourcedId"] == name]
                if found:
                    return HostReply.of_json({_ONE[table]: found[0]})
            case ["classes", name, "students"]:
                return self._page(request, "users", self._students(name))
            case ["classes", _, "lineItems", name, "results"]:
                rows = self.tables["results"]
                return self._page(
                    request, "results", [row for row in rows if _leads_to(row["lineItem"], name)]
                )
        return self._fault(404, "unknownobject")

    def _students(self, name: str) -> list[dict[str, Any]]:
        items = {
            item["sourcedId"] for item in self.tables["lineItems"] if _leads_to(item["class"], name)
        }
        named = {
            row["student"]["sourcedId"]
            for row in self.tables["results"]
            if row["lineItem"]["sourcedId"] in items
        }
        return [user for user in self.tables["users"] if user["sourcedId"] in named]

    def _page(self, request: HostRequest, name: str, rows: list[dict[str, Any]]) -> HostReply:
        if wanted := request.query.get("filter"):
            since = _SINCE.fullmatch(wanted)
            if since is None or not self.filters:
                return self._fault(400, "invalid_filter_field")
            rows = [row for row in rows if row["dateLastModified"] >= since[1]]
        rows = sorted(rows, key=lambda row: str(row["sourcedId"]))
        limit = min(int(request.query.get("limit", 100)), self.page_limit)
        offset = int(request.query.get("offset", 0))
        following = f"{self.url}{request.path}?limit={limit}&offset={offset + limit}"
        headers = {
            "X-Total-Count": str(len(rows)),
            **({"Link": f'<{following}>; rel="next"'} if offset + limit < len(rows) else {}),
        }
        return HostReply.of_json({name: rows[offset : offset + limit]}, headers=headers)

    def _fault(self, status: int, minor: str) -> HostReply:
        fault: dict[str, Any] = {
            "imsx_codeMajor": "failure",
            "imsx_severity": "error",
            "imsx_description": "the request could not be done",
        }
        if self.version == "1.1":
            fault["imsx_codeMinor"] = minor
        else:
            value = {
                "imsx_codeMinorFieldName": "TargetEndSystem",
                "imsx_codeMinorFieldValue": minor,
            }
            fault["imsx_CodeMinor"] = {"imsx_codeMinorField": [value]}
        return HostReply.of_json(fault, status=status)

    def _add(self, table: str, source_id: str, **values: Any) -> None:
        usual = {"status": "active", "dateLastModified": "2025-09-01T00:00:00.000Z"}
        self.tables[table].append({"sourcedId": source_id, **usual, **values})


def _reference(source_id: str) -> dict[str, str]:
    return {"href": f"https://host.example/{source_id}", "sourcedId": source_id, "type": "any"}


def _leads_to(reference: Mapping[str, str], source_id: str) -> bool:
    return reference["sourcedId"] == source_id


def _flat(row: Mapping[str, Any], columns: Iterable[str]) -> list[str]:
    """Write an object as the CSV profile does: references by their ids, nothing nested."""
    cells = []
    for column in columns:
        name = column.removesuffix("SourcedId").removesuffix("SourcedIds")
        value = row.get({"term": "terms"}.get(name, name), "")
        if column.startswith("metadata."):
            value = row.get("metadata", {}).get(column.removeprefix("metadata."), "")
        if isinstance(value, list):
            value = ",".join(each["sourcedId"] for each in value)
        cells.append(str(value["sourcedId"] if isinstance(value, dict) else value))
    return cells


def _csv(lines: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()


def _dated(name: str) -> zipfile.ZipInfo:
    """Name a file of the archive; its time is fixed, so that equal archives have equal bytes."""
    return zipfile.ZipInfo(name, (2026, 2, 1, 0, 0, 0))

"""A stand-in for a host's Moodle: the home's, with courses that end, categories and letters.

    with SandboxHostMoodle() as host:
        host.offer("MIC101", "Microeconomics", ends="2026-01-31")
        host.grade("G1", "MIC101", "87.5")

It answers the calls as a stock Moodle 4.5 was seen to; weather is that of every stand-in host.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, Final

from sandbox.host_http import HTML, HostReply, HostRequest, SandboxHost
from sandbox.moodle import SandboxMoodle
from sandbox.moodle_functions import Answer, MoodleFunctions
from sandbox.moodle_site import Caller
from sandbox.moodle_staff import MoodleStaff
from sandbox.moodle_state import Enrolment
from sandbox.moodle_wire import Arguments, integer, rows, text

_ADDRESS: Final = "/webservice/rest/server.php"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the home's stand-in has no need of."""

    category: int
    starts: int
    ends: int
    credits: str = ""


@dataclass
class _HostFunctions(MoodleFunctions):
    """The functions as a host needs them."""

    facts: dict[int, _Facts] = field(default_factory=dict)
    letters: bool = False
    warned: bool = False
    shows_idnumbers: bool = False

    def _courses_by_field(self, caller: Caller, arguments: Arguments) -> Answer:
        if text(arguments, "field", "") == "category":
            wanted = integer(arguments, "value")
            find = super()._courses_by_field
            found = [
                find(caller, _by_id(number)).value["courses"][0]
                for number, facts in self.facts.items()
                if facts.category == wanted
            ]
            return self._with_facts({"courses": found, "warnings": []})
        return self._with_facts(super()._courses_by_field(caller, arguments).value)

    def _with_facts(self, answer: dict[str, Any]) -> Answer:
        for course in answer["courses"]:
            if facts := self.facts.get(course["id"]):
                course.update(startdate=facts.starts, enddate=facts.ends)
                course["customfields"] = [
                    {"shortname": "ects", "valueraw": facts.credits, "value": facts.credits}
                ]
            course["idnumber"] = (
                self.state.courses[course["id"]].idnumber
                if self.shows_idnumbers and course["id"] in self.state.courses
                else ""
            )
        return Answer(answer)

    def _enrolled_users(self, caller: Caller, arguments: Arguments) -> Answer:
        options = {text(row, "name"): text(row, "value") for row in rows(arguments, "options")}
        course = self.state.courses[integer(arguments, "courseid")]
        people = [
            self.state.users[user_id]
            for user_id, enrolment in sorted(course.enrolments.items())
            if not (options.get("onlysuspended") == "1" and enrolment.active)
        ]
        start = int(options.get("limitfrom", 0))
        end = start + (int(options.get("limitnumber", 0)) or len(people))
        return Answer(
            [
                {
                    "id": user.id,
                    "username": user.username,
                    "fullname": user.full_name,
                    "email": user.email,
                    "idnumber": user.idnumber,
                }
                for user in people[start:end]
            ]
        )

    def _grade_items(self, caller: Caller, arguments: Arguments) -> Answer:
        answer = super()._grade_items(caller, arguments)
        if self.warned:
            answer.value["warnings"].append(
                {"item": "grade", "itemid": 1, "warningcode": "1", "message": "not all shown"}
            )
        for report in answer.value["usergrades"]:
            for item in report["gradeitems"] if self.letters else ():
                raw = item["graderaw"]
                item["lettergradeformatted"] = "-" if raw is None else _letter(raw)
        return answer


class SandboxHostMoodle(SandboxHost):
    """Serves a host's Moodle; `staff` does what people do in it."""

    def __init__(self) -> None:
        super().__init__()
        self.moodle = SandboxMoodle(token="host-token", clock=lambda: 1_770_000_000)  # noqa: S106 -- of a stand-in
        self.token = self.moodle.token
        self.staff: MoodleStaff = self.moodle.staff
        self.functions = _HostFunctions(self.moodle.state, self.moodle.functions.site)
        self.moodle.functions = self.functions

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop serving, and free the port the inner stand-in took."""
        super().__exit__(kind, error, traceback)
        self.moodle.__exit__(kind, error, traceback)

    def offer(
        self,
        course: str,
        title: str,
        *,
        starts: str = "2025-09-01",
        ends: str = "",
        category: int = 2,
        credits_field: str = "",
    ) -> None:
        """Make a course with one exam."""
        made = self.staff.add_course(course, full_name=title)
        self.staff.add_activity(course, idnumber="EXAM", name="Exam")
        self.functions.facts[made.id] = _Facts(
            category=category, starts=_epoch(starts), ends=_epoch(ends), credits=credits_field
        )

    def end(self, course: str, day: str) -> None:
        """Give a course another end."""
        number = self.staff.course(course).id
        before = self.functions.facts[number]
        self.functions.facts[number] = _Facts(
            category=before.category, starts=before.starts, ends=_epoch(day), credits=before.credits
        )

    def grade(self, student: str, course: str, points: str | None) -> None:
        """Enrol somebody, made where there is no such account, and grade the exam."""
        found = self.staff.course(course)
        known = [user for user in self.moodle.state.users.values() if user.idnumber == student]
        user = known[0] if known else self.staff.add_student(student)
        found.enrolments.setdefault(user.id, Enrolment())
        item = found.own_items[0]
        raw = None if points is None else Decimal(points)
        self.moodle.state.set_raw(item, item.grade(user.id), raw)

    def revoke(self) -> None:
        """Let the token be none from now on."""
        self.moodle.tokens.clear()

    def reply(self, request: HostRequest) -> HostReply:
        """Answer a call as a stock Moodle does."""
        if request.path != _ADDRESS:
            return HostReply(status=404, body=b"Not Found", content_type=HTML)
        form = request.form
        settings = [name for name in form if name.startswith("moodlewssetting")]
        body = "&".join(
            part
            for part in request.body.decode().split("&")
            if part.partition("=")[0] not in settings
        )
        answer = self.moodle.answer(body)
        if answer is None:
            return HostReply(status=500)
        return HostReply(
            status=answer.status, body=answer.body.encode(), content_type=answer.content_type
        )


def _by_id(number: int) -> dict[str, Any]:
    return {"field": "id", "value": str(number)}


def _epoch(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) if day else 0


def _letter(points: Decimal) -> str:
    """Moodle's own letters, as a new site has them."""
    marks = ((93, "A"), (90, "A-"), (87, "B+"), (83, "B"), (80, "B-"), (77, "C+"), (73, "C"))
    return next((word for lowest, word in marks if points >= lowest), "D" if points >= 60 else "F")  # noqa: PLR2004 -- Moodle's own

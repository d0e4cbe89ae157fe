"""`python -m bench.moodle_plugin`: the Moodle plugin's writing beside Moodle's own, on a real site.

Both write the same number of changed marks, in turns; the plugin's (local_utqyr_put_results) come
with a transcript line, feedback and a receipt each, core's (core_grades_update_grades) alone.
Totals that the plugin leaves to a task are computed between two calls, as for somebody who looks at
the grades, and counted in the last column. The site may be spoilt: never a production one.

UTQYR_TEST_MOODLE_URL         the site
UTQYR_TEST_MOODLE_TOKEN       a token of the plugin's service
UTQYR_TEST_MOODLE_CORE_TOKEN  a token of a service with `CORE_FUNCTIONS`, whose account may grade

The site holds courses with the ID numbers UTQYR-B0 (written by core) and UTQYR-B1 (by the plugin),
each with an assignment of 100 points with the ID number UTQYR-CORE, and students UTQYRB001 to
UTQYRB400 enrolled in both; with --several also UTQYR-B2 to UTQYR-B9, alike, with the first forty.
"""

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from connectors.home.moodle_client import MoodleClient
from connectors.http import HttpPolicy, new_session

CORE_FUNCTIONS: Final = (
    "core_course_get_contents",
    "core_course_get_courses_by_field",
    "core_grades_update_grades",
    "core_user_get_users_by_field",
    "gradereport_user_get_grade_items",
)
_SIZES: Final = (1, 40, 400)
_PEOPLE_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One course as core's functions name it."""

    id: int
    activity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Seconds of one call's worth of marks, in turns: ours, the totals it left, core's."""

    marks: int
    what: str
    turns: tuple[tuple[float, float, float], ...]

    @property
    def ours(self) -> float:
        """Give our marks a second."""
        return self.marks / median(ours for ours, _, _ in self.turns)

    @property
    def core(self) -> float:
        """Give core's marks a second."""
        return self.marks / median(core for _, _, core in self.turns)

    @property
    def ratio(self) -> float:
        """Give our speed over core's: the median of the turns."""
        return median(core / ours for ours, _, core in self.turns)

    @property
    def ratio_with_totals(self) -> float:
        """Give the same with the totals that were left to a task."""
        return median(core / (ours + left) for ours, left, core in self.turns)


class Site:
    """The two ways into one Moodle. Marks change with every call."""

    def __init__(self, url: str, token: str, core_token: str) -> None:
        session = new_session(HttpPolicy(read_seconds=300, retries=0, allow_http=True))
        self._plugin = MoodleClient(session, url, lambda: token)
        self._core = MoodleClient(session, url, lambda: core_token)
        self._people: dict[str, int] = {}
        self._standing: dict[tuple[str, str], str] = {}
        self._turn = 0

    def look_up(self, students: Sequence[str]) -> None:
        """Find out core's own numbers of the students."""
        for start in range(0, len(students), _PEOPLE_AT_ONCE):
            some = students[start : start + _PEOPLE_AT_ONCE]
            found = self._core.read(
                "core_user_get_users_by_field", {"field": "idnumber", "values": some}
            )
            self._people |= {person["idnumber"]: person["id"] for person in found}
        if missing := set(students) - self._people.keys():
            raise SystemExit(f"{len(missing)} students are missing, such as {min(missing)}")

    def course(self, code: str) -> Course:
        """Find out core's own numbers of a course and its assignment."""
        found = self._core.read(
            "core_course_get_courses_by_field", {"field": "idnumber", "value": code}
        )["courses"]
        if not found:
            raise SystemExit(f"there is no course {code}")
        course_id = found[0]["id"]
        sections = self._core.read("core_course_get_contents", {"courseid": course_id})
        modules = [module for section in sections for module in section["modules"]]
        return Course(
            id=course_id,
            activity=next(each["id"] for each in modules if each["modname"] == "assign"),
        )

    def core_writes(self, places: Sequence[tuple[Course, str]]) -> None:
        """Let core write a new mark at each place: one call a course, as core wants it."""
        mark = self._next_mark()
        for course in dict.fromkeys(course for course, _ in places):
            answer = self._core.write(
                "core_grades_update_grades",
                {
                    "source": "bench",
                    "courseid": course.id,
                    "component": "mod_assign",
                    "activityid": course.activity,
                    "itemnumber": 0,
                    "grades": [
                        {"studentid": self._people[student], "grade": mark}
                        for where, student in places
                        if where == course
                    ],
                },
            )
            if answer != 0:
                raise SystemExit(f"core answered {answer}")

    def plugin_writes(self, places: Sequence[tuple[str, str]]) -> None:
        """Let the plugin write a new mark at each place, with its line: one call."""
        mark = self._next_mark()
        records = [self._record(code, student, mark) for code, student in places]
        answer = self._plugin.write("local_utqyr_put_results", {"records": records})
        if {receipt["verdict"] for receipt in answer["receipts"]} != {"written"}:
            raise SystemExit(f"not everything was written: {answer['receipts'][0]}")
        self._standing |= dict.fromkeys(places, mark)

    def look(self, courses: Sequence[Course], student: str) -> None:
        """Look at a student's grades: Moodle computes the totals that wait."""
        for course in courses:
            asked = {"courseid": course.id, "userid": self._people[student]}
            self._core.read("gradereport_user_get_grade_items", asked)

    def adopt(self, places: Sequence[tuple[str, str]]) -> None:
        """Read what stands at the plugin's places, left by earlier runs."""
        asked = [{"studentnumber": student, "component": code} for code, student in places]
        for result in self._plugin.read("local_utqyr_get_results", {"places": asked})["results"]:
            if result["percent"] is not None:
                self._standing[result["component"], result["studentnumber"]] = result["percent"]

    def _record(self, code: str, student: str, mark: str) -> dict[str, Any]:
        standing = self._standing.get((code, student))
        expected = {} if standing is None else {"expected": standing}
        return {
            "studentnumber": student,
            "component": code,
            "fingerprint": f"bench {time.time_ns()}",
            "grade": {"percent": mark, **expected},
            "entry": _entry(code, mark),
        }

    def _next_mark(self) -> str:
        self._turn += 1
        return f"{50 + self._turn % 50}.{time.time_ns() % 90 + 10}"


def _entry(code: str, mark: str) -> str:
    original = {
        "code": "INF-101",
        "title": "Datenbanken und Informationssysteme",
        "grade": "1,7",
        "gradescheme": "de",
        "credits": "6",
        "creditsscheme": "ects",
        "term": "WS 2025/26",
        "status": "passed",
    }
    return json.dumps(
        {
            "key": code,
            "status": "recognised",
            "fingerprint": f"bench {time.time_ns()}",
            "decision": "D12",
            "decidedat": "2026-02-28T10:00:00Z",
            "host": "uni-koeln.de",
            "hostname": "Universität zu Köln",
            "starts": "2025-10-01",
            "ends": "2026-02-28",
            "titleskk": "Деректер қоры",
            "titlesru": "Базы данных",
            "titlesen": "Databases",
            "credits": "5",
            "creditsscheme": "kz",
            "letter": "B+",
            "points": "3.33",
            "percent": mark,
            "rule": "mapping/uni-koeln.de.yaml: databases",
            "originals": [original],
            "reasons": [],
            "conversion": "1,7 is B in ECTS by the table of 2024.\n6 ECTS are 5 credits.",
        },
        ensure_ascii=False,
    )


def measure(site: Site, *, pairs: int, several: bool) -> Iterator[Measured]:
    """Measure one call of each size, and one over several courses."""
    students = [f"UTQYRB{number:03}" for number in range(1, max(_SIZES) + 1)]
    site.look_up(students)
    core, plugin = site.course("UTQYR-B0"), site.course("UTQYR-B1")
    site.adopt([("UTQYR-B1", student) for student in students])
    for size in _SIZES:
        some = students[:size]
        yield _measured(
            f"{size} of {len(students)} students of one course",
            partial(site.plugin_writes, [("UTQYR-B1", student) for student in some]),
            partial(site.core_writes, [(core, student) for student in some]),
            partial(site.look, [plugin], students[0]),
            marks=size,
            pairs=pairs,
        )
    if several:
        codes = [f"UTQYR-B{number}" for number in range(2, 10)]
        courses = {code: site.course(code) for code in codes}
        places = [(code, student) for student in students[:5] for code in codes]
        site.adopt(places)
        yield _measured(
            "5 students in 8 courses",
            partial(site.plugin_writes, places),
            partial(site.core_writes, [(courses[code], student) for code, student in places]),
            partial(site.look, list(courses.values()), students[0]),
            marks=len(places),
            pairs=pairs,
        )


def _measured(
    what: str,
    ours: Callable[[], None],
    core: Callable[[], None],
    look: Callable[[], None],
    *,
    marks: int,
    pairs: int,
) -> Measured:
    for action in (ours, look, core):  # grade items, rows and caches are there from now on
        action()
    turns = []
    for _ in range(pairs):
        idle, written = _seconds(look), _seconds(ours)
        turns.append((written, max(0.0, _seconds(look) - idle), _seconds(core)))
    return Measured(marks=marks, what=what, turns=tuple(turns))


def _seconds(action: Callable[[], None]) -> float:
    gc.collect()
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="bench.moodle_plugin", description=__doc__)
    parser.add_argument("--pairs", type=int, default=9, help="calls of each, in turns")
    parser.add_argument("--several", action="store_true", help="also several courses in one call")
    given = parser.parse_args(arguments)
    names = ("UTQYR_TEST_MOODLE_URL", "UTQYR_TEST_MOODLE_TOKEN", "UTQYR_TEST_MOODLE_CORE_TOKEN")
    if missing := [name for name in names if not os.environ.get(name)]:
        sys.exit(f"set {', '.join(missing)}")
    site = Site(*(os.environ[name] for name in names))
    table = Table(title="Marks a second, the plugin's with transcript line and receipt")
    for heading in ("marks a call", "plugin", "core", "plugin / core", "with totals left"):
        table.add_column(heading, justify="right" if heading != "marks a call" else "left")
    for each in measure(site, pairs=given.pairs, several=given.several):
        rates = f"{each.ours:.0f}", f"{each.core:.0f}"
        table.add_row(each.what, *rates, f"{each.ratio:.2f}", f"{each.ratio_with_totals:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()

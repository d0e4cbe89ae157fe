"""The plugin local_utqyr of a stand-in Moodle: its functions, as docs/moodle-plugin.md has them.

A record is judged and written whole or not at all; a bad one never fails its batch.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sandbox.moodle_functions import Answer
from sandbox.moodle_plugin_places import Finder, Hindrance, KeptReceipt, Ledger, Place, as_raw
from sandbox.moodle_plugin_requests import Request
from sandbox.moodle_site import PLUGIN_VERSION, Caller
from sandbox.moodle_state import Course, Item, MoodleState
from sandbox.moodle_wire import (
    INVALID_PARAMETER,
    Arguments,
    Fault,
    MoodleError,
    no_permission,
    only,
    rows,
    text,
)

PLUGIN_RELEASE: Final = "0.1.0"
ITEM_NAME: Final = "Academic mobility"
PLUGIN_FUNCTIONS: Final = (
    "local_utqyr_get_components",
    "local_utqyr_get_results",
    "local_utqyr_put_results",
    "local_utqyr_withdraw_results",
)
PLUGIN_CAPABILITIES: Final = frozenset(
    {"webservice/rest:use", "local/utqyr:deliver", "local/utqyr:read"}
)
"""What the account behind the plugin's service needs."""

MOST_RECORDS: Final = 500
_MOST_PLACES: Final = 1000
_TWICE: Final = "this place or line was given twice in one call"
_DELIVER: Final = "Write and take back recognised results"
_READ: Final = "Read recognised results and the courses that take them"
_ITEM_WORDS: Final = {True: "manual", False: "activity"}


class MoodlePlugin:
    """Answer the plugin's functions from a state; `ledger` is what it keeps of its own."""

    def __init__(self, state: MoodleState, *, item_idnumber: str = "utqyr") -> None:
        self._state = state
        self._item_idnumber = item_idnumber
        self._finder = Finder(state, item_idnumber)
        self.ledger = Ledger()
        self.version = PLUGIN_VERSION

    def functions(self) -> Mapping[str, Callable[[Caller, Arguments], Answer]]:
        """Give the functions by name."""
        return {
            "local_utqyr_put_results": self._put,
            "local_utqyr_withdraw_results": self._withdraw,
            "local_utqyr_get_results": self._get,
            "local_utqyr_get_components": self._components,
        }

    def lines(self, student: str) -> dict[str, list[dict[str, Any]]]:
        """Tell every version of every line of a student, by key; raises KeyError for nobody."""
        user = self._finder.student(student)
        if isinstance(user, Hindrance):
            raise KeyError(student)
        return {
            key: versions
            for (owner, key), versions in self.ledger.lines.items()
            if owner == user.id
        }

    # the functions

    def _put(self, caller: Caller, arguments: Arguments) -> Answer:
        _require(caller, "local/utqyr:deliver", _DELIVER)
        return self._write_all(arguments, withdraws=False)

    def _withdraw(self, caller: Caller, arguments: Arguments) -> Answer:
        _require(caller, "local/utqyr:deliver", _DELIVER)
        return self._write_all(arguments, withdraws=True)

    def _get(self, caller: Caller, arguments: Arguments) -> Answer:
        _require(caller, "local/utqyr:read", _READ)
        return Answer({"results": [self._result(place) for place in _places(arguments)]})

    def _components(self, caller: Caller, arguments: Arguments) -> Answer:
        _require(caller, "local/utqyr:read", _READ)
        only(arguments, "components", "after")
        after = text(arguments, "after", "")
        asked = rows(arguments, "components") or sorted(
            course.idnumber
            for course in self._state.courses.values()
            if course.idnumber and course.idnumber > after
        )
        plugin = {
            "release": PLUGIN_RELEASE,
            "version": self.version,
            "target": "item",
            "itemidnumber": self._item_idnumber,
            "enrol": False,
        }
        seen = [self._component(code) for code in asked[:_MOST_PLACES]]
        return Answer({"components": seen, "plugin": plugin})

    # one record

    def _write_all(self, arguments: Arguments, *, withdraws: bool) -> Answer:
        requests = [Request.read(record, withdraws=withdraws) for record in _records(arguments)]
        twice = _asked_twice(requests)
        receipts = [
            self._refused(request, Hindrance("home-refused", _TWICE))
            if index in twice
            else self._settle(request)
            for index, request in enumerate(requests)
        ]
        return Answer({"receipts": receipts})

    def _settle(self, request: Request) -> dict[str, Any]:
        fault = request.fault()
        if fault is not None:
            return self._refused(request, fault)
        place = self._place(request)
        if not request.concerns_mark:
            student = self._finder.student(request.student)
            if isinstance(student, Hindrance):
                return self._refused(request, student)
            return self._written(request, place, writes=False)
        settled = place.readable and place.standing == request.wanted_text
        if place.hindrance is not None and not settled:
            return self._refused(request, place.hindrance)
        if not settled and place.standing != request.expected_text:
            return self._receipt(request, place, "conflict", Hindrance("home-changed-there"))
        return self._written(request, place, writes=not settled)

    def _written(self, request: Request, place: Place, *, writes: bool) -> dict[str, Any]:
        before = place.standing if request.concerns_mark else None
        if writes:
            self._write(place, request)
        line_changed = self._keep_line(request, place)
        if not writes and not line_changed:
            user_id = 0 if place.user is None else place.user.id
            newest = self.ledger.receipt_of_mark(user_id, request.component)
            number = 0 if newest is None else newest.number
            return self._receipt(request, place, "unchanged", number=number)
        number = self._keep_receipt(request, place)
        verdict = self._receipt(request, self._place(request), "written", number=number)
        return {**verdict, "before": before}

    def _write(self, place: Place, request: Request) -> None:
        course, user = place.course, place.user
        if course is None or user is None:
            raise MoodleError(INVALID_PARAMETER)
        item = place.item or self._make_item(course)
        grade = item.grade(user.id)
        raw = None if request.wanted_text is None else as_raw(request.wanted_text, item)
        self._state.set_raw(item, grade, raw)
        grade.feedback = "" if raw is None or request.entry is None else _feedback(request.entry)

    def _make_item(self, course: Course) -> Item:
        return self._state.add_manual_item(course, name=ITEM_NAME, idnumber=self._item_idnumber)

    def _keep_line(self, request: Request, place: Place) -> bool:
        entry = request.entry
        if entry is None or place.user is None:
            return False
        newest = self.ledger.newest(place.user.id, entry["key"])
        if newest is not None and newest["fingerprint"] == entry["fingerprint"]:
            return False
        self.ledger.lines.setdefault((place.user.id, entry["key"]), []).append(entry)
        return True

    def _keep_receipt(self, request: Request, place: Place) -> int:
        self.ledger.receipts.append(
            KeptReceipt(
                number=len(self.ledger.receipts) + 1,
                user_id=0 if place.user is None else place.user.id,
                component=request.component,
                fingerprint=request.fingerprint,
                of_mark=request.concerns_mark,
            )
        )
        return len(self.ledger.receipts)

    def _refused(self, request: Request, hindrance: Hindrance) -> dict[str, Any]:
        return self._receipt(request, self._place(request), "refused", hindrance)

    def _receipt(
        self,
        request: Request,
        place: Place,
        verdict: str,
        hindrance: Hindrance | None = None,
        *,
        number: int = 0,
    ) -> dict[str, Any]:
        standing = place.standing if request.concerns_mark else None
        user_id = 0 if place.user is None else place.user.id
        return {
            "studentnumber": request.student,
            "component": request.component,
            "fingerprint": request.fingerprint,
            "verdict": verdict,
            "code": "" if hindrance is None else hindrance.code,
            "detail": "" if hindrance is None else hindrance.detail,
            "before": standing,
            "now": standing,
            "hidden": request.concerns_mark and place.hidden,
            "entryversion": self.ledger.version(user_id, request.key) if request.key else 0,
            "receipt": number,
        }

    # reading

    def _place(self, request: Request) -> Place:
        return self._finder.place(request.student, request.component)

    def _result(self, asked: Arguments) -> dict[str, Any]:
        number, component = text(asked, "studentnumber"), text(asked, "component", "")
        key = text(asked, "entrykey", "")
        place = self._finder.place(number, component)
        hindrance = place.hindrance
        if not component:
            hindrance = self._finder.student_hindrance(number)
        user_id = 0 if place.user is None else place.user.id
        newest = self.ledger.newest(user_id, key) or {}
        receipt = self.ledger.receipt_of_mark(user_id, component)
        return {
            "studentnumber": number,
            "component": component,
            "entrykey": key,
            "percent": place.standing,
            "code": "" if hindrance is None else hindrance.code,
            "hidden": place.hidden,
            "fingerprint": "" if receipt is None else receipt.fingerprint,
            "entryversion": self.ledger.version(user_id, key),
            "entryfingerprint": newest.get("fingerprint", ""),
            "entrystatus": newest.get("status", ""),
            "detail": "" if hindrance is None else hindrance.detail,
        }

    def _component(self, code: str) -> dict[str, Any]:
        course = self._finder.course(code)
        if isinstance(course, Hindrance):
            return {
                "component": code,
                "title": "",
                "visible": False,
                "found": False,
                "item": "none",
                "code": course.code,
                "students": 0,
            }
        item, hindrance = self._finder.item(course)
        return {
            "component": code,
            "title": course.full_name,
            "visible": course.visible,
            "found": True,
            "item": _item_word(item),
            "code": "" if hindrance is None else hindrance.code,
            "students": sum(
                enrolment.active and enrolment.graded_role and self._has_number(user_id)
                for user_id, enrolment in course.enrolments.items()
            ),
        }

    def _has_number(self, user_id: int) -> bool:
        user = self._state.users[user_id]
        return bool(user.idnumber) and not user.suspended and not user.deleted


def _item_word(item: Item | None) -> str:
    if item is None:
        return "none"
    return "scale" if item.scale else _ITEM_WORDS[item.manual]


def _require(caller: Caller, capability: str, name: str) -> None:
    if not caller.may(capability):
        raise MoodleError(no_permission(name))


def _asked_twice(requests: Sequence[Request]) -> frozenset[int]:
    """Find the records whose place or line another record of the call has too."""
    seen: dict[tuple[str, str, str], list[int]] = {}
    for index, request in enumerate(requests):
        if request.concerns_mark:
            place = ("mark", request.student, request.component)
            seen.setdefault(place, []).append(index)
        if request.entry is not None:
            seen.setdefault(("line", request.student, request.key), []).append(index)
    return frozenset(index for group in seen.values() if len(group) > 1 for index in group)


def _records(arguments: Arguments) -> list[Any]:
    only(arguments, "records")
    found = rows(arguments, "records")
    if len(found) > MOST_RECORDS:
        raise MoodleError(too_many(MOST_RECORDS))
    return found


def _places(arguments: Arguments) -> list[Any]:
    only(arguments, "places")
    if "places" not in arguments:
        raise MoodleError(INVALID_PARAMETER)
    found = rows(arguments, "places")
    if len(found) > _MOST_PLACES:
        raise MoodleError(too_many(_MOST_PLACES))
    for place in found:
        only(place, "studentnumber", "component", "entrykey")
    return found


def too_many(limit: int) -> Fault:
    """Say that a call is too long."""
    return Fault(
        "core\\exception\\moodle_exception",
        "toomanyrecords",
        f"A call takes at most {limit} records. Nothing was written.",
    )


def _feedback(entry: Mapping[str, Any]) -> str:
    """Say where a mark comes from, as the gradebook shows it to the student."""
    there = (
        f"There: {each['code']} {each['title']}; grade {each['grade']}"
        for each in entry["originals"]
    )
    return "\n".join([f"Recognised from a stay at {entry['hostname']}.", *there])

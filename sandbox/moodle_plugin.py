"""The plugin local_utqyr of a stand-in Moodle: its functions, as docs/moodle-plugin.md has them.

A record is judged and written whole or not at all; a bad one never fails its batch.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from sandbox.moodle_functions import Answer
from sandbox.moodle_plugin_places import Finder, Hindrance, Ledger, Place, as_raw
from sandbox.moodle_site import Caller
from sandbox.moodle_state import Course, Item, MoodleState
from sandbox.moodle_wire import (
    INVALID_PARAMETER,
    Arguments,
    MoodleError,
    no_permission,
    only,
    rows,
    text,
)

PLUGIN_VERSION: Final = 2026112300
PLUGIN_RELEASE: Final = "0.1.0"
ITEM_NAME: Final = "Recognised mobility result"
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

_MOST_RECORDS: Final = 1000
_PERCENT: Final = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
_ENTRY: Final = (
    *("key", "status", "fingerprint", "decision", "decidedat", "host", "hostname", "starts"),
    *("ends", "titleskk", "titlesru", "titlesen", "credits", "creditsscheme", "letter", "points"),
    *("percent", "rule", "originals", "reasons", "conversion"),
)
_STATUSES: Final = frozenset({"recognised", "waiting", "withdrawn", "closed"})
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
        _require(caller, "local/utqyr:deliver", "Deliver recognised results")
        return _receipts(self._put_one(record) for record in _records(arguments))

    def _withdraw(self, caller: Caller, arguments: Arguments) -> Answer:
        _require(caller, "local/utqyr:deliver", "Deliver recognised results")
        return _receipts(self._withdraw_one(record) for record in _records(arguments))

    def _get(self, caller: Caller, arguments: Arguments) -> Answer:
        _require(caller, "local/utqyr:read", "Read recognised results and grade places")
        places = _rows(arguments, "places", "studentnumber", "component", "entrykey")
        return Answer({"results": [self._result(place) for place in places]})

    def _components(self, caller: Caller, arguments: Arguments) -> Answer:
        _require(caller, "local/utqyr:read", "Read recognised results and grade places")
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
        seen = [self._component(code) for code in asked[:_MOST_RECORDS]]
        return Answer({"components": seen, "plugin": plugin})

    # one record

    def _put_one(self, record: Arguments) -> dict[str, Any]:
        grade = record.get("grade")
        if grade is None:
            return self._put_line(record)
        only(grade, "percent", "expected")
        wanted = text(grade, "percent")
        place = self._place(record)
        return self._judge(record, place, wanted=wanted, expected=grade.get("expected"))

    def _withdraw_one(self, record: Arguments) -> dict[str, Any]:
        place = self._place(record)
        return self._judge(record, place, wanted=None, expected=record.get("expected"))

    def _judge(
        self, record: Arguments, place: Place, *, wanted: str | None, expected: str | None
    ) -> dict[str, Any]:
        before = place.standing
        if wanted is not None and not _is_percentage(wanted):
            return self._refused(record, place, Hindrance("home-out-of-range"))
        if place.hindrance is not None and not (place.readable and before == wanted):
            return self._refused(record, place, place.hindrance)
        if before not in (wanted, expected):
            return _receipt(
                record,
                "conflict",
                before=before,
                now=before,
                hidden=place.hidden,
                version=self._version(place, record),
            )
        bad = _bad_entry(record)
        if bad is not None:
            return self._refused(record, place, bad)
        changed = before != wanted
        if changed:
            self._write(place, wanted, record)
        return self._written(record, place, changed=changed, before=before, now=wanted)

    def _put_line(self, record: Arguments) -> dict[str, Any]:
        student = self._finder.student(text(record, "studentnumber"))
        if isinstance(student, Hindrance):
            return _receipt(record, "refused", hindrance=student)
        bad = _bad_entry(record)
        if bad is not None or "entry" not in record:
            return _receipt(record, "refused", hindrance=bad or Hindrance("home-refused"))
        place = Place(user=student, course=None, item=None, hindrance=None)
        return self._written(record, place, changed=False, before=None, now=None)

    def _written(
        self,
        record: Arguments,
        place: Place,
        *,
        changed: bool,
        before: str | None,
        now: str | None,
    ) -> dict[str, Any]:
        line_changed = self._keep_line(record, place)
        number = 0
        if (changed or line_changed) and place.user is not None:
            mark = (place.user.id, text(record, "component"), text(record, "fingerprint"))
            self.ledger.receipts.append(mark)
            number = len(self.ledger.receipts)
        return _receipt(
            record,
            "written" if number else "unchanged",
            before=before,
            now=now,
            hidden=place.hidden,
            version=self._version(place, record),
            receipt=number,
        )

    def _write(self, place: Place, wanted: str | None, record: Arguments) -> None:
        course, user = place.course, place.user
        if course is None or user is None:
            raise MoodleError(INVALID_PARAMETER)
        item = place.item or self._make_item(course)
        grade = item.grade(user.id)
        raw = None if wanted is None else as_raw(wanted, item)
        self._state.set_raw(item, grade, raw)
        grade.feedback = "" if raw is None else _feedback(record)

    def _make_item(self, course: Course) -> Item:
        return self._state.add_manual_item(course, name=ITEM_NAME, idnumber=self._item_idnumber)

    def _keep_line(self, record: Arguments, place: Place) -> bool:
        entry = record.get("entry")
        if entry is None or place.user is None:
            return False
        newest = self.ledger.newest(place.user.id, entry["key"])
        if newest is not None and newest["fingerprint"] == entry["fingerprint"]:
            return False
        self.ledger.lines.setdefault((place.user.id, entry["key"]), []).append(_kept(entry))
        return True

    # reading

    def _place(self, record: Arguments) -> Place:
        return self._finder.place(text(record, "studentnumber"), text(record, "component"))

    def _version(self, place: Place, record: Arguments) -> int:
        entry = record.get("entry")
        key = text(record, "component") if entry is None else entry["key"]
        return 0 if place.user is None else self.ledger.version(place.user.id, key)

    def _refused(self, record: Arguments, place: Place, hindrance: Hindrance) -> dict[str, Any]:
        return _receipt(
            record,
            "refused",
            hindrance=hindrance,
            before=place.standing,
            now=place.standing,
            hidden=place.hidden,
            version=self._version(place, record),
        )

    def _result(self, asked: Arguments) -> dict[str, Any]:
        number, component = text(asked, "studentnumber"), text(asked, "component")
        key = text(asked, "entrykey", "")
        place = self._finder.place(number, component)
        hindrance = place.hindrance
        if not component:
            student = self._finder.student(number)
            hindrance = student if isinstance(student, Hindrance) else None
        user_id = 0 if place.user is None else place.user.id
        newest = self.ledger.newest(user_id, key) or {}
        return {
            "studentnumber": number,
            "component": component,
            "entrykey": key,
            "percent": place.standing,
            "code": "" if hindrance is None else hindrance.code,
            "hidden": place.hidden,
            "fingerprint": self.ledger.last_receipt(user_id, component),
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


def _records(arguments: Arguments) -> list[Any]:
    names = ("studentnumber", "component", "fingerprint", "grade", "expected", "entry")
    return _rows(arguments, "records", *names)


def _rows(arguments: Arguments, name: str, *names: str) -> list[Any]:
    only(arguments, name)
    found = rows(arguments, name)
    if len(found) > _MOST_RECORDS:
        raise MoodleError(INVALID_PARAMETER)
    for row in found:
        only(row, *names)
        if isinstance(row.get("entry"), dict):
            only(row["entry"], *_ENTRY)
    return found


def _receipts(receipts: Any) -> Answer:
    return Answer({"receipts": list(receipts)})


def _receipt(
    record: Arguments,
    verdict: str,
    *,
    hindrance: Hindrance | None = None,
    before: str | None = None,
    now: str | None = None,
    hidden: bool = False,
    version: int = 0,
    receipt: int = 0,
) -> dict[str, Any]:
    return {
        "studentnumber": text(record, "studentnumber"),
        "component": text(record, "component"),
        "fingerprint": text(record, "fingerprint"),
        "verdict": verdict,
        "code": "" if hindrance is None else hindrance.code,
        "detail": "" if hindrance is None else hindrance.detail,
        "before": before,
        "now": now,
        "hidden": hidden,
        "entryversion": version,
        "receipt": receipt,
    }


def _is_percentage(value: str) -> bool:
    return _PERCENT.fullmatch(value) is not None and Decimal(value) <= 100  # noqa: PLR2004 -- percent


def _bad_entry(record: Arguments) -> Hindrance | None:
    entry = record.get("entry")
    if entry is None:
        return None
    for name in _ENTRY:
        if name not in ("originals", "reasons"):
            text(entry, name)
    if entry["status"] not in _STATUSES:
        return Hindrance("home-refused", "the entry's status is not one of the contract")
    return None


def _kept(entry: Arguments) -> dict[str, Any]:
    """Keep an entry as it came, its lists unfolded."""
    lists = {name: rows(entry, name) for name in ("originals", "reasons")}
    return {**entry, **lists}


def _feedback(record: Arguments) -> str:
    """Say where a mark comes from, as the gradebook shows it to the student."""
    entry = record.get("entry")
    if entry is None:
        return ""
    originals = "; ".join(
        f"{each.get('title') or each.get('code')}: {each.get('grade')}"
        for each in rows(entry, "originals")
    )
    return f"{entry['hostname']}. {originals}. {entry['credits']} {entry['creditsscheme']}"

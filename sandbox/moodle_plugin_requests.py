"""What a caller asks the plugin of a stand-in Moodle for, record by record; looks nothing up."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Self

from sandbox.moodle_plugin_places import Hindrance
from sandbox.moodle_wire import Arguments, only, text

TEXTS: Final = (
    *("key", "status", "fingerprint", "decision", "decidedat", "host", "hostname", "starts"),
    *("ends", "titleskk", "titlesru", "titlesen", "credits", "creditsscheme", "letter", "points"),
    *("percent", "rule", "conversion"),
)
_ORIGINAL_TEXTS: Final = (
    *("code", "title", "grade", "gradescheme", "credits", "creditsscheme", "term", "status"),
)
_STATUSES: Final = ("recognised", "waiting", "withdrawn", "closed")
_LIMITS: Final = {
    "key": 100,
    "fingerprint": 255,
    "decision": 100,
    "host": 255,
    "credits": 20,
    "creditsscheme": 50,
    "letter": 20,
    "points": 20,
    "percent": 20,
}
_LONGEST_FINGERPRINT: Final = 255
_PERCENT: Final = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One record; `wanted` None takes the mark back where one is concerned."""

    student: str
    component: str
    fingerprint: str
    concerns_mark: bool
    wanted: str | None
    expected: str | None
    entry: dict[str, Any] | None
    entry_fault: str

    @classmethod
    def read(cls, record: Arguments, *, withdraws: bool) -> Self:
        """Read a record as the form brought it; raises MoodleError for another shape."""
        only(record, "studentnumber", "component", "fingerprint", "entry", *_MARK[withdraws])
        component = text(record, "component", "")
        grade = {} if withdraws else record.get("grade", {})
        if grade:
            only(grade, "percent", "expected")
        given = record if withdraws else grade
        entry, fault = (None, "")
        if "entry" in record:
            entry, fault = _read_entry(text(record, "entry"))
        return cls(
            student=text(record, "studentnumber"),
            component=component,
            fingerprint=text(record, "fingerprint"),
            concerns_mark=bool(component) if withdraws else bool(grade),
            wanted=text(grade, "percent") if grade else None,
            expected=text(given, "expected") if "expected" in given else None,
            entry=entry,
            entry_fault=fault,
        )

    @property
    def key(self) -> str:
        """Name the line; empty for none."""
        return "" if self.entry is None else str(self.entry["key"])

    @property
    def wanted_text(self) -> str | None:
        """The wanted percentage in its shortest form."""
        return None if self.wanted is None else _shortest(self.wanted)

    @property
    def expected_text(self) -> str | None:
        """What was written last in its shortest form."""
        return None if self.expected is None else _shortest(self.expected)

    def fault(self) -> Hindrance | None:
        """Say what is wrong with the record itself."""
        if not 0 < len(self.fingerprint) <= _LONGEST_FINGERPRINT:
            return Hindrance("home-refused", "the fingerprint is empty or too long")
        if not self.concerns_mark and self.entry is None:
            return Hindrance("home-refused", "the record has neither a mark nor an entry")
        if self.wanted is not None and not _is_percentage(self.wanted):
            return Hindrance("home-out-of-range", "not a percentage of 0 to 100 with two decimals")
        return Hindrance("home-refused", self.entry_fault) if self.entry_fault else None


_MARK: Final = {False: ("grade",), True: ("expected",)}


def _is_percentage(value: str) -> bool:
    return _PERCENT.fullmatch(value) is not None and Decimal(value) <= 100  # noqa: PLR2004 -- percent


def _shortest(percent: str) -> str:
    if not _is_percentage(percent):
        return percent
    return f"{Decimal(percent).normalize():f}"


def _read_entry(given: str) -> tuple[dict[str, Any], str]:
    """Read an entry: what is not known is left out, what is absent is empty."""
    try:
        content = json.loads(given)
    except ValueError:
        content = None
    content = {} if isinstance(content, list) else content  # PHP knows one kind of array
    if not isinstance(content, dict):
        return {**dict.fromkeys(TEXTS, ""), "originals": [], "reasons": []}, (
            "the entry is no JSON object"
        )
    entry, fault = _texts(content, TEXTS)
    lists = {name: content.get(name, []) for name in ("originals", "reasons")}
    for name, value in lists.items():
        if not isinstance(value, list):
            return {**entry, "originals": [], "reasons": []}, f"the entry's {name} is no list"
    originals = [
        _texts(each if isinstance(each, dict) else {}, _ORIGINAL_TEXTS)
        for each in lists["originals"]
    ]
    faults = [fault, *(fault for _, fault in originals)]
    entry["originals"] = [texts for texts, _ in originals]
    entry["reasons"] = [reason for reason in lists["reasons"] if isinstance(reason, str)]
    return entry, next(filter(None, faults), "") or _fault_of(entry)


def _texts(given: Mapping[str, Any], names: tuple[str, ...]) -> tuple[dict[str, Any], str]:
    fault = ""
    texts: dict[str, Any] = {}
    for name in names:
        value = given.get(name)
        value = "" if value is None else value
        if not isinstance(value, str):
            fault, value = f"the entry's {name} is no text", ""
        texts[name] = value.strip()
    return texts, fault


def _fault_of(entry: Mapping[str, Any]) -> str:
    if not entry["key"] or not entry["fingerprint"]:
        return "the entry has no key or no fingerprint"
    if entry["status"] not in _STATUSES:
        return f"the entry's status is none of {', '.join(_STATUSES)}"
    for name, limit in _LIMITS.items():
        if len(entry[name]) > limit:
            return f"the entry's {name} is longer than {limit}"
    for name in ("starts", "ends"):
        if entry[name] and _DATE.fullmatch(entry[name]) is None:
            return f"the entry's {name} is no date"
    if entry["decidedat"] and _MOMENT.fullmatch(entry["decidedat"]) is None:
        return "the entry's decidedat is no time"
    return ""

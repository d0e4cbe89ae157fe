"""What goes to the plugin local_utqyr and what it answers, as docs/moodle-plugin.md has it; no I/O.

An answer of another shape is damaged: nothing in it is trusted.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from connectors.home.base import ResultWrite
from connectors.home.lines import LineWrite, TranscriptLine, Verdict
from connectors.home.moodle_client import AnswerDamaged, Argument
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from mapping.numbers import plain

PUT: Final = "local_utqyr_put_results"
WITHDRAW: Final = "local_utqyr_withdraw_results"
GET: Final = "local_utqyr_get_results"
COMPONENTS: Final = "local_utqyr_get_components"
PLUGIN_FUNCTIONS: Final = (COMPONENTS, GET, PUT, WITHDRAW)
"""What the plugin's own service holds, besides `core_webservice_get_site_info`."""

_VERDICTS: Final = {
    "written": Verdict.WRITTEN,
    "unchanged": Verdict.UNCHANGED,
    "conflict": Verdict.CONFLICT,
    "refused": Verdict.REFUSED,
}
_CODES: Final = {code.value: code for code in HeldCode if code.value.startswith("home-")}
_PERCENT: Final = re.compile(r"-?\d{1,6}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a call that writes; the first three come back in its receipt."""

    student: StudentId
    component: str
    fingerprint: str
    form: Mapping[str, Argument]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the plugin says became of one record; `unknown` where it could say nothing."""

    verdict: Verdict
    obstacle: HeldCode | None = None
    detail: str = ""
    now: Decimal | None = None
    hidden: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place asked about; without a component only the student is looked for."""

    student: StudentId
    component: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What stands at a place."""

    percent: Decimal | None
    obstacle: HeldCode | None
    detail: str
    hidden: bool
    version: int
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentSeen:
    """One course as the plugin sees it; `item` is a word of the contract."""

    component: ComponentCode
    found: bool
    visible: bool
    item: str
    obstacle: HeldCode | None
    students: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginFacts:
    """What the plugin says of itself; `target` is `item` or `total`."""

    release: str
    version: int
    target: str
    item_idnumber: str
    enrols: bool

    @property
    def described(self) -> str:
        """Say in English what it does."""
        place = "the course total" if self.target == "total" else "a grade item"
        return f"local_utqyr {self.release} writes grades to {place}, and transcripts"


def result_record(write: ResultWrite) -> Record:
    """Write one wanted grade, or its withdrawal, with the line that belongs to it."""
    form: dict[str, Argument] = {}
    expected = {} if write.expected is None else {"expected": plain(write.expected)}
    if write.wanted is None:
        form |= expected
    else:
        form["grade"] = {"percent": plain(write.wanted), **expected}
    if write.line is not None:
        form["entry"] = entry(write.line)
    address = write.address
    return _record(address.student_id, address.component, write.fingerprint, form)


def line_record(write: LineWrite) -> Record:
    """Write one line of its own."""
    form: dict[str, Argument] = {"entry": entry(write.line)}
    return _record(write.student_id, write.component or "", write.line.fingerprint, form)


def _record(
    student: StudentId, component: str, fingerprint: str, form: Mapping[str, Argument]
) -> Record:
    named = {"studentnumber": student, "component": component, "fingerprint": fingerprint}
    return Record(
        student=student, component=component, fingerprint=fingerprint, form={**named, **form}
    )


def entry(line: TranscriptLine) -> str:
    """Write a transcript line as one JSON text: in parts, PHP would drop form fields."""
    content = {
        "key": line.key,
        "status": line.status.value,
        "fingerprint": line.fingerprint,
        "decision": line.decision,
        "decidedat": line.decided_at,
        "host": line.host,
        "hostname": line.host_name,
        "starts": _day(line.starts),
        "ends": _day(line.ends),
        "titleskk": line.title("kk"),
        "titlesru": line.title("ru"),
        "titlesen": line.title("en"),
        "credits": _number(line.credits),
        "creditsscheme": line.credit_scheme,
        "letter": line.letter or "",
        "points": _number(line.points),
        "percent": _number(line.percent),
        "rule": line.rule,
        "originals": [
            {
                "code": original.code,
                "title": original.title,
                "grade": original.grade,
                "gradescheme": original.grade_scheme,
                "credits": original.credits,
                "creditsscheme": original.credit_scheme,
                "term": original.term,
                "status": original.status,
            }
            for original in line.originals
        ],
        "reasons": [code.value for code in line.reasons],
        "conversion": line.conversion,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def read_receipts(answer: Any, records: Sequence[Record]) -> list[Answered]:
    """Read the receipts of a call; each must name its record, in the order sent."""
    receipts = list(_entries(answer, "receipts"))
    if len(receipts) != len(records):
        raise AnswerDamaged("the plugin's answer has another number of receipts than records")
    return [_answered(receipt, record) for receipt, record in zip(receipts, records, strict=True)]


def _answered(receipt: Mapping[str, Any], record: Record) -> Answered:
    named = (receipt.get("studentnumber"), receipt.get("component"), receipt.get("fingerprint"))
    if named != (record.student, record.component, record.fingerprint):
        raise AnswerDamaged("a receipt of the plugin is about another record")
    verdict = _VERDICTS.get(_text(receipt, "verdict"))
    if verdict is None:
        raise AnswerDamaged("a receipt of the plugin has a verdict nobody knows")
    code = _text(receipt, "code")
    detail = _text(receipt, "detail")
    if verdict is Verdict.REFUSED:
        return Answered(
            verdict=verdict,
            obstacle=_CODES.get(code, HeldCode.HOME_REFUSED),
            detail=_explained(code, detail),
            now=_percent(receipt, "now"),
        )
    conflict = verdict is Verdict.CONFLICT
    return Answered(
        verdict=verdict,
        obstacle=HeldCode.HOME_CHANGED_THERE if conflict else None,
        detail=detail,
        now=_percent(receipt, "now"),
        hidden=receipt.get("hidden") is True,
        version=_whole(receipt, "entryversion"),
    )


def read_seen(answer: Any, places: Sequence[Place]) -> list[Seen]:
    """Read what stands at places; each result must name its place, in the order asked."""
    results = list(_entries(answer, "results"))
    if len(results) != len(places):
        raise AnswerDamaged("the plugin's answer has another number of results than places")
    return [_seen(result, place) for result, place in zip(results, places, strict=True)]


def _seen(result: Mapping[str, Any], place: Place) -> Seen:
    named = (result.get("studentnumber"), result.get("component"), result.get("entrykey"))
    if named != (place.student, place.component, place.key):
        raise AnswerDamaged("a result of the plugin is about another place")
    code = _text(result, "code")
    return Seen(
        percent=_percent(result, "percent"),
        obstacle=_obstacle(code),
        detail=_explained(code, _text(result, "detail")),
        hidden=result.get("hidden") is True,
        version=_whole(result, "entryversion"),
        fingerprint=_text(result, "entryfingerprint"),
    )


def read_components(answer: Any) -> tuple[tuple[ComponentSeen, ...], PluginFacts]:
    """Read courses, and what the plugin says of itself."""
    plugin = answer.get("plugin") if isinstance(answer, dict) else None
    if not isinstance(plugin, dict):
        raise AnswerDamaged("the plugin does not say which release it is")
    facts = PluginFacts(
        release=_text(plugin, "release"),
        version=_whole(plugin, "version"),
        target=_text(plugin, "target"),
        item_idnumber=_text(plugin, "itemidnumber"),
        enrols=plugin.get("enrol") is True,
    )
    components = tuple(
        ComponentSeen(
            component=ComponentCode(_text(seen, "component")),
            found=seen.get("found") is True,
            visible=seen.get("visible") is True,
            item=_text(seen, "item"),
            obstacle=_obstacle(_text(seen, "code")),
            students=_whole(seen, "students"),
        )
        for seen in _entries(answer, "components")
    )
    return components, facts


def _obstacle(code: str) -> HeldCode | None:
    return _CODES.get(code, HeldCode.HOME_REFUSED) if code else None


def _explained(code: str, detail: str) -> str:
    """Keep a code this release does not know where a person reads it."""
    return detail if code in _CODES or not code else f"{code}: {detail}".rstrip(": ")


def _entries(answer: Any, part: str) -> Iterator[dict[str, Any]]:
    entries = answer.get(part) if isinstance(answer, dict) else None
    if not isinstance(entries, list):
        raise AnswerDamaged(f"the plugin's answer has no list {part}")
    for each in entries:
        if not isinstance(each, dict):
            raise AnswerDamaged(f"the plugin's list {part} holds something else than entries")
        yield each


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str):
        raise AnswerDamaged(f"the plugin's {name} is no text")
    return value


def _whole(entry: Mapping[str, Any], name: str) -> int:
    value = entry.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise AnswerDamaged(f"the plugin's {name} is no whole number")
    return value


def _percent(entry: Mapping[str, Any], name: str) -> Decimal | None:
    value = entry.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or _PERCENT.fullmatch(value) is None:
        raise AnswerDamaged(f"the plugin's {name} is no percentage")
    return Decimal(value)


def _day(value: date | None) -> str:
    return "" if value is None else value.isoformat()


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)

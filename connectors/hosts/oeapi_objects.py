"""What the Open Education API's objects mean, in version 5 and 6 alike; pure.

Version 6 renamed much (`courseId` beside `course`, `startDateTime` for `startDate`,
`student_number` for `studentNumber`); both spellings are read wherever they may stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from connectors.hosts.oeapi_settings import OeapiSettings
from connectors.json_values import Object, as_list, as_object, day, label, number, objects, text
from mapping.identifiers import SchemeId
from mapping.problems import Problem, Severity
from mapping.records import (
    AcademicTerm,
    Credit,
    Grade,
    Learner,
    LearnerIdentifier,
    LocalisedText,
)
from mapping.terms import Level, ResultStatus

_UNITS: Final = {"ects": "ects", "sbu": "hours"}
"""Units of study load that are schemes of ours; SBU are hours of a student's whole work."""
_NO_CREDIT: Final = frozenset({"contacttime"})
_CODES: Final = {
    "studentnumber": "host-id",
    "esi": "esi",
    "nationalidentitynumber": "national-id",
}
_LEVELS: Final = {"bachelor": Level.BACHELOR, "doctoral": Level.PHD}
# Master's is left out: it may be a profile or a scientific one, and only the home knows which.
_STATUSES: Final = {"passed": ResultStatus.PASSED, "failed": ResultStatus.FAILED}
_NO_PART: Final = frozenset({"cancelled", "denied", "canceled", "declined"})
_BUSY: Final = frozenset({"inprogress", "postponed", "queued"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an association with a course."""

    status: ResultStatus
    grade: Grade | None = None
    completed_on: date | None = None
    warnings: tuple[Problem, ...] = ()


def word(value: object) -> str:
    """Bring a word of an enumeration to the spelling both versions share: `inprogress`."""
    return "".join(filter(str.isalnum, text(value).lower()))


def object_or_id(holder: Object, name: str) -> tuple[Object, str]:
    """Take what is referred to: expanded, or its id; version 6 names an id `courseId`."""
    value = holder.get(name)
    if isinstance(value, dict):
        return value, text(value.get(f"{name}Id")) or text(holder.get(f"{name}Id"))
    return {}, text(value) or text(holder.get(f"{name}Id"))


def code_of(value: Object) -> str:
    """Read the code people know an object by."""
    return text(as_object(value.get("primaryCode")).get("code"))


def titles_of(value: object) -> tuple[LocalisedText, ...]:
    """Read a name in its languages, the first of each; `en-GB` is `en`."""
    kept: dict[str, str] = {}
    for entry in objects(value):
        if line := text(entry.get("value")):
            kept.setdefault(text(entry.get("language")).lower().partition("-")[0], line)
    return tuple(LocalisedText(language=language, text=line) for language, line in kept.items())


def term_of(session: Object, offering: Object) -> AcademicTerm:
    """Read the term: the session's, and its days or else the offering's own."""
    names = {title.language: title.text for title in titles_of(session.get("name"))}
    return AcademicTerm(
        label=names.get("en") or next(iter(names.values()), "") or code_of(session),
        starts=_day(session, "start") or _day(offering, "start"),
        ends=_day(session, "end") or _day(offering, "end"),
    )


def _day(value: Object, edge: str) -> date | None:
    return day(value.get(f"{edge}DateTime")) or day(value.get(f"{edge}Date"))


def credits_of(*holders: Object) -> tuple[Credit, ...]:
    """Read the study load of the first holder that has one, an amount a unit."""
    for holder in holders:
        load = holder.get("studyLoad")
        found: dict[str, Credit] = {}
        for entry in objects(load if isinstance(load, list) else [load]):
            unit = word(entry.get("studyLoadUnit"))
            value = number(entry.get("value"))
            if unit and unit not in _NO_CREDIT and value is not None and value >= 0:
                scheme = _UNITS.get(unit, unit)
                found.setdefault(scheme, Credit(value=value, scheme=scheme))
        if found:
            return tuple(found.values())
    return ()


def level_of(course: Object) -> Level | None:
    """Read the level of a course where it says one of ours."""
    return _LEVELS.get(word(course.get("level")))


def outcome_of(
    association: Object, offering: Object, settings: OeapiSettings, place: str
) -> Outcome | None:
    """Judge an association; None where the person takes no part in the course."""
    result = association.get("result")
    state = word(association.get("state"))
    if not isinstance(result, dict):
        if state in _NO_PART:
            return None
        unknown = state == "finished"
        return Outcome(status=ResultStatus.UNKNOWN if unknown else ResultStatus.IN_PROGRESS)
    if word(result.get("state")) in _BUSY:
        return Outcome(status=ResultStatus.IN_PROGRESS)
    if settings.require_final and result.get("final") is not True:
        return Outcome(status=ResultStatus.IN_PROGRESS)
    return Outcome(
        status=_STATUSES.get(word(result.get("pass")), ResultStatus.UNKNOWN),
        grade=_grade(result, offering, settings),
        completed_on=day(result.get("resultDateTime")) or day(result.get("resultDate")),
        warnings=tuple(_doubts(result, place)),
    )


def _doubts(result: Object, place: str) -> Iterator[Problem]:
    if word(result.get("state")) not in {"completed", ""}:
        yield Problem(
            code="unknown-result-state",
            message="the state of the result is none the standard has",
            place=place,
            severity=Severity.WARNING,
        )


def _grade(result: Object, offering: Object, settings: OeapiSettings) -> Grade | None:
    """Read the grade; its kind stands beside it, where it departs from the offering's."""
    printed = label(result.get("score"))
    kind = text(
        result.get("resultValueType")
        or result.get("resultvaluetype")  # as version 6 spells it
        or offering.get("resultValueType")
    )
    scheme = settings.schemes.get(kind)
    return Grade(label=printed, scheme=SchemeId(scheme) if scheme else None) if printed else None


def codes_of(person: Object) -> Iterator[tuple[str, str]]:
    """Give the codes of a person, each with its type."""
    for entry in (person.get("primaryCode"), *as_list(person.get("otherCodes"))):
        code = as_object(entry)
        if value := text(code.get("code")):
            yield text(code.get("codeType")), value


def comes_from(person: Object, home_code: str) -> bool:
    """Tell whether a person's home is a domain; everybody's, where none is asked for."""
    return not home_code or any(
        word(kind) == "schachome" and value.lower() == home_code.lower()
        for kind, value in codes_of(person)
    )


def learner_of(person: Object, number_of: str, settings: OeapiSettings) -> Learner:
    """Read a person."""
    identifiers = {("oeapi-person", number_of)}
    for kind, value in codes_of(person):
        known = settings.identifiers.get(kind) or _CODES.get(word(kind))
        if known:
            identifiers.add((known, value))
    surname = " ".join(
        part for part in (text(person.get("surnamePrefix")), text(person.get("surname"))) if part
    )
    return Learner(
        identifiers=tuple(
            LearnerIdentifier(kind=kind, value=value) for kind, value in sorted(identifiers)
        ),
        given_names=text(person.get("givenName")),
        family_name=surname,
        full_name=text(person.get("displayName")),
        birth_date=day(person.get("dateOfBirth")),
    )

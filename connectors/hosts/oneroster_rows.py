"""What OneRoster's objects mean, from REST or from CSV alike; pure, reads no file and no answer.

Objects have the shape of the REST binding: `{"sourcedId": ..., "class": {"sourcedId": ...}}`.
"""

import fnmatch
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from connectors.hosts.oneroster_settings import OneRosterGrade, OneRosterSettings
from connectors.json_values import Object, as_list, as_object, day, label, number, text
from connectors.lms_profile import Judged, LmsCourse, Mark, figure_label, judge, percentage
from mapping.courses import normalise_code
from mapping.identifiers import HeiId, Sha256
from mapping.problems import Problem, Severity
from mapping.records import (
    AcademicTerm,
    Credit,
    HostCourse,
    HostResult,
    Learner,
    LearnerIdentifier,
    LocalisedText,
)
from mapping.terms import ResultStatus

_WITHDRAWN: Final = "tobedeleted"
_GRADED: Final = "fullygraded"
_EXEMPT: Final = "exempt"

Table = Mapping[str, Object]
"""Objects of one kind by their sourcedId."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Everything results refer to."""

    courses: dict[str, Object] = field(default_factory=dict)
    classes: dict[str, Object] = field(default_factory=dict)
    sessions: dict[str, Object] = field(default_factory=dict)
    categories: dict[str, Object] = field(default_factory=dict)
    line_items: dict[str, Object] = field(default_factory=dict)
    users: dict[str, Object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What a line item grades: a class of a course, in a term."""

    entry: LmsCourse
    printed_code: str
    titles: tuple[LocalisedText, ...]
    term: AcademicTerm
    credits: tuple[Credit, ...]
    los_id: str
    loi_id: str


def source_id(value: object) -> str:
    """Take an object's own sourcedId, or the one a reference leads to."""
    return text(as_object(value).get("sourcedId"))


def is_withdrawn(value: Object) -> bool:
    """Tell whether the host marked an object as deleted."""
    return text(value.get("status")).lower() == _WITHDRAWN


def is_deleted(row: Object, items: Table) -> bool:
    """Tell whether the host deleted a result, or the line item it is in."""
    return is_withdrawn(row) or is_withdrawn(items.get(source_id(row.get("lineItem")), {}))


def is_final_item(item: Object, categories: Table, settings: OneRosterSettings) -> bool:
    """Tell whether a line item holds a course's final grade."""
    category = categories.get(source_id(item.get("category")), {})
    titles = {text(item.get("title")).lower(), text(category.get("title")).lower()} - {""}
    return any(
        fnmatch.fnmatchcase(title, pattern.lower())
        for title in titles
        for pattern in settings.final_items
    )


def without_replaced(items: Iterable[Object]) -> list[Object]:
    """Leave out deleted line items in whose place their class has another with the final grade.

    What the new one holds is the host's word; what the old one held is not withdrawn by it.
    """
    found = list(items)
    living = {source_id(item.get("class")) for item in found if not is_withdrawn(item)}
    return [
        item
        for item in found
        if not is_withdrawn(item) or source_id(item.get("class")) not in living
    ]


def contested(items: Iterable[Object]) -> frozenset[str]:
    """Name the classes for which several line items hold the final grade: nobody knows which."""
    classes = Counter(source_id(item.get("class")) for item in items if not is_withdrawn(item))
    return frozenset(name for name, count in classes.items() if count > 1)


def taught_of(item: Object, roster: Roster, settings: OneRosterSettings) -> Taught | None:
    """Find what a line item grades; None where its class or course is not there."""
    given = roster.classes.get(source_id(item.get("class")))
    course = None if given is None else roster.courses.get(source_id(given.get("course")))
    if given is None or course is None:
        return None
    sessions = [
        roster.sessions[name]
        for reference in (*as_list(given.get("terms")), item.get("gradingPeriod"))
        if (name := source_id(reference)) in roster.sessions
    ]
    session = sessions[0] if sessions else {}
    entry, printed_code = _code(course, settings)
    return Taught(
        entry=entry,
        printed_code=printed_code,
        titles=_titles(course, settings) or _titles(given, settings),
        term=AcademicTerm(
            label=entry.term or text(session.get("title")),
            starts=day(session.get("startDate")),
            ends=day(session.get("endDate")),
        ),
        credits=_credits(course, entry, settings),
        los_id=source_id(course),
        loi_id=source_id(given),
    )


def result_of(
    row: Object,
    item: Object,
    taught: Taught,
    settings: OneRosterSettings,
    *,
    place: str,
    evidence: Sha256,
) -> HostResult:
    """Read one result. One the host deleted has neither status nor grade, and says so."""
    withdrawn = is_deleted(row, {source_id(item): item})
    judged = (
        Judged(status=ResultStatus.UNKNOWN)
        if withdrawn
        else _judged(row, item, taught, settings, place)
    )
    return HostResult(
        code=normalise_code(taught.printed_code),
        printed_code=taught.printed_code,
        los_id=taught.los_id,
        loi_id=taught.loi_id,
        titles=taught.titles,
        term=taught.term,
        completed_on=day(row.get("scoreDate")) if judged.grade else None,
        status=judged.status,
        status_assumed=judged.assumed,
        grade=judged.grade,
        percent=judged.percent,
        credits=taught.credits,
        level=settings.level,
        withdrawn=withdrawn,
        locator=place,
        evidence=evidence,
        warnings=judged.warnings,
    )


def _judged(
    row: Object, item: Object, taught: Taught, settings: OneRosterSettings, place: str
) -> Judged:
    status = "".join(filter(str.isalpha, text(row.get("scoreStatus")).lower()))
    if status == _EXEMPT:
        return Judged(status=ResultStatus.UNKNOWN)
    score = number(row.get("score"))
    lowest, highest = (number(item.get(name)) for name in ("resultValueMin", "resultValueMax"))
    percent = None
    if score is not None and lowest is not None and highest is not None:
        percent = percentage(score, lowest, highest)
    figure = percent if settings.grade_from is OneRosterGrade.PERCENT else score
    printed = "" if figure is None else figure_label(figure)
    if settings.grade_from is OneRosterGrade.TEXT:
        printed, figure = label(row.get("textScore")), None
    mark = Mark(
        label=printed,
        figure=figure,
        percent=percent if printed else None,
        final=status == _GRADED,
    )
    return judge(mark, settings, taught.entry, place)


def learner_of(user: Object, settings: OneRosterSettings) -> Learner:
    """Read a person."""
    identifiers = {("oneroster-user", source_id(user))}
    for name, kind in settings.identifiers.items():
        if value := text(user.get(name)):
            identifiers.add((kind, value))
    return Learner(
        identifiers=tuple(
            LearnerIdentifier(kind=kind, value=value) for kind, value in sorted(identifiers)
        ),
        given_names=" ".join(
            filter(None, (text(user.get("givenName")), text(user.get("middleName"))))
        ),
        family_name=text(user.get("familyName")),
    )


def course_of(
    course: Object, settings: OneRosterSettings, *, host: HeiId, place: str, evidence: Sha256
) -> HostCourse | Problem:
    """Read one course of a course list."""
    entry, printed_code = _code(course, settings)
    if not printed_code:
        return Problem(
            code="no-code",
            message="a course has neither a code nor an id",
            place=place,
            severity=Severity.WARNING,
        )
    return HostCourse(
        code=normalise_code(printed_code),
        printed_code=printed_code,
        los_id=source_id(course),
        titles=_titles(course, settings),
        kind="course",
        credits=_credits(course, entry, settings),
        level=settings.level,
        locator=place,
        evidence=evidence,
    )


def by_source_id(objects: Iterable[Object]) -> dict[str, Object]:
    """Put objects by their sourcedId; those without one refer to nothing and are left out."""
    return {name: each for each in objects if (name := source_id(each))}


def _code(course: Object, settings: OneRosterSettings) -> tuple[LmsCourse, str]:
    names = text(course.get("courseCode")), source_id(course)
    entry = settings.profile_of(*names)
    return entry, entry.code or names[0] or names[1]


def _titles(value: Object, settings: OneRosterSettings) -> tuple[LocalisedText, ...]:
    title = text(value.get("title"))
    return (LocalisedText(language=settings.title_language, text=title),) if title else ()


def _credits(course: Object, entry: LmsCourse, settings: OneRosterSettings) -> tuple[Credit, ...]:
    if known := settings.credits_of(entry):
        return known
    written = as_object(course.get("metadata")).get(settings.credits_metadata)
    value = number(written) if settings.credits_metadata else None
    if value is None or value < 0:
        return ()
    return (Credit(value=value, scheme=settings.credit_scheme.lower()),)

"""Reads what a host's Moodle answered: grade reports as transcripts, courses as a course list.

A report names a person by what Moodle knows of them; whose number that is, the profile says. Only
one figure of a report is a result: the course total, or the grade item the profile names.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from connectors.base import CourseParsed, HostDocument, Parsed
from connectors.errors import HostContractBroken
from connectors.hosts.moodle_settings import MoodleGrade, MoodleHostSettings
from connectors.json_values import Object, as_object, epoch_day, label, number, objects, text
from connectors.lms_profile import (
    FinalSince,
    LmsCourse,
    Mark,
    figure_label,
    judge,
    percentage,
    unknown_end,
)
from connectors.page_bundle import Page, read_bundle
from mapping.courses import normalise_code
from mapping.numbers import parse_decimal
from mapping.problems import Problem, Severity
from mapping.records import (
    AcademicTerm,
    Completeness,
    Credit,
    HostCourse,
    HostResult,
    Learner,
    LearnerIdentifier,
    LocalisedText,
    TranscriptOfRecords,
)

KIND: Final = "moodle"
COURSES: Final = "moodle-courses"

_TAG: Final = re.compile(r"<[^<>]*>")
_SHORT: Final = 40
_FRONT_PAGE: Final = 1
"""The site's front page is listed like a course, and is none."""


@dataclass(slots=True, kw_only=True)
class _Course:
    """One course as answered, and what the profile says of it."""

    entry: LmsCourse
    printed_code: str
    titles: tuple[LocalisedText, ...]
    term: AcademicTerm
    credits: tuple[Credit, ...]
    ended: bool
    people: dict[int, Object] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    partial: bool = False


def read_transcripts(document: HostDocument, settings: MoodleHostSettings) -> Iterator[Parsed]:
    """Read the answers about one course; raises HostContractBroken."""
    bundle = read_bundle(document, KIND)
    about: Page | None = None
    people: dict[int, Object] = {}
    reports: list[Object] = []
    partial = False
    for page in bundle.pages:
        answer = page.json()
        match page.part:
            case "course":
                about = page
            case "participants" | "suspended":
                people.update((person["id"], person) for person in _people(answer))
            case "grades":
                reports += _reports(page, answer)
                partial |= bool(as_object(answer).get("warnings"))
            case _:
                raise HostContractBroken(document.host, "the answers are not those of one course")
    if about is None:
        raise HostContractBroken(document.host, "the answers name no course")
    course = _read_course(about, settings, reports, ended=bundle.facts.get("ended"))
    course.people, course.partial = people, partial
    yield from _transcripts(document, settings, course, reports)
    yield from course.notes
    if course.partial:
        yield _note("partial-answer", "Moodle warns that its answer is not complete", "grades")


def _transcripts(
    document: HostDocument,
    settings: MoodleHostSettings,
    course: _Course,
    reports: list[Object],
) -> Iterator[Parsed]:
    seen: set[int] = set()
    for position, report in enumerate(reports, start=1):
        place = f"student {position}"
        user = report.get("userid")
        if not isinstance(user, int) or isinstance(user, bool) or user in seen:
            yield _note("report-not-usable", "a report names nobody, or somebody twice", place)
            continue
        seen.add(user)
        result = _result(document, settings, course, report, place)
        if isinstance(result, Problem):
            yield result
            continue
        yield TranscriptOfRecords(
            host=document.host,
            learner=_learner(settings, user, report, course.people.get(user, {})),
            completeness=Completeness.PARTIAL if course.partial else Completeness.DELTA,
            results=(result,),
            locator=place,
            evidence=document.sha256,
        )


def _result(
    document: HostDocument,
    settings: MoodleHostSettings,
    course: _Course,
    report: Object,
    place: str,
) -> HostResult | Problem:
    item = _item_that_counts(report, course.entry)
    if item is None:
        return _no_item(place)
    if (obstacle := _obstacle(item, settings, place)) is not None:
        return obstacle
    judged = judge(_mark(item, settings, course), settings, course.entry, place)
    code = normalise_code(course.printed_code)
    return HostResult(
        code=code,
        printed_code=course.printed_code,
        titles=course.titles,
        term=course.term,
        completed_on=None
        if item.get("itemtype") == "course" or judged.grade is None
        else epoch_day(item.get("gradedategraded")),
        status=judged.status,
        status_assumed=judged.assumed,
        grade=judged.grade,
        percent=judged.percent,
        credits=course.credits,
        level=settings.level,
        locator=place,
        evidence=document.sha256,
        warnings=judged.warnings,
    )


def _no_item(place: str) -> Problem:
    return _note(
        "no-grade-item",
        "the grade that counts is not in the report",
        place,
        "is 'item' its ID number, and may the account see hidden activities?",
    )


def _obstacle(item: Object, settings: MoodleHostSettings, place: str) -> Problem | None:
    """Say why an item states nothing now; what was known of the result then stays."""
    if settings.grade_from is MoodleGrade.LETTER and "lettergradeformatted" not in item:
        return _note(
            "letter-not-shown",
            "Moodle does not show letters in this course's reports",
            place,
            "have letter grades shown in the user report's settings, or read points",
        )
    if item.get("gradeneedsupdate") is True:
        return _note("grade-not-computed", "Moodle has yet to compute the grade again", place)
    return None


def _item_that_counts(report: Object, entry: LmsCourse) -> Object | None:
    items = objects(report.get("gradeitems"))
    if entry.item:
        return next((each for each in items if each.get("idnumber") == entry.item), None)
    return next((each for each in items if each.get("itemtype") == "course"), None)


def _mark(item: Object, settings: MoodleHostSettings, course: _Course) -> Mark:
    """Read a grade item as the profile wants it; a figure is never taken from a localised text."""
    raw, lowest, highest = (number(item.get(name)) for name in ("graderaw", "grademin", "grademax"))
    percent = None
    if raw is not None and lowest is not None and highest is not None:
        percent = percentage(raw, lowest, highest)
    figure = {MoodleGrade.POINTS: raw, MoodleGrade.PERCENT: percent}.get(settings.grade_from)
    match settings.grade_from:
        case MoodleGrade.POINTS | MoodleGrade.PERCENT:
            printed = "" if figure is None else figure_label(figure)
        case MoodleGrade.LETTER:
            printed = _plain(item.get("lettergradeformatted"))
        case MoodleGrade.SCALE:
            printed, percent = _scale_word(item), None
    return Mark(
        label=printed,
        figure=figure,
        percent=percent if printed else None,
        final=_is_final(item, settings, course),
    )


def _scale_word(item: Object) -> str:
    """Take the word of a scale; a figure there means that the item has no scale."""
    word = _plain(item.get("gradeformatted"))
    try:
        parse_decimal(word, decimal_comma=True)
    except ValueError:
        return word
    return ""


def _plain(value: object) -> str:
    """Take a formatted text without markup; `-` stands for nothing."""
    words = html.unescape(_TAG.sub("", label(value))).strip()
    return "" if words == "-" else words[:_SHORT]


def _is_final(item: Object, settings: MoodleHostSettings, course: _Course) -> bool:
    if item.get("gradeishidden") is True:
        return False
    match settings.final_since:
        case FinalSince.COURSE_END:
            return course.ended
        case FinalSince.LOCKED:
            return item.get("locked") is True or item.get("gradeislocked") is True
        case FinalSince.GRADED:
            return True


def _learner(settings: MoodleHostSettings, user: int, report: Object, person: Object) -> Learner:
    known = {"idnumber": report.get("useridnumber"), **person}
    identifiers = {("moodle-user", str(user))}
    for name, kind in settings.identifiers.items():
        if value := text(known.get(name)):
            identifiers.add((kind, value))
    return Learner(
        identifiers=tuple(
            LearnerIdentifier(kind=kind, value=value) for kind, value in sorted(identifiers)
        ),
        full_name=text(report.get("userfullname")) or text(person.get("fullname")),
    )


def _people(answer: object) -> Iterator[Object]:
    return (
        person
        for person in objects(answer)
        if isinstance(person.get("id"), int) and not isinstance(person["id"], bool)
    )


def _reports(page: Page, answer: object) -> list[Object]:
    found = as_object(answer).get("usergrades")
    if not isinstance(found, list):
        raise HostContractBroken(page.host, "the grade report is not one")
    return list(objects(found))


def _read_course(
    page: Page, settings: MoodleHostSettings, reports: list[Object], *, ended: object
) -> _Course:
    """Read a course; its ID number is echoed to few accounts, but every report has it."""
    found = next(objects(as_object(page.json()).get("courses")), None)
    if found is None:
        raise HostContractBroken(page.host, "the answer about a course holds none")
    known = {**found}
    if not text(found.get("idnumber")):
        known["idnumber"] = report_code({"usergrades": reports})
    if page.of and not text(known.get(settings.find_by)):
        known[settings.find_by] = page.of
    return _course(known, settings, page.of, ended=ended is True)


def _course(found: Object, settings: MoodleHostSettings, asked: str, *, ended: bool) -> _Course:
    entry = settings.profile_of(asked, *names_of(found))
    starts, ends = epoch_day(found.get("startdate")), epoch_day(found.get("enddate"))
    return _Course(
        entry=entry,
        printed_code=entry.code or text(found.get(settings.code_from)) or _short(found),
        titles=_titles(found, settings),
        term=AcademicTerm(label=entry.term, starts=starts, ends=ends),
        credits=settings.credits_of(entry) or _field_credits(found, settings),
        ended=ended,
        notes=list(unknown_end(settings, entry, ends)),
    )


def names_of(found: Object) -> tuple[str, ...]:
    """Give what a course is called in one word: ID number, short name, number."""
    return tuple(text(found.get(name)) for name in ("idnumber", "shortname", "id"))


def report_code(answer: object) -> str:
    """Read the course's ID number off a grade report; empty where nobody is in it."""
    first = next(objects(as_object(answer).get("usergrades")), {})
    return text(first.get("courseidnumber"))


def _short(found: Object) -> str:
    return text(found.get("shortname"))


def _titles(found: Object, settings: MoodleHostSettings) -> tuple[LocalisedText, ...]:
    title = html.unescape(_TAG.sub("", text(found.get("fullname"))))
    return (LocalisedText(language=settings.title_language, text=title),) if title else ()


def _field_credits(found: Object, settings: MoodleHostSettings) -> tuple[Credit, ...]:
    if not settings.credits_field:
        return ()
    for each in objects(found.get("customfields")):
        if each.get("shortname") == settings.credits_field:
            written = each.get("valueraw", each.get("value"))
            value = number(written, decimal_comma=True)
            if value is not None and value >= Decimal(0):
                return (Credit(value=value, scheme=settings.credit_scheme.lower()),)
    return ()


def read_course_list(
    document: HostDocument, settings: MoodleHostSettings
) -> Iterator[CourseParsed]:
    """Read a list of courses; raises HostContractBroken."""
    seen: set[int] = set()
    unnamed = 0
    for page in read_bundle(document, COURSES).pages:
        answer = as_object(page.json()).get("courses")
        if not isinstance(answer, list):
            raise HostContractBroken(document.host, "the answer is no list of courses")
        for found in objects(answer):
            number_of = found.get("id")
            if not isinstance(number_of, int) or number_of in seen or number_of == _FRONT_PAGE:
                continue
            seen.add(number_of)
            known = dict(found)
            if page.of:
                known[settings.find_by] = page.of
            course = _course(known, settings, page.of, ended=False)
            unnamed += course.printed_code == _short(found) != text(found.get(settings.code_from))
            yield _listed(course, settings, document, f"course {len(seen)}")
    if unnamed:
        yield _note(
            "idnumber-not-shown",
            f"{unnamed} courses go by their short name, as the account is not shown ID numbers",
            "courses",
            "name them under 'courses', or set code_from to shortname for results as well",
        )


def _listed(
    course: _Course, settings: MoodleHostSettings, document: HostDocument, place: str
) -> HostCourse:
    return HostCourse(
        code=normalise_code(course.printed_code),
        printed_code=course.printed_code,
        titles=course.titles,
        kind="course",
        credits=course.credits,
        level=settings.level,
        offered=(course.term,) if course.term != AcademicTerm() else (),
        locator=place,
        evidence=document.sha256,
    )


def _note(code: str, message: str, place: str, hint: str = "") -> Problem:
    return Problem(code=code, message=message, place=place, hint=hint, severity=Severity.WARNING)

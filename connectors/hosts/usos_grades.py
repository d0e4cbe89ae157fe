"""Reads what a USOS installation answered about one student, and its course list; pure.

A course has one grade for each exam session (the second is the retake), or only grades of its
units: of one unit that is the course's grade, of several nobody but the host can say what they come
to. Whether a grade passes is said by `passes`, never by its symbol.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from connectors.base import CourseParsed, HostDocument, Parsed
from connectors.errors import HostContractBroken
from connectors.hosts.usos_settings import UsosSettings
from connectors.json_values import Object, as_list, as_object, day, label, number, objects, text
from connectors.page_bundle import read_bundle
from mapping.courses import normalise_code
from mapping.identifiers import SchemeId
from mapping.problems import Problem, Severity
from mapping.records import (
    AcademicTerm,
    Completeness,
    Credit,
    Grade,
    HostCourse,
    HostResult,
    Learner,
    LearnerIdentifier,
    LocalisedText,
    TranscriptOfRecords,
)
from mapping.terms import ResultStatus

KIND: Final = "usos"
COURSES: Final = "usos-courses"

_PASSING: Final = {
    "passed": ResultStatus.PASSED,
    "failed": ResultStatus.FAILED,
    "not_yet_passed": ResultStatus.IN_PROGRESS,
}
_SESSIONS: Final = 10
"""Ordinals of a course's second exam begin after so many sessions of the first."""


@dataclass(slots=True, kw_only=True)
class _Answers:
    """Everything answered about one student."""

    user: Object = field(default_factory=dict)
    editions: dict[tuple[str, str], Object] = field(default_factory=dict)
    terms: dict[str, Object] = field(default_factory=dict)
    points: Mapping[str, Any] = field(default_factory=dict)
    grades: dict[tuple[str, str], Object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """One grade of a course, or that there is none."""

    ordinal: int = 1
    status: ResultStatus
    grade: Object | None = None
    warnings: tuple[Problem, ...] = ()


def read_transcripts(document: HostDocument, settings: UsosSettings) -> Iterator[Parsed]:
    """Read the answers about one student; raises HostContractBroken."""
    answers = _Answers()
    bundle = read_bundle(document, KIND)
    for page in bundle.pages:
        answer = page.json()
        if not isinstance(answer, dict):
            raise HostContractBroken(document.host, "an answer about a student holds nothing")
        _take(document, answers, page.part, answer)
    if not text(answers.user.get("id")):
        raise HostContractBroken(document.host, "the answers name no student")
    results: list[HostResult] = []
    for position, key in enumerate(sorted({*answers.editions, *answers.grades}), start=1):
        results += _results(document, settings, answers, key, f"course {position}")
    complete = bundle.facts.get("extent") == "all" and bool(results)
    yield TranscriptOfRecords(
        host=document.host,
        learner=_learner(answers.user, settings),
        completeness=Completeness.SNAPSHOT if complete else Completeness.DELTA,
        results=tuple(results),
        locator="student",
        evidence=document.sha256,
    )


def _take(document: HostDocument, answers: _Answers, part: str, answer: Object) -> None:
    match part:
        case "user":
            answers.user = answer
        case "courses":
            answers.terms.update(
                (text(term.get("id")), term) for term in objects(answer.get("terms"))
            )
            for term, editions in as_object(answer.get("course_editions")).items():
                for edition in objects(editions):
                    answers.editions[term, text(edition.get("course_id"))] = edition
        case "points":
            answers.points = answer
        case "grades":
            for term, courses in answer.items():
                for course, grades in as_object(courses).items():
                    answers.grades[term, course] = as_object(grades)
        case _:
            raise HostContractBroken(document.host, "the answers are not those of one student")


def _results(
    document: HostDocument,
    settings: UsosSettings,
    answers: _Answers,
    key: tuple[str, str],
    place: str,
) -> Iterator[HostResult]:
    term_id, course_id = key
    edition = answers.editions.get(key, {})
    term = answers.terms.get(term_id, {})
    names = _texts(term.get("name"))
    points = number(as_object(answers.points.get(term_id)).get(course_id))
    worth: tuple[Credit, ...] = ()
    if points is not None and points >= 0:
        worth = (Credit(value=points, scheme=settings.credit_scheme.lower()),)
    for attempt in _attempts(answers.grades.get(key, {}), edition, place):
        grade = attempt.grade or {}
        yield HostResult(
            code=normalise_code(course_id),
            printed_code=course_id,
            titles=_localised(edition.get("course_name")),
            term=AcademicTerm(
                label=names.get("en") or names.get("pl") or term_id,
                starts=day(term.get("start_date")),
                ends=day(term.get("end_date") or term.get("finish_date")),
            ),
            completed_on=day(grade.get("date_acquisition")),
            ordinal=attempt.ordinal,
            status=attempt.status,
            grade=_grade(grade, settings),
            credits=worth,
            locator=place,
            evidence=document.sha256,
            warnings=attempt.warnings,
        )


def _attempts(grades: Object, edition: Object, place: str) -> Iterator[_Attempt]:
    """Give each graded session; where there is none, what the host says of passing the course."""
    exams = _graded(as_list(grades.get("course_grades")))
    if not exams:
        units = [
            graded
            for sessions in as_object(grades.get("course_units_grades")).values()
            if (graded := _graded(as_list(sessions)))
        ]
        if len(units) > 1:
            yield _Attempt(status=_passing(edition), warnings=(_several_units(place),))
            return
        exams = units[0] if units else []
    for ordinal, grade in exams:
        yield _Attempt(ordinal=ordinal, status=_status(grade), grade=grade)
    if not exams:
        yield _Attempt(status=_passing(edition))


def _graded(exams: list[Any]) -> list[tuple[int, Object]]:
    """Give the sessions that have a grade, with ordinals that stay theirs: 1 first, 2 retake."""
    found: list[tuple[int, Object]] = []
    for index, sessions in enumerate(exams):
        for session, grade in as_object(sessions).items():
            if isinstance(grade, dict) and session.isascii() and session.isdigit():
                found.append((index * _SESSIONS + max(1, int(session[:4])), grade))
    return sorted(dict(found).items(), key=lambda each: each[0])


def _status(grade: Object) -> ResultStatus:
    match grade.get("passes"):
        case True:
            return ResultStatus.PASSED
        case False:
            return ResultStatus.FAILED
    return ResultStatus.UNKNOWN


def _passing(edition: Object) -> ResultStatus:
    return _PASSING.get(text(edition.get("passing_status")), ResultStatus.UNKNOWN)


def _grade(grade: Object, settings: UsosSettings) -> Grade | None:
    printed = label(grade.get("value_symbol"))
    scheme = settings.schemes.get(text(grade.get("grade_type_id")))
    return Grade(label=printed, scheme=SchemeId(scheme) if scheme else None) if printed else None


def _learner(user: Object, settings: UsosSettings) -> Learner:
    identifiers = {("usos-user", text(user.get("id")))}
    for name, kind in settings.identifiers.items():
        if value := text(user.get(name)):
            identifiers.add((kind, value))
    return Learner(
        identifiers=tuple(
            LearnerIdentifier(kind=kind, value=value) for kind, value in sorted(identifiers)
        ),
        given_names=text(user.get("first_name")),
        family_name=text(user.get("last_name")),
        birth_date=day(user.get("birth_date")),
    )


def _texts(value: object) -> dict[str, str]:
    """Read a text in Polish and English, empty ones left out."""
    return {name: line for name, each in as_object(value).items() if (line := text(each))}


def _localised(value: object) -> tuple[LocalisedText, ...]:
    return tuple(
        LocalisedText(language=language, text=line) for language, line in _texts(value).items()
    )


def _several_units(place: str) -> Problem:
    return Problem(
        code="units-without-course-grade",
        message="several parts of the course are graded, and the course itself is not",
        place=place,
        hint="ask the host for the grade of the course",
        severity=Severity.WARNING,
    )


def read_course_list(document: HostDocument, settings: UsosSettings) -> Iterator[CourseParsed]:
    """Read the courses of the host's faculties; raises HostContractBroken."""
    seen: set[str] = set()
    for page in read_bundle(document, COURSES).pages:
        answer = page.json()
        if not isinstance(answer, dict):
            raise HostContractBroken(document.host, "an answer holds no courses")
        for course_id, found in sorted(answer.items()):
            course = as_object(found)
            if not course or course_id in seen:
                continue
            seen.add(course_id)
            place = f"course {len(seen)}"
            value = number(course.get("ects_credits_simplified"))
            worth: tuple[Credit, ...] = ()
            if value is not None and value >= 0:
                worth = (Credit(value=value, scheme=settings.credit_scheme.lower()),)
            language = text(course.get("lang_id")).lower()
            yield HostCourse(
                code=normalise_code(course_id),
                printed_code=course_id,
                titles=_localised(course.get("name")),
                kind="course",
                credits=worth,
                languages=(language,) if language else (),
                url=text(course.get("profile_url")) or text(course.get("homepage_url")),
                locator=place,
                evidence=document.sha256,
                warnings=(_approximate(place),) if worth else (),
            )


def _approximate(place: str) -> Problem:
    return Problem(
        code="credits-approximate",
        message="the host calls these credits approximate; a student's own may differ",
        place=place,
        severity=Severity.WARNING,
    )

"""Reads what a host's Canvas answered: enrolments as transcripts, courses as a course list."""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from connectors.base import CourseParsed, HostDocument, Parsed
from connectors.errors import HostContractBroken
from connectors.hosts.canvas_settings import CanvasGrade, CanvasSettings
from connectors.json_values import Object, as_list, as_object, day, label, number, objects, text
from connectors.lms_profile import (
    FinalSince,
    LmsCourse,
    Mark,
    figure_label,
    judge,
    unknown_end,
)
from connectors.page_bundle import read_bundle
from mapping.courses import normalise_code
from mapping.problems import Problem, Severity
from mapping.records import (
    AcademicTerm,
    Completeness,
    HostCourse,
    HostResult,
    Learner,
    LearnerIdentifier,
    LocalisedText,
    TranscriptOfRecords,
)

KIND: Final = "canvas"
COURSES: Final = "canvas-courses"

_CONCLUDED: Final = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    entry: LmsCourse
    printed_code: str
    titles: tuple[LocalisedText, ...]
    term: AcademicTerm
    final: bool


def read_transcripts(document: HostDocument, settings: CanvasSettings) -> Iterator[Parsed]:
    """Read the answers about one course; raises HostContractBroken."""
    bundle = read_bundle(document, KIND)
    course: _Course | None = None
    by_user: dict[str, list[tuple[str, Object]]] = {}
    unusable = position = 0
    for page in bundle.pages:
        answer = page.json()
        if page.part == "course" and isinstance(answer, dict) and text(answer.get("id")):
            course = _course(answer, settings, page.of, ended=bundle.facts.get("ended") is True)
        elif page.part == "enrolments" and isinstance(answer, list):
            for enrolment in answer:
                position += 1
                user = text(as_object(as_object(enrolment).get("user")).get("id"))
                unusable += not user
                by_user.setdefault(user, []).append((f"enrolment {position}", enrolment))
        else:
            raise HostContractBroken(document.host, "the answers are not those of one course")
    if course is None:
        raise HostContractBroken(document.host, "the answers name no course")
    by_user.pop("", None)
    for enrolments in by_user.values():
        yield from _transcript(document, settings, course, enrolments)
    ends = course.term.ends
    yield from unknown_end(settings, course.entry, ends) if not course.final else ()
    if unusable:
        yield _note("enrolment-not-usable", f"{unusable} enrolments name nobody", "enrolments")


def _transcript(
    document: HostDocument,
    settings: CanvasSettings,
    course: _Course,
    enrolments: list[tuple[str, Object]],
) -> Iterator[Parsed]:
    """Make one transcript a person; one who is in several sections has one grade, or none."""
    place, enrolment = enrolments[0]
    marks = {_mark(each, settings, course) for _, each in enrolments}
    if len(marks) > 1:
        yield _note(
            "sections-contradict",
            "a person's grades differ between the sections of the course; none was taken",
            place,
            "ask the host which one holds",
        )
        return
    yield TranscriptOfRecords(
        host=document.host,
        learner=_learner(as_object(enrolment.get("user")), settings),
        completeness=Completeness.DELTA,
        results=(_result(document, settings, course, marks.pop(), place),),
        locator=place,
        evidence=document.sha256,
    )


def _result(
    document: HostDocument, settings: CanvasSettings, course: _Course, mark: Mark, place: str
) -> HostResult:
    judged = judge(mark, settings, course.entry, place)
    return HostResult(
        code=normalise_code(course.printed_code),
        printed_code=course.printed_code,
        titles=course.titles,
        term=course.term,
        status=judged.status,
        status_assumed=judged.assumed,
        grade=judged.grade,
        percent=judged.percent,
        credits=settings.credits_of(course.entry),
        level=settings.level,
        locator=place,
        evidence=document.sha256,
        warnings=judged.warnings,
    )


def _mark(enrolment: Object, settings: CanvasSettings, course: _Course) -> Mark:
    """Read the grade of an enrolment: an override, or what Canvas computed."""
    grades = as_object(enrolment.get("grades"))
    score = number(grades.get("override_score"))
    letter = label(grades.get("override_grade"))
    if score is None and not letter:
        score = number(grades.get(f"{settings.score}_score"))
        letter = label(grades.get(f"{settings.score}_grade"))
    if settings.grade_from is CanvasGrade.LETTER:
        printed, figure = letter, None
    else:
        printed, figure = ("" if score is None else figure_label(score)), score
    final = course.final
    if settings.final_since is FinalSince.LOCKED:
        final = final or enrolment.get("enrollment_state") == _CONCLUDED
    return Mark(label=printed, figure=figure, percent=score if printed else None, final=final)


def _learner(user: Object, settings: CanvasSettings) -> Learner:
    identifiers = {("canvas-user", text(user.get("id")))}
    for name, kind in settings.identifiers.items():
        if value := text(user.get(name)):
            identifiers.add((kind, value))
    return Learner(
        identifiers=tuple(
            LearnerIdentifier(kind=kind, value=value) for kind, value in sorted(identifiers)
        ),
        full_name=text(user.get("name")),
    )


def _course(found: Object, settings: CanvasSettings, asked: str, *, ended: bool) -> _Course:
    entry = settings.profile_of(asked, *names_of(found))
    concluded = found.get("workflow_state") == _CONCLUDED
    match settings.final_since:
        case FinalSince.COURSE_END:
            final = ended or concluded
        case FinalSince.LOCKED:
            final = concluded
        case FinalSince.GRADED:
            final = True
    title = html.unescape(text(found.get("name")))
    term = as_object(found.get("term"))
    return _Course(
        entry=entry,
        printed_code=entry.code
        or text(found.get(settings.code_from))
        or text(found.get("course_code")),
        titles=(LocalisedText(language=settings.title_language, text=title),) if title else (),
        term=AcademicTerm(
            label=entry.term or text(term.get("name")),
            starts=day(found.get("start_at")) or day(term.get("start_at")),
            ends=end_of(found),
        ),
        final=final,
    )


def names_of(found: Object) -> tuple[str, ...]:
    """Give what a course is called in one word: its SIS id, its code, its number."""
    return tuple(text(found.get(name)) for name in ("sis_course_id", "course_code", "id"))


def end_of(found: Object) -> date | None:
    """Read the last day of a course: its own, else its term's."""
    return day(found.get("end_at")) or day(as_object(found.get("term")).get("end_at"))


def read_course_list(document: HostDocument, settings: CanvasSettings) -> Iterator[CourseParsed]:
    """Read a list of courses; raises HostContractBroken."""
    seen: set[str] = set()
    for page in read_bundle(document, COURSES).pages:
        answer = page.json()
        if not isinstance(answer, dict | list):
            raise HostContractBroken(document.host, "the answer is no list of courses")
        for found in objects(as_list(answer) or [answer]):
            number_of = text(found.get("id"))
            if not number_of or number_of in seen:
                continue
            seen.add(number_of)
            course = _course(found, settings, page.of, ended=False)
            yield HostCourse(
                code=normalise_code(course.printed_code),
                printed_code=course.printed_code,
                titles=course.titles,
                kind="course",
                credits=settings.credits_of(course.entry),
                level=settings.level,
                offered=(course.term,) if course.term != AcademicTerm() else (),
                locator=f"course {len(seen)}",
                evidence=document.sha256,
            )


def _note(code: str, message: str, place: str, hint: str = "") -> Problem:
    return Problem(code=code, message=message, place=place, hint=hint, severity=Severity.WARNING)

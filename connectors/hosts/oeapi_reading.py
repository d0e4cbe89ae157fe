"""Reads the answers of an Open Education API about one person, or its course list; pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from connectors.base import CourseParsed, HostDocument, Parsed
from connectors.errors import HostContractBroken
from connectors.hosts.oeapi_objects import (
    code_of,
    credits_of,
    learner_of,
    level_of,
    object_or_id,
    outcome_of,
    term_of,
    titles_of,
    word,
)
from connectors.hosts.oeapi_settings import OeapiSettings
from connectors.json_values import Object, as_object, objects, text
from connectors.page_bundle import read_bundle
from mapping.courses import normalise_code
from mapping.problems import Problem, Severity
from mapping.records import Completeness, HostCourse, HostResult, TranscriptOfRecords

KIND: Final = "oeapi"
COURSES: Final = "oeapi-courses"


def read_transcripts(document: HostDocument, settings: OeapiSettings) -> Iterator[Parsed]:
    """Read the answers about one person; raises HostContractBroken."""
    person: Object | None = None
    offerings: dict[str, Object] = {}
    courses: dict[str, Object] = {}
    associations: list[Object] = []
    for page in read_bundle(document, KIND).pages:
        answer = page.json()
        if page.part == "associations":
            associations += _items(document, answer)
        elif page.part not in {"person", "offering", "course"} or not isinstance(answer, dict):
            raise HostContractBroken(document.host, "the answers are not those of one person")
        elif page.part == "person":
            person = answer
        else:
            (offerings if page.part == "offering" else courses)[page.of] = answer
    if person is None or not text(person.get("personId")):
        raise HostContractBroken(document.host, "the answers name no person")
    results, notes = _results(document, settings, associations, offerings, courses)
    yield TranscriptOfRecords(
        host=document.host,
        learner=learner_of(person, text(person.get("personId")), settings),
        completeness=Completeness.PARTIAL if notes or not results else settings.completeness,
        results=tuple(results),
        locator="person",
        evidence=document.sha256,
        warnings=tuple(notes),
    )


def _results(
    document: HostDocument,
    settings: OeapiSettings,
    associations: list[Object],
    offerings: dict[str, Object],
    courses: dict[str, Object],
) -> tuple[list[HostResult], list[Problem]]:
    results: list[HostResult] = []
    notes: list[Problem] = []
    counts = Counter[tuple[str, str]]()
    seen: set[str] = set()
    for position, association in enumerate(associations, start=1):
        identity = text(association.get("associationId"))
        if not is_course(association) or (identity and identity in seen):
            continue  # programmes and parts of courses; and what two pages show
        seen.add(identity)
        taught = _taught(association, offerings, courses)
        result = _result(document, settings, association, taught, f"association {position}")
        if isinstance(result, Problem):
            notes.append(result)
        elif result is not None:
            counts[result.code, result.term.label] += 1
            results.append(replace(result, ordinal=counts[result.code, result.term.label]))
    return results, notes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taught:
    """What an association is with: an offering, and the course it is of."""

    offering: Object
    offering_id: str
    course: Object
    course_id: str


def _taught(
    association: Object, offerings: dict[str, Object], courses: dict[str, Object]
) -> _Taught:
    given, offering_id = offering_of(association)
    offering = given or offerings.get(offering_id, {})
    course, course_id = object_or_id(offering, "course")
    return _Taught(
        offering=offering,
        offering_id=offering_id,
        course=course or courses.get(course_id, {}),
        course_id=course_id,
    )


def _result(
    document: HostDocument,
    settings: OeapiSettings,
    association: Object,
    taught: _Taught,
    place: str,
) -> HostResult | Problem | None:
    """Read one result; None where the person takes no part, a finding where nothing has a code."""
    offering, course = taught.offering, taught.course
    outcome = outcome_of(association, offering, settings, place)
    if outcome is None:
        return None
    # never the offering's code in place of a course's that is not there: it is another code
    printed_code = code_of(course) if taught.course_id else code_of(offering)
    if not printed_code:
        return _no_code(place)
    session, _ = object_or_id(offering, "academicSession")
    return HostResult(
        code=normalise_code(printed_code),
        printed_code=printed_code,
        los_id=taught.course_id,
        loi_id=taught.offering_id,
        titles=titles_of(course.get("name")) or titles_of(offering.get("name")),
        term=term_of(session or as_object(association.get("academicSession")), offering),
        completed_on=outcome.completed_on,
        status=outcome.status,
        grade=outcome.grade,
        credits=credits_of(as_object(association.get("result")), association, offering, course),
        level=level_of(course),
        isced_code=text(course.get("fieldsOfStudy")),
        locator=place,
        evidence=document.sha256,
        warnings=outcome.warnings,
    )


def is_course(association: Object) -> bool:
    """Tell whether an association is one with a course; version 6 lists no others here."""
    kind = word(association.get("associationType"))
    return kind in {"", "courseofferingassociation"} and word(association.get("role")) in {
        "",
        "student",
    }


def offering_of(association: Object) -> tuple[Object, str]:
    """Take the offering of an association: `courseOffering` in version 6, `offering` in 5."""
    for name in ("courseOffering", "offering"):
        found, identity = object_or_id(association, name)
        if found or identity:
            own = text(found.get("courseOfferingId")) or text(found.get("offeringId"))
            return found, own or identity
    return {}, ""


def read_course_list(document: HostDocument, settings: OeapiSettings) -> Iterator[CourseParsed]:
    """Read the host's courses; raises HostContractBroken."""
    position = 0
    seen: set[str] = set()
    for page in read_bundle(document, COURSES).pages:
        for course in _items(document, page.json()):
            position += 1
            place = f"course {position}"
            identity = text(course.get("courseId"))
            if identity in seen:
                continue
            seen.add(identity)
            if not (printed_code := code_of(course)):
                yield _no_code(place)
                continue
            yield HostCourse(
                code=normalise_code(printed_code),
                printed_code=printed_code,
                los_id=identity,
                titles=titles_of(course.get("name")),
                kind="course",
                credits=credits_of(course),
                level=level_of(course),
                isced_code=text(course.get("fieldsOfStudy")),
                languages=_languages(course),
                url=text(course.get("link")),
                locator=place,
                evidence=document.sha256,
            )


def _languages(course: Object) -> tuple[str, ...]:
    several = course.get("teachingLanguages")
    written = several if isinstance(several, list) else [course.get("teachingLanguage")]
    return tuple(language for each in written if (language := text(each)))


def _items(document: HostDocument, answer: object) -> list[Object]:
    found = as_object(answer).get("items")
    if not isinstance(found, list):
        raise HostContractBroken(document.host, "an answer holds no items")
    return list(objects(found))


def _no_code(place: str) -> Problem:
    return Problem(
        code="no-code",
        message="a course has no code, or may not be seen",
        place=place,
        hint="ask the host whether we may see its courses and offerings",
        severity=Severity.WARNING,
    )

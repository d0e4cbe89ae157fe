"""Reads OneRoster documents, a bundle of REST answers or a CSV archive, as transcripts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from connectors.base import CourseParsed, HostDocument, Parsed
from connectors.documents import OpeningLimits, open_unwrapped
from connectors.errors import HostContractBroken
from connectors.hosts.oneroster_csv import CsvArchive
from connectors.hosts.oneroster_rows import (
    Roster,
    by_source_id,
    contested,
    course_of,
    is_deleted,
    is_final_item,
    is_withdrawn,
    learner_of,
    result_of,
    source_id,
    taught_of,
)
from connectors.hosts.oneroster_settings import OneRosterSettings
from connectors.json_values import Object, as_object, objects
from connectors.page_bundle import Page, read_bundle
from mapping.problems import Problem, Severity
from mapping.records import Completeness, HostResult, TranscriptOfRecords

KIND: Final = "oneroster"
COURSES: Final = "oneroster-courses"
ARCHIVE: Final = "archive"

_ZIP: Final = b"PK\x03\x04"
_HOLDS: Final = {
    "lineItem": ("line_items", "lineItem"),
    "class": ("classes", "class"),
    "course": ("courses", "course"),
    "session": ("sessions", "academicSession"),
}


def read_transcripts(document: HostDocument, settings: OneRosterSettings) -> Iterator[Parsed]:
    """Read results by person; raises HostContractBroken."""
    with open_unwrapped(document) as stream:
        is_archive = stream.read(len(_ZIP)) == _ZIP
    if is_archive:
        yield from _from_archive(document, settings)
    else:
        yield from _from_answers(document, settings)


def _from_answers(document: HostDocument, settings: OneRosterSettings) -> Iterator[Parsed]:
    """Read the answers about one line item."""
    roster = Roster()
    rows: list[Object] = []
    for page in read_bundle(document, KIND).pages:
        answer = page.json()
        if page.part in _HOLDS:
            table, name = _HOLDS[page.part]
            getattr(roster, table).update(by_source_id([_held(page, answer, name)]))
        elif page.part == "students":
            roster.users.update(by_source_id(objects(_listed(page, answer, "users"))))
        elif page.part == "results":
            rows += objects(_listed(page, answer, "results"))
        else:
            raise HostContractBroken(document.host, "the answers are not those of one line item")
    yield from _transcripts(document, settings, roster, rows, Completeness.DELTA)


def _from_archive(document: HostDocument, settings: OneRosterSettings) -> Iterator[Parsed]:
    archive = _open_archive(document)
    categories = by_source_id(archive.rows("categories"))
    items = {
        name: item
        for name, item in by_source_id(archive.rows("lineItems")).items()
        if is_final_item(item, categories, settings)
    }
    doubled = contested(items.values())
    items = {
        name: item for name, item in items.items() if source_id(item.get("class")) not in doubled
    }
    roster = Roster(
        courses=by_source_id(archive.rows("courses")),
        classes=by_source_id(archive.rows("classes")),
        sessions=by_source_id(archive.rows("academicSessions")),
        line_items=items,
        users=by_source_id(archive.rows("users")),
    )
    rows = [row for row in archive.rows("results") if source_id(row.get("lineItem")) in items]
    completeness = Completeness.PARTIAL if doubled else archive.completeness()
    yield from _transcripts(document, settings, roster, rows, completeness)
    if doubled:
        yield Problem(
            code="several-final-items",
            message=f"{len(doubled)} classes have several line items with a final grade",
            place="lineItems",
            hint="narrow final_items; nothing of these classes was read",
            severity=Severity.WARNING,
        )


def _transcripts(
    document: HostDocument,
    settings: OneRosterSettings,
    roster: Roster,
    rows: Iterable[Object],
    completeness: Completeness,
) -> Iterator[Parsed]:
    """Gather results by person, in the order persons appear."""
    by_user: dict[str, list[HostResult]] = {}
    lost = 0
    ordinals = Counter[tuple[str, object, object]]()
    seen: set[str] = set()
    # those that count come first, whatever was deleted before them: they keep their numbers
    in_order = sorted(
        enumerate(rows, start=1), key=lambda entry: is_deleted(entry[1], roster.line_items)
    )
    for position, row in in_order:
        item = roster.line_items.get(source_id(row.get("lineItem")))
        taught = None if item is None else taught_of(item, roster, settings)
        user = source_id(row.get("student"))
        if item is None or taught is None or user not in roster.users:
            lost += 1
            continue
        if (identity := source_id(row)) in seen:
            continue  # a page boundary moved while the listing was read
        seen.add(identity)
        key = (user, taught.printed_code, taught.term.label)
        ordinals[key] += 1
        place = f"result {position}"
        result = result_of(row, item, taught, settings, place=place, evidence=document.sha256)
        by_user.setdefault(user, []).append(replace(result, ordinal=ordinals[key]))
    for user, results in by_user.items():
        yield TranscriptOfRecords(
            host=document.host,
            learner=learner_of(roster.users[user], settings),
            completeness=Completeness.PARTIAL if lost else completeness,
            results=tuple(results),
            locator=results[0].locator,
            evidence=document.sha256,
        )
    if lost:
        yield _without_context(lost)


def _without_context(count: int) -> Problem:
    return Problem(
        code="result-without-context",
        message=f"{count} results refer to a person, a class or a course that is not there",
        place="results",
        hint="ask the host whether we may see all it refers to",
        severity=Severity.WARNING,
    )


def read_course_list(document: HostDocument, settings: OneRosterSettings) -> Iterator[CourseParsed]:
    """Read a course list, of answers or of an archive; raises HostContractBroken."""
    position = 0
    seen: set[str] = set()
    for page in read_bundle(document, COURSES).pages:
        if page.part == ARCHIVE:
            found: Iterable[Object] = CsvArchive(document.host, page.body).rows("courses")
        else:
            found = objects(_listed(page, page.json(), "courses"))
        for course in found:
            position += 1
            if is_withdrawn(course) or (name := source_id(course)) in seen:
                continue
            seen.add(name)
            yield course_of(
                course,
                settings,
                host=document.host,
                place=f"course {position}",
                evidence=document.sha256,
            )


def _open_archive(document: HostDocument) -> CsvArchive:
    with open_unwrapped(document, limits=OpeningLimits()) as stream:
        return CsvArchive(document.host, stream.read())


def _held(page: Page, answer: object, name: str) -> Object:
    found = as_object(answer).get(name)
    if not isinstance(found, dict):
        raise HostContractBroken(page.host, f"an answer holds no {name}")
    return found


def _listed(page: Page, answer: object, name: str) -> list[Any]:
    found = as_object(answer).get(name)
    if not isinstance(found, list):
        raise HostContractBroken(page.host, f"an answer holds no list of {name}")
    return found

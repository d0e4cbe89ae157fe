"""Course lists of hosts: fetched whole, kept by edition, compared; decides about no result.

    retrieve_courses -> keep -> parse_courses -> a new edition, where it states something else

A list that did not come whole is none: the edition before stays the newest. What an edition changed
leads to the rules that name the courses it touches.
"""

import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from connectors.base import CourseLister, HostConnector, RetrievalRequest
from connectors.errors import HostContractBroken
from mapping.catalogues import catalogue_of, check_catalogue
from mapping.equivalences import Equivalence, course_codes, rule_text
from mapping.identifiers import CourseCode, HeiId, Sha256
from mapping.problems import Problem
from mapping.records import HostCourse
from mapping.rulebook import Rulebook
from sync.audit.entry import SYSTEM
from sync.clock import Clock
from sync.store.catalogues import Edition, load_editions, load_listed, record_edition
from sync.store.codec import encode
from sync.store.evidence import EvidenceStore
from sync.store.unit_of_work import Store

_EDITIONS_COMPARED = 12
"""How many of the newest editions `check` knows; older ones say nothing of today's rules."""

_STATED = (
    "titles",
    "credits",
    "hours",
    "level",
    "kind",
    "isced_code",
    "languages",
    "offered",
    "distributions",
)
_OURS = frozenset({"unknown-edition"})
"""Findings about names of editions: of a fetched list they are ours, and not the host's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChange:
    """What became of one code between two editions, and the rules that name it.

    `what` is `added`, `removed` or `changed`; `fields` are those that differ.
    """

    code: CourseCode
    what: str
    fields: tuple[str, ...] = ()
    rules: tuple[Equivalence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRun:
    """What fetching a list brought; `edition` is the newest, `is_new` whether this run made it."""

    edition: Edition
    is_new: bool
    findings: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Catalogues:
    """Fetches course lists of hosts that have them."""

    store: Store
    evidence: EvidenceStore
    clock: Clock

    def refresh(self, host: HeiId, connector: HostConnector) -> CatalogueRun | None:
        """Fetch a host's list whole; None for a host that has none. Raises HostError.

        A list that is empty where courses were known is a broken one.
        """
        if not connector.capabilities().lists_courses or not isinstance(connector, CourseLister):
            return None
        courses: list[HostCourse] = []
        findings: list[Problem] = []
        documents: list[Sha256] = []
        with tempfile.TemporaryDirectory(prefix="utqyr-") as folder:
            request = RetrievalRequest(spool=Path(folder), now=self.clock.now())
            for document in connector.retrieve_courses(request):
                self.evidence.keep(document)
                documents.append(document.sha256)
                for item in connector.parse_courses(document):
                    if isinstance(item, Problem):
                        findings.append(item)
                    else:
                        courses.append(item)
                document.path.unlink(missing_ok=True)
        return replace(self._record(host, courses, documents), findings=tuple(findings))

    def _record(
        self, host: HeiId, courses: list[HostCourse], documents: list[Sha256]
    ) -> CatalogueRun:
        digest = catalogue_digest(courses)
        with self.store.write(actor=SYSTEM) as unit:
            editions = load_editions(unit.connection, host)
            last = editions[-1] if editions else None
            if last is not None and last.digest == digest:
                return CatalogueRun(edition=last, is_new=False)
            if last is not None and last.courses and not courses:
                raise HostContractBroken(
                    host,
                    f"the course list is empty, where {last.courses} courses were known",
                    hint="the last edition stays in use; ask the host whether this is meant",
                )
            edition = Edition(
                host=host,
                number=1 if last is None else last.number + 1,
                name=_name(unit.now.date().isoformat(), editions),
                digest=digest,
                courses=len(courses),
                seen_at=unit.now,
            )
            record_edition(unit, edition, courses, documents)
        return CatalogueRun(edition=edition, is_new=True)


def catalogue_digest(courses: Iterable[HostCourse]) -> str:
    """Digest what a list states: not its order, nor where a course is described or stood."""
    stated = sorted(
        encode(HostCourse, replace(each, evidence=Sha256(""), locator="", url="", warnings=()))
        for each in courses
    )
    return hashlib.sha256(json.dumps(stated).encode()).hexdigest()


def changes_between(
    before: Sequence[HostCourse], after: Sequence[HostCourse], rules: Iterable[Equivalence]
) -> Iterator[CourseChange]:
    """Compare two editions by code; what rules name comes first, then by code."""
    named: defaultdict[CourseCode, list[Equivalence]] = defaultdict(list)
    for rule in rules:
        for code in course_codes(rule):
            named[code].append(rule)
    old, new = _by_code(before), _by_code(after)
    changes = [
        CourseChange(code=code, what=what, fields=fields, rules=tuple(named.get(code, ())))
        for code in old.keys() | new.keys()
        for what, fields in _difference(old.get(code), new.get(code))
    ]
    yield from sorted(changes, key=lambda each: (not each.rules, each.code))


def _difference(
    old: list[HostCourse] | None, new: list[HostCourse] | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if old is None or new is None:
        yield ("added" if old is None else "removed"), ()
        return
    fields = tuple(name for name in _STATED if _values(old, name) != _values(new, name))
    if fields:
        yield "changed", fields


def _values(courses: list[HostCourse], name: str) -> list[str]:
    return sorted(repr(getattr(course, name)) for course in courses)


def _by_code(courses: Iterable[HostCourse]) -> dict[CourseCode, list[HostCourse]]:
    found: defaultdict[CourseCode, list[HostCourse]] = defaultdict(list)
    for course in courses:
        if course.code:
            found[course.code].append(course)
    return dict(found)


def rules_of(rulebook: Rulebook, host: HeiId) -> tuple[Equivalence, ...]:
    """List the rules of a host."""
    rules = rulebook.host_index.get(host)
    return () if rules is None else tuple(rules.equivalences)


def latest_changes(
    connection: Connection, rulebook: Rulebook, host: HeiId, *, since: int | None = None
) -> tuple[CourseChange, ...]:
    """Compare a host's newest edition with the one before, or with the one of a number."""
    editions = load_editions(connection, host)
    earlier = [each for each in editions[:-1] if since is None or each.number == since]
    if not earlier:
        return ()
    before, after = (load_listed(connection, each) for each in (earlier[-1], editions[-1]))
    return tuple(changes_between(before, after, rules_of(rulebook, host)))


def review_catalogues(
    connection: Connection, rulebook: Rulebook, hosts: Iterable[HeiId]
) -> Iterator[Problem]:
    """Compare the rules of hosts with the lists that were fetched of them; every one a warning."""
    for host in hosts:
        editions = load_editions(connection, host)[-_EDITIONS_COMPARED:]
        if editions:
            listed = ((each.name, load_listed(connection, each)) for each in editions)
            found = check_catalogue(rulebook, catalogue_of(host, listed))
            yield from (problem for problem in found if problem.code not in _OURS)


def change_facts(change: CourseChange) -> dict[str, object]:
    """Give a change as plain values, for a program to read."""
    rules = [{"rule": rule_text(rule), "place": rule.place} for rule in change.rules]
    return {
        "code": change.code,
        "what": change.what,
        "fields": list(change.fields),
        "rules": rules,
    }


def _name(day: str, editions: Sequence[Edition]) -> str:
    """Name an edition by its day; a second one of a day has a number."""
    taken = {edition.name for edition in editions}
    names = (day if number == 1 else f"{day}.{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)

"""Courses of an ELMO report as results; knows no learner, no report and no nesting.

A course is a `learningOpportunitySpecification` (what is taught) with a
`learningOpportunityInstance` (what this learner made of it). Old producers print credits and level
in the first, newer ones in the second.

Reading is two steps, for speed: an element's raw texts are gathered, then looked up in what this
document's earlier courses made of the same texts (`connectors.hosts.elmo_readings`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache, partial
from typing import TypeAlias

from connectors.hosts.elmo_findings import finding
from connectors.hosts.elmo_labels import folded_set
from connectors.hosts.elmo_readings import (
    Course,
    Raw,
    RawPairs,
    read_amounts,
    read_course,
    read_hours,
    read_judgement,
    read_taken,
)
from connectors.hosts.elmo_values import (
    LANGUAGE,
    LocalNames,
    XmlElement,
    plain_text,
    read_distribution,
    whole_text,
)
from mapping.identifiers import Sha256
from mapping.records import Credit, GradeDistribution, HostResult

SPECIFICATION = "learningOpportunitySpecification"

Found: TypeAlias = dict[str, list[XmlElement]]
"""Children of an element by local name, in their order."""

_INSTANCE = "learningOpportunityInstance"
_SHARES = {"percentageLower": "lower", "percentageEqual": "equal", "percentageHigher": "higher"}
_PARTS = frozenset({"scheme", "value", "level", "type"})
_TERM_PARTS = frozenset({"title", "start", "end"})
_MOST_BINS = 200
_NOTHING: tuple[XmlElement, ...] = ()
_UNDATED: tuple[Raw, Raw] = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRules:
    """How a host's producers write, where ELMO leaves it open; `ElmoSettings` explains each."""

    assume_passed: bool
    decimal_comma: bool
    code_types: tuple[str, ...]
    schemes: tuple[tuple[str, str], ...]
    fail_labels: tuple[str, ...]


class Weight(IntEnum):
    """What a course carries of a result, least first."""

    NOTHING = 0
    STATUS = 1
    GRADE = 2
    CREDITS = 3


@dataclass(slots=True)
class Own:
    """What one specification says of itself, its parts left aside.

    `credits` are also those of a programme, whose total is no result.
    """

    programme: bool
    credits: tuple[Credit, ...] = ()
    results: list[HostResult] = field(default_factory=list)
    weight: Weight = Weight.NOTHING


class CourseReader:
    """Reads the courses of one document; what recurs in it is worked out once.

    What it remembers grows with what it reads: the caller has it `forget` now and then.
    """

    def __init__(self, rules: CourseRules, evidence: Sha256, names: LocalNames) -> None:
        self._evidence = evidence
        self._names = names
        remembered = lru_cache(maxsize=4096)
        self._course = remembered(partial(read_course, rules.code_types))
        self._judgement = remembered(
            partial(
                read_judgement,
                rules.assume_passed,
                folded_set(rules.fail_labels),
                dict(rules.schemes),
            )
        )
        self._amounts = remembered(partial(read_amounts, rules.decimal_comma))
        self._hours = remembered(partial(read_hours, rules.decimal_comma))
        self._taken = remembered(read_taken)
        self._distribution = remembered(read_distribution)

    def forget(self) -> None:
        """Let go of what was remembered; only speed depends on it."""
        for remembered in (
            *(self._course, self._judgement, self._amounts, self._hours, self._taken),
            self._distribution,
        ):
            remembered.cache_clear()

    def grouped(self, element: XmlElement) -> Found:
        """Group an element's children."""
        names = self._names
        found: Found = {}
        for child in element:
            name = names[child.tag]
            if name in found:
                found[name].append(child)
            else:
                found[name] = [child]
        return found

    def within(self, wrappers: Iterable[XmlElement], name: str) -> list[XmlElement]:
        """List the children of this name inside wrapping elements."""
        names = self._names
        return [child for wrapper in wrappers for child in wrapper if names[child.tag] == name]

    def own(self, found: Found, locator: str) -> Own:
        """Read one specification, its children grouped; raises TextTooLongError."""
        course = self._course(
            tuple([(each.get("type"), each.text) for each in found.get("identifier", _NOTHING)]),
            tuple(
                [
                    (each.get(LANGUAGE), whole_text(each) if len(each) else each.text)
                    for each in found.get("title", _NOTHING)
                ]
            ),
            _text(found, "type"),
            _text(found, "documentType"),
            _text(found, "iscedCode"),
        )
        own = Own(course.is_programme)
        instances = found.get(_INSTANCE, [])  # old producers leave the wrapper out
        if "specifies" in found:
            instances = instances + self.within(found["specifies"], _INSTANCE)
        if not instances or course.is_document:
            own.credits = self._amounts(self._parts(found, "credit"), ()).credits
            return own
        for instance in instances:
            self._add_result(own, course, found, self.grouped(instance), locator)
        if course.is_programme and not any(result.grade for result in own.results):
            own.results, own.weight = [], Weight.NOTHING
        return own

    def _add_result(
        self, own: Own, course: Course, found: Found, instance: Found, locator: str
    ) -> None:
        grades = instance.get("resultLabel") or instance.get("result") or _NOTHING
        judgement = self._judgement(
            tuple([each.text for each in instance.get("status", _NOTHING)]),
            tuple([each.text for each in grades]),
            grades[0].get("scheme") if grades else None,
        )
        levels = self._parts(instance, "level") if "level" in instance else ()
        if "level" in found:
            levels += self._parts(found, "level")
        amounts = self._amounts(
            self._parts(instance if "credit" in instance else found, "credit"), levels
        )
        taken = self._taken(
            self._written_term(instance["academicTerm"][0]) if "academicTerm" in instance else (),
            _dated(instance["start"][0]) if "start" in instance else _UNDATED,
            _dated(instance["date"][0]) if "date" in instance else _UNDATED,
        )
        codes = course.codes + judgement.codes + amounts.codes + taken.codes
        distributions: tuple[GradeDistribution, ...] = ()
        if "resultDistribution" in instance or "shortenedGrading" in instance:
            distributions, doubts = self._distributions(instance, course.isced_code)
            codes += doubts
        result = HostResult(
            code=course.code,
            printed_code=course.printed_code,
            los_id=course.los_id,
            loi_id=_loi_id(instance["identifier"]) if "identifier" in instance else "",
            titles=course.titles,
            term=taken.term,
            completed_on=taken.completed_on,
            status=judgement.status,
            status_assumed=judgement.assumed,
            grade=judgement.grade,
            credits=amounts.credits,
            hours=self._hours(instance["engagementHours"][0].text)
            if "engagementHours" in instance
            else None,
            level=amounts.level,
            isced_code=course.isced_code,
            distributions=distributions,
            locator=locator,
            evidence=self._evidence,
            warnings=tuple([finding(code, locator) for code in codes]) if codes else (),
        )
        own.results.append(result)
        own.credits += amounts.credits
        if amounts.positive:
            own.weight = Weight.CREDITS
        elif judgement.grade:
            own.weight = max(own.weight, Weight.GRADE)
        elif judgement.stated or amounts.credits:
            own.weight = max(own.weight, Weight.STATUS)

    def _parts(self, found: Found, name: str) -> tuple[RawPairs, ...]:
        """Gather the parts of elements of one name: name and text of each, its own text first."""
        if name not in found:
            return ()
        names = self._names
        return tuple(
            [
                (
                    (None, each.text),
                    *[(kind, part.text) for part in each if (kind := names[part.tag]) in _PARTS],
                )
                for each in found[name]
            ]
        )

    def _written_term(self, term: XmlElement) -> tuple[tuple[Raw, Raw, Raw], ...]:
        names = self._names
        return tuple(
            [
                (name, part.get(LANGUAGE), part.text)
                for part in term
                if (name := names[part.tag]) in _TERM_PARTS
            ]
        )

    def _distributions(
        self, instance: Found, isced_code: str
    ) -> tuple[tuple[GradeDistribution, ...], tuple[str, ...]]:
        written = [
            (
                "resultDistribution",
                tuple(
                    (category.get("label", ""), category.get("count", ""))
                    for category in self.within((counted,), "category")
                ),
            )
            for counted in instance.get("resultDistribution", _NOTHING)
        ]
        for shortened in instance.get("shortenedGrading", _NOTHING):
            shares = {self._names[part.tag]: part.text or "" for part in shortened}
            bins = tuple((ours, shares.get(name, "")) for name, ours in _SHARES.items())
            written.append(("shortenedGrading", bins))
        read = [
            self._distribution(source, bins, isced_code) if len(bins) <= _MOST_BINS else None
            for source, bins in written
        ]
        known = tuple(each for each in read if each is not None)
        return known, ("unreadable-distribution",) * (len(read) > len(known))


def _loi_id(identifiers: Iterable[XmlElement]) -> str:
    """Read the identifier of the course's edition: EWP's, or a local one."""
    by_type = {each.get("type"): each.text for each in identifiers}
    return plain_text(by_type.get("ewp-loi-id") or by_type.get("local"))


def _text(found: Found, name: str) -> Raw:
    return found[name][0].text if name in found else None


def _dated(element: XmlElement) -> tuple[Raw, Raw]:
    """Gather a date's text and the pattern old producers say it is written in."""
    return element.text, element.get("dtf")

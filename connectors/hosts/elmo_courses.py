"""Courses of an ELMO report as results; knows no learner, no report and no nesting.

A course is a `learningOpportunitySpecification` (what is taught) with a
`learningOpportunityInstance` (what this learner made of it). Old producers print credits and level
in the first, newer ones in the second.

An element's raw texts are gathered here; what they mean is in `connectors.hosts.elmo_readings`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache, partial
from typing import TypeAlias

from lxml import etree

from connectors.hosts.elmo_findings import finding
from connectors.hosts.elmo_labels import folded_set
from connectors.hosts.elmo_readings import (
    Amounts,
    Course,
    Judgement,
    Raw,
    RawPairs,
    Taken,
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
_LONGEST_REMEMBERED = 8192
_MOST_VAIN = 1000
"""New courses in a row after which a document is taken for one in which none comes again."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one instance of a course says: a result, but for its place in a document."""

    course: Course
    judgement: Judgement
    amounts: Amounts
    taken: Taken
    loi_id: str
    hours: Decimal | None
    distributions: tuple[GradeDistribution, ...]
    codes: tuple[str, ...]

    @property
    def weight(self) -> Weight:
        """Tell what the line carries."""
        if self.amounts.positive:
            return Weight.CREDITS
        if self.judgement.grade is not None:
            return Weight.GRADE
        return Weight.STATUS if self.judgement.stated or self.amounts.credits else Weight.NOTHING


@dataclass(frozen=True, slots=True)
class Own:
    """What one specification says of itself, its parts left aside.

    `credits` are also those of a programme, whose total is no result.
    """

    programme: bool
    credits: tuple[Credit, ...]
    lines: tuple[Line, ...] = ()
    weight: Weight = Weight.NOTHING


class CourseReader:
    """Reads the courses of one document; what recurs in it is worked out once.

    Students of one course with one grade have the same line, byte for byte, so whole courses are
    remembered by their content, and fields of new ones by their texts. That grows with what is
    read: the caller has it all `forget` now and then.
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
        self._alone: dict[bytes, Own] = {}
        self._vain = 0

    def forget(self) -> None:
        """Let go of what was remembered; only speed depends on it."""
        self._alone.clear()
        self._vain = 0
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

    def alone(self, specification: XmlElement) -> Own | None:
        """Read a course without parts, or nothing of one that has any; raises TextTooLongError."""
        content = b""
        if self._vain < _MOST_VAIN:
            content = etree.tostring(specification, encoding="utf-8", with_tail=False)
            known = self._alone.get(content)
            if known is not None:
                self._vain = 0
                return known
        found = self.grouped(specification)
        if "hasPart" in found:
            return None
        own = self.own(found)
        if 0 < len(content) <= _LONGEST_REMEMBERED:
            self._vain += 1
            self._alone[content] = own
        return own

    def own(self, found: Found) -> Own:
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
        instances = found.get(_INSTANCE, [])  # old producers leave the wrapper out
        if "specifies" in found:
            instances = instances + self.within(found["specifies"], _INSTANCE)
        if not instances or course.is_document:
            amounts = self._amounts(self._parts(found, "credit"), ())
            return Own(course.is_programme, amounts.credits)
        lines = tuple([self._line(course, found, self.grouped(each)) for each in instances])
        sums = tuple(credit for line in lines for credit in line.amounts.credits)
        if course.is_programme and not any(line.judgement.grade for line in lines):
            return Own(course.is_programme, sums)
        return Own(course.is_programme, sums, lines, max(line.weight for line in lines))

    def _line(self, course: Course, found: Found, instance: Found) -> Line:
        grades = instance.get("resultLabel") or instance.get("result") or _NOTHING
        judgement = self._judgement(
            tuple([each.text for each in instance.get("status", _NOTHING)]),
            tuple([each.text for each in grades]),
            grades[0].get("scheme") if grades else None,
        )
        amounts = self._amounts(
            self._parts(instance if "credit" in instance else found, "credit"),
            self._parts(instance, "level") + self._parts(found, "level"),
        )
        taken = self._taken(
            self._written_term(instance), _dated(instance, "start"), _dated(instance, "date")
        )
        distributions, doubts = self._distributions(instance, course.isced_code)
        return Line(
            course=course,
            judgement=judgement,
            amounts=amounts,
            taken=taken,
            loi_id=_loi_id(instance.get("identifier", _NOTHING)),
            hours=self._hours(_text(instance, "engagementHours")),
            distributions=distributions,
            codes=course.codes + judgement.codes + amounts.codes + taken.codes + doubts,
        )

    def placed(self, own: Own, locator: str) -> list[HostResult]:
        """Make results of what a specification says, at their place in the document."""
        return [
            HostResult(
                code=line.course.code,
                printed_code=line.course.printed_code,
                los_id=line.course.los_id,
                loi_id=line.loi_id,
                titles=line.course.titles,
                term=line.taken.term,
                completed_on=line.taken.completed_on,
                status=line.judgement.status,
                status_assumed=line.judgement.assumed,
                grade=line.judgement.grade,
                credits=line.amounts.credits,
                hours=line.hours,
                level=line.amounts.level,
                isced_code=line.course.isced_code,
                distributions=line.distributions,
                locator=locator,
                evidence=self._evidence,
                warnings=tuple([finding(code, locator) for code in line.codes]),
            )
            for line in own.lines
        ]

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

    def _written_term(self, instance: Found) -> tuple[tuple[Raw, Raw, Raw], ...]:
        if "academicTerm" not in instance:
            return ()
        names = self._names
        return tuple(
            [
                (name, part.get(LANGUAGE), part.text)
                for part in instance["academicTerm"][0]
                if (name := names[part.tag]) in _TERM_PARTS
            ]
        )

    def _distributions(
        self, instance: Found, isced_code: str
    ) -> tuple[tuple[GradeDistribution, ...], tuple[str, ...]]:
        if "resultDistribution" not in instance and "shortenedGrading" not in instance:
            return (), ()
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


def _dated(found: Found, name: str) -> tuple[Raw, Raw]:
    """Gather a date's text and the pattern old producers say it is written in."""
    if name not in found:
        return _UNDATED
    element = found[name][0]
    return element.text, element.get("dtf")

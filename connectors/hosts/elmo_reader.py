"""ELMO documents of every version as transcripts, streaming; decides nothing and holds little.

    [wrapper / tor: omobility-id, gradeConversionTable] / elmo: learner / report: issuer, courses

Names are matched without their namespace and in any order: of the documents met in practice one in
four keeps to a schema. A transcript is given once its learner is known and its report has ended;
inside a `tor`, when the `tor` has.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from connectors.base import Parsed
from connectors.documents import MEBIBYTE
from connectors.errors import HostContractBroken
from connectors.hosts.elmo_courses import SPECIFICATION, CourseReader
from connectors.hosts.elmo_findings import finding
from connectors.hosts.elmo_nesting import read_results
from connectors.hosts.elmo_people import read_issuer, read_learner
from connectors.hosts.elmo_transcripts import ElmoPolicy, Report, Section, Stay, TranscriptBuilder
from connectors.hosts.elmo_values import (
    LONGEST_TEXT,
    LocalNames,
    TextTooLongError,
    XmlElement,
    read_distribution,
    read_moment,
    text_of,
)
from connectors.xml_stream import FinishedElements
from mapping.identifiers import HeiId, MobilityId, Sha256
from mapping.problems import Problem
from mapping.records import Learner

_REMEMBERED = 32 * MEBIBYTE
_NOBODY = Learner()
_MOBILITY_ID = re.compile(r"[!-~]{1,64}", re.ASCII)


def read_elmo(
    stream: BinaryIO,
    *,
    host: HeiId,
    evidence: Sha256,
    policy: ElmoPolicy,
    may_be_empty: bool = False,
) -> Iterator[Parsed]:
    """Read every transcript in a document: one elmo, or a wrapper around many of them.

    Findings are warnings on transcripts and results; a report that names no learner is a Problem.
    Raises HostContractBroken, possibly after transcripts were given: for what is no harmless XML,
    and for a document without any learner or any course. `may_be_empty` takes one without courses:
    for callers that know by other signs that it is a transcript.
    """
    reading = _Reading(stream, host, evidence, policy, may_be_empty=may_be_empty)
    try:
        yield from reading.items()
    except TextTooLongError as error:
        raise HostContractBroken(
            host, f"a text is longer than {LONGEST_TEXT} characters: see line {reading.line}"
        ) from error


@dataclass(slots=True, kw_only=True)
class _Elmo:
    """What an elmo says around its reports."""

    locator: str
    tor: XmlElement | None
    learner: Learner | None = None
    notes: list[Problem] = field(default_factory=list)
    generated_at: datetime | None = None
    reports: int = 0
    waiting: list[Report] = field(default_factory=list)


class _Reading:
    """One pass over a document.

    What is open is kept by its element, so that oddly nested documents cannot give one learner's
    courses to another.
    """

    def __init__(
        self,
        stream: BinaryIO,
        host: HeiId,
        evidence: Sha256,
        policy: ElmoPolicy,
        *,
        may_be_empty: bool,
    ) -> None:
        self._host = host
        self._may_be_empty = may_be_empty
        self._max_results = policy.max_results
        self._kinds = {kind.lower(): ours for kind, ours in policy.identifier_kinds}
        self._names = LocalNames()
        self._elements = FinishedElements(
            stream,
            host=host,
            names=(SPECIFICATION, "report", "elmo", "tor"),
            max_element_bytes=policy.max_element_bytes,
        )
        self._courses = CourseReader(policy.courses, evidence, self._names)
        self._builder = TranscriptBuilder(host, evidence, policy)
        self._stays: dict[XmlElement | None, Stay] = {None: Stay()}
        self._elmos: dict[XmlElement | None, _Elmo] = {}
        self._reports: dict[XmlElement, Report] = {}
        self._element: XmlElement | None = None
        self._dropped: XmlElement | None = None
        self._tors = self._courses_seen = self._held = 0
        self._forget_at = _REMEMBERED

    @property
    def line(self) -> int:
        """Tell the line at which what was read last begins."""
        return 0 if self._element is None else int(self._element.sourceline or 0)  # type: ignore[call-overload]  # the stubs say it is an ellipsis

    def items(self) -> Iterator[Parsed]:
        """Read to the end."""
        ends = {"report": self._end_report, "elmo": self._end_elmo, "tor": self._end_tor}
        for element in self._elements:
            self._element = element
            name = self._names[element.tag]
            if name == SPECIFICATION:
                self._end_specification(element)
            else:
                yield from ends[name](element)
        if None in self._elmos:
            yield from self._build(self._elmos[None].waiting, self._stays[None])
        self._refuse_empty()

    def _refuse_empty(self) -> None:
        if not self._courses_seen:
            if self._may_be_empty:
                return
            raise HostContractBroken(
                self._host,
                "the document is XML, but it lists no course: it is no ELMO transcript",
                hint="ask the host for the student's ELMO file",
            )
        if not self._builder.built:
            raise HostContractBroken(
                self._host,
                "the document names no learner",
                hint="ask the host for the complete document",
            )

    # -- ends of elements --------------------------------------------------------------------------

    def _end_specification(self, element: XmlElement) -> None:
        parent = element.getparent()
        if parent is None or self._names[parent.tag] not in ("report", "elmo"):
            return  # a part, read with the whole; or a course somebody recognised
        report = self._report_of(parent)
        if element.getprevious() is not self._dropped:
            self._take_before(element, parent)
        report.courses += 1
        self._courses_seen += 1
        section = report.sections[-1]
        locator = f"{report.locator}/{SPECIFICATION}[{report.courses}]"
        results = read_results(self._courses, element, locator, section.notes)
        section.results += results
        self._hold(report, len(results) or 1)
        self._elements.drop_before(element)
        self._dropped = element
        if self._elements.bytes_read > self._forget_at:
            self._courses.forget()
            self._forget_at = self._elements.bytes_read + _REMEMBERED

    def _end_report(self, element: XmlElement) -> Iterator[Parsed]:
        holder = self._holder(element, "elmo")
        elmo = self._elmo_of(holder)
        if holder is not None and holder is element.getparent():
            self._take_before(element, holder)
        report = self._report_of(element)
        for child in element:
            self._take(child, element)
        del self._reports[element]
        elmo.waiting.append(report)
        self._hold(report, 1)
        self._elements.drop_before(element)
        if elmo.tor is None and (report.learner or elmo.learner):
            yield from self._build_waiting(elmo)

    def _end_elmo(self, element: XmlElement) -> Iterator[Parsed]:
        elmo = self._elmo_of(element)
        if elmo.tor is not None and elmo.tor is element.getparent():
            self._take_before(element, elmo.tor)
        for child in element:
            self._take(child, element)
        if element in self._reports:  # courses without a report
            elmo.waiting.append(self._reports.pop(element))
        del self._elmos[element]
        self._elements.drop_before(element)
        if elmo.tor is None:
            yield from self._build_waiting(elmo)
        else:
            self._resolve(elmo)
            self._stay_of(elmo.tor).reports += elmo.waiting

    def _end_tor(self, element: XmlElement) -> Iterator[Parsed]:
        stay = self._stay_of(element)
        for child in element:
            self._take(child, element)
        del self._stays[element]
        self._elements.drop_before(element)
        yield from self._build(stay.reports, stay)

    # -- what stands beside them -------------------------------------------------------------------

    def _take_before(self, element: XmlElement, parent: XmlElement) -> None:
        """Read what stands before an element, in order; it is dropped with the element."""
        for sibling in reversed(list(element.itersiblings(preceding=True))):
            self._take(sibling, parent)

    def _take(self, child: XmlElement, parent: XmlElement) -> None:
        where = self._names[parent.tag]
        name = self._names[child.tag]
        if where == "report":
            self._take_of_report(name, child, self._report_of(parent))
        elif where == "elmo":
            self._take_of_elmo(name, child, self._elmo_of(parent))
        elif where == "tor":
            self._take_of_tor(name, child, self._stay_of(parent))

    def _take_of_report(self, name: str, child: XmlElement, report: Report) -> None:
        if name == "issuer":
            section = report.sections[-1]
            if section.issuer or section.schac:  # another issuer answers for what follows
                section = Section()
                report.sections.append(section)
            section.schac, section.issuer = read_issuer(child, self._names)
        elif name == "learner":
            report.learner = self._learner(child, report.learner, report.notes, report.locator)
        elif name == "issueDate":
            report.issued_at = read_moment(text_of(child))
        elif name == "status":
            codes = [text_of(part) for part in child if self._names[part.tag] == "code"]
            report.status = codes[0] if codes else text_of(child)

    def _take_of_elmo(self, name: str, child: XmlElement, elmo: _Elmo) -> None:
        if name == "learner":
            elmo.learner = self._learner(child, elmo.learner, elmo.notes, elmo.locator)
        elif name == "generatedDate":
            elmo.generated_at = read_moment(text_of(child))

    def _take_of_tor(self, name: str, child: XmlElement, stay: Stay) -> None:
        if name == "omobility-id":
            text = text_of(child)
            if not _MOBILITY_ID.fullmatch(text):
                stay.notes.append(finding("unreadable-mobility-id", stay.locator))
            elif stay.mobility_id not in (None, text):
                raise self._two("tor", "mobilities", child)
            else:
                stay.mobility_id = MobilityId(text)
        elif name == "gradeConversionTable":
            self._take_tables(child, stay)

    def _take_tables(self, element: XmlElement, stay: Stay) -> None:
        for table in element.iterchildren("{*}iscedTable"):
            bins = tuple(
                (each.get("label", "").strip(), each.get("percentage", "").strip())
                for each in table.iterchildren("{*}gradeFrequency")
            )
            isced_code = table.get("iscedCode", "").strip()
            distribution = read_distribution("gradeConversionTable", bins, isced_code)
            if distribution is None:
                stay.notes.append(finding("unreadable-distribution", stay.locator))
            else:
                stay.distributions.append(distribution)

    def _learner(
        self, element: XmlElement, known: Learner | None, notes: list[Problem], locator: str
    ) -> Learner | None:
        learner, findings = read_learner(element, self._names, self._kinds, locator)
        notes += findings
        if learner == _NOBODY:
            return known
        if known not in (None, learner):
            raise self._two("elmo", "learners", element)
        return learner

    def _two(self, what: str, of: str, element: XmlElement) -> HostContractBroken:
        return HostContractBroken(
            self._host, f"one {what} names two {of}: see line {element.sourceline}"
        )

    # -- what is open ------------------------------------------------------------------------------

    def _holder(self, element: XmlElement, name: str) -> XmlElement | None:
        """Find the nearest element of this name around another: nearly always the parent."""
        parent = element.getparent()
        while parent is not None and self._names[parent.tag] != name:
            parent = parent.getparent()
        return parent

    def _report_of(self, element: XmlElement) -> Report:
        """Give what is known of a report, or of an elmo that has courses without one."""
        if element not in self._reports:
            if self._names[element.tag] == "report":
                elmo = self._elmo_of(self._holder(element, "elmo"))
                elmo.reports += 1
                locator = f"{elmo.locator}/report[{elmo.reports}]"
            else:
                locator = self._elmo_of(element).locator
            self._reports[element] = Report(locator=locator, sections=[Section()])
        return self._reports[element]

    def _elmo_of(self, element: XmlElement | None) -> _Elmo:
        if element not in self._elmos:
            tor = None if element is None else self._holder(element, "tor")
            stay = self._stay_of(tor)
            stay.elmos += 1
            locator = f"{stay.locator}/elmo[{stay.elmos}]" if element is not None else ""
            self._elmos[element] = _Elmo(locator=locator, tor=tor)
        return self._elmos[element]

    def _stay_of(self, element: XmlElement | None) -> Stay:
        if element not in self._stays:
            self._tors += 1
            self._stays[element] = Stay(locator=f"/tor[{self._tors}]")
        return self._stays[element]

    def _hold(self, report: Report, weight: int) -> None:
        """Count what waits to be built: it is all that memory grows with."""
        report.weight += weight
        self._held += weight
        if self._held > self._max_results:
            raise HostContractBroken(
                self._host,
                f"there are more than {self._max_results} results of one learner",
                hint="raise max_results in the host's settings if the document is genuine",
            )

    # -- transcripts -------------------------------------------------------------------------------

    def _resolve(self, elmo: _Elmo) -> None:
        """Give waiting reports what their elmo says for all of them."""
        for report in elmo.waiting:
            report.learner = report.learner or elmo.learner
            report.issued_at = report.issued_at or elmo.generated_at
            report.notes += elmo.notes

    def _build_waiting(self, elmo: _Elmo) -> Iterator[Parsed]:
        self._resolve(elmo)
        reports, elmo.waiting = elmo.waiting, []
        return self._build(reports, self._stays[None])

    def _build(self, reports: Iterable[Report], stay: Stay) -> Iterator[Parsed]:
        for report in reports:
            self._held -= report.weight
            yield from self._builder.build(report, stay)

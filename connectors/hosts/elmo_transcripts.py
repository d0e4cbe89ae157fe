"""Reports of an ELMO document as transcripts: whose, issued by whom, how complete; reads no XML."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from connectors.base import Parsed
from connectors.hosts.elmo_courses import CourseRules
from connectors.hosts.elmo_findings import finding
from mapping.identifiers import CourseCode, HeiId, MobilityId, Sha256
from mapping.problems import Problem, Severity
from mapping.records import (
    Completeness,
    GradeDistribution,
    HostResult,
    Learner,
    TranscriptOfRecords,
)

_COMPLETE = ("", "full")


@dataclass(frozen=True, slots=True, kw_only=True)
class ElmoPolicy:
    """What a host's configuration says about its documents; `ElmoSettings` explains each."""

    courses: CourseRules
    completeness: Completeness
    issuers: tuple[str, ...]
    identifier_kinds: tuple[tuple[str, str], ...]
    max_results: int
    max_element_bytes: int


@dataclass(slots=True, kw_only=True)
class Section:
    """The part of a report that one issuer answers for; nearly every report has one."""

    schac: str = ""
    issuer: str = ""
    results: list[HostResult] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Report:
    """What one report holds, while it is read or waits for its learner."""

    locator: str
    sections: list[Section]
    courses: int = 0
    learner: Learner | None = None
    issued_at: datetime | None = None
    status: str = ""
    notes: list[Problem] = field(default_factory=list)
    weight: int = 0
    """How much it holds, in results; a report counts as one, and so does a course without any."""


@dataclass(slots=True, kw_only=True)
class Stay:
    """What a `tor` says around its elmo; of a document without one, everything is empty."""

    locator: str = ""
    mobility_id: MobilityId | None = None
    distributions: list[GradeDistribution] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    elmos: int = 0
    reports: list[Report] = field(default_factory=list)


class TranscriptBuilder:
    """Builds the transcripts of one document, in its order."""

    def __init__(self, host: HeiId, evidence: Sha256, policy: ElmoPolicy) -> None:
        self.built = 0
        self._host = host
        self._evidence = evidence
        self._completeness = policy.completeness
        self._issuers = {host.lower(), *(issuer.lower() for issuer in policy.issuers)}
        self._counted_for: tuple[Learner, MobilityId | None] | None = None
        self._counts: dict[tuple[CourseCode, str], int] = {}

    def build(self, report: Report, stay: Stay) -> Iterator[Parsed]:
        """Build a transcript for each issuer of a report, or say that it names no learner."""
        learner = report.learner
        notes = [*stay.notes, *report.notes]
        if learner is None:
            if stay.mobility_id is None:
                yield finding("no-learner", report.locator, severity=Severity.ERROR)
                return
            learner = Learner()
            notes.append(finding("no-learner-but-mobility", report.locator))
        self.built += 1
        sections = [each for each in report.sections if each.results] or report.sections[:1]
        for number, section in enumerate(sections, start=1):
            yield self._transcript(report, section, number, stay, learner, notes)

    def _transcript(
        self,
        report: Report,
        section: Section,
        number: int,
        stay: Stay,
        learner: Learner,
        notes: list[Problem],
    ) -> TranscriptOfRecords:
        locator = report.locator if number == 1 else f"{report.locator}/issuer[{number}]"
        completeness, doubts = self._judge_completeness(report, locator)
        results = section.results
        warnings = [*notes, *section.notes, *doubts]
        if section.schac and section.schac not in self._issuers:
            foreign = finding("other-issuer", locator)
            warnings.append(foreign)
            results = [replace(each, warnings=(*each.warnings, foreign)) for each in results]
        if stay.distributions:
            results = [_with_distributions(each, stay.distributions) for each in results]
        return TranscriptOfRecords(
            host=self._host,
            issuer=section.issuer,
            learner=learner,
            mobility_id=stay.mobility_id,
            issued_at=report.issued_at,
            completeness=completeness,
            results=self._told_apart(results, learner, stay.mobility_id),
            locator=locator,
            evidence=self._evidence,
            warnings=tuple(warnings),
        )

    def _judge_completeness(
        self, report: Report, locator: str
    ) -> tuple[Completeness, tuple[Problem, ...]]:
        """Trust a report as a full listing only where nothing speaks against it."""
        if report.status.lower() not in _COMPLETE:
            return Completeness.PARTIAL, (finding("report-incomplete", locator),)
        if not report.courses:
            return Completeness.PARTIAL, (finding("report-empty", locator),)
        return self._completeness, ()

    def _told_apart(
        self, results: list[HostResult], learner: Learner, mobility_id: MobilityId | None
    ) -> tuple[HostResult, ...]:
        """Count up results that agree in code and term, through all reports of one learner."""
        if self._counted_for != (learner, mobility_id):
            self._counted_for = (learner, mobility_id)
            self._counts.clear()
        counts = self._counts
        told: list[HostResult] = []
        for result in results:
            key = (result.code, result.term.label)
            ordinal = counts[key] = counts.get(key, 0) + 1
            told.append(result if ordinal == 1 else replace(result, ordinal=ordinal))
        return tuple(told)


def _with_distributions(result: HostResult, distributions: list[GradeDistribution]) -> HostResult:
    """Give a result the host's tables of its own field; one without a field gets none."""
    fitting = tuple(
        each
        for each in distributions
        if each.isced_code and result.isced_code.startswith(each.isced_code)
    )
    if not fitting:
        return result
    return replace(result, distributions=(*result.distributions, *fitting))

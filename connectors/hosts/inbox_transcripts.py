"""From result rows to transcripts, one a learner, in the order of the file; drops only repetitions.

A repeated row is dropped with a warning. Two blocks that contradict each other about one learner,
and rows that do, are findings: nobody can know which is right.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from connectors.base import HostDocument
from connectors.hosts.inbox_learners import LearnerFacts
from connectors.hosts.inbox_rows import ResultRow
from connectors.hosts.inbox_settings import InboxSettings
from connectors.hosts.inbox_values import Findings
from mapping.identifiers import CourseCode
from mapping.problems import Problem, Severity
from mapping.records import HostResult, TranscriptOfRecords


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    result: HostResult
    block: int


@dataclass(slots=True)
class _Gathered:
    """What was gathered of one learner."""

    learner: LearnerFacts
    latest: LearnerFacts
    results: list[HostResult] = field(default_factory=list)
    by_course: dict[tuple[CourseCode, str], list[_Kept]] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)


class TranscriptGatherer:
    """Gathers the rows of one document; findings go to `findings`."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._gathered: dict[tuple[object, ...], _Gathered] = {}

    def gather(self, rows: Iterable[ResultRow]) -> None:
        """Take rows in their order."""
        for row in rows:
            key = row.learner.key()
            gathered = self._gathered.get(key)
            if gathered is None:
                gathered = self._gathered[key] = _Gathered(learner=row.learner, latest=row.learner)
            elif gathered.latest is not row.learner:
                self._join(gathered, row)
            if row.result is not None:
                self._add(gathered, row.result, row.block)

    def _join(self, gathered: _Gathered, row: ResultRow) -> None:
        """Add what a further row says of a learner; a contradiction is a finding."""
        place = row.result.locator if row.result else row.learner.place
        for column in gathered.learner.differences(row.learner):
            self._findings.report(
                "student-contradiction",
                f"the same student has another {column} at {gathered.learner.place}",
                place,
                "ask the host which is right, and for a corrected file",
            )
        gathered.learner = gathered.learner.joined(row.learner)
        gathered.latest = row.learner

    def _add(self, gathered: _Gathered, result: HostResult, block: int) -> None:
        """Add a result, unless it is there already word for word.

        A second one of a course in a term is a second attempt; in another block of the same learner
        it contradicts the first.
        """
        same_course = gathered.by_course.setdefault((result.code, result.term.label), [])
        for kept in same_course:
            if _says_the_same(kept.result, result):
                gathered.warnings.append(_repetition(kept.result, result))
                return
        if any(kept.block != block for kept in same_course):
            self._findings.report(
                "blocks-contradict",
                f"two blocks of one student differ about a course; {same_course[0].result.locator}"
                " has the other",
                result.locator,
                "ask the host which is right, and for a corrected file",
            )
            return
        result = replace(result, ordinal=len(same_course) + 1) if same_course else result
        same_course.append(_Kept(result=result, block=block))
        gathered.results.append(result)

    def transcripts(
        self, document: HostDocument, settings: InboxSettings
    ) -> tuple[TranscriptOfRecords, ...]:
        """Give what was gathered."""
        return tuple(
            TranscriptOfRecords(
                host=document.host,
                learner=gathered.learner.learner(),
                mobility_id=gathered.learner.mobility_id(),
                completeness=settings.completeness,
                results=tuple(gathered.results),
                locator=gathered.learner.place,
                evidence=document.sha256,
                warnings=tuple(gathered.warnings),
            )
            for gathered in self._gathered.values()
        )


def _says_the_same(one: HostResult, other: HostResult) -> bool:
    blank = replace(other, locator=one.locator, ordinal=one.ordinal, warnings=one.warnings)
    return one == blank


def _repetition(kept: HostResult, dropped: HostResult) -> Problem:
    return Problem(
        code="repeated-row",
        message=f"the row repeats {kept.locator} word for word, and counts once",
        place=dropped.locator,
        severity=Severity.WARNING,
    )

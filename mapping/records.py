"""What a host sends, as values: learners, results, transcripts of records; knows no rule.

    TranscriptOfRecords
      learner: Learner (identifiers, names, birth date)
      results: HostResult ... (course, term, status, grade, credit, distribution)

Grades are opaque labels: `02` is not `2`, `В` may be Cyrillic. What a label means is decided by
the grading scheme of the host, in `mapping.grades`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from mapping.identifiers import CourseCode, HeiId, MobilityId, SchemeId, Sha256
from mapping.problems import Problem
from mapping.terms import Level, ResultStatus, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalisedText:
    """A title with its language (BCP 47, lower case; empty when the source does not say)."""

    language: str = ""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerIdentifier:
    """One identifier of a learner as the host printed it.

    `kind` is one of `mobility-id`, `esi`, `student-number` (the home number, echoed by the host),
    `national-id`, `host-id`, or the source's own word in lower case.
    """

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """The person a transcript is about, as the host knows them; any part may be missing."""

    identifiers: tuple[LearnerIdentifier, ...] = ()
    given_names: str = ""
    family_name: str = ""
    full_name: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcademicTerm:
    """When a course was taken: the label as printed, and dates where the source gives them."""

    label: str = ""
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """An amount of credit in a named scheme.

    `scheme`: `ects`, `kz` (academic credit of Kazakhstan), `ze` (Russian зачётная единица, 36
    academic hours), `hours`, or the source's own word in lower case. Only the first four are known
    to the conversion rules; any other is held, never taken for ECTS.
    """

    value: Decimal
    scheme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A grade as printed. No `scheme` means: the host's scheme, as its file declares it."""

    label: str
    scheme: SchemeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionBin:
    """How many students got a label (`count`), in the source's own order, failed ones included."""

    label: str
    count: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeDistribution:
    """A grade distribution: of the course instance, or of the host's field and cycle.

    `source` is `resultDistribution`, `gradeConversionTable` or `shortenedGrading`. For
    `shortenedGrading` the three bins are named `lower`, `equal` and `higher` and sum to about 100.
    """

    source: str
    bins: tuple[DistributionBin, ...]
    isced_code: str = ""
    cycle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostResult:
    """One line of a transcript.

    `code` is normalised (`mapping.courses.normalise_code`); `printed_code` is what the document
    shows. `ordinal` tells apart lines that agree in code and term (a second attempt), counted from
    1 in the document's order. `percent` and `points` are the host's own figures beside the label,
    where it prints them (Kazakh transcripts do). `withdrawn` tells that the host says it deleted
    the line, which then states nothing else. `locator` is the place inside the document (`row 14`,
    `/elmo/report[1]/…`), for people; `evidence` is the document.
    """

    code: CourseCode
    printed_code: str = ""
    los_id: str = ""
    loi_id: str = ""
    titles: tuple[LocalisedText, ...] = ()
    term: AcademicTerm = field(default_factory=AcademicTerm)
    completed_on: date | None = None
    ordinal: int = 1
    status: ResultStatus = ResultStatus.UNKNOWN
    status_assumed: bool = False
    grade: Grade | None = None
    percent: Decimal | None = None
    points: Decimal | None = None
    credits: tuple[Credit, ...] = ()
    hours: Decimal | None = None
    level: Level | None = None
    work: Work = Work.THEORY
    isced_code: str = ""
    distributions: tuple[GradeDistribution, ...] = ()
    without_control: bool = False
    withdrawn: bool = False
    locator: str = ""
    evidence: Sha256
    warnings: tuple[Problem, ...] = ()


class Completeness(StrEnum):
    """What a document claims to list: everything, a part, or only what changed."""

    SNAPSHOT = "snapshot"
    PARTIAL = "partial"
    DELTA = "delta"


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptOfRecords:
    """One learner's results from one host, as one document states them."""

    host: HeiId
    issuer: str = ""
    learner: Learner
    mobility_id: MobilityId | None = None
    issued_at: datetime | None = None
    completeness: Completeness = Completeness.SNAPSHOT
    results: tuple[HostResult, ...]
    locator: str = ""
    evidence: Sha256
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostCourse:
    """One course of a host's catalogue, as one edition of the list states it.

    `code`, `printed_code`, `los_id` and `evidence` are those of `HostResult`. `kind` is the
    source's own word in lower case (`course`, `module`, `degree programme`, `class`). `offered` are
    the terms it is taught in, where the list says; `credits` holds one amount a scheme.
    """

    code: CourseCode
    printed_code: str = ""
    los_id: str = ""
    titles: tuple[LocalisedText, ...] = ()
    kind: str = ""
    credits: tuple[Credit, ...] = ()
    hours: Decimal | None = None
    level: Level | None = None
    isced_code: str = ""
    languages: tuple[str, ...] = ()
    offered: tuple[AcademicTerm, ...] = ()
    distributions: tuple[GradeDistribution, ...] = ()
    url: str = ""
    locator: str = ""
    evidence: Sha256
    warnings: tuple[Problem, ...] = ()

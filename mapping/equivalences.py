"""Equivalences: which host courses count for which home components, and under which conditions."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mapping.identifiers import ComponentCode, CourseCode, HeiId, SchemeId
from mapping.records import LocalisedText
from mapping.terms import Level, Work


class TargetKind(StrEnum):
    """What a host course becomes: a home component, a free elective, or an additional subject."""

    COMPONENT = "component"
    ELECTIVE = "elective"
    ADDITIONAL = "additional"


class Combination(StrEnum):
    """How several host grades become one home grade."""

    WEIGHTED_MEAN = "weighted-mean"
    LOWEST = "lowest"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeComponent:
    """A component of the home curriculum: its credits are Kazakhstan credits of its regime."""

    code: ComponentCode
    titles: tuple[LocalisedText, ...] = ()
    credits: Decimal
    cycle: str = ""
    level: Level | None = None
    work: Work = Work.THEORY
    programmes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeTarget:
    """One home side of an equivalence; `credits` fixes its share where a host course is split."""

    code: ComponentCode
    kind: TargetKind = TargetKind.COMPONENT
    credits: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved an equivalence, when, and under which reference (minutes, order)."""

    by: str
    on: date
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumGrade:
    """The least grade that counts, in the scheme it is stated in."""

    scheme: SchemeId
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalence:
    """Host courses that together stand for home components.

    `courses` is read as *and* of *or*: every inner tuple must be met by one of its codes, so
    `((FIN201,), (FIN202, FIN203))` is "FIN201 and one of FIN202, FIN203", each by a course of its
    own. Validity is compared with the start of the term in which the last course was taken, or with
    its completion date.
    `shares` are courses that another rule asks for as well, knowingly: it changes no decision.
    """

    host: HeiId
    courses: tuple[tuple[CourseCode, ...], ...]
    targets: tuple[HomeTarget, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    levels: tuple[Level, ...] = ()
    programmes: tuple[str, ...] = ()
    minimum_grade: MinimumGrade | None = None
    combination: Combination = Combination.WEIGHTED_MEAN
    maximum_age_months: int | None = None
    catalogue_edition: str = ""
    approval: Approval | None = None
    note: str = ""
    shares: tuple[CourseCode, ...] = field(default=(), compare=False)
    place: str = field(default="", compare=False)


def course_codes(rule: Equivalence) -> tuple[CourseCode, ...]:
    """List every host course a rule names, each once, in its order."""
    return tuple(dict.fromkeys(code for clause in rule.courses for code in clause))


def clause_text(clause: tuple[CourseCode, ...]) -> str:
    """Write one clause: `FIN202 or FIN203`."""
    return " or ".join(clause)


def rule_text(rule: Equivalence) -> str:
    """Write a rule's two sides: `FIN201 + (FIN202 or FIN203) -> ECO2204`; never its place."""
    clauses = (
        f"({clause_text(clause)})" if len(clause) > 1 else clause_text(clause)
        for clause in rule.courses
    )
    return f"{' + '.join(clauses)} -> {' + '.join(target.code for target in rule.targets)}"

"""The closed vocabularies of mobility: level, kind and form of a mobility, kind of work, regime."""

from enum import StrEnum


class Level(StrEnum):
    """The level of study; it steers the credit coefficient and which rules fit."""

    BACHELOR = "bachelor"
    PROFILE_MASTER = "profile-master"
    SCIENTIFIC_MASTER = "scientific-master"
    PHD = "phd"


class Work(StrEnum):
    """The kind of work a component stands for (Order 152, as universities restate its table).

    A course paper or project has no kind of its own: its labour is part of the course.
    """

    THEORY = "theory"
    EDUCATIONAL_PRACTICE = "educational-practice"
    PEDAGOGICAL_PRACTICE = "pedagogical-practice"
    INDUSTRIAL_PRACTICE = "industrial-practice"
    RESEARCH_PRACTICE = "research-practice"
    RESEARCH_WORK = "research-work"
    FINAL_ATTESTATION = "final-attestation"


class Regime(StrEnum):
    """The credit and grade regime of a programme, by admission year, never by import date.

    `kz-2011`: Order 152 of 2011, ECTS divided by a coefficient, grades without FX.
    `kz-2018`: Order 563 of 2018, one academic credit is 30 hours is one ECTS credit, FX exists.
    """

    KZ_2011 = "kz-2011"
    KZ_2018 = "kz-2018"


class MobilityKind(StrEnum):
    """Internal (national) or external (international) mobility."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class MobilityForm(StrEnum):
    """Horizontal (a period), vertical (a whole degree) or individual (during a leave)."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    INDIVIDUAL = "individual"


class ResultStatus(StrEnum):
    """What the host says of a result; `unknown` stays unknown until a person decides."""

    PASSED = "passed"
    FAILED = "failed"
    IN_PROGRESS = "in-progress"
    UNKNOWN = "unknown"

"""Mobilities and learning agreements: who is away, what was agreed, in which version."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mapping.identifiers import ComponentCode, CourseCode, HeiId, MobilityId, StudentId
from mapping.records import Credit, LearnerIdentifier
from mapping.terms import Level, MobilityForm, MobilityKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """An approved extension of the period, on the head of department's reasoned request."""

    ends: date
    reason: str
    approved_by: str
    approved_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Mobility:
    """One student's period at one host; the key is ours (EWP `omobility-id`).

    `identifiers` holds further ids confirmed for this student (ESI, national id, the host's own
    number); `basis` is the order or leave that an individual mobility rests on.
    """

    mobility_id: MobilityId
    student_id: StudentId
    given_names: str = ""
    family_name: str = ""
    birth_date: date | None = None
    identifiers: tuple[LearnerIdentifier, ...] = ()
    host: HeiId
    kind: MobilityKind
    form: MobilityForm = MobilityForm.HORIZONTAL
    level: Level
    programme: str = ""
    admission_year: int
    starts: date
    ends: date
    extensions: tuple[Extension, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostComponent:
    """A row of Table A: a component to be studied at the host."""

    code: CourseCode
    title: str = ""
    credit: Credit | None = None
    block: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedComponent:
    """A row of Table B: a home component to be recognised, with its Kazakhstan credits."""

    code: ComponentCode
    title: str = ""
    credits: Decimal | None = None
    block: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningAgreement:
    """One version of a learning agreement.

    Rows of Table A and Table B that share a non-empty `block` were agreed to stand for each other
    (n:m). A version without `approved_on` is a draft: nothing may be recognised under it.
    """

    mobility_id: MobilityId
    version: int
    host_components: tuple[HostComponent, ...]
    home_components: tuple[AgreedComponent, ...]
    approved_on: date | None = None
    approved_by: str = ""
    reference: str = ""

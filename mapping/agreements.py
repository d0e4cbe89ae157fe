"""Mobilities and learning agreements: who is away, what was agreed, in which version."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
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
    `amendment_reason` is the head of department's reason for a late amendment (`late_amendment`).
    """

    mobility_id: MobilityId
    version: int
    host_components: tuple[HostComponent, ...]
    home_components: tuple[AgreedComponent, ...]
    approved_on: date | None = None
    approved_by: str = ""
    reference: str = ""
    amendment_reason: str = ""


def period_end(mobility: Mobility) -> date:
    """Give the last day of a mobility, approved extensions counted; each needs its reason."""
    approved = (
        extension.ends
        for extension in mobility.extensions
        if extension.reason.strip() and extension.approved_by.strip()
    )
    return max((mobility.ends, *approved))


def late_amendment(
    agreement: LearningAgreement, mobility: Mobility, *, days: int | None
) -> date | None:
    """Give the day until which amendments needed no reason, where this one came later without one.

    `days` counts from the first day of the stay (7 is its first week); None never asks a reason.
    The first version is no amendment.
    """
    if days is None or agreement.version <= 1 or agreement.approved_on is None:
        return None
    last = mobility.starts + timedelta(days=days - 1)
    late = agreement.approved_on > last and not agreement.amendment_reason.strip()
    return last if late else None


def agreement_in_force(versions: Iterable[LearningAgreement]) -> LearningAgreement | None:
    """Choose the highest approved version of one mobility's agreement.

    A later draft does not undo what was approved. Where nothing is approved the highest draft is
    given, so that a person reads "not approved" rather than "no agreement".
    """
    return max(
        versions,
        key=lambda version: (version.approved_on is not None, version.version),
        default=None,
    )


def contradicting_blocks(
    agreement: LearningAgreement,
    courses: frozenset[CourseCode],
    components: frozenset[ComponentCode],
) -> tuple[str, ...]:
    """Write the blocks of an agreement that a mapping's two sides cut across; empty for none.

    One block must hold just these courses and components. Rows without a block were agreed as two
    bags and link nothing; a block with one side only fixes that side only.
    """
    touched = {row.block for row in agreement.host_components if row.code in courses}
    touched |= {row.block for row in agreement.home_components if row.code in components}
    blocks = tuple(_block(agreement, name) for name in sorted(touched - {""}))
    if len(blocks) == 1:
        agreed_courses, agreed_components = blocks[0]
        if (agreed_courses or courses, agreed_components or components) == (courses, components):
            return ()
    return tuple(sides_text(*block) for block in blocks)


def sides_text(courses: frozenset[CourseCode], components: frozenset[ComponentCode]) -> str:
    """Write two sides that stand for each other: `FIN201 + FIN202 -> ECO2204`."""
    return f"{' + '.join(sorted(courses))} -> {' + '.join(sorted(components))}"


def _block(
    agreement: LearningAgreement, name: str
) -> tuple[frozenset[CourseCode], frozenset[ComponentCode]]:
    return (
        frozenset(row.code for row in agreement.host_components if row.block == name),
        frozenset(row.code for row in agreement.home_components if row.block == name),
    )

"""What an edit of the rules would change for students, past results included; changes nothing.

The new rules decide about everybody inside a transaction that is then rolled back: what is shown is
what a pass would do, not a simulation of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from mapping.decisions import RecognitionOutcome
from mapping.gpa import GpaEntry, grade_point_average
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import HeiId, StudentId
from mapping.rulebook import Rulebook
from sync.audit.entry import SYSTEM
from sync.deciding import RecognitionTally
from sync.queries import recognised, waiting_components
from sync.recognising import recognise_some
from sync.register import load_register
from sync.store.people import look_again_at_host
from sync.store.unit_of_work import Store, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactRow:
    """One component of one student before and after; None where it is not recognised.

    `waits` is what a person would have to settle, where it would be held instead. What is final is
    not taken away by waiting: its mark stands until an order changes it (`frozen`).
    """

    student_id: StudentId
    component: str
    before: RecognitionOutcome | None
    after: RecognitionOutcome | None
    delivered: bool
    waits: tuple[HeldReason, ...] = ()

    @property
    def frozen(self) -> bool:
        """Tell whether only an order could bring the change about."""
        return any(why.code is HeldCode.CHANGED_AFTER_FREEZE for why in self.waits)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentImpact:
    """What changes for one student: components, credits in total, and the mobility's average."""

    student_id: StudentId
    rows: tuple[ImpactRow, ...]
    credits_before: Decimal
    credits_after: Decimal
    average_before: Decimal | None
    average_after: Decimal | None


_Outcomes = dict[tuple[StudentId, str], tuple[RecognitionOutcome, bool]]
_Waiting = Mapping[tuple[str, str], tuple[HeldReason, ...]]


def assess_impact(
    store: Store, hosts: Sequence[HeiId], rulebook: Rulebook, *, listings_before_withdrawal: int
) -> tuple[StudentImpact, ...]:
    """Tell what deciding about everybody under these rules would change, by student."""
    with store.rehearse(actor=SYSTEM) as unit:
        before = _outcomes(unit.connection)
        for host in hosts:
            _decide_everybody(unit, host, rulebook, listings_before_withdrawal)
        after = _outcomes(unit.connection)
        waiting = waiting_components(unit.connection)
    students = sorted({student for student, _ in before.keys() | after.keys()})
    found = (_of_student(student, before, after, waiting) for student in students)
    return tuple(impact for impact in found if impact is not None)


def _decide_everybody(unit: UnitOfWork, host: HeiId, rulebook: Rulebook, listings: int) -> None:
    look_again_at_host(unit, host)
    register = load_register(unit.connection, host)
    tally = RecognitionTally()
    while recognise_some(unit, register, rulebook, listings, tally):
        pass


def _outcomes(connection: Connection) -> _Outcomes:
    return {
        (item.outcome.student_id, item.outcome.component): (
            item.outcome,
            item.delivery is not None and item.delivery.last_written is not None,
        )
        for item in recognised(connection)
    }


def _of_student(
    student: StudentId, before: _Outcomes, after: _Outcomes, waiting: _Waiting
) -> StudentImpact | None:
    mine_before = {key: value for key, value in before.items() if key[0] == student}
    mine_after = {key: value for key, value in after.items() if key[0] == student}
    rows = []
    for key in sorted(mine_before.keys() | mine_after.keys()):
        old, delivered = mine_before.get(key, (None, False))
        new, _ = mine_after.get(key, (None, False))
        if _seen(old) != _seen(new):
            rows.append(
                ImpactRow(
                    student_id=student,
                    component=key[1],
                    before=old,
                    after=new,
                    delivered=delivered,
                    waits=() if new is not None else waiting.get(key, ()),
                )
            )
    if not rows:
        return None
    was = [outcome for outcome, _ in mine_before.values()]
    will_be = [outcome for outcome, _ in mine_after.values()]
    will_be += [row.before for row in rows if row.frozen and row.before is not None]
    return StudentImpact(
        student_id=student,
        rows=tuple(rows),
        credits_before=_credits(was),
        credits_after=_credits(will_be),
        average_before=_average(was),
        average_after=_average(will_be),
    )


def _seen(outcome: RecognitionOutcome | None) -> tuple[object, ...]:
    """Give what a person sees of an outcome; the way to it may change and change nothing."""
    return (
        () if outcome is None else (outcome.kind, outcome.credits, outcome.letter, outcome.percent)
    )


def _credits(outcomes: Sequence[RecognitionOutcome]) -> Decimal:
    return sum((outcome.credits for outcome in outcomes), start=Decimal(0))


def _average(outcomes: Sequence[RecognitionOutcome]) -> Decimal | None:
    average = grade_point_average(
        GpaEntry(credits=outcome.credits, points=outcome.points) for outcome in outcomes
    )
    return average.printed

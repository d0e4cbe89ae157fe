"""Gathers what was recognised of students from the store into transcripts; decides nothing.

mobilities, agreements, decisions in force, cases --> Transcript (connectors.transcripts.document)

A transcript states what is in force. A result whose recognition is being questioned (a withdrawal
proposed, a pass that turned into a fail) is not in force until a person has decided, though its
mark may still stand in the gradebook.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection

from connectors.transcripts.document import (
    Component,
    Scale,
    Stay,
    Transcript,
    Waiting,
    everywhere,
)
from mapping.achievement import Achievement
from mapping.agreements import LearningAgreement, Mobility, agreement_in_force
from mapping.decisions import Held, Recognised, RecognitionCase
from mapping.gpa import GpaEntry, GradePointAverage, grade_point_average
from mapping.numbers import plain
from sync.achieved import MobilityAccount, achieved
from sync.clock import parse_utc_text
from sync.document_context import DocumentContext
from sync.document_wording import entry_in_three, held_in_three
from sync.errors import WrongUsage
from sync.ledger_history import decisions_in_force, load_cases
from sync.queries import shown_result
from sync.store.decisions import OPEN, REFUSED, WITHDRAWN, StoredDecision
from sync.store.people import load_agreements, load_mobilities
from sync.transcript_notes import NoteBook
from sync.transcript_rows import DecisionRows, stay_of, student_of

_WAITS = {OPEN: "waits-open", REFUSED: "waits-refused", WITHDRAWN: "waits-withdrawn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A transcript, and the decisions it states."""

    transcript: Transcript
    decisions: tuple[StoredDecision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What the store holds about a selection of stays, by mobility; cases by digest."""

    agreements: Mapping[str, tuple[LearningAgreement, ...]]
    decisions: Mapping[str, tuple[StoredDecision, ...]]
    cases: Mapping[str, RecognitionCase]

    def agreement(self, mobility: Mobility) -> LearningAgreement | None:
        """Give the version of a stay's agreement in force, if any."""
        return agreement_in_force(self.agreements.get(mobility.mobility_id, ()))


def read_ledger(
    connection: Connection, mobilities: Sequence[Mobility], *, as_of: date | None = None
) -> Ledger:
    """Read everything about a selection of stays at once."""
    ids = [mobility.mobility_id for mobility in mobilities]
    decisions = decisions_in_force(connection, ids, as_of=as_of)
    everything = [each for some in decisions.values() for each in some]
    return Ledger(
        agreements=load_agreements(connection, ids),
        decisions=decisions,
        cases=load_cases(connection, everything),
    )


def gather_transcript(
    connection: Connection,
    context: DocumentContext,
    student: str,
    *,
    now: datetime,
    as_of: date | None = None,
) -> Gathered:
    """Gather one student's transcript, as it is or as it was at the end of a day (UTC).

    Raises WrongUsage for a student nobody knows. What waits is told of the present only.
    """
    found = gather_transcripts(connection, context, students=(student,), now=now, as_of=as_of)
    if not found:
        raise WrongUsage(
            f"there is no student '{student}' with a mobility",
            hint="give the student's number as the learning agreements have it",
        )
    if as_of is not None:
        return found[0]
    report = achieved(
        connection, policies=context.rulebook.policies, today=now.date(), named=student
    )
    accounts = {account.mobility.mobility_id: account for account in report.mobilities}
    decisions = decisions_in_force(connection, sorted(accounts))
    stays = tuple(
        replace(
            stay,
            waiting=tuple(
                _waiting(decisions.get(stay.mobility_id, ()), accounts.get(stay.mobility_id))
            ),
        )
        for stay in found[0].transcript.stays
    )
    return replace(found[0], transcript=replace(found[0].transcript, stays=stays))


def gather_transcripts(
    connection: Connection,
    context: DocumentContext,
    *,
    now: datetime,
    students: Sequence[str] | None = None,
    as_of: date | None = None,
) -> tuple[Gathered, ...]:
    """Gather the transcripts of some students, or of everybody, by student number.

    Nothing is told of what waits.
    """
    wanted = None if students is None else set(students)
    chosen = [
        mobility
        for mobility in load_mobilities(connection)
        if wanted is None or mobility.student_id in wanted
    ]
    ledger = read_ledger(connection, chosen, as_of=as_of)
    groups: dict[str, list[Mobility]] = {}
    for mobility in chosen:
        groups.setdefault(mobility.student_id, []).append(mobility)
    return tuple(
        _gathered(context, ledger, tuple(groups[student]), now=now, as_of=as_of)
        for student in sorted(groups)
    )


def _gathered(
    context: DocumentContext,
    ledger: Ledger,
    mobilities: tuple[Mobility, ...],
    *,
    now: datetime,
    as_of: date | None,
) -> Gathered:
    rows = DecisionRows(context=context, notes=NoteBook())
    ordered = sorted(mobilities, key=lambda each: (each.starts, each.mobility_id))
    stays = tuple(_stay(rows, ledger, mobility) for mobility in ordered)
    average = _average(component for stay in stays for component in stay.components)
    transcript = Transcript(
        home=context.home,
        student=student_of(mobilities),
        stays=stays,
        notes=rows.notes.notes,
        scales=_scales(context),
        average=average.printed,
        average_credits=_credits(average),
        counts_at_home=context.rulebook.policies.mobility_counts_in_gpa,
        signatories=context.signatories,
        has_seal=context.has_seal,
        drawn_up_at=now,
        as_of=as_of,
    )
    stated = tuple(
        found
        for mobility in ordered
        for found in ledger.decisions.get(mobility.mobility_id, ())
        if isinstance(found.decision, Recognised)
    )
    return Gathered(transcript=transcript, decisions=stated)


def _stay(rows: DecisionRows, ledger: Ledger, mobility: Mobility) -> Stay:
    components = sorted(
        (
            component
            for found in ledger.decisions.get(mobility.mobility_id, ())
            for component in rows.components(found, ledger.cases.get(found.case_digest), mobility)
        ),
        key=lambda each: (each.year, each.period, each.code),
    )
    average = _average(components)
    return replace(
        stay_of(mobility, ledger.agreement(mobility), rows.context),
        components=tuple(components),
        average=average.printed,
        average_credits=_credits(average),
    )


def _scales(context: DocumentContext) -> tuple[Scale, ...]:
    """Write each home scale as letters with points and percentages."""
    return tuple(
        Scale(
            regime=scale.regime.value,
            description=everywhere(
                "; ".join(
                    f"{band.letter} {plain(band.points)} "
                    f"({band.lowest_percent}–{band.highest_percent})"
                    for band in scale.bands
                )
            ),
        )
        for scale in context.rulebook.scales
    )


def _average(components: Sequence[Component] | Iterator[Component]) -> GradePointAverage:
    return grade_point_average(
        GpaEntry(credits=component.credits, points=component.points) for component in components
    )


def _credits(average: GradePointAverage) -> Decimal:
    """Give the credits an average rests on; a sum of Decimals, so it is one."""
    exact = average.counted_credits
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _waiting(
    decisions: Sequence[StoredDecision], account: MobilityAccount | None
) -> Iterator[Waiting]:
    """Tell what is not recognised and why: held, refused, taken back, or never arrived."""
    for found in decisions:
        held = found.decision
        if isinstance(held, Held):
            yield Waiting(
                about=", ".join(map(shown_result, held.results)),
                state=entry_in_three(_WAITS[found.state]),
                reasons=tuple(map(held_in_three, held.reasons)),
                since=parse_utc_text(found.decided_at).date(),
            )
    for row in () if account is None else account.rows:
        if row.achievement is Achievement.MISSING:
            expecting = account is not None and account.expecting
            yield Waiting(
                about=f"{row.component} {row.title}".strip(),
                state=entry_in_three("waits-expected" if expecting else "waits-missing"),
                reasons=() if expecting else (entry_in_three("note-agreed-no-result"),),
            )

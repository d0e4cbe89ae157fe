"""What each student agreed and what was achieved, read from the store; decides and writes nothing.

mobilities, agreements, decisions in force -> account of each stay, credits of each year,
the share of A and A-
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, select

from mapping.achievement import (
    Account,
    Achievement,
    CategorisedOutcome,
    OutcomeCategory,
    account_of,
    credits_over_year,
)
from mapping.agreements import LearningAgreement, Mobility, agreement_in_force, period_end
from mapping.decisions import (
    Held,
    Recognised,
    RecognitionCase,
    RecognitionOutcome,
    result_key,
)
from mapping.gpa import GpaEntry, GradePointAverage, TopShare, grade_point_average, top_share
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from mapping.problems import UtqyrError
from mapping.records import HostResult
from mapping.rulebook import Policies
from sync.store.codec import decode
from sync.store.decisions import OPEN, StoredDecision, decisions_of
from sync.store.outbox import DeliveryState, deliveries_of
from sync.store.people import load_agreements, load_mobilities
from sync.store.tables import CaseRow
from sync.store.unit_of_work import chunks, table_of

_CASE = table_of(CaseRow)

YEAR_BEGINS = 9
"""The month in which the academic year begins in Kazakhstan: September."""
SEMESTER = timedelta(weeks=15)
"""How long a term is taken to last where the host states its beginning only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievedRow:
    """One component: agreed or not, what became of it, and how far it got in the gradebook.

    `category` is None while nothing is settled; `reference` names the decision (`D12`), if any.
    """

    component: str
    title: str = ""
    agreed: bool
    achievement: Achievement
    category: OutcomeCategory | None
    agreed_credits: Decimal | None = None
    outcome: RecognitionOutcome | None = None
    reference: str = ""
    gradebook: DeliveryState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySum:
    """How many components of one category there are, and their credits where they are known."""

    category: OutcomeCategory
    components: int
    credits: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MobilityAccount:
    """Agreed and achieved in one stay.

    `expecting`: the stay is not over, or nothing has been decided about it, so what is missing is
    expected rather than owed. `waiting` are held decisions that speak of no agreed component,
    `refused` those a named person refused or took back.
    """

    mobility: Mobility
    agreement: LearningAgreement | None
    rows: tuple[AchievedRow, ...]
    categories: tuple[CategorySum, ...]
    agreed_credits: Decimal
    recognised_credits: Decimal
    average: GradePointAverage
    expecting: bool
    waiting: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCredits:
    """The credits of one student's mobilities in one academic year; those earned at home are not.

    `year` is the calendar year the academic year begins in; `over` is what exceeds the 60.
    """

    student_id: str
    year: int
    credits: Decimal

    @property
    def name(self) -> str:
        """Write the year as people do: `2025/26`."""
        return f"{self.year}/{(self.year + 1) % 100:02}"

    @property
    def over(self) -> Decimal:
        """Tell by how many credits the year exceeds 60 by mobility alone."""
        return credits_over_year(before=Decimal(0), recognised=self.credits)


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievedReport:
    """The accounts of a selection, and what is summed over it.

    `years` count every stay of the students selected, also stays outside the selection.
    `counts_at_home` is the home's policy: whether these averages enter the student's own.
    """

    mobilities: tuple[MobilityAccount, ...]
    years: tuple[YearCredits, ...]
    share: TopShare
    counts_at_home: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stay:
    """A mobility with what is stored about it."""

    mobility: Mobility
    agreement: LearningAgreement | None
    decisions: tuple[StoredDecision, ...]

    def outcomes(self) -> list[RecognitionOutcome]:
        """List what is recognised in force."""
        found = (stored.decision for stored in self.decisions)
        return [
            outcome for item in found if isinstance(item, Recognised) for outcome in item.outcomes
        ]


def achieved(
    connection: Connection,
    *,
    policies: Policies,
    today: date,
    host: str | None = None,
    named: str | None = None,
) -> AchievedReport:
    """Account for every stay, for those at one host, or for a student's or mobility's number.

    Raises UtqyrError when nothing bears the number.
    """
    everybody = load_mobilities(connection)
    chosen = [
        mobility
        for mobility in everybody
        if (host is None or mobility.host == host)
        and (named is None or named in (mobility.mobility_id, mobility.student_id))
    ]
    if named is not None and not chosen:
        place = "" if host is None else f" at {host}"
        raise UtqyrError(
            f"there is no student and no mobility '{named}'{place}",
            hint="give a number as the learning agreements have it; without one, all are shown",
        )
    students = {mobility.student_id for mobility in chosen}
    stays = _stays(connection, [item for item in everybody if item.student_id in students])
    gradebook = {
        (item.student_id, item.component): item.state
        for item in deliveries_of(connection, sorted(students))
    }
    selected = [stays[mobility.mobility_id] for mobility in chosen]
    return AchievedReport(
        mobilities=tuple(_account(stay, gradebook, today=today) for stay in selected),
        years=_years(connection, stays.values()),
        share=top_share(outcome.percent for stay in selected for outcome in stay.outcomes()),
        counts_at_home=policies.mobility_counts_in_gpa,
    )


def _stays(connection: Connection, mobilities: Sequence[Mobility]) -> dict[str, _Stay]:
    ids = [mobility.mobility_id for mobility in mobilities]
    agreements = load_agreements(connection, ids)
    decisions = decisions_of(connection, ids)
    return {
        mobility.mobility_id: _Stay(
            mobility=mobility,
            agreement=agreement_in_force(agreements.get(mobility.mobility_id, ())),
            decisions=tuple(
                stored for stored in decisions.get(mobility.mobility_id, ()) if stored.current
            ),
        )
        for mobility in mobilities
    }


def _account(
    stay: _Stay, gradebook: Mapping[tuple[StudentId, ComponentCode], DeliveryState], *, today: date
) -> MobilityAccount:
    refused = [stored for stored in stay.decisions if _is_refused(stored)]
    account = account_of(
        stay.agreement or _nothing_agreed(stay.mobility),
        [
            stored.decision
            for stored in stay.decisions
            if not _is_refused(stored) or _is_fail(stored)
        ],
    )
    expecting = not stay.decisions or today <= period_end(stay.mobility)
    lines = _settled(account, expecting=expecting)
    return MobilityAccount(
        mobility=stay.mobility,
        agreement=stay.agreement,
        rows=_rows(stay, account, lines, gradebook),
        categories=_sums(lines),
        agreed_credits=account.agreed_credits,
        recognised_credits=account.recognised_credits,
        average=grade_point_average(
            GpaEntry(credits=outcome.credits, points=outcome.points) for outcome in stay.outcomes()
        ),
        expecting=expecting,
        waiting=_references(
            stored
            for stored in stay.decisions
            if stored.decision.case in account.unplaced and not _is_refused(stored)
        ),
        refused=_references(refused),
    )


def _is_refused(stored: StoredDecision) -> bool:
    return isinstance(stored.decision, Held) and stored.state != OPEN


def _is_fail(stored: StoredDecision) -> bool:
    """Tell whether a held decision is about a fail; refusing one leaves a fail, not a gap."""
    held = stored.decision
    return isinstance(held, Held) and any(why.code is HeldCode.FAILED for why in held.reasons)


def _nothing_agreed(mobility: Mobility) -> LearningAgreement:
    return LearningAgreement(
        mobility_id=mobility.mobility_id, version=0, host_components=(), home_components=()
    )


def _settled(account: Account, *, expecting: bool) -> tuple[CategorisedOutcome, ...]:
    """Sort into categories; what may still arrive is no academic difference yet."""
    missing = {
        row.component.code for row in account.agreed if row.achievement is Achievement.MISSING
    }
    return tuple(
        line
        for line in account.categories()
        if not (
            expecting
            and line.category is OutcomeCategory.ACADEMIC_DIFFERENCE
            and line.component in missing
        )
    )


def _rows(
    stay: _Stay,
    account: Account,
    lines: Iterable[CategorisedOutcome],
    gradebook: Mapping[tuple[StudentId, ComponentCode], DeliveryState],
) -> tuple[AchievedRow, ...]:
    student = stay.mobility.student_id
    categories: dict[str, OutcomeCategory] = {line.component: line.category for line in lines}
    by_case = {stored.decision.case: f"D{stored.decision_id}" for stored in stay.decisions}
    by_outcome = {
        outcome: f"D{stored.decision_id}"
        for stored in stay.decisions
        if isinstance(stored.decision, Recognised)
        for outcome in stored.decision.outcomes
    }
    agreed = [
        AchievedRow(
            component=row.component.code,
            title=row.component.title,
            agreed=True,
            achievement=row.achievement,
            category=categories.get(row.component.code),
            agreed_credits=row.component.credits,
            outcome=row.outcome,
            reference=by_case.get(row.case, ""),
            gradebook=gradebook.get((student, row.component.code)),
        )
        for row in account.agreed
    ]
    outside = [
        AchievedRow(
            component=outcome.component,
            agreed=False,
            achievement=Achievement.RECOGNISED if outcome.passed else Achievement.FAILED,
            category=categories.get(outcome.component),
            outcome=outcome,
            reference=by_outcome[outcome],
            gradebook=gradebook.get((student, outcome.component)),
        )
        for outcome in account.outside
    ]
    return (*agreed, *outside)


def _sums(lines: Iterable[CategorisedOutcome]) -> tuple[CategorySum, ...]:
    """Sum every category, those without a component too."""
    listed = tuple(lines)
    sums = []
    for category in OutcomeCategory:
        mine = [line for line in listed if line.category is category]
        known = (line.credits for line in mine if line.credits is not None)
        sums.append(
            CategorySum(category=category, components=len(mine), credits=sum(known, Decimal(0)))
        )
    return tuple(sums)


def _references(decisions: Iterable[StoredDecision]) -> tuple[str, ...]:
    return tuple(f"D{stored.decision_id}" for stored in decisions)


def _years(connection: Connection, stays: Iterable[_Stay]) -> tuple[YearCredits, ...]:
    listed = tuple(stays)
    cases = _cases(connection, {stored.case_digest for stay in listed for stored in stay.decisions})
    sums: dict[tuple[str, int], Decimal] = {}
    for stay in listed:
        for stored in stay.decisions:
            if not isinstance(stored.decision, Recognised):
                continue
            case = cases.get(stored.case_digest)
            place = (stay.mobility.student_id, _year_of(stored.decision, case, stay.mobility))
            passed = (item.credits for item in stored.decision.outcomes if item.passed)
            sums[place] = sums.get(place, Decimal(0)) + sum(passed, Decimal(0))
    return tuple(
        YearCredits(student_id=student, year=year, credits=amount)
        for (student, year), amount in sorted(sums.items())
    )


def _cases(connection: Connection, digests: Iterable[str]) -> dict[str, RecognitionCase]:
    found: dict[str, RecognitionCase] = {}
    for chunk in chunks(sorted(digests)):
        rows = connection.execute(select(_CASE).where(_CASE.c.digest.in_(chunk)))
        found.update((row.digest, decode(RecognitionCase, row.payload)) for row in rows)
    return found


def _year_of(decision: Recognised, case: RecognitionCase | None, mobility: Mobility) -> int:
    """Find the academic year of a decision: that of its last course, else that of the stay."""
    results = () if case is None else case.results
    mine = [result for result in results if result_key(result) in decision.results]
    return academic_year(studied_on(mine, mobility))


def studied_on(results: Iterable[HostResult], mobility: Mobility) -> date:
    """Date results by the middle of their last term, else by the middle of the stay."""
    days = [day for day in map(_day_of, results) if day is not None]
    return max(days, default=_between(mobility.starts, period_end(mobility)))


def _day_of(result: HostResult) -> date | None:
    """Date a result by the middle of its term: hosts' autumns begin in August, some in July."""
    starts, ends = result.term.starts, result.term.ends
    if starts is not None and ends is not None:
        return _between(starts, ends)
    if result.completed_on is not None:
        return result.completed_on
    return None if starts is None else _between(starts, starts + SEMESTER)


def _between(first: date, last: date) -> date:
    return first + (last - first) // 2


def academic_year(day: date) -> int:
    """Give the calendar year in which the academic year of a day begins."""
    return day.year if day.month >= YEAR_BEGINS else day.year - 1

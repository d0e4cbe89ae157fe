"""What was agreed beside what was achieved, for one mobility; counts and sorts, decides nothing.

Table B + decisions -> recognised | failed | held | missing       and what was not agreed at all
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mapping.agreements import AgreedComponent, LearningAgreement
from mapping.decisions import Decision, Held, Recognised, RecognitionOutcome
from mapping.equivalences import TargetKind
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode

CREDITS_A_YEAR = Decimal(60)
"""The credits of an academic year (Model Rules; the ministry's platform refuses more)."""


class Achievement(StrEnum):
    """What became of one agreed home component."""

    RECOGNISED = "recognised"
    FAILED = "failed"
    HELD = "held"
    MISSING = "missing"


class OutcomeCategory(StrEnum):
    """The categories a university sorts mobility results into."""

    HOME_COURSE = "home-course"
    FREE_ELECTIVE = "free-elective"
    ADDITIONAL_SUBJECT = "additional-subject"
    ACADEMIC_DIFFERENCE = "academic-difference"
    """Agreed and not achieved: the student still has to master it at home."""


_CATEGORY = {
    TargetKind.COMPONENT: OutcomeCategory.HOME_COURSE,
    TargetKind.ELECTIVE: OutcomeCategory.FREE_ELECTIVE,
    TargetKind.ADDITIONAL: OutcomeCategory.ADDITIONAL_SUBJECT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedAchievement:
    """One row of Table B with what became of it; `case` names the decision, where there is one."""

    component: AgreedComponent
    achievement: Achievement
    outcome: RecognitionOutcome | None = None
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorisedOutcome:
    """One line of the account: a recognised outcome, or a component still owed."""

    component: ComponentCode
    category: OutcomeCategory
    credits: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Agreed and achieved, side by side.

    `outside` are outcomes recognised without a row in Table B; `unplaced` are the cases of held
    decisions that speak of no agreed component (not mapped, not identified).
    """

    agreed: tuple[AgreedAchievement, ...]
    outside: tuple[RecognitionOutcome, ...]
    unplaced: tuple[str, ...]

    @property
    def recognised_credits(self) -> Decimal:
        """Sum the credits recognised with a pass, agreed or not."""
        return sum((each.credits for each in self._passed()), Decimal(0))

    @property
    def agreed_credits(self) -> Decimal:
        """Sum the credits that were agreed, where the agreement states them."""
        stated = (row.component.credits for row in self.agreed)
        return sum((credits_ for credits_ in stated if credits_ is not None), Decimal(0))

    def categories(self) -> tuple[CategorisedOutcome, ...]:
        """Sort everything into the university's categories, what is owed last."""
        lines = [
            CategorisedOutcome(
                component=outcome.component,
                category=_CATEGORY[outcome.kind],
                credits=outcome.credits,
            )
            for outcome in self._passed()
        ]
        owed = (Achievement.FAILED, Achievement.MISSING)
        lines += [
            CategorisedOutcome(
                component=row.component.code,
                category=OutcomeCategory.ACADEMIC_DIFFERENCE,
                credits=row.component.credits,
            )
            for row in self.agreed
            if row.achievement in owed
        ]
        return tuple(dict.fromkeys(lines))

    def _passed(self) -> list[RecognitionOutcome]:
        """List the passed outcomes, each once, though Table B may name a component twice."""
        agreed = (row.outcome for row in self.agreed if row.outcome is not None)
        outcomes = dict.fromkeys((*agreed, *self.outside))
        return [outcome for outcome in outcomes if outcome.passed]


def account_of(agreement: LearningAgreement, decisions: Iterable[Decision]) -> Account:
    """Compare Table B with the decisions of its mobility.

    A released failing mark counts as failed. A component whose result waits is held, and failed
    where all that waits for it are fails. Rows and decisions may come in any order.
    """
    decisions = sorted(decisions, key=lambda decision: decision.case)
    rows = tuple(
        _achieved(row, decisions)
        for row in sorted(agreement.home_components, key=lambda row: (row.code, row.block))
    )
    agreed = {row.code for row in agreement.home_components}
    outside = tuple(
        outcome
        for decision in decisions
        if isinstance(decision, Recognised)
        for outcome in decision.outcomes
        if outcome.component not in agreed
    )
    unplaced = tuple(
        decision.case
        for decision in decisions
        if isinstance(decision, Held) and agreed.isdisjoint(decision.components)
    )
    return Account(agreed=rows, outside=outside, unplaced=unplaced)


def credits_over_year(*, before: Decimal, recognised: Decimal) -> Decimal:
    """Tell by how many credits a year would exceed 60; zero where it does not."""
    return max(before + recognised - CREDITS_A_YEAR, Decimal(0))


def _achieved(row: AgreedComponent, decisions: Iterable[Decision]) -> AgreedAchievement:
    waiting: list[Held] = []
    for decision in decisions:
        if isinstance(decision, Recognised):
            for outcome in decision.outcomes:
                if outcome.component == row.code:
                    what = Achievement.RECOGNISED if outcome.passed else Achievement.FAILED
                    return AgreedAchievement(
                        component=row, achievement=what, outcome=outcome, case=decision.case
                    )
        elif row.code in decision.components:
            waiting.append(decision)
    if not waiting:
        return AgreedAchievement(component=row, achievement=Achievement.MISSING)
    hopeful = [held for held in waiting if not _fails(held)]
    what = Achievement.HELD if hopeful else Achievement.FAILED
    first, *_ = hopeful or waiting
    return AgreedAchievement(component=row, achievement=what, case=first.case)


def _fails(held: Held) -> bool:
    return any(why.code is HeldCode.FAILED for why in held.reasons)

"""What an agreement's own rows and numbers will be held for, told before anybody has a mark. Pure.

Table A, passed as agreed --recognition--> what the rules give --compare--> Table B
credits of Table A, a block ------------------------------------compare--> credits of Table B
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from mapping.agreed_credits import work_of
from mapping.agreements import AgreedComponent, HostComponent, LearningAgreement, Mobility
from mapping.conservation import summed_credits
from mapping.decisions import Decision, Held, RecognitionCase
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import Sha256
from mapping.numbers import exact_text, plain
from mapping.problems import Problem, Severity
from mapping.recognition import recognise
from mapping.records import HostResult, Learner
from mapping.rulebook import Rulebook
from mapping.setting import Setting, setting_of
from mapping.terms import ResultStatus

RowPlace = Callable[[str, str], str]
"""Places a row of an agreement, by its side (`host` or `home`) and its code."""

_NO_DOCUMENT = Sha256("0" * 64)
_NOT_MEANT = frozenset({HeldCode.EQUIVALENCE_NOT_VALID, HeldCode.LEVEL_NOT_COVERED})
"""Reasons for which a rule says nothing of this student: what it would give does not matter."""


def foreseen(
    mobility: Mobility, agreement: LearningAgreement, rulebook: Rulebook
) -> tuple[Decision, ...]:
    """Decide as if every course of Table A were passed without a mark, with the agreed credits."""
    return recognise(_case(mobility, agreement), rulebook)


def check_agreement(
    mobility: Mobility, agreement: LearningAgreement, rulebook: Rulebook, *, place: RowPlace
) -> Iterator[Problem]:
    """Find credits and components an agreement promises and the rules do not give; warnings all.

    Courses that no rule maps yet are no finding: the coordinator's queue lists them.
    """
    setting = setting_of(_case(mobility, agreement), rulebook)
    if setting.settled:
        yield from _blocks(setting, mobility, agreement, place)
    for decision in foreseen(mobility, agreement, rulebook):
        if isinstance(decision, Held) and _NOT_MEANT.isdisjoint(
            why.code for why in decision.reasons
        ):
            for why in decision.reasons:
                yield from _foretold(why, decision, agreement, place)


def _case(mobility: Mobility, agreement: LearningAgreement) -> RecognitionCase:
    return RecognitionCase(
        host=mobility.host,
        learner=Learner(),
        mobility=mobility,
        agreement=agreement,
        results=tuple(_passed(row) for row in agreement.host_components),
    )


def _passed(row: HostComponent) -> HostResult:
    """Pass a row without a mark and without a date: rules then count from the stay's first day."""
    return HostResult(
        code=row.code,
        status=ResultStatus.PASSED,
        credits=() if row.credit is None else (row.credit,),
        without_control=True,
        evidence=_NO_DOCUMENT,
    )


def _blocks(
    setting: Setting, mobility: Mobility, agreement: LearningAgreement, place: RowPlace
) -> Iterator[Problem]:
    """Compare what a block of Table A is worth with what Table B states for it."""
    theirs: defaultdict[str, list[HostComponent]] = defaultdict(list)
    ours: defaultdict[str, list[AgreedComponent]] = defaultdict(list)
    for studied in agreement.host_components:
        theirs[studied.block].append(studied)
    for promised in agreement.home_components:
        ours[promised.block].append(promised)
    for block in sorted(theirs.keys() & ours.keys()):
        stated = [row.credits for row in ours[block] if row.credits is not None]
        printed = {row.code: (row.credit,) for row in theirs[block] if row.credit is not None}
        if len(stated) < len(ours[block]) or len(printed) < len(theirs[block]):
            continue
        worth = summed_credits(
            setting.rulebook,
            {
                code: (
                    amounts,
                    setting.credit_context(mobility, setting.regimes[0], work_of(setting, code)),
                )
                for code, amounts in printed.items()
            },
        )
        total = Fraction(sum(stated))
        if worth is not None and not worth[0] <= total <= worth[1]:
            named = f"block {block}" if block else "the rows without a block"
            yield Problem(
                code="block-credits-differ",
                message=f"{named}: Table A is worth {exact_text(worth[1])} credits at home, "
                f"Table B states {exact_text(total)}",
                place=place("home", ours[block][0].code),
                hint="correct the credits of one of the two tables",
                severity=Severity.WARNING,
            )


def _foretold(
    why: HeldReason, decision: Held, agreement: LearningAgreement, place: RowPlace
) -> Iterator[Problem]:
    """Say a reason that the agreement's rows bring about by themselves."""
    facts = dict(why.facts)
    course = decision.results[0].partition("|")[0]
    hint, where = "correct the agreement or the mapping", place("host", course)
    match why.code:
        case HeldCode.CREDITS_DIFFER:
            code, expected = facts["about"], facts["expected"]
            agreed: dict[str, Decimal | None] = {
                row.code: row.credits for row in agreement.home_components
            }
            stated = agreed.get(code)
            promised = stated is not None and plain(stated) == expected
            against = f"Table B has {expected}" if promised else f"{expected} are expected at home"
            message = f"the rules give {code} {facts['converted']} credits, {against}"
            where = place("home", code) if code in agreed else where
        case HeldCode.ZERO_CREDITS:
            message = f"{facts['value']} {facts['scheme']} come to no credit at home"
        case HeldCode.COMPONENT_OUTSIDE_AGREEMENT:
            message = f"the mapping gives {facts['component']}, which Table B does not have"
            hint = f"did you mean {facts['near']}?" if facts["near"] else hint
        case HeldCode.AGREEMENT_BLOCK_DIFFERS:
            message = f"agreed is {facts['agreed']}, the mapping says {facts['mapped']}"
        case _:
            return
    yield Problem(
        code=why.code.value,
        message=f"{message}: results are held",
        place=where,
        hint=hint,
        severity=Severity.WARNING,
    )

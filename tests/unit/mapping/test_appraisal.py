"""A course's grade beside its distribution, and statuses nobody thought of."""

from decimal import Decimal
from typing import cast

import pytest

from mapping.decisions import Decision, Held, Recognised
from mapping.grades import ConversionRow
from mapping.held import HeldCode
from mapping.home_distribution import HomeDistribution, LetterCount
from mapping.recognition import recognise
from mapping.records import DistributionBin, GradeDistribution
from mapping.rulebook import DistributionUse, Policies
from mapping.terms import Level, ResultStatus
from mapping.trace import StepKind
from tests.builders import (
    make_case,
    make_grade_table,
    make_host_rules,
    make_result,
    make_rulebook,
)

LETTERS = ("A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D")
MEANS = ("97", "92", "87", "82", "77", "72", "67", "62", "57", "52")
CERTAIN = (("5", 20), ("4+", 50), ("4", 40), ("3+", 50), ("3", 40))
"""A 4 lies between 35 % and 55 % of the passing grades: on B, B- and C+, one grade below B."""


def decide(
    use: DistributionUse,
    label: str = "4",
    bins: tuple[tuple[str, int], ...] = CERTAIN,
    *,
    means: bool = True,
    rows: tuple[ConversionRow, ...] = (),
    distribution: GradeDistribution | None = None,
    **host: object,
) -> Decision:
    """Recognise a result that came with a distribution."""
    home = HomeDistribution(
        isced_code="0412",
        levels=(Level.BACHELOR,),
        first_year=2021,
        last_year=2023,
        counts=tuple(
            LetterCount(letter=letter, count=50, mean_percent=Decimal(mean) if means else None)
            for letter, mean in zip(LETTERS, MEANS, strict=True)
        ),
        source="registrar",
    )
    distribution = distribution or GradeDistribution(
        source="resultDistribution",
        bins=tuple(DistributionBin(label=name, count=Decimal(count)) for name, count in bins),
    )
    result = make_result(grade=label, isced_code="0412", distributions=(distribution,))
    table = make_grade_table(rows=rows) if rows else make_grade_table()
    (decision,) = recognise(
        make_case(result),
        make_rulebook(
            hosts=(make_host_rules(tables=(table,), **host),),
            home_distributions=(home,),
            policies=Policies(distribution=use),
        ),
    )
    return decision


def codes(decision: Decision) -> list[HeldCode]:
    return [why.code for why in decision.reasons] if isinstance(decision, Held) else []


def mark(decision: Decision) -> tuple[str | None, Decimal | None]:
    assert isinstance(decision, Recognised), codes(decision)
    return decision.outcomes[0].letter, decision.outcomes[0].percent


def kinds(decision: Decision) -> set[str]:
    return {step.kind for step in decision.steps}


def ambiguous(label: str) -> tuple[ConversionRow, ...]:
    """Let one label be ambiguous in a table that is plain about the others."""
    plain = {"5": "A", "4+": "B", "4": "C", "3+": "D", "3": "E"}
    return tuple(
        ConversionRow(label=name, to=("B", "C") if name == label else (letter,))
        for name, letter in plain.items()
    )


def test_a_distribution_that_agrees_is_shown_beside_the_table() -> None:
    decision = decide(DistributionUse.COMPARE)

    assert mark(decision) == ("B", Decimal(80))
    assert StepKind.DISTRIBUTION_AGREES in kinds(decision)


def test_a_distribution_that_differs_is_held_with_the_course_named() -> None:
    decision = decide(DistributionUse.COMPARE, bins=(("5", 140), ("4", 140), ("3", 20)))

    assert codes(decision) == [HeldCode.DISTRIBUTION_DIFFERS]
    assert isinstance(decision, Held)
    assert decision.reasons[0].facts[0] == ("course", "FIN201")


def test_an_ignored_distribution_leaves_no_trace() -> None:
    decision = decide(DistributionUse.IGNORE, bins=(("5", 140), ("4", 140), ("3", 20)))

    assert mark(decision) == ("B", Decimal(80))
    assert not any(kind.startswith("distribution") for kind in kinds(decision))


def test_a_distribution_may_be_the_conversion() -> None:
    decision = decide(DistributionUse.CONVERT)

    assert mark(decision) == ("B-", Decimal(77))
    assert StepKind.DISTRIBUTION_USED in kinds(decision)
    assert StepKind.GRADE_TABLE in kinds(decision)


def test_a_distribution_decides_what_a_table_leaves_open() -> None:
    compared = decide(DistributionUse.COMPARE, rows=ambiguous("4"))
    converted = decide(DistributionUse.CONVERT, rows=ambiguous("4"))

    assert codes(compared) == [HeldCode.AMBIGUOUS_GRADE]
    assert mark(converted) == mark(decide(DistributionUse.CONVERT))


@pytest.mark.parametrize(
    "rows",
    [
        (ConversionRow(label="4", to=("E", "FX")),),  # a pass or a fail
        (ConversionRow(label="4", to=("B", "Q")),),  # a letter nobody knows
        (ConversionRow(label="3", to=("E",)),),  # no row at all
    ],
)
def test_a_distribution_decides_nothing_else(rows: tuple[ConversionRow, ...]) -> None:
    distribution = GradeDistribution(
        source="shortenedGrading",
        bins=tuple(
            DistributionBin(label=name, count=Decimal(count))
            for name, count in (("lower", 40), ("equal", 20), ("higher", 40))
        ),
    )
    decision = decide(DistributionUse.CONVERT, rows=rows, distribution=distribution)

    assert codes(decision)[0] in {HeldCode.AMBIGUOUS_GRADE, HeldCode.UNKNOWN_GRADE}


def test_a_distribution_does_not_overrule_a_host_that_calls_a_grade_a_pass_or_a_fail() -> None:
    for labels in ({"pass_labels": ("4",)}, {"fail_labels": ("4",)}):
        decision = decide(DistributionUse.CONVERT, **labels)

        assert codes(decision) == [HeldCode.AMBIGUOUS_GRADE]


def test_a_distribution_of_somebody_unknown_is_not_looked_at() -> None:
    distribution = GradeDistribution(
        source="resultDistribution", bins=(DistributionBin(label="4", count=Decimal(9)),)
    )
    case = make_case(make_result(distributions=(distribution,)), mobility=None)
    (decision,) = recognise(case, make_rulebook())

    assert codes(decision) == [HeldCode.UNKNOWN_LEARNER]


def test_a_percentage_is_not_invented_for_a_distribution() -> None:
    assert codes(decide(DistributionUse.CONVERT, means=False)) == [HeldCode.PERCENT_MISSING]


def test_a_distribution_does_not_turn_a_fail_into_a_pass() -> None:
    bins = (*CERTAIN, ("2", 30))

    assert HeldCode.FAILED in codes(decide(DistributionUse.CONVERT, "2", bins))


def test_a_distribution_that_cannot_be_used_leaves_the_table() -> None:
    decision = decide(DistributionUse.CONVERT, bins=(("?", 300),))

    assert mark(decision) == ("B", Decimal(80))
    assert StepKind.DISTRIBUTION_UNUSABLE in kinds(decision)


def test_a_status_nobody_thought_of_is_an_error_not_a_pass() -> None:
    with pytest.raises(AssertionError):
        recognise(make_case(make_result(status=cast("ResultStatus", "perhaps"))), make_rulebook())

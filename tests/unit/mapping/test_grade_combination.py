"""Several grades for one component: an exact mean, a lowest or a highest, and no mixed bag."""

from decimal import Decimal
from itertools import permutations

import pytest

from mapping.equivalences import Combination
from mapping.grade_combination import WeightedGrade, combine_grades
from mapping.grade_conversion import GradeContext, PrintedGrade, convert_grade
from mapping.grades import GradeConversion, HomeScale, band_for_percent
from mapping.held import HeldCode
from mapping.records import Grade
from mapping.terms import Regime
from mapping.trace import STEP_FACTS, Step, StepKind
from tests.builders import make_ects_table, make_host_rules, make_scale
from tests.refusals import refused

SCALE = make_scale()


def make_grade(percent: str | None, *, passed: bool = True) -> GradeConversion:
    step = Step(kind="grade-ects", source=str(percent))
    if percent is None:
        return GradeConversion(letter=None, points=None, percent=None, passed=passed, steps=(step,))
    band = band_for_percent(SCALE, Decimal(percent))
    assert band is not None
    return GradeConversion(
        letter=band.letter,
        points=band.points,
        percent=Decimal(percent),
        passed=band.passed,
        steps=(step,),
    )


def combined(
    *parts: tuple[str | None, str], how: Combination = Combination.WEIGHTED_MEAN
) -> GradeConversion:
    weighted = [
        WeightedGrade(grade=make_grade(percent), weight=Decimal(weight))
        for percent, weight in parts
    ]
    results = [combine_grades(order, how=how, scale=SCALE) for order in permutations(weighted)]
    assert all(result == results[0] for result in results), "the order of rows must not matter"
    last = results[0].steps[-1]
    assert STEP_FACTS[StepKind(last.kind)] == tuple(name for name, _ in last.facts)
    return results[0]


def test_two_finance_courses_make_a_b() -> None:
    """FIN201 4,5 and FIN202 4,0 with 3 ECTS credits each: 85 and 80 are 82.5, a B."""
    context = GradeContext(rules=make_host_rules(), scale=SCALE, ects=make_ects_table())
    parts = [
        WeightedGrade(
            grade=convert_grade(PrintedGrade(grade=Grade(label=label)), context=context),
            weight=Decimal(3),
        )
        for label in ("4+", "4")
    ]
    result = combine_grades(parts, how=Combination.WEIGHTED_MEAN, scale=SCALE)
    assert (result.letter, result.points, result.percent) == ("B", Decimal("3.0"), Decimal("82.5"))
    assert dict(result.steps[-1].facts) == {
        "grades": "80 x 3; 85 x 3",
        "exact": "82.5",
        "percent": "82.5",
        "letter": "B",
    }


def test_a_mean_is_weighted_by_credits_and_kept_exact() -> None:
    result = combined(("100", "1"), ("50", "2"))
    assert result.percent == Decimal("66.67")
    assert result.letter == "C"
    assert dict(result.steps[-1].facts)["exact"] == "200/3"


def test_a_mean_just_below_an_edge_stays_below_it() -> None:
    result = combined(("89.4", "1"), ("89.599", "1"), ("89.4999", "1"))
    assert (result.letter, result.percent) == ("B+", Decimal("89.49"))
    assert combined(("89", "1"), ("90", "1")).letter == "A-"


@pytest.mark.parametrize(
    ("how", "percent", "kind"),
    [
        (Combination.LOWEST, "65", StepKind.GRADES_LOWEST),
        (Combination.HIGHEST, "85", StepKind.GRADES_HIGHEST),
    ],
)
def test_the_lowest_and_the_highest_are_taken_whole(
    how: Combination, percent: str, kind: StepKind
) -> None:
    result = combined(("85", "9"), ("65", "1"), ("80", "5"), how=how)
    assert Decimal(percent) == result.percent
    assert kind == result.steps[-1].kind
    letter = {"65": "C", "85": "B+"}[percent]
    expected = {"grades": "65; 80; 85", "percent": percent, "letter": letter}
    assert expected == dict(result.steps[-1].facts)


@pytest.mark.parametrize("how", list(Combination))
def test_one_grade_combines_to_itself(how: Combination) -> None:
    result = combined(("87", "5"), how=how)
    assert (result.letter, result.percent) == ("B+", Decimal(87))


def test_a_failed_part_fails_the_whole() -> None:
    result = combined(("100", "5"), ("30", "1"))
    assert result.letter == "FX"
    assert not result.passed
    assert not combined(("100", "1"), ("0", "9")).passed
    assert combined(("100", "1"), ("50", "9")).passed


def test_a_pass_whose_combined_percentage_fails_is_a_fail() -> None:
    """A host's table may pass what the home scale does not."""
    part = GradeConversion(
        letter="FX", points=Decimal("0.5"), percent=Decimal(40), passed=True, steps=()
    )
    weighted = [WeightedGrade(grade=part, weight=Decimal(1))]
    assert not combine_grades(weighted, how=Combination.LOWEST, scale=SCALE).passed


def test_passes_combine_to_a_pass_without_points() -> None:
    result = combined((None, "3"), (None, "2"))
    assert (result.letter, result.points, result.percent, result.passed) == (None, None, None, True)
    assert result.steps[-1].kind == StepKind.GRADES_UNGRADED
    assert dict(result.steps[-1].facts) == {"count": "2"}
    failed = WeightedGrade(grade=make_grade(None, passed=False), weight=Decimal(1))
    assert not combine_grades([failed], how=Combination.LOWEST, scale=SCALE).passed


def test_a_grade_and_a_pass_do_not_mix() -> None:
    with refused(HeldCode.MIXED_GRADES, graded="2", ungraded="1"):
        combined(("85", "3"), (None, "2"), ("80", "1"))


def test_nothing_combines_to_nothing() -> None:
    with refused(HeldCode.NO_GRADE):
        combine_grades([], how=Combination.LOWEST, scale=SCALE)


@pytest.mark.parametrize("weight", ["0", "-1"])
def test_a_mean_needs_credits_to_weigh_by(weight: str) -> None:
    with refused(HeldCode.NO_CREDITS):
        combined(("85", weight), ("80", "3"))
    assert combined(("85", weight), ("80", "3"), how=Combination.LOWEST).percent == 80


def test_every_part_keeps_its_steps() -> None:
    result = combined(("85", "3"), ("80", "3"))
    assert [step.source for step in result.steps[:-1]] == ["80", "85"]


def test_a_scale_with_a_hole_is_a_mistake_of_the_home() -> None:
    broken = HomeScale(regime=Regime.KZ_2018, bands=SCALE.bands[:3])
    parts = [WeightedGrade(grade=make_grade("60"), weight=Decimal(1))]
    with pytest.raises(ValueError, match="no band"):
        combine_grades(parts, how=Combination.LOWEST, scale=broken)

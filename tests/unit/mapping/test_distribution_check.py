"""The table's figure beside the distribution's: agreed, or a person decides."""

from decimal import Decimal
from typing import Any

import pytest

from mapping.distribution import Unusable
from mapping.distribution_check import (
    DistributionContext,
    DistributionVerdict,
    check_distribution,
    convert_by_distribution,
    grades_apart,
)
from mapping.grade_conversion import GradeContext, convert_grade, printed_grade
from mapping.grades import GradeConversion
from mapping.held import HeldCode
from mapping.home_distribution import HomeDistribution, LetterCount
from mapping.records import DistributionBin, GradeDistribution, HostResult
from mapping.rulebook import DistributionUse, Overlap, Policies
from mapping.terms import Level
from mapping.trace import REFUSAL_FACTS, STEP_FACTS, StepKind
from tests.builders import make_ects_table, make_host_rules, make_result, make_scale
from tests.refusals import refused

SCALE = make_scale()
GRADE = GradeContext(rules=make_host_rules(), scale=SCALE, ects=make_ects_table())
MEANS = {"A": "97", "A-": "92.123", "B": "82.5", "C+": None, "C": "70"}


def make_home(
    letters: str = "A 100, A- 100, B 100, C+ 100, C 100", **fields: Any
) -> HomeDistribution:
    pairs = [each.split() for each in letters.split(", ")]
    defaults: dict[str, Any] = {
        "isced_code": "0412",
        "levels": (Level.BACHELOR,),
        "first_year": 2022,
        "last_year": 2023,
        "counts": tuple(
            LetterCount(
                letter=letter,
                count=int(count),
                mean_percent=None if (mean := MEANS.get(letter)) is None else Decimal(mean),
            )
            for letter, count in pairs
        ),
        "source": "registrar's statistics",
        "place": "distributions.yaml:1",
    }
    return HomeDistribution(**(defaults | fields))


def make_distribution(bins: str, source: str = "resultDistribution") -> GradeDistribution:
    return GradeDistribution(
        source=source,
        bins=tuple(
            DistributionBin(label=label, count=Decimal(count))
            for label, count in (each.rsplit(" ", 1) for each in bins.split(", "))
        ),
    )


def make_graded(*distributions: GradeDistribution, grade: str = "4", **fields: Any) -> HostResult:
    return make_result(
        grade=grade, distributions=distributions, **({"isced_code": "0412"} | fields)
    )


def make_context(*homes: HomeDistribution, **policies: Any) -> DistributionContext:
    return DistributionContext(
        grade=GRADE,
        home_distributions=homes or (make_home(),),
        level=Level.BACHELOR,
        policies=Policies(**policies),
    )


def checked(result: HostResult, context: DistributionContext | None = None) -> DistributionVerdict:
    table = convert_grade(printed_grade(result), context=GRADE)
    verdict = check_distribution(result, table, context=context or make_context())
    for step in verdict.steps:
        assert STEP_FACTS[StepKind(step.kind)] == tuple(name for name, _ in step.facts)
    return verdict


def kinds(verdict: DistributionVerdict) -> list[str]:
    return [step.kind for step in verdict.steps]


# the fourth fifth of the home's grades is C+, the third B; the table makes a 4 a B
AGREES = make_distribution("5 80, 4 40, 3 80")
LOWER = make_distribution("5 120, 4 40, 3 40")
APART = make_distribution("5 20, 4 40, 3 140")


def test_figures_that_agree_are_both_on_record() -> None:
    verdict = checked(make_graded(AGREES))
    assert verdict.reason is None
    assert kinds(verdict) == [StepKind.DISTRIBUTION_SUGGESTED, StepKind.DISTRIBUTION_AGREES]
    suggested, agrees = verdict.steps
    assert dict(suggested.facts) == {
        "label": "4",
        "distribution": "resultDistribution",
        "from": "40",
        "to": "60",
        "letters": "B",
        "overlap": "average",
        "letter": "B",
        "sample": "200",
        "home_sample": "500",
    }
    assert suggested.source == "registrar's statistics"
    assert suggested.place == "distributions.yaml:1"
    assert dict(agrees.facts) == {"table": "B", "distribution": "B", "apart": "0"}


def test_percentiles_are_shown_to_a_tenth() -> None:
    verdict = checked(make_graded(make_distribution("5 100, 4 100, 3 100")))
    facts = dict(verdict.steps[0].facts)
    assert (facts["from"], facts["to"]) == ("33.3", "66.7")
    assert facts["letters"] == "A-, B, C+"


def test_neighbouring_grades_agree() -> None:
    home = make_home("A 100, A- 100, B+ 100, B 100, C 100")
    verdict = checked(make_graded(AGREES), make_context(home))
    assert verdict.reason is None
    assert dict(verdict.steps[1].facts) == {"table": "B", "distribution": "B+", "apart": "1"}
    assert verdict.steps[1].kind == StepKind.DISTRIBUTION_AGREES


@pytest.mark.parametrize(
    ("distribution", "overlap", "letter", "apart"),
    [
        (APART, Overlap.MINIMUM, "A-", "2"),
        (APART, Overlap.MAXIMUM, "A", "3"),
        (LOWER, Overlap.AVERAGE, "C+", "2"),
    ],
)
def test_figures_more_than_a_grade_apart_go_to_a_person(
    distribution: GradeDistribution, overlap: Overlap, letter: str, apart: str
) -> None:
    verdict = checked(make_graded(distribution), make_context(overlap=overlap))
    assert verdict.reason is not None
    assert verdict.reason.code is HeldCode.DISTRIBUTION_DIFFERS
    assert tuple(name for name, _ in verdict.reason.facts) == REFUSAL_FACTS[verdict.reason.code]
    assert dict(verdict.reason.facts) == {
        "table": "B",
        "distribution": letter,
        "apart": apart,
        "sample": "200",
        "minimum": "100",
    }
    assert kinds(verdict)[1] == StepKind.DISTRIBUTION_APART


@pytest.mark.parametrize(
    ("bins", "minimum", "sample", "small"),
    [
        ("5 8, 4 4, 3 8", 20, "20", False),
        ("5 8, 4 4, 3 8", 21, "20", True),
        ("5 800, 4 400, 3 800", 500, "500", False),
        ("5 800, 4 400, 3 800", 501, "500", True),
        ("5 39.5, 4 20.5, 3 40", 1, "", True),
    ],
    ids=["enough", "host too few", "home enough", "home too few", "unknown"],
)
def test_a_small_or_unknown_sample_goes_to_a_person(
    bins: str,
    minimum: int,
    sample: str,
    small: bool,
) -> None:
    context = make_context(minimum_sample=minimum)
    verdict = checked(make_graded(make_distribution(bins)), context)
    assert (verdict.reason is not None) is small
    if verdict.reason is not None:
        assert dict(verdict.reason.facts)["sample"] == sample
        assert dict(verdict.steps[-1].facts) == {"sample": sample, "minimum": str(minimum)}
        assert verdict.steps[-1].kind == StepKind.DISTRIBUTION_SMALL_SAMPLE


def test_a_published_conversion_table_need_not_state_its_sample() -> None:
    table = make_distribution("5 40, 4 20, 3 40", "gradeConversionTable")
    verdict = checked(make_graded(table))
    assert verdict.reason is None
    assert dict(verdict.steps[0].facts)["sample"] == ""
    small = checked(make_graded(table), make_context(minimum_sample=501))
    assert small.reason is not None
    assert dict(small.reason.facts)["sample"] == "500"


def test_the_published_table_goes_before_the_courses_own_figures() -> None:
    table = make_distribution("5 40, 4 20, 3 40", "gradeConversionTable")
    shortened = make_distribution("lower 40, equal 20, higher 40", "shortenedGrading")
    for order in ((APART, table, shortened), (shortened, APART, table)):
        verdict = checked(make_graded(*order))
        assert dict(verdict.steps[0].facts)["distribution"] == "gradeConversionTable"
    verdict = checked(make_graded(shortened, AGREES))
    assert dict(verdict.steps[0].facts)["distribution"] == "resultDistribution"


def test_shortened_grading_is_the_last_to_be_asked() -> None:
    home = make_home("A 100, A- 100, B 100, C 100, FX 100")
    shortened = make_distribution("lower 40, equal 20, higher 40", "shortenedGrading")
    verdict = checked(make_graded(shortened), make_context(home))
    assert verdict.suggestion is not None
    assert verdict.suggestion.letter == "B"
    assert verdict.reason is not None, "its sample is unknown"


@pytest.mark.parametrize(
    ("fields", "homes", "why"),
    [
        ({"isced_code": "0912"}, (), Unusable.NO_HOME_DISTRIBUTION),
        ({}, (make_home(), make_home()), Unusable.SEVERAL_HOME_DISTRIBUTIONS),
        ({"grade": "3+"}, (), Unusable.GRADE_NOT_IN_IT),
        ({}, (make_home("FX 9"),), Unusable.NO_HOME_DISTRIBUTION),
    ],
)
def test_a_distribution_that_says_nothing_says_why(
    fields: dict[str, Any], homes: tuple[HomeDistribution, ...], why: Unusable
) -> None:
    verdict = checked(make_graded(AGREES, **fields), make_context(*homes))
    assert verdict.suggestion is None
    assert verdict.reason is None
    (step,) = verdict.steps
    assert step.kind == StepKind.DISTRIBUTION_UNUSABLE
    assert dict(step.facts) == {"distribution": "resultDistribution", "reason": why}


def test_a_distribution_of_another_field_is_left_aside() -> None:
    other = GradeDistribution(source="resultDistribution", bins=AGREES.bins, isced_code="0913")
    verdict = checked(make_graded(other))
    assert dict(verdict.steps[0].facts)["reason"] == Unusable.OTHER_FIELD


def test_a_distribution_of_another_cycle_is_left_aside() -> None:
    other = GradeDistribution(source="resultDistribution", bins=AGREES.bins, cycle="second")
    verdict = checked(make_graded(other))
    assert dict(verdict.steps[0].facts)["reason"] == Unusable.OTHER_CYCLE


def test_the_distributions_own_field_will_do() -> None:
    own = GradeDistribution(source="resultDistribution", bins=AGREES.bins, isced_code="0412")
    assert checked(make_graded(own, isced_code="")).suggestion is not None
    assert checked(make_graded(own, isced_code="041")).suggestion is not None


def test_two_distributions_that_suggest_differently_say_nothing() -> None:
    verdict = checked(make_graded(AGREES, APART))
    assert verdict.suggestion is None
    assert dict(verdict.steps[0].facts) == {
        "distribution": "resultDistribution",
        "reason": Unusable.SUGGESTIONS_DIFFER,
    }
    assert checked(make_graded(AGREES, AGREES)).suggestion is not None


def test_reasons_stand_in_one_order_whatever_the_rows() -> None:
    other = make_distribution("9 9")
    broad = GradeDistribution(source="resultDistribution", bins=AGREES.bins, isced_code="04")
    assert checked(make_graded(other, broad)) == checked(make_graded(broad, other))


@pytest.mark.parametrize("grade", ["2", "zal", "nzal"])
def test_fails_and_ungraded_results_are_not_compared(grade: str) -> None:
    assert checked(make_graded(AGREES, grade=grade)) == DistributionVerdict()


def test_a_home_may_ignore_distributions() -> None:
    context = make_context(distribution=DistributionUse.IGNORE)
    assert checked(make_graded(APART), context) == DistributionVerdict()


def test_a_result_without_distributions_has_no_verdict() -> None:
    assert checked(make_graded()) == DistributionVerdict()


def test_a_suggestion_stands_alone_where_the_table_gives_nothing() -> None:
    result = make_graded(AGREES)
    verdict = check_distribution(result, None, context=make_context())
    assert verdict.suggestion is not None
    assert verdict.reason is None
    assert kinds(verdict) == [StepKind.DISTRIBUTION_SUGGESTED]
    small = check_distribution(result, None, context=make_context(minimum_sample=999))
    assert small.reason is not None
    facts = dict(small.reason.facts)
    assert (facts["table"], facts["apart"], facts["distribution"]) == ("", "", "B")


# --- the suggestion as the grade -------------------------------------------------------------


def by_distribution(result: HostResult) -> GradeConversion | None:
    return convert_by_distribution(checked(result), scale=SCALE)


def test_a_home_may_take_the_suggestion_with_its_own_mean_percentage() -> None:
    grade = by_distribution(make_graded(AGREES))
    assert grade is not None
    assert (grade.letter, grade.points, grade.percent) == ("B", Decimal("3.0"), Decimal("82.50"))
    assert grade.passed
    assert grade.steps[-1].kind == StepKind.DISTRIBUTION_USED
    assert dict(grade.steps[-1].facts) == {"letter": "B", "points": "3", "percent": "82.5"}
    assert grade.steps[0].kind == StepKind.DISTRIBUTION_SUGGESTED
    assert grade.steps[-1].place == "distributions.yaml:1"
    assert grade.steps[-1].source == "registrar's statistics"


def test_a_suggestion_without_a_mean_percentage_is_refused() -> None:
    with refused(HeldCode.PERCENT_MISSING, letter="C+", lowest="70", highest="74"):
        by_distribution(make_graded(LOWER))


def test_a_mean_percentage_of_another_letter_is_refused() -> None:
    result = make_graded(make_distribution("5 160, 4 40"))
    with refused(HeldCode.PERCENT_MISSING, letter="C"):
        by_distribution(result)


def test_a_letter_in_two_spellings_needs_one_mean_percentage() -> None:
    def by_counts(*rows: tuple[str, int, str | None]) -> GradeConversion | None:
        counts = tuple(
            LetterCount(letter=letter, count=count, mean_percent=mean and Decimal(mean))
            for letter, count, mean in rows
        )
        result = make_graded(make_distribution("5 100, 4 100"), grade="5")
        verdict = checked(result, make_context(make_home(counts=counts)))
        return convert_by_distribution(verdict, scale=SCALE)

    grade = by_counts(("D-", 100, "52"), ("D", 0, None), ("FX", 10, "30"))
    assert grade is not None
    assert (grade.letter, grade.percent) == ("D", Decimal("52.00"))
    assert by_counts(("D-", 50, "52"), ("D", 50, "52.0")) == grade
    edge = by_counts(("D", 1, "54.496"))
    assert edge is not None
    assert (edge.letter, edge.percent) == ("D", Decimal("54.49"))
    with refused(HeldCode.PERCENT_MISSING, letter="D", lowest="50", highest="54"):
        by_counts(("D-", 50, "52"), ("D", 50, "53"))


def test_no_suggestion_is_no_grade() -> None:
    assert by_distribution(make_graded()) is None


def test_neighbours_on_the_scale_are_one_apart() -> None:
    assert grades_apart(SCALE, "A", "A") == 0
    assert grades_apart(SCALE, "B+", "A-") == 1
    assert grades_apart(SCALE, "A", "F") == 11

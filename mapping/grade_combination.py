"""Several host grades that stand for one home component, as one grade; never a mixed bag."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mapping.equivalences import Combination
from mapping.grades import GradeConversion, HomeScale, band_for_percent, delivered_percent
from mapping.held import HeldCode
from mapping.numbers import exact_text, plain
from mapping.trace import Step, StepKind, conversion_step, refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedGrade:
    """One converted grade with its weight: the credits of its course, all in one scheme."""

    grade: GradeConversion
    weight: Decimal


def combine_grades(
    parts: Sequence[WeightedGrade], *, how: Combination, scale: HomeScale
) -> GradeConversion:
    """Combine the grades of one home component; raises ConversionRefused.

    The letter is found by the exact percentage, in the home scale's bands. Results without a grade
    combine among themselves only: a mean of a grade and a pass would be invented. `passed` holds
    where every part is passed.
    """
    if not parts:
        raise refusal(HeldCode.NO_GRADE, "the document states no grade for this result")
    passed = all(part.grade.passed for part in parts)
    steps = _steps_of(parts)
    graded = [(part.grade.percent, part.weight) for part in parts if part.grade.percent is not None]
    if not graded:
        step = conversion_step(StepKind.GRADES_UNGRADED, str(len(parts)))
        return GradeConversion(
            letter=None, points=None, percent=None, passed=passed, steps=(*steps, step)
        )
    if len(graded) != len(parts):
        raise refusal(
            HeldCode.MIXED_GRADES,
            "some of the results that count together carry a grade and some do not",
            str(len(graded)),
            str(len(parts) - len(graded)),
            hint="let the equivalence take courses that are graded alike",
        )
    if not passed and how is not Combination.LOWEST:
        # A block is failed with its weakest part: neither a mean nor a better part hides a fail.
        how = Combination.LOWEST
        graded = [
            (part.grade.percent, part.weight)
            for part in parts
            if part.grade.percent is not None and not part.grade.passed
        ]
    exact = _combined(graded, how)
    band = band_for_percent(scale, exact)
    if band is None:
        raise ValueError("the home scale has no band for a percentage between two of its own")
    percent = delivered_percent(exact, scale=scale)
    step = _step(graded, how, exact, percent, band.letter)
    return GradeConversion(
        letter=band.letter,
        points=band.points,
        percent=percent,
        passed=passed and band.passed,
        steps=(*steps, step),
    )


def _combined(graded: Sequence[tuple[Decimal, Decimal]], how: Combination) -> Fraction:
    if how is Combination.WEIGHTED_MEAN:
        return _mean(graded)
    percents = [percent for percent, _ in graded]
    return Fraction(min(percents) if how is Combination.LOWEST else max(percents))


def _mean(graded: Sequence[tuple[Decimal, Decimal]]) -> Fraction:
    if any(weight <= 0 for _, weight in graded):
        raise refusal(
            HeldCode.NO_CREDITS, "a mean is weighted by credits, and a course has none to weigh by"
        )
    total = sum((Fraction(weight) for _, weight in graded), Fraction(0))
    weighted = (Fraction(percent) * Fraction(weight) for percent, weight in graded)
    return sum(weighted, Fraction(0)) / total


def _step(
    graded: Sequence[tuple[Decimal, Decimal]],
    how: Combination,
    exact: Fraction,
    percent: Decimal,
    letter: str,
) -> Step:
    if how is Combination.WEIGHTED_MEAN:
        listed = "; ".join(f"{plain(part)} x {plain(weight)}" for part, weight in sorted(graded))
        return conversion_step(
            StepKind.GRADES_MEAN, listed, exact_text(exact), plain(percent), letter
        )
    lowest = how is Combination.LOWEST
    kind = StepKind.GRADES_LOWEST if lowest else StepKind.GRADES_HIGHEST
    listed = "; ".join(plain(part) for part, _ in sorted(graded))
    return conversion_step(kind, listed, plain(percent), letter)


def _steps_of(parts: Sequence[WeightedGrade]) -> tuple[Step, ...]:
    """List the steps of the parts in the order of their content, so that rows never matter."""
    ordered = sorted(parts, key=lambda part: repr(part.grade.steps))
    return tuple(step for part in ordered for step in part.grade.steps)

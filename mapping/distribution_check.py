"""The table's result and the distribution's side by side: they agree, or a person decides."""

from dataclasses import dataclass
from fractions import Fraction

from mapping.distribution import (
    GRADE_CONVERSION_TABLE,
    RESULT_DISTRIBUTION,
    SHORTENED_GRADING,
    Suggestion,
    Unusable,
    find_home_distribution,
    place_grade,
    suggest_grade,
    suits,
)
from mapping.grade_conversion import GradeContext, printed_grade
from mapping.grades import (
    GradeConversion,
    HomeScale,
    band_for_letter,
    band_for_percent,
    delivered_percent,
)
from mapping.held import HeldCode, HeldReason
from mapping.home_distribution import HomeDistribution
from mapping.numbers import Rounding, exact_text, plain, round_fraction
from mapping.records import GradeDistribution, HostResult
from mapping.rulebook import DistributionUse, Policies
from mapping.terms import Level
from mapping.trace import REFUSAL_FACTS, Step, StepKind, conversion_step, refusal

GRADES_APART = 1
"""A table and a distribution may differ by this many home grades before a person decides."""

_PREFERENCE = (GRADE_CONVERSION_TABLE, RESULT_DISTRIBUTION, SHORTENED_GRADING)


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionContext:
    """What a distribution is read by, besides the grade's own context."""

    grade: GradeContext
    home_distributions: tuple[HomeDistribution, ...]
    level: Level
    policies: Policies


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionVerdict:
    """What a result's distributions say; `reason` holds the result, `steps` show both figures."""

    suggestion: Suggestion | None = None
    reason: HeldReason | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    distribution: GradeDistribution
    suggestion: Suggestion


def check_distribution(
    result: HostResult, table: GradeConversion | None, *, context: DistributionContext
) -> DistributionVerdict:
    """Set what a result's distributions suggest beside what the table gave.

    `table` is None where the table gave nothing (an ambiguous row). A person decides when the two
    are more than one home grade apart, or a sample is below the minimum; an unknown sample is too
    small, except that of a published conversion table. Fails and ungraded results are not compared.
    """
    ignored = context.policies.distribution is DistributionUse.IGNORE
    if ignored or (table is not None and (table.letter is None or not table.passed)):
        return DistributionVerdict()
    steps: list[Step] = []
    for source in _PREFERENCE:
        readings: list[_Reading] = []
        for distribution in result.distributions:
            if distribution.source == source:
                read = _read(result, distribution, context)
                if isinstance(read, Unusable):
                    steps.append(_unusable(source, read))
                else:
                    readings.append(read)
        if len({reading.suggestion for reading in readings}) == 1:
            return _verdict(result, readings[0], table, context)
        if readings:
            steps.append(_unusable(source, Unusable.SUGGESTIONS_DIFFER))
    return DistributionVerdict(steps=tuple(sorted(steps, key=repr)))


def convert_by_distribution(
    verdict: DistributionVerdict, *, scale: HomeScale
) -> GradeConversion | None:
    """Take the suggestion as the grade; its percentage is the mean the home counted for the letter.

    None where there is no suggestion. Raises ConversionRefused where the home states no mean, or
    one outside the letter's band: a percentage is never invented.
    """
    if verdict.suggestion is None:
        return None
    band, home = verdict.suggestion.band, verdict.suggestion.home
    mean, *others = {
        item.mean_percent
        for item in home.counts
        if item.count > 0 and band_for_letter(scale, item.letter) == band
    }
    if others or mean is None or band_for_percent(scale, mean) != band:
        raise refusal(
            HeldCode.PERCENT_MISSING,
            "the home distribution states no usable mean percentage for this letter",
            band.letter,
            str(band.lowest_percent),
            str(band.highest_percent),
            hint="state the letter's mean percentage in the home distribution",
        )
    percent = delivered_percent(mean, scale=scale)
    step = conversion_step(
        StepKind.DISTRIBUTION_USED,
        band.letter,
        plain(band.points),
        plain(percent),
        source=home.source,
        place=home.place,
    )
    return GradeConversion(
        letter=band.letter,
        points=band.points,
        percent=percent,
        passed=band.passed,
        steps=(*verdict.steps, step),
    )


def grades_apart(scale: HomeScale, first: str, second: str) -> int:
    """Count the grades of the home scale between two of its letters; neighbours are 1 apart."""
    ordered = sorted(scale.bands, key=lambda band: band.lowest_percent)
    places = {band.letter: place for place, band in enumerate(ordered)}
    return abs(places[first] - places[second])


def _read(
    result: HostResult, distribution: GradeDistribution, context: DistributionContext
) -> _Reading | Unusable:
    unsuited = suits(distribution, isced_code=result.isced_code, level=context.level)
    if unsuited is not None:
        return unsuited
    field = max(result.isced_code, distribution.isced_code)  # one begins with the other
    home = find_home_distribution(context.home_distributions, isced_code=field, level=context.level)
    if isinstance(home, Unusable):
        return home
    place = place_grade(printed_grade(result), distribution, context=context.grade)
    if isinstance(place, Unusable):
        return place
    suggestion = suggest_grade(
        place, home=home, scale=context.grade.scale, overlap=context.policies.overlap
    )
    if isinstance(suggestion, Unusable):
        return suggestion
    return _Reading(distribution=distribution, suggestion=suggestion)


def _verdict(
    result: HostResult,
    reading: _Reading,
    table: GradeConversion | None,
    context: DistributionContext,
) -> DistributionVerdict:
    suggestion, minimum = reading.suggestion, context.policies.minimum_sample
    steps = [_suggested(result, reading, context)]
    apart = 0
    if table is not None and table.letter is not None:
        apart = grades_apart(context.grade.scale, table.letter, suggestion.letter)
        agrees = apart <= GRADES_APART
        kind = StepKind.DISTRIBUTION_AGREES if agrees else StepKind.DISTRIBUTION_APART
        steps.append(conversion_step(kind, table.letter, suggestion.letter, str(apart)))
    sample = _smallest_sample(reading)
    small = sample is None or sample < minimum
    stated = "" if sample is None else str(sample)
    if small:
        steps.append(conversion_step(StepKind.DISTRIBUTION_SMALL_SAMPLE, stated, str(minimum)))
    facts = (
        table.letter or "" if table else "",
        suggestion.letter,
        str(apart) if table else "",
        stated,
        str(minimum),
    )
    return DistributionVerdict(
        suggestion=suggestion,
        reason=_differs(*facts) if small or apart > GRADES_APART else None,
        steps=tuple(steps),
    )


def _smallest_sample(reading: _Reading) -> int | None:
    """Take the smaller of the two samples; a published conversion table need not state its own."""
    own = reading.suggestion.sample
    if own is None and reading.distribution.source != GRADE_CONVERSION_TABLE:
        return None
    home = reading.suggestion.home_sample
    return home if own is None else min(own, home)


def _differs(*values: str) -> HeldReason:
    code = HeldCode.DISTRIBUTION_DIFFERS
    return HeldReason(code=code, facts=tuple(zip(REFUSAL_FACTS[code], values, strict=True)))


def _suggested(result: HostResult, reading: _Reading, context: DistributionContext) -> Step:
    suggestion = reading.suggestion
    return conversion_step(
        StepKind.DISTRIBUTION_SUGGESTED,
        result.grade.label if result.grade else "",
        reading.distribution.source,
        _percentile(suggestion.start),
        _percentile(suggestion.end),
        ", ".join(suggestion.letters),
        context.policies.overlap,
        suggestion.letter,
        "" if suggestion.sample is None else str(suggestion.sample),
        str(suggestion.home_sample),
        source=suggestion.home.source,
        place=suggestion.home.place,
    )


def _unusable(source: str, why: Unusable) -> Step:
    return conversion_step(StepKind.DISTRIBUTION_UNUSABLE, source, why)


def _percentile(share: Fraction) -> str:
    tenth = Fraction(1, 10)
    return exact_text(round_fraction(100 * share, rounding=Rounding.HALF_UP, unit=tenth))

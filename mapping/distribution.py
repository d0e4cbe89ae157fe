"""A grade by its place in a distribution: a suggestion beside the table's result, never alone.

    host's passing grades   |--- 5 ---|------- 4+ -------|------ 4 ------|-- 3 --|   best to worst
    home's passing grades   |- A -|-- A- --|--- B+ ---|--- B ---|- B- -|-- C+ ...

The host grade's band is laid on the home's passing grades of the same field and cycle (ECTS Users'
Guide 2015); where it covers several home grades the home's policy takes the lowest, the mean or the
highest. What the two figures mean together is decided in `mapping.distribution_check`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from mapping.grade_conversion import GradeContext, PrintedGrade, grade_scheme
from mapping.grade_tables import (
    ECTS,
    KZ_LETTER,
    PERCENT,
    ambiguous_grade,
    find_ects_row,
    find_grade_table,
    find_row,
    unknown_grade,
)
from mapping.grades import EctsRow, GradeBand, HomeScale, band_for_letter, label_key
from mapping.home_distribution import HomeDistribution
from mapping.records import GradeDistribution
from mapping.rulebook import Overlap
from mapping.terms import Level
from mapping.trace import ConversionRefused

RESULT_DISTRIBUTION = "resultDistribution"
GRADE_CONVERSION_TABLE = "gradeConversionTable"
SHORTENED_GRADING = "shortenedGrading"

MINIMUM_YEARS = 2
"""ECTS Users' Guide 2015: the reference group covers at least the last two years."""

_BROAD_FIELD_DIGITS = 2
_CYCLE_OF_LEVEL = {
    Level.BACHELOR: "first",
    Level.PROFILE_MASTER: "second",
    Level.SCIENTIFIC_MASTER: "second",
    Level.PHD: "third",
}
_CYCLES = {
    "first": ("first", "1", "6", "bachelor"),
    "second": ("second", "2", "7", "master"),
    "third": ("third", "3", "8", "doctoral", "phd"),
}
"""Words of the Bologna cycles, of the EQF levels and of ELMO's `credit/level`."""


class Unusable(StrEnum):
    """Why a distribution says nothing about a grade."""

    SAME_SCALE = "same-scale"
    OTHER_CYCLE = "other-cycle"
    OTHER_FIELD = "other-field"
    NO_HOME_DISTRIBUTION = "no-home-distribution"
    SEVERAL_HOME_DISTRIBUTIONS = "several-home-distributions"
    LABELS_UNREADABLE = "labels-unreadable"
    GRADE_NOT_IN_IT = "grade-not-in-it"
    HOME_FAILS_UNKNOWN = "home-fails-unknown"
    SUGGESTIONS_DIFFER = "suggestions-differ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """The home grade at the host grade's place.

    `start` and `end` are shares of the graded students from the best grade down; `letters` are the
    home grades that place covers, best first. `sample` is None where the host gives shares only.
    """

    band: GradeBand
    letters: tuple[str, ...]
    start: Fraction
    end: Fraction
    sample: int | None
    home: HomeDistribution
    home_sample: int

    @property
    def letter(self) -> str:
        """Give the letter of the home scale."""
        return self.band.letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a grade lies among all: shares from the best grade down, fails included or not."""

    start: Fraction
    end: Fraction
    sample: int | None
    with_fails: bool


def find_home_distribution(
    distributions: Iterable[HomeDistribution], *, isced_code: str, level: Level
) -> HomeDistribution | Unusable:
    """Find the home's distribution for a field and level: the detailed field before the narrow one.

    A broad field (two digits) is no reference group, and neither is less than two years.
    """
    fitting = [
        candidate
        for candidate in distributions
        if len(candidate.isced_code) > _BROAD_FIELD_DIGITS
        and isced_code.startswith(candidate.isced_code)
        and level in candidate.levels
        and candidate.last_year - candidate.first_year + 1 >= MINIMUM_YEARS
    ]
    if not fitting:
        return Unusable.NO_HOME_DISTRIBUTION
    detail = max(len(candidate.isced_code) for candidate in fitting)
    first, *others = [one for one in fitting if len(one.isced_code) == detail]
    return Unusable.SEVERAL_HOME_DISTRIBUTIONS if others else first


def suits(distribution: GradeDistribution, *, isced_code: str, level: Level) -> Unusable | None:
    """Tell why a distribution is not about this field and cycle; None where it is, or says not."""
    cycle = distribution.cycle.strip().casefold()
    if cycle and cycle not in _CYCLES[_CYCLE_OF_LEVEL[level]]:
        return Unusable.OTHER_CYCLE
    own, asked = distribution.isced_code, isced_code
    broad = 0 < len(own) <= _BROAD_FIELD_DIGITS
    if broad or (own and asked and not (own.startswith(asked) or asked.startswith(own))):
        return Unusable.OTHER_FIELD
    return None


def place_grade(
    printed: PrintedGrade, distribution: GradeDistribution, *, context: GradeContext
) -> Place | Unusable:
    """Find where a printed grade lies in its host's distribution."""
    if printed.grade is None:
        return Unusable.GRADE_NOT_IN_IT
    scheme = grade_scheme(printed, context)
    if scheme in {KZ_LETTER, PERCENT}:
        return Unusable.SAME_SCALE
    if any(part.count < 0 for part in distribution.bins):
        return Unusable.LABELS_UNREADABLE
    if distribution.source == SHORTENED_GRADING:
        return _place_in_shares(distribution)
    try:
        ranks = {
            label_key(part.label): _rank(part.label, scheme, context) for part in distribution.bins
        }
    except ConversionRefused:
        return Unusable.LABELS_UNREADABLE
    return _place_in_ranks(label_key(printed.grade.label), distribution, ranks)


def suggest_grade(
    place: Place, *, home: HomeDistribution, scale: HomeScale, overlap: Overlap
) -> Suggestion | Unusable:
    """Lay a place on the home's distribution and take one of the grades it covers."""
    groups = _home_groups(home, scale, with_fails=place.with_fails)
    total = sum(count for _, count in groups)
    if not total:
        return Unusable.NO_HOME_DISTRIBUTION
    if place.with_fails and all(band.passed for band, _ in groups):
        return Unusable.HOME_FAILS_UNKNOWN
    edges = [Fraction(0)]
    for _, count in groups:
        edges.append(edges[-1] + Fraction(count, total))
    covered = [
        (band, min(place.end, below) - max(place.start, above))
        for (band, _), (above, below) in zip(groups, pairwise(edges), strict=True)
        if min(place.end, below) > max(place.start, above)
    ]
    return Suggestion(
        band=_taken(covered, overlap),
        letters=tuple(band.letter for band, _ in covered),
        start=place.start,
        end=place.end,
        sample=place.sample,
        home=home,
        home_sample=total,
    )


def _rank(label: str, scheme: str, context: GradeContext) -> Fraction | None:
    """Rank a host label by the home percentages it can stand for; None for fails and ungraded."""
    ungraded = {
        label_key(each) for each in (*context.rules.pass_labels, *context.rules.fail_labels)
    }
    if label_key(label) in ungraded:
        return None
    letters: tuple[str, ...] = (label,)
    if scheme != ECTS:
        row = find_row(find_grade_table(context.rules, scheme, on=context.on), label)
        letters = row.to if row.passed else ()
    rows = [find_ects_row(context.ects, letter) for letter in letters]
    verdicts = {_passes(row, context.scale) for row in rows}
    if len(verdicts) > 1:
        raise ambiguous_grade(label, scheme, "/".join(letters))
    if verdicts != {True}:
        return None
    return Fraction(sum(row.percent for row in rows)) / len(rows)


def _passes(row: EctsRow, scale: HomeScale) -> bool:
    band = band_for_letter(scale, row.letter)
    if band is None:
        raise unknown_grade(row.label, ECTS)
    return band.passed


def _place_in_ranks(
    label: str, distribution: GradeDistribution, ranks: dict[str, Fraction | None]
) -> Place | Unusable:
    """Place a label among the passing ones; labels that rank alike are one grade."""
    own = ranks.get(label)
    counted = [
        (rank, Fraction(part.count))
        for part in distribution.bins
        if (rank := ranks[label_key(part.label)]) is not None
    ]
    if own is None:
        return Unusable.GRADE_NOT_IN_IT
    better = sum((count for rank, count in counted if rank > own), Fraction(0))
    equal = sum((count for rank, count in counted if rank == own), Fraction(0))
    total = sum((count for _, count in counted), Fraction(0))
    if not equal:
        return Unusable.GRADE_NOT_IN_IT
    return Place(
        start=better / total,
        end=(better + equal) / total,
        sample=_sample(distribution, total),
        with_fails=False,
    )


def _sample(distribution: GradeDistribution, total: Fraction) -> int | None:
    """Count the students; a conversion table holds shares, and so do figures that are not whole."""
    whole = all(part.count == int(part.count) for part in distribution.bins)
    return int(total) if whole and distribution.source != GRADE_CONVERSION_TABLE else None


def _place_in_shares(distribution: GradeDistribution) -> Place | Unusable:
    shares = {part.label: Fraction(part.count) for part in distribution.bins}
    if set(shares) != {"lower", "equal", "higher"}:
        return Unusable.LABELS_UNREADABLE
    if not shares["equal"]:
        return Unusable.GRADE_NOT_IN_IT
    total = sum(shares.values())
    return Place(
        start=shares["higher"] / total,
        end=(shares["higher"] + shares["equal"]) / total,
        sample=None,
        with_fails=True,
    )


def _home_groups(
    home: HomeDistribution, scale: HomeScale, *, with_fails: bool
) -> list[tuple[GradeBand, int]]:
    counts: dict[GradeBand, int] = {}
    for item in home.counts:
        band = band_for_letter(scale, item.letter)
        if band is not None and item.count > 0 and (with_fails or band.passed):
            counts[band] = counts.get(band, 0) + item.count
    return sorted(counts.items(), key=lambda pair: -pair[0].lowest_percent)


def _taken(covered: list[tuple[GradeBand, Fraction]], overlap: Overlap) -> GradeBand:
    """Take one of the covered grades, best first; a mean is weighted, a tie goes down."""
    if overlap is not Overlap.AVERAGE:
        return covered[0 if overlap is Overlap.MAXIMUM else -1][0]
    width = sum((part for _, part in covered), Fraction(0))
    mean = sum((Fraction(band.points) * part for band, part in covered), Fraction(0)) / width
    return min(
        (band for band, _ in covered),
        key=lambda band: (abs(Fraction(band.points) - mean), band.points),
    )

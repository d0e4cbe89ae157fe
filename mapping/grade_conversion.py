"""One grade: from a host's label to the home letter, points and percentage, or refused.

    local label --(host's own dated table)--> ECTS letter --(national table)--> letter, points, %
    KZ letter or percentage at a KZ host ------(identity, cross-checked)------> letter, points, %
    pass/fail, зачёт, without control -----------------------------------> credits, no points

Nothing here converts back from the home scale.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from mapping.grade_tables import (
    BUILT_IN_SCHEMES,
    ECTS,
    KZ_LETTER,
    PERCENT,
    ambiguous_grade,
    find_ects_row,
    find_grade_table,
    find_row,
    label_number,
    refuse_redefinition,
    scheme_key,
    unknown_grade,
)
from mapping.grades import (
    EctsTable,
    GradeBand,
    GradeConversion,
    HomeScale,
    band_for_letter,
    band_for_percent,
    delivered_percent,
    label_key,
    whole_percent,
)
from mapping.held import HeldCode
from mapping.numbers import plain
from mapping.records import Grade, HostResult
from mapping.rulebook import HostRules
from mapping.trace import ConversionRefused, Step, StepKind, conversion_step, refusal

_NOT_IN_SCHEME = frozenset({HeldCode.UNKNOWN_GRADE, HeldCode.NO_GRADE_TABLE})
_NO_MARK = _NOT_IN_SCHEME | {HeldCode.NO_GRADE}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedGrade:
    """What a document prints about one grade: a label, and figures beside it."""

    grade: Grade | None = None
    percent: Decimal | None = None
    points: Decimal | None = None
    without_control: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeContext:
    """What a grade is read by: the host's rules, the student's scale and table, and when.

    `scale` and `ects` are those of the student's regime. `on` is when the course was taken; it
    picks the host's table.
    """

    rules: HostRules
    scale: HomeScale
    ects: EctsTable
    on: date | None = None


def printed_grade(result: HostResult) -> PrintedGrade:
    """Take what a result prints about its grade."""
    return PrintedGrade(
        grade=result.grade,
        percent=result.percent,
        points=result.points,
        without_control=result.without_control,
    )


def convert_grade(printed: PrintedGrade, *, context: GradeContext) -> GradeConversion:
    """Convert what a host printed to the home scale; raises ConversionRefused.

    A fail is converted like any other grade, with `passed` false, so that a person can see it.
    """
    if printed.without_control:
        return _without_control(printed, context)
    return _graded(printed, context)


def _without_control(printed: PrintedGrade, context: GradeContext) -> GradeConversion:
    """Carry credits without a mark, unless the mark printed all the same is or may be a fail.

    What is printed need not be a mark (a dash, "without control"). A passing one does not count.
    """
    for mark in dict.fromkeys((printed, replace(printed, grade=None))):
        try:
            graded = _graded(mark, context)
        except ConversionRefused as refused:
            if _may_fail(refused, context):
                raise
        else:
            if not graded.passed:
                return graded
    return _ungraded(conversion_step(StepKind.GRADE_WITHOUT_CONTROL), passed=True)


def _may_fail(refused: ConversionRefused, context: GradeContext) -> bool:
    """Tell whether what is printed may be a failing mark after all."""
    if refused.code == HeldCode.PERCENT_MISSING:
        band = band_for_letter(context.scale, dict(refused.facts)["letter"])
        return band is None or not band.passed
    return refused.code not in _NO_MARK and not names_passes_only(refused, context)


def names_passes_only(refused: ConversionRefused, context: GradeContext) -> bool:
    """Tell whether a label is ambiguous between passing grades, and nothing else is wrong."""
    if refused.code != HeldCode.AMBIGUOUS_GRADE:
        return False
    try:
        labels = dict(refused.facts)["options"].split("/")
        rows = [find_ects_row(context.ects, label) for label in labels]
    except ConversionRefused:
        return False
    bands = [band_for_letter(context.scale, row.letter) for row in rows]
    return all(band is not None and band.passed for band in bands)


def _graded(printed: PrintedGrade, context: GradeContext) -> GradeConversion:
    verdict = _verdict(printed, context)
    if verdict is None:
        return _by_scheme(printed, context)
    label = _label(printed)
    try:
        graded = _by_scheme(printed, context)
    except ConversionRefused as refused:
        if refused.code not in _NOT_IN_SCHEME:
            raise
        kind = StepKind.GRADE_PASS_LABEL if verdict else StepKind.GRADE_FAIL_LABEL
        return _ungraded(conversion_step(kind, label), passed=verdict)
    if graded.passed is not verdict or (verdict and graded.letter is not None):
        options = f"{'pass' if verdict else 'fail'}/{graded.letter or 'no letter'}"
        raise ambiguous_grade(label, grade_scheme(printed, context), options)
    return graded


def grade_scheme(printed: PrintedGrade, context: GradeContext) -> str:
    """Tell the scheme a grade is read in: its own, or else the host's; schemes ignore case."""
    own = printed.grade.scheme if printed.grade else None
    return scheme_key(own or context.rules.grading_scheme)


def convert_home_letter(printed: PrintedGrade, *, scale: HomeScale) -> GradeConversion:
    """Read a letter that is already on the home scale, its percentage and points agreeing.

    `percent` stays None where only the letter was printed: a band has no single percentage.
    """
    return _home_letter(printed, scale)[1]


def _by_scheme(printed: PrintedGrade, context: GradeContext) -> GradeConversion:
    scheme = grade_scheme(printed, context)
    if scheme not in BUILT_IN_SCHEMES:
        return _by_table(_label(printed), scheme, context)
    refuse_redefinition(context.rules, scheme)
    if scheme == ECTS:
        return _by_ects(_label(printed), context)
    if scheme == PERCENT or not _has_label(printed):
        return _by_percent(printed, context.scale)
    band, conversion = _home_letter(printed, context.scale)
    if conversion.percent is None:
        raise refusal(
            HeldCode.PERCENT_MISSING,
            "the host printed a letter without its percentage, and none is invented",
            band.letter,
            str(band.lowest_percent),
            str(band.highest_percent),
            hint="ask the host for the percentage",
        )
    return conversion


def _home_letter(printed: PrintedGrade, scale: HomeScale) -> tuple[GradeBand, GradeConversion]:
    label = _label(printed)
    band = band_for_letter(scale, label)
    if band is None:
        raise unknown_grade(label, KZ_LETTER)
    percent = printed.percent
    if percent is not None and band_for_percent(scale, percent) != band:
        raise _contradiction(printed)
    _check_points(printed, band)
    checked = (("percent", percent), ("points", printed.points))
    step = conversion_step(
        StepKind.GRADE_HOME_LETTER,
        label,
        band.letter,
        plain(band.points),
        "" if percent is None else plain(percent),
        ", ".join(name for name, value in checked if value is not None),
        source=band.source,
    )
    return band, _on_band(band, percent, step, scale)


def _by_percent(printed: PrintedGrade, scale: HomeScale) -> GradeConversion:
    percent = _percent(printed)
    band = band_for_percent(scale, percent)
    if band is None or (printed.percent is not None and printed.percent != percent):
        raise _contradiction(printed)
    _check_points(printed, band)
    step = conversion_step(
        StepKind.GRADE_PERCENT,
        plain(percent),
        str(whole_percent(percent)),
        band.letter,
        plain(band.points),
        str(band.lowest_percent),
        str(band.highest_percent),
        source=band.source,
    )
    return _on_band(band, percent, step, scale)


def _percent(printed: PrintedGrade) -> Decimal:
    if not _has_label(printed) and printed.percent is not None:
        return printed.percent
    label = _label(printed)
    percent = label_number(label.removesuffix("%"))
    if percent is None:
        raise unknown_grade(label, PERCENT)
    return percent


def _by_ects(label: str, context: GradeContext) -> GradeConversion:
    row = find_ects_row(context.ects, label)
    band = band_for_letter(context.scale, row.letter)
    if band is None:
        raise unknown_grade(label, ECTS)
    step = conversion_step(
        StepKind.GRADE_ECTS,
        row.label,
        row.letter,
        plain(row.points),
        plain(row.percent),
        source=row.source,
    )
    return GradeConversion(
        letter=row.letter,
        points=row.points,
        percent=row.percent,
        passed=band.passed,
        steps=(step,),
    )


def _by_table(label: str, scheme: str, context: GradeContext) -> GradeConversion:
    table = find_grade_table(context.rules, scheme, on=context.on)
    row = find_row(table, label)
    place = {"source": table.source, "place": table.place}
    if not row.to:
        verdict = "yes" if row.passed else "no"
        step = conversion_step(StepKind.GRADE_TABLE_UNGRADED, label, scheme, verdict, **place)
        return _ungraded(step, passed=row.passed)
    options = "/".join(row.to)
    first, *others = [_by_ects(letter, context) for letter in sorted(row.to)]
    if any((other.letter, other.percent) != (first.letter, first.percent) for other in others):
        raise ambiguous_grade(label, scheme, options)
    step = conversion_step(StepKind.GRADE_TABLE, label, scheme, options, **place)
    return GradeConversion(
        letter=first.letter,
        points=first.points,
        percent=first.percent,
        passed=first.passed and row.passed,
        steps=(step, *first.steps),
    )


def _verdict(printed: PrintedGrade, context: GradeContext) -> bool | None:
    if not _has_label(printed):
        return None
    label = _label(printed)
    passes = label_key(label) in map(label_key, context.rules.pass_labels)
    fails = label_key(label) in map(label_key, context.rules.fail_labels)
    if passes and fails:
        raise ambiguous_grade(label, grade_scheme(printed, context), "pass/fail")
    return passes if passes or fails else None


def _on_band(
    band: GradeBand, percent: Decimal | None, step: Step, scale: HomeScale
) -> GradeConversion:
    return GradeConversion(
        letter=band.letter,
        points=band.points,
        percent=None if percent is None else delivered_percent(percent, scale=scale),
        passed=band.passed,
        steps=(step,),
    )


def _ungraded(step: Step, *, passed: bool) -> GradeConversion:
    return GradeConversion(letter=None, points=None, percent=None, passed=passed, steps=(step,))


def _has_label(printed: PrintedGrade) -> bool:
    return printed.grade is not None and bool(printed.grade.label.strip())


def _label(printed: PrintedGrade) -> str:
    if printed.grade is None or not printed.grade.label.strip():
        raise refusal(HeldCode.NO_GRADE, "the document states no grade for this result")
    return printed.grade.label.strip()


def _check_points(printed: PrintedGrade, band: GradeBand) -> None:
    if printed.points is not None and printed.points != band.points:
        raise _contradiction(printed)


def _contradiction(printed: PrintedGrade) -> ConversionRefused:
    return refusal(
        HeldCode.GRADE_CONTRADICTION,
        "the letter, percentage and points the host printed do not belong together",
        printed.grade.label if printed.grade else "",
        "" if printed.percent is None else plain(printed.percent),
        "" if printed.points is None else plain(printed.points),
        hint="ask the host which figure is right",
    )

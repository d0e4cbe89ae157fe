"""What one course is worth by itself: its status and its grade on the home scale, with reasons."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import assert_never

from mapping.attempts import CourseResults, course_code
from mapping.distribution_check import (
    DistributionContext,
    DistributionVerdict,
    check_distribution,
    convert_by_distribution,
)
from mapping.equivalences import MinimumGrade
from mapping.grade_conversion import (
    GradeContext,
    PrintedGrade,
    convert_grade,
    convert_home_letter,
    grade_scheme,
    names_passes_only,
    printed_grade,
)
from mapping.grade_tables import KZ_LETTER, scheme_key
from mapping.grades import GradeConversion
from mapping.held import HeldCode, HeldReason
from mapping.matching import taken_on
from mapping.numbers import plain
from mapping.reasons import reason, refused
from mapping.records import Grade, HostResult
from mapping.remembered import exact
from mapping.rulebook import DistributionUse
from mapping.setting import Setting
from mapping.terms import Regime, ResultStatus
from mapping.trace import ConversionRefused, Step, StepKind, conversion_step


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """One course's grade on the home scale; None where a reason says why there is none."""

    course: CourseResults
    grade: GradeConversion | None
    reasons: tuple[HeldReason, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Graded:
    """A converted grade; `closed` tells that no distribution may stand in for what is missing.

    It may where a table leaves open which of several passing grades is meant. A label that nobody
    knows, or that may be a fail, is for a person.
    """

    grade: GradeConversion | None = None
    reasons: tuple[HeldReason, ...] = ()
    steps: tuple[Step, ...] = ()
    closed: bool = False


def grade_context(setting: Setting, regime: Regime, result: HostResult) -> GradeContext | None:
    """Give what a result's grade is read by; None where the host or the scale is not known."""
    tables = setting.home_tables(regime)
    if setting.rules is None or tables is None:
        return None
    mobility = setting.case.mobility
    on = taken_on(result, mobility.starts if mobility else None)
    return GradeContext(rules=setting.rules, scale=tables[0], ects=tables[1], on=on)


def appraise(setting: Setting, regime: Regime, course: CourseResults) -> Appraisal:
    """Convert the grade that counts and compare it with the status the host gives."""
    result = course.counted
    context = grade_context(setting, regime, result)
    steps = (_read(result), *course.steps)
    if context is None:
        why = _without_context(setting, regime, course)
        return Appraisal(course=course, grade=None, reasons=why, steps=steps)
    graded = _graded(setting, result, context)
    grade = graded.grade
    reasons = (*_status_reasons(result, grade), *graded.reasons)
    if grade is not None and grade.letter is None and not grade.passed:
        # a fail that has no mark on the home scale cannot be written, not even when released
        scheme = grade_scheme(printed_grade(result), context)
        reasons = (*reasons, reason(HeldCode.UNKNOWN_GRADE, course.code, _label(result), scheme))
    return Appraisal(course=course, grade=grade, reasons=reasons, steps=(*steps, *graded.steps))


def _graded(setting: Setting, result: HostResult, context: GradeContext) -> _Graded:
    """Convert by the host's table, then set the distribution beside it or in its place."""
    found = _by_table(setting, result, context)
    if not result.distributions or setting.case.mobility is None:
        return found
    policies = setting.rulebook.policies
    verdict = check_distribution(
        result,
        found.grade,
        context=DistributionContext(
            grade=context,
            home_distributions=setting.rulebook.home_distributions,
            level=setting.case.mobility.level,
            policies=policies,
        ),
    )
    found = replace(found, steps=(*found.steps, *verdict.steps))
    if policies.distribution is DistributionUse.CONVERT and not found.closed:
        found = _by_distribution(verdict, found, result, context)
    if verdict.reason is None:
        return found
    facts = (("course", course_code(result)), *verdict.reason.facts)
    return replace(found, reasons=(*found.reasons, replace(verdict.reason, facts=facts)))


def _by_table(setting: Setting, result: HostResult, context: GradeContext) -> _Graded:
    try:
        grade = _converted(setting, result, context)
    except ConversionRefused as error:
        closed = not names_passes_only(error, context)
        return _Graded(reasons=(refused(course_code(result), error),), closed=closed)
    return _Graded(grade=grade, steps=grade.steps)


def _converted(setting: Setting, result: HostResult, context: GradeContext) -> GradeConversion:
    """Convert a grade as the same one was converted before under these rules."""
    printed = printed_grade(result)
    key = (
        GradeConversion,
        context.rules.host,
        context.scale.regime,
        context.on,
        None if printed.grade is None else (printed.grade.label, printed.grade.scheme),
        exact(printed.percent),
        exact(printed.points),
        printed.without_control,
    )
    return setting.rulebook.remembered.once(key, lambda: convert_grade(printed, context=context))


def _by_distribution(
    verdict: DistributionVerdict, found: _Graded, result: HostResult, context: GradeContext
) -> _Graded:
    """Take the distribution's grade, where it suggests one."""
    try:
        grade = convert_by_distribution(verdict, scale=context.scale)
    except ConversionRefused as error:
        return replace(found, reasons=(*found.reasons, refused(course_code(result), error)))
    if grade is None:
        return found
    return _Graded(grade=grade, steps=(*found.steps, *grade.steps[len(verdict.steps) :]))


def minimum_reasons(
    setting: Setting, regime: Regime, appraisal: Appraisal, minimum: MinimumGrade
) -> Iterator[HeldReason]:
    """Compare a grade with the least one a rule takes; a mark without points cannot show it.

    A minimum without points (a pass) asks for nothing beyond a pass.
    """
    result, code = appraisal.course.counted, appraisal.course.code
    context = grade_context(setting, regime, result)
    if context is None or appraisal.grade is None:
        return
    try:
        least = _points(minimum, context)
    except ConversionRefused as error:
        yield refused(code, error)
        return
    points = appraisal.grade.points
    if least is not None and (points is None or points < least):
        text = f"{minimum.label} {minimum.scheme}"
        yield reason(HeldCode.BELOW_MINIMUM_GRADE, code, _label(result), text)


def _points(minimum: MinimumGrade, context: GradeContext) -> Decimal | None:
    printed = PrintedGrade(grade=Grade(label=minimum.label, scheme=minimum.scheme))
    if scheme_key(minimum.scheme) == KZ_LETTER:
        return convert_home_letter(printed, scale=context.scale).points
    return convert_grade(printed, context=context).points


def _status_reasons(result: HostResult, grade: GradeConversion | None) -> Iterator[HeldReason]:
    code, label = course_code(result), _label(result)
    fails = grade is not None and not grade.passed
    match result.status:
        case ResultStatus.PASSED:
            if fails:
                said = "assumed" if result.status_assumed else "passed"
                yield reason(HeldCode.STATUS_CONTRADICTION, code, said, label)
        case ResultStatus.FAILED:
            if grade is not None and grade.passed:
                yield reason(HeldCode.STATUS_CONTRADICTION, code, "failed", label)
        case ResultStatus.IN_PROGRESS:
            yield reason(HeldCode.IN_PROGRESS, code)
        case ResultStatus.UNKNOWN:
            yield reason(HeldCode.STATUS_UNKNOWN, code, label)
        case _:
            assert_never(result.status)
    if fails or result.status is ResultStatus.FAILED:
        yield reason(HeldCode.FAILED, code, label)


def _without_context(
    setting: Setting, regime: Regime, course: CourseResults
) -> tuple[HeldReason, ...]:
    reasons = tuple(_status_reasons(course.counted, None))
    if setting.rules is None:
        return reasons
    facts = (regime.value, setting.rulebook.home, "")
    return (*reasons, reason(HeldCode.NO_GRADE_TABLE, course.code, *facts))


def _read(result: HostResult) -> Step:
    amounts = "; ".join(f"{plain(credit.value)} {credit.scheme}" for credit in result.credits)
    status = f"{result.status}{' (assumed)' if result.status_assumed else ''}"
    return conversion_step(
        StepKind.RESULT_READ,
        result.printed_code or course_code(result),
        result.titles[0].text if result.titles else "",
        result.term.label,
        status,
        _label(result),
        amounts,
        place=result.locator,
    )


def _label(result: HostResult) -> str:
    if result.grade is not None:
        return result.grade.label
    return "" if result.percent is None else plain(result.percent)

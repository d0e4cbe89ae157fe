"""Which of several results in one course counts, by the home's policy; never by order in a file."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from mapping.courses import normalise_code
from mapping.decisions import result_key
from mapping.fingerprint import fingerprint
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import CourseCode, Sha256
from mapping.reasons import reason
from mapping.records import HostResult
from mapping.rulebook import Attempts
from mapping.terms import ResultStatus
from mapping.trace import Step, StepKind, conversion_step

PercentOf = Callable[[HostResult], Decimal | None]
"""Gives the home percentage of a result, or None where it has none."""

_UNSETTLED = (ResultStatus.IN_PROGRESS, ResultStatus.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseResults:
    """All of one learner's results in one course, and the one that counts.

    With a reason (`several-attempts`) the counted result is only an example.
    """

    code: CourseCode
    attempts: tuple[HostResult, ...]
    counted: HostResult
    reasons: tuple[HeldReason, ...] = ()
    steps: tuple[Step, ...] = ()


def course_code(result: HostResult) -> CourseCode:
    """Tell the course a result is of: its code, or its title where the host prints no code.

    A result with neither is a course of its own: nothing says that two of them are one.
    """
    if result.code:
        return result.code
    title = normalise_code(result.titles[0].text) if result.titles else CourseCode("")
    return title or CourseCode(f"?{result_key(result)}")


def result_content(result: HostResult) -> HostResult:
    """Strip a result of what does not change its meaning: document, place, titles, warnings."""
    return replace(result, printed_code="", titles=(), locator="", evidence=Sha256(""), warnings=())


def count_attempts(
    results: Iterable[HostResult], policy: Attempts, percent_of: PercentOf
) -> tuple[CourseResults, ...]:
    """Group results by course and choose what counts in each; courses are sorted by code.

    A line repeated with the same content counts once. Two lines under one key that differ cannot be
    put in order, so no policy but `best` chooses between them.
    """
    courses: defaultdict[CourseCode, list[HostResult]] = defaultdict(list)
    for result in results:
        courses[course_code(result)].append(result)
    return tuple(
        _course(code, tuple(courses[code]), policy, percent_of) for code in sorted(courses)
    )


def _course(
    code: CourseCode, results: tuple[HostResult, ...], policy: Attempts, percent_of: PercentOf
) -> CourseResults:
    if len(results) == 1:
        return CourseResults(code=code, attempts=results, counted=results[0])
    attempts = tuple(sorted(results, key=_order))
    different = tuple({fingerprint(result_content(each)): each for each in attempts}.values())
    if len(different) == 1:
        return CourseResults(code=code, attempts=attempts, counted=attempts[0])
    counted = _choose(different, policy, percent_of)
    if counted is None:
        listed = "; ".join(_text(each) for each in different)
        why = reason(HeldCode.SEVERAL_ATTEMPTS, code, listed)
        return CourseResults(code=code, attempts=attempts, counted=different[-1], reasons=(why,))
    others = "; ".join(_text(each) for each in different if each is not counted)
    step = conversion_step(
        StepKind.ATTEMPT_COUNTED, code, policy.value, _text(counted), others, place=counted.locator
    )
    return CourseResults(code=code, attempts=attempts, counted=counted, steps=(step,))


def _choose(
    attempts: tuple[HostResult, ...], policy: Attempts, percent_of: PercentOf
) -> HostResult | None:
    if policy is Attempts.HOLD:
        return None
    in_time = _in_time(attempts)
    if policy is Attempts.BEST:
        return _best(attempts, in_time, percent_of)
    if in_time is None:
        return None
    return in_time[0] if policy is Attempts.FIRST else in_time[-1]


def _best(
    attempts: tuple[HostResult, ...],
    in_time: tuple[HostResult, ...] | None,
    percent_of: PercentOf,
) -> HostResult | None:
    """Choose the best settled mark, but wait for one that is not settled: it may be better."""
    for status in _UNSETTLED:
        for attempt in attempts:
            if attempt.status is status:
                return attempt
    passed = tuple(each for each in attempts if each.status is ResultStatus.PASSED)
    pool = passed or attempts
    if len(pool) == 1:
        return pool[0]
    percents = [percent_of(each) for each in pool]
    known = [percent for percent in percents if percent is not None]
    if len(known) < len(pool):
        return None
    best = [each for each, percent in zip(pool, known, strict=True) if percent == max(known)]
    if len(best) == 1:
        return best[0]
    return None if in_time is None else next(each for each in in_time if each in best)


def _in_time(attempts: tuple[HostResult, ...]) -> tuple[HostResult, ...] | None:
    """Put attempts in the order they were made, or give None where that is not known."""
    days = {attempt.completed_on for attempt in attempts}
    dated_apart = None not in days and len(days) == len(attempts)
    if len({attempt.term.label for attempt in attempts}) == 1 and not dated_apart:
        ordered = sorted(attempts, key=lambda attempt: attempt.ordinal)
        clear = all(first.ordinal < second.ordinal for first, second in pairwise(ordered))
        return tuple(ordered) if clear else None
    dated = [(day, attempt) for attempt in attempts if (day := _day(attempt)) is not None]
    dated.sort(key=lambda pair: (pair[0], pair[1].ordinal))
    clear = len(dated) == len(attempts) and all(
        first[0] < second[0] or _follows(first[1], second[1]) for first, second in pairwise(dated)
    )
    return tuple(attempt for _, attempt in dated) if clear else None


def _follows(first: HostResult, second: HostResult) -> bool:
    return first.term.label == second.term.label and first.ordinal < second.ordinal


def _day(attempt: HostResult) -> date | None:
    return attempt.completed_on or attempt.term.ends or attempt.term.starts


def _order(result: HostResult) -> tuple[str, str, str]:
    return (result_key(result), fingerprint(result_content(result)), result.evidence)


def _text(result: HostResult) -> str:
    return f"{result.term.label}: {'' if result.grade is None else result.grade.label}"

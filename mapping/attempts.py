"""Which of several results in one course counts, by the home's policy; never by order in a file."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from mapping.courses import normalise_code
from mapping.decisions import result_key
from mapping.fingerprint import fingerprint
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import CourseCode
from mapping.reasons import reason
from mapping.records import HostResult
from mapping.rulebook import Attempts
from mapping.terms import ResultStatus
from mapping.trace import Step, StepKind, conversion_step

PercentOf = Callable[[HostResult], Decimal | None]
"""Gives the home percentage of a result, or None where it has none."""

_MEANS_NOTHING = frozenset({"printed_code", "titles", "locator", "evidence", "warnings"})
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


def result_meaning(result: HostResult) -> str:
    """Digest what a result means: not its document, its place, its titles and its warnings."""
    return fingerprint(result, without=_MEANS_NOTHING)


def count_attempts(
    results: Iterable[HostResult], policy: Attempts, percent_of: PercentOf
) -> tuple[CourseResults, ...]:
    """Group results by course and choose what counts in each; courses are sorted by code.

    A line repeated with the same content counts once. Attempts of one term are in order only by the
    days they were made on: their order in a document says nothing, so without such days no policy
    but `best` chooses between them.
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
    # of equal ones the first is kept: which of them counts makes no difference
    different = tuple({_worth(each): each for each in reversed(attempts)}.values())[::-1]
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
    if policy is Attempts.FIRST:
        return _first(attempts)
    if policy is Attempts.LAST:
        return _last(attempts)
    return _best(attempts, percent_of) if policy is Attempts.BEST else None


def _best(attempts: tuple[HostResult, ...], percent_of: PercentOf) -> HostResult | None:
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
    best = (each for each, percent in zip(pool, known, strict=True) if percent == max(known))
    return _first(tuple(best))


def _first(attempts: tuple[HostResult, ...]) -> HostResult | None:
    """Find the attempt known to be earlier than every other."""
    for attempt in attempts:
        if all(_earlier(attempt, other) for other in attempts if other is not attempt):
            return attempt
    return None


def _last(attempts: tuple[HostResult, ...]) -> HostResult | None:
    """Find the attempt known to be later than every other."""
    for attempt in attempts:
        if all(_earlier(other, attempt) for other in attempts if other is not attempt):
            return attempt
    return None


def _earlier(first: HostResult, second: HostResult) -> bool:
    """Tell whether one attempt is known to have been made before another."""
    days = (first.completed_on, second.completed_on)
    if first.term.label != second.term.label:
        days = (_day(first), _day(second))
    before, after = days
    return before is not None and after is not None and before < after


def _day(attempt: HostResult) -> date | None:
    return attempt.completed_on or attempt.term.ends or attempt.term.starts


def _worth(result: HostResult) -> str:
    """Digest what a result says, whichever of several like it in one term it is."""
    return result_meaning(replace(result, ordinal=1))


def _order(result: HostResult) -> tuple[str, str, str]:
    return (result_key(result), result_meaning(result), result.evidence)


def _text(result: HostResult) -> str:
    return f"{result.term.label}: {'' if result.grade is None else result.grade.label}"

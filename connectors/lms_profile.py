"""What a learning platform does not say of itself: credits, pass mark, when a grade is final.

A gradebook is no transcript: it knows points, and nothing of credits or of a status. The host's
profile supplies them; nothing here is computed that neither the platform nor the profile says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from pydantic import Field

from connectors.base import ConnectorSettings
from connectors.host_settings import HttpHostSettings, Texts
from connectors.hosts.elmo_labels import FAIL_LABELS, folded, folded_set, looks_failed
from mapping.identifiers import SchemeId
from mapping.numbers import plain
from mapping.problems import Problem, Severity
from mapping.records import Credit, Grade
from mapping.terms import Level, ResultStatus

_TWO_PLACES: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)
_FAIL_LABELS: Final = folded_set(FAIL_LABELS)


class FinalSince(StrEnum):
    """When a grade of the platform counts as the host's word."""

    COURSE_END = "course-end"
    """From the day after the course ended, or after its `final_on`."""
    LOCKED = "locked"
    """Once somebody locked it, or concluded the course."""
    GRADED = "graded"
    """As soon as it is there."""


class LmsCourse(ConnectorSettings):
    """What the profile says of one course."""

    course: str = Field(min_length=1, description="The course, as `find_by` finds it.")
    code: str = Field(
        default="", description="Its code as the host's catalogue prints it; else the platform's."
    )
    credits: Decimal | None = Field(
        default=None, ge=0, lt=1000, description="What it is worth, as the host says elsewhere."
    )
    credit_scheme: str = Field(default="", description="The scheme of its credits, if another.")
    term: str = Field(default="", description="The term it was given in, as the host calls it.")
    pass_mark: Decimal | None = Field(default=None, description="Its pass mark, if another.")
    final_on: date | None = Field(
        default=None, description="The last day its grades may change, where the platform errs."
    )
    item: str = Field(
        default="", description="The grade that counts, by its ID number; else the course total."
    )


class LmsSettings(HttpHostSettings):
    """The profile of a host whose grades come from a learning platform."""

    courses: tuple[LmsCourse, ...] = Field(
        default=(), description="The courses mobile students take, each with its credits."
    )
    final_since: FinalSince = Field(
        default=FinalSince.COURSE_END,
        description="When a grade is final: `course-end`, `locked` or `graded`. Until then a result"
        " is in progress, and no grade of it is passed on.",
    )
    pass_mark: Decimal | None = Field(
        default=None,
        description="The lowest passing figure, in points or percent as grades are read. Without"
        " one a grade counts as assumed passed, and the grading table has the last word.",
    )
    pass_labels: Texts = Field(
        default=(), description="Labels that pass; given any, a label in neither list is no status."
    )
    fail_labels: Texts = Field(default=(), description="Labels that fail.")
    grading_scheme: SchemeId | None = Field(
        default=None, description="The scheme of the grades; left out, the host's own."
    )
    credit_scheme: str = Field(
        default="ects", min_length=1, description="The scheme of credits: ects, kz, …"
    )
    title_language: str = Field(
        default="", pattern="^[a-z]{0,3}$", description="The language of titles, as in `en`."
    )
    level: Level | None = Field(
        default=None, description="The level of study, where all mobile students are of one."
    )

    def profile_of(self, *names: str) -> LmsCourse:
        """Find what is said of a course by any of its names; nothing in particular otherwise."""
        for entry in self.courses:
            if entry.course in names:
                return entry
        return LmsCourse(course=next((name for name in names if name), "-"))

    def credits_of(self, entry: LmsCourse) -> tuple[Credit, ...]:
        """Give the credits the profile says a course is worth."""
        if entry.credits is None:
            return ()
        scheme = (entry.credit_scheme or self.credit_scheme).lower()
        return (Credit(value=entry.credits, scheme=scheme),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A grade as a platform has it: a label to print, and the figure a pass mark is compared with.

    `final` is what the profile's policy makes of it, `percent` the platform's own percentage.
    """

    label: str
    figure: Decimal | None = None
    percent: Decimal | None = None
    final: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a mark is for a transcript."""

    status: ResultStatus
    assumed: bool = False
    grade: Grade | None = None
    percent: Decimal | None = None
    warnings: tuple[Problem, ...] = ()


def judge(mark: Mark, settings: LmsSettings, entry: LmsCourse, place: str) -> Judged:
    """Judge a mark by the profile; a doubt is never a pass, and what is not final is no grade."""
    if not mark.final:
        return Judged(status=ResultStatus.IN_PROGRESS)
    if not mark.label:
        return Judged(status=ResultStatus.UNKNOWN)
    status, assumed, warnings = _status(mark, settings, entry, place)
    return Judged(
        status=status,
        assumed=assumed,
        grade=Grade(label=mark.label, scheme=settings.grading_scheme),
        percent=mark.percent,
        warnings=warnings,
    )


def _status(
    mark: Mark, settings: LmsSettings, entry: LmsCourse, place: str
) -> tuple[ResultStatus, bool, tuple[Problem, ...]]:
    word = folded(mark.label)
    if word in folded_set(settings.fail_labels):
        return ResultStatus.FAILED, False, ()
    if word in folded_set(settings.pass_labels):
        return ResultStatus.PASSED, False, ()
    pass_mark = settings.pass_mark if entry.pass_mark is None else entry.pass_mark
    if pass_mark is not None and mark.figure is not None:
        passed = mark.figure >= pass_mark
        return ResultStatus.PASSED if passed else ResultStatus.FAILED, False, ()
    if settings.pass_labels or pass_mark is not None:
        return ResultStatus.UNKNOWN, False, (_unjudged(place),)
    if looks_failed(mark.label, _FAIL_LABELS):
        return ResultStatus.UNKNOWN, False, (_looks_failed(place),)
    return ResultStatus.PASSED, True, ()


def _unjudged(place: str) -> Problem:
    return Problem(
        code="grade-not-judged",
        message="the profile does not say whether this grade passes",
        place=place,
        hint="complete pass_labels and fail_labels, or the pass mark",
        severity=Severity.WARNING,
    )


def _looks_failed(place: str) -> Problem:
    return Problem(
        code="status-contradiction",
        message="the label reads as a fail, and the profile does not say that it is one",
        place=place,
        hint="name it in fail_labels or pass_labels, or give a pass mark",
        severity=Severity.WARNING,
    )


def percentage(value: Decimal, lowest: Decimal, highest: Decimal) -> Decimal | None:
    """Give a value's place in its range in percent, two places; None for an empty range."""
    if highest <= lowest:
        return None
    share = (value - lowest) * _HUNDRED / (highest - lowest)
    return share.quantize(_TWO_PLACES, rounding=ROUND_HALF_UP)


def figure_label(value: Decimal) -> str:
    """Write a figure as a grade: no trailing zeros, a point for the decimals."""
    return plain(value)


def has_ended(ends: date | None, entry: LmsCourse, now: datetime) -> bool:
    """Tell whether a course's grades are past their last day; never where nobody says when."""
    last = entry.final_on or ends
    return last is not None and last < now.date()


def unknown_end(settings: LmsSettings, entry: LmsCourse, ends: date | None) -> Iterator[Problem]:
    """Say that a course's grades never become final, where the policy waits for its end."""
    if settings.final_since is FinalSince.COURSE_END and not (entry.final_on or ends):
        yield Problem(
            code="course-without-end",
            message="the course has no end date, so that its grades never become final",
            hint="have it entered at the host, give 'final_on', or choose another final_since",
            severity=Severity.WARNING,
        )

"""Finds the equivalences that can fit one student's results together, each pair with a witness.

A tie is held at run time, since no order in a file settles it. The witness is a student for whom it
really happens: the matcher, given the witness, finds both rules. Nothing here is a guess.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from mapping.assignment import assign, can_be_met, shared_courses
from mapping.equivalences import Equivalence, MinimumGrade, course_codes
from mapping.identifiers import CourseCode
from mapping.terms import Level

MOST_TIES_A_RULE = 10
"""A rule that ties with more is told of these: mending one usually mends the others."""

_ANY = ""
"""Stands for a rule that names no programme."""
_EVERY = "\0"
"""Stands for every rule, whatever programmes it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A student for whom two rules fit: passed courses, the start of their term, level, programme.

    `minimum` are the least grades the two rules ask for. An empty day or programme and a missing
    level mean any.
    """

    courses: tuple[CourseCode, ...]
    minimum: tuple[MinimumGrade, ...] = ()
    day: date | None = None
    level: Level | None = None
    programme: str = ""

    def __str__(self) -> str:
        """Write the witness as a noun phrase: `a bachelor student with A + B from 2025-02-01`."""
        who = f"a {self.level} student" if self.level is not None else "a student"
        programme = f" of {self.programme}" if self.programme else ""
        least = " and ".join(f"{minimum.label} ({minimum.scheme})" for minimum in self.minimum)
        grade = f" at {least} or better" if least else ""
        day = f" from {self.day.isoformat()}" if self.day is not None else ""
        return f"{who}{programme} with {' + '.join(self.courses)}{grade}{day}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Two rules that can fit one result; `second` comes later in the files.

    `shared` are the courses of the witness that both rules take. `partial` tells that each rule can
    be met without the other: only who passed more than either asks for meets both.
    """

    first: Equivalence
    second: Equivalence
    witness: Witness
    shared: tuple[CourseCode, ...]
    partial: bool


def find_ties(equivalences: Iterable[Equivalence]) -> Iterator[Tie]:
    """Find the pairs of one host's rules that can fit the same result, in the order of the files.

    Equal rules are no tie, and neither are rules that knowingly share their courses (`shares`).
    Only rules that share a course and a programme are compared, so a sound file of thousands is
    proved in one pass.
    """
    rules = tuple(equivalences)
    sharing: defaultdict[tuple[CourseCode, str], list[int]] = defaultdict(list)
    for position, rule in enumerate(rules):
        earlier: set[int] = set()
        for code in course_codes(rule):
            programmes = (_ANY, *rule.programmes) if rule.programmes else (_EVERY,)
            earlier.update(*(sharing[code, programme] for programme in programmes))
            for programme in (_EVERY, *(rule.programmes or (_ANY,))):
                sharing[code, programme].append(position)
        ties = (_tie(rules[other], rule) for other in sorted(earlier - {position}))
        yield from islice((tie for tie in ties if tie is not None), MOST_TIES_A_RULE)


def can_fit(rule: Equivalence) -> bool:
    """Tell whether any results could ever meet a rule."""
    forwards = (rule.valid_from or date.min) <= (rule.valid_to or date.max)
    return bool(rule.courses) and can_be_met(rule.courses) and forwards


def _tie(first: Equivalence, second: Equivalence) -> Tie | None:
    starts = max(first.valid_from or date.min, second.valid_from or date.min)
    ends = min(first.valid_to or date.max, second.valid_to or date.max)
    level = _common(first.levels, second.levels)
    programme = _common(first.programmes, second.programmes)
    if starts > ends or level is None or programme is None:
        return None
    if first == second or not can_fit(first) or not can_fit(second):
        return None
    shared = shared_courses(first.courses, second.courses)
    partial = len(shared) < min(len(first.courses), len(second.courses))
    if partial and set(shared) <= {*first.shares, *second.shares}:
        return None
    day = starts if starts > date.min else ends
    minimum = dict.fromkeys(filter(None, (first.minimum_grade, second.minimum_grade)))
    return Tie(
        first=first,
        second=second,
        witness=Witness(
            courses=_courses(first, second, shared),
            minimum=tuple(minimum),
            day=None if day == date.max else day,
            level=Level(level) if level else None,
            programme=programme,
        ),
        shared=shared,
        partial=partial,
    )


def _common(first: Sequence[str], second: Sequence[str]) -> str | None:
    """Give what two lists share, empty where both allow anything; None where they part."""
    if not first or not second:
        return min((*first, *second), default="")
    return min(set(first) & set(second), default=None)


def _courses(
    first: Equivalence, second: Equivalence, shared: tuple[CourseCode, ...]
) -> tuple[CourseCode, ...]:
    """Give the fewest courses that meet both rules: those they share, and the rest of each."""
    picked = {
        code
        for rule, other in ((first, second), (second, first))
        for code in assign((*shared, *_rest(rule, other)), rule.courses).values()
    }
    return tuple(sorted(picked))


def _rest(rule: Equivalence, other: Equivalence) -> list[CourseCode]:
    """List a rule's courses, first those that cannot meet a clause of the other rule twice."""
    named = course_codes(other)
    return sorted(course_codes(rule), key=lambda code: (code in named, code))

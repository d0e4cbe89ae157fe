"""Which course meets which clause: one course counts once, and as many clauses are met as can be.

`FIN201/FIN202 + FIN202/FIN203` asks for two courses. FIN202 alone meets either clause, never both.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from mapping.identifiers import CourseCode

Node = TypeVar("Node", bound=Hashable)
Clauses = Sequence[Sequence[Node]]


def assign(codes: Iterable[Node], clauses: Clauses[Node]) -> dict[int, Node]:
    """Give each clause a code of its own, as many clauses as possible; by position of the clause.

    Codes are tried in their order: what was given a clause keeps one, though perhaps another, when
    later codes find theirs. So the codes that come first are used before the others are.
    """
    meeting: dict[Node, list[int]] = {}
    for position, clause in enumerate(clauses):
        for code in clause:
            meeting.setdefault(code, []).append(position)
    given: dict[int, Node] = {}
    for code in dict.fromkeys(codes):
        _place(code, meeting, given, set())
    return given


def _place(
    code: Node, meeting: Mapping[Node, Sequence[int]], given: dict[int, Node], tried: set[int]
) -> bool:
    """Find a clause for a code, moving others to clauses that are free (an augmenting path)."""
    for position in meeting.get(code, ()):
        if position in tried:
            continue
        tried.add(position)
        if position not in given or _place(given[position], meeting, given, tried):
            given[position] = code
            return True
    return False


def can_be_met(clauses: Sequence[Sequence[CourseCode]]) -> bool:
    """Tell whether some courses meet every clause, each clause by another course."""
    return len(assign((code for clause in clauses for code in clause), clauses)) == len(clauses)


def shared_courses(
    first: Sequence[Sequence[CourseCode]], second: Sequence[Sequence[CourseCode]]
) -> tuple[CourseCode, ...]:
    """Find as many courses as possible that meet clauses of both sides, each a clause of either."""
    # Seen as a flow, a course joins a clause of the first side with one of the second. With every
    # course split into two ends, and at first joined to itself, that is an assignment again: a
    # clause of the first side that gets a course's one end sends its other end to the second side.
    codes = tuple(dict.fromkeys(code for clause in first for code in clause))
    ends: list[list[_End]] = [
        [code, *(index for index, clause in enumerate(first) if code in clause)] for code in codes
    ]
    nodes: list[_End] = [*codes, *range(len(first))]
    given = assign(nodes, [*ends, *second])
    found = {end for position, end in given.items() if position >= len(ends)}
    return tuple(code for code in codes if code in found)


_End = CourseCode | int
"""One end of a course, or a clause of the first side by its position."""

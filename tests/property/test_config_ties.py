"""The law of ties: two rules that one set of courses meets are told at save, with a witness."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from config.mapping_checks import check_ties
from mapping.equivalences import Equivalence, HomeTarget
from mapping.identifiers import ComponentCode, CourseCode, HeiId
from mapping.problems import Severity

clauses = st.lists(
    st.lists(st.sampled_from("ABCDEF"), min_size=1, max_size=3, unique=True).map(tuple),
    min_size=1,
    max_size=4,
).map(tuple)


def make(courses: tuple[tuple[str, ...], ...], component: str, place: str) -> Equivalence:
    return Equivalence(
        host=HeiId("host.edu.pl"),
        courses=tuple(tuple(map(CourseCode, clause)) for clause in courses),
        targets=(HomeTarget(code=ComponentCode(component)),),
        place=place,
    )


def meets(passed: set[str], courses: tuple[tuple[str, ...], ...]) -> bool:
    return all(passed.intersection(clause) for clause in courses)


def tie(first: tuple[tuple[str, ...], ...], second: tuple[tuple[str, ...], ...]) -> bool:
    """Try every way to just meet the first rule: does one of them meet the second, too?"""
    return any(meets(set(picked), second) for picked in product(*first))


@given(first=clauses, second=clauses)
@settings(max_examples=500, deadline=None)
def test_tie_is_told_exactly_where_courses_meet_both_rules(
    first: tuple[tuple[str, ...], ...], second: tuple[tuple[str, ...], ...]
) -> None:
    rules = (make(first, "X", "m.yaml:1"), make(second, "Y", "m.yaml:2"))
    shared = {code for clause in first for code in clause} & {
        code for clause in second for code in clause
    }

    found = [problem.severity for problem in check_ties(rules)]

    if tie(first, second) or tie(second, first):
        assert found == [Severity.ERROR]
    else:
        assert found == ([Severity.WARNING] if shared else [])


@given(first=clauses, second=clauses)
@settings(max_examples=200, deadline=None)
def test_witness_meets_both_rules(
    first: tuple[tuple[str, ...], ...], second: tuple[tuple[str, ...], ...]
) -> None:
    rules = (make(first, "X", "m.yaml:1"), make(second, "Y", "m.yaml:2"))

    for problem in check_ties(rules):
        named = problem.message.removeprefix("a student with ")
        witness = named.split(" fits ")[0].split(" + ")
        assert meets(set(witness), first)
        assert meets(set(witness), second)

"""The law of ties: two rules that some courses meet are told at save, with those courses."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from mapping.equivalences import Equivalence, HomeTarget
from mapping.identifiers import ComponentCode, CourseCode, HeiId
from mapping.problems import Severity
from mapping.proof import prove_equivalences
from mapping.ties import find_ties

CODES = "ABCDEF"
Clauses = tuple[tuple[str, ...], ...]

clauses = st.lists(
    st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True).map(tuple),
    min_size=1,
    max_size=4,
).map(tuple)


def make(courses: Clauses, component: str, place: str, shares: str = "") -> Equivalence:
    return Equivalence(
        host=HeiId("host.edu.pl"),
        courses=tuple(tuple(map(CourseCode, clause)) for clause in courses),
        targets=(HomeTarget(code=ComponentCode(component)),),
        shares=tuple(map(CourseCode, shares)),
        place=place,
    )


def meets(passed: frozenset[str], courses: Clauses) -> bool:
    """Try every course for the first clause, and the others for the rest."""
    if not courses:
        return True
    first, *rest = courses
    return any(meets(passed - {code}, tuple(rest)) for code in passed & set(first))


def just_meets(courses: Clauses) -> list[frozenset[str]]:
    """List the sets of courses that meet a rule with none to spare."""
    return [
        passed
        for some in combinations(CODES, len(courses))
        if meets(passed := frozenset(some), courses)
    ]


@given(first=clauses, second=clauses)
@settings(max_examples=500)
def test_a_tie_is_told_exactly_where_courses_can_meet_both_rules(
    first: Clauses, second: Clauses
) -> None:
    rules = (make(first, "X", "m.yaml:1"), make(second, "Y", "m.yaml:2"))
    shared = {code for clause in first for code in clause} & {
        code for clause in second for code in clause
    }

    found = [problem.severity for problem in prove_equivalences(rules)]

    both = shared and just_meets(first) and just_meets(second)
    assert found == ([Severity.ERROR] if both else [])


@given(first=clauses, second=clauses)
@settings(max_examples=500)
def test_rules_may_only_share_courses_where_each_can_be_met_without_the_other(
    first: Clauses, second: Clauses
) -> None:
    rules = (make(first, "X", "m.yaml:1", shares=CODES), make(second, "Y", "m.yaml:2"))

    told = any(find_ties(rules))

    sets = just_meets(first), just_meets(second)
    inside = any(meets(passed, second) for passed in sets[0]) or any(
        meets(passed, first) for passed in sets[1]
    )
    assert told == bool(inside and all(sets))


@given(first=clauses, second=clauses)
@settings(max_examples=200)
def test_the_witness_meets_both_rules_and_no_smaller_set_does(
    first: Clauses, second: Clauses
) -> None:
    for tie in find_ties((make(first, "X", "m.yaml:1"), make(second, "Y", "m.yaml:2"))):
        passed = frozenset(tie.witness.courses)
        united = {one | other for one in just_meets(first) for other in just_meets(second)}

        assert meets(passed, first)
        assert meets(passed, second)
        assert len(passed) == min(map(len, united))

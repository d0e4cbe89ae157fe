"""Courses to clauses: one course counts once, and as much as can be is met."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from mapping.assignment import assign, can_be_met, shared_courses
from mapping.identifiers import CourseCode

Clauses = tuple[tuple[CourseCode, ...], ...]


def clauses(text: str) -> Clauses:
    """Read `A/B+C` as (A or B) and C."""
    return tuple(tuple(map(CourseCode, part.split("/"))) for part in text.split("+"))


def codes(text: str) -> tuple[CourseCode, ...]:
    return tuple(map(CourseCode, text))


def test_one_code_is_given_one_clause() -> None:
    assert assign(codes("B"), clauses("A/B+B/C")) == {0: "B"}


def test_codes_change_places_for_those_that_come_later() -> None:
    assert assign(codes("BA"), clauses("A/B+B/C")) == {0: "A", 1: "B"}


def test_what_comes_first_keeps_its_place() -> None:
    assert assign(codes("ABC"), clauses("A/B/C")) == {0: "A"}


def test_a_code_no_clause_names_gets_none() -> None:
    assert assign(codes("X"), clauses("A")) == {}


def test_a_search_that_fails_changes_nothing() -> None:
    assert assign(codes("ABC"), clauses("A/B+B/A/C")) == assign(codes("AB"), clauses("A/B+B/A/C"))


def test_a_code_written_twice_is_one_code() -> None:
    assert assign(codes("AA"), clauses("A+A")) == {0: "A"}


def test_clauses_that_ask_for_more_courses_than_they_name_cannot_be_met() -> None:
    assert can_be_met(clauses("A+A/B"))
    assert not can_be_met(clauses("A+A"))
    assert not can_be_met(clauses("A/B+A/B+B"))
    assert not can_be_met((codes("A"), ()))


def test_courses_that_meet_both_sides_are_found() -> None:
    assert shared_courses(clauses("A+B"), clauses("B+C")) == ("B",)
    assert shared_courses(clauses("A/B"), clauses("A+B")) == ("A",)
    assert shared_courses(clauses("A"), clauses("C")) == ()


rules = st.lists(
    st.lists(st.sampled_from(codes("ABCDE")), min_size=1, max_size=3, unique=True).map(tuple),
    min_size=1,
    max_size=3,
).map(tuple)


def fits(chosen: tuple[CourseCode, ...], rule: Clauses) -> bool:
    return len(assign(chosen, rule)) == len(chosen)


@given(rules)
def test_no_assignment_is_larger(rule: Clauses) -> None:
    """Compare with Hall's condition: some clauses together name fewer codes than they are."""
    together = (
        combination for size in range(1, len(rule) + 1) for combination in combinations(rule, size)
    )

    short = any(len({code for clause in some for code in clause}) < len(some) for some in together)
    assert can_be_met(rule) is not short


@given(rules, rules)
def test_no_larger_set_meets_both_sides(first: Clauses, second: Clauses) -> None:
    found = shared_courses(first, second)
    larger = combinations(codes("ABCDE"), len(found) + 1)

    assert fits(found, first)
    assert fits(found, second)
    assert not any(fits(some, first) and fits(some, second) for some in larger)

"""Which rules fit which results, and how results are grouped for one decision."""

from datetime import date
from decimal import Decimal

import pytest

from mapping.attempts import CourseResults, count_attempts
from mapping.equivalences import Equivalence
from mapping.held import HeldCode
from mapping.identifiers import CourseCode
from mapping.matching import Fit, Match, Scope, match_courses, taken_on
from mapping.records import AcademicTerm, HostResult
from mapping.rulebook import Attempts
from mapping.terms import Level
from tests.builders import HOST, SPRING, make_equivalence, make_result, make_rulebook


def courses(*results: HostResult) -> tuple[CourseResults, ...]:
    return count_attempts(results, Attempts.LAST, lambda _: Decimal(0))


def matched(
    results: tuple[HostResult, ...] | str, *rules: Equivalence, **scope: object
) -> tuple[Match, ...]:
    """Match results, or courses by their codes, against rules for a bachelor student."""
    if isinstance(results, str):
        results = tuple(make_result(code) for code in results.split())
    agreed = frozenset(CourseCode(code) for code in str(scope.pop("agreed", "")).split())
    rulebook = make_rulebook(*rules)
    asked: dict[str, object] = {"level": Level.BACHELOR, "agreed": agreed} | scope
    return match_courses(
        courses(*results),
        rulebook.rules_by_course[HOST],
        Scope(**asked),  # type: ignore[arg-type]  # by name
        near=rulebook.near_courses[HOST],
    )


def shape(matches: tuple[Match, ...]) -> list[tuple[str, list[str], list[str]]]:
    """Write matches as (courses, rules, codes of reasons)."""
    return [
        (
            " ".join(course.code for course in match.courses),
            [candidate.indexed.text for candidate in match.candidates],
            [
                why.code.value
                for reasons in (match.reasons, *(each.reasons for each in match.candidates))
                for why in reasons
            ],
        )
        for match in matches
    ]


def test_a_rule_fits_when_every_clause_is_met() -> None:
    rule = make_equivalence("FIN201+FIN202/FIN203")

    assert shape(matched("FIN201 FIN203", rule)) == [
        ("FIN201 FIN203", ["FIN201 + (FIN202 or FIN203) -> ECO2204"], [])
    ]


def test_a_course_no_rule_names_is_alone_and_unmapped() -> None:
    assert shape(matched("LAW1 LAW2", make_equivalence())) == [
        ("LAW1", [], ["unmapped-course"]),
        ("LAW2", [], ["unmapped-course"]),
    ]


def test_a_partly_met_rule_names_what_is_missing() -> None:
    (match,) = matched("FIN201", make_equivalence("FIN201+FIN202/FIN203+FIN204"))
    (why,) = match.candidates[0].reasons

    assert match.candidates[0].fit is Fit.INCOMPLETE
    assert dict(why.facts)["missing"] == "FIN202 or FIN203, FIN204"


def test_a_rule_whose_missing_course_nobody_agreed_gives_way_to_one_that_fits() -> None:
    rules = (make_equivalence("FIN201+FIN202"), make_equivalence("FIN201", "MAN1101"))

    assert shape(matched("FIN201", *rules)) == [("FIN201", ["FIN201 -> MAN1101"], [])]


def test_a_rule_that_waits_for_an_agreed_course_stays_in_play() -> None:
    rules = (make_equivalence("FIN201+FIN202"), make_equivalence("FIN201", "MAN1101"))
    (match,) = matched("FIN201", *rules, agreed="FIN201 FIN202")

    assert [why.code for why in match.reasons] == [HeldCode.AMBIGUOUS_EQUIVALENCE]


def test_a_rule_that_contains_another_is_a_tie_when_both_are_met() -> None:
    rules = (make_equivalence("FIN201+FIN202"), make_equivalence("FIN201", "MAN1101"))
    (match,) = matched("FIN201 FIN202", *rules)

    assert [why.code for why in match.reasons] == [HeldCode.AMBIGUOUS_EQUIVALENCE]
    assert len(match.courses) == 2


def test_rules_that_share_a_course_tie_over_all_their_courses() -> None:
    rules = (make_equivalence("A+B"), make_equivalence("B+C", "MAN1101"), make_equivalence("C+D"))
    (match,) = matched("A B C D", *rules)

    assert [course.code for course in match.courses] == ["A", "B", "C", "D"]
    assert len(match.candidates) == 3


def test_groups_meet_wherever_they_are_found_to_share_a_rule() -> None:
    rules = (make_equivalence("A+C"), make_equivalence("B+D"), make_equivalence("C+D+A"))
    (match,) = matched("A B C D", *rules)

    assert [course.code for course in match.courses] == ["A", "B", "C", "D"]


def test_rules_for_different_times_levels_and_programmes_do_not_tie() -> None:
    rules = (
        make_equivalence(valid_to=date(2024, 8, 31)),
        make_equivalence(valid_from=date(2024, 9, 1), valid_to=date(2025, 8, 31)),
        make_equivalence(valid_from=date(2025, 9, 1)),
        make_equivalence(components="MAN1101", levels=(Level.PHD,)),
        make_equivalence(components="LAW", programmes=("6B09999",)),
    )

    assert shape(matched("FIN201", *rules, programme="6B04101")) == [
        ("FIN201", ["FIN201 -> ECO2204"], [])
    ]


def test_rules_out_of_scope_are_named_only_when_none_is_in_scope() -> None:
    rules = (
        make_equivalence(valid_to=date(2024, 8, 31)),
        make_equivalence(components="MAN1101", levels=(Level.PHD,), programmes=("6B09999",)),
    )

    assert [sorted(codes) for _, _, codes in shape(matched("FIN201", *rules))] == [
        ["equivalence-not-valid", "level-not-covered", "level-not-covered"]
    ]


def test_a_rule_in_scope_that_is_incomplete_is_closer_than_one_out_of_scope() -> None:
    rules = (make_equivalence(levels=(Level.PHD,)), make_equivalence("FIN201+FIN202", "MAN1101"))

    assert shape(matched("FIN201", *rules)) == [
        ("FIN201", ["FIN201 + FIN202 -> MAN1101"], ["incomplete-block"])
    ]


def test_a_rule_for_the_students_level_and_programme_fits() -> None:
    rule = make_equivalence(levels=(Level.PHD, Level.BACHELOR), programmes=("a", "6B04101"))

    assert matched("FIN201", rule, programme="6B04101")[0].candidates[0].fit is Fit.FITS


def test_what_a_rule_covers_is_listed_in_one_order() -> None:
    rule = make_equivalence(levels=(Level.SCIENTIFIC_MASTER, Level.PHD), programmes=("b", "a"))
    facts = [dict(why.facts) for why in matched("FIN201", rule)[0].candidates[0].reasons]

    assert [fact["covered"] for fact in facts] == ["phd, scientific-master", "a, b"]


def test_a_bounded_day_is_inside_its_bounds() -> None:
    day = make_result().term.starts

    assert matched("FIN201", make_equivalence(valid_from=day, valid_to=day))[0].candidates[0].whole


def test_the_last_course_of_a_block_dates_it() -> None:
    rule = make_equivalence("FIN201+FIN202", valid_to=date(2024, 12, 31))
    results = (make_result("FIN201"), make_result("FIN202", term=SPRING))
    (match,) = matched(results, rule)

    assert match.candidates[0].fit is Fit.OUT_OF_SCOPE
    assert match.candidates[0].on == SPRING.starts


def test_a_rule_out_of_scope_for_a_course_that_has_a_better_one_is_left_with_the_rest() -> None:
    rules = (
        make_equivalence("FIN201"),
        make_equivalence("FIN201+FIN202", "MAN1101", levels=(Level.PHD,)),
    )
    first, second = matched("FIN201 FIN202", *rules)

    assert [course.code for course in first.courses] == ["FIN201"]
    assert [course.code for course in second.candidates[0].courses] == ["FIN202"]
    assert not second.candidates[0].whole


def test_while_the_student_is_unknown_levels_and_programmes_part_nothing() -> None:
    rule = make_equivalence(levels=(Level.PHD,), programmes=("x",))

    assert matched("FIN201", rule, level=None)[0].candidates[0].fit is Fit.FITS


def test_a_result_without_any_date_fits_whatever_the_validity() -> None:
    undated = make_result(term=AcademicTerm(label="?"))
    rule = make_equivalence(valid_to=date(1999, 1, 1))

    assert matched((undated,), rule)[0].candidates[0].fit is Fit.FITS


def test_a_clause_met_twice_is_the_component_twice() -> None:
    (match,) = matched("FIN202 FIN203", make_equivalence("FIN202/FIN203"))
    (why,) = match.candidates[0].reasons

    assert dict(why.facts) == {"component": "ECO2204", "courses": "FIN202, FIN203"}


def test_a_spare_alternative_has_the_component_twice() -> None:
    rule = make_equivalence("FIN202/FIN203")
    taken, spare = matched("FIN202 FIN203", rule, agreed="FIN202")

    assert taken.candidates[0].spare == ("FIN203",)
    assert dict(spare.reasons[0].facts) == {"component": "ECO2204", "courses": "FIN202, FIN203"}


def test_a_spare_course_names_every_component_it_could_have_been() -> None:
    rule = make_equivalence("FIN202/FIN203", "ECO2204+MAN1101")
    _, spare = matched("FIN202 FIN203", rule, agreed="FIN202")

    assert dict(spare.reasons[0].facts)["component"] == "ECO2204 + MAN1101"


def test_an_unmapped_course_is_named_by_its_title() -> None:
    (match,) = matched("LAW1", make_equivalence("LAW-1"))

    assert dict(match.reasons[0].facts) == {
        "course": "LAW1",
        "title": "Course LAW1",
        "near": "LAW-1",
    }


def test_a_rule_of_another_time_names_its_bounds() -> None:
    rule = make_equivalence(valid_from=date(2023, 9, 1), valid_to=date(2024, 8, 31))
    open_ = make_equivalence(valid_to=date(2024, 8, 31))

    for each, starts in ((rule, "2023-09-01"), (open_, "")):
        (why,) = matched("FIN201", each)[0].candidates[0].reasons
        assert dict(why.facts) == {
            "rule": "FIN201 -> ECO2204",
            "from": starts,
            "to": "2024-08-31",
            "on": "2024-09-01",
        }


def test_a_course_spare_in_one_clause_may_be_used_in_another() -> None:
    rule = make_equivalence("FIN202/FIN203+FIN203")
    (match,) = matched("FIN202 FIN203", rule, agreed="FIN202")

    assert match.candidates[0].spare == ()
    assert [course.code for course in match.courses] == ["FIN202", "FIN203"]


def test_one_course_meets_one_clause() -> None:
    (match,) = matched("B", make_equivalence("A/B+B/C"))
    (why,) = match.candidates[0].reasons

    assert match.candidates[0].fit is Fit.INCOMPLETE
    assert why.code is HeldCode.INCOMPLETE_BLOCK
    assert dict(why.facts)["missing"] == "A or C"


@pytest.mark.parametrize("passed", ["A B", "B C", "A C"])
def test_courses_change_places_until_every_clause_has_one(passed: str) -> None:
    (match,) = matched(passed, make_equivalence("A/B+B/C"))

    assert match.candidates[0].whole
    assert [course.code for course in match.courses] == passed.split()


def test_a_course_that_meets_two_clauses_leaves_the_one_an_agreed_course_is_awaited_for() -> None:
    rules = (make_equivalence("B/C+A/B"), make_equivalence("B", "MAN1101"))
    (match,) = matched("B", *rules, agreed="A B")

    assert [why.code for why in match.reasons] == [HeldCode.AMBIGUOUS_EQUIVALENCE]


def test_an_agreed_course_at_hand_is_not_awaited_again() -> None:
    (match,) = matched("B", make_equivalence("A/B+B/C"), agreed="B")

    assert match.candidates[0].fit is Fit.INCOMPLETE


def test_three_courses_for_two_clauses_are_one_too_many() -> None:
    (match,) = matched("A B C", make_equivalence("A/B+B/C"), agreed="A B C")
    (why,) = match.candidates[0].reasons

    assert dict(why.facts) == {"component": "ECO2204", "courses": "A, B, C"}


def test_of_three_courses_for_two_clauses_the_two_agreed_count() -> None:
    taken, spare = matched("A B C", make_equivalence("A/B+B/C"), agreed="A C")

    assert [course.code for course in taken.courses] == ["A", "C"]
    assert taken.candidates[0].whole
    assert [course.code for course in spare.courses] == ["B"]
    assert spare.reasons[0].code is HeldCode.COMPONENT_TWICE


def test_every_choice_of_a_rule_is_told_and_every_spare_course_kept() -> None:
    rule = make_equivalence("A/B+D/E")
    (open_,) = matched("A B D E", rule)
    taken, *spare = matched("A B D E", rule, agreed="A D")

    assert [dict(why.facts)["courses"] for why in open_.candidates[0].reasons] == ["A, B", "D, E"]
    assert taken.candidates[0].spare == ("B", "E")
    assert [match.courses[0].code for match in spare] == ["B", "E"]


def test_a_rule_for_another_level_or_programme_names_both() -> None:
    rule = make_equivalence(levels=(Level.PHD,), programmes=("b", "a"))
    (match,) = matched("FIN201", rule, programme="c")

    assert [dict(why.facts) for why in match.candidates[0].reasons] == [
        {"rule": "FIN201 -> ECO2204", "asked": "bachelor", "covered": "phd"},
        {"rule": "FIN201 -> ECO2204", "asked": "c", "covered": "a, b"},
    ]


@pytest.mark.parametrize("courses", ["A/B+C", "C+A/B"])
def test_a_choice_and_a_course_that_is_missing_are_both_told(courses: str) -> None:
    (match,) = matched("A B", make_equivalence(courses))
    why = {each.code: dict(each.facts) for each in match.candidates[0].reasons}

    assert why[HeldCode.COMPONENT_TWICE]["courses"] == "A, B"
    assert why[HeldCode.INCOMPLETE_BLOCK]["missing"] == "C"


def test_agreed_courses_that_cannot_meet_as_many_clauses_settle_nothing() -> None:
    (match,) = matched("A B C", make_equivalence("A/B+C"), agreed="A B")

    assert [dict(why.facts)["courses"] for why in match.candidates[0].reasons] == ["A, B"]


def test_a_choice_in_one_place_leaves_the_other_courses_of_a_rule_alone() -> None:
    taken, spare = matched("A B D", make_equivalence("A/B+D/E"), agreed="A")

    assert [course.code for course in taken.courses] == ["A", "D"]
    assert spare.courses[0].code == "B"


def test_a_result_is_dated_by_term_then_completion_then_mobility() -> None:
    period = date(2024, 9, 10)
    undated = AcademicTerm(label="?")

    assert taken_on(make_result(), period) == date(2024, 9, 1)
    assert taken_on(make_result(term=undated, completed_on=date(2025, 1, 5)), period) == date(
        2025, 1, 5
    )
    assert taken_on(make_result(term=undated), period) == period

"""Rules that tie, each pair with a witness that really happens."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.decisions import Held
from mapping.equivalences import Approval, Equivalence, MinimumGrade
from mapping.held import HeldCode
from mapping.identifiers import CourseCode, SchemeId
from mapping.recognition import recognise
from mapping.records import AcademicTerm
from mapping.terms import Level
from mapping.ties import MOST_TIES_A_RULE, Tie, Witness, find_ties
from tests.builders import (
    HOST,
    make_agreement,
    make_case,
    make_equivalence,
    make_mobility,
    make_result,
    make_rulebook,
    make_target,
)

DAYS = (None, date(2023, 9, 1), date(2024, 9, 1), date(2025, 9, 1))


def ties(*rules: Equivalence) -> list[str]:
    return [str(tie.witness) for tie in find_ties(rules)]


def really_ties(tie: Tie) -> bool:
    return both_fit(tie.first, tie.second, tie.witness)


def both_fit(first: Equivalence, second: Equivalence, witness: Witness) -> bool:
    """Let the recognition of the witness tell whether both rules fit."""
    term = AcademicTerm(label="t", starts=witness.day or date(2024, 9, 1))
    case = make_case(
        *(make_result(code, term=term) for code in witness.courses),
        mobility=make_mobility(
            level=witness.level or Level.BACHELOR, programme=witness.programme or "any"
        ),
        agreement=make_agreement("+".join(witness.courses)),
    )
    texts = {
        dict(why.facts)["places"]
        for decision in recognise(case, make_rulebook(first, second))
        if isinstance(decision, Held)
        for why in decision.reasons
        if why.code is HeldCode.AMBIGUOUS_EQUIVALENCE
    }
    return any({*places.split("; ")} == {first.place, second.place} for places in texts)


@pytest.mark.parametrize(
    ("first", "second", "witness"),
    [
        ("FIN201", "FIN201+FIN202", "a student with FIN201 + FIN202"),
        ("FIN201+FIN202", "FIN202+FIN203", "a student with FIN201 + FIN202 + FIN203"),
        ("FIN201/FIN202", "FIN202/FIN203", "a student with FIN202"),
        ("FIN201/FIN202", "FIN201+FIN202", "a student with FIN201 + FIN202"),
        ("A/B+C/D", "B/E+D/F", "a student with B + D"),
        ("A/B+C", "A+B", "a student with A + B + C"),
        ("X+A/B", "A/X", "a student with B + X"),
    ],
)
def test_the_witness_needs_few_courses(first: str, second: str, witness: str) -> None:
    rules = (
        make_equivalence(first, place="m.yaml:1"),
        make_equivalence(second, "MAN1101", place="m.yaml:2"),
    )

    assert ties(*rules) == [witness]
    assert all(really_ties(tie) for tie in find_ties(rules))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"valid_to": date(2024, 8, 31)}, {"valid_from": date(2024, 9, 1)}),
        ({"levels": (Level.PHD,)}, {"levels": (Level.BACHELOR,)}),
        ({"programmes": ("a",)}, {"programmes": ("b",)}),
    ],
)
def test_rules_that_never_meet_one_student_do_not_tie(
    first: dict[str, object], second: dict[str, object]
) -> None:
    rules = (make_equivalence(**first), make_equivalence(components="MAN1101", **second))

    assert ties(*rules) == ties(*reversed(rules)) == []


def test_rules_of_different_courses_do_not_tie() -> None:
    assert ties(make_equivalence(), make_equivalence("FIN202")) == []


def test_the_witness_lives_where_both_rules_hold() -> None:
    first = make_equivalence(
        valid_from=date(2023, 9, 1), levels=(Level.PHD, Level.BACHELOR), programmes=("a", "b")
    )
    second = make_equivalence(
        components="MAN1101", valid_from=date(2024, 9, 1), levels=(Level.PHD,), programmes=("b",)
    )
    ended = make_equivalence(components="MAN1101", valid_to=date(2024, 8, 31))
    (tie,) = find_ties((first, second))
    (other,) = find_ties((make_equivalence(), ended))

    assert tie.witness == Witness(
        courses=(CourseCode("FIN201"),), day=date(2024, 9, 1), level=Level.PHD, programme="b"
    )
    assert str(tie.witness) == "a phd student of b with FIN201 from 2024-09-01"
    assert other.witness.day == date(2024, 8, 31)


def test_the_witness_names_the_grades_both_rules_ask_for() -> None:
    fair = MinimumGrade(scheme=SchemeId("ects"), label="C")
    good = MinimumGrade(scheme=SchemeId("kz-letter"), label="B+")

    assert ties(
        make_equivalence(minimum_grade=fair),
        make_equivalence(components="MAN1101", minimum_grade=good),
    ) == ["a student with FIN201 at C (ects) and B+ (kz-letter) or better"]
    assert ties(
        make_equivalence(minimum_grade=fair),
        make_equivalence(components="MAN1101", minimum_grade=fair),
        make_equivalence("FIN202", minimum_grade=good),
    ) == ["a student with FIN201 at C (ects) or better"]


def test_rules_that_one_course_cannot_meet_both_ways_tie_in_what_they_share() -> None:
    rules = (
        make_equivalence("A/B+B/C", place="m.yaml:1"),
        make_equivalence("B+D", "MAN1101", place="m.yaml:2"),
    )
    (tie,) = find_ties(rules)

    assert (tie.shared, tie.partial) == (("B",), True)
    assert tie.witness.courses == ("A", "B", "D")
    assert really_ties(tie)


@pytest.mark.parametrize("knows", [0, 1])
def test_rules_that_knowingly_share_a_course_are_no_tie(knows: int) -> None:
    shares = [{"shares": (CourseCode("B"),)} if knows == which else {} for which in range(2)]

    assert ties(make_equivalence("A+B", **shares[0]), make_equivalence("B+C", **shares[1])) == []


def test_rules_that_share_more_than_they_know_of_tie() -> None:
    rules = (
        make_equivalence("A+B+C", shares=(CourseCode("B"),)),
        make_equivalence("B+C+D", "MAN1101"),
    )

    assert ties(*rules) == ["a student with A + B + C + D"]


def test_a_rule_inside_another_is_never_meant() -> None:
    rules = (make_equivalence("A+B", shares=(CourseCode("A"),)), make_equivalence("A", "MAN1101"))

    assert ties(*rules) == ["a student with A + B"]


def test_a_rule_with_a_clause_nobody_can_meet_ties_with_none() -> None:
    dead = Equivalence(
        host=HOST, courses=((CourseCode("FIN201"),), ()), targets=(make_target("MAN1101"),)
    )
    twice = make_equivalence("FIN201+FIN201", "MAN1101")
    backwards = make_equivalence(components="MAN1101", valid_from=DAYS[2], valid_to=DAYS[1])

    for rule in (dead, twice, backwards):
        assert ties(rule, make_equivalence()) == ties(make_equivalence(), rule) == []


@pytest.mark.parametrize("turned", [False, True])
def test_a_rule_for_every_programme_ties_with_one_for_some(turned: bool) -> None:
    rules = [
        make_equivalence(),
        make_equivalence(components="MAN1101", programmes=("b", "a")),
    ]

    assert ties(*(reversed(rules) if turned else rules)) == ["a student of a with FIN201"]


def test_a_rule_for_one_day_ties_on_it() -> None:
    day = date(2024, 9, 1)
    rules = (make_equivalence(valid_from=day, valid_to=day), make_equivalence(components="H2"))

    assert ties(*rules) == ["a student with FIN201 from 2024-09-01"]


def test_one_common_day_is_enough_to_tie() -> None:
    day = date(2024, 9, 1)
    rules = (make_equivalence(valid_to=day), make_equivalence(components="H2", valid_from=day))

    assert ties(*rules) == ["a student with FIN201 from 2024-09-01"]


def test_a_rule_that_ties_with_very_many_is_told_of_some() -> None:
    rules = [make_equivalence(components=f"H{number}") for number in range(30)]

    assert sum(tie.second == rules[-1] for tie in find_ties(rules)) == MOST_TIES_A_RULE


rules = st.builds(
    lambda clauses, starts, ends, levels, programmes, target, line: make_equivalence(
        "+".join("/".join(clause) for clause in clauses),
        target,
        valid_from=starts,
        valid_to=ends,
        levels=levels,
        programmes=programmes,
        place=f"m.yaml:{line}",
    ),
    st.lists(
        st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=3, unique=True),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(DAYS),
    st.sampled_from(DAYS),
    st.sampled_from(((), (Level.BACHELOR,), (Level.PHD, Level.BACHELOR))),
    st.sampled_from(((), ("a",), ("b", "a"))),
    st.sampled_from(("H1", "H2")),
    st.integers(1, 10**9),
)


@given(st.lists(rules, min_size=2, max_size=5, unique_by=lambda rule: rule.place))
def test_no_witness_is_invented(found: list[Equivalence]) -> None:
    for tie in find_ties(found):
        assert really_ties(tie)


@given(rules, rules, st.randoms(use_true_random=False))
def test_what_is_not_reported_does_not_tie(
    first: Equivalence, second: Equivalence, random: Random
) -> None:
    """Try students at random; none may fit both rules of a pair that was not reported."""
    if first == second or ties(first, second):
        return
    for _ in range(5):
        guess = Witness(
            courses=tuple(CourseCode(code) for code in "ABCDE" if random.random() < 0.6) or ("A",),
            day=random.choice(DAYS),
            level=random.choice((Level.BACHELOR, Level.PHD)),
            programme=random.choice("ab"),
        )
        assert not both_fit(first, second, guess)


# -- five thousand rules --------------------------------------------------------------------------


EDITIONS = (
    (2020, ()),
    (2021, ()),
    (2022, ()),
    (2023, (Level.BACHELOR,)),
    (2023, (Level.PHD,)),
)


def many_rules(number: int) -> list[Equivalence]:
    """Generate rules that never tie: editions of courses, levels and blocks that part cleanly."""
    approval = Approval(by="Council", on=date(2024, 6, 1))
    found = []
    for position in range(number):
        course, turn = divmod(position, 5)
        starts, levels = EDITIONS[turn]
        found.append(
            make_equivalence(
                f"C{course}A+C{course}B/C{course}C",
                f"H{course}",
                valid_from=date(starts, 9, 1),
                valid_to=date(starts + 1, 8, 31),
                levels=levels,
                approval=approval,
                place=f"m.yaml:{position}",
            )
        )
    return found


def test_planted_ties_are_found_among_five_thousand_rules_and_none_invented() -> None:
    rules = many_rules(5000)
    random = Random(7)  # noqa: S311 -- no secret, a fixed choice
    planted = set()
    for position in sorted(random.sample(range(4000), 40)):
        rival = make_equivalence(
            f"C{position // 5}B",
            "RIVAL",
            valid_from=rules[position].valid_from,
            valid_to=rules[position].valid_to,
            levels=rules[position].levels,
            place=f"planted.yaml:{position}",
        )
        rules.append(rival)
        planted.add((f"m.yaml:{position}", rival.place))
    found = list(find_ties(rules))

    assert {(tie.first.place, tie.second.place) for tie in found} == planted
    assert all(really_ties(tie) for tie in found)

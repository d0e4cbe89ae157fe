"""Contradictions among rules, each with a witness that really happens."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.decisions import Held
from mapping.equivalences import Approval, Equivalence
from mapping.held import HeldCode
from mapping.identifiers import CourseCode
from mapping.problems import Problem, Severity
from mapping.proof import MOST_TIES_A_RULE, Tie, Witness, find_ties, prove_rulebook
from mapping.recognition import recognise
from mapping.records import AcademicTerm
from mapping.rulebook import AgreementWindow
from mapping.terms import Level, MobilityKind
from tests.builders import (
    HOST,
    make_agreement,
    make_case,
    make_component,
    make_equivalence,
    make_host_rules,
    make_mobility,
    make_result,
    make_rulebook,
    make_target,
)

DAYS = (None, date(2023, 9, 1), date(2024, 9, 1), date(2025, 9, 1))


def problems(*rules: Equivalence, **host: object) -> list[tuple[str, str, Severity]]:
    """Prove one host's rules; write findings as (code, place, severity)."""
    rulebook = make_rulebook(hosts=(make_host_rules(*rules, **host),))
    return [(found.code, found.place, found.severity) for found in prove_rulebook(rulebook)]


def only(*rules: Equivalence) -> Problem:
    (found,) = prove_rulebook(make_rulebook(*rules))
    return found


def ties(*rules: Equivalence) -> list[str]:
    return [str(tie.witness) for tie in find_ties(rules)]


def really_ties(tie: Tie) -> bool:
    """Let the recognition of the witness tell whether both rules fit."""
    witness = tie.witness
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
        for decision in recognise(case, make_rulebook(tie.first, tie.second))
        if isinstance(decision, Held)
        for why in decision.reasons
        if why.code is HeldCode.AMBIGUOUS_EQUIVALENCE
    }
    return any({*places.split("; ")} == {tie.first.place, tie.second.place} for places in texts)


# -- ties -----------------------------------------------------------------------------------------


def test_two_rules_for_one_course_tie_with_a_witness() -> None:
    found = only(
        make_equivalence(place="m.yaml:12"),
        make_equivalence(
            components="MAN1101",
            valid_from=date(2025, 2, 1),
            levels=(Level.BACHELOR, Level.PHD),
            place="m.yaml:40",
        ),
    )

    assert (found.code, found.place, found.severity) == (
        "ambiguous-rules",
        "m.yaml:40",
        Severity.ERROR,
    )
    assert found.message == (
        "a bachelor student with FIN201 from 2025-02-01 fits both this rule and "
        "FIN201 -> ECO2204 in m.yaml:12"
    )


@pytest.mark.parametrize(
    ("first", "second", "witness"),
    [
        ("FIN201", "FIN201+FIN202", "a student with FIN201 + FIN202"),
        ("FIN201+FIN202", "FIN202+FIN203", "a student with FIN201 + FIN202 + FIN203"),
        ("FIN201/FIN202", "FIN202/FIN203", "a student with FIN202"),
        ("FIN201/FIN202", "FIN201+FIN202", "a student with FIN201 + FIN202"),
        ("A/B+C/D", "B/E+D/F", "a student with B + D"),
        ("A/B+C", "A+B", "a student with A + B + C"),
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
        assert not really_ties(Tie(first=first, second=second, witness=guess))


# -- rules without effect, and names that are wrong -----------------------------------------------


def test_sound_rules_prove_clean() -> None:
    assert problems(make_equivalence(), make_equivalence("FIN202", "MAN1101")) == []


def test_a_rule_written_twice_is_a_warning() -> None:
    rules = (make_equivalence(place="m.yaml:1"), make_equivalence(place="m.yaml:2"))

    assert problems(*rules) == [("duplicate-rule", "m.yaml:2", Severity.WARNING)]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (make_equivalence(courses="A", valid_from=DAYS[2], valid_to=DAYS[1]), "ends before"),
        (Equivalence(host=HOST, courses=(), targets=(make_target("ECO2204"),)), "no course"),
        (Equivalence(host=HOST, courses=((),), targets=(make_target("ECO2204"),)), "no course"),
    ],
)
def test_a_rule_no_result_can_meet_is_dead(rule: Equivalence, why: str) -> None:
    found = only(rule)

    assert (found.code, found.severity) == ("dead-rule", Severity.ERROR)
    assert why in found.message
    assert ties(rule, rule, make_equivalence("A", "MAN1101")) == []


def test_a_rule_with_a_clause_nobody_can_meet_ties_with_none() -> None:
    dead = Equivalence(
        host=HOST, courses=((CourseCode("FIN201"),), ()), targets=(make_target("MAN1101"),)
    )

    assert ties(dead, make_equivalence()) == ties(make_equivalence(), dead) == []


def test_an_alternative_to_what_is_needed_anyway_never_counts() -> None:
    found = only(make_equivalence("A+A/B"))

    assert (found.code, found.severity) == ("dead-alternative", Severity.WARNING)
    assert found.message == "'A' is needed anyway, so B can never count instead of it"


def test_a_rule_for_times_without_an_agreement_is_unreachable() -> None:
    window = AgreementWindow(valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))
    old = make_equivalence(valid_to=date(2023, 12, 31), place="m.yaml:3")

    assert problems(old, agreements=(window,)) == [
        ("unreachable-rule", "m.yaml:3", Severity.WARNING)
    ]
    assert problems(old, agreements=()) == []
    assert problems(old, agreements=(), kind=MobilityKind.INTERNAL) == [
        ("unreachable-rule", "m.yaml:3", Severity.WARNING)
    ]


def test_an_unknown_component_is_an_error_with_its_near_miss() -> None:
    near = only(make_equivalence(components="ECO-2204"))
    far = only(make_equivalence(components="LAW1"))

    assert (near.code, near.hint) == ("unknown-component", "did you mean ECO2204?")
    assert (far.code, far.hint) == ("unknown-component", "add it to the curriculum")


def test_an_elective_outside_the_curriculum_is_fine_unless_it_is_a_near_miss() -> None:
    assert problems(make_equivalence(components="~FREE")) == []
    assert only(make_equivalence(components="~ECO.2204")).code == "near-miss"


def test_a_component_of_other_times_or_levels_is_an_error() -> None:
    retired = make_component(valid_to=date(2020, 8, 31), level=Level.PHD)
    rule = make_equivalence(valid_from=date(2024, 9, 1), levels=(Level.BACHELOR,))
    rulebook = make_rulebook(rule, components=(retired,))

    assert [found.code for found in prove_rulebook(rulebook)] == [
        "component-retired",
        "level-differs",
    ]


@pytest.mark.parametrize("levels", [(), (Level.PHD, Level.BACHELOR)])
def test_a_component_of_a_level_the_rule_covers_is_fine(levels: tuple[Level, ...]) -> None:
    rulebook = make_rulebook(
        make_equivalence(levels=levels), components=(make_component(level=Level.PHD),)
    )

    assert prove_rulebook(rulebook) == ()


def test_a_fixed_share_that_is_not_the_curriculums_is_a_warning() -> None:
    found = only(make_equivalence(targets=(make_target("ECO2204", "5"),)))

    assert (found.code, found.severity) == ("credits-differ", Severity.WARNING)
    assert found.message == "the rule gives 'ECO2204' 5 credits, the curriculum 6"
    assert problems(make_equivalence(targets=(make_target("ECO2204", "6"),))) == []


def test_one_course_written_two_ways_is_reported_at_both_places() -> None:
    rules = (
        make_equivalence("FIN201", place="m.yaml:1"),
        make_equivalence("FIN-201", "MAN1101", place="m.yaml:2"),
    )

    assert problems(*rules) == [
        ("near-miss", "m.yaml:1", Severity.WARNING),
        ("near-miss", "m.yaml:2", Severity.WARNING),
    ]


def test_a_course_the_host_does_not_list_is_a_warning() -> None:
    rulebook = make_rulebook(make_equivalence("FIN201+FIN202/LAW1"))
    catalogue = frozenset({CourseCode("FIN201"), CourseCode("FIN-202")})
    found = prove_rulebook(rulebook, {HOST: catalogue})

    assert [(each.code, each.hint) for each in found] == [
        ("unknown-course", "did you mean FIN-202?"),
        ("unknown-course", "ask the host whether it still runs"),
    ]


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

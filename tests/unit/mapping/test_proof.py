"""Rules that contradict one another or have no effect are told with their lines."""

from dataclasses import replace
from datetime import date

import pytest

from mapping.equivalences import Equivalence
from mapping.identifiers import CourseCode
from mapping.problems import Problem, Severity
from mapping.proof import prove_rulebook
from mapping.rulebook import AgreementWindow
from mapping.terms import Level, MobilityKind
from tests.builders import (
    HOST,
    make_component,
    make_equivalence,
    make_host_rules,
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


def only_of(*rules: Equivalence, **host: object) -> Problem:
    (found,) = prove_rulebook(make_rulebook(hosts=(make_host_rules(*rules, **host),)))
    return found


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
    assert found.hint.endswith(", or merge them")


def test_rules_that_meet_in_one_course_are_an_error_unless_they_say_that_they_share_it() -> None:
    rules = (
        make_equivalence("FIN201+FIN202", place="m.yaml:1"),
        make_equivalence("FIN202+FIN203", "MAN1101", place="m.yaml:2"),
    )
    found = only(*rules)

    assert (found.code, found.place, found.severity) == (
        "ambiguous-rules",
        "m.yaml:2",
        Severity.ERROR,
    )
    assert found.hint == (
        "give the two rules periods, levels or programmes that do not meet, or if both are needed, "
        "write 'shares: [FIN202]': who meets both is held"
    )
    assert problems(rules[0], replace(rules[1], shares=(CourseCode("FIN202"),))) == []


def test_every_course_two_rules_share_is_named_in_the_hint() -> None:
    found = only(make_equivalence("A+B+C"), make_equivalence("B+C+D", "MAN1101"))

    assert "'shares: [B, C]'" in found.hint


@pytest.mark.parametrize("shared", ["FIN201", "LAW1"])
def test_a_shared_course_no_other_rule_asks_for_is_a_warning(shared: str) -> None:
    alone = make_equivalence("FIN201+FIN202", shares=(CourseCode(shared),))

    assert problems(alone, make_equivalence("LAW1", "MAN1101")) == [
        ("shares-nothing", alone.place, Severity.WARNING)
    ]
    found = only(alone)
    assert found.message == f"shares: no other rule asks for '{shared}' together with this one"
    assert found.hint == "remove it"


# -- rules without effect, and names that are wrong -----------------------------------------------


def test_sound_rules_prove_clean() -> None:
    assert problems(make_equivalence(), make_equivalence("FIN202", "MAN1101")) == []


def test_a_rule_written_twice_is_a_warning() -> None:
    rules = (make_equivalence(place="m.yaml:1"), make_equivalence(place="m.yaml:2"))

    assert problems(*rules) == [("duplicate-rule", "m.yaml:2", Severity.WARNING)]
    assert str(only(*rules)) == (
        "m.yaml:2: the rule FIN201 -> ECO2204 stands in m.yaml:1 already (remove one of the two)"
    )


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (
            make_equivalence(courses="A", valid_from=DAYS[2], valid_to=DAYS[1]),
            "it ends before it begins",
        ),
        (
            Equivalence(host=HOST, courses=(), targets=(make_target("ECO2204"),)),
            "it names no course",
        ),
        (
            Equivalence(host=HOST, courses=((),), targets=(make_target("ECO2204"),)),
            "it names no course",
        ),
        (
            make_equivalence("A/B+B/A+A/B"),
            "one course counts once, and it asks for more courses than it names",
        ),
    ],
)
def test_a_rule_no_result_can_meet_is_dead(rule: Equivalence, why: str) -> None:
    found = only(rule)

    assert (found.code, found.severity) == ("dead-rule", Severity.ERROR)
    assert found.message == f"no result can ever meet this rule: {why}"
    assert found.hint == ""


def test_an_alternative_to_what_is_needed_anyway_never_counts() -> None:
    found = only(make_equivalence("A+A/B"))

    assert (found.code, found.severity) == ("dead-alternative", Severity.WARNING)
    assert found.message == "'A' is needed anyway, so it can never count as an alternative, too"
    assert found.hint == "drop 'A' from the alternatives"


def test_a_rule_for_times_without_an_agreement_is_unreachable() -> None:
    window = AgreementWindow(valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))
    old = make_equivalence(valid_to=date(2023, 12, 31), place="m.yaml:3")

    assert problems(old, agreements=(window,)) == [
        ("unreachable-rule", "m.yaml:3", Severity.WARNING)
    ]
    assert str(only_of(old, agreements=(window,))) == (
        "m.yaml:3: no agreement with the host is in force while this rule is valid (compare "
        f"'valid' with the agreements in hosts/{HOST}.yaml:1)"
    )
    assert problems(old, agreements=()) == []
    assert problems(old, agreements=(), kind=MobilityKind.INTERNAL) == [
        ("unreachable-rule", "m.yaml:3", Severity.WARNING)
    ]


@pytest.mark.parametrize(
    "validity", [{"valid_to": date(2024, 1, 1)}, {"valid_from": date(2024, 12, 31)}]
)
def test_one_day_of_an_agreement_is_enough_to_reach_a_rule(validity: dict[str, date]) -> None:
    window = AgreementWindow(valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))

    assert problems(make_equivalence(**validity), agreements=(window,)) == []


def test_an_unknown_component_is_an_error_with_its_near_miss() -> None:
    near = only(make_equivalence(components="ECO-2204"))
    far = only(make_equivalence(components="LAW1"))

    assert (near.code, near.hint) == ("unknown-component", "did you mean ECO2204?")
    assert (far.code, far.hint) == ("unknown-component", "add it to the curriculum")
    assert far.message == "the curriculum has no 'LAW1'"


def test_an_elective_outside_the_curriculum_is_fine_unless_it_is_a_near_miss() -> None:
    assert problems(make_equivalence(components="~FREE")) == []
    found = only(make_equivalence(components="~ECO.2204"))
    assert (found.code, found.message) == ("near-miss", "the curriculum has no 'ECO.2204'")
    assert found.hint == "did you mean ECO2204?"


def test_a_component_of_other_times_or_levels_is_an_error() -> None:
    retired = make_component(valid_to=date(2020, 8, 31), level=Level.PHD, place="c.yaml:7")
    levels = (Level.BACHELOR, Level.PROFILE_MASTER)
    rule = make_equivalence(valid_from=date(2024, 9, 1), levels=levels)
    times, level = prove_rulebook(make_rulebook(rule, components=(retired,)))

    assert (times.code, times.hint) == ("component-retired", "compare 'valid' with c.yaml:7")
    assert times.message == "'ECO2204' is not in the curriculum while this rule is valid"
    assert (level.code, level.hint) == ("level-differs", "")
    assert level.message == "'ECO2204' is for phd, the rule for bachelor, profile-master"


@pytest.mark.parametrize(
    ("rule", "component", "severity"),
    [
        (("a",), ("b", "c"), Severity.ERROR),
        (("a", "d", "b"), ("b", "c"), Severity.WARNING),
        (("b",), ("b", "c"), None),
        (("a",), (), None),
        ((), ("b",), None),
    ],
)
def test_a_rule_for_programmes_its_component_is_not_for_is_told(
    rule: tuple[str, ...], component: tuple[str, ...], severity: Severity | None
) -> None:
    rulebook = make_rulebook(
        make_equivalence(programmes=rule),
        components=(make_component(programmes=component, place="c.yaml:7"),),
    )
    found = prove_rulebook(rulebook)

    assert [each.severity for each in found] == ([] if severity is None else [severity])
    for each in found:
        assert each.code == "programme-differs"
        strangers = ", ".join(code for code in rule if code != "b")
        assert each.message == (
            f"'ECO2204' is for b, c, and the rule for {strangers}: their results are held"
        )
        assert each.hint == "compare 'programmes' with c.yaml:7"


TAUGHT = {"valid_from": date(2020, 9, 1), "valid_to": date(2025, 8, 31)}


@pytest.mark.parametrize(
    ("validity", "told"),
    [
        (TAUGHT, []),
        ({}, ["component-ends", "component-begins"]),
        (TAUGHT | {"valid_to": None}, ["component-ends"]),
        (TAUGHT | {"valid_from": None}, ["component-begins"]),
        (TAUGHT | {"valid_to": date(2025, 9, 1)}, ["component-ends"]),
        (TAUGHT | {"valid_from": date(2020, 8, 31)}, ["component-begins"]),
        ({"valid_from": date(2021, 9, 1), "valid_to": date(2022, 8, 31)}, []),
    ],
)
def test_a_rule_that_outlives_its_component_is_a_warning(
    validity: dict[str, date | None], told: list[str]
) -> None:
    component = make_component(place="curriculum/economics.yaml:5", **TAUGHT)
    rulebook = make_rulebook(make_equivalence(**validity), components=(component,))
    found = prove_rulebook(rulebook)

    assert [each.code for each in found] == told
    assert {each.severity for each in found} <= {Severity.WARNING}
    assert {each.hint for each in found} <= {"compare 'valid' with curriculum/economics.yaml:5"}


def test_a_component_that_comes_and_goes_is_told_with_its_days() -> None:
    rulebook = make_rulebook(make_equivalence(), components=(make_component(**TAUGHT),))

    ends, begins = prove_rulebook(rulebook)

    assert ends.message == (
        "'ECO2204' is in the curriculum until 2025-08-31, and this rule is valid for longer: later "
        "results are held"
    )
    assert begins.message == (
        "'ECO2204' is in the curriculum from 2020-09-01, and this rule is valid before: earlier "
        "results are held"
    )


@pytest.mark.parametrize(
    ("validity", "code"),
    [
        ({"valid_to": TAUGHT["valid_from"]}, "component-begins"),
        ({"valid_from": TAUGHT["valid_to"]}, "component-ends"),
    ],
)
def test_one_day_together_is_not_never(validity: dict[str, date], code: str) -> None:
    rulebook = make_rulebook(make_equivalence(**validity), components=(make_component(**TAUGHT),))

    assert [found.code for found in prove_rulebook(rulebook)] == [code]


@pytest.mark.parametrize(
    "validity", [{"valid_to": date(2020, 8, 31)}, {"valid_from": date(2025, 9, 1)}]
)
def test_a_component_that_is_never_there_with_its_rule_is_an_error(
    validity: dict[str, date],
) -> None:
    rulebook = make_rulebook(make_equivalence(**validity), components=(make_component(**TAUGHT),))

    assert [(found.code, found.severity) for found in prove_rulebook(rulebook)] == [
        ("component-retired", Severity.ERROR)
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
    assert found.hint == ""
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
    first, _ = prove_rulebook(make_rulebook(*rules))
    assert first.message == "'FIN201' is near FIN-201"
    assert first.hint == "if they are one course, write it as the host prints it"

"""What an agreement will be held for, told before anybody has a mark."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mapping.agreement_checks import check_agreement, foreseen
from mapping.agreements import LearningAgreement
from mapping.credits import RoundingScope
from mapping.decisions import Recognised
from mapping.equivalences import Equivalence
from mapping.problems import Problem, Severity
from mapping.rulebook import Rulebook
from mapping.terms import Work
from tests.builders import (
    make_agreement,
    make_component,
    make_credit_rule,
    make_equivalence,
    make_mobility,
    make_rulebook,
    make_target,
)

OLD = {"admission_year": 2017}


def told(
    agreement: LearningAgreement, rulebook: Rulebook | None = None, **mobility: Any
) -> list[Problem]:
    found = list(
        check_agreement(
            make_mobility(**mobility),
            agreement,
            rulebook or make_rulebook(),
            place=lambda side, code: f"{side} {code}",
        )
    )
    assert {each.severity for each in found} <= {Severity.WARNING}
    return found


def lines(found: list[Problem]) -> list[tuple[str, str]]:
    return [(each.place, each.message) for each in found]


def test_an_agreement_the_rules_keep_is_fine() -> None:
    assert told(make_agreement("FIN201:6@a", "ECO2204:6@a")) == []
    assert told(make_agreement("FIN201:6", "ECO2204:6")) == []
    assert told(make_agreement("FIN201:9", "ECO2204:6"), **OLD) == []


def test_what_table_a_will_become_is_foreseen_without_a_mark() -> None:
    (decision,) = foreseen(make_mobility(), make_agreement("FIN201:6"), make_rulebook())

    assert isinstance(decision, Recognised)
    assert [(each.component, each.credits, each.letter) for each in decision.outcomes] == [
        ("ECO2204", Decimal(6), None)
    ]


def test_a_block_worth_other_credits_than_table_b_states_is_told() -> None:
    found = told(make_agreement("LAW1:5@a+LAW2:3@b", "MAN1101:6@a+ECO2204:3@b"))

    assert lines(found) == [
        (
            "home MAN1101",
            "block a: Table A is worth 5 credits at home, Table B states 6",
        )
    ]
    assert found[0].code == "block-credits-differ"
    assert found[0].hint == "correct the credits of one of the two tables"


def test_rows_without_a_block_are_two_bags() -> None:
    found = told(make_agreement("LAW1:5+LAW2:3", "ECO2204:5+MAN1101:4"))

    assert lines(found) == [
        (
            "home ECO2204",
            "the rows without a block: Table A is worth 8 credits at home, Table B states 9",
        )
    ]


@pytest.mark.parametrize(
    ("courses", "components"),
    [
        ("LAW1@a", "MAN1101:6@a"),
        ("LAW1:5@a", "MAN1101@a"),
        ("LAW1:5@a+LAW2@a", "MAN1101:6@a"),
        ("LAW1:5@a", "MAN1101:6@b"),
        ("LAW1:5@a", ""),
    ],
)
def test_nothing_is_summed_where_a_row_states_no_credits(courses: str, components: str) -> None:
    assert told(make_agreement(courses, components)) == []


def test_a_block_without_credits_hides_no_other() -> None:
    found = told(make_agreement("LAW1@a+LAW2:3@b", "MAN1101@a+ECO2204:4@b"))

    assert [each.place for each in found] == ["home ECO2204"]


def test_without_a_regime_nothing_is_summed() -> None:
    rulebook = make_rulebook(regimes=())

    assert told(make_agreement("LAW1:5@a", "MAN1101:6@a"), rulebook) == []


def test_credits_the_rules_refuse_are_not_summed() -> None:
    rulebook = make_rulebook(credit_rules=())

    assert told(make_agreement("LAW1:5@a", "MAN1101:6@a"), rulebook) == []


def test_a_sum_that_rounding_over_the_agreement_may_give_is_fine() -> None:
    rulebook = make_rulebook(credit_rules=(make_credit_rule(scope=RoundingScope.AGREEMENT),))

    for credits_, expected in (("6", []), ("7", []), ("8", ["block-credits-differ"])):
        agreement = make_agreement("LAW1:5@a+LAW2:5@a", f"MAN1101:{credits_}@a")
        assert [each.code for each in told(agreement, rulebook, **OLD)] == expected


def test_the_kind_of_work_is_that_of_what_the_rules_make_of_a_row() -> None:
    practice = make_component("PRA", "4", work=Work.INDUSTRIAL_PRACTICE)
    rulebook = make_rulebook(
        make_equivalence("LAW1", "PRA"),
        components=(practice,),
        credit_rules=(
            make_credit_rule(),
            make_credit_rule(work=Work.INDUSTRIAL_PRACTICE, coefficient=Decimal("2.5")),
        ),
    )

    assert told(make_agreement("LAW1:10@a", "PRA:4@a"), rulebook, **OLD) == []


def held(courses: str, components: str, *rules: Equivalence, **rulebook: Any) -> list[str]:
    found = told(make_agreement(courses, components), make_rulebook(*rules, **rulebook))
    return [f"{each.place}: {each.message}" for each in found]


def test_credits_the_rules_give_otherwise_than_table_b_are_told() -> None:
    assert held("FIN201:6", "ECO2204:5", make_equivalence()) == [
        (
            "home ECO2204: the rows without a block: Table A is worth 6 credits at home, Table B "
            "states 5"
        ),
        "home ECO2204: the rules give ECO2204 6 credits, Table B has 5: results are held",
    ]


def test_credits_the_rules_give_otherwise_than_the_curriculum_are_told() -> None:
    assert held("FIN201:5", "ECO2204", make_equivalence()) == [
        "home ECO2204: the rules give ECO2204 5 credits, 6 are expected at home: results are held"
    ]


def test_table_b_is_not_blamed_for_what_it_does_not_say() -> None:
    assert held("FIN201:5", "ECO2204:5", make_equivalence()) == [
        "home ECO2204: the rules give ECO2204 5 credits, 6 are expected at home: results are held"
    ]


def test_rules_of_another_time_than_the_stay_foretell_nothing() -> None:
    ended = make_equivalence(valid_to=date(2024, 8, 31))

    assert held("FIN201:5", "ECO2204", ended) == []


def test_credits_of_a_component_outside_table_b_are_placed_at_the_course() -> None:
    split = make_equivalence(targets=(make_target("ECO2204", "3"), make_target("MAN1101", "3")))

    assert held("FIN201:5", "ECO2204", split) == [
        "host FIN201: the mapping gives MAN1101, which Table B does not have: results are held",
        "host FIN201: the rules give MAN1101 2 credits, 3 are expected at home: results are held",
    ]


def test_a_component_table_b_does_not_have_is_told_with_what_it_nearly_is() -> None:
    far = told(make_agreement("FIN201:6", "MAN1101"))
    near = told(make_agreement("FIN201:6", "ECO-2204"))

    assert lines(far) == [
        (
            "host FIN201",
            "the mapping gives ECO2204, which Table B does not have: results are held",
        )
    ]
    assert far[0].hint == "correct the agreement or the mapping"
    assert near[0].hint == "did you mean ECO-2204?"
    assert far[0].code == "component-outside-agreement"


def test_a_mapping_across_the_agreed_blocks_is_told() -> None:
    rules = (make_equivalence("FIN201+FIN202"),)

    assert held("FIN201:3@a+FIN202:3@b", "ECO2204@a+MAN1101@b", *rules) == [
        (
            "host FIN201: agreed is FIN201 -> ECO2204; FIN202 -> MAN1101, the mapping says FIN201 "
            "+ FIN202 -> ECO2204: results are held"
        )
    ]


def test_credits_that_come_to_nothing_are_told() -> None:
    rulebook = make_rulebook(components=(make_component(credits_="1"),))
    found = told(make_agreement("FIN201:0", "ECO2204"), rulebook)

    assert lines(found) == [("host FIN201", "0 ects come to no credit at home: results are held")]


def test_courses_without_a_rule_and_missing_credits_are_no_finding() -> None:
    assert told(make_agreement("LAW1:5+FIN201", "ECO2204")) == []

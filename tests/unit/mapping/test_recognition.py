"""What one case becomes, end to end: outcomes, steps, releases, names of cases."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mapping.credits import RoundingScope
from mapping.decisions import Decision, Held, Recognised, RecognitionCase, Waiver
from mapping.equivalences import MinimumGrade, TargetKind
from mapping.grades import ConversionRow
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import SchemeId
from mapping.reasons import reason
from mapping.recognition import recognise
from mapping.records import LocalisedText
from mapping.rulebook import (
    Attempts,
    CreditDifference,
    Policies,
    RegimeRule,
    Rulebook,
)
from mapping.terms import Level, MobilityForm, MobilityKind, Regime, ResultStatus, Work
from mapping.trace import StepKind
from tests.builders import (
    SPRING,
    make_agreement,
    make_case,
    make_component,
    make_credit,
    make_credit_rule,
    make_equivalence,
    make_grade_table,
    make_host_rules,
    make_mobility,
    make_result,
    make_rulebook,
    make_target,
)

TWO = make_agreement("FIN201+FIN202", "ECO2204+MAN1101")
AWARD_CONVERTED = Policies(credit_difference=CreditDifference.AWARD_CONVERTED)
OLD_STUDENT = make_mobility(admission_year=2016)


def recognised(case: RecognitionCase, rulebook: Rulebook | None = None) -> Recognised:
    """Give the one decision of a case, which must be to recognise."""
    (decision,) = recognise(case, rulebook or make_rulebook())
    assert isinstance(decision, Recognised), codes(decision)
    return decision


def held(case: RecognitionCase, rulebook: Rulebook | None = None) -> Held:
    """Give the one decision of a case, which must be to hold."""
    (decision,) = recognise(case, rulebook or make_rulebook())
    assert isinstance(decision, Held)
    return decision


def codes(decision: Decision) -> list[HeldCode]:
    return [why.code for why in decision.reasons] if isinstance(decision, Held) else []


def marks(decision: Recognised) -> list[tuple[str, str, str | None, Decimal | None]]:
    return [
        (each.component, str(each.credits), each.letter, each.percent) for each in decision.outcomes
    ]


def steps(decision: Decision, kind: StepKind) -> list[dict[str, str]]:
    return [dict(step.facts) for step in decision.steps if step.kind == kind]


def waivers(decision: Held, *wanted: HeldCode) -> tuple[Waiver, ...]:
    return tuple(
        Waiver(
            case=decision.case,
            code=code,
            fingerprint=decision.waivable,
            by="D. Omarova",
            reason="minutes 4",
        )
        for code in wanted or codes(decision)
    )


# -- one course, one component --------------------------------------------------------------------


def test_a_mapped_agreed_result_becomes_its_home_component() -> None:
    decision = recognised(make_case())

    assert marks(decision) == [("ECO2204", "6", "B", Decimal(80))]
    assert decision.outcomes[0].points == Decimal("3.0")
    assert decision.outcomes[0].regime is Regime.KZ_2018
    assert decision.rule == "FIN201 -> ECO2204"
    assert decision.results == ("FIN201|2024-autumn|1",)
    assert decision.evidence == ("e" * 64,)


def test_the_steps_tell_the_way_from_the_document_to_the_mark() -> None:
    kinds = [step.kind for step in recognised(make_case(identified_by="mobility-id")).steps]

    assert kinds == [
        StepKind.IDENTIFIED,
        StepKind.REGIME_CHOSEN,
        StepKind.AGREEMENT_ROW,
        StepKind.RESULT_READ,
        StepKind.GRADE_TABLE,
        StepKind.GRADE_ECTS,
        StepKind.CREDIT_IDENTITY,
        StepKind.EQUIVALENCE_FOUND,
        StepKind.COMPONENT_VALUED,
    ]


def test_steps_name_the_rule_by_content_and_show_its_place_beside_it() -> None:
    decision = recognised(make_case())
    (step,) = [step for step in decision.steps if step.kind == StepKind.EQUIVALENCE_FOUND]

    assert dict(step.facts)["rule"] == "FIN201 -> ECO2204"
    assert step.place == "mapping/kozminski.edu.pl.yaml:12"


def test_a_rule_that_moves_to_another_line_changes_no_decision() -> None:
    moved = make_rulebook(make_equivalence(place="mapping/kozminski.edu.pl.yaml:99"))

    assert recognised(make_case()) == recognised(make_case(), moved)


def test_a_student_of_the_old_regime_gets_whole_credits_by_the_coefficient() -> None:
    rulebook = make_rulebook(components=(make_component(credits_="4"),))
    decision = recognised(make_case(mobility=OLD_STUDENT), rulebook)

    assert marks(decision) == [("ECO2204", "4", "B", Decimal(80))]
    assert decision.outcomes[0].credit_quotient == "4"
    assert decision.outcomes[0].regime is Regime.KZ_2011


def test_the_components_kind_of_work_steers_the_coefficient() -> None:
    practice = make_component(credits_="2", work=Work.INDUSTRIAL_PRACTICE)
    rule = make_credit_rule(work=Work.INDUSTRIAL_PRACTICE, coefficient=Decimal(3))
    rulebook = make_rulebook(components=(practice,), credit_rules=(make_credit_rule(), rule))

    assert marks(recognised(make_case(mobility=OLD_STUDENT), rulebook)) == [
        ("ECO2204", "2", "B", Decimal(80))
    ]


def test_a_pass_without_a_grade_carries_credits_and_no_invented_letter() -> None:
    decision = recognised(make_case(make_result(grade="zal")))

    assert marks(decision) == [("ECO2204", "6", None, None)]
    assert decision.outcomes[0].points is None


def test_a_free_elective_needs_no_row_in_the_curriculum_nor_in_table_b() -> None:
    rulebook = make_rulebook(make_equivalence(components="~ELECTIVE-1"))
    decision = recognised(make_case(agreement=make_agreement("FIN201", "")), rulebook)

    assert decision.outcomes[0].kind is TargetKind.ELECTIVE
    assert marks(decision) == [("ELECTIVE-1", "6", "B", Decimal(80))]


def test_an_agreement_may_name_a_course_by_its_los_id() -> None:
    result = make_result(los_id="pl/kozminski/LOS-7")
    case = make_case(result, agreement=make_agreement("PL/KOZMINSKI/LOS-7"))

    assert marks(recognised(case)) == [("ECO2204", "6", "B", Decimal(80))]


def test_printed_hours_beside_credits_are_left_alone() -> None:
    assert recognised(make_case(make_result(hours=Decimal(180)))).outcomes[0].credits == 6


def test_the_result_is_shown_as_the_document_prints_it() -> None:
    result = make_result(printed_code="fin 201", status_assumed=True)
    (read,) = steps(recognised(make_case(result)), StepKind.RESULT_READ)

    assert read == {
        "course": "fin 201",
        "title": "Course FIN201",
        "term": "2024-autumn",
        "status": "passed (assumed)",
        "grade": "4",
        "credits": "6 ects",
    }


def test_a_result_without_a_printed_code_is_shown_by_its_own() -> None:
    (read,) = steps(recognised(make_case(make_result(printed_code=""))), StepKind.RESULT_READ)

    assert (read["course"], read["status"]) == ("FIN201", "passed")


def test_printed_hours_count_where_no_credits_are_printed() -> None:
    rule = make_credit_rule(
        regime=Regime.KZ_2018, from_scheme="hours", coefficient=Decimal(30), source="Order 563"
    )
    case = make_case(make_result(ects=None, hours=Decimal(180)))

    assert marks(recognised(case, make_rulebook(credit_rules=(rule,)))) == [
        ("ECO2204", "6", "B", Decimal(80))
    ]


def test_courses_without_codes_are_told_apart_by_their_titles() -> None:
    nameless = {"titles": (), "printed_code": ""}
    results = (
        make_result("", titles=(LocalisedText(text="Corporate finance"),), printed_code=""),
        make_result("", ordinal=2, **nameless),
        make_result("", ordinal=3, **nameless),
    )
    case = make_case(*results, agreement=make_agreement("CORPORATEFINANCE+ ", "ECO2204"))
    first, *others = recognise(case, make_rulebook(make_equivalence("CORPORATE FINANCE")))

    assert isinstance(first, Recognised)
    assert first.results == ("|2024-autumn|1",)
    assert [codes(each) for each in others] == [
        [HeldCode.OUTSIDE_AGREEMENT, HeldCode.UNMAPPED_COURSE]
    ] * 2


# -- several courses, several components ----------------------------------------------------------


def test_two_courses_become_one_component_by_the_mean_of_their_grades() -> None:
    case = make_case(
        make_result("FIN201", "4+", "3"),
        make_result("FIN202", "4", "3"),
        agreement=make_agreement("FIN201@a+FIN202@a", "ECO2204@a"),
    )
    decision = recognised(case, make_rulebook(make_equivalence("FIN201+FIN202")))

    assert marks(decision) == [("ECO2204", "6", "B", Decimal("82.5"))]
    assert decision.results == ("FIN201|2024-autumn|1", "FIN202|2024-autumn|1")


def test_grades_are_weighted_by_the_hosts_credits() -> None:
    case = make_case(
        make_result("FIN201", "5", "1"), make_result("FIN202", "3+", "5"), agreement=TWO
    )
    decision = recognised(case, make_rulebook(make_equivalence("FIN201+FIN202")))

    assert decision.outcomes[0].percent == Decimal("70.83")


def test_grades_in_two_credit_schemes_are_weighted_by_what_they_became() -> None:
    hours = make_credit_rule(regime=Regime.KZ_2018, from_scheme="hours", coefficient=Decimal(30))
    ects = make_credit_rule(regime=Regime.KZ_2018, coefficient=Decimal(1))
    case = make_case(
        make_result("FIN201", "5", "3"),
        make_result("FIN202", "3+", credits=(make_credit("90", "hours"),)),
        agreement=TWO,
    )
    rulebook = make_rulebook(make_equivalence("FIN201+FIN202"), credit_rules=(ects, hours))

    assert recognised(case, rulebook).outcomes[0].percent == Decimal("82.5")


def test_a_block_may_be_rounded_once_instead_of_course_by_course() -> None:
    results = (make_result("FIN201", ects="5"), make_result("FIN202", ects="5"))
    case = make_case(*results, agreement=TWO, mobility=OLD_STUDENT)
    credits_by_scope = {
        scope: recognised(
            case,
            make_rulebook(
                make_equivalence("FIN201+FIN202"),
                credit_rules=(make_credit_rule(scope=scope),),
                policies=AWARD_CONVERTED,
            ),
        )
        .outcomes[0]
        .credits
        for scope in (RoundingScope.COURSE, RoundingScope.BLOCK)
    }

    assert credits_by_scope == {RoundingScope.COURSE: Decimal(6), RoundingScope.BLOCK: Decimal(7)}


def test_a_block_whose_share_comes_to_nothing_is_refused_as_one() -> None:
    results = (make_result("FIN201", ects="0.3"), make_result("FIN202", ects="5"))
    case = make_case(*results, agreement=TWO, mobility=OLD_STUDENT)
    rulebook = make_rulebook(
        make_equivalence("FIN201+FIN202"),
        credit_rules=(make_credit_rule(scope=RoundingScope.BLOCK),),
        policies=AWARD_CONVERTED,
    )
    (why,) = held(case, rulebook).reasons

    assert why.code is HeldCode.ZERO_CREDITS
    assert dict(why.facts)["course"] == "FIN201 + FIN202"


def test_six_courses_rounded_over_the_agreement_keep_their_sum() -> None:
    names = [f"C{number}" for number in range(6)]
    case = make_case(
        *(make_result(name, ects="5") for name in names),
        mobility=OLD_STUDENT,
        agreement=make_agreement(
            "+".join(f"{name}:5" for name in names), "+".join(f"H{name}" for name in names)
        ),
    )
    rulebook = make_rulebook(
        *(make_equivalence(name, f"H{name}") for name in names),
        components=tuple(make_component(f"H{name}") for name in names),
        credit_rules=(make_credit_rule(scope=RoundingScope.AGREEMENT),),
        policies=AWARD_CONVERTED,
    )
    awarded = [
        each.outcomes[0].credits
        for each in recognise(case, rulebook)
        if isinstance(each, Recognised)
    ]

    assert sum(awarded) == 20
    assert len(awarded) == 6


def test_a_share_of_the_agreement_does_not_depend_on_the_results_at_hand() -> None:
    agreement = make_agreement("FIN201:5+FIN202:5", "ECO2204+MAN1101")
    rulebook = make_rulebook(
        make_equivalence(),
        make_equivalence("FIN202", "MAN1101"),
        credit_rules=(make_credit_rule(scope=RoundingScope.AGREEMENT),),
        policies=AWARD_CONVERTED,
    )
    first, second = make_result(ects="5"), make_result("FIN202", ects="5")
    early = recognise(make_case(first, agreement=agreement, mobility=OLD_STUDENT), rulebook)
    late = recognise(make_case(first, second, agreement=agreement, mobility=OLD_STUDENT), rulebook)

    assert early[0] == late[0]


def test_one_course_is_split_in_proportion_to_the_home_components() -> None:
    rulebook = make_rulebook(
        make_equivalence(components="ECO2204+MAN1101"),
        components=(make_component(credits_="5"), make_component("MAN1101", "4")),
    )
    case = make_case(make_result(ects="9"), agreement=make_agreement("FIN201", "ECO2204+MAN1101"))

    assert marks(recognised(case, rulebook)) == [
        ("ECO2204", "5", "B", Decimal(80)),
        ("MAN1101", "4", "B", Decimal(80)),
    ]


def test_a_rule_may_fix_the_shares_of_a_split_course() -> None:
    targets = (make_target("ECO2204", "7"), make_target("MAN1101", "2"))
    rulebook = make_rulebook(make_equivalence(targets=targets))
    case = make_case(make_result(ects="9"), agreement=make_agreement("FIN201", "ECO2204+MAN1101"))

    assert [mark[:2] for mark in marks(recognised(case, rulebook))] == [
        ("ECO2204", "7"),
        ("MAN1101", "2"),
    ]


def test_an_alternative_course_meets_its_clause() -> None:
    case = make_case(make_result("FIN203"), agreement=make_agreement("FIN203"))

    assert recognised(case, make_rulebook(make_equivalence("FIN202/FIN203"))).rule == (
        "(FIN202 or FIN203) -> ECO2204"
    )


def test_of_two_alternatives_the_agreed_one_counts_and_the_other_waits() -> None:
    case = make_case(
        make_result("FIN202"), make_result("FIN203"), agreement=make_agreement("FIN203")
    )
    other, agreed = recognise(case, make_rulebook(make_equivalence("FIN202/FIN203")))

    assert isinstance(agreed, Recognised)
    assert codes(other) == [HeldCode.OUTSIDE_AGREEMENT, HeldCode.COMPONENT_TWICE]


def test_two_agreed_alternatives_are_no_choice_of_ours() -> None:
    case = make_case(
        make_result("FIN202"), make_result("FIN203"), agreement=make_agreement("FIN202+FIN203")
    )

    assert codes(held(case, make_rulebook(make_equivalence("FIN202/FIN203")))) == [
        HeldCode.COMPONENT_TWICE
    ]


def test_the_agreement_settles_which_of_two_courses_is_the_component() -> None:
    case = make_case(make_result(), make_result("FIN301"))
    agreed, other = recognise(case, make_rulebook(make_equivalence(), make_equivalence("FIN301")))

    assert isinstance(agreed, Recognised)
    assert codes(other) == [HeldCode.OUTSIDE_AGREEMENT, HeldCode.COMPONENT_TWICE]


def test_a_block_counts_as_agreed_when_all_of_it_was() -> None:
    results = (make_result("FIN201"), make_result("FIN202"), make_result("FIN301"))
    case = make_case(*results, agreement=make_agreement("FIN201+FIN301"))
    block, alone = recognise(
        case, make_rulebook(make_equivalence("FIN201+FIN202"), make_equivalence("FIN301"))
    )

    assert isinstance(alone, Recognised)
    assert HeldCode.COMPONENT_TWICE in codes(block)


def test_components_of_two_kinds_of_work_need_one_answer() -> None:
    practice = make_component("MAN1101", "2", work=Work.INDUSTRIAL_PRACTICE)
    rules = (
        make_credit_rule(),
        make_credit_rule(work=Work.INDUSTRIAL_PRACTICE, coefficient=Decimal(3)),
    )
    rulebook = make_rulebook(
        make_equivalence(components="ECO2204+MAN1101"),
        components=(make_component(), practice),
        credit_rules=rules,
    )
    case = make_case(mobility=OLD_STUDENT, agreement=make_agreement("FIN201", "ECO2204+MAN1101"))
    (why,) = held(case, rulebook).reasons

    assert why.code is HeldCode.NO_CREDIT_RULE
    assert dict(why.facts) == {
        "course": "FIN201",
        "value": "6 ects",
        "scheme": "",
        "regime": "kz-2011",
        "level": "bachelor",
        "work": "industrial-practice, theory",
    }


def test_components_of_two_kinds_of_work_are_one_sum_in_the_new_regime() -> None:
    practice = make_component("MAN1101", "2", work=Work.INDUSTRIAL_PRACTICE)
    rules = tuple(
        make_credit_rule(regime=Regime.KZ_2018, coefficient=Decimal(1), work=work)
        for work in (Work.THEORY, Work.INDUSTRIAL_PRACTICE)
    )
    rulebook = make_rulebook(
        make_equivalence(components="ECO2204+MAN1101"),
        components=(make_component(credits_="4"), practice),
        credit_rules=rules,
    )
    case = make_case(agreement=make_agreement("FIN201", "ECO2204+MAN1101"))

    assert [mark[1] for mark in marks(recognised(case, rulebook))] == ["4", "2"]


# -- credits that differ --------------------------------------------------------------------------


@pytest.mark.parametrize("course", ["FIN201", "LAW1"])
def test_credits_nobody_may_convert_are_told_before_a_rule_is_whole(course: str) -> None:
    rulebook = make_rulebook(
        make_equivalence("FIN201+FIN202"), credit_rules=(make_credit_rule(coefficient=None),)
    )
    decision = held(make_case(make_result(course), mobility=OLD_STUDENT, agreement=TWO), rulebook)

    assert HeldCode.COEFFICIENT_MISSING in codes(decision)


def test_credits_that_differ_are_held_by_default_and_released_as_converted() -> None:
    case = make_case(make_result(ects="5"))
    waiting = held(case)
    released = recognised(replace(case, waivers=waivers(waiting)))

    assert codes(waiting) == [HeldCode.CREDITS_DIFFER]
    assert marks(released) == [("ECO2204", "5", "B", Decimal(80))]


def test_a_home_may_award_the_components_own_credits() -> None:
    policies = Policies(credit_difference=CreditDifference.AWARD_COMPONENT)
    decision = recognised(make_case(make_result(ects="5")), make_rulebook(policies=policies))

    assert marks(decision) == [("ECO2204", "6", "B", Decimal(80))]
    assert steps(decision, StepKind.COMPONENT_VALUED) == [
        {
            "component": "ECO2204",
            "quotient": "5",
            "converted": "5",
            "expected": "6",
            "policy": "award-component",
            "credits": "6",
        }
    ]


def test_credits_other_than_table_b_agreed_are_held() -> None:
    case = make_case(agreement=make_agreement("FIN201", "ECO2204:5"))
    (why,) = held(case).reasons

    assert why == reason(HeldCode.CREDITS_DIFFER, "ECO2204", "6", "5")


@pytest.mark.parametrize(
    ("policy", "awarded"),
    [(CreditDifference.AWARD_CONVERTED, "5"), (CreditDifference.AWARD_COMPONENT, "6")],
)
def test_no_policy_overrules_the_credits_table_b_agreed(
    policy: CreditDifference, awarded: str
) -> None:
    rulebook = make_rulebook(policies=Policies(credit_difference=policy))
    case = make_case(make_result(ects="5"), agreement=make_agreement("FIN201", "ECO2204:7"))
    agreed = replace(case, agreement=make_agreement("FIN201", f"ECO2204:{awarded}"))

    assert held(case, rulebook).reasons == (
        reason(HeldCode.CREDITS_DIFFER, "ECO2204", awarded, "7"),
    )
    assert marks(recognised(agreed, rulebook)) == [("ECO2204", awarded, "B", Decimal(80))]


def test_a_late_amendment_is_told_with_its_reason() -> None:
    agreement = make_agreement(
        version=2, approved_on=date(2024, 10, 1), amendment_reason="the course was cancelled"
    )
    draft = replace(agreement, approved_on=None)

    assert steps(recognised(make_case(agreement=agreement)), StepKind.AGREEMENT_AMENDED) == [
        {"version": "2", "approved_on": "2024-10-01", "reason": "the course was cancelled"}
    ]
    assert steps(held(make_case(agreement=draft)), StepKind.AGREEMENT_AMENDED) == []
    assert steps(recognised(make_case()), StepKind.AGREEMENT_AMENDED) == []


def test_a_fail_is_held_though_the_course_is_without_control() -> None:
    result = make_result(grade="2", without_control=True)

    assert codes(held(make_case(result))) == [HeldCode.FAILED, HeldCode.STATUS_CONTRADICTION]


def test_credits_other_than_table_a_agreed_have_no_share_of_the_agreement() -> None:
    rulebook = make_rulebook(
        credit_rules=(make_credit_rule(scope=RoundingScope.AGREEMENT),), policies=AWARD_CONVERTED
    )
    agreement = make_agreement("FIN201:5")
    waiting = held(make_case(mobility=OLD_STUDENT, agreement=agreement), rulebook)

    assert waiting.reasons == (reason(HeldCode.CREDITS_DIFFER, "FIN201", "6 ects", "5 ects"),)


def test_a_share_that_comes_to_nothing_is_refused() -> None:
    rulebook = make_rulebook(make_equivalence(components="ECO2204+MAN1101"))
    case = make_case(make_result(ects="1"), agreement=make_agreement("FIN201", "ECO2204+MAN1101"))

    assert HeldCode.ZERO_CREDITS in codes(held(case, rulebook))


def test_a_split_course_needs_to_know_what_each_part_is_worth() -> None:
    rulebook = make_rulebook(make_equivalence(components="MAN1101+~ECO.2204"))
    case = make_case(agreement=make_agreement("FIN201", "MAN1101"))

    assert held(case, rulebook).reasons == (
        reason(HeldCode.UNKNOWN_COMPONENT, "ECO.2204", "ECO2204"),
    )


def test_a_component_listed_twice_in_a_rule_is_held() -> None:
    rulebook = make_rulebook(make_equivalence("FIN202+FIN201", "ECO2204+ECO2204+MAN1101"))
    case = make_case(make_result("FIN201"), make_result("FIN202"), agreement=TWO)

    assert held(case, rulebook).reasons == (
        reason(HeldCode.COMPONENT_TWICE, "ECO2204", "FIN201, FIN202"),
    )


@pytest.mark.parametrize("worth", [("0", "6"), ("0", "0"), ("-1", "7")])
def test_a_component_of_no_credits_cannot_take_a_share(worth: tuple[str, str]) -> None:
    rulebook = make_rulebook(
        make_equivalence(components="MAN1101+ECO2204"),
        components=(make_component(credits_=worth[0]), make_component("MAN1101", worth[1])),
    )
    case = make_case(agreement=make_agreement("FIN201", "ECO2204+MAN1101"))

    assert held(case, rulebook).reasons == (
        HeldReason(
            code=HeldCode.ZERO_CREDITS,
            facts=(
                ("course", "ECO2204 + MAN1101"),
                ("value", "6"),
                ("scheme", "kz"),
                ("quotient", "0"),
            ),
        ),
    )


def test_a_split_course_tells_the_exact_part_of_each() -> None:
    rulebook = make_rulebook(
        make_equivalence(components="ECO2204+MAN1101"),
        components=(make_component(credits_="1"), make_component("MAN1101", "2")),
        policies=AWARD_CONVERTED,
    )
    agreement = make_agreement("FIN201", "ECO2204+MAN1101")
    made = recognised(make_case(make_result(ects="10"), agreement=agreement), rulebook)

    assert [(str(each.credits), each.credit_quotient) for each in made.outcomes] == [
        ("3", "10/3"),
        ("7", "20/3"),
    ]


def test_halves_that_a_home_keeps_are_shared_in_halves() -> None:
    rulebook = make_rulebook(
        make_equivalence(components="ECO2204+MAN1101"),
        credit_rules=(make_credit_rule(whole=False),),
        policies=AWARD_CONVERTED,
    )
    agreement = make_agreement("FIN201", "ECO2204+MAN1101")
    case = make_case(make_result(ects="6.75"), mobility=OLD_STUDENT, agreement=agreement)
    made = recognised(case, rulebook)

    assert [str(each.credits) for each in made.outcomes] == ["2.5", "2"]


def test_every_part_of_a_split_course_that_differs_is_told() -> None:
    rulebook = make_rulebook(make_equivalence(components="ECO2204+MAN1101"))
    agreement = make_agreement("FIN201", "ECO2204+MAN1101")
    decision = held(make_case(make_result(ects="8"), agreement=agreement), rulebook)

    assert decision.reasons == (
        reason(HeldCode.CREDITS_DIFFER, "ECO2204", "4", "6"),
        reason(HeldCode.CREDITS_DIFFER, "MAN1101", "4", "6"),
    )


def test_a_share_of_one_credit_is_a_share() -> None:
    rulebook = make_rulebook(
        make_equivalence(components="ECO2204+MAN1101"),
        components=(make_component(), make_component("MAN1101", "1")),
    )
    case = make_case(make_result(ects="7"), agreement=make_agreement("FIN201", "ECO2204+MAN1101"))

    assert [mark[1] for mark in marks(recognised(case, rulebook))] == ["6", "1"]


def test_an_elective_has_no_credits_of_its_own_to_be_awarded() -> None:
    policies = Policies(credit_difference=CreditDifference.AWARD_COMPONENT)
    rulebook = make_rulebook(make_equivalence(components="~FREE"), policies=policies)

    case = make_case(agreement=make_agreement("FIN201", "FREE"))

    made = recognised(case, rulebook)

    assert marks(made) == [("FREE", "6", "B", Decimal(80))]
    assert [step["expected"] for step in steps(made, StepKind.COMPONENT_VALUED)] == [""]


# -- fails, releases ------------------------------------------------------------------------------


def test_a_failing_mark_is_never_recognised_by_itself() -> None:
    failed = make_result(grade="2", status=ResultStatus.FAILED)

    assert codes(held(make_case(failed))) == [HeldCode.FAILED]


def test_a_released_fail_writes_the_failing_mark_and_says_who_released_it() -> None:
    case = make_case(make_result(grade="2", status=ResultStatus.FAILED))
    decision = recognised(replace(case, waivers=waivers(held(case))))

    assert marks(decision) == [("ECO2204", "6", "F", Decimal(0))]
    assert not decision.outcomes[0].passed
    assert steps(decision, StepKind.REASON_RELEASED) == [
        {"reason": "failed", "by": "D. Omarova", "why": "minutes 4"}
    ]


def test_a_fail_without_a_mark_at_home_cannot_be_written_even_when_released() -> None:
    case = make_case(make_result(grade="nzal", status=ResultStatus.FAILED))
    waiting = held(case)
    still = held(replace(case, waivers=waivers(waiting)))

    assert codes(waiting) == [HeldCode.FAILED, HeldCode.UNKNOWN_GRADE]
    assert codes(still) == [HeldCode.UNKNOWN_GRADE]


def test_a_fail_label_is_a_fail_where_the_host_gave_no_status() -> None:
    case = make_case(make_result(grade="nzal", status=ResultStatus.UNKNOWN))

    assert HeldCode.FAILED in codes(held(case))
    assert HeldCode.STATUS_UNKNOWN not in codes(held(case))


def test_an_unknown_hosts_labels_say_nothing_of_a_missing_status() -> None:
    case = make_case(make_result(grade="nzal", status=ResultStatus.UNKNOWN))

    assert codes(held(case, make_rulebook(hosts=()))) == [
        HeldCode.HOST_UNKNOWN,
        HeldCode.STATUS_UNKNOWN,
        HeldCode.UNMAPPED_COURSE,
    ]


def test_a_result_without_status_and_grade_is_unknown() -> None:
    case = make_case(make_result(grade=None, status=ResultStatus.UNKNOWN))

    assert codes(held(case)) == [HeldCode.STATUS_UNKNOWN, HeldCode.NO_GRADE]


def test_a_fail_known_by_its_percentage_alone_shows_it() -> None:
    rulebook = make_rulebook(hosts=(make_host_rules(grading_scheme=SchemeId("percent")),))
    case = make_case(make_result(grade=None, percent=Decimal("30.5"), status=ResultStatus.FAILED))

    assert held(case, rulebook).reasons == (reason(HeldCode.FAILED, "FIN201", "30.5"),)


def test_an_assumed_pass_with_a_fail_label_is_a_contradiction() -> None:
    case = make_case(make_result(grade="nzal", status_assumed=True))

    assert reason(HeldCode.STATUS_CONTRADICTION, "FIN201", "assumed", "nzal") in held(case).reasons


def test_a_fail_with_a_passing_grade_is_a_contradiction() -> None:
    case = make_case(make_result(status=ResultStatus.FAILED))

    assert codes(held(case)) == [HeldCode.FAILED, HeldCode.STATUS_CONTRADICTION]


def test_an_unknown_status_with_a_failing_grade_is_a_fail_too() -> None:
    case = make_case(make_result(grade="2", status=ResultStatus.UNKNOWN))

    assert codes(held(case)) == [HeldCode.FAILED, HeldCode.STATUS_UNKNOWN]


def test_a_release_of_another_state_of_the_case_does_not_count() -> None:
    case = make_case(make_result(grade="2", status=ResultStatus.FAILED))
    seen = waivers(held(make_case(make_result(grade="2", ects="5", status=ResultStatus.FAILED))))

    assert codes(held(replace(case, waivers=seen))) == [HeldCode.FAILED]


def test_a_release_does_not_survive_a_change_of_what_would_be_written() -> None:
    case = make_case(make_result(grade="2", status=ResultStatus.FAILED))
    released = replace(case, waivers=waivers(held(case)))
    rows = (ConversionRow(label="2", to=("FX",), passed=False),)
    other_table = make_host_rules(tables=(make_grade_table(rows=rows),))
    scales = make_rulebook(hosts=(other_table,))
    rows_kept = tuple(
        replace(row, letter="FX", percent=Decimal(25), points=Decimal("0.5"))
        if row.label == "FX"
        else row
        for row in scales.ects_tables[1].rows
    )
    table = replace(scales.ects_tables[1], rows=rows_kept)

    assert recognised(released)
    assert held(released, replace(scales, ects_tables=(scales.ects_tables[0], table)))


def test_of_two_releases_of_one_reason_always_the_same_is_named() -> None:
    case = make_case(make_result(grade="2", status=ResultStatus.FAILED))
    (first,) = waivers(held(case))
    second = replace(first, by="A. Bekova", reason="minutes 5")

    for order in ((first, second), (second, first)):
        decision = recognised(replace(case, waivers=order))
        assert steps(decision, StepKind.REASON_RELEASED) == [
            {"reason": "failed", "by": "A. Bekova", "why": "minutes 5"}
        ]


def test_only_what_may_be_released_is() -> None:
    case = make_case(make_result("LAW100", "2", status=ResultStatus.FAILED))
    waiting = held(case)
    still = held(replace(case, waivers=waivers(waiting)))

    assert codes(still) == [HeldCode.UNMAPPED_COURSE]
    assert len(steps(still, StepKind.REASON_RELEASED)) == 2


def test_a_released_course_outside_the_agreement_is_recognised() -> None:
    case = make_case(agreement=make_agreement("LAW100", "ECO2204"))

    assert recognised(replace(case, waivers=waivers(held(case))))


# -- attempts -------------------------------------------------------------------------------------


def test_the_policy_says_which_attempt_counts_and_the_steps_say_so() -> None:
    failed = make_result(grade="2", status=ResultStatus.FAILED, completed_on=date(2024, 12, 20))
    again = make_result(grade="3", ordinal=2, completed_on=date(2025, 1, 15))
    rulebook = make_rulebook(policies=Policies(attempts=Attempts.LAST))
    decision = recognised(make_case(failed, again), rulebook)

    assert marks(decision) == [("ECO2204", "6", "D", Decimal(50))]
    assert decision.results == ("FIN201|2024-autumn|1", "FIN201|2024-autumn|2")
    assert steps(decision, StepKind.ATTEMPT_COUNTED) == [
        {
            "course": "FIN201",
            "policy": "last",
            "counted": "2024-autumn: 3",
            "others": "2024-autumn: 2",
        }
    ]


def test_the_best_attempt_is_found_by_its_home_percentage() -> None:
    rulebook = make_rulebook(policies=Policies(attempts=Attempts.BEST))
    case = make_case(make_result(grade="4+"), make_result(grade="3", ordinal=2))

    assert marks(recognised(case, rulebook)) == [("ECO2204", "6", "B+", Decimal(85))]


def test_attempts_that_cannot_be_converted_are_not_compared() -> None:
    rulebook = make_rulebook(policies=Policies(attempts=Attempts.BEST))
    case = make_case(make_result(grade="4+"), make_result(grade="?", ordinal=2))

    assert HeldCode.SEVERAL_ATTEMPTS in codes(held(case, rulebook))


def test_attempts_at_an_unknown_host_are_not_compared() -> None:
    rulebook = make_rulebook(hosts=(), policies=Policies(attempts=Attempts.BEST))
    case = make_case(make_result(grade="4+"), make_result(grade="3", ordinal=2))

    assert HeldCode.SEVERAL_ATTEMPTS in codes(held(case, rulebook))


# -- gates ----------------------------------------------------------------------------------------


def test_every_reason_is_collected_not_the_first() -> None:
    case = make_case(
        make_result(grade="?", ects=None, term=SPRING, status=ResultStatus.UNKNOWN),
        mobility=make_mobility(form=MobilityForm.VERTICAL),
        agreement=make_agreement("LAW100", "MAN1101", approved_on=None),
    )

    assert codes(held(case)) == [
        HeldCode.VERTICAL_MOBILITY,
        HeldCode.AGREEMENT_NOT_APPROVED,
        HeldCode.OUTSIDE_AGREEMENT,
        HeldCode.COMPONENT_OUTSIDE_AGREEMENT,
        HeldCode.OUTSIDE_PERIOD,
        HeldCode.STATUS_UNKNOWN,
        HeldCode.NO_CREDITS,
        HeldCode.UNKNOWN_GRADE,
    ]


def test_an_unidentified_learner_is_held_without_personal_data_in_the_case() -> None:
    why = reason(HeldCode.WEAK_IDENTITY, "name, birth-date", "M-0001")
    waiting = held(make_case(mobility=None, identity_reasons=(why,), agreement=None))

    assert waiting.reasons == (why,)
    assert waiting.components == ("ECO2204",)
    assert waiting.case.startswith("kozminski.edu.pl/")
    assert waiting.case.endswith(":FIN201|2024-autumn|1")
    for private in ("Sadykova", "Aigerim", "2003", "M-0001"):
        assert private not in waiting.case


def test_an_unidentified_learners_results_are_looked_at_all_the_same() -> None:
    case = make_case(
        make_result(grade="?", ects=None), mobility=None, identity_reasons=(), agreement=None
    )

    assert codes(held(case)) == [
        HeldCode.UNKNOWN_LEARNER,
        HeldCode.NO_CREDITS,
        HeldCode.UNKNOWN_GRADE,
    ]


def test_a_mobility_at_another_host_is_a_conflict() -> None:
    case = make_case(mobility=make_mobility(host="other.example"))

    assert codes(held(case)) == [HeldCode.IDENTITY_CONFLICT]


def test_an_agreement_of_another_mobility_is_none() -> None:
    case = make_case(agreement=make_agreement(mobility_id="M-0002"))

    assert codes(held(case)) == [HeldCode.NO_AGREEMENT]


def test_two_regimes_that_fit_settle_nothing() -> None:
    both = tuple(RegimeRule(regime=regime) for regime in Regime)
    (why,) = held(make_case(), make_rulebook(regimes=both)).reasons

    assert why == reason(HeldCode.NO_REGIME, "2022", "bachelor", "6B04101", "kz-2011, kz-2018")


def test_two_rules_for_one_regime_are_no_tie() -> None:
    twice = (
        RegimeRule(regime=Regime.KZ_2018, source="Order 563"),
        RegimeRule(regime=Regime.KZ_2018, levels=(Level.BACHELOR,), source="programme"),
    )

    assert recognised(make_case(), make_rulebook(regimes=twice))


def test_while_the_regime_is_open_only_what_holds_in_every_regime_is_said() -> None:
    case = make_case(make_result(grade="?", ects="5"))

    assert codes(held(case, make_rulebook(regimes=()))) == [
        HeldCode.NO_REGIME,
        HeldCode.UNKNOWN_GRADE,
    ]


def test_a_regime_without_a_scale_has_no_grade_table() -> None:
    assert codes(held(make_case(), make_rulebook(scales=()))) == [HeldCode.NO_GRADE_TABLE]
    assert codes(held(make_case(), make_rulebook(ects_tables=()))) == [HeldCode.NO_GRADE_TABLE]


def test_an_internal_host_needs_an_agreement_in_force() -> None:
    internal = make_rulebook(hosts=(make_host_rules(kind=MobilityKind.INTERNAL, agreements=()),))
    external = make_rulebook(hosts=(make_host_rules(agreements=()),))

    assert codes(held(make_case(), internal)) == [HeldCode.HOST_AGREEMENT_NOT_IN_FORCE]
    assert recognised(make_case(), external)


def test_an_individual_mobility_with_a_basis_is_recognised() -> None:
    mobility = make_mobility(form=MobilityForm.INDIVIDUAL, basis="order 17-k")

    assert recognised(make_case(mobility=mobility))


def test_a_near_miss_of_a_code_is_named() -> None:
    case = make_case(make_result("FIN-201"))
    found = {why.code: dict(why.facts) for why in held(case).reasons}

    assert found[HeldCode.UNMAPPED_COURSE]["near"] == "FIN201"
    assert found[HeldCode.OUTSIDE_AGREEMENT]["near"] == "FIN201"


def test_a_result_without_titles_is_still_named_by_its_code() -> None:
    (why,) = held(
        make_case(make_result("LAW1", titles=()), agreement=make_agreement("LAW1"))
    ).reasons

    assert why == reason(HeldCode.UNMAPPED_COURSE, "LAW1", "", "")


def test_a_tie_names_both_rules_and_their_places() -> None:
    rulebook = make_rulebook(
        make_equivalence(place="m.yaml:40"),
        make_equivalence(components="MAN1101", place="m.yaml:12"),
    )
    case = make_case(agreement=make_agreement("FIN201", "ECO2204+MAN1101"))
    (why,) = held(case, rulebook).reasons

    assert dict(why.facts) == {
        "courses": "FIN201",
        "rules": "FIN201 -> ECO2204; FIN201 -> MAN1101",
        "places": "m.yaml:40; m.yaml:12",
    }


def test_the_same_rule_written_twice_is_no_tie() -> None:
    rulebook = make_rulebook(make_equivalence(), make_equivalence(place="m.yaml:99"))

    assert recognised(make_case(), rulebook)


# -- minimum grades -------------------------------------------------------------------------------


def with_minimum(scheme: str, label: str) -> Rulebook:
    minimum = MinimumGrade(scheme=SchemeId(scheme), label=label)
    return make_rulebook(make_equivalence(minimum_grade=minimum))


def test_a_minimum_grade_is_compared_on_the_home_scale() -> None:
    good, poor = make_case(make_result(grade="3+")), make_case(make_result(grade="3"))

    for scheme, label in (("kz-letter", "C"), ("ects", "D"), ("percent", "65"), ("pl-2-5", "3+")):
        assert recognised(good, with_minimum(scheme, label))
        assert codes(held(poor, with_minimum(scheme, label))) == [HeldCode.BELOW_MINIMUM_GRADE]


def test_a_pass_without_a_grade_does_not_show_a_minimum() -> None:
    case = make_case(make_result(grade="zal"))

    assert codes(held(case, with_minimum("ects", "E"))) == [HeldCode.BELOW_MINIMUM_GRADE]


def test_a_minimum_of_a_pass_asks_for_a_pass() -> None:
    assert recognised(make_case(make_result(grade="3")), with_minimum("pl-2-5", "zal"))
    assert recognised(make_case(make_result(grade="zal")), with_minimum("pl-2-5", "zal"))


def test_a_minimum_nobody_can_read_holds() -> None:
    assert codes(held(make_case(), with_minimum("ects", "Q"))) == [HeldCode.UNKNOWN_GRADE]


def test_an_unreadable_grade_is_not_below_a_minimum() -> None:
    case = make_case(make_result(grade="?"))

    assert codes(held(case, with_minimum("ects", "E"))) == [HeldCode.UNKNOWN_GRADE]

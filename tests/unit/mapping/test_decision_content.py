"""What a decision carries besides its outcome: names of cases, steps, digests, evidence."""

import re
from datetime import date

import pytest

from mapping.decisions import Decision, Held
from mapping.equivalences import Equivalence
from mapping.held import HeldCode
from mapping.recognition import recognise
from mapping.records import HostResult
from mapping.release import waivable_fingerprint
from mapping.rulebook import Attempts, Policies, RegimeRule
from mapping.terms import Level, Regime, ResultStatus
from mapping.trace import Step, StepKind
from tests.builders import (
    EVIDENCE,
    SPRING,
    make_agreement,
    make_case,
    make_equivalence,
    make_learner,
    make_result,
    make_rulebook,
)

TWO = (make_result("FIN201", ects="3"), make_result("FIN202", ects="3"))
BLOCK = make_rulebook(make_equivalence("FIN201+FIN202"))


def step(decision: Decision, kind: StepKind) -> Step:
    (found,) = [each for each in decision.steps if each.kind == kind]
    return found


def only(*results: HostResult, **case: object) -> Decision:
    (decision,) = recognise(make_case(*results, **case), make_rulebook())
    return decision


def contested(case: tuple[HostResult, ...], *rules: Equivalence) -> dict[str, list[str]]:
    """Say which components each decision is held twice for, by its courses."""
    agreement = make_agreement("LAW1", "ECO2204+MAN1101")
    return {
        decision.case: [
            f"{dict(why.facts)['component']}: {dict(why.facts)['courses']}"
            for why in (decision.reasons if isinstance(decision, Held) else ())
            if why.code is HeldCode.COMPONENT_TWICE
        ]
        for decision in recognise(make_case(*case, agreement=agreement), make_rulebook(*rules))
    }


def test_the_name_of_a_case_lists_its_results() -> None:
    (decision,) = recognise(make_case(*TWO, agreement=make_agreement("FIN201+FIN202")), BLOCK)

    assert decision.case == "M-0001:FIN201|2024-autumn|1+FIN202|2024-autumn|1"


def test_nobodys_case_is_named_by_a_digest_of_the_learner_and_its_results() -> None:
    (one,) = recognise(make_case(*TWO, mobility=None, agreement=None), BLOCK)
    (other,) = recognise(
        make_case(*TWO, mobility=None, agreement=None, learner=make_learner(family_name="Omarova")),
        BLOCK,
    )
    form = r"kozminski\.edu\.pl/[0-9a-f]{16}:FIN201\|2024-autumn\|1\+FIN202\|2024-autumn\|1"

    assert re.fullmatch(form, one.case)
    assert re.fullmatch(form, other.case)
    assert one.case != other.case


def test_a_decision_names_the_documents_it_rests_on() -> None:
    assert only(make_result()).evidence == (EVIDENCE,)
    assert only(make_result(grade="2")).evidence == (EVIDENCE,)


def test_the_regime_is_told_with_the_rule_that_chose_it() -> None:
    rule = RegimeRule(regime=Regime.KZ_2018, source="Order 563", place="rules/regimes.yaml:9")
    (decision,) = recognise(make_case(), make_rulebook(regimes=(rule,)))

    assert step(decision, StepKind.REGIME_CHOSEN) == Step(
        kind=StepKind.REGIME_CHOSEN,
        facts=(
            ("regime", Regime.KZ_2018.value),
            ("admission_year", "2022"),
            ("level", Level.BACHELOR.value),
        ),
        source="Order 563",
    )
    assert step(decision, StepKind.REGIME_CHOSEN).place == "rules/regimes.yaml:9"


def test_an_amendment_is_told_with_its_reference() -> None:
    agreement = make_agreement(
        version=2, approved_on=date(2024, 10, 1), amendment_reason="course cancelled"
    )

    assert step(only(make_result(), agreement=agreement), StepKind.AGREEMENT_AMENDED).source == (
        "LA-1"
    )


def test_a_fail_by_its_label_is_told_as_assumed() -> None:
    decision = only(make_result(grade="nzal", status=ResultStatus.UNKNOWN))

    assert dict(step(decision, StepKind.RESULT_READ).facts)["status"] == "failed (assumed)"


def test_the_attempt_that_counts_is_told_with_its_place_and_all_others() -> None:
    results = (
        make_result(grade="2", completed_on=date(2024, 12, 1)),
        make_result(grade="3", ordinal=2, completed_on=date(2025, 1, 1)),
        make_result(grade="4", term=SPRING, locator="row 9"),
    )
    (decision,) = recognise(
        make_case(*results), make_rulebook(policies=Policies(attempts=Attempts.LAST))
    )
    told = step(decision, StepKind.ATTEMPT_COUNTED)

    assert dict(told.facts)["others"] == "2024-autumn: 2; 2024-autumn: 3"
    assert told.place == "row 9"


def test_what_a_person_releases_is_digested_whole() -> None:
    """While nobody knows the student, nothing would be written: the digest holds no outcome."""
    decision = only(make_result(), mobility=None, agreement=None)
    assert isinstance(decision, Held)
    seen = (decision.case, [make_result()], decision.reasons, decision.components)

    assert decision.waivable == waivable_fingerprint(*seen, ())
    assert all(seen)
    for other in (("M-2", *seen[1:]), (*seen[:2], (), seen[3]), (*seen[:3], ())):
        assert decision.waivable != waivable_fingerprint(*other, ())


# -- one component, several claimants -------------------------------------------------------------


def test_every_component_claimed_twice_is_told() -> None:
    results = (make_result("A"), make_result("B"), make_result("C"))
    rules = (
        make_equivalence("A", "ECO2204+MAN1101"),
        make_equivalence("B", "ECO2204"),
        make_equivalence("C", "MAN1101"),
    )

    assert contested(results, *rules) == {
        "M-0001:A|2024-autumn|1": ["ECO2204: A, B", "MAN1101: A, C"],
        "M-0001:B|2024-autumn|1": ["ECO2204: A, B"],
        "M-0001:C|2024-autumn|1": ["MAN1101: A, C"],
    }


@pytest.mark.parametrize("levels", [(), (Level.PHD,)])
def test_a_rule_that_is_not_about_the_student_claims_nothing(levels: tuple[Level, ...]) -> None:
    rules = (make_equivalence("A"), make_equivalence("B", levels=levels))
    told = ["ECO2204: A, B"] if not levels else []

    assert contested((make_result("A"), make_result("B")), *rules) == {
        "M-0001:A|2024-autumn|1": told,
        "M-0001:B|2024-autumn|1": told,
    }


def test_a_tie_names_all_its_courses() -> None:
    rules = (make_equivalence("FIN201+FIN202"), make_equivalence("FIN201", "MAN1101"))
    case = make_case(*TWO, agreement=make_agreement("FIN201+FIN202", "ECO2204+MAN1101"))
    (decision,) = recognise(case, make_rulebook(*rules))
    assert isinstance(decision, Held)

    (tie,) = [why for why in decision.reasons if why.code is HeldCode.AMBIGUOUS_EQUIVALENCE]

    assert dict(tie.facts)["courses"] == "FIN201, FIN202"

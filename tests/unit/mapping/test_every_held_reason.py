"""Every reason of recognition can happen, names its facts, and has a way out."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from mapping.credits import CreditRule
from mapping.decisions import Decision, Held, Recognised, RecognitionCase
from mapping.equivalences import MinimumGrade
from mapping.grades import ConversionRow
from mapping.held import RESOLUTIONS, HeldCode, Resolution
from mapping.home_distribution import HomeDistribution, LetterCount
from mapping.identifiers import HeiId, SchemeId
from mapping.identity import IdentityIndex, identify
from mapping.lifecycle import compare_decision, propose_deletion, propose_withdrawal
from mapping.reasons import REASON_FACTS
from mapping.recognition import recognise
from mapping.records import (
    AcademicTerm,
    DistributionBin,
    GradeDistribution,
    LearnerIdentifier,
)
from mapping.rulebook import AgreementWindow, Policies, Rulebook
from mapping.terms import Level, MobilityForm, Regime, ResultStatus
from tests.builders import (
    HOST,
    SPRING,
    make_agreement,
    make_case,
    make_component,
    make_credit,
    make_credit_rule,
    make_equivalence,
    make_grade_table,
    make_host_rules,
    make_learner,
    make_mobility,
    make_result,
    make_rulebook,
)

KZ_SCHEME = SchemeId("kz-letter")
OLD = {"admission_year": 2016}


def held(case: RecognitionCase, rulebook: Rulebook | None = None) -> tuple[Decision, ...]:
    """Recognise a case by the given rules, or the plain ones."""
    return recognise(case, rulebook or make_rulebook())


def identified(**learner: object) -> tuple[Decision, ...]:
    """Identify a learner among two students of the host, and recognise what she brings."""
    other = make_mobility("M-0002", student_id="00999", given_names="Марат", family_name="Ахметов")
    index = IdentityIndex((make_mobility(), make_mobility("M-0003"), other))
    who = make_learner(**learner)
    found = identify(who, mobility_id=None, host=HOST, index=index)
    return held(make_case(learner=who, mobility=found.mobility, identity_reasons=found.reasons))


def by_identifiers(*pairs: tuple[str, str]) -> tuple[LearnerIdentifier, ...]:
    return tuple(LearnerIdentifier(kind=kind, value=value) for kind, value in pairs)


def with_host(**fields: object) -> Rulebook:
    return make_rulebook(hosts=(make_host_rules(**fields),))


def with_policies(**fields: object) -> Rulebook:
    return make_rulebook(policies=Policies(**fields))  # type: ignore[arg-type]  # test data


def under_old_regime(*results: object, rule: CreditRule) -> tuple[Decision, ...]:
    case = make_case(*results, mobility=make_mobility(**OLD))  # type: ignore[arg-type]  # test data
    return held(case, make_rulebook(credit_rules=(rule,)))


def at_kazakh_host(grade: str, **fields: object) -> tuple[Decision, ...]:
    return held(make_case(make_result(grade=grade, **fields)), with_host(grading_scheme=KZ_SCHEME))


def with_distribution(label: str, *counts: tuple[str, int]) -> tuple[Decision, ...]:
    """Lay a host's distribution on a home that gives the twelve letters equally often."""
    distribution = GradeDistribution(
        source="resultDistribution",
        bins=tuple(DistributionBin(label=name, count=Decimal(count)) for name, count in counts),
    )
    home = HomeDistribution(
        isced_code="0412",
        levels=(Level.BACHELOR,),
        first_year=2021,
        last_year=2023,
        counts=tuple(
            LetterCount(letter=letter, count=100)
            for letter in ("A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D")
        ),
        source="registrar",
    )
    result = make_result(grade=label, isced_code="0412", distributions=(distribution,))
    return held(make_case(result), make_rulebook(home_distributions=(home,)))


def passed_before(now: str, *, frozen: bool) -> tuple[Decision, ...]:
    """Let a result that stands as a pass come again with another grade."""
    (before,) = held(make_case())
    (after,) = held(make_case(make_result(grade=now)))
    assert not isinstance(before, Held)
    change = compare_decision(after, in_force=(before,), standing=(before,), frozen=frozen)
    return (change.decision,)


def no_longer_listed() -> tuple[Decision, ...]:
    (before,) = held(make_case())
    assert not isinstance(before, Held)
    proposed = propose_withdrawal(before, missed={before.results[0]: 3}, listings=3)
    return () if proposed is None else (proposed,)


def deleted_by_the_host() -> tuple[Decision, ...]:
    (before,) = held(make_case())
    assert not isinstance(before, Held)
    proposed = propose_deletion(before, deleted={before.results[0]: "f" * 64}, made=())
    return () if proposed is None else (proposed,)


OUT_OF_REGIME = make_rulebook(regimes=())
TWO_COURSES = make_agreement("FIN201+FIN202")
CASES: dict[HeldCode, Callable[[], tuple[Decision, ...]]] = {
    HeldCode.UNKNOWN_LEARNER: lambda: identified(
        identifiers=(), family_name="Nobody", given_names="Known"
    ),
    HeldCode.WEAK_IDENTITY: lambda: identified(identifiers=()),
    HeldCode.AMBIGUOUS_LEARNER: lambda: identified(
        identifiers=by_identifiers(("student-number", "00123"))
    ),
    HeldCode.IDENTITY_CONFLICT: lambda: identified(
        identifiers=by_identifiers(("mobility-id", "M-0001"), ("student-number", "00999"))
    ),
    HeldCode.HOST_UNKNOWN: lambda: held(make_case(host=HeiId("nowhere.example"))),
    HeldCode.HOST_SUSPENDED: lambda: held(make_case(), with_host(suspended="accreditation lost")),
    HeldCode.HOST_AGREEMENT_NOT_IN_FORCE: lambda: held(
        make_case(), with_host(agreements=(AgreementWindow(valid_from=date(2025, 1, 1)),))
    ),
    HeldCode.VERTICAL_MOBILITY: lambda: held(
        make_case(mobility=make_mobility(form=MobilityForm.VERTICAL))
    ),
    HeldCode.INDIVIDUAL_WITHOUT_BASIS: lambda: held(
        make_case(mobility=make_mobility(form=MobilityForm.INDIVIDUAL))
    ),
    HeldCode.NO_AGREEMENT: lambda: held(make_case(agreement=None)),
    HeldCode.AMENDMENT_LATE: lambda: held(
        make_case(agreement=make_agreement(version=2, approved_on=date(2024, 9, 8))),
        make_rulebook(policies=Policies(amendment_days=7)),
    ),
    HeldCode.AGREEMENT_NOT_APPROVED: lambda: held(
        make_case(agreement=make_agreement(approved_on=None))
    ),
    HeldCode.OUTSIDE_AGREEMENT: lambda: held(make_case(agreement=make_agreement("LAW100"))),
    HeldCode.COMPONENT_OUTSIDE_AGREEMENT: lambda: held(
        make_case(agreement=make_agreement("FIN201", "MAN1101"))
    ),
    HeldCode.AGREEMENT_BLOCK_DIFFERS: lambda: held(
        make_case(agreement=make_agreement("FIN201@a+FIN202@a", "ECO2204@a"))
    ),
    HeldCode.OUTSIDE_PERIOD: lambda: held(make_case(make_result(term=SPRING))),
    HeldCode.FAILED: lambda: held(make_case(make_result(grade="2", status=ResultStatus.FAILED))),
    HeldCode.IN_PROGRESS: lambda: held(
        make_case(make_result(grade=None, status=ResultStatus.IN_PROGRESS))
    ),
    HeldCode.STATUS_UNKNOWN: lambda: held(make_case(make_result(status=ResultStatus.UNKNOWN))),
    HeldCode.STATUS_CONTRADICTION: lambda: held(make_case(make_result(grade="2"))),
    HeldCode.SEVERAL_ATTEMPTS: lambda: held(
        make_case(make_result(), make_result(grade="5", ordinal=2))
    ),
    HeldCode.UNMAPPED_COURSE: lambda: held(make_case(make_result("LAW100"))),
    HeldCode.AMBIGUOUS_EQUIVALENCE: lambda: held(
        make_case(), make_rulebook(make_equivalence(), make_equivalence(components="MAN1101"))
    ),
    HeldCode.EQUIVALENCE_NOT_VALID: lambda: held(
        make_case(), make_rulebook(make_equivalence(valid_to=date(2024, 8, 31)))
    ),
    HeldCode.EQUIVALENCE_NOT_APPROVED: lambda: held(
        make_case(), make_rulebook(make_equivalence(approval=None))
    ),
    HeldCode.LEVEL_NOT_COVERED: lambda: held(
        make_case(), make_rulebook(make_equivalence(levels=(Level.PHD,)))
    ),
    HeldCode.BELOW_MINIMUM_GRADE: lambda: held(
        make_case(),
        make_rulebook(
            make_equivalence(minimum_grade=MinimumGrade(scheme=SchemeId("ects"), label="B"))
        ),
    ),
    HeldCode.INCOMPLETE_BLOCK: lambda: held(
        make_case(agreement=TWO_COURSES), make_rulebook(make_equivalence("FIN201+FIN202"))
    ),
    HeldCode.TOO_OLD: lambda: held(
        make_case(make_result(term=AcademicTerm(label="2018", starts=date(2018, 9, 1)))),
        make_rulebook(make_equivalence(maximum_age_months=60)),
    ),
    HeldCode.UNKNOWN_COMPONENT: lambda: held(make_case(), make_rulebook(components=())),
    HeldCode.RETIRED_COMPONENT: lambda: held(
        make_case(), make_rulebook(components=(make_component(valid_to=date(2023, 8, 31)),))
    ),
    HeldCode.COMPONENT_TWICE: lambda: held(
        make_case(make_result(), make_result("FIN202"), agreement=TWO_COURSES),
        make_rulebook(make_equivalence(), make_equivalence("FIN202")),
    ),
    HeldCode.NO_REGIME: lambda: held(make_case(), OUT_OF_REGIME),
    HeldCode.NO_CREDITS: lambda: held(make_case(make_result(ects=None))),
    HeldCode.UNKNOWN_CREDIT_SCHEME: lambda: held(
        make_case(make_result(credits=(make_credit("6", "cats"),)))
    ),
    HeldCode.NO_CREDIT_RULE: lambda: held(make_case(), make_rulebook(credit_rules=())),
    HeldCode.AMBIGUOUS_CREDIT_RULE: lambda: held(
        make_case(),
        make_rulebook(
            credit_rules=tuple(
                make_credit_rule(regime=Regime.KZ_2018, coefficient=Decimal(1), place=place)
                for place in ("rules/a.yaml:1", "rules/b.yaml:1")
            )
        ),
    ),
    HeldCode.CREDIT_CONTRADICTION: lambda: held(
        make_case(make_result(credits=(make_credit("6"), make_credit("5"))))
    ),
    HeldCode.NO_LEGAL_RANGE: lambda: held(
        make_case(mobility=make_mobility(**OLD)), make_rulebook(legal_ranges=())
    ),
    HeldCode.COEFFICIENT_MISSING: lambda: under_old_regime(rule=make_credit_rule(coefficient=None)),
    HeldCode.COEFFICIENT_OUT_OF_RANGE: lambda: under_old_regime(
        rule=make_credit_rule(coefficient=Decimal("1.4"))
    ),
    HeldCode.ROUNDING_MISSING: lambda: under_old_regime(
        make_result(ects="5"), rule=make_credit_rule(rounding=None)
    ),
    HeldCode.ZERO_CREDITS: lambda: held(make_case(make_result(ects="0"))),
    HeldCode.CREDITS_DIFFER: lambda: held(make_case(make_result(ects="5"))),
    HeldCode.NO_GRADE: lambda: held(make_case(make_result(grade=None))),
    HeldCode.NO_GRADE_TABLE: lambda: held(make_case(), with_host(tables=())),
    HeldCode.AMBIGUOUS_GRADE_TABLE: lambda: held(
        make_case(), with_host(tables=(make_grade_table(), make_grade_table(source="another")))
    ),
    HeldCode.UNKNOWN_GRADE: lambda: held(make_case(make_result(grade="7"))),
    HeldCode.AMBIGUOUS_GRADE: lambda: held(
        make_case(),
        with_host(tables=(make_grade_table(rows=(ConversionRow(label="4", to=("A", "B")),)),)),
    ),
    HeldCode.GRADE_CONTRADICTION: lambda: at_kazakh_host("A", percent=Decimal(70)),
    HeldCode.PERCENT_MISSING: lambda: at_kazakh_host("A"),
    HeldCode.DISTRIBUTION_DIFFERS: lambda: with_distribution("4", ("4", 30), ("3", 300), ("2", 9)),
    HeldCode.MIXED_GRADES: lambda: held(
        make_case(make_result(ects="3"), make_result("FIN202", "zal", "3"), agreement=TWO_COURSES),
        make_rulebook(make_equivalence("FIN201+FIN202")),
    ),
    HeldCode.PASSED_TURNED_FAILED: lambda: passed_before("2", frozen=False),
    HeldCode.CHANGED_AFTER_FREEZE: lambda: passed_before("5", frozen=True),
    HeldCode.WITHDRAWAL_PROPOSED: no_longer_listed,
    HeldCode.WITHDRAWN_BY_HOST: deleted_by_the_host,
}

DECIDED_ELSEWHERE = {
    HeldCode.DOCUMENT_DOUBT,
    *(code for code in HeldCode if code.value.startswith("home-")),
}
"""Reasons about a document or about the home Moodle, which are not decided in this package."""


def reasons_for(code: HeldCode) -> list[tuple[str, ...]]:
    return [
        tuple(name for name, _ in why.facts)
        for decision in CASES[code]()
        if isinstance(decision, Held)
        for why in decision.reasons
        if why.code is code
    ]


def test_every_reason_of_recognition_is_constructed_here() -> None:
    assert set(HeldCode) - DECIDED_ELSEWHERE == set(CASES)


@pytest.mark.parametrize("code", CASES, ids=lambda code: code.value)
def test_reason_can_happen_and_names_its_facts(code: HeldCode) -> None:
    found = reasons_for(code)

    assert found
    assert {REASON_FACTS[code]} == set(found)


@pytest.mark.parametrize("code", HeldCode, ids=lambda code: code.value)
def test_every_reason_has_a_resolution(code: HeldCode) -> None:
    assert RESOLUTIONS[code]
    assert all(isinstance(resolution, Resolution) for resolution in RESOLUTIONS[code])


def test_a_complete_case_is_recognised_without_a_reason() -> None:
    (decision,) = held(make_case())

    assert isinstance(decision, Recognised)

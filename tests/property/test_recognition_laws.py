"""The laws of recognition, tried on cases and rules nobody would write by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from mapping.credits import RoundingScope
from mapping.decisions import Decision, Held, Recognised, RecognitionCase, Waiver, result_key
from mapping.equivalences import Combination, MinimumGrade
from mapping.held import HeldCode
from mapping.identifiers import Sha256
from mapping.reasons import REASON_FACTS, in_order, reason
from mapping.recognition import recognise
from mapping.records import HostResult
from mapping.rulebook import Attempts, CreditDifference, HostRules, Policies, Rulebook
from mapping.terms import Level, MobilityForm, MobilityKind, Regime, ResultStatus, Work
from tests.builders import (
    AUTUMN,
    HOST,
    SPRING,
    make_agreement,
    make_case,
    make_component,
    make_credit_rule,
    make_equivalence,
    make_host_rules,
    make_mobility,
    make_result,
    make_rulebook,
    make_target,
)

Item = TypeVar("Item")

CODES = ("FIN201", "FIN202", "FIN203", "LAW-1", "LAW1", "MATH7")
COMPONENTS = ("ECO2204", "MAN1101", "PRA3300", "~ELECTIVE", "~OTHER", "GONE")
LABELS = ("5", "4+", "4", "3+", "3", "2", "zal", "nzal", "?", None)
RANKED = ("2", "3", "3+", "4", "4+", "5")

results = st.builds(
    lambda code, grade, ects, term, ordinal, status, assumed: make_result(
        code, grade, ects, term=term, ordinal=ordinal, status=status, status_assumed=assumed
    ),
    st.sampled_from(CODES),
    st.sampled_from(LABELS),
    st.sampled_from(("2", "3", "5", "6", "7.5", "0", None)),
    st.sampled_from((AUTUMN, AUTUMN, SPRING)),
    st.sampled_from((1, 1, 1, 2)),
    st.sampled_from((ResultStatus.PASSED, ResultStatus.PASSED, *ResultStatus)),
    st.booleans(),
)
clauses = st.lists(
    st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True).map("/".join),
    min_size=1,
    max_size=3,
    unique=True,
).map("+".join)
targets = st.lists(
    st.builds(make_target, st.sampled_from(COMPONENTS), st.sampled_from((None, None, "3", "5"))),
    min_size=1,
    max_size=2,
).map(tuple)
rules = st.builds(
    lambda courses, aims, levels, ends, minimum, how, line: make_equivalence(
        courses,
        targets=aims,
        levels=levels,
        valid_to=ends,
        minimum_grade=minimum,
        combination=how,
        place=f"mapping/{HOST}.yaml:{line}",
    ),
    clauses,
    targets,
    st.sampled_from(((), (), (Level.BACHELOR,), (Level.PHD,))),
    st.sampled_from((None, None, date(2024, 12, 31), date(2023, 12, 31))),
    st.sampled_from((None, None, MinimumGrade(scheme="ects", label="C"))),
    st.sampled_from(tuple(Combination)),
    st.integers(1, 9999),
)
credit_rules = st.sampled_from(tuple(RoundingScope)).map(
    lambda scope: (
        make_credit_rule(scope=scope),
        make_credit_rule(scope=scope, work=Work.INDUSTRIAL_PRACTICE, coefficient=Decimal(3)),
        make_credit_rule(regime=Regime.KZ_2018, coefficient=Decimal(1), source="Order 563"),
    )
)
policies = st.builds(
    Policies,
    attempts=st.sampled_from(tuple(Attempts)),
    credit_difference=st.sampled_from(tuple(CreditDifference)),
)
rulebooks = st.builds(
    lambda found, credit_rules, policies: make_rulebook(
        hosts=(make_host_rules(*found, make_equivalence("NEVER1", "GONE")),),
        components=(
            make_component(),
            make_component("MAN1101", "5"),
            make_component("PRA3300", "3", work=Work.INDUSTRIAL_PRACTICE),
        ),
        credit_rules=credit_rules,
        policies=policies,
    ),
    st.lists(rules, max_size=5),
    credit_rules,
    policies,
)
agreements = st.builds(
    lambda courses, aims: make_agreement("+".join(courses), "+".join(aims)),
    st.lists(st.sampled_from(("FIN201:6", "FIN202@a", "FIN203:5", "LAW-1@a", "MATH7")), max_size=5),
    st.lists(st.sampled_from(("ECO2204", "MAN1101@a", "PRA3300:3")), max_size=3),
)
cases = st.builds(
    lambda found, agreement, year, known: make_case(
        results=tuple(found),
        agreement=agreement,
        mobility=make_mobility(admission_year=year) if known else None,
        identity_reasons=() if known else (reason(HeldCode.UNKNOWN_LEARNER, "esi"),),
    ),
    st.lists(results, min_size=1, max_size=6),
    agreements,
    st.sampled_from((2016, 2022)),
    st.sampled_from((True, True, True, True, False)),
)


def shuffled(case: RecognitionCase, rulebook: Rulebook, random: Random) -> tuple[Decision, ...]:
    """Recognise with every list whose order means nothing in another order."""
    host = rulebook.hosts[0]

    def mixed(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(random.sample(items, len(items)))

    agreement = case.agreement
    assert agreement is not None
    return recognise(
        replace(
            case,
            results=mixed(case.results),
            waivers=mixed(case.waivers),
            agreement=replace(
                agreement,
                host_components=mixed(agreement.host_components),
                home_components=mixed(agreement.home_components),
            ),
        ),
        replace(
            rulebook,
            hosts=(replace(host, equivalences=mixed(host.equivalences)),),
            credit_rules=mixed(rulebook.credit_rules),
            components=mixed(rulebook.components),
            regimes=mixed(rulebook.regimes),
        ),
    )


def codes_by_result(decisions: tuple[Decision, ...]) -> dict[str, set[HeldCode]]:
    return {
        key: {why.code for why in each.reasons} if isinstance(each, Held) else set()
        for each in decisions
        for key in each.results
    }


@given(cases, rulebooks)
def test_every_result_is_in_just_one_decision(case: RecognitionCase, rulebook: Rulebook) -> None:
    decided = [key for decision in recognise(case, rulebook) for key in decision.results]

    assert sorted({result_key(result) for result in case.results}) == sorted(decided)


@given(cases, rulebooks, st.randoms(use_true_random=False))
def test_order_of_rows_and_rules_never_matters(
    case: RecognitionCase, rulebook: Rulebook, random: Random
) -> None:
    assert recognise(case, rulebook) == shuffled(case, rulebook, random)


@given(st.lists(cases, min_size=2, max_size=4), rulebooks)
def test_what_was_decided_before_changes_nothing(
    some: list[RecognitionCase], rulebook: Rulebook
) -> None:
    one_after_another = [recognise(case, rulebook) for case in some]

    assert repr(one_after_another) == repr([recognise(case, replace(rulebook)) for case in some])


@given(cases, rulebooks)
def test_held_decisions_say_why_and_recognised_ones_what(
    case: RecognitionCase, rulebook: Rulebook
) -> None:
    for decision in recognise(case, rulebook):
        if isinstance(decision, Held):
            assert decision.reasons == in_order(frozenset(decision.reasons))
            assert decision.reasons
            for why in decision.reasons:
                assert REASON_FACTS[why.code] == tuple(name for name, _ in why.facts)
        else:
            assert decision.outcomes
            for outcome in decision.outcomes:
                assert outcome.credits > 0
                assert outcome.passed
                assert (outcome.percent is None) == (outcome.letter is None)
                if outcome.percent is not None:
                    assert 0 <= outcome.percent <= 100
                    assert outcome.percent == round(outcome.percent, 2)


@given(cases, rulebooks)
def test_no_two_outcomes_stand_at_one_address(case: RecognitionCase, rulebook: Rulebook) -> None:
    addresses = [
        (outcome.student_id, outcome.component)
        for decision in recognise(case, rulebook)
        if isinstance(decision, Recognised)
        for outcome in decision.outcomes
    ]

    assert len(addresses) == len(set(addresses))


def with_identity_conflict(case: RecognitionCase, rulebook: Rulebook) -> object:
    doubt = reason(HeldCode.IDENTITY_CONFLICT, "mobility-id, birth-date", "M-0001")
    return replace(case, identity_reasons=(*case.identity_reasons, doubt)), rulebook


def with_draft(case: RecognitionCase, rulebook: Rulebook) -> object:
    assert case.agreement is not None
    return replace(case, agreement=replace(case.agreement, approved_on=None)), rulebook


def with_vertical_form(case: RecognitionCase, rulebook: Rulebook) -> object:
    mobility = case.mobility and replace(case.mobility, form=MobilityForm.VERTICAL)
    return replace(case, mobility=mobility), rulebook


def changed_host(change: Callable[[HostRules], HostRules]) -> Callable[..., object]:
    def fault(case: RecognitionCase, rulebook: Rulebook) -> object:
        return case, replace(rulebook, hosts=(change(rulebook.hosts[0]),))

    return fault


def with_rivals(host: HostRules) -> HostRules:
    """Give every rule a rival for the same courses that leads somewhere else."""
    rivals = tuple(
        replace(rule, targets=(make_target("RIVAL"),), place="rival") for rule in host.equivalences
    )
    return replace(host, equivalences=(*host.equivalences, *rivals))


def without_approvals(host: HostRules) -> HostRules:
    rules = tuple(replace(rule, approval=None) for rule in host.equivalences)
    return replace(host, equivalences=rules)


FAULTS = (
    with_identity_conflict,
    with_draft,
    with_vertical_form,
    changed_host(lambda host: replace(host, suspended="accreditation lost")),
    changed_host(lambda host: replace(host, agreements=(), kind=MobilityKind.INTERNAL)),
    changed_host(with_rivals),
    changed_host(without_approvals),
)


@given(cases, rulebooks, st.lists(st.sampled_from(FAULTS), min_size=1, unique=True))
def test_no_reason_disappears_when_a_fault_is_added(
    case: RecognitionCase, rulebook: Rulebook, faults: list[Callable[..., object]]
) -> None:
    before = codes_by_result(recognise(case, rulebook))
    for fault in faults:
        case, rulebook = fault(case, rulebook)  # type: ignore[misc]  # a pair
    after = codes_by_result(recognise(case, rulebook))

    assert all(codes <= after[key] for key, codes in before.items())


@given(cases, rulebooks, results)
def test_a_course_no_rule_names_changes_no_other_decision(
    case: RecognitionCase, rulebook: Rulebook, further: HostResult
) -> None:
    stranger = replace(further, code="STRANGER")
    more = replace(case, results=(*case.results, stranger))
    before, after = recognise(case, rulebook), recognise(more, rulebook)

    assert set(before) == {each for each in after if result_key(stranger) not in each.results}


@given(cases, rulebooks)
def test_a_release_takes_away_what_may_be_released_and_nothing_else(
    case: RecognitionCase, rulebook: Rulebook
) -> None:
    before = recognise(case, rulebook)
    waivers = tuple(
        Waiver(
            case=each.case,
            code=why.code,
            fingerprint=each.waivable,
            by="D. Omarova",
            reason="minutes 4",
        )
        for each in before
        if isinstance(each, Held)
        for why in each.reasons
    )
    after = {each.case: each for each in recognise(replace(case, waivers=waivers), rulebook)}

    for decision in before:
        if isinstance(decision, Recognised):
            assert after[decision.case] == decision
            continue
        stubborn = tuple(why for why in decision.reasons if not why.releasable)
        now = after[decision.case]
        assert (now.reasons if isinstance(now, Held) else ()) == stubborn
        assert now.waivable == decision.waivable


@given(cases, rulebooks)
def test_copies_and_places_change_no_decision(case: RecognitionCase, rulebook: Rulebook) -> None:
    copy = replace(
        case,
        results=tuple(
            replace(result, evidence=Sha256("f" * 64), locator="page 3") for result in case.results
        ),
    )

    assert [each.waivable for each in recognise(case, rulebook)] == [
        each.waivable for each in recognise(copy, rulebook)
    ]
    assert recognise(case, rulebook) == recognise(copy, rulebook)


@given(st.sampled_from(RANKED), st.sampled_from(RANKED), st.sampled_from((2016, 2022)))
def test_a_better_grade_never_gives_less(first: str, second: str, year: int) -> None:
    worse, better = sorted((first, second), key=RANKED.index)
    percents = []
    for label in (worse, better):
        (found,) = recognise(
            make_case(make_result(grade=label), mobility=make_mobility(admission_year=year)),
            make_rulebook(policies=Policies(credit_difference=CreditDifference.AWARD_CONVERTED)),
        )
        fails = isinstance(found, Held)
        percents.append(Decimal(-1) if fails else found.outcomes[0].percent or Decimal(0))

    assert percents[0] <= percents[1]


@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=6),
    st.sampled_from((Decimal("1.5"), Decimal("1.6"), Decimal("1.8"))),
)
@settings(max_examples=60)
def test_no_credit_is_made_or_lost_over_an_agreement(
    amounts: list[int], coefficient: Decimal
) -> None:
    rule = make_credit_rule(scope=RoundingScope.AGREEMENT, coefficient=coefficient)
    courses = {f"C{number}": ects for number, ects in enumerate(amounts)}
    case = make_case(
        *(make_result(code, ects=str(ects)) for code, ects in courses.items()),
        mobility=make_mobility(admission_year=2016),
        agreement=make_agreement(
            "+".join(f"{code}:{ects}" for code, ects in courses.items()),
            "+".join(f"H{code}" for code in courses),
        ),
    )
    rulebook = make_rulebook(
        *(make_equivalence(code, f"H{code}") for code in courses),
        credit_rules=(rule,),
        components=tuple(make_component(f"H{code}") for code in courses),
        policies=Policies(credit_difference=CreditDifference.AWARD_CONVERTED),
    )
    decisions = recognise(case, rulebook)
    if any(isinstance(each, Held) for each in decisions):
        codes = set().union(*codes_by_result(decisions).values())
        assert codes == {HeldCode.ZERO_CREDITS}
        return
    awarded = sum(each.outcomes[0].credits for each in decisions if isinstance(each, Recognised))
    exact = sum(amounts) / coefficient

    assert abs(awarded - exact) <= Decimal("0.5")

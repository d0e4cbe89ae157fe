"""New regime, Order 563 of 2018: an academic credit is 30 hours, which is one ECTS credit.

Sources: KazNU academic policy, 2.10.5; Karaganda Technical University (inter.kstu.kz, conventions).
"""

from decimal import Decimal

import pytest

from mapping.credit_choice import CreditContext, choose_credit, find_credit_rule
from mapping.credits import CreditRule, convert_credit
from mapping.held import HeldCode
from mapping.identifiers import HeiId
from mapping.records import Credit
from mapping.terms import Level, Regime, Work
from tests.refusals import refused
from tests.regulations.published import national


def make_context(level: Level = Level.BACHELOR, work: Work = Work.THEORY) -> CreditContext:
    return CreditContext(
        regime=Regime.KZ_2018,
        level=level,
        work=work,
        host=HeiId("host.example"),
        admission_year=2022,
    )


@pytest.mark.parametrize("scheme", ["ects", "kz"])
@pytest.mark.parametrize("work", list(Work))
@pytest.mark.parametrize("level", list(Level))
def test_one_credit_is_one_credit(scheme: str, work: Work, level: Level) -> None:
    for amount in (1, 5, 60):
        credit = Credit(value=Decimal(amount), scheme=scheme)
        context = make_context(level, work)
        rule = find_credit_rule(credit, rules=national().credit_rules, context=context)
        conversion = convert_credit(credit, rule=rule, legal_ranges=(), level=level)
        assert conversion.credits == amount
        assert "Order 563" in conversion.steps[0].source


def test_a_part_of_a_credit_waits_for_the_home_to_choose() -> None:
    credit = Credit(value=Decimal("7.5"), scheme="ects")
    rule = find_credit_rule(credit, rules=national().credit_rules, context=make_context())
    with refused(HeldCode.ROUNDING_MISSING, quotient="7.5"):
        convert_credit(credit, rule=rule, legal_ranges=(), level=Level.BACHELOR)


@pytest.mark.parametrize("scheme", ["ze", "hours"])
def test_russian_credits_and_hours_are_never_taken_for_ects(scheme: str) -> None:
    """A зачётная единица is 36 academic hours; no source gives a ratio, so a home chooses one."""
    credit = Credit(value=Decimal(4), scheme=scheme)
    with refused(HeldCode.NO_CREDIT_RULE, scheme=scheme):
        find_credit_rule(credit, rules=national().credit_rules, context=make_context())
    rule = CreditRule(
        regime=Regime.KZ_2018,
        from_scheme=scheme,
        multiplier=Decimal(36) if scheme == "ze" else Decimal(1),
        coefficient=Decimal(30),
        source="Academic Council",
    )
    hours = Credit(value=Decimal(5 if scheme == "ze" else 180), scheme=scheme)
    found = find_credit_rule(hours, rules=(*national().credit_rules, rule), context=make_context())
    assert convert_credit(hours, rule=found, legal_ranges=(), level=Level.PHD).credits == 6


def test_a_transcript_with_both_credits_must_agree_with_itself() -> None:
    """The ministry's platform keeps both figures; 3 and 5 are those of the old regime."""
    both = (Credit(value=Decimal(5), scheme="ects"), Credit(value=Decimal(5), scheme="kz"))
    chosen = choose_credit(
        both,
        rules=national().credit_rules,
        legal_ranges=national().legal_ranges,
        context=make_context(),
    )
    assert chosen.credit.scheme == "kz"
    old = (both[0], Credit(value=Decimal(3), scheme="kz"))
    with refused(HeldCode.CREDIT_CONTRADICTION, credits="3 kz; 5 ects"):
        choose_credit(
            old,
            rules=national().credit_rules,
            legal_ranges=national().legal_ranges,
            context=make_context(),
        )

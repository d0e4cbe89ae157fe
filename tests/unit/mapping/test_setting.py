"""Which regime a student is under, and which rows of Table A the results stand for."""

import pytest

from mapping.rulebook import RegimeRule
from mapping.setting import setting_of
from mapping.terms import Level, Regime
from tests.builders import (
    make_agreement,
    make_case,
    make_mobility,
    make_result,
    make_rulebook,
)

OLD, NEW = Regime.KZ_2011, Regime.KZ_2018


def regimes(*rules: RegimeRule, **mobility: object) -> tuple[Regime, ...]:
    """Give the regimes a student may be under; more than one where nothing settles it."""
    setting = setting_of(
        make_case(mobility=make_mobility(**mobility)), make_rulebook(regimes=rules)
    )
    assert setting.settled == (len(setting.regimes) == 1)
    return setting.regimes


@pytest.mark.parametrize(("year", "regime"), [(2017, OLD), (2018, OLD), (2019, NEW), (2020, NEW)])
def test_the_admission_year_decides_with_its_bounds(year: int, regime: Regime) -> None:
    rules = (RegimeRule(regime=OLD, admitted_to=2018), RegimeRule(regime=NEW, admitted_from=2019))

    assert regimes(*rules, admission_year=year) == (regime,)


def test_a_rule_may_be_for_some_levels_or_programmes() -> None:
    rules = (
        RegimeRule(regime=NEW, levels=(Level.BACHELOR, Level.PROFILE_MASTER)),
        RegimeRule(regime=OLD, levels=(Level.PHD,), programmes=("8D01", "8D02")),
    )

    assert regimes(*rules, level=Level.PROFILE_MASTER) == (NEW,)
    assert regimes(*rules, level=Level.PHD, programme="8D02") == (OLD,)
    assert regimes(*rules, level=Level.PHD, programme="8D03") == (OLD, NEW)


def test_without_a_mobility_no_regime_is_settled() -> None:
    setting = setting_of(make_case(mobility=None), make_rulebook())

    assert (setting.settled, setting.regimes) == (False, (OLD, NEW))


def test_a_course_is_agreed_by_its_code_before_its_los_id() -> None:
    result = make_result("FIN201", los_id="LOS-9")
    rows = {
        table: setting_of(make_case(result, agreement=make_agreement(table)), make_rulebook()).rows
        for table in ("FIN201", "LOS-9", "FIN201+LOS-9", "LAW1")
    }

    assert rows == {
        "FIN201": {"FIN201": "FIN201"},
        "LOS-9": {"FIN201": "LOS-9"},
        "FIN201+LOS-9": {"FIN201": "FIN201"},
        "LAW1": {},
    }


def test_attempts_that_name_two_rows_stand_for_the_same_one_in_any_order() -> None:
    results = (make_result(los_id="LOS-2"), make_result(los_id="LOS-1", ordinal=2))
    agreement = make_agreement("LOS-1+LOS-2")
    found = {
        setting_of(make_case(*order, agreement=agreement), make_rulebook()).rows["FIN201"]
        for order in (results, tuple(reversed(results)))
    }

    assert found == {"LOS-1"}


def test_rules_ask_about_the_agreed_rows_and_the_courses_that_stand_for_them() -> None:
    case = make_case(make_result(los_id="LOS-9"), agreement=make_agreement("LOS-9+FIN202"))

    assert setting_of(case, make_rulebook()).scope().agreed == {"LOS-9", "FIN201", "FIN202"}


def test_the_first_of_several_rules_for_one_regime_is_shown_by_content() -> None:
    rules = (RegimeRule(regime=NEW, source="b"), RegimeRule(regime=NEW, source="a"))
    shown = {
        setting_of(make_case(), make_rulebook(regimes=order)).regime_rules[0].source
        for order in (rules, tuple(reversed(rules)))
    }

    assert shown == {"a"}

"""The national tables that come with the package: read whole, every row with its source."""

import dataclasses

import pytest

from config.national import (
    EctsRowEntry,
    GradeBandEntry,
    LegalRangeEntry,
    NationalCreditRuleEntry,
    read_national_tables,
)
from config.rules import CreditRuleEntry, RegimeEntry
from mapping.credits import CreditRule, LegalRange
from mapping.grades import EctsRow, GradeBand
from mapping.rulebook import RegimeRule
from mapping.terms import Regime

NATIONAL, PROBLEMS = read_national_tables()


def test_tables_are_read_without_a_problem() -> None:
    assert PROBLEMS == ()


def test_every_row_cites_its_source() -> None:
    rows = (
        *NATIONAL.legal_ranges,
        *NATIONAL.credit_rules,
        *(band for scale in NATIONAL.scales for band in scale.bands),
        *(row for table in NATIONAL.ects_tables for row in table.rows),
    )

    assert [row for row in rows if not row.source] == []


def test_every_regime_has_its_scale_and_its_table() -> None:
    assert {scale.regime for scale in NATIONAL.scales} == set(Regime)
    assert {table.regime for table in NATIONAL.ects_tables} == set(Regime)


def test_national_rule_gives_way_to_the_homes() -> None:
    assert all(rule.national for rule in NATIONAL.credit_rules)


def test_national_rule_has_its_place() -> None:
    assert NATIONAL.credit_rules[0].place.startswith("defaults/credits.yaml:")


@pytest.mark.parametrize(
    ("entry", "domain", "without"),
    [
        (LegalRangeEntry, LegalRange, set()),
        (NationalCreditRuleEntry, CreditRule, {"place"}),
        (CreditRuleEntry, CreditRule, {"place", "national"}),
        (GradeBandEntry, GradeBand, set()),
        (EctsRowEntry, EctsRow, set()),
        (RegimeEntry, RegimeRule, {"place"}),
    ],
)
def test_a_file_can_say_all_that_a_rule_holds(
    entry: type[LegalRangeEntry], domain: type[LegalRange], without: set[str]
) -> None:
    assert entry.keys() == {field.name for field in dataclasses.fields(domain)} - without

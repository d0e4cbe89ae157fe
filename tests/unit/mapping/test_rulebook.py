"""A revision of the rules: what it digests, and what its indexes hold."""

from dataclasses import fields, replace
from itertools import permutations
from typing import Any

import pytest

from mapping.home_distribution import HomeDistribution, LetterCount
from mapping.rulebook import (
    Attempts,
    CreditDifference,
    DistributionUse,
    Overlap,
    Policies,
    Rulebook,
)
from mapping.terms import Level, Regime
from tests.builders import HOST, make_component, make_equivalence, make_rulebook

RULES = (
    make_equivalence("FIN201+FIN202", place="m.yaml:1"),
    make_equivalence("FIN202", "MAN1101", place="m.yaml:2"),
)


FINANCE = HomeDistribution(
    isced_code="0412",
    levels=(Level.BACHELOR,),
    first_year=2022,
    last_year=2023,
    counts=(LetterCount(letter="A", count=40),),
    source="registrar",
)
OTHER_RULES: dict[str, Any] = {
    "home": HOST,
    "regimes": (),
    "legal_ranges": (),
    "credit_rules": (),
    "scales": (),
    "ects_tables": (),
    "components": (),
    "hosts": (),
    "policies": Policies(minimum_sample=50),
    "home_distributions": (FINANCE,),
}
OTHER_POLICIES: dict[str, Any] = {
    "credit_difference": CreditDifference.AWARD_CONVERTED,
    "attempts": Attempts.BEST,
    "distribution": DistributionUse.CONVERT,
    "overlap": Overlap.MINIMUM,
    "minimum_sample": 0,
    "period_grace_days": 0,
    "mobility_counts_in_gpa": False,
    "printed_letters": (("D", "D-"),),
    "amendment_days": 0,
}


def test_a_revision_does_not_depend_on_files_and_lines() -> None:
    moved = make_rulebook(make_equivalence(place="other.yaml:7"))

    assert make_rulebook().revision == moved.revision


def test_any_change_of_content_is_another_revision() -> None:
    revisions = {
        make_rulebook().revision,
        make_rulebook(make_equivalence(note="revised")).revision,
        make_rulebook(components=(make_component(),)).revision,
        make_rulebook(policies=Policies(period_grace_days=30)).revision,
    }

    assert len(revisions) == 4


def test_no_rule_and_no_policy_is_left_out_of_what_is_varied_here() -> None:
    assert set(OTHER_RULES) == {each.name for each in fields(Rulebook)}
    assert set(OTHER_POLICIES) == {each.name for each in fields(Policies)}


@pytest.mark.parametrize("name", OTHER_RULES)
def test_a_change_of_any_part_of_the_rules_is_another_revision(name: str) -> None:
    rules = make_rulebook(make_equivalence())
    other = replace(rules, **{name: OTHER_RULES[name]})

    assert other.revision != rules.revision


@pytest.mark.parametrize("name", OTHER_POLICIES)
def test_a_change_of_any_policy_is_another_revision(name: str) -> None:
    other = replace(Policies(), **{name: OTHER_POLICIES[name]})

    assert make_rulebook(policies=other).revision != make_rulebook().revision


def test_a_count_of_a_home_distribution_is_part_of_the_revision() -> None:
    recounted = replace(FINANCE, counts=(LetterCount(letter="A", count=41),))
    revisions = {
        make_rulebook(home_distributions=each).revision for each in [(FINANCE,), (recounted,)]
    }

    assert len(revisions) == 2


def test_rules_are_found_by_every_course_they_name() -> None:
    index = make_rulebook(*RULES).rules_by_course[HOST]

    assert {code: [entry.text for entry in entries] for code, entries in index.items()} == {
        "FIN201": ["FIN201 + FIN202 -> ECO2204"],
        "FIN202": ["FIN201 + FIN202 -> ECO2204", "FIN202 -> MAN1101"],
    }


def test_the_rank_of_a_rule_is_its_content_not_its_line() -> None:
    ranks = {
        tuple(
            (entry.text, entry.rank)
            for entry in make_rulebook(*order).rules_by_course[HOST]["FIN202"]
        )
        for order in permutations(RULES)
    }

    assert len(ranks) == 1


def test_equal_rules_count_once_under_the_first_place() -> None:
    rules = (make_equivalence(place="m.yaml:9"), make_equivalence(place="m.yaml:30"))
    found = {
        tuple(entry.rule.place for entry in make_rulebook(*order).rules_by_course[HOST]["FIN201"])
        for order in permutations(rules)
    }

    assert found == {("m.yaml:30",)}


def test_scales_and_tables_are_found_by_regime() -> None:
    rulebook = make_rulebook()

    assert {regime: scale.regime for regime, scale in rulebook.scale_index.items()} == {
        regime: regime for regime in Regime
    }
    assert set(rulebook.ects_index) == set(Regime)
    assert set(rulebook.component_index) == {"ECO2204", "MAN1101"}
    assert set(rulebook.host_index) == {HOST}

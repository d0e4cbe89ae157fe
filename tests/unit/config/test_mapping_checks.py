"""Equivalences against the curriculum, the tables and one another."""

from pathlib import Path

import pytest

from tests.unit.config.directory import (
    CURRICULUM,
    MAPPING,
    edited,
    rendered,
    rule,
    with_rule_line,
    with_rules,
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            edited(MAPPING, "home: ECO2204", "home: EC02204"),
            (
                (
                    "mapping/host.edu.pl.yaml:3: the home component 'EC02204' is not in the "
                    "curriculum (did you mean 'ECO2204'?)"
                ),
            ),
            id="a component misspelt",
        ),
        pytest.param(
            edited(MAPPING, "home: ECO2204", "home: XYZ"),
            (
                (
                    "mapping/host.edu.pl.yaml:3: the home component 'XYZ' is not in the curriculum "
                    "(add it to a file in curriculum/)"
                ),
            ),
            id="a component near none",
        ),
        pytest.param(
            edited(MAPPING, "home: ECO2204", "home: [ECO2204, ECO2204]"),
            (
                (
                    "mapping/host.edu.pl.yaml:3: the home component 'ECO2204' is named twice in "
                    "one rule (keep one of the two)"
                ),
            ),
            id="a component twice in a rule",
        ),
        pytest.param(
            edited(MAPPING, "home: ECO2204", "home: [ECO2204, {elective: ELE1}]"),
            (
                (
                    "mapping/host.edu.pl.yaml:3: 'ELE1' has no credits to take its share by (write "
                    "{elective: ELE1, credits: ...})"
                ),
            ),
            id="a share nothing says",
        ),
        pytest.param(
            with_rule_line("levels: [phd]"),
            ("mapping/host.edu.pl.yaml:3: 'ECO2204' is for bachelor, the rule for phd",),
            id="a level the component is not of",
        ),
        pytest.param(
            {
                **edited(CURRICULUM, "credits: 6", "valid: {to: 2020-08-31}, credits: 6"),
                **with_rule_line("valid: {from: 2020-09-01}"),
            },
            (
                (
                    "mapping/host.edu.pl.yaml:3: 'ECO2204' is not in the curriculum while this "
                    "rule is valid (compare 'valid' with curriculum/economics.yaml:2)"
                ),
            ),
            id="a component that is retired",
        ),
        pytest.param(
            edited(MAPPING, "    approved: {by: Department, on: 2024-06-10}\n", ""),
            (
                (
                    "mapping/host.edu.pl.yaml:3: nobody has approved this rule: what it fits is "
                    "held (add 'approved: {by: ..., on: ..., reference: ...}')"
                ),
            ),
            id="a rule nobody approved",
        ),
        pytest.param(
            with_rule_line("minimum_grade: {scheme: pl-2-6, label: 3}"),
            (
                (
                    "mapping/host.edu.pl.yaml:3: minimum_grade: the host has no grading scheme "
                    "'pl-2-6' (did you mean 'pl-2-5'?)"
                ),
            ),
            id="a minimum in an unknown scheme",
        ),
        pytest.param(
            with_rule_line("minimum_grade: {scheme: ects, label: G}"),
            (
                (
                    "mapping/host.edu.pl.yaml:3: minimum_grade: the scheme 'ects' has no grade 'G' "
                    "(write the grade as the scheme's table does)"
                ),
            ),
            id="a minimum ECTS does not have",
        ),
        pytest.param(
            with_rule_line("minimum_grade: {scheme: kz-letter, label: E}"),
            (
                (
                    "mapping/host.edu.pl.yaml:3: minimum_grade: the scheme 'kz-letter' has no "
                    "grade 'E' (write the grade as the scheme's table does)"
                ),
            ),
            id="a minimum the home does not have",
        ),
        pytest.param(
            with_rule_line("minimum_grade: {scheme: pl-2-5, label: '3,0'}"),
            (
                (
                    "mapping/host.edu.pl.yaml:3: minimum_grade: the scheme 'pl-2-5' has no grade "
                    "'3,0' (write the grade as the scheme's table does)"
                ),
            ),
            id="a minimum the table does not have",
        ),
        pytest.param(
            with_rules(rule("FIN201", "ECO2204"), rule("FIN201", "ECO2204")),
            (
                (
                    "mapping/host.edu.pl.yaml:6: the rule FIN201 -> ECO2204 stands in "
                    "mapping/host.edu.pl.yaml:3 already (remove one of the two)"
                ),
            ),
            id="one rule written twice",
        ),
        pytest.param(
            with_rules(rule("FIN201", "ECO2204"), rule("FIN201", "ECO2205")),
            (
                (
                    "mapping/host.edu.pl.yaml:6: a student with FIN201 fits both this rule and "
                    "FIN201 -> ECO2204 in mapping/host.edu.pl.yaml:3 (give the two rules periods, "
                    "levels or programmes that do not meet, or merge them)"
                ),
            ),
            id="two rules for one course",
        ),
        pytest.param(
            with_rules(
                rule("FIN201", "ECO2204"),
                rule(
                    "[{any: [FIN202, FIN201]}]",
                    "ECO2205",
                    "levels: bachelor",
                    "valid: {from: 2024-09-01}",
                ),
            ),
            (
                (
                    "mapping/host.edu.pl.yaml:6: a bachelor student with FIN201 from 2024-09-01 "
                    "fits both this rule and FIN201 -> ECO2204 in mapping/host.edu.pl.yaml:3 (give "
                    "the two rules periods, levels or programmes that do not meet, or merge them)"
                ),
            ),
            id="a choice that meets another rule",
        ),
        pytest.param(
            with_rules(rule("[FIN201, FIN202]", "ECO2204"), rule("FIN201", "ECO2205")),
            (
                (
                    "mapping/host.edu.pl.yaml:6: a student with FIN201 + FIN202 fits both this "
                    "rule and FIN201 + FIN202 -> ECO2204 in mapping/host.edu.pl.yaml:3 (give the "
                    "two rules periods, levels or programmes that do not meet, or merge them)"
                ),
            ),
            id="a rule inside another",
        ),
        pytest.param(
            with_rules(rule("[FIN201, FIN202]", "ECO2204"), rule("[FIN202, FIN203]", "ECO2205")),
            (
                (
                    "mapping/host.edu.pl.yaml:6: a student with FIN201 + FIN202 + FIN203 fits both "
                    "this rule and FIN201 + FIN202 -> ECO2204 in mapping/host.edu.pl.yaml:3 (give "
                    "the two rules periods, levels or programmes that do not meet, or if both are "
                    "needed, write 'shares: [FIN202]': who meets both is held)"
                ),
            ),
            id="rules that meet in one course",
        ),
        pytest.param(
            with_rules(
                rule("[FIN201, FIN202]", "ECO2204"),
                rule("[FIN202, FIN203]", "ECO2205", "shares: FIN 202"),
            ),
            (),
            id="rules that knowingly meet in one course",
        ),
        pytest.param(
            with_rule_line("shares: FIN202"),
            (
                (
                    "mapping/host.edu.pl.yaml:3: shares: no other rule asks for 'FIN202' together "
                    "with this one (remove it)"
                ),
            ),
            id="a course shared with no rule",
        ),
        pytest.param(
            edited(CURRICULUM, "credits: 6", "valid: {to: 2025-08-31}, credits: 6"),
            (
                (
                    "mapping/host.edu.pl.yaml:3: 'ECO2204' is in the curriculum until 2025-08-31, "
                    "and this rule is valid for longer: later results are held (compare 'valid' "
                    "with curriculum/economics.yaml:2)"
                ),
            ),
            id="a component retired while its rule stays open",
        ),
        pytest.param(
            with_rule_line("valid: {to: 2019-08-31}"),
            (
                (
                    "mapping/host.edu.pl.yaml:3: no agreement with the host is in force while this "
                    "rule is valid (compare 'valid' with the agreements in "
                    "hosts/host.edu.pl.yaml:1)"
                ),
            ),
            id="a rule for no time of an agreement",
        ),
        pytest.param(
            edited(MAPPING, "home: ECO2204", "home: [{code: ECO2204, credits: 5}]"),
            (("mapping/host.edu.pl.yaml:3: the rule gives 'ECO2204' 5 credits, the curriculum 6"),),
            id="credits other than the component's",
        ),
        pytest.param(
            with_rules(rule("[FIN201, {any: [FIN201, FIN202]}]", "ECO2204")),
            (
                (
                    "mapping/host.edu.pl.yaml:3: 'FIN201' is needed anyway, so it can never count "
                    "as an alternative, too (drop 'FIN201' from the alternatives)"
                ),
            ),
            id="an alternative that cannot count",
        ),
        pytest.param(
            with_rules(rule("FIN-201", "ECO2204"), rule("FIN201", "ECO2205", "levels: phd")),
            (
                (
                    "mapping/host.edu.pl.yaml:3: 'FIN-201' is near FIN201 (if they are one course, "
                    "write it as the host prints it)"
                ),
                (
                    "mapping/host.edu.pl.yaml:6: 'FIN201' is near FIN-201 (if they are one course, "
                    "write it as the host prints it)"
                ),
            ),
            id="codes that differ in a hyphen",
        ),
        pytest.param(
            with_rules(rule("MAC 101", "ECO2204"), rule("МАС101", "ECO2205")),
            (
                (
                    "mapping/host.edu.pl.yaml:6: a student with MAC101 fits both this rule and "
                    "MAC101 -> ECO2204 in mapping/host.edu.pl.yaml:3 (give the two rules periods, "
                    "levels or programmes that do not meet, or merge them)"
                ),
            ),
            id="codes that differ in look only",
        ),
    ],
)
def test_equivalence_that_cannot_hold_is_told_with_its_line(
    tmp_path: Path, changes: dict[str, str | bytes | None], expected: tuple[str, ...]
) -> None:
    assert rendered(tmp_path, changes) == expected

"""Examples that come out otherwise than they say."""

from pathlib import Path

import pytest

from tests.unit.config.directory import (
    FILES,
    HOST,
    MAPPING,
    RULES,
    edited,
    problems_in,
    rendered,
    rule,
    with_example,
    with_row,
    with_rules,
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            with_example(
                "given: {FIN201: {grade: 5, ects: 6}}",
                "expect: {ECO2204: {letter: B, credits: 5, percent: 85, points: 3}}",
            ),
            (
                (
                    "mapping/host.edu.pl.yaml:6: the example comes out otherwise: ECO2204 gets "
                    "letter A, not B; ECO2204 gets credits 6, not 5; ECO2204 gets percent 100, not "
                    "85; ECO2204 gets points 4, not 3 (mend the rule or the example)"
                ),
            ),
            id="every figure wrong",
        ),
        pytest.param(
            with_example("given: {FIN201: {grade: 5, ects: 6}}", "expect: {ECO2205: {letter: A}}"),
            (
                (
                    "mapping/host.edu.pl.yaml:6: the example comes out otherwise: ECO2205 gets "
                    "nothing; ECO2204 gets something, too (mend the rule or the example)"
                ),
            ),
            id="another component",
        ),
        pytest.param(
            with_example("given: {FIN201: {grade: 3, ects: 5}}", "expect: {ECO2204: {letter: A}}"),
            (
                (
                    "mapping/host.edu.pl.yaml:6: the example comes out otherwise: ECO2204 gets "
                    "nothing; it is held for credits-differ, unknown-grade (mend the rule or the "
                    "example)"
                ),
            ),
            id="held where a grade is expected",
        ),
        pytest.param(
            with_example("given: {FIN201: {grade: 5, ects: 5}}", "expect_held: [failed]"),
            (
                (
                    "mapping/host.edu.pl.yaml:6: the example expects to be held for failed, but it "
                    "is held for credits-differ (mend the rule or the example)"
                ),
            ),
            id="held for another reason",
        ),
        pytest.param(
            with_example("given: {FIN201: {grade: 2, ects: 6}}", "expect_held: [failed]"),
            (
                (
                    "mapping/host.edu.pl.yaml:6: the example expects to be held for failed, but it "
                    "is held for failed, status-contradiction (mend the rule or the example)"
                ),
            ),
            id="held for one more reason",
        ),
        pytest.param(
            with_example(
                "given: {FIN201: {grade: 5, ects: 5}}", "expect_held: [credits-differ, failed]"
            ),
            (
                (
                    "mapping/host.edu.pl.yaml:6: the example expects to be held for "
                    "credits-differ, failed, but it is held for credits-differ (mend the "
                    "rule or the example)"
                ),
            ),
            id="held for one reason less",
        ),
        pytest.param(
            with_example("given: {FIN201: {grade: 5, ects: 6}}", "expect_held: [failed]"),
            (
                (
                    "mapping/host.edu.pl.yaml:6: the example expects to be held for failed, but it "
                    "is recognised (mend the rule or the example)"
                ),
            ),
            id="recognised where it should be held",
        ),
        pytest.param(
            with_example("given: {FIN301: {grade: 5}}", "expect: {ECO2204: {letter: A}}"),
            (
                (
                    "mapping/host.edu.pl.yaml:6: the example gives FIN301, which the rule does not "
                    "name (give results of the rule's own courses)"
                ),
            ),
            id="a course the rule does not name",
        ),
        pytest.param(
            {
                **edited(RULES, "  - {regime: kz-2011, admitted_to: 2018}\n", ""),
                **with_example(
                    "given: {FIN201: {grade: 5, ects: 6}}",
                    "regime: kz-2011",
                    "expect: {ECO2204: {letter: A}}",
                ),
            },
            (
                (
                    "mapping/host.edu.pl.yaml:6: no student of level bachelor is under 'kz-2011' "
                    "(mend 'regime', or the entries under 'regimes')"
                ),
            ),
            id="a regime nobody is under",
        ),
    ],
)
def test_example_that_comes_out_otherwise_is_told_with_its_line(
    tmp_path: Path, changes: dict[str, str | bytes | None], expected: tuple[str, ...]
) -> None:
    assert rendered(tmp_path, changes) == expected


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(
            ("given: {FIN201: {grade: '5,0', ects: 6}}", "expect: {ECO2204: {letter: A}}"),
            id="a number with a comma",
        ),
        pytest.param(
            (
                "given: {fin 201: {grade: A, scheme: kz-letter, percent: 97, kz: 6}}",
                "expect: {ECO2204: {letter: A, credits: 6, percent: 97, points: 4}}",
            ),
            id="another scheme than the host's",
        ),
        pytest.param(
            (
                "given: {FIN201: {grade: 5, ects: 9}}",
                "regime: kz-2011",
                "expect: {ECO2204: {credits: 6}}",
            ),
            id="the old regime by name",
        ),
        pytest.param(
            (
                "given: {FIN201: {grade: 5, ects: 9}}",
                "admission_year: 2012",
                "expect: {ECO2204: {credits: 6}}",
            ),
            id="the old regime by year",
        ),
        pytest.param(
            ("given: {FIN201: {ects: 6}}", "expect: {ECO2204: {letter: none, credits: 6}}"),
            id="a course without control",
        ),
        pytest.param(
            ("given: {FIN201: {grade: 2, ects: 6}}", "expect_held: [failed, status-contradiction]"),
            id="a failing grade of a passed course",
        ),
        pytest.param(
            (
                "given: {FIN201: {grade: 5, ects: 6}}",
                "level: phd",
                "expect_held: level-not-covered",
            ),
            id="another level",
        ),
    ],
)
def test_example_that_comes_out_as_it_says_is_no_problem(
    tmp_path: Path, example: tuple[str, ...]
) -> None:
    assert rendered(tmp_path, with_example(*example)) == ()


def test_example_may_name_the_letter_the_home_prints(tmp_path: Path) -> None:
    changes = {
        **with_example("given: {FIN201: {grade: 3, ects: 6}}", "expect: {ECO2204: {letter: D-}}"),
        **with_row("{label: 3, to: E}"),
        RULES: FILES[RULES] + "printed_letters: {D: D-}\n",
    }

    assert rendered(tmp_path, changes) == ()


def test_example_needs_no_approval_no_agreement_and_no_good_standing(tmp_path: Path) -> None:
    example = with_example("given: {FIN201: {grade: 5, ects: 6}}", "expect: {ECO2204: {letter: A}}")
    unapproved = example[MAPPING].replace("    approved: {by: Department, on: 2024-06-10}\n", "")
    host = FILES[HOST].replace("from: 2020-01-01, to: 2030-12-31", "from: 2035-01-01")

    problems = problems_in(
        tmp_path, {MAPPING: unapproved, HOST: host + "suspended: until the audit\n"}
    )

    assert [problem.code for problem in problems] == ["agreement-not-in-force", "not-approved"]


TWO_TABLES = """\
  tables:
    - scheme: pl-2-5
      valid: {to: 2022-08-31}
      source: earlier regulations
      rows: [{label: 5, to: A}]
    - scheme: pl-2-5
      valid: {from: 2022-09-01}
      source: later regulations
      rows: [{label: 5, to: B}]
"""


@pytest.mark.parametrize(
    ("valid", "letter"),
    [
        ("{to: 2021-06-30}", "A"),
        ("{from: 2023-09-01, to: 2024-06-30}", "B+"),
        ("{from: 2030-09-01}", "B+"),
    ],
)
def test_example_is_taken_while_its_rule_and_a_table_hold(
    tmp_path: Path, valid: str, letter: str
) -> None:
    host = FILES[HOST].partition("  tables:")[0] + TWO_TABLES
    example = (
        "  - given: {FIN201: {grade: 5, ects: 6}}",
        f"    expect: {{ECO2204: {{letter: {letter}}}}}",
    )
    mapping = with_rules(rule("FIN201", "ECO2204", f"valid: {valid}", "examples:", *example))

    assert rendered(tmp_path, {HOST: host, **mapping}) == ()

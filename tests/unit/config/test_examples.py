"""Examples that come out otherwise than they say."""

from pathlib import Path

import pytest

from tests.unit.config.directory import RULES, edited, rendered, with_example


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

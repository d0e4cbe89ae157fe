"""Regimes, coefficients and letters the home chose."""

from pathlib import Path

import pytest

from tests.unit.config.directory import FILES, RULES, edited, rendered

RESEARCH = "regime: kz-2011, work: research-work, levels: bachelor, coefficient: 4, rounding: floor"
DISTRIBUTION = """\
home_distributions:
  - isced_code: 0311
    levels: bachelor
    first_year: 2022
    last_year: 2024
    counts: [{letter: Z, count: 5}]
    source: registrar
"""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            edited(RULES, "admitted_to: 2018", "admitted_to: 2019"),
            (
                (
                    "rules/home.yaml:3: a student of level bachelor admitted in 2019 is under "
                    "'kz-2018' here and under 'kz-2011' in rules/home.yaml:2 (let the admission "
                    "years, levels or programmes not meet)"
                ),
            ),
            id="two regimes for one student",
        ),
        pytest.param(
            edited(RULES, "admitted_from: 2019", "admitted_from: 2020"),
            (
                (
                    "rules/home.yaml:2: no rule says the regime of level bachelor, profile-master, "
                    "scientific-master, phd admitted in 2019 (extend 'admitted_to' or "
                    "'admitted_from' of the entries beside it)"
                ),
            ),
            id="a year without a regime",
        ),
        pytest.param(
            {RULES: "regimes:\n  - {regime: kz-2018, levels: [bachelor, phd]}\n"},
            (
                (
                    "rules/home.yaml:2: no rule says the regime of level profile-master, "
                    "scientific-master: such students are held (add an entry under 'regimes')"
                ),
            ),
            id="levels without a regime",
        ),
        pytest.param(
            {RULES: None},
            (
                (
                    "rules/: no rule says the regime of level bachelor, profile-master, "
                    "scientific-master, phd: such students are held (add an entry under 'regimes')"
                ),
            ),
            id="no regimes at all",
        ),
        pytest.param(
            edited(RULES, "coefficient: 2, rounding: half-up", "source: none"),
            (
                (
                    "rules/home.yaml:6: nobody has chosen a coefficient for ects credits of theory "
                    "at level profile-master under 'kz-2011': such credits are held (write "
                    "'coefficient', with the decision that chose it as 'source')"
                ),
            ),
            id="a coefficient nobody chose",
        ),
        pytest.param(
            edited(RULES, "coefficient: 4, rounding: half-up", "coefficient: 4"),
            (
                (
                    "rules/home.yaml:8: nobody has chosen how ects credits of theory at level phd "
                    "under 'kz-2011' is rounded: what is no whole number is held (write 'rounding: "
                    "half-up', 'floor' or 'ceiling')"
                ),
            ),
            id="a rounding nobody chose",
        ),
        pytest.param(
            edited(RULES, "coefficient: 1.5", "coefficient: 1.9"),
            (
                (
                    "rules/home.yaml:5: the coefficient 1.9 is outside the legal range, 1.5 to "
                    "1.8, for theory at level bachelor (Order 152 of 2011, text after 2014, as "
                    "KazNPU, INEU and Toraighyrov University have it)"
                ),
            ),
            id="a coefficient outside the law",
        ),
        pytest.param(
            {RULES: FILES[RULES] + "  - {regime: kz-2018, coefficient: 1.5, rounding: floor}\n"},
            (
                (
                    "rules/home.yaml:9: the coefficient 1.5 is outside the legal range, 1, for "
                    "theory at level bachelor, profile-master, scientific-master, phd (write 1, or "
                    "name the scheme the credits are in)"
                ),
            ),
            id="a new-regime coefficient other than one",
        ),
        pytest.param(
            {RULES: FILES[RULES] + "  - {" + RESEARCH + "}\n"},
            (
                (
                    "rules/home.yaml:9: the national table has no coefficient for research-work at "
                    "level bachelor (mend 'work', 'levels' or 'edition')"
                ),
            ),
            id="work the law has no row for",
        ),
        pytest.param(
            {
                RULES: FILES[RULES]
                + "  - {regime: kz-2011, levels: bachelor, coefficient: 1.6, rounding: floor}\n"
            },
            (
                (
                    "rules/home.yaml:9: the credit rule for ects credits of theory at level "
                    "bachelor under 'kz-2011' meets another in rules/home.yaml:5 (let levels, "
                    "hosts or admission years not meet, or remove one)"
                ),
            ),
            id="two rules for one credit",
        ),
        pytest.param(
            {RULES: FILES[RULES] + "printed_letters: {D+-: D}\n"},
            (
                (
                    "rules/home.yaml:9: printed_letters: 'D+-' is not a letter of the home scale "
                    "(did you mean 'D+'?)"
                ),
            ),
            id="a letter the scale does not have",
        ),
        pytest.param(
            {
                RULES: FILES[RULES] + "printed_letters: {D: D-}\n",
                "rules/more.yaml": "printed_letters: {D: E}\n",
            },
            (
                (
                    "rules/more.yaml:1: the letter 'D' is already set in rules/home.yaml:9 (keep "
                    "one of the two)"
                ),
            ),
            id="a letter printed in two ways",
        ),
        pytest.param(
            {RULES: FILES[RULES] + DISTRIBUTION},
            (
                (
                    "rules/home.yaml:10: the distribution counts 'Z', which is not a letter of the "
                    "home scale (the scale has A, A-, B, B+, B-, C, C+, C-, D, D+, F, FX)"
                ),
            ),
            id="a distribution of strange letters",
        ),
    ],
)
def test_choice_outside_the_rules_is_told_with_its_line(
    tmp_path: Path, changes: dict[str, str | bytes | None], expected: tuple[str, ...]
) -> None:
    assert rendered(tmp_path, changes) == expected

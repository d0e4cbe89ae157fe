"""Values that are not what a key takes: each refusal in plain English, with a did-you-mean."""

from pathlib import Path

import pytest

from tests.unit.config.directory import (
    CURRICULUM,
    FILES,
    HOST,
    MAPPING,
    PARTNERS,
    RULES,
    SETTINGS,
    edited,
    rendered,
    with_example,
    with_row,
    with_rule_line,
)

DISTRIBUTION = """\
home_distributions:
  - isced_code: {field}
    levels: bachelor
    first_year: 2022
    last_year: 2024
    counts: [{{letter: {letter}, count: 5}}]
    source: registrar
"""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            with_rule_line("aproved: {}"),
            ("mapping/host.edu.pl.yaml:5: unknown key 'aproved' (did you mean 'approved'?)",),
            id="an unknown key",
        ),
        pytest.param(
            with_example("given: {FIN201: {grad: 5}}", "expect: {ECO2204: {}}"),
            ("mapping/host.edu.pl.yaml:6: unknown key 'grad' (did you mean 'grade'?)",),
            id="an unknown key below a code",
        ),
        pytest.param(
            with_rule_line("minimum_grade: {schema: ects, label: E}"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: the key 'scheme' is missing (is 'schema' meant to "
                    "be 'scheme'?)"
                ),
                "mapping/host.edu.pl.yaml:5: unknown key 'schema' (did you mean 'scheme'?)",
            ),
            id="an unknown key in an optional block",
        ),
        pytest.param(
            with_rule_line("zzz: 1"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: unknown key 'zzz' (known here: approved, "
                    "catalogue_edition, combine, examples, home, host, levels, maximum_age_months, "
                    "minimum_grade, note, programmes, shares and 1 more)"
                ),
            ),
            id="an unknown key near none",
        ),
        pytest.param(
            {MAPPING: "host: host.edu.pl\nequivalences:\n  - host: FIN201\n"},
            ("mapping/host.edu.pl.yaml:3: the key 'home' is missing (add 'home: ...' here)",),
            id="a missing key",
        ),
        pytest.param(
            {MAPPING: "hosts: host.edu.pl\nequivalences: []\n"},
            (
                (
                    "mapping/host.edu.pl.yaml:1: the key 'host' is missing (is 'hosts' meant to be "
                    "'host'?)"
                ),
                "mapping/host.edu.pl.yaml:1: unknown key 'hosts' (did you mean 'host'?)",
            ),
            id="a required key misspelt",
        ),
        pytest.param(
            {MAPPING: "host:\nequivalences: []\n"},
            ("mapping/host.edu.pl.yaml:1: 'host' has no value (write one after the colon)",),
            id="a required key without a value",
        ),
        pytest.param(
            with_rule_line("levels: [bachelors]"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: levels: 'bachelors' is not known (did you mean "
                    "'bachelor'?)"
                ),
            ),
            id="a word misspelt",
        ),
        pytest.param(
            with_rule_line("combine: zzz"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: combine: 'zzz' is not known (write one of "
                    "weighted-mean, lowest, highest)"
                ),
            ),
            id="a word near none",
        ),
        pytest.param(
            with_rule_line("combine: [lowest]"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: combine: expected one of weighted-mean, lowest, "
                    "highest"
                ),
            ),
            id="a list for a word",
        ),
        pytest.param(
            edited(SETTINGS, "  hei: home.edu.kz", "  hei: home.edu.kz\n  kind: canvas"),
            ("utqyr.yaml:3: kind: 'canvas' is not known (write moodle)",),
            id="the only word missed",
        ),
        pytest.param(
            edited(MAPPING, "{by: Department, on: 2024-06-10}", "Department"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: approved: expected a block of keys (write 'key: "
                    "value' lines, indented below this key)"
                ),
            ),
            id="a text for a block",
        ),
        pytest.param(
            edited(HOST, "names: {en: Host University}", "names: Host University"),
            (
                (
                    "hosts/host.edu.pl.yaml:3: names: expected a block of keys (write 'key: value' "
                    "lines, indented below this key)"
                ),
            ),
            id="a text for names",
        ),
        pytest.param(
            with_rule_line("examples: {a: b}"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: examples: expected a list (write [A, B], or one "
                    "'- item' a line)"
                ),
            ),
            id="a block for a list",
        ),
        pytest.param(
            edited(MAPPING, "by: Department", "by: [Department]"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: by: expected a text (write it on this line; quote "
                    "it if it holds ': ' or '#')"
                ),
            ),
            id="a list for a text",
        ),
        pytest.param(
            edited(MAPPING, "by: Department", "by: ' '"),
            ("mapping/host.edu.pl.yaml:5: by: is empty (write a value, or remove the line)",),
            id="a blank text",
        ),
        pytest.param(
            edited(MAPPING, "host: FIN201", "host: []"),
            ("mapping/host.edu.pl.yaml:3: host: is empty (list at least one)",),
            id="an empty list",
        ),
        pytest.param(
            with_rule_line("programmes: [6B04101, ~]"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: programmes: has no value (write one, or remove "
                    "the line)"
                ),
            ),
            id="a hole in a list",
        ),
        pytest.param(
            edited(CURRICULUM, "credits: 6", "credits: '4,5'"),
            ("curriculum/economics.yaml:2: credits: '4,5' is not a plain number (write 4.5)",),
            id="a decimal comma",
        ),
        pytest.param(
            edited(CURRICULUM, "credits: 6", "credits: 1e3"),
            (
                (
                    "curriculum/economics.yaml:2: credits: '1e3' is not a plain number (write it "
                    "like 4.5)"
                ),
            ),
            id="an exponent",
        ),
        pytest.param(
            edited(CURRICULUM, "credits: 6", "credits: 0"),
            ("curriculum/economics.yaml:2: credits: must be greater than 0",),
            id="no credits",
        ),
        pytest.param(
            edited(CURRICULUM, "credits: 6", "credits: [6]"),
            ("curriculum/economics.yaml:2: credits: expected a number (write it like 4.5)",),
            id="a list for a number",
        ),
        pytest.param(
            edited(PARTNERS, "number: 1", "number: one"),
            ("partners.yaml:2: number: 'one' is not a whole number (write it like 30)",),
            id="a word for a whole number",
        ),
        pytest.param(
            edited(PARTNERS, "number: 1", "number: [1]"),
            ("partners.yaml:2: number: expected a whole number (write it like 30)",),
            id="a list for a whole number",
        ),
        pytest.param(
            edited(PARTNERS, "number: 1", "number: 0"),
            ("partners.yaml:2: number: must be at least 1",),
            id="a number out of range",
        ),
        pytest.param(
            {SETTINGS: FILES[SETTINGS] + "policies: {guards: {vanished_share: 20}}\n"},
            ("utqyr.yaml:6: vanished_share: must be at most 1",),
            id="a share above one",
        ),
        pytest.param(
            edited(MAPPING, "on: 2024-06-10", "on: 10.06.2024"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: on: '10.06.2024' is not a date (write year, month "
                    "and day like 2024-09-01)"
                ),
            ),
            id="a day written otherwise",
        ),
        pytest.param(
            edited(MAPPING, "on: 2024-06-10", "on: 2024-02-30"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: on: '2024-02-30' is not a day of the calendar "
                    "(write a day that exists)"
                ),
            ),
            id="a day that does not exist",
        ),
        pytest.param(
            edited(MAPPING, "on: 2024-06-10", "on: [2024]"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: on: expected a date (write year, month and day "
                    "like 2024-09-01)"
                ),
            ),
            id="a list for a day",
        ),
        pytest.param(
            edited(HOST, "passed: false", "passed: maybe"),
            (
                (
                    "hosts/host.edu.pl.yaml:18: passed: 'maybe' is neither true nor false (write "
                    "true or false)"
                ),
            ),
            id="neither true nor false",
        ),
        pytest.param(
            edited(HOST, "passed: false", "passed: [no]"),
            ("hosts/host.edu.pl.yaml:18: passed: expected true or false",),
            id="a list for true or false",
        ),
        pytest.param(
            edited(MAPPING, "host: host.edu.pl", "host: Host University"),
            (
                (
                    "mapping/host.edu.pl.yaml:1: host: 'Host University' is not a SCHAC code "
                    "(write the university's internet domain in lower case, like buketov.edu.kz)"
                ),
            ),
            id="a name for a SCHAC code",
        ),
        pytest.param(
            edited(CURRICULUM, "{en: Corporate Finance}", "{English: Corporate Finance}"),
            (
                (
                    "curriculum/economics.yaml:2: English: 'English' is not a language tag (write "
                    "it like kk, ru or en)"
                ),
            ),
            id="a language spelt out",
        ),
        pytest.param(
            edited(PARTNERS, "    hei: second.kz", "    country: Poland"),
            ("partners.yaml:7: country: 'Poland' is not a country code (write it like KZ)",),
            id="a country spelt out",
        ),
        pytest.param(
            edited(PARTNERS, "    hei: second.kz", "    ror: https://ror.org/033wpf256"),
            (
                (
                    "partners.yaml:7: ror: 'https://ror.org/033wpf256' is not a ROR identifier "
                    "(write the nine characters after https://ror.org/)"
                ),
            ),
            id="a whole ROR address",
        ),
        pytest.param(
            with_rule_line("valid: {from: 2025-09-01, to: 2024-09-01}"),
            (
                (
                    "mapping/host.edu.pl.yaml:5: valid: the period ends (2024-09-01) before it "
                    "begins (2025-09-01) (exchange the two dates)"
                ),
            ),
            id="a period reversed",
        ),
        pytest.param(
            edited(HOST, "to: 2030-12-31", "to: 2019-12-31"),
            (
                (
                    "hosts/host.edu.pl.yaml:8: agreements: the period ends (2019-12-31) before it "
                    "begins (2020-01-01) (exchange the two dates)"
                ),
            ),
            id="an agreement reversed",
        ),
        pytest.param(
            edited(RULES, "admitted_to: 2018", "admitted_from: 2020, admitted_to: 2018"),
            (
                (
                    "rules/home.yaml:2: regimes: admitted_to (2018) is before admitted_from (2020) "
                    "(exchange the two years)"
                ),
            ),
            id="years reversed",
        ),
        pytest.param(
            edited(MAPPING, "home: ECO2204", "home: [{code: ECO2204, elective: E1}]"),
            (
                (
                    "mapping/host.edu.pl.yaml:4: home: needs exactly one of 'code', 'elective' and "
                    "'additional' (write {code: ECO2204}, {elective: ELECT1} or {additional: ADD1})"
                ),
            ),
            id="two kinds of target",
        ),
        pytest.param(
            with_row("{to: A}"),
            (
                (
                    "hosts/host.edu.pl.yaml:16: rows: a row needs a label or a range (write "
                    "'label', or 'lowest'/'highest')"
                ),
            ),
            id="a row without a label",
        ),
        pytest.param(
            with_row("{lowest: 90, highest: 80, to: A}"),
            (
                (
                    "hosts/host.edu.pl.yaml:16: rows: lowest is above highest (exchange the two "
                    "numbers)"
                ),
            ),
            id="a range reversed",
        ),
        pytest.param(
            edited(
                RULES,
                "coefficient: 1.5,",
                "coefficient: 1.5, steps: [{lowest: 4, highest: 7, credits: 3}],",
            ),
            (
                (
                    "rules/home.yaml:5: credit_rules: a rule has either a coefficient or steps "
                    "(keep one, and write a second rule for the other)"
                ),
            ),
            id="a coefficient and steps",
        ),
        pytest.param(
            with_example("given: {FIN201: {grade: 5}}"),
            (
                (
                    "mapping/host.edu.pl.yaml:6: examples: an example needs either 'expect' or "
                    "'expect_held' (write what the components get, or why the record is held)"
                ),
            ),
            id="an example that expects nothing",
        ),
        pytest.param(
            with_example("given: {FIN201: {grade: 5}}", "expect_held: credit-differs"),
            (
                (
                    "mapping/host.edu.pl.yaml:7: expect_held: 'credit-differs' is not known (did "
                    "you mean 'credits-differ'?)"
                ),
            ),
            id="a reason misspelt",
        ),
        pytest.param(
            edited(PARTNERS, "    hei: second.kz", "    status: merged"),
            (
                (
                    "partners.yaml:5: partners: a merged partner needs its successors (add "
                    "'successors: [{name: ...}]')"
                ),
            ),
            id="a merged partner without successor",
        ),
        pytest.param(
            {RULES: FILES[RULES] + DISTRIBUTION.format(field="03", letter="A")},
            (
                (
                    "rules/home.yaml:10: isced_code: '03' is not an ISCED-F field (write the three "
                    "or four digits of a narrow or detailed field, like 0311)"
                ),
            ),
            id="a broad field of study",
        ),
    ],
)
def test_wrong_value_is_told_with_its_line_and_the_way_out(
    tmp_path: Path, changes: dict[str, str | bytes | None], expected: tuple[str, ...]
) -> None:
    assert rendered(tmp_path, changes) == expected

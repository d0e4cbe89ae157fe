"""`utqyr convert`: one value, its exact quotient, its rule and source; a refusal exits 2."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

import config
import sync.trial
from config.national import NationalTables
from mapping.problems import ConfigError, Problem
from sync.cli_convert import convert_app

EXAMPLE = str(Path(config.__file__).parent / "example")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(convert_app, arguments, env={"COLUMNS": "200"})


def read_json(*arguments: str, status: int = 0) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == status, result.output
    parsed = json.loads(result.stdout)
    assert isinstance(parsed, dict)
    return parsed


def old_regime(value: str, *options: str) -> tuple[str, ...]:
    conditions = ("--regime", "kz-2011", "--level", "bachelor", "--work", "theory")
    return ("credits", value, "--from", "ects", *conditions, *options)


# --- credits ---------------------------------------------------------------------------------


def test_six_ects_credits_at_one_and_a_half_are_four() -> None:
    told = read_json(*old_regime("6", "--coefficient", "1.5"))
    steps = told.pop("steps")
    assert told == {
        "value": 6,
        "scheme": "ects",
        "regime": "kz-2011",
        "level": "bachelor",
        "work": "theory",
        "credits": 4,
        "quotient": 4,
    }
    assert [step["kind"] for step in steps] == ["credit-coefficient"]
    assert steps[0]["facts"]["lowest"] == "1.5"
    assert "Order 152" in steps[0]["source"]


@pytest.mark.parametrize(
    ("value", "rounding", "credits_", "quotient"),
    [
        ("5", "half-up", 3, "10/3"),
        ("5", "floor", 3, "10/3"),
        ("5", "ceiling", 4, "10/3"),
        ("3.75", "half-up", 3, 2.5),
    ],
)
def test_the_exact_quotient_is_a_number_or_a_fraction(
    value: str, rounding: str, credits_: int, quotient: float | str
) -> None:
    told = read_json(*old_regime(value, "--coefficient", "1.5", "--rounding", rounding))
    assert (told["credits"], told["quotient"]) == (credits_, quotient)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--coefficient", "1.4"), "coefficient-out-of-range"),
        ((), "coefficient-missing"),
    ],
)
def test_a_coefficient_outside_the_legal_range_or_missing_exits_2(
    options: tuple[str, ...], code: str
) -> None:
    told = read_json(*old_regime("6", *options), status=2)
    assert told["refused"] == code
    assert (told["facts"]["lowest"], told["facts"]["highest"]) == ("1.5", "1.8")
    assert told["hint"]
    assert "1.5" in told["message"]
    assert "1.8" in told["message"]
    plain = run(*old_regime("6", *options))
    assert plain.exit_code == 2
    assert told["message"] in plain.stderr
    assert told["hint"] in plain.stderr
    assert plain.stdout == ""


def test_a_refusal_without_a_way_out_says_only_why() -> None:
    result = run("credits", "0", "--from", "ects", "--regime", "kz-2018")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_a_rounding_nobody_chose_exits_2() -> None:
    told = read_json(*old_regime("5", "--coefficient", "1.5"), status=2)
    assert told["refused"] == "rounding-missing"


@pytest.mark.parametrize("scheme", ["ects", "kz", "ECTS"])
def test_the_new_regime_needs_no_level_and_no_choice(scheme: str) -> None:
    told = read_json("credits", "5", "--from", scheme, "--regime", "kz-2018")
    assert (told["credits"], told["quotient"], told["level"]) == (5, 5, None)
    assert told["scheme"] == scheme.lower()


def test_a_part_of_a_credit_is_rounded_as_asked() -> None:
    arguments = ("credits", "7.5", "--from", "ects", "--regime", "kz-2018")
    assert read_json(*arguments, "--rounding", "floor")["credits"] == 7
    assert read_json(*arguments, status=2)["refused"] == "rounding-missing"


@pytest.mark.parametrize(
    ("scheme", "code"), [("ze", "no-credit-rule"), ("cats", "unknown-credit-scheme")]
)
def test_other_schemes_are_never_taken_for_ects(scheme: str, code: str) -> None:
    told = read_json("credits", "5", "--from", scheme, "--regime", "kz-2018", status=2)
    assert told["refused"] == code


@pytest.mark.parametrize(
    ("level", "work", "coefficient"),
    [
        ("profile-master", "theory", "2"),
        ("scientific-master", "theory", "2.5"),
        ("phd", "theory", "3.5"),
        ("bachelor", "educational-practice", "0.5"),
        ("bachelor", "pedagogical-practice", "1"),
        ("bachelor", "industrial-practice", "2.5"),
        ("phd", "research-practice", "4"),
        ("phd", "research-work", "4"),
        ("bachelor", "final-attestation", "4"),
    ],
)
def test_every_level_and_kind_of_work_has_its_word(level: str, work: str, coefficient: str) -> None:
    conditions = ("--regime", "kz-2011", "--level", level, "--work", work)
    value = str(6 * Decimal(coefficient))
    told = read_json("credits", value, "--from", "ects", *conditions, "--coefficient", coefficient)
    assert (told["credits"], told["level"], told["work"]) == (6, level, work)


@pytest.mark.parametrize(
    "arguments",
    [
        ("credits", "7,5", "--from", "ects", "--regime", "kz-2018"),
        ("credits", "6", "--from", "ects", "--regime", "kz-2011"),
        ("credits", "6", "--from", "ects", "--regime", "kz-1999"),
        ("credits", "6", "--regime", "kz-2018"),
        ("credits", "6", "--from", "ects", "--regime", "kz-2018", "--host", "kozminski.edu.pl"),
        ("grade", "B", "--regime", "kz-2018"),
        ("grade", "5", "--regime", "kz-2018", "--host", "kozminski.edu.pl"),
        ("grade", "B", "--scheme", "ects", "--regime", "kz-2018", "--percent", "many"),
    ],
)
def test_a_wrong_use_exits_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_people_see_value_quotient_rule_and_source() -> None:
    shown = run(*old_regime("5", "--coefficient", "1.5", "--rounding", "half-up")).stdout
    first, *lines = shown.splitlines()
    assert first == "5 ects → 3 (10/3)"
    assert "1.5 to 1.8" in lines[0]
    assert "Order 152" in lines[1]
    assert "10/3" in lines[2]
    assert run(*old_regime("6", "--coefficient", "1.5")).stdout.startswith("6 ects → 4\n")


@pytest.mark.parametrize(("language", "word"), [("kk", "несие"), ("ru", "кредит")])
def test_sentences_come_in_the_language_asked_for(language: str, word: str) -> None:
    english = run(*old_regime("6", "--coefficient", "1.5")).stdout
    other = run(*old_regime("6", "--coefficient", "1.5", "-l", language)).stdout
    assert other.splitlines()[0] == english.splitlines()[0]
    assert other.splitlines()[1] != english.splitlines()[1]


# --- grades ----------------------------------------------------------------------------------


def test_an_ects_b_is_b_plus() -> None:
    told = read_json("grade", "B", "--scheme", "ects", "--regime", "kz-2018")
    assert [step["kind"] for step in told.pop("steps")] == ["grade-ects"]
    assert told == {
        "label": "B",
        "scheme": "ects",
        "regime": "kz-2018",
        "letter": "B+",
        "points": 3.33,
        "percent": 85,
        "passed": True,
    }


@pytest.mark.parametrize(
    ("arguments", "letter", "points", "percent"),
    [
        (("89.5", "--scheme", "percent"), "A-", 3.67, 89.5),
        (("89,49", "--scheme", "percent"), "B+", 3.33, 89.49),
        (("C+", "--scheme", "kz-letter", "--percent", "72", "--points", "2.33"), "C+", 2.33, 72),
        (("В+", "--scheme", "KZ-Letter", "--percent", "87"), "B+", 3.33, 87),
        (("FX", "--scheme", "ects"), "F", 0, 0),
    ],
)
def test_every_built_in_scheme_has_its_word(
    arguments: tuple[str, ...], letter: str, points: float, percent: float
) -> None:
    told = read_json("grade", *arguments, "--regime", "kz-2018")
    assert (told["letter"], told["points"], told["percent"]) == (letter, points, percent)
    assert told["passed"] is (letter != "F")


def test_a_letter_alone_shows_its_band_and_no_invented_percentage() -> None:
    told = read_json("grade", "C+", "--scheme", "kz-letter", "--regime", "kz-2018")
    assert told["percent"] is None
    assert (told["percent_from"], told["percent_to"]) == (70, 74)
    shown = run("grade", "C+", "--scheme", "kz-letter", "--regime", "kz-2018").stdout
    assert shown.startswith("C+ → C+ · 2.33 · 70–74 %\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("G", "--scheme", "ects"), "unknown-grade"),
        (("9", "--scheme", "lt-1-10"), "no-grade-table"),
        (("B+", "--scheme", "kz-letter", "--percent", "70"), "grade-contradiction"),
        (("FX", "--scheme", "kz-letter"), "unknown-grade"),
    ],
)
def test_a_grade_that_may_not_be_converted_exits_2(arguments: tuple[str, ...], code: str) -> None:
    told = read_json("grade", *arguments, "--regime", "kz-2011", status=2)
    assert told["refused"] == code


# --- by a home's configuration ---------------------------------------------------------------


def test_a_configured_host_brings_its_table() -> None:
    arguments = ("--regime", "kz-2018", "--config", EXAMPLE, "--host", "kozminski.edu.pl")
    told = read_json("grade", "4,5", *arguments, "--on", "2024-10-01")
    assert (told["letter"], told["percent"], told["scheme"]) == ("B+", 85, None)
    assert [step["kind"] for step in told["steps"]] == ["grade-table", "grade-ects"]
    assert told["steps"][0]["place"].startswith("hosts/kozminski.edu.pl.yaml:")
    early = read_json("grade", "4,5", *arguments, "--on", "2015-10-01", status=2)
    assert early["refused"] == "no-grade-table"


def test_a_configured_host_has_its_own_pass_labels() -> None:
    arguments = ("--regime", "kz-2018", "--config", EXAMPLE, "--host", "kozminski.edu.pl")
    told = read_json("grade", "zal.", *arguments)
    assert (told["letter"], told["points"], told["percent"], told["passed"]) == (
        *(None, None, None),
        True,
    )
    assert run("grade", "zal.", *arguments).stdout.startswith("zal. → – · – · –\n")


def test_letters_are_printed_as_the_home_prints_them() -> None:
    arguments = ("grade", "E", "--scheme", "ects", "--regime", "kz-2018")
    assert read_json(*arguments)["letter"] == "D"
    assert read_json(*arguments, "--config", EXAMPLE)["letter"] == "D-"


def test_a_configured_coefficient_is_used_where_none_is_given() -> None:
    configured = (*old_regime("5"), "--config", EXAMPLE, "--admitted", "2015")
    told = read_json(*configured, "--host", "kozminski.edu.pl")
    assert (told["credits"], told["quotient"]) == (3, "10/3")
    assert "Academic Council" in told["steps"][0]["source"]
    assert read_json(*configured, "--rounding", "ceiling")["credits"] == 4
    assert read_json(*configured, "--coefficient", "1.4", status=2)["refused"] == (
        "coefficient-out-of-range"
    )


@pytest.mark.parametrize(
    "left_out", [("--admitted", "2022"), ("--level", "bachelor")], ids=["level", "admission year"]
)
def test_a_homes_rules_need_level_and_admission_year(left_out: tuple[str, str]) -> None:
    arguments = ("credits", "5", "--from", "ects", "--regime", "kz-2018", "--config", EXAMPLE)
    assert run(*arguments, *left_out).exit_code == 2
    both = ("--admitted", "2022", "--level", "bachelor")
    assert read_json(*arguments, *both)["credits"] == 5


def test_a_configuration_that_cannot_be_read_is_no_conversion(tmp_path: Path) -> None:
    result = run("grade", "B", "--scheme", "ects", "--regime", "kz-2018", "--config", str(tmp_path))
    assert isinstance(result.exception, ConfigError)


def test_national_tables_that_cannot_be_read_stop_the_trial(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = (NationalTables(), (Problem(code="unreadable", message="not YAML"),))
    monkeypatch.setattr(sync.trial, "read_national_tables", lambda: broken)
    result = run("grade", "B", "--scheme", "ects", "--regime", "kz-2018")
    assert isinstance(result.exception, ConfigError)

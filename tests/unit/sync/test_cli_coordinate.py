"""`utqyr suggest`, `unmapped`, `expected` and `mapping` on the example configuration."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from mapping.problems import UtqyrError
from mapping.records import LocalisedText
from mapping.terms import MobilityForm
from sync.app import open_app
from sync.cli import app
from tests.builders import make_agreement, make_mobility, make_result
from tests.stays import decide_about, put_stay

KOZMINSKI = "kozminski.edu.pl"
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the example with three stays: one complete but unmapped, one late, one to come."""
    folder = tmp_path / "config"
    with as_file(files("config") / "example") as example:
        shutil.copytree(example, folder)
    monkeypatch.setenv("UTQYR_HOME_TOKEN", "a token")
    with open_app(folder) as opened:
        title = LocalisedText(language="en", text="Applied Econometrics")
        put_stay(
            opened.store,
            make_mobility("M-1", student_id="S1"),
            [make_agreement("ECM399", "ECO3301", mobility_id="M-1")],
            [make_result("ECM399", "4,0", "5", titles=(title,))],
        )
        put_stay(
            opened.store,
            make_mobility("M-2", student_id="S2"),
            [make_agreement("MIC101:5", "ECO2201", mobility_id="M-2")],
        )
        put_stay(
            opened.store, make_mobility("M-3", starts=date(2090, 9, 1), ends=date(2091, 1, 31))
        )
        decide_about(opened.store, opened.configuration.rulebook)
    return folder


@pytest.fixture
def run(folder: Path) -> Run:
    """The command line, pointed at the folder."""

    def invoke(*arguments: str) -> Result:
        environment = {"UTQYR_CONFIG": str(folder), "COLUMNS": "200"}
        return CliRunner().invoke(app, arguments, env=environment)

    return invoke


def test_suggest_prints_candidates_reasons_an_entry_and_the_measure(run: Run) -> None:
    result = run("suggest", KOZMINSKI)

    assert result.exit_code == 0, result.output
    assert "kozminski.edu.pl · ECM399 “Applied Econometrics”" in result.output
    assert "1. ECO3301 “Econometrics”, 5 credits, cycle PD: 0." in result.output
    assert "“Applied Econometrics” ~ “Econometrics”" in result.output
    assert "  - host: ECM399\n    home: ECO3301\n    levels: [bachelor]\n" in result.output
    assert "Precedents that can be held out: 0, at least 10 are needed" in result.output


def test_suggest_measures_itself_once_there_are_enough_precedents(run: Run, folder: Path) -> None:
    titles = {
        "FIN201": "Corporate Finance I",
        "FIN202": "Corporate Finance II",
        "MIC101": "Microeconomics",
        "MAC102": "Macroeconomics",
        "STA105": "Statistics",
        "MKT210": "Marketing",
        "AGR230": "Agricultural Economics",
        "MNG206": "Organisational Behaviour",  # the one that no title gives away
    }
    with open_app(folder) as opened:
        results = [
            make_result(code, titles=(LocalisedText(language="en", text=title),))
            for code, title in titles.items()
        ]
        put_stay(opened.store, make_mobility("M-4", student_id="S4"), (), results)
        decide_about(opened.store, opened.configuration.rulebook)

    # each course counts once a rule that names it: four of them are in two
    assert "On 12 held-out precedents: top-1 91 %, top-5 91 %." in run("suggest", KOZMINSKI).output


def test_suggest_says_when_nothing_is_like_a_course(run: Run, folder: Path) -> None:
    with open_app(folder) as opened:
        results = [make_result("ZZZ1", titles=(LocalisedText(text="Kayaking"),))]
        put_stay(opened.store, make_mobility("M-4", student_id="S4"), (), results)
        decide_about(opened.store, opened.configuration.rulebook)

    assert "Nothing in the home curriculum is like it" in run("suggest", KOZMINSKI).output


def test_expected_says_when_nobody_is_away(run: Run) -> None:
    assert run("expected", "--host", "asu.ru").output == (
        "No mobility whose results could be expected.\n"
    )


def test_expected_warns_of_learners_nobody_has_identified(run: Run, folder: Path) -> None:
    with open_app(folder) as opened:
        put_stay(opened.store, make_mobility("M-5"), (), [make_result("MIC101")])

    assert "nobody has identified yet: 1" in run("expected").output


def test_no_letter_is_drafted_about_a_stay_for_a_whole_degree(run: Run, folder: Path) -> None:
    with open_app(folder) as opened:
        put_stay(opened.store, make_mobility("M-6", form=MobilityForm.VERTICAL))

    assert "for a whole degree" in str(run("expected", "--letter", "M-6").exception)


def test_suggest_gives_a_program_the_same(run: Run) -> None:
    facts = json.loads(run("suggest", KOZMINSKI, "--top", "1", "--json").stdout)
    (course,) = facts["courses"]

    assert (course["code"], course["waiting"]) == ("ECM399", ["S1"])
    assert [each["component"] for each in course["candidates"]] == ["ECO3301"]
    assert facts["hit_rate"]["enough"] is False


def test_suggest_refuses_a_host_nobody_configured(run: Run) -> None:
    result = run("suggest", "nowhere.edu")

    assert isinstance(result.exception, UtqyrError)
    assert "nowhere.edu" in str(result.exception)


def test_unmapped_lists_the_queue(run: Run) -> None:
    (course,) = json.loads(run("unmapped", "--json").stdout)
    result = run("unmapped", "--language", "ru")

    assert (course["host"], course["code"], course["waiting"]) == (KOZMINSKI, "ECM399", ["S1"])
    assert "ECM399" in result.output
    assert "ждут студентов" in result.output


def test_unmapped_says_when_there_is_nothing(run: Run) -> None:
    assert run("unmapped", "--host", "asu.ru").output == "Every course has a rule.\n"
    assert "Every course has a rule." in run("suggest", "asu.ru").output


def test_expected_lists_what_is_late_with_the_way_to_a_letter(run: Run) -> None:
    result = run("expected")

    assert (
        "Kozminski University (kozminski.edu.pl): late 1, due 0, period not over 1, received 1"
        in (result.output)
    )
    assert "M-2" in result.output
    assert "M-1" not in result.output
    assert "utqyr expected --letter M-2" in result.output
    assert "Садықова" not in result.output


def test_expected_lists_everything_when_asked(run: Run) -> None:
    result = run("expected", "--all")

    assert all(each in result.output for each in ("M-1", "M-2", "M-3", "received", "2091-01-31"))


def test_expected_gives_a_program_all_states(run: Run) -> None:
    facts = json.loads(run("expected", "--json").stdout)

    assert [(each["mobility"], each["state"]) for each in facts] == [
        ("M-2", "late"),
        ("M-3", "away"),
        ("M-1", "received"),
    ]


def test_weeks_decide_what_is_late(run: Run) -> None:
    facts = json.loads(run("expected", "--weeks", "5000", "--json").stdout)

    assert {each["mobility"]: each["state"] for each in facts}["M-2"] == "due"


def test_a_letter_is_drafted_in_the_language_asked_for(run: Run) -> None:
    result = run("expected", "--letter", "M-2", "--language", "kk")

    assert result.exit_code == 0
    assert "Кімге: Kozminski University" in result.output
    assert "  - MIC101, 5 ECTS кредиті" in result.output


@pytest.mark.parametrize(
    ("mobility", "why"),
    [("M-1", "has been received"), ("M-3", "ends on 2091-01-31"), ("M-9", "there is no mobility")],
)
def test_no_letter_is_drafted_where_nothing_is_late(run: Run, mobility: str, why: str) -> None:
    result = run("expected", "--letter", mobility)

    assert isinstance(result.exception, UtqyrError)
    assert why in str(result.exception)
    assert result.output == ""


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "DSC310 counts as INF3304 “Machine Learning” (5 credits)"),
        ("ru", "DSC310 засчитывается как INF3304 «Машинное обучение» (5 кредитов)"),
        ("kk", "DSC310 пәні INF3304 «Машиналық оқыту» (5 кредит) пәні ретінде танылады"),
    ],
)
def test_mapping_prints_every_rule_of_a_host(run: Run, language: str, sentence: str) -> None:
    result = run("mapping", KOZMINSKI, "--language", language)

    assert result.exit_code == 0
    assert sentence in result.output
    assert sum(line.split(". ")[0].isdigit() for line in result.output.splitlines()) == 20


def test_mapping_prints_all_hosts_one_after_another(run: Run) -> None:
    result = run("mapping")

    assert [line for line in result.output.splitlines() if line.startswith("Host: ")] == [
        "Host: Altai State University (asu.ru)",
        "Host: L.N. Gumilyov Eurasian National University (enu.kz)",
        "Host: Kozminski University (kozminski.edu.pl)",
    ]

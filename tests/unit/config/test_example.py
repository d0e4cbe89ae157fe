"""The example configuration: complete, working, and rich enough to show every kind of rule."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from config.load import Configuration, check_configuration, load_configuration
from mapping.equivalences import TargetKind
from mapping.terms import Level, MobilityKind, Regime
from tests.unit.config.example import EXAMPLE, connector_settings

DAY = date(2026, 9, 1)


@pytest.fixture(scope="module")
def loaded() -> Configuration:
    return load_configuration(EXAMPLE, connector_settings=connector_settings())


def test_example_has_no_error_and_just_the_findings_it_shows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("UTQYR_HOME_TOKEN", "invented")

    problems = check_configuration(EXAMPLE, connector_settings=connector_settings(), today=DAY)

    assert [str(problem) for problem in problems] == [
        (
            "mapping/kozminski.edu.pl.yaml:53: MKT210 gives 4 or 6 credits by the host's "
            "catalogue, ECO3305 has 5: such results are held"
        ),
        (
            "mapping/kozminski.edu.pl.yaml:72: 'ECO3308' is in the curriculum until 2025-08-31, "
            "and this rule is valid for longer: later results are held (compare 'valid' with "
            "curriculum/economics.yaml:84)"
        ),
        (
            "mapping/kozminski.edu.pl.yaml:122: nobody has approved this rule: what it fits is "
            "held (add 'approved: {by: ..., on: ..., reference: ...}')"
        ),
    ]


def test_example_of_a_mapping_entry_is_really_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UTQYR_HOME_TOKEN", "invented")
    directory = shutil.copytree(EXAMPLE, tmp_path / "example")
    mapping = directory / "mapping" / "enu.kz.yaml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("percent: 92, points: 3.67}", "percent: 91, points: 3.67}"))

    problems = check_configuration(directory, connector_settings=connector_settings(), today=DAY)

    assert [problem.code for problem in problems if problem.place.startswith("mapping/enu")] == [
        "example-differs"
    ]


def test_example_shows_a_catalogue_whose_courses_the_rules_name(loaded: Configuration) -> None:
    (catalogue,) = loaded.catalogues
    listed = {course.code for course in catalogue.courses}
    named = {
        code
        for rules in loaded.rulebook.hosts
        if rules.host == catalogue.host
        for rule in rules.equivalences
        for clause in rule.courses
        for code in clause
    }

    assert named <= listed
    assert len(catalogue.editions) > 1


def test_example_has_hosts_at_home_and_abroad(loaded: Configuration) -> None:
    kinds = {host.hei: (host.kind, host.connector) for host in loaded.hosts}

    assert kinds == {
        "asu.ru": (MobilityKind.EXTERNAL, "inbox"),
        "enu.kz": (MobilityKind.INTERNAL, "inbox"),
        "kozminski.edu.pl": (MobilityKind.EXTERNAL, "elmo"),
    }


def test_example_shows_every_form_of_equivalence(loaded: Configuration) -> None:
    rules = [rule for host in loaded.rulebook.hosts for rule in host.equivalences]

    assert {target.kind for rule in rules for target in rule.targets} == set(TargetKind)
    assert any(len(rule.courses) > 1 and len(rule.targets) == 1 for rule in rules)
    assert any(len(rule.courses) == 1 and len(rule.targets) > 1 for rule in rules)
    assert any(len(clause) > 1 for rule in rules for clause in rule.courses)
    assert any(rule.approval is None for rule in rules)
    assert any(rule.minimum_grade for rule in rules)
    assert any(rule.maximum_age_months for rule in rules)


def test_example_is_under_both_regimes(loaded: Configuration) -> None:
    assert {rule.regime for rule in loaded.rulebook.regimes} == set(Regime)
    assert {component.level for component in loaded.rulebook.components} == {
        Level.BACHELOR,
        Level.SCIENTIFIC_MASTER,
    }


def test_every_component_has_its_title_in_three_languages(loaded: Configuration) -> None:
    without = [
        component.code
        for component in loaded.rulebook.components
        if {title.language for title in component.titles} != {"kk", "ru", "en"}
    ]

    assert without == []
    assert len(loaded.rulebook.components) >= 25


def test_example_shows_its_own_examples(loaded: Configuration) -> None:
    assert {example.rule.host for example in loaded.examples} == {host.hei for host in loaded.hosts}


def test_folders_of_the_hosts_stand_below_the_configuration(loaded: Configuration) -> None:
    paths = [getattr(host.settings, "path", None) for host in loaded.hosts]

    assert paths == [EXAMPLE / "inbox" / host.hei for host in loaded.hosts]


@pytest.mark.parametrize(
    "path", sorted(EXAMPLE.rglob("*.yaml")), ids=lambda path: str(path.relative_to(EXAMPLE))
)
def test_every_file_names_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    mark = "# yaml-language-server: $schema="

    assert first.startswith(mark)
    assert (path.parent / first.removeprefix(mark)).resolve().is_file()

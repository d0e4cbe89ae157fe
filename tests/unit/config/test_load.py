"""Files that are missing, misnamed or not meant."""

from pathlib import Path

import pytest

from config.load import Configuration, check_configuration, load_configuration
from mapping.problems import ConfigError
from tests.unit.config.directory import (
    CONNECTORS,
    CURRICULUM,
    FILES,
    HOST,
    MAPPING,
    PARTNERS,
    RULES,
    SETTINGS,
    edited,
    problems_in,
    rendered,
    rule,
    with_rule_line,
    with_rules,
    write_files,
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {SETTINGS: None},
            (
                (
                    "utqyr.yaml: cannot be read: No such file or directory (check that the file "
                    "exists and the service may read it)"
                ),
            ),
            id="no settings",
        ),
        pytest.param(
            {PARTNERS: None},
            (
                (
                    "partners.yaml: there is no partner registry (copy the registry of the example "
                    "configuration and adapt it)"
                ),
            ),
            id="no partner registry",
        ),
        pytest.param(
            {"mapping/second.kz.yml": "host: second.kz\nequivalences: []\n"},
            (
                (
                    "mapping/second.kz.yml: files that end in .yml are not read here (rename it so "
                    "that it ends in .yaml)"
                ),
            ),
            id="another ending",
        ),
        pytest.param(
            {MAPPING: None, "mappings/host.edu.pl.yaml": FILES[MAPPING]},
            ("mappings: is not read (rename it to 'mapping'?)",),
            id="a folder misspelt",
        ),
        pytest.param(
            {MAPPING: None, "mapping/host.edu.yaml": FILES[MAPPING]},
            (
                (
                    "mapping/host.edu.yaml:1: the file is named after 'host.edu', but its host is "
                    "'host.edu.pl' (rename the file to host.edu.pl.yaml, or mend 'host')"
                ),
            ),
            id="a mapping named otherwise",
        ),
        pytest.param(
            {"hosts/second.kz.yaml": FILES[HOST]},
            (
                (
                    "hosts/second.kz.yaml:1: the file is named after 'second.kz', but its hei is "
                    "'host.edu.pl' (rename the file to host.edu.pl.yaml, or mend 'hei')"
                ),
            ),
            id="two files for one host",
        ),
        pytest.param(
            {HOST: None, "hosts/host.edu.yaml": FILES[HOST]},
            (
                (
                    "hosts/host.edu.yaml:1: the file is named after 'host.edu', but its hei is "
                    "'host.edu.pl' (rename the file to host.edu.pl.yaml, or mend 'hei')"
                ),
            ),
            id="a host named otherwise",
        ),
        pytest.param(
            {"mapping/hots.edu.pl.yaml": FILES[MAPPING].replace("host.edu.pl", "hots.edu.pl")},
            (
                (
                    "mapping/hots.edu.pl.yaml:1: there is no hosts/hots.edu.pl.yaml for this "
                    "mapping (did you mean 'host.edu.pl'?)"
                ),
            ),
            id="a mapping for no host",
        ),
        pytest.param(
            {
                **edited(CURRICULUM, "credits: 5", "credits: five"),
                **edited(HOST, "to: B", "to: Z"),
                **with_rule_line("level: [phd]"),
            },
            (
                (
                    "curriculum/economics.yaml:3: credits: 'five' is not a plain number (write it "
                    "like 4.5)"
                ),
                (
                    "hosts/host.edu.pl.yaml:17: 'Z' is not an ECTS letter (write one of A, B, C, "
                    "D, E, FX, F)"
                ),
                "mapping/host.edu.pl.yaml:5: unknown key 'level' (did you mean 'levels'?)",
            ),
            id="wrong entries in every file",
        ),
    ],
)
def test_misplaced_file_is_told_and_never_skipped_silently(
    tmp_path: Path, changes: dict[str, str | bytes | None], expected: tuple[str, ...]
) -> None:
    assert rendered(tmp_path, changes) == expected


def load(directory: Path) -> Configuration:
    return load_configuration(directory, connector_settings=CONNECTORS)


def test_configuration_is_loaded_whole(tmp_path: Path) -> None:
    loaded = load(write_files(tmp_path))

    assert loaded.directory == tmp_path
    assert loaded.settings.home.hei == "home.edu.kz"
    assert [host.hei for host in loaded.hosts] == ["host.edu.pl"]
    assert [partner.number for partner in loaded.partners] == [1, 2]
    assert loaded.rulebook.home == "home.edu.kz"
    assert [component.code for component in loaded.rulebook.components] == ["ECO2204", "ECO2205"]
    assert loaded.warnings == ()


def test_every_problem_comes_at_once(tmp_path: Path) -> None:
    changes = {
        **edited(CURRICULUM, "credits: 5", "credits: five"),
        **edited(RULES, "coefficient: 1.5", "coefficient: 1.9"),
        **with_rules(rule("FIN201", "ECO2204", "level: phd"), rule("FIN202", "ECO2206")),
        SETTINGS: "home: {}",
    }

    with pytest.raises(ConfigError) as caught:
        load(write_files(tmp_path, changes))

    assert [problem.place for problem in caught.value.problems] == [
        "curriculum/economics.yaml:3",
        "mapping/host.edu.pl.yaml:5",
        "mapping/host.edu.pl.yaml:7",
        "rules/home.yaml:5",
        *["utqyr.yaml:1"] * 4,
    ]


def test_check_says_what_loading_says(tmp_path: Path) -> None:
    changes = with_rules(rule("FIN201", "ECO2204"), rule("FIN201", "XYZ"))

    checked = problems_in(tmp_path, changes)

    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert checked == caught.value.problems


def test_warning_stops_nothing_and_is_kept(tmp_path: Path) -> None:
    changes = edited(MAPPING, "    approved: {by: Department, on: 2024-06-10}\n", "")

    loaded = load(write_files(tmp_path, changes))

    assert [problem.code for problem in loaded.warnings] == ["not-approved"]


def test_wrong_entry_hides_no_problem_of_the_others(tmp_path: Path) -> None:
    wrong, unknown = rule("FIN201", "ECO2204", "levels: [x]"), rule("FIN202", "XYZ")

    codes = [problem.code for problem in problems_in(tmp_path, with_rules(wrong, unknown))]

    assert codes == ["enum", "unknown-component"]


def test_entry_left_out_is_not_reported_as_missing(tmp_path: Path) -> None:
    changes = edited(CURRICULUM, "credits: 6", "credits: six")

    assert [problem.code for problem in problems_in(tmp_path, changes)] == ["not-a-number"]


def test_directory_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"

    problems = check_configuration(nowhere, connector_settings=CONNECTORS)

    assert [str(problem) for problem in problems] == [
        f"there is no configuration directory {nowhere} (name it with --config or UTQYR_CONFIG)"
    ]


def test_folder_that_is_a_file_is_a_problem(tmp_path: Path) -> None:
    write_files(tmp_path)
    (tmp_path / MAPPING).unlink()
    (tmp_path / "mapping").rmdir()
    (tmp_path / "mapping").write_text("", encoding="utf-8")

    problems = check_configuration(tmp_path, connector_settings=CONNECTORS)

    assert [str(problem) for problem in problems] == [
        "mapping/: cannot be listed: Not a directory (check its permissions)"
    ]


def test_other_files_are_passed_over(tmp_path: Path) -> None:
    changes = {
        "README.md": "# hello",
        "mapping/.host.edu.pl.yaml.swp": "x",
        "mapping/notes.txt": "x",
        "inbox/host/results.csv": "x",
        "rules/.hidden.yaml": "not: read",
    }

    assert rendered(tmp_path, changes) == ()


def test_rules_of_several_files_come_together(tmp_path: Path) -> None:
    more = "curriculum/more.csv"

    loaded = load(write_files(tmp_path, {more: "code,credits\nINF2201,5\n"}))

    places = [component.place for component in loaded.rulebook.components]
    assert places == ["curriculum/economics.yaml:2", "curriculum/economics.yaml:3", f"{more}:2"]


def test_suspended_partner_suspends_its_host(tmp_path: Path) -> None:
    line = "    hei: host.edu.pl"
    changes = edited(PARTNERS, line, f"{line}\n    status: suspended\n    note: lost accreditation")

    (host,) = load(write_files(tmp_path, changes)).rulebook.hosts

    assert host.suspended == "lost accreditation"


def test_host_is_known_by_the_names_of_its_partner(tmp_path: Path) -> None:
    line = "    hei: host.edu.pl"
    changes = edited(PARTNERS, line, f"{line}\n    aliases: [The Old School]")

    (host,) = load(write_files(tmp_path, changes)).rulebook.hosts

    assert host.names == ("Host University", "The Old School")


def test_two_directories_with_the_same_rules_have_one_revision(tmp_path: Path) -> None:
    first = load(write_files(tmp_path / "first")).rulebook
    moved = {MAPPING: f"# a comment that moves every line\n{FILES[MAPPING]}"}
    second = load(write_files(tmp_path / "second", moved)).rulebook

    assert first.revision == second.revision

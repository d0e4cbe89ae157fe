"""Catalogues of hosts in YAML and CSV, and what `check` says by them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from config.load import load_configuration
from mapping.catalogues import CatalogueCourse, HostCatalogue
from mapping.courses import normalise_code
from mapping.identifiers import HeiId
from mapping.records import Credit, LocalisedText
from mapping.terms import Level
from tests.unit.config.directory import CONNECTORS, rendered, write_files

YAML = "catalogues/host.edu.pl.yaml"
CSV = "catalogues/host.edu.pl.csv"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {YAML: "host: host.edu.pl\ncourses: [{code: FIN-201, ects: 6}]\n"},
            (
                (
                    "mapping/host.edu.pl.yaml:3: the host's catalogue (catalogues/host.edu.pl.yaml:"
                    "1) lists no 'FIN201' (did you mean FIN-201?)"
                ),
            ),
            id="a course that differs in a hyphen",
        ),
        pytest.param(
            {CSV: "code;ects\nFIN 201;6\n"},
            (),
            id="a course written with a space",
        ),
        pytest.param(
            {CSV: "code,ects\nFIN201,5\n"},
            (
                (
                    "mapping/host.edu.pl.yaml:3: FIN201 gives 3 or 5 credits by the host's "
                    "catalogue, ECO2204 has 6: such results are held"
                ),
            ),
            id="a course worth less than its component",
        ),
        pytest.param(
            {CSV: "code,valid_to\nLAW1,\nFIN201,2025-06-30\n"},
            (
                (
                    "mapping/host.edu.pl.yaml:3: 'FIN201' is taught until 2025-06-30, and this "
                    "rule is valid for longer (compare 'valid' with catalogues/host.edu.pl.csv:3)"
                ),
            ),
            id="a course that is not taught any more",
        ),
        pytest.param(
            {CSV: "code,etcs\nFIN201,6\n"},
            (("catalogues/host.edu.pl.csv:1: unknown column 'etcs' (did you mean 'ects'?)"),),
            id="a column misspelt",
        ),
        pytest.param(
            {CSV: "code,ects\nFIN201,six\n"},
            (
                (
                    "catalogues/host.edu.pl.csv:2: ects: 'six' is not a plain number (write it "
                    "like 4.5)"
                ),
            ),
            id="credits that are no number",
        ),
        pytest.param(
            {YAML: "host: host.edu.pl\ncourses: []\n", CSV: "code\nFIN201\n"},
            (
                (
                    "catalogues/host.edu.pl.yaml:1: the catalogue of 'host.edu.pl' is already in "
                    "catalogues/host.edu.pl.csv:1 (keep one of the two)"
                ),
            ),
            id="two catalogues of one host",
        ),
        pytest.param(
            {"catalogues/other.edu.yaml": "host: other.edu\ncourses: []\n"},
            (
                (
                    "catalogues/other.edu.yaml:1: there is no hosts/other.edu.yaml for this "
                    "catalogue (add the host's file)"
                ),
            ),
            id="a catalogue of nobody's host",
        ),
        pytest.param(
            {"catalogues/host.yaml": "host: host.edu.pl\ncourses: [{code: FIN201}]\n"},
            (
                (
                    "catalogues/host.yaml:1: the file is named after 'host', but its host is "
                    "'host.edu.pl' (rename the file to host.edu.pl.yaml, or mend 'host')"
                ),
            ),
            id="a file named otherwise",
        ),
        pytest.param(
            {YAML: "host: [\n"},
            ("catalogues/host.edu.pl.yaml:2: ",),
            id="a file that is no YAML",
        ),
    ],
)
def test_catalogue_is_compared_with_the_rules_at_their_lines(
    tmp_path: Path, changes: dict[str, str | bytes | None], expected: tuple[str, ...]
) -> None:
    found = rendered(tmp_path, changes)

    assert len(found) == len(expected)
    for said, wanted in zip(found, expected, strict=True):
        assert said.startswith(wanted)


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    yaml = (
        "host: host.edu.pl\n"
        "courses:\n"
        "  - code: FIN 201\n"
        "    title: {en: Finance, kk: Қаржы}\n"
        "    ects: 6\n"
        "    hours: 180\n"
        "    level: bachelor\n"
        "    edition: 2025/26\n"
        "    valid: {from: 2020-09-01, to: 2035-08-31}\n"
    )
    csv = (
        "code,title_en,title_kk,ects,hours,level,edition,valid_from,valid_to\n"
        "FIN 201,Finance,Қаржы,6,180,bachelor,2025/26,2020-09-01,2035-08-31\n"
    )
    loaded = [
        load_configuration(
            write_files(tmp_path / name.partition(".")[2], {name: text}),
            connector_settings=CONNECTORS,
        ).catalogues
        for name, text in ((YAML, yaml), (CSV, csv))
    ]

    expected = HostCatalogue(
        host=HeiId("host.edu.pl"),
        courses=(
            CatalogueCourse(
                code=normalise_code("FIN201"),
                titles=(
                    LocalisedText(language="en", text="Finance"),
                    LocalisedText(language="kk", text="Қаржы"),
                ),
                credits=(
                    Credit(value=Decimal(6), scheme="ects"),
                    Credit(value=Decimal(180), scheme="hours"),
                ),
                level=Level.BACHELOR,
                edition="2025/26",
                valid_from=date(2020, 9, 1),
                valid_to=date(2035, 8, 31),
            ),
        ),
        editions=("2025/26",),
    )
    assert loaded == [(expected,), (expected,)]


def test_the_edition_of_the_file_is_the_newest(tmp_path: Path) -> None:
    text = (
        "host: host.edu.pl\n"
        "edition: 2024/25 winter\n"
        "courses:\n"
        "  - {code: FIN201}\n"
        "  - {code: LAW1, edition: 2025}\n"
        "  - {code: LAW2, edition: 2023}\n"
    )
    directory = write_files(tmp_path, {YAML: text})
    (catalogue,) = load_configuration(directory, connector_settings=CONNECTORS).catalogues

    assert catalogue.editions == ("2023", "2025", "2024/25 winter")
    assert [course.edition for course in catalogue.courses] == ["2024/25 winter", "2025", "2023"]


def test_without_catalogues_there_are_none(tmp_path: Path) -> None:
    directory = write_files(tmp_path)

    assert load_configuration(directory, connector_settings=CONNECTORS).catalogues == ()

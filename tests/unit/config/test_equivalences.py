"""What a mapping entry means, in every form it may be written."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from config.load import load_configuration
from mapping.equivalences import (
    Approval,
    Combination,
    Equivalence,
    HomeTarget,
    MinimumGrade,
    TargetKind,
)
from mapping.identifiers import ComponentCode, CourseCode, HeiId, SchemeId
from mapping.terms import Level
from tests.unit.config.directory import CONNECTORS, rule, with_rules, write_files


def equivalence(directory: Path, text: str) -> Equivalence:
    write_files(directory, with_rules(text))
    loaded = load_configuration(directory, connector_settings=CONNECTORS)
    (found,) = loaded.rulebook.host_index[HeiId("host.edu.pl")].equivalences
    return found


def test_entry_says_everything_a_rule_can(tmp_path: Path) -> None:
    text = """\
  - host: [FIN201, FIN202]
    home: [ECO2204]
    valid: {from: 2024-09-01, to: 2026-08-31}
    levels: [bachelor]
    programmes: [6B04101]
    minimum_grade: {scheme: ects, label: E}
    combine: lowest
    maximum_age_months: 60
    catalogue_edition: 2024
    approved: {by: Department of Economics, on: 2024-06-10, reference: 12}
    note: see the syllabus
"""

    found = equivalence(tmp_path, text)

    assert found == Equivalence(
        host=HeiId("host.edu.pl"),
        courses=((CourseCode("FIN201"),), (CourseCode("FIN202"),)),
        targets=(HomeTarget(code=ComponentCode("ECO2204")),),
        valid_from=date(2024, 9, 1),
        valid_to=date(2026, 8, 31),
        levels=(Level.BACHELOR,),
        programmes=("6B04101",),
        minimum_grade=MinimumGrade(scheme=SchemeId("ects"), label="E"),
        combination=Combination.LOWEST,
        maximum_age_months=60,
        catalogue_edition="2024",
        approval=Approval(by="Department of Economics", on=date(2024, 6, 10), reference="12"),
        note="see the syllabus",
    )
    assert found.place == "mapping/host.edu.pl.yaml:3"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("FIN201", (("FIN201",),)),
        ("[FIN201]", (("FIN201",),)),
        ("[{any: [FIN201, FIN202]}]", (("FIN201", "FIN202"),)),
        ("[FIN201, {any: [FIN202, FIN203]}]", (("FIN201",), ("FIN202", "FIN203"))),
        # codes meet a transcript's in their normal form: spaces, case, look-alike letters
        ("fin 201", (("FIN201",),)),
        ("МАС101", (("MAC101",),)),
        ("Б1.О.12", (("Б1.О.12",),)),
        ("[{any: [FIN201, fin 201]}]", (("FIN201",),)),
        ("02", (("02",),)),
        ("NO", (("NO",),)),
    ],
)
def test_host_courses_are_read_as_and_of_or(
    tmp_path: Path, written: str, expected: tuple[tuple[str, ...], ...]
) -> None:
    assert equivalence(tmp_path, rule(written, "ECO2204")).courses == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ECO2204", [("ECO2204", TargetKind.COMPONENT, None)]),
        (
            "[{code: ECO2204, credits: 3}, ECO2205]",
            [
                ("ECO2204", TargetKind.COMPONENT, Decimal(3)),
                ("ECO2205", TargetKind.COMPONENT, None),
            ],
        ),
        ("[{elective: ELE1, credits: 4.5}]", [("ELE1", TargetKind.ELECTIVE, Decimal("4.5"))]),
        ("[{additional: ADD1}]", [("ADD1", TargetKind.ADDITIONAL, None)]),
    ],
)
def test_home_side_names_components_electives_and_additional_subjects(
    tmp_path: Path, written: str, expected: list[tuple[str, TargetKind, Decimal | None]]
) -> None:
    found = equivalence(tmp_path, rule("FIN201", written))

    assert [(target.code, target.kind, target.credits) for target in found.targets] == expected


def test_key_without_a_value_takes_its_default(tmp_path: Path) -> None:
    found = equivalence(tmp_path, rule("FIN201", "ECO2204", "note:", "levels: ~", "combine:"))

    assert (found.note, found.levels, found.combination) == ("", (), Combination.WEIGHTED_MEAN)

from pathlib import Path

import pytest

from config.curriculum import CurriculumFile, read_csv_curriculum
from config.reading import Reading
from mapping.problems import errors_of
from sync.import_curriculum import read_curriculum
from sync.import_tables import ImportRefused
from tests.import_files import csv_file, xlsx_file

ROWS = [
    {
        "Код": "ECO2204",
        "Пән атауы": "Қаржы",
        "title_en": "Finance",
        "Кредиты": "6,0",
        "Уровень": "бакалавриат",
        "Программа": "6B04101, 6B04102",
        "valid_from": "01.09.2023",
    },
    {"Код": "PRA1", "Пән атауы": "Практика; өндірістік", "Кредиты": "3"},
]


def test_curriculum_comes_out_in_the_form_the_configuration_reads(tmp_path: Path) -> None:
    table = read_curriculum(xlsx_file(tmp_path / "c.xlsx", ROWS, above=["Оқу жоспары"]))

    assert errors_of(table.problems) == ()
    assert table.content.decode().splitlines() == [
        "code,title_kk,title_en,credits,level,programmes,valid_from",
        "ECO2204,Қаржы,Finance,6,bachelor,6B04101 6B04102,2023-09-01",
        "PRA1,Практика; өндірістік,,3,,,",
    ]
    document, problems = read_csv_curriculum(table.content, file="c.csv")
    read = Reading(tmp_path).validate(document, CurriculumFile)
    assert problems == ()
    assert read is not None
    assert [entry.code for entry in read.model.components] == ["ECO2204", "PRA1"]


def test_problems_name_the_rows_of_the_file_handed_in(tmp_path: Path) -> None:
    rows = [
        {"code": "A1", "credits": "5", "level": "bachlor", "valid_from": "", "valid_to": ""},
        {"code": "A1", "credits": "0"},
        {"code": "B1", "credits": "5", "valid_from": "2025-09-01", "valid_to": "2024-09-01"},
        {"code": "", "credits": "5"},
    ]
    table = read_curriculum(csv_file(tmp_path / "c.csv", rows, delimiter=";"))
    assert [problem.place for problem in errors_of(table.problems)] == [
        "row 2, column level",
        "row 3, column credits",
        "row 3, column code",
        "row 4",
        "row 5",
    ]


def test_file_without_a_curriculum_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        read_curriculum(csv_file(tmp_path / "c.csv", [{"name": "x"}]))

"""A suggested profile: valid, able to read the very file, its doubts marked."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.hosts.inbox import sniff
from connectors.hosts.inbox_cells import FileRefused
from tests.inbox_files import csv_of, html_of, table_of, xlsx_of
from tests.inbox_reading import settings_of, transcripts

FIXTURES = Path(__file__).parents[2] / "fixtures" / "hosts" / "inbox"
KAZAKH = (
    ("Р/с №", "Аты-жөні", "Пән коды", "Пән атауы", "Кредит саны", "Әріптік баға", "Ұпай"),
    ("1", "Қайрат Ғалым", "ECO1", "Экономика", "5", "B+", "86,5"),
    ("2", "Өмір Үміт", "ECO1", "Экономика", "5", "C", "66,5"),
)  # fmt: skip


def suggested(content: bytes, tmp_path: Path) -> tuple[dict[str, Any], str]:
    path = tmp_path / "file"
    path.write_bytes(content)
    text = sniff(path)
    settings = yaml.safe_load(text)["connector"]["settings"]
    assert settings_of(**settings), "what is suggested is a valid profile"
    return settings, text


def readable(settings: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if key != "path"}


def test_suggested_profile_reads_the_file_it_was_made_from(tmp_path: Path) -> None:
    for content in (
        csv_of(*table_of()),
        xlsx_of(*table_of()),
        html_of(*table_of()).encode(),
        csv_of(*KAZAKH, encoding="kz1048"),
        csv_of(*KAZAKH, encoding="utf-16", delimiter="\t"),
        (FIXTURES / "summary-sheet.xls").read_bytes(),
        (FIXTURES / "transcripts-cp1251.csv").read_bytes(),
    ):
        settings, _ = suggested(content, tmp_path)
        assert len(transcripts(content, **readable(settings))) == 2


def test_encoding_delimiter_and_decimal_comma_are_found(tmp_path: Path) -> None:
    settings, _ = suggested(csv_of(*KAZAKH, encoding="kz1048"), tmp_path)
    assert (
        settings["encoding"],
        settings["delimiter"],
        settings["decimal_comma"],
    ) == ("kz1048", ";", True)


def test_open_end_is_told_and_doubted(tmp_path: Path) -> None:
    content = csv_of(*KAZAKH).rstrip()
    settings, text = suggested(content, tmp_path)
    assert settings["allow_open_end"]
    assert "# ? or is the file cut off?" in text
    assert len(transcripts(content, **readable(settings))) == 2


def test_doubts_are_marked(tmp_path: Path) -> None:
    settings, text = suggested(csv_of(*KAZAKH), tmp_path)
    assert settings["columns"]["kz_credits"] == "Кредит саны"
    assert "# ? may mean kz_credits or ects" in text
    assert settings["columns"]["percent"] == "Ұпай", "86,5 is no grade point"
    assert "# ? may mean percent or points" in text
    assert "# ? snapshot" in text


def test_no_value_of_the_file_is_printed(tmp_path: Path) -> None:
    _, text = suggested(csv_of(*KAZAKH), tmp_path)
    assert not any(cell in text for row in KAZAKH[1:] for cell in row if len(cell) > 2)


@pytest.mark.parametrize(
    ("lines", "layout"),
    [
        ([["Студент: А"], ["Код", "Оценка"], ["A1", "5"], ["Студент: Б"], ["A1", "4"]], "blocks"),
        ([["Студент: А"], ["Код", "Оценка"], ["A1", "5"]], "file"),
        ([["ФИО", "Код", "Оценка"], ["А", "A1", "5"]], "rows"),
    ],
)
def test_layout_is_found(lines: list[list[str]], layout: str, tmp_path: Path) -> None:
    settings, _ = suggested(csv_of(*lines), tmp_path)
    assert layout == settings["layout"]


def test_headings_of_two_rows_are_found(tmp_path: Path) -> None:
    content = csv_of(
        ["ФИО", "Код", "Оценка", ""], ["", "", "Буквенная", "%"], ["А", "A1", "B+", "85"]
    )
    settings, _ = suggested(content, tmp_path)
    assert settings["header_rows"] == 2
    assert len(transcripts(content, **readable(settings))) == 1


def test_column_nobody_knows_is_suggested_to_be_ignored(tmp_path: Path) -> None:
    content = csv_of(["ФИО", "Код", "Оценка", "Рейтинг: №1"], ["А", "A1", "5", "7"])
    settings, _ = suggested(content, tmp_path)
    assert settings["ignore_columns"] == ["Рейтинг: №1"]
    assert len(transcripts(content, **readable(settings))) == 1


def test_second_column_of_a_kind_is_a_comment(tmp_path: Path) -> None:
    _, text = suggested(csv_of(["ФИО", "Код", "Шифр", "Оценка"], ["А", "1", "2", "5"]), tmp_path)
    assert '# course_code: "Шифр"' in text


def test_file_without_headings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no row of headings"):
        suggested(xlsx_of(["a", "b"], ["1", "2"]), tmp_path)


@pytest.mark.parametrize(
    "heading",
    ["Номер студента в направляющем вузе", "Студенттің нөмірі", "Home student number"],
)
def test_home_student_number_is_proposed_and_doubted(heading: str, tmp_path: Path) -> None:
    content = csv_of([heading, "ФИО", "Код", "Оценка"], ["KB1", "А", "A1", "5"])
    settings, text = suggested(content, tmp_path)
    assert settings["columns"]["student_number"] == heading
    assert "# ? host_id, if it is the host's own number" in text
    assert "ignore_columns" not in settings
    assert len(transcripts(content, **readable(settings))) == 1


@pytest.mark.parametrize(
    ("days", "formats"),
    [
        (["01.02.2005", "28.11.2004"], ["%d.%m.%Y"]),
        (["2005-02-01"], ["%Y-%m-%d"]),
        (["28/11/2004", "01/02/2005"], ["%d/%m/%Y"]),
        (["11/28/2004", "01/02/2005"], ["%m/%d/%Y"]),
        (["01.02.2005", "28.11.2004", "2005-02-01"], ["%d.%m.%Y", "%Y-%m-%d"]),
        (["01/02/2005"], ["%d/%m/%Y", "%m/%d/%Y"]),
        (["весной"], None),
    ],
)
def test_how_dates_are_written_is_proposed(
    days: list[str], formats: list[str] | None, tmp_path: Path
) -> None:
    rows = [["Студент", day, "A1", "5"] for day in days]
    content = csv_of(["ФИО", "Дата рождения", "Код", "Оценка"], *rows)
    settings, text = suggested(content, tmp_path)
    assert settings.get("date_formats") == formats
    assert ("day or month that comes first" in text) == (formats == ["%d/%m/%Y", "%m/%d/%Y"])

"""Curricula in YAML and CSV."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from config.curriculum import CurriculumFile, read_csv_curriculum
from config.positions import Document, read_document
from mapping.equivalences import HomeComponent
from mapping.identifiers import ComponentCode
from mapping.records import LocalisedText
from mapping.terms import Level, Work
from tests.unit.config.directory import CURRICULUM, edited, rendered

CSV = "curriculum/more.csv"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            edited(CURRICULUM, "ECO2205", "ECO2204"),
            (
                (
                    "curriculum/economics.yaml:3: the component 'ECO2204' is already defined in "
                    "curriculum/economics.yaml:2 (keep one of the two)"
                ),
            ),
            id="a component defined twice",
        ),
        pytest.param(
            {CSV: "kode,titel_en,credits\nX,Y,5\n"},
            (
                "curriculum/more.csv:1: the column 'code' is missing (add it to the first line)",
                (
                    "curriculum/more.csv:1: unknown column 'kode' (known columns: code, title_kk, "
                    "title_ru, title_en, credits, cycle, level, work, programmes, valid_from, "
                    "valid_to)"
                ),
                "curriculum/more.csv:1: unknown column 'titel_en' (did you mean 'title_en'?)",
            ),
            id="a column misspelt",
        ),
        pytest.param(
            {CSV: "code,credits,credits\nX,5,5\n"},
            ("curriculum/more.csv:1: the column 'credits' appears 2 times (keep one)",),
            id="a column twice",
        ),
        pytest.param(
            {CSV: "code,credits\nX\n"},
            (
                (
                    "curriculum/more.csv:2: the row has 1 cells, the header 2 (put quotes around a "
                    "text that contains the delimiter)"
                ),
            ),
            id="a row too short",
        ),
        pytest.param(
            {CSV: 'code,credits\nX,5\n"Y,5\n'},
            (("curriculum/more.csv:3: not valid CSV: unexpected end of data (check the quotes)"),),
            id="a quote that is not closed",
        ),
        pytest.param(
            {CSV: 'code;title_en;credits\nX;"a\nb";4,5\nY;Z;five\n'},
            (
                "curriculum/more.csv:2: credits: '4,5' is not a plain number (write 4.5)",
                (
                    "curriculum/more.csv:4: credits: 'five' is not a plain number (write it like "
                    "4.5)"
                ),
            ),
            id="a wrong cell below a cell of two lines",
        ),
        pytest.param(
            {CSV: ""},
            (
                "curriculum/more.csv:1: the column 'code' is missing (add it to the first line)",
                (
                    "curriculum/more.csv:1: the column 'credits' is missing (add it to the first "
                    "line)"
                ),
            ),
            id="an empty file",
        ),
        pytest.param(
            {CSV: b"code,credits\n\xcc,5\n"},
            (
                (
                    "curriculum/more.csv:2: byte 0xCC is not UTF-8 text (save the file with the "
                    "encoding UTF-8)"
                ),
            ),
            id="bytes that are not UTF-8",
        ),
    ],
)
def test_wrong_curriculum_is_told_with_its_line(
    tmp_path: Path, changes: dict[str, str | bytes | None], expected: tuple[str, ...]
) -> None:
    assert rendered(tmp_path, changes) == expected


YAML = """\
components:
  - code: ECO2204
    title: {kk: Корпоративтік қаржы, en: "Corporate Finance, part 1"}
    credits: 6
    cycle: BD
    level: bachelor
    work: industrial-practice
    programmes: [A, B]
    valid: {from: 2023-09-01, to: 2026-08-31}
  - code: "02"
    credits: 4.5
"""
ROWS = [
    "code,credits,title_kk,title_en,cycle,level,work,programmes,valid_from,valid_to",
    "ECO2204,6,Корпоративтік қаржы,Q,BD,bachelor,industrial-practice,A B,2023-09-01,2026-08-31",
    "02,4.5,,,,,,,,",
]


def components_of(document: Document) -> tuple[HomeComponent, ...]:
    file = CurriculumFile.model_validate(document.root)
    return tuple(
        entry.component(document.place(("components", index)))
        for index, entry in enumerate(file.components)
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_says_what_yaml_says(delimiter: str) -> None:
    title = '"Corporate Finance, part 1"'
    text = "\n".join(ROWS).replace(",", delimiter).replace("Q", title)
    from_yaml, _ = read_document(YAML.encode(), file="c.yaml")
    from_csv, problems = read_csv_curriculum(text.encode("utf-8-sig"), file="c.csv")

    assert problems == ()
    assert components_of(from_csv) == components_of(from_yaml)


def test_component_has_the_line_of_its_row() -> None:
    text = b'code,credits,title_en\n"A",1,"two\nlines"\n\n,,\nB,2,x\n'
    document, _ = read_csv_curriculum(text, file="c.csv")

    assert [component.place for component in components_of(document)] == ["c.csv:2", "c.csv:6"]


def test_component_keeps_its_titles_and_dates() -> None:
    document, _ = read_document(YAML.encode(), file="c.yaml")

    first, second = components_of(document)

    assert first == HomeComponent(
        code=ComponentCode("ECO2204"),
        titles=(
            LocalisedText(language="kk", text="Корпоративтік қаржы"),
            LocalisedText(language="en", text="Corporate Finance, part 1"),
        ),
        credits=Decimal(6),
        cycle="BD",
        level=Level.BACHELOR,
        work=Work.INDUSTRIAL_PRACTICE,
        programmes=("A", "B"),
        valid_from=date(2023, 9, 1),
        valid_to=date(2026, 8, 31),
        place="c.yaml:2",
    )
    assert second == HomeComponent(code=ComponentCode("02"), credits=Decimal("4.5"))

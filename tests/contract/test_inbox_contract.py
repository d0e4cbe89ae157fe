"""The inbox keeps the promises of every host connector: a table of rows, and blocks in cp1251."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from connectors.hosts.inbox import InboxConnector
from tests.contract.host_contract import Broken, HostContract, Recorded
from tests.inbox_files import LINES, csv_of, html_of, ole_of, table_of, xlsx_of

FIXTURES = Path(__file__).parent.parent / "fixtures" / "hosts" / "inbox"
TABLES = {
    "a.csv": csv_of(*table_of()),
    "b.txt": csv_of(*table_of(), delimiter="\t", encoding="utf-8-sig"),
    "c.xlsx": xlsx_of(*table_of()),  # built once: a workbook carries the time it was made at
    "d.xls": html_of(*table_of()).encode(),
}
PEOPLE = ("Әлия Сейітқызы", "Рауан Досұлы", "Сейіт")


class TestInboxRowsContract(HostContract):
    connector_type = InboxConnector
    splices = (b"PK\x03\x04", b"<td>", b'"', b"\r\n", "Оценка".encode(), "Итого;".encode())

    def settings(self, source: Path) -> Mapping[str, object]:
        return {"path": str(source), "completeness": "snapshot"}

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        same = self.settings(source)
        return (
            {**same, "completeness": "delta"},
            {**same, "encoding": "cp1251"},
            {**same, "decimal_comma": True},
            {**same, "columns": {"host_id": "ID", "course_code": "Code", "grade": "Grade"}},
            {**same, "status_words": {"passed": ["ok"]}},
        )

    def recorded(self) -> Sequence[Recorded]:
        return [
            *(
                Recorded(name=name, content=content, transcripts=2, results=3, private=PEOPLE)
                for name, content in TABLES.items()
            ),
            Recorded(
                name="e.xls",
                content=(FIXTURES / "summary-sheet.xls").read_bytes(),
                transcripts=2,
                results=4,
                private=PEOPLE,
            ),
        ]

    def broken(self) -> Sequence[Broken]:
        wrong_grade = (*LINES[0][:4], "пять с половиной", *LINES[0][5:])
        return [
            Broken(name="empty", content=b""),
            Broken(name="blank", content=b" \r\n \r\n"),
            Broken(name="binary", content=bytes(range(256)) * 20),
            Broken(name="pdf", content=b"%PDF-1.7\n..."),
            Broken(name="cut off workbook", content=xlsx_of(*table_of())[:-900]),
            Broken(name="cut off text", content=csv_of(*table_of())[:-3]),
            Broken(name="password", content=ole_of({"EncryptedPackage": b"x"})),
            Broken(
                name="cp1251 where UTF-8 is declared",
                content="ФИО;Код;Оценка\r\nРауан Досов;A1;5".encode("cp1251"),
            ),
            Broken(name="headings only", content=csv_of(*table_of()[:1])),
            Broken(
                name="credits that are no number",
                content=csv_of(*table_of(wrong_grade, *LINES)),
                private=(*PEOPLE, "пять с половиной"),
            ),
            Broken(
                name="a workbook's credits that are no number",
                content=xlsx_of(*table_of(wrong_grade, *LINES)),
                private=(*PEOPLE, "пять с половиной"),
            ),
        ]


class TestInboxBlocksContract(HostContract):
    connector_type = InboxConnector
    splices = ("Студент: ".encode("cp1251"), "Итого".encode("cp1251"), b";;;", b'"')

    def settings(self, source: Path) -> Mapping[str, object]:
        return {
            "path": str(source),
            "completeness": "delta",
            "layout": "blocks",
            "encoding": "cp1251",
            "delimiter": ";",
            "decimal_comma": "true",
        }

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        same = self.settings(source)
        return ({**same, "layout": "file"}, {**same, "grading_scheme": "kz-letter"})

    def recorded(self) -> Sequence[Recorded]:
        content = (FIXTURES / "transcripts-cp1251.csv").read_bytes()
        people = ("Касымова", "Оспанов", "020101600123", "011231500456")
        return [Recorded(name="a.csv", content=content, transcripts=2, results=6, private=people)]

    def broken(self) -> Sequence[Broken]:
        content = (FIXTURES / "transcripts-cp1251.csv").read_bytes()
        student = "Студент: Касымова Дана\r\nИИН: 020101600123\r\n".encode("cp1251")
        assert student in content
        return [
            Broken(name="UTF-8", content=content.decode("cp1251").encode()),
            Broken(name="no student", content=content.replace(student, b"")),
            Broken(
                name="a name the encoding could not hold",
                content=content.replace("Оспанов".encode("cp1251"), b"\xce\xf1?\xe0\xed\xee\xe2"),
                private=("Ос?анов",),
            ),
        ]


@pytest.mark.parametrize("name", ["summary-sheet.xls", "transcripts-cp1251.csv"])
def test_fixtures_are_small(name: str) -> None:
    assert (FIXTURES / name).stat().st_size < 20_000

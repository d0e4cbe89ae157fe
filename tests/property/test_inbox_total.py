"""Laws of the inbox: any bytes are read or refused with a sentence, and nothing is read by half."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import HostContractBroken
from connectors.hosts.inbox_cells import FileRefused, GridLimits
from connectors.hosts.inbox_ole import OleFile
from connectors.hosts.inbox_package import open_package
from connectors.hosts.inbox_xls import read_xls
from connectors.hosts.inbox_xlsx import read_xlsx
from tests.contract.host_contract import damaged
from tests.inbox_files import HEADINGS, csv_of, label, ole_of, record, table_of, xls_stream, xlsx_of
from tests.inbox_reading import parse, refusal, results, transcripts

LIMITS = GridLimits(max_rows=2000, max_columns=100, max_cells=20_000)
PROFILES = st.fixed_dictionaries(
    {
        "layout": st.sampled_from(["rows", "blocks", "file"]),
        "encoding": st.sampled_from(
            ["utf-8-sig", "utf-8", "utf-16", "cp1251", "kz1048", "cp1254", "cp1250", "cp1252"]
        ),
        "delimiter": st.sampled_from([None, ";", ",", "\t"]),
        "decimal_comma": st.booleans(),
        "header_rows": st.sampled_from([1, 2]),
        "hidden": st.sampled_from(["refuse", "read", "skip"]),
        "allow_unknown_columns": st.booleans(),
    }
)
WORKBOOK = xlsx_of(*table_of())
PARTS = {
    name: zipfile.ZipFile(io.BytesIO(WORKBOOK)).read(name)
    for name in zipfile.ZipFile(io.BytesIO(WORKBOOK)).namelist()
}
STREAM = xls_stream(
    [
        (
            "S",
            b"".join(
                label(row, column, str(cell))
                for row, cells in enumerate(table_of())
                for column, cell in enumerate(cells)
            )
            + record(0x00E5, b"\x01\0" + bytes(8)),
        )
    ],
    globals_=record(0x00FC, bytes(8)) + record(0x00E0, bytes(20)),
)
TEXTS = st.text(
    st.sampled_from("0123456789.,;:%+-–/?'\"= ABCFX АВСЕКМНОРТХ абвёіқңөұүһә\n\t\u00a0\ufffd"),
    max_size=12,
)
WORDS = st.sampled_from(
    [
        *HEADINGS,
        "Итого",
        "1 семестр 2025-2026",
        "2025-2026 учебный год",
        "Студент: Әлия",
        "ИИН",
        "020101600123",
        "зачтено",
        "не явился",
        "Ректор ____",
        "5",
        "4,5",
        "A-",
        "",
    ]
)
TABLES = st.lists(st.lists(st.one_of(WORDS, TEXTS), max_size=9), max_size=14)


def told(read: Callable[[], object]) -> str:
    """What is told of a reading; anything but a worded refusal fails the test."""
    try:
        read()
    except (FileRefused, HostContractBroken) as refused:
        return " ".join([refused.message, *(problem.message for problem in refused.problems)])
    return "it was read"


@given(content=st.binary(max_size=3000), profile=PROFILES)
def test_any_bytes_are_read_or_refused(content: bytes, profile: dict[str, Any]) -> None:
    assert " " in told(lambda: parse(content, **profile))


@given(table=TABLES, profile=PROFILES, as_workbook=st.booleans())
def test_any_table_is_read_or_refused(
    table: list[list[str]], profile: dict[str, Any], as_workbook: bool
) -> None:
    rows = [HEADINGS, *table]
    content = xlsx_of(*rows) if as_workbook else csv_of(*rows)
    assert " " in told(lambda: parse(content, **{**profile, "encoding": "utf-8"}))


@given(data=st.data(), name=st.sampled_from(sorted(PARTS)))
def test_any_damage_inside_a_workbook_is_read_or_refused(data: st.DataObject, name: str) -> None:
    part = data.draw(damaged(PARTS[name], [b"<c r='A1'><v>1", b"</row>", b'r="XFD99"', b"&x;"]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for other, content in PARTS.items():
            package.writestr(other, part if other == name else content)
    assert " " in told(lambda: list(read_xlsx(open_package(packed.getvalue()), LIMITS)))


@given(content=damaged(STREAM, [record(0x003C, b"x"), record(0x0809), b"\xff\xff\xff\xff"]))
def test_any_damage_inside_a_binary_workbook_is_read_or_refused(content: bytes) -> None:
    assert " " in told(lambda: list(read_xls(content, LIMITS)))


@given(content=damaged(ole_of({"Workbook": STREAM}), [b"\xfe\xff\xff\xff", b"\x02\0\0\0"]))
def test_any_damage_of_a_container_is_read_or_refused(content: bytes) -> None:
    assert " " in told(lambda: OleFile(content).read("Workbook"))


@given(
    lines=st.lists(
        st.tuples(
            st.sampled_from(["0201", "0202", "0203"]),
            st.sampled_from(["FIN201", "MAT100", "HIS300"]),
            st.sampled_from(["A", "B+", "зачтено", ""]),
            st.sampled_from(["1", "2"]),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_no_result_is_lost_or_doubled(lines: list[tuple[str, str, str, str]]) -> None:
    rows = [(student, "", code, "x", "5", grade, term) for student, code, grade, term in lines]
    found = transcripts(csv_of(HEADINGS, *rows))
    read = [
        (
            one.learner.identifiers[0].value,
            result.code,
            result.grade.label if result.grade else "",
            result.term.label,
        )
        for one in found
        for result in one.results
    ]
    assert sorted(set(lines)) == sorted(read)
    assert len(lines) - len(read) == sum(len(one.warnings) for one in found)
    keys = {
        (one.locator, result.code, result.term.label, result.ordinal)
        for one in found
        for result in one.results
    }
    assert len(keys) == len(read)


@given(bad=st.integers(0, 9))
def test_one_unreadable_row_anywhere_leaves_nothing(bad: int) -> None:
    rows = [(f"{n:04}", "x", "A1", "y", "five" if n == bad else "5", "A", "1") for n in range(10)]
    refused = refusal(csv_of(HEADINGS, *rows))
    assert [problem.place for problem in refused.problems] == [f"row {bad + 2}, column ECTS"]
    assert len(results(csv_of(HEADINGS, *(row for row in rows if row[4] == "5")))) == 9

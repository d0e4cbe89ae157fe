"""HTML tables named .xls: laid out the way a spreadsheet opens the page."""

import traceback

import pytest

from connectors.hosts.inbox_cells import FileRefused, Grid, GridLimits
from connectors.hosts.inbox_html import read_html
from connectors.hosts.inbox_text import Encoding
from tests.inbox_files import html_of

LIMITS = GridLimits(max_rows=500, max_columns=20, max_cells=5000)


def grid_of(page: str | bytes, encoding: Encoding = Encoding.UTF_8_SIG) -> Grid:
    content = page if isinstance(page, bytes) else page.encode()
    return read_html(content, encoding=encoding, limits=LIMITS)


def rows_of(page: str | bytes, encoding: Encoding = Encoding.UTF_8_SIG) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid_of(page, encoding).rows]


def test_rows_and_cells_follow_one_another() -> None:
    page = "<table><tr><th>Code<th>Grade<tr><td>FIN<b>201</b><td> A-<br>(1) </table>"
    assert rows_of(page) == [["Code", "Grade"], ["FIN201", "A- (1)"]]


def test_tables_and_the_texts_between_them_are_one_sheet() -> None:
    page = """<body><h1>Транскрипт</h1><p>Студент: Рауан</p>
      <table><tr><td>A1</td></tr></table><h3>2 семестр</h3>
      <div>ИИН: 1<table><tr><td>A2</td></tr></table></div> конец</body>"""
    assert rows_of(page) == [
        ["Транскрипт"],
        ["Студент: Рауан"],
        ["A1"],
        ["2 семестр"],
        ["ИИН: 1"],
        ["A2"],
        ["конец"],
    ]


def test_layout_tables_are_taken_apart() -> None:
    inner = "<table><tr><td>A1</td><td>5</td></tr></table>"
    page = f"<table><tr><td>Портал</td><td>{inner}</td></tr></table>"
    assert rows_of(page) == [["Портал"], ["A1", "5"]]


def test_spans_are_merged_cells_and_push_others_aside() -> None:
    page = """<table><tr><td rowspan=2>Код</td><td colspan=2>Оценка</td><td>E</td></tr>
      <tr><td>Буква</td><td>%</td></tr></table>"""
    grid = grid_of(page)
    assert rows_of(page) == [["Код", "Оценка", "", "E"], ["", "Буква", "%"]]
    assert [
        (one.first_row, one.last_row, one.first_column, one.last_column) for one in grid.merged
    ] == [(0, 1, 0, 0), (0, 0, 1, 2)]


def test_hidden_rows_and_cells_are_told() -> None:
    page = """<table><tr style="display: none"><td>x</td></tr>
      <tr><td>y</td><td hidden>z</td></tr></table>"""
    grid = grid_of(page)
    assert (frozenset({0}), frozenset({1})) == (grid.hidden_rows, grid.hidden_columns)


def test_scripts_and_styles_are_no_text() -> None:
    page = """<head><title>t</title><style>td{}</style></head>
      <body><script>x()</script><table><tr><td>A<script>y</script></td></tr></table></body>"""
    assert rows_of(page) == [["A"]]


def test_page_says_its_encoding_before_the_profile_does() -> None:
    page = html_of(
        ["Оценка"], head='<meta http-equiv="x" content="text/html; charset=windows-1251">'
    )
    assert rows_of(page.encode("cp1251")) == [["Оценка"]]
    assert rows_of(html_of(["Оценка"], head="").encode("cp1251"), Encoding.CP1251) == [["Оценка"]]


def test_encoding_no_profile_may_declare_is_refused() -> None:
    with pytest.raises(FileRefused, match="declares an encoding"):
        grid_of(html_of(["x"], head="<meta charset=shift_jis>"))


def test_encoding_that_nobody_knows_is_refused_without_its_name() -> None:
    page = html_of(["x"], head="<meta charset=akhmetova>")
    with pytest.raises(FileRefused, match="declares an encoding") as refused:
        grid_of(page)
    assert "akhmetova" not in "".join(traceback.format_exception(refused.value))


def test_wrong_encoding_is_refused() -> None:
    with pytest.raises(FileRefused, match="not utf-8"):
        grid_of(html_of(["Оценка"]).encode("cp1251"))


def test_page_without_a_table_is_refused_as_a_sign_in_page() -> None:
    with pytest.raises(FileRefused, match="without a table") as caught:
        grid_of("<html><body><form>Войти</form></body></html>")
    assert "sign-in" in caught.value.hint


def test_bare_table_holds_nothing() -> None:
    assert rows_of("<table>") == []


@pytest.mark.parametrize("page", ["<html>", "<!DOCTYPE html><html></html>", "<tr", "<!-- -->"])
def test_bare_page_is_refused(page: str) -> None:
    with pytest.raises(FileRefused, match="without a table"):
        grid_of(page)


def test_endless_spans_are_bounded() -> None:
    page = '<table><tr><td colspan=9999999 rowspan="9999999">x</td><td>y</td></tr></table>'
    with pytest.raises(FileRefused, match="goes on past column 20"):
        grid_of(page)


def test_endless_rows_are_refused() -> None:
    with pytest.raises(FileRefused, match="goes on past row 500"):
        grid_of(f"<table>{'<tr><td>' * 501}</table>")


def test_deeply_nested_page_is_read_or_refused() -> None:
    page = f"{'<div>' * 5000}<table><tr><td>x</td></tr></table>"
    with pytest.raises(FileRefused):
        grid_of(page)


def test_large_page_is_refused() -> None:
    with pytest.raises(FileRefused, match="larger than 8 MiB"):
        grid_of(b"<table>" + b" " * (8 * 1024 * 1024))


def test_doctype_and_entities_bring_nothing_in() -> None:
    page = (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><table><tr><td>&a;</td></tr></table>'
    )
    assert "root" not in str(rows_of(page))

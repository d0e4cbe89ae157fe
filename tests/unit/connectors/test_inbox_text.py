"""Delimited text: the declared encoding or none, and the cure named."""

import pytest

from connectors.hosts.inbox_cells import FileRefused, GridLimits
from connectors.hosts.inbox_text import Encoding, decode, read_text, suggest_encoding

KAZAKH = "Қазақстан тарихы; Дене шынықтыру; Ғылым әдістемесі; Өңір; Ұлт; Үздік"
RUSSIAN = "Экономическая теория; Физическая культура; История"
TURKISH = "Öğrenci; Başarı; Çağdaş Türk Lehçeleri; İktisat; Mühendislik"
POLISH = "Rachunkowość; Zarządzanie; Język; Społeczeństwo; Źródła"

LIMITS = GridLimits(max_rows=1000, max_columns=50, max_cells=10_000)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KAZAKH, Encoding.UTF_8),
        (KAZAKH, Encoding.UTF_8_SIG),
        (KAZAKH, Encoding.UTF_16),
        (KAZAKH, Encoding.KZ1048),
        (RUSSIAN, Encoding.CP1251),
        (TURKISH, Encoding.CP1254),
        (POLISH, Encoding.CP1250),
    ],
)
def test_declared_encoding_reads_its_text(text: str, encoding: Encoding) -> None:
    assert text == decode(text.encode(encoding), encoding)


def test_utf_8_mark_is_no_part_of_the_first_heading() -> None:
    assert decode("Код".encode("utf-8-sig"), Encoding.UTF_8) == "Код"
    assert decode("Код".encode(), Encoding.UTF_8_SIG) == "Код"


@pytest.mark.parametrize(
    ("text", "written", "declared", "hint"),
    [
        (RUSSIAN, "cp1251", Encoding.UTF_8_SIG, "encoding: cp1251"),
        (KAZAKH, "kz1048", Encoding.UTF_8_SIG, "encoding: kz1048"),
        (KAZAKH, "kz1048", Encoding.CP1251, "encoding: kz1048"),
        (TURKISH, "cp1254", Encoding.UTF_8_SIG, "encoding: cp1254"),
        (POLISH, "cp1250", Encoding.UTF_8_SIG, "encoding: cp1250"),
        (RUSSIAN, "cp1251", Encoding.CP1254, "encoding: cp1251"),
        (KAZAKH, "utf-8", Encoding.CP1251, "encoding: utf-8-sig"),
        (KAZAKH, "utf-8-sig", Encoding.CP1251, "encoding: utf-8-sig"),
        (KAZAKH, "utf-16", Encoding.UTF_8_SIG, "encoding: utf-16"),
        (KAZAKH, "utf-16-le", Encoding.CP1251, "encoding: utf-16"),
    ],
)
def test_wrong_encoding_is_refused_with_the_one_that_fits(
    text: str, written: str, declared: Encoding, hint: str
) -> None:
    with pytest.raises(FileRefused, match=f"not {declared}") as caught:
        decode(text.encode(written), declared)
    assert hint in caught.value.hint


def test_lost_letters_are_refused() -> None:
    with pytest.raises(FileRefused, match="letters that were lost") as caught:
        decode("Каз\ufffdстан".encode(), Encoding.UTF_8)
    assert "UTF-8" in caught.value.hint


def test_nul_characters_are_refused() -> None:
    with pytest.raises(FileRefused, match="NUL"):
        decode(b"Code;Grade\r\nA\x00;5", Encoding.UTF_8)


def test_plain_english_fits_every_one_byte_encoding() -> None:
    for encoding in (Encoding.CP1251, Encoding.CP1254, Encoding.KZ1048):
        assert decode(b"Code;Grade", encoding) == "Code;Grade"


def test_bytes_of_no_language_suggest_nothing() -> None:
    assert suggest_encoding(bytes(range(0x80, 0xA0)) * 10) is None


def rows_of(
    text: str, delimiter: str | None = None, *, allow_open_end: bool = True
) -> list[list[str]]:
    grid = read_text(
        text.encode(),
        encoding=Encoding.UTF_8_SIG,
        delimiter=delimiter,
        allow_open_end=allow_open_end,
        limits=LIMITS,
        fitness=lambda grid: sum(cell.text in ("Code", "Grade") for cell in grid.rows[0]),
    )
    return [[cell.text for cell in row] for row in grid.rows]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiter_is_the_one_under_which_headings_are_recognised(delimiter: str) -> None:
    text = f"Code{delimiter}Grade\nA1{delimiter}5\n"
    assert rows_of(text) == [["Code", "Grade"], ["A1", "5"]]


def test_decimal_commas_do_not_make_a_comma_the_delimiter() -> None:
    assert rows_of("Code;Grade\nA1;4,5\n") == [["Code", "Grade"], ["A1", "4,5"]]


def test_separator_line_is_honoured_and_is_no_row() -> None:
    assert rows_of("sep=|\r\nCode|Grade\r\nA1|5\r\n") == [["Code", "Grade"], ["A1", "5"]]


def test_separator_line_against_the_profile_is_refused() -> None:
    with pytest.raises(FileRefused, match="'sep=' line"):
        rows_of("sep=|\nCode|Grade\n", delimiter=";")


def test_unknown_delimiter_is_refused_with_what_to_declare() -> None:
    with pytest.raises(FileRefused, match="cannot be told") as caught:
        rows_of("Code Grade\nA1 5\n")
    assert "'delimiter'" in caught.value.hint


def test_quotes_and_line_breaks_inside_cells_are_kept_together() -> None:
    text = 'Code;Grade\nA1;"5\nfive ""V"""\n'
    assert rows_of(text) == [["Code", "Grade"], ["A1", '5 five "V"']]


def test_quote_never_closed_is_a_cut_off_file() -> None:
    with pytest.raises(FileRefused, match="cut off or damaged"):
        rows_of('Code;Grade\nA1;"5\nA2;4\n')


def test_last_line_without_an_end_is_a_cut_off_file() -> None:
    text = "Code;Grade\nA1;A"
    with pytest.raises(FileRefused, match="may be cut off") as caught:
        rows_of(text, allow_open_end=False)
    assert "allow_open_end" in caught.value.hint
    assert rows_of(f"{text}-\n", allow_open_end=False) == [["Code", "Grade"], ["A1", "A-"]]
    assert rows_of(text, allow_open_end=True) == [["Code", "Grade"], ["A1", "A"]]


def test_endless_cell_is_refused() -> None:
    with pytest.raises(FileRefused, match="longer than"):
        rows_of(f"Code;Grade\nA1;{'x' * 110_000}\n")


def test_endless_line_is_refused() -> None:
    with pytest.raises(FileRefused, match="a line is longer"):
        rows_of(f"Code;Grade\nA1;5{';' * 1_000_000}\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system(end: str) -> None:
    assert rows_of(end.join(["Code;Grade", "", 'A1;"5', '6"'])) == [
        ["Code", "Grade"],
        [],
        ["A1", "5 6"],
    ]


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(FileRefused, match="past row 1000"):
        rows_of("Code;Grade\n" + "A1;5\n" * 1000)

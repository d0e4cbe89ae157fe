from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from connectors.hosts.inbox_text import Encoding
from mapping.agreements import AgreedComponent, Extension, HostComponent
from mapping.problems import Severity, errors_of
from mapping.records import Credit, LearnerIdentifier
from mapping.terms import Level, MobilityForm, MobilityKind
from sync.import_agreements import AgreementFile, read_agreements
from sync.import_tables import ImportRefused
from tests.import_files import HOME, HOST, PERSON, agreement_rows, csv_file, row, xlsx_file


def codes(file: AgreementFile) -> set[str]:
    return {problem.code for problem in errors_of(file.problems)}


def places(file: AgreementFile) -> set[str]:
    return {problem.place for problem in errors_of(file.problems)}


def test_rows_of_one_mobility_become_a_mobility_and_its_agreement(tmp_path: Path) -> None:
    file = read_agreements(csv_file(tmp_path / "a.csv", agreement_rows()))

    assert file.problems == ()
    (mobility,) = file.mobilities
    assert mobility.student_id == "00123"
    assert mobility.birth_date == date(2003, 4, 5)
    assert (mobility.kind, mobility.level) == (MobilityKind.EXTERNAL, Level.BACHELOR)
    assert mobility.form is MobilityForm.HORIZONTAL
    (agreement,) = file.agreements
    assert agreement.host_components == (
        HostComponent(
            code="FIN201",
            title="Finance",
            credit=Credit(value=Decimal(6), scheme="ects"),
            block="a",
        ),
    )
    assert agreement.home_components == (
        AgreedComponent(code="ECO2204", credits=Decimal(6), block="a"),
    )
    assert agreement.approved_on == date(2025, 6, 10)


def test_facts_of_a_mobility_may_stand_on_its_first_row_only(tmp_path: Path) -> None:
    rows = [row(PERSON, HOST), {"mobility_id": "M-1"} | HOME]
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    assert file.problems == ()
    assert len(file.mobilities) == len(file.agreements) == 1


def test_contradicting_rows_are_reported_by_cell_and_nothing_is_imported(tmp_path: Path) -> None:
    rows = [row(PERSON, HOST), row(PERSON, HOME, birth_date="2003-04-06", level="phd")]
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    assert places(file) == {"row 3, column birth_date", "row 3, column level"}
    assert (file.mobilities, file.agreements) == ((), ())
    assert all("2003" not in str(problem) for problem in file.problems)


def test_every_problem_of_a_file_comes_at_once(tmp_path: Path) -> None:
    rows = [
        row(PERSON, HOST, birth_date="2003-13-05", level="bachlor", credits="six"),
        row(PERSON, HOME, side="hme"),
        row(PERSON, HOST, mobility_id="M 2"),
        row(PERSON, HOST, mobility_id=""),
    ]
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    assert [problem.place for problem in file.problems] == [
        "row 2, column birth_date",
        "row 2, column level",
        "row 2, column credits",
        "row 3, column side",
        "row 4, column mobility_id",
        "row 5, column mobility_id",
    ]
    hints = {problem.place: problem.hint for problem in file.problems}
    assert hints["row 2, column level"] == "did you mean 'bachelor'?"


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-8")]
)
def test_delimiter_and_marked_encodings_are_found(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = csv_file(tmp_path / "a.csv", agreement_rows(), delimiter=delimiter, encoding=encoding)
    assert read_agreements(path).mobilities[0].given_names == "Айгерім"


def test_one_byte_encoding_is_never_guessed_but_may_be_stated(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "a.csv", agreement_rows(family_name="Құрманғалиқызы"), encoding="kz1048"
    )
    with pytest.raises(ImportRefused) as refused:
        read_agreements(path)
    assert "--encoding kz1048" in refused.value.problems[0].hint
    assert read_agreements(path, encoding=Encoding.KZ1048).mobilities[0].given_names == "Айгерім"


def test_workbook_with_a_title_above_and_date_cells_is_read(tmp_path: Path) -> None:
    dated: dict[str, object] = {**row(PERSON, HOST), "starts": date(2025, 9, 1)}
    rows = [dated, row(PERSON, HOME)]
    path = xlsx_file(tmp_path / "a.xlsx", rows, above=["Оқу туралы келісім", ""])
    file = read_agreements(path)
    assert file.problems == ()
    assert file.mobilities[0].starts == date(2025, 9, 1)
    assert file.mobilities[0].student_id == "00123"


def test_headings_are_understood_in_kazakh_and_russian(tmp_path: Path) -> None:
    kazakh = {"given_names": "Аты", "family_name": "Фамилия", "student_id": "Студент нөмірі"}
    rows = [
        {kazakh.get(name, name): value for name, value in each.items()} for each in agreement_rows()
    ]
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    assert file.problems == ()
    assert file.mobilities[0].student_id == "00123"


def test_misspelt_column_is_an_error_and_a_foreign_one_is_passed_by(tmp_path: Path) -> None:
    rows = agreement_rows(aproved_by="Dean", remark="call back")
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    found = {problem.hint: problem.severity for problem in file.problems}
    assert found == {"did you mean 'approved by'?": Severity.ERROR, "": Severity.WARNING}


def test_missing_column_is_named_once_and_not_on_every_row(tmp_path: Path) -> None:
    rows = [
        {name: value for name, value in each.items() if name != "level"}
        for each in agreement_rows()
    ]
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    assert [problem.code for problem in file.problems] == ["column-missing"]


def test_end_of_a_period_is_required_and_not_assumed(tmp_path: Path) -> None:
    file = read_agreements(csv_file(tmp_path / "a.csv", agreement_rows(ends="")))
    assert places(file) == {"row 2, column ends"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts": "2026-01-01"}, "period-reversed"),
        ({"birth_date": "2025-09-01"}, "birth-date-late"),
    ],
)
def test_impossible_order_of_days_is_refused(
    tmp_path: Path, changes: dict[str, str], code: str
) -> None:
    assert codes(read_agreements(csv_file(tmp_path / "a.csv", agreement_rows(**changes)))) == {code}


def test_extension_is_taken_whole(tmp_path: Path) -> None:
    extension = {
        "extension_ends": "2026-01-31",
        "extension_reason": "Зертханалық жұмыс",
        "extension_approved_by": "Кафедра меңгерушісі",
        "extension_approved_on": "2025-12-01",
    }
    file = read_agreements(csv_file(tmp_path / "a.csv", agreement_rows(**extension)))
    assert file.mobilities[0].extensions == (
        Extension(
            ends=date(2026, 1, 31),
            reason="Зертханалық жұмыс",
            approved_by="Кафедра меңгерушісі",
            approved_on=date(2025, 12, 1),
        ),
    )


def test_extension_without_its_reason_is_refused(tmp_path: Path) -> None:
    rows = agreement_rows(extension_ends="2026-01-31", extension_approved_by="Head")
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    assert places(file) == {"row 2, column extension_reason", "row 2, column extension_approved_on"}


def test_further_identifiers_are_kept_with_their_kinds(tmp_path: Path) -> None:
    esi = "urn:schac:personalUniqueCode:int:esi:home.edu.kz:00123"
    rows = agreement_rows(esi=esi, host_student_id="KOZ-77")
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    assert file.mobilities[0].identifiers == (
        LearnerIdentifier(kind="esi", value=esi),
        LearnerIdentifier(kind="host-id", value="KOZ-77"),
    )


def test_row_without_a_course_registers_a_mobility_without_agreement(tmp_path: Path) -> None:
    vertical = row(PERSON, mobility_id="M-9", form="vertical", approved_on="", reference="")
    file = read_agreements(csv_file(tmp_path / "a.csv", [*agreement_rows(), vertical]))
    assert file.problems == ()
    assert [mobility.mobility_id for mobility in file.mobilities] == ["M-1", "M-9"]
    assert [agreement.mobility_id for agreement in file.agreements] == ["M-1"]


def test_agreement_of_one_side_is_refused(tmp_path: Path) -> None:
    file = read_agreements(csv_file(tmp_path / "a.csv", [row(PERSON, HOST)]))
    assert codes(file) == {"one-sided"}


def test_course_agreed_twice_is_refused_however_its_code_is_written(tmp_path: Path) -> None:
    rows = [*agreement_rows(), row(PERSON, HOST, course_code="fin 201", block="b")]
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    assert places(file) == {"row 4, column course_code"}


def test_block_of_one_side_is_a_warning(tmp_path: Path) -> None:
    rows = [row(PERSON, HOST, block="a"), row(PERSON, HOME, block="b")]
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    assert errors_of(file.problems) == ()
    assert [problem.code for problem in file.problems] == ["lone-block", "lone-block"]


@pytest.mark.parametrize(
    ("part", "changes"),
    [(HOST, {"credit_scheme": ""}), (HOME, {"credit_scheme": "ects"})],
)
def test_credits_always_say_of_which_kind_they_are(
    tmp_path: Path, part: dict[str, str], changes: dict[str, str]
) -> None:
    rows = [row(PERSON, HOST), row(PERSON, HOME)]
    rows[0 if part is HOST else 1] |= changes
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    assert {place.split(", ")[1] for place in places(file)} == {"column credit_scheme"}


def test_versions_of_one_agreement_may_stand_in_one_file(tmp_path: Path) -> None:
    rows = [
        *agreement_rows(version="1"),
        *agreement_rows(version="2", approved_on="2025-09-05", reference="LA-1a"),
    ]
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    assert file.problems == ()
    assert [(each.version, each.reference) for each in file.agreements] == [
        (1, "LA-1"),
        (2, "LA-1a"),
    ]


def test_version_on_some_rows_only_is_refused(tmp_path: Path) -> None:
    rows = agreement_rows()
    rows[0]["version"] = "2"
    file = read_agreements(csv_file(tmp_path / "a.csv", rows))
    assert places(file) == {"row 3, column version"}


def test_hidden_rows_are_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", agreement_rows())
    book = load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    assert codes(read_agreements(path)) == {"hidden-rows"}


def test_formula_without_a_value_is_refused(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [dict(each) for each in agreement_rows()]
    rows[0]["credits"] = "=3+3"
    file = read_agreements(xlsx_file(tmp_path / "a.xlsx", rows))
    assert codes(file) == {"cell-broken"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b"\xd0\xcf\x11\xe0" + bytes(600),
        b"PK\x03\x04broken",
        b"a,b\n1,2\n",
        b"%PDF-1.7",
    ],
)
def test_file_that_holds_no_such_table_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(ImportRefused) as refused:
        read_agreements(path)
    assert all(problem.message for problem in refused.value.problems)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_file_cut_off_in_the_middle_of_a_row_is_refused(tmp_path: Path, delimiter: str) -> None:
    path = csv_file(tmp_path / "a.csv", agreement_rows(), delimiter=delimiter)
    whole = path.read_bytes()
    path.write_bytes(whole[:-12])
    with pytest.raises(ImportRefused) as refused:
        read_agreements(path)
    assert "cut off" in refused.value.problems[0].message
    path.write_bytes(whole.rstrip())
    assert read_agreements(path).problems == ()


def test_missing_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="nothing was imported"):
        read_agreements(tmp_path / "none.csv")


def test_two_sheets_with_such_a_table_are_refused(tmp_path: Path) -> None:
    book = Workbook()
    for sheet in (book.active, book.create_sheet()):
        rows = agreement_rows()
        sheet.append(list(rows[0]))
        sheet.append(list(rows[0].values()))
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(ImportRefused) as refused:
        read_agreements(tmp_path / "a.xlsx")
    assert refused.value.problems[0].code == "several-tables"


def test_headings_without_rows_are_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [], columns=list(agreement_rows()[0]))
    assert codes(read_agreements(path)) == {"no-rows"}

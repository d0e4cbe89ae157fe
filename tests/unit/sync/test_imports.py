from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from mapping.rulebook import Policies
from sync.clock import FixedClock
from sync.import_tables import ImportRefused
from sync.imports import (
    CurriculumReport,
    ImportReport,
    import_agreements,
    import_curriculum,
)
from sync.store.engine import create_store_engine
from sync.store.migrate import migrate
from sync.store.people import load_agreements, load_mobilities, load_mobility
from sync.store.tables import AuditDetailRow, AuditEntryRow
from sync.store.unit_of_work import Store, table_of
from tests.builders import make_rulebook
from tests.import_files import agreement_rows, csv_file


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    engine = create_store_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    migrate(engine)
    yield Store(engine, FixedClock(datetime(2026, 1, 12, tzinfo=UTC)))
    engine.dispose()


def entries(store: Store) -> list[tuple[str, str, str, str]]:
    entry, detail = table_of(AuditEntryRow), table_of(AuditDetailRow)
    query = (
        select(entry.c.actor, entry.c.action, entry.c.subject, detail.c.detail)
        .join(detail, detail.c.sequence == entry.c.sequence)
        .order_by(entry.c.sequence)
    )
    with store.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def put(store: Store, path: Path, **changes: str) -> ImportReport:
    return import_agreements(store, csv_file(path, agreement_rows(**changes)), actor="coordinator")


def test_import_keeps_mobilities_and_agreements_with_an_entry_for_each(
    store: Store, tmp_path: Path
) -> None:
    report = put(store, tmp_path / "a.csv")

    assert (report.mobilities_new, report.versions_new) == (1, 1)
    with store.read() as connection:
        assert [mobility.student_id for mobility in load_mobilities(connection)] == ["00123"]
        assert [each.version for each in load_agreements(connection, ["M-1"])["M-1"]] == [1]
    on_record = entries(store)
    assert [entry[:3] for entry in on_record] == [
        ("coordinator", "agreement-imported", "M-1"),
        ("coordinator", "agreement-imported", "M-1"),
    ]
    assert all(report.sha256 in entry[3] for entry in on_record)


def test_no_name_birth_date_or_course_reaches_the_audit_log(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "a.csv")
    text = "\n".join(entry[3] for entry in entries(store))
    assert not any(word in text for word in ("Садықова", "Айгерім", "2003-04-05", "FIN201"))


def test_importing_the_same_file_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "a.csv")
    report = put(store, tmp_path / "a.csv")
    assert (report.mobilities_unchanged, report.versions_unchanged) == (1, 1)
    assert len(entries(store)) == 2


def test_amendment_is_kept_beside_the_version_before(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "a.csv")
    report = put(store, tmp_path / "b.csv", approved_on="2025-09-04", reference="LA-1/2")
    assert (report.mobilities_unchanged, report.versions_new) == (1, 1)
    with store.read() as connection:
        versions = load_agreements(connection, ["M-1"])["M-1"]
    assert [(each.version, each.reference) for each in versions] == [(1, "LA-1"), (2, "LA-1/2")]


def test_file_with_one_bad_cell_imports_nothing(store: Store, tmp_path: Path) -> None:
    rows = [*agreement_rows(), *agreement_rows(mobility_id="M-2", student_id="8", level="?")]
    with pytest.raises(ImportRefused) as refused:
        import_agreements(store, csv_file(tmp_path / "a.csv", rows), actor="coordinator")
    assert [problem.place for problem in refused.value.problems] == [
        "row 4, column level",
        "row 5, column level",
    ]
    with store.read() as connection:
        assert load_mobilities(connection) == ()
    assert entries(store) == []


def test_mobility_of_another_student_is_not_overwritten(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "a.csv")
    with pytest.raises(ImportRefused):
        put(store, tmp_path / "b.csv", student_id="00999")
    with store.read() as connection:
        kept = load_mobility(connection, "M-1")
    assert kept is not None
    assert kept.student_id == "00123"


def put_curriculum(
    store: Store, tmp_path: Path, amount: str = "6", *, name: str = "economics", replacing: bool
) -> CurriculumReport:
    return import_curriculum(
        store,
        csv_file(tmp_path / "c.csv", [{"code": "ECO2204", "credits": amount}]),
        directory=tmp_path / "config",
        name=name,
        replacing=replacing,
        actor="coordinator",
    )


def test_curriculum_is_kept_where_the_configuration_looks_for_it(
    store: Store, tmp_path: Path
) -> None:
    report = put_curriculum(store, tmp_path, replacing=False)
    assert report.written
    assert report.file == tmp_path / "config/curriculum/economics.csv"
    assert report.file.read_text() == "code,credits\nECO2204,6\n"
    assert [entry[:3] for entry in entries(store)] == [
        ("coordinator", "curriculum-imported", "economics.csv")
    ]


def test_kept_curriculum_is_replaced_only_on_request(store: Store, tmp_path: Path) -> None:
    file = put_curriculum(store, tmp_path, replacing=False).file
    assert not put_curriculum(store, tmp_path, replacing=False).written
    with pytest.raises(ImportRefused) as refused:
        put_curriculum(store, tmp_path, "5", replacing=False)
    assert "--replace" in refused.value.hint
    assert file.read_text().endswith(",6\n")
    assert put_curriculum(store, tmp_path, "5", replacing=True).written
    assert file.read_text().endswith(",5\n")
    assert len(entries(store)) == 2


def test_curriculum_name_cannot_lead_elsewhere(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        put_curriculum(store, tmp_path, name="../economics", replacing=False)


def test_import_warns_of_what_an_agreement_will_be_held_for(store: Store, tmp_path: Path) -> None:
    rows = agreement_rows()
    rows[1]["credits"] = "5"
    file = csv_file(tmp_path / "a.csv", rows)

    report = import_agreements(store, file, actor="coordinator", rulebook=make_rulebook())
    again = import_agreements(store, file, actor="coordinator", rulebook=make_rulebook())

    assert report.versions_new == 1
    assert [str(warning) for warning in report.warnings] == [
        (
            "row 3: block a: Table A is worth 6 credits at home, Table B states 5 (correct the "
            "credits of one of the two tables)"
        ),
        (
            "row 3: the rules give ECO2204 6 credits, Table B has 5: results are held (correct the "
            "agreement or the mapping)"
        ),
    ]
    assert again.warnings == ()


def test_foretold_rows_are_those_of_their_version(store: Store, tmp_path: Path) -> None:
    first, second = agreement_rows(version="1"), agreement_rows(version="2")
    second[0]["course_code"] = "FIN 201"
    second[1]["credits"] = "5"
    file = csv_file(tmp_path / "a.csv", [*first, *second])

    report = import_agreements(store, file, actor="coordinator", rulebook=make_rulebook())

    assert {warning.place for warning in report.warnings} == {"row 5"}


def test_import_asks_a_late_amendment_for_its_reason(store: Store, tmp_path: Path) -> None:
    week = make_rulebook(policies=Policies(amendment_days=7))
    put(store, tmp_path / "a.csv")
    amended = csv_file(tmp_path / "b.csv", agreement_rows(approved_on="2025-09-08", block="b"))

    report = import_agreements(store, amended, actor="coordinator", rulebook=week)

    assert [warning.code for warning in report.warnings] == ["amendment-late"]

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, select, text

from sync.audit.entry import AuditAction, AuditDraft
from sync.clock import FixedClock
from sync.errors import StoreError
from sync.store.audit_log import read_records
from sync.store.engine import create_store_engine
from sync.store.migrate import migrate
from sync.store.tables import AliasRow, AuditEntryRow, SQLModel
from sync.store.unit_of_work import Store, insert_rows, table_of, upsert


def draft(subject: str = "x") -> AuditDraft:
    return AuditDraft(action=AuditAction.HEARTBEAT, subject=subject, detail={"grade": "A"})


def test_entries_are_chained_in_the_order_they_are_owed(store: Store) -> None:
    with store.write(actor="system") as unit:
        unit.record(draft("one"), draft("two"))
    with store.write(actor="Aigerim") as unit:
        unit.record(draft("three"))

    with store.read() as connection:
        entries = [record.entry for record in read_records(connection)]

    assert [entry.subject for entry in entries] == ["one", "two", "three"]
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries[1:]] == [entry.digest for entry in entries[:-1]]
    assert entries[2].actor == "Aigerim"


class Interrupted(Exception):
    """Something between an effect and its commit."""


def test_an_effect_that_fails_leaves_no_entry(store: Store) -> None:
    with pytest.raises(Interrupted), store.write(actor="system") as unit:
        unit.record(draft())
        raise Interrupted

    with store.read() as connection:
        assert list(read_records(connection)) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET actor = 'nobody'", "DELETE FROM audit_entry"]
)
def test_the_audit_log_refuses_to_be_changed(store: Store, statement: str) -> None:
    with store.write(actor="system") as unit:
        unit.record(draft())

    with pytest.raises(StoreError), store.write(actor="system") as unit:
        unit.connection.execute(text(statement))


def test_what_the_database_says_of_a_value_reaches_no_message(store: Store) -> None:
    row = dict.fromkeys(AuditEntryRow.model_fields, "secret-grade") | {"sequence": 1}
    with store.write(actor="system") as unit:
        unit.connection.execute(table_of(AuditEntryRow).insert(), [row])

    with pytest.raises(StoreError) as caught, store.write(actor="system") as unit:
        unit.connection.execute(table_of(AuditEntryRow).insert(), [row])

    assert "secret-grade" not in f"{caught.value} {caught.value.__cause__}"


def test_a_migrated_store_is_what_the_tables_say(engine: Engine) -> None:
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)

    assert difference == []


def test_a_store_of_a_newer_release_is_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match="newer release"):
        migrate(engine)


def test_two_writers_wait_for_one_another(engine: Engine, clock: FixedClock) -> None:
    store = Store(engine, clock)

    def write(number: int) -> None:
        with store.write(actor="system") as unit:
            unit.record(draft(f"writer {number}"))

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(write, range(40)))

    with store.read() as connection:
        sequences = connection.execute(select(table_of(AuditEntryRow).c.sequence)).scalars().all()
    assert sorted(sequences) == list(range(1, 41))


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "utqyr.sqlite").write_bytes(b"a letter " * 1000)
    engine = create_store_engine(f"sqlite:///{tmp_path}/utqyr.sqlite")

    with pytest.raises(StoreError, match="is not a database of Utqyr") as caught:
        migrate(engine)

    assert "backup" in caught.value.hint
    engine.dispose()


def test_a_damaged_store_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "utqyr.sqlite"
    engine = create_store_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    content = bytearray(path.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    path.write_bytes(content)

    with pytest.raises(StoreError, match="file is damaged"):
        migrate(engine)
    engine.dispose()


def test_a_store_that_cannot_be_made_says_what_to_look_at(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreError) as caught:
        create_store_engine(f"sqlite:///{tmp_path}/file/utqyr.sqlite")

    assert "store.url" in caught.value.hint


def test_rows_written_in_bulk_come_back_as_they_were(store: Store) -> None:
    table = table_of(AliasRow)
    rows = [
        {
            "host": "host.example",
            "key": f"learner {number}",
            "mobility_id": "M-0001",
            "by": "Aigerim",
            "reason": "100 % : sure, 'quoted' \\ Ұ",
            "given_at": "2026-09-01T08:00:00.000000Z",
        }
        for number in range(3)
    ]
    with store.write(actor="system") as unit:
        insert_rows(unit.connection, table, rows[:2])
        changed = [dict(reversed(row.items())) | {"by": "Bolat"} for row in rows]
        upsert(unit.connection, table, changed, keys=("host", "key"), update=("by",))
        insert_rows(unit.connection, table, [])

    with store.read() as connection:
        found = connection.execute(select(table).order_by(table.c.key)).mappings().all()

    assert [dict(row) for row in found] == [row | {"by": "Bolat"} for row in rows]

"""A store of an earlier release opens under this one with everything it held."""

from contextlib import nullcontext
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from mapping.identifiers import HeiId
from sync.clock import FixedClock
from sync.errors import StoreError
from sync.store import migrate as migrations
from sync.store.documents import IntakeState, load_intake, load_publications, unread_intakes
from sync.store.engine import create_store_engine, transaction
from sync.store.evidence import EvidenceStore
from sync.store.migrate import migrate, revision_of
from sync.store.unit_of_work import Store

HOST = HeiId("host.example")
FIRST_RELEASE = """
    INSERT INTO document (host, sha256, name, media_type, size, fetched_at) VALUES
      ('host.example', 'aa', 'a.csv', 'text/csv', 1, '2026-02-01T08:00:00.000000Z'),
      ('host.example', 'bb', 'b.csv', 'text/csv', 1, '2026-02-02T08:00:00.000000Z'),
      ('host.example', 'cc', 'c.csv', 'text/csv', 1, '2026-02-03T08:00:00.000000Z'),
      ('host.example', 'dd', 'd.csv', 'text/csv', 1, '2026-02-04T08:00:00.000000Z');
    INSERT INTO intake (id, host, sha256, profile, state, transcripts, results, problems, read_at)
    VALUES
      (1, 'host.example', 'aa', 'one', 'read', 1, 2, '[]', '2026-02-01T08:00:00.000000Z'),
      (2, 'host.example', 'bb', 'one', 'refused', 0, 0, '[]', '2026-02-02T08:00:00.000000Z'),
      (3, 'host.example', 'aa', 'two', 'read', 1, 2, '[]', '2026-02-03T08:00:00.000000Z'),
      (4, 'host.example', 'cc', 'two', 'held', 0, 0, '[]', '2026-02-03T08:00:00.000000Z');
    INSERT INTO learner (id, host, key, payload, claimed_mobility_id, identified_by, identity,
                         dirty)
    VALUES (1, 'host.example', 'k', '{}', '', '', '[]', false);
    INSERT INTO result (learner_id, result_key, fingerprint, status, payload, sha256, missing)
    VALUES (1, 'X|', 'f', 'passed', '{}', 'aa', 1)
"""


@pytest.fixture
def old(database: Engine) -> Engine:
    """A store as the first release left it."""
    with transaction(database, writing=True) as connection:
        config = Config()
        folder = Path(migrations.__file__).parent / "migrations"
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in FIRST_RELEASE.split(";"):
            connection.execute(text(statement))
    return database


def test_readings_of_the_first_release_keep_their_numbers_and_what_people_decided(
    old: Engine, clock: FixedClock
) -> None:
    migrate(old)

    with Store(old, clock).read() as connection:
        found = {number: load_intake(connection, number) for number in range(1, 6)}

    assert found[1] is None
    states = {number: each.state for number, each in found.items() if each is not None}
    assert states == {
        2: IntakeState.REFUSED,
        3: IntakeState.READ,
        4: IntakeState.HELD,
        5: IntakeState.WAITING,
    }
    names = {number: each.publication.name for number, each in found.items() if each is not None}
    assert names == {2: "b.csv", 3: "a.csv", 4: "c.csv", 5: "d.csv"}


def test_what_the_first_release_had_not_read_is_read_next(old: Engine, clock: FixedClock) -> None:
    migrate(old)

    with Store(old, clock).read() as connection:
        waiting = unread_intakes(connection, HOST, "two")
        positions = [each.position for each in load_publications(connection, HOST)]

    assert [each.publication.sha256 for each in waiting] == ["dd"]
    assert positions == sorted(positions)


def test_what_the_first_release_knew_is_as_of_the_last_document_it_read(old: Engine) -> None:
    migrate(old)

    with old.connect() as connection:
        row = connection.execute(text("SELECT stated, missing, missed_at FROM result")).one()

    assert tuple(row) == (3, 1, "")


def test_a_store_numbers_on_after_the_migration(old: Engine) -> None:
    migrate(old)

    with old.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO intake (host, position, sha256, name, published, seen_at, profile,"
                " state, transcripts, results, problems, read_at)"
                " VALUES ('host.example', 6, 'ee', 'e', '', '', '', 'waiting', 0, 0, '[]', '')"
            )
        )
        latest = connection.execute(text("SELECT max(id) FROM intake")).scalar_one()

    assert latest == 6


def test_no_store_is_begun_beside_the_evidence_of_an_earlier_one(
    database: Engine, tmp_path: Path
) -> None:
    evidence = EvidenceStore(tmp_path / "evidence")
    evidence.keep_bytes(b"a transcript")

    with pytest.raises(StoreError) as caught:
        migrate(database, evidence=evidence)

    assert f"{database.url.database} is empty" in caught.value.message
    assert str(tmp_path / "evidence") in caught.value.message
    assert "backup" in caught.value.hint
    with database.connect() as connection:
        assert revision_of(connection) is None


def test_a_new_store_is_begun_where_the_evidence_was_moved_away(
    database: Engine, tmp_path: Path
) -> None:
    EvidenceStore(tmp_path / "evidence").keep_bytes(b"a transcript")
    (tmp_path / "evidence").rename(tmp_path / "evidence-until-2026")
    (tmp_path / "evidence" / "lost+found").mkdir(parents=True)

    migrate(database, evidence=EvidenceStore(tmp_path / "evidence"))

    with database.connect() as connection:
        assert revision_of(connection) is not None


def test_a_store_opens_beside_its_own_evidence(old: Engine, tmp_path: Path) -> None:
    evidence = EvidenceStore(tmp_path / "evidence")
    evidence.keep_bytes(b"a transcript")

    migrate(old, evidence=evidence)
    migrate(old, evidence=evidence)


def test_the_password_of_a_store_that_is_gone_is_not_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    evidence = EvidenceStore(tmp_path)
    evidence.keep_bytes(b"a transcript")
    gone = create_store_engine(
        "postgresql+psycopg://utqyr:secret-word@db.example/marks?password=secret-key"
    )
    monkeypatch.setattr(migrations, "transaction", lambda *_, **__: nullcontext())
    monkeypatch.setattr(migrations, "revision_of", lambda _: None)

    with pytest.raises(StoreError, match=r"db\.example/marks is empty") as caught:
        migrate(gone, evidence=evidence)

    assert "secret-word" not in caught.value.message
    assert "secret-key" not in caught.value.message

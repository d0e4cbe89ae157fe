"""A store of an earlier release opens under this one with everything it held."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from mapping.identifiers import HeiId
from sync.clock import FixedClock
from sync.store import migrate as migrations
from sync.store.documents import IntakeState, load_intake, load_publications, unread_intakes
from sync.store.engine import create_store_engine, transaction
from sync.store.migrate import migrate
from sync.store.unit_of_work import Store
from tests.conftest import DATABASES, POSTGRES

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


@pytest.fixture(params=DATABASES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A store as the first release left it."""
    if request.param == "sqlite":
        engine = create_store_engine(f"sqlite:///{tmp_path / 'utqyr.sqlite'}")
    elif POSTGRES:
        engine = create_store_engine(POSTGRES)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    else:
        pytest.skip("UTQYR_TEST_POSTGRES_URL names no database")
    with transaction(engine, writing=True) as connection:
        config = Config()
        folder = Path(migrations.__file__).parent / "migrations"
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in FIRST_RELEASE.split(";"):
            connection.execute(text(statement))
    yield engine
    engine.dispose()


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

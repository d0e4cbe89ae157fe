"""Fixtures shared by the whole suite: a clock that stands still and a store on each database."""

import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, text

from sync.clock import FixedClock
from sync.store.engine import create_store_engine
from sync.store.migrate import migrate
from sync.store.unit_of_work import Store

POSTGRES = os.environ.get("UTQYR_TEST_POSTGRES_URL", "")
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]

# How long an example takes on a busy machine is not what any law promises.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Logging is set up by a process as a whole; no test's set-up reaches another test."""
    root = logging.getLogger()
    names = ("", "apscheduler", "config", "connectors", "mapping", "sandbox", "sync")
    levels = {name: logging.getLogger(name).level for name in names}
    handlers = list(root.handlers)
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def clock() -> FixedClock:
    """A clock at a moment in the autumn of 2026."""
    return FixedClock(datetime(2026, 9, 1, 8, 0, tzinfo=UTC))


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table; PostgreSQL where UTQYR_TEST_POSTGRES_URL names one."""
    if request.param == "sqlite":
        made = create_store_engine(f"sqlite:///{tmp_path / 'utqyr.sqlite'}")
    elif POSTGRES:
        made = create_store_engine(POSTGRES)
        with made.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    else:
        pytest.skip("UTQYR_TEST_POSTGRES_URL names no database")
    yield made
    made.dispose()


@pytest.fixture
def engine(database: Engine) -> Engine:
    """An empty, migrated store."""
    migrate(database)
    return database


@pytest.fixture
def store(engine: Engine, clock: FixedClock) -> Store:
    """A store to write to."""
    return Store(engine, clock)

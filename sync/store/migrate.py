"""Brings a store to this release's schema, and tells how old a store is; changes no row."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from sync.errors import StoreError
from sync.store.engine import transaction

_SCRIPTS = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> None:
    """Apply every missing revision in one transaction; a store of this release is left alone.

    Raises StoreError for a store of a newer release.
    """
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with transaction(engine, writing=False) as connection:
        current = revision_of(connection)
    if current == head:
        return
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(
            "the store was written by a newer release", hint="install that release, or a newer one"
        )
    with transaction(engine, writing=True) as connection:
        command.upgrade(_config(connection), "head")


def is_current(connection: Connection) -> bool:
    """Tell whether a store has this release's schema; `migrate` brings an older one to it."""
    return revision_of(connection) == ScriptDirectory.from_config(_config()).get_current_head()


def revision_of(connection: Connection) -> str | None:
    """Name the revision a store is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()

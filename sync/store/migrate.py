"""Brings a store to this release's schema, and tells how old a store is; changes no row."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from sync.errors import StoreError
from sync.store.engine import transaction
from sync.store.evidence import EvidenceStore

_SCRIPTS = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, *, evidence: EvidenceStore | None = None) -> None:
    """Apply every missing revision in one transaction; a store of this release is left alone.

    No store is begun beside the `evidence` of an earlier one: a lost file or a mistyped path would
    begin the audit chain anew, and nobody would know. Raises StoreError for that, and for a store
    of a newer release.
    """
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with transaction(engine, writing=False) as connection:
        current = revision_of(connection)
    if current == head:
        return
    if current is None and evidence is not None and evidence.holds_any():
        raise _store_missing(engine, evidence)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(
            "the store was written by a newer release", hint="install that release, or a newer one"
        )
    with transaction(engine, writing=True) as connection:
        command.upgrade(_config(connection), "head")


def _store_missing(engine: Engine, evidence: EvidenceStore) -> StoreError:
    address = engine.url
    place = (
        address.database
        if address.get_backend_name() == "sqlite"
        else address.set(query={}).render_as_string(hide_password=True)
    )
    return StoreError(
        f"the store {place} is empty, but {evidence.folder} holds the documents of a store",
        hint="correct 'store' in utqyr.yaml, or bring the store back from its backup; "
        "to begin anew, move the evidence folder away",
    )


def is_current(connection: Connection) -> bool:
    """Tell whether a store has this release's schema; `migrate` brings an older one to it."""
    return revision_of(connection) == ScriptDirectory.from_config(_config()).get_current_head()


def revision_of(connection: Connection) -> str | None:
    """Name the revision a store is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()

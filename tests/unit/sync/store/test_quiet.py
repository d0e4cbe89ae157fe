"""Nobody wrote: said only where it is so."""

from contextlib import AbstractContextManager

from sqlalchemy import Connection, Engine, text

from sync.audit.entry import AuditAction, AuditDraft
from sync.store.quiet import Quiet
from sync.store.unit_of_work import Store, UnitOfWork


def write_something(unit: UnitOfWork, subject: str = "x") -> None:
    unit.record(AuditDraft(action=AuditAction.HEARTBEAT, subject=subject))
    unit.settle_audit()


def noted(store: Store) -> Quiet:
    quiet = Quiet()
    with store.write(actor="system") as unit:
        write_something(unit)
        quiet.note(unit.connection)
    return quiet


def is_quiet(store: Store, quiet: Quiet) -> bool:
    with store.write(actor="system") as unit:
        return quiet.since(unit.connection)


def test_nothing_is_known_at_first(store: Store) -> None:
    assert not is_quiet(store, Quiet())


def test_what_was_written_before_the_note_counts_as_known(store: Store) -> None:
    assert is_quiet(store, noted(store))


def test_another_transaction_is_noticed(store: Store) -> None:
    quiet = noted(store)
    with store.write(actor="importer") as unit:
        write_something(unit, "y")

    assert not is_quiet(store, quiet)


def test_a_transaction_on_another_connection_is_noticed(store: Store) -> None:
    quiet = noted(store)
    first: AbstractContextManager[Connection] = store.read()
    with first, store.write(actor="importer") as unit:  # the first one's connection is taken
        write_something(unit, "y")

    assert not is_quiet(store, quiet)


def test_another_process_is_noticed(store: Store, engine: Engine) -> None:
    quiet = noted(store)
    engine.dispose()  # every connection from now on is a new one, as another process has
    with store.write(actor="importer") as unit:
        write_something(unit, "y")

    assert not is_quiet(store, quiet)


def test_what_was_rolled_back_never_hides_what_was_written(store: Store) -> None:
    quiet = noted(store)
    with store.rehearse(actor="system") as unit:
        unit.connection.execute(text("DELETE FROM audit_detail"))
    with store.write(actor="importer") as unit:
        write_something(unit, "y")

    assert not is_quiet(store, quiet)


def test_reading_disturbs_nothing(store: Store) -> None:
    quiet = noted(store)
    with store.read() as connection:
        connection.execute(text("SELECT count(*) FROM audit_entry")).scalar_one()

    assert is_quiet(store, quiet)

"""The register kept between batches says what the store says."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mapping.identifiers import MobilityId, StudentId
from sync.audit.entry import AuditAction, AuditDraft
from sync.register import KeptRegister, Register, load_register
from sync.store.people import record_alias, record_mobilities
from sync.store.unit_of_work import Store, UnitOfWork
from tests.builders import HOST, make_mobility

NOTE = AuditDraft(action=AuditAction.HEARTBEAT, subject="x")


@contextmanager
def batch(store: Store, kept: KeptRegister) -> Iterator[Register]:
    """A batch of recognition: asks for the register, writes, keeps it."""
    with store.write(actor="system") as unit:
        yield kept.within(unit)
        unit.record(NOTE)
        unit.settle_audit()
        kept.keep(unit)


def test_a_batch_after_a_batch_reads_nothing_again(store: Store) -> None:
    kept = KeptRegister(HOST)
    with batch(store, kept) as first:
        pass
    with batch(store, kept) as second:
        pass

    assert second is first


def test_other_writing_does_not_build_the_index_again(store: Store) -> None:
    kept = KeptRegister(HOST)
    with batch(store, kept) as first:
        pass
    with store.write(actor="system") as unit:
        unit.record(NOTE)
    with batch(store, kept) as second:
        pass

    assert second.index is first.index


def registered(unit: UnitOfWork) -> None:
    record_mobilities(unit, [make_mobility("M-0002", student_id=StudentId("00999"))], [])


def corrected(unit: UnitOfWork) -> None:
    record_mobilities(unit, [make_mobility(student_id=StudentId("00777"))], [])


def confirmed(unit: UnitOfWork) -> None:
    record_alias(
        unit, host=HOST, key="k", mobility_id=MobilityId("M-0001"), reason="seen", entry=NOTE
    )


@pytest.mark.parametrize("change", [registered, corrected, confirmed])
def test_what_somebody_changed_between_two_batches_counts(store: Store, change: object) -> None:
    assert callable(change)
    kept = KeptRegister(HOST)
    with store.write(actor="importer") as unit:
        record_mobilities(unit, [make_mobility()], [])
    with batch(store, kept):
        pass

    with store.write(actor="importer") as unit:
        change(unit)
    with batch(store, kept) as found, store.read() as connection:
        said = load_register(connection, HOST)

    assert (found.mobilities, found.aliases) == (said.mobilities, said.aliases)
    assert [found.index.mobility(each) for each in said.mobilities] == list(
        said.mobilities.values()
    )

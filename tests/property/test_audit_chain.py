import hashlib
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from sync.audit.chain import ChainHead, Checkpoint, erasure_of, extend, head_of, verify
from sync.audit.entry import AuditAction, AuditDraft, AuditEntry, AuditRecord
from sync.audit.export import read_tsv, tsv_lines

MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
FIELD = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12)
VALUE = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DRAFTS = st.lists(
    st.builds(
        AuditDraft,
        action=st.sampled_from(AuditAction).filter(lambda a: a is not AuditAction.DETAIL_ERASED),
        subject=FIELD,
        detail=st.dictionaries(FIELD, VALUE, max_size=3),
    ),
    min_size=1,
    max_size=8,
)


def salts(drafts: Sequence[AuditDraft], offset: int = 0) -> list[bytes]:
    return [
        hashlib.sha256(str(offset + number).encode()).digest()[:16] for number in range(len(drafts))
    ]


def chained(drafts: list[AuditDraft], at: datetime = MORNING) -> list[AuditRecord]:
    return list(extend(ChainHead(), drafts, at=at, actor="system", salts=salts(drafts)))


def pinned_at(record: AuditRecord) -> Checkpoint:
    entry = record.entry
    return Checkpoint(origin="home.edu.kz", size=entry.sequence, digest=entry.digest)


@given(DRAFTS)
def test_what_was_chained_verifies_and_survives_export(drafts: list[AuditDraft]) -> None:
    records = chained(drafts)

    assert verify(records, checkpoints=[pinned_at(records[-1])]).intact
    assert list(read_tsv(tsv_lines(records))) == records


@given(DRAFTS, st.data())
def test_chaining_in_two_transactions_is_chaining_in_one(
    drafts: list[AuditDraft], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(drafts)))
    first = extend(ChainHead(), drafts[:cut], at=MORNING, actor="system", salts=salts(drafts[:cut]))
    head = head_of(first[-1].entry) if first else ChainHead()
    rest = drafts[cut:]

    second = extend(head, rest, at=MORNING, actor="system", salts=salts(rest, offset=cut))
    assert [*first, *second] == chained(drafts)


@given(DRAFTS, st.data())
def test_changed_byte_of_an_export_breaks_the_chain(
    drafts: list[AuditDraft], data: st.DataObject
) -> None:
    records = chained(drafts)
    exported = bytearray("".join(tsv_lines(records)).encode())
    place = data.draw(st.integers(0, len(exported) - 1))
    exported[place] ^= data.draw(st.integers(1, 255))

    try:
        changed = list(read_tsv(exported.decode().split("\n")[:-1]))
    except ValueError:
        return  # no longer a log at all
    pinned = pinned_at(records[-1])
    assert changed == records or not verify(changed, checkpoints=[pinned]).intact


@given(DRAFTS, st.data())
def test_changed_field_breaks_the_chain(drafts: list[AuditDraft], data: st.DataObject) -> None:
    records = chained(drafts)
    place = data.draw(st.integers(0, len(records) - 1))
    entry = records[place].entry
    name = data.draw(st.sampled_from([field.name for field in fields(AuditEntry)]))
    value = getattr(entry, name)
    if isinstance(value, int):
        changed: object = value + data.draw(st.integers(1, 5))
    elif isinstance(value, datetime):
        changed = value + timedelta(microseconds=data.draw(st.integers(1, 1000)))
    else:
        changed = data.draw(FIELD)
        assume(changed != value)
    records[place] = replace(records[place], entry=replace(entry, **{name: changed}))  # type: ignore[arg-type]

    verification = verify(records)
    assert not verification.intact
    assert verification.faults[0].sequence >= entry.sequence


@given(DRAFTS, st.data())
def test_removed_or_moved_entry_breaks_the_chain(
    drafts: list[AuditDraft], data: st.DataObject
) -> None:
    records = chained(drafts)
    kept = data.draw(st.lists(st.sampled_from(range(len(records))), max_size=len(records) + 1))
    assume(kept != list(range(len(records))))
    pinned = pinned_at(records[-1])

    assert not verify([records[place] for place in kept], checkpoints=[pinned]).intact


@given(DRAFTS, st.data())
def test_erasing_details_on_record_leaves_the_chain_intact(
    drafts: list[AuditDraft], data: st.DataObject
) -> None:
    records = chained(drafts)
    erased = data.draw(st.sets(st.sampled_from([record.entry.sequence for record in records])))
    tombstones = [erasure_of(sequence, reason="request") for sequence in sorted(erased)]
    after = extend(
        head_of(records[-1].entry),
        tombstones,
        at=MORNING,
        actor="registrar",
        salts=salts(tombstones, offset=100),
    )

    left = [
        replace(record, detail=None) if record.entry.sequence in erased else record
        for record in records
    ]
    verification = verify([*left, *after], checkpoints=[pinned_at(records[-1])])
    assert verification.intact
    assert verification.erased == len(erased)

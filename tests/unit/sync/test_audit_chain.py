from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sync.audit.chain import (
    FAULTS_KEPT,
    ChainFault,
    ChainHead,
    Checkpoint,
    Details,
    Fault,
    Silence,
    erasure_of,
    extend,
    head_of,
    parse_checkpoint,
    silences,
    verify,
)
from sync.audit.entry import GENESIS, AuditAction, AuditDetail, AuditDraft, AuditRecord, line_digest
from sync.errors import AuditChainBroken

MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
SALT = bytes(range(16))


def drafts(count: int) -> list[AuditDraft]:
    return [
        AuditDraft(
            action=AuditAction.DECISION_RECORDED, subject=f"case-{number}", detail={"letter": "B"}
        )
        for number in range(1, count + 1)
    ]


def chain(count: int, head: ChainHead | None = None) -> tuple[AuditRecord, ...]:
    return extend(
        head or ChainHead(), drafts(count), at=MORNING, actor="system", salts=[SALT] * count
    )


def erased(record: AuditRecord) -> AuditRecord:
    return replace(record, detail=None)


def with_entry(record: AuditRecord, **changes: object) -> AuditRecord:
    return replace(record, entry=replace(record.entry, **changes))  # type: ignore[arg-type]


def faults(records: list[AuditRecord]) -> list[tuple[int, Fault]]:
    return [(fault.sequence, fault.fault) for fault in verify(records).faults]


def test_untouched_log_is_intact() -> None:
    records = chain(5)

    verification = verify(records)
    assert verification.intact
    assert verification.entries == 5
    assert verification.head == head_of(records[-1].entry)
    verification.require_intact()


def test_empty_log_is_intact_and_ends_at_genesis() -> None:
    assert verify([]).head == ChainHead(sequence=0, digest=GENESIS)


def test_first_entry_names_genesis_and_each_next_the_one_before() -> None:
    first, second = (record.entry for record in chain(2))

    assert (first.sequence, first.previous) == (1, GENESIS)
    assert (second.sequence, second.previous) == (2, first.digest)


def test_chain_continues_from_a_head_as_if_never_interrupted() -> None:
    first = chain(2)

    assert verify([*first, *chain(3, head_of(first[-1].entry))]).entries == 5
    assert verify([*first, *chain(3, head_of(first[-1].entry))]).intact


def test_tail_is_verified_from_a_head_verified_before() -> None:
    records = chain(5)

    assert verify(records[3:], start=head_of(records[2].entry)).intact


def test_changed_line_is_one_fault_at_its_place() -> None:
    records = list(chain(4))
    records[1] = with_entry(records[1], subject="case-9")

    assert faults(records) == [(2, Fault.CONTENT)]


def test_changed_line_with_its_digest_mended_breaks_the_next_link() -> None:
    records = list(chain(4))
    changed = with_entry(records[1], actor="nobody")
    records[1] = with_entry(changed, digest=line_digest(changed.entry.line))

    assert faults(records) == [(3, Fault.LINK)]


def test_removed_entry_is_a_gap() -> None:
    records = list(chain(4))
    del records[1]

    assert verify(records).faults == (
        ChainFault(sequence=3, fault=Fault.GAP, expected="2", found="3"),
    )


def test_removed_beginning_is_a_gap() -> None:
    assert faults(list(chain(4))[2:]) == [(3, Fault.GAP)]


def test_exchanged_entries_are_out_of_order() -> None:
    records = list(chain(4))
    records[1], records[2] = records[2], records[1]

    assert (2, Fault.ORDER) in faults(records)


def test_repeated_entry_is_out_of_order() -> None:
    records = list(chain(3))

    assert faults([*records, records[-1]]) == [(3, Fault.ORDER)]


def test_changed_detail_is_found() -> None:
    records = list(chain(3))
    records[1] = replace(records[1], detail=AuditDetail(salt=SALT.hex(), text="letter\tA\n"))

    assert faults(records) == [(2, Fault.DETAIL)]


def test_detail_that_vanished_without_a_tombstone_is_found() -> None:
    records = list(chain(3))
    records[1] = erased(records[1])

    assert faults(records) == [(2, Fault.DETAIL_MISSING)]


def test_erased_detail_with_its_tombstone_leaves_the_log_intact() -> None:
    records = list(chain(3))
    tombstone = extend(
        head_of(records[-1].entry),
        [erasure_of(2, reason="erasure request 4")],
        at=MORNING,
        actor="registrar",
        salts=[SALT],
    )

    verification = verify([records[0], erased(records[1]), records[2], *tombstone])
    assert verification.intact
    assert verification.erased == 1


def test_tombstone_excuses_only_the_entry_it_names() -> None:
    records = list(chain(3))
    tombstone = extend(
        head_of(records[-1].entry),
        [erasure_of(2, reason="erasure request 4")],
        at=MORNING,
        actor="registrar",
        salts=[SALT],
    )

    broken = [erased(records[0]), erased(records[1]), records[2], *tombstone]
    assert faults(broken) == [(1, Fault.DETAIL_MISSING)]


def test_withheld_details_are_not_asked_for() -> None:
    records = [erased(record) for record in chain(3)]

    assert verify(records, details=Details.WITHHELD).intact


def test_cut_tail_shows_against_a_checkpoint() -> None:
    records = chain(5)
    last = records[-1].entry
    pinned = Checkpoint(origin="home.edu.kz", size=last.sequence, digest=last.digest)

    assert verify(records, checkpoints=[pinned]).intact
    cut = verify(records[:3], checkpoints=[pinned])
    assert cut.faults == (ChainFault(sequence=4, fault=Fault.TRUNCATED, expected="5", found="3"),)


def test_log_written_anew_shows_against_a_checkpoint() -> None:
    third = chain(5)[2].entry
    pinned = Checkpoint(origin="home.edu.kz", size=3, digest=third.digest)
    anew = extend(
        ChainHead(), drafts(5), at=MORNING + timedelta(days=1), actor="system", salts=[SALT] * 5
    )

    assert verify(anew).intact
    assert [found.fault for found in verify(anew, checkpoints=[pinned]).faults] == [
        Fault.CHECKPOINT
    ]


def test_checkpoint_before_the_start_is_not_looked_at() -> None:
    records = chain(5)
    pinned = Checkpoint(origin="home.edu.kz", size=1, digest="f" * 64)

    assert verify(records[3:], start=head_of(records[2].entry), checkpoints=[pinned]).intact


def test_broken_log_stops_at_its_first_broken_entry() -> None:
    records = list(chain(5))
    for place in (3, 1):
        records[place] = with_entry(records[place], subject="case-9")

    with pytest.raises(AuditChainBroken, match="broken at entry 2") as caught:
        verify(records).require_intact()
    assert caught.value.sequence == 2


def test_faults_are_counted_beyond_those_described() -> None:
    records = [with_entry(record, subject="other") for record in chain(FAULTS_KEPT + 20)]

    verification = verify(records)
    assert verification.fault_count == FAULTS_KEPT + 20
    assert len(verification.faults) == FAULTS_KEPT


def test_checkpoint_is_three_lines_that_read_back() -> None:
    checkpoint = Checkpoint(origin="home.edu.kz", size=12, digest="ab" * 32)

    assert str(checkpoint) == "home.edu.kz\n12\n" + "ab" * 32 + "\n"
    assert parse_checkpoint(str(checkpoint)) == checkpoint
    assert parse_checkpoint("\n  home.edu.kz\r\n12 \r\n" + "ab" * 32) == checkpoint


@pytest.mark.parametrize(
    "text",
    ["", "home\n12", "home\n-1\n" + "0" * 64, "home\n1\n" + "Z" * 64, "a\n1\n" + "0" * 64 + "\nb"],
)
def test_anything_else_is_no_checkpoint(text: str) -> None:
    with pytest.raises(ValueError, match="three lines"):
        parse_checkpoint(text)


@pytest.mark.parametrize("salts", [[], [b"short"], [b"x" * 17]])
def test_entry_without_a_full_salt_is_refused(salts: list[bytes]) -> None:
    with pytest.raises(ValueError, match="salt"):
        extend(ChainHead(), drafts(1), at=MORNING, actor="system", salts=salts)


def test_subject_and_actor_that_would_bend_the_line_are_refused() -> None:
    bent = AuditDraft(action=AuditAction.HEARTBEAT, subject="a\tb")

    with pytest.raises(ValueError, match="subject"):
        extend(ChainHead(), [bent], at=MORNING, actor="system", salts=[SALT])
    with pytest.raises(ValueError, match="actor"):
        extend(ChainHead(), drafts(1), at=MORNING, actor="a\nb", salts=[SALT])


def test_same_detail_under_two_salts_gives_unlike_digests() -> None:
    one, other = (
        extend(ChainHead(), drafts(1), at=MORNING, actor="system", salts=[salt])[0].entry
        for salt in (SALT, bytes(16))
    )

    assert one.detail_digest != other.detail_digest


def test_silence_longer_than_the_heartbeat_is_shown() -> None:
    first = chain(2)
    later = MORNING + timedelta(hours=3)
    second = extend(head_of(first[-1].entry), drafts(1), at=later, actor="system", salts=[SALT])

    assert list(silences([*first, *second], longer_than=timedelta(hours=1))) == [
        Silence(after_sequence=2, since=MORNING, until=later)
    ]
    assert list(silences([*first, *second], longer_than=timedelta(hours=3))) == []

"""What a document's code proves, from a log, from an excerpt, and after somebody changed either."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.audit.chain import ChainHead, Checkpoint, extend, head_of
from sync.audit.entry import AuditAction, AuditDraft, AuditRecord, line_digest
from sync.audit.export import read_tsv, tsv_lines
from sync.audit.proof import (
    Claim,
    ProofFault,
    ProofVerdict,
    excerpt,
    file_digest,
    parse_claim,
    prove,
    verification_code,
)

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
STATEMENT = "transcript\thome.edu.kz\nstudent\t00123\ncomponent\tECO2204\t6\tB\n"
NONCE = "ab" * 16
CODE = verification_code(NONCE, STATEMENT)
PAPER = b"the document"
Log = list[AuditRecord]


def extended(log: Log, *drafts: AuditDraft) -> Log:
    head = head_of(log[-1].entry) if log else ChainHead()
    salts = [bytes([len(log) + number] * 16) for number in range(len(drafts))]
    return [*log, *extend(head, drafts, at=NOW, actor="Registrar", salts=salts)]


def other(subject: str) -> AuditDraft:
    return AuditDraft(action=AuditAction.DECISION_RECORDED, subject=subject, detail={"letter": "B"})


def issue(log: Log, decisions: list[int], **facts: str) -> AuditDraft:
    named = [log[number - 1].entry for number in decisions]
    detail = {
        "about": "00123",
        "code": CODE,
        "decisions": " ".join(f"{each.sequence}:{each.digest}" for each in named),
        "document": file_digest(PAPER),
        "form": "pdf",
        "languages": "kk ru en",
        "log_digest": log[-1].entry.digest,
        "log_size": str(len(log)),
        "nonce": NONCE,
        "statement": STATEMENT,
        "version": "1",
    }
    statement = facts.get("statement", STATEMENT)
    code = verification_code(facts.get("nonce", NONCE), statement)
    return AuditDraft(
        action=AuditAction.TRANSCRIPT_ISSUED, subject=code, detail={**detail, **facts}
    )


@pytest.fixture
def log() -> Log:
    """Ten entries: decisions, the issue as entry 6, others' decisions after it."""
    before = extended([], *(other(f"case-{number}") for number in range(1, 6)))
    with_issue = extended(before, issue(before, [2, 4]))
    return extended(with_issue, *(other(f"case-{number}") for number in range(7, 11)))


def settled(log: Log, claim: Claim | None = None, **more: object) -> ProofVerdict:
    return prove(lambda: log, claim or Claim(code=CODE), **more)  # type: ignore[arg-type]


def resealed(record: AuditRecord, **changes: object) -> AuditRecord:
    """Change a line and give it the digest that fits, as a forger would."""
    entry = replace(record.entry, **changes)  # type: ignore[arg-type]
    return replace(record, entry=replace(entry, digest=line_digest(entry.line)))


def test_untouched_log_proves_the_document(log: Log) -> None:
    verdict = settled(log, documents=[file_digest(PAPER)])

    assert verdict.proved
    assert [issue.sequence for issue in verdict.issues] == [6]
    assert verdict.decisions == (2, 4)
    assert verdict.issues[0].statement == STATEMENT
    assert verdict.issues[0].actor == "Registrar"


def test_qr_code_pins_the_log_it_was_drawn_up_from(log: Log) -> None:
    fifth = log[4].entry

    assert settled(log, Claim(code=CODE, size=5, digest=fifth.digest)).proved
    assert settled(log, Claim(code=CODE, size=5, digest="0" * 64)).faults == (
        ProofFault.PINNED_DIFFERS,
    )


def test_unknown_code_is_not_proved(log: Log) -> None:
    verdict = settled(log, Claim(code=verification_code("00", "")))

    assert (verdict.proved, verdict.faults) == (False, (ProofFault.UNKNOWN_CODE,))


def test_another_file_is_not_the_document(log: Log) -> None:
    verdict = settled(log, documents=[file_digest(PAPER), file_digest(b"another")])

    assert verdict.faults == (ProofFault.DOCUMENT_DIFFERS,)


def changed_statement(log: Log) -> Log:
    detail = log[5].detail
    assert detail is not None
    text = detail.text.replace("ECO2204\\t6\\tB", "ECO2204\\t6\\tA")
    assert text != detail.text
    forged = replace(detail, text=text)
    return [*log[:5], replace(log[5], detail=forged), *log[6:]]


def resealed_statement(log: Log) -> Log:
    forged = changed_statement(log)[5]
    assert forged.detail is not None
    return [*log[:5], resealed(forged, detail_digest=forged.detail.digest), *log[6:]]


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (changed_statement, ProofFault.DETAIL_CHANGED),
        (changed_statement, ProofFault.STATEMENT_CHANGED),
        (resealed_statement, ProofFault.STATEMENT_CHANGED),
        (resealed_statement, ProofFault.CHAIN_BROKEN),
        (
            lambda log: [log[0], resealed(log[1], actor="somebody"), *log[2:]],
            ProofFault.DECISION_CHANGED,
        ),
        (
            lambda log: [log[0], replace(log[1], entry=replace(log[1].entry, actor="x")), *log[2:]],
            ProofFault.ENTRY_CHANGED,
        ),
        (
            lambda log: [*log[:4], resealed(log[4], subject="another"), *log[5:]],
            ProofFault.PINNED_DIFFERS,
        ),
        (
            lambda log: [*log[:5], replace(log[5], detail=None), *log[6:]],
            ProofFault.DETAIL_WITHHELD,
        ),
    ],
)
def test_what_was_changed_is_told(
    log: Log, tamper: Callable[[Log], Log], fault: ProofFault
) -> None:
    verdict = settled(tamper(log))

    assert not verdict.proved
    assert fault in verdict.faults


def test_checkpoints_before_and_after_are_compared(log: Log) -> None:
    good = [Checkpoint(origin="h", size=size, digest=log[size - 1].entry.digest) for size in (3, 9)]
    bad = Checkpoint(origin="h", size=9, digest="0" * 64)
    beyond = Checkpoint(origin="h", size=11, digest="0" * 64)

    assert settled(log, checkpoints=good).proved
    assert settled(log, checkpoints=[bad]).faults == (ProofFault.CHECKPOINT_DIFFERS,)
    assert settled(log, checkpoints=[beyond]).faults == (ProofFault.CHECKPOINT_OUT_OF_REACH,)


def through_a_file(records: list[AuditRecord]) -> Log:
    return list(read_tsv("".join(tsv_lines(records)).splitlines(keepends=True)))


def test_excerpt_proves_the_same_without_the_log(log: Log) -> None:
    proof = through_a_file(list(excerpt(lambda: log, Claim(code=CODE))))
    pinned = Claim(code=CODE, size=5, digest=log[4].entry.digest)

    assert [record.entry.sequence for record in proof] == [2, 4, 5, 6]
    verdict = settled(proof, pinned, documents=[file_digest(PAPER)])
    assert verdict.proved
    assert verdict.decisions == (2, 4)


def test_excerpt_tells_nothing_of_others(log: Log) -> None:
    proof = list(excerpt(lambda: log, Claim(code=CODE), until=9))
    told = [record.entry.sequence for record in proof if record.detail is not None]

    assert [record.entry.sequence for record in proof] == [2, 4, 5, 6, 7, 8, 9]
    assert told == [2, 4, 6]


def test_excerpt_leads_to_a_later_checkpoint_link_by_link(log: Log) -> None:
    checkpoint = Checkpoint(origin="h", size=9, digest=log[8].entry.digest)
    proof = list(excerpt(lambda: log, Claim(code=CODE), until=9))
    without_one = [record for record in proof if record.entry.sequence != 8]

    assert settled(proof, checkpoints=[checkpoint]).proved
    assert settled(without_one, checkpoints=[checkpoint]).faults == (
        ProofFault.CHECKPOINT_OUT_OF_REACH,
    )


def test_excerpt_of_an_unknown_code_is_empty(log: Log) -> None:
    assert list(excerpt(lambda: log, Claim(code=verification_code("00", "")))) == []


def test_a_newer_version_is_named(log: Log) -> None:
    newer = issue(log, [8], version="2", statement=f"{STATEMENT}more\n", nonce="cd" * 16)
    longer = extended(log, newer)

    assert settled(longer).superseded_by == ("2", newer.subject)
    assert settled(longer).proved
    assert settled(longer, Claim(code=newer.subject)).superseded_by is None


def test_every_form_of_a_version_is_listed(log: Log) -> None:
    longer = extended(log, issue(log, [2], form="elmo", document=file_digest(b"xml")))
    verdict = settled(longer, documents=[file_digest(b"xml"), file_digest(PAPER)])

    assert verdict.proved
    assert [each.form for each in verdict.issues] == ["pdf", "elmo"]


# --- codes ---------------------------------------------------------------------------------------


@given(st.text(), st.text())
def test_codes_are_five_groups_a_person_can_type(nonce: str, statement: str) -> None:
    code = verification_code(nonce, statement)

    assert [len(group) for group in code.split("-")] == [5] * 5
    assert parse_claim(code).code == code
    assert parse_claim(f" {code.lower().replace('-', ' ')} ").code == code


def test_misread_letters_are_read_as_meant() -> None:
    code = verification_code("n", "s")
    misread = code.replace("0", "O").replace("1", "I")

    assert parse_claim(misread).code == code


@given(st.text(), st.text())
def test_another_statement_has_another_code(one: str, other_one: str) -> None:
    same = verification_code("n", one) == verification_code("n", other_one)

    assert same == (one == other_one)


def test_what_a_qr_code_holds_is_read_whole() -> None:
    payload = f"UTQYR:1/HOME.EDU.KZ/{CODE}/412/{'3F' * 32}"
    expected = Claim(code=CODE, origin="home.edu.kz", size=412, digest="3f" * 32)

    assert parse_claim(payload) == expected
    assert parse_claim(f"https://home.edu.kz/verify#{payload}") == expected


@pytest.mark.parametrize("text", ["", "K7M2Q", f"{CODE}X", "UTQYR:1/x", "йцуке-" * 5, "D12"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="five groups"):
        parse_claim(text)


def test_codes_are_derived_as_the_page_for_auditors_says() -> None:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    number = int(hashlib.sha256(f"{NONCE}\n{STATEMENT}".encode()).hexdigest(), 16)
    letters = [alphabet[number >> 5 * place & 31] for place in range(25)]
    groups = ["".join(letters[start : start + 5]) for start in range(0, 25, 5)]

    assert verification_code(NONCE, STATEMENT) == "-".join(groups)
    assert alphabet in (Path(__file__).parents[3] / "docs" / "audit.md").read_text("utf-8")

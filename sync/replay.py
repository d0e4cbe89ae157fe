"""Computes history again: every decision from its kept case and rulebook; any difference is told.

    case (by digest) + rulebook (by revision) + what stood at home then -> the same decision, or not

Nothing is written. Evidence is digested again too: the bytes a decision rests on are still there.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from mapping.decisions import Decision, Held
from mapping.lifecycle import PROPOSALS, compare_decision, decision_content, hold_taken
from mapping.recognition import recognise
from mapping.rulebook import Rulebook
from sync.deciding import taken_elsewhere
from sync.store.decisions import (
    SHADOW_STATES,
    Standing,
    StoredDecision,
    all_decisions,
    load_case,
    load_rulebook,
)
from sync.store.documents import all_documents
from sync.store.evidence import EvidenceStore

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that is not what it was: a decision (`D12`) or a document (its digest)."""

    reference: str
    what: str


@dataclass(slots=True, kw_only=True)
class ReplayReport:
    """What a replay found; `differences` is empty when history computes to itself."""

    decisions: int = 0
    documents: int = 0
    differences: list[Difference] = field(default_factory=list)


def replay(connection: Connection, evidence: EvidenceStore) -> ReplayReport:
    """Compute every decision again, in the order they were made."""
    report = ReplayReport()
    for found in _replay_decisions(connection):
        report.decisions += 1
        if isinstance(found, Difference):
            report.differences.append(found)
    for sha256 in all_documents(connection):
        report.documents += 1
        what = _difference_of(evidence.path_of(sha256), sha256)
        if what:
            report.differences.append(Difference(reference=sha256, what=what))
    return report


def _replay_decisions(connection: Connection) -> Iterator[Difference | StoredDecision]:
    standing: dict[str, list[Standing]] = {}
    rulebooks: dict[str, Rulebook | None] = {}
    for stored in all_decisions(connection):
        if stored.revision not in rulebooks:
            rulebooks = {stored.revision: load_rulebook(connection, stored.revision)}
        mine = standing.setdefault(stored.student_id, [])
        what = _compare(connection, stored, rulebooks[stored.revision], mine)
        yield Difference(reference=f"D{stored.decision_id}", what=what) if what else stored
        standing[stored.student_id] = _stands_after(stored, mine)


def _compare(
    connection: Connection,
    stored: StoredDecision,
    rulebook: Rulebook | None,
    students: Sequence[Standing],
) -> str:
    case = load_case(connection, stored.case_digest)
    if case is None or rulebook is None:
        return "its case or its rulebook is not kept any more"
    if decision_content(stored.decision) != stored.fingerprint:
        return "its content is not what was recorded"
    standing = [each.decision for each in students if each.subject == stored.subject]
    if stored.state in SHADOW_STATES:
        standing = []  # it was made to be compared with the clerk, not with what stood at home
    taken = taken_elsewhere(stored.subject, stored.student_id, students)
    if _is_proposal(stored.decision):
        rests_on = {each.results for each in standing}
        return "" if stored.decision.results in rests_on else "it proposes to take back nothing"
    again = set()
    for made in recognise(case, rulebook):
        change = compare_decision(
            hold_taken(made, taken), standing=standing, frozen=stored.frozen, waivers=case.waivers
        )
        again.add(change.content)
    return "" if stored.fingerprint in again else "it is decided otherwise now"


def _is_proposal(decision: Decision) -> bool:
    return isinstance(decision, Held) and any(
        reason.code in PROPOSALS for reason in decision.reasons
    )


def _stands_after(stored: StoredDecision, before: list[Standing]) -> list[Standing]:
    """Tell what stands at home after a decision, as `sync.deciding` does."""
    decision = stored.decision
    if isinstance(decision, Held) or stored.state in SHADOW_STATES:
        return before
    places = {outcome.component for outcome in decision.outcomes}
    kept = [
        each
        for each in before
        if each.subject != stored.subject
        or (
            not set(each.decision.results) & set(decision.results)
            and not {outcome.component for outcome in each.decision.outcomes} & places
        )
    ]
    mine = Standing(subject=stored.subject, student_id=stored.student_id, decision=decision)
    return [*kept, mine]


def _difference_of(path: Path, sha256: str) -> str:
    """Digest a kept document again."""
    try:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(_CHUNK):
                digest.update(block)
    except OSError:
        return "the document is not there any more"
    return "" if digest.hexdigest() == sha256 else "the document is not what was kept"

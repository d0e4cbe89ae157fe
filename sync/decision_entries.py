"""What the audit log says of a decision: that it was made, and that another one came after it."""

from mapping.decisions import Recognised, RecognitionOutcome
from mapping.numbers import plain
from sync.audit.entry import AuditAction, AuditDraft
from sync.store.decisions import NewDecision, StoredDecision


def recorded_entry(item: NewDecision) -> AuditDraft:
    """Say that a decision was made, from what, and what it says."""
    decision = item.decision
    detail: dict[str, str | None] = {
        "host": item.host,
        "subject": item.subject,
        "results": ", ".join(decision.results),
        "evidence": ", ".join(decision.evidence),
        "rulebook": item.revision,
        "case": item.case_digest,
        "fingerprint": item.fingerprint,
    }
    if isinstance(decision, Recognised):
        detail["recognised"] = "; ".join(_shown(outcome) for outcome in decision.outcomes)
        detail["rule"] = decision.rule
    else:
        detail["held"] = ", ".join(reason.code.value for reason in decision.reasons)
    return AuditDraft(action=AuditAction.DECISION_RECORDED, subject=decision.case, detail=detail)


def _shown(outcome: RecognitionOutcome) -> str:
    percent = "" if outcome.percent is None else f" {plain(outcome.percent)} %"
    letter = f" {outcome.letter}" if outcome.letter else ""
    return f"{outcome.component} {plain(outcome.credits)} credits{letter}{percent}"


def superseded_entry(stored: StoredDecision) -> AuditDraft:
    """Say that another decision came after one."""
    return AuditDraft(
        action=AuditAction.DECISION_SUPERSEDED,
        subject=stored.decision.case,
        detail={"decision": f"D{stored.decision_id}", "fingerprint": stored.fingerprint},
    )

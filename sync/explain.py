"""One grade's whole way, from the host's document to the receipt, as lines or as plain values.

document -> steps of the decision -> outcome or reasons -> gradebook -> entries on record

Pure: it is given everything, and asks nobody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from mapping.decisions import RecognitionOutcome
from mapping.held import HeldReason
from mapping.numbers import plain
from mapping.trace import Step
from sync.messages import Messages

_INDENT = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedDocument:
    """A document the decision rests on; `received_at` as the store writes it."""

    name: str
    sha256: str
    received_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedDelivery:
    """One place in the gradebook, percentages; `receipt` names the content that was delivered."""

    reference: str
    component: str
    state: str
    wanted: Decimal | None = None
    last_written: Decimal | None = None
    there_now: Decimal | None = None
    changed_at: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedEntry:
    """One audit entry about the decision, its documents or its deliveries."""

    sequence: int
    at: str
    actor: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything there is to say about one decision.

    A recognised decision has outcomes, a held one reasons; `superseded` tells that a newer decision
    stands in its place, `shadow` that it was made to be compared and never delivered.
    """

    reference: str
    host: str
    student_id: str
    decided_at: str
    revision: str
    superseded: bool = False
    shadow: bool = False
    documents: tuple[ExplainedDocument, ...] = ()
    steps: tuple[Step, ...] = ()
    outcomes: tuple[RecognitionOutcome, ...] = ()
    reasons: tuple[HeldReason, ...] = ()
    deliveries: tuple[ExplainedDelivery, ...] = ()
    entries: tuple[ExplainedEntry, ...] = ()


def explain_lines(explanation: Explanation, messages: Messages) -> tuple[str, ...]:
    """Tell the way in the language of the messages; the lines hold grades: never log them."""
    say = messages.text
    head = [
        say(
            "explain-title",
            reference=explanation.reference,
            host=explanation.host,
            student=explanation.student_id,
        ),
        say("explain-decided", at=explanation.decided_at, revision=explanation.revision),
    ]
    if explanation.superseded:
        head.append(say("explain-superseded"))
    if explanation.shadow:
        head.append(say("explain-shadow"))
    sections = [
        ("explain-documents", _documents(explanation, messages)),
        ("explain-steps", _steps(explanation, messages)),
        ("explain-outcomes", _outcomes(explanation, messages)),
        ("explain-held", _reasons(explanation, messages)),
        ("explain-deliveries", _deliveries(explanation, messages)),
        ("explain-audit", _entries(explanation, messages)),
    ]
    body = [line for title, lines in sections for line in _section(say(title), lines)]
    return (*head, *body)


def explanation_facts(explanation: Explanation) -> dict[str, object]:
    """Give the same as plain values for a program to read; numbers are text, exactly as decided."""
    return {
        "reference": explanation.reference,
        "host": explanation.host,
        "student": explanation.student_id,
        "decided_at": explanation.decided_at,
        "revision": explanation.revision,
        "superseded": explanation.superseded,
        "shadow": explanation.shadow,
        "documents": [
            {"name": item.name, "sha256": item.sha256, "received_at": item.received_at}
            for item in explanation.documents
        ],
        "steps": [
            {
                "kind": step.kind,
                "facts": dict(step.facts),
                "source": step.source,
                "place": step.place,
            }
            for step in explanation.steps
        ],
        "outcomes": [_outcome_facts(outcome) for outcome in explanation.outcomes],
        "reasons": [
            {"code": reason.code.value, "facts": dict(reason.facts)}
            for reason in explanation.reasons
        ],
        "deliveries": [_delivery_facts(item) for item in explanation.deliveries],
        "audit": [
            {"sequence": item.sequence, "at": item.at, "actor": item.actor, "action": item.action}
            for item in explanation.entries
        ],
    }


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Put lines under their title; what has nothing to say is left out."""
    indented = [f"{_INDENT}{line}" for line in lines]
    if indented:
        yield ""
        yield title
        yield from indented


def _documents(explanation: Explanation, messages: Messages) -> Iterator[str]:
    for item in explanation.documents:
        yield messages.text("explain-document", title=item.name, at=item.received_at)
        yield _INDENT + messages.text("explain-document-digest", digest=item.sha256)


def _steps(explanation: Explanation, messages: Messages) -> Iterator[str]:
    for number, step in enumerate(explanation.steps, start=1):
        yield f"{number}. {messages.step(step)}"
        if step.source:
            yield _INDENT * 2 + messages.text("explain-source", source=step.source)
        if step.place:
            yield _INDENT * 2 + messages.text("explain-place", place=step.place)


def _outcomes(explanation: Explanation, messages: Messages) -> Iterator[str]:
    for item in explanation.outcomes:
        credits_text = plain(item.credits)
        if item.letter is None:
            yield messages.text(
                "explain-outcome-ungraded", component=item.component, credits=credits_text
            )
            continue
        yield messages.text(
            "explain-outcome",
            component=item.component,
            credits=credits_text,
            letter=item.letter,
            points=_number(item.points),
            percent=_number(item.percent),
        )


def _reasons(explanation: Explanation, messages: Messages) -> Iterator[str]:
    for reason in explanation.reasons:
        yield messages.held(reason)
        ways = messages.resolution(
            reason.code, reference=explanation.reference, host=explanation.host
        )
        yield from (f"{_INDENT}→ {way}" for way in ways)


def _deliveries(explanation: Explanation, messages: Messages) -> Iterator[str]:
    for item in explanation.deliveries:
        yield messages.text(
            "explain-delivery",
            component=item.component,
            state=item.state,
            wanted=_number(item.wanted),
            last_written=_number(item.last_written),
            there_now=_number(item.there_now),
            at=item.changed_at,
        )
        if item.receipt:
            yield _INDENT + messages.text("explain-receipt", receipt=item.receipt)


def _entries(explanation: Explanation, messages: Messages) -> Iterator[str]:
    for item in explanation.entries:
        yield messages.text(
            "explain-audit-entry",
            sequence=str(item.sequence),
            at=item.at,
            actor=item.actor,
            action=item.action,
        )


def _outcome_facts(outcome: RecognitionOutcome) -> dict[str, object]:
    return {
        "component": outcome.component,
        "kind": outcome.kind.value,
        "credits": plain(outcome.credits),
        "credit_quotient": outcome.credit_quotient,
        "letter": outcome.letter,
        "points": _number(outcome.points),
        "percent": _number(outcome.percent),
        "passed": outcome.passed,
        "regime": outcome.regime.value,
    }


def _delivery_facts(item: ExplainedDelivery) -> dict[str, object]:
    return {
        "reference": item.reference,
        "component": item.component,
        "state": item.state,
        "wanted": _number(item.wanted),
        "last_written": _number(item.last_written),
        "there_now": _number(item.there_now),
        "changed_at": item.changed_at,
        "receipt": item.receipt,
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)

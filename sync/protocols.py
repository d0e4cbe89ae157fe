"""Gathers a batch of decisions into a recognition protocol for signature; decides nothing.

A batch is what was decided about one host's results, in a period, or from one document of a host.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from connectors.transcripts.document import Protocol, ProtocolLine, RefusedLine
from mapping.agreements import Mobility
from mapping.decisions import Held, Recognised
from mapping.identifiers import HeiId
from sync.audit.entry import AuditAction
from sync.clock import parse_utc_text
from sync.document_context import DocumentContext
from sync.document_wording import held_in_three
from sync.errors import WrongUsage
from sync.queries import shown_result
from sync.store.audit_log import records_about
from sync.store.decisions import OPEN, StoredDecision
from sync.store.people import load_mobilities
from sync.store.tables import Document
from sync.store.unit_of_work import chunks, table_of
from sync.transcript_notes import NoteBook
from sync.transcript_rows import DecisionRows, stay_of, student_of
from sync.transcripts import Ledger, read_ledger

_DOCUMENT = table_of(Document)
_SHORTEST_DIGEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Which decisions a protocol is about; what is left out does not restrict.

    Days are those on which was decided, both included, UTC. `document` is the digest of a host's
    document, or its beginning. Raises WrongUsage for a period that ends before it begins.
    """

    host: HeiId | None = None
    decided_from: date | None = None
    decided_to: date | None = None
    document: str = ""

    def __post_init__(self) -> None:
        """Refuse days in the wrong order, rather than say that nothing was decided."""
        first, last = self.decided_from, self.decided_to
        if first is not None and last is not None and first > last:
            raise WrongUsage(
                f"the first day, {first}, is after the last, {last}: they are swapped",
                hint="give --from the earlier day and --to the later one",
            )

    def holds(self, found: StoredDecision) -> bool:
        """Tell whether a decision is in the batch."""
        day = parse_utc_text(found.decided_at).date()
        return (
            (self.host is None or found.host == self.host)
            and (self.decided_from is None or day >= self.decided_from)
            and (self.decided_to is None or day <= self.decided_to)
            and any(each.startswith(self.document) for each in found.decision.evidence)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolHead:
    """What people give a protocol: its number and date, and the order it belongs to."""

    number: str = ""
    order: str = ""
    dated: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheredProtocol:
    """A protocol, and the decisions it states."""

    protocol: Protocol
    decisions: tuple[StoredDecision, ...]


def gather_protocol(
    connection: Connection,
    context: DocumentContext,
    batch: Batch,
    heading: ProtocolHead,
    *,
    now: datetime,
) -> GatheredProtocol:
    """Gather a batch, ordered by student and component.

    Raises WrongUsage for a document nobody knows, and for a batch without any decision.
    """
    names = _documents(connection, batch)
    mobilities = [each for each in load_mobilities(connection) if batch.host in (None, each.host)]
    ledger = read_ledger(connection, mobilities)
    chosen = [
        (mobility, found)
        for mobility in sorted(mobilities, key=lambda each: (each.student_id, each.starts))
        for found in ledger.decisions.get(mobility.mobility_id, ())
        if batch.holds(found)
    ]
    if not chosen:
        raise WrongUsage(
            "nothing was decided in this batch",
            hint="'utqyr results' and 'utqyr held' show what there is; widen host or days",
        )
    rows = DecisionRows(context=context, notes=NoteBook())
    lines = sorted(
        _lines(rows, ledger, chosen),
        key=lambda line: (line.student.student_id, line.stay.starts, line.component.code),
    )
    protocol = Protocol(
        home=context.home,
        host_names=None if batch.host is None else context.host_name(batch.host),
        decided_from=batch.decided_from,
        decided_to=batch.decided_to,
        documents=names,
        number=heading.number,
        order=heading.order,
        dated=heading.dated,
        lines=tuple(lines),
        refused=tuple(_refused(connection, context, ledger, chosen)),
        waiting=sum(
            isinstance(found.decision, Held) and found.state == OPEN for _, found in chosen
        ),
        notes=rows.notes.notes,
        signatories=context.signatories,
        has_seal=context.has_seal,
        drawn_up_at=now,
    )
    stated = tuple(found for _, found in chosen if isinstance(found.decision, Recognised))
    return GatheredProtocol(protocol=protocol, decisions=stated)


def _documents(connection: Connection, batch: Batch) -> tuple[str, ...]:
    """Name the host's document a batch is restricted to, as the host called it."""
    if not batch.document:
        return ()
    rows = connection.execute(
        select(_DOCUMENT.c.name, _DOCUMENT.c.sha256)
        .where(_DOCUMENT.c.sha256.startswith(batch.document, autoescape=True))
        .order_by(_DOCUMENT.c.sha256)
    ).all()
    if len(batch.document) < _SHORTEST_DIGEST or not rows:
        raise WrongUsage(
            f"'{batch.document}' is no document of a host",
            hint=f"give {_SHORTEST_DIGEST} or more digits of its SHA-256, as in 'utqyr explain'",
        )
    return tuple(f"{row.name} (SHA-256 {row.sha256[:16]}…)" for row in rows)


def _lines(
    rows: DecisionRows, ledger: Ledger, chosen: Iterable[tuple[Mobility, StoredDecision]]
) -> Iterator[ProtocolLine]:
    for mobility, found in chosen:
        student = student_of((mobility,))
        stay = stay_of(mobility, ledger.agreement(mobility), rows.context)
        case = ledger.cases.get(found.case_digest)
        for component in rows.components(found, case, mobility):
            yield ProtocolLine(student=student, stay=stay, component=component)


def _refused(
    connection: Connection,
    context: DocumentContext,
    ledger: Ledger,
    chosen: Sequence[tuple[Mobility, StoredDecision]],
) -> Iterator[RefusedLine]:
    """Tell what named people refused, with the reason they gave: transfer is mandatory by law."""
    settled = [
        (mobility, found, found.decision)
        for mobility, found in chosen
        if isinstance(found.decision, Held) and found.state != OPEN
    ]
    given = _reasons_given(connection, [found for _, found, _ in settled])
    for mobility, found, held in settled:
        by, why, day = given.get(f"D{found.decision_id}", ("", "", None))
        yield RefusedLine(
            student=student_of((mobility,)),
            stay=stay_of(mobility, ledger.agreement(mobility), context),
            about=", ".join(map(shown_result, held.results)),
            reasons=tuple(map(held_in_three, held.reasons)),
            by=by,
            why=why,
            decided_on=day,
        )


def _reasons_given(
    connection: Connection, decisions: Sequence[StoredDecision]
) -> dict[str, tuple[str, str, date]]:
    """Read from the log who refused or took back, and why; a reason may have been erased."""
    told = (AuditAction.HELD_REFUSED, AuditAction.HELD_RELEASED)
    references = [f"D{found.decision_id}" for found in decisions]
    return {
        record.entry.subject: (
            record.entry.actor,
            "" if record.detail is None else record.detail.facts.get("reason") or "",
            record.entry.at.date(),
        )
        for chunk in chunks(references)
        for record in records_about(connection, tuple(chunk))
        if record.entry.action in told
    }

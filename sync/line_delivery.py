"""The way of transcript lines to the home: compares, sends, reads back, confirms; decides nothing.

    a grade's line .... goes with its grade, in one record
    every other line .. what the ledger says now, compared with what the home confirmed:
                        claim -> put -> get_lines -> settle (state and audit entry at once)

A line whose mark stands at home already is put beside it, so that the mark's feedback says it too;
where the mark cannot be touched any more (the student left the course) the line goes alone.

Who is looked at follows the audit log, so that a pass in which nothing happened asks nobody and
writes nothing. A home that carries no transcripts is left alone, and catches up when it does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from connectors.home.base import HomeLms, HomeResult, Receipt, ResultAddress, Verdict
from connectors.home.lines import LineAddress, LineReceipt, StandingLine
from mapping.held import HeldCode
from sync.audit.entry import SYSTEM, AuditAction, AuditDraft
from sync.clock import Clock, utc_text
from sync.line_changes import LineChange, LineChanges
from sync.store.outbox import Delivery
from sync.store.transcript_ledger import changed_students, note_progress, progress_of
from sync.store.transcript_lines import (
    KnownLine,
    LineSettlement,
    LineState,
    claim_lines,
    miss_lines,
    settle_lines,
    standing_lines,
    unsettled_students,
)
from sync.store.unit_of_work import Store, chain_head, chunks

STUDENTS_AT_ONCE = 100
LINES_AT_ONCE = 400


@dataclass(slots=True, kw_only=True)
class LineTally:
    """What one pass of lines did; counts only."""

    confirmed: int = 0
    held: int = 0
    unsettled: int = 0
    missing: int = 0


@dataclass(frozen=True, kw_only=True)
class LineCourier:
    """What lines are delivered with; built by `sync.app`."""

    store: Store
    home: HomeLms
    clock: Clock
    recheck_after: timedelta
    changes: LineChanges
    stopping: Callable[[], bool] = lambda: False

    # lines of their own

    def deliver_changed(self, tally: LineTally, *, recheck_all: bool = False) -> None:
        """Send every line that differs from what the home confirmed; raises HomeError."""
        if not self.home.carries_lines():
            return
        with self.store.read() as connection:
            head = chain_head(connection).sequence
            changed, students = self._whom(connection, recheck_all=recheck_all)
        untried = None if recheck_all else utc_text(self.clock.now())
        for some in chunks(students, STUDENTS_AT_ONCE):
            if self.stopping():
                return
            with self.store.read() as connection:
                changes = self.changes.of_students(connection, some, untried=untried)
            for batch in chunks(changes, LINES_AT_ONCE):
                self.send(batch, tally)
        if changed:
            with self.store.write(actor=SYSTEM) as unit:
                note_progress(unit, head)

    def planned(self) -> tuple[LineChange, ...]:
        """Tell what a pass would send now, by student and key; raises HomeError."""
        if not self.home.carries_lines():
            return ()
        with self.store.read() as connection:
            _, students = self._whom(connection, recheck_all=True)
            found = self.changes.of_students(connection, students, untried=None)
        return tuple(
            sorted(found, key=lambda each: (each.claim.address.student_id, each.claim.address.key))
        )

    def send(self, changes: Sequence[LineChange], tally: LineTally) -> None:
        """Send exactly these; raises HomeError when the home could not be used at all."""
        with self.store.write(actor=SYSTEM) as unit:
            known = claim_lines(unit, [change.claim for change in changes])
        receipts = self._put(changes)
        sent = [each.address for each in receipts if each.verdict is not Verdict.REFUSED]
        standing = {each.address: each for each in self.home.get_lines(sent)}
        settlements: list[LineSettlement] = []
        entries: list[AuditDraft] = []
        for receipt in receipts:
            line = known[receipt.address]
            settlement = self._settlement(line, receipt, standing.get(receipt.address))
            if settlement is None:
                tally.unsettled += 1
                continue
            tally.confirmed += settlement.state is LineState.STANDING
            tally.held += settlement.state is LineState.HELD
            settlements.append(settlement)
            entries.extend(_entries(settlement, receipt))
        with self.store.write(actor=SYSTEM) as unit:
            settle_lines(unit, settlements)
            unit.record(*entries)

    def _put(self, changes: Sequence[LineChange]) -> list[LineReceipt]:
        """Put lines beside their marks, or alone; one receipt each, in no certain order."""
        beside = [(change, write) for change in changes if (write := change.beside_mark)]
        receipts: list[LineReceipt] = []
        alone = [change for change in changes if change.beside_mark is None]
        made = self.home.put_results([write for _, write in beside])
        for (change, _), receipt in zip(beside, made, strict=True):
            if receipt.verdict is Verdict.REFUSED:
                alone.append(change)
            else:
                receipts.append(_beside(change, receipt))
        return receipts + list(self.home.put_lines([change.write for change in alone]))

    def find_drift(self) -> int:
        """Read every line that was confirmed; what stands there no more is sent again.

        Raises HomeError. Returns how many were missing or other than confirmed.
        """
        missing = 0
        after = 0
        while self.home.carries_lines() and not self.stopping():
            with self.store.read() as connection:
                batch = standing_lines(connection, after=after, limit=LINES_AT_ONCE)
            if not batch:
                break
            after = batch[-1].line_id
            found = self.home.get_lines([line.address for line in batch])
            lost = [
                line.line_id
                for line, there in zip(batch, found, strict=True)
                if there.fingerprint != line.fingerprint
                and there.obstacle is not HeldCode.HOME_UNKNOWN_STUDENT  # nobody to show it to
            ]
            missing += len(lost)
            if lost:
                with self.store.write(actor=SYSTEM) as unit:
                    miss_lines(unit, lost)
        return missing

    # lines that go with grades

    def beside(self, deliveries: Sequence[Delivery]) -> dict[int, LineChange]:
        """Compose the lines that go with some deliveries, by delivery; raises HomeError."""
        if not deliveries or not self.home.carries_lines():
            return {}
        with self.store.read() as connection:
            return self.changes.beside(connection, deliveries)

    def _whom(self, connection: Connection, *, recheck_all: bool) -> tuple[bool, list[str]]:
        """Name whom to look at, and tell whether the ledger moved on."""
        changed = changed_students(connection, since=progress_of(connection))
        now = utc_text(self.clock.now())
        doubtful = unsettled_students(connection, now=now, recheck_all=recheck_all)
        return changed is not None, sorted((changed or frozenset()) | doubtful)

    def _settlement(
        self, line: KnownLine, receipt: LineReceipt, there: StandingLine | None
    ) -> LineSettlement | None:
        """Tell what became of a line; None leaves it `sending`, to be sent again."""
        if receipt.verdict is Verdict.REFUSED:
            return LineSettlement(
                line=line,
                state=LineState.HELD,
                obstacle=receipt.obstacle,
                detail=receipt.detail,
                check_after=utc_text(self.clock.now() + self.recheck_after),
            )
        if there is not None and there.fingerprint == line.sent:
            return LineSettlement(line=line, state=LineState.STANDING)
        return None


def settle_beside(
    claimed: Mapping[LineAddress, KnownLine],
    receipts: Sequence[Receipt],
    found: Mapping[ResultAddress, HomeResult],
) -> list[LineSettlement]:
    """Tell what became of lines that went with grades; what is in doubt is sent again by itself."""
    settlements = []
    for receipt in receipts:
        place = receipt.address
        line = claimed.get(LineAddress(student_id=place.student_id, key=place.component))
        there = found.get(place)
        if line is None:
            continue
        if receipt.verdict in {Verdict.REFUSED, Verdict.CONFLICT}:
            settlements.append(LineSettlement(line=line, state=LineState.ABSENT))
        elif there is not None and there.line_fingerprint == line.sent:
            settlements.append(LineSettlement(line=line, state=LineState.STANDING))
    return settlements


def _beside(change: LineChange, receipt: Receipt) -> LineReceipt:
    """Tell what became of a line from what became of its mark: somebody else's holds it too."""
    conflict = receipt.verdict is Verdict.CONFLICT
    return LineReceipt(
        address=change.wanted.address,
        fingerprint=change.line.fingerprint,
        verdict=Verdict.REFUSED if conflict else receipt.verdict,
        obstacle=HeldCode.HOME_CHANGED_THERE if conflict else None,
        detail=receipt.detail,
    )


def _entries(settlement: LineSettlement, receipt: LineReceipt) -> tuple[AuditDraft, ...]:
    """Draft the entry of an effect; what stood there already, or hinders still, is no new one."""
    line = settlement.line
    detail: dict[str, str | None] = {
        "place": f"{line.address.student_id}/{line.address.key}",
        "decision": f"D{line.sent_decision_id}",
        "status": None if line.sent_status is None else line.sent_status.value,
        "fingerprint": line.sent,
    }
    if settlement.state is LineState.STANDING:
        if line.fingerprint == line.sent and receipt.verdict is Verdict.UNCHANGED:
            return ()
        action = AuditAction.LINE_CONFIRMED
        detail |= {"verdict": receipt.verdict.value}
    else:
        if line.obstacle is settlement.obstacle:
            return ()
        action = AuditAction.LINE_REFUSED
        detail |= {"obstacle": str(settlement.obstacle)}
    return (AuditDraft(action=action, subject=f"L{line.line_id}", detail=detail),)

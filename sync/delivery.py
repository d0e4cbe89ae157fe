"""The way of wanted values into the home gradebook: put, read back, confirm; decides nothing.

    due -> mark sending -> put_results -> get_results -> settle (state and audit entry at once)

Where the home keeps transcripts, a grade's line goes with it, and every other line that changed
follows (`sync.line_delivery`).

A delivery found in `sending` was interrupted. What stands at home tells whether it arrived: it is
read before anything is sent again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import structlog

from connectors.errors import HomeError, HomeUnavailable
from connectors.home.base import (
    HomeLms,
    HomeResult,
    Receipt,
    ResultAddress,
    ResultWrite,
    Verdict,
)
from connectors.home.lines import LineAddress
from mapping.held import HeldCode
from sync.audit.entry import SYSTEM, AuditDraft
from sync.clock import Clock, utc_text
from sync.line_changes import LineChange
from sync.line_delivery import LineCourier, LineTally, settle_beside
from sync.progress import Progress, no_progress
from sync.settling import confirmed, entries_of, given_up, held_back, settled_send
from sync.store.outbox import (
    UNWANTED,
    Delivery,
    DeliveryState,
    Settlement,
    claim,
    deliveries_in,
    due,
    held_for,
    settle,
)
from sync.store.transcript_lines import LineSettlement, LineState, claim_lines, settle_lines
from sync.store.unit_of_work import Store

DELIVERIES_AT_ONCE = 400
"""Deliveries claimed together: ten grade items of forty students are ten calls."""

_LEFT = frozenset(
    {
        HeldCode.HOME_UNKNOWN_STUDENT,
        HeldCode.HOME_SUSPENDED_STUDENT,
        HeldCode.HOME_NOT_ENROLLED,
    }
)
"""Of a student who left, the home shows no mark: that is no change, and nobody could mend it."""

log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class DeliveryTally:
    """What one pass of deliveries did; counts only."""

    confirmed: int = 0
    already_there: int = 0
    held: int = 0
    unsettled: int = 0
    drifted: int = 0
    error: HomeError | None = None
    refused: dict[str, int] = field(default_factory=dict)
    lines: LineTally = field(default_factory=LineTally)


@dataclass(frozen=True, kw_only=True)
class Courier:
    """What deliveries work with; built by `sync.app`."""

    store: Store
    home: HomeLms
    clock: Clock
    recheck_after: timedelta
    lines: LineCourier | None = None
    stopping: Callable[[], bool] = lambda: False
    progress: Progress = no_progress

    def deliver_due(self, *, recheck_all: bool = False) -> DeliveryTally:
        """Deliver what is wanted, batch by batch; an unreachable home leaves the rest waiting.

        `recheck_all` looks again at what an obstacle in Moodle held, before its time.
        """
        tally = DeliveryTally()
        after = ("", 0)
        done = 0
        try:
            while not self.stopping():
                with self.store.read() as connection:
                    batch = due(
                        connection,
                        now=utc_text(self.clock.now()),
                        limit=DELIVERIES_AT_ONCE,
                        after=after,
                        recheck_all=recheck_all,
                    )
                if not batch:
                    break
                self.deliver(batch, tally)
                after = (batch[-1].component, batch[-1].delivery_id)
                done += len(batch)
                self.progress("deliver", done, None)
            if self.lines is not None and not self.stopping():
                self.lines.deliver_changed(tally.lines, recheck_all=recheck_all)
        except HomeError as error:
            tally.error = error
            log.warning("home-failed", error=type(error).__name__, reason=error.message)
        return tally

    def deliver(self, batch: Sequence[Delivery], tally: DeliveryTally) -> None:
        """Deliver exactly these; raises HomeError when the home could not be used at all."""
        batch = self._settle_interrupted(batch, tally)
        if not batch:
            return
        lines = {} if self.lines is None else self.lines.beside(batch)
        with self.store.write(actor=SYSTEM) as unit:
            batch = claim(unit, batch)
            sent_lines = [lines[each.delivery_id] for each in batch if each.delivery_id in lines]
            claimed = claim_lines(unit, [change.claim for change in sent_lines])
        if not batch:
            return
        receipts = self.home.put_results([_write_of(each, lines) for each in batch])
        found = self._read_back(receipts, with_lines=bool(claimed))
        beside = settle_beside(claimed, receipts, found)
        self._settle(batch, receipts, found, beside, tally)

    def _settle(
        self,
        batch: Sequence[Delivery],
        receipts: Sequence[Receipt],
        found: dict[ResultAddress, HomeResult],
        beside: Sequence[LineSettlement],
        tally: DeliveryTally,
    ) -> None:
        """Note what became of deliveries and of the lines beside them, with their entries."""
        stands = {
            each.line.address: each.line.sent for each in beside if each.state is LineState.STANDING
        }
        settlements: list[Settlement] = []
        entries: list[AuditDraft] = []
        for item, receipt in zip(batch, receipts, strict=True):
            settlement = self._settlement(item, receipt, found)
            if settlement is None:
                tally.unsettled += 1
                continue
            _count(tally, settlement, receipt)
            settlements.append(settlement)
            there = found.get(receipt.address)
            line = stands.get(LineAddress(student_id=item.student_id, key=item.component), "")
            hidden = there is not None and there.hidden
            entries.extend(entries_of(item, settlement, receipt, line=line, hidden=hidden))
        with self.store.write(actor=SYSTEM) as unit:
            settle(unit, settlements, entries)
            settle_lines(unit, beside)

    def find_drift(self) -> DeliveryTally:
        """Read every delivered grade at home, and hold those that somebody changed there."""
        tally = DeliveryTally()
        after = ("", 0)
        try:
            while not self.stopping():
                with self.store.read() as connection:
                    batch = deliveries_in(connection, [DeliveryState.CONFIRMED], after=after)
                if not batch:
                    break
                self._hold_drifted(batch, tally)
                after = (batch[-1].component, batch[-1].delivery_id)
            if self.lines is not None:
                tally.lines.missing = self.lines.find_drift()
        except HomeError as error:
            tally.error = error
        return tally

    def _settle_interrupted(
        self, batch: Sequence[Delivery], tally: DeliveryTally
    ) -> Sequence[Delivery]:
        """Read what became of interrupted sends; return what is still to be delivered."""
        interrupted = [item for item in batch if item.state is DeliveryState.SENDING]
        if not interrupted:
            return batch
        there = self._read([_address(item) for item in interrupted])
        settlements: list[Settlement] = []
        entries: list[AuditDraft] = []
        left: dict[int, Delivery | None] = {}
        for item in interrupted:
            state = there[_address(item)]
            arrived = state.obstacle is None and state.percent == item.sent
            if arrived:
                settlement = settled_send(item)
                settlements.append(settlement)
                entries.extend(entries_of(item, settlement, None))
                after = replace(item, state=settlement.state, last_written=item.sent, sent=None)
                left[item.delivery_id] = (
                    after if settlement.state is DeliveryState.PENDING else None
                )
            elif item.fingerprint == UNWANTED:
                settlements.append(given_up(item))
                left[item.delivery_id] = None
            elif held_for(item) is not None:
                settlements.append(held_back(item))
                left[item.delivery_id] = None
        with self.store.write(actor=SYSTEM) as unit:
            settle(unit, settlements, entries)
        tally.confirmed += len(entries)
        kept = [left.get(item.delivery_id, item) for item in batch]
        return [item for item in kept if item is not None]

    def settle_interrupted(self) -> None:
        """Read what became of every interrupted send; sends nothing. Raises HomeError."""
        after = ("", 0)
        while True:
            with self.store.read() as connection:
                batch = deliveries_in(connection, [DeliveryState.SENDING], after=after)
            if not batch:
                return
            after = (batch[-1].component, batch[-1].delivery_id)
            self._settle_interrupted(batch, DeliveryTally())

    def _read(self, addresses: Sequence[ResultAddress]) -> dict[ResultAddress, HomeResult]:
        return {item.address: item for item in self.home.get_results(addresses)}

    def _read_back(
        self, receipts: Iterable[Receipt], *, with_lines: bool
    ) -> dict[ResultAddress, HomeResult]:
        """Read what stands where something was sent; no answer to a write is trusted."""
        doubtful = {Verdict.WRITTEN, Verdict.UNKNOWN}
        if with_lines:
            doubtful.add(Verdict.UNCHANGED)  # of the grade: the line may be new
        sent = [receipt.address for receipt in receipts if receipt.verdict in doubtful]
        if not sent:
            return {}
        try:
            return self._read(sent)
        except HomeUnavailable:
            return {}

    def _settlement(
        self, item: Delivery, receipt: Receipt, found: dict[ResultAddress, HomeResult]
    ) -> Settlement | None:
        """Tell what became of a delivery; None leaves it `sending`, to be settled by reading."""
        match receipt.verdict:
            case Verdict.UNCHANGED:
                return confirmed(item, last_written=item.wanted)
            case Verdict.CONFLICT:
                return self._held(item, HeldCode.HOME_CHANGED_THERE, there_now=receipt.there_now)
            case Verdict.REFUSED:
                return self._held(
                    item, receipt.obstacle or HeldCode.HOME_REFUSED, detail=receipt.detail
                )
            case Verdict.WRITTEN | Verdict.UNKNOWN:
                return self._after_sending(item, receipt, found.get(receipt.address))

    def _after_sending(
        self, item: Delivery, receipt: Receipt, state: HomeResult | None
    ) -> Settlement | None:
        if state is None:
            return None
        if state.obstacle is None and state.percent == item.wanted:
            return confirmed(item, last_written=item.wanted)
        if receipt.verdict is Verdict.UNKNOWN and state.percent == item.last_written:
            return None  # it never arrived; the next pass sends it
        return self._held(
            item,
            state.obstacle or HeldCode.HOME_NOT_CONFIRMED,
            there_now=state.percent,
            detail=state.detail,
        )

    def _held(
        self,
        item: Delivery,
        obstacle: HeldCode,
        *,
        there_now: Decimal | None = None,
        detail: str = "",
    ) -> Settlement:
        return Settlement(
            delivery_id=item.delivery_id,
            fingerprint=item.fingerprint,
            state=DeliveryState.HELD,
            last_written=item.last_written,
            there_now=there_now,
            obstacle=obstacle,
            detail=detail,
            check_after=utc_text(self.clock.now() + self.recheck_after),
        )

    def _hold_drifted(self, batch: Sequence[Delivery], tally: DeliveryTally) -> None:
        there = self._read([_address(item) for item in batch])
        settlements: list[Settlement] = []
        entries: list[AuditDraft] = []
        for item in batch:
            state = there[_address(item)]
            obstacle = state.obstacle
            if state.percent == item.last_written or obstacle in _LEFT:
                continue  # locked or moved since, with our value in place: nothing to tell
            settlement = self._held(
                item,
                HeldCode.HOME_CHANGED_THERE if obstacle is None else obstacle,
                there_now=state.percent,
                detail=state.detail,
            )
            settlements.append(settlement)
            entries.extend(entries_of(item, settlement, None))
        tally.drifted += len(settlements)
        if settlements:
            with self.store.write(actor=SYSTEM) as unit:
                settle(unit, settlements, entries)


def _address(item: Delivery) -> ResultAddress:
    return ResultAddress(student_id=item.student_id, component=item.component)


def _write_of(item: Delivery, lines: Mapping[int, LineChange]) -> ResultWrite:
    change = lines.get(item.delivery_id)
    return ResultWrite(
        address=_address(item),
        wanted=item.wanted,
        expected=item.last_written,
        fingerprint=item.fingerprint,
        line=None if change is None else change.line,
    )


def _count(tally: DeliveryTally, settlement: Settlement, receipt: Receipt) -> None:
    if settlement.state is DeliveryState.CONFIRMED:
        tally.confirmed += 1
        tally.already_there += receipt.verdict is Verdict.UNCHANGED
        return
    tally.held += 1
    code = str(settlement.obstacle)
    tally.refused[code] = tally.refused.get(code, 0) + 1

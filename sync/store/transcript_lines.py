"""Lines of transcripts: what the home confirmed of each, and what is in flight; sends nothing.

(nothing) -> sending -> standing           sending survives a crash: the line is sent again, and the
                     -> held               home makes no second version of equal content
sending   -> absent | standing             it went with a grade that was refused
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update

from connectors.home.lines import LineAddress, LineStatus
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from sync.store.tables import TranscriptLineRow
from sync.store.unit_of_work import UnitOfWork, chunks, table_of, upsert

_LINE = table_of(TranscriptLineRow)


class LineState(StrEnum):
    """How far a line got."""

    SENDING = "sending"
    """It may stand at home or not: it is sent until reading confirms it."""
    STANDING = "standing"
    ABSENT = "absent"
    """What stands at home is not what is kept here, or nothing is."""
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLine:
    """One line as it stands at home (`status`, `fingerprint`, `decision_id`) and as it was sent.

    An empty fingerprint is nothing that stands.
    """

    line_id: int
    address: LineAddress
    component: ComponentCode | None
    decision_id: int
    status: LineStatus | None
    fingerprint: str
    sent_decision_id: int
    sent_status: LineStatus | None
    sent: str
    state: LineState
    obstacle: HeldCode | None
    check_after: str

    @property
    def last(self) -> tuple[LineStatus | None, int]:
        """What stands at home or may stand there, and the decision it came from."""
        if self.state is LineState.SENDING:
            return self.sent_status, self.sent_decision_id
        return self.status, self.decision_id


@dataclass(frozen=True, slots=True, kw_only=True)
class LineClaim:
    """A line that is about to be sent."""

    address: LineAddress
    component: ComponentCode | None
    decision_id: int
    status: LineStatus
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSettlement:
    """What became of a line that was sent: it stands, it was refused, or its grade was."""

    line: KnownLine
    state: LineState
    obstacle: HeldCode | None = None
    detail: str = ""
    check_after: str = ""


def lines_of(connection: Connection, students: Sequence[str]) -> dict[LineAddress, KnownLine]:
    """Load every line of some students."""
    found: dict[LineAddress, KnownLine] = {}
    for chunk in chunks(students):
        rows = connection.execute(
            select(_LINE).where(_LINE.c.student_id.in_(chunk)).order_by(_LINE.c.id)
        )
        for row in rows:
            line = _known(row)
            found[line.address] = line
    return found


def standing_lines(connection: Connection, *, after: int, limit: int) -> tuple[KnownLine, ...]:
    """Load lines that stand at home, in the order of their numbers."""
    rows = connection.execute(
        select(_LINE)
        .where(_LINE.c.state == LineState.STANDING.value, _LINE.c.id > after)
        .order_by(_LINE.c.id)
        .limit(limit)
    )
    return tuple(_known(row) for row in rows)


def lines_from(connection: Connection, decision_id: int) -> tuple[int, ...]:
    """List the numbers of the lines that say a decision at home, or are about to."""
    rows = connection.execute(
        select(_LINE.c.id)
        .where(or_(_LINE.c.decision_id == decision_id, _LINE.c.sent_decision_id == decision_id))
        .order_by(_LINE.c.id)
    )
    return tuple(row.id for row in rows)


def count_lines(connection: Connection) -> int:
    """Count the lines that stand at home."""
    standing = _LINE.c.state == LineState.STANDING.value
    found = connection.execute(select(func.count()).select_from(_LINE).where(standing))
    return int(found.scalar_one())


def claim_lines(unit: UnitOfWork, claims: Sequence[LineClaim]) -> dict[LineAddress, KnownLine]:
    """Note, before anything is sent, what is about to be sent; return the lines as noted."""
    if not claims:
        return {}
    upsert(
        unit.connection,
        _LINE,
        [
            {
                "student_id": claim.address.student_id,
                "entry_key": claim.address.key,
                "component": claim.component or "",
                "decision_id": claim.decision_id,
                "status": "",
                "fingerprint": "",
                "sent_decision_id": claim.decision_id,
                "sent_status": claim.status.value,
                "sent": claim.fingerprint,
                "state": LineState.SENDING.value,
                "obstacle": "",
                "detail": "",
                "check_after": "",
                "changed_at": unit.stamp,
            }
            for claim in claims
        ],
        keys=("student_id", "entry_key"),
        update=("sent_decision_id", "sent_status", "sent", "state"),
    )
    wanted = {claim.address for claim in claims}
    students = sorted({address.student_id for address in wanted})
    known = lines_of(unit.connection, students)
    return {address: line for address, line in known.items() if address in wanted}


def settle_lines(unit: UnitOfWork, settlements: Sequence[LineSettlement]) -> None:
    """Note what became of lines, where nothing newer was sent meanwhile."""
    if not settlements:
        return
    unit.connection.execute(
        update(_LINE)
        .where(
            _LINE.c.id == bindparam("row"),
            _LINE.c.sent == bindparam("was_sent"),
            _LINE.c.state == LineState.SENDING.value,
        )
        .values(
            state=bindparam("new_state"),
            decision_id=bindparam("new_decision"),
            status=bindparam("new_status"),
            fingerprint=bindparam("content"),
            obstacle=bindparam("why"),
            detail=bindparam("more"),
            check_after=bindparam("again"),
            changed_at=unit.stamp,
        ),
        [_settled(item) for item in settlements],
    )


def _settled(item: LineSettlement) -> dict[str, object]:
    line = item.line
    stands = item.state is LineState.STANDING
    status = line.sent_status if stands else line.status
    state = item.state
    if state is LineState.ABSENT and line.fingerprint:
        state = LineState.STANDING  # nothing was written: what stood there stands there
    return {
        "row": line.line_id,
        "was_sent": line.sent,
        "new_state": state.value,
        "new_decision": line.sent_decision_id if stands else line.decision_id,
        "new_status": "" if status is None else status.value,
        "content": line.sent if stands else line.fingerprint,
        "why": item.obstacle.value if item.obstacle else "",
        "more": item.detail,
        "again": item.check_after,
    }


def miss_lines(unit: UnitOfWork, line_ids: Sequence[int]) -> None:
    """Note that lines do not stand at home as they were confirmed: they are sent again."""
    for chunk in chunks(line_ids):
        unit.connection.execute(
            update(_LINE)
            .where(_LINE.c.id.in_(chunk), _LINE.c.state == LineState.STANDING.value)
            .values(state=LineState.ABSENT.value, changed_at=unit.stamp)
        )


def unsettled_students(connection: Connection, *, now: str, recheck_all: bool) -> frozenset[str]:
    """Name the students with a line in doubt, or with one that was held and may be tried again."""
    held = _LINE.c.state == LineState.HELD.value
    if not recheck_all:
        held = held & (_LINE.c.check_after <= now)
    doubtful = _LINE.c.state.in_([LineState.SENDING.value, LineState.ABSENT.value])
    rows = connection.execute(select(_LINE.c.student_id).where(or_(doubtful, held)).distinct())
    return frozenset(row.student_id for row in rows)


def _known(row: Row[Any]) -> KnownLine:
    return KnownLine(
        line_id=row.id,
        address=LineAddress(student_id=StudentId(row.student_id), key=row.entry_key),
        component=ComponentCode(row.component) if row.component else None,
        decision_id=row.decision_id,
        status=LineStatus(row.status) if row.status else None,
        fingerprint=row.fingerprint,
        sent_decision_id=row.sent_decision_id,
        sent_status=LineStatus(row.sent_status) if row.sent_status else None,
        sent=row.sent,
        state=LineState(row.state),
        obstacle=HeldCode(row.obstacle) if row.obstacle else None,
        check_after=row.check_after,
    )

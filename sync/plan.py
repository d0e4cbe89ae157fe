"""A delivery plan: what delivery would change at home, delivered exactly or not at all."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from connectors.home.base import HomeLms, ResultAddress
from mapping.fingerprint import fingerprint
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from mapping.numbers import plain
from mapping.ownership import Ownership, compare_ownership
from mapping.problems import UtqyrError
from sync.audit.entry import AuditAction, AuditDraft
from sync.delivery import DELIVERIES_AT_ONCE, Courier, DeliveryTally
from sync.errors import StalePlan
from sync.line_changes import LineChange
from sync.line_delivery import LINES_AT_ONCE, LineCourier
from sync.store.outbox import Delivery, DeliveryState, deliveries_in, held_for
from sync.store.unit_of_work import Store, chunks

FORMAT = "utqyr-plan-2"
_DUE = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One write: what stands at home, what will stand there, and the delivery it belongs to."""

    delivery: str
    student_id: StudentId
    component: ComponentCode
    there_now: Decimal | None
    wanted: Decimal | None
    fingerprint: str

    @property
    def place(self) -> str:
        """Name the place in the gradebook as commands take it: `KB2300001/ECO2204`."""
        return f"{self.student_id}/{self.component}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A delivery that would not be made, and what is in its way."""

    delivery: str
    student_id: StudentId
    component: ComponentCode
    obstacle: HeldCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """One transcript line that goes by itself; a grade's own line goes with the grade's row."""

    student_id: StudentId
    key: str
    status: str
    decision: str
    fingerprint: str

    @property
    def place(self) -> str:
        """Name the line: `KB2300001/ECO2204`, `KB2300001/case:…`."""
        return f"{self.student_id}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The writes a delivery would make now, ordered by component and student."""

    made_at: str
    rows: tuple[PlanRow, ...]
    lines: tuple[PlannedLine, ...] = ()
    blocked: tuple[Blocked, ...] = ()

    @property
    def digest(self) -> str:
        """Digest rows and lines; two plans that do the same are one plan."""
        return fingerprint((self.rows, self.lines))


def make_plan(
    store: Store, home: HomeLms, *, made_at: str, lines: LineCourier | None = None
) -> Plan:
    """Read what stands at home and tell what delivery would change; writes nothing anywhere."""
    planned = () if lines is None else tuple(_planned_line(each) for each in lines.planned())
    rows: list[PlanRow] = []
    blocked: list[Blocked] = []
    after = ("", 0)
    while True:
        with store.read() as connection:
            batch = deliveries_in(connection, _DUE, after=after)
        if not batch:
            return Plan(made_at=made_at, rows=tuple(rows), lines=planned, blocked=tuple(blocked))
        after = (batch[-1].component, batch[-1].delivery_id)
        for item, state in zip(batch, _states(home, batch), strict=True):
            row = _planned(item, *state)
            if isinstance(row, PlanRow):
                rows.append(row)
            elif row is not None:
                blocked.append(row)


def _planned_line(change: LineChange) -> PlannedLine:
    address = change.wanted.address
    return PlannedLine(
        student_id=address.student_id,
        key=address.key,
        status=change.line.status.value,
        decision=change.line.decision,
        fingerprint=change.line.fingerprint,
    )


def _states(
    home: HomeLms, batch: Sequence[Delivery]
) -> list[tuple[Decimal | None, HeldCode | None]]:
    found = home.get_results([_address(item) for item in batch])
    return [(state.percent, state.obstacle) for state in found]


def _address(item: Delivery) -> ResultAddress:
    return ResultAddress(student_id=item.student_id, component=item.component)


def _planned(
    item: Delivery, there_now: Decimal | None, obstacle: HeldCode | None
) -> PlanRow | Blocked | None:
    obstacle = obstacle or (held_for(item) if item.state is DeliveryState.HELD else None)
    if obstacle is None:
        last = item.sent if item.sent is not None and there_now == item.sent else item.last_written
        match compare_ownership(last_written=last, there_now=there_now, wanted=item.wanted):
            case Ownership.SETTLED:
                return None
            case Ownership.CHANGED_THERE:
                obstacle = HeldCode.HOME_CHANGED_THERE
            case Ownership.WRITE:
                return PlanRow(
                    delivery=f"G{item.delivery_id}",
                    student_id=item.student_id,
                    component=item.component,
                    there_now=there_now,
                    wanted=item.wanted,
                    fingerprint=item.fingerprint,
                )
    return Blocked(
        delivery=f"G{item.delivery_id}",
        student_id=item.student_id,
        component=item.component,
        obstacle=obstacle,
    )


def apply_plan(courier: Courier, plan: Plan, *, actor: str) -> DeliveryTally:
    """Deliver exactly the plan; raises StalePlan, naming the rows, when it is no longer true.

    True means: every row is still due with the same content, and what stands at home is what the
    plan saw. Deliveries that became due since are left for the next plan.
    """
    courier.settle_interrupted()
    with courier.store.read() as connection:
        wanted = {row.delivery: row for row in plan.rows}
        due = _due_by_reference(connection, wanted)
    lines, stale_lines = _lines_as_planned(courier, plan)
    stale = [_missing(row) for row in plan.rows if row.delivery not in due]
    present = [row for row in plan.rows if row.delivery in due]
    states = _states(courier.home, [due[row.delivery] for row in present])
    for row, (there_now, obstacle) in zip(present, states, strict=True):
        difference = _difference(row, due[row.delivery], there_now, obstacle)
        if difference:
            stale.append(f"{row.place}: {difference}")
    stale += stale_lines
    outcome = AuditAction.PLAN_REFUSED if stale else AuditAction.PLAN_APPLIED
    entry = AuditDraft(
        action=outcome,
        subject=plan.digest,
        detail={
            "rows": str(len(plan.rows)),
            "lines": str(len(plan.lines)),
            "stale": str(len(stale)),
            "made at": plan.made_at,
        },
    )
    with courier.store.write(actor=actor) as unit:
        unit.record(entry)
    if stale:
        raise StalePlan(stale)
    tally = DeliveryTally()
    for batch in chunks([due[row.delivery] for row in present], DELIVERIES_AT_ONCE):
        courier.deliver(batch, tally)
    for some in chunks(lines, LINES_AT_ONCE):
        if courier.lines is not None:
            courier.lines.send(some, tally.lines)
    return tally


def _lines_as_planned(courier: Courier, plan: Plan) -> tuple[list[LineChange], list[str]]:
    """Find the planned lines as they are to be sent now, and say which changed since."""
    if not plan.lines or courier.lines is None:
        return [], [f"{line.place}: no longer to be delivered" for line in plan.lines]
    now = {_planned_line(each).place: each for each in courier.lines.planned()}
    found: list[LineChange] = []
    stale: list[str] = []
    for line in plan.lines:
        change = now.get(line.place)
        if change is None:
            stale.append(f"{line.place}: no longer to be delivered")
        elif _planned_line(change) != line:
            stale.append(f"{line.place}: another content is wanted now")
        else:
            found.append(change)
    return found, stale


def _due_by_reference(connection: Any, wanted: dict[str, PlanRow]) -> dict[str, Delivery]:
    found: dict[str, Delivery] = {}
    after = ("", 0)
    while batch := deliveries_in(connection, _DUE, after=after):
        after = (batch[-1].component, batch[-1].delivery_id)
        found.update(
            (f"G{item.delivery_id}", item) for item in batch if f"G{item.delivery_id}" in wanted
        )
    return found


def _missing(row: PlanRow) -> str:
    return f"{row.place}: no longer to be delivered"


def _difference(
    row: PlanRow, item: Delivery, there_now: Decimal | None, obstacle: HeldCode | None
) -> str:
    if item.fingerprint != row.fingerprint or item.wanted != row.wanted:
        return "another value is wanted now"
    if obstacle is not None:
        return f"cannot be written now ({obstacle.value})"
    if there_now != row.there_now:
        return "the gradebook holds another value now"
    return ""


def plan_facts(plan: Plan) -> dict[str, Any]:
    """Give a plan as plain values, as its file holds them."""
    return {
        "format": FORMAT,
        "made_at": plan.made_at,
        "digest": plan.digest,
        "rows": [
            {
                "delivery": row.delivery,
                "student_id": row.student_id,
                "component": row.component,
                "there_now": None if row.there_now is None else plain(row.there_now),
                "wanted": None if row.wanted is None else plain(row.wanted),
                "fingerprint": row.fingerprint,
            }
            for row in plan.rows
        ],
        "lines": [asdict(line) for line in plan.lines],
    }


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan as JSON, readable by its owner alone: it holds grades. Raises UtqyrError."""
    content = plan_facts(plan)
    try:
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UtqyrError(
            f"{path} cannot be written: {error.strerror}", hint="name a file in a folder of yours"
        ) from error


def read_plan(path: Path) -> Plan:
    """Read a plan back; raises UtqyrError when it is no plan, or was edited."""
    refusal = UtqyrError(
        f"{path} is not a plan as 'utqyr plan' wrote it",
        hint="make a new one with 'utqyr plan -o FILE'; a plan is never edited by hand",
    )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = tuple(_row_from(row) for row in content["rows"])
        lines = tuple(_line_from(line) for line in content["lines"])
        plan = Plan(made_at=content["made_at"], rows=rows, lines=lines)
        genuine = content["format"] == FORMAT and content["digest"] == plan.digest
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise refusal from error
    if not genuine:
        raise refusal
    return plan


def _row_from(row: dict[str, Any]) -> PlanRow:
    return PlanRow(
        delivery=str(row["delivery"]),
        student_id=StudentId(row["student_id"]),
        component=ComponentCode(row["component"]),
        there_now=None if row["there_now"] is None else Decimal(row["there_now"]),
        wanted=None if row["wanted"] is None else Decimal(row["wanted"]),
        fingerprint=str(row["fingerprint"]),
    )


def _line_from(line: dict[str, Any]) -> PlannedLine:
    return PlannedLine(
        student_id=StudentId(line["student_id"]),
        key=str(line["key"]),
        status=str(line["status"]),
        decision=str(line["decision"]),
        fingerprint=str(line["fingerprint"]),
    )

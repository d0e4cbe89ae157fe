"""A delivery plan: what delivery would change at home, delivered exactly or not at all."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
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
from sync.store.outbox import Delivery, DeliveryState, deliveries_in
from sync.store.unit_of_work import Store, chunks

FORMAT = "utqyr-plan-1"
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
class Plan:
    """The writes a delivery would make now, ordered by component and student."""

    made_at: str
    rows: tuple[PlanRow, ...]
    blocked: tuple[Blocked, ...] = ()

    @property
    def digest(self) -> str:
        """Digest the rows; two plans that do the same are one plan."""
        return fingerprint(self.rows)


def make_plan(store: Store, home: HomeLms, *, made_at: str) -> Plan:
    """Read what stands at home and tell what delivery would change; writes nothing anywhere."""
    rows: list[PlanRow] = []
    blocked: list[Blocked] = []
    after = ("", 0)
    while True:
        with store.read() as connection:
            batch = deliveries_in(connection, _DUE, after=after)
        if not batch:
            return Plan(made_at=made_at, rows=tuple(rows), blocked=tuple(blocked))
        after = (batch[-1].component, batch[-1].delivery_id)
        for item, state in zip(batch, _states(home, batch), strict=True):
            row = _planned(item, *state)
            if isinstance(row, PlanRow):
                rows.append(row)
            elif row is not None:
                blocked.append(row)


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
    stale = [_missing(row) for row in plan.rows if row.delivery not in due]
    present = [row for row in plan.rows if row.delivery in due]
    states = _states(courier.home, [due[row.delivery] for row in present])
    for row, (there_now, obstacle) in zip(present, states, strict=True):
        difference = _difference(row, due[row.delivery], there_now, obstacle)
        if difference:
            stale.append(f"{row.place}: {difference}")
    outcome = AuditAction.PLAN_REFUSED if stale else AuditAction.PLAN_APPLIED
    entry = AuditDraft(
        action=outcome,
        subject=plan.digest,
        detail={"rows": str(len(plan.rows)), "stale": str(len(stale)), "made at": plan.made_at},
    )
    with courier.store.write(actor=actor) as unit:
        unit.record(entry)
    if stale:
        raise StalePlan(stale)
    tally = DeliveryTally()
    for batch in chunks([due[row.delivery] for row in present], DELIVERIES_AT_ONCE):
        courier.deliver(batch, tally)
    return tally


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
        plan = Plan(made_at=content["made_at"], rows=rows)
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

"""Transcripts at home under every interruption: one version a content, one entry, nothing lost."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.home.lines import LineAddress
from connectors.home.memory import MemoryHome, ReplyLoss
from mapping.identifiers import StudentId
from mapping.rulebook import Rulebook
from sync.audit.entry import AuditAction
from sync.clock import FixedClock
from sync.commands import Consent, parse_reference, refuse_held, release_held
from sync.delivery import Courier, DeliveryTally
from sync.explanations import find_explanation
from sync.guards import GuardLimits
from sync.pipeline import Pipeline
from sync.plan import apply_plan, make_plan
from sync.queries import held_queue, recognised
from sync.store.audit_log import read_records
from sync.store.evidence import EvidenceStore
from sync.store.people import record_agreements, record_mobilities
from sync.store.unit_of_work import Store
from tests.builders import (
    HOST,
    make_agreement,
    make_equivalence,
    make_mobility,
    make_result,
    make_rulebook,
)
from tests.couriers import make_courier
from tests.scripted_host import ScriptedHost, transcript

STUDENT = "00123"
GRADED, UNGRADED = "ECO2204", "MAN1101"
CONSENT = Consent(by="Aigerim", reason="minutes 14")


class Killed(BaseException):
    """The process ends here."""


class KilledHome(MemoryHome):
    """A home whose caller is killed at the n-th call, before or after its effect."""

    kill_at = 0
    after_effect = False
    calls = 0

    def _guarded(self, call):  # type: ignore[no-untyped-def]
        self.calls += 1
        killed = self.calls == self.kill_at
        if killed and not self.after_effect:
            raise Killed
        answer = call()
        if killed:
            raise Killed
        return answer

    def put_results(self, writes):  # type: ignore[no-untyped-def]
        return self._guarded(lambda: super(KilledHome, self).put_results(writes))

    def get_results(self, addresses):  # type: ignore[no-untyped-def]
        return self._guarded(lambda: super(KilledHome, self).get_results(addresses))

    def put_lines(self, writes):  # type: ignore[no-untyped-def]
        return self._guarded(lambda: super(KilledHome, self).put_lines(writes))

    def get_lines(self, addresses):  # type: ignore[no-untyped-def]
        return self._guarded(lambda: super(KilledHome, self).get_lines(addresses))


@dataclass(frozen=True)
class World:
    """One student, whose host and whose home a test acts for."""

    store: Store
    host: ScriptedHost
    home: KilledHome
    courier: Courier
    pipeline: Pipeline

    def sync(self) -> DeliveryTally:
        """Decide and deliver."""
        self.pipeline.sync_host(HOST)
        return self.courier.deliver_due()

    def publish(self, *results: object, issuer: str = "") -> None:
        self.host.publish(transcript(*results, issuer=issuer))  # type: ignore[arg-type]

    def list_without(self, *kept: object) -> None:
        """Let the host leave out what is not kept, until its withdrawal is proposed."""
        assert isinstance(self.pipeline.clock, FixedClock)
        for number in range(3):
            self.pipeline.clock.advance(timedelta(days=1))
            self.publish(*kept, issuer=f"listing {number}")
            self.sync()

    def versions(self) -> dict[str, list[str]]:
        """Tell the status of every version of every line."""
        return {
            address.key if ":" not in address.key else "case": [each.status.value for each in lines]
            for address, lines in self.home.lines.items()
        }

    def entries(self) -> list[tuple[str, str | None]]:
        """Tell the entries about lines, with the fingerprint each confirms."""
        told = {AuditAction.LINE_CONFIRMED, AuditAction.LINE_REFUSED}
        with self.store.read() as connection:
            return [
                (record.entry.action, record.detail.facts["fingerprint"])
                for record in read_records(connection)
                if record.entry.action in told and record.detail is not None
            ]

    def confirmed_lines(self) -> list[str | None]:
        """Tell the fingerprint of every line that an entry confirms, beside a grade or alone."""
        with self.store.read() as connection:
            details = [
                (record.entry.action, record.detail.facts)
                for record in read_records(connection)
                if record.detail is not None
            ]
        alone = [facts["fingerprint"] for name, facts in details if name == "line-confirmed"]
        return [*alone, *(facts["line"] for _, facts in details if "line" in facts)]

    def reference(self) -> str:
        with self.store.read() as connection:
            (item,) = held_queue(connection)
        return item.reference


@pytest.fixture
def rules() -> Rulebook:
    return make_rulebook(make_equivalence(), make_equivalence("MAN101", UNGRADED))


@pytest.fixture
def world(store: Store, clock: FixedClock, rules: Rulebook, tmp_path: Path) -> World:
    with store.write(actor="importer") as unit:
        record_mobilities(unit, [make_mobility()], [])
        record_agreements(unit, [make_agreement("FIN201+MAN101", "ECO2204+MAN1101")], [])
    host = ScriptedHost()
    home = KilledHome(students=[STUDENT], components=[GRADED, UNGRADED], keeps_lines=True)
    pipeline = Pipeline(
        store=store,
        evidence=EvidenceStore(tmp_path / "evidence"),
        connectors={HOST: host},
        rulebook=rules,
        limits=GuardLimits(),
        clock=clock,
        overlap=timedelta(hours=48),
        listings_before_withdrawal=3,
    )
    courier = make_courier(store, home, clock, rules)
    return World(store=store, host=host, home=home, courier=courier, pipeline=pipeline)


def test_a_grade_a_pass_and_what_waits_have_a_line_each(world: World) -> None:
    world.publish(make_result(), make_result("MAN101", grade="zal"), make_result("XYZ999"))

    world.sync()

    assert world.versions() == {
        GRADED: ["recognised"],
        UNGRADED: ["recognised"],
        "case": ["waiting"],
    }
    assert len(set(world.confirmed_lines())) == len(world.confirmed_lines()) == 3


def test_an_unchanged_pass_asks_nobody_and_writes_nothing(world: World) -> None:
    world.publish(make_result(), make_result("XYZ999"))
    world.sync()
    calls, before = world.home.calls, [*records(world.store)]

    tally = world.courier.deliver_due()

    assert tally == DeliveryTally()
    assert world.home.calls == calls
    assert records(world.store) == before


def records(store: Store) -> list[int]:
    with store.read() as connection:
        return [record.entry.sequence for record in read_records(connection)]


@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.parametrize("kill_at", range(1, 7))
def test_killed_at_any_call_the_next_run_ends_in_the_same_place(
    world: World, kill_at: int, after_effect: bool
) -> None:
    world.publish(make_result(), make_result("MAN101", grade="zal"), make_result("XYZ999"))
    world.home.kill_at, world.home.after_effect = kill_at, after_effect

    with suppress(Killed):
        world.sync()
    world.sync()
    world.sync()

    assert world.versions() == {
        GRADED: ["recognised"],
        UNGRADED: ["recognised"],
        "case": ["waiting"],
    }
    assert len(world.home.sent) == 1
    told = world.confirmed_lines()
    assert len(set(told)) == len(told) == 3


class KilledStore(Store):
    """A store whose user is killed right before the n-th commit."""

    kill_at = 0
    commits = 0

    @contextmanager
    def write(self, *, actor: str) -> Iterator:  # type: ignore[type-arg]
        with super().write(actor=actor) as unit:
            yield unit
            self.commits += 1
            if self.commits == self.kill_at:
                raise Killed


@pytest.mark.parametrize("kill_at", range(1, 6))
def test_killed_before_any_commit_the_next_run_ends_in_the_same_place(
    world: World, clock: FixedClock, rules: Rulebook, kill_at: int
) -> None:
    world.publish(make_result(), make_result("XYZ999"))
    world.pipeline.sync_host(HOST)
    fragile = KilledStore(world.store.engine, clock)
    fragile.kill_at = kill_at

    with suppress(Killed):
        make_courier(fragile, world.home, clock, rules).deliver_due()
    world.sync()
    world.sync()

    assert world.versions() == {GRADED: ["recognised"], "case": ["waiting"]}
    told = world.confirmed_lines()
    assert len(set(told)) == len(told) == 2


@pytest.mark.parametrize("loss", list(ReplyLoss))
@pytest.mark.parametrize("graded", [True, False])
def test_a_lost_reply_costs_no_version_and_no_entry(
    world: World, loss: ReplyLoss, graded: bool
) -> None:
    world.publish(make_result() if graded else make_result(grade="zal"))
    world.home.lose_reply(loss)

    world.sync()
    world.home.come_back()
    world.sync()
    world.sync()

    assert world.versions() == {GRADED: ["recognised"]}
    assert len(world.confirmed_lines()) == 1


def test_what_was_said_before_may_be_said_again_after_a_kill(world: World) -> None:
    world.publish(make_result())
    world.sync()
    world.publish(make_result(grade="5"))
    world.home.kill_at, world.home.after_effect = world.home.calls + 1, True
    with pytest.raises(Killed):
        world.sync()
    world.publish(make_result(), issuer="corrected back")

    world.sync()
    world.sync()

    line = world.home.lines[LineAddress(student_id=StudentId(STUDENT), key=GRADED)]
    assert [each.percent for each in line] == [Decimal(80), Decimal(100), Decimal(80)]


def test_a_corrected_mark_is_another_version(world: World) -> None:
    world.publish(make_result())
    world.sync()
    world.publish(make_result(grade="5"))

    world.sync()

    assert world.versions() == {GRADED: ["recognised", "recognised"]}


def test_another_decision_that_says_the_same_is_no_version(
    world: World, store: Store, clock: FixedClock, rules: Rulebook
) -> None:
    world.publish(make_result())
    world.sync()
    edited = replace(rules, policies=replace(rules.policies, minimum_sample=99))
    again = replace(world.pipeline, rulebook=edited)

    again.sync_host(HOST)
    make_courier(store, world.home, clock, edited).deliver_due()

    assert world.versions() == {GRADED: ["recognised"]}


def test_what_waited_and_is_recognised_is_closed(
    world: World, store: Store, clock: FixedClock
) -> None:
    world.publish(make_result("MAN101", ects="5"))
    world.sync()
    release_held(store, parse_reference(world.reference()), CONSENT)

    world.pipeline.decide(HOST)
    world.courier.deliver_due()

    assert world.versions() == {"case": ["waiting", "closed"], UNGRADED: ["recognised"]}


def test_what_a_person_refused_is_closed(world: World, store: Store) -> None:
    world.publish(make_result("XYZ999"))
    world.sync()
    with store.read() as connection:
        (item,) = held_queue(connection)

    refuse_held(store, parse_reference(item.reference), CONSENT)
    world.courier.deliver_due()

    assert world.versions() == {"case": ["waiting", "closed"]}


@pytest.mark.parametrize(("grade", "sent"), [("4", 2), ("zal", 0)])
def test_an_agreed_withdrawal_leaves_its_trace(
    world: World, store: Store, grade: str, sent: int
) -> None:
    kept = make_result("MAN101")
    world.publish(make_result(grade=grade), kept)
    world.sync()
    world.list_without(kept)
    release_held(store, parse_reference(world.reference()), CONSENT)

    world.sync()
    world.sync()

    assert world.versions()[GRADED] == ["recognised", "withdrawn"]
    assert world.home.standing(STUDENT, GRADED) is None
    assert sum(address.component == GRADED for address, _ in world.home.sent) == sent


def test_a_withdrawal_that_meets_a_teachers_mark_changes_no_line(
    world: World, store: Store
) -> None:
    kept = make_result("MAN101")
    world.publish(make_result(), kept)
    world.sync()
    world.list_without(kept)
    release_held(store, parse_reference(world.reference()), CONSENT)
    world.home.teacher_grades(STUDENT, GRADED, Decimal(60))

    world.sync()

    assert world.versions()[GRADED] == ["recognised"]
    assert world.home.standing(STUDENT, GRADED) == Decimal(60)


def test_an_obstacle_waits_on_the_page_until_it_is_gone(world: World, clock: FixedClock) -> None:
    world.home.lock_item(GRADED)
    world.publish(make_result())
    world.sync()
    clock.advance(timedelta(hours=7))
    world.sync()
    world.home.unlock_item(GRADED)
    clock.advance(timedelta(hours=7))

    world.sync()

    assert world.versions() == {GRADED: ["waiting", "recognised"]}


def test_a_line_of_somebody_unknown_waits_its_time(world: World, clock: FixedClock) -> None:
    world.home.remove_student(STUDENT)
    world.publish(make_result(grade="zal"))
    first = world.sync()
    calls = world.home.calls
    second = world.sync()
    untried = world.home.calls
    world.home.add_student(STUDENT)
    clock.advance(timedelta(hours=7))

    world.sync()

    assert (first.lines.held, second.lines.held) == (1, 0)
    assert untried == calls
    assert world.versions() == {GRADED: ["recognised"]}
    assert [action for action, _ in world.entries()] == ["line-refused", "line-confirmed"]


def test_lines_that_a_restored_home_lost_are_sent_again(world: World) -> None:
    world.publish(make_result(), make_result("XYZ999"))
    world.sync()
    world.home.lines.clear()

    drift = world.courier.find_drift()
    world.courier.deliver_due()

    assert drift.lines.missing == 2
    assert world.versions() == {GRADED: ["recognised"], "case": ["waiting"]}


def test_lines_of_a_student_who_left_are_not_missing(world: World) -> None:
    world.publish(make_result())
    world.sync()
    world.home.remove_student(STUDENT)

    drift = world.courier.find_drift()
    again = world.courier.deliver_due()

    assert (drift.drifted, drift.lines.missing) == (0, 0)
    assert again.lines.held == 0


def test_a_home_without_transcripts_catches_up_when_it_gets_them(
    world: World, store: Store, clock: FixedClock, rules: Rulebook
) -> None:
    alone = MemoryHome(students=[STUDENT], components=[GRADED, UNGRADED])
    world.publish(make_result(), make_result("MAN101", grade="zal"), make_result("XYZ999"))
    world.pipeline.sync_host(HOST)
    make_courier(store, alone, clock, rules).deliver_due()
    world.home.teacher_grades(STUDENT, GRADED, Decimal(80))  # the same gradebook

    world.courier.deliver_due()

    assert world.home.sent == []
    assert world.versions() == {
        GRADED: ["recognised"],
        UNGRADED: ["recognised"],
        "case": ["waiting"],
    }


def test_a_mark_that_stood_before_is_left_and_its_line_goes_beside_it(
    world: World, store: Store, clock: FixedClock, rules: Rulebook
) -> None:
    alone = MemoryHome(students=[STUDENT], components=[GRADED])
    world.publish(make_result())
    world.pipeline.sync_host(HOST)
    make_courier(store, alone, clock, rules).deliver_due()
    world.home.teacher_grades(STUDENT, GRADED, Decimal(60))  # changed since core mode delivered

    world.courier.deliver_due()

    assert world.versions() == {}
    assert [action for action, _ in world.entries()] == ["line-refused"]
    assert world.home.standing(STUDENT, GRADED) == Decimal(60)


def test_who_left_the_course_since_still_gets_the_line(
    world: World, store: Store, clock: FixedClock, rules: Rulebook
) -> None:
    alone = MemoryHome(students=[STUDENT], components=[GRADED])
    world.publish(make_result())
    world.pipeline.sync_host(HOST)
    make_courier(store, alone, clock, rules).deliver_due()
    world.home.unenrol(STUDENT, GRADED)

    world.courier.deliver_due()

    assert world.versions() == {GRADED: ["recognised"]}
    assert world.home.sent == []


def test_a_plan_of_lines_is_delivered_exactly(world: World, store: Store) -> None:
    world.publish(make_result(grade="zal"), make_result("XYZ999"))
    world.pipeline.sync_host(HOST)
    plan = make_plan(store, world.home, made_at="2026-09-01", lines=world.courier.lines)

    apply_plan(world.courier, plan, actor="Aigerim")

    assert sorted(line.status for line in plan.lines) == ["recognised", "waiting"]
    assert world.versions() == {GRADED: ["recognised"], "case": ["waiting"]}


def test_an_explanation_tells_of_the_line_too(world: World, store: Store) -> None:
    world.publish(make_result(grade="zal"))
    world.sync()

    with store.read() as connection:
        (item,) = recognised(connection)
        found = find_explanation(connection, item.reference)

    assert [entry.action for entry in found.entries][-1] == "line-confirmed"

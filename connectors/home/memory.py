"""A home gradebook in memory, for tests and trials of delivery; talks to nothing.

It keeps the whole HomeLms contract and adds what the world does to a gradebook: teachers who grade,
override and lock, students who leave, replies that get lost. Faults are used up one call at a time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from connectors.errors import HomeRefused, HomeUnavailable
from connectors.home.base import HomeResult, Receipt, ResultAddress, ResultWrite, Verdict
from connectors.home.judgement import addresses_given_twice, judge, receipt, refuse_twice
from connectors.home.lines import (
    LineAddress,
    LineReceipt,
    LineWrite,
    StandingLine,
    TranscriptLine,
)
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from mapping.problems import Problem


class ReplyLoss(StrEnum):
    """Where a reply gets lost, and whether the caller can still read afterwards."""

    AFTER_EFFECT = "after-effect"
    """Everything was written; reading works, so the receipts can be settled."""
    BEFORE_EFFECT = "before-effect"
    """Nothing was written; reading works."""
    AFTER_EFFECT_THEN_DOWN = "after-effect-then-down"
    """Everything was written; nothing can be read until `come_back`."""
    BEFORE_EFFECT_THEN_DOWN = "before-effect-then-down"
    """Nothing was written; nothing can be read until `come_back`."""


@dataclass(slots=True)
class _Grade:
    percent: Decimal | None = None
    locked: bool = False
    overridden: bool = False


@dataclass(slots=True)
class _Faults:
    down: bool = False
    refused_with: str = ""
    losses: list[ReplyLoss] = field(default_factory=list)


class MemoryHome:
    """Keep a gradebook of students times components; everybody is enrolled everywhere at first.

    `reads` and `puts` count calls; `sent` lists every value that was really sent, in order.
    `takes_back` says whether a mark can be withdrawn (`wanted` None), which core Moodle cannot;
    `keeps_lines` whether transcripts are kept: `lines` then holds every version of each line.
    """

    def __init__(
        self,
        *,
        students: Iterable[str],
        components: Iterable[str],
        takes_back: bool = True,
        keeps_lines: bool = False,
    ) -> None:
        self._students = {StudentId(student) for student in students}
        self._suspended: set[StudentId] = set()
        self._components = {ComponentCode(component) for component in components}
        self._items = dict.fromkeys(self._components, 1)
        self._locked_items: set[ComponentCode] = set()
        self._not_enrolled: set[ResultAddress] = set()
        self._grades: dict[ResultAddress, _Grade] = {}
        self._faults = _Faults()
        self._takes_back = takes_back
        self._keeps_lines = keeps_lines
        self.lines: dict[LineAddress, list[TranscriptLine]] = {}
        self.problems: tuple[Problem, ...] = ()
        self.reads = 0
        self.puts = 0
        self.sent: list[tuple[ResultAddress, Decimal | None]] = []

    # the contract

    def check(self) -> tuple[Problem, ...]:
        """Give the problems a test has put into `problems`."""
        self._answer()
        return self.problems

    def get_results(self, addresses: Sequence[ResultAddress]) -> tuple[HomeResult, ...]:
        """Read what stands at each address, in the given order."""
        if not addresses:
            return ()
        self._answer()
        self.reads += 1
        return tuple(self._find(address) for address in addresses)

    def put_results(self, writes: Sequence[ResultWrite]) -> tuple[Receipt, ...]:
        """Write what may be written; one receipt per write, in order."""
        if not writes:
            return ()
        self._answer()
        self.puts += 1
        twice = addresses_given_twice(writes)
        receipts: list[Receipt | None] = []
        to_send: list[ResultWrite] = []
        for write in writes:
            verdict = refuse_twice(write) if write.address in twice else self._judge(write)
            if verdict is None or (verdict.verdict is Verdict.UNCHANGED and self._lacks(write)):
                verdict = None
                to_send.append(write)
            receipts.append(verdict)
        sent = iter(self._send(to_send))
        return tuple(next(sent) if known is None else known for known in receipts)

    def describe(self) -> str:
        """Say that this is no Moodle."""
        return "memory: a gradebook that lives as long as this process"

    def carries_lines(self) -> bool:
        """Tell whether transcripts are kept here."""
        self._answer()
        return self._keeps_lines

    def get_lines(self, addresses: Sequence[LineAddress]) -> tuple[StandingLine, ...]:
        """Read which version of each line stands, in the given order."""
        if not addresses:
            return ()
        self._answer()
        self.reads += 1
        return tuple(self._standing_line(address) for address in addresses)

    def put_lines(self, writes: Sequence[LineWrite]) -> tuple[LineReceipt, ...]:
        """Write lines of their own; one receipt per write, in order."""
        if not writes:
            return ()
        self._answer()
        self.puts += 1
        loss = self._faults.losses.pop(0) if self._faults.losses else None
        receipts = []
        for write in writes:
            keeps = self._keeps_lines and _takes_effect(loss)
            changed = self._keep(write.student_id, write.line) if keeps else None
            receipts.append(self._line_receipt(write, changed=changed, lost=loss is not None))
        self._after(loss)
        return tuple(receipts)

    # what people do at home

    def teacher_grades(self, student: str, component: str, percent: Decimal | None) -> None:
        """Set a value as a teacher does inside the activity: no override, just another value."""
        self._grade(student, component).percent = percent

    def teacher_overrides(self, student: str, component: str, percent: Decimal | None) -> None:
        """Set a value in the gradebook itself, which then ignores what anyone sends."""
        grade = self._grade(student, component)
        grade.percent = percent
        grade.overridden = True

    def lock_grade(self, student: str, component: str) -> None:
        """Lock one student's grade."""
        self._grade(student, component).locked = True

    def unlock_grade(self, student: str, component: str) -> None:
        """Unlock one student's grade."""
        self._grade(student, component).locked = False

    def lock_item(self, component: str) -> None:
        """Lock a whole grade item."""
        self._locked_items.add(ComponentCode(component))

    def unlock_item(self, component: str) -> None:
        """Unlock a whole grade item."""
        self._locked_items.discard(ComponentCode(component))

    def set_item_count(self, component: str, *, count: int) -> None:
        """Let a component have no grade item (0), the usual one (1), or several that fit."""
        self._items[ComponentCode(component)] = count

    def add_student(self, student: str) -> None:
        """Let a student appear, enrolled everywhere."""
        self._students.add(StudentId(student))

    def remove_student(self, student: str) -> None:
        """Let a student be unknown."""
        self._students.discard(StudentId(student))

    def suspend(self, student: str) -> None:
        """Suspend a student's account."""
        self._suspended.add(StudentId(student))

    def unenrol(self, student: str, component: str) -> None:
        """Take a student out of one component's course."""
        self._not_enrolled.add(_address(student, component))

    def enrol(self, student: str, component: str) -> None:
        """Put a student back into one component's course."""
        self._not_enrolled.discard(_address(student, component))

    def standing(self, student: str, component: str) -> Decimal | None:
        """Tell what stands in the gradebook, past every obstacle and fault."""
        grade = self._grades.get(_address(student, component))
        return None if grade is None else grade.percent

    # what the world does

    def go_down(self) -> None:
        """Stop answering until `come_back`."""
        self._faults.down = True

    def come_back(self) -> None:
        """Answer again."""
        self._faults.down = False
        self._faults.refused_with = ""

    def refuse_everything(self, code: str) -> None:
        """Refuse every call with this errorcode until `come_back`."""
        self._faults.refused_with = code

    def lose_reply(self, loss: ReplyLoss) -> None:
        """Lose the reply of the next write that sends anything."""
        self._faults.losses.append(loss)

    # how it is done

    def _answer(self) -> None:
        if self._faults.down:
            raise HomeUnavailable("the home gradebook does not answer")
        if self._faults.refused_with:
            raise HomeRefused(self._faults.refused_with, "the home gradebook refuses the call")

    def _grade(self, student: str, component: str) -> _Grade:
        return self._grades.setdefault(_address(student, component), _Grade())

    def _find(self, address: ResultAddress) -> HomeResult:
        obstacle = self._obstacle_of_people(address) or self._obstacle_of_items(address)
        if obstacle is not None:
            return HomeResult(address=address, obstacle=obstacle)
        grade = self._grades.get(address, _Grade())
        if address.component in self._locked_items:
            obstacle = HeldCode.HOME_ITEM_LOCKED
        elif grade.locked:
            obstacle = HeldCode.HOME_GRADE_LOCKED
        elif grade.overridden:
            obstacle = HeldCode.HOME_GRADE_OVERRIDDEN
        key = LineAddress(student_id=address.student_id, key=address.component)
        return HomeResult(
            address=address,
            percent=grade.percent,
            obstacle=obstacle,
            line_fingerprint=self._standing_line(key).fingerprint,
        )

    def _obstacle_of_people(self, address: ResultAddress) -> HeldCode | None:
        if address.student_id not in self._students:
            return HeldCode.HOME_UNKNOWN_STUDENT
        if address.student_id in self._suspended:
            return HeldCode.HOME_SUSPENDED_STUDENT
        return None

    def _obstacle_of_items(self, address: ResultAddress) -> HeldCode | None:
        if address.component not in self._components:
            return HeldCode.HOME_UNKNOWN_COMPONENT
        if address in self._not_enrolled:
            return HeldCode.HOME_NOT_ENROLLED
        match self._items[address.component]:
            case 0:
                return HeldCode.HOME_NO_GRADE_ITEM
            case 1:
                return None
            case _:
                return HeldCode.HOME_AMBIGUOUS_ITEM

    def _judge(self, write: ResultWrite) -> Receipt | None:
        found = self._find(write.address)
        known = judge(write, found)
        if known is None and write.wanted is None and not self._takes_back:
            return receipt(
                write,
                Verdict.REFUSED,
                obstacle=HeldCode.HOME_REFUSED,
                there_now=found.percent,
                detail="this gradebook cannot take a mark back",
            )
        return known

    def _send(self, writes: Sequence[ResultWrite]) -> list[Receipt]:
        if not writes:
            return []
        loss = self._faults.losses.pop(0) if self._faults.losses else None
        if _takes_effect(loss):
            for write in writes:
                grade = self._grades.setdefault(write.address, _Grade())
                if grade.percent != write.wanted:
                    grade.percent = write.wanted
                    self.sent.append((write.address, write.wanted))
                if write.line is not None and self._keeps_lines:
                    self._keep(write.address.student_id, write.line)
        if self._after(loss):
            return [
                receipt(write, Verdict.UNKNOWN, detail="the reply got lost") for write in writes
            ]
        return [self._settle(write) for write in writes]

    def _lacks(self, write: ResultWrite) -> bool:
        """Tell whether a write brings a line that does not stand yet."""
        if write.line is None or not self._keeps_lines:
            return False
        address = LineAddress(student_id=write.address.student_id, key=write.line.key)
        return self._standing_line(address).fingerprint != write.line.fingerprint

    def _after(self, loss: ReplyLoss | None) -> bool:
        """Go down where the loss says so; tell whether it did."""
        goes = loss in (ReplyLoss.AFTER_EFFECT_THEN_DOWN, ReplyLoss.BEFORE_EFFECT_THEN_DOWN)
        if goes:
            self.go_down()
        return goes

    def _keep(self, student: StudentId, line: TranscriptLine) -> bool | None:
        """Keep a version of a line; tell whether it is new, None for a student nobody knows."""
        if student not in self._students:
            return None
        versions = self.lines.setdefault(LineAddress(student_id=student, key=line.key), [])
        if versions and versions[-1].fingerprint == line.fingerprint:
            return False
        versions.append(line)
        return True

    def _standing_line(self, address: LineAddress) -> StandingLine:
        if address.student_id not in self._students:
            return StandingLine(address=address, obstacle=HeldCode.HOME_UNKNOWN_STUDENT)
        versions = self.lines.get(address, [])
        stands = versions[-1].fingerprint if versions else ""
        return StandingLine(address=address, version=len(versions), fingerprint=stands)

    def _line_receipt(self, write: LineWrite, *, changed: bool | None, lost: bool) -> LineReceipt:
        standing = self._standing_line(write.address)
        verdict = Verdict.WRITTEN if changed else Verdict.UNCHANGED
        if not self._keeps_lines or standing.obstacle is not None:
            verdict = Verdict.REFUSED
        elif lost:
            verdict = Verdict.UNKNOWN
        return LineReceipt(
            address=write.address,
            fingerprint=write.line.fingerprint,
            verdict=verdict,
            version=standing.version,
            obstacle=standing.obstacle,
        )

    def _settle(self, write: ResultWrite) -> Receipt:
        there_now = self._find(write.address).percent
        verdict = Verdict.WRITTEN if there_now == write.wanted else Verdict.UNKNOWN
        return receipt(write, verdict, there_now=there_now)


def _takes_effect(loss: ReplyLoss | None) -> bool:
    return loss in (None, ReplyLoss.AFTER_EFFECT, ReplyLoss.AFTER_EFFECT_THEN_DOWN)


def _address(student: str, component: str) -> ResultAddress:
    return ResultAddress(student_id=StudentId(student), component=ComponentCode(component))

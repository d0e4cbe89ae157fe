"""What every home that keeps transcripts promises; inherited beside the contract of grades."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Protocol

import pytest

from connectors.errors import HomeUnavailable
from connectors.home.base import ResultAddress, ResultWrite, Verdict
from connectors.home.lines import (
    LineAddress,
    LineStatus,
    LineWrite,
    OriginalResult,
    TranscriptLine,
)
from mapping.held import HeldCode
from mapping.identifiers import HeiId, StudentId
from mapping.records import LocalisedText
from tests.contract.home_contract import HomeWorld, wanting


class LineWorld(HomeWorld, Protocol):
    """A home gradebook that keeps transcripts."""

    def known_student(self) -> StudentId:
        """Give somebody who has an account, used by no other test."""


def make_line(key: str, **changes: object) -> TranscriptLine:
    """Make a line with something in every field."""
    line = TranscriptLine(
        key=key,
        status=LineStatus.RECOGNISED,
        decision="D12",
        decided_at="2026-09-01T10:00:00Z",
        host=HeiId("kozminski.edu.pl"),
        host_name="Kozminski University",
        starts=date(2026, 2, 1),
        ends=date(2026, 6, 30),
        titles=(
            LocalisedText(language="kk", text="Микроэкономика: Қазақстанның <өңірлік> саясаты"),
            LocalisedText(language="ru", text="Микроэкономика & рынки"),
            LocalisedText(language="en", text='Microeconomics "II"'),
        ),
        credits=Decimal("4.5"),
        credit_scheme="kz",
        letter="A-",
        points=Decimal("3.67"),
        percent=Decimal("91.5"),
        rule="MIC101 -> ECO2201",
        originals=(
            OriginalResult(
                code="MIC101",
                title="Mikroekonomia",
                grade="4,5",
                grade_scheme="kozminski",
                credits="6",
                credit_scheme="ects",
                term="2025/26 L",
                status="passed",
            ),
        ),
        conversion="6 ECTS are 4.5 credits.\nThe grade 4,5 is A-.",
    )
    return replace(line, **changes)  # type: ignore[arg-type]  # fields by name


def line_of(student: StudentId, line: TranscriptLine) -> LineWrite:
    return LineWrite(student_id=student, component=None, line=line)


def waiting(key: str = "case:0123456789abcdef") -> TranscriptLine:
    return make_line(
        key,
        status=LineStatus.WAITING,
        credits=None,
        credit_scheme="",
        letter=None,
        points=None,
        percent=None,
        rule="",
        titles=(),
        reasons=(HeldCode.UNMAPPED_COURSE, HeldCode.NO_GRADE),
    )


class LineContract:
    """Inherit beside HomeContract, and give a fixture `world` that yields a LineWorld."""

    def test_it_says_that_it_keeps_transcripts(self, world: LineWorld) -> None:
        assert world.home.carries_lines()

    def test_a_line_is_kept_and_stands(self, world: LineWorld) -> None:
        write = line_of(world.known_student(), waiting())

        (receipt,) = world.home.put_lines([write])

        assert (receipt.verdict, receipt.version) == (Verdict.WRITTEN, 1)
        (standing,) = world.home.get_lines([write.address])
        assert (standing.version, standing.fingerprint) == (1, write.line.fingerprint)

    def test_where_no_line_was_written_none_stands(self, world: LineWorld) -> None:
        address = LineAddress(student_id=world.known_student(), key="case:none")

        (standing,) = world.home.get_lines([address])

        assert (standing.version, standing.fingerprint) == (0, "")

    def test_the_same_line_twice_is_one_version(self, world: LineWorld) -> None:
        write = line_of(world.known_student(), waiting())
        world.home.put_lines([write])

        (receipt,) = world.home.put_lines([write])

        assert (receipt.verdict, receipt.version) == (Verdict.UNCHANGED, 1)

    def test_other_content_is_another_version(self, world: LineWorld) -> None:
        student = world.known_student()
        world.home.put_lines([line_of(student, waiting())])
        closed = replace(waiting(), status=LineStatus.CLOSED)

        (receipt,) = world.home.put_lines([line_of(student, closed)])

        assert (receipt.verdict, receipt.version) == (Verdict.WRITTEN, 2)

    def test_what_a_line_said_before_may_be_said_again(self, world: LineWorld) -> None:
        student = world.known_student()
        first, second = waiting(), replace(waiting(), status=LineStatus.CLOSED)

        versions = [
            world.home.put_lines([line_of(student, line)])[0].version
            for line in (first, second, first)
        ]

        assert versions == [1, 2, 3]

    def test_a_line_of_nobody_is_refused_and_its_batch_goes_on(self, world: LineWorld) -> None:
        known, stranger = world.known_student(), world.stranger()
        writes = [line_of(student, waiting()) for student in (stranger, StudentId(""), known)]

        receipts = world.home.put_lines(writes)

        assert [each.verdict for each in receipts] == [
            Verdict.REFUSED,
            Verdict.REFUSED,
            Verdict.WRITTEN,
        ]
        assert {each.obstacle for each in receipts[:2]} == {HeldCode.HOME_UNKNOWN_STUDENT}

    def test_receipts_of_lines_come_in_the_order_of_the_writes(self, world: LineWorld) -> None:
        students = [world.known_student() for _ in range(3)]
        writes = [line_of(student, waiting()) for student in students]

        receipts = world.home.put_lines(writes)

        assert [each.address for each in receipts] == [write.address for write in writes]

    def test_a_suspended_student_keeps_a_transcript(self, world: LineWorld) -> None:
        (address,) = world.free_addresses(1)
        world.suspend(address)

        (receipt,) = world.home.put_lines([line_of(address.student_id, waiting())])

        assert receipt.verdict is Verdict.WRITTEN

    def test_a_result_without_a_grade_has_its_line(self, world: LineWorld) -> None:
        (address,) = world.free_addresses(1)
        line = make_line(address.component, letter=None, points=None, percent=None)
        write = LineWrite(student_id=address.student_id, component=address.component, line=line)

        (receipt,) = world.home.put_lines([write])

        assert receipt.verdict is Verdict.WRITTEN
        assert world.home.get_results([address])[0].line_fingerprint == line.fingerprint
        assert world.standing(address) is None

    def test_a_grade_and_its_line_go_together(self, world: LineWorld) -> None:
        write = with_line(*world.free_addresses(1))

        (receipt,) = world.home.put_results([write])

        assert receipt.verdict is Verdict.WRITTEN
        (found,) = world.home.get_results([write.address])
        assert (found.percent, found.line_fingerprint) == (write.wanted, fingerprint_of(write))

    def test_a_grade_with_its_line_twice_has_one_effect(self, world: LineWorld) -> None:
        write = with_line(*world.free_addresses(1))
        world.home.put_results([write])

        (receipt,) = world.home.put_results([write])

        assert receipt.verdict is Verdict.UNCHANGED
        assert self.version(world, write) == 1

    def test_a_line_is_added_to_a_grade_that_stands_already(self, world: LineWorld) -> None:
        write = with_line(*world.free_addresses(1))
        world.home.put_results([replace(write, line=None)])

        (receipt,) = world.home.put_results([replace(write, expected=write.wanted)])

        assert receipt.verdict is Verdict.WRITTEN
        assert self.version(world, write) == 1

    def test_with_an_obstacle_to_the_grade_no_line_is_written(self, world: LineWorld) -> None:
        write = with_line(*world.free_addresses(1))
        world.lock_grade(write.address)

        (receipt,) = world.home.put_results([write])

        assert receipt.obstacle is HeldCode.HOME_GRADE_LOCKED
        assert self.version(world, write) == 0

    def test_with_anothers_value_there_no_line_is_written(self, world: LineWorld) -> None:
        write = with_line(*world.free_addresses(1))
        world.teacher_grades(write.address, Decimal(60))

        (receipt,) = world.home.put_results([write])

        assert receipt.verdict is Verdict.CONFLICT
        assert self.version(world, write) == 0

    def test_behind_a_lock_the_line_of_what_stands_there_is_written(self, world: LineWorld) -> None:
        write = with_line(*world.free_addresses(1))
        world.home.put_results([replace(write, line=None)])
        world.lock_grade(write.address)

        (receipt,) = world.home.put_results([write])

        assert receipt.verdict is Verdict.WRITTEN
        assert self.version(world, write) == 1

    def test_a_mark_is_taken_back_and_its_line_stays_as_withdrawn(self, world: LineWorld) -> None:
        write = with_line(*world.free_addresses(1))
        world.home.put_results([write])

        (receipt,) = world.home.put_results([taken_back(write)])

        assert receipt.verdict is Verdict.WRITTEN
        assert world.standing(write.address) is None
        assert self.version(world, write) == 2

    def test_a_withdrawal_twice_has_one_effect(self, world: LineWorld) -> None:
        write = with_line(*world.free_addresses(1))
        world.home.put_results([write])
        world.home.put_results([taken_back(write)])

        (receipt,) = world.home.put_results([taken_back(write)])

        assert receipt.verdict is Verdict.UNCHANGED
        assert self.version(world, write) == 2

    def test_a_teachers_value_is_not_taken_back_and_the_line_stays(self, world: LineWorld) -> None:
        write = with_line(*world.free_addresses(1))
        world.home.put_results([write])
        world.teacher_grades(write.address, Decimal(60))

        (receipt,) = world.home.put_results([taken_back(write)])

        assert receipt.verdict is Verdict.CONFLICT
        assert world.standing(write.address) == Decimal(60)
        assert self.version(world, write) == 1

    def test_a_line_whose_reply_was_lost_can_be_sent_again(self, world: LineWorld) -> None:
        write = line_of(world.known_student(), waiting())
        world.lose_next_reply(after_effect=True)

        (lost,) = world.home.put_lines([write])
        (receipt,) = world.home.put_lines([write])

        assert (lost.verdict, receipt.verdict) == (Verdict.UNKNOWN, Verdict.UNCHANGED)
        assert receipt.version == 1

    def test_no_lines_asked_is_nothing_done(self, world: LineWorld) -> None:
        world.go_down()
        assert world.home.put_lines([]) == ()
        assert world.home.get_lines([]) == ()

    def test_a_home_that_is_down_takes_no_line(self, world: LineWorld) -> None:
        write = line_of(world.known_student(), waiting())
        world.go_down()
        with pytest.raises(HomeUnavailable):
            world.home.put_lines([write])
        with pytest.raises(HomeUnavailable):
            world.home.get_lines([write.address])

    def version(self, world: LineWorld, write: ResultWrite) -> int:
        address = LineAddress(student_id=write.address.student_id, key=str(write.address.component))
        return world.home.get_lines([address])[0].version


def with_line(address: ResultAddress) -> ResultWrite:
    """Want 91.5 percent with a line that says so."""
    return replace(wanting(address, "91.5"), line=make_line(address.component))


def taken_back(write: ResultWrite) -> ResultWrite:
    assert write.line is not None
    return replace(
        write,
        wanted=None,
        expected=write.wanted,
        fingerprint="1:taken-back",
        line=replace(write.line, status=LineStatus.WITHDRAWN),
    )


def fingerprint_of(write: ResultWrite) -> str:
    assert write.line is not None
    return write.line.fingerprint

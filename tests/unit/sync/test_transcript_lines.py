from dataclasses import replace
from decimal import Decimal

import pytest

from connectors.home.lines import LineAddress, LineStatus
from mapping.decisions import Decision, Held, Recognised, RecognitionCase
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import ComponentCode, StudentId
from mapping.recognition import recognise
from sync.store.decisions import DONE, OPEN, REFUSED, WITHDRAWN, StoredDecision
from sync.store.outbox import Delivery, DeliveryState
from sync.store.transcript_lines import KnownLine, LineState
from sync.transcript_lines import (
    StudentLedger,
    WantedLine,
    case_key,
    compose_line,
    line_of,
    wanted_lines,
)
from tests.builders import make_case, make_result, make_rulebook
from tests.couriers import WORDS

STUDENT = StudentId("00123")
COMPONENT = ComponentCode("ECO2204")
RULES = make_rulebook()
IDENTITY = (
    HeldCode.UNKNOWN_LEARNER,
    HeldCode.WEAK_IDENTITY,
    HeldCode.AMBIGUOUS_LEARNER,
    HeldCode.IDENTITY_CONFLICT,
)


def recognised(**result: object) -> tuple[RecognitionCase, Recognised]:
    case = make_case(make_result(**result))
    (decision,) = recognise(case, RULES)
    assert isinstance(decision, Recognised)
    return case, decision


def held(*codes: HeldCode) -> Held:
    reasons = tuple(HeldReason(code=code) for code in codes)
    return Held(case="M-0001:XYZ|a|1", results=("XYZ|a|1",), evidence=(), reasons=reasons)


def stored(decision: Decision, number: int = 1, **changes: object) -> StoredDecision:
    is_held = isinstance(decision, Held)
    made = StoredDecision(
        decision_id=number,
        host="kozminski.edu.pl",
        subject="M-0001",
        student_id=STUDENT,
        state=OPEN if is_held else DONE,
        decision=decision,
        fingerprint="1:x",
        case_digest="1:y",
        revision="1:z",
        agreement_version=1,
        frozen=False,
        decided_at="2026-09-01T08:00:00.000000Z",
        current=True,
        standing=not is_held,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def delivery(state: DeliveryState, **changes: object) -> Delivery:
    made = Delivery(
        delivery_id=1,
        student_id=STUDENT,
        component=COMPONENT,
        decision_id=1,
        wanted=Decimal(80),
        sent=None,
        sent_fingerprint="",
        last_written=Decimal(80) if state is DeliveryState.CONFIRMED else None,
        there_now=None,
        fingerprint="1:d",
        state=state,
        obstacle=None,
        detail="",
        changed_at="",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def known(
    key: str = COMPONENT,
    status: LineStatus | None = LineStatus.RECOGNISED,
    state: LineState = LineState.STANDING,
) -> KnownLine:
    return KnownLine(
        line_id=1,
        address=LineAddress(student_id=STUDENT, key=key),
        component=None if key.startswith("case:") else COMPONENT,
        decision_id=1,
        status=status,
        fingerprint="1:l" if status else "",
        sent_decision_id=1,
        sent_status=status,
        sent="1:l",
        state=state,
        obstacle=None,
        check_after="",
    )


def wanted(
    *decisions: StoredDecision,
    deliveries: tuple[Delivery, ...] = (),
    lines: tuple[KnownLine, ...] = (),
    former: tuple[StoredDecision, ...] = (),
) -> list[WantedLine]:
    ledger = StudentLedger(
        student_id=STUDENT,
        decisions=decisions,
        former={each.decision_id: each for each in (*decisions, *former)},
        deliveries={each.component: each for each in deliveries},
        known={each.address.key: each for each in lines},
    )
    return list(wanted_lines(ledger))


def said(*args: StoredDecision, **ledger: tuple[object, ...]) -> list[tuple[str, str]]:
    found = wanted(*args, **ledger)  # type: ignore[arg-type]  # as wanted() has them
    return [(each.address.key, each.status.value) for each in found]


def test_a_confirmed_mark_is_recognised() -> None:
    _, decision = recognised()
    confirmed = delivery(DeliveryState.CONFIRMED)
    assert said(stored(decision), deliveries=(confirmed,)) == [("ECO2204", "recognised")]


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.SENDING])
def test_a_mark_on_its_way_changes_nothing(state: DeliveryState) -> None:
    _, decision = recognised()
    way = delivery(state)
    assert said(stored(decision), deliveries=(way,), lines=(known(),)) == []


def test_a_mark_that_moodle_never_took_waits_with_its_obstacle() -> None:
    _, decision = recognised()
    locked = delivery(DeliveryState.HELD, obstacle=HeldCode.HOME_ITEM_LOCKED)
    (line,) = wanted(stored(decision), deliveries=(locked,))
    assert (line.status, line.reasons) == (LineStatus.WAITING, (HeldCode.HOME_ITEM_LOCKED,))


def test_a_mark_that_a_teacher_changed_leaves_its_line() -> None:
    _, decision = recognised()
    changed = delivery(
        DeliveryState.HELD,
        obstacle=HeldCode.HOME_CHANGED_THERE,
        last_written=Decimal(80),
        there_now=Decimal(60),
    )
    assert said(stored(decision), deliveries=(changed,), lines=(known(),)) == []


def test_a_result_without_a_grade_needs_no_delivery() -> None:
    _, decision = recognised(grade="zal")
    assert said(stored(decision)) == [("ECO2204", "recognised")]


def test_a_result_without_a_grade_that_is_in_force_no_more_is_not_said_for_the_first_time() -> None:
    _, decision = recognised(grade="zal")
    assert said(stored(decision, current=False)) == []
    assert said(stored(decision, current=False), lines=(known(),)) == [("ECO2204", "recognised")]


def test_what_waits_is_said_with_every_reason_once() -> None:
    decision = held(HeldCode.NO_GRADE, HeldCode.UNMAPPED_COURSE, HeldCode.NO_GRADE)
    (line,) = wanted(stored(decision))
    assert line.address.key == case_key(decision.case)
    assert line.reasons == (HeldCode.NO_GRADE, HeldCode.UNMAPPED_COURSE)


@pytest.mark.parametrize("code", IDENTITY)
def test_nothing_is_said_while_somebody_may_be_somebody_else(code: HeldCode) -> None:
    assert said(stored(held(HeldCode.NO_GRADE, code))) == []


@pytest.mark.parametrize("code", IDENTITY)
def test_what_was_said_of_somebody_who_is_doubted_since_is_closed(code: HeldCode) -> None:
    before, after = stored(held(HeldCode.NO_GRADE)), stored(held(code), number=2)
    key = case_key(after.decision.case)
    line = known(key, LineStatus.WAITING)
    assert said(after, former=(before,), lines=(line,)) == [(key, "closed")]


@pytest.mark.parametrize(("state", "status"), [(REFUSED, "closed"), (WITHDRAWN, "closed")])
def test_what_a_person_settled_is_closed(state: str, status: str) -> None:
    decision = stored(held(HeldCode.FAILED), state=state)
    key = case_key(decision.decision.case)
    line = known(key, LineStatus.WAITING)
    assert said(decision, lines=(line,)) == [(key, status)]
    assert said(decision) == []


def test_a_mark_taken_back_is_withdrawn() -> None:
    _, decision = recognised()
    gone = delivery(DeliveryState.CONFIRMED, wanted=None, last_written=None)
    line = known()
    assert said(former=(stored(decision),), deliveries=(gone,), lines=(line,)) == [
        ("ECO2204", "withdrawn")
    ]


@pytest.mark.parametrize(
    "still_there",
    [
        delivery(DeliveryState.PENDING, wanted=None, last_written=Decimal(80)),
        delivery(DeliveryState.HELD, wanted=None, last_written=Decimal(80)),
        delivery(DeliveryState.REFUSED, wanted=None, last_written=Decimal(80)),
    ],
)
def test_a_mark_that_still_stands_is_not_called_withdrawn(still_there: Delivery) -> None:
    _, decision = recognised()
    line = known()
    assert said(former=(stored(decision),), deliveries=(still_there,), lines=(line,)) == []


@pytest.mark.parametrize("status", [LineStatus.WITHDRAWN, LineStatus.CLOSED])
def test_a_last_word_that_stands_is_not_repeated_and_one_in_doubt_is(status: LineStatus) -> None:
    _, decision = recognised()
    former = (stored(decision),)
    assert said(former=former, lines=(known(status=status),)) == []
    doubtful = known(status=status, state=LineState.SENDING)
    assert said(former=former, lines=(doubtful,)) == [("ECO2204", status.value)]


def test_a_line_that_may_have_arrived_and_is_wanted_no_more_is_closed() -> None:
    decision = stored(held(HeldCode.NO_GRADE))
    key = case_key(decision.decision.case)
    doubtful = replace(
        known(key, None, LineState.SENDING), sent_status=LineStatus.WAITING, fingerprint=""
    )
    assert said(former=(decision,), lines=(doubtful,)) == [(key, "closed")]


def test_a_line_that_never_stood_has_no_last_word() -> None:
    _, decision = recognised()
    refused = known(status=None, state=LineState.HELD)
    assert said(former=(stored(decision),), lines=(refused,)) == []


def test_a_line_says_what_the_decision_rests_on() -> None:
    case, decision = recognised()
    address = LineAddress(student_id=STUDENT, key=COMPONENT)
    found = line_of(stored(decision), address, LineStatus.RECOGNISED)
    assert found is not None
    titles = RULES.component_index[COMPONENT].titles

    line = compose_line(found, case, titles, WORDS)

    assert (line.decision, line.host_name) == ("D1", "Kozminski University")
    assert (line.letter, line.percent, line.credit_scheme) == ("B", Decimal(80), "kz")
    assert [original.code for original in line.originals] == ["FIN201"]
    assert case.mobility is not None
    assert (line.starts, line.ends) == (case.mobility.starts, case.mobility.ends)
    assert len(line.conversion.splitlines()) == len(decision.steps)
    assert line.rule == decision.rule


def test_a_waiting_line_promises_nothing() -> None:
    case = make_case(make_result("XYZ999"))
    (decision,) = recognise(case, RULES)
    (found,) = wanted(stored(decision))

    line = compose_line(found, case, (), WORDS)

    assert (line.credits, line.letter, line.percent, line.rule) == (None, None, None, "")
    assert line.reasons == tuple(reason.code for reason in decision.reasons)  # type: ignore[union-attr]  # held


def test_a_line_of_another_component_is_none() -> None:
    _, decision = recognised()
    address = LineAddress(student_id=STUDENT, key="OTHER")
    assert line_of(stored(decision), address, LineStatus.RECOGNISED) is None


def test_a_key_fits_what_the_home_takes() -> None:
    assert len(case_key("M-0001:" + "long|" * 500)) <= 100

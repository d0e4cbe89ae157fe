"""What a student's transcript at home should say, from what the ledger holds; pure, sends nothing.

    recognised, its mark confirmed or none wanted ... recognised, under the component's code
    recognised, its mark held and never written ..... waiting, with the obstacle
    waits for a person .............................. waiting, under `case:` and a digest
    waited, settled elsewhere or refused ............ closed
    recognised once, its mark taken back ............ withdrawn
    anything on its way, or somebody else's ......... as it is

Nothing is said about a student whose identity is not certain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.home.lines import LineAddress, LineStatus, OriginalResult, TranscriptLine
from mapping.agreements import period_end
from mapping.decisions import (
    Held,
    Recognised,
    RecognitionCase,
    RecognitionOutcome,
    result_key,
)
from mapping.fingerprint import fingerprint
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, HeiId, StudentId
from mapping.numbers import plain
from mapping.records import HostResult, LocalisedText
from sync.messages import LANGUAGES, Messages
from sync.store.decisions import OPEN, REFUSED, StoredDecision
from sync.store.outbox import Delivery, DeliveryState
from sync.store.transcript_lines import KnownLine, LineState

HOME_CREDITS: Final = "kz"
_ABOUT_IDENTITY: Final = frozenset(
    {
        HeldCode.UNKNOWN_LEARNER,
        HeldCode.WEAK_IDENTITY,
        HeldCode.AMBIGUOUS_LEARNER,
        HeldCode.IDENTITY_CONFLICT,
    }
)
_KEY_DIGITS: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLine:
    """One line to be said, and the decision it says; `outcome` where the decision has one."""

    address: LineAddress
    status: LineStatus
    stored: StoredDecision
    component: ComponentCode | None = None
    outcome: RecognitionOutcome | None = None
    reasons: tuple[HeldCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentLedger:
    """What the ledger holds of one student.

    `decisions` are in force or stand at home, oldest first; `former` holds those that known lines
    came from.
    """

    student_id: StudentId
    decisions: Sequence[StoredDecision] = ()
    former: Mapping[int, StoredDecision]
    deliveries: Mapping[ComponentCode, Delivery]
    known: Mapping[str, KnownLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWords:
    """What lines are written with: names of hosts, titles of components, the language of record."""

    host_names: Mapping[HeiId, str]
    messages: Messages


def wanted_lines(ledger: StudentLedger) -> tuple[WantedLine, ...]:
    """Tell every line a student's transcript should hold now; what is not named is left alone."""
    wanted: dict[str, WantedLine] = {}
    left_alone: set[str] = set()
    for stored in ledger.decisions:
        if isinstance(stored.decision, Held):
            found = _waiting(ledger, stored, stored.decision)
            if found is not None:
                wanted[found.address.key] = found
        elif stored.standing:
            for outcome in stored.decision.outcomes:
                recognised = _recognised(ledger, stored, outcome)
                if recognised is None:
                    left_alone.add(outcome.component)
                else:
                    wanted[outcome.component] = recognised
    over = (line for key, line in ledger.known.items() if key not in wanted.keys() | left_alone)
    ended = (_ended(ledger, line) for line in over)
    return (*wanted.values(), *(each for each in ended if each is not None))


def case_key(case: str) -> str:
    """Name the line of a case that waits."""
    return f"case:{fingerprint(case).partition(':')[2][:_KEY_DIGITS]}"


def _waiting(ledger: StudentLedger, stored: StoredDecision, held: Held) -> WantedLine | None:
    reasons = tuple(dict.fromkeys(reason.code for reason in held.reasons))
    key = case_key(held.case)
    if not stored.current or not _ABOUT_IDENTITY.isdisjoint(reasons):
        return None
    if stored.state == OPEN:
        status = LineStatus.WAITING
    elif stored.state == REFUSED and key in ledger.known:
        status = LineStatus.CLOSED
    else:
        return None
    return WantedLine(
        address=LineAddress(student_id=ledger.student_id, key=key),
        status=status,
        stored=stored,
        component=held.components[0] if len(held.components) == 1 else None,
        reasons=reasons,
    )


def _recognised(
    ledger: StudentLedger, stored: StoredDecision, outcome: RecognitionOutcome
) -> WantedLine | None:
    """Give the line of an outcome; None where its mark is on its way, or somebody else's stands."""
    status = LineStatus.RECOGNISED
    reasons: tuple[HeldCode, ...] = ()
    delivery = ledger.deliveries.get(outcome.component)
    if outcome.percent is None:
        if not stored.current and outcome.component not in ledger.known:
            return None
    elif delivery is None:
        return None
    elif _never_written(delivery) and delivery.obstacle is not None:
        status, reasons = LineStatus.WAITING, (delivery.obstacle,)
    elif (delivery.state, delivery.wanted, delivery.last_written) != (
        DeliveryState.CONFIRMED,
        outcome.percent,
        outcome.percent,
    ):
        return None
    return WantedLine(
        address=LineAddress(student_id=ledger.student_id, key=outcome.component),
        status=status,
        stored=stored,
        component=outcome.component,
        outcome=outcome,
        reasons=reasons,
    )


def _never_written(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.HELD and delivery.last_written is None


def _ended(ledger: StudentLedger, line: KnownLine) -> WantedLine | None:
    """Give the last word about a line that nothing wants any more."""
    status, decision_id = line.last
    stored = ledger.former.get(decision_id)
    if status is None or stored is None:
        return None
    match status:
        case LineStatus.WAITING:
            status = LineStatus.CLOSED
        case LineStatus.RECOGNISED:
            if not _mark_is_gone(ledger, line):
                return None
            status = LineStatus.WITHDRAWN
        case LineStatus.WITHDRAWN | LineStatus.CLOSED:
            if line.state is LineState.STANDING:
                return None
    return line_of(stored, line.address, status)


def _mark_is_gone(ledger: StudentLedger, line: KnownLine) -> bool:
    delivery = None if line.component is None else ledger.deliveries.get(line.component)
    if delivery is None:
        return True
    settled = delivery.state in {DeliveryState.CONFIRMED, DeliveryState.CANCELLED}
    return settled and delivery.last_written is None


def line_of(stored: StoredDecision, address: LineAddress, status: LineStatus) -> WantedLine | None:
    """Say a decision's line under a key with another status; None where it has none."""
    decision = stored.decision
    if isinstance(decision, Held):
        reasons = tuple(dict.fromkeys(reason.code for reason in decision.reasons))
        return WantedLine(
            address=address,
            status=status,
            stored=stored,
            component=decision.components[0] if len(decision.components) == 1 else None,
            reasons=reasons,
        )
    for outcome in decision.outcomes:
        if outcome.component == address.key:
            return WantedLine(
                address=address,
                status=status,
                stored=stored,
                component=outcome.component,
                outcome=outcome,
            )
    return None


def compose_line(
    wanted: WantedLine,
    case: RecognitionCase,
    titles: tuple[LocalisedText, ...],
    words: LineWords,
) -> TranscriptLine:
    """Write a line out; `titles` are the home component's."""
    stored, outcome = wanted.stored, wanted.outcome
    decision = stored.decision
    mobility = case.mobility
    host = HeiId(stored.host)
    return TranscriptLine(
        key=wanted.address.key,
        status=wanted.status,
        decision=f"D{stored.decision_id}",
        decided_at=stored.decided_at,
        host=host,
        host_name=words.host_names.get(host, host),
        starts=None if mobility is None else mobility.starts,
        ends=None if mobility is None else period_end(mobility),
        titles=tuple(each for each in titles if each.language in LANGUAGES),
        credits=None if outcome is None else outcome.credits,
        credit_scheme="" if outcome is None else HOME_CREDITS,
        letter=None if outcome is None else outcome.letter,
        points=None if outcome is None else outcome.points,
        percent=None if outcome is None else outcome.percent,
        rule=decision.rule if isinstance(decision, Recognised) else "",
        originals=tuple(
            _original(result) for result in case.results if result_key(result) in decision.results
        ),
        reasons=wanted.reasons,
        conversion="\n".join(words.messages.step(step) for step in decision.steps),
    )


def _original(result: HostResult) -> OriginalResult:
    grade = result.grade
    credit = result.credits[0] if result.credits else None
    return OriginalResult(
        code=result.printed_code or result.code,
        title=result.titles[0].text if result.titles else "",
        grade="" if grade is None else grade.label,
        grade_scheme="" if grade is None else grade.scheme or "",
        credits="" if credit is None else plain(credit.value),
        credit_scheme="" if credit is None else credit.scheme,
        term=result.term.label,
        status=result.status.value,
    )

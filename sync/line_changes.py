"""Which transcript lines differ from what the home confirmed, written out; reads only.

ledger of a student -> wanted lines -> composed -> compared with what stands at home
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from connectors.home.base import ResultAddress, ResultWrite
from connectors.home.lines import LineAddress, LineStatus, LineWrite, TranscriptLine
from mapping.decisions import Held
from mapping.equivalences import HomeComponent
from mapping.fingerprint import fingerprint
from mapping.identifiers import ComponentCode, StudentId
from mapping.records import LocalisedText
from mapping.rulebook import Rulebook
from sync.store.decisions import StoredDecision, load_rulebook
from sync.store.outbox import Delivery, deliveries_of
from sync.store.transcript_ledger import (
    cases_by_digest,
    decisions_about,
    decisions_by_number,
    recognised_in_cases,
)
from sync.store.transcript_lines import KnownLine, LineClaim, LineState, lines_of
from sync.transcript_lines import (
    LineWords,
    StudentLedger,
    WantedLine,
    compose_line,
    line_of,
    wanted_lines,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """A line whose content at home is not what the ledger says."""

    wanted: WantedLine
    line: TranscriptLine

    @property
    def claim(self) -> LineClaim:
        """What is about to be sent."""
        return LineClaim(
            address=self.wanted.address,
            component=self.wanted.component,
            decision_id=self.wanted.stored.decision_id,
            status=self.line.status,
            fingerprint=self.line.fingerprint,
        )

    @property
    def beside_mark(self) -> ResultWrite | None:
        """The record that says it beside its mark, which stands at home and stays as it is.

        So the mark's feedback says it too. None for a line without a mark of ours.
        """
        outcome, component = self.wanted.outcome, self.wanted.component
        if self.line.status is not LineStatus.RECOGNISED or outcome is None or component is None:
            return None
        if outcome.percent is None:
            return None
        return ResultWrite(
            address=ResultAddress(student_id=self.wanted.address.student_id, component=component),
            wanted=outcome.percent,
            expected=outcome.percent,
            fingerprint=fingerprint(outcome),
            line=self.line,
        )

    @property
    def write(self) -> LineWrite:
        """The record that says it by itself."""
        return LineWrite(
            student_id=self.wanted.address.student_id,
            component=self.wanted.component,
            line=self.line,
        )


class LineChanges:
    """Find the lines to send. Rules that are no longer in force are loaded once and remembered."""

    def __init__(self, rulebook: Rulebook, words: LineWords) -> None:
        self._words = words
        self._now = rulebook.component_index
        self._then: dict[str, Mapping[str, HomeComponent]] = {}

    def of_students(
        self, connection: Connection, students: Sequence[str], *, untried: str | None
    ) -> list[LineChange]:
        """Give every line of some students that has to be sent.

        One that was refused waits until its time; `untried` is now, or None to try all again.
        """
        known = lines_of(connection, students)
        ledgers = _ledgers(connection, students, known)
        wanted = [each for ledger in ledgers for each in wanted_lines(ledger)]
        return [
            change
            for change in self._compose(connection, wanted)
            if _differs(change, known.get(change.wanted.address), untried)
        ]

    def beside(
        self, connection: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, LineChange]:
        """Give the lines that go with some deliveries, by delivery."""
        known = lines_of(connection, sorted({item.student_id for item in deliveries}))
        addresses = {
            item.delivery_id: LineAddress(student_id=item.student_id, key=item.component)
            for item in deliveries
        }
        numbers = [item.decision_id for item in deliveries]
        numbers += [known[each].last[1] for each in addresses.values() if each in known]
        decisions = decisions_by_number(connection, numbers)
        earlier = recognised_in_cases(connection, _held_cases(decisions.values()))
        wanted = {
            item.delivery_id: found
            for item in deliveries
            if (
                found := _wanted_beside(
                    item, known.get(addresses[item.delivery_id]), decisions, earlier
                )
            )
            is not None
        }
        composed = self._compose(connection, list(wanted.values()))
        return dict(zip(wanted, composed, strict=True))

    def _compose(self, connection: Connection, wanted: Sequence[WantedLine]) -> list[LineChange]:
        cases = cases_by_digest(connection, (each.stored.case_digest for each in wanted))
        return [
            LineChange(
                wanted=each,
                line=compose_line(
                    each,
                    cases[each.stored.case_digest],
                    self._titles(connection, each.component, each.stored),
                    self._words,
                ),
            )
            for each in wanted
        ]

    def _titles(
        self, connection: Connection, component: ComponentCode | None, stored: StoredDecision
    ) -> tuple[LocalisedText, ...]:
        """Give a component's titles as they are now, or as they were when it was decided."""
        if component is None:
            return ()
        found = self._now.get(component)
        if found is None:
            found = self._components_then(connection, stored.revision).get(component)
        return () if found is None else found.titles

    def _components_then(
        self, connection: Connection, revision: str
    ) -> Mapping[str, HomeComponent]:
        if revision not in self._then:
            rulebook = load_rulebook(connection, revision)
            self._then[revision] = {} if rulebook is None else rulebook.component_index
        return self._then[revision]


def _ledgers(
    connection: Connection, students: Sequence[str], known: Mapping[LineAddress, KnownLine]
) -> list[StudentLedger]:
    decisions = decisions_about(connection, students)
    deliveries: dict[str, dict[ComponentCode, Delivery]] = {}
    for delivery in deliveries_of(connection, students):
        deliveries.setdefault(delivery.student_id, {})[delivery.component] = delivery
    lines: dict[str, dict[str, KnownLine]] = {}
    for address, line in known.items():
        lines.setdefault(address.student_id, {})[address.key] = line
    former = decisions_by_number(connection, (line.last[1] for line in known.values()))
    return [
        StudentLedger(
            student_id=StudentId(student),
            decisions=decisions.get(student, ()),
            former=former,
            deliveries=deliveries.get(student, {}),
            known=lines.get(student, {}),
        )
        for student in students
    ]


def _held_cases(decisions: Iterable[StoredDecision]) -> list[str]:
    return [each.decision.case for each in decisions if isinstance(each.decision, Held)]


def _wanted_beside(
    item: Delivery,
    known: KnownLine | None,
    decisions: Mapping[int, StoredDecision],
    earlier: Mapping[str, Sequence[StoredDecision]],
) -> WantedLine | None:
    """Find the line that goes with a delivery: of its decision, or of the one it takes back."""
    stored = decisions.get(item.decision_id)
    if stored is None:
        return None
    address = LineAddress(student_id=item.student_id, key=item.component)
    if item.wanted is not None:
        return line_of(stored, address, LineStatus.RECOGNISED)
    last = None if known is None else decisions.get(known.last[1])
    sources = [last, stored, *earlier.get(stored.decision.case, ())]
    found = (
        line_of(source, address, LineStatus.WITHDRAWN)
        for source in sources
        if source is not None and not isinstance(source.decision, Held)
    )
    return next((each for each in found if each is not None), None)


def _differs(change: LineChange, known: KnownLine | None, untried: str | None) -> bool:
    """Tell whether a line has to be sent."""
    if known is None:
        return True
    content = change.line.fingerprint
    if known.state is LineState.HELD and known.sent == content:
        return untried is None or known.check_after <= untried
    return known.state is not LineState.STANDING or known.fingerprint != content

"""Compares what a connector in shadow says with the marks at home; writes nothing there.

decisions in shadow -> places -> get_results -> verdicts      kept where they changed
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from connectors.home.base import HomeLms, HomeResult, ResultAddress
from mapping.agreements import Mobility, agreement_in_force, period_end
from mapping.decisions import Held
from mapping.fingerprint import fingerprint
from mapping.grades import HomeScale
from mapping.held import HeldCode
from mapping.identifiers import HeiId, StudentId
from mapping.shadow import Foreseen, Likeness, ShadowScore, ShadowVerdict, judge
from mapping.terms import MobilityForm
from sync.audit.entry import SYSTEM, AuditAction, AuditDraft
from sync.clock import Clock
from sync.shadow import Shadows
from sync.store.decisions import StoredDecision, shadow_decisions
from sync.store.people import load_agreements, load_mobilities
from sync.store.shadow import (
    Comparison,
    Place,
    load_comparisons,
    load_score,
    record_comparisons,
)
from sync.store.unit_of_work import Store, chunks

PLACES_AT_ONCE = 400
"""Places read together, as many as deliveries go together."""
_READ_ALL_THE_SAME = frozenset(
    {HeldCode.HOME_GRADE_LOCKED, HeldCode.HOME_ITEM_LOCKED, HeldCode.HOME_GRADE_OVERRIDDEN}
)
"""Obstacles to writing a mark that do not keep anybody from reading it."""
_SETTLED = frozenset({ShadowVerdict.EQUAL, ShadowVerdict.UNGRADED})


@dataclass(frozen=True, kw_only=True)
class Comparer:
    """What comparisons work with; built by `sync.app`.

    `connect` gives a connection to the home of their own, asked for where there is a comparison.
    """

    store: Store
    connect: Callable[[], HomeLms]
    shadows: Shadows
    clock: Clock
    scales: tuple[HomeScale, ...]
    stopping: Callable[[], bool] = lambda: False

    def compare(self, host: HeiId, *, full: bool) -> ShadowScore | None:
        """Compare a host in shadow with the marks at home; None where it is in none.

        What came out equal is read again in a full pass only, and so is what the learning
        agreements of stays that are over name and the host shows nothing for. Raises HomeError.
        """
        with self.store.read() as connection:
            shadow = self.shadows.of(connection, host)
            if shadow is None:
                return None
            foreseen = _foreseen(shadow_decisions(connection, host))
            before = {each.place: each for each in load_comparisons(connection, host)}
            unshown = {place for place in before if place not in foreseen}
            if full:
                unshown |= set(_agreed(connection, host, self.clock.now().date())) - foreseen.keys()
        to_read = [
            place
            for place, wanted in foreseen.items()
            if full or not _is_settled(before.get(place), wanted)
        ]
        fresh, gone = self._read(host, [*to_read, *sorted(unshown)], foreseen, before)
        with self.store.write(actor=SYSTEM) as unit:
            if fresh or gone:
                entry = AuditDraft(
                    action=AuditAction.SHADOW_COMPARED,
                    subject=host,
                    detail={
                        "comparisons": fingerprint(tuple(fresh)),
                        **_counted(each.verdict for each in fresh),
                        "gone": str(len(gone)),
                    },
                )
                record_comparisons(unit, host, fresh, gone, entry)
            return load_score(unit.connection, shadow)

    def _read(
        self,
        host: HeiId,
        places: Sequence[Place],
        foreseen: Mapping[Place, Foreseen],
        before: Mapping[Place, Comparison],
    ) -> tuple[list[Comparison], list[Place]]:
        """Read what stands at places; give what changed, and the places nobody has a word about."""
        fresh: list[Comparison] = []
        gone: list[Place] = []
        likeness = self.shadows.likeness(host)
        home = self.connect()
        for chunk in chunks(places, PLACES_AT_ONCE):
            if self.stopping():
                break
            addresses = [
                ResultAddress(student_id=student, component=component)
                for student, component in chunk
            ]
            for place, there in zip(chunk, home.get_results(addresses), strict=True):
                found = _comparison(place, foreseen.get(place), there, likeness, self.scales)
                if found is not None and found != before.get(place):
                    fresh.append(found)
                elif found is None and place in before:
                    gone.append(place)
        return fresh, gone


def _comparison(
    place: Place,
    foreseen: Foreseen | None,
    there: HomeResult,
    likeness: Likeness,
    scales: tuple[HomeScale, ...],
) -> Comparison | None:
    """Compare one place; what could not be read says nothing about the connector."""
    verdict = judge(foreseen, there.percent, likeness=likeness, scales=scales)
    unread = there.obstacle is not None and there.obstacle not in _READ_ALL_THE_SAME
    if unread and verdict is ShadowVerdict.AWAITED:
        verdict = ShadowVerdict.UNREADABLE
    if verdict is None:
        return None
    outcome = None if foreseen is None else foreseen.outcome
    return Comparison(
        student_id=place[0],
        component=place[1],
        decision_id=None if foreseen is None else foreseen.decision_id,
        ours=None if outcome is None else outcome.percent,
        there=there.percent,
        verdict=verdict,
        obstacle=there.obstacle if verdict is ShadowVerdict.UNREADABLE else None,
    )


def _is_settled(before: Comparison | None, foreseen: Foreseen) -> bool:
    return (
        before is not None
        and before.verdict in _SETTLED
        and before.decision_id == foreseen.decision_id
    )


def _foreseen(decisions: Sequence[StoredDecision]) -> dict[Place, Foreseen]:
    """Tell what decisions in shadow say of each place; two that want one place are held."""
    found: dict[Place, Foreseen] = {}
    for stored in decisions:
        decision = stored.decision
        if isinstance(decision, Held):
            held = Foreseen(decision_id=stored.decision_id, outcome=None)
            if stored.student_id:  # whoever is not identified has no place
                for component in decision.components:
                    found.setdefault((StudentId(stored.student_id), component), held)
            continue
        for outcome in decision.outcomes:
            place = (outcome.student_id, outcome.component)
            rival = found.get(place)
            twice = rival is not None and rival.outcome is not None
            found[place] = Foreseen(
                decision_id=stored.decision_id, outcome=None if twice else outcome
            )
    return found


def _agreed(connection: Connection, host: HeiId, today: date) -> Iterator[Place]:
    """Name the places that learning agreements of stays that are over speak of."""
    over: dict[str, Mobility] = {
        each.mobility_id: each
        for each in load_mobilities(connection, host)
        if period_end(each) < today and each.form is not MobilityForm.VERTICAL
    }
    for mobility_id, versions in load_agreements(connection, sorted(over)).items():
        agreement = agreement_in_force(versions)
        if agreement is not None and agreement.approved_on is not None:
            for row in agreement.home_components:
                yield over[mobility_id].student_id, row.code


def _counted(verdicts: Iterable[ShadowVerdict]) -> dict[str, str]:
    return {verdict.value: str(count) for verdict, count in sorted(Counter(verdicts).items())}

"""The life of a recognised result: what a new decision may do to one that already stands. Pure.

    provisional --confirm--> final --change--> corrected          a change while provisional is free
         `-------------------- withdraw ----------> withdrawn --change--> corrected

What stands at home is taken back or turned into a fail by a named person only; after the home term
was closed, changed by order only. What a listing lacks is not withdrawn but proposed, as is what
the host says it deleted.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from mapping.decisions import Decision, Held, Recognised, RecognitionOutcome, Waiver
from mapping.equivalences import TargetKind
from mapping.fingerprint import fingerprint
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import ComponentCode
from mapping.numbers import plain
from mapping.reasons import in_order, reason
from mapping.release import release
from mapping.trace import Step

PROPOSALS = frozenset({HeldCode.WITHDRAWAL_PROPOSED, HeldCode.WITHDRAWN_BY_HOST})
"""Reasons that propose to take back what stands; a release of one takes it back."""


class State(StrEnum):
    """Where a recognised outcome is in its life."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happens to a recognised outcome."""

    CHANGE = "change"
    """It is recognised with other content, or again after it was withdrawn."""
    CONFIRM = "confirm"
    """The home term is closed over it."""
    WITHDRAW = "withdraw"
    """A named person takes it back."""


TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.PROVISIONAL, Event.CHANGE): State.PROVISIONAL,
    (State.PROVISIONAL, Event.CONFIRM): State.FINAL,
    (State.PROVISIONAL, Event.WITHDRAW): State.WITHDRAWN,
    (State.FINAL, Event.CHANGE): State.CORRECTED,
    (State.FINAL, Event.WITHDRAW): State.WITHDRAWN,
    (State.CORRECTED, Event.CHANGE): State.CORRECTED,
    (State.CORRECTED, Event.WITHDRAW): State.WITHDRAWN,
    (State.WITHDRAWN, Event.CHANGE): State.CORRECTED,
}
"""Every transition there is; what is not listed does not happen."""


def next_state(state: State, event: Event) -> State | None:
    """Give the state an event leads to; None where the event cannot happen."""
    return TRANSITIONS.get((state, event))


class ChangeKind(StrEnum):
    """What is to be done about a new decision."""

    UNCHANGED = "unchanged"
    """It says what the decision in force says: record nothing."""
    FIRST = "first"
    """Nothing was decided before: record it."""
    SUPERSEDE = "supersede"
    """Record it in place of what was decided; deliver its outcomes, if it has any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A new decision as it is to be recorded, and what it replaces.

    `decision` may be held where the one given was not; `content` digests it. `replaced` are the
    decisions in force that spoke of the same results. `stands` are the recognised ones whose marks
    stay at home for now, since the new decision waits for a person.
    """

    kind: ChangeKind
    decision: Decision
    content: str
    replaced: tuple[Decision, ...] = ()
    stands: tuple[Recognised, ...] = ()


def decision_content(decision: Decision) -> str:
    """Digest what a decision says: its kind, results, reasons, outcomes and steps; no places."""
    return fingerprint((type(decision).__name__, decision))


def compare_decision(
    new: Decision,
    *,
    in_force: Iterable[Decision] = (),
    contents: Collection[str] | None = None,
    standing: Iterable[Recognised] = (),
    frozen: bool,
    waivers: Iterable[Waiver] = (),
) -> Change:
    """Compare a new decision with what is in force and with what stands at home.

    `in_force` are the subject's current decisions, and `contents` what they were digested to where
    that is at hand; `standing` are those recognised last and not taken back, also where a held one
    came after them. `frozen` tells that the home term is closed. A pass that turns into a fail, and
    a change after the freeze, are held until a waiver for the new decision (`waivable`) names who
    allowed it and by which order.
    """
    touched = tuple(each for each in standing if _touches(new, each))
    decision = _guarded(new, touched, frozen=frozen, waivers=tuple(waivers))
    replaced = tuple(each for each in in_force if _touches(new, each))
    stands = touched if isinstance(decision, Held) else ()
    content = decision_content(decision)
    if contents is None:
        contents = {decision_content(each) for each in replaced}
    if content in contents:
        return Change(kind=ChangeKind.UNCHANGED, decision=decision, content=content, stands=stands)
    kind = ChangeKind.SUPERSEDE if replaced or touched else ChangeKind.FIRST
    return Change(kind=kind, decision=decision, content=content, replaced=replaced, stands=stands)


def hold_taken(decision: Decision, taken: Mapping[ComponentCode, str]) -> Decision:
    """Hold a decision for a component that another stay of the student was recognised for.

    `taken` names those components with what stands there. Which of two stays counts is no question
    of which transcript came first.
    """
    if isinstance(decision, Held):
        return decision
    twice = [outcome.component for outcome in decision.outcomes if outcome.component in taken]
    if not twice:
        return decision
    mine = ", ".join(decision.results)
    reasons = (
        reason(HeldCode.COMPONENT_TWICE, code, f"{mine}, {taken[code]}") for code in sorted(twice)
    )
    return Held(
        case=decision.case,
        results=decision.results,
        evidence=decision.evidence,
        reasons=tuple(reasons),
        components=_components(decision),
        waivable=decision.waivable,
        steps=decision.steps,
    )


def propose_withdrawal(
    standing: Recognised, *, missed: Mapping[str, int], listings: int
) -> Held | None:
    """Propose to take back a decision none of whose results the host lists any more.

    `missed` counts, by result key, the full listings in a row a result was missing from; `listings`
    is how many it takes. One result that is still listed keeps the whole decision.
    """
    if not all(missed.get(key, 0) >= listings for key in standing.results):
        return None
    facts = (", ".join(standing.results), str(listings))
    return _proposal(standing, reason(HeldCode.WITHDRAWAL_PROPOSED, *facts), standing.evidence)


def propose_deletion(
    standing: Recognised, *, deleted: Mapping[str, str], made: Iterable[Decision]
) -> Held | None:
    """Propose to take back a decision that rests on a result the host says it deleted.

    `deleted` names the documents that say so, by result key; one suffices, since the whole was
    recognised for all of its results. What is recognised in its place now (`made`) replaces it and
    needs no proposal. A deletion stated anew is another proposal: an old release does not fit it.
    """
    gone = [key for key in standing.results if key in deleted]
    if not gone or any(isinstance(each, Recognised) and _touches(each, standing) for each in made):
        return None
    why = reason(HeldCode.WITHDRAWN_BY_HOST, ", ".join(gone), ", ".join(standing.results))
    stated = tuple(sorted({deleted[key] for key in gone}))
    return _proposal(standing, why, (*standing.evidence, *stated), *stated)


def _proposal(standing: Recognised, why: HeldReason, evidence: Iterable[str], *of: str) -> Held:
    return Held(
        case=standing.case,
        results=standing.results,
        evidence=tuple(sorted(set(evidence))),
        reasons=(why,),
        components=_components(standing),
        waivable=fingerprint((why.code, standing.case, standing.outcomes, *of)),
        steps=standing.steps,
    )


def withdrawal_release(proposed: Held, waivers: Iterable[Waiver]) -> tuple[Step, ...]:
    """Tell who released a proposed withdrawal, and why; empty while nobody has."""
    _, steps = release(
        waivers, case=proposed.case, reasons=proposed.reasons, waivable=proposed.waivable
    )
    return steps


def _touches(new: Decision, other: Decision) -> bool:
    """Tell whether two decisions speak of the same results or the same home components."""
    if not frozenset(new.results).isdisjoint(other.results):
        return True
    return not frozenset(_components(new)).isdisjoint(_components(other))


def _components(decision: Decision) -> tuple[ComponentCode, ...]:
    if isinstance(decision, Held):
        return decision.components
    return tuple(outcome.component for outcome in decision.outcomes)


def _guarded(
    new: Decision, touched: tuple[Recognised, ...], *, frozen: bool, waivers: tuple[Waiver, ...]
) -> Decision:
    """Add what the life of the result says against a decision, unless it was released."""
    found = tuple(_objections(new, touched, frozen=frozen))
    remaining, steps = release(waivers, case=new.case, reasons=found, waivable=new.waivable)
    if not remaining:
        return replace(new, steps=(*new.steps, *steps)) if steps else new
    reasons = new.reasons if isinstance(new, Held) else ()
    return Held(
        case=new.case,
        results=new.results,
        evidence=new.evidence,
        reasons=in_order(frozenset((*reasons, *remaining))),
        components=_components(new),
        waivable=new.waivable,
        steps=(*new.steps, *steps),
    )


def _objections(
    new: Decision, touched: tuple[Recognised, ...], *, frozen: bool
) -> Iterator[HeldReason]:
    if not touched:
        return
    before = sorted(_text(outcome) for each in touched for outcome in each.outcomes)
    passed = any(outcome.passed for each in touched for outcome in each.outcomes)
    if isinstance(new, Held):
        now = [_failed(why) for why in new.reasons if why.code is HeldCode.FAILED]
        fails = bool(now)
    else:
        now = sorted(_text(outcome) for outcome in new.outcomes)
        fails = not all(outcome.passed for outcome in new.outcomes)
    facts = ("; ".join(before), "; ".join(now))
    if passed and fails:
        yield reason(HeldCode.PASSED_TURNED_FAILED, *facts)
    if frozen and isinstance(new, Recognised) and before != now:
        yield reason(HeldCode.CHANGED_AFTER_FREEZE, *facts)


def _text(outcome: RecognitionOutcome) -> str:
    """Write an outcome: `ECO2204 6 B 80 %`; two that are written alike are alike."""
    letter = "" if outcome.letter is None else f" {outcome.letter}"
    percent = "" if outcome.percent is None else f" {plain(outcome.percent)} %"
    kind = "" if outcome.kind is TargetKind.COMPONENT else f" ({outcome.kind.value})"
    return f"{outcome.component}{kind} {plain(outcome.credits)}{letter}{percent}"


def _failed(why: HeldReason) -> str:
    return " ".join(value for _, value in why.facts)

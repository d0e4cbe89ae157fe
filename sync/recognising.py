"""From stored results to cases: finds out whose they are and gathers each stay; decides nothing.

    dirty learners -> identify -> case (all results of one stay) -> sync.deciding

A subject (a mobility, or a learner nobody has identified) is decided as a whole.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from mapping.agreements import agreement_in_force
from mapping.decisions import RecognitionCase
from mapping.identifiers import HeiId
from mapping.identity import identify
from mapping.recognition import result_key
from mapping.records import HostResult
from mapping.rulebook import Rulebook
from sync.audit.entry import SYSTEM
from sync.deciding import RecognitionTally, Subject, decide
from sync.progress import Progress
from sync.register import KeptRegister, Register
from sync.shadow_deciding import decide_in_shadow
from sync.store.decisions import waivers_of
from sync.store.people import (
    LEARNER,
    Identity,
    KnownLearner,
    clear_dirty,
    dirty_learners,
    learner_ids_of,
    learners_of,
    load_agreements,
    load_learners,
    look_again_at,
    record_identities,
    subject_of,
)
from sync.store.staging import StoredResult, load_results, result_fingerprint
from sync.store.unit_of_work import Store, UnitOfWork

CONFIRMED = "confirmed"
"""How a learner was identified whom a named person recognised."""
LEARNERS_AT_ONCE = 200
"""Learners decided in one transaction: bounded memory, and a stop between two of them."""


def recognise_dirty(
    store: Store,
    host: HeiId,
    rulebook: Rulebook,
    *,
    listings_before_withdrawal: int,
    stopping: Callable[[], bool],
    progress: Progress,
    in_shadow: Callable[[Connection], bool] = lambda _: False,
) -> RecognitionTally:
    """Decide about every learner of a host that something changed for.

    Where the host is `in_shadow`, decisions are made to be compared and none comes into force.
    """
    tally = RecognitionTally()
    with store.read() as connection:
        if not dirty_learners(connection, host, limit=1):
            return tally
    kept = KeptRegister(host)
    while not stopping():
        with store.write(actor=SYSTEM) as unit:
            # Inside the transaction: what is imported meanwhile marks its learners again.
            register = kept.within(unit)
            looked_at = recognise_some(
                unit,
                register,
                rulebook,
                listings_before_withdrawal,
                tally,
                shadow=in_shadow(unit.connection),
            )
            unit.settle_audit()
            kept.keep(unit)
        if not looked_at:
            break
        progress("recognise", tally.looked_at, None)
    return tally


def recognise_some(
    unit: UnitOfWork,
    register: Register,
    rulebook: Rulebook,
    listings_before_withdrawal: int,
    tally: RecognitionTally,
    *,
    shadow: bool = False,
) -> int:
    """Decide about the next learners something changed for; return how many there were."""
    learners = dirty_learners(unit.connection, register.host, limit=LEARNERS_AT_ONCE)
    if learners:
        results = _results(unit, [learner.learner_id for learner in learners])
        identified = _identify(unit, register, learners, results)
        subjects = _subjects(unit, register, identified, results, _left(unit, register, learners))
        if shadow:
            decide_in_shadow(unit, subjects, rulebook, tally)
        else:
            decide(unit, subjects, rulebook, listings_before_withdrawal, tally)
        clear_dirty(unit, [learner.learner_id for learner in learners])
        tally.looked_at += len(learners)
    return len(learners)


def _identify(
    unit: UnitOfWork,
    register: Register,
    learners: Sequence[KnownLearner],
    results: Mapping[int, Sequence[StoredResult]],
) -> list[KnownLearner]:
    """Find out who learners are, and remember what is new."""
    identified = []
    for learner in learners:
        confirmed = register.aliases.get(learner.key)
        if confirmed is not None:
            identified.append(
                replace(learner, mobility_id=confirmed, identified_by=CONFIRMED, reasons=())
            )
            continue
        found = identify(
            learner.learner,
            mobility_id=learner.claimed_mobility_id,
            host=register.host,
            index=register.index,
            days=_days(results.get(learner.learner_id, ())),
        )
        identified.append(
            replace(
                learner,
                mobility_id=None if found.mobility is None else found.mobility.mobility_id,
                identified_by=found.by,
                reasons=found.reasons,
            )
        )
    record_identities(
        unit,
        [
            Identity(
                learner_id=after.learner_id,
                mobility_id=after.mobility_id,
                identified_by=after.identified_by,
                reasons=after.reasons,
            )
            for before, after in zip(learners, identified, strict=True)
            if before != after
        ],
    )
    return identified


def _results(unit: UnitOfWork, learner_ids: Sequence[int]) -> dict[int, list[StoredResult]]:
    found: dict[int, list[StoredResult]] = {}
    for stored in load_results(unit.connection, learner_ids):
        found.setdefault(stored.learner_id, []).append(stored)
    return found


def _left(unit: UnitOfWork, register: Register, before: Sequence[KnownLearner]) -> dict[int, str]:
    """Name the mobilities that learners turned out not to be of, where nobody else is left.

    Where others are left, they are looked at again: decisions rest on all of a stay's learners.
    """
    if all(item.mobility_id is None for item in before):
        return {}
    after = {item.learner_id: item for item in load_learners(unit.connection, _ids(before))}
    moved = {
        item.learner_id: item.mobility_id
        for item in before
        if item.mobility_id is not None and after[item.learner_id].mobility_id != item.mobility_id
    }
    stayed = {
        item.mobility_id
        for item in learners_of(unit.connection, register.host, sorted(set(moved.values())))
    }
    for mobility_id in sorted(each for each in stayed if each is not None):
        look_again_at(unit, register.host, mobility_id)
    return {learner: mobility for learner, mobility in moved.items() if mobility not in stayed}


def _ids(learners: Sequence[KnownLearner]) -> list[int]:
    return [learner.learner_id for learner in learners]


def _days(results: Iterable[StoredResult]) -> list[date]:
    """Give the dates results bear; they tell several stays of one student apart."""
    found = []
    for stored in results:
        day = stored.result.completed_on or stored.result.term.starts
        if day is not None:
            found.append(day)
    return found


def _subjects(
    unit: UnitOfWork,
    register: Register,
    learners: Sequence[KnownLearner],
    results: Mapping[int, Sequence[StoredResult]],
    left: Mapping[int, str],
) -> list[Subject]:
    """Gather the stays these learners belong to, each with all of its results."""
    connection = unit.connection
    mobility_ids = sorted({item.mobility_id for item in learners if item.mobility_id is not None})
    everybody = {item.learner_id: item for item in learners}
    others = sorted(set(learner_ids_of(connection, register.host, mobility_ids)) - everybody.keys())
    everybody.update((item.learner_id, item) for item in load_learners(connection, others))
    stays: dict[str, list[KnownLearner]] = {}
    for learner in sorted(everybody.values(), key=lambda item: item.learner_id):
        stays.setdefault(subject_of(learner), []).append(learner)
    agreements = load_agreements(connection, mobility_ids)
    waivers = waivers_of(connection, sorted(stays))
    results = {**results, **_results(unit, others)}
    subjects = []
    for name, group in stays.items():
        mobility_id = group[0].mobility_id
        case = RecognitionCase(
            host=register.host,
            learner=group[0].learner,
            mobility=None if mobility_id is None else register.mobilities[mobility_id],
            identity_reasons=group[0].reasons,
            identified_by=group[0].identified_by,
            agreement=agreement_in_force(agreements.get(name, ())),
            results=_merged(results.get(item.learner_id, []) for item in group),
            waivers=waivers.get(name, ()),
        )
        stored = [item for learner in group for item in results.get(learner.learner_id, ())]
        former = tuple(f"{LEARNER}{learner.key}" for learner in group)
        gone = {left[each.learner_id] for each in group if each.learner_id in left}
        former += tuple(sorted(gone))
        former = tuple(each for each in former if each != name)
        subjects.append(Subject(name=name, former=former, case=case, missed=_missed(stored)))
    return subjects


def _merged(groups: Iterable[Sequence[StoredResult]]) -> tuple[HostResult, ...]:
    """Join what a host says of one student under several names.

    The same statement twice is one. Two that differ stand side by side as attempts, and a person
    or the home's policy says which counts: nothing here knows which is later.
    """
    named = [group for group in groups if group]
    if len(named) == 1:  # one name's results have a key each
        return tuple(stored.result for stored in sorted(named[0], key=_key))
    merged: dict[str, HostResult] = {}
    contents: dict[str, set[str]] = {}
    for stored in (item for group in named for item in group):
        result = stored.result
        course = f"{result.code}|{result.term.label}"
        content = result_fingerprint(replace(result, ordinal=1))
        if result_key(result) in merged:
            if content in contents[course]:
                continue
            taken = [item.ordinal for item in merged.values() if _same_course(item, result)]
            result = replace(result, ordinal=max(taken) + 1)
        contents.setdefault(course, set()).add(content)
        merged[result_key(result)] = result
    return tuple(merged[key] for key in sorted(merged))


def _key(stored: StoredResult) -> str:
    return result_key(stored.result)


def _missed(results: Iterable[StoredResult]) -> dict[str, int]:
    """Count, by result, the full listings in a row that did not show it."""
    missed: dict[str, int] = {}
    for stored in results:
        key = result_key(stored.result)
        missed[key] = min(missed.get(key, stored.missing), stored.missing)
    return missed


def _same_course(one: HostResult, other: HostResult) -> bool:
    return (one.code, one.term.label) == (other.code, other.term.label)

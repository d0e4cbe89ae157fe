"""A student whom the host lists under two names misses what neither of them shows."""

from datetime import timedelta

import pytest

from mapping.held import HeldCode
from mapping.identifiers import MobilityId
from mapping.records import Learner, LearnerIdentifier
from sync.clock import FixedClock
from sync.pipeline import Pipeline
from sync.queries import held_queue
from sync.store.people import learners_of
from sync.store.unit_of_work import Store
from tests.builders import (
    HOST,
    make_learner,
    make_result,
)
from tests.scripted_host import ScriptedHost, transcript

STAY = LearnerIdentifier(kind="mobility-id", value="M-0001")
NAMES = (make_learner(), make_learner(identifiers=(STAY,), family_name="Sadykova-Ospanova"))


def list_both(pipeline: Pipeline, host: ScriptedHost) -> None:
    """Both names have both results."""
    results = (make_result(), make_result("MAN101"))
    host.publish(*(transcript(*results, learner=name) for name in NAMES))
    pipeline.sync_host(HOST)
    with pipeline.store.read() as connection:
        assert len(learners_of(connection, HOST, [MobilityId("M-0001")])) == 2


def list_without(pipeline: Pipeline, host: ScriptedHost, name: Learner, times: int) -> None:
    """List a name anew, on so many days, without its second result."""
    assert isinstance(pipeline.clock, FixedClock)
    for _ in range(times):
        pipeline.clock.advance(timedelta(days=1))
        issuer = f"listing {len(host.published)}"
        host.publish(transcript(make_result(), learner=name, issuer=issuer))
        pipeline.sync_host(HOST)


def codes(store: Store) -> set[HeldCode]:
    with store.read() as connection:
        return {reason.code for item in held_queue(connection) for reason in item.reasons}


@pytest.mark.parametrize("missing", [0, 1])
def test_what_one_name_still_shows_is_not_missed(
    pipeline: Pipeline, host: ScriptedHost, known: Store, missing: int
) -> None:
    list_both(pipeline, host)

    list_without(pipeline, host, NAMES[missing], 4)

    assert codes(known) == set()


@pytest.mark.parametrize("first", [0, 1])
def test_what_both_names_miss_counts_as_often_as_both_missed_it(
    pipeline: Pipeline, host: ScriptedHost, known: Store, first: int
) -> None:
    list_both(pipeline, host)
    list_without(pipeline, host, NAMES[first], 4)

    list_without(pipeline, host, NAMES[1 - first], 2)
    before = codes(known)
    list_without(pipeline, host, NAMES[1 - first], 1)

    assert (before, codes(known)) == (set(), {HeldCode.WITHDRAWAL_PROPOSED})

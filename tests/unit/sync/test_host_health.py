"""A host that failed is left alone for longer each time, and never asked in a burst."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import (
    HostContractBroken,
    HostError,
    HostRefused,
    HostThrottled,
    HostUnavailable,
)
from connectors.outcomes import Outcome
from mapping.identifiers import HeiId
from sync.host_health import Breaker, HostHealth, pause_after

HOST = HeiId("host.example")
NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
WELL = HostHealth(host=HOST)
DOWN = HostUnavailable(HOST, "does not answer")
chances = st.floats(0, 1)
failures = st.sampled_from(
    [
        DOWN,
        HostThrottled(HOST, "fewer calls", retry_after_seconds=300),
        HostThrottled(HOST, "fewer calls"),
        HostRefused(HOST, "the token is none"),
        HostContractBroken(HOST, "is not JSON"),
    ]
)


def failed(error: HostError, times: int, *, chance: float = 1) -> HostHealth:
    health, now = WELL, NOW
    for _ in range(times):
        health = health.after(error, now=now, chance=chance)
        now = health.not_before or now
    return health


@given(errors=st.lists(failures, min_size=1, max_size=60), chance=chances)
def test_the_next_attempt_is_always_counted_from_now(
    errors: list[HostError], chance: float
) -> None:
    health, now = WELL, NOW
    for error in errors:
        health = health.after(error, now=now, chance=chance)
        assert health.not_before is not None
        assert timedelta(seconds=30) <= health.not_before - now <= timedelta(days=1.1)
        assert health.waits_until(now) == health.not_before
        now = health.not_before + timedelta(hours=7)


@given(error=failures, times=st.integers(1, 100), chance=chances)
def test_a_pause_never_gets_shorter_with_failures(
    error: HostError, times: int, chance: float
) -> None:
    assert pause_after(error, times, chance=chance) <= pause_after(error, times + 1, chance=chance)


@given(seconds=st.floats(0, 86_400), times=st.integers(1, 50), chance=chances)
def test_a_pause_a_host_asked_for_is_kept(seconds: float, times: int, chance: float) -> None:
    error = HostThrottled(HOST, "fewer calls", retry_after_seconds=seconds)
    assert pause_after(error, times, chance=chance) >= timedelta(seconds=seconds)


def test_no_answer_puts_a_host_out_of_use_for_good() -> None:
    error = HostThrottled(HOST, "fewer calls", retry_after_seconds=10**9)
    assert pause_after(error, 1, chance=1) <= timedelta(days=2)


def test_hosts_that_failed_at_one_moment_are_not_asked_at_one_moment() -> None:
    moments = {WELL.after(DOWN, now=NOW, chance=each / 10).not_before for each in range(11)}
    assert len(moments) == 11


def test_an_answer_closes_the_breaker() -> None:
    assert failed(DOWN, 9).after(None, now=NOW, chance=1) == WELL


def test_a_host_that_answers_in_part_is_well() -> None:
    error = HostRefused(HOST, "1 of 30 courses could not be read")
    error.partial = True
    assert WELL.after(error, now=NOW, chance=1) == WELL


def test_breaker_opens_after_several_failures_and_then_tries_once() -> None:
    health = failed(DOWN, 5)
    assert health.failed_at is not None
    assert health.not_before is not None
    assert failed(DOWN, 4).breaker(NOW + timedelta(minutes=7)) is Breaker.WAITING
    assert health.breaker(health.failed_at) is Breaker.OPEN
    assert health.breaker(health.not_before) is Breaker.HALF_OPEN


@pytest.mark.parametrize("outcome", [Outcome.CONFIGURATION, Outcome.PERMISSION])
def test_a_refusal_opens_the_breaker_at_once(outcome: Outcome) -> None:
    error = HostRefused(HOST, "no")
    error.outcome = outcome
    assert WELL.after(error, now=NOW, chance=0).breaker(NOW) is Breaker.OPEN


def test_an_outage_is_not_counted_with_a_refusal_before_it() -> None:
    refused = failed(HostRefused(HOST, "no"), 6)
    assert refused.after(DOWN, now=NOW, chance=1).failures == 1


def test_a_failure_noted_by_a_wrong_clock_holds_nothing_up() -> None:
    ahead = WELL.after(DOWN, now=NOW + timedelta(days=400), chance=1)
    assert ahead.waits_until(NOW) is None


def test_a_short_outage_opens_nothing_once_it_is_over() -> None:
    health = failed(DOWN, 2)
    assert health.not_before is not None
    assert health.breaker(health.not_before) is Breaker.CLOSED


def test_a_pause_a_host_asked_for_makes_no_other_shorter() -> None:
    error = HostThrottled(HOST, "fewer calls", retry_after_seconds=1)
    assert pause_after(error, 9, chance=1) == pause_after(DOWN, 9, chance=1)


def test_hosts_that_ask_for_the_same_pause_are_not_asked_at_one_moment() -> None:
    error = HostThrottled(HOST, "fewer calls", retry_after_seconds=3600)
    assert len({pause_after(error, 1, chance=each / 10) for each in range(11)}) == 11


def test_a_person_is_told_why_and_what_to_do() -> None:
    error = HostRefused(HOST, "the token is none", hint="ask the host for a new one")
    health = WELL.after(error, now=NOW, chance=1)
    assert (health.reason, health.hint) == (error.message, error.hint)

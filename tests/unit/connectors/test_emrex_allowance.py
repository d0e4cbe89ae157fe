from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from connectors.hosts.emrex_allowance import HOUR, ReturnAllowance

NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


def test_what_was_turned_away_is_not_counted() -> None:
    allowance = ReturnAllowance(returns=10, size=100)
    assert allowance.take(90, NOW) is None
    assert allowance.take(11, NOW) == HOUR
    assert allowance.take(10, NOW) is None


def test_the_wait_is_until_enough_of_the_oldest_are_an_hour_old() -> None:
    allowance = ReturnAllowance(returns=10, size=100)
    for minutes in (0, 10, 20):
        assert allowance.take(30, NOW + timedelta(minutes=minutes)) is None
    moment = NOW + timedelta(minutes=30)
    assert allowance.take(40, moment) == timedelta(minutes=30)
    assert allowance.take(70, moment) == timedelta(minutes=40)


def test_a_document_larger_than_the_bound_is_taken_after_an_empty_hour() -> None:
    allowance = ReturnAllowance(returns=10, size=100)
    assert allowance.take(1, NOW) is None
    assert allowance.take(500, NOW) == HOUR
    assert allowance.take(500, NOW + HOUR) is None


@given(
    arrivals=st.lists(st.tuples(st.integers(0, 30), st.integers(1, 60)), max_size=60),
    returns=st.integers(1, 5),
)
def test_no_hour_holds_more_than_allowed_and_the_wait_suffices(
    arrivals: list[tuple[int, int]], returns: int
) -> None:
    allowance, now, taken = ReturnAllowance(returns=returns, size=100), NOW, []
    for minutes, size in arrivals:
        now += timedelta(minutes=minutes)
        wait = allowance.take(size, now)
        if wait is not None:
            assert timedelta() < wait <= HOUR
            now += wait
            assert allowance.take(size, now) is None
        taken.append((now, size))
        within = [each for moment, each in taken if moment + HOUR > now]
        assert len(within) <= returns
        assert sum(within) <= 100

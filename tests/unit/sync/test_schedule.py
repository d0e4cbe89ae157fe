from datetime import UTC, datetime, timedelta

import pytest

from sync.schedule import Timing, first_run, trigger_for

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOURLY = Timing(every=timedelta(hours=1))
NIGHTLY = Timing(cron="0 20 * * *")


@pytest.mark.parametrize(
    ("every", "cron", "complaint"),
    [
        (None, "", "either"),
        (timedelta(hours=1), "0 20 * * *", "either"),
        (timedelta(0), "", "longer than nothing"),
        (None, "0 20 * *", "five fields"),
        (None, "0 20 * * 1", "names weekdays"),
        (None, "0 20 * * mon-5", "names weekdays"),
        (None, "61 20 * * *", "61"),
        (None, "0 0 30 2 *", "never comes"),
    ],
)
def test_timing_that_cannot_be_kept_is_refused(
    every: timedelta | None, cron: str, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Timing(every=every, cron=cron)


def test_cron_line_is_read_in_utc_with_weekdays_by_name() -> None:
    trigger = trigger_for(Timing(cron="30 20 * * fri"))

    next_fire = trigger.get_next_fire_time(None, NOON)
    assert next_fire == datetime(2026, 3, 6, 20, 30, tzinfo=UTC)
    assert next_fire.utcoffset() == timedelta(0)


@pytest.mark.parametrize("night", [datetime(2026, 3, 28, 21, tzinfo=UTC), NOON])
def test_a_day_is_twenty_four_hours_on_the_night_the_clocks_change_in_europe(
    night: datetime,
) -> None:
    trigger = trigger_for(NIGHTLY)

    first = trigger.get_next_fire_time(None, night)
    second = trigger.get_next_fire_time(first, first)
    assert second - first == timedelta(days=1)


def test_jitter_delays_and_never_hurries() -> None:
    trigger = trigger_for(NIGHTLY, jitter_seconds=60)
    planned = datetime(2026, 3, 1, 20, tzinfo=UTC)

    delays = {trigger.get_next_fire_time(None, NOON) - planned for _ in range(20)}
    assert min(delays) >= timedelta(0)
    assert max(delays) <= timedelta(seconds=60)
    assert len(delays) > 1


@pytest.mark.parametrize("timing", [HOURLY, NIGHTLY])
def test_what_never_ran_runs_at_once(timing: Timing) -> None:
    assert first_run(timing, last_run=None, now=NOON) == NOON


def test_what_ran_lately_waits_for_its_turn() -> None:
    before = NOON - timedelta(minutes=20)

    assert first_run(HOURLY, last_run=before, now=NOON) == NOON + timedelta(minutes=40)
    assert first_run(NIGHTLY, last_run=before, now=NOON) == NOON + timedelta(hours=8)


def test_run_missed_while_nobody_ran_is_made_up_at_once() -> None:
    yesterday = NOON - timedelta(days=1)

    assert first_run(HOURLY, last_run=yesterday, now=NOON) == NOON
    assert first_run(NIGHTLY, last_run=yesterday, now=NOON) == NOON


@pytest.mark.parametrize("timing", [HOURLY, NIGHTLY])
def test_a_run_noted_by_a_clock_that_was_ahead_keeps_nobody_waiting(timing: Timing) -> None:
    assert first_run(timing, last_run=NOON + timedelta(days=365), now=NOON) == NOON


def test_run_at_the_very_moment_is_not_made_up_again() -> None:
    at_eight = datetime(2026, 3, 1, 20, tzinfo=UTC)

    assert first_run(NIGHTLY, last_run=at_eight, now=at_eight) == at_eight + timedelta(days=1)

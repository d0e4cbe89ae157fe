from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clock import FixedClock, SystemClock, as_utc, parse_utc_text, utc_text

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_system_clock_tells_aware_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(NOON)

    assert [clock.now(), clock.now()] == [NOON, NOON]
    clock.advance(timedelta(minutes=-5))
    assert clock.now() == NOON - timedelta(minutes=5)


def test_fixed_clock_answers_in_utc_whatever_zone_it_was_set_in() -> None:
    astana = timezone(timedelta(hours=5))

    assert FixedClock(datetime(2026, 3, 1, 17, tzinfo=astana)).now() == NOON
    assert FixedClock(datetime(2026, 3, 1, 17, tzinfo=astana)).now().tzinfo is UTC


def test_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        as_utc(datetime(2026, 3, 1))  # noqa: DTZ001 -- the naive moment under test


def test_moment_is_written_in_utc_with_microseconds() -> None:
    astana = timezone(timedelta(hours=5))

    assert utc_text(datetime(2026, 3, 1, 17, tzinfo=astana)) == "2026-03-01T12:00:00.000000Z"


@given(st.datetimes(timezones=st.timezones()))
def test_written_moment_reads_back_as_the_same_instant(moment: datetime) -> None:
    try:
        expected = moment.astimezone(UTC)
    except OverflowError:
        return  # no such instant in UTC: the first and last day of the calendar

    assert parse_utc_text(utc_text(moment)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00.0Z",
        "2026-03-01T12:00:00.000000+00:00",
        "2026-3-01T12:00:00.000000Z",
        "2026-03-01 12:00:00.000000Z",
        "",
    ],
)
def test_any_other_form_of_a_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"2026-03-01T|does not match"):
        parse_utc_text(text)

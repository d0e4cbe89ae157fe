"""The one source of time: aware UTC, injected, so that nothing else ever asks the machine."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol

_TEXT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)  # noqa: TID251 -- the clock the rule points to


class FixedClock:
    """A clock that stands still until it is moved; for replays, demonstrations and rehearsals."""

    def __init__(self, moment: datetime) -> None:
        self._moment = as_utc(moment)

    def now(self) -> datetime:
        """Return the moment the clock stands at."""
        return self._moment

    def advance(self, by: timedelta) -> None:
        """Move the clock, forward or (negative) back."""
        self._moment += by


def as_utc(moment: datetime) -> datetime:
    """Convert an aware datetime to UTC; raises ValueError for a naive one."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("a moment without a time zone is not a moment")
    return moment.astimezone(UTC)


@lru_cache(maxsize=64)  # one transaction writes its own moment thousands of times
def utc_text(moment: datetime) -> str:
    """Write a moment as `2026-03-01T08:30:00.000000Z`: always UTC, always microseconds."""
    return as_utc(moment).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_utc_text(text: str) -> datetime:
    """Read what `utc_text` wrote; raises ValueError for any other form."""
    moment = datetime.strptime(text, _TEXT_FORMAT).replace(tzinfo=UTC)
    if utc_text(moment) != text:
        raise ValueError("not a moment in the form 2026-03-01T08:30:00.000000Z")
    return moment

"""How long a host that failed is left alone, and when its breaker opens; pure, asks nobody.

    a failure  -> one more in a row; the next attempt is counted from now, never from a plan
    a success  -> closed
    a person   -> closed (`utqyr host retry`), on record

An outage of hours leaves one attempt waiting and not one for every turn that was missed; chance in
every pause keeps hosts that failed at one moment from being asked at one moment.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from connectors.errors import HostError, HostThrottled
from connectors.outcomes import Outcome
from mapping.identifiers import HeiId

_OPENS_AFTER = 5
"""Passing failures in a row after which a host counts as down."""

_NEEDS_A_PERSON = frozenset({Outcome.CONFIGURATION, Outcome.PERMISSION})
_LONGEST_ASKED = timedelta(days=1)
_MOST_DOUBLINGS = 32


class Breaker(StrEnum):
    """Whether a host is asked."""

    CLOSED = "closed"
    """It is asked at its turn."""
    WAITING = "waiting"
    """It failed lately and is left alone for a while."""
    OPEN = "open"
    """It is down, or refuses us: it is asked seldom, or when a person says so."""
    HALF_OPEN = "half-open"
    """It was open for long enough: the next turn tries once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostHealth:
    """How a host has been answering; `reason` and `hint` hold no text a host sent."""

    host: HeiId
    outcome: Outcome = Outcome.DONE
    failures: int = 0
    failed_at: datetime | None = None
    not_before: datetime | None = None
    reason: str = ""
    hint: str = ""

    def breaker(self, now: datetime) -> Breaker:
        """Tell whether the host is asked at its next turn."""
        if not self.failures:
            return Breaker.CLOSED
        waits = self.waits_until(now) is not None
        if self.outcome in _NEEDS_A_PERSON or self.failures >= _OPENS_AFTER:
            return Breaker.OPEN if waits else Breaker.HALF_OPEN
        return Breaker.WAITING if waits else Breaker.CLOSED

    def waits_until(self, now: datetime) -> datetime | None:
        """Tell until when the host is left alone; None where it may be asked.

        A failure that has yet to come was noted by a clock that was wrong, and holds nothing up.
        """
        if self.not_before is None or self.not_before <= now:
            return None
        if self.failed_at is not None and self.failed_at > now:
            return None
        return self.not_before

    def after(self, error: HostError | None, *, now: datetime, chance: float) -> "HostHealth":
        """Note how a retrieval ended; `chance` is from 0 to 1.

        A partial failure is a host that answers.
        """
        if error is None or error.partial:
            return HostHealth(host=self.host)
        # What a person has to mend and what passes are two stories: each is counted by itself.
        same = (self.outcome in _NEEDS_A_PERSON) == (error.outcome in _NEEDS_A_PERSON)
        failures = self.failures + 1 if same else 1
        return HostHealth(
            host=self.host,
            outcome=error.outcome,
            failures=failures,
            failed_at=now,
            not_before=now + pause_after(error, failures, chance=chance),
            reason=error.message,
            hint=error.hint,
        )


def pause_after(error: HostError, failures: int, *, chance: float) -> timedelta:
    """Give how long to leave a host alone after so many failures in a row.

    Doubled each time from a minute up to six hours, or from an hour up to a day where a person has
    to act, and half of it by chance. A pause the host asked for is never made shorter, unless it is
    of more than a day: no answer puts a host out of use for good.
    """
    needs_a_person = error.outcome in _NEEDS_A_PERSON
    first, longest = (
        (timedelta(hours=1), timedelta(days=1))
        if needs_a_person
        else (timedelta(minutes=1), timedelta(hours=6))
    )
    pause: timedelta = min(first * 2 ** min(failures - 1, _MOST_DOUBLINGS), longest)
    pause *= 0.5 + chance / 2
    if isinstance(error, HostThrottled) and error.retry_after_seconds is not None:
        asked = min(timedelta(seconds=error.retry_after_seconds), _LONGEST_ASKED)
        pause = max(pause, asked * (1 + chance / 10))
    return pause

"""When the daemon works: values, and what APScheduler makes of them; UTC only, no clock.

UTC has no daylight saving, so no run happens twice or never on the night of a change.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from mapping.identifiers import HeiId

DELIVER = "deliver"
HOSTS = "hosts"
HOUSEHOLD = "default"
"""The executor of all the rest, so that a hung host never stills the heartbeat."""

_CRON_FIELDS = 5
_MOMENT = timedelta(microseconds=1)
_A_LEAP_YEAR = datetime(2024, 1, 1, tzinfo=UTC)


class Extent(StrEnum):
    """How much a run asks a host for: what changed, or everything."""

    CHANGED = "changed"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """An interval, or a cron line in UTC (minute, hour, day, month, weekday by name).

    Raises ValueError unless exactly one is given and usable.
    """

    every: timedelta | None = None
    cron: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be scheduled, before anything is."""
        if (self.every is None) == (not self.cron):
            raise ValueError("a timing is either an interval or a cron line")
        if self.every is not None and self.every <= timedelta(0):
            raise ValueError("an interval is longer than nothing")
        if self.cron:
            trigger = _cron_trigger(self.cron, jitter_seconds=0)
            if trigger.get_next_fire_time(None, _A_LEAP_YEAR) is None:
                raise ValueError("a cron line names a moment that never comes")


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTiming:
    """When one host is asked for what changed, and when for everything."""

    host: HeiId
    changed: Timing
    full: Timing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Everything the daemon does by the clock.

    `heartbeat` is an audit entry, `pulse` a cheap sign of life inside the process, `check` looks at
    what the daemon depends on. `notice` is how long a host that sent a notification is left alone
    before it is asked: one seldom comes alone. `hosts_at_once` is fixed when the daemon starts, the
    rest may change while it runs; a host that hardly answers keeps a thread, so there are many.
    """

    hosts: tuple[HostTiming, ...]
    delivery: timedelta = timedelta(minutes=5)
    heartbeat: timedelta = timedelta(minutes=15)
    pulse: timedelta = timedelta(seconds=10)
    check: timedelta = timedelta(seconds=30)
    notice: timedelta = timedelta(seconds=30)
    jitter_seconds: int = 0
    hosts_at_once: int = 32


def new_scheduler(schedule: Schedule) -> BackgroundScheduler:
    """Build the scheduler, with threads of their own for hosts, deliveries and all the rest."""
    return BackgroundScheduler(
        executors={
            HOUSEHOLD: ThreadPoolExecutor(4, {"thread_name_prefix": "household"}),
            DELIVER: ThreadPoolExecutor(1, {"thread_name_prefix": DELIVER}),
            HOSTS: ThreadPoolExecutor(schedule.hosts_at_once, {"thread_name_prefix": HOSTS}),
        },
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )


def trigger_for(timing: Timing, *, jitter_seconds: int = 0) -> BaseTrigger:
    """Build the trigger of a timing."""
    if timing.every is not None:
        return IntervalTrigger(
            seconds=timing.every.total_seconds(), timezone=UTC, jitter=jitter_seconds or None
        )
    return _cron_trigger(timing.cron, jitter_seconds=jitter_seconds)


def first_run(timing: Timing, *, last_run: datetime | None, now: datetime) -> datetime:
    """Find when to run first after a start: at once when a run was missed while nobody ran.

    A restart is no reason to ask every host again: what ran lately waits for its turn. A last run
    that has yet to come was noted by a clock that was wrong, and says nothing.
    """
    if last_run is None or last_run > now:
        return now
    if timing.every is not None:
        return max(last_run + timing.every, now)
    due = _cron_trigger(timing.cron, jitter_seconds=0).get_next_fire_time(None, last_run + _MOMENT)
    return max(due or now, now)


def _cron_trigger(line: str, *, jitter_seconds: int) -> CronTrigger:
    fields = line.split()
    if len(fields) != _CRON_FIELDS:
        raise ValueError("a cron line has five fields: minute, hour, day, month, weekday")
    minute, hour, day, month, weekday = fields
    if any(character.isdigit() for character in weekday.partition("/")[0]):
        # APScheduler counts weekdays from Monday, cron from Sunday: a number would surprise.
        raise ValueError("a cron line names weekdays: mon, tue, wed, thu, fri, sat, sun")
    return CronTrigger(
        minute=minute,
        hour=hour,
        day=day,
        month=month,
        day_of_week=weekday,
        timezone=UTC,
        jitter=jitter_seconds or None,
    )

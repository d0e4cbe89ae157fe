"""The daemon: runs what the schedule says, survives what fails, stops between two records.

Everything the outside asks of it (a signal, a finished run, a broken chain) goes through one inbox
that the main thread empties, so that no signal handler and no job ever touches the scheduler: a job
that did while the scheduler shuts down would wait for a lock that waits for the job.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial
from queue import Empty, SimpleQueue
from typing import assert_never

from apscheduler.events import (
    EVENT_JOB_ERROR,
    EVENT_JOB_EXECUTED,
    EVENT_JOB_MAX_INSTANCES,
    EVENT_JOB_MISSED,
    JobEvent,
)

from connectors.errors import HomeUnavailable, HostError
from mapping.identifiers import HeiId
from mapping.problems import ConfigError, UtqyrError
from sync.clock import Clock
from sync.errors import AuditChainBroken, LeaderBusy, SafetyStop
from sync.host_turns import HostTurns
from sync.job_board import JobBoard, JobStatus
from sync.logs import bound_fields, get_logger
from sync.metrics import JobFate, Metrics
from sync.schedule import (
    DELIVER,
    HOSTS,
    HOUSEHOLD,
    Extent,
    HostTiming,
    Schedule,
    Timing,
    first_run,
    new_scheduler,
    trigger_for,
)
from sync.stopping import Stopping

_CLOCK_STEP = timedelta(minutes=1)
_PROBLEMS_LOGGED = 20

log = get_logger(__name__)


def _nothing() -> None:
    """Do nothing."""


def _never_run(_: HeiId, __: Extent) -> None:
    """Know of no run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """What the daemon does when it is time; each may raise, none ends the daemon by it.

    `pulse` is cheap and must not wait for anything. `check` raises LeaderBusy once the lock is
    lost. `reload` reads the configuration, puts it in force and returns its schedule, or raises
    ConfigError and leaves the old one in force; `configuration_changed` tells when to try.
    """

    run_host: Callable[[HeiId, Extent], None]
    deliver: Callable[[], None]
    heartbeat: Callable[[], None] = _nothing
    pulse: Callable[[], None] = _nothing
    check: Callable[[], None] = _nothing
    reload: Callable[[], Schedule] | None = None
    configuration_changed: Callable[[], bool] | None = None
    last_run: Callable[[HeiId, Extent], datetime | None] = _never_run


class _Request(Enum):
    STOP = auto()
    GIVE_UP = auto()
    RELOAD = auto()
    RELOADED = auto()
    DELIVER_NOW = auto()
    PAUSE_DELIVERY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    name: str
    action: Callable[[], None]
    timing: Timing
    executor: str = HOUSEHOLD
    last_run: datetime | None = None
    jitter_seconds: int = 0


class Daemon:
    """The scheduler and the inbox of one process; `run` is called once."""

    def __init__(
        self,
        schedule: Schedule,
        actions: Actions,
        *,
        clock: Clock,
        metrics: Metrics,
        stopping: Stopping,
    ) -> None:
        self._schedule = schedule
        self._actions = actions
        self._clock = clock
        self._stopping = stopping
        self._inbox: SimpleQueue[_Request | HeiId] = SimpleQueue()
        self._stop_requested = False
        self._delivery_paused = False
        self._reloaded: Schedule | None = None
        self._jobs: dict[str, _Job] = {}
        self._board = JobBoard(clock, metrics)
        self._turns = HostTurns()
        self._delivery_wanted = threading.Event()
        self._scheduler = new_scheduler(schedule)

    @property
    def stop_requested(self) -> bool:
        """Whether somebody asked for the stop already."""
        return self._stop_requested

    def request_stop(self) -> None:
        """Ask for the stop; safe in a signal handler and in any thread."""
        self._stop_requested = True
        self._inbox.put(_Request.STOP)

    def request_reload(self) -> None:
        """Ask to read the configuration again; safe in a signal handler and in any thread."""
        self._inbox.put(_Request.RELOAD)

    def request_host(self, host: HeiId) -> None:
        """Ask for a run over one host soon, as its notification wants; safe in any thread."""
        self._inbox.put(host)

    def statuses(self) -> tuple[JobStatus, ...]:
        """Say what is known of every job that has done something."""
        return self._board.statuses()

    def run(self) -> int:
        """Work until asked to stop; returns the exit code, 1 when it had to give up by itself."""
        # The listeners below say what APScheduler's own log lines would say, with the class of
        # the error, and without a second traceback.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        began = self._clock.now()
        self._apply(self._schedule)
        self._scheduler.add_listener(self._on_done, EVENT_JOB_EXECUTED)
        self._scheduler.add_listener(self._on_error, EVENT_JOB_ERROR)
        self._scheduler.add_listener(self._on_missed, EVENT_JOB_MISSED)
        self._scheduler.add_listener(self._on_skipped, EVENT_JOB_MAX_INSTANCES)
        self._scheduler.start()
        try:
            log.info("daemon-started", hosts=len(self._schedule.hosts))
            code = self._serve(began)
        finally:
            self._stop()
        return code

    def _serve(self, seen: datetime) -> int:
        while True:
            seen = self._mind_the_clock(seen)
            try:
                request = self._inbox.get(timeout=self._schedule.pulse.total_seconds())
            except Empty:
                continue
            if not isinstance(request, _Request):
                self._run_soon(request)
                continue
            match request:
                case _Request.STOP:
                    return 0
                case _Request.GIVE_UP:
                    return 1
                case _Request.RELOAD:
                    self._begin_reload()
                case _Request.RELOADED:
                    self._finish_reload()
                case _Request.DELIVER_NOW:
                    self._deliver_now()
                case _Request.PAUSE_DELIVERY:
                    self._delivery_paused = True
                    self._scheduler.pause_job(DELIVER)
                case _:
                    assert_never(request)

    def _mind_the_clock(self, seen: datetime) -> datetime:
        """Let every job come now when the clock went back: its next time may be years ahead."""
        now = self._clock.now()
        if seen - now > _CLOCK_STEP:
            log.warning("clock-went-back", seconds=(seen - now).total_seconds())
            for job in self._scheduler.get_jobs():
                if job.next_run_time is not None:
                    job.modify(next_run_time=now)
        return now

    def _run_soon(self, host: HeiId) -> None:
        """Bring a host's turn forward, but not at once: one notification seldom comes alone."""
        job = self._scheduler.get_job(f"{Extent.CHANGED.value}:{host}")
        soon = self._clock.now() + self._schedule.notice
        if job is not None and job.next_run_time is not None and job.next_run_time > soon:
            job.modify(next_run_time=soon)

    def _deliver_now(self) -> None:
        """Deliver at once; a delivery that runs already is followed by another one.

        The wish is noted first: whichever delivery begins after this takes it down, and one that
        began before finds it when it has ended.
        """
        if not self._delivery_paused:
            self._delivery_wanted.set()
            self._scheduler.modify_job(DELIVER, next_run_time=self._clock.now())

    def _stop(self) -> None:
        self._stopping.request()
        running = [status.job for status in self.statuses() if status.running]
        try:
            log.info("daemon-stopping", finishing=running)
        finally:  # a log that cannot be written must not keep the process alive
            self._scheduler.shutdown(wait=True)
        log.info("daemon-stopped")

    # -- the schedule ----------------------------------------------------------------------

    def _apply(self, schedule: Schedule) -> None:
        """Make the scheduler's jobs those of the schedule; what did not change keeps its turn."""
        wanted = {job.name: job for job in self._jobs_of(schedule)}
        for name in self._jobs.keys() - wanted.keys():
            if self._scheduler.get_job(name) is not None:
                self._scheduler.remove_job(name)
        for name, job in wanted.items():
            known = self._jobs.get(name)
            trigger = trigger_for(job.timing, jitter_seconds=job.jitter_seconds)
            if self._scheduler.get_job(name) is None:
                now = self._clock.now()
                self._scheduler.add_job(
                    partial(self._work, job),
                    trigger,
                    id=name,
                    executor=job.executor,
                    next_run_time=first_run(job.timing, last_run=job.last_run, now=now),
                )
            elif known and (known.timing, known.jitter_seconds) != (job.timing, job.jitter_seconds):
                self._scheduler.reschedule_job(name, trigger=trigger)
        if self._delivery_paused:  # a new interval would have set it going again
            self._scheduler.pause_job(DELIVER)
        self._jobs = wanted
        self._schedule = schedule

    def _jobs_of(self, schedule: Schedule) -> Iterator[_Job]:
        actions = self._actions
        yield _Job(
            name=DELIVER,
            action=self._deliver,
            timing=Timing(every=schedule.delivery),
            executor=DELIVER,
        )
        household = [
            ("heartbeat", actions.heartbeat, schedule.heartbeat),
            ("pulse", actions.pulse, schedule.pulse),
            ("check", actions.check, schedule.check),
        ]
        if actions.configuration_changed is not None:
            household.append(("watch-configuration", self._watch, schedule.pulse))
        for name, action, every in household:
            yield _Job(name=name, action=action, timing=Timing(every=every))
        for host in schedule.hosts:
            yield self._host_job(host, Extent.CHANGED, host.changed, schedule.jitter_seconds)
            if host.full is not None:
                yield self._host_job(host, Extent.FULL, host.full, schedule.jitter_seconds)

    def _host_job(
        self, host: HostTiming, extent: Extent, timing: Timing, jitter_seconds: int
    ) -> _Job:
        return _Job(
            name=f"{extent.value}:{host.host}",
            action=partial(self._run_host, host.host, extent),
            timing=timing,
            executor=HOSTS,
            last_run=self._actions.last_run(host.host, extent),
            jitter_seconds=jitter_seconds,
        )

    # -- jobs, in the executors' threads ---------------------------------------------------

    def _work(self, job: _Job) -> None:
        if self._stopping():
            return
        self._board.note(job.name, running=True)
        try:
            with bound_fields(job=job.name):
                job.action()
        finally:
            self._board.note(job.name, running=False)

    def _deliver(self) -> None:
        self._delivery_wanted.clear()
        self._actions.deliver()

    def _run_host(self, host: HeiId, extent: Extent) -> None:
        """Run one host, never twice at once; a full listing covers what changed.

        A full listing that meets a run does not wait for it: no thread is kept from other hosts.
        Whoever runs the host goes on to it.
        """
        if not self._turns.take(host, extent):
            self._board.record(f"{extent.value}:{host}", JobFate.SKIPPED)
            return
        wanted: Extent | None = extent
        try:
            while wanted is not None and not self._stopping():
                self._actions.run_host(host, wanted)
                self._inbox.put(_Request.DELIVER_NOW)
                wanted = self._turns.next_of(host)
        finally:
            if wanted is not None:
                self._turns.give_back(host)

    def _watch(self) -> None:
        changed = self._actions.configuration_changed
        if changed is not None and changed():
            self._inbox.put(_Request.RELOAD)

    def _reload(self) -> None:
        if self._actions.reload is None:
            return
        try:
            self._reloaded = self._actions.reload()
        except ConfigError as error:
            problems = [str(problem) for problem in error.problems[:_PROBLEMS_LOGGED]]
            log.error(  # noqa: TRY400 -- the problems say where; a traceback says nothing more
                "configuration-refused",
                reason=error.message,
                problems=problems,
                in_force="the configuration that was in force before",
            )
            return
        self._inbox.put(_Request.RELOADED)

    def _begin_reload(self) -> None:
        self._scheduler.add_job(
            self._reload, id="reload", executor=HOUSEHOLD, replace_existing=True
        )

    def _finish_reload(self) -> None:
        schedule, self._reloaded = self._reloaded, None
        if schedule is not None:
            self._apply(schedule)
            log.info("configuration-reloaded", hosts=len(schedule.hosts))

    # -- what became of them ---------------------------------------------------------------

    def _on_done(self, event: JobEvent) -> None:
        self._board.record(event.job_id, JobFate.DONE)
        self._deliver_again_after(event)

    def _on_error(self, event: JobEvent) -> None:
        """Let the class of the error decide; the job itself comes again when it is its time."""
        job, error = event.job_id, event.exception
        self._board.record(job, JobFate.FAILED)
        match error:
            case AuditChainBroken():
                log.critical("deliveries-stopped", job=job, reason=error.message)
                self._inbox.put(_Request.PAUSE_DELIVERY)
            case LeaderBusy():
                log.critical("leadership-lost", job=job, reason=error.message)
                self._inbox.put(_Request.GIVE_UP)
            case HostError() | HomeUnavailable() | SafetyStop():
                kind = type(error).__name__
                log.warning("job-failed", job=job, error=kind, reason=error.message)
            case UtqyrError():
                log.error("job-failed", job=job, error=type(error).__name__, reason=error.message)
            case _:
                log.error("job-failed", job=job, error=type(error).__name__, exc_info=error)

        self._deliver_again_after(event)

    def _deliver_again_after(self, event: JobEvent) -> None:
        """Deliver once more where that was asked for while a delivery ran."""
        if event.job_id == DELIVER and self._delivery_wanted.is_set():
            self._inbox.put(_Request.DELIVER_NOW)

    def _on_missed(self, event: JobEvent) -> None:
        self._board.record(event.job_id, JobFate.MISSED)
        log.warning("job-missed", job=event.job_id)

    def _on_skipped(self, event: JobEvent) -> None:
        self._board.record(event.job_id, JobFate.SKIPPED)
        log.warning("job-skipped", job=event.job_id, reason="the run before it still works")

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from connectors.errors import HomeUnavailable, HostUnavailable
from mapping.identifiers import HeiId
from mapping.problems import ConfigError, Problem
from sync.clock import Clock, SystemClock
from sync.daemon import Actions, Daemon
from sync.errors import AuditChainBroken, LeaderBusy
from sync.job_board import JobStatus
from sync.metrics import JobFate, Metrics
from sync.schedule import Extent, HostTiming, Schedule, Timing
from sync.stopping import Stopping

KOZMINSKI, BUKETOV = HeiId("kozminski.edu.pl"), HeiId("kaznu.edu.kz")
SELDOM = timedelta(days=1)
PATIENCE = 10  # seconds until a test that waits in vain fails
ROOT = Path(__file__).parents[3]


def nightly(host: HeiId, *, every: timedelta = SELDOM, full: Timing | None = None) -> HostTiming:
    return HostTiming(host=host, changed=Timing(every=every), full=full)


def schedule(*hosts: HostTiming, hosts_at_once: int = 4, pulse: timedelta = SELDOM) -> Schedule:
    return Schedule(
        hosts=hosts,
        delivery=SELDOM,
        heartbeat=SELDOM,
        pulse=pulse,
        check=SELDOM,
        hosts_at_once=hosts_at_once,
    )


@dataclass
class Calls:
    """Notes what was called, and lets a test wait until it was."""

    made: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self, call: str) -> None:
        with self.changed:
            self.made.append(call)
            self.changed.notify_all()

    def wait_for(self, call: str, times: int = 1) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.made.count(call) >= times, PATIENCE), (
                f"{call} was not called {times} times: {self.made}"
            )

    def noting(self, call: str) -> Callable[[], None]:
        return lambda: self.note(call)

    def run_host(self, host: HeiId, extent: Extent) -> None:
        self.note(f"{extent.value} {host}")


@dataclass
class Running:
    daemon: Daemon
    stopping: Stopping
    metrics: Metrics
    codes: list[int]
    thread: threading.Thread

    def stop(self) -> int:
        self.daemon.request_stop()
        return self.ended()

    def ended(self) -> int:
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive(), "the daemon did not stop"
        return self.codes[0]

    def status(self, job: str) -> JobStatus:
        return {status.job: status for status in self.daemon.statuses()}[job]

    def wait_for_status(self, reached: Callable[[JobStatus], bool]) -> JobStatus:
        pause = threading.Event()
        for _ in range(PATIENCE * 100):
            for status in self.daemon.statuses():
                if reached(status):
                    return status
            pause.wait(0.01)
        raise AssertionError(f"no such status: {self.daemon.statuses()}")


@contextmanager
def running(
    plan: Schedule,
    actions: Actions,
    stopping: Stopping | None = None,
    clock: Clock | None = None,
) -> Iterator[Running]:
    stopping, metrics = stopping or Stopping(), Metrics()
    clock = clock or SystemClock()
    daemon = Daemon(plan, actions, clock=clock, metrics=metrics, stopping=stopping)
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(daemon.run()))
    thread.start()
    try:
        yield Running(daemon, stopping, metrics, codes, thread)
    finally:
        daemon.request_stop()
        thread.join(PATIENCE)


def test_host_that_never_ran_runs_at_the_start() -> None:
    calls = Calls()
    actions = Actions(run_host=calls.run_host, deliver=calls.noting("deliver"))
    with running(schedule(nightly(KOZMINSKI)), actions) as run:
        calls.wait_for("changed kozminski.edu.pl")
        assert run.stop() == 0


def test_host_that_sent_a_notification_is_asked_before_its_time() -> None:
    calls = Calls()
    actions = Actions(
        run_host=calls.run_host,
        deliver=calls.noting("deliver"),
        last_run=lambda *_: SystemClock().now(),  # so that nothing runs at the start
    )
    plan = replace(schedule(nightly(KOZMINSKI), nightly(BUKETOV)), notice=timedelta(0))
    with running(plan, actions) as run:
        run.daemon.request_host(HeiId("unknown.example"))
        run.daemon.request_host(KOZMINSKI)
        calls.wait_for("changed kozminski.edu.pl")
        assert run.stop() == 0
    assert f"changed {BUKETOV}" not in calls.made


def test_full_listing_is_a_run_of_its_own() -> None:
    calls = Calls()
    actions = Actions(run_host=calls.run_host, deliver=calls.noting("deliver"))
    nightly_full = nightly(KOZMINSKI, full=Timing(cron="0 20 * * *"))
    with running(schedule(nightly_full), actions):
        calls.wait_for("full kozminski.edu.pl")


def test_host_that_ran_lately_is_not_asked_again_by_a_restart() -> None:
    calls = Calls()

    def last_run(host: HeiId, _: Extent) -> datetime | None:
        return SystemClock().now() if host == KOZMINSKI else None

    actions = Actions(run_host=calls.run_host, deliver=calls.noting("deliver"), last_run=last_run)
    with running(schedule(nightly(KOZMINSKI), nightly(BUKETOV)), actions) as run:
        calls.wait_for("changed kaznu.edu.kz")
        run.stop()

    assert "changed kozminski.edu.pl" not in calls.made


def test_finished_run_is_followed_by_a_delivery() -> None:
    calls = Calls()

    def run_host(host: HeiId, extent: Extent) -> None:
        calls.wait_for("deliver")
        calls.run_host(host, extent)

    actions = Actions(run_host=run_host, deliver=calls.noting("deliver"))
    with running(schedule(nightly(KOZMINSKI)), actions):
        calls.wait_for("deliver", times=2)

    assert calls.made[:2] == ["deliver", "changed kozminski.edu.pl"]


def test_delivery_asked_for_during_a_delivery_follows_it() -> None:
    calls, ended = Calls(), threading.Event()

    def deliver() -> None:
        calls.note("deliver")
        if calls.made.count("deliver") == 1:
            assert ended.wait(PATIENCE)

    actions = Actions(run_host=calls.run_host, deliver=deliver)
    with running(schedule(nightly(KOZMINSKI)), actions) as run:
        run.wait_for_status(lambda status: status.job == "deliver" and status.skipped > 0)
        ended.set()
        calls.wait_for("deliver", times=2)


def test_one_delivery_answers_all_that_was_asked_for_before_it() -> None:
    calls, ended = Calls(), threading.Event()

    def deliver() -> None:
        assert ended.wait(PATIENCE)
        calls.note("deliver")

    hosts = [nightly(HeiId(f"host{number}.kz")) for number in range(5)]
    with running(schedule(*hosts), Actions(run_host=calls.run_host, deliver=deliver)) as run:
        for host in hosts:
            calls.wait_for(f"changed {host.host}")
        run.wait_for_status(lambda status: status.job == "deliver" and status.skipped > 0)
        ended.set()
        calls.wait_for("deliver", times=2)
        assert run.stop() == 0

    assert calls.made.count("deliver") <= 1 + len(hosts)


def test_slow_hosts_keep_no_thread_that_another_host_needs() -> None:
    calls, release = Calls(), threading.Event()

    def run_host(host: HeiId, extent: Extent) -> None:
        calls.run_host(host, extent)
        if host != BUKETOV:
            release.wait(PATIENCE)

    slow = [nightly(HeiId(f"slow{number}.kz"), full=Timing(every=SELDOM)) for number in range(2)]
    plan = schedule(*slow, hosts_at_once=3)
    actions = Actions(
        run_host=run_host, deliver=lambda: None, reload=lambda: schedule(*slow, nightly(BUKETOV))
    )
    with running(plan, actions) as run:
        for host in slow:
            run.wait_for_status(
                lambda status, host=host.host: (  # type: ignore[misc]
                    status.job.endswith(host) and status.skipped > 0
                )
            )
        run.daemon.request_reload()
        calls.wait_for("changed kaznu.edu.kz")
        release.set()


def test_full_listing_that_meets_a_run_follows_it() -> None:
    calls, release = Calls(), threading.Event()

    def run_host(host: HeiId, extent: Extent) -> None:
        calls.run_host(host, extent)
        if len(calls.made) == 1:
            release.wait(PATIENCE)

    plan = schedule(nightly(KOZMINSKI, full=Timing(every=SELDOM)))
    with running(plan, Actions(run_host=run_host, deliver=lambda: None)) as run:
        run.wait_for_status(lambda status: status.skipped > 0)
        release.set()
        calls.wait_for("full kozminski.edu.pl")


def test_a_clock_that_goes_back_keeps_nothing_waiting_for_it_to_come_again() -> None:
    calls = Calls()

    class Corrected:
        """A clock that was a year ahead until somebody set it."""

        ahead = timedelta(days=365)

        def now(self) -> datetime:
            return SystemClock().now() + self.ahead

    clock = Corrected()
    actions = Actions(run_host=calls.run_host, deliver=calls.noting("deliver"))
    plan = schedule(nightly(KOZMINSKI), pulse=timedelta(milliseconds=20))
    with capture_logs() as lines, running(plan, actions, clock=clock) as run:
        while not any(line["event"] == "daemon-started" for line in lines):
            threading.Event().wait(0.01)
        clock.ahead = timedelta(0)
        calls.wait_for("changed kozminski.edu.pl")
        calls.wait_for("deliver")
        run.stop()

    assert any(line["event"] == "clock-went-back" for line in lines)


def test_poison_job_is_counted_and_ends_neither_the_daemon_nor_another_host() -> None:
    calls = Calls()

    def run_host(host: HeiId, extent: Extent) -> None:
        if host == KOZMINSKI:
            raise ZeroDivisionError
        calls.run_host(host, extent)

    actions = Actions(run_host=run_host, deliver=calls.noting("deliver"))
    with running(schedule(nightly(KOZMINSKI), nightly(BUKETOV)), actions) as run:
        calls.wait_for("changed kaznu.edu.kz")
        status = run.wait_for_status(lambda status: status.failed == 1)
        assert run.stop() == 0

    assert status.job == "changed:kozminski.edu.pl"
    assert status.last_fate is JobFate.FAILED
    labels = {"job": "changed:kozminski.edu.pl", "fate": "failed"}
    assert run.metrics.registry.get_sample_value("utqyr_jobs_total", labels) == 1


@pytest.mark.parametrize(
    ("error", "level", "reason"),
    [
        (HostUnavailable(KOZMINSKI, "no answer"), "warning", "no answer"),
        (HomeUnavailable("under maintenance"), "warning", "under maintenance"),
        (ConfigError([]), "error", "the configuration has 0 problems"),
    ],
)
def test_class_of_the_error_decides_how_loudly_it_is_said(
    error: Exception, level: str, reason: str
) -> None:
    def run_host(_: HeiId, __: Extent) -> None:
        raise error

    with (
        capture_logs() as lines,
        running(
            schedule(nightly(KOZMINSKI)), Actions(run_host=run_host, deliver=lambda: None)
        ) as run,
    ):
        run.wait_for_status(lambda status: status.failed == 1)
        run.stop()

    (line,) = (line for line in lines if line["event"] == "job-failed")
    assert (line["log_level"], line["reason"]) == (level, reason)


def test_broken_audit_log_stops_deliveries_and_nothing_else() -> None:
    calls, seen = Calls(), threading.Event()

    def deliver() -> None:
        calls.note("deliver")
        raise AuditChainBroken(7)

    def run_host(host: HeiId, extent: Extent) -> None:
        seen.wait(PATIENCE)
        calls.run_host(host, extent)

    hosts = (nightly(KOZMINSKI, every=timedelta(milliseconds=50)), nightly(BUKETOV))
    with running(schedule(*hosts), Actions(run_host=run_host, deliver=deliver)) as run:
        run.wait_for_status(lambda status: status.job == "deliver" and status.failed == 1)
        seen.set()
        calls.wait_for("changed kozminski.edu.pl", times=3)
        calls.wait_for("changed kaznu.edu.kz")
        assert run.stop() == 0

    assert calls.made.count("deliver") == 1


def test_reload_does_not_set_stopped_deliveries_going() -> None:
    calls = Calls()

    def deliver() -> None:
        calls.note("deliver")
        raise AuditChainBroken(7)

    often = timedelta(milliseconds=20)
    faster = replace(schedule(nightly(BUKETOV, every=often)), delivery=often)
    actions = Actions(run_host=calls.run_host, deliver=deliver, reload=lambda: faster)
    with capture_logs() as lines, running(schedule(), actions) as run:
        run.wait_for_status(lambda status: status.job == "deliver" and status.failed == 1)
        run.daemon.request_reload()
        calls.wait_for("changed kaznu.edu.kz", times=5)
        run.stop()

    assert calls.made.count("deliver") == 1
    assert any(line["event"] == "deliveries-stopped" for line in lines)


def test_lost_leadership_ends_the_daemon_with_a_failure() -> None:
    def check() -> None:
        raise LeaderBusy("process 1")

    actions = Actions(run_host=Calls().run_host, deliver=lambda: None, check=check)
    with running(schedule(), actions) as run:
        assert run.ended() == 1


def test_stop_lets_the_record_in_hand_finish_and_begins_nothing_new() -> None:
    calls, stopping = Calls(), Stopping()

    def run_host(host: HeiId, extent: Extent) -> None:
        calls.run_host(host, extent)
        pause = threading.Event()
        while not stopping():
            pause.wait(0.01)
        calls.note("record finished")

    actions = Actions(run_host=run_host, deliver=lambda: None)
    hosts = (nightly(KOZMINSKI), nightly(BUKETOV))
    with running(schedule(*hosts, hosts_at_once=1), actions, stopping) as run:
        run.wait_for_status(lambda status: status.running and status.job.startswith("changed"))
        assert run.stop() == 0

    assert len(calls.made) == 2
    assert calls.made[1] == "record finished"


def test_run_longer_than_its_interval_is_skipped_and_said() -> None:
    release = threading.Event()
    actions = Actions(run_host=lambda _, __: release.wait(PATIENCE), deliver=lambda: None)  # type: ignore[arg-type, return-value]
    plan = schedule(nightly(KOZMINSKI, every=timedelta(milliseconds=20)))
    with capture_logs() as lines, running(plan, actions) as run:
        status = run.wait_for_status(lambda status: status.skipped > 0)
        release.set()
        run.stop()

    assert status.job == "changed:kozminski.edu.pl"
    assert any(line["event"] == "job-skipped" for line in lines)


def test_one_host_is_never_run_twice_at_once() -> None:
    inside = threading.Semaphore(1)
    overlaps: list[Extent] = []
    calls = Calls()

    def run_host(host: HeiId, extent: Extent) -> None:
        if not inside.acquire(blocking=False):
            overlaps.append(extent)
            return
        threading.Event().wait(0.02)
        inside.release()
        calls.run_host(host, extent)

    often = timedelta(milliseconds=10)
    plan = schedule(nightly(KOZMINSKI, every=often, full=Timing(every=often)))
    with running(plan, Actions(run_host=run_host, deliver=lambda: None)):
        calls.wait_for("full kozminski.edu.pl", times=3)

    assert overlaps == []


def test_hung_host_does_not_still_the_pulse() -> None:
    release = threading.Event()
    calls = Calls()
    actions = Actions(
        run_host=lambda _, __: release.wait(PATIENCE),  # type: ignore[arg-type, return-value]
        deliver=lambda: None,
        pulse=calls.noting("pulse"),
    )
    plan = schedule(nightly(KOZMINSKI), hosts_at_once=1, pulse=timedelta(milliseconds=20))
    with running(plan, actions):
        calls.wait_for("pulse", times=3)
        release.set()


def test_reloaded_configuration_brings_its_hosts_and_takes_others_away() -> None:
    calls = Calls()
    often = timedelta(milliseconds=20)
    plans = iter([schedule(nightly(BUKETOV, every=often))])
    actions = Actions(run_host=calls.run_host, deliver=lambda: None, reload=lambda: next(plans))
    with running(schedule(nightly(KOZMINSKI, every=often)), actions) as run:
        calls.wait_for("changed kozminski.edu.pl")
        run.daemon.request_reload()
        calls.wait_for("changed kaznu.edu.kz")
        seen = calls.made.count("changed kozminski.edu.pl")
        calls.wait_for("changed kaznu.edu.kz", times=5)
        run.stop()

    assert calls.made.count("changed kozminski.edu.pl") - seen <= 1


def test_reloaded_timing_takes_effect() -> None:
    calls = Calls()
    actions = Actions(
        run_host=calls.run_host,
        deliver=lambda: None,
        reload=lambda: schedule(nightly(KOZMINSKI, every=timedelta(milliseconds=20))),
    )
    with running(schedule(nightly(KOZMINSKI)), actions) as run:
        calls.wait_for("changed kozminski.edu.pl")
        run.daemon.request_reload()
        calls.wait_for("changed kozminski.edu.pl", times=3)


def test_broken_configuration_is_refused_with_its_problems_and_the_old_one_stays() -> None:
    calls = Calls()
    problem = Problem(code="unknown-key", message="'schedul' is not known", place="utqyr.yaml:4")

    def reload() -> Schedule:
        calls.note("reload")
        raise ConfigError([problem])

    actions = Actions(run_host=calls.run_host, deliver=lambda: None, reload=reload)
    plan = schedule(nightly(KOZMINSKI, every=timedelta(milliseconds=20)))
    with capture_logs() as lines, running(plan, actions) as run:
        run.daemon.request_reload()
        calls.wait_for("reload")
        seen = calls.made.count("changed kozminski.edu.pl")
        calls.wait_for("changed kozminski.edu.pl", times=seen + 3)
        run.stop()

    (line,) = (line for line in lines if line["event"] == "configuration-refused")
    assert line["problems"] == ["utqyr.yaml:4: 'schedul' is not known"]


def test_changed_configuration_is_reloaded_by_itself() -> None:
    calls = Calls()
    changes = iter([False, True])

    def reload() -> Schedule:
        calls.note("reload")
        return schedule()

    actions = Actions(
        run_host=calls.run_host,
        deliver=lambda: None,
        reload=reload,
        configuration_changed=lambda: next(changes, False),
    )
    with running(schedule(pulse=timedelta(milliseconds=20)), actions):
        calls.wait_for("reload")


def test_heartbeat_is_made_at_the_start() -> None:
    calls = Calls()
    actions = Actions(
        run_host=calls.run_host, deliver=lambda: None, heartbeat=calls.noting("heartbeat")
    )
    with running(schedule(), actions):
        calls.wait_for("heartbeat")


PROGRAM = """
import sys, threading
from datetime import timedelta
from sync.clock import SystemClock
from sync.daemon import Actions, Daemon
from sync.logs import configure_logging
from sync.metrics import Metrics
from sync.schedule import HostTiming, Schedule, Timing
from sync.stopping import Stopping, signals_to

if "raw" not in sys.argv:
    configure_logging("info")
stopping = Stopping()
stubborn = "stubborn" in sys.argv

def run_host(host, extent):
    print("begun", flush=True)
    pause = threading.Event()
    while stubborn or not stopping():
        pause.wait(0.02)
    print("finished", flush=True)

def reload():
    print("reloaded", flush=True)
    return schedule

day = timedelta(days=1)
schedule = Schedule(hosts=(HostTiming(host="kozminski.edu.pl", changed=Timing(every=day)),))
actions = Actions(run_host=run_host, deliver=lambda: None, reload=reload)
daemon = Daemon(
    schedule, actions, clock=SystemClock(), metrics=Metrics(), stopping=stopping
)
with signals_to(daemon):
    code = daemon.run()
print("stopped", flush=True)
sys.exit(code)
"""


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()
        if started.stdout is not None:
            started.stdout.close()


def lines_until(started: subprocess.Popen[str], wanted: str) -> None:
    assert started.stdout is not None
    for line in started.stdout:
        if line.strip() == wanted:
            return
    raise AssertionError(f"the process ended without saying {wanted}")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_lets_the_process_finish_the_record_in_hand(number: signal.Signals) -> None:
    with process() as started:
        lines_until(started, "begun")
        started.send_signal(number)
        lines_until(started, "finished")
        lines_until(started, "stopped")
        assert started.wait(PATIENCE) == 0


@pytest.mark.slow
def test_second_signal_ends_the_process_at_once() -> None:
    with process("stubborn") as started:
        lines_until(started, "begun")
        started.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            started.wait(0.5)
        started.send_signal(signal.SIGTERM)
        assert started.wait(PATIENCE) == 128 + signal.SIGTERM


@pytest.mark.slow
def test_hangup_reloads_and_the_process_goes_on() -> None:
    with process() as started:
        lines_until(started, "begun")
        started.send_signal(signal.SIGHUP)
        lines_until(started, "reloaded")
        started.send_signal(signal.SIGTERM)
        lines_until(started, "stopped")
        assert started.wait(PATIENCE) == 0


@pytest.mark.slow
def test_process_whose_log_cannot_be_written_still_ends() -> None:
    with process("raw") as started:
        assert started.stdout is not None
        while "begun" not in started.stdout.readline():
            assert started.poll() is None
        started.stdout.close()
        started.send_signal(signal.SIGTERM)
        started.wait(PATIENCE)

"""`utqyr run`: the daemon composed from the configuration; schedules and decides nothing itself."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from config.secrets import SecretUnavailable
from config.settings import Settings, Trigger
from connectors.errors import HomeError, HostError, HostRefused, HostUnavailable
from connectors.home.base import Verdict
from mapping.held import HeldCode
from mapping.identifiers import HeiId
from sync.app import App, open_app
from sync.audit.chain import ChainHead, verify
from sync.audit.entry import SYSTEM, AuditAction, AuditDraft
from sync.credentials import credentials_of
from sync.daemon import Actions, Daemon
from sync.errors import AuditChainBroken
from sync.health import HealthBoard, HealthServer, Ping
from sync.logs import configure_logging, get_logger, log_uncaught
from sync.metrics import DocumentFate, Metrics, RunOutcome
from sync.notifications import NotificationServer, NotificationsInForce
from sync.pipeline import HostRun
from sync.public_face import public_face
from sync.queries import overview
from sync.schedule import Extent, HostTiming, Schedule, Timing
from sync.stopping import Requests, Stopping, signals_to
from sync.store.audit_log import read_records
from sync.store.hosts import load_host_state

log = get_logger(__name__)


class Service:
    """One process's daemon: the application in force, and what the schedule makes it do.

    Jobs run in threads; each takes the application in force when it starts, so that a reload
    never changes the rules under a run.
    """

    def __init__(self, app: App, directory: Path, stopping: Stopping) -> None:
        self._app = app
        self._directory = directory
        self._stopping = stopping
        self._verified = ChainHead()
        self._intact = True
        self._loaded = _fingerprint(directory)
        self._audit_lock = threading.Lock()
        self.metrics = Metrics()
        self.board = HealthBoard(
            [
                Ping(name="store", check=self._ping_store),
                Ping(name="audit", check=self._ping_audit),
                Ping(name="leader", check=app.lock.confirm),
                Ping(name="home-token", check=self._ping_token),
            ],
            clock=app.clock,
        )

    def schedule(self) -> Schedule:
        """Give the schedule of the configuration in force."""
        return schedule_of(self._app.configuration.settings, self._app.hosts())

    def actions(self) -> Actions:
        """Give what the daemon does when it is time."""
        return Actions(
            run_host=self.run_host,
            deliver=self.deliver,
            heartbeat=self.heartbeat,
            pulse=self.pulse,
            check=self.check,
            reload=self.reload,
            configuration_changed=lambda: _fingerprint(self._directory) != self._loaded,
            last_run=self.last_run,
        )

    def run_host(self, host: HeiId, extent: Extent) -> None:
        """Make one pass over one host; a host's failure is raised for the schedule to judge."""
        app = self._app
        started = app.clock.now()
        run = app.pipeline(stopping=self._stopping, patient=True).sync_host(host, extent)
        self._count(run, (app.clock.now() - started).total_seconds())
        if run.error is not None:
            raise run.error
        self._compare(app, host, extent)
        if extent is Extent.FULL and run.waits_until is None and not self._stopping():
            self._refresh_courses(host)

    def _compare(self, app: App, host: HeiId, extent: Extent) -> None:
        """Compare a connector in shadow with the marks at home; its documents are read already."""
        try:
            app.comparer(stopping=self._stopping).compare(host, full=extent is Extent.FULL)
        except (HomeError, SecretUnavailable) as error:
            log.warning("shadow-not-compared", host=host, reason=error.message)

    def _refresh_courses(self, host: HeiId) -> None:
        """Fetch a host's course list; no result waits for it."""
        try:
            found = self._app.catalogues.refresh(host, self._app.connectors[host])
        except HostError as error:
            log.warning("course-list-failed", host=host, reason=error.message)
            return
        if found is not None and found.is_new:
            log.info("course-list-changed", host=host, edition=found.edition.name)

    def deliver(self) -> None:
        """Deliver what is due, unless the log is broken or people deliver by plans."""
        app = self._app
        if not app.delivers_by_itself:
            return
        self._ping_audit()
        app.require_home_token()
        tally = app.courier(stopping=self._stopping).deliver_due()
        self.metrics.count_deliveries(Verdict.WRITTEN, tally.confirmed - tally.already_there)
        self.metrics.count_deliveries(Verdict.UNCHANGED, tally.already_there)
        self.metrics.count_deliveries(Verdict.REFUSED, tally.held)
        self.metrics.count_deliveries(Verdict.UNKNOWN, tally.unsettled)
        if tally.error is not None:
            raise tally.error

    def heartbeat(self) -> None:
        """Leave a sign of life in the audit log: silence there is evidence of a gap."""
        with self._app.store.write(actor=SYSTEM) as unit:
            unit.record(AuditDraft(action=AuditAction.HEARTBEAT, subject="daemon"))

    def pulse(self) -> None:
        """Show that the scheduler's threads are alive."""
        self.board.beat()
        self.metrics.beat(self._app.clock.now())

    def check(self) -> None:
        """Look at what the daemon depends on, and at the queues."""
        self._app.lock.confirm()
        self.board.run_pings()
        with self._app.store.read() as connection:
            seen = overview(connection, self._app.hosts())
            self.metrics.set_shadow(self._app.shadows.scores(connection))
        self.metrics.set_held({HeldCode(code): count for code, count in seen.held.items()})
        self.metrics.set_outbox(seen.deliveries)
        self.metrics.set_audit(entries=seen.audit_entries, intact=self._intact)
        for credential in credentials_of(self._app.connectors):
            self.metrics.set_credential(credential.host, credential.expires)
        now = self._app.clock.now()
        for health in seen.health:
            self.metrics.set_health(health.host, health.breaker(now), failures=health.failures)
        self.board.show_hosts({health.host: health.breaker(now) for health in seen.health})

    def reload(self) -> Schedule:
        """Put an edited configuration in force; raises ConfigError and keeps the old one."""
        seen = _fingerprint(self._directory)
        try:
            self._app = self._app.reloaded(self._directory)
        finally:
            self._loaded = seen
        return self.schedule()

    def notification_server(self, mark_due: Callable[[HeiId], None]) -> NotificationServer | None:
        """Build the server for what hosts send by themselves; none where none is configured."""
        wanted = self._app.configuration.settings.notifications
        if wanted is None:
            return None
        in_force = NotificationsInForce(
            lambda: self._app.connectors,
            face=lambda: public_face(self._app.configuration),
            mark_due=mark_due,
            clock=self._app.clock,
        )
        return NotificationServer(in_force, address=wanted.address, port=wanted.port)

    def last_run(self, host: HeiId, extent: Extent) -> datetime | None:
        """Tell when a host was last asked, so that a restart does not ask every host again."""
        with self._app.store.read() as connection:
            state = load_host_state(connection, host)
        return state.last_full if extent is Extent.FULL else state.last_run

    def _count(self, run: HostRun, seconds: float) -> None:
        self.metrics.count_run(
            run.host, _outcome(run), seconds=seconds, ended=self._app.clock.now()
        )
        self.metrics.count_documents(run.host, DocumentFate.KEPT, run.kept)
        self.metrics.count_documents(run.host, DocumentFate.READ, run.read)
        self.metrics.count_documents(
            run.host, DocumentFate.QUARANTINED, run.quarantined + run.batches_held
        )
        self.metrics.count_staged(run.host, run.results_new + run.results_changed)
        self.metrics.count_decisions("recognised", run.recognition.recognised)
        self.metrics.count_decisions("held", run.recognition.held)

    def _ping_token(self) -> None:
        if self._app.delivers_by_itself:
            self._app.require_home_token()

    def _ping_store(self) -> None:
        with self._app.store.read() as connection:
            connection.execute(text("SELECT 1"))

    def _ping_audit(self) -> None:
        """Verify what was added to the log since the last look; raises AuditChainBroken."""
        with self._audit_lock:
            if not self._intact:
                raise AuditChainBroken(self._verified.sequence + 1)
            with self._app.store.read() as connection:
                found = verify(
                    read_records(connection, after=self._verified.sequence), start=self._verified
                )
            self._intact = found.intact
            found.require_intact()
            self._verified = found.head


def _outcome(run: HostRun) -> RunOutcome:
    match run.error:
        case HostUnavailable():
            return RunOutcome.UNAVAILABLE
        case HostRefused():
            return RunOutcome.REFUSED
        case HostError():
            return RunOutcome.FAILED
    if run.stopped:
        return RunOutcome.STOPPED
    if run.waits_until is not None:
        return RunOutcome.LEFT_ALONE
    return RunOutcome.BATCH_HELD if run.batches_held else RunOutcome.DONE


def schedule_of(settings: Settings, hosts: tuple[HeiId, ...]) -> Schedule:
    """Build the schedule from the settings."""
    planned = settings.schedule
    return Schedule(
        hosts=tuple(
            HostTiming(
                host=host, changed=_timing(planned.trigger(host)), full=_timing(planned.full)
            )
            for host in hosts
        ),
        delivery=timedelta(minutes=planned.delivery_minutes),
        jitter_seconds=planned.jitter_seconds,
    )


def _timing(trigger: Trigger) -> Timing:
    if trigger.every_minutes is not None:
        return Timing(every=timedelta(minutes=trigger.every_minutes))
    return Timing(cron=trigger.cron or "")


def _fingerprint(directory: Path) -> frozenset[tuple[str, int, int]]:
    """Tell one state of the configuration's files from another, cheaply."""
    found = set()
    for path in directory.rglob("*"):
        if path.suffix in {".yaml", ".yml", ".csv"} and path.is_file():
            status = path.stat()
            found.add((str(path), status.st_mtime_ns, status.st_size))
    return frozenset(found)


@contextmanager
def _taking(server: NotificationServer | None) -> Iterator[None]:
    """Take what hosts and browsers send, where the settings say so."""
    if server is None:
        yield
        return
    server.start()
    try:
        log.info("notifications-taken", url=server.url)
        yield
    finally:
        server.stop()


@contextmanager
def _on_record(app: App) -> Iterator[None]:
    """Put the daemon's start and stop on record: between them, silence is a gap."""
    for_start = AuditDraft(action=AuditAction.DAEMON_STARTED, subject="daemon")
    for_stop = AuditDraft(action=AuditAction.DAEMON_STOPPED, subject="daemon")
    with app.store.write(actor=SYSTEM) as unit:
        unit.record(for_start)
    try:
        yield
    finally:
        with app.store.write(actor=SYSTEM) as unit:
            unit.record(for_stop)


def run_daemon(directory: Path) -> int:
    """Run until stopped and return the exit status; raises ConfigError and LeaderBusy at once.

    A signal counts from the first moment: a stop during the start is a stop, in order.
    """
    requests = Requests()
    with signals_to(requests), open_app(directory, leading=True) as app:
        if app.delivers_by_itself:
            app.require_home_token()
        settings = app.configuration.settings
        configure_logging(settings.logging.level.value, json=settings.logging.format == "json")
        log_uncaught()
        stopping = Stopping()
        service = Service(app, directory, stopping)
        server = HealthServer(
            service.board,
            service.metrics,
            address=settings.health.address,
            port=settings.health.port,
        )
        daemon = Daemon(
            service.schedule(),
            service.actions(),
            clock=app.clock,
            metrics=service.metrics,
            stopping=stopping,
        )
        if requests.stop_requested:
            return 0
        with _on_record(app), _taking(service.notification_server(daemon.request_host)):
            server.start()
            requests.pass_on_to(daemon)
            log.info("daemon-listening", url=server.url)
            try:
                return daemon.run()
            finally:
                server.stop()

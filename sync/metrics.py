"""What Prometheus may know: counts, times and states; never a person, a grade or free text.

Every label is a word of a closed list (a host of the configuration, a held code, a verdict), so
that the number of series stays small however many students there are.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from connectors.home.base import Verdict
from mapping.held import HeldCode
from mapping.identifiers import HeiId
from mapping.shadow import ShadowScore
from sync.host_health import Breaker

_RUN_SECONDS = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)


class RunOutcome(StrEnum):
    """How a run for one host ended."""

    DONE = "done"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    CONTRACT_BROKEN = "contract-broken"
    BATCH_HELD = "batch-held"
    STOPPED = "stopped"
    LEFT_ALONE = "left-alone"
    FAILED = "failed"


class DocumentFate(StrEnum):
    """What became of a document."""

    KEPT = "kept"
    READ = "read"
    QUARANTINED = "quarantined"


class JobFate(StrEnum):
    """What befell a scheduled job."""

    DONE = "done"
    FAILED = "failed"
    MISSED = "missed"
    SKIPPED = "skipped"


class Metrics:
    """The product's own metrics, in a registry of their own."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        own = CollectorRegistry() if registry is None else registry
        self.registry = own
        self._runs = Counter(
            "utqyr_runs", "Runs for a host by how they ended", ["host", "outcome"], registry=own
        )
        self._run_seconds = Histogram(
            "utqyr_run_duration_seconds", "How long a run took", buckets=_RUN_SECONDS, registry=own
        )
        self._last_success = Gauge(
            "utqyr_last_success_timestamp_seconds",
            "When a run for a host last ended well",
            ["host"],
            registry=own,
        )
        self._breaker = Gauge(
            "utqyr_host_breaker",
            "Which state a host's breaker is in (1), and which not (0)",
            ["host", "state"],
            registry=own,
        )
        self._failures = Gauge(
            "utqyr_host_failures", "Failed runs of a host in a row", ["host"], registry=own
        )
        self._credential = Gauge(
            "utqyr_host_credential_expires_timestamp_seconds",
            "The start of the last day on which a host's key, token or certificate is good",
            ["host"],
            registry=own,
        )
        self._shadow = Gauge(
            "utqyr_shadow_comparisons",
            "Marks of a connector that runs beside the clerk, by how they compare",
            ["host", "verdict"],
            registry=own,
        )
        self._documents = Counter(
            "utqyr_documents", "Documents by host and fate", ["host", "fate"], registry=own
        )
        self._staged = Counter(
            "utqyr_results_staged", "Results taken in from documents", ["host"], registry=own
        )
        self._decisions = Counter(
            "utqyr_decisions", "Decisions recorded, by kind", ["kind"], registry=own
        )
        self._held = Gauge(
            "utqyr_held", "Records waiting for a person, by reason", ["code"], registry=own
        )
        self._outbox = Gauge(
            "utqyr_outbox", "Deliveries by how far they got", ["state"], registry=own
        )
        self._outbox_states: set[str] = set()
        self._deliveries = Counter(
            "utqyr_deliveries", "Verdicts of the home Moodle", ["verdict"], registry=own
        )
        self._jobs = Counter(
            "utqyr_jobs", "Scheduled jobs by what befell them", ["job", "fate"], registry=own
        )
        self._heartbeat = Gauge(
            "utqyr_heartbeat_timestamp_seconds", "When the scheduler last beat", registry=own
        )
        self._audit_entries = Gauge("utqyr_audit_entries", "Entries in the audit log", registry=own)
        self._audit_intact = Gauge(
            "utqyr_audit_intact", "Whether the audit log verified (1) or not (0)", registry=own
        )

    def count_run(
        self, host: HeiId, outcome: RunOutcome, *, seconds: float, ended: datetime
    ) -> None:
        """Count a run that ended; only `done` moves the time of the last success."""
        self._runs.labels(host, outcome.value).inc()
        self._run_seconds.observe(seconds)
        if outcome is RunOutcome.DONE:
            self._last_success.labels(host).set(ended.timestamp())

    def set_health(self, host: HeiId, breaker: Breaker, *, failures: int) -> None:
        """Show whether a host is asked, and how often in a row it failed."""
        for state in Breaker:
            self._breaker.labels(host, state.value).set(1 if state is breaker else 0)
        self._failures.labels(host).set(failures)

    def set_credential(self, host: HeiId, expires: date) -> None:
        """Show until when a host's key, token or certificate is good."""
        midnight = datetime.combine(expires, time(), tzinfo=UTC)
        self._credential.labels(host).set(midnight.timestamp())

    def set_shadow(self, scores: Mapping[HeiId, ShadowScore]) -> None:
        """Show how connectors beside the clerk compare; one that was promoted shows no more."""
        self._shadow.clear()
        for host, score in scores.items():
            for verdict, count in score.counts.items():
                self._shadow.labels(host, verdict.value).set(count)

    def count_documents(self, host: HeiId, fate: DocumentFate, count: int = 1) -> None:
        """Count documents kept, read or set aside."""
        self._documents.labels(host, fate.value).inc(count)

    def count_staged(self, host: HeiId, count: int) -> None:
        """Count results taken in."""
        self._staged.labels(host).inc(count)

    def count_decisions(self, kind: str, count: int = 1) -> None:
        """Count recorded decisions; `kind` is the decision's class in lower case."""
        self._decisions.labels(kind).inc(count)

    def count_deliveries(self, verdict: Verdict, count: int = 1) -> None:
        """Count what became of writes to the home Moodle."""
        self._deliveries.labels(verdict.value).inc(count)

    def count_job(self, job: str, fate: JobFate) -> None:
        """Count what befell a scheduled job; `job` is its name in the schedule."""
        self._jobs.labels(job, fate.value).inc()

    def set_held(self, counts: Mapping[HeldCode, int]) -> None:
        """Show how many records wait for each reason; a reason not given is none."""
        for code in HeldCode:
            self._held.labels(code.value).set(counts.get(code, 0))

    def set_outbox(self, counts: Mapping[str, int]) -> None:
        """Show how many deliveries are in each state; a state given once stays shown."""
        self._outbox_states.update(counts)
        for state in self._outbox_states:
            self._outbox.labels(state).set(counts.get(state, 0))

    def set_audit(self, *, entries: int, intact: bool) -> None:
        """Show the length of the audit log, and whether it verified."""
        self._audit_entries.set(entries)
        self._audit_intact.set(1 if intact else 0)

    def beat(self, moment: datetime) -> None:
        """Show that the scheduler is alive."""
        self._heartbeat.set(moment.timestamp())

    def text(self) -> bytes:
        """Write all metrics in Prometheus' text format."""
        return generate_latest(self.registry)

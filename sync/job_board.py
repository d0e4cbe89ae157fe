"""What is known of each job since the daemon started; runs nothing."""

import threading
from dataclasses import dataclass, replace
from datetime import datetime

from sync.clock import Clock
from sync.metrics import JobFate, Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStatus:
    """What is known of one job since the daemon started."""

    job: str
    running: bool = False
    last_fate: JobFate | None = None
    last_at: datetime | None = None
    failed: int = 0
    missed: int = 0
    skipped: int = 0


class JobBoard:
    """The last word on every job, told by many threads."""

    def __init__(self, clock: Clock, metrics: Metrics) -> None:
        self._clock = clock
        self._metrics = metrics
        self._statuses: dict[str, JobStatus] = {}
        self._lock = threading.Lock()

    def statuses(self) -> tuple[JobStatus, ...]:
        """Say what is known of every job that has done something."""
        with self._lock:
            return tuple(self._statuses[job] for job in sorted(self._statuses))

    def record(self, job: str, fate: JobFate) -> None:
        """Note and count how a job ended, or why it did not begin."""
        self._metrics.count_job(job, fate)
        with self._lock:
            status = self._statuses.get(job, JobStatus(job=job))
            self._statuses[job] = replace(
                status,
                last_fate=fate,
                last_at=self._clock.now(),
                failed=status.failed + (fate is JobFate.FAILED),
                missed=status.missed + (fate is JobFate.MISSED),
                skipped=status.skipped + (fate is JobFate.SKIPPED),
            )

    def note(self, job: str, *, running: bool) -> None:
        """Note that a job begins or has ended."""
        with self._lock:
            status = self._statuses.get(job, JobStatus(job=job))
            self._statuses[job] = replace(status, running=running)

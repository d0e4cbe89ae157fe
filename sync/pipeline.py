"""The way of a host's documents into decisions: calls things in order and decides nothing itself.

    retrieve -> keep -> parse, stage, guard -> identify -> recognise -> record

Killed anywhere, the next run goes on from what is stored: documents kept but unread are read,
learners marked dirty are recognised.
"""

import random
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from connectors.base import HostConnector, HostDocument, RetrievalRequest
from connectors.errors import HostError
from mapping.identifiers import HeiId
from mapping.problems import UtqyrError
from mapping.rulebook import Rulebook
from sync.audit.entry import SYSTEM, AuditAction, AuditDraft
from sync.clock import Clock, utc_text
from sync.deciding import RecognitionTally
from sync.errors import StoreError
from sync.guards import GuardLimits
from sync.host_health import HostHealth
from sync.host_run import HostRun
from sync.progress import Progress, no_progress
from sync.publications import NewsKind, Publication, Publications
from sync.reading import Listing, Reader
from sync.recognising import recognise_dirty
from sync.schedule import Extent
from sync.shadow import Shadows
from sync.store.decisions import record_rulebook
from sync.store.documents import load_publications, record_publication
from sync.store.evidence import EvidenceStore
from sync.store.host_health import load_health, record_health
from sync.store.hosts import HostState, load_host_state, record_host_state
from sync.store.people import look_again_at_host
from sync.store.unit_of_work import Store

__all__ = ["HostRun", "Pipeline"]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """What a pass over hosts works with; built by `sync.app`.

    `stopping` is asked between units of work, so that a stop finishes the record in hand.
    `patient` leaves a host alone that failed lately; what is here already is read and decided all
    the same. `chance` gives numbers from 0 to 1.
    """

    store: Store
    evidence: EvidenceStore
    connectors: Mapping[HeiId, HostConnector]
    rulebook: Rulebook
    limits: GuardLimits
    clock: Clock
    overlap: timedelta
    listings_before_withdrawal: int
    stopping: Callable[[], bool] = lambda: False
    progress: Progress = no_progress
    patient: bool = False
    chance: Callable[[], float] = random.random
    shadows: Shadows = field(default_factory=Shadows)

    def sync_host(self, host: HeiId, extent: Extent = Extent.CHANGED) -> HostRun:
        """Bring one host's documents in and decide what they become; never raises HostError.

        What stops the pass as a whole is raised, and noted of this host where it can be.
        """
        state = self._prepare(host)
        started = self.clock.now()
        try:
            return self._sync_host(host, extent, state, started)
        except UtqyrError as error:
            with suppress(StoreError):
                run = HostRun(host=host, error=HostError(host, error.message, hint=error.hint))
                self._note_run(state, run, started, extent)
            raise

    def _sync_host(
        self, host: HeiId, extent: Extent, state: HostState, started: datetime
    ) -> HostRun:
        run = HostRun(host=host)
        connector = self.connectors[host]
        listings: list[Listing] = []
        run.waits_until = self._health(host).waits_until(started) if self.patient else None
        if run.waits_until is None:
            self._ask(connector, self._since(state, extent), run, listings)
        try:
            self._reader().read_all(connector, run)
            self._reader().count_again(connector, listings, run)
        except HostError as error:
            self._note_failure(run, error)
        if not self.stopping():
            run.recognition = self._recognise(host)
        run.stopped = self.stopping()
        if run.waits_until is None or run.error is not None:
            self._note_run(state, run, started, extent)
        return run

    def _health(self, host: HeiId) -> HostHealth:
        with self.store.read() as connection:
            return load_health(connection, (host,))[host]

    def _ask(
        self,
        connector: HostConnector,
        since: datetime | None,
        run: HostRun,
        listings: list[Listing],
    ) -> None:
        """Retrieve, and remember how the host answered: the next attempt is counted from now."""
        failed: HostError | None = None
        try:
            self._retrieve(connector, since, run, listings)
        except HostError as error:
            # What was kept before the failure is evidence all the same, and is read below.
            self._note_failure(run, error)
            failed = error
        if failed is None and self.stopping():
            return  # half an answer proves nothing
        before = self._health(run.host)
        after = before.after(failed, now=self.clock.now(), chance=self.chance())
        if after != before:
            with self.store.write(actor=SYSTEM) as unit:
                record_health(unit, after)

    def _note_failure(self, run: HostRun, error: HostError) -> None:
        run.error = run.error or error
        log.warning("host-failed", host=run.host, error=type(error).__name__, reason=error.message)

    def _reader(self) -> Reader:
        return Reader(
            store=self.store,
            evidence=self.evidence,
            limits=self.limits,
            stopping=self.stopping,
            progress=self.progress,
        )

    def decide(self, host: HeiId) -> RecognitionTally:
        """Decide about every learner of a host that something changed for, bringing nothing in."""
        self._prepare(host)
        return self._recognise(host)

    def _recognise(self, host: HeiId) -> RecognitionTally:
        return recognise_dirty(
            self.store,
            host,
            self.rulebook,
            listings_before_withdrawal=self.listings_before_withdrawal,
            stopping=self.stopping,
            progress=self.progress,
            in_shadow=lambda connection: self.shadows.covers(connection, host),
        )

    def _prepare(self, host: HeiId) -> HostState:
        """Keep the rulebook's revision; after a change every learner is looked at again."""
        self.shadows.begin(self.store, host)
        revision = self.rulebook.revision
        with self.store.read() as connection:
            state = load_host_state(connection, host)
        if state.revision == revision:
            return state
        with self.store.write(actor=SYSTEM) as unit:
            entry = AuditDraft(action=AuditAction.RULEBOOK_LOADED, subject=revision)
            record_rulebook(unit, self.rulebook, entry)
            look_again_at_host(unit, host)
            state = load_host_state(unit.connection, host).at_revision(revision)
            record_host_state(unit, state)
        return state

    def _since(self, state: HostState, extent: Extent) -> datetime | None:
        if extent is Extent.FULL or state.watermark is None:
            return None
        # a watermark that has yet to come was noted by a clock that was wrong
        return min(state.watermark, self.clock.now()) - self.overlap

    def _retrieve(
        self,
        connector: HostConnector,
        since: datetime | None,
        run: HostRun,
        listings: list[Listing],
    ) -> None:
        """Keep every document that is news, one at a time; list what was published anew."""
        with self.store.read() as connection:
            shown = Publications(load_publications(connection, run.host))
        with tempfile.TemporaryDirectory(prefix="utqyr-") as folder:
            request = RetrievalRequest(
                spool=Path(folder),
                now=self.clock.now(),
                changed_since=since,
                is_known=shown.is_known,
                postpone=run.postponed.append,
            )
            for document in connector.retrieve(request):
                news = shown.judge(document.name, document.sha256, document.published)
                if news.kind is NewsKind.STATEMENT:
                    shown.add(self._keep(document, news.of))
                    run.kept += 1
                    self.progress("retrieve", run.kept, None)
                elif news.kind is NewsKind.LISTED_AGAIN and news.of and document.published:
                    listings.append(Listing(publication=news.of, published=document.published))
                if self.stopping():
                    return

    def _keep(self, document: HostDocument, copy_of: Publication | None) -> Publication:
        self.evidence.keep(document)
        published = {"published": utc_text(document.published)} if document.published else {}
        entry = AuditDraft(
            action=AuditAction.DOCUMENT_KEPT,
            subject=document.sha256,
            detail={
                "host": document.host,
                "name": document.name,
                "media type": document.media_type,
                "size": str(document.size),
                **published,
                **{f"fact {name}": value for name, value in document.facts},
            },
        )
        with self.store.write(actor=SYSTEM) as unit:
            return record_publication(unit, document, copy_of=copy_of, entry=entry)

    def _note_run(self, state: HostState, run: HostRun, started: datetime, extent: Extent) -> None:
        with self.store.write(actor=SYSTEM) as unit:
            now = load_host_state(unit.connection, run.host)
            noted = now.after_run(
                at=started,
                complete=run.error is None and not run.stopped,
                full=extent is Extent.FULL or state.watermark is None,
                error="" if run.error is None else run.error.message,
            )
            record_host_state(unit, noted)

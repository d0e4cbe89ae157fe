"""The way of a host's documents into decisions: calls things in order and decides nothing itself.

    retrieve -> keep -> parse, stage, guard -> identify -> recognise -> record

Killed anywhere, the next run goes on from what is stored: documents kept but unread are read,
learners marked dirty are recognised.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import structlog

from connectors.base import HostConnector, HostDocument, RetrievalRequest
from connectors.errors import HostContractBroken, HostError
from mapping.identifiers import HeiId, Sha256
from mapping.problems import Problem
from mapping.records import TranscriptOfRecords
from mapping.rulebook import Rulebook
from sync.audit.entry import SYSTEM, AuditAction, AuditDraft
from sync.clock import Clock, parse_utc_text
from sync.deciding import RecognitionTally
from sync.errors import SafetyStop
from sync.guards import GuardLimits, check_batch
from sync.progress import Progress, no_progress
from sync.recognising import recognise_dirty
from sync.schedule import Extent
from sync.store.decisions import record_rulebook
from sync.store.documents import (
    IntakeState,
    is_released,
    known_digests,
    record_document,
    record_intake,
    unread_documents,
)
from sync.store.evidence import EvidenceStore
from sync.store.hosts import HostState, load_host_state, record_host_state
from sync.store.people import look_again_at_host
from sync.store.staging import Staging, StagingReport
from sync.store.unit_of_work import Store

TRANSCRIPTS_AT_ONCE = 200
"""Transcripts staged in one statement: bounded memory, whatever the document's size."""

log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class HostRun:
    """What one run did for one host; counts only, nothing of its content."""

    host: HeiId
    kept: int = 0
    read: int = 0
    quarantined: int = 0
    batches_held: int = 0
    results_new: int = 0
    results_changed: int = 0
    results_vanished: int = 0
    recognition: RecognitionTally = field(default_factory=RecognitionTally)
    error: HostError | None = None
    stopped: bool = False


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """What a pass over hosts works with; built by `sync.app`.

    `stopping` is asked between units of work, so that a stop finishes the record in hand.
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

    def sync_host(self, host: HeiId, extent: Extent = Extent.CHANGED) -> HostRun:
        """Bring one host's documents in and decide what they become; never raises HostError."""
        run = HostRun(host=host)
        connector = self.connectors[host]
        state = self._prepare(host)
        started = self.clock.now()
        try:
            self._retrieve(connector, self._since(state, extent), run)
        except HostError as error:
            # What was kept before the failure is evidence all the same, and is read below.
            run.error = error
            log.warning("host-failed", host=host, error=type(error).__name__, reason=error.message)
        self._read_all(connector, host, run)
        if not self.stopping():
            run.recognition = self._recognise(host)
        run.stopped = self.stopping()
        self._note_run(state, run, started, extent)
        return run

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
        )

    def _prepare(self, host: HeiId) -> HostState:
        """Keep the rulebook's revision; after a change every learner is looked at again."""
        revision = self.rulebook.revision
        with self.store.write(actor=SYSTEM) as unit:
            entry = AuditDraft(action=AuditAction.RULEBOOK_LOADED, subject=revision)
            record_rulebook(unit, self.rulebook, entry)
            state = load_host_state(unit.connection, host)
            if state.revision != revision:
                look_again_at_host(unit, host)
                state = state.at_revision(revision)
                record_host_state(unit, state)
        return state

    def _since(self, state: HostState, extent: Extent) -> datetime | None:
        if extent is Extent.FULL or state.watermark is None:
            return None
        return state.watermark - self.overlap

    def _retrieve(self, connector: HostConnector, since: datetime | None, run: HostRun) -> None:
        with self.store.read() as connection:
            known = known_digests(connection, run.host)
        with tempfile.TemporaryDirectory(prefix="utqyr-") as folder:
            request = RetrievalRequest(
                spool=Path(folder), now=self.clock.now(), changed_since=since, known=known
            )
            for document in connector.retrieve(request):
                if document.sha256 not in known:
                    self._keep(document)
                    run.kept += 1
                    self.progress("retrieve", run.kept, None)
                if self.stopping():
                    return

    def _keep(self, document: HostDocument) -> None:
        self.evidence.keep(document)
        entry = AuditDraft(
            action=AuditAction.DOCUMENT_KEPT,
            subject=document.sha256,
            detail={
                "host": document.host,
                "name": document.name,
                "media type": document.media_type,
                "size": str(document.size),
                **{f"fact {name}": value for name, value in document.facts},
            },
        )
        with self.store.write(actor=SYSTEM) as unit:
            record_document(unit, document, entry)

    def _read_all(self, connector: HostConnector, host: HeiId, run: HostRun) -> None:
        profile = connector.profile()
        with self.store.read() as connection:
            waiting = unread_documents(connection, host, profile)
        for number, (sha256, name, media_type, size, fetched_at) in enumerate(waiting, start=1):
            if self.stopping():
                return
            document = HostDocument(
                host=host,
                name=name,
                media_type=media_type,
                fetched_at=parse_utc_text(fetched_at),
                sha256=Sha256(sha256),
                size=size,
                path=self.evidence.path_of(Sha256(sha256)),
            )
            self._read(connector, document, profile, run)
            self.progress("read", number, len(waiting))

    def _read(
        self, connector: HostConnector, document: HostDocument, profile: str, run: HostRun
    ) -> None:
        """Stage one document in one transaction: all of it, or nothing and a report."""
        try:
            report = self._stage(connector, document, profile)
        except HostContractBroken as error:
            problems = error.problems or (
                Problem(code="document-unreadable", message=error.message, hint=error.hint),
            )
            self._set_aside(document, profile, IntakeState.QUARANTINED, problems)
            run.quarantined += 1
        except SafetyStop as stop:
            self._set_aside(document, profile, IntakeState.HELD, stop.reasons)
            run.batches_held += 1
        else:
            run.read += 1
            run.results_new += report.new
            run.results_changed += report.changed
            run.results_vanished += report.vanished

    def _stage(
        self, connector: HostConnector, document: HostDocument, profile: str
    ) -> StagingReport:
        findings: list[Problem] = []
        with self.store.write(actor=SYSTEM) as unit:
            staging = Staging(unit, document.host)
            transcripts = _transcripts(connector, document, findings)
            while batch := tuple(islice(transcripts, TRANSCRIPTS_AT_ONCE)):
                staging.stage(batch)
            report = staging.finish()
            if not is_released(unit.connection, document.host, document.sha256, profile):
                check_batch(report, self.limits)
            record_intake(
                unit,
                document=document,
                profile=profile,
                state=IntakeState.READ,
                transcripts=report.transcripts,
                results=report.results,
                problems=findings,
                entry=AuditDraft(
                    action=AuditAction.DOCUMENT_READ,
                    subject=document.sha256,
                    detail={
                        "host": document.host,
                        "profile": profile,
                        "transcripts": str(report.transcripts),
                        "results": str(report.results),
                        "new": str(report.new),
                        "changed": str(report.changed),
                        "vanished": str(report.vanished),
                    },
                ),
            )
        return report

    def _set_aside(
        self,
        document: HostDocument,
        profile: str,
        state: IntakeState,
        problems: tuple[Problem, ...],
    ) -> None:
        held = state is IntakeState.HELD
        entry = AuditDraft(
            action=AuditAction.BATCH_HELD if held else AuditAction.DOCUMENT_QUARANTINED,
            subject=document.sha256,
            detail={"host": document.host, "name": document.name, "problems": str(len(problems))},
        )
        with self.store.write(actor=SYSTEM) as unit:
            record_intake(
                unit,
                document=document,
                profile=profile,
                state=state,
                problems=problems,
                entry=entry,
            )
        log.warning(
            "document-set-aside",
            host=document.host,
            document=document.sha256,
            state=state.value,
            problems=len(problems),
        )

    def _note_run(self, state: HostState, run: HostRun, started: datetime, extent: Extent) -> None:
        with self.store.write(actor=SYSTEM) as unit:
            record_host_state(
                unit,
                state.after_run(
                    at=started,
                    complete=run.error is None and not run.stopped,
                    full=extent is Extent.FULL or state.watermark is None,
                    error="" if run.error is None else run.error.message,
                ),
            )


def _transcripts(
    connector: HostConnector, document: HostDocument, findings: list[Problem]
) -> Iterator[TranscriptOfRecords]:
    """Read a document; whatever a connector fails with, its document is set aside whole."""
    try:
        for item in connector.parse(document):
            if isinstance(item, Problem):
                findings.append(item)
            else:
                yield item
    except HostContractBroken:
        raise
    except Exception as error:  # a connector may be a third party's
        raise HostContractBroken(
            document.host,
            f"the document cannot be read: {type(error).__name__}",
            hint="is it still in the evidence folder? if so, tell whoever wrote the connector",
        ) from error

"""The reading of documents that are kept: each staged whole or set aside; decides nothing.

waiting -> parse, stage, guard -> read | quarantined | held
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import structlog

from connectors.base import HostConnector, HostDocument
from connectors.errors import HostContractBroken, HostUnavailable
from mapping.problems import Problem
from mapping.records import TranscriptOfRecords
from sync.audit.entry import SYSTEM, AuditAction, AuditDraft
from sync.errors import SafetyStop
from sync.guards import GuardLimits, check_batch
from sync.host_run import HostRun
from sync.progress import Progress
from sync.publications import Publication
from sync.store.documents import (
    IntakeState,
    StoredIntake,
    load_intake,
    newest_read,
    record_listing,
    record_reading,
    unread_intakes,
)
from sync.store.evidence import EvidenceStore
from sync.store.staging import Staging, StagingReport
from sync.store.unit_of_work import Store, UnitOfWork

TRANSCRIPTS_AT_ONCE = 200
"""Transcripts staged in one statement: bounded memory, whatever the document's size."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A listing a host published anew, unchanged, and when."""

    publication: Publication
    published: datetime


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads what one host published; `stopping` is asked between two documents."""

    store: Store
    evidence: EvidenceStore
    limits: GuardLimits
    stopping: Callable[[], bool]
    progress: Progress

    def read_all(self, connector: HostConnector, run: HostRun) -> None:
        """Read everything that waits.

        Kept bytes that cannot be had stop no other document; HostUnavailable is raised at the end.
        """
        profile = connector.profile()
        with self.store.read() as connection:
            waiting = unread_intakes(connection, run.host, profile)
        unavailable: HostUnavailable | None = None
        for number, intake in enumerate(waiting, start=1):
            if self.stopping():
                break
            try:
                self._read(connector, intake, profile, run)
            except HostUnavailable as error:
                unavailable = error
            self.progress("read", number, len(waiting))
        if unavailable is not None:
            raise unavailable

    def count_again(
        self, connector: HostConnector, listings: Sequence[Listing], run: HostRun
    ) -> None:
        """Count what listings that were published anew do not show; they state nothing new."""
        for listing in listings:
            if self.stopping():
                return
            self._count_again(connector, listing, run)

    def _read(
        self, connector: HostConnector, intake: StoredIntake, profile: str, run: HostRun
    ) -> None:
        """Stage one document in one transaction: all of it, or nothing and a report."""
        document = self._document(intake)
        try:
            report = self._stage(connector, document, intake, profile)
        except HostContractBroken as error:
            problems = error.problems or (
                Problem(code="document-unreadable", message=error.message, hint=error.hint),
            )
            self._set_aside(intake, profile, IntakeState.QUARANTINED, problems)
            run.quarantined += 1
        except SafetyStop as stop:
            self._set_aside(intake, profile, IntakeState.HELD, stop.reasons)
            run.batches_held += 1
        else:
            if report is not None:
                run.read += 1
                run.results_new += report.new
                run.results_changed += report.changed
                run.results_vanished += report.vanished + report.withdrawn

    def _document(self, intake: StoredIntake) -> HostDocument:
        """Describe a kept document; raises HostUnavailable when its bytes cannot be had.

        That is no fault of the document: it is read once they can.
        """
        publication = intake.publication
        path = self.evidence.path_of(publication.sha256)
        try:
            with path.open("rb"):
                pass
        except OSError as error:
            raise HostUnavailable(
                intake.host,
                f"a kept document cannot be opened: {(error.strerror or 'unknown').lower()}",
                hint="look at the evidence folder and its rights; 'utqyr replay' says what is gone",
            ) from error
        return HostDocument(
            host=intake.host,
            name=publication.name,
            media_type=intake.media_type,
            fetched_at=intake.fetched_at,
            sha256=publication.sha256,
            size=intake.size,
            path=path,
            published=publication.published,
        )

    def _stage(
        self, connector: HostConnector, document: HostDocument, intake: StoredIntake, profile: str
    ) -> StagingReport | None:
        """Stage a document, or nothing when a person refused it meanwhile."""
        findings: list[Problem] = []
        publication = intake.publication
        with self.store.write(actor=SYSTEM) as unit:
            now = load_intake(unit.connection, publication.intake_id)
            if now is None or now.state is IntakeState.REFUSED:
                return None
            latest = newest_read(unit.connection, document.host) <= publication.position
            counts = latest and now.state is not IntakeState.READ
            report = _staged(
                unit,
                connector,
                document,
                publication,
                publication.moment if counts else None,
                findings,
            )
            if now.state is not IntakeState.RELEASED:
                check_batch(report, self.limits)
            record_reading(
                unit,
                publication.intake_id,
                profile=profile,
                state=IntakeState.READ,
                transcripts=report.transcripts,
                results=report.results,
                problems=findings,
                entry=_read_entry(document, report, profile=profile),
            )
        return report

    def _count_again(self, connector: HostConnector, listing: Listing, run: HostRun) -> None:
        """Count one listing, if it was read at all; a batch that looks wrong now counts nothing."""
        publication = listing.publication
        with self.store.read() as connection:
            intake = load_intake(connection, publication.intake_id)
        if intake is None or intake.state is not IntakeState.READ:
            return
        document = self._document(intake)
        try:
            with self.store.write(actor=SYSTEM) as unit:
                report = _staged(unit, connector, document, publication, listing.published, [])
                check_batch(report, self.limits)
                record_listing(unit, publication.intake_id, listing.published)
                if report.missed:
                    again = listing.published
                    unit.record(_read_entry(document, report, again=again.isoformat()))
        except (HostContractBroken, SafetyStop) as error:
            log.warning("listing-not-counted", host=run.host, error=type(error).__name__)
            with self.store.write(actor=SYSTEM) as unit:
                record_listing(unit, publication.intake_id, listing.published)
            return
        run.listed_again += 1

    def _set_aside(
        self,
        intake: StoredIntake,
        profile: str,
        state: IntakeState,
        problems: tuple[Problem, ...],
    ) -> None:
        publication = intake.publication
        held = state is IntakeState.HELD
        entry = AuditDraft(
            action=AuditAction.BATCH_HELD if held else AuditAction.DOCUMENT_QUARANTINED,
            subject=publication.sha256,
            detail={
                "host": intake.host,
                "name": publication.name,
                "problems": str(len(problems)),
            },
        )
        with self.store.write(actor=SYSTEM) as unit:
            now = load_intake(unit.connection, publication.intake_id)
            if now is None or now.state is not intake.state:
                return  # a person decided meanwhile: the next run goes by that
            record_reading(
                unit,
                publication.intake_id,
                profile=profile,
                state=state,
                problems=problems,
                entry=entry,
            )
        log.warning(
            "document-set-aside",
            host=intake.host,
            document=publication.sha256,
            state=state.value,
            problems=len(problems),
        )


def _staged(
    unit: UnitOfWork,
    connector: HostConnector,
    document: HostDocument,
    publication: Publication,
    listing: datetime | None,
    findings: list[Problem],
) -> StagingReport:
    staging = Staging(unit, document.host, position=publication.position, listing=listing)
    transcripts = _transcripts(connector, document, findings)
    while batch := tuple(islice(transcripts, TRANSCRIPTS_AT_ONCE)):
        staging.stage(batch)
    return staging.finish()


def _read_entry(document: HostDocument, report: StagingReport, **facts: str) -> AuditDraft:
    return AuditDraft(
        action=AuditAction.DOCUMENT_READ,
        subject=document.sha256,
        detail={
            "host": document.host,
            "transcripts": str(report.transcripts),
            "results": str(report.results),
            "new": str(report.new),
            "changed": str(report.changed),
            "vanished": str(report.vanished),
            **({"withdrawn": str(report.withdrawn)} if report.withdrawn else {}),
            **facts,
        },
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

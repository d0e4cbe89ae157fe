"""Issues documents: version, code, bytes kept, and an entry on record, all of it or nothing.

    read what it says, and the log's end    (one consistent view)
    draw it, with the code and that end in its QR
    keep the bytes, then commit the entry   (an entry never names bytes that are not there)

The bytes are kept as evidence under their digest, because a later release of the typesetter may set
the same text differently: a copy of an issued document is the document itself.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from connectors.transcripts.document import Issue, Verification
from mapping.fingerprint import fingerprint
from mapping.identifiers import Sha256
from mapping.problems import UtqyrError
from sync.audit.chain import ChainHead
from sync.audit.entry import AuditAction, AuditDraft, AuditRecord
from sync.audit.proof import verification_code
from sync.clock import Clock, utc_text
from sync.store.audit_log import head, records_about, records_of_action
from sync.store.decisions import StoredDecision
from sync.store.evidence import EvidenceStore
from sync.store.unit_of_work import Store

_NONCE_BYTES = 16
_TRIES = 3


class IssuedMeanwhile(UtqyrError):
    """Somebody issued another version of the same document meanwhile; nothing was issued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A document ready to be issued, as one consistent view of the store had it.

    `about` is what versions are counted for; `drawn_from` digests everything that is drawn, so that
    an equal document is handed out again instead of drawn anew.
    """

    action: AuditAction
    about: str
    statement: str
    drawn_from: str
    form: str
    languages: str
    decisions: tuple[str, ...]
    log: ChainHead
    known: tuple[AuditRecord, ...]
    draw: Callable[[Issue], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDocument:
    """An issued document; `copied` tells that it had been issued before, byte for byte."""

    content: bytes
    sha256: str
    code: str
    version: int
    copied: bool


def known_issues(
    connection: Connection, action: AuditAction, about: str
) -> tuple[AuditRecord, ...]:
    """Read the issues about one thing, oldest first."""
    return records_of_action(connection, action, detail_begins={"about": about})


def decision_entries(
    connection: Connection, decisions: tuple[StoredDecision, ...]
) -> tuple[str, ...]:
    """Name the audit entries that recorded decisions, each as sequence and digest."""
    wanted = {(found.decision.case, found.decided_at) for found in decisions}
    cases = tuple(sorted({case for case, _ in wanted}))
    return tuple(
        f"{record.entry.sequence}:{record.entry.digest}"
        for record in records_about(connection, cases)
        if record.entry.action == AuditAction.DECISION_RECORDED
        and (record.entry.subject, utc_text(record.entry.at)) in wanted
    )


def log_head(connection: Connection) -> ChainHead:
    """Read the log's end, which the document will pin."""
    return head(connection)


def drawn_from(*parts: object) -> str:
    """Digest everything a document is drawn from."""
    return fingerprint(parts)


class Office:
    """Issues documents of one installation."""

    def __init__(
        self,
        *,
        store: Store,
        evidence: EvidenceStore,
        clock: Clock,
        origin: str,
        address: str = "",
    ) -> None:
        self._store = store
        self._evidence = evidence
        self._clock = clock
        self._origin = origin
        self._address = address

    def issue(
        self, prepare: Callable[[Connection], Drawing], *, actor: str, copy: bool = True
    ) -> IssuedDocument:
        """Issue what `prepare` reads; the same document again is a copy of what was issued.

        Raises IssuedMeanwhile when others issue the same faster than this can.
        """
        for _ in range(_TRIES):
            with self._store.read() as connection:
                drawing = prepare(connection)
            earlier = _same_document(drawing) if copy else None
            if earlier is not None and (made := self._copied(earlier, actor)) is not None:
                return made
            if (made := self._issued(drawing, actor)) is not None:
                return made
        raise IssuedMeanwhile(
            "another version of this document was issued meanwhile", hint="issue it again"
        )

    def _copied(self, earlier: AuditRecord, actor: str) -> IssuedDocument | None:
        facts = _facts(earlier)
        sha256 = Sha256(facts["document"])
        content = self._evidence.read(sha256)
        if content is None:
            return None
        code = earlier.entry.subject
        entry = AuditDraft(
            action=AuditAction.DOCUMENT_COPIED,
            subject=code,
            detail={"about": facts["about"], "document": sha256, "form": facts["form"]},
        )
        with self._store.write(actor=actor) as unit:
            unit.record(entry)
        return IssuedDocument(
            content=content,
            sha256=sha256,
            code=code,
            version=int(facts["version"]),
            copied=True,
        )

    def _issued(self, drawing: Drawing, actor: str) -> IssuedDocument | None:
        """Draw and record a document, or nothing where it is no longer the next one."""
        version, nonce = _version_of(drawing)
        code = verification_code(nonce, drawing.statement)
        verification = Verification(
            code=code,
            origin=self._origin,
            log_size=drawing.log.sequence,
            log_digest=drawing.log.digest,
            address=self._address,
        )
        today = self._clock.now().date()
        content = drawing.draw(Issue(version=version, issued_on=today, verification=verification))
        sha256 = self._evidence.keep_bytes(content)
        entry = AuditDraft(
            action=drawing.action,
            subject=code,
            detail={
                "about": drawing.about,
                "decisions": " ".join(drawing.decisions),
                "document": sha256,
                "drawn_from": drawing.drawn_from,
                "form": drawing.form,
                "languages": drawing.languages,
                "log_digest": drawing.log.digest,
                "log_size": str(drawing.log.sequence),
                "nonce": nonce,
                "statement": drawing.statement,
                "version": str(version),
            },
        )
        with self._store.write(actor=actor) as unit:
            now = known_issues(unit.connection, drawing.action, drawing.about)
            if [each.entry.sequence for each in now] != [
                each.entry.sequence for each in drawing.known
            ]:
                return None
            unit.record(entry)
        return IssuedDocument(
            content=content, sha256=sha256, code=code, version=version, copied=False
        )


def _facts(record: AuditRecord) -> dict[str, str]:
    facts = {} if record.detail is None else record.detail.facts
    return {name: value or "" for name, value in facts.items()}


def _version_of(drawing: Drawing) -> tuple[int, str]:
    """Give the version and its random part: those of the latest issue while it states the same."""
    if not drawing.known:
        return 1, secrets.token_hex(_NONCE_BYTES)
    latest = _facts(drawing.known[-1])
    if latest["statement"] == drawing.statement:
        return int(latest["version"]), latest["nonce"]
    return int(latest["version"]) + 1, secrets.token_hex(_NONCE_BYTES)


def _same_document(drawing: Drawing) -> AuditRecord | None:
    """Find an issue of the latest version that was drawn from exactly the same."""
    if not drawing.known:
        return None
    latest = drawing.known[-1].entry.subject
    wanted = (drawing.drawn_from, drawing.form, drawing.languages)
    for record in reversed(drawing.known):
        facts = _facts(record)
        if record.entry.subject == latest and wanted == (
            facts["drawn_from"],
            facts["form"],
            facts["languages"],
        ):
            return record
    return None

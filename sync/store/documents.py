"""Documents received and how each was read; the bytes themselves lie in `sync.store.evidence`."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, or_, select, update

from connectors.base import HostDocument
from mapping.identifiers import HeiId, Sha256
from mapping.problems import Problem
from sync.audit.entry import AuditDraft
from sync.clock import utc_text
from sync.store.codec import decode_many, encode_many
from sync.store.tables import Document, Intake
from sync.store.unit_of_work import UnitOfWork, table_of, upsert

_DOCUMENT = table_of(Document)
_INTAKE = table_of(Intake)


class IntakeState(StrEnum):
    """What became of reading a document."""

    READ = "read"
    QUARANTINED = "quarantined"
    HELD = "held"
    """The batch looked wrong; a person decides."""
    RELEASED = "released"
    """A person let the batch through; the next run reads it without the guards."""
    REFUSED = "refused"


def record_document(unit: UnitOfWork, document: HostDocument, entry: AuditDraft) -> None:
    """Note a document whose bytes are kept; the same bytes from the same host are one document."""
    upsert(
        unit.connection,
        _DOCUMENT,
        [
            {
                "host": document.host,
                "sha256": document.sha256,
                "name": document.name,
                "media_type": document.media_type,
                "size": document.size,
                "fetched_at": utc_text(document.fetched_at),
            }
        ],
        keys=("host", "sha256"),
        update=(),
    )
    unit.record(entry)


def known_digests(connection: Connection, host: HeiId) -> frozenset[Sha256]:
    """Return the digests of every document kept from a host."""
    rows = connection.execute(select(_DOCUMENT.c.sha256).where(_DOCUMENT.c.host == host))
    return frozenset(Sha256(row.sha256) for row in rows)


def all_documents(connection: Connection) -> tuple[Sha256, ...]:
    """Return the digest of every document kept, each once."""
    rows = connection.execute(select(_DOCUMENT.c.sha256).distinct().order_by(_DOCUMENT.c.sha256))
    return tuple(Sha256(row.sha256) for row in rows)


def unread_documents(
    connection: Connection, host: HeiId, profile: str
) -> tuple[tuple[str, str, str, int, str], ...]:
    """List documents not yet read under this profile, or released: digest, name, type, size, time.

    In the order they were fetched, so that a later correction is read after what it corrects.
    """
    settled = (
        select(_INTAKE.c.sha256)
        .where(_INTAKE.c.host == host)
        .where(
            or_(
                (_INTAKE.c.profile == profile) & (_INTAKE.c.state != IntakeState.RELEASED.value),
                # What a person refused stays refused, whatever profile it is read by.
                _INTAKE.c.state == IntakeState.REFUSED.value,
            )
        )
    )
    rows = connection.execute(
        select(
            _DOCUMENT.c.sha256,
            _DOCUMENT.c.name,
            _DOCUMENT.c.media_type,
            _DOCUMENT.c.size,
            _DOCUMENT.c.fetched_at,
        )
        .where(_DOCUMENT.c.host == host, _DOCUMENT.c.sha256.not_in(settled))
        .order_by(_DOCUMENT.c.fetched_at, _DOCUMENT.c.name, _DOCUMENT.c.sha256)
    )
    return tuple((row.sha256, row.name, row.media_type, row.size, row.fetched_at) for row in rows)


def is_released(connection: Connection, host: HeiId, sha256: str, profile: str) -> bool:
    """Tell whether a person let this batch through."""
    state = connection.execute(
        select(_INTAKE.c.state).where(
            _INTAKE.c.host == host, _INTAKE.c.sha256 == sha256, _INTAKE.c.profile == profile
        )
    ).scalar()
    return bool(state == IntakeState.RELEASED.value)


def record_intake(
    unit: UnitOfWork,
    *,
    document: HostDocument,
    profile: str,
    state: IntakeState,
    transcripts: int = 0,
    results: int = 0,
    problems: Sequence[Problem] = (),
    entry: AuditDraft,
) -> None:
    """Note what became of reading a document, replacing what was noted for this profile."""
    upsert(
        unit.connection,
        _INTAKE,
        [
            {
                "host": document.host,
                "sha256": document.sha256,
                "profile": profile,
                "state": state.value,
                "transcripts": transcripts,
                "results": results,
                "problems": encode_many(Problem, tuple(problems)),
                "read_at": unit.stamp,
            }
        ],
        keys=("host", "sha256", "profile"),
        update=("state", "transcripts", "results", "problems", "read_at"),
    )
    unit.record(entry)


def decide_intake(
    unit: UnitOfWork, intake_id: int, *, state: IntakeState, entry: AuditDraft
) -> None:
    """Note a person's decision about a held batch."""
    unit.connection.execute(
        update(_INTAKE).where(_INTAKE.c.id == intake_id).values(state=state.value)
    )
    unit.record(entry)


def problems_of(payload: str) -> tuple[Problem, ...]:
    """Read the report kept with an intake."""
    return decode_many(Problem, payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredIntake:
    """One reading of a document, as noted."""

    host: HeiId
    sha256: Sha256
    state: IntakeState


def load_intake(connection: Connection, intake_id: int) -> StoredIntake | None:
    """Load one reading by its number."""
    row = connection.execute(select(_INTAKE).where(_INTAKE.c.id == intake_id)).first()
    if row is None:
        return None
    return StoredIntake(host=HeiId(row.host), sha256=row.sha256, state=IntakeState(row.state))

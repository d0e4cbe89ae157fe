"""Documents received, when a host showed them and how each was read; the bytes are elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from connectors.base import HostDocument
from mapping.identifiers import HeiId, Sha256
from mapping.problems import Problem
from sync.audit.entry import AuditDraft
from sync.clock import parse_utc_text, utc_text
from sync.publications import Publication
from sync.store.codec import decode_many, encode_many
from sync.store.tables import Document, Intake
from sync.store.unit_of_work import UnitOfWork, table_of, upsert

_DOCUMENT = table_of(Document)
_INTAKE = table_of(Intake)


class IntakeState(StrEnum):
    """What became of reading a document."""

    WAITING = "waiting"
    """Nothing yet."""
    READ = "read"
    QUARANTINED = "quarantined"
    HELD = "held"
    """The batch looked wrong; a person decides."""
    RELEASED = "released"
    """A person let the batch through; the next run reads it without the guards."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredIntake:
    """A publication with what became of reading it."""

    publication: Publication
    host: HeiId
    profile: str
    state: IntakeState
    media_type: str
    size: int
    fetched_at: datetime


def record_publication(
    unit: UnitOfWork,
    document: HostDocument,
    *,
    copy_of: Publication | None = None,
    entry: AuditDraft,
) -> Publication:
    """Note that a host showed a document whose bytes are kept.

    It counts as the host's latest word; a copy stands where what it copies stands.
    """
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
    last = unit.connection.execute(
        select(func.max(_INTAKE.c.position)).where(_INTAKE.c.host == document.host)
    ).scalar()
    position = int(last or 0) + 1 if copy_of is None else copy_of.position
    made = unit.connection.execute(
        insert(_INTAKE).values(
            host=document.host,
            position=position,
            sha256=document.sha256,
            name=document.name,
            published=_written(document.published),
            seen_at=utc_text(document.fetched_at),
            profile="",
            state=IntakeState.WAITING.value,
            transcripts=0,
            results=0,
            problems="[]",
            read_at="",
        )
    )
    unit.record(entry)
    return Publication(
        intake_id=int(made.inserted_primary_key[0]),  # type: ignore[index]  # one row, one key
        position=position,
        name=document.name,
        sha256=document.sha256,
        published=document.published,
        seen_at=document.fetched_at,
    )


def load_publications(connection: Connection, host: HeiId) -> tuple[Publication, ...]:
    """Load everything a host has shown, in the order it was seen."""
    rows = connection.execute(
        select(
            _INTAKE.c.id,
            _INTAKE.c.position,
            _INTAKE.c.name,
            _INTAKE.c.sha256,
            _INTAKE.c.published,
            _INTAKE.c.seen_at,
        )
        .where(_INTAKE.c.host == host)
        .order_by(_INTAKE.c.id)
    )
    return tuple(_publication(row) for row in rows)


def all_documents(connection: Connection) -> tuple[Sha256, ...]:
    """Return the digest of every document kept, each once."""
    rows = connection.execute(select(_DOCUMENT.c.sha256).distinct().order_by(_DOCUMENT.c.sha256))
    return tuple(Sha256(row.sha256) for row in rows)


def unread_intakes(connection: Connection, host: HeiId, profile: str) -> tuple[StoredIntake, ...]:
    """List what was not yet read under this profile, or was released, in the host's order.

    What a person refused stays refused, whatever profile it is read by.
    """
    waiting = (IntakeState.WAITING.value, IntakeState.RELEASED.value)
    rows = connection.execute(
        _intakes()
        .where(_INTAKE.c.host == host, _INTAKE.c.state != IntakeState.REFUSED.value)
        .where(or_(_INTAKE.c.profile != profile, _INTAKE.c.state.in_(waiting)))
        .order_by(_INTAKE.c.position, _INTAKE.c.id)
    )
    return tuple(_stored(row) for row in rows)


def load_intake(connection: Connection, intake_id: int) -> StoredIntake | None:
    """Load one publication by its number."""
    row = connection.execute(_intakes().where(_INTAKE.c.id == intake_id)).first()
    return None if row is None else _stored(row)


def newest_read(connection: Connection, host: HeiId) -> int:
    """Tell the position of the latest publication of a host that was read; 0 if none was."""
    found = connection.execute(
        select(func.max(_INTAKE.c.position)).where(
            _INTAKE.c.host == host, _INTAKE.c.state == IntakeState.READ.value
        )
    ).scalar()
    return int(found or 0)


def record_reading(
    unit: UnitOfWork,
    intake_id: int,
    *,
    profile: str,
    state: IntakeState,
    transcripts: int = 0,
    results: int = 0,
    problems: Sequence[Problem] = (),
    entry: AuditDraft,
) -> None:
    """Note what became of reading a document under a profile, replacing what was noted before."""
    unit.connection.execute(
        update(_INTAKE)
        .where(_INTAKE.c.id == intake_id)
        .values(
            profile=profile,
            state=state.value,
            transcripts=transcripts,
            results=results,
            problems=encode_many(Problem, tuple(problems)),
            read_at=unit.stamp,
        )
    )
    unit.record(entry)


def record_listing(unit: UnitOfWork, intake_id: int, published: datetime) -> None:
    """Note that a host published the same listing anew. Whoever counts it owes the entry."""
    unit.connection.execute(
        update(_INTAKE).where(_INTAKE.c.id == intake_id).values(published=utc_text(published))
    )


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


def _intakes() -> Any:
    return select(_INTAKE, _DOCUMENT.c.media_type, _DOCUMENT.c.size, _DOCUMENT.c.fetched_at).join(
        _DOCUMENT,
        (_DOCUMENT.c.host == _INTAKE.c.host) & (_DOCUMENT.c.sha256 == _INTAKE.c.sha256),
    )


def _stored(row: Any) -> StoredIntake:
    return StoredIntake(
        publication=_publication(row),
        host=HeiId(row.host),
        profile=row.profile,
        state=IntakeState(row.state),
        media_type=row.media_type,
        size=row.size,
        fetched_at=parse_utc_text(row.fetched_at),
    )


def _publication(row: Any) -> Publication:
    return Publication(
        intake_id=row.id,
        position=row.position,
        name=row.name,
        sha256=Sha256(row.sha256),
        published=parse_utc_text(row.published) if row.published else None,
        seen_at=parse_utc_text(row.seen_at),
    )


def _written(moment: datetime | None) -> str:
    return "" if moment is None else utc_text(moment)

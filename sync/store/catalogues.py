"""Course lists of hosts by edition; an edition is written once and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from mapping.identifiers import HeiId
from mapping.records import HostCourse
from sync.audit.entry import AuditAction, AuditDraft
from sync.clock import parse_utc_text, utc_text
from sync.store.codec import decode, encode
from sync.store.tables import CourseEditionRow, CourseListedRow
from sync.store.unit_of_work import UnitOfWork, insert_rows, table_of

_EDITION = table_of(CourseEditionRow)
_LISTED = table_of(CourseListedRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One state of a host's course list; `digest` is of what it states, wherever it stood."""

    host: HeiId
    number: int
    name: str
    digest: str
    courses: int
    seen_at: datetime


def edition_facts(edition: Edition) -> dict[str, str | int]:
    """Give an edition as plain values, for a program to read."""
    return {
        "number": edition.number,
        "name": edition.name,
        "courses": edition.courses,
        "digest": edition.digest,
        "seen_at": utc_text(edition.seen_at),
    }


def load_editions(connection: Connection, host: HeiId) -> tuple[Edition, ...]:
    """Load the editions of a host's course list, oldest first."""
    rows = connection.execute(
        select(_EDITION).where(_EDITION.c.host == host).order_by(_EDITION.c.number)
    )
    return tuple(
        Edition(
            host=host,
            number=row.number,
            name=row.name,
            digest=row.digest,
            courses=row.courses,
            seen_at=parse_utc_text(row.seen_at),
        )
        for row in rows
    )


def load_listed(connection: Connection, edition: Edition) -> tuple[HostCourse, ...]:
    """Load the courses of one edition, in their order."""
    rows = connection.execute(
        select(_LISTED.c.payload)
        .where(_LISTED.c.host == edition.host, _LISTED.c.number == edition.number)
        .order_by(_LISTED.c.position)
    )
    return tuple(decode(HostCourse, row.payload) for row in rows)


def record_edition(
    unit: UnitOfWork, edition: Edition, courses: Sequence[HostCourse], documents: Sequence[str]
) -> None:
    """Keep an edition with its courses; `documents` are the digests of the evidence it is from."""
    insert_rows(
        unit.connection,
        _EDITION,
        [
            {
                "host": edition.host,
                "number": edition.number,
                "name": edition.name,
                "digest": edition.digest,
                "courses": edition.courses,
                "documents": " ".join(documents),
                "seen_at": unit.stamp,
            }
        ],
    )
    insert_rows(
        unit.connection,
        _LISTED,
        [
            {
                "host": edition.host,
                "number": edition.number,
                "position": position,
                "code": course.code,
                "payload": encode(HostCourse, course),
            }
            for position, course in enumerate(courses)
        ],
    )
    detail = {
        "edition": edition.name,
        "courses": str(edition.courses),
        "digest": edition.digest,
        "documents": " ".join(documents),
    }
    unit.record(
        AuditDraft(action=AuditAction.CATALOGUE_IMPORTED, subject=edition.host, detail=detail)
    )

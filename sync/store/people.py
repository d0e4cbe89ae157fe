"""Mobilities, learning agreements and the learners hosts name; decides no identity."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, bindparam, select, update

from mapping.agreements import LearningAgreement, Mobility
from mapping.fingerprint import fingerprint
from mapping.held import HeldReason
from mapping.identifiers import HeiId, MobilityId
from mapping.records import Learner
from sync.audit.entry import AuditDraft
from sync.store.codec import decode, decode_many, encode, encode_many
from sync.store.tables import AgreementRow, AliasRow, LearnerRow, MobilityRow
from sync.store.unit_of_work import UnitOfWork, chunks, table_of, upsert

_MOBILITY = table_of(MobilityRow)
_AGREEMENT = table_of(AgreementRow)
_LEARNER = table_of(LearnerRow)
_ALIAS = table_of(AliasRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLearner:
    """A learner a host named, with what was found out about who it is."""

    learner_id: int
    key: str
    learner: Learner
    claimed_mobility_id: MobilityId | None
    mobility_id: MobilityId | None
    identified_by: str
    reasons: tuple[HeldReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What identification found for one learner row."""

    learner_id: int
    mobility_id: MobilityId | None
    identified_by: str
    reasons: tuple[HeldReason, ...]


def record_mobilities(
    unit: UnitOfWork, mobilities: Sequence[Mobility], entries: Sequence[AuditDraft]
) -> None:
    """Keep mobilities, replacing earlier statements of the same id; their learners become dirty."""
    upsert(
        unit.connection,
        _MOBILITY,
        [
            {
                "mobility_id": mobility.mobility_id,
                "student_id": mobility.student_id,
                "host": mobility.host,
                "payload": encode(Mobility, mobility),
                "fingerprint": fingerprint(mobility),
            }
            for mobility in mobilities
        ],
        keys=("mobility_id",),
        update=("student_id", "host", "payload", "fingerprint"),
    )
    _look_again(unit, tuple(mobility.mobility_id for mobility in mobilities))
    hosts = sorted({mobility.host for mobility in mobilities})
    for chunk in chunks(hosts):
        unit.connection.execute(
            update(_LEARNER)
            .where(_LEARNER.c.host.in_(chunk), _LEARNER.c.mobility_id.is_(None))
            .values(dirty=True)
        )
    unit.record(*entries)


def record_agreements(
    unit: UnitOfWork, agreements: Sequence[LearningAgreement], entries: Sequence[AuditDraft]
) -> None:
    """Keep versions of agreements; a version once kept is never changed."""
    upsert(
        unit.connection,
        _AGREEMENT,
        [
            {
                "mobility_id": agreement.mobility_id,
                "version": agreement.version,
                "payload": encode(LearningAgreement, agreement),
                "fingerprint": fingerprint(agreement),
                "imported_at": unit.stamp,
            }
            for agreement in agreements
        ],
        keys=("mobility_id", "version"),
        update=(),
    )
    _look_again(unit, tuple(agreement.mobility_id for agreement in agreements))
    unit.record(*entries)


def _look_again(unit: UnitOfWork, mobility_ids: Sequence[MobilityId]) -> None:
    for chunk in chunks(mobility_ids):
        unit.connection.execute(
            update(_LEARNER).where(_LEARNER.c.mobility_id.in_(chunk)).values(dirty=True)
        )


def load_mobilities(connection: Connection, host: HeiId | None = None) -> tuple[Mobility, ...]:
    """Load every mobility, or those at one host."""
    query = select(_MOBILITY.c.payload).order_by(_MOBILITY.c.mobility_id)
    if host is not None:
        query = query.where(_MOBILITY.c.host == host)
    return tuple(decode(Mobility, row.payload) for row in connection.execute(query))


def mobility_versions(connection: Connection) -> dict[MobilityId, str]:
    """Load the fingerprint of every mobility: two that are equal say the same."""
    rows = connection.execute(select(_MOBILITY.c.mobility_id, _MOBILITY.c.fingerprint))
    return {row.mobility_id: row.fingerprint for row in rows}


def load_mobility(connection: Connection, mobility_id: str) -> Mobility | None:
    """Load one mobility."""
    payload = connection.execute(
        select(_MOBILITY.c.payload).where(_MOBILITY.c.mobility_id == mobility_id)
    ).scalar()
    return None if payload is None else decode(Mobility, payload)


def load_agreements(
    connection: Connection, mobility_ids: Sequence[str]
) -> dict[str, tuple[LearningAgreement, ...]]:
    """Load every version of each mobility's agreement, oldest first."""
    versions: dict[str, tuple[LearningAgreement, ...]] = {}
    for chunk in chunks(mobility_ids):
        rows = connection.execute(
            select(_AGREEMENT.c.mobility_id, _AGREEMENT.c.payload)
            .where(_AGREEMENT.c.mobility_id.in_(chunk))
            .order_by(_AGREEMENT.c.version)
        )
        for row in rows:
            version = decode(LearningAgreement, row.payload)
            versions[row.mobility_id] = (*versions.get(row.mobility_id, ()), version)
    return versions


def dirty_learners(connection: Connection, host: HeiId, *, limit: int) -> tuple[KnownLearner, ...]:
    """Load some learners that recognition must look at."""
    ids = connection.execute(
        select(_LEARNER.c.id)
        .where(_LEARNER.c.host == host, _LEARNER.c.dirty)
        .order_by(_LEARNER.c.id)
        .limit(limit)
    )
    return load_learners(connection, ids.scalars().all())


def learners_of(
    connection: Connection, host: HeiId, mobility_ids: Sequence[str]
) -> tuple[KnownLearner, ...]:
    """Load everybody a host names who is known to be one of these mobilities' student."""
    return load_learners(connection, learner_ids_of(connection, host, mobility_ids))


def learner_ids_of(connection: Connection, host: HeiId, mobility_ids: Sequence[str]) -> list[int]:
    """Find the rows of everybody a host names who is known to be of these mobilities."""
    ids: list[int] = []
    for chunk in chunks(mobility_ids):
        rows = connection.execute(
            select(_LEARNER.c.id)
            .where(_LEARNER.c.host == host, _LEARNER.c.mobility_id.in_(chunk))
            .order_by(_LEARNER.c.id)
        )
        ids.extend(rows.scalars())
    return ids


def load_learners(connection: Connection, learner_ids: Sequence[int]) -> tuple[KnownLearner, ...]:
    """Load learners by row id."""
    found: list[KnownLearner] = []
    for chunk in chunks(learner_ids):
        rows = connection.execute(
            select(_LEARNER).where(_LEARNER.c.id.in_(chunk)).order_by(_LEARNER.c.id)
        )
        found.extend(
            KnownLearner(
                learner_id=row.id,
                key=row.key,
                learner=decode(Learner, row.payload),
                claimed_mobility_id=MobilityId(row.claimed_mobility_id) or None,
                mobility_id=row.mobility_id,
                identified_by=row.identified_by,
                reasons=decode_many(HeldReason, row.identity),
            )
            for row in rows
        )
    return tuple(found)


def record_identities(unit: UnitOfWork, identities: Sequence[Identity]) -> None:
    """Note who learners are. The decision that follows in the same transaction is the entry."""
    rows = [
        {
            "row": identity.learner_id,
            "found": identity.mobility_id,
            "ladder": identity.identified_by,
            "why": encode_many(HeldReason, identity.reasons),
        }
        for identity in identities
    ]
    if rows:
        unit.connection.execute(
            update(_LEARNER)
            .where(_LEARNER.c.id == bindparam("row"))
            .values(
                mobility_id=bindparam("found"),
                identified_by=bindparam("ladder"),
                identity=bindparam("why"),
            ),
            rows,
        )


def clear_dirty(unit: UnitOfWork, learner_ids: Sequence[int]) -> None:
    """Note that recognition has looked at these learners."""
    for chunk in chunks(learner_ids):
        unit.connection.execute(
            update(_LEARNER).where(_LEARNER.c.id.in_(chunk)).values(dirty=False)
        )


def look_again_at_host(unit: UnitOfWork, host: HeiId) -> None:
    """Make recognition look at every learner of a host, as after a change of the rules."""
    unit.connection.execute(update(_LEARNER).where(_LEARNER.c.host == host).values(dirty=True))


def record_alias(
    unit: UnitOfWork,
    *,
    host: HeiId,
    key: str,
    mobility_id: MobilityId,
    reason: str,
    entry: AuditDraft,
) -> None:
    """Keep a person's confirmation of who a host's learner is, and look at the learner again."""
    row = {
        "host": host,
        "key": key,
        "mobility_id": mobility_id,
        "by": unit.actor,
        "reason": reason,
        "given_at": unit.stamp,
    }
    upsert(
        unit.connection,
        _ALIAS,
        [row],
        keys=("host", "key"),
        update=("mobility_id", "by", "reason", "given_at"),
    )
    unit.connection.execute(
        update(_LEARNER).where(_LEARNER.c.host == host, _LEARNER.c.key == key).values(dirty=True)
    )
    unit.record(entry)


def load_aliases(connection: Connection, host: HeiId) -> dict[str, MobilityId]:
    """Load the confirmed learners of a host: learner key to mobility."""
    rows = connection.execute(
        select(_ALIAS.c.key, _ALIAS.c.mobility_id).where(_ALIAS.c.host == host)
    )
    return {row.key: MobilityId(row.mobility_id) for row in rows}


LEARNER = "learner:"
"""What the subject of decisions begins with while nobody knows whose results they are."""


def subject_of(learner: KnownLearner) -> str:
    """Name what decisions about a learner stand together for: the mobility, or the learner."""
    return learner.mobility_id or f"{LEARNER}{learner.key}"


def _of_subject(host: HeiId, subject: str) -> ColumnElement[bool]:
    if subject.startswith(LEARNER):
        return and_(_LEARNER.c.host == host, _LEARNER.c.key == subject.removeprefix(LEARNER))
    return and_(_LEARNER.c.host == host, _LEARNER.c.mobility_id == subject)


def look_again_at(unit: UnitOfWork, host: HeiId, subject: str) -> None:
    """Make recognition look at one subject again."""
    unit.connection.execute(update(_LEARNER).where(_of_subject(host, subject)).values(dirty=True))


def learner_keys_of(connection: Connection, host: HeiId, subject: str) -> tuple[str, ...]:
    """List the names a host uses for a subject."""
    rows = connection.execute(
        select(_LEARNER.c.key).where(_of_subject(host, subject)).order_by(_LEARNER.c.id)
    )
    return tuple(rows.scalars())

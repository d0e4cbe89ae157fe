"""Staging: what a document states against what was known, in bulk; interprets nothing.

One document is staged in one transaction. Unchanged results cost a comparison and no write. A
result that a full listing no longer shows is only counted as missing (law 6).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from mapping.fingerprint import fingerprint
from mapping.identifiers import HeiId
from mapping.recognition import result_key
from mapping.records import Completeness, HostResult, Learner, TranscriptOfRecords
from mapping.terms import ResultStatus
from sync.store.codec import decode, encode
from sync.store.tables import LearnerRow, ResultRow
from sync.store.unit_of_work import UnitOfWork, chunks, ids_by_key, table_of, upsert

_LEARNER = table_of(LearnerRow)
_RESULT = table_of(ResultRow)
_WHERE_IT_STOOD = frozenset({"locator", "evidence", "warnings"})

_Place = tuple[int, str]
"""A learner's row and a result's key."""
_Known = tuple[str, str, int]
"""Of a result known before: its fingerprint, its status, and how many listings did not show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagingReport:
    """How one document differs from what was known of its host, in results."""

    transcripts: int = 0
    results: int = 0
    new: int = 0
    changed: int = 0
    failed_now: int = 0
    """Results that were passed and are stated as failed now."""
    listed_before: int = 0
    """Results known of the learners in this document; of the host where it names nobody."""
    vanished: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResult:
    """The latest statement of a result, and in how many full listings it was absent since."""

    learner_id: int
    result: HostResult
    missing: int


def learner_key(transcript: TranscriptOfRecords) -> str:
    """Name a learner as this host names them: a digest, so that it can stand in a log."""
    return fingerprint((transcript.learner, transcript.mobility_id or ""))


class Staging:
    """The staging of one document inside a unit of work; `finish` returns the report."""

    def __init__(self, unit: UnitOfWork, host: HeiId) -> None:
        self._unit = unit
        self._host = host
        self._count = Counter[str]()
        self._known_of: dict[int, int] = {}
        unit.connection.execute(text("DROP TABLE IF EXISTS listed"))
        unit.connection.execute(
            text("CREATE TEMPORARY TABLE listed (learner_id BIGINT, result_key TEXT)")
        )

    def stage(self, transcripts: Sequence[TranscriptOfRecords]) -> None:
        """Stage some transcripts of the document; call with a few hundred at a time."""
        keys = [learner_key(transcript) for transcript in transcripts]
        ids = self._learner_ids(dict(zip(keys, transcripts, strict=True)))
        known = _known_results(self._unit.connection, sorted(set(ids.values())))
        fresh = set(ids.values()) - self._known_of.keys()
        counted = Counter(learner_id for learner_id, _ in known)
        self._known_of.update((learner_id, counted[learner_id]) for learner_id in fresh)
        rows: dict[_Place, dict[str, object]] = {}
        listed: list[_Place] = []
        for learner, transcript in zip(keys, transcripts, strict=True):
            places = [(ids[learner], result_key(result)) for result in transcript.results]
            if transcript.completeness is Completeness.SNAPSHOT:
                listed += places
            for place, result in zip(places, transcript.results, strict=True):
                self._compare(place, result, known, rows)
        self._write(rows, listed)
        self._count["transcripts"] += len(transcripts)
        self._count["results"] += sum(len(item.results) for item in transcripts)

    def finish(self) -> StagingReport:
        """Count what full listings no longer show, and return how the document differs."""
        connection = self._unit.connection
        of_listed = "learner_id IN (SELECT learner_id FROM listed)"
        still_there = (
            "EXISTS (SELECT 1 FROM listed l WHERE l.learner_id = result.learner_id"
            " AND l.result_key = result.result_key)"
        )
        connection.execute(text("CREATE INDEX listed_key ON listed (learner_id, result_key)"))
        vanished = connection.execute(
            text(
                "UPDATE result SET missing = missing + 1"  # noqa: S608 -- constants only
                f" WHERE {of_listed} AND NOT {still_there}"
            )
        ).rowcount
        if vanished:
            connection.execute(
                text(
                    "UPDATE learner SET dirty = :yes WHERE id IN (SELECT learner_id FROM result"  # noqa: S608 -- constants only
                    f" WHERE missing > 0 AND {of_listed})"
                ),
                {"yes": True},
            )
        connection.execute(text("DROP TABLE listed"))
        return StagingReport(
            **self._count, listed_before=self._known_before(), vanished=int(vanished)
        )

    def _known_before(self) -> int:
        """Count what was known of the document's learners; of the whole host if it names nobody."""
        if self._known_of:
            return sum(self._known_of.values())
        query = select(func.count()).select_from(
            _RESULT.join(_LEARNER, _LEARNER.c.id == _RESULT.c.learner_id)
        )
        found = self._unit.connection.execute(query.where(_LEARNER.c.host == self._host))
        return int(found.scalar_one())

    def _learner_ids(self, by_key: Mapping[str, TranscriptOfRecords]) -> dict[str, int]:
        ids = ids_by_key(self._unit.connection, _LEARNER, host=self._host, keys=by_key)
        missing = [key for key in by_key if key not in ids]
        if missing:
            self._unit.connection.execute(
                insert(_LEARNER),
                [
                    {
                        "host": self._host,
                        "key": key,
                        "payload": encode(Learner, by_key[key].learner),
                        "claimed_mobility_id": by_key[key].mobility_id or "",
                        "mobility_id": None,
                        "identified_by": "",
                        "identity": "[]",
                        "dirty": True,
                    }
                    for key in missing
                ],
            )
            ids |= ids_by_key(self._unit.connection, _LEARNER, host=self._host, keys=missing)
        return ids

    def _compare(
        self,
        place: _Place,
        result: HostResult,
        known: dict[_Place, _Known],
        rows: dict[_Place, dict[str, object]],
    ) -> None:
        content = result_fingerprint(result)
        before = known.get(place)
        if before is not None and before[0] == content and before[2] == 0:
            return
        if before is None:
            self._count["new"] += 1
        elif before[0] != content:
            self._count["changed"] += 1
            was_passed = before[1] == ResultStatus.PASSED.value
            self._count["failed_now"] += was_passed and result.status is ResultStatus.FAILED
        known[place] = (content, result.status.value, 0)
        learner_id, key = place
        rows[place] = {
            "learner_id": learner_id,
            "result_key": key,
            "fingerprint": content,
            "status": result.status.value,
            "payload": encode(HostResult, result),
            "sha256": result.evidence,
            "missing": 0,
        }

    def _write(self, rows: Mapping[_Place, Mapping[str, object]], listed: Sequence[_Place]) -> None:
        connection = self._unit.connection
        upsert(
            connection,
            _RESULT,
            list(rows.values()),
            keys=("learner_id", "result_key"),
            update=("fingerprint", "status", "payload", "sha256", "missing"),
        )
        if listed:
            # straight to the driver: a result costs a row here even where nothing changed
            mark = "?" if connection.dialect.name == "sqlite" else "%s"
            connection.exec_driver_sql(f"INSERT INTO listed VALUES ({mark}, {mark})", listed)  # noqa: S608 -- constants only
        touched = sorted({learner_id for learner_id, _ in rows})
        if touched:
            connection.execute(
                update(_LEARNER).where(_LEARNER.c.id == bindparam("row")).values(dirty=True),
                [{"row": learner_id} for learner_id in touched],
            )


def result_fingerprint(result: HostResult) -> str:
    """Digest what a result says, not where it stood: document, place and warnings' places aside."""
    return fingerprint(result, without=_WHERE_IT_STOOD)


def _known_results(connection: Connection, learner_ids: Sequence[int]) -> dict[_Place, _Known]:
    known: dict[_Place, _Known] = {}
    for chunk in chunks(learner_ids):
        rows = connection.execute(
            select(
                _RESULT.c.learner_id,
                _RESULT.c.result_key,
                _RESULT.c.fingerprint,
                _RESULT.c.status,
                _RESULT.c.missing,
            ).where(_RESULT.c.learner_id.in_(chunk))
        )
        known.update(
            ((learner_id, key), (content, status, missing))
            for learner_id, key, content, status, missing in rows
        )
    return known


def load_results(connection: Connection, learner_ids: Sequence[int]) -> tuple[StoredResult, ...]:
    """Load the latest results of learners, in a stable order."""
    found: list[StoredResult] = []
    for chunk in chunks(learner_ids):
        rows = connection.execute(
            select(_RESULT.c.learner_id, _RESULT.c.payload, _RESULT.c.missing)
            .where(_RESULT.c.learner_id.in_(chunk))
            .order_by(_RESULT.c.learner_id, _RESULT.c.result_key)
        )
        found.extend(
            StoredResult(
                learner_id=row.learner_id,
                result=decode(HostResult, row.payload),
                missing=row.missing,
            )
            for row in rows
        )
    return tuple(found)

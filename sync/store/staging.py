"""Staging: what a document states against what was known, in bulk; interprets nothing.

One document is staged in one transaction. What a later publication of the host said stays, so
documents may be read in any order, and again: of two statements of one result the one at the later
position counts. A result that a full listing no longer shows is only counted as missing (law 6).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, select, text, update

from mapping.fingerprint import fingerprint
from mapping.identifiers import HeiId
from mapping.recognition import result_key
from mapping.records import Completeness, HostResult, Learner, TranscriptOfRecords
from mapping.terms import ResultStatus
from sync.clock import utc_text
from sync.publications import LISTINGS_APART
from sync.store.codec import decode, encode
from sync.store.tables import LearnerRow, ResultRow
from sync.store.unit_of_work import UnitOfWork, chunks, ids_by_key, insert_rows, table_of, upsert

_LEARNER = table_of(LearnerRow)
_RESULT = table_of(ResultRow)
_WHERE_IT_STOOD = frozenset({"locator", "evidence", "warnings"})

WITHDRAWN: Final = "withdrawn"
"""What stands in the place of the status of a result the host says it deleted."""

_PAGE = 4096
"""Numbers of rows whose bits are kept together."""

_Place = tuple[int, str]
"""A learner's row and a result's key."""
_Known = tuple[str, str, int]
"""Of a result known before: its fingerprint, its status, and where it was stated last."""
_OF_LISTED = "learner_id IN (SELECT learner_id FROM listed WHERE in_full = 1)"
_NOT_LISTED = (
    "NOT EXISTS (SELECT 1 FROM listed l WHERE l.learner_id = result.learner_id"
    " AND l.result_key = result.result_key)"
)
_LISTED = "(learner_id, result_key) IN (SELECT learner_id, result_key FROM listed)"


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
    withdrawn: int = 0
    """Results that stood and that the host says now it deleted."""
    vanished: int = 0
    """Results known of learners it lists in full, which it does not show."""
    missed: int = 0
    """Those of them whose absence was counted now."""
    said_later: int = 0
    """Results a later publication of the host had stated; what this one says of them is past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResult:
    """The latest statement of a result, and in how many full listings it was absent since."""

    learner_id: int
    result: HostResult
    missing: int


def learner_key(transcript: TranscriptOfRecords) -> str:
    """Name a learner as this host names them: a digest, so that it can stand in a log."""
    return fingerprint((transcript.learner, transcript.mobility_id or ""))


class RowNumbers:
    """A set of numbers of rows, a bit each: a document may name hundreds of thousands."""

    def __init__(self) -> None:
        self._pages: defaultdict[int, bytearray] = defaultdict(lambda: bytearray(_PAGE // 8))

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self._pages)

    def add(self, number: int) -> bool:
        """Add a number, and tell whether it is new."""
        page, (place, bit) = self._pages[number // _PAGE], divmod(number % _PAGE, 8)
        new = not page[place] & 1 << bit
        page[place] |= 1 << bit
        return new


class Staging:
    """The staging of one document inside a unit of work; `finish` returns the report.

    `position` is where its publication stands among the host's. `listing` is the moment of a full
    listing whose absences count; None for a document that is read again or late.
    """

    def __init__(
        self,
        unit: UnitOfWork,
        host: HeiId,
        *,
        position: int = 1,
        listing: datetime | None = None,
    ) -> None:
        self._unit = unit
        self._host = host
        self._position = position
        self._listing = listing
        self._count = Counter[str]()
        self._met = RowNumbers()
        self._known = 0
        unit.connection.execute(text("DROP TABLE IF EXISTS listed"))
        unit.connection.execute(
            text(
                "CREATE TEMPORARY TABLE listed"
                " (learner_id BIGINT, result_key TEXT, in_full INTEGER)"
            )
        )

    def stage(self, transcripts: Sequence[TranscriptOfRecords]) -> None:
        """Stage some transcripts of the document; call with a few hundred at a time."""
        keys = [learner_key(transcript) for transcript in transcripts]
        ids = self._learner_ids(dict(zip(keys, transcripts, strict=True)))
        known = _known_results(self._unit.connection, sorted(set(ids.values())))
        fresh = {learner_id for learner_id in set(ids.values()) if self._met.add(learner_id)}
        self._known += sum(learner_id in fresh for learner_id, _ in known)
        rows: dict[_Place, dict[str, object]] = {}
        listed: list[tuple[int, str, int]] = []
        for learner, transcript in zip(keys, transcripts, strict=True):
            in_full = int(transcript.completeness is Completeness.SNAPSHOT)
            places = [(ids[learner], result_key(result)) for result in transcript.results]
            listed += [(*place, in_full) for place in places]
            for place, result in zip(places, transcript.results, strict=True):
                self._compare(place, result, known, rows)
        self._write(rows, listed)
        self._count["transcripts"] += len(transcripts)
        self._count["results"] += sum(len(item.results) for item in transcripts)

    def finish(self) -> StagingReport:
        """Count what full listings no longer show, and return how the document differs."""
        connection = self._unit.connection
        connection.execute(text("CREATE INDEX listed_key ON listed (learner_id, result_key)"))
        vanished = self._vanished()
        missed = 0
        if self._listing is not None:
            missed = self._count_missing(self._listing) if vanished else 0
            self._forget_what_is_back()
        connection.execute(
            text(f"UPDATE result SET stated = :position WHERE {_LISTED} AND stated < :position"),  # noqa: S608 -- constants only
            {"position": self._position},
        )
        connection.execute(text("DROP TABLE listed"))
        return StagingReport(
            **self._count, listed_before=self._known_before(), vanished=vanished, missed=missed
        )

    def _vanished(self) -> int:
        """Count what full listings do not show, of what was known when they were published."""
        past = "" if self._listing is not None else " AND stated <= :position"
        found = self._unit.connection.execute(
            text(f"SELECT count(*) FROM result WHERE {_OF_LISTED} AND {_NOT_LISTED}{past}"),  # noqa: S608 -- constants only
            {"position": self._position} if past else {},
        )
        return int(found.scalar_one())

    def _count_missing(self, listing: datetime) -> int:
        """Count a listing's absences, each result's at most once a day."""
        missed = self._unit.connection.execute(
            text(
                "UPDATE result SET missing = missing + 1, missed_at = :moment"  # noqa: S608 -- constants only
                f" WHERE {_OF_LISTED} AND {_NOT_LISTED} AND missed_at <= :earlier"
            ),
            {"moment": utc_text(listing), "earlier": utc_text(listing - LISTINGS_APART)},
        )
        return int(missed.rowcount)

    def _forget_what_is_back(self) -> None:
        """Miss nothing that is listed, and let recognition look at whoever misses something."""
        connection = self._unit.connection
        missing = "missing > 0 AND learner_id IN (SELECT learner_id FROM listed)"
        if not connection.execute(text(f"SELECT 1 FROM result WHERE {missing} LIMIT 1")).first():  # noqa: S608 -- constants only
            return
        connection.execute(
            text(
                "UPDATE learner SET dirty = :yes"  # noqa: S608 -- constants only
                f" WHERE id IN (SELECT learner_id FROM result WHERE {missing})"
            ),
            {"yes": True},
        )
        connection.execute(
            text(f"UPDATE result SET missing = 0 WHERE {_LISTED} AND missing > 0")  # noqa: S608 -- constants only
        )

    def _known_before(self) -> int:
        """Count what was known of the document's learners; of the whole host if it names nobody."""
        if self._met:
            return self._known
        query = select(func.count()).select_from(
            _RESULT.join(_LEARNER, _LEARNER.c.id == _RESULT.c.learner_id)
        )
        found = self._unit.connection.execute(query.where(_LEARNER.c.host == self._host))
        return int(found.scalar_one())

    def _learner_ids(self, by_key: Mapping[str, TranscriptOfRecords]) -> dict[str, int]:
        ids = ids_by_key(self._unit.connection, _LEARNER, host=self._host, keys=by_key)
        missing = [key for key in by_key if key not in ids]
        if missing:
            insert_rows(
                self._unit.connection,
                _LEARNER,
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
        if before is None:
            self._count["new"] += 1
        elif before[2] > self._position:
            self._count["said_later"] += 1
            return
        elif before[0] == content:
            return
        elif result.withdrawn:
            self._count["withdrawn"] += before[1] != WITHDRAWN
        else:
            self._count["changed"] += 1
            was_passed = before[1] == ResultStatus.PASSED.value
            self._count["failed_now"] += was_passed and result.status is ResultStatus.FAILED
        status = WITHDRAWN if result.withdrawn else result.status.value
        known[place] = (content, status, self._position)
        learner_id, key = place
        rows[place] = {
            "learner_id": learner_id,
            "result_key": key,
            "fingerprint": content,
            "status": status,
            "payload": encode(HostResult, result),
            "sha256": result.evidence,
            "missing": 0,
            "stated": self._position,
        }

    def _write(
        self,
        rows: Mapping[_Place, Mapping[str, object]],
        listed: Sequence[tuple[int, str, int]],
    ) -> None:
        connection = self._unit.connection
        upsert(
            connection,
            _RESULT,
            list(rows.values()),
            keys=("learner_id", "result_key"),
            update=("fingerprint", "status", "payload", "sha256", "stated"),
        )
        if listed:
            # straight to the driver: a result costs a row here even where nothing changed
            mark = "?" if connection.dialect.name == "sqlite" else "%s"
            places = f"{mark}, {mark}, {mark}"
            connection.exec_driver_sql(f"INSERT INTO listed VALUES ({places})", listed)  # noqa: S608 -- constants only
        touched = sorted({learner_id for learner_id, _ in rows})
        if touched:
            connection.execute(
                update(_LEARNER).where(_LEARNER.c.id == bindparam("row")).values(dirty=True),
                [{"row": learner_id} for learner_id in touched],
            )


def result_fingerprint(result: HostResult) -> str:
    """Digest what a result says, not where it stood: document, place and warnings' places aside."""
    return fingerprint(result, without=_WHERE_IT_STOOD)


_KNOWN_OF = select(
    _RESULT.c.learner_id,
    _RESULT.c.result_key,
    _RESULT.c.fingerprint,
    _RESULT.c.status,
    _RESULT.c.stated,
).where(_RESULT.c.learner_id.in_(bindparam("learners", expanding=True)))
"""Made once: a statement with a list in it leaves cycles behind, and a document has many lists."""


def _known_results(connection: Connection, learner_ids: Sequence[int]) -> dict[_Place, _Known]:
    known: dict[_Place, _Known] = {}
    for chunk in chunks(learner_ids):
        rows = connection.execute(_KNOWN_OF, {"learners": list(chunk)})
        known.update(
            ((learner_id, key), (content, status, stated))
            for learner_id, key, content, status, stated in rows
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

"""Figures of documents coming in: the whole way, staging, an unchanged pass, growth."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, select

from bench.bare import bare_database, least, parse_xml, rows_of, schema_of
from bench.documents import HOST, Extent, extent_of
from bench.home import deliver, seed
from bench.measuring import Figure, Sizes, cpu_seconds, median_ratio
from bench.world import World, document_of, opened_world
from mapping.identifiers import HeiId
from sandbox.moodle import SandboxMoodle
from sync.store.people import look_again_at_host
from sync.store.tables import ResultRow
from sync.store.unit_of_work import table_of

_RESULT = table_of(ResultRow)
_COLUMNS = tuple(column.name for column in _RESULT.columns)
_CREATE = f"""CREATE TABLE result ({", ".join(_COLUMNS)}, PRIMARY KEY (learner_id, result_key))"""
_UPSERT = (
    f"INSERT INTO result VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 -- constants only
    " ON CONFLICT (learner_id, result_key) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[2:])
)
_NOTE_OF_A_RUN = "host_state"


def whole_path(sizes: Sizes) -> Iterator[Figure]:
    """Compare the way from a host's file to decisions with parsing its XML, and with the floor."""
    rounds = [_path_round(extent_of(sizes.results)) for _ in range(sizes.pairs)]
    yield Figure(
        name="path",
        meaning="speed: retrieve, keep, parse, stage, recognise / lxml parse only",
        value=median_ratio((each.xml, each.whole) for each in rounds),
        target=">= 0.25",
    )
    yield Figure(
        name="path",
        meaning="speed: the same / parse, hash, and write the same rows by the bare driver",
        value=median_ratio((each.least, each.whole) for each in rounds),
        target="",
    )
    yield Figure(
        name="path",
        meaning="speed: parse alone / lxml parse only",
        value=median_ratio((each.xml, each.parse) for each in rounds),
        target="",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """Seconds of one round: XML alone, our reading, the floor, the whole way."""

    xml: float
    parse: float
    least: float
    whole: float


def _path_round(extent: Extent) -> _Round:
    with opened_world() as world:
        path = world.publish(extent)
        world.admit(extent)
        document = document_of(path)
        xml = cpu_seconds(lambda: parse_xml(path))
        parse = cpu_seconds(lambda: sum(1 for _ in world.connector.parse(document)))
        whole = cpu_seconds(lambda: _first_pass(world, extent))
        with world.app.store.read() as connection:
            schema, rows = schema_of(connection), rows_of(connection)
        with bare_database(schema) as bare:
            floor = cpu_seconds(lambda: least(bare, path, rows))
        return _Round(xml=xml, parse=parse, least=floor, whole=whole)


def _first_pass(world: World, extent: Extent) -> None:
    """Sync once; refuse to give a figure of a pass that did not do the work."""
    run = world.sync()
    if run.error is not None or run.recognition.recognised != extent.results:
        raise RuntimeError(f"not everything was recognised: {run.recognition}")


def staging(sizes: Sizes) -> Iterator[Figure]:
    """Compare staging parsed transcripts with a bare bulk upsert of the rows it leaves."""
    rounds = [_staging_round(extent_of(sizes.results)) for _ in range(sizes.pairs)]
    for number, part in enumerate(("new", "unchanged", "changed in one of six")):
        yield Figure(
            name="staging",
            meaning=f"speed: staging {part} results / raw executemany upsert",
            value=median_ratio(each[number] for each in rounds),
            target=">= 0.5",
        )


def _staging_round(extent: Extent) -> list[tuple[float, float]]:
    """Stage new results, the same again, and a changed mark of each student, beside the peer."""
    changed = Extent(students=extent.students, regraded=extent.students)
    pairs = []
    with opened_world() as world, bare_database([_CREATE]) as bare:
        for step in (extent, extent, changed):
            path = world.publish(step)
            transcripts = list(world.connector.parse(document_of(path)))
            ours = cpu_seconds(lambda given=transcripts: world.stage(given))  # type: ignore[misc]
            rows = _result_rows(world)
            pairs.append((cpu_seconds(lambda given=rows: _upsert(bare, given)), ours))  # type: ignore[misc]
    return pairs


def _upsert(bare: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    with bare:
        bare.executemany(_UPSERT, rows)


def _result_rows(world: World) -> list[tuple[Any, ...]]:
    with world.app.store.read() as connection:
        return [tuple(row) for row in connection.execute(select(_RESULT))]


def unchanged(sizes: Sizes) -> Iterator[Figure]:
    """Sync and deliver once more when nothing changed: what is written, asked and spent."""
    extent = extent_of(sizes.results)
    with SandboxMoodle() as moodle, opened_world(moodle=moodle) as world:
        seed(moodle, extent)
        path = world.publish(extent)
        world.admit(extent)
        _first_pass(world, extent)
        deliver(world)
        with _counted_writes(world) as written:
            moodle.calls.clear()
            pairs = [
                (cpu_seconds(world.sync), cpu_seconds(lambda: hashlib.sha256(path.read_bytes())))
                for _ in range(sizes.pairs)
            ]
            deliver(world)
            calls = len(moodle.calls)
        path_bytes = path.stat().st_size
    yield Figure(
        name="unchanged",
        meaning="rows written, the run's own note aside",
        value=sum(count for table, count in written.items() if table != _NOTE_OF_A_RUN),
        target="0",
    )
    yield Figure(name="unchanged", meaning="calls to the home", value=calls, target="0")
    yield Figure(
        name="unchanged",
        meaning=f"cost: the pass / hashing its {path_bytes // 1000} kB of documents",
        value=median_ratio(pairs),
        target="about 1",
    )


@contextmanager
def _counted_writes(world: World) -> Iterator[dict[str, int]]:
    """Count the rows that statements changed, by table, while the block runs."""
    written: dict[str, int] = {}

    def count(_connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        words = statement.split()
        verb = words[0].upper()
        if verb in {"INSERT", "UPDATE", "DELETE"} and cursor.rowcount > 0:
            table = words[1] if verb == "UPDATE" else words[2]
            written[table] = written.get(table, 0) + cursor.rowcount

    event.listen(world.app.engine, "after_cursor_execute", count)
    yield written
    event.remove(world.app.engine, "after_cursor_execute", count)


def again(sizes: Sizes) -> Iterator[Figure]:
    """Compare deciding everything again, as after a change of the rules, with the first pass."""
    extent = extent_of(sizes.results)
    pairs = []
    for _ in range(sizes.pairs):
        with opened_world() as world:
            world.publish(extent)
            world.admit(extent)
            first = cpu_seconds(lambda given=world: _first_pass(given, extent))  # type: ignore[misc]
            pairs.append((cpu_seconds(lambda given=world: _decide_again(given, extent)), first))  # type: ignore[misc]
    yield Figure(
        name="again",
        meaning="cost: deciding everything again, nothing coming out otherwise / the first pass",
        value=median_ratio(pairs),
        target="",
    )


def _decide_again(world: World, extent: Extent) -> None:
    with world.app.store.write(actor="bench") as unit:
        look_again_at_host(unit, HeiId(HOST))
    tally = world.app.pipeline().decide(HeiId(HOST))
    if tally.unchanged != extent.results:
        raise RuntimeError(f"something came out otherwise: {tally}")


def growth(sizes: Sizes) -> Iterator[Figure]:
    """Compare a pass over twice as many results with one over as many."""
    pairs = [
        (_pass_seconds(extent_of(sizes.results * 2)), _pass_seconds(extent_of(sizes.results)))
        for _ in range(sizes.pairs)
    ]
    yield Figure(
        name="growth",
        meaning="cost: a first pass over twice the results / over the results",
        value=median_ratio(pairs),
        target="about 2",
    )


def _pass_seconds(extent: Extent) -> float:
    with opened_world() as world:
        world.publish(extent)
        world.admit(extent)
        return cpu_seconds(lambda: _first_pass(world, extent))

"""Laws of publications: in whatever order, and however often, documents are read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from mapping.identifiers import HeiId, Sha256
from mapping.records import Completeness
from sync.clock import FixedClock
from sync.store.engine import create_store_engine
from sync.store.migrate import migrate
from sync.store.people import dirty_learners
from sync.store.staging import Staging, load_results
from sync.store.tables import LearnerRow
from sync.store.unit_of_work import Store, table_of
from tests.builders import make_result
from tests.scripted_host import transcript

NUMBERS = count()
MONDAY = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
COURSES = ("A1", "B2", "C3")
Statement = dict[str, str]

statements = st.lists(
    st.dictionaries(st.sampled_from(COURSES), st.sampled_from(("3", "4", "5")), max_size=3),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("laws")
    engine = create_store_engine(f"sqlite:///{folder / 'utqyr.sqlite'}")
    migrate(engine)
    yield Store(engine, FixedClock(MONDAY))
    engine.dispose()


def read(
    store: Store,
    host: HeiId,
    position: int,
    said: Statement,
    *,
    completeness: Completeness = Completeness.DELTA,
    listing: datetime | None = None,
) -> None:
    results = (make_result(code, grade) for code, grade in sorted(said.items()))
    item = transcript(*results, host=host, completeness=completeness, evidence=Sha256("e"))
    with store.write(actor="laws") as unit:
        staging = Staging(unit, host, position=position, listing=listing)
        staging.stage([item])
        staging.finish()


def known(store: Store, host: HeiId) -> dict[str, tuple[str, int]]:
    learner = table_of(LearnerRow)
    with store.read() as connection:
        ids = connection.execute(select(learner.c.id).where(learner.c.host == host)).scalars().all()
        return {
            item.result.code: (item.result.grade.label, item.missing)
            for item in load_results(connection, ids)
            if item.result.grade is not None
        }


@settings(max_examples=60)
@given(said=statements, data=st.data())
def test_the_last_said_counts_in_whatever_order_it_is_read(
    store: Store, said: list[Statement], data: st.DataObject
) -> None:
    host = HeiId(f"h{next(NUMBERS)}.kz")
    order = data.draw(st.permutations(range(len(said))))
    again = data.draw(st.lists(st.sampled_from(range(len(said))), max_size=4))
    for number in (*order, *again):
        read(store, host, number + 1, said[number])

    expected: Statement = {}
    for statement in said:
        expected |= statement
    assert {code: grade for code, (grade, _) in known(store, host).items()} == expected


@settings(max_examples=60)
@given(
    first=st.dictionaries(st.sampled_from(COURSES), st.just("4"), min_size=1),
    hours=st.lists(st.integers(1, 40), min_size=1, max_size=8),
)
def test_absence_counts_once_a_day_however_many_listings_there_are(
    store: Store, first: Statement, hours: list[int]
) -> None:
    host = HeiId(f"h{next(NUMBERS)}.kz")
    everything = first | {"Z9": "5"}
    in_full = Completeness.SNAPSHOT
    read(store, host, 1, everything, completeness=in_full, listing=MONDAY)
    moment = MONDAY
    for position, apart in enumerate(hours, start=2):
        moment += timedelta(hours=apart)
        read(store, host, position, first, completeness=in_full, listing=moment)

    days = (moment - MONDAY) / timedelta(hours=20)
    assert 1 <= known(store, host)["Z9"][1] <= 1 + days
    assert {missing for code, (_, missing) in known(store, host).items() if code in first} == {0}


@settings(max_examples=40)
@given(said=statements)
def test_reading_the_same_again_troubles_nobody(store: Store, said: list[Statement]) -> None:
    host = HeiId(f"h{next(NUMBERS)}.kz")
    for number, statement in enumerate(said, start=1):
        read(store, host, number, statement)
    learner = table_of(LearnerRow)
    with store.write(actor="laws") as unit:
        unit.connection.execute(learner.update().values(dirty=False))

    for number, statement in enumerate(said, start=1):
        read(store, host, number, statement)

    with store.read() as connection:
        assert dirty_learners(connection, host, limit=1) == ()

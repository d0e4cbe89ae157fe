"""Stored agreements beside the rules, before anybody is home."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mapping.agreements import Extension, LearningAgreement, Mobility
from mapping.identifiers import HeiId
from mapping.terms import MobilityForm
from sync.agreement_review import check_stored_agreements, review_agreements
from sync.clock import FixedClock
from sync.store.engine import create_store_engine
from sync.store.migrate import migrate
from sync.store.people import record_agreements, record_mobilities
from sync.store.unit_of_work import Store
from tests.builders import make_agreement, make_mobility, make_rulebook
from tests.unit.config.example import EXAMPLE

DURING = datetime(2024, 10, 1, tzinfo=UTC)
TODAY = DURING.date()
WRONG = make_agreement("FIN201:6", "ECO2204:5")
TOLD = [
    (
        "agreement of M-0001, version 1, Table B ECO2204: the rows without a block: Table A is "
        "worth 6 credits at home, Table B states 5 (correct the credits of one of the two tables)"
    ),
    (
        "agreement of M-0001, version 1, Table B ECO2204: the rules give ECO2204 6 credits, Table "
        "B has 5: results are held (correct the agreement or the mapping)"
    ),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    yield from opened(tmp_path / "store.sqlite")


def opened(path: Path) -> Iterator[Store]:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_store_engine(f"sqlite:///{path}")
    migrate(engine)
    yield Store(engine, FixedClock(DURING))
    engine.dispose()


def keep(store: Store, mobility: Mobility, *versions: LearningAgreement) -> None:
    with store.write(actor="coordinator") as unit:
        record_mobilities(unit, [mobility], [])
        record_agreements(unit, versions, [])


def told(store: Store, today: date = TODAY) -> list[str]:
    with store.read() as connection:
        return [str(each) for each in review_agreements(connection, make_rulebook(), today=today)]


def test_agreement_whose_credits_are_not_kept_is_told_by_its_rows(store: Store) -> None:
    keep(store, make_mobility(), WRONG)

    assert told(store) == TOLD


def test_agreement_in_force_is_the_one_checked(store: Store) -> None:
    keep(store, make_mobility(), WRONG, make_agreement("FIN201:6", "ECO2204:6", version=2))

    assert told(store) == []


def test_stay_without_an_agreement_is_no_finding(store: Store) -> None:
    keep(store, make_mobility())

    assert told(store) == []


def test_vertical_stay_has_nothing_to_recognise(store: Store) -> None:
    keep(store, make_mobility(form=MobilityForm.VERTICAL), WRONG)

    assert told(store) == []


def test_stay_that_has_ended_is_judged_by_its_results(store: Store) -> None:
    keep(store, make_mobility(), WRONG)

    assert told(store, today=date(2025, 1, 31)) == TOLD
    assert told(store, today=date(2025, 2, 1)) == []


def test_extended_stay_has_not_ended(store: Store) -> None:
    extension = Extension(
        ends=date(2025, 6, 30),
        reason="second semester",
        approved_by="Head of department",
        approved_on=date(2025, 1, 10),
    )
    keep(store, make_mobility(extensions=(extension,)), WRONG)

    assert told(store, today=date(2025, 6, 1)) == TOLD


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UTQYR_HOME_TOKEN", "invented")
    return shutil.copytree(EXAMPLE, tmp_path / "example")


def test_without_a_store_nothing_is_checked_and_none_is_made(directory: Path) -> None:
    assert check_stored_agreements(directory) == ()
    assert not (directory / "state").exists()


def test_store_of_the_configuration_is_the_one_checked(directory: Path) -> None:
    host = HeiId("kozminski.edu.pl")
    for store in opened(directory / "state" / "utqyr.sqlite"):
        keep(
            store,
            make_mobility(host=host, programme="6B04101"),
            make_agreement("MIC101:5", "ECO2201:4"),
        )

    found = check_stored_agreements(directory, clock=FixedClock(DURING))

    assert [each.code for each in found] == ["block-credits-differ", "credits-differ"]


def test_empty_store_file_is_left_alone(directory: Path) -> None:
    path = directory / "state" / "utqyr.sqlite"
    path.parent.mkdir()
    path.touch()

    assert check_stored_agreements(directory) == ()


def test_store_that_cannot_be_read_is_a_warning(directory: Path) -> None:
    path = directory / "state" / "utqyr.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"no database" * 100)

    (found,) = check_stored_agreements(directory)

    assert found.code == "store-unreadable"

"""Whole passes over an EWP host that misbehaves: nothing is lost, and nothing asked for in vain."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import HostContractBroken, HostUnavailable
from connectors.hosts.ewp import EwpConnector
from connectors.hosts.ewp_settings import EwpSettings
from mapping.rulebook import Rulebook
from sandbox.ewp import SandboxEwp
from sandbox.ewp_documents import elmo
from sandbox.ewp_faults import EwpFault
from sync.clock import FixedClock
from sync.guards import GuardLimits
from sync.pipeline import Pipeline
from sync.queries import recognised
from sync.schedule import Extent
from sync.store.evidence import EvidenceStore
from sync.store.hosts import load_host_state
from sync.store.people import record_agreements, record_mobilities
from sync.store.unit_of_work import Store
from tests.builders import (
    HOST,
    make_agreement,
    make_equivalence,
    make_host_rules,
    make_mobility,
    make_rulebook,
)
from tests.keys import private_pem, public_pem

STUDENTS = ("00123", "00124", "00125")


def written(number: str, grade: str) -> str:
    """Write the transcript of a student; whose it is, the mobility id says."""
    text = elmo(
        HOST,
        esi=f"urn:schac:personalUniqueCode:int:esi:home.example:{number}",
        given_names="Aigerim",
        family_name="Sadykova",
        courses=[("FIN201", grade, "6")],
    )
    return (
        text.replace("Winter 2025/26", "Autumn 2024")
        .replace("2025-10-01", "2024-09-01")
        .replace("2026-01-31", "2025-01-31")
        .replace("</familyName>", "</familyName><bday>2003-04-05</bday>")
    )


@pytest.fixture
def host(clock: FixedClock) -> Iterator[SandboxEwp]:
    with SandboxEwp(HOST, home="home.example", client_key=public_pem("home"), max_ids=1) as network:
        for number in STUDENTS:
            network.publish(f"M-{number}", written(number, "4"), at=clock.now())
        yield network


@pytest.fixture
def pipeline(store: Store, host: SandboxEwp, clock: FixedClock, tmp_path: Path) -> Pipeline:
    mobilities = [make_mobility(f"M-{number}", student_id=number) for number in STUDENTS]
    agreements = [make_agreement(mobility_id=f"M-{number}") for number in STUDENTS]
    with store.write(actor="importer") as unit:
        record_mobilities(unit, mobilities, [])
        record_agreements(unit, agreements, [])
    settings = {
        "home": "home.example",
        "key": private_pem("home"),
        "registry": host.registry_url,
        "retries": 0,
    }
    rulebook: Rulebook = make_rulebook(hosts=(make_host_rules(make_equivalence()),))
    return Pipeline(
        store=store,
        evidence=EvidenceStore(tmp_path / "evidence"),
        connectors={HOST: EwpConnector(HOST, EwpSettings.model_validate(settings))},
        rulebook=rulebook,
        limits=GuardLimits(),
        clock=clock,
        overlap=timedelta(hours=48),
        listings_before_withdrawal=3,
    )


def letters(store: Store) -> dict[str, str | None]:
    with store.read() as connection:
        return {
            str(item.outcome.student_id): item.outcome.letter for item in recognised(connection)
        }


def test_transcripts_become_decisions_and_a_correction_supersedes_them(
    pipeline: Pipeline, host: SandboxEwp, store: Store, clock: FixedClock
) -> None:
    run = pipeline.sync_host(HOST)
    assert (run.error, run.kept, run.read) == (None, 3, 3)
    assert letters(store) == dict.fromkeys(STUDENTS, "B")

    clock.advance(timedelta(hours=1))
    host.publish("M-00124", written("00124", "5"), at=clock.now())
    assert pipeline.sync_host(HOST).error is None
    assert letters(store) == {**dict.fromkeys(STUDENTS, "B"), "00124": "A"}


def test_a_batch_that_fails_keeps_the_watermark_and_comes_with_the_next_run(
    pipeline: Pipeline, host: SandboxEwp, store: Store, clock: FixedClock
) -> None:
    host.fail("get", EwpFault.ERROR_CALLED_SUCCESS)
    run = pipeline.sync_host(HOST)
    assert isinstance(run.error, HostContractBroken)
    assert run.read == 2
    with store.read() as connection:
        state = load_host_state(connection, HOST)
    assert state.watermark is None
    assert set(letters(store)) == set(STUDENTS[1:])

    clock.advance(timedelta(minutes=15))
    run = pipeline.sync_host(HOST)
    assert (run.error, run.kept) == (None, 1)
    assert set(letters(store)) == set(STUDENTS)


def test_an_answer_that_is_not_the_hosts_is_neither_kept_nor_read(
    pipeline: Pipeline, host: SandboxEwp, store: Store
) -> None:
    host.fail("get", EwpFault.WRONG_SIGNATURE)
    run = pipeline.sync_host(HOST)
    assert isinstance(run.error, HostContractBroken)
    assert (run.kept, run.read, letters(store)) == (0, 0, {})


def test_a_host_that_goes_down_halfway_loses_nothing(
    pipeline: Pipeline, host: SandboxEwp, store: Store
) -> None:
    host.fail("get", EwpFault.UNASKED, EwpFault.HUNG_UP)
    run = pipeline.sync_host(HOST)
    assert isinstance(run.error, HostUnavailable)
    assert pipeline.sync_host(HOST).error is None
    assert set(letters(store)) == set(STUDENTS)


def test_a_full_run_asks_for_everything_and_changes_nothing(
    pipeline: Pipeline, host: SandboxEwp, store: Store, clock: FixedClock
) -> None:
    pipeline.sync_host(HOST)
    before = letters(store)
    clock.advance(timedelta(days=3))
    pipeline.sync_host(HOST)
    host.calls.clear()
    run = pipeline.sync_host(HOST, Extent.FULL)
    assert (run.error, run.kept, run.results_changed) == (None, 0, 0)
    assert host.count("get") == 3
    [index] = [call for call in host.calls if call.path.endswith("index")]
    assert "modified_since" not in index.form
    assert letters(store) == before

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import HostUnavailable
from connectors.hosts.ewp_registry import CatalogueSource
from connectors.http import HttpPolicy
from sandbox.ewp import SandboxEwp
from sandbox.ewp_documents import RegistryHost
from tests.ewp_network import HOST, NOW, network

QUICK = HttpPolicy(connect_seconds=5, read_seconds=20, retries=0)
FRESH, STALE = timedelta(minutes=15), timedelta(hours=72)
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def served() -> Iterator[SandboxEwp]:
    with network() as host:
        yield host


def source_of(served: SandboxEwp, folder: Path | None = None) -> CatalogueSource:
    return CatalogueSource(
        served.registry_url, host=HOST, policy=QUICK, fresh=FRESH, stale=STALE, folder=folder
    )


def asked(served: SandboxEwp) -> int:
    return served.count("catalogue-v1.xml")


def test_a_fresh_catalogue_is_used_unasked(served: SandboxEwp) -> None:
    source = source_of(served)
    assert asked(served) == 0
    first = source.catalogue(NOW)
    assert source.catalogue(NOW + FRESH - A_SECOND) is first
    assert asked(served) == 1


def test_an_old_catalogue_is_confirmed_by_its_conditions(served: SandboxEwp) -> None:
    source = source_of(served)
    first = source.catalogue(NOW)
    assert source.catalogue(NOW + FRESH) is first, "304: nothing was read anew"
    assert source.catalogue(NOW + 2 * FRESH - A_SECOND) is first
    assert asked(served) == 2


def test_a_changed_catalogue_is_read_anew(served: SandboxEwp) -> None:
    source = source_of(served)
    assert source.catalogue(NOW).knows(HOST)
    served.registered = [RegistryHost(institutions=("other.example",))]
    assert source.catalogue(NOW).knows(HOST)
    assert not source.catalogue(NOW + FRESH).knows(HOST)


def test_a_fresh_catalogue_can_be_renewed(served: SandboxEwp) -> None:
    source = source_of(served)
    source.catalogue(NOW)
    source.catalogue(NOW, renewed=True)
    assert asked(served) == 2


def test_an_old_catalogue_stands_in_for_a_registry_that_is_down(served: SandboxEwp) -> None:
    source = source_of(served)
    first = source.catalogue(NOW)
    served.registry_down = True
    assert source.catalogue(NOW + STALE) is first
    with pytest.raises(HostUnavailable, match="registry") as caught:
        source.catalogue(NOW + STALE + A_SECOND)
    assert caught.value.host == HOST


def test_a_registry_that_answers_nonsense_is_as_good_as_down(served: SandboxEwp) -> None:
    source = source_of(served)
    first = source.catalogue(NOW)
    served.registered = []
    assert source.catalogue(NOW + FRESH) is first
    with pytest.raises(HostUnavailable):
        source_of(served).catalogue(NOW)


def test_a_registry_that_is_down_from_the_start_is_unavailable(served: SandboxEwp) -> None:
    served.registry_down = True
    with pytest.raises(HostUnavailable):
        source_of(served).catalogue(NOW)


def test_a_copy_on_disk_outlives_the_process_and_is_shared(
    served: SandboxEwp, tmp_path: Path
) -> None:
    folder = tmp_path / "not" / "made" / "yet"
    source_of(served, folder).catalogue(NOW)
    assert source_of(served, folder).catalogue(NOW + A_SECOND).knows(HOST)
    assert asked(served) == 1
    served.registry_down = True
    assert source_of(served, folder).catalogue(NOW + STALE).knows(HOST)


def test_a_confirmation_is_shared_through_the_disk(served: SandboxEwp, tmp_path: Path) -> None:
    source_of(served, tmp_path).catalogue(NOW)
    source_of(served, tmp_path).catalogue(NOW + FRESH)
    source_of(served, tmp_path).catalogue(NOW + FRESH + A_SECOND)
    assert asked(served) == 2


def test_a_damaged_copy_on_disk_is_none(served: SandboxEwp, tmp_path: Path) -> None:
    source_of(served, tmp_path).catalogue(NOW)
    for damage in (b"<catalogue>", b""):
        [copy] = tmp_path.glob("*.xml")
        copy.write_bytes(damage)
        assert source_of(served, tmp_path).catalogue(NOW).knows(HOST)
    for damage in (b"{}", b"[]", b"\xff", b'{"sha256": 1}'):
        [note] = tmp_path.glob("*.json")
        note.write_bytes(damage)
        assert source_of(served, tmp_path).catalogue(NOW).knows(HOST)


def test_a_folder_that_cannot_be_written_only_costs_requests(
    served: SandboxEwp, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    source = source_of(served, tmp_path / "file")
    assert source.catalogue(NOW).knows(HOST)


def test_a_clock_that_went_back_asks_again(served: SandboxEwp) -> None:
    source = source_of(served)
    source.catalogue(NOW)
    source.catalogue(NOW - timedelta(days=1))
    assert asked(served) == 2

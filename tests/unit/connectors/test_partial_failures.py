"""Whether a host is down, or answers and only a part could not be had, is told apart."""

from collections.abc import Callable

import pytest

from connectors.errors import HostContractBroken, HostError, HostThrottled, HostUnavailable
from connectors.host_units import UnitRefused, read_units
from connectors.hosts.ewp_batches import in_batches
from mapping.identifiers import HeiId

HOST = HeiId("host.example")


def failing(units: set[int], error: Callable[[HeiId, str], HostError]) -> Callable[[int], None]:
    def read(unit: int) -> None:
        if unit in units:
            raise error(HOST, "no")

    return read


@pytest.mark.parametrize("error", [UnitRefused, HostContractBroken, HostUnavailable])
def test_some_units_that_fail_are_a_part(error: type[HostError]) -> None:
    with pytest.raises(HostError) as caught:
        list(read_units(HOST, "courses", range(10), failing({3, 7}, error)))
    assert caught.value.partial


@pytest.mark.parametrize("error", [UnitRefused, HostContractBroken])
def test_all_units_that_fail_are_the_host(error: type[HostError]) -> None:
    with pytest.raises(HostError) as caught:
        list(read_units(HOST, "courses", range(4), failing(set(range(4)), error)))
    assert not caught.value.partial


def test_an_outage_in_the_middle_is_the_host() -> None:
    with pytest.raises(HostUnavailable) as caught:
        list(read_units(HOST, "courses", range(10), failing({5, 6, 7}, HostUnavailable)))
    assert not caught.value.partial


def test_throttling_is_never_a_part() -> None:
    with pytest.raises(HostThrottled) as caught:
        list(read_units(HOST, "courses", range(10), failing({9}, HostThrottled)))
    assert not caught.value.partial


def test_one_answer_of_a_batch_that_is_bad_is_a_part() -> None:
    def fetch(ids: tuple[str, ...]) -> tuple[str, ...]:
        if "bad" in ids:
            raise HostContractBroken(HOST, "no")
        return ids

    given: list[tuple[str, ...]] = []
    with pytest.raises(HostContractBroken) as caught:
        given.extend(in_batches(["a", "bad", "c"], 3, fetch, host=HOST))
    assert caught.value.partial

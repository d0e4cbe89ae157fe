from collections.abc import Callable
from contextlib import nullcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import HostContractBroken, HostError, HostRefused, HostUnavailable
from connectors.hosts.ewp_batches import in_batches
from connectors.hosts.ewp_client import UnprovenAnswer
from connectors.http_replies import HttpFailure, Outcome
from connectors.http_signature import SignatureFault, SignatureRefused
from mapping.identifiers import HeiId

HOST = HeiId("harbour.example")


def unavailable(status: int | None) -> HostUnavailable:
    error = HostUnavailable(HOST, "it cannot now")
    error.__cause__ = HttpFailure(Outcome.TEMPORARY, "status", status=status)
    return error


def failing(ids: set[str], make: Callable[[], HostError]) -> Callable[[tuple[str, ...]], object]:
    def fetch(batch: tuple[str, ...]) -> object:
        if ids & set(batch):
            raise make()
        return batch

    return fetch


@settings(deadline=None)
@given(
    count=st.integers(0, 60),
    size=st.integers(1, 20),
    bad=st.sets(st.integers(0, 59), max_size=3),
)
def test_every_good_id_is_given_once_and_every_bad_one_counted(
    count: int, size: int, bad: set[int]
) -> None:
    ids = [str(number) for number in range(count)]
    spoilt = {str(number) for number in bad if number < count}
    given_ids: list[str] = []
    fetch = failing(spoilt, lambda: HostContractBroken(HOST, "nonsense"))
    expected = pytest.raises(HostContractBroken, match=f"{len(spoilt)} of {count}")
    with expected if spoilt else nullcontext():
        for batch in in_batches(ids, size, fetch, host=HOST):
            given_ids += batch  # type: ignore[misc]
    assert sorted(given_ids, key=int) == [each for each in ids if each not in spoilt]


@pytest.mark.parametrize(
    "make",
    [
        lambda: unavailable(503),
        lambda: unavailable(None),
        lambda: HostRefused(HOST, "no"),
        lambda: UnprovenAnswer(HOST, SignatureRefused(SignatureFault.WRONG)),
    ],
)
def test_a_host_that_is_down_or_not_itself_is_not_asked_for_halves(
    make: Callable[[], HostError],
) -> None:
    calls: list[tuple[str, ...]] = []

    def fetch(batch: tuple[str, ...]) -> object:
        calls.append(batch)
        raise make()

    with pytest.raises(type(make())):
        list(in_batches(["1", "2", "3"], 3, fetch, host=HOST))
    assert calls == [("1", "2", "3")]


def test_a_host_that_fails_at_everything_is_left_alone_soon() -> None:
    calls: list[tuple[str, ...]] = []

    def fetch(batch: tuple[str, ...]) -> object:
        calls.append(batch)
        raise unavailable(500)

    with pytest.raises(HostUnavailable):
        list(in_batches([str(number) for number in range(10_000)], 100, fetch, host=HOST))
    assert len(calls) < 30


def test_answers_without_content_are_no_items() -> None:
    assert list(in_batches(["1"], 1, lambda _: None, host=HOST)) == []

"""Each way in which a whole batch can look wrong holds it, and no correction of a few does."""

from typing import Any

import pytest

from sync.errors import SafetyStop
from sync.guards import GuardLimits, check_batch
from sync.store.staging import StagingReport

LIMITS = GuardLimits()


def held_for(**counts: Any) -> list[str]:
    try:
        check_batch(StagingReport(**{"listed_before": 20, "results": 20, **counts}), LIMITS)
    except SafetyStop as stop:
        return [reason.code for reason in stop.reasons]
    return []


@pytest.mark.parametrize(
    ("counts", "codes"),
    [
        ({}, []),
        ({"results": 0}, ["batch-empty"]),
        ({"results": 0, "listed_before": 0}, []),
        ({"results": 0, "listed_before": 1}, ["batch-empty"]),
        ({"vanished": 10}, []),
        ({"vanished": 11}, ["batch-vanished"]),
        ({"changed": 10}, []),
        ({"changed": 11}, ["batch-changed"]),
        ({"failed_now": 4}, []),
        ({"failed_now": 5}, ["batch-failed"]),
        ({"vanished": 20, "changed": 20}, ["batch-vanished", "batch-changed"]),
        ({"listed_before": 10, "vanished": 10, "changed": 10, "failed_now": 10}, []),
        ({"listed_before": 11, "vanished": 11}, ["batch-vanished"]),
    ],
)
def test_a_batch_that_looks_wrong_is_held_for_what_is_wrong_with_it(
    counts: dict[str, Any], codes: list[str]
) -> None:
    assert held_for(**counts) == codes

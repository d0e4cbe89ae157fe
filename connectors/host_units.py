"""Units of a host (courses, students) that are read one by one: one's fault stops no other.

    for unit in units:  failures.attempt(unit)  ->  a document, or nothing and a note
    failures.raise_noted()                          once all the others were given

Three failures in a row that may pass are an outage: nobody is asked a thousand times during one.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from connectors.base import HostDocument
from connectors.errors import (
    HostContractBroken,
    HostError,
    HostRefused,
    HostThrottled,
    HostUnavailable,
)
from mapping.identifiers import HeiId

_OUTAGE: Final = 3

Unit = TypeVar("Unit")


class UnitRefused(HostRefused):
    """The host refused one unit, and not the caller as such."""


class UnitMissing(UnitRefused):
    """The host knows no such unit, or says so to us."""


def read_units(
    host: HeiId,
    noun: str,
    units: Iterable[Unit],
    read: Callable[[Unit], HostDocument | None],
) -> Iterator[HostDocument]:
    """Read units in order and give their documents; raises what was noted when all are through.

    A refusal of the caller and a host that is throttling stop everything at once. `noun` is what
    several units are called: `courses`.
    """
    failures: list[HostError] = []
    in_a_row = count = 0
    for unit in units:
        count += 1
        try:
            document = read(unit)
        except (HostUnavailable, HostContractBroken, UnitRefused) as error:
            in_a_row = in_a_row + 1 if isinstance(error, HostUnavailable) else 0
            failures.append(error)
            if isinstance(error, HostThrottled) or in_a_row >= _OUTAGE:
                break
            continue
        in_a_row = 0
        if document is not None:
            yield document
    if failures:
        summary = _summary(host, noun, failures, count)
        ended = in_a_row >= _OUTAGE or isinstance(summary, HostThrottled)
        summary.partial = not ended and len(failures) < count
        raise summary


def _summary(host: HeiId, noun: str, failures: list[HostError], count: int) -> HostError:
    """Tell of several failures as the last one, where it ended the run, else as the first."""
    told = failures[-1] if isinstance(failures[-1], HostUnavailable) else failures[0]
    if (
        isinstance(told, HostThrottled)
        or count == 1
        or (len(failures) == count and len({type(each) for each in failures}) == 1)
    ):
        return told
    message = f"{len(failures)} of {count} {noun} could not be read; {told.message}"
    kind = next(
        known
        for known in (HostUnavailable, HostContractBroken, HostRefused)
        if isinstance(told, known)
    )
    summary = kind(host, message, hint=told.hint)
    summary.outcome = told.outcome
    return summary

"""Many ids in requests of limited size; what one bad item spoils is asked for in halves.

A server that fails over one student's transcript must not keep everybody else's back. What fails
alone is told at the end of the run, so that the next one asks for it again.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import TypeVar

from connectors.errors import HostContractBroken, HostError, HostUnavailable
from connectors.hosts.ewp_client import UnprovenAnswer
from connectors.http_replies import HttpFailure
from mapping.identifiers import HeiId

Ids = tuple[str, ...]
Item = TypeVar("Item")

_MOST_FAILURES = 20
"""Failed answers after which the rest of a run is left for the next one."""


def in_batches(
    ids: Sequence[str], size: int, fetch: Callable[[Ids], Item | None], *, host: HeiId
) -> Iterator[Item]:
    """Fetch all ids, `size` at a time, and give what each fetch gave.

    Raises what `fetch` raises where trying other ids is of no use, and otherwise, once everything
    else was given, HostContractBroken or HostUnavailable with how much is missing.
    """
    waiting = deque(tuple(ids[start : start + size]) for start in range(0, len(ids), size))
    failures: list[HostError] = []
    missing = 0
    while waiting:
        batch = waiting.popleft()
        try:
            item = fetch(batch)
        except (HostContractBroken, HostUnavailable) as error:
            if not _is_about_this_answer(error) or len(failures) >= _MOST_FAILURES:
                raise
            failures.append(error)
            middle = len(batch) // 2
            if middle:
                waiting.extendleft((batch[middle:], batch[:middle]))
            else:
                missing += 1
            continue
        if item is not None:
            yield item
    if missing:
        raise _told(failures, missing, len(ids), host) from failures[-1]


def _is_about_this_answer(error: HostError) -> bool:
    """Tell an answer that is bad by what was asked from a host that is down or not itself."""
    if isinstance(error, UnprovenAnswer):
        return False
    if isinstance(error, HostContractBroken):
        return True
    cause = error.__cause__
    return isinstance(cause, HttpFailure) and cause.status == HTTPStatus.INTERNAL_SERVER_ERROR


def _told(failures: Sequence[HostError], missing: int, asked: int, host: HeiId) -> HostError:
    last = failures[-1]
    message = f"{missing} of {asked} could not be had, each asked for by itself; {last.message}"
    hint = "everything else was taken; the next run asks for the rest again"
    kind = HostContractBroken if isinstance(last, HostContractBroken) else HostUnavailable
    told: HostError = kind(host, message, hint=hint)
    told.partial = missing < asked
    return told

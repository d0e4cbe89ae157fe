"""Calls to the plugin local_utqyr, in batches: which records are in doubt is said, never guessed.

    receipts ................................. what the plugin says became of each record
    no answer, or a damaged one .............. unknown: somebody has to read before doing anything
    an error code about the call ............. halved until the bad record stands alone: refused
    unavailable, or refused for every call ... raised while nothing was sent, else unknown

The plugin compares and writes in one transaction a record, and one record twice has one effect, so
that sending the rest of a refused call again is safe.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from connectors.errors import HomeRefused, HomeUnavailable
from connectors.home.lines import Verdict
from connectors.home.moodle_client import AnswerDamaged, MoodleClient, ReplyLost, is_site_wide
from connectors.home.moodle_plugin_wire import (
    COMPONENTS,
    GET,
    Answered,
    ComponentSeen,
    Place,
    PluginFacts,
    Record,
    Seen,
    read_components,
    read_receipts,
    read_seen,
)
from mapping.held import HeldCode

PLACES_AT_ONCE = 400
"""Places asked about in one call; the plugin takes 1,000."""

_NO_COURSE = "-"

Item = TypeVar("Item")


@dataclass(slots=True)
class Sending:
    """One delivery's state: whether anything may have taken effect, and whether to go on."""

    has_sent: bool = False
    silent: bool = False


class PluginCalls:
    """Call the plugin's functions."""

    def __init__(self, client: MoodleClient, *, batch_size: int) -> None:
        self._client = client
        self._batch_size = batch_size

    def read(self, places: Sequence[Place]) -> list[Seen]:
        """Read what stands at places; raises HomeUnavailable or HomeRefused."""
        seen: list[Seen] = []
        for batch in cut(places, PLACES_AT_ONCE):
            asked = [
                {
                    "studentnumber": place.student,
                    "component": place.component,
                    "entrykey": place.key,
                }
                for place in batch
            ]
            seen += read_seen(self._client.read(GET, {"places": asked}), batch)
        return seen

    def components(
        self, components: Sequence[str], *, after: str = ""
    ) -> tuple[tuple[ComponentSeen, ...], PluginFacts]:
        """Read how the plugin sees some courses, or all of them after one; at most 1,000."""
        arguments = {"after": after} if after else {}
        answer = self._client.read(COMPONENTS, {**arguments, "components": components})
        return read_components(answer)

    def facts(self) -> PluginFacts:
        """Ask the plugin about itself, and about no course there can be."""
        return self.components([_NO_COURSE])[1]

    def try_rights(self, function: str) -> None:
        """Call a function that writes without a record, which only tries the rights."""
        self._client.read(function)

    def write(self, function: str, records: Sequence[Record], sending: Sending) -> list[Answered]:
        """Send records in batches; one answer each, in order."""
        answered: list[Answered] = []
        for batch in cut(records, self._batch_size):
            answered += self._write(function, batch, sending)
        return answered

    def _write(self, function: str, batch: Sequence[Record], sending: Sending) -> list[Answered]:
        if sending.silent:
            return _unsent(batch)
        try:
            answer = self._client.write(function, {"records": [record.form for record in batch]})
            answered = read_receipts(answer, batch)
        except (ReplyLost, AnswerDamaged) as loss:
            sending.has_sent = True
            return [Answered(verdict=Verdict.UNKNOWN, detail=loss.message)] * len(batch)
        except (HomeUnavailable, HomeRefused) as reason:
            return self._not_taken(function, batch, sending, reason)
        sending.has_sent = True
        return answered

    def _not_taken(
        self,
        function: str,
        batch: Sequence[Record],
        sending: Sending,
        reason: HomeUnavailable | HomeRefused,
    ) -> list[Answered]:
        if isinstance(reason, HomeUnavailable) or is_site_wide(reason) or _about_rights(reason):
            if not sending.has_sent:
                raise reason
            sending.silent = True
            return _unsent(batch)
        if len(batch) == 1:
            detail = f"{reason.code}: {reason.hint}" if reason.hint else reason.code
            refused = HeldCode.HOME_REFUSED
            return [Answered(verdict=Verdict.REFUSED, obstacle=refused, detail=detail)]
        half = (len(batch) + 1) // 2
        return [
            each
            for part in (batch[:half], batch[half:])
            for each in self._write(function, part, sending)
        ]


def cut(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Cut a sequence into batches."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _unsent(batch: Sequence[Record]) -> list[Answered]:
    detail = "not sent: the home Moodle stopped answering"
    return [Answered(verdict=Verdict.UNKNOWN, detail=detail)] * len(batch)


def _about_rights(refusal: HomeRefused) -> bool:
    """Tell whether the account lacks a right in the whole system, which no record mends."""
    return refusal.code in {"nopermissions", "invalidrecord"}

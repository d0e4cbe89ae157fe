"""Sending grades to one Moodle grade item, and settling by reading whatever stayed in doubt.

    0 (OK) ........................... written
    4, 3, 2 (locked, gone, several) .. refused, nothing was stored
    1 (FAILED) ....................... some were stored: read, and refuse the rest
    an error code about the call ..... refused, nothing was stored
    another error, a damaged answer .. those before the bad one were stored: read, split the rest
    no answer ........................ read; what does not stand there stays unknown

Nothing is sent a second time before it was read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from connectors.errors import HomeRefused, HomeUnavailable
from connectors.home.base import HomeResult, Receipt, ResultAddress, ResultWrite, Verdict
from connectors.home.judgement import is_readable, receipt, to_raw
from connectors.home.moodle_client import AnswerDamaged, MoodleClient, ReplyLost, is_site_wide
from connectors.home.moodle_reader import Target
from connectors.home.moodle_settings import STORED_GRADE, MoodleHomeSettings
from mapping.held import HeldCode

UPDATE_OK: Final = 0
UPDATE_FAILED: Final = 1

_ABOUT_THE_ITEM: Final[dict[int, HeldCode]] = {
    2: HeldCode.HOME_AMBIGUOUS_ITEM,
    3: HeldCode.HOME_NO_GRADE_ITEM,
    4: HeldCode.HOME_ITEM_LOCKED,
}
_BEFORE_ANYTHING_IS_STORED: Final = frozenset(
    {
        "errorcoursecontextnotvalid",
        "invalidcoursemodule",
        "invalidrecord",
        "nopermissions",
        "nopermissiontoviewgrades",
        "requireloginerror",
    }
)

ReadBack = Callable[[Sequence[ResultWrite]], Mapping[ResultAddress, HomeResult]]
"""Reads what stands at the addresses of some writes to one component; may raise HomeError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One write that may be sent, and where to."""

    write: ResultWrite
    target: Target
    wanted: Decimal

    @property
    def raw(self) -> Decimal:
        """The wanted value on the item's own range."""
        return to_raw(
            self.wanted,
            minimum=self.target.minimum,
            maximum=self.target.maximum,
            quantum=STORED_GRADE,
        )


class MoodleWriter:
    """Send grades in one delivery. After a lost reply that reading could not settle, send no more.

    `has_sent` tells whether anything may have taken effect so far.
    """

    def __init__(self, client: MoodleClient, settings: MoodleHomeSettings) -> None:
        self._client = client
        self._settings = settings
        self._silence: HomeUnavailable | HomeRefused | None = None
        self.has_sent = False

    def send(self, outgoing: Sequence[Outgoing], read_back: ReadBack) -> list[Receipt]:
        """Send writes to one grade item, in batches; one receipt each, in no certain order.

        Raises HomeUnavailable or HomeRefused only while nothing has taken effect.
        """
        receipts: list[Receipt] = []
        size = self._settings.batch_size
        for start in range(0, len(outgoing), size):
            receipts += self._send_batch(outgoing[start : start + size], read_back)
        return receipts

    def stop(self, reason: HomeUnavailable | HomeRefused) -> None:
        """Send nothing more, for this reason."""
        self._silence = reason

    def unsent(self, writes: Sequence[ResultWrite]) -> list[Receipt]:
        """Make the receipts of writes that were not sent because the home Moodle went away."""
        detail = "not sent: the home Moodle stopped answering"
        return [receipt(write, Verdict.UNKNOWN, detail=detail) for write in writes]

    @property
    def has_stopped(self) -> bool:
        """Tell whether anything more would be sent."""
        return self._silence is not None

    def _send_batch(self, batch: Sequence[Outgoing], read_back: ReadBack) -> list[Receipt]:
        if self.has_stopped:
            return self.unsent([item.write for item in batch])
        try:
            answer = self._client.write("core_grades_update_grades", self._form(batch))
        except ReplyLost as loss:
            return self._settle(batch, read_back, detail=loss.message)
        except AnswerDamaged as damage:
            return self._isolate(batch, read_back, _doubtful(damage.message))
        except (HomeUnavailable, HomeRefused) as reason:
            return self._not_taken(batch, read_back, reason)
        return self._understand(answer, batch, read_back)

    def _not_taken(
        self,
        batch: Sequence[Outgoing],
        read_back: ReadBack,
        reason: HomeUnavailable | HomeRefused,
    ) -> list[Receipt]:
        if isinstance(reason, HomeUnavailable) or is_site_wide(reason):
            if not self.has_sent:
                raise reason
            self.stop(reason)
            return self.unsent([item.write for item in batch])
        detail = f"{reason.code}: {reason.hint}" if reason.hint else reason.code
        if reason.code in _BEFORE_ANYTHING_IS_STORED:
            return [_refuse(item, HeldCode.HOME_REFUSED, detail) for item in batch]
        return self._isolate(
            batch, read_back, lambda item: _refuse(item, HeldCode.HOME_REFUSED, detail)
        )

    def _understand(
        self, answer: Any, batch: Sequence[Outgoing], read_back: ReadBack
    ) -> list[Receipt]:
        code = answer if isinstance(answer, int) and not isinstance(answer, bool) else None
        if code == UPDATE_OK:
            self.has_sent = True
            return [_written(item) for item in batch]
        if code in _ABOUT_THE_ITEM:
            return [_refuse(item, _ABOUT_THE_ITEM[code], f"answer {code}") for item in batch]
        if code == UPDATE_FAILED:
            return self._settle(batch, read_back, refused=f"answer {code}")
        return self._settle(batch, read_back, detail="the answer makes no sense")

    def _settle(
        self,
        batch: Sequence[Outgoing],
        read_back: ReadBack,
        *,
        detail: str = "",
        refused: str = "",
    ) -> list[Receipt]:
        """Read what stands there: written, or else refused, or in doubt for good."""
        found = self._read(batch, read_back)
        receipts = []
        for item in batch:
            standing = found.get(item.write.address)
            if standing is None:
                receipts.append(receipt(item.write, Verdict.UNKNOWN, detail=detail or refused))
            elif standing.percent == item.wanted:
                receipts.append(_written(item))
            elif refused:
                receipts.append(
                    _refuse(
                        item,
                        standing.obstacle or HeldCode.HOME_REFUSED,
                        standing.detail or refused,
                        there_now=standing.percent,
                    )
                )
            else:
                receipts.append(
                    receipt(item.write, Verdict.UNKNOWN, there_now=standing.percent, detail=detail)
                )
        return receipts

    def _isolate(
        self,
        batch: Sequence[Outgoing],
        read_back: ReadBack,
        verdict: Callable[[Outgoing], Receipt],
    ) -> list[Receipt]:
        """Read what was stored, then send the rest in halves until the bad one stands alone."""
        found = self._read(batch, read_back)
        settled: list[Receipt] = []
        rest: list[Outgoing] = []
        for item in batch:
            standing = found.get(item.write.address)
            if standing is None:
                settled.append(receipt(item.write, Verdict.UNKNOWN, detail="not read back"))
            elif standing.percent == item.wanted:
                settled.append(_written(item))
            else:
                rest.append(item)
        if len(batch) == 1:
            return settled + [verdict(item) for item in rest]
        half = (len(rest) + 1) // 2
        for part in (rest[:half], rest[half:]):
            if part:
                settled += self._send_batch(part, read_back)
        return settled

    def _read(
        self, batch: Sequence[Outgoing], read_back: ReadBack
    ) -> Mapping[ResultAddress, HomeResult]:
        self.has_sent = True
        try:
            found = read_back([item.write for item in batch])
            return {address: there for address, there in found.items() if is_readable(there)}
        except (HomeUnavailable, HomeRefused) as reason:
            self.stop(reason)
            return {}

    def _form(self, batch: Sequence[Outgoing]) -> dict[str, Any]:
        target = batch[0].target
        return {
            "source": self._settings.source,
            "courseid": target.course_id,
            "component": self._settings.component,
            "activityid": target.course_module,
            "itemnumber": self._settings.item_number,
            "grades": [{"studentid": item.target.user_id, "grade": item.raw} for item in batch],
        }


def _written(item: Outgoing) -> Receipt:
    return receipt(item.write, Verdict.WRITTEN, there_now=item.wanted)


def _refuse(
    item: Outgoing, obstacle: HeldCode, detail: str, *, there_now: Decimal | None = None
) -> Receipt:
    return receipt(
        item.write, Verdict.REFUSED, obstacle=obstacle, there_now=there_now, detail=detail
    )


def _doubtful(detail: str) -> Callable[[Outgoing], Receipt]:
    return lambda item: receipt(item.write, Verdict.UNKNOWN, detail=detail)

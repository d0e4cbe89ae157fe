"""The home gradebook and transcripts over the plugin local_utqyr (`plugin` mode).

A put of n writes makes ceil(n / batch size) calls and no read before: the plugin itself compares
what stands there with what is expected, and writes grade, feedback, transcript line and receipt in
one transaction. `get_results` makes one call for up to 400 places, whatever their courses.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from connectors.errors import HomeRefused, HomeUnavailable
from connectors.home.base import HomeResult, Receipt, ResultAddress, ResultWrite
from connectors.home.judgement import (
    addresses_given_twice,
    is_percentage,
    is_readable,
    receipt,
    refuse_twice,
)
from connectors.home.lines import LineAddress, LineReceipt, LineWrite, StandingLine, Verdict
from connectors.home.moodle_client import MoodleClient, is_askable
from connectors.home.moodle_plugin_calls import PluginCalls, Sending
from connectors.home.moodle_plugin_check import check_plugin
from connectors.home.moodle_plugin_wire import (
    PUT,
    WITHDRAW,
    Answered,
    Place,
    Seen,
    line_record,
    result_record,
)
from connectors.home.moodle_settings import MoodleHomeSettings
from connectors.http import HttpSession, new_session
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from mapping.problems import Problem

_NOT_A_PERCENTAGE: Final = "not a percentage of 0 to 100 with two decimals"


class MoodlePluginHome:
    """Implement HomeLms with the plugin. `token` is asked for at each call and never kept."""

    def __init__(
        self,
        settings: MoodleHomeSettings,
        token: Callable[[], str],
        session: HttpSession | None = None,
    ) -> None:
        self._settings = settings
        self._session = session or new_session(settings.http_policy())
        self._client = MoodleClient(self._session, settings.url, token)
        self._calls = PluginCalls(self._client, batch_size=settings.batch_size)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def check(self) -> tuple[Problem, ...]:
        """Look whether the token can do what delivery needs; raises HomeUnavailable."""
        return tuple(check_plugin(self._client, self._calls, self._settings))

    def describe(self) -> str:
        """Say how the home is used; raises HomeUnavailable or HomeRefused."""
        return f"plugin: {self._calls.facts().described}, as the configuration says"

    def carries_lines(self) -> bool:
        """Tell that the plugin keeps transcripts."""
        return True

    def get_results(self, addresses: Sequence[ResultAddress]) -> tuple[HomeResult, ...]:
        """Read what stands at each address; raises HomeUnavailable or HomeRefused."""
        hindered = {each: _hindrance(each.student_id, each.component) for each in addresses}
        asked = [address for address, code in hindered.items() if code is None]
        places = [
            Place(student=each.student_id, component=each.component, key=each.component)
            for each in asked
        ]
        found = {
            address: _as_result(address, seen)
            for address, seen in zip(asked, self._calls.read(places), strict=True)
        }
        return tuple(
            found.get(address) or HomeResult(address=address, obstacle=hindered[address])
            for address in addresses
        )

    def put_results(self, writes: Sequence[ResultWrite]) -> tuple[Receipt, ...]:
        """Write what may be written; one receipt per write, in order.

        Raises HomeUnavailable or HomeRefused only while nothing has taken effect.
        """
        twice = addresses_given_twice(writes)
        receipts: dict[ResultAddress, Receipt] = {}
        outgoing: list[ResultWrite] = []
        for write in writes:
            refusal = refuse_twice(write) if write.address in twice else _refused_here(write)
            if refusal is None:
                outgoing.append(write)
            else:
                receipts[write.address] = refusal
        sending = Sending()
        put = [write for write in outgoing if write.wanted is not None]
        back = [write for write in outgoing if write.wanted is None]
        for function, group in ((PUT, put), (WITHDRAW, back)):
            records = [result_record(write) for write in group]
            answered = self._calls.write(function, records, sending)
            for made in self._settled(group, answered, sending):
                receipts[made.address] = made
        return tuple(
            refuse_twice(write) if write.address in twice else receipts[write.address]
            for write in writes
        )

    def get_lines(self, addresses: Sequence[LineAddress]) -> tuple[StandingLine, ...]:
        """Read which version of each line stands; raises HomeUnavailable or HomeRefused."""
        asked = [each for each in dict.fromkeys(addresses) if is_askable(each.student_id)]
        places = [Place(student=each.student_id, key=each.key) for each in asked]
        found = {
            address: StandingLine(
                address=address,
                version=seen.version,
                fingerprint=seen.fingerprint,
                obstacle=seen.obstacle,
                detail=seen.detail,
            )
            for address, seen in zip(asked, self._calls.read(places), strict=True)
        }
        unknown = HeldCode.HOME_UNKNOWN_STUDENT
        return tuple(
            found.get(address) or StandingLine(address=address, obstacle=unknown)
            for address in addresses
        )

    def put_lines(self, writes: Sequence[LineWrite]) -> tuple[LineReceipt, ...]:
        """Write lines of their own; one receipt per write, in order.

        What is in doubt stays so: the same line sent again makes no second version. Raises
        HomeUnavailable or HomeRefused only while nothing has taken effect.
        """
        outgoing = [write for write in writes if is_askable(write.student_id)]
        records = [line_record(write) for write in outgoing]
        answers = iter(self._calls.write(PUT, records, Sending()))
        nobody = Answered(verdict=Verdict.REFUSED, obstacle=HeldCode.HOME_UNKNOWN_STUDENT)
        return tuple(
            _line_receipt(write, next(answers) if is_askable(write.student_id) else nobody)
            for write in writes
        )

    def _settled(
        self, writes: Sequence[ResultWrite], answered: Sequence[Answered], sending: Sending
    ) -> list[Receipt]:
        """Make receipts; what is in doubt is read, while anything can be read."""
        receipts = [_receipt(write, each) for write, each in zip(writes, answered, strict=True)]
        doubtful = [each.address for each in receipts if each.verdict is Verdict.UNKNOWN]
        if not doubtful or sending.silent:
            return receipts
        try:
            standing = {each.address: each for each in self.get_results(doubtful)}
        except (HomeUnavailable, HomeRefused):
            sending.silent = True
            return receipts
        wanted = {write.address: write.wanted for write in writes}
        return [
            _after_reading(each, standing[each.address], wanted[each.address])
            if each.address in standing
            else each
            for each in receipts
        ]


def _hindrance(student: StudentId, component: ComponentCode) -> HeldCode | None:
    """Find what makes an address one that no Moodle can have."""
    if not is_askable(student):
        return HeldCode.HOME_UNKNOWN_STUDENT
    return None if is_askable(component) else HeldCode.HOME_UNKNOWN_COMPONENT


def _refused_here(write: ResultWrite) -> Receipt | None:
    """Refuse what cannot be written anywhere, before anything is sent."""
    hindrance = _hindrance(write.address.student_id, write.address.component)
    if hindrance is not None:
        return receipt(write, Verdict.REFUSED, obstacle=hindrance)
    if write.wanted is not None and not is_percentage(write.wanted):
        out_of_range = HeldCode.HOME_OUT_OF_RANGE
        return receipt(write, Verdict.REFUSED, obstacle=out_of_range, detail=_NOT_A_PERCENTAGE)
    return None


def _as_result(address: ResultAddress, seen: Seen) -> HomeResult:
    result = HomeResult(
        address=address,
        percent=seen.percent,
        obstacle=seen.obstacle,
        detail=seen.detail,
        line_fingerprint=seen.fingerprint,
        hidden=seen.hidden,
    )
    return result if is_readable(result) else replace(result, percent=None)


def _receipt(write: ResultWrite, answered: Answered) -> Receipt:
    return Receipt(
        address=write.address,
        fingerprint=write.fingerprint,
        verdict=answered.verdict,
        obstacle=answered.obstacle,
        there_now=answered.now,
        detail=answered.detail,
    )


def _after_reading(doubtful: Receipt, found: HomeResult, wanted: Decimal | None) -> Receipt:
    arrived = is_readable(found) and found.percent == wanted
    verdict = Verdict.WRITTEN if arrived else Verdict.UNKNOWN
    return replace(doubtful, verdict=verdict, there_now=found.percent)


def _line_receipt(write: LineWrite, answered: Answered) -> LineReceipt:
    return LineReceipt(
        address=write.address,
        fingerprint=write.line.fingerprint,
        verdict=answered.verdict,
        version=answered.version,
        obstacle=answered.obstacle,
        detail=answered.detail,
    )

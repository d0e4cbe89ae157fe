"""The home gradebook over Moodle's stock web services (`core` mode): writes into one activity.

A put of n writes for S students and C components makes, in HTTP calls,

    accounts  ceil(S / 100)
    reads     per component: 1 to find the course (remembered afterwards), and
              1 + s for up to 4 students s, or 1 for more; 1 more if somebody is not enrolled
    writes    per component: ceil(changed / 40), and none where nothing changed

so that a component's whole class costs one write. `get_results` makes the same reads. What this
mode cannot do (take a mark back, tell the student where it comes from) and why it reads as it does
stands in docs/decisions/0018.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from connectors.errors import HomeRefused, HomeUnavailable
from connectors.home.base import HomeResult, Receipt, ResultAddress, ResultWrite, Verdict
from connectors.home.judgement import addresses_given_twice, judge, receipt, refuse_twice
from connectors.home.lines import LineAddress, LineReceipt, LineWrite, StandingLine
from connectors.home.moodle_check import check_home
from connectors.home.moodle_client import MoodleClient
from connectors.home.moodle_reader import Accounts, Found, MoodleReader
from connectors.home.moodle_settings import MoodleHomeSettings
from connectors.home.moodle_writer import MoodleWriter, Outgoing
from connectors.http import HttpSession, new_session
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId
from mapping.problems import Problem

__all__ = ["MoodleCoreHome", "MoodleHomeSettings"]


class MoodleCoreHome:
    """Implement HomeLms with stock functions. `token` is asked for at each call and never kept."""

    def __init__(
        self,
        settings: MoodleHomeSettings,
        token: Callable[[], str],
        session: HttpSession | None = None,
    ) -> None:
        self._settings = settings
        self._session = session or new_session(settings.http_policy())
        self._client = MoodleClient(self._session, settings.url, token)
        self._reader = MoodleReader(self._client, settings)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def check(self) -> tuple[Problem, ...]:
        """Look whether the token can do what delivery needs; raises HomeUnavailable."""
        return tuple(check_home(self._client, self._reader, self._settings))

    def describe(self) -> str:
        """Say how the home is used."""
        return "core: stock web services, grades only, as the configuration says"

    def carries_lines(self) -> bool:
        """Tell that stock web services know no transcripts."""
        return False

    def get_lines(self, addresses: Sequence[LineAddress]) -> tuple[StandingLine, ...]:
        """Tell that no line stands here."""
        return tuple(StandingLine(address=address) for address in addresses)

    def put_lines(self, writes: Sequence[LineWrite]) -> tuple[LineReceipt, ...]:
        """Refuse every line."""
        return tuple(
            LineReceipt(
                address=write.address,
                fingerprint=write.line.fingerprint,
                verdict=Verdict.REFUSED,
                obstacle=HeldCode.HOME_REFUSED,
                detail="stock web services carry no transcript: that needs local_utqyr",
            )
            for write in writes
        )

    def get_results(self, addresses: Sequence[ResultAddress]) -> tuple[HomeResult, ...]:
        """Read what stands at each address; raises HomeUnavailable or HomeRefused."""
        accounts = self._reader.accounts(address.student_id for address in addresses)
        wanted: defaultdict[ComponentCode, list[StudentId]] = defaultdict(list)
        for address in addresses:
            wanted[address.component].append(address.student_id)
        found: dict[ResultAddress, HomeResult] = {}
        for component, students in wanted.items():
            read = self._reader.component(component, students, accounts)
            found |= {each.result.address: each.result for each in read.values()}
        return tuple(found[address] for address in addresses)

    def put_results(self, writes: Sequence[ResultWrite]) -> tuple[Receipt, ...]:
        """Write what may be written, component by component; one receipt per write, in order.

        Each component is read immediately before it is written. Raises HomeUnavailable or
        HomeRefused only while nothing has taken effect.
        """
        twice = addresses_given_twice(writes)
        by_component: defaultdict[ComponentCode, list[ResultWrite]] = defaultdict(list)
        for write in writes:
            if write.address not in twice:
                by_component[write.address.component].append(write)
        writer = MoodleWriter(self._client, self._settings)
        receipts: dict[ResultAddress, Receipt] = {}
        if by_component:
            accounts = self._reader.accounts(
                write.address.student_id for group in by_component.values() for write in group
            )
            for component, group in by_component.items():
                for made in self._put_component(component, group, accounts, writer):
                    receipts[made.address] = made
        return tuple(
            refuse_twice(write) if write.address in twice else receipts[write.address]
            for write in writes
        )

    def _put_component(
        self,
        component: ComponentCode,
        writes: Sequence[ResultWrite],
        accounts: Accounts,
        writer: MoodleWriter,
    ) -> list[Receipt]:
        if writer.has_stopped:
            return writer.unsent(writes)
        students = [write.address.student_id for write in writes]
        try:
            found = self._reader.component(component, students, accounts)
        except (HomeUnavailable, HomeRefused) as reason:
            if not writer.has_sent:
                raise
            writer.stop(reason)
            return writer.unsent(writes)
        settled, outgoing = _sort(writes, found)

        def read_back(batch: Sequence[ResultWrite]) -> Mapping[ResultAddress, HomeResult]:
            again = [write.address.student_id for write in batch]
            read = self._reader.component(component, again, accounts)
            return {each.result.address: each.result for each in read.values()}

        return settled + writer.send(outgoing, read_back)


def _sort(
    writes: Sequence[ResultWrite], found: Mapping[StudentId, Found]
) -> tuple[list[Receipt], list[Outgoing]]:
    """Tell the writes that are decided without sending from those that may be sent."""
    settled: list[Receipt] = []
    outgoing: list[Outgoing] = []
    for write in writes:
        there = found[write.address.student_id]
        known = judge(write, there.result)
        if known is not None:
            settled.append(known)
        elif write.wanted is None or there.target is None:
            settled.append(
                receipt(
                    write,
                    Verdict.REFUSED,
                    obstacle=HeldCode.HOME_REFUSED,
                    there_now=there.result.percent,
                    detail="stock web services cannot take a mark back: clear it in Moodle",
                )
            )
        else:
            outgoing.append(Outgoing(write=write, target=there.target, wanted=write.wanted))
    return settled, outgoing

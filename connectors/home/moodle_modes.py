"""Which mode a home Moodle is used in: as configured, or by what the token's service holds.

    auto: all four functions of local_utqyr ... plugin
          none of them ........................ core
          some of them ........................ refused: a half installed plugin is nobody's wish

What was found is remembered until a call is refused, so that an unchanged pass asks once.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from connectors.errors import HomeRefused
from connectors.home.base import HomeLms, HomeResult, Receipt, ResultAddress, ResultWrite
from connectors.home.lines import LineAddress, LineReceipt, LineWrite, StandingLine
from connectors.home.moodle import MoodleCoreHome
from connectors.home.moodle_client import MoodleClient
from connectors.home.moodle_plugin import MoodlePluginHome
from connectors.home.moodle_plugin_check import missing_functions
from connectors.home.moodle_plugin_wire import PLUGIN_FUNCTIONS
from connectors.home.moodle_settings import MoodleHomeSettings, MoodleMode
from connectors.http import HttpSession, new_session
from mapping.problems import Problem

Answer = TypeVar("Answer")


def moodle_home(
    settings: MoodleHomeSettings, token: Callable[[], str], session: HttpSession | None = None
) -> HomeLms:
    """Build the home Moodle in the mode its settings name; asks nobody yet."""
    match settings.mode:
        case MoodleMode.CORE:
            return MoodleCoreHome(settings, token, session)
        case MoodleMode.PLUGIN:
            return MoodlePluginHome(settings, token, session)
        case MoodleMode.AUTO:
            return MoodleAutoHome(settings, token, session)


class MoodleAutoHome:
    """Implement HomeLms with whichever mode the token allows, asked at the first call."""

    def __init__(
        self,
        settings: MoodleHomeSettings,
        token: Callable[[], str],
        session: HttpSession | None = None,
    ) -> None:
        self._session = session or new_session(settings.http_policy())
        self._client = MoodleClient(self._session, settings.url, token)
        self._core = MoodleCoreHome(settings, token, self._session)
        self._plugin = MoodlePluginHome(settings, token, self._session)
        self._chosen: MoodleCoreHome | MoodlePluginHome | None = None

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def check(self) -> tuple[Problem, ...]:
        """Look whether the token can do what delivery needs; raises HomeUnavailable.

        Where the plugin is there in part, what is missing of it is what stands in the way.
        """
        self._chosen = None
        try:
            return self._home().check()
        except HomeRefused:
            return self._plugin.check()

    def describe(self) -> str:
        """Say which mode was found and why; raises HomeError."""
        home = self._home()
        if isinstance(home, MoodleCoreHome):
            return (
                "core: the token's service has no function of local_utqyr; "
                "grades only, no transcripts, and no mark can be taken back"
            )
        described = home.describe().rpartition(",")[0]
        return f"{described}; the token's service has all its functions"

    def carries_lines(self) -> bool:
        """Tell whether the mode found keeps transcripts; raises HomeError."""
        return self._home().carries_lines()

    def get_results(self, addresses: Sequence[ResultAddress]) -> tuple[HomeResult, ...]:
        """Read what stands at each address; raises HomeUnavailable or HomeRefused."""
        return self._ask(lambda home: home.get_results(addresses)) if addresses else ()

    def put_results(self, writes: Sequence[ResultWrite]) -> tuple[Receipt, ...]:
        """Write what may be written; one receipt per write, in order."""
        return self._ask(lambda home: home.put_results(writes)) if writes else ()

    def get_lines(self, addresses: Sequence[LineAddress]) -> tuple[StandingLine, ...]:
        """Read which version of each line stands."""
        return self._ask(lambda home: home.get_lines(addresses)) if addresses else ()

    def put_lines(self, writes: Sequence[LineWrite]) -> tuple[LineReceipt, ...]:
        """Write lines of their own; one receipt per write, in order."""
        return self._ask(lambda home: home.put_lines(writes)) if writes else ()

    def _ask(self, question: Callable[[MoodleCoreHome | MoodlePluginHome], Answer]) -> Answer:
        try:
            return question(self._home())
        except HomeRefused:
            self._chosen = None  # the plugin may have come or gone: the next call looks
            raise

    def _home(self) -> MoodleCoreHome | MoodlePluginHome:
        if self._chosen is None:
            site = self._client.read("core_webservice_get_site_info")
            missing = missing_functions(site)
            if missing and len(missing) < len(PLUGIN_FUNCTIONS):
                raise HomeRefused(
                    "plugin-incomplete",
                    f"the token's service lacks {', '.join(missing)}",
                    hint="make the token for the plugin's own service, Utqyr, which holds all "
                    "four; or write home.mode: core",
                )
            self._chosen = self._core if missing else self._plugin
        return self._chosen

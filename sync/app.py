"""The composition root: the only place that builds things from the configuration."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel
from sqlalchemy import Engine

from config.load import Configuration, check_configuration, load_configuration
from config.partners import Partner, find_partner
from config.settings import DeliveryMode, GuardSettings, Language
from connectors.base import HostConnector
from connectors.home.base import HomeLms
from connectors.home.moodle_modes import moodle_home
from connectors.home.moodle_settings import MoodleHomeSettings, MoodleMode
from connectors.registry import ConnectorRegistry
from mapping.identifiers import HeiId
from mapping.problems import Problem
from sync.audit.chain import verify
from sync.catalogues import Catalogues
from sync.clock import Clock, SystemClock
from sync.comparing import Comparer
from sync.delivery import Courier
from sync.errors import WrongUsage
from sync.guards import GuardLimits
from sync.leader import LeaderLock, leader_lock
from sync.line_changes import LineChanges
from sync.line_delivery import LineCourier
from sync.messages import FALLBACK, Messages
from sync.pipeline import Pipeline
from sync.progress import Progress, no_progress
from sync.shadow import Shadows
from sync.store.audit_log import read_records
from sync.store.engine import create_store_engine
from sync.store.evidence import EvidenceStore
from sync.store.migrate import migrate
from sync.store.unit_of_work import Store
from sync.transcript_lines import LineWords

RECHECK_AFTER = timedelta(hours=6)
"""How long an obstacle in Moodle is left alone before the daemon looks again."""
OVERLAP = timedelta(hours=48)
"""How far behind the watermark a host is asked for changes: clocks differ, and days are coarse."""

COLLECT_AFTER = (5_000, 10, 10)
"""After how many new objects Python looks for cycles: values are trees, and a pass makes many.

No more than a batch makes, or what cycles there are would gather as long as a document lasts.
"""


def never() -> bool:
    """Never ask to stop."""
    return False


@dataclass(frozen=True, kw_only=True)
class App:
    """Everything one process works with."""

    configuration: Configuration
    engine: Engine
    store: Store
    evidence: EvidenceStore
    clock: Clock
    registry: ConnectorRegistry
    lock: LeaderLock

    @property
    def language(self) -> Language:
        """The language of reports where nobody asks for another."""
        return self.configuration.settings.language

    @property
    def home_hei(self) -> HeiId:
        """The home university."""
        return self.configuration.rulebook.home

    @property
    def delivers_by_itself(self) -> bool:
        """Whether a pass delivers, or waits for a plan."""
        return self.configuration.settings.policies.delivery is DeliveryMode.AUTOMATIC

    def hosts(self, only: str | None = None) -> tuple[HeiId, ...]:
        """Name the configured hosts, or the one asked for; raises WrongUsage for an unknown one."""
        known = tuple(host.hei for host in self.configuration.hosts)
        if only is None:
            return known
        if only not in known:
            raise WrongUsage(
                f"'{only}' is not a configured host", hint=f"the hosts are: {', '.join(known)}"
            )
        return (HeiId(only),)

    def reloaded(self, directory: Path) -> "App":
        """Build the application anew from an edited configuration, over the same store.

        Raises ConfigError. Where the store lies is not changed by a reload.
        """
        settings = connector_settings(self.registry)
        return replace(
            self, configuration=load_configuration(directory, connector_settings=settings)
        )

    @cached_property
    def connectors(self) -> Mapping[HeiId, HostConnector]:
        """Every configured host's connector, built with its validated settings."""
        return connectors_of(self.configuration, self.registry)

    @cached_property
    def home(self) -> HomeLms:
        """The home Moodle, in the configured mode."""
        return self._connect_home()

    def _connect_home(self) -> HomeLms:
        home = self.configuration.settings.home
        item = {f"activity_{home.item.by.value}": home.item.value}
        settings = MoodleHomeSettings(
            url=home.url,
            mode=MoodleMode(home.mode.value),
            component=home.item.module,
            batch_size=home.batch_size,
            connect_seconds=home.connect_timeout_seconds,
            read_seconds=home.read_timeout_seconds,
            retries=home.retries,
            allow_http=home.allow_http,
            ca_bundle=home.ca_bundle,
            proxy=home.proxy,
            check_student=home.trial.student if home.trial else "",
            check_component=home.trial.component if home.trial else "",
            **item,
        )
        return moodle_home(settings, home.token.get_secret_value)

    def require_home_token(self) -> None:
        """Make sure the token is at hand before anything is begun; raises SecretUnavailable."""
        self.configuration.settings.home.token.get_secret_value()

    def require_intact_log(self) -> None:
        """Make sure the audit log is what was written; raises AuditChainBroken."""
        with self.store.read() as connection:
            verify(read_records(connection)).require_intact()

    def pipeline(
        self,
        *,
        stopping: Callable[[], bool] = never,
        progress: Progress = no_progress,
        patient: bool = False,
    ) -> Pipeline:
        """Build the way of documents into decisions; see `Pipeline` for who is `patient`."""
        return Pipeline(
            store=self.store,
            evidence=self.evidence,
            connectors=self.connectors,
            rulebook=self.configuration.rulebook,
            limits=_limits(self.configuration.settings.policies.guards),
            clock=self.clock,
            overlap=OVERLAP,
            listings_before_withdrawal=(
                self.configuration.settings.policies.guards.full_listings_before_withdrawal
            ),
            stopping=stopping,
            progress=progress,
            patient=patient,
            shadows=self.shadows,
        )

    @property
    def shadows(self) -> Shadows:
        """Tell which hosts' connectors run beside the clerk."""
        return Shadows(hosts={host.hei: host for host in self.configuration.hosts})

    def comparer(self, *, stopping: Callable[[], bool] = never) -> Comparer:
        """Build what compares connectors in shadow with the marks at home, beside deliveries."""
        return Comparer(
            store=self.store,
            connect=self._connect_home,
            shadows=self.shadows,
            clock=self.clock,
            scales=self.configuration.rulebook.scales,
            stopping=stopping,
        )

    @property
    def catalogues(self) -> Catalogues:
        """Give what fetches course lists."""
        return Catalogues(store=self.store, evidence=self.evidence, clock=self.clock)

    def courier(
        self, *, stopping: Callable[[], bool] = never, progress: Progress = no_progress
    ) -> Courier:
        """Build the way of decisions into the gradebook."""
        return Courier(
            store=self.store,
            home=self.home,
            clock=self.clock,
            recheck_after=RECHECK_AFTER,
            lines=LineCourier(
                store=self.store,
                home=self.home,
                clock=self.clock,
                recheck_after=RECHECK_AFTER,
                changes=LineChanges(self.configuration.rulebook, self._line_words()),
                stopping=stopping,
            ),
            stopping=stopping,
            progress=progress,
        )

    def _line_words(self) -> LineWords:
        """Give the words transcript lines are written in: the language of record."""
        language = self.language.value
        names = {
            host.hei: _name_of(find_partner(self.configuration.partners, host.hei), language)
            for host in self.configuration.hosts
        }
        return LineWords(
            host_names={hei: name for hei, name in names.items() if name},
            messages=Messages(language),
        )


def _name_of(partner: Partner | None, language: str) -> str:
    """Name a partner as the registry does today; empty for one it does not list."""
    if partner is None:
        return ""
    return partner.names.get(language) or partner.names.get(FALLBACK) or partner.listed


def _limits(guards: GuardSettings) -> GuardLimits:
    return GuardLimits(
        vanished_share=Fraction(guards.vanished_share),
        failed_share=Fraction(guards.failed_share),
        changed_share=Fraction(guards.changed_share),
        floor=guards.floor,
    )


class _SettingsTypes(Mapping[str, type[BaseModel]]):
    """Every installed kind's settings type, loaded when a host asks for it.

    A third party's connector that cannot be imported is nobody's concern who does not use it.
    """

    def __init__(self, registry: ConnectorRegistry) -> None:
        self._registry = registry

    def __getitem__(self, kind: str) -> type[BaseModel]:
        if kind not in self._registry.kinds():
            raise KeyError(kind)
        return self._registry.settings_type(kind)

    def __iter__(self) -> Iterator[str]:
        return iter(self._registry.kinds())

    def __len__(self) -> int:
        return len(self._registry.kinds())


def connectors_of(
    configuration: Configuration, registry: ConnectorRegistry
) -> dict[HeiId, HostConnector]:
    """Build every configured host's connector; no input or output yet."""
    return {
        host.hei: registry.load(host.connector)(host.hei, host.settings)  # type: ignore[arg-type]  # validated by the kind's own settings_type
        for host in configuration.hosts
    }


def connector_settings(registry: ConnectorRegistry) -> Mapping[str, type[BaseModel]]:
    """Give every installed kind's settings type, as the configuration needs them."""
    return _SettingsTypes(registry)


def check(directory: Path, *, clock: Clock | None = None) -> tuple[Problem, ...]:
    """Say everything that is wrong with a configuration directory; runs what `open_app` runs."""
    return check_configuration(
        directory,
        connector_settings=connector_settings(ConnectorRegistry()),
        today=(clock or SystemClock()).now().date(),
    )


@contextmanager
def open_app(
    directory: Path, *, leading: bool = False, clock: Clock | None = None
) -> Iterator[App]:
    """Load the configuration, open and migrate the store, and close it again.

    `leading` takes the leader lock: whoever writes to the home must be alone. Raises ConfigError,
    StoreError and LeaderBusy.
    """
    gc.set_threshold(*COLLECT_AFTER)
    registry = ConnectorRegistry()
    configuration = load_configuration(directory, connector_settings=connector_settings(registry))
    used_clock = clock or SystemClock()
    engine = create_store_engine(configuration.settings.store.database_url())
    evidence = EvidenceStore(configuration.settings.store.evidence_directory)
    try:
        migrate(engine, evidence=evidence)
        lock = leader_lock(engine, used_clock)
        app = App(
            configuration=configuration,
            engine=engine,
            store=Store(engine, used_clock),
            evidence=evidence,
            clock=used_clock,
            registry=registry,
            lock=lock,
        )
        if leading:
            lock.acquire()
        try:
            yield app
        finally:
            lock.release()
    finally:
        engine.dispose()

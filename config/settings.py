"""The settings of `utqyr.yaml`: home, store, schedule, policies, health and logging; frozen.

Each field's description is what an editor shows and what the reference page prints.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from apscheduler.triggers.cron import CronTrigger
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from config.documents import DocumentSettings
from config.entries import Entry, Names
from config.listening import HealthSettings, NotificationSettings
from config.scalars import ConfigPath, Flag, Hei, Note, Number, Text, Whole, refuse
from config.secrets import Secret, is_reference, refer
from mapping import rulebook
from mapping.rulebook import Attempts, CreditDifference, DistributionUse, Overlap

_CRON_FIELD = re.compile(r"[0-9a-zA-Z*/,-]+", re.ASCII)
_CRON_FIELDS = 5
_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_MODULE = re.compile(r"mod_[a-z][a-z0-9]*", re.ASCII)
_STORES = frozenset({"sqlite", "postgresql", "postgresql+psycopg"})


class HomeMode(StrEnum):
    """How the home Moodle is used: stock web services, the plugin, or whichever is there."""

    CORE = "core"
    PLUGIN = "plugin"
    AUTO = "auto"


class ItemLookup(StrEnum):
    """By what the activity that carries a mobility result is found in a course."""

    IDNUMBER = "idnumber"
    NAME = "name"


class DeliveryMode(StrEnum):
    """Whether recognised results go home by themselves, or by `utqyr plan` and `utqyr apply`."""

    AUTOMATIC = "automatic"
    PLANNED = "planned"


class LogLevel(StrEnum):
    """From which weight on an event is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """One JSON object a line for machines, or aligned text for a person at a terminal."""

    JSON = "json"
    CONSOLE = "console"


class Language(StrEnum):
    """The languages the product speaks."""

    KAZAKH = "kk"
    RUSSIAN = "ru"
    ENGLISH = "en"


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        secretive = "@" in parts.netloc
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = secretive = False
    if secretive:
        raise refuse(
            "secret-in-file", "an address may not hold a user name or password", "remove it"
        )
    if not usable:
        raise refuse("not-an-address", "is not a web address", "write it like https://host/path")
    return value.rstrip("/")


def _module(value: str) -> str:
    if _MODULE.fullmatch(value):
        return value
    raise refuse("not-a-module", f"'{value[:30]}' is no kind of activity", "write mod_assign")


def _cron(value: str) -> str:
    fields = value.split()
    if len(fields) != _CRON_FIELDS or not all(_CRON_FIELD.fullmatch(part) for part in fields):
        raise refuse(
            "not-a-cron-line",
            "is not a cron line of five fields",
            "write minute, hour, day, month and weekday like '30 20 * * mon-fri', in UTC",
        )
    if any(character.isdigit() for character in fields[4].split("/")[0]):
        # Cron counts weekdays from Sunday, APScheduler from Monday: a number would mislead.
        raise refuse("weekday-number", "the weekday is a number", "write its name: mon, tue, ...")
    if not _comes_about(" ".join(fields)):
        raise refuse(
            "cron-never",
            "names no moment that ever comes",
            "check the ranges: minute 0-59, hour 0-23",
        )
    return " ".join(fields)


def _comes_about(line: str) -> bool:
    """Tell whether the scheduler takes a cron line, and whether it ever fires (30 February)."""
    try:
        trigger = CronTrigger.from_crontab(line, timezone=UTC)
    except ValueError:
        return False
    return trigger.get_next_fire_time(None, _ANY_MOMENT) is not None


def _store_url(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, str):
        return value
    if is_reference(value):
        return refer(value, (info.context or {}).get("directory"))
    try:
        parts = urlsplit(value)
        password = parts.password
    except ValueError:
        parts, password = urlsplit(""), None
    if password:
        raise refuse(
            "secret-in-file",
            "a password may not stand in the configuration",
            "put the whole URL into an environment variable and write env:NAME",
        )
    if parts.scheme not in _STORES:
        raise refuse(
            "not-a-store",
            "is not the URL of a store",
            "write sqlite:///utqyr.sqlite or postgresql://host/database",
        )
    return SecretStr(value)


WebAddress = Annotated[Text, AfterValidator(_web_address)]
Cron = Annotated[Text, AfterValidator(_cron)]
StoreUrl = Annotated[
    SecretStr,
    BeforeValidator(_store_url),
    WithJsonSchema({"type": "string", "examples": ["env:UTQYR_STORE"]}),
]
Share = Annotated[Number, Field(ge=0, le=1)]


class ItemSettings(Entry):
    """Which activity of a course carries mobility results (mode `core`)."""

    by: ItemLookup = ItemLookup.IDNUMBER
    """Look for the activity's ID number, or for its name."""
    value: Text = "utqyr"
    """The ID number or the name; it is the same in every course."""
    module: Annotated[Text, AfterValidator(_module)] = "mod_assign"
    """The kind of activity, as Moodle names its plugin."""


class TrialSettings(Entry):
    """With whom `utqyr check` tries what the token may do; nothing is changed."""

    student: Text
    """Student number of a real student."""
    component: Text
    """Code of a component that student is enrolled in."""


class HomeSettings(Entry):
    """The home university and its Moodle."""

    hei: Hei
    """SCHAC code of the home university: its internet domain in lower case."""
    names: Names = Field(min_length=1)
    """The university's name by language; `kk`, `ru` and `en` appear on transcripts."""
    kind: Literal["moodle"] = "moodle"
    """What the home learning management system is."""
    mode: HomeMode = HomeMode.AUTO
    """`core` needs no plugin, `plugin` needs local_utqyr, `auto` takes what is there."""
    url: WebAddress
    """Address of the home Moodle, without /webservice."""
    token: Secret
    """Web service token, as env:NAME or file:PATH."""
    item: ItemSettings = ItemSettings()
    """Where results are written in mode `core`; the plugin has a setting of its own for it."""
    connect_timeout_seconds: Annotated[Whole, Field(ge=1, le=600)] = 10
    """How long to wait for a connection."""
    read_timeout_seconds: Annotated[Whole, Field(ge=1, le=3600)] = 60
    """How long to wait for an answer."""
    retries: Annotated[Whole, Field(le=10)] = 3
    """How often a call that changes nothing is tried again."""
    batch_size: Annotated[Whole, Field(ge=1, le=400)] = 40
    """How many grades go in one call; each is two of the 1000 fields PHP takes at least."""
    allow_http: Flag = False
    """Let the token and grades travel unencrypted to another machine."""
    ca_bundle: ConfigPath | None = None
    """Certificates to trust, where the home Moodle has one of the university's own."""
    proxy: Note = ""
    """Address of the proxy calls go through."""
    trial: TrialSettings | None = None
    """A real student and component to try the token's rights with."""


class StoreSettings(Entry):
    """Where decisions, deliveries, the audit log and the evidence are kept."""

    state: ConfigPath = Field(default=Path("state"), validate_default=True)
    """Directory for everything the service writes; a relative path starts here."""
    url: StoreUrl = SecretStr("sqlite:///utqyr.sqlite")
    """SQLite file (relative to `state`) or PostgreSQL; a URL with a password is env:NAME."""
    evidence: Path = Path("evidence")
    """Directory of the documents received; a relative path starts at `state`."""

    @property
    def evidence_directory(self) -> Path:
        """Where documents received are kept."""
        return self.state / self.evidence

    def database_url(self) -> str:
        """Give the URL to connect to, with a relative SQLite file put below `state`.

        May hold a password: never log it. Raises SecretUnavailable.
        """
        url = self.url.get_secret_value()
        prefix = "sqlite:///"
        file = url.removeprefix(prefix)
        if url.startswith(prefix) and file and not file.startswith(("/", ":memory:")):
            return f"{prefix}{self.state / file}"
        return url


class Trigger(Entry):
    """When something runs: every so many minutes, or by a cron line in UTC."""

    every_minutes: Annotated[Whole, Field(ge=1, le=10080)] | None = None
    """Interval in minutes."""
    cron: Cron | None = None
    """Minute, hour, day, month, weekday (by name), in UTC."""

    @model_validator(mode="after")
    def _exactly_one(self) -> "Trigger":
        if (self.every_minutes is None) == (self.cron is None):
            raise refuse(
                "trigger", "needs either 'every_minutes' or 'cron'", "write exactly one of the two"
            )
        return self


class ScheduleSettings(Entry):
    """When the daemon works; all times are UTC."""

    hosts: Trigger = Trigger(every_minutes=60)
    """When each host is asked for what changed."""
    each: dict[Hei, Trigger] = Field(default_factory=dict)
    """Hosts that have a time of their own."""
    full: Trigger = Trigger(cron="0 20 * * *")
    """When every host is read in full; absence is only judged by full listings."""
    delivery_minutes: Annotated[Whole, Field(ge=1, le=1440)] = 5
    """How often what is due is delivered home."""
    jitter_seconds: Annotated[Whole, Field(ge=0, le=3600)] = 60
    """Each start is moved by a random part of this, so that hosts are not asked all at once."""

    def trigger(self, host: str) -> Trigger:
        """Give the trigger of one host."""
        return {str(hei): trigger for hei, trigger in self.each.items()}.get(host, self.hosts)


class GuardSettings(Entry):
    """When a batch from a host looks wrong and waits for a person."""

    vanished_share: Share = Decimal("0.5")
    """Hold when more than this share of the known results is missing from a full listing."""
    failed_share: Share = Decimal("0.2")
    """Hold when more than this share of the known results passed before and failed now."""
    changed_share: Share = Decimal("0.5")
    """Hold when more than this share of the known results changed."""
    floor: Annotated[Whole, Field(ge=0)] = 10
    """So many known results or fewer are never judged by shares."""
    full_listings_before_withdrawal: Annotated[Whole, Field(ge=2, le=50)] = 3
    """In how many full listings in a row a result must be absent before a person is asked."""


class PolicySettings(Entry):
    """The home institution's choices where the rules leave one."""

    credit_difference: CreditDifference = CreditDifference.HOLD
    """When converted credits are not the component's: hold, award one or the other."""
    attempts: Attempts = Attempts.HOLD
    """Which of several attempts at one course counts, or hold."""
    distribution: DistributionUse = DistributionUse.COMPARE
    """Grade distributions are ignored, compared with the table, or used to convert."""
    overlap: Overlap = Overlap.AVERAGE
    """Which home grade is taken when a host range covers several (ECTS Users' Guide 2015)."""
    minimum_sample: Annotated[Whole, Field(ge=1)] = 100
    """The least number of passing grades a distribution must rest on."""
    amendment_days: Annotated[Whole, Field(le=366)] = 7
    """For how many days from the first of a stay an agreement is amended without a reason."""
    period_grace_days: Annotated[Whole, Field(le=366)] = 45
    """How long after a mobility an examination may be dated, or before it a term may begin."""
    mobility_counts_in_gpa: Flag = True
    """Whether marks from a mobility enter the grade point average."""
    delivery: DeliveryMode = DeliveryMode.AUTOMATIC
    """`automatic` delivers what is recognised; `planned` waits for `utqyr apply`."""
    guards: GuardSettings = GuardSettings()
    """When a whole batch waits for a person."""

    def rules(self, printed_letters: tuple[tuple[str, str], ...]) -> rulebook.Policies:
        """Give the policies a decision depends on."""
        return rulebook.Policies(
            credit_difference=self.credit_difference,
            attempts=self.attempts,
            distribution=self.distribution,
            overlap=self.overlap,
            minimum_sample=self.minimum_sample,
            period_grace_days=self.period_grace_days,
            amendment_days=self.amendment_days,
            mobility_counts_in_gpa=self.mobility_counts_in_gpa,
            printed_letters=printed_letters,
        )


class LoggingSettings(Entry):
    """What is logged, and how."""

    level: LogLevel = LogLevel.INFO
    """From which weight on."""
    format: LogFormat = LogFormat.JSON
    """JSON lines, or text for a terminal."""


class Settings(Entry):
    """Everything in `utqyr.yaml`."""

    home: HomeSettings
    """The home university and its Moodle."""
    store: StoreSettings = StoreSettings()
    """Where the service keeps what it knows."""
    schedule: ScheduleSettings = ScheduleSettings()
    """When the daemon works."""
    policies: PolicySettings = PolicySettings()
    """Choices where the rules leave one."""
    health: HealthSettings = HealthSettings()
    """Health and metrics."""
    notifications: NotificationSettings | None = None
    """What hosts and students' browsers send by themselves; left out, nobody listens for it."""
    logging: LoggingSettings = LoggingSettings()
    """Logging."""
    documents: DocumentSettings = DocumentSettings()
    """Transcripts, protocols and the national platform's rows."""
    language: Language = Language.ENGLISH
    """The language of explanations and reports where nobody asks for another."""

    @model_validator(mode="before")
    @classmethod
    def _place_store(cls, values: object) -> object:
        """Validate even an omitted store: its directory starts at the configuration's."""
        return {"store": {}, **values} if isinstance(values, dict) else values

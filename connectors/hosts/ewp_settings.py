"""What a host's file says about a partner in the EWP network; does no input or output."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr

from connectors.documents import MEBIBYTE
from connectors.host_api import Patience
from connectors.hosts.elmo_settings import ElmoReadingSettings
from connectors.hosts.ewp_registry import PRODUCTION
from connectors.http import HttpPolicy


def _as_tuple(value: object) -> object:
    """Take a single version for a list of one."""
    return (value,) if isinstance(value, str | int) else value


class EwpSettings(ElmoReadingSettings):
    """The settings of a host of kind `ewp`."""

    home: str = Field(
        pattern=r"^[a-z0-9.-]{3,253}$",
        description="Our own SCHAC code, as the registry lists us.",
    )
    key: SecretStr = Field(
        description="The private RSA key we sign with, PEM; its public half is in our manifest."
    )
    registry: str = Field(
        default=PRODUCTION, description="The address of the registry's catalogue."
    )
    registry_cache: Path | None = Field(
        default=None,
        description="A folder the catalogue is kept in between runs; hosts may share it.",
    )
    catalogue_minutes: int = Field(
        default=15, ge=15, le=180, description="How long the catalogue is used unasked."
    )
    catalogue_stale_hours: int = Field(
        default=72,
        ge=1,
        le=336,
        description="How long an old catalogue stands in for a registry that is down.",
    )
    versions: Annotated[tuple[Literal[2, 3], ...], BeforeValidator(_as_tuple)] = Field(
        default=(3, 2),
        min_length=1,
        description="Major versions of the transcripts API to use; the highest the host has.",
    )
    signed_answers: Literal["offered", "always"] = Field(
        default="offered",
        description="`offered`: answers must be signed where the host says it signs; elsewhere TLS"
        " vouches for them. `always`: a host that does not sign is not used.",
    )
    batch_size: int = Field(
        default=100,
        gt=0,
        description="The most transcripts in one request; the host's own limit counts as well.",
    )
    courses: bool = Field(
        default=False, description="Whether the host's course list is fetched as well."
    )
    max_bytes: int = Field(default=64 * MEBIBYTE, gt=0, description="The largest answer, in bytes.")
    connect_seconds: float = Field(default=10, gt=0, description="How long to wait for a line.")
    read_seconds: float = Field(default=60, gt=0, description="How long to wait for a word.")
    total_seconds: float = Field(default=600, gt=0, description="How long one answer may take.")
    retries: int = Field(default=3, ge=0, le=10, description="Further tries of a failed request.")
    backoff_seconds: float = Field(
        default=0.5, ge=0, description="The pause before the second try; later ones double it."
    )
    longest_wait_seconds: float = Field(
        default=30, ge=0, description="The longest pause; a host that asks for more is left alone."
    )
    ca_bundle: Path | None = Field(
        default=None, description="Certificates to trust instead of the usual ones."
    )
    proxy: str = Field(default="", description="A proxy on the way out.")

    credential_expires: date | None = Field(
        default=None, description="The last day our key is used, where a change of it is planned."
    )

    def http_policy(self) -> HttpPolicy:
        """Give the limits of every call."""
        return HttpPolicy(
            connect_seconds=self.connect_seconds,
            read_seconds=self.read_seconds,
            total_seconds=self.total_seconds,
            max_bytes=self.max_bytes,
            retries=self.retries,
            backoff_seconds=self.backoff_seconds,
            longest_wait_seconds=self.longest_wait_seconds,
            ca_bundle=self.ca_bundle,
            proxy=self.proxy,
        )

    def patience(self) -> Patience:
        """Give how often a call to the host is repeated, and after which pauses."""
        return Patience(
            retries=self.retries,
            backoff_seconds=self.backoff_seconds,
            longest_wait_seconds=self.longest_wait_seconds,
        )

    def fresh(self) -> timedelta:
        """Give how long a catalogue is used unasked."""
        return timedelta(minutes=self.catalogue_minutes)

    def stale(self) -> timedelta:
        """Give how long a catalogue may stand in for a registry that is down."""
        return timedelta(hours=self.catalogue_stale_hours)

    def not_of_reading(self) -> set[str]:
        """Name the settings that do not change what the same bytes mean."""
        return set(type(self).model_fields) - set(ElmoReadingSettings.model_fields)

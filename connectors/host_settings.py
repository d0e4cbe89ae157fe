"""Settings that every host reached over HTTP has, and the digest a profile is; reads no file."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, PositiveInt, field_validator

from connectors.base import ConnectorSettings
from connectors.documents import MEBIBYTE
from connectors.http import HttpPolicy

NOT_OF_READING = frozenset(
    {
        "url",
        "connect_seconds",
        "read_seconds",
        "retries",
        "backoff_seconds",
        "longest_wait_seconds",
        "allow_http",
        "ca_bundle",
        "proxy",
        "max_bytes",
        "max_pages",
        "credential_expires",
    }
)
"""Settings of `HttpHostSettings` that change nothing in how the same bytes are read."""


def _as_tuple(value: object) -> object:
    """Take a single text for a list of one."""
    return (value,) if isinstance(value, str) else value


Texts = Annotated[
    tuple[str, ...], BeforeValidator(_as_tuple, json_schema_input_type=str | tuple[str, ...])
]


class HttpHostSettings(ConnectorSettings):
    """Where a host's interface is, and the limits of calls to it. Times are seconds."""

    url: str = Field(description="The address of the host's interface, as https://….")
    connect_seconds: float = Field(default=10, gt=0, description="How long to wait for the server.")
    read_seconds: float = Field(default=60, gt=0, description="How long to wait for an answer.")
    retries: int = Field(
        default=3, ge=0, le=10, description="How often a call that failed for now is repeated."
    )
    backoff_seconds: float = Field(
        default=0.5, ge=0, description="The first pause before a repetition; each next is longer."
    )
    longest_wait_seconds: float = Field(
        default=60,
        ge=0,
        description="The longest pause in a run. A host that asks for a longer one is left alone"
        " until the next run.",
    )
    allow_http: bool = Field(
        default=False, description="Let calls leave this machine without encryption."
    )
    ca_bundle: Path | None = Field(
        default=None, description="Certificates to trust instead of the usual ones."
    )
    proxy: str = Field(default="", description="The proxy calls go through.")
    max_bytes: PositiveInt = Field(
        default=64 * MEBIBYTE, description="The largest single answer that is read."
    )
    max_pages: PositiveInt = Field(
        default=10_000, description="The most pages one listing may have."
    )
    credential_expires: date | None = Field(
        default=None, description="The last day our key, token or secret at the host is good for."
    )

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        return checked_address(value)

    def http_policy(self) -> HttpPolicy:
        """Put the limits of calls together; what is repeated is decided above the session."""
        return HttpPolicy(
            connect_seconds=self.connect_seconds,
            read_seconds=self.read_seconds,
            total_seconds=self.read_seconds * 5,
            max_bytes=self.max_bytes,
            retries=0,
            backoff_seconds=self.backoff_seconds,
            longest_wait_seconds=self.longest_wait_seconds,
            allow_http=self.allow_http,
            ca_bundle=self.ca_bundle,
            proxy=self.proxy,
        )


def checked_address(value: str) -> str:
    """Check an address of a configuration and take a slash at its end away; raises ValueError."""
    try:
        address = urlsplit(value)
        _ = address.port
    except ValueError as error:
        raise ValueError("is no address") from error
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ValueError("write the whole address, as https://host.example.org")
    if address.username or address.password or address.query or address.fragment:
        raise ValueError("write the address without user, query or fragment")
    return value.rstrip("/")


def profile_digest(
    settings: ConnectorSettings, reading: str, without: Iterable[str] = NOT_OF_READING
) -> str:
    """Digest what reading depends on; `reading` is raised when the reading itself changes.

    Secrets print as asterisks there and change nothing.
    """
    kept = settings.model_dump(mode="json", exclude=set(without))
    text = json.dumps([reading, kept], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()

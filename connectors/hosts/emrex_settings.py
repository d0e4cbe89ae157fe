"""What a host's file says about results students bring by EMREX; does no input or output."""

import re
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from connectors.documents import MEBIBYTE
from connectors.hosts.elmo_settings import ElmoReadingSettings, Texts
from connectors.http import is_loopback
from mapping.records import Completeness

_PLACE = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?", re.ASCII)
"""A server's name and port, of nothing that would mean something in a page's policy."""


class EmrexSettings(ElmoReadingSettings):
    """The settings of a host of kind `emrex`."""

    path: Path = Field(description="The folder documents are left in; returns go below it.")
    patterns: Texts = Field(
        default=("*.xml", "*.elmo", "*.gz", "*.b64", "*.base64", "*.txt"),
        description="Which files are documents, as shell patterns on the name.",
    )
    settle_seconds: float = Field(
        default=60, ge=0, description="How long a file has to be left alone before it is read."
    )
    completeness: Literal[Completeness.SNAPSHOT, Completeness.DELTA] = Field(
        default=Completeness.DELTA,
        description="`delta`: students pick courses, so a missing one says nothing. `snapshot`:"
        " this provider always sends everything.",
    )
    certificates: Path | None = Field(
        default=None,
        description="A PEM file, or a folder of them, with the certificates of the provider.",
    )
    require_signature: Literal["pinned", "pinned-even-weak", "valid", "none"] = Field(
        default="pinned",
        description="What a document needs to be read: a signature of a pinned certificate; one of"
        " a pinned certificate, SHA-1 allowed; any signature that fits; nothing.",
    )
    provider: str = Field(
        default="", description="Where a student's browser is sent, as the registry lists it."
    )
    session_secret: SecretStr | None = Field(
        default=None, description="What session ids are made with; without it none are."
    )
    credential_expires: date | None = Field(
        default=None,
        description="The last day the provider's key is good for; left out, that of the pinned"
        " certificates.",
    )
    max_bytes: int = Field(
        default=32 * MEBIBYTE, gt=0, description="The largest document, unpacked, in bytes."
    )
    returns_per_hour: int = Field(
        default=200, gt=0, description="How many documents browsers may leave within an hour."
    )
    return_bytes_per_hour: int = Field(
        default=256 * MEBIBYTE, gt=0, description="How much these may come to, in bytes."
    )
    return_bytes_kept: int = Field(
        default=4096 * MEBIBYTE,
        gt=0,
        description="How much may lie in the folder of returns, in bytes; then none is taken.",
    )

    def sends_browsers_by(self) -> str:
        """Name the setting that sends browsers away, to come back here; empty where none does."""
        return "provider" if self.provider else ""

    @field_validator("provider")
    @classmethod
    def _is_a_web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        usable = _PLACE.fullmatch(parts.netloc) and (
            parts.scheme == "https"
            or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        )
        if value and not usable:
            raise ValueError("write the whole address, as https://emrex.provider.example/")
        return value

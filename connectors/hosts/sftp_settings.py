"""The settings of a host whose files lie on an SFTP server; holds references to secrets only.

Which server, as whom, by which pinned key; which folder; and the profile the files are read by,
which is that of an inbox (`tables`) or of ELMO files (`elmo`).
"""

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    BeforeValidator,
    Field,
    PositiveInt,
    SecretStr,
    field_validator,
    model_validator,
)

from connectors.base import ConnectorSettings
from connectors.documents import MEBIBYTE
from connectors.hosts.elmo import ElmoSettings
from connectors.hosts.inbox_settings import InboxSettings, Texts

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?", re.ASCII)
_PUBLIC_KEY = re.compile(r"((?:ssh|ecdsa)-[a-z0-9-]+) ([A-Za-z0-9+/]{40,}={0,2})(?: .*)?", re.ASCII)
_OF_THE_FOLDER = ("path", "patterns", "settle_seconds")


class Marker(StrEnum):
    """How the host says that a file is complete."""

    AGE = "age"
    """It does not: a file counts once it was left alone for `settle_seconds`."""
    DONE = "done"
    """By a second file, `NAME.done`."""
    SHA256 = "sha256"
    """By a second file, `NAME.sha256`, that holds the digest of the first."""


def _without_folder(value: object) -> object:
    """Refuse the settings that say where files lie: here that is said once, for the server."""
    if isinstance(value, dict):
        named = [key for key in _OF_THE_FOLDER if key in value]
        if named:
            raise ValueError(f"'{named[0]}' belongs beside this block: the files lie on a server")
        return {**value, "path": "."}
    return value


class SftpSettings(ConnectorSettings):
    """The settings of a host of kind `sftp`."""

    server: str = Field(
        pattern=r"^[A-Za-z0-9._:-]+$", description="The server's name or address, without sftp://."
    )
    port: int = Field(default=22, ge=1, le=65535, description="The server's port.")
    user: str = Field(min_length=1, description="The account on the server.")
    host_keys: Texts = Field(
        min_length=1,
        description="The server's own public keys, one of which it has to show: whole, as"
        " `ssh-ed25519 AAAA…`, or as fingerprints, `SHA256:…`. Ask the host for them; a key that"
        " was merely seen on the first connection proves nothing.",
    )
    private_key: SecretStr | None = Field(
        default=None, description="Our private key, in OpenSSH or PEM form, by reference."
    )
    passphrase: SecretStr | None = Field(
        default=None, description="What the private key is encrypted with, by reference."
    )
    password: SecretStr | None = Field(
        default=None, description="The account's password, by reference, where keys are refused."
    )
    credential_expires: date | None = Field(
        default=None, description="The last day our key or password at the host is good for."
    )
    folder: str = Field(
        default=".", min_length=1, description="The folder on the server, as the account sees it."
    )
    patterns: Texts = Field(
        default=(),
        description="Which files are the host's, as shell patterns on the name; left out, those of"
        " the kind of file.",
    )
    complete: Marker = Field(
        default=Marker.AGE,
        description="How the host says that a file is complete: `age` (left alone for"
        " settle_seconds), `done` (a file NAME.done beside it), `sha256` (NAME.sha256).",
    )
    settle_seconds: float = Field(
        default=120, ge=0, description="How long a file has to be left alone before it is read."
    )
    elmo: Annotated[ElmoSettings, BeforeValidator(_without_folder)] | None = Field(
        default=None, description="The files are ELMO documents; the settings of kind `elmo`."
    )
    tables: Annotated[InboxSettings, BeforeValidator(_without_folder)] | None = Field(
        default=None, description="The files are tables; the settings of kind `inbox`."
    )
    ledger: Path | None = Field(
        default=None,
        description="A file to remember in what was fetched, so that a restart fetches nothing"
        " twice. It holds digests only and may be deleted.",
    )
    connect_seconds: float = Field(default=15, gt=0, description="How long to wait for the server.")
    read_seconds: float = Field(default=60, gt=0, description="How long to wait for an answer.")
    max_bytes: PositiveInt = Field(
        default=256 * MEBIBYTE, description="The largest file that is fetched."
    )
    max_files: PositiveInt = Field(
        default=20_000, description="The most entries the folder may have."
    )

    @field_validator("host_keys")
    @classmethod
    def _are_keys(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        for number, key in enumerate(keys, start=1):
            if not (_FINGERPRINT.fullmatch(key) or _PUBLIC_KEY.fullmatch(key)):
                raise ValueError(
                    f"entry {number} is no public key: write 'ssh-ed25519 AAAA…' or 'SHA256:…'"
                )
        return keys

    @field_validator("folder")
    @classmethod
    def _is_a_place(cls, folder: str) -> str:
        if "\0" in folder or "\\" in folder:
            raise ValueError("write the folder with slashes, as /outgoing/utqyr")
        return folder

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.private_key is None) == (self.password is None):
            raise ValueError("give either private_key or password")
        if self.passphrase is not None and self.private_key is None:
            raise ValueError("passphrase belongs to private_key")
        if (self.elmo is None) == (self.tables is None):
            raise ValueError("give either 'elmo' or 'tables': how the files are read")
        return self

    def wanted(self) -> tuple[str, ...]:
        """Give the patterns files are taken by."""
        if self.patterns:
            return self.patterns
        reading = self.elmo or self.tables
        return () if reading is None else reading.patterns

    def pinned_fingerprints(self) -> frozenset[str]:
        """Give the pinned keys that are written as fingerprints, without padding."""
        return frozenset(key.rstrip("=") for key in self.host_keys if _FINGERPRINT.fullmatch(key))

    def pinned_keys(self) -> frozenset[tuple[str, str]]:
        """Give the pinned keys that are written whole: their type and base64."""
        found = (_PUBLIC_KEY.fullmatch(key) for key in self.host_keys)
        return frozenset((key[1], key[2]) for key in found if key)

"""Secrets by reference, `env:NAME` or `file:PATH`; the value never stands in a configuration file.

A reference is read when it is used, not when the configuration is loaded: a coordinator can check
the files on a machine that holds no secret. A connector declares a field of pydantic's `SecretStr`
and receives a reference, which is one.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, SecretStr, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from config.scalars import refuse
from mapping.problems import Problem, Severity, UtqyrError

_ENVIRONMENT = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)", re.ASCII)
_FILE = re.compile(r"file:(\S.*)")
_OTHERS_MAY_READ = 0o077
_LARGEST_SECRET = 64 * 1024


class SecretUnavailable(UtqyrError):
    """A secret is not where its reference says; carries the reference, never a value."""


class SecretReference(SecretStr):
    """A secret that is read where and when it is used; prints as asterisks."""

    def __init__(self, reference: str, directory: Path | None = None) -> None:
        super().__init__(reference)
        self.reference = reference
        self._directory = directory or Path()

    def get_secret_value(self) -> str:
        """Read the secret; raises SecretUnavailable when it is not there or empty."""
        if found := _ENVIRONMENT.fullmatch(self.reference):
            value = os.environ.get(found.group(1), "")
            if not value:
                raise SecretUnavailable(
                    f"the environment variable {found.group(1)} is not set",
                    hint="set it for the service, or refer to a file with file:PATH",
                )
            return value
        return self._read_file()

    @property
    def path(self) -> Path | None:
        """The file referred to; a relative one starts at the configuration directory."""
        found = _FILE.fullmatch(self.reference)
        return self._directory / found.group(1) if found else None

    def _read_file(self) -> str:
        path = self.path
        try:
            if path is None or path.stat().st_size > _LARGEST_SECRET:
                raise SecretUnavailable(f"{self.reference} is too large for a secret")
            value = path.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise SecretUnavailable(
                f"{self.reference} cannot be read: {type(error).__name__}",
                hint="the file must exist, be UTF-8 text and be readable by the service",
            ) from error
        if not value:
            raise SecretUnavailable(f"{self.reference} is empty", hint="write the secret into it")
        return value

    def __eq__(self, other: object) -> bool:
        """Compare references; comparing values would read them."""
        return isinstance(other, SecretReference) and self.reference == other.reference

    def __hash__(self) -> int:
        """Digest the reference."""
        return hash(self.reference)

    def __len__(self) -> int:
        """Count the reference's characters; the value's length is nobody's business."""
        return len(self.reference)


def is_reference(text: str) -> bool:
    """Tell whether a text has the form of a reference."""
    return bool(_ENVIRONMENT.fullmatch(text) or _FILE.fullmatch(text))


def refer(text: str, directory: Path | None) -> SecretReference:
    """Turn a text from a file into a reference; a literal secret raises, unprinted."""
    if is_reference(text):
        return SecretReference(text, directory)
    raise literal_secret()


def literal_secret() -> PydanticCustomError:
    """Build the error for a secret written into a file."""
    return refuse(
        "secret-in-file",
        "a secret may not stand in the configuration",
        "move it to an environment variable and write env:NAME, or to a file and write file:PATH",
    )


def _refer(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, str):
        return value
    return refer(value, (info.context or {}).get("directory"))


Secret = Annotated[
    SecretStr,
    BeforeValidator(_refer),
    WithJsonSchema({"type": "string", "pattern": "^(env|file):.+$"}),
]
"""A setting that must be a reference to a secret."""


def secret_problems(reference: SecretStr, place: str) -> Iterator[Problem]:
    """Say what would go wrong when a secret is used here; warnings, since another machine runs."""
    if not isinstance(reference, SecretReference):
        return
    try:
        reference.get_secret_value()
    except SecretUnavailable as error:
        yield Problem(
            code="secret-unavailable",
            message=error.message,
            place=place,
            hint=error.hint,
            severity=Severity.WARNING,
        )
        return
    path = reference.path
    if path is not None and path.stat().st_mode & _OTHERS_MAY_READ:
        yield Problem(
            code="secret-file-open",
            message=f"{reference.reference} can be read by other users of this machine",
            place=place,
            hint="run: chmod 600 on that file",
            severity=Severity.WARNING,
        )

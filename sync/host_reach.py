"""Names and certificates of hosts, as they are right now; sends nothing but a greeting."""

import socket
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel
from requests.utils import DEFAULT_CA_BUNDLE_PATH

_PORTS = {"https": 443, "http": 80, "sftp": 22}
_SECONDS = 10.0


class Unreachable(Exception):
    """A name or a port that leads nowhere; `reason` is the system's own word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a host is reached; `ca_bundle` is trusted instead of the usual authorities."""

    scheme: str
    name: str
    port: int
    ca_bundle: Path | None = None
    proxied: bool = False

    @property
    def place(self) -> str:
        """Write the name, with the port where it is not the usual one."""
        return self.name if self.port == _PORTS[self.scheme] else f"{self.name}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a verified certificate says of itself."""

    issuer: str
    valid_to: datetime


class Reach:
    """Looks names up and greets servers, through the system this runs on."""

    def resolve(self, endpoint: Endpoint) -> tuple[str, ...]:
        """Look a name up; raises Unreachable."""
        try:
            found = socket.getaddrinfo(endpoint.name, endpoint.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unreachable(_word(error)) from error
        return tuple(dict.fromkeys(str(each[4][0]) for each in found))

    def certificate(self, endpoint: Endpoint) -> Certificate:
        """Greet a server and verify its certificate as calls do.

        Raises Unreachable, and ssl.SSLCertVerificationError for one that cannot be trusted.
        """
        trusted = str(endpoint.ca_bundle or DEFAULT_CA_BUNDLE_PATH)
        folder = Path(trusted).is_dir()
        try:
            context = ssl.create_default_context(
                cafile=None if folder else trusted, capath=trusted if folder else None
            )
            with (
                socket.create_connection((endpoint.name, endpoint.port), _SECONDS) as line,
                context.wrap_socket(line, server_hostname=endpoint.name) as greeted,
            ):
                shown = greeted.getpeercert() or {}
        except ssl.SSLCertVerificationError:
            raise
        except (OSError, ValueError) as error:
            raise Unreachable(_word(error)) from error
        return _certificate(shown)


def endpoints_of(settings: BaseModel, announced: Iterable[str] = ()) -> tuple[Endpoint, ...]:
    """List where a host is reached, each place once: by its settings, and as it was announced.

    Every address among the settings counts, whatever it is called; a server without a scheme is one
    for files.
    """
    bundle = getattr(settings, "ca_bundle", None)
    proxied = bool(getattr(settings, "proxy", ""))
    found: dict[tuple[str, str, int], Endpoint] = {}
    for address in (*_addresses(settings), *announced):
        try:
            parts = urlsplit(address)
            name, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            continue
        if name and parts.scheme in _PORTS:
            found[parts.scheme, name, port] = Endpoint(
                scheme=parts.scheme, name=name, port=port, ca_bundle=bundle, proxied=proxied
            )
    return tuple(found.values())


def _addresses(settings: BaseModel) -> Iterator[str]:
    server = getattr(settings, "server", None)
    if isinstance(server, str) and server:
        yield f"sftp://{server}:{getattr(settings, 'port', 22)}"
    for name in type(settings).model_fields:
        value: Any = getattr(settings, name)
        if isinstance(value, BaseModel):
            yield from _addresses(value)
        elif name != "proxy" and str(value).startswith(("https://", "http://")):
            yield str(value)


def _certificate(shown: Any) -> Certificate:
    names = {key: value for part in shown.get("issuer", ()) for key, value in part}
    ends = ssl.cert_time_to_seconds(shown["notAfter"])
    return Certificate(
        issuer=names.get("organizationName") or names.get("commonName") or "",
        valid_to=datetime.fromtimestamp(ends, tz=UTC),
    )


def _word(error: BaseException) -> str:
    strerror = getattr(error, "strerror", None)
    return str(strerror or type(error).__name__).lower()

"""Where the service listens: for probes of its health, and for what hosts and browsers send."""

import ipaddress
from typing import Annotated, Protocol, runtime_checkable
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field

from config.entries import Entry
from config.scalars import Text, Whole, refuse


def _address(value: str) -> str:
    try:
        ipaddress.ip_address(value)
    except ValueError as error:
        raise refuse(
            "not-an-ip-address", "is not an IP address", "write 127.0.0.1 or 0.0.0.0"
        ) from error
    return value


def _public(value: str) -> str:
    """Check an address for people and hosts: where it begins, and nothing after that."""
    try:
        parts = urlsplit(value)
        usable = bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        usable = False
    bare = usable and parts.path in ("", "/") and not parts.query and not parts.fragment
    if not bare or not (parts.scheme == "https" or _is_this_machine(parts)):
        raise refuse(
            "not-a-public-address",
            "is not where an https site begins",
            "write it like https://mobility.home.example, without a path",
        )
    return value.rstrip("/")


def _is_this_machine(parts: SplitResult) -> bool:
    return parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")


IpAddress = Annotated[Text, AfterValidator(_address)]
Port = Annotated[Whole, Field(ge=0, le=65535)]
PublicAddress = Annotated[Text, AfterValidator(_public)]


@runtime_checkable
class SendsBrowsers(Protocol):
    """Settings of a connector that may send browsers away, to come back where we are reached."""

    def sends_browsers_by(self) -> str:
        """Name the setting that does; empty where none does."""


class HealthSettings(Entry):
    """Where /healthz, /readyz and /metrics are served."""

    address: IpAddress = "127.0.0.1"
    """Address to listen on; other than this machine only behind a firewall."""
    port: Port = 9464
    """Port to listen on; 0 takes any free one."""


class NotificationSettings(Entry):
    """Where EWP's change notifications and students' browsers are taken, behind a TLS proxy."""

    address: IpAddress = "127.0.0.1"
    """Address to listen on; the proxy's way to the service."""
    port: Port = 9465
    """Port to listen on; 0 takes any free one."""
    public_url: PublicAddress | None = None
    """Where the proxy serves it, as https://mobility.home.example; what others are told to call."""

"""Where the service listens: for probes of its health, and for what hosts and browsers send."""

import ipaddress
from typing import Annotated

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


IpAddress = Annotated[Text, AfterValidator(_address)]
Port = Annotated[Whole, Field(ge=0, le=65535)]


class HealthSettings(Entry):
    """Where /healthz, /readyz and /metrics are served."""

    address: IpAddress = "127.0.0.1"
    """Address to listen on; other than this machine only behind a firewall."""
    port: Port = 9464
    """Port to listen on; 0 takes any free one."""


class NotificationSettings(Entry):
    """Where EWP's change notifications and EMREX's returns are taken, behind a TLS proxy."""

    address: IpAddress = "127.0.0.1"
    """Address to listen on; the proxy's way to the service."""
    port: Port = 9465
    """Port to listen on; 0 takes any free one."""

"""Until when a host's key, token or certificate is good, told ahead; knows days and no secret."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from config.reports import warning
from connectors.base import HostConnector
from mapping.identifiers import HeiId
from mapping.problems import Problem

DAYS_AHEAD = 30
"""A credential that ends within so many days is announced: a new one is other people's work."""


class CredentialState(StrEnum):
    """How long a credential is good for."""

    GOOD = "good"
    ENDS = "ends"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """The last day of a host's key, token or certificate, as its connector knows it."""

    host: HeiId
    expires: date

    def days_left(self, today: date) -> int:
        """Count the days after today on which it is good; below zero when it has ended."""
        return (self.expires - today).days

    def state(self, today: date) -> CredentialState:
        """Tell whether it is time to get a new one."""
        days = self.days_left(today)
        if days < 0:
            return CredentialState.ENDED
        return CredentialState.ENDS if days <= DAYS_AHEAD else CredentialState.GOOD


def credentials_of(connectors: Mapping[HeiId, HostConnector]) -> tuple[Credential, ...]:
    """List the credentials whose last day is known, the first to end first."""
    declared = ((host, each.capabilities().credential_expires) for host, each in connectors.items())
    known = [Credential(host=host, expires=expires) for host, expires in declared if expires]
    return tuple(sorted(known, key=lambda each: (each.expires, each.host)))


def credential_problems(
    credentials: Iterable[Credential], today: date, places: Mapping[HeiId, str]
) -> Iterator[Problem]:
    """Find credentials that end soon, or have ended, at the places where they are configured.

    Warnings both: no configuration becomes unsound by a day that passes.
    """
    for credential in credentials:
        until = credential.expires.isoformat()
        place = places.get(credential.host, "")
        match credential.state(today):
            case CredentialState.ENDED:
                text = f"the key, token or certificate for {credential.host} was good until {until}"
                hint = "get a new one, and write its last day into credential_expires"
                yield warning("credential-ended", text, place, hint)
            case CredentialState.ENDS:
                text = f"the key, token or certificate for {credential.host} is good until {until}"
                yield warning("credential-ends", text, place, "get a new one now")

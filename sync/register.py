"""Everybody who may be meant by one host's documents; kept between batches, never out of date.

A batch reads the register inside its transaction: what was imported meanwhile counts from there on.
It is read anew only where a stay was registered or changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from mapping.agreements import Mobility
from mapping.identifiers import HeiId, MobilityId
from mapping.identity import IdentityIndex
from sync.store.people import load_aliases, load_mobilities, mobility_versions
from sync.store.quiet import Quiet
from sync.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All mobilities, at any host, and what people confirmed about one."""

    host: HeiId
    mobilities: Mapping[MobilityId, Mobility]
    index: IdentityIndex
    aliases: Mapping[str, MobilityId]


def load_register(connection: Connection, host: HeiId) -> Register:
    """Load all mobilities, at any host, and what people confirmed about this one."""
    mobilities = load_mobilities(connection)
    return Register(
        host=host,
        mobilities={mobility.mobility_id: mobility for mobility in mobilities},
        index=IdentityIndex(mobilities),
        aliases=load_aliases(connection, host),
    )


class KeptRegister:
    """The register of one host, for transactions that follow each other."""

    def __init__(self, host: HeiId) -> None:
        self._host = host
        self._register: Register | None = None
        self._versions: Mapping[MobilityId, str] = {}
        self._quiet = Quiet()

    def within(self, unit: UnitOfWork) -> Register:
        """Give the register as this transaction sees it; ask before writing anything."""
        if self._register is not None and self._quiet.since(unit.connection):
            return self._register
        versions = mobility_versions(unit.connection)
        if self._register is not None and versions == self._versions:
            self._register = Register(
                host=self._host,
                mobilities=self._register.mobilities,
                index=self._register.index,
                aliases=load_aliases(unit.connection, self._host),
            )
        else:
            self._register = load_register(unit.connection, self._host)
        self._versions = versions
        return self._register

    def keep(self, unit: UnitOfWork) -> None:
        """Keep the register for the next transaction, where this one wrote all it will."""
        self._quiet.note(unit.connection)

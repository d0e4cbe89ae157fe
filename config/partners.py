"""The partner registry, `partners.yaml`: who they are, under which names, and what became of them.

A transcript may bear any historical name, and universities merge: identity is the number on the
home's list, with aliases, predecessors and successors beside it.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from config.entries import Entry, Names
from config.scalars import Country, Day, Hei, Note, OneOrMore, Ror, Text, Whole, refuse


class PartnerKind(StrEnum):
    """Whether a partner can issue transcripts at all."""

    UNIVERSITY = "university"
    NOT_A_UNIVERSITY = "not-a-university"


class PartnerStatus(StrEnum):
    """What became of a partner since it was listed."""

    ACTIVE = "active"
    MERGED = "merged"
    """It is part of its successor now."""
    SUSPENDED = "suspended"
    """Nothing of it is recognised until a person decides otherwise."""
    UNRESOLVED = "unresolved"
    """It could not be established who it is, or whether it still exists."""


class Certainty(StrEnum):
    """How well an entry is established."""

    ESTABLISHED = "established"
    GUESS = "guess"


class RelatedEntry(Entry):
    """A predecessor or successor."""

    name: Text
    """Its name."""
    number: Whole | None = None
    """Its number on the list, when it is listed too."""
    hei: Hei | None = None
    """Its SCHAC code."""
    ror: Ror | None = None
    """The end of its https://ror.org address."""
    on: Day | None = None
    """The day of the change."""
    certainty: Certainty = Certainty.ESTABLISHED
    """How well the relation is established."""


class Partner(Entry):
    """One partner of the home university."""

    number: Annotated[Whole, Field(ge=1)]
    """Its number on the home university's list."""
    kind: PartnerKind = PartnerKind.UNIVERSITY
    """Whether it can issue transcripts."""
    status: PartnerStatus = PartnerStatus.ACTIVE
    """What became of it."""
    listed: Text
    """Its name exactly as the list prints it."""
    names: Names = Field(default_factory=dict)
    """Its name today, by language."""
    aliases: Annotated[tuple[Text, ...], OneOrMore] = ()
    """Earlier and other names under which transcripts may come."""
    hei: Hei | None = None
    """SCHAC code; none while unknown."""
    domains: Annotated[tuple[Hei, ...], OneOrMore] = ()
    """Further internet domains, also earlier ones."""
    country: Country | None = None
    """ISO 3166 code."""
    city: Note = ""
    """City."""
    ror: Ror | None = None
    """The end of its https://ror.org address."""
    predecessors: tuple[RelatedEntry, ...] = ()
    """Institutions that became part of it."""
    successors: tuple[RelatedEntry, ...] = ()
    """What it became part of."""
    certainty: Certainty = Certainty.ESTABLISHED
    """`guess` where name, place or successor are not established; ask before relying on it."""
    note: Note = ""
    """What a coordinator should know."""

    @model_validator(mode="after")
    def _merged_into(self) -> "Partner":
        if self.status is PartnerStatus.MERGED and not self.successors:
            raise refuse(
                "successor-missing",
                "a merged partner needs its successors",
                "add 'successors: [{name: ...}]'",
            )
        return self

    def all_names(self) -> tuple[str, ...]:
        """Give every name a transcript of this partner may bear, each once."""
        related = (entry.name for entry in self.predecessors)
        return tuple(dict.fromkeys((self.listed, *self.names.values(), *self.aliases, *related)))


class PartnersFile(Entry):
    """The registry."""

    partners: tuple[Partner, ...]
    """The partners, by their number on the list."""


def find_partner(partners: Iterable[Partner], domain: str) -> Partner | None:
    """Find the partner with a domain; its own code goes first, what it became part of last."""
    found = [
        (rank, partner) for partner in partners if (rank := _rank(partner, domain)) is not None
    ]
    return min(found, key=lambda pair: (pair[0], pair[1].number))[1] if found else None


def _rank(partner: Partner, domain: str) -> int | None:
    if partner.hei == domain:
        return 0
    if domain in partner.domains:
        return 1
    return 2 if any(related.hei == domain for related in partner.successors) else None

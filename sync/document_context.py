"""What documents need of the configuration: names, countries, who signs; reads no store."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.load import Configuration
from config.partners import find_partner
from connectors.transcripts.document import Home, Signatory, Trilingual, everywhere
from mapping.identifiers import HeiId
from mapping.records import LocalisedText
from mapping.rulebook import Rulebook
from sync.document_wording import localised_in_three

_HOME_COUNTRY = "KZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentContext:
    """Everything a document says that is not in the store."""

    home: Home
    rulebook: Rulebook
    host_names: Mapping[HeiId, Trilingual]
    host_countries: Mapping[HeiId, str]
    signatories: tuple[Signatory, ...]
    has_seal: bool
    verification_address: str

    def host_name(self, host: HeiId) -> Trilingual:
        """Name a host; one that is no longer configured by its code."""
        return self.host_names.get(host) or everywhere(host)


def context_of(configuration: Configuration) -> DocumentContext:
    """Gather what documents need."""
    settings = configuration.settings
    documents = settings.documents
    countries = {}
    names = {}
    for host in configuration.hosts:
        partner = find_partner(configuration.partners, host.hei)
        known = {} if partner is None else dict(partner.names)
        own = {text.language: text.text for text in host.names}
        names[host.hei] = _named({**known, **own})
        if host.kind.value == "internal":
            countries[host.hei] = _HOME_COUNTRY
        elif partner is not None and partner.country:
            countries[host.hei] = partner.country
    return DocumentContext(
        home=Home(hei=settings.home.hei, names=_named(settings.home.names)),
        rulebook=configuration.rulebook,
        host_names=names,
        host_countries=countries,
        signatories=tuple(
            Signatory(position=_named(each.position), name=each.name)
            for each in documents.signatories
        ),
        has_seal=documents.seal,
        verification_address=documents.verification_address,
    )


def _named(names: Mapping[str, str]) -> Trilingual:
    """Take a name by language; where none of the three has it, the first one stands for it."""
    made = localised_in_three(
        tuple(LocalisedText(language=language, text=text) for language, text in names.items())
    )
    return made if made.best("en") else everywhere(next(iter(names.values()), ""))

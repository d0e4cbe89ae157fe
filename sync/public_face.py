"""How the home university and its hosts are called before people outside; reads no store."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.load import Configuration
from mapping.identifiers import HeiId
from sync.messages import FALLBACK

Names = Mapping[str, str]
"""One text a language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFace:
    """Names by language, and where we are reached; `url` is empty where nobody configured it.

    `language` is that of people who ask for none.
    """

    url: str
    home: Names
    hosts: Mapping[HeiId, Names]
    language: str

    def home_name(self, language: str) -> str:
        """Name the home university."""
        return _named(self.home, language)

    def host_name(self, host: HeiId, language: str) -> str:
        """Name a host; by its code where it has no name."""
        return _named(self.hosts.get(host, {}), language) or host


def public_face(configuration: Configuration) -> PublicFace:
    """Take what is shown outside from a configuration."""
    settings = configuration.settings
    listening = settings.notifications
    return PublicFace(
        url=(listening.public_url or "") if listening else "",
        home=settings.home.names,
        hosts={
            host.hei: {name.language: name.text for name in host.names}
            for host in configuration.hosts
        },
        language=settings.language.value,
    )


def _named(names: Names, language: str) -> str:
    return names.get(language) or names.get(FALLBACK) or next(iter(names.values()), "")

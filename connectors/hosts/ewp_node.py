"""One partner in the EWP network: which of its APIs to call, where and under which keys."""

from collections.abc import Iterable
from datetime import datetime

from connectors.errors import HostRefused
from connectors.hosts.ewp_catalogue import ApiEntry, Catalogue, CatalogueHost
from connectors.hosts.ewp_client import Answer, Endpoint, EwpClient, Form, UnprovenAnswer
from connectors.hosts.ewp_registry import CatalogueSource
from connectors.hosts.ewp_settings import EwpSettings
from connectors.http import HttpSession
from connectors.http_signature import SignatureFault, SigningKey
from mapping.identifiers import HeiId
from mapping.problems import UtqyrError


def load_key(host: HeiId, settings: EwpSettings) -> SigningKey:
    """Load the key we sign with; raises HostRefused."""
    try:
        return SigningKey.from_pem(settings.key.get_secret_value())
    except UtqyrError as error:  # the secret is not there, or is no key
        raise HostRefused(host, error.message, hint=error.hint) from error


class EwpNode:
    """Calls a partner's APIs as its entries in the catalogue say, within one run.

    `now` is the run's time; this machine's where there is no run.
    """

    def __init__(
        self,
        host: HeiId,
        settings: EwpSettings,
        *,
        source: CatalogueSource,
        session: HttpSession,
        now: datetime | None,
    ) -> None:
        self._host = host
        self._settings = settings
        self._source = source
        self.key = load_key(host, settings)
        self._client = EwpClient(
            host, key=self.key, session=session, patience=settings.patience(), now=now
        )

    def now(self) -> datetime:
        """Tell the time."""
        return self._client.now()

    def catalogue(self, *, renewed: bool = False) -> Catalogue:
        """Give the registry's catalogue; raises HostUnavailable."""
        return self._source.catalogue(self.now(), renewed=renewed)

    def entry(self, name: str, majors: Iterable[int], *, renewed: bool = False) -> ApiEntry:
        """Choose the version of an API to call; raises HostRefused and HostUnavailable."""
        return self._choose(name, majors, renewed=renewed)[2]

    def ask(self, name: str, majors: Iterable[int], url: str, form: Form) -> Answer:
        """Call one endpoint; a key nobody vouched for yet is looked up anew, once.

        `url` names the fact of the entry that holds the address. Raises what EwpClient raises.
        """
        majors = tuple(majors)
        try:
            return self._client.post(self._endpoint(name, majors, url, renewed=False), form)
        except UnprovenAnswer as unproven:
            if unproven.fault is not SignatureFault.UNKNOWN_KEY:
                raise
        return self._client.post(self._endpoint(name, majors, url, renewed=True), form)

    def _endpoint(self, name: str, majors: Iterable[int], url: str, *, renewed: bool) -> Endpoint:
        catalogue, host, entry = self._choose(name, majors, renewed=renewed)
        return Endpoint(
            url=entry.facts.get(url, ""),
            keys=catalogue.server_keys(host),
            must_sign=entry.signs_answers or self._settings.signed_answers == "always",
        )

    def _choose(
        self, name: str, majors: Iterable[int], *, renewed: bool
    ) -> tuple[Catalogue, CatalogueHost, ApiEntry]:
        catalogue = self.catalogue(renewed=renewed)
        found = catalogue.find(self._host, name, majors)
        if found is None:
            raise self._missing(catalogue, name)
        host, entry = found
        if not entry.takes_signatures:
            raise HostRefused(
                self._host,
                f"the host's {name} takes no HTTP signatures from clients",
                hint="ask the partner to accept httpsig, as the specification recommends",
            )
        if self._settings.signed_answers == "always" and not entry.signs_answers:
            raise HostRefused(
                self._host,
                f"the host's {name} does not sign its answers, and signed_answers is 'always'",
                hint="ask the partner to sign, or trust TLS with signed_answers: offered",
            )
        return catalogue, host, entry

    def _missing(self, catalogue: Catalogue, name: str) -> HostRefused:
        if not catalogue.knows(self._host):
            return HostRefused(
                self._host,
                "the EWP registry does not know this host",
                hint="is its SCHAC code right, and is this the registry it is in?",
            )
        return HostRefused(
            self._host,
            f"this host serves no {name} in a version we use",
            hint="ask the partner when it will; until then take its ELMO files (kind elmo)",
        )

"""The EWP registry's catalogue: who serves which API where, signed by which keys; fetches nothing.

    host: apis-implemented, institutions-covered, client- and server-credentials-in-use
    binaries: the keys themselves, by the digest of their DER form

Namespaces decide which major version an entry is of (registry 1.5.0, discovery 6.0.0). Entries have
no order, and several versions stand side by side.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from lxml import etree

from connectors.errors import HostContractBroken, HostRefused
from connectors.hosts.elmo_values import LocalNames, XmlElement
from connectors.http_signature import KeyRing, key_id_of, read_public_key
from connectors.xml_stream import FinishedElements
from mapping.identifiers import HeiId

TRANSCRIPTS = "imobility-tors"
COURSES = "courses"
REPLICATION = "simple-course-replication"

HTTPSIG = "httpsig"

_ENTRIES = re.compile(
    r"\{https://github\.com/erasmus-without-paper/ewp-specs-api-[a-z-]+/(?:blob|tree)"
    r"/stable-v(\d{1,3})/manifest-entry\.xsd\}([a-z-]+)"
)
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,3}", re.ASCII)
_LIMIT = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_WANTED = frozenset({TRANSCRIPTS, COURSES, REPLICATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiEntry:
    """One version of one API of one host; `facts` are its simple children, as `get-url`."""

    name: str
    major: int
    version: tuple[int, ...]
    facts: Mapping[str, str]
    client_auth: frozenset[str] | None
    server_auth: frozenset[str] | None

    def limit(self, name: str) -> int:
        """Give how many ids one request may hold; one where the entry does not say."""
        text = self.facts.get(name, "")
        return int(text) if _LIMIT.fullmatch(text) else 1

    def flag(self, name: str) -> bool:
        """Tell whether the entry says yes."""
        return self.facts.get(name, "") in ("true", "1")

    @property
    def takes_signatures(self) -> bool:
        """Tell whether clients may sign; without a word, only TLS certificates count."""
        return self.client_auth is not None and HTTPSIG in self.client_auth

    @property
    def signs_answers(self) -> bool:
        """Tell whether the server signs when it is asked to."""
        return self.server_auth is not None and HTTPSIG in self.server_auth


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueHost:
    """One EWP host: the institutions it speaks for, what it serves, and the keys it uses."""

    institutions: frozenset[HeiId]
    entries: tuple[ApiEntry, ...]
    client_keys: frozenset[str]
    server_keys: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What the registry says of the network."""

    hosts: tuple[CatalogueHost, ...]
    keys: Mapping[str, RSAPublicKey]

    def knows(self, institution: HeiId) -> bool:
        """Tell whether some host speaks for an institution."""
        return any(institution in host.institutions for host in self.hosts)

    def find(
        self, institution: HeiId, name: str, majors: Iterable[int]
    ) -> tuple[CatalogueHost, ApiEntry] | None:
        """Find the highest version of an API an institution has, among these major versions.

        Raises HostRefused when two hosts serve the same version for it: which one is meant is not
        for the order of a file to decide.
        """
        wanted = frozenset(majors)
        found = [
            (host, entry)
            for host in self.hosts
            if institution in host.institutions
            for entry in host.entries
            if entry.name == name and entry.major in wanted
        ]
        highest = max((entry.version for _host, entry in found), default=())
        best = [each for each in found if each[1].version == highest]
        if len(best) > 1 and len({tuple(sorted(entry.facts.items())) for _, entry in best}) > 1:
            raise HostRefused(
                institution,
                f"the registry lists {name} {_written(highest)} of this host twice, at two places",
                hint="ask the partner which of its EWP hosts is in use",
            )
        return best[0] if best else None

    def server_keys(self, host: CatalogueHost) -> KeyRing:
        """Vouch for the keys a host signs its answers with, and for no other host's."""
        return {key: self.keys[key] for key in host.server_keys if key in self.keys}.get

    def client_keys(self, institution: HeiId) -> frozenset[str]:
        """Name the keys an institution's clients may sign with."""
        return frozenset(
            key
            for host in self.hosts
            if institution in host.institutions
            for key in host.client_keys
        )

    def any_client_key(self, key_id: str) -> RSAPublicKey | None:
        """Vouch for a key that is some host's client key."""
        used = any(key_id in host.client_keys for host in self.hosts)
        return self.keys.get(key_id) if used else None

    def covered_by(self, key_id: str) -> frozenset[HeiId]:
        """Name the institutions a client key may speak for."""
        return frozenset(
            institution
            for host in self.hosts
            if key_id in host.client_keys
            for institution in host.institutions
        )


def read_catalogue(stream: BinaryIO, *, host: HeiId) -> Catalogue:
    """Read a catalogue, streaming; raises HostContractBroken for what is none.

    A key whose content does not have the digest it is listed under is left out, and so is one that
    is not RSA: nothing can then be verified by it.
    """
    names = LocalNames()
    elements = FinishedElements(stream, host=host, names=("host", "hei", "rsa-public-key"))
    hosts: list[CatalogueHost] = []
    keys: dict[str, RSAPublicKey] = {}
    root = ""
    for element in elements:
        name = names[element.tag]
        parent = element.getparent()
        above = "" if parent is None else names[parent.tag]
        root = root or names[element.getroottree().getroot().tag]
        if name == "rsa-public-key":
            if above == "binaries":
                keys.update(_read_key(element))
                elements.drop_before(element)
            continue
        if name == "host" and above == "catalogue":
            hosts.append(_read_host(element, names))
        if above in ("catalogue", "institutions"):
            elements.drop_before(element)
    if root != "catalogue" or not hosts:
        raise HostContractBroken(
            host,
            "what the registry answered is no catalogue",
            hint="is the address of the registry right?",
        )
    return Catalogue(hosts=tuple(hosts), keys=keys)


def _read_host(element: XmlElement, names: LocalNames) -> CatalogueHost:
    parts = {names[child.tag]: child for child in element}
    return CatalogueHost(
        institutions=frozenset(
            HeiId(_text(child).lower())
            for child in parts.get("institutions-covered", ())
            if names[child.tag] == "hei-id"
        ),
        entries=tuple(
            entry
            for child in parts.get("apis-implemented", ())
            if (entry := _read_entry(child, names)) is not None
        ),
        client_keys=_key_ids(parts.get("client-credentials-in-use", ()), names),
        server_keys=_key_ids(parts.get("server-credentials-in-use", ()), names),
    )


def _read_entry(element: XmlElement, names: LocalNames) -> ApiEntry | None:
    found = _ENTRIES.fullmatch(str(element.tag))
    written = element.get("version", "")
    if found is None or found[2] not in _WANTED or not _VERSION.fullmatch(written):
        return None
    security = next((each for each in element if names[each.tag] == "http-security"), ())
    return ApiEntry(
        name=found[2],
        major=int(found[1]),
        version=tuple(int(part) for part in written.split(".")),
        facts={names[child.tag]: _text(child) for child in element if not len(child)},
        client_auth=_methods(security, "client-auth-methods", names),
        server_auth=_methods(security, "server-auth-methods", names),
    )


def _methods(security: Iterable[XmlElement], name: str, names: LocalNames) -> frozenset[str] | None:
    for child in security:
        if names[child.tag] == name:
            return frozenset(names[method.tag] for method in child)
    return None


def _key_ids(credentials: Iterable[XmlElement], names: LocalNames) -> frozenset[str]:
    return frozenset(
        digest
        for child in credentials
        if names[child.tag] == "rsa-public-key"
        and _DIGEST.fullmatch(digest := child.get("sha-256", ""))
    )


def _read_key(element: XmlElement) -> Iterator[tuple[str, RSAPublicKey]]:
    digest = element.get("sha-256", "")
    try:
        der = base64.b64decode("".join((element.text or "").split()), validate=True)
    except binascii.Error:
        return
    key = read_public_key(der)
    if key is not None and key_id_of(key) == digest:
        yield digest, key


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _written(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))

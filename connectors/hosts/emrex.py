"""Results students fetch themselves through EMREX, or leave as files; their signature is judged.

    return endpoint --> folder/returned --.
    people ---------> folder -------------+--> spool --> signature --> the signed bytes --> ELMO

A student picks courses at the provider: a document lists what was picked, never all there is. It
went through the student's hands, so without a pinned certificate nobody vouches for it.
"""

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from cryptography import x509

from connectors.base import (
    Capabilities,
    ConnectorSettings,
    HostDocument,
    Parsed,
    RetrievalRequest,
)
from connectors.documents import OpeningLimits, open_unwrapped
from connectors.drop_folder import DropFolder
from connectors.errors import HostContractBroken, HostError, HostRefused
from connectors.hosts.elmo_reader import read_elmo
from connectors.hosts.elmo_settings import ElmoReadingSettings
from connectors.hosts.emrex_allowance import ReturnAllowance
from connectors.hosts.emrex_pins import PinnedCertificates
from connectors.hosts.emrex_return import (
    EmrexReturn,
    EmrexSessions,
    ReturnOutcome,
    read_return,
    turned_away,
)
from connectors.hosts.emrex_settings import EmrexSettings
from connectors.xml_signature import (
    SignatureVerdict,
    SignedContent,
    verify_document,
)
from mapping.identifiers import HeiId
from mapping.problems import Problem, Severity, UtqyrError

RETURNED = "returned"
"""The folder below the host's own that the return endpoint puts documents in."""

_READING = "1"
"""What is read from the same bytes by the same settings; raised when the reading changes."""

_LEAST_SECRET = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class EmrexStart:
    """What a student's browser posts to the provider."""

    url: str
    session_id: str


class EmrexConnector:
    """A host whose results students bring themselves."""

    kind: ClassVar[str] = "emrex"
    settings_type: ClassVar[type[ConnectorSettings]] = EmrexSettings

    def __init__(self, host: HeiId, settings: ConnectorSettings) -> None:
        if not isinstance(settings, EmrexSettings):
            raise TypeError("the emrex connector takes EmrexSettings")
        self._host = host
        self._settings = settings
        self._limits = OpeningLimits(max_bytes=settings.max_bytes)
        self._pins = PinnedCertificates(host=host, path=settings.certificates)
        self._allowance = ReturnAllowance(
            returns=settings.returns_per_hour, size=settings.return_bytes_per_hour
        )

    def capabilities(self) -> Capabilities:
        """Declare what EMREX can do: what students brought, as they picked it."""
        return Capabilities(
            credential_expires=self._settings.credential_expires or self._pins.last_day()
        )

    def retrieve(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Spool what was left and what came back; raises as `DropFolder.retrieve` does."""
        pinned = self._pins.read()
        folders = [self._folder()]
        if (self._settings.path / RETURNED).is_dir():
            folders.append(self._returned())
        for folder in folders:
            for document in folder.retrieve(request, media_type="application/xml"):
                yield replace(document, facts=(*document.facts, *self._facts(document, pinned)))

    def parse(self, document: HostDocument) -> Iterator[Parsed]:
        """Read what is signed of a document, streaming; raises HostContractBroken.

        What the settings ask of its signature decides whether it is read at all; what was found is
        told in any case.
        """
        content = self._content(document)
        try:
            pinned = self._pins.read()
        except HostRefused as error:
            raise HostContractBroken(self._host, error.message, hint=error.hint) from error
        found = verify_document(content, pinned=pinned)
        self._require(found)
        if found.verdict is not SignatureVerdict.PINNED:
            yield _finding(found)
        yield from read_elmo(
            io.BytesIO(found.signed or content),
            host=self._host,
            evidence=document.sha256,
            policy=self._settings.policy(),
        )

    def profile(self) -> str:
        """Digest the settings that reading depends on, and the certificates pinned."""
        names = {*ElmoReadingSettings.model_fields, "require_signature", "max_bytes"}
        settings = self._settings.model_dump(mode="json", include=names)
        pinned = self._pins.fingerprints()
        text = json.dumps([_READING, settings, pinned], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def check(self) -> Iterator[Problem]:
        """Look whether the folder and the certificates can be used."""
        try:
            self._folder().list_files()
        except HostError as error:
            yield Problem(
                code="folder-unreadable",
                message=error.message,
                place=str(self._settings.path),
                hint=error.hint,
            )
        yield from self._pins.check(self._settings.require_signature)

    # -- the way of a browser ----------------------------------------------------------------------

    def begin(self, now: datetime) -> EmrexStart:
        """Begin a student's way to the provider; raises HostRefused where it is not set up."""
        if not self._settings.provider:
            raise HostRefused(
                self._host,
                "there is no provider to send a student to",
                hint="write the address of the EMREX provider into the host's settings",
            )
        return EmrexStart(url=self._settings.provider, session_id=self._sessions.begin(now))

    def receive(self, body: bytes, *, content_type: str, now: datetime) -> EmrexReturn:
        """Take what a browser brought back, and leave its document for the next run.

        Raises HostRefused where returns are not set up or the document cannot be kept. Whatever is
        not kept leaves its session open, so that the browser can bring it again.
        """
        found = read_return(
            body,
            content_type=content_type,
            sessions=self._sessions,
            limit_bytes=self._settings.max_bytes,
            now=now,
        )
        if found.outcome is not ReturnOutcome.RECEIVED:
            return found
        wait = self._allowance.take(len(found.content), now)
        if wait is not None:
            self._sessions.open_again(found.session_id)
            return turned_away(wait)
        try:
            self._leave(found.content)
        except HostRefused:
            self._sessions.open_again(found.session_id)
            raise
        return found

    def _leave(self, content: bytes) -> None:
        """Put a document where the next run finds it, under its name only once it is whole."""
        folder = self._settings.path / RETURNED
        path = folder / f"{hashlib.sha256(content).hexdigest()}.b64"
        part = path.with_suffix(".part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._require_room(folder, len(content))
            part.write_bytes(content)
            part.replace(path)
        except OSError as error:
            raise HostRefused(
                self._host,
                f"a returned document cannot be kept: {error.strerror or type(error).__name__}",
                hint="give the service's account the right to write into the host's folder",
            ) from error

    def _require_room(self, folder: Path, size: int) -> None:
        lying = sum(each.stat().st_size for each in folder.glob("*.b64"))
        if lying + size > self._settings.return_bytes_kept:
            raise HostRefused(
                self._host,
                f"{lying} bytes lie in the folder of returns, and no more are taken",
                hint=f"move what was read out of {RETURNED}/, or raise return_bytes_kept",
            )

    @cached_property
    def _sessions(self) -> EmrexSessions:
        try:
            given = self._settings.session_secret
            secret = given.get_secret_value().encode() if given else b""
        except UtqyrError as error:
            raise HostRefused(self._host, error.message, hint=error.hint) from error
        if len(secret) < _LEAST_SECRET:
            raise HostRefused(
                self._host,
                "there is no session secret, or one too short to be one",
                hint="name a secret of at least 16 characters in session_secret",
            )
        return EmrexSessions(self._host, secret)

    # -- documents ---------------------------------------------------------------------------------

    def _content(self, document: HostDocument) -> bytes:
        with open_unwrapped(document, limits=self._limits) as stream:
            return stream.read()

    def _facts(
        self, document: HostDocument, pinned: tuple[x509.Certificate, ...]
    ) -> tuple[tuple[str, str], ...]:
        """Say what the signature is worth, for the record; reading judges it again."""
        try:
            found = verify_document(self._content(document), pinned=pinned)
        except HostContractBroken:
            return (("signature", "unreadable"),)
        if not found.certificate:
            return (("signature", found.verdict.value),)
        return (("signature", found.verdict.value), ("certificate", found.certificate))

    def _require(self, found: SignedContent) -> None:
        allowed = {
            "pinned": found.verdict is SignatureVerdict.PINNED,
            "pinned-even-weak": found.pinned,
            "valid": bool(found.signed),
            "none": True,
        }[self._settings.require_signature]
        if not allowed:
            raise HostContractBroken(
                self._host,
                f"the document's signature is {found.verdict.value}, and the settings ask for "
                f"{self._settings.require_signature}",
                hint=_HINTS[found.verdict],
            )

    def _folder(self) -> DropFolder:
        return DropFolder(
            host=self._host,
            path=self._settings.path,
            patterns=self._settings.patterns,
            settle_seconds=self._settings.settle_seconds,
            limit_bytes=self._settings.max_bytes,
        )

    def _returned(self) -> DropFolder:
        """Name the folder of returns: they appear whole, so nobody waits for them to settle."""
        return replace(
            self._folder(),
            path=self._settings.path / RETURNED,
            patterns=("*.b64",),
            settle_seconds=0,
        )


_HINTS = {
    SignatureVerdict.UNPINNED: "compare its certificate with the one the EWP registry lists for the"
    " provider, and pin that",
    SignatureVerdict.WEAK: "if the provider signs by SHA-1, ask for pinned-even-weak",
    SignatureVerdict.INVALID: "the document was changed since it was signed; fetch it again, and do"
    " not open and save it on the way",
    SignatureVerdict.ABSENT: "a document without a signature may be anybody's; ask the provider for"
    " a signed one",
    SignatureVerdict.PINNED: "",
}


def _finding(found: SignedContent) -> Problem:
    return Problem(
        code=f"signature-{found.verdict.value}",
        message=f"the document's signature is {found.verdict.value}",
        hint=_HINTS[found.verdict],
        severity=Severity.WARNING,
    )

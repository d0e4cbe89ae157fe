"""The certificates pinned for a provider: where they lie, and until when; judges nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography import x509

from connectors.errors import HostError, HostRefused
from connectors.xml_signature import fingerprint_of, read_certificates
from mapping.identifiers import HeiId
from mapping.problems import Problem, UtqyrError


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedCertificates:
    """A PEM file, or a folder of them, read anew each time: people change them while we run."""

    host: HeiId
    path: Path | None

    def read(self) -> tuple[x509.Certificate, ...]:
        """Read them; raises HostRefused."""
        try:
            return tuple(
                certificate
                for path in self._files()
                for certificate in read_certificates(path.read_bytes())
            )
        except OSError as error:
            raise HostRefused(
                self.host,
                "the pinned certificates cannot be read",
                hint="mend the path in 'certificates', and the rights of the files",
            ) from error
        except UtqyrError as error:
            raise HostRefused(self.host, error.message, hint=error.hint) from error

    def fingerprints(self) -> list[str]:
        """Name them; what is set aside while they cannot be read is read again once they can."""
        try:
            return sorted(fingerprint_of(each) for each in self.read())
        except HostRefused:
            return ["unreadable"]

    def last_day(self) -> date | None:
        """Tell the last day of the one that is good longest: of two, one is the next.

        None where none is pinned, or they cannot be read: `check` says so.
        """
        try:
            return max((each.not_valid_after_utc.date() for each in self.read()), default=None)
        except HostRefused:
            return None

    def check(self, required: str) -> Iterator[Problem]:
        """Look whether they can be read, and whether what documents need is there."""
        place = str(self.path or "")
        try:
            pinned = self.read()
        except HostError as error:
            yield Problem(
                code="certificates-unreadable",
                message=error.message,
                place=place,
                hint=error.hint,
            )
            return
        if not pinned and required.startswith("pinned"):
            yield Problem(
                code="no-certificates",
                message="documents need the signature of a pinned certificate, and none is pinned",
                place=place,
                hint="take the provider's from the EWP registry, and name its file in"
                " 'certificates'",
            )

    def _files(self) -> list[Path]:
        if self.path is None:
            return []
        return sorted(self.path.glob("*.pem")) if self.path.is_dir() else [self.path]

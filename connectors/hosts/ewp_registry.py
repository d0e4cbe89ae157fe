"""The EWP registry's catalogue, had when it is needed and kept for a while; trusts TLS for it.

    fresh copy at hand        -> that
    else asked with conditions -> 304: the copy at hand, 200: the new one
    registry down or nonsense  -> the copy at hand while it is not too old, else HostUnavailable

With a folder the copy outlives the process, and all hosts of a configuration share it.
"""

import hashlib
import io
import json
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

from connectors.errors import HostContractBroken, HostError, HostUnavailable
from connectors.hosts.ewp_catalogue import Catalogue, read_catalogue
from connectors.http import HttpPolicy, new_session
from connectors.http_replies import HttpFailure, host_error
from mapping.identifiers import HeiId

PRODUCTION = "https://registry.erasmuswithoutpaper.eu/catalogue-v1.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """A catalogue, when the registry last confirmed it, and how to ask for a newer one."""

    catalogue: Catalogue
    sha256: str
    confirmed_at: datetime
    etag: str = ""
    last_modified: str = ""


class CatalogueSource:
    """One registry's catalogue, safe to share between threads.

    `fresh` is how long a copy is used unasked, `stale` how long after its last confirmation it may
    stand in for a registry that is down.
    """

    def __init__(
        self,
        url: str,
        *,
        host: HeiId,
        policy: HttpPolicy,
        fresh: timedelta,
        stale: timedelta,
        folder: Path | None,
    ) -> None:
        self._url = url
        self._host = host
        self._policy = policy
        self._fresh = fresh
        self._stale = stale
        self._folder = folder
        self._copy: _Copy | None = None
        self._lock = threading.Lock()

    def catalogue(self, now: datetime, *, renewed: bool = False) -> Catalogue:
        """Give the catalogue; `renewed` asks the registry even for a fresh copy.

        Raises HostUnavailable when there is none, or none that is not too old.
        """
        with self._lock:
            copy = self._copy
            if copy is None or not self._is_fresh(copy, now):
                copy = self._newest(copy, self._read_kept())
            if copy is None or renewed or not self._is_fresh(copy, now):
                copy = self._renew(copy, now)
            self._copy = copy
            return copy.catalogue

    def _is_fresh(self, copy: _Copy, now: datetime) -> bool:
        return timedelta(0) <= now - copy.confirmed_at < self._fresh

    @staticmethod
    def _newest(*copies: _Copy | None) -> _Copy | None:
        known = [copy for copy in copies if copy is not None]
        return max(known, key=lambda copy: copy.confirmed_at, default=None)

    def _renew(self, copy: _Copy | None, now: datetime) -> _Copy:
        try:
            renewed, content = self._ask(copy, now)
        except HostError as error:
            if copy is not None and now - copy.confirmed_at <= self._stale:
                return copy
            raise HostUnavailable(
                self._host,
                f"the EWP registry's catalogue cannot be had: {error.message}",
                hint=error.hint or "the next run asks again",
            ) from error
        self._keep(renewed, content)
        return renewed

    def _ask(self, copy: _Copy | None, now: datetime) -> tuple[_Copy, bytes | None]:
        """Ask the registry: a new copy with its content, or the old one confirmed."""
        conditions = {}
        if copy is not None and copy.etag:
            conditions["If-None-Match"] = copy.etag
        if copy is not None and copy.last_modified:
            conditions["If-Modified-Since"] = copy.last_modified
        try:
            with new_session(self._policy) as session:
                reply = session.get(self._url, headers=conditions).expect_done()
        except HttpFailure as failure:
            raise host_error(self._host, failure) from failure
        if reply.status == HTTPStatus.NOT_MODIFIED and copy is not None:
            return replace(copy, confirmed_at=now), None
        renewed = _Copy(
            catalogue=read_catalogue(io.BytesIO(reply.body), host=self._host),
            sha256=hashlib.sha256(reply.body).hexdigest(),
            confirmed_at=now,
            etag=reply.headers.get("ETag", ""),
            last_modified=reply.headers.get("Last-Modified", ""),
        )
        return renewed, reply.body

    # -- the copy on disk --------------------------------------------------------------------------

    def _path(self) -> Path | None:
        name = hashlib.sha256(self._url.encode()).hexdigest()[:16]
        return None if self._folder is None else self._folder / f"ewp-catalogue-{name}.xml"

    def _read_kept(self) -> _Copy | None:
        """Read the copy on disk; one that is missing, damaged or half written is none."""
        path = self._path()
        if path is None:
            return None
        try:
            noted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            content = path.read_bytes()
            if hashlib.sha256(content).hexdigest() != noted["sha256"]:
                return None
            return _Copy(
                catalogue=read_catalogue(io.BytesIO(content), host=self._host),
                sha256=noted["sha256"],
                confirmed_at=datetime.fromisoformat(noted["confirmed_at"]).astimezone(UTC),
                etag=str(noted["etag"]),
                last_modified=str(noted["last_modified"]),
            )
        except (OSError, ValueError, KeyError, TypeError, HostContractBroken):
            return None

    def _keep(self, copy: _Copy, content: bytes | None) -> None:
        """Write the copy to disk; a folder that cannot be written only costs further requests."""
        path = self._path()
        if path is None:
            return
        noted = {
            "sha256": copy.sha256,
            "confirmed_at": copy.confirmed_at.isoformat(),
            "etag": copy.etag,
            "last_modified": copy.last_modified,
        }
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is not None:
                _replace(path, content)
            _replace(path.with_suffix(".json"), json.dumps(noted).encode())
        except OSError:
            return


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)

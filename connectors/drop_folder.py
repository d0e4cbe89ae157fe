"""Documents left in a folder: listed in order, spooled once settled; never changes the folder.

A missing folder is an error, never an empty listing: a network share that is not mounted must not
look like a host that withdrew everything.
"""

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from connectors.base import HostDocument, RetrievalRequest
from connectors.documents import digest_file, is_settled, spool_file
from connectors.errors import HostContractBroken, HostRefused, HostUnavailable
from mapping.identifiers import HeiId, Sha256

_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", "~")


def is_wanted(name: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a file is finished, by its name, and fits one of the patterns, in any case."""
    lowered = name.lower()
    if lowered.startswith((".", "~$")) or lowered.endswith(_UNFINISHED):
        return False
    return any(fnmatch.fnmatchcase(lowered, pattern.lower()) for pattern in patterns)


@dataclass(frozen=True, slots=True, kw_only=True)
class DropFolder:
    """A folder a host's files arrive in; `patterns` are shell patterns on the name, any case.

    Only files directly in the folder count. Hidden and unfinished ones (`.part`, `.tmp`, …) do
    not, nor do links that lead out of it.
    """

    host: HeiId
    path: Path
    patterns: tuple[str, ...]
    settle_seconds: float
    limit_bytes: int

    def retrieve(self, request: RetrievalRequest, *, media_type: str) -> Iterator[HostDocument]:
        """Spool every settled file that is not known yet, by name.

        A file that cannot be taken does not stop those after it: HostUnavailable is raised once
        the others were given, and says which ones by their position, since a file name may hold a
        student's name. Raises HostUnavailable at once when the folder is missing, HostRefused
        when it may not be read.
        """
        paths = [
            path for path in self.list_files() if is_settled(path, request.now, self.settle_seconds)
        ]
        failures: list[str] = []
        seen: set[Sha256] = set(request.known)
        for position, path in enumerate(paths, start=1):
            try:
                document = self._spool_unknown(path, request, media_type, seen)
            except FileNotFoundError:
                continue  # taken away since the listing: it was not ours to read
            except (HostUnavailable, HostContractBroken) as error:
                failures.append(f"file {position} of {len(paths)} by name: {error.message}")
                continue
            if document is not None:
                seen.add(document.sha256)
                yield document
        if failures:
            raise HostUnavailable(
                self.host,
                f"{len(failures)} of {len(paths)} files could not be taken; {failures[0]}",
                hint="the other files were taken; this one is tried again in the next run",
            )

    def list_files(self) -> tuple[Path, ...]:
        """List the files by name, links resolved; raises as `retrieve` does."""
        try:
            folder = self.path.resolve(strict=True)
            entries = sorted(folder.iterdir())
        except PermissionError as error:
            raise HostRefused(
                self.host,
                "the drop folder may not be read",
                hint="give the service's account read access to the folder",
            ) from error
        except (OSError, RuntimeError) as error:  # a RuntimeError is a loop of links
            raise HostUnavailable(
                self.host,
                "the drop folder is not there",
                hint="is the path right, and the network share mounted?",
            ) from error
        return tuple(
            target
            for entry in entries
            if is_wanted(entry.name, self.patterns)
            and (target := _inside(folder, entry)) is not None
        )

    def _spool_unknown(
        self, path: Path, request: RetrievalRequest, media_type: str, seen: set[Sha256]
    ) -> HostDocument | None:
        if not path.exists():
            raise FileNotFoundError(path.name)
        digest = digest_file(path, host=self.host, limit_bytes=self.limit_bytes)
        if digest in seen:
            return None
        return spool_file(
            path,
            host=self.host,
            spool=request.spool,
            name=path.name,
            media_type=media_type,
            fetched_at=request.now,
            limit_bytes=self.limit_bytes,
        )


def _inside(folder: Path, entry: Path) -> Path | None:
    """Resolve an entry to a regular file inside the folder, or nothing."""
    try:
        target = entry.resolve(strict=True)
        return target if target.parent == folder and target.is_file() else None
    except (OSError, RuntimeError):  # a RuntimeError is a loop of links
        return None

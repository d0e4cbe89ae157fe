"""Documents left in a folder: oldest first, spooled once settled; never changes the folder.

A missing folder is an error, never an empty listing: a network share that is not mounted must not
look like a host that withdrew everything.
"""

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.base import HostDocument, RetrievalRequest
from connectors.documents import digest_file, spool_file
from connectors.errors import HostContractBroken, HostRefused, HostUnavailable
from mapping.identifiers import HeiId

_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", "~")
_FAR_BACK = datetime(1900, 1, 1, tzinfo=UTC)
_FAR_AHEAD = datetime(9000, 1, 1, tzinfo=UTC)


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
        """Spool every settled file that is news, by modification time and then by name.

        A file that cannot be taken does not stop those after it: HostUnavailable is raised once
        the others were given, and says which ones by their position, since a file name may hold a
        student's name. Raises HostUnavailable at once when the folder is missing, HostRefused
        when it may not be read.
        """
        files = self._settled_files(request)
        failures: list[str] = []
        for file in sorted(files, key=lambda each: (each.modified, each.path.name)):
            try:
                document = self._spool_news(file, request, media_type)
            except FileNotFoundError:
                continue  # taken away since the listing: it was not ours to read
            except (HostUnavailable, HostContractBroken) as error:
                position = files.index(file) + 1
                failures.append(f"file {position} of {len(files)} by name: {error.message}")
                continue
            if document is not None:
                yield document
        if failures:
            raise HostUnavailable(
                self.host,
                f"{len(failures)} of {len(files)} files could not be taken; {failures[0]}",
                hint="the other files were taken; this one is tried again in the next run",
            )

    def _settled_files(self, request: RetrievalRequest) -> list["_File"]:
        """List by name the files left alone for long enough, and postpone the others.

        A modification time in the future, from another machine's clock, never counts as settled by
        itself: it waits until `now` has passed it.
        """
        settle = timedelta(seconds=self.settle_seconds)
        settled = []
        for path in self.list_files():
            try:
                modified = path.stat(follow_symlinks=False).st_mtime
            except OSError:
                continue
            file = _File(path=path, modified=_moment(modified))
            if request.now - file.modified >= settle:
                settled.append(file)
            else:
                request.postpone(file.modified + settle)
        return settled

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
        found = (
            _inside(folder, entry) for entry in entries if is_wanted(entry.name, self.patterns)
        )
        # a link beside the file it names is that file
        return tuple(dict.fromkeys(target for target in found if target is not None))

    def _spool_news(
        self, file: "_File", request: RetrievalRequest, media_type: str
    ) -> HostDocument | None:
        if not file.path.exists():
            raise FileNotFoundError(file.path.name)
        digest = digest_file(file.path, host=self.host, limit_bytes=self.limit_bytes)
        if request.is_known(file.path.name, digest, file.modified):
            return None
        document = spool_file(
            file.path,
            host=self.host,
            spool=request.spool,
            name=file.path.name,
            media_type=media_type,
            fetched_at=request.now,
            limit_bytes=self.limit_bytes,
        )
        return replace(document, published=file.modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file of the folder and when it was written last, by the clock of whoever wrote it."""

    path: Path
    modified: datetime


def _moment(seconds: float) -> datetime:
    """Read a modification time; one that no calendar has is far back or far ahead."""
    try:
        moment = datetime.fromtimestamp(seconds, tz=UTC)
    except (OverflowError, ValueError, OSError):
        moment = _FAR_AHEAD if seconds > 0 else _FAR_BACK
    return min(max(moment, _FAR_BACK), _FAR_AHEAD)


def _inside(folder: Path, entry: Path) -> Path | None:
    """Resolve an entry to a regular file inside the folder, or nothing."""
    try:
        target = entry.resolve(strict=True)
        return target if target.parent == folder and target.is_file() else None
    except (OSError, RuntimeError):  # a RuntimeError is a loop of links
        return None

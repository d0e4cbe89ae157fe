"""Is what a host shows news? Compares names, contents and the host's own times; reads nothing.

name          content       host's time     what it is
new           any                           a statement
known         changed                       a statement, also where the content was there before
new           known         not later       a copy or another name: a statement of that old time
known         the same      a day later     the same listing, published anew
known         the same                      no news
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from mapping.identifiers import Sha256

LISTINGS_APART = timedelta(hours=20)
"""Two full listings are two only this far apart; a nightly export is seldom a whole day after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One document as a host showed it; of two at one host the one at the later position counts."""

    intake_id: int
    position: int
    name: str
    sha256: Sha256
    published: datetime | None
    seen_at: datetime

    @property
    def moment(self) -> datetime:
        """Tell when the host published it, or at least when it was seen."""
        return self.published or self.seen_at


class NewsKind(Enum):
    """What a document is, beside what its host showed before."""

    NONE = auto()
    STATEMENT = auto()
    LISTED_AGAIN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a document is; `of` is the publication it repeats or copies."""

    kind: NewsKind
    of: Publication | None = None


class Publications:
    """Everything one host has shown so far."""

    def __init__(self, known: Iterable[Publication] = ()) -> None:
        self._by_name: dict[str, Publication] = {}
        self._by_content: dict[Sha256, Publication] = {}
        for publication in sorted(known, key=lambda each: each.intake_id):
            self.add(publication)

    def add(self, publication: Publication) -> None:
        """Note what the host has shown now."""
        self._by_name[publication.name] = publication
        before = self._by_content.get(publication.sha256)
        if before is None or before.moment <= publication.moment:
            self._by_content[publication.sha256] = publication

    def judge(self, name: str, sha256: Sha256, published: datetime | None) -> News:
        """Tell what a document is."""
        shown = self._by_name.get(name)
        if shown is not None and shown.sha256 == sha256:
            if published is not None and published - shown.moment >= LISTINGS_APART:
                return News(kind=NewsKind.LISTED_AGAIN, of=shown)
            return News(kind=NewsKind.NONE)
        copied = self._by_content.get(sha256) if shown is None else None
        if copied is not None and published is not None and published <= copied.moment:
            return News(kind=NewsKind.STATEMENT, of=copied)
        return News(kind=NewsKind.STATEMENT)

    def is_known(self, name: str, sha256: Sha256, published: datetime | None) -> bool:
        """Tell whether a document is no news."""
        return self.judge(name, sha256, published).kind is NewsKind.NONE

"""Listings that come in pages: by link, by offset, by number; every way to never end is an error.

A page that repeats one already given, a link that leads to another server, a count that makes no
sense: HostContractBroken, and no listing. A listing is whole or there is none.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from connectors.errors import HostContractBroken
from connectors.host_api import HostApi
from connectors.http_replies import HttpReply
from mapping.identifiers import HeiId

_LINK = re.compile(r"<([^<>\s]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*=\s*(?:\"[^\"]*\"|[^\s\",;]*))*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]*))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page: the answer as it came, and the items found in it."""

    reply: HttpReply
    items: list[Any]


Items = Callable[[Any], list[Any] | None]
"""Finds the items of a page's JSON; None when they are not there."""


class PageGuard:
    """Watches one listing for pages without end."""

    def __init__(self, host: HeiId, max_pages: int) -> None:
        self._host = host
        self._max_pages = max_pages
        self._seen: set[str] = set()
        self._digests: set[bytes] = set()

    def before(self, place: str) -> None:
        """Watch where the next page is read; raises HostContractBroken for one read already."""
        if place in self._seen:
            raise self._endless("a page leads back to one that was read")
        if len(self._seen) >= self._max_pages:
            raise self._endless(f"it has more than {self._max_pages} pages")
        self._seen.add(place)

    def after(self, page: ListedPage) -> None:
        """Watch what a page holds; raises HostContractBroken for one given already."""
        if page.items:
            self._see(page.reply.body)

    def watch(self, names: list[str]) -> None:
        """Watch which names a page holds; raises HostContractBroken for a page given already."""
        self._see("\n".join(names).encode())

    def _see(self, content: bytes) -> None:
        digest = hashlib.sha256(content).digest()
        if digest in self._digests:
            raise self._endless("a page repeats another")
        self._digests.add(digest)

    def _endless(self, what: str) -> HostContractBroken:
        return HostContractBroken(
            self._host,
            f"a listing does not end: {what}",
            hint="tell the host's IT that its paging is broken; nothing of the listing was used",
        )


def by_link(
    api: HostApi,
    url: str,
    items: Items,
    *,
    max_pages: int,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    unit: bool = False,
) -> Iterator[ListedPage]:
    """Follow `rel="next"` of Link headers (RFC 8288), on the same server only."""
    guard = PageGuard(api.host, max_pages)
    place: str | None = url
    while place is not None:
        guard.before(place)
        page = _page(api, api.get(place, query, headers, unit=unit), items)
        guard.after(page)
        yield page
        place, query = _next_link(api.host, place, page.reply), None


def by_offset(
    api: HostApi,
    url: str,
    items: Items,
    *,
    limit: int,
    max_pages: int,
    query: Mapping[str, str] | None = None,
    unit: bool = False,
) -> Iterator[ListedPage]:
    """Ask with limit and offset until the total of X-Total-Count is reached, or a page is empty.

    A server may give less a page than asked for: the offset grows by what came.
    """
    guard = PageGuard(api.host, max_pages)
    offset = 0
    while True:
        guard.before(str(offset))
        asked = {**(query or {}), "limit": str(limit), "offset": str(offset)}
        page = _page(api, api.get(url, asked, unit=unit), items)
        guard.after(page)
        yield page
        offset += len(page.items)
        total = total_count(page.reply)
        if not page.items or (total is not None and offset >= total):
            return


def by_number(
    api: HostApi,
    url: str,
    items: Items,
    *,
    has_next: Callable[[Any], bool | None],
    size: int,
    max_pages: int,
    query: Mapping[str, str] | None = None,
    unit: bool = False,
) -> Iterator[ListedPage]:
    """Ask with pageNumber and pageSize while the answer says that there is more.

    An answer that does not say so ends the listing with its first page that is not full.
    """
    guard = PageGuard(api.host, max_pages)
    number = 1
    while True:
        guard.before(str(number))
        asked = {**(query or {}), "pageNumber": str(number), "pageSize": str(size)}
        reply = api.get(url, asked, unit=unit)
        page = _page(api, reply, items)
        guard.after(page)
        yield page
        more = has_next(api.json(reply))
        if not (len(page.items) >= size if more is None else more):
            return
        number += 1


def total_count(reply: HttpReply) -> int | None:
    """Read X-Total-Count; None where it is not there or no count."""
    written = reply.headers.get("X-Total-Count", "").strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None  # noqa: PLR2004 -- a count, no essay


def read_links(header: str) -> dict[str, str]:
    """Read a Link header: addresses by relation, in lower case, the first of each."""
    found: dict[str, str] = {}
    for target, parameters in _LINK.findall(header):
        relation = _RELATION.search(parameters)
        for name in (relation[1] or relation[2]).lower().split() if relation else ():
            found.setdefault(name, target)
    return found


def _page(api: HostApi, reply: HttpReply, items: Items) -> ListedPage:
    found = items(api.json(reply))
    if found is None:
        raise HostContractBroken(
            api.host,
            f"the answer of {reply.place} is no page of the listing",
            hint="is the address that of the interface, and its version the right one?",
        )
    return ListedPage(reply, found)


def _next_link(host: HeiId, here: str, reply: HttpReply) -> str | None:
    target = read_links(reply.headers.get("Link", "")).get("next")
    if target is None:
        return None
    there = urljoin(here, target)
    if urlsplit(there)[:2] != urlsplit(here)[:2]:
        raise HostContractBroken(
            host,
            "the next page of a listing lies on another server",
            hint="our credentials go to the configured server only",
        )
    return there

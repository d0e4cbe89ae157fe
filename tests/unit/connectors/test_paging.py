from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import HostContractBroken
from connectors.host_api import HostApi, Patience
from connectors.http import HttpPolicy, new_session
from connectors.http_replies import HttpReply
from connectors.paging import ListedPage, _next_link, by_link, by_number, by_offset, read_links
from mapping.identifiers import HeiId
from sandbox.host_http import HostReply, HostRequest, SandboxHost

Answer = Callable[[HostRequest], HostReply]


class Pages(SandboxHost):
    """Answers as the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.answer: Answer = lambda _: HostReply.of_json([])

    def reply(self, request: HostRequest) -> HostReply:
        return self.answer(request)


@pytest.fixture
def host() -> Iterator[Pages]:
    with Pages() as running:
        yield running


@pytest.fixture
def api() -> Iterator[HostApi]:
    policy = HttpPolicy(connect_seconds=60, read_seconds=60, retries=0)
    with new_session(policy) as session:
        patience = Patience(retries=0, backoff_seconds=0, longest_wait_seconds=0)
        yield HostApi(HeiId("host.example"), session, patience, now=datetime.now(UTC))  # noqa: TID251 -- of no run


def as_list(answer: Any) -> list[Any] | None:
    return answer if isinstance(answer, list) else None


def items_of(answer: Any) -> list[Any] | None:
    found = answer.get("items") if isinstance(answer, dict) else None
    return found if isinstance(found, list) else None


def flat(pages: Iterator[ListedPage]) -> list[Any]:
    return [item for page in pages for item in page.items]


def numbered(rows: list[int], cap: int, *, total: bool = True) -> Answer:
    """Serve rows by limit and offset, at most `cap` at once."""

    def answer(request: HostRequest) -> HostReply:
        offset = int(request.query["offset"])
        size = min(cap, int(request.query["limit"]))
        headers = {"X-Total-Count": str(len(rows))} if total else {}
        return HostReply.of_json(rows[offset : offset + size], headers=headers)

    return answer


@pytest.mark.parametrize("count", [0, 1, 3, 7])
@pytest.mark.parametrize("total", [True, False])
def test_offset_grows_by_what_came(host: Pages, api: HostApi, count: int, total: bool) -> None:
    rows = list(range(count))
    host.answer = numbered(rows, 3, total=total)

    assert flat(by_offset(api, host.url, as_list, limit=100, max_pages=20)) == rows


@pytest.mark.parametrize("total", ["-1", "many", "", "9" * 30])
def test_total_that_is_none_is_not_believed(host: Pages, api: HostApi, total: str) -> None:
    rows = [1, 2, 3, 4]

    def answer(request: HostRequest) -> HostReply:
        offset = int(request.query["offset"])
        return HostReply.of_json(rows[offset : offset + 2], headers={"X-Total-Count": total})

    host.answer = answer

    assert flat(by_offset(api, host.url, as_list, limit=2, max_pages=20)) == rows


def test_offset_that_is_ignored_is_no_listing(host: Pages, api: HostApi) -> None:
    host.answer = lambda _: HostReply.of_json([1, 2], headers={"X-Total-Count": "100"})

    with pytest.raises(HostContractBroken, match="a page repeats another"):
        flat(by_offset(api, host.url, as_list, limit=2, max_pages=20))

    assert len(host.asked) == 2


def test_listing_that_never_ends_is_stopped_at_the_limit(host: Pages, api: HostApi) -> None:
    host.answer = lambda request: HostReply.of_json([request.query["offset"]])

    with pytest.raises(HostContractBroken, match="more than 5 pages"):
        flat(by_offset(api, host.url, as_list, limit=1, max_pages=5))

    assert len(host.asked) == 5


def test_links_are_followed_on_the_same_server_alone(host: Pages, api: HostApi) -> None:
    def answer(request: HostRequest) -> HostReply:
        page = int(request.query.get("page", "1"))
        link = {"Link": f'</list?page={page + 1}>; rel="next"'} if page < 3 else {}
        return HostReply.of_json([page], headers=link)

    host.answer = answer

    assert flat(by_link(api, f"{host.url}/list", as_list, max_pages=20)) == [1, 2, 3]


def test_link_that_leads_back_is_no_listing(host: Pages, api: HostApi) -> None:
    def answer(request: HostRequest) -> HostReply:
        other = "b" if request.path == "/a" else "a"
        return HostReply.of_json([request.path], headers={"Link": f'</{other}>; rel="next"'})

    host.answer = answer

    with pytest.raises(HostContractBroken, match="leads back"):
        flat(by_link(api, f"{host.url}/a", as_list, max_pages=20))


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example/2", "http://127.0.0.1:1/2", "//elsewhere.example/2"]
)
def test_link_to_another_server_is_not_followed(host: Pages, api: HostApi, link: str) -> None:
    host.answer = lambda _: HostReply.of_json([1], headers={"Link": f'<{link}>; rel="next"'})

    with pytest.raises(HostContractBroken, match="another server"):
        flat(by_link(api, host.url, as_list, max_pages=20))


def test_link_that_gives_up_encryption_is_not_followed(api: HostApi) -> None:
    reply = HttpReply(
        place="host.example",
        status=200,
        media_type="application/json",
        charset="",
        headers={"Link": '<http://host.example/2>; rel="next"'},
        body=b"[]",
    )

    with pytest.raises(HostContractBroken, match="another server"):
        _next_link(api.host, "https://host.example/1", reply)


def test_a_query_is_asked_on_the_first_page_and_a_link_has_its_own(
    host: Pages, api: HostApi
) -> None:
    def answer(request: HostRequest) -> HostReply:
        first = "page" not in request.query
        link = {"Link": '</list?page=2>; rel="next"'} if first else {}
        return HostReply.of_json([request.query], headers=link)

    host.answer = answer
    pages = by_link(api, f"{host.url}/list", as_list, max_pages=20, query={"term": "autumn"})

    assert flat(pages) == [{"term": "autumn"}, {"page": "2"}]


def test_a_listing_by_offset_ends_without_asking_for_more_than_its_total(
    host: Pages, api: HostApi
) -> None:
    host.answer = numbered([1, 2, 3, 4], 2)

    listed = flat(by_offset(api, host.url, as_list, limit=2, max_pages=20, query={"term": "1"}))

    assert listed == [1, 2, 3, 4]
    assert [each.query["offset"] for each in host.asked] == ["0", "2"]
    assert {each.query["term"] for each in host.asked} == {"1"}


def test_links_that_lead_on_to_the_same_page_are_no_listing(host: Pages, api: HostApi) -> None:
    def answer(request: HostRequest) -> HostReply:
        page = int(request.query.get("page", "1"))
        return HostReply.of_json([1, 2], headers={"Link": f'</list?page={page + 1}>; rel="next"'})

    host.answer = answer

    with pytest.raises(HostContractBroken, match="a page repeats another"):
        flat(by_link(api, f"{host.url}/list", as_list, max_pages=20))


@pytest.mark.parametrize("moves", [False, True])
def test_numbered_pages_without_end_are_no_listing(host: Pages, api: HostApi, moves: bool) -> None:
    host.answer = lambda request: HostReply.of_json(
        {"items": [request.query["pageNumber"] if moves else 1]}
    )

    with pytest.raises(HostContractBroken, match="does not end"):
        flat(by_number(api, host.url, items_of, has_next=lambda _: True, size=1, max_pages=5))

    assert len(host.asked) == (5 if moves else 2)


@pytest.mark.parametrize("told", [True, False])
def test_numbered_pages_end_where_the_host_says_or_a_page_is_short(
    host: Pages, api: HostApi, told: bool
) -> None:
    def answer(request: HostRequest) -> HostReply:
        number = int(request.query["pageNumber"])
        more = {"hasNextPage": number < 3} if told else {}
        rows = [number] * (2 if number < 3 else 1)
        return HostReply.of_json({"items": rows, **more})

    host.answer = answer
    pages = by_number(
        api,
        host.url,
        items_of,
        has_next=lambda found: found.get("hasNextPage"),
        size=2,
        max_pages=20,
    )

    assert flat(pages) == [1, 1, 2, 2, 3]


def test_answer_that_is_no_page_is_told(host: Pages, api: HostApi) -> None:
    host.answer = lambda _: HostReply.of_json({"something": "else"})

    with pytest.raises(HostContractBroken, match="no page of the listing"):
        flat(by_link(api, host.url, as_list, max_pages=20))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('<a>; rel="next"', {"next": "a"}),
        ("<a>; rel=next", {"next": "a"}),
        (
            '<a>; title="x, y"; rel="next last", <b>; rel=prev',
            {"next": "a", "last": "a", "prev": "b"},
        ),
        ('<a>; REL="NEXT"', {"next": "a"}),
        ('<a?b=c,d;e>; rel="next"', {"next": "a?b=c,d;e"}),
        ('<a>; rel="next", <b>; rel="next"', {"next": "a"}),
        ("<a>", {}),
        ("nonsense", {}),
    ],
)
def test_link_headers_are_read(header: str, expected: dict[str, str]) -> None:
    assert read_links(header) == expected


@given(header=st.text(alphabet='<>;=", relnxt', max_size=200))
def test_any_link_header_is_read_or_ignored(header: str) -> None:
    assert isinstance(read_links(header), dict)

from datetime import UTC, datetime, timedelta

import pytest

from mapping.identifiers import Sha256
from sync.publications import LISTINGS_APART, NewsKind, Publication, Publications

MONDAY = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ONE, OTHER = Sha256("1" * 64), Sha256("2" * 64)


def shown(*publications: tuple[str, Sha256, datetime | None]) -> Publications:
    return Publications(
        Publication(
            intake_id=number,
            position=number,
            name=name,
            sha256=sha256,
            published=published,
            seen_at=MONDAY + number * DAY,
        )
        for number, (name, sha256, published) in enumerate(publications, start=1)
    )


def test_what_nobody_has_seen_is_a_statement() -> None:
    assert shown().judge("a", ONE, MONDAY).kind is NewsKind.STATEMENT


@pytest.mark.parametrize("published", [None, MONDAY])
def test_what_is_still_there_is_no_news(published: datetime | None) -> None:
    assert shown(("a", ONE, published)).is_known("a", ONE, published)


def test_going_back_to_an_earlier_content_is_a_statement() -> None:
    news = shown(("a", ONE, None), ("a", OTHER, None)).judge("a", ONE, None)

    assert (news.kind, news.of) == (NewsKind.STATEMENT, None)


def test_a_later_file_of_an_earlier_content_is_a_statement_of_its_own_time() -> None:
    known = shown(("monday", ONE, MONDAY), ("tuesday", OTHER, MONDAY + DAY))
    news = known.judge("wednesday", ONE, MONDAY + 2 * DAY)

    assert (news.kind, news.of) == (NewsKind.STATEMENT, None)


def test_a_copy_that_kept_its_time_stands_where_the_original_stands() -> None:
    known = shown(("monday", ONE, MONDAY), ("tuesday", OTHER, MONDAY + DAY))
    news = known.judge("copy of monday", ONE, MONDAY)

    assert news.kind is NewsKind.STATEMENT
    assert news.of is not None
    assert news.of.position == 1


@pytest.mark.parametrize(
    ("later", "kind"),
    [
        (timedelta(minutes=15), NewsKind.NONE),
        (LISTINGS_APART - timedelta(seconds=1), NewsKind.NONE),
        (LISTINGS_APART, NewsKind.LISTED_AGAIN),
        (-DAY, NewsKind.NONE),
    ],
)
def test_an_unchanged_document_is_listed_again_a_day_later(
    later: timedelta, kind: NewsKind
) -> None:
    assert shown(("a", ONE, MONDAY)).judge("a", ONE, MONDAY + later).kind is kind


def test_what_was_seen_before_its_time_was_noted_is_no_news() -> None:
    assert shown(("a", ONE, None)).is_known("a", ONE, MONDAY)

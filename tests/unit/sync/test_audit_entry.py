import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.audit.entry import (
    AuditAction,
    AuditDetail,
    detail_text,
    entry_line,
    parse_detail_text,
    require_field,
)

PLAIN_NAMES = st.text("abcdefghijklmnopqrstuvwxyz-_.", min_size=1)
ENCODABLE = st.text(st.characters(exclude_categories=["Cs"]))


def test_line_is_seven_fields_between_tabs_and_a_newline() -> None:
    line = entry_line(
        sequence=7,
        at=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
        actor="А. Омарова",
        action="held-released",
        subject="case-1",
        detail_digest="d" * 64,
        previous="0" * 64,
    )

    assert line == (
        "7\t2026-03-01T08:30:00.000000Z\tА. Омарова\theld-released\tcase-1\t"
        + "d" * 64
        + "\t"
        + "0" * 64
        + "\n"
    )


def test_detail_digest_is_of_salt_newline_and_text() -> None:
    detail = AuditDetail(salt="00" * 16, text="letter\tB\n")

    expected = hashlib.sha256(b"00000000000000000000000000000000\nletter\tB\n").hexdigest()
    assert detail.digest == expected


def test_detail_text_is_a_line_a_fact_sorted_by_name() -> None:
    text = detail_text({"percent": "80", "letter": "B", "reason": "a\tb\\c\nd\re\0f", "by": None})

    assert text == "by\nletter\tB\npercent\t80\nreason\ta\\tb\\\\c\\nd\\re\\0f\n"


def test_missing_and_empty_values_differ() -> None:
    assert detail_text({"letter": None}) != detail_text({"letter": ""})


@given(st.dictionaries(PLAIN_NAMES, st.none() | ENCODABLE))
def test_detail_text_reads_back(detail: dict[str, str | None]) -> None:
    assert parse_detail_text(detail_text(detail)) == detail


@given(ENCODABLE)
def test_only_canonical_detail_text_is_read(text: str) -> None:
    try:
        detail = parse_detail_text(text)
    except ValueError:
        return
    assert detail_text(detail) == text


@pytest.mark.parametrize("value", ["", "a\tb", "a\nb", "a\x00b", "a\x85b", "a\u2028b", "a\ud800b"])
def test_text_that_would_bend_the_line_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="the actor of an audit entry"):
        require_field("actor", value)


@pytest.mark.parametrize("value", ["system", "Ә. Қожабекқызы", "case 1|2", "a\u00a0b", "👍"])
def test_ordinary_text_may_stand_in_a_line(value: str) -> None:
    require_field("actor", value)


def test_refusal_never_repeats_the_refused_text() -> None:
    with pytest.raises(ValueError, match="control") as caught:
        require_field("subject", "Aliya\tB+")

    assert "Aliya" not in str(caught.value)


def test_actions_are_distinct_plain_words() -> None:
    words = [action.value for action in AuditAction]

    assert len(set(words)) == len(words)
    assert all(word.replace("-", "").isalpha() and word.islower() for word in words)

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from connectors.errors import HostUnavailable
from mapping.identifiers import HeiId
from sync.redaction import (
    HIDDEN,
    exception_text,
    is_sensitive,
    mask,
    redact_fields,
    redact_value,
    summary,
)

SHA256 = "ab12cd34ef567890" * 4


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    "name",
    [
        "token",
        "wstoken",
        "api token",
        "Authorization",
        "family_name",
        "familyName",
        "given-names",
        "GRADE",
        "host.percent",
        "letter",
        "iin",
        "national_id",
        "student_id",
        "birth_date",
    ],
)
def test_field_named_for_something_private_is_hidden(name: str) -> None:
    assert redact_fields({name: "anything"}) == {name: HIDDEN}


@pytest.mark.parametrize("name", ["host", "run", "count", "code", "sequence", "renamed", "upgrade"])
def test_field_with_an_ordinary_name_is_shown(name: str) -> None:
    assert not is_sensitive(name)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("student 900101300123 is unknown", f"student {HIDDEN} is unknown"),
        ("wstoken=0123456789abcdef0123456789abcdef", f"wstoken={HIDDEN}"),
        ("got 0123456789abcdef0123456789abcdef back", f"got {HIDDEN} back"),
        ("https://u:p@lms.edu.kz/x?wstoken=abc&f=json", f"https://{HIDDEN}@lms.edu.kz/x?wstoken={HIDDEN}&f={HIDDEN}"),
        ("Authorization: Bearer eyJh.bGci.x", f"Authorization: Bearer {HIDDEN}"),
        ("password: hunter2", f"password: {HIDDEN}"),
        ("write to a.omarova@buketov.edu.kz", f"write to {HIDDEN}"),
        (f"document {SHA256}", "document ab12cd34ef56…"),
        ("a-very-long-token-Zx81ScbQpl09Ww", "[hidden]"),
    ],
)  # fmt: skip
def test_secret_is_masked_where_it_stands(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "host kozminski.edu.pl gave 14 documents",
        "component-outside-agreement",
        "test_sha256_of_a_long_name_is_kept",
        "2026-03-01T08:30:00.000000Z",
        "9f0c1e52-38a4-4c52-8f0e-6a1d3b7c9e10",
        "mapping/kozminski.edu.pl.yaml:12",
        "12345678901",
        "1234567890123",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert mask(text) == text


def test_very_long_text_is_cut_between_words() -> None:
    masked = mask("word " * 1000)

    assert len(masked) <= 2001
    assert masked.endswith("word …")


def test_secret_at_the_cut_does_not_show_its_beginning() -> None:
    assert "ab12cd" not in mask("x " * 995 + "ab12cd34ef567890" * 4)


def test_values_are_masked_inside_collections() -> None:
    redacted = redact_value({"rows": [("900101300123", 900101300123)], "grade": {"x": 1}})

    assert redacted == {"rows": [[HIDDEN, HIDDEN]], "grade": HIDDEN}


def test_plain_values_keep_their_type() -> None:
    assert redact_fields({"count": 3, "share": 0.5, "done": True, "after": None}) == {
        "count": 3,
        "share": 0.5,
        "done": True,
        "after": None,
    }


def test_values_of_the_domain_become_text() -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    values = [Decimal("4.5"), moment, Colour.RED, {"b", "a"}]

    assert redact_value(values) == ["4.5", "2026-03-01T00:00:00+00:00", "red", ["a", "b"]]


def test_object_without_a_plain_form_shows_only_its_type() -> None:
    class Learner:
        def __repr__(self) -> str:
            return "Aliya"

    assert redact_value([Learner(), b"Aliya"]) == ["[Learner]", "[bytes]"]


def test_nesting_without_end_is_cut() -> None:
    endless: list[object] = []
    endless.append(endless)

    assert redact_value(endless) == [[[["[list]"]]]]


def test_our_own_exception_keeps_its_sentence() -> None:
    error = HostUnavailable(HeiId("kozminski.edu.pl"), "the host did not answer")

    assert summary(error) == "HostUnavailable: the host did not answer"


def test_foreign_exception_loses_its_message() -> None:
    assert summary(ValueError("no such grade: B+")) == "ValueError: (message withheld)"


def test_system_error_says_what_the_system_said_without_the_path() -> None:
    error = FileNotFoundError(2, "No such file or directory", "/inbox/Aliya Omarova.xlsx")

    assert summary(error) == "FileNotFoundError: No such file or directory"


def test_exception_is_told_from_its_first_cause_without_locals() -> None:
    def parse(learner: str) -> None:
        raise KeyError(learner)

    def sync() -> None:
        try:
            parse("Aliya")
        except KeyError as e:
            raise HostUnavailable(HeiId("kozminski.edu.pl"), "the host did not answer") from e

    with pytest.raises(HostUnavailable) as caught:
        sync()
    text = exception_text(caught.value)

    assert "Aliya" not in text
    first, _, second = text.partition("\nwhich led to\n")
    assert first.endswith("KeyError: (message withheld)")
    assert "in test_exception_is_told_from_its_first_cause_without_locals.<locals>.parse" in first
    assert second.endswith("HostUnavailable: the host did not answer")


def test_group_of_exceptions_names_its_members() -> None:
    group = ExceptionGroup("Aliya", [ValueError("B+"), OSError(111, "refused")])

    assert exception_text(group).split("\n") == [
        "ExceptionGroup: (message withheld)",
        "  | ValueError: (message withheld)",
        "  | ConnectionRefusedError: Connection refused",
    ]


def test_exception_that_caused_itself_is_told_once() -> None:
    error = ValueError("x")
    error.__context__ = RuntimeError("y")
    error.__context__.__context__ = error

    assert exception_text(error).count("ValueError") == 1

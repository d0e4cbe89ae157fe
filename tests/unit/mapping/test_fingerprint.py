"""A digest of content: stable, versioned, blind to places and to fields added later."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from mapping.fingerprint import VERSION, canonical, canonical_bytes, fingerprint


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class Value:
    name: str = ""
    amount: Decimal | None = None
    parts: tuple[object, ...] = ()
    place: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class Stated:
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ValueOfTomorrow(Value):
    added: str = ""


def test_a_fingerprint_carries_its_version() -> None:
    version, _, digest = fingerprint(Value()).partition(":")

    assert version == VERSION
    assert len(digest) == 64


def test_places_are_not_content() -> None:
    assert fingerprint(Value(name="a", place="x:1")) == fingerprint(Value(name="a", place="y:2"))


def test_a_field_added_later_changes_no_older_digest() -> None:
    assert fingerprint(Value(name="a")) == fingerprint(ValueOfTomorrow(name="a"))


def test_the_form_of_a_number_is_not_content_and_its_value_is() -> None:
    assert fingerprint(Value(amount=Decimal("4.50"))) == fingerprint(Value(amount=Decimal("4.5")))
    assert fingerprint(Value(amount=Decimal("4.5"))) != fingerprint(Value(amount=Decimal("4.51")))


def test_zero_and_false_are_content() -> None:
    assert canonical(Value(amount=Decimal(0))) == {"amount": "0"}
    assert canonical((False, 0, None)) == [False, 0, None]


def test_every_kind_of_value_has_one_form() -> None:
    value = (
        Colour.RED,
        Decimal("1.0"),
        date(2024, 9, 1),
        datetime(2024, 9, 1, 8, tzinfo=UTC),
        frozenset({"b", "a"}),
        {"b": 1, "a": 2},
        ["x"],
        Value(name="n"),
    )

    assert canonical(value) == [
        "red",
        "1",
        "2024-09-01",
        "2024-09-01T08:00:00+00:00",
        ["a", "b"],
        {"a": 2, "b": 1},
        ["x"],
        {"name": "n"},
    ]


def test_digests_of_yesterday_are_digests_of_today() -> None:
    value = Value(name="Курс «А»", amount=Decimal("7.50"), parts=(Colour.RED, date(2024, 9, 1)))

    assert fingerprint(value) == (
        "1:062a781b862f4742c480c98e8529233b5c3f6d94e8ee9d6248c420dff80e44b1"
    )


def test_a_set_is_ordered_by_its_values() -> None:
    assert canonical_bytes(frozenset({"ECO", "ECO 2"})) == b'["ECO","ECO 2"]'
    assert canonical_bytes(frozenset({10, 9})) == b"[9,10]"


def test_a_field_left_out_counts_as_empty() -> None:
    value = Value(name="a", amount=Decimal(1), parts=("x",))

    assert fingerprint(value, without=frozenset({"amount", "parts"})) == fingerprint(
        Value(name="a")
    )


def test_a_field_is_left_out_of_the_value_alone_and_not_of_its_parts() -> None:
    value = Value(name="a", parts=(Value(name="b"),))

    assert canonical_bytes(value, without=frozenset({"name"})) == b'{"parts":[{"name":"b"}]}'


def test_bytes_are_utf_8_with_sorted_keys() -> None:
    assert canonical_bytes({"ң": 1, "a": 2}) == '{"a":2,"ң":1}'.encode()


@pytest.mark.parametrize("value", [1.5, object(), Value, b"x"])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        fingerprint(value)


def test_a_pair_of_texts_is_written_like_any_sequence() -> None:
    assert canonical_bytes((("a", 'b"'), ("a", "b", "c"))) == rb'[["a","b\""],["a","b","c"]]'


def test_facts_are_written_like_any_sequence_of_pairs() -> None:
    facts = (("course", 'FIN"201'), ("grade", Colour.RED))

    for _ in range(2):
        assert canonical(Stated(facts=facts)) == {"facts": canonical(facts)}
    assert canonical(Stated()) == {}


def test_a_fact_that_is_no_text_is_refused() -> None:
    facts: tuple[tuple[str, Any], ...] = (("grade", 1.5),)

    with pytest.raises(TypeError):
        fingerprint(Stated(facts=facts))


@pytest.mark.parametrize("pair", [("a", 1.5), (1.5, "a"), ("a", object())])
def test_what_has_no_form_is_refused_inside_a_pair(pair: tuple[object, object]) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        fingerprint(Value(parts=(pair,)))

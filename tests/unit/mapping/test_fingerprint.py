from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mapping.fingerprint import canonical, canonical_bytes, fingerprint
from mapping.terms import Level


@dataclass(frozen=True, kw_only=True)
class Point:
    x: Decimal
    label: str = ""
    seen: bool = False
    tags: tuple[str, ...] = ()
    inner: "Point | None" = None
    place: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class WiderPoint(Point):
    added_later: str = ""
    switched_later: bool = False


def test_places_are_not_content() -> None:
    assert fingerprint(Point(x=Decimal(1), place="a:1")) == fingerprint(
        Point(x=Decimal(1), place="b:2")
    )


def test_a_field_added_later_leaves_older_digests() -> None:
    assert canonical(WiderPoint(x=Decimal(1))) == canonical(Point(x=Decimal(1)))


def test_numbers_written_differently_are_the_same() -> None:
    assert fingerprint(Point(x=Decimal("5.0000"))) == fingerprint(Point(x=Decimal(5)))


def test_zero_and_absence_differ() -> None:
    assert canonical(Point(x=Decimal(0))) == {"x": "0"}


def test_every_kind_of_value_has_one_form() -> None:
    value = {
        "b": (Level.BACHELOR, date(2026, 9, 1), datetime(2026, 9, 1, tzinfo=UTC)),
        "a": frozenset({"y", "x"}),
        "c": [None, True, 7, Point(x=Decimal("4.50"), inner=Point(x=Decimal(1)))],
    }

    assert canonical_bytes(value) == (
        b'{"a":["x","y"],"b":["bachelor","2026-09-01","2026-09-01T00:00:00+00:00"],'
        b'"c":[null,true,7,{"inner":{"x":"1"},"x":"4.5"}]}'
    )


@pytest.mark.parametrize("value", [0.1, b"bytes", object()])
def test_what_has_no_exact_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no canonical form"):
        fingerprint(value)


def test_the_version_stands_before_the_digest() -> None:
    version, _, digest = fingerprint("").partition(":")

    assert (version, len(digest)) == ("1", 64)

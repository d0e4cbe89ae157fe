import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.json_values import (
    as_list,
    as_object,
    day,
    epoch_day,
    label,
    moment,
    number,
    objects,
    text,
)

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=True, allow_infinity=True),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(value=ANYTHING)
def test_any_value_is_read_or_absent(value: Any) -> None:
    for read in (as_list, as_object, day, epoch_day, label, moment, number, text):
        read(value)
    assert all(isinstance(each, dict) for each in objects(value))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("7.5", Decimal("7.5")),
        ("0", Decimal(0)),
        ('"12.25"', Decimal("12.25")),
        ("1e3", Decimal("1e3")),
        ("1e999999999", None),
        ("1e-999999999", None),
        ("9" * 300, None),
        ("true", None),
        ('"7,5"', None),
        ('""', None),
        ("null", None),
        ("[1]", None),
    ],
)
def test_number_is_taken_only_where_it_is_one_of_bounded_size(
    written: str, expected: Decimal | None
) -> None:
    assert number(json.loads(written, parse_float=Decimal)) == expected


def test_comma_is_a_decimal_sign_only_where_declared() -> None:
    assert number("7,5", decimal_comma=True) == Decimal("7.5")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(" 02 ", "02"), (Decimal("4.50"), "4.50"), (5, "5"), (True, ""), (None, ""), ("A+", "A+")],
)
def test_label_keeps_what_is_written(value: object, expected: str) -> None:
    assert label(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-01-31T23:30:00+05:00", date(2026, 1, 31)),
        ("2026-01-31 00:00:00", date(2026, 1, 31)),
        ("2026-02-31", None),
        ("31.01.2026", None),
        (20260131, None),
    ],
)
def test_day_is_the_one_written_there(value: object, expected: date | None) -> None:
    assert day(value) == expected


def test_moment_is_utc() -> None:
    assert moment("2026-01-31T05:00:00+05:00") == datetime(2026, 1, 31, tzinfo=UTC)
    assert moment("2026-01-31T00:00:00") == datetime(2026, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize("value", [0, -1, True, 10**20, "1", None])
def test_time_that_was_not_set_is_no_day(value: object) -> None:
    assert epoch_day(value) is None

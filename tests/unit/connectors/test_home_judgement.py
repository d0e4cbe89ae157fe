from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.home.base import HomeResult, ResultAddress, ResultWrite, Verdict
from connectors.home.judgement import is_percentage, judge, to_percent, to_raw
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId

ADDRESS = ResultAddress(student_id=StudentId("KB00001"), component=ComponentCode("ECO2204"))
STORED = Decimal("0.00001")
percentages = st.integers(0, 10_000).map(lambda n: Decimal(n) / 100)
maybe = st.none() | percentages


def wanting(wanted: Decimal | None, expected: Decimal | None) -> ResultWrite:
    return ResultWrite(address=ADDRESS, wanted=wanted, expected=expected, fingerprint="1:x")


@given(
    percent=percentages,
    minimum=st.sampled_from(["0", "-10", "5"]).map(Decimal),
    width=st.integers(20, 9_999_999).map(lambda n: Decimal(n) / 100),
)
def test_a_percentage_comes_back_from_any_range_exactly(
    percent: Decimal, minimum: Decimal, width: Decimal
) -> None:
    bounds = {"minimum": minimum, "maximum": minimum + width}
    raw = to_raw(percent, **bounds, quantum=STORED)
    assert to_percent(raw, **bounds) == percent
    assert minimum <= raw <= minimum + width


@given(low=percentages, high=percentages)
def test_a_higher_percentage_is_never_a_lower_grade(low: Decimal, high: Decimal) -> None:
    low, high = sorted((low, high))
    bounds = {"minimum": Decimal(0), "maximum": Decimal(12), "quantum": STORED}
    assert to_raw(low, **bounds) <= to_raw(high, **bounds)


@given(wanted=maybe, there=maybe, expected=maybe)
def test_nothing_is_sent_over_a_value_that_is_not_ours(
    wanted: Decimal | None, there: Decimal | None, expected: Decimal | None
) -> None:
    verdict = judge(wanting(wanted, expected), HomeResult(address=ADDRESS, percent=there))
    if verdict is None:
        assert there == expected
        assert there != wanted
    else:
        assert (verdict.verdict is Verdict.UNCHANGED) == (there == wanted)


@pytest.mark.parametrize("obstacle", [code for code in HeldCode if code.startswith("home-")])
def test_no_obstacle_is_ever_sent_over(obstacle: HeldCode) -> None:
    found = HomeResult(address=ADDRESS, percent=None, obstacle=obstacle, detail="why")
    verdict = judge(wanting(Decimal(70), None), found)
    assert verdict is not None
    assert (verdict.verdict, verdict.obstacle, verdict.detail) == (
        Verdict.REFUSED,
        obstacle,
        "why",
    )


@pytest.mark.parametrize(
    ("obstacle", "verdict"),
    [
        (HeldCode.HOME_ITEM_LOCKED, Verdict.UNCHANGED),
        (HeldCode.HOME_GRADE_LOCKED, Verdict.UNCHANGED),
        (HeldCode.HOME_GRADE_OVERRIDDEN, Verdict.UNCHANGED),
        (HeldCode.HOME_NOT_ENROLLED, Verdict.REFUSED),
    ],
)
def test_only_a_value_that_can_be_read_is_settled(obstacle: HeldCode, verdict: Verdict) -> None:
    found = HomeResult(address=ADDRESS, percent=Decimal(70), obstacle=obstacle)
    judged = judge(wanting(Decimal(70), None), found)
    assert judged is not None
    assert judged.verdict is verdict


def test_no_grade_behind_an_obstacle_does_not_settle_a_withdrawal() -> None:
    found = HomeResult(address=ADDRESS, obstacle=HeldCode.HOME_NOT_ENROLLED)
    judged = judge(wanting(None, Decimal(70)), found)
    assert judged is not None
    assert judged.verdict is Verdict.REFUSED


@given(st.decimals())
def test_any_decimal_is_a_percentage_or_not(value: Decimal) -> None:
    assert is_percentage(value) == (
        value.is_finite() and 0 <= value <= 100 and (value * 100) % 1 == 0
    )

"""Comparing what a connector in shadow foresees with what a clerk wrote, and when it is ready."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from mapping.decisions import RecognitionOutcome
from mapping.equivalences import TargetKind
from mapping.identifiers import ComponentCode, StudentId
from mapping.shadow import Foreseen, Likeness, ShadowScore, ShadowVerdict, judge
from mapping.terms import Regime
from tests.builders import make_scale

SCALES = (make_scale(Regime.KZ_2011), make_scale(Regime.KZ_2018))
OUTCOME = RecognitionOutcome(
    student_id=StudentId("00123"),
    component=ComponentCode("ECO2204"),
    kind=TargetKind.COMPONENT,
    credits=Decimal(6),
    credit_quotient="6",
    letter="B",
    points=Decimal("3.0"),
    percent=Decimal(80),
    regime=Regime.KZ_2018,
)


def verdict(
    there: str | None,
    ours: str | None = "80",
    *,
    by: Likeness = Likeness.PERCENT,
    regime: Regime = Regime.KZ_2018,
) -> ShadowVerdict | None:
    percent = None if ours is None else Decimal(ours)
    outcome = replace(OUTCOME, percent=percent, regime=regime)
    return judge(
        Foreseen(decision_id=7, outcome=outcome),
        None if there is None else Decimal(there),
        likeness=by,
        scales=SCALES,
    )


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ("80", ShadowVerdict.EQUAL),
        ("80.00", ShadowVerdict.EQUAL),
        ("80.01", ShadowVerdict.DIFFERENT),
        ("84", ShadowVerdict.DIFFERENT),
        ("0", ShadowVerdict.DIFFERENT),
        (None, ShadowVerdict.AWAITED),
    ],
)
def test_marks_are_equal_by_percentage(there: str | None, found: ShadowVerdict) -> None:
    assert verdict(there) is found


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ("80", ShadowVerdict.EQUAL),
        ("84", ShadowVerdict.EQUAL),
        ("84.5", ShadowVerdict.DIFFERENT),  # rounds to 85, a B+
        ("79", ShadowVerdict.DIFFERENT),
        ("101", ShadowVerdict.DIFFERENT),
        (None, ShadowVerdict.AWAITED),
    ],
)
def test_marks_may_be_equal_by_letter(there: str | None, found: ShadowVerdict) -> None:
    assert verdict(there, by=Likeness.LETTER) is found


def test_a_letter_is_that_of_the_students_own_regime() -> None:
    # FX begins at 25 under the new regime; the old one has F from 0 to 49
    assert verdict("20", "30", by=Likeness.LETTER) is ShadowVerdict.DIFFERENT
    old = verdict("20", "30", by=Likeness.LETTER, regime=Regime.KZ_2011)
    assert old is ShadowVerdict.EQUAL


def test_marks_off_the_scale_are_never_equal_by_letter() -> None:
    assert verdict("102", "101", by=Likeness.LETTER) is ShadowVerdict.DIFFERENT


@pytest.mark.parametrize("by", Likeness)
def test_credits_without_a_grade_are_no_mark(by: Likeness) -> None:
    assert verdict(None, None, by=by) is ShadowVerdict.UNGRADED
    assert verdict("80", None, by=by) is ShadowVerdict.DIFFERENT


@pytest.mark.parametrize("there", [None, Decimal(80)])
def test_what_a_person_would_decide_proves_nothing(there: Decimal | None) -> None:
    held = Foreseen(decision_id=7, outcome=None)

    assert judge(held, there, likeness=Likeness.PERCENT, scales=SCALES) is ShadowVerdict.HELD


def test_a_mark_the_host_shows_nothing_for_is_told() -> None:
    def found(there: Decimal | None) -> ShadowVerdict | None:
        return judge(None, there, likeness=Likeness.PERCENT, scales=SCALES)

    assert found(Decimal(0)) is ShadowVerdict.NOT_SHOWN
    assert found(None) is None


def test_verdicts_are_counted_each_under_its_name() -> None:
    verdicts = [each for number, each in enumerate(ShadowVerdict, 1) for _ in range(number)]

    score = ShadowScore.of(verdicts, needed=1)

    assert score.counts == {each: number for number, each in enumerate(ShadowVerdict, 1)}
    assert score.compared == 1 + 2 + 3
    assert score.rate == Fraction(1, 6)


def test_nothing_compared_is_no_rate() -> None:
    waiting = (ShadowVerdict.AWAITED, ShadowVerdict.HELD, ShadowVerdict.UNGRADED)

    assert ShadowScore.of((*waiting, ShadowVerdict.UNREADABLE), needed=1).rate is None


@pytest.mark.parametrize(
    ("score", "enough", "ready"),
    [
        (ShadowScore(needed=3, equal=3), True, True),
        (ShadowScore(needed=3, equal=4, held=9, awaited=9, ungraded=9, unreadable=9), True, True),
        (ShadowScore(needed=3, equal=2), False, False),
        (ShadowScore(needed=3, equal=3, different=1), True, False),
        (ShadowScore(needed=3, equal=3, not_shown=1), True, False),
        (ShadowScore(needed=1), False, False),
    ],
)
def test_enough_equal_and_none_otherwise_make_a_connector_ready(
    score: ShadowScore, enough: bool, ready: bool
) -> None:
    assert (score.enough, score.ready) == (enough, ready)

"""Laws of conversion: monotone, nothing made or lost, no way back, and no order that counts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from config.national import read_national_tables
from mapping.apportionment import convert_credit_block, share_by_largest_remainder
from mapping.credit_choice import (
    ChosenCredit,
    CreditContext,
    choose_credit,
    credit_rules_tie,
    find_credit_rule,
)
from mapping.credits import CreditConversion, CreditRule, convert_credit
from mapping.distribution import Place, Suggestion, suggest_grade
from mapping.equivalences import Combination
from mapping.grade_combination import WeightedGrade, combine_grades
from mapping.grade_conversion import GradeContext, PrintedGrade, convert_grade
from mapping.grades import (
    ConversionRow,
    EctsTable,
    GradeConversion,
    HomeScale,
    LabelKind,
    band_for_percent,
    delivered_percent,
)
from mapping.held import HeldCode
from mapping.home_distribution import HomeDistribution, LetterCount
from mapping.identifiers import SchemeId
from mapping.numbers import Rounding, round_fraction
from mapping.records import Credit, Grade
from mapping.rulebook import Overlap
from mapping.terms import Level, Regime, Work
from mapping.trace import ConversionRefused
from tests.builders import HOST, make_grade_table, make_host_rules

NATIONAL, _ = read_national_tables()
SCALES = {scale.regime: scale for scale in NATIONAL.scales}
ECTS = {table.regime: table for table in NATIONAL.ects_tables}

scales = st.sampled_from(NATIONAL.scales)
amounts = st.decimals(min_value="0.5", max_value=60, places=1)
percents = st.decimals(min_value=0, max_value=100, places=4)
roundings = st.sampled_from(Rounding)
coefficients = st.decimals(min_value="1.5", max_value="1.8", places=3)


def make_rule(coefficient: Decimal, rounding: Rounding) -> CreditRule:
    return CreditRule(
        regime=Regime.KZ_2011, coefficient=coefficient, rounding=rounding, source="chosen"
    )


def outcome(convert: Callable[[], Any]) -> Any:
    """Give what a conversion returns, or the reason and facts it is refused with."""
    try:
        return convert()
    except ConversionRefused as refused:
        return refused.code, refused.facts


def ects_to_kz(value: Decimal, rule: CreditRule) -> CreditConversion | None:
    credit = Credit(value=value, scheme="ects")
    try:
        return convert_credit(
            credit, rule=rule, legal_ranges=NATIONAL.legal_ranges, level=Level.BACHELOR
        )
    except ConversionRefused as refused:
        if refused.code != HeldCode.ZERO_CREDITS:
            raise
        return None


def credits_of(conversion: CreditConversion | None) -> Decimal:
    return Decimal(0) if conversion is None else conversion.credits


# --- credits ---------------------------------------------------------------------------------


@given(amounts, amounts, coefficients, roundings)
def test_more_host_credits_are_never_fewer_home_credits(
    first: Decimal, second: Decimal, coefficient: Decimal, rounding: Rounding
) -> None:
    rule = make_rule(coefficient, rounding)
    less, more = sorted((first, second))
    assert credits_of(ects_to_kz(less, rule)) <= credits_of(ects_to_kz(more, rule))


@given(amounts, coefficients, coefficients, roundings)
def test_a_greater_coefficient_never_gives_more(
    value: Decimal, first: Decimal, second: Decimal, rounding: Rounding
) -> None:
    low, high = sorted((first, second))
    by_low = credits_of(ects_to_kz(value, make_rule(low, rounding)))
    assert by_low >= credits_of(ects_to_kz(value, make_rule(high, rounding)))


@given(amounts, coefficients, roundings)
def test_a_conversion_is_less_than_one_credit_off_its_exact_quotient(
    value: Decimal, coefficient: Decimal, rounding: Rounding
) -> None:
    conversion = ects_to_kz(value, make_rule(coefficient, rounding))
    exact = Fraction(value) / Fraction(coefficient)
    assert abs(Fraction(credits_of(conversion)) - exact) < 1
    if conversion is not None:
        assert Fraction(conversion.quotient) == exact
        assert conversion.credits == conversion.credits.to_integral_value()


shares = st.dictionaries(
    st.text(min_size=1, max_size=4), st.fractions(0, 20, max_denominator=60), min_size=1, max_size=9
)


@given(shares, roundings, st.sampled_from([Fraction(1), Fraction(1, 2)]), st.randoms())
def test_sharing_a_rounded_sum_makes_and_loses_nothing(
    exact: dict[str, Fraction], rounding: Rounding, unit: Fraction, order: Any
) -> None:
    total = round_fraction(sum(exact.values(), Fraction(0)), rounding=rounding, unit=unit)
    shared = share_by_largest_remainder(exact, total=total, unit=unit)
    assert sum(shared.values()) == total
    for key, share in shared.items():
        assert share % unit == 0
        assert abs(share - exact[key]) < unit
        assert exact[key] % unit != 0 or share == exact[key]
    rows = list(exact.items())
    order.shuffle(rows)
    assert share_by_largest_remainder(dict(rows), total=total, unit=unit) == shared


@given(shares, roundings)
def test_a_larger_remainder_never_gets_less_than_a_smaller_one(
    exact: dict[str, Fraction], rounding: Rounding
) -> None:
    total = round_fraction(sum(exact.values(), Fraction(0)), rounding=rounding)
    shared = share_by_largest_remainder(exact, total=total)
    gains = sorted((value % 1, shared[key] - value // 1) for key, value in exact.items())
    for (smaller, less), (larger, more) in pairwise(gains):
        assert smaller == larger or less <= more


@given(
    st.dictionaries(st.text(min_size=1, max_size=4), amounts, min_size=1, max_size=8),
    coefficients,
    roundings,
    st.randoms(),
)
def test_a_block_is_its_exact_sum_rounded_once(
    values: dict[str, Decimal], coefficient: Decimal, rounding: Rounding, order: Any
) -> None:
    rule = make_rule(coefficient, rounding)
    items = {
        key: ChosenCredit(credit=Credit(value=value, scheme="ects"), rule=rule)
        for key, value in values.items()
    }

    def convert(rows: list[tuple[str, ChosenCredit]]) -> Any:
        return outcome(
            lambda: convert_credit_block(
                dict(rows), legal_ranges=NATIONAL.legal_ranges, level=Level.BACHELOR
            )
        )

    rows = list(items.items())
    block = convert(rows)
    order.shuffle(rows)
    assert block == convert(rows)
    if isinstance(block, tuple):
        assert block[0] == HeldCode.ZERO_CREDITS
        return
    exact = sum((Fraction(each.quotient) for each in block.values()), Fraction(0))
    assert exact == Fraction(sum(values.values())) / Fraction(coefficient)
    rounded = round_fraction(exact, rounding=rounding)
    assert rounded == sum(each.credits for each in block.values())


rules = st.builds(
    CreditRule,
    regime=st.sampled_from(Regime),
    from_scheme=st.sampled_from(["ects", "ECTS", "kz", "cats", "points"]),
    work=st.sampled_from([Work.THEORY, Work.RESEARCH_WORK]),
    levels=st.sampled_from([(), (Level.BACHELOR,), (Level.PHD, Level.BACHELOR)]),
    hosts=st.sampled_from([(), (HOST,), ("other.edu",)]),
    admitted_from=st.sampled_from([None, 2010, 2013]),
    admitted_to=st.sampled_from([None, 2012]),
    coefficient=st.sampled_from([None, Decimal("1.5"), Decimal("1.6"), Decimal(1)]),
    national=st.booleans(),
    source=st.just("rules"),
    place=st.sampled_from(["a:1", "b:2", "c:3", "d:4"]),
)
contexts = st.builds(
    CreditContext,
    regime=st.sampled_from(Regime),
    level=st.sampled_from([Level.BACHELOR, Level.PHD]),
    work=st.sampled_from([Work.THEORY, Work.RESEARCH_WORK]),
    host=st.sampled_from([HOST, "elsewhere.edu"]),
    admission_year=st.integers(2009, 2014),
)
printed_credits = st.lists(
    st.builds(
        Credit,
        value=st.sampled_from([Decimal(3), Decimal(5), Decimal(6)]),
        scheme=st.sampled_from(["kz", "ects", "ze", "cats", "points"]),
    ),
    max_size=4,
)


@given(st.lists(rules, max_size=6), contexts, printed_credits, st.randoms())
def test_the_order_of_rules_and_amounts_never_counts(
    given_rules: list[CreditRule], context: CreditContext, printed: list[Credit], order: Any
) -> None:
    def choose(chosen_rules: list[CreditRule], credits_: list[Credit]) -> Any:
        return outcome(
            lambda: choose_credit(
                tuple(credits_),
                rules=tuple(chosen_rules),
                legal_ranges=NATIONAL.legal_ranges,
                context=context,
            )
        )

    first = choose(given_rules, printed)
    shuffled_rules, shuffled_credits = list(given_rules), list(printed)
    order.shuffle(shuffled_rules)
    order.shuffle(shuffled_credits)
    assert first == choose(shuffled_rules, shuffled_credits)


@given(rules, rules, contexts)
def test_rules_that_are_said_not_to_tie_are_never_refused_as_a_tie(
    first: CreditRule, second: CreditRule, context: CreditContext
) -> None:
    credit = Credit(value=Decimal(6), scheme=first.from_scheme)
    found = outcome(lambda: find_credit_rule(credit, rules=(first, second), context=context))
    tied = isinstance(found, tuple) and found[0] == HeldCode.AMBIGUOUS_CREDIT_RULE
    assert not tied or credit_rules_tie(first, second)


@given(st.integers(1, 60), st.sampled_from(Work), st.sampled_from(Level))
def test_home_credits_come_back_as_themselves(value: int, work: Work, level: Level) -> None:
    """What was delivered once and is read again under the new regime gains nothing."""
    context = CreditContext(
        regime=Regime.KZ_2018, level=level, work=work, host=HOST, admission_year=2022
    )
    amount = Decimal(value)
    for scheme in ("ects", "kz"):
        credit = Credit(value=amount, scheme=scheme)
        rule = find_credit_rule(credit, rules=NATIONAL.credit_rules, context=context)
        amount = convert_credit(
            credit, rule=rule, legal_ranges=NATIONAL.legal_ranges, level=level
        ).credits
    assert amount == value


# --- grades ----------------------------------------------------------------------------------


@given(scales, percents)
def test_every_percentage_has_a_letter(scale: HomeScale, percent: Decimal) -> None:
    assert band_for_percent(scale, percent) is not None


@given(scales, percents, percents)
def test_a_better_percentage_is_never_a_worse_letter(
    scale: HomeScale, first: Decimal, second: Decimal
) -> None:
    low, high = (band_for_percent(scale, each) for each in sorted((first, second)))
    assert low is not None
    assert high is not None
    assert low.points <= high.points
    assert low.passed <= high.passed


@given(scales, st.fractions(0, 100))
def test_a_delivered_percentage_keeps_its_letter(scale: HomeScale, percent: Fraction) -> None:
    delivered = delivered_percent(percent, scale=scale)
    assert band_for_percent(scale, delivered) == band_for_percent(scale, percent)
    assert abs(Fraction(delivered) - percent) < Fraction(1, 100)


def at_host(scheme: str, scale: HomeScale, ects: EctsTable | None = None) -> GradeContext:
    return GradeContext(
        rules=make_host_rules(grading_scheme=SchemeId(scheme)),
        scale=scale,
        ects=ects or ECTS[scale.regime],
        on=date(2024, 9, 1),
    )


def read_again(grade: GradeConversion, scale: HomeScale, ects: EctsTable) -> GradeConversion:
    """Read a delivered grade as a host of the same scale would print it."""
    assert grade.letter is not None
    printed = PrintedGrade(
        grade=Grade(label=grade.letter), percent=grade.percent, points=grade.points
    )
    return convert_grade(printed, context=at_host("kz-letter", scale, ects))


@given(scales, percents)
def test_a_home_grade_never_goes_through_ects(scale: HomeScale, percent: Decimal) -> None:
    """C+ would come back as B; so the national table is not even asked."""
    empty = EctsTable(regime=scale.regime, rows=())
    printed = PrintedGrade(grade=Grade(label=str(percent)))
    grade = convert_grade(printed, context=at_host("percent", scale, empty))
    again = read_again(grade, scale, empty)
    assert (again.letter, again.points, again.percent, again.passed) == (
        grade.letter,
        grade.points,
        grade.percent,
        grade.passed,
    )


@pytest.mark.parametrize("scale", NATIONAL.scales, ids=lambda scale: scale.regime)
def test_a_converted_ects_letter_read_again_gains_nothing(scale: HomeScale) -> None:
    for row in ECTS[scale.regime].rows:
        printed = PrintedGrade(grade=Grade(label=row.label))
        grade = convert_grade(printed, context=at_host("ects", scale))
        again = read_again(grade, scale, ECTS[scale.regime])
        assert (again.letter, again.points, again.percent) == (
            grade.letter,
            grade.points,
            grade.percent,
        )


@pytest.mark.parametrize("scale", NATIONAL.scales, ids=lambda scale: scale.regime)
def test_a_better_ects_letter_is_never_a_worse_grade(scale: HomeScale) -> None:
    converted = [
        convert_grade(PrintedGrade(grade=Grade(label=label)), context=at_host("ects", scale))
        for label in ("A", "B", "C", "D", "E", "FX", "F")
    ]
    points = [each.points for each in converted]
    assert points == sorted(points, reverse=True)


table_rows = st.lists(
    st.builds(
        ConversionRow,
        label=st.sampled_from(["5", "5.0", "4,5", "4", "zal"]),
        to=st.lists(st.sampled_from("ABCF"), max_size=2, unique=True).map(tuple),
        passed=st.booleans(),
    ),
    max_size=5,
)


@given(
    table_rows,
    st.sampled_from(LabelKind),
    st.sampled_from(["5", "4.5", "04", "ZAL", "9"]),
    st.randoms(),
)
def test_the_order_of_rows_and_tables_never_counts(
    given_rows: list[ConversionRow], kind: LabelKind, label: str, order: Any
) -> None:
    def convert(rows: list[ConversionRow], *, turned: bool) -> Any:
        tables = (
            make_grade_table(rows=tuple(rows), label_kind=kind, valid_from=date(2023, 1, 1)),
            make_grade_table(valid_to=date(2022, 12, 31)),
        )
        context = GradeContext(
            rules=make_host_rules(tables=tables[::-1] if turned else tables),
            scale=SCALES[Regime.KZ_2018],
            ects=ECTS[Regime.KZ_2018],
            on=date(2024, 9, 1),
        )
        printed = PrintedGrade(grade=Grade(label=label))
        found = outcome(lambda: convert_grade(printed, context=context))
        if isinstance(found, GradeConversion):
            return found.letter, found.points, found.percent, found.passed
        return found

    first = convert(given_rows, turned=False)
    shuffled = list(given_rows)
    order.shuffle(shuffled)
    assert first == convert(shuffled, turned=True)


def weighted(rows: list[tuple[Decimal, int]], scale: HomeScale) -> list[WeightedGrade]:
    parts = []
    for percent, weight in rows:
        printed = PrintedGrade(grade=Grade(label=str(percent)))
        grade = convert_grade(printed, context=at_host("percent", scale))
        parts.append(WeightedGrade(grade=grade, weight=Decimal(weight)))
    return parts


grade_rows = st.lists(st.tuples(percents, st.integers(1, 12)), min_size=1, max_size=5)


@given(grade_rows, scales, st.sampled_from(Combination), st.randoms())
def test_a_combined_grade_lies_between_its_parts_in_any_order(
    rows: list[tuple[Decimal, int]], scale: HomeScale, how: Combination, order: Any
) -> None:
    parts = weighted(rows, scale)
    combined = combine_grades(parts, how=how, scale=scale)
    delivered = [part.grade.percent for part in parts if part.grade.percent is not None]
    assert combined.percent is not None
    assert min(delivered) <= combined.percent <= max(delivered)
    band = band_for_percent(scale, combined.percent)
    assert band is not None
    assert combined.letter == band.letter
    order.shuffle(parts)
    assert combined == combine_grades(parts, how=how, scale=scale)


@given(grade_rows, scales, st.sampled_from(Combination))
def test_one_better_part_never_worsens_the_whole(
    rows: list[tuple[Decimal, int]], scale: HomeScale, how: Combination
) -> None:
    (percent, weight), *others = rows
    assume(percent < 100)
    before = combine_grades(weighted(rows, scale), how=how, scale=scale)
    improved = [(Decimal(100), weight), *others]
    after = combine_grades(weighted(improved, scale), how=how, scale=scale)
    assert before.percent is not None
    assert after.percent is not None
    assert before.percent <= after.percent


counts = st.lists(st.integers(0, 500), min_size=10, max_size=10).filter(any)


@given(counts, st.sampled_from(Overlap), st.lists(st.fractions(0, 1), min_size=3, max_size=3))
def test_a_better_place_never_suggests_a_worse_grade(
    students: list[int], overlap: Overlap, edges: list[Fraction]
) -> None:
    scale = SCALES[Regime.KZ_2018]
    start, middle, end = sorted(edges)
    assume(start < middle < end)
    home = HomeDistribution(
        isced_code="0412",
        levels=(Level.BACHELOR,),
        first_year=2022,
        last_year=2023,
        counts=tuple(
            LetterCount(letter=band.letter, count=count)
            for band, count in zip(scale.bands, students, strict=False)
        ),
        source="statistics",
    )
    better, worse = (
        suggest_grade(
            Place(start=first, end=last, sample=100, with_fails=False),
            home=home,
            scale=scale,
            overlap=overlap,
        )
        for first, last in ((start, middle), (middle, end))
    )
    points = {band.letter: band.points for band in scale.bands}
    assert isinstance(better, Suggestion)
    assert isinstance(worse, Suggestion)
    assert points[better.letter] >= points[worse.letter]
    assert better.letter in better.letters

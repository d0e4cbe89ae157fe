"""One grade home: by the host's table, by identity, or refused; nothing invented on the way."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mapping.grade_conversion import (
    GradeContext,
    PrintedGrade,
    convert_grade,
    convert_home_letter,
    grade_scheme,
    printed_grade,
)
from mapping.grades import ConversionRow, EctsRow, EctsTable, GradeConversion, LabelKind
from mapping.held import HeldCode
from mapping.identifiers import SchemeId
from mapping.records import Grade
from mapping.terms import Regime
from mapping.trace import STEP_FACTS, StepKind
from tests.builders import (
    make_ects_table,
    make_grade_table,
    make_host_rules,
    make_result,
    make_scale,
)
from tests.refusals import refused


def make_context(regime: Regime = Regime.KZ_2018, **rules: Any) -> GradeContext:
    return GradeContext(
        rules=make_host_rules(**rules),
        scale=make_scale(regime),
        ects=make_ects_table(regime),
        on=date(2024, 9, 1),
    )


def printed(label: str | None, scheme: str | None = None, **figures: str) -> PrintedGrade:
    grade = None if label is None else Grade(label=label, scheme=scheme and SchemeId(scheme))
    return PrintedGrade(grade=grade, **{name: Decimal(value) for name, value in figures.items()})


def converted(
    label: str | None,
    scheme: str | None = None,
    *,
    context: GradeContext | None = None,
    **figures: str,
) -> GradeConversion:
    conversion = convert_grade(printed(label, scheme, **figures), context=context or make_context())
    for step in conversion.steps:
        assert STEP_FACTS[StepKind(step.kind)] == tuple(name for name, _ in step.facts)
    return conversion


def values(conversion: GradeConversion) -> tuple[str | None, Decimal | None, Decimal | None, bool]:
    return conversion.letter, conversion.points, conversion.percent, conversion.passed


UNGRADED = (None, None, None, True)


@pytest.mark.parametrize("label", ["B", "b", "В"])
def test_an_ects_letter_takes_the_national_row(label: str) -> None:
    conversion = converted(label, "ects")
    assert values(conversion) == ("B+", Decimal("3.33"), Decimal(85), True)
    (step,) = conversion.steps
    assert step.kind == StepKind.GRADE_ECTS
    expected = {"ects": "B", "letter": "B+", "points": "3.33", "percent": "85"}
    assert expected == dict(step.facts)
    assert step.source == "ects table"


@pytest.mark.parametrize("label", ["FX", "F", "Fx"])
def test_a_fail_is_converted_and_stays_a_fail(label: str) -> None:
    assert values(converted(label, "ects")) == ("F", Decimal(0), Decimal(0), False)


def test_a_local_grade_goes_by_the_hosts_table_and_the_national_one() -> None:
    conversion = converted("4+")
    assert values(conversion) == ("B+", Decimal("3.33"), Decimal(85), True)
    table, ects = conversion.steps
    assert table.kind == StepKind.GRADE_TABLE
    assert dict(table.facts) == {"label": "4+", "scheme": "pl-2-5", "ects": "B"}
    assert table.source == "grading regulations of the host"
    assert table.place == "hosts/kozminski.edu.pl.yaml:10"
    assert ects.kind == StepKind.GRADE_ECTS


@pytest.mark.parametrize("scheme", ["PL-2-5", " pl-2-5 ", None])
def test_schemes_compare_without_case_and_default_to_the_hosts(scheme: str | None) -> None:
    assert converted("5", scheme).letter == "A"
    assert grade_scheme(printed("5", scheme), make_context()) == "pl-2-5"


def with_rows(*rows: ConversionRow, **rules: Any) -> GradeContext:
    table = make_grade_table(rows=rows, label_kind=LabelKind.NUMBER)
    return make_context(tables=(table,), **rules)


def test_a_row_that_can_mean_two_grades_is_refused() -> None:
    context = with_rows(ConversionRow(label="9", to=("A", "B")))
    with refused(HeldCode.AMBIGUOUS_GRADE, label="9", scheme="pl-2-5", options="A/B"):
        converted("9", context=context)


@pytest.mark.parametrize("to", [("FX", "F"), ("F", "FX")])
def test_letters_that_come_to_the_same_are_not_ambiguous(to: tuple[str, ...]) -> None:
    conversion = converted("2,0", context=with_rows(ConversionRow(label="2", to=to)))
    assert values(conversion) == ("F", Decimal(0), Decimal(0), False)
    assert dict(conversion.steps[0].facts)["ects"] == "/".join(to)
    assert dict(conversion.steps[1].facts)["ects"] == "F"


def test_letters_with_one_home_letter_and_two_percentages_are_ambiguous() -> None:
    rows = tuple(
        EctsRow(label=label, letter="A", points=Decimal(4), percent=Decimal(percent))
        for label, percent in (("A", "100"), ("A*", "97"))
    )
    context = GradeContext(
        rules=with_rows(ConversionRow(label="5", to=("A", "A*"))).rules,
        scale=make_scale(),
        ects=EctsTable(regime=Regime.KZ_2018, rows=rows),
    )
    with refused(HeldCode.AMBIGUOUS_GRADE, options="A/A*"):
        converted("5", context=context)


def test_a_row_marked_as_a_fail_is_a_fail_whatever_its_letter() -> None:
    context = with_rows(ConversionRow(label="3", to=("E",), passed=False))
    assert values(converted("3", context=context)) == ("D", Decimal("1.0"), Decimal(50), False)


@pytest.mark.parametrize(("passed", "word"), [(True, "yes"), (False, "no")])
def test_a_row_without_letters_carries_no_points(passed: bool, word: str) -> None:
    conversion = converted("7", context=with_rows(ConversionRow(label="7", passed=passed)))
    assert values(conversion) == (None, None, None, passed)
    (step,) = conversion.steps
    assert step.kind == StepKind.GRADE_TABLE_UNGRADED
    assert dict(step.facts) == {"label": "7", "scheme": "pl-2-5", "passed": word}
    assert step.source
    assert step.place


def test_a_letter_the_national_tables_do_not_have_is_refused() -> None:
    with refused(HeldCode.UNKNOWN_GRADE, label="S", scheme="ects"):
        converted("5", context=with_rows(ConversionRow(label="5", to=("S",))))
    row = EctsRow(label="A", letter="A+", points=Decimal(4), percent=Decimal(100))
    context = GradeContext(
        rules=make_host_rules(),
        scale=make_scale(),
        ects=EctsTable(regime=Regime.KZ_2018, rows=(row,)),
    )
    with refused(HeldCode.UNKNOWN_GRADE, label="A", scheme="ects"):
        converted("A", "ects", context=context)


def test_the_table_is_that_of_the_day() -> None:
    old = make_grade_table(valid_to=date(2024, 8, 31), rows=(ConversionRow(label="5", to=("B",)),))
    new = make_grade_table(valid_from=date(2024, 9, 1))
    assert converted("5", context=make_context(tables=(old, new))).letter == "A"


def test_a_scheme_without_a_table_is_refused() -> None:
    with refused(HeldCode.NO_GRADE_TABLE, scheme="lt-1-10", on="2024-09-01"):
        converted("9", "lt-1-10")


@pytest.mark.parametrize("label", [None, "", "  "])
def test_no_label_is_no_grade(label: str | None) -> None:
    for scheme in ("ects", None):
        with refused(HeldCode.NO_GRADE):
            converted(label, scheme)


# --- the home scale itself -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "percent", "points", "letter"),
    [
        ("B+", "87", "3.33", "B+"),
        ("В+", "84.5", "3.330", "B+"),
        ("D-", "50", "1", "D"),
        ("C-", "62", None, "C-"),
        ("FX", "49.49", "0.5", "FX"),
    ],
)
def test_a_home_letter_is_itself(label: str, percent: str, points: str | None, letter: str) -> None:
    figures = {"percent": percent} | ({"points": points} if points else {})
    conversion = converted(label, "kz-letter", **figures)
    assert letter == conversion.letter
    assert Decimal(percent) == conversion.percent
    assert conversion.passed is (letter != "FX")
    (step,) = conversion.steps
    assert step.kind == StepKind.GRADE_HOME_LETTER
    facts = dict(step.facts)
    assert facts["checked"] == ("percent, points" if points else "percent")
    assert facts["percent"] == percent


def test_a_home_letter_says_what_it_was_checked_against() -> None:
    conversion = convert_home_letter(printed("B+"), scale=make_scale())
    assert values(conversion) == ("B+", Decimal("3.33"), None, True)
    expected = {"label": "B+", "letter": "B+", "points": "3.33", "percent": "", "checked": ""}
    assert expected == dict(conversion.steps[0].facts)
    assert conversion.steps[0].source == "scale"
    conversion = convert_home_letter(printed("B+", points="3.33"), scale=make_scale())
    assert dict(conversion.steps[0].facts)["checked"] == "points"


def test_a_home_letter_keeps_its_band_when_its_percentage_is_written() -> None:
    conversion = converted("B+", "kz-letter", percent="89.496")
    assert (conversion.letter, conversion.percent) == ("B+", Decimal("89.49"))


def test_no_percentage_is_invented_for_a_letter() -> None:
    with refused(HeldCode.PERCENT_MISSING, letter="B+", lowest="85", highest="89"):
        converted("B+", "kz-letter", points="3.33")


@pytest.mark.parametrize(
    ("label", "scheme", "figures"),
    [
        ("B+", "kz-letter", {"percent": "84.49"}),
        ("B+", "kz-letter", {"percent": "89.5"}),
        ("B+", "kz-letter", {"percent": "87", "points": "3.3"}),
        ("B+", "kz-letter", {"points": "3"}),
        ("B+", "kz-letter", {"percent": "101"}),
        ("87", "percent", {"percent": "88"}),
        ("87", "percent", {"points": "3"}),
        ("101", "percent", {}),
        ("-1", "percent", {}),
        (None, "kz-letter", {"percent": "100.5"}),
    ],
)
def test_figures_that_do_not_belong_together_are_refused(
    label: str | None, scheme: str, figures: dict[str, str]
) -> None:
    facts = {"label": label or "", "percent": "", "points": ""} | figures
    with refused(HeldCode.GRADE_CONTRADICTION, **facts):
        converted(label, context=make_context(grading_scheme=SchemeId(scheme)), **figures)


@pytest.mark.parametrize(
    ("label", "percent"), [("87", "87"), ("87 %", "87"), ("87,5%", "87.5"), ("89.496", "89.49")]
)
def test_a_percentage_of_the_home_scale_finds_its_letter(label: str, percent: str) -> None:
    conversion = converted(label, "percent")
    assert conversion.letter == ("A-" if percent == "89.5" else "B+")
    assert Decimal(percent) == conversion.percent
    assert conversion.steps[0].kind == StepKind.GRADE_PERCENT


def test_a_percentage_shows_its_band() -> None:
    (step,) = converted("89.5", "percent", points="3.67").steps
    assert dict(step.facts) == {
        "percent": "89.5",
        "rounded": "90",
        "letter": "A-",
        "points": "3.67",
        "lowest": "90",
        "highest": "94",
    }
    assert step.source == "scale"


@pytest.mark.parametrize("scheme", ["kz-letter", "percent"])
def test_a_percentage_alone_will_do_on_the_home_scale(scheme: str) -> None:
    context = make_context(grading_scheme=SchemeId(scheme))
    conversion = converted(None, context=context, percent="71", points="2.33")
    assert values(conversion) == ("C+", Decimal("2.33"), Decimal("71.00"), True)
    with refused(HeldCode.NO_GRADE):
        converted(None, context=context)


def test_a_foreign_percentage_alone_is_no_home_percentage() -> None:
    with refused(HeldCode.NO_GRADE):
        converted(None, percent="71")


@pytest.mark.parametrize("label", ["A+", "87", "E", "отлично"])
def test_a_label_the_home_scale_does_not_have_is_refused(label: str) -> None:
    with refused(HeldCode.UNKNOWN_GRADE, label=label, scheme="kz-letter"):
        converted(label, "kz-letter")


def test_a_label_that_is_no_percentage_is_refused() -> None:
    with refused(HeldCode.UNKNOWN_GRADE, label="B+", scheme="percent"):
        converted("B+", "percent")


def test_fx_of_the_new_scale_means_nothing_to_a_student_of_the_old_one() -> None:
    with refused(HeldCode.UNKNOWN_GRADE, label="FX", scheme="kz-letter"):
        converted("FX", "kz-letter", context=make_context(Regime.KZ_2011), percent="30")


@pytest.mark.parametrize("scheme", ["ects", "kz-letter", "percent"])
def test_a_hosts_table_never_redefines_a_built_in_scheme(scheme: str) -> None:
    table = make_grade_table(scheme=SchemeId(scheme))
    with refused(HeldCode.AMBIGUOUS_GRADE_TABLE, scheme=scheme):
        converted("A", scheme, context=make_context(tables=(table,)), percent="97")


# --- credits without points ------------------------------------------------------------------


def test_without_control_carries_no_points_whatever_the_label() -> None:
    result = make_result(grade="5", without_control=True)
    conversion = convert_grade(printed_grade(result), context=make_context())
    assert values(conversion) == UNGRADED
    assert conversion.steps[0].kind == StepKind.GRADE_WITHOUT_CONTROL


@pytest.mark.parametrize(
    ("label", "scheme", "figures"),
    [
        (None, None, {}),
        ("без контроля", None, {}),
        ("–", "kz-letter", {"percent": "72"}),
        ("–", "no-such-scheme", {}),
        ("5", None, {}),
        ("zal", None, {}),
        ("B", "kz-letter", {}),
    ],
)
def test_without_control_is_a_pass_where_no_failing_mark_is_printed(
    label: str | None, scheme: str | None, figures: dict[str, str]
) -> None:
    mark = replace(printed(label, scheme, **figures), without_control=True)
    assert values(convert_grade(mark, context=make_context())) == UNGRADED


def test_without_control_needs_no_choice_between_passing_grades() -> None:
    context = with_rows(ConversionRow(label="3", to=("D", "E")))
    mark = replace(printed("3"), without_control=True)
    assert values(convert_grade(mark, context=context)) == UNGRADED


@pytest.mark.parametrize(
    ("label", "scheme", "figures", "expected"),
    [
        ("2", None, {}, ("F", Decimal(0), Decimal(0), False)),
        ("FX", "ects", {}, ("F", Decimal(0), Decimal(0), False)),
        ("F", "kz-letter", {"percent": "10"}, ("F", Decimal(0), Decimal(10), False)),
        ("nzal", None, {}, (None, None, None, False)),
    ],
)
def test_a_failing_mark_counts_though_the_course_is_without_control(
    label: str,
    scheme: str | None,
    figures: dict[str, str],
    expected: tuple[str | None, Decimal | None, Decimal | None, bool],
) -> None:
    mark = replace(printed(label, scheme, **figures), without_control=True)
    assert values(convert_grade(mark, context=make_context())) == expected


def test_a_failing_percentage_counts_though_the_label_says_without_control() -> None:
    context = make_context(grading_scheme=SchemeId("kz-letter"), tables=())
    mark = replace(printed("–", percent="30"), without_control=True)
    assert values(convert_grade(mark, context=context)) == (
        "FX",
        Decimal("0.5"),
        Decimal(30),
        False,
    )


@pytest.mark.parametrize(
    ("label", "figures", "code"),
    [
        ("F", {}, HeldCode.PERCENT_MISSING),
        ("A", {"percent": "30"}, HeldCode.GRADE_CONTRADICTION),
    ],
)
def test_a_mark_that_may_be_a_fail_is_held_though_the_course_is_without_control(
    label: str, figures: dict[str, str], code: HeldCode
) -> None:
    mark = replace(printed(label, "kz-letter", **figures), without_control=True)
    with refused(code):
        convert_grade(mark, context=make_context())


def test_a_label_that_may_be_a_fail_is_held_though_the_course_is_without_control() -> None:
    context = with_rows(ConversionRow(label="3", to=("E", "F")))
    with refused(HeldCode.AMBIGUOUS_GRADE):
        convert_grade(replace(printed("3"), without_control=True), context=context)


@pytest.mark.parametrize(
    ("label", "passed", "kind"),
    [
        ("зачтено", True, StepKind.GRADE_PASS_LABEL),
        ("Зачёт", True, StepKind.GRADE_PASS_LABEL),
        ("НЕЗАЧЕТ", False, StepKind.GRADE_FAIL_LABEL),
    ],
)
@pytest.mark.parametrize("scheme", ["pl-2-5", "ects", "kz-letter", "percent", "without-table"])
def test_pass_and_fail_labels_never_get_a_letter(
    label: str,
    passed: bool,
    kind: StepKind,
    scheme: str,
) -> None:
    context = make_context(pass_labels=("Зачтено", "зачет"), fail_labels=("незачёт",))
    conversion = converted(label, scheme, context=context)
    assert values(conversion) == (None, None, None, passed)
    (step,) = conversion.steps
    assert kind == step.kind
    assert dict(step.facts) == {"label": label}


def test_a_word_nobody_declared_is_no_pass() -> None:
    with refused(HeldCode.UNKNOWN_GRADE, label="зачтено"):
        converted("зачтено")


def test_a_fail_label_that_is_a_failing_letter_keeps_its_letter() -> None:
    context = make_context(fail_labels=("F", "2"))
    assert values(converted("F", "ects", context=context))[0] == "F"
    assert values(converted("2", context=context)) == ("F", Decimal(0), Decimal(0), False)


def test_a_pass_label_that_is_a_row_without_letters_is_that_row() -> None:
    row = ConversionRow(label="zal")
    conversion = converted("zal", context=with_rows(row, pass_labels=("zal",)))
    assert values(conversion) == UNGRADED
    assert conversion.steps[0].kind == StepKind.GRADE_TABLE_UNGRADED


@pytest.mark.parametrize(
    ("labels", "options"),
    [
        ({"pass_labels": ("5",)}, "pass/A"),
        ({"fail_labels": ("5",)}, "fail/A"),
        ({"pass_labels": ("2",)}, "pass/F"),
    ],
)
def test_a_label_that_is_a_grade_and_a_verdict_is_ambiguous(
    labels: dict[str, tuple[str, ...]], options: str
) -> None:
    label = next(iter(labels.values()))[0]
    with refused(HeldCode.AMBIGUOUS_GRADE, label=label, scheme="pl-2-5", options=options):
        converted(label, context=make_context(**labels))


def test_a_row_without_letters_that_contradicts_a_verdict_is_ambiguous() -> None:
    context = with_rows(ConversionRow(label="zal", passed=False), pass_labels=("zal",))
    with refused(HeldCode.AMBIGUOUS_GRADE, options="pass/no letter"):
        converted("zal", context=context)


def test_a_label_that_passes_and_fails_is_ambiguous() -> None:
    context = make_context(pass_labels=("zal",), fail_labels=("ZAL",))
    facts = {"label": "zal", "scheme": "pl-2-5", "options": "pass/fail"}
    with refused(HeldCode.AMBIGUOUS_GRADE, **facts):
        converted("zal", context=context)


def test_a_verdict_does_not_hide_a_contradiction() -> None:
    context = make_context(fail_labels=("F",))
    with refused(HeldCode.GRADE_CONTRADICTION, label="F", percent="80"):
        converted("F", "kz-letter", context=context, percent="80")


def test_what_a_result_prints_is_taken_whole() -> None:
    result = make_result(percent=Decimal(87), points=Decimal("3.33"), grade="B+")
    assert printed_grade(result) == PrintedGrade(
        grade=Grade(label="B+"), percent=Decimal(87), points=Decimal("3.33")
    )

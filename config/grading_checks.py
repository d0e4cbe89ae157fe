"""Checks the hosts' own grading tables: schemes that exist, rows that do not contradict."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations

from config.reports import error
from config.suggestions import did_you_mean, listed
from mapping.grade_tables import BUILT_IN_SCHEMES, label_number, scheme_key, tables_of
from mapping.grades import ConversionRow, GradeConversionTable, LabelKind, label_key
from mapping.problems import Problem
from mapping.rulebook import HostRules, Rulebook


def check_grading(rulebook: Rulebook) -> Iterator[Problem]:
    """Check what every host's file says about grades."""
    ects = {label_key(row.label): row.label for each in rulebook.ects_tables for row in each.rows}
    for rules in rulebook.hosts:
        yield from _scheme(rules)
        yield from _verdict_labels(rules)
        for table in rules.tables:
            yield from _letters(table, ects)
            yield from _rows(table)
        yield from _overlapping(rules)


def _scheme(rules: HostRules) -> Iterator[Problem]:
    declared = rules.grading_scheme
    known = sorted({*BUILT_IN_SCHEMES, *(table.scheme for table in rules.tables)})
    if scheme_key(declared) not in BUILT_IN_SCHEMES and not tables_of(rules, declared):
        otherwise = f"add its table under grading.tables, or write one of {listed(known)}"
        yield error(
            "no-table",
            f"the grading scheme '{declared}' has no table",
            rules.place,
            did_you_mean(declared, known, otherwise=otherwise),
        )
    for table in rules.tables:
        if scheme_key(table.scheme) in BUILT_IN_SCHEMES:
            yield error(
                "scheme-redefined",
                f"'{table.scheme}' has a meaning of its own and takes no table",
                table.place,
                "name the host's own scheme otherwise",
            )


def _verdict_labels(rules: HostRules) -> Iterator[Problem]:
    fails = {label_key(label) for label in rules.fail_labels}
    for label in rules.pass_labels:
        if label_key(label) in fails:
            yield error(
                "pass-and-fail",
                f"'{label}' is both a pass and a fail label",
                rules.place,
                "keep it in one of the two lists",
            )


def _letters(table: GradeConversionTable, ects: dict[str, str]) -> Iterator[Problem]:
    for letter in dict.fromkeys(letter for row in table.rows for letter in row.to):
        if label_key(letter) not in ects:
            otherwise = f"write one of {listed(ects.values())}"
            yield error(
                "not-an-ects-letter",
                f"'{letter}' is not an ECTS letter",
                table.place,
                did_you_mean(letter, ects.values(), otherwise=otherwise),
            )


def _rows(table: GradeConversionTable) -> Iterator[Problem]:
    numeric = table.label_kind is LabelKind.NUMBER
    for row in table.rows:
        if not numeric and not row.label:
            yield error(
                "range-of-texts",
                f"the table '{table.scheme}' has a range of numbers, but its labels are text",
                table.place,
                "write 'labels: number'",
            )
            return
    for first, second in combinations(table.rows, 2):
        same = (set(first.to), first.passed) == (set(second.to), second.passed)
        if _meet(first, second, numeric=numeric) and not same:
            yield error(
                "rows-contradict",
                f"the table '{table.scheme}' gives {_key(second)} two meanings: {_key(first)} "
                "already covers it",
                table.place,
                "remove one of the two rows, or narrow a range",
            )


def _meet(first: ConversionRow, second: ConversionRow, *, numeric: bool) -> bool:
    """Tell whether some label falls into both rows."""
    low, high = _bounds(first, numeric=numeric)
    other_low, other_high = _bounds(second, numeric=numeric)
    if _is_text(first, numeric=numeric) or _is_text(second, numeric=numeric):
        return bool(first.label) and label_key(first.label) == label_key(second.label)
    above = low is not None and other_high is not None and low > other_high
    below = high is not None and other_low is not None and high < other_low
    return not above and not below


def _is_text(row: ConversionRow, *, numeric: bool) -> bool:
    return bool(row.label) and not (numeric and label_number(row.label) is not None)


def _bounds(row: ConversionRow, *, numeric: bool) -> tuple[Decimal | None, Decimal | None]:
    if numeric and row.label:
        number = label_number(row.label)
        return number, number
    return row.lowest, row.highest


def _key(row: ConversionRow) -> str:
    if row.label:
        return f"'{row.label}'"
    lowest = "" if row.lowest is None else f" from {row.lowest}"
    highest = "" if row.highest is None else f" to {row.highest}"
    return f"the range{lowest}{highest}"


def _overlapping(rules: HostRules) -> Iterator[Problem]:
    for first, second in combinations(rules.tables, 2):
        if scheme_key(first.scheme) != scheme_key(second.scheme):
            continue
        starts = max(first.valid_from or date.min, second.valid_from or date.min)
        ends = min(first.valid_to or date.max, second.valid_to or date.max)
        if starts <= ends:
            day = second.valid_from or first.valid_from
            when = f"on {max(starts, day)}" if day else "on any day"
            yield error(
                "tables-overlap",
                f"the tables '{second.scheme}' here and in {first.place} both hold {when}",
                second.place,
                "let the first end on the day before the second begins",
            )

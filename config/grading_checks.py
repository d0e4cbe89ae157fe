"""Checks the hosts' own grading tables: schemes that exist, rows that do not contradict."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations

from config.reports import error
from config.suggestions import did_you_mean, listed
from mapping.grade_tables import BUILT_IN_SCHEMES, label_number, scheme_key, tables_of
from mapping.grades import ConversionRow, GradeConversionTable, LabelKind, label_key
from mapping.problems import Problem
from mapping.rulebook import HostRules, Rulebook

Where = Callable[..., str]
"""Places a value of a host's file: `where(host, "grading", "scheme")`."""


def check_grading(rulebook: Rulebook, where: Where) -> Iterator[Problem]:
    """Check what every host's file says about grades; `where` places a value of that file."""
    ects = {label_key(row.label): row.label for each in rulebook.ects_tables for row in each.rows}
    for rules in rulebook.hosts:
        yield from _scheme(rules, where(rules.host, "grading", "scheme"))
        yield from _verdict_labels(rules, where)
        for index, table in enumerate(rules.tables):
            places = [
                where(rules.host, "grading", "tables", index, "rows", row)
                for row in range(len(table.rows))
            ]
            yield from _built_in(table)
            yield from _letters(table, places, ects)
            yield from _rows(table, places)
        yield from _overlapping(rules)


def _scheme(rules: HostRules, place: str) -> Iterator[Problem]:
    declared = rules.grading_scheme
    if scheme_key(declared) in BUILT_IN_SCHEMES or tables_of(rules, declared):
        return
    known = sorted({*BUILT_IN_SCHEMES, *(table.scheme for table in rules.tables)})
    otherwise = f"add its table under 'tables', or write one of {listed(known)}"
    yield error(
        "no-table",
        f"the grading scheme '{declared}' has no table",
        place,
        did_you_mean(declared, known, otherwise=otherwise),
    )


def _built_in(table: GradeConversionTable) -> Iterator[Problem]:
    if scheme_key(table.scheme) in BUILT_IN_SCHEMES:
        yield error(
            "scheme-redefined",
            f"'{table.scheme}' has a meaning of its own and takes no table",
            table.place,
            "name the host's own scheme otherwise",
        )


def _verdict_labels(rules: HostRules, where: Where) -> Iterator[Problem]:
    passes = {label_key(label) for label in rules.pass_labels}
    for index, label in enumerate(rules.fail_labels):
        if label_key(label) in passes:
            yield error(
                "pass-and-fail",
                f"'{label}' is both a pass and a fail label",
                where(rules.host, "grading", "fail_labels", index),
                "keep it in one of the two lists",
            )


def _letters(
    table: GradeConversionTable, places: list[str], ects: dict[str, str]
) -> Iterator[Problem]:
    for row, place in zip(table.rows, places, strict=True):
        for letter in row.to:
            if label_key(letter) not in ects:
                otherwise = f"write one of {listed(ects.values())}"
                yield error(
                    "not-an-ects-letter",
                    f"'{letter}' is not an ECTS letter",
                    place,
                    did_you_mean(letter, ects.values(), otherwise=otherwise),
                )


def _rows(table: GradeConversionTable, places: list[str]) -> Iterator[Problem]:
    numeric = table.label_kind is LabelKind.NUMBER
    rows = list(zip(table.rows, places, strict=True))
    for row, place in rows:
        if not numeric and not row.label:
            yield error(
                "range-of-texts",
                "a range of numbers in a table whose labels are text",
                place,
                "write 'labels: number' beside the table's scheme",
            )
            return
    for (first, before), (second, place) in combinations(rows, 2):
        same = (set(first.to), first.passed) == (set(second.to), second.passed)
        if _meet(first, second, numeric=numeric) and not same:
            yield error(
                "rows-contradict",
                f"{_key(second)} meets {_key(first)} in {before}, and means something else",
                place,
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

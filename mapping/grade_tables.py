"""Looking a grade up: the host's dated table, its row for a label, the national row for a letter.

Nothing is chosen here: no table, no row, or two that differ are refusals.
"""

from datetime import date
from decimal import Decimal

from mapping.grades import (
    ConversionRow,
    EctsRow,
    EctsTable,
    GradeConversionTable,
    LabelKind,
    label_key,
)
from mapping.held import HeldCode
from mapping.numbers import parse_decimal
from mapping.rulebook import HostRules
from mapping.trace import ConversionRefused, refusal

ECTS = "ects"
KZ_LETTER = "kz-letter"
PERCENT = "percent"
BUILT_IN_SCHEMES = frozenset({ECTS, KZ_LETTER, PERCENT})
"""Schemes every home understands; `percent` is the home scale's own percentage."""


def scheme_key(scheme: str) -> str:
    """Bring a grading scheme's name to the form in which names compare."""
    return scheme.strip().casefold()


def find_grade_table(rules: HostRules, scheme: str, *, on: date | None) -> GradeConversionTable:
    """Find the host's one table for a scheme on a date; two that overlap are refused.

    Without a date a table is taken only where the host has one for the scheme.
    """
    named = tables_of(rules, scheme)
    found = [table for table in named if on is None or _in_force(table, on)]
    if not found:
        raise refusal(
            HeldCode.NO_GRADE_TABLE,
            "the host has no conversion table for this grading scheme on this date",
            scheme,
            rules.host,
            on.isoformat() if on else "",
            hint="add the host's own table with its source document",
        )
    table, *others = found
    if others:
        raise ambiguous_tables(rules, scheme, found, hint="let the tables' dates not overlap")
    return table


def tables_of(rules: HostRules, scheme: str) -> list[GradeConversionTable]:
    """List a host's tables for a scheme, whatever their dates."""
    return [table for table in rules.tables if scheme_key(table.scheme) == scheme_key(scheme)]


def refuse_redefinition(rules: HostRules, scheme: str) -> None:
    """Refuse a host's table that gives a built-in scheme a meaning of its own."""
    tables = tables_of(rules, scheme)
    if tables:
        hint = "name the host's own scheme otherwise; a built-in scheme needs no table"
        raise ambiguous_tables(rules, scheme, tables, hint=hint)


def find_row(table: GradeConversionTable, label: str) -> ConversionRow:
    """Find the one row of a table for a label; rows that agree count as one."""
    found = [row for row in table.rows if _matches(row, label, table.label_kind)]
    if not found:
        raise unknown_grade(label, table.scheme)
    row, *others = found
    if any((set(other.to), other.passed) != (set(row.to), row.passed) for other in others):
        options = sorted("/".join(row.to) or "no letter" for row in found)
        raise ambiguous_grade(label, table.scheme, " or ".join(options))
    return row


def find_ects_row(table: EctsTable, label: str) -> EctsRow:
    """Find the national table's row for an ECTS letter."""
    found = [row for row in table.rows if label_key(row.label) == label_key(label)]
    if len(found) != 1:
        raise unknown_grade(label, ECTS)
    return found[0]


def label_number(label: str) -> Decimal | None:
    """Read a label as a number, with a point or a comma; None where it is no number."""
    try:
        return parse_decimal(label, decimal_comma=True)
    except ValueError:
        return None


def ambiguous_tables(
    rules: HostRules, scheme: str, tables: list[GradeConversionTable], *, hint: str
) -> ConversionRefused:
    """Refuse a grade whose scheme two tables explain."""
    return refusal(
        HeldCode.AMBIGUOUS_GRADE_TABLE,
        "more than one conversion table says what this grading scheme means",
        scheme,
        rules.host,
        "; ".join(sorted(table.place or table.source for table in tables)),
        hint=hint,
    )


def unknown_grade(label: str, scheme: str) -> ConversionRefused:
    """Refuse a label its scheme does not have."""
    return refusal(
        HeldCode.UNKNOWN_GRADE,
        "the grading scheme has no such grade",
        label,
        scheme,
        hint="add the grade to the host's table, or mend the scheme",
    )


def ambiguous_grade(label: str, scheme: str, options: str) -> ConversionRefused:
    """Refuse a label that can mean more than one thing."""
    return refusal(
        HeldCode.AMBIGUOUS_GRADE,
        "the grade can mean more than one thing, and a person decides which",
        label,
        scheme,
        options,
        hint="let the host's table name one grade",
    )


def _in_force(table: GradeConversionTable, on: date) -> bool:
    return (table.valid_from is None or table.valid_from <= on) and (
        table.valid_to is None or on <= table.valid_to
    )


def _matches(row: ConversionRow, label: str, kind: LabelKind) -> bool:
    number = label_number(label) if kind is LabelKind.NUMBER else None
    if number is None:
        return bool(row.label) and label_key(row.label) == label_key(label)
    if row.label:
        return label_number(row.label) == number
    bounded = row.lowest is not None or row.highest is not None
    return (
        bounded
        and (row.lowest is None or row.lowest <= number)
        and (row.highest is None or number <= row.highest)
    )

"""Whether rows may go to the national platform; reports every problem with its row and field.

The platform itself says nothing of a misspelt field and takes a missing one for null, so nothing
goes there that this does not find in order. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches

from connectors.transcripts.epvo_fields import Condition, EpvoField, FieldTable, FieldType, RowType
from mapping.problems import Problem, Severity

Row = Mapping[str, object]
Rows = Mapping[str, Sequence[Row]]

CREDITS_A_YEAR = 60
_PASS = 50
_FAR = 1000
_GRADED = (0, 1, 2, 6, 7, 8)
_BANDS = {
    "A": (95, 100),
    "A-": (90, 94),
    "B+": (85, 89),
    "B": (80, 84),
    "B-": (75, 79),
    "C+": (70, 74),
    "C": (65, 69),
    "C-": (60, 64),
    "D+": (55, 59),
    "D": (50, 54),
    "D-": (50, 54),
    "FX": (25, 49),
    "F": (0, 49),
}
"""Whole percentages of each letter; F reaches as far as it did under the old scale."""
_POINTS = {
    "A": Decimal("4"),
    "A-": Decimal("3.67"),
    "B+": Decimal("3.33"),
    "B": Decimal("3"),
    "B-": Decimal("2.67"),
    "C+": Decimal("2.33"),
    "C": Decimal("2"),
    "C-": Decimal("1.67"),
    "D+": Decimal("1.33"),
    "D": Decimal("1"),
    "D-": Decimal("1"),
    "FX": Decimal("0.5"),
    "F": Decimal("0"),
}


def check_rows(rows: Rows, table: FieldTable) -> tuple[Problem, ...]:
    """Say everything that is wrong with rows, by kind of row, row and field."""
    return tuple(_problems(rows, table))


def _problems(rows: Rows, table: FieldTable) -> Iterator[Problem]:
    for code, listed in rows.items():
        kind = table.get(code)
        if kind is None:
            yield _problem("unknown-row", "is no kind of row", code, _near(code, table))
            continue
        for number, row in enumerate(listed, start=1):
            place = f"{code}[{number}]"
            yield from _check_fields(row, kind, place)
            yield from _CROSS_CHECKS.get(code, _nothing)(row, place)
        yield from _check_keys(listed, kind)
    yield from _check_references(rows)
    yield from _check_university(rows)
    yield from _check_years(rows.get("TRANSCRIPT", ()))


def _check_fields(row: Row, kind: RowType, place: str) -> Iterator[Problem]:
    for name in row:
        if name not in kind.fields:
            yield _problem(
                "unknown-field",
                f"'{name}' is no field of this row: the platform would ignore it silently",
                place,
                _near(name, kind.fields),
            )
    if row.get("typeCode") not in (None, kind.code):
        yield _problem("wrong-type-code", "is another kind of row", f"{place}.typeCode")
    for name, rules in kind.fields.items():
        where = f"{place}.{name}"
        value = row.get(name)
        if value is None or value == "":
            if rules.required or _holds(rules.required_if, row):
                message = "is missing: the platform would store nothing there"
                yield _problem("missing-field", message, where)
        elif _holds(rules.forbidden_if, row):
            yield _problem("field-not-allowed", "may not be given in a row of this type", where)
        else:
            yield from _check_value(value, rules, where)


def _check_value(value: object, rules: EpvoField, where: str) -> Iterator[Problem]:
    expected = _TYPES[rules.type]
    if not expected.fits(value):
        yield _problem("wrong-type", f"is not {expected.words}", where, expected.hint)
        return
    if rules.choices and value not in rules.choices:
        known = ", ".join(map(str, rules.choices))
        yield _problem("unknown-value", "is none of the platform's values", where, known)
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = rules.lowest, rules.highest
        if (low is not None and value < low) or (high is not None and value > high):
            shown = f"from {low} to {high}" if high is not None else f"{low} or more"
            yield _problem("out-of-range", f"is not {shown}", where)


def _holds(condition: Condition, row: Row) -> bool:
    return bool(condition) and all(row.get(name) in values for name, values in condition.items())


class _Type:
    """One type of value: its words, and what fits it."""

    def __init__(self, words: str, hint: str = "") -> None:
        self.words = words
        self.hint = hint

    def fits(self, value: object) -> bool:
        return isinstance(value, str) and bool(value.strip())


class _Integer(_Type):
    def fits(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)


class _Whole(_Type):
    def fits(self, value: object) -> bool:
        if isinstance(value, bool):
            return False
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


class _Number(_Type):
    def fits(self, value: object) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool)


class _Flag(_Type):
    def fits(self, value: object) -> bool:
        return isinstance(value, bool) or value in (0, 1)


class _Day(_Type):
    def fits(self, value: object) -> bool:
        return _day(value) is not None


_TYPES: Mapping[FieldType, _Type] = {
    FieldType.INTEGER: _Integer("an integer", "numbers of the platform are whole"),
    FieldType.WHOLE: _Whole(
        "a whole number", "choose documents.epvo.whole_credits, or award whole credits"
    ),
    FieldType.NUMBER: _Number("a number"),
    FieldType.TEXT: _Type("a text"),
    FieldType.DAY: _Day("a day", "write it like 2026-02-03"),
    FieldType.FLAG: _Flag("true or false"),
}


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _check_transcript(row: Row, place: str) -> Iterator[Problem]:
    """Compare mark, letter, points and pass with one another (89.5 is A-: half-up edges)."""
    total, letter, points = row.get("totalMark"), row.get("alphaMark"), row.get("numeralMark")
    graded = row.get("type") in _GRADED
    whole = _whole_mark(total) if graded else None
    if isinstance(letter, str) and letter in _BANDS and whole is not None:
        low, high = _BANDS[letter]
        if not low <= whole <= high:
            yield _problem(
                "mark-contradiction", "is not the letter of totalMark", f"{place}.alphaMark"
            )
    exact = _small_number(points)
    if exact is not None and str(letter) in _POINTS and exact != _POINTS[str(letter)]:
        yield _problem(
            "mark-contradiction", "are not the points of alphaMark", f"{place}.numeralMark"
        )
    passed = row.get("isPassed")
    expected = whole >= _PASS if whole is not None else None if graded else True
    if expected is not None and isinstance(passed, bool | int) and bool(passed) != expected:
        yield _problem("pass-contradiction", "contradicts the mark", f"{place}.isPassed")
    accepted = row.get("accepted")
    if accepted in (0, 1) and isinstance(passed, bool | int) and bool(accepted) != bool(passed):
        yield _problem("pass-contradiction", "contradicts isPassed", f"{place}.accepted")


def _whole_mark(value: object) -> int | None:
    exact = _small_number(value)
    return None if exact is None else int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _small_number(value: object) -> Decimal | None:
    """Read a number exactly; what is none, or no mark by far, is told elsewhere."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(str(value)) if abs(value) <= _FAR else None


def _check_period(row: Row, place: str) -> Iterator[Problem]:
    starts, finishes = _day(row.get("startDate")), _day(row.get("finishDate"))
    if starts is not None and finishes is not None and finishes < starts:
        yield _problem("period-reversed", "is before startDate", f"{place}.finishDate")


def _nothing(_row: Row, _place: str) -> Iterator[Problem]:
    return iter(())


_CROSS_CHECKS = {
    "TRANSCRIPT": _check_transcript,
    "STUDENT_TRANSFER": _check_period,
    "ORDERS_ACADEMIC_MOBILITY": _check_period,
}


def _check_keys(rows: Sequence[Row], kind: RowType) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        parts = [row.get(name) for name in kind.key]
        key = repr(parts)  # what is no key may be no number either, or a list
        if None in parts:
            continue
        if key in first:
            yield _problem(
                "key-twice",
                f"has the key of {kind.code}[{first[key]}]: one would replace the other",
                f"{kind.code}[{number}].{kind.key[0]}",
            )
        first.setdefault(key, number)


def _check_references(rows: Rows) -> Iterator[Problem]:
    transfers = [row.get("transferId") for row in rows.get("STUDENT_TRANSFER", ())]
    known = set(map(repr, transfers))
    for code in ("FOREIGN_SUBJECTS", "ORDERS_ACADEMIC_MOBILITY"):
        for number, row in enumerate(rows.get(code, ()), start=1):
            transfer = row.get("transferId")
            if transfer is not None and repr(transfer) not in known:
                yield _problem(
                    "unknown-transfer",
                    "names no row of STUDENT_TRANSFER",
                    f"{code}[{number}].transferId",
                )


def _check_university(rows: Rows) -> Iterator[Problem]:
    found = (row.get("universityId") for listed in rows.values() for row in listed)
    numbers = {repr(number) for number in found if number is not None}
    if len(numbers) > 1:
        yield _problem("several-universities", "rows of several universities stand together", "")


def _check_years(rows: Iterable[Row]) -> Iterator[Problem]:
    """Warn of a year of study with more credits than a year has."""
    sums: defaultdict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        credits_ = row.get("credits")
        if row.get("isPassed") and isinstance(credits_, int | float):
            sums[str(row.get("studentId")), str(row.get("courseNumber"))] += credits_
    for (student, year), total in sums.items():
        if total > CREDITS_A_YEAR:
            yield Problem(
                code="year-over",
                message=f"student {student} has {total:g} credits in year {year} by mobility alone",
                place="TRANSCRIPT",
                hint=f"a year has {CREDITS_A_YEAR}",
                severity=Severity.WARNING,
            )


def _near(name: str, known: Iterable[str]) -> str:
    listed = list(known)
    folded = {each.lower(): each for each in listed}
    if name.lower() in folded:
        return f"did you mean '{folded[name.lower()]}'?"
    near = get_close_matches(name, listed, n=1)
    return f"did you mean '{near[0]}'?" if near else ""


def _problem(code: str, message: str, place: str, hint: str = "") -> Problem:
    return Problem(code=code, message=message, place=place, hint=hint)

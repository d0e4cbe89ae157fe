"""The one strict way from text to Decimal; guesses no separator, uses no float."""

import math
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

_PLAIN = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d{1,12}(,\d{1,12})?", re.ASCII)


class Rounding(StrEnum):
    """How an exact quotient becomes a whole number; no source fixes one, so a home chooses."""

    HALF_UP = "half-up"
    FLOOR = "floor"
    CEILING = "ceiling"


_DECIMAL_MODE = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.FLOOR: ROUND_FLOOR,
    Rounding.CEILING: ROUND_CEILING,
}


def parse_decimal(text: str, *, decimal_comma: bool = False) -> Decimal:
    """Parse a plain decimal number; `7,5` only where the source declared a decimal comma.

    Raises ValueError for anything else: exponents, thousands separators, `NaN`, blanks inside,
    more than twelve digits on a side. With `decimal_comma` a point is still accepted when there
    is no comma, since spreadsheets mix both.
    """
    stripped = text.strip()
    if _PLAIN.fullmatch(stripped):
        return Decimal(stripped)
    if decimal_comma and _COMMA.fullmatch(stripped):
        return Decimal(stripped.replace(",", "."))
    raise ValueError("not a plain decimal number")


def round_decimal(value: Decimal, *, places: int, rounding: Rounding) -> Decimal:
    """Round to a number of decimal places in the chosen mode; negative zero never appears."""
    quantum = Decimal(1).scaleb(-places)
    return value.quantize(quantum, rounding=_DECIMAL_MODE[rounding]) + Decimal(0)


def plain(value: Decimal) -> str:
    """Write a Decimal without exponent or trailing zeros: `6`, `4.5`, `0.33`; zero has no sign."""
    text = f"{value:f}" if value else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_fraction(
    value: Fraction, *, rounding: Rounding, unit: Fraction = Fraction(1)
) -> Fraction:
    """Round an exact value to a multiple of `unit`, each mode as in `round_decimal`."""
    scaled = value / unit
    if rounding is Rounding.FLOOR:
        return math.floor(scaled) * unit
    if rounding is Rounding.CEILING:
        return math.ceil(scaled) * unit
    away = math.floor(abs(scaled) + Fraction(1, 2)) * unit
    return away if value >= 0 else -away


def exact_decimal(value: Fraction) -> Decimal | None:
    """Write a fraction as the Decimal that equals it; None where there is none (one third)."""
    if value.denominator == 1:
        return Decimal(value.numerator)
    for places in range(value.denominator.bit_length()):
        if 10**places % value.denominator == 0:
            # the constructor is exact; arithmetic would round to the precision of the context
            return Decimal(f"{value.numerator * 10**places // value.denominator}E-{places}")
    return None


def exact_text(value: Fraction) -> str:
    """Write an exact value: `4`, `2.5`, and `10/3` where no decimal equals it."""
    decimal = exact_decimal(value)
    return str(value) if decimal is None else plain(decimal)

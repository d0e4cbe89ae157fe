"""What the cells of an imported table may say: dates, numbers, keys and words in three languages.

A refusal names what is wrong and the way out. It shows the cell only where the text comes from a
closed list or cannot be personal: birth dates and identifiers of persons are never shown.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from config.suggestions import did_you_mean, listed
from connectors.hosts.inbox_cells import Cell, CellKind
from mapping.credits import ECTS, KNOWN_SCHEMES, KZ
from mapping.identifiers import HeiId, MobilityId, StudentId
from mapping.numbers import parse_decimal
from mapping.terms import Level, MobilityForm, MobilityKind, Work

Parser = Callable[[Cell], Any]
"""Reads a filled cell; raises CellRefused."""


class CellRefused(ValueError):
    """A cell does not say what its column is for."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class Side(StrEnum):
    """The table of a learning agreement a row belongs to: A (host) or B (home)."""

    HOST = "host"
    HOME = "home"


_LEVEL_WORDS = {
    Level.BACHELOR: ("bachelor", "bachelors", "бакалавр", "бакалавриат", "бакалавриаты"),
    Level.PROFILE_MASTER: (
        "profile master",
        "бейіндік магистратура",
        "профильная магистратура",
    ),
    Level.SCIENTIFIC_MASTER: (
        "scientific master",
        "ғылыми педагогикалық магистратура",
        "научно педагогическая магистратура",
    ),
    Level.PHD: ("phd", "doctoral", "докторантура", "докторант"),
}
_KIND_WORDS = {
    MobilityKind.INTERNAL: ("internal", "national", "ішкі", "іштей", "внутренняя"),
    MobilityKind.EXTERNAL: ("external", "international", "сыртқы", "внешняя"),
}
_FORM_WORDS = {
    MobilityForm.HORIZONTAL: ("horizontal", "деңгейлес", "горизонтальная"),
    MobilityForm.VERTICAL: ("vertical", "тік", "вертикальная"),
    MobilityForm.INDIVIDUAL: ("individual", "жеке", "индивидуальная"),
}
_WORK_WORDS = {
    Work.THEORY: ("theory", "теориялық оқу", "теория", "теоретическое обучение"),
    Work.EDUCATIONAL_PRACTICE: ("оқу практикасы", "учебная практика"),
    Work.PEDAGOGICAL_PRACTICE: ("педагогикалық практика", "педагогическая практика"),
    Work.INDUSTRIAL_PRACTICE: ("өндірістік практика", "производственная практика"),
    Work.RESEARCH_PRACTICE: ("зерттеу практикасы", "исследовательская практика"),
    Work.RESEARCH_WORK: ("ғылыми зерттеу жұмысы", "научно исследовательская работа", "нирм"),
    Work.FINAL_ATTESTATION: ("қорытынды аттестаттау", "итоговая аттестация"),
}
_SIDE_WORDS = {
    Side.HOST: ("host", "a", "қабылдаушы", "қабылдаушы жоо", "принимающий", "принимающий вуз"),
    Side.HOME: ("home", "b", "жіберуші", "жіберуші жоо", "направляющий", "направляющий вуз"),
}
_SCHEME_WORDS = {
    ECTS: ("ects", "кредит ects", "ects кредит", "кредиты ects", "ects кредиттер"),
    KZ: ("kz", "рк", "қр", "кредит рк", "қр кредиті"),
    "ze": ("ze", "зе", "з е", "зачетная единица"),
    "hours": ("hours", "часы", "сағат", "сағаттар"),
}
_UNCLEAR_LEVELS = dict.fromkeys(
    ("master", "masters", "магистр", "магистратура"),
    "there are two master's levels: write profile-master or scientific-master",
)

_MOBILITY_ID = re.compile(r"[!-~]{1,64}", re.ASCII)
_STUDENT_ID = re.compile(r"[^\s\x00-\x1f\x7f]{1,64}")
_HEI = re.compile(r"[a-z0-9]+(-+[a-z0-9]+)*(\.[a-z0-9]+(-+[a-z0-9]+)*)+", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_POINTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: ?[гж]\.)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_CREDITS = re.compile(r"\d{1,4}([.,]\d{1,2})?", re.ASCII)
_SCHEME = re.compile(r"\w[\w.-]{0,31}")
_ESI = re.compile(r"urn:schac:personalUniqueCode:int:esi:\S+", re.ASCII | re.IGNORECASE)
_LATEST_YEAR = 2100
_EARLIEST_YEAR = 1900
_SHOWN = 40
_IIN_DIGITS = 12


def parse_text(cell: Cell) -> str:
    """Read a text that may say anything."""
    return cell.text


def parse_mobility_id(cell: Cell) -> MobilityId:
    """Read a mobility id: 1 to 64 printable ASCII characters without a blank (EWP)."""
    if _MOBILITY_ID.fullmatch(cell.text):
        return MobilityId(cell.text)
    raise CellRefused(
        "mobility-id-form",
        "the mobility id is not 1 to 64 printable ASCII characters without a blank",
        "write it in Latin letters, digits and signs, like M-2025-001",
    )


def parse_student_id(cell: Cell) -> StudentId:
    """Read a home student number as it stands; leading zeros count."""
    if _STUDENT_ID.fullmatch(cell.text):
        return StudentId(cell.text)
    raise CellRefused(
        "student-id-form",
        "the student number holds a blank or is longer than 64 characters",
        "write it as in the ID number of the home Moodle",
    )


def parse_hei(cell: Cell) -> HeiId:
    """Read a host's SCHAC code: its internet domain in lower case."""
    if _HEI.fullmatch(cell.text):
        return HeiId(cell.text)
    raise CellRefused(
        "host-form",
        f"'{_shown(cell.text)}' is not a SCHAC code",
        "write the host's internet domain in lower case, like kozminski.edu.pl",
    )


def parse_day(cell: Cell) -> date:
    """Read a date: a date cell, `2025-09-01` or `01.09.2025`."""
    day, problem = _day(cell)
    if day is not None:
        return day
    raise CellRefused("not-a-day", f"'{_shown(cell.text)}' {problem}", _DAY_HINT)


def parse_hidden_day(cell: Cell) -> date:
    """Read a date that is a person's and is not shown when it is refused."""
    day, problem = _day(cell)
    if day is not None:
        return day
    raise CellRefused("not-a-day", f"the text {problem}", _DAY_HINT)


_DAY_HINT = "write it like 2025-09-01 or 01.09.2025"


def _day(cell: Cell) -> tuple[date | None, str]:
    if cell.day is not None:
        return cell.day, ""
    if found := _ISO_DAY.fullmatch(cell.text):
        year, month, day = found.groups()
    elif found := _POINTED_DAY.fullmatch(cell.text):
        day, month, year = found.groups()
    else:
        return None, "is not a date"
    try:
        parsed = date(int(year), int(month), int(day))
    except ValueError:
        return None, "is not a day of the calendar"
    if not _EARLIEST_YEAR <= parsed.year <= _LATEST_YEAR:
        return None, "is a day in another century"
    return parsed, ""


def parse_year(cell: Cell) -> int:
    """Read a year of four digits."""
    if _WHOLE.fullmatch(cell.text) and _EARLIEST_YEAR <= int(cell.text) <= _LATEST_YEAR:
        return int(cell.text)
    raise CellRefused("not-a-year", f"'{_shown(cell.text)}' is not a year", "write it like 2023")


def parse_version(cell: Cell) -> int:
    """Read the number of a version, from 1."""
    if _WHOLE.fullmatch(cell.text) and int(cell.text) > 0:
        return int(cell.text)
    raise CellRefused(
        "not-a-version",
        f"'{_shown(cell.text)}' is not the number of a version",
        "write 1, 2 ... or leave the column empty",
    )


def parse_credits(cell: Cell) -> Decimal:
    """Read an amount of credit: a positive number with at most two decimals, point or comma.

    This table is of our own form, so both marks are declared; more decimals are refused, since
    `1,500` is where the two ways of writing numbers meet.
    """
    if not _CREDITS.fullmatch(cell.text):
        raise CellRefused(
            "not-credits", f"'{_shown(cell.text)}' is not an amount of credit", "write it like 7.5"
        )
    amount = parse_decimal(cell.text, decimal_comma=True)
    if amount <= 0:
        raise CellRefused(
            "no-credit", "the amount is zero", "leave the cell empty if none is known"
        )
    return amount


def parse_scheme(cell: Cell) -> str:
    """Read a credit scheme: a known one in any language, or the host's own word in lower case."""
    key = word_key(cell.text)
    for scheme, words in _SCHEME_WORDS.items():
        if key in words:
            return scheme
    hint = did_you_mean(key, KNOWN_SCHEMES)
    if hint or not _SCHEME.fullmatch(key):
        raise CellRefused(
            "unknown-scheme",
            f"'{_shown(cell.text)}' is not a known credit scheme",
            hint or f"write one of {listed(KNOWN_SCHEMES)}",
        )
    return key


def parse_esi(cell: Cell) -> str:
    """Read a European Student Identifier, a URN."""
    if _ESI.fullmatch(cell.text):
        return cell.text
    raise CellRefused(
        "esi-form",
        "the European Student Identifier is not in its full form",
        "it begins with urn:schac:personalUniqueCode:int:esi:",
    )


def parse_national_id(cell: Cell) -> str:
    """Read a national id; twelve digits are an ИИН and must carry its check digit.

    Ten or eleven digits are refused: spreadsheets drop the leading zeros of people born from 2000.
    """
    text = cell.text
    if text.isascii() and text.isdigit():
        if _IIN_DIGITS - 2 <= len(text) < _IIN_DIGITS:
            raise CellRefused(
                "national-id-cut",
                f"the national id has {len(text)} digits",
                "an ИИН has 12; format the column as text, so that leading zeros stay",
            )
        if len(text) == _IIN_DIGITS and check_digit_of_iin(text[:-1]) != int(text[-1]):
            raise CellRefused(
                "national-id-check",
                "the check digit of the ИИН does not fit the others",
                "compare it with the identity card",
            )
    return text


_IIN_WEIGHTS = ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))


def check_digit_of_iin(digits: str) -> int | None:
    """Compute the twelfth digit of an ИИН from the eleven before; None where none is issued."""
    for weights in _IIN_WEIGHTS:
        rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if rest < 10:  # noqa: PLR2004 -- one digit
            return rest
    return None


@dataclass(frozen=True, slots=True)
class _Words:
    """A closed list: the words of three languages for each of its members.

    `unclear` words stand for several members; each has the hint that settles it.
    """

    what: str
    words: Mapping[Any, tuple[str, ...]]
    unclear: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, cell: Cell) -> Any:
        key = word_key(cell.text)
        for member, words in self.words.items():
            if key in words or key == word_key(member):
                return member
        known = [str(member) for member in self.words]
        near = did_you_mean(key, [word for words in self.words.values() for word in words])
        raise CellRefused(
            "unknown-word",
            f"'{_shown(cell.text)}' is not a known {self.what}",
            self.unclear.get(key) or near or f"write one of {listed(known)}",
        )


parse_level: Parser = _Words("level", _LEVEL_WORDS, _UNCLEAR_LEVELS)
parse_kind: Parser = _Words("kind of mobility", _KIND_WORDS)
parse_form: Parser = _Words("form of mobility", _FORM_WORDS)
parse_work: Parser = _Words("kind of work", _WORK_WORDS)
parse_side: Parser = _Words("side", _SIDE_WORDS)


def word_key(text: str) -> str:
    """Bring a word to the form in which words compare: lower case, any separator a blank, no ё."""
    folded = text.casefold().replace("ё", "е")
    return " ".join(re.split(r"[\s_.:/()\-–—]+", folded)).strip()


def is_broken(cell: Cell) -> bool:
    """Tell whether a cell shows an error, or a formula whose value the file does not hold."""
    return cell.kind in (CellKind.ERROR, CellKind.UNCACHED)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."

"""Stays at Gumilyov University, autumn 2025: XLSX in Kazakh, letters, percents and points."""

from datetime import date
from typing import Any, Final

from sandbox.stays import (
    ENU,
    INFORMATICS,
    MASTER_ECONOMICS,
    OLD_ECONOMICS,
    Block,
    Expected,
    Mark,
    Stay,
    block,
    gets,
    one_to_one,
    person_of,
    usual_credits,
    waits,
)

TERM: Final = "2025-2026 күзгі"
_BANDS: Final = (
    *((95, "A", "4,0"), (90, "A-", "3,67"), (85, "B+", "3,33"), (80, "B", "3,0")),
    *((75, "B-", "2,67"), (70, "C+", "2,33"), (65, "C", "2,0"), (60, "C-", "1,67")),
    *((55, "D+", "1,33"), (50, "D", "1,0"), (25, "FX", "0,5"), (0, "F", "0")),
)


def mark(code: str, percent: str, /, **printed: Any) -> Mark:
    """Write a line of the host's transcript: letter and points follow from the percentage."""
    letter, points = letter_and_points(percent)
    credits_ = usual_credits(ENU, code)
    defaults = {
        "grade": letter,
        "percent": percent,
        "points": points,
        "credits": credits_,
        "ects": credits_,
        "term": TERM,
    }
    return Mark(code=code, **(defaults | printed))


def letter_and_points(percent: str) -> tuple[str, str]:
    """Give the host's letter and points for a whole percentage."""
    return next((letter, points) for lowest, letter, points in _BANDS if int(percent) >= lowest)


def passed(code: str) -> Mark:
    """Write a line that was passed and has no mark."""
    return mark(code, "50", grade="сынақ", percent="", points="")


def stay(
    number: str,
    agreed: tuple[Block, ...],
    marks: tuple[Mark, ...],
    expected: tuple[Expected, ...],
    **facts: Any,
) -> Stay:
    """Write a stay of one semester of 15 weeks."""
    defaults: dict[str, Any] = {
        "mobility_id": f"M-2025-{number[-3:]}",
        "starts": date(2025, 9, 1),
        "ends": date(2025, 12, 14),
        "admission_year": 2000 + int(number[2:4]),
        "approved_on": date(2025, 8, 20),
    }
    return Stay(
        person=person_of(number),
        host=ENU,
        agreed=agreed,
        marks=marks,
        expected=expected,
        **(defaults | facts),
    )


STAYS: Final = (
    stay(
        "KB2300031",
        one_to_one("MIK2205 ECO2201", "STAT2102 STA2101"),
        (mark("MIK2205", "92"), mark("STAT2102", "81")),
        (gets("MIK2205", "ECO2201 5 A- 92"), gets("STAT2102", "STA2101 5 B 81")),
    ),
    # two courses become one component
    stay(
        "KB2300032",
        (block("a", "MAK2101 MAK2102", "ECO2202"), block("b", "EKM3301", "ECO3301")),
        (mark("MAK2101", "87"), mark("MAK2102", "82"), mark("EKM3301", "72")),
        (gets("MAK2101 MAK2102", "ECO2202 5 B+ 85"), gets("EKM3301", "ECO3301 5 C+ 72")),
    ),
    # one course becomes two components
    stay(
        "KB2300033",
        (
            *one_to_one("DQ2201 INF2201", "ADQ2202 INF2202"),
            block("c", "WJ3310", "INF3301 INF3302"),
        ),
        (mark("DQ2201", "95"), mark("ADQ2202", "68"), mark("WJ3310", "76")),
        (
            gets("DQ2201", "INF2201 5 A 95"),
            gets("ADQ2202", "INF2202 5 C 68"),
            gets("WJ3310", "INF3301 5 B- 76", "INF3302 5 B- 76"),
        ),
        programme=INFORMATICS,
    ),
    # either of two courses; physical education is passed or not
    stay(
        "KB2300034",
        one_to_one("MAR3211 ECO3305", "AKB3304 ECO3304", "DSH1101 PHE1001"),
        (mark("MAR3211", "79"), mark("AKB3304", "90"), passed("DSH1101")),
        (
            gets("MAR3211", "ECO3305 5 B- 79"),
            gets("AKB3304", "ECO3304 5 A- 90"),
            gets("DSH1101", "PHE1001 2 - -"),
        ),
    ),
    stay(
        "KB2300035",
        one_to_one("ӨП3201 PRA3201", "STAT2102 STA2101"),
        (mark("ӨП3201", "97"), mark("STAT2102", "54")),
        (gets("ӨП3201", "PRA3201 4 A 97"), gets("STAT2102", "STA2101 5 D 54")),
    ),
    stay(
        "KM2400036",
        one_to_one("EMB5205 MEC5202"),
        (mark("EMB5205", "88"),),
        (gets("EMB5205", "MEC5202 5 B+ 88"),),
        level="scientific-master",
        programme=MASTER_ECONOMICS,
    ),
    # admitted under the old rules: the host prints both kinds of credit, and they differ
    stay(
        "KB1700037",
        one_to_one("EKM3301 EKO3212"),
        (mark("EKM3301", "71", credits="3", ects="5"),),
        (gets("EKM3301", "EKO3212 3 C+ 71"),),
        programme=OLD_ECONOMICS,
    ),
    # figures that do not belong together, a letter alone, credits that cannot both be right
    stay(
        "KB2300038",
        one_to_one("MIK2205 ECO2201", "STAT2102 STA2101", "AKB3304 ECO3304"),
        (
            mark("MIK2205", "84", grade="A-", points="3,67"),
            mark("STAT2102", "80", percent=""),
            mark("AKB3304", "77", ects="8"),
        ),
        (
            waits("MIK2205", "grade-contradiction"),
            waits("STAT2102", "percent-missing"),
            waits("AKB3304", "credit-contradiction"),
        ),
    ),
    # a line without any mark, and one of the year before
    stay(
        "KB2300039",
        one_to_one("MAR3210 ECO3305", "STAT2102 STA2101"),
        (
            mark("MAR3210", "50", grade="", percent="", points=""),
            mark("STAT2102", "85", term="2024-2025 көктемгі"),
        ),
        (
            waits("MAR3210", "status-unknown", "no-grade"),
            waits("STAT2102", "outside-period"),
        ),
    ),
    # between two agreements of the universities there was a year without one
    stay(
        "KB2000040",
        one_to_one("STAT2102 STA2101"),
        (mark("STAT2102", "85", term="2021-2022 күзгі"),),
        (waits("STAT2102", "host-agreement-not-in-force"),),
        mobility_id="M-2021-040",
        starts=date(2021, 9, 1),
        ends=date(2021, 12, 14),
        approved_on=date(2021, 8, 23),
    ),
)

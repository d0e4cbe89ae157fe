"""Stays at Kozminski University, winter semester 2025/26: ELMO, marks from 2 to 5, ECTS."""

from datetime import date
from typing import Any, Final

from sandbox.people import STRANGER
from sandbox.stays import (
    FINANCE,
    INFORMATICS,
    KOZMINSKI,
    MASTER_ECONOMICS,
    OLD_ECONOMICS,
    Block,
    Expected,
    Mark,
    Printing,
    Stay,
    block,
    gets,
    one_to_one,
    person_of,
    usual_credits,
    waits,
)

TERM: Final = "Winter semester 2025/26"
_EXAMS: Final = date(2026, 1, 27)


def mark(code: str, grade: str = "", **printed: Any) -> Mark:
    """Write a line of the host's transcript, credits as in its catalogue."""
    defaults: dict[str, Any] = {
        "credits": usual_credits(KOZMINSKI, code),
        "credit_scheme": "ects",
        "term": TERM,
        "completed_on": _EXAMS,
    }
    return Mark(code=code, grade=grade, **(defaults | printed))


def stay(
    number: str,
    agreed: tuple[Block, ...],
    marks: tuple[Mark, ...],
    expected: tuple[Expected, ...],
    **facts: Any,
) -> Stay:
    """Write a stay of one winter semester, admitted in the year the student's number says."""
    defaults: dict[str, Any] = {
        "mobility_id": f"M-2025-{number[-3:]}",
        "starts": date(2025, 10, 1),
        "ends": date(2026, 1, 31),
        "admission_year": 2000 + int(number[2:4]),
        "approved_on": date(2025, 6, 16) if agreed else None,
    }
    return Stay(
        person=person_of(number),
        host=KOZMINSKI,
        agreed=agreed,
        marks=marks,
        expected=expected,
        **(defaults | facts),
    )


RECOGNISED: Final = (
    # two courses become one component
    stay(
        "KB2300001",
        (block("a", "FIN201 FIN202", "ECO2204"), block("b", "MIC101", "ECO2201")),
        (mark("FIN201", "4,5"), mark("FIN202", "4,0"), mark("MIC101", "5,0")),
        (gets("FIN201 FIN202", "ECO2204 6 B 82.5"), gets("MIC101", "ECO2201 5 A 100")),
    ),
    stay(
        "KB2300002",
        one_to_one("MAC102 ECO2202", "ECM301 ECO3301"),
        (mark("MAC102", "4,0"), mark("ECM301", "4,5")),
        (gets("MAC102", "ECO2202 5 B 80"), gets("ECM301", "ECO3301 5 B+ 85")),
        printing=Printing.GZIP,
    ),
    # one course becomes two components; a free elective without points
    stay(
        "KB2300003",
        (block("a", "BUS300", "ECO3302 ECO3304"), block("b", "PLC100", "ELE3001")),
        (mark("BUS300", "4,5"), mark("PLC100", "zal")),
        (
            gets("BUS300", "ECO3302 5 B+ 85", "ECO3304 5 B+ 85"),
            gets("PLC100", "ELE3001 4 - -"),
        ),
        programme=FINANCE,
        printing=Printing.BASE64,
    ),
    # either of two courses; an additional subject
    stay(
        "KB2300004",
        one_to_one("MNG206 ECO3306", "ACC115 ECO2205", "SPT100 PHE1001"),
        (mark("MNG206", "3,5"), mark("ACC115", "3,0"), mark("SPT100", "zal")),
        (
            gets("MNG206", "ECO3306 5 C 65"),
            gets("ACC115", "ECO2205 5 D 50"),
            gets("SPT100", "PHE1001 2 - -"),
        ),
        printing=Printing.EWP,
    ),
    # admitted under the old rules, back from an academic leave: ECTS divided by 1.5
    stay(
        "KB1800005",
        (*one_to_one("MIC101 EKO2206", "MAC102 EKO2207"), block("c", "FIN201 FIN202", "EKO3210")),
        (
            mark("MIC101", "4,5"),
            mark("MAC102", "4,0", credits="4"),
            mark("FIN201", "5,0"),
            mark("FIN202", "5,0"),
        ),
        (
            gets("MIC101", "EKO2206 3 B+ 85"),
            gets("MAC102", "EKO2207 3 B 80"),
            gets("FIN201 FIN202", "EKO3210 4 A 100"),
        ),
        programme=OLD_ECONOMICS,
    ),
    stay(
        "KM2400006",
        one_to_one("AEC501 MEC5201"),
        (mark("AEC501", "5,0"),),
        (gets("AEC501", "MEC5201 5 A 100"),),
        level="scientific-master",
        programme=MASTER_ECONOMICS,
    ),
)

RESULTS_THAT_WAIT: Final = (
    stay(
        "KB2300007",
        one_to_one("MAC102 ECO2202", "MNG205 ECO3306"),
        (mark("MAC102", "2,0", status="failed"), mark("MNG205", status="in-progress")),
        (waits("MAC102", "failed"), waits("MNG205", "in-progress", "no-grade")),
    ),
    # no status is given, and the mark is a fail; and an examination taken twice
    stay(
        "KB2300008",
        one_to_one("MIC101 ECO2201", "ECM301 ECO3301"),
        (
            mark("MIC101", "2,0", status=""),
            mark("ECM301", "2,0", status="failed"),
            mark("ECM301", "3,5", completed_on=date(2026, 2, 10)),
        ),
        (
            waits("MIC101", "failed", "status-contradiction"),
            waits("ECM301", "several-attempts"),
        ),
    ),
    # a course nobody mapped, a rule that ended, a component no longer taught
    stay(
        "KB2300009",
        one_to_one("PHI150 ELE3001", "ACC110 ECO2205", "AGR230 ECO3308"),
        (mark("PHI150", "4,0"), mark("ACC110", "4,0"), mark("AGR230", "4,0")),
        (
            waits("PHI150", "unmapped-course"),
            waits("ACC110", "equivalence-not-valid"),
            waits("AGR230", "retired-component"),
        ),
    ),
    # a rule nobody approved yet, and one for another programme
    stay(
        "KB2300010",
        one_to_one("DSC310 INF3304", "ECM301 ECO3301"),
        (mark("DSC310", "4,5"), mark("ECM301", "4,5")),
        (waits("DSC310", "equivalence-not-approved"), waits("ECM301", "level-not-covered")),
        programme=INFORMATICS,
    ),
    stay(
        "KB2300011",
        (
            block("a", "FIN201 FIN202", "ECO2204"),
            block("b", "ECM301", "ECO3301"),
            block("c", "MKT210", "ECO3305"),
        ),
        (mark("FIN201", "4,5"), mark("ECM301", "3,0"), mark("MKT210", "4,5")),
        (
            waits("FIN201", "incomplete-block"),
            waits("ECM301", "below-minimum-grade"),
            waits("MKT210", "credits-differ"),
        ),
    ),
    # two rules meet in INV321, and nothing says which one is meant
    stay(
        "KB2300012",
        (block("", "INV320 INV321 PFI330", "ECO3307 ECO3303"),),
        (mark("INV320", "4,0"), mark("INV321", "4,5"), mark("PFI330", "5,0")),
        (waits("INV320 INV321 PFI330", "ambiguous-equivalence"),),
        programme=FINANCE,
    ),
    stay(
        "KB2300013",
        one_to_one("STA105 STA2101", "SPT100 PHE1001", "MNG205 ECO3306"),
        (
            mark("STA105", "4,0", credits="4.5"),
            mark("SPT100", "zal", credits="0"),
            mark("MNG205", "4,0", credits=""),
        ),
        (
            waits("STA105", "rounding-missing"),
            waits("SPT100", "zero-credits"),
            waits("MNG205", "no-credits"),
        ),
    ),
    stay(
        "KB2300014",
        one_to_one("MNG205 ECO3306", "MAC102 ECO2202", "ECM301 ECO3301"),
        (
            mark("MNG205", "4,0", credit_scheme="punkty"),
            mark("MAC102"),
            mark("ECM301", "4,75"),
        ),
        (
            waits("MNG205", "unknown-credit-scheme"),
            waits("MAC102", "no-grade"),
            waits("ECM301", "unknown-grade"),
        ),
    ),
    # a mark and a pass in one block; a mark on a scale the host never published
    stay(
        "KB2300015",
        (block("a", "FIN201 FIN202", "ECO2204"), block("b", "MNG205", "ECO3306")),
        (
            mark("FIN201", "zal", scheme="pl-2-5"),
            mark("FIN202", "4,5", scheme="pl-2-5"),
            mark("MNG205", "87", scheme="pl-0-100"),
        ),
        (
            # a pass without a mark cannot show that it reaches the least one
            waits("FIN201 FIN202", "below-minimum-grade", "mixed-grades"),
            waits("MNG205", "no-grade-table"),
        ),
        printing=Printing.OLD,
    ),
    # taken instead of what was agreed; agreed for something else; agreed apart, mapped together
    stay(
        "KB2300016",
        (
            block("", "MNG205 MAC102", "ECO3306 ECO2205"),
            block("a", "FIN201", "ECO2204"),
            block("b", "FIN202", "ELE3001"),
        ),
        (
            mark("MNG206", "4,0"),
            mark("MAC102", "4,0"),
            mark("FIN201", "4,0"),
            mark("FIN202", "4,0"),
        ),
        (
            waits("MNG206", "outside-agreement"),
            waits("MAC102", "component-outside-agreement"),
            waits("FIN201 FIN202", "agreement-block-differs"),
        ),
    ),
    stay(
        "KB2300017",
        (block("", "MNG205 MNG206", "ECO3306"),),
        (mark("MNG205", "4,0"), mark("MNG206", "4,5")),
        (waits("MNG205 MNG206", "component-twice"),),
    ),
)

MOBILITIES_THAT_WAIT: Final = (
    # the host prints a name and a birth date and no number at all
    stay(
        "KB2300018",
        one_to_one("STA105 STA2101"),
        (mark("STA105", "4,0"),),
        (waits("STA105", "weak-identity"),),
        names_only=True,
    ),
    # the host prints another birth date than the home university has
    stay(
        "KB2300019",
        one_to_one("STA105 STA2101"),
        (mark("STA105", "4,0"),),
        (waits("STA105", "identity-conflict"),),
        printed_birth_date=date(2004, 6, 29),
    ),
    # a stay of 2019/20 whose recognition was agreed on years later
    stay(
        "KB1900020",
        one_to_one("STA105 STA2101"),
        (mark("STA105", "4,0", term="Winter semester 2019/20", completed_on=date(2020, 1, 28)),),
        (waits("STA105", "too-old"),),
        mobility_id="M-2019-020",
        starts=date(2019, 10, 1),
        ends=date(2020, 1, 31),
        approved_on=date(2025, 9, 10),
    ),
    stay(
        "KB2300021",
        (),
        (mark("MNG205", "4,0"),),
        (waits("MNG205", "no-agreement"),),
    ),
    # a draft: agreed on, never approved
    stay(
        "KB2300022",
        one_to_one("MNG206 ECO3306"),
        (mark("MNG206", "4,0"),),
        (waits("MNG206", "agreement-not-approved"),),
        approved_on=None,
    ),
    # a whole degree abroad is registered, and has nothing to be recognised
    stay(
        "KB2200023",
        (),
        (mark("MNG205", "5,0"),),
        (waits("MNG205", "no-agreement", "vertical-mobility"),),
        mobility_id="M-2024-023",
        form="vertical",
        starts=date(2024, 10, 1),
        ends=date(2027, 6, 30),
    ),
)

STRANGERS: Final = (
    Stay(
        mobility_id="",
        person=STRANGER,
        host=KOZMINSKI,
        starts=date(2025, 10, 1),
        ends=date(2026, 1, 31),
        admission_year=2023,
        marks=(mark("STA105", "4,0"),),
        expected=(waits("STA105", "unknown-learner"),),
    ),
)
"""Whom the host lists by mistake: the home university sent nobody of this name."""

STAYS: Final = (*RECOGNISED, *RESULTS_THAT_WAIT, *MOBILITIES_THAT_WAIT)

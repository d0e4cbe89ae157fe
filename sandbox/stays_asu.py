"""Stays at Altai State University, autumn 2025: CSV in cp1251, marks in words, зачётные единицы."""

from datetime import date
from typing import Any, Final

from sandbox.stays import (
    ASU,
    INFORMATICS,
    OLD_ECONOMICS,
    Block,
    Expected,
    Extension,
    Mark,
    Stay,
    block,
    gets,
    one_to_one,
    person_of,
    usual_credits,
    waits,
)

_EXAMS: Final = date(2026, 1, 19)


def mark(code: str, grade: str, **printed: Any) -> Mark:
    """Write a line of the host's list; the term is the year and the half of it."""
    defaults: dict[str, Any] = {
        "credits": usual_credits(ASU, code),
        "term": "осенний 2025/2026",
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
    """Write a stay of one autumn semester, examinations included."""
    defaults: dict[str, Any] = {
        "mobility_id": f"M-2025-{number[-3:]}",
        "starts": date(2025, 9, 1),
        "ends": date(2026, 1, 25),
        "admission_year": 2000 + int(number[2:4]),
        "approved_on": date(2025, 6, 20),
    }
    return Stay(
        person=person_of(number),
        host=ASU,
        agreed=agreed,
        marks=marks,
        expected=expected,
        **(defaults | facts),
    )


STAYS: Final = (
    stay(
        "KB2300051",
        one_to_one("Б1.О.12 ECO2202", "Б1.В.05 ECO3304"),
        (mark("Б1.О.12", "хорошо"), mark("Б1.В.05", "отлично")),
        (gets("Б1.О.12", "ECO2202 5 B+ 85"), gets("Б1.В.05", "ECO3304 5 A 100")),
    ),
    stay(
        "KB2300052",
        one_to_one("Б1.В.07 ECO3307", "Б1.В.ДВ.02.02 ECO3305"),
        (mark("Б1.В.07", "5"), mark("Б1.В.ДВ.02.02", "хор")),
        (gets("Б1.В.07", "ECO3307 6 A 100"), gets("Б1.В.ДВ.02.02", "ECO3305 5 B+ 85")),
    ),
    # two courses become one component, the lower mark counts
    stay(
        "KB2300053",
        (block("a", "Б1.О.16", "INF2201"), block("b", "Б1.О.17 Б1.О.18", "INF2203")),
        (mark("Б1.О.16", "хорошо"), mark("Б1.О.17", "отлично"), mark("Б1.О.18", "хорошо")),
        (gets("Б1.О.16", "INF2201 5 B+ 85"), gets("Б1.О.17 Б1.О.18", "INF2203 6 B+ 85")),
        programme=INFORMATICS,
    ),
    # зачёт carries credits and no points
    stay(
        "KB2300054",
        one_to_one("Б2.П.1 PRA3201", "Б1.О.20 PHE1001"),
        (mark("Б2.П.1", "отлично"), mark("Б1.О.20", "зачтено")),
        (gets("Б2.П.1", "PRA3201 4 A 100"), gets("Б1.О.20", "PHE1001 2 - -")),
    ),
    # the host's own table leaves удовлетворительно open
    stay(
        "KB2300055",
        one_to_one("Б1.О.14 STA2101", "Б1.О.12 ECO2202"),
        (mark("Б1.О.14", "удовлетворительно"), mark("Б1.О.12", "неудовлетворительно")),
        (waits("Б1.О.14", "ambiguous-grade"), waits("Б1.О.12", "failed")),
    ),
    # admitted under the old rules, for which nobody has chosen what a зачётная единица is worth
    stay(
        "KB1800056",
        one_to_one("Б2.П.1 PRA3201"),
        (mark("Б2.П.1", "отлично"),),
        (waits("Б2.П.1", "no-credit-rule"),),
        programme=OLD_ECONOMICS,
    ),
    # during a leave: recognised on the order it rests on, and held without one
    stay(
        "KB2300057",
        one_to_one("Б1.О.12 ECO2202"),
        (mark("Б1.О.12", "отлично"),),
        (waits("Б1.О.12", "individual-without-basis"),),
        form="individual",
    ),
    stay(
        "KB2300058",
        one_to_one("Б1.О.12 ECO2202"),
        (mark("Б1.О.12", "отлично"),),
        (gets("Б1.О.12", "ECO2202 5 A 100"),),
        form="individual",
        basis="25.08.2025 № 318 бұйрық, академиялық демалыс",
    ),
    # one student, two semesters at the host, and a list that tells them apart by nothing
    stay(
        "KB2200059",
        one_to_one("Б1.О.14 STA2101"),
        (
            mark(
                "Б1.О.14",
                "отлично",
                term="осенний 2024/2025",
                completed_on=date(2025, 1, 17),
            ),
        ),
        (waits("Б1.О.14", "ambiguous-learner"),),
        mobility_id="M-2024-059",
        starts=date(2024, 9, 2),
        ends=date(2025, 1, 25),
        approved_on=date(2024, 6, 21),
    ),
    stay(
        "KB2200059",
        one_to_one("Б1.В.05 ECO3304"),
        (
            mark(
                "Б1.В.05",
                "отлично",
                term="весенний 2024/2025",
                completed_on=date(2025, 6, 16),
            ),
        ),
        (waits("Б1.В.05", "ambiguous-learner"),),
        starts=date(2025, 2, 10),
        ends=date(2025, 6, 28),
        approved_on=date(2025, 1, 30),
    ),
    # an examination after the end of the stay, inside an approved extension
    stay(
        "KB2300060",
        one_to_one("Б1.О.14 STA2101"),
        (mark("Б1.О.14", "отлично", completed_on=date(2026, 3, 12)),),
        (gets("Б1.О.14", "STA2101 5 A 100"),),
        extension=Extension(
            ends=date(2026, 3, 20),
            reason="сырқатына байланысты емтихан кейінге қалдырылды",
            approved_by="Экономика кафедрасының меңгерушісі",
            approved_on=date(2026, 1, 22),
        ),
    ),
)

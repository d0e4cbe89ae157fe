"""What was worked out before is what would be worked out now: every input of it is in its key."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mapping.credit_choice import CreditContext
from mapping.credits import CreditStep
from mapping.decisions import RecognitionCase
from mapping.grade_conversion import GradeContext, PrintedGrade
from mapping.grades import ConversionRow
from mapping.identifiers import HeiId, SchemeId
from mapping.recognition import recognise
from mapping.records import AcademicTerm, Credit, Grade
from mapping.rulebook import RegimeRule, Rulebook
from mapping.terms import Level, Regime, Work
from tests.builders import (
    AUTUMN,
    HOST,
    SPRING,
    make_case,
    make_component,
    make_credit,
    make_credit_rule,
    make_equivalence,
    make_grade_table,
    make_host_rules,
    make_mobility,
    make_result,
    make_rulebook,
)

EARLIER = "5B050600"
ELSEWHERE = HeiId("elsewhere.example")
PRACTICE = AcademicTerm(label="2025-autumn", starts=date(2025, 9, 1), ends=date(2026, 1, 20))


def listed(credits_: int, **fields_: Any) -> Any:
    """Make a rule that gives every amount the same credits, so that its choice shows."""
    step = CreditStep(lowest=Decimal(1), highest=Decimal(60), credits=Decimal(credits_))
    given = {"regime": Regime.KZ_2018, "coefficient": None, "steps": (step,)}
    return make_credit_rule(**given, **fields_)


def rules() -> Rulebook:
    """Build rules under which each input of a conversion changes what comes of it."""
    half: dict[str, Any] = {"place": "hosts/half.yaml:1", "valid_from": date(2025, 1, 1)}
    later = tuple(ConversionRow(label=label, to=("A",)) for label in ("4", "5"))
    other = make_grade_table(scheme=SchemeId("other"), rows=later)
    tables = (
        make_grade_table(valid_to=date(2024, 12, 31)),
        make_grade_table(rows=later, **half),
        other,
    )
    until, since = date(2024, 12, 31), date(2025, 6, 30)
    mapping = (
        make_equivalence(valid_to=until),
        make_equivalence("FIN201+FIN202", valid_from=date(2025, 1, 1), valid_to=since),
        make_equivalence("FIN201", "PRA1", valid_from=date(2025, 7, 1)),
    )
    there = make_host_rules(
        make_equivalence(host=ELSEWHERE),
        host=ELSEWHERE,
        tables=(make_grade_table(ELSEWHERE, rows=later),),
    )
    return make_rulebook(
        regimes=(
            RegimeRule(regime=Regime.KZ_2011, programmes=(EARLIER,)),
            RegimeRule(regime=Regime.KZ_2018, programmes=(make_mobility().programme,)),
        ),
        hosts=(make_host_rules(*mapping, tables=tables), there),
        components=(make_component(), make_component("PRA1", work=Work.INDUSTRIAL_PRACTICE)),
        credit_rules=(
            make_credit_rule(),
            make_credit_rule(
                regime=Regime.KZ_2018, coefficient=Decimal(1), levels=(Level.BACHELOR,)
            ),
            listed(3, levels=(Level.PHD,)),
            listed(4, admitted_from=2023),
            listed(5, hosts=(ELSEWHERE,)),
            listed(7, work=Work.INDUSTRIAL_PRACTICE),
            listed(8, from_scheme="hours"),
        ),
    )


def case_of(*, host: HeiId = HOST, stay: Any = None, **result: Any) -> RecognitionCase:
    mobility = make_mobility(host=host, **(stay or {}))
    return make_case(make_result(**result), host=host, mobility=mobility)


LETTER: dict[str, Any] = {"percent": Decimal(81), "points": Decimal("3.0")}
KZ = Grade(label="B", scheme=SchemeId("kz-letter"))
BASE = case_of()
HOME = replace(BASE, results=(replace(make_result(), grade=KZ, **LETTER),))

PERCENT = Grade(label="30", scheme=SchemeId("percent"))


def varied(case: RecognitionCase, **changes: Any) -> RecognitionCase:
    return replace(case, results=(replace(case.results[0], **changes),))


GRADES: dict[str, tuple[RecognitionCase, RecognitionCase]] = {
    "PrintedGrade.grade": (BASE, varied(BASE, grade=Grade(label="5"))),
    "PrintedGrade.percent": (HOME, varied(HOME, percent=Decimal(82))),
    "PrintedGrade.points": (HOME, varied(HOME, points=Decimal(2))),
    "PrintedGrade.without_control": (HOME, varied(HOME, without_control=True)),
    "Grade.label": (BASE, varied(BASE, grade=Grade(label="3"))),
    "Grade.scheme": (BASE, varied(BASE, grade=Grade(label="4", scheme=SchemeId("other")))),
    "GradeContext.rules": (BASE, case_of(host=ELSEWHERE)),
    "GradeContext.scale": (
        varied(BASE, grade=PERCENT),
        varied(case_of(stay={"programme": EARLIER}), grade=PERCENT),
    ),
    "GradeContext.ects": (
        varied(BASE, grade=PERCENT),
        varied(case_of(stay={"programme": EARLIER}), grade=PERCENT),
    ),
    "GradeContext.on": (BASE, varied(BASE, term=SPRING)),
}
UNMAPPED = case_of(code="LAW9")
CREDITS: dict[str, tuple[RecognitionCase, RecognitionCase]] = {
    "CreditContext.regime": (BASE, case_of(stay={"programme": EARLIER})),
    "CreditContext.level": (BASE, case_of(stay={"level": Level.PHD})),
    "CreditContext.work": (BASE, varied(BASE, term=PRACTICE)),
    "CreditContext.host": (BASE, case_of(host=ELSEWHERE)),
    "CreditContext.admission_year": (BASE, case_of(stay={"admission_year": 2023})),
    "Credit.value": (BASE, varied(BASE, credits=(make_credit("7"),))),
    "Credit.scheme": (BASE, varied(BASE, credits=(make_credit("6", "hours"),))),
    "the course": (
        varied(UNMAPPED, work=Work.RESEARCH_WORK),
        varied(case_of(code="LAW8"), work=Work.RESEARCH_WORK),
    ),
    "a second amount": (BASE, varied(BASE, credits=(make_credit(), make_credit("9", "kz")))),
    "hours": (
        varied(BASE, credits=(), hours=Decimal(30)),
        varied(BASE, credits=(), hours=Decimal(90)),
    ),
    "the work of no rule": (UNMAPPED, varied(UNMAPPED, work=Work.RESEARCH_WORK)),
    "a whole rule": (varied(BASE, term=SPRING), varied(BASE, term=AUTUMN)),
}


@pytest.mark.parametrize("name", [*GRADES, *CREDITS])
@pytest.mark.parametrize("turned", [False, True])
def test_what_was_converted_before_changes_nothing(name: str, turned: bool) -> None:
    pair = (GRADES | CREDITS)[name]
    before, now = reversed(pair) if turned else pair
    warm = rules()
    recognise(before, warm)

    decided = recognise(now, warm)

    assert repr(decided) == repr(recognise(now, rules()))
    assert repr(decided) != repr(recognise(before, rules()))


@pytest.mark.parametrize("kind", [PrintedGrade, Grade, GradeContext, CreditContext, Credit])
def test_every_field_that_is_converted_from_is_tried(kind: type[Any]) -> None:
    tried = {name for name in GRADES | CREDITS if name.startswith(f"{kind.__name__}.")}

    assert tried == {f"{kind.__name__}.{field.name}" for field in fields(kind)}

"""Small domain values for tests: every builder has sensible defaults and takes any field by name.

The people, courses and marks are invented. `make_case()` with `make_rulebook()` is recognised
without a question; a test changes the one thing it is about.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from mapping.agreements import AgreedComponent, HostComponent, LearningAgreement, Mobility
from mapping.courses import normalise_code
from mapping.credits import CreditRule, LegalRange
from mapping.equivalences import Approval, Equivalence, HomeComponent, HomeTarget, TargetKind
from mapping.grades import (
    ConversionRow,
    EctsRow,
    EctsTable,
    GradeBand,
    GradeConversionTable,
    HomeScale,
)
from mapping.identifiers import (
    ComponentCode,
    CourseCode,
    HeiId,
    MobilityId,
    SchemeId,
    Sha256,
    StudentId,
)
from mapping.numbers import Rounding
from mapping.recognition import RecognitionCase
from mapping.records import (
    AcademicTerm,
    Credit,
    Grade,
    HostResult,
    Learner,
    LearnerIdentifier,
    LocalisedText,
)
from mapping.rulebook import AgreementWindow, HostRules, RegimeRule, Rulebook
from mapping.terms import Level, MobilityKind, Regime, ResultStatus, Work

HOME = HeiId("home.edu.kz")
HOST = HeiId("kozminski.edu.pl")
EVIDENCE = Sha256("e" * 64)
AUTUMN = AcademicTerm(label="2024-autumn", starts=date(2024, 9, 1), ends=date(2025, 1, 20))
SPRING = AcademicTerm(label="2025-spring", starts=date(2025, 2, 1), ends=date(2025, 6, 20))
LOCAL = SchemeId("pl-2-5")

_BANDS_2018 = (
    ("A", "4.0", 95, 100),
    ("A-", "3.67", 90, 94),
    ("B+", "3.33", 85, 89),
    ("B", "3.0", 80, 84),
    ("B-", "2.67", 75, 79),
    ("C+", "2.33", 70, 74),
    ("C", "2.0", 65, 69),
    ("C-", "1.67", 60, 64),
    ("D+", "1.33", 55, 59),
    ("D", "1.0", 50, 54),
    ("FX", "0.5", 25, 49),
    ("F", "0", 0, 24),
)
_BANDS_2011 = (*_BANDS_2018[:-2], ("F", "0", 0, 49))
_ECTS_ROWS = (
    ("A", "A", "4.0", "100"),
    ("B", "B+", "3.33", "85"),
    ("C", "B", "3.0", "80"),
    ("D", "C", "2.0", "65"),
    ("E", "D", "1.0", "50"),
    ("FX", "F", "0", "0"),
    ("F", "F", "0", "0"),
)


def make_scale(regime: Regime = Regime.KZ_2018) -> HomeScale:
    """Build the home scale of a regime."""
    rows = _BANDS_2018 if regime is Regime.KZ_2018 else _BANDS_2011
    return HomeScale(
        regime=regime,
        bands=tuple(
            GradeBand(
                letter=letter,
                accepts=("D-",) if letter == "D" else (),
                points=Decimal(points),
                lowest_percent=lowest,
                highest_percent=highest,
                passed=letter not in {"F", "FX"},
                source="scale",
            )
            for letter, points, lowest, highest in rows
        ),
    )


def make_ects_table(regime: Regime = Regime.KZ_2018) -> EctsTable:
    """Build the national table from ECTS letters for a regime."""
    return EctsTable(
        regime=regime,
        rows=tuple(
            EctsRow(
                label=label,
                letter=letter,
                points=Decimal(points),
                percent=Decimal(percent),
                source="ects table",
            )
            for label, letter, points, percent in _ECTS_ROWS
        ),
    )


def make_grade_table(host: HeiId = HOST, **fields: Any) -> GradeConversionTable:
    """Build a host's table: 5 A, 4+ B, 4 C, 3+ D, 3 E, 2 F and `zal` as a pass."""
    labels = (("5", "A"), ("4+", "B"), ("4", "C"), ("3+", "D"), ("3", "E"), ("2", "F"))
    rows = tuple(ConversionRow(label=label, to=(to,), passed=to != "F") for label, to in labels)
    defaults: dict[str, Any] = {
        "host": host,
        "scheme": LOCAL,
        "rows": rows,
        "source": "grading regulations of the host",
        "place": f"hosts/{host}.yaml:10",
    }
    return GradeConversionTable(**(defaults | fields))


def make_legal_ranges() -> tuple[LegalRange, ...]:
    """Build the two rows of the national coefficient table that tests need."""
    return (
        LegalRange(
            work=Work.THEORY,
            levels=(Level.BACHELOR,),
            lowest=Decimal("1.5"),
            highest=Decimal("1.8"),
            source="Order 152",
        ),
        LegalRange(
            work=Work.INDUSTRIAL_PRACTICE,
            lowest=Decimal("2.5"),
            highest=Decimal(3),
            source="Order 152",
        ),
    )


def make_credit_rule(**fields: Any) -> CreditRule:
    """Build the old regime's rule for theory: divide by 1.5, half-up."""
    defaults: dict[str, Any] = {
        "regime": Regime.KZ_2011,
        "coefficient": Decimal("1.5"),
        "rounding": Rounding.HALF_UP,
        "source": "Academic Council",
        "place": "rules/credits.yaml:3",
    }
    return CreditRule(**(defaults | fields))


def make_component(code: str = "ECO2204", credits_: str = "6", **fields: Any) -> HomeComponent:
    """Build a component of the home curriculum."""
    return HomeComponent(code=ComponentCode(code), credits=Decimal(credits_), **fields)


def make_equivalence(
    courses: str = "FIN201", components: str = "ECO2204", **fields: Any
) -> Equivalence:
    """Build an approved equivalence: courses joined by `+`, alternatives by `/`; targets by `+`."""
    defaults: dict[str, Any] = {
        "host": HOST,
        "courses": tuple(
            tuple(normalise_code(code) for code in clause.split("/"))
            for clause in courses.split("+")
        ),
        "targets": tuple(make_target(code) for code in components.split("+")),
        "approval": Approval(by="Department of Economics", on=date(2024, 6, 10), reference="12"),
        "place": f"mapping/{HOST}.yaml:12",
    }
    return Equivalence(**(defaults | fields))


def make_target(code: str, credits_: str | None = None, **fields: Any) -> HomeTarget:
    """Build a home side of an equivalence; a code that starts with `~` is a free elective."""
    kind = TargetKind.ELECTIVE if code.startswith("~") else TargetKind.COMPONENT
    defaults: dict[str, Any] = {
        "code": ComponentCode(code.removeprefix("~")),
        "kind": kind,
        "credits": None if credits_ is None else Decimal(credits_),
    }
    return HomeTarget(**(defaults | fields))


def make_host_rules(*equivalences: Equivalence, **fields: Any) -> HostRules:
    """Build a host abroad with an agreement, the table of `make_grade_table`, and these rules."""
    host = fields.get("host", HOST)
    defaults: dict[str, Any] = {
        "host": host,
        "kind": MobilityKind.EXTERNAL,
        "agreements": (AgreementWindow(valid_from=date(2020, 1, 1), reference="K-7"),),
        "grading_scheme": LOCAL,
        "tables": (make_grade_table(host),),
        "pass_labels": ("zal",),
        "fail_labels": ("nzal",),
        "equivalences": equivalences or (make_equivalence(),),
        "place": f"hosts/{host}.yaml:1",
    }
    return HostRules(**(defaults | fields))


def make_rulebook(*equivalences: Equivalence, **fields: Any) -> Rulebook:
    """Build a rulebook with one host; ECO2204 and MAN1101 are in the curriculum, 6 credits each."""
    defaults: dict[str, Any] = {
        "home": HOME,
        "regimes": (
            RegimeRule(regime=Regime.KZ_2011, admitted_to=2018, source="Order 152"),
            RegimeRule(regime=Regime.KZ_2018, admitted_from=2019, source="Order 563"),
        ),
        "legal_ranges": make_legal_ranges(),
        "credit_rules": (
            make_credit_rule(),
            make_credit_rule(regime=Regime.KZ_2018, coefficient=Decimal(1), source="Order 563"),
        ),
        "scales": (make_scale(Regime.KZ_2011), make_scale(Regime.KZ_2018)),
        "ects_tables": (make_ects_table(Regime.KZ_2011), make_ects_table(Regime.KZ_2018)),
        "components": (make_component(), make_component("MAN1101")),
        "hosts": (make_host_rules(*equivalences),),
    }
    return Rulebook(**(defaults | fields))


def make_credit(value: str = "6", scheme: str = "ects") -> Credit:
    """Build an amount of credit."""
    return Credit(value=Decimal(value), scheme=scheme)


def make_result(
    code: str = "FIN201", grade: str | None = "4", ects: str | None = "6", **fields: Any
) -> HostResult:
    """Build a passed result of the autumn term with a grade on the host's own scale."""
    defaults: dict[str, Any] = {
        "code": normalise_code(code),
        "printed_code": code,
        "titles": (LocalisedText(language="en", text=f"Course {code}"),),
        "term": AUTUMN,
        "status": ResultStatus.PASSED,
        "grade": None if grade is None else Grade(label=grade),
        "credits": () if ects is None else (make_credit(ects),),
        "locator": "row 2",
        "evidence": EVIDENCE,
    }
    return HostResult(**(defaults | fields))


def make_learner(**fields: Any) -> Learner:
    """Build the learner of `make_mobility`, as the host knows her."""
    defaults: dict[str, Any] = {
        "identifiers": (LearnerIdentifier(kind="mobility-id", value="M-0001"),),
        "given_names": "Aigerim",
        "family_name": "Sadykova",
        "birth_date": date(2003, 4, 5),
    }
    return Learner(**(defaults | fields))


def make_mobility(mobility_id: str = "M-0001", **fields: Any) -> Mobility:
    """Build a bachelor student's autumn semester abroad, admitted under the new regime."""
    defaults: dict[str, Any] = {
        "mobility_id": MobilityId(mobility_id),
        "student_id": StudentId("00123"),
        "given_names": "Айгерім",
        "family_name": "Садықова",
        "birth_date": date(2003, 4, 5),
        "host": HOST,
        "kind": MobilityKind.EXTERNAL,
        "level": Level.BACHELOR,
        "programme": "6B04101",
        "admission_year": 2022,
        "starts": date(2024, 9, 1),
        "ends": date(2025, 1, 31),
    }
    return Mobility(**(defaults | fields))


def make_agreement(
    courses: str = "FIN201", components: str = "ECO2204", **fields: Any
) -> LearningAgreement:
    """Build an approved agreement; `FIN201:6@a` agrees FIN201 with 6 ECTS credits in block `a`."""
    defaults: dict[str, Any] = {
        "mobility_id": MobilityId("M-0001"),
        "version": 1,
        "host_components": tuple(_host_component(text) for text in courses.split("+") if text),
        "home_components": tuple(_home_component(text) for text in components.split("+") if text),
        "approved_on": date(2024, 8, 20),
        "approved_by": "Programme coordinator",
        "reference": "LA-1",
    }
    return LearningAgreement(**(defaults | fields))


def _host_component(text: str) -> HostComponent:
    rest, _, block = text.partition("@")
    code, _, ects = rest.partition(":")
    credit = make_credit(ects) if ects else None
    return HostComponent(code=CourseCode(code), credit=credit, block=block)


def _home_component(text: str) -> AgreedComponent:
    rest, _, block = text.partition("@")
    code, _, credits_ = rest.partition(":")
    value = Decimal(credits_) if credits_ else None
    return AgreedComponent(code=ComponentCode(code), credits=value, block=block)


def make_case(*results: HostResult, **fields: Any) -> RecognitionCase:
    """Build the case of `make_learner` at `HOST`; without results, with `make_result()`."""
    defaults: dict[str, Any] = {
        "host": HOST,
        "learner": make_learner(),
        "mobility": make_mobility(),
        "agreement": make_agreement(),
        "results": results or (make_result(),),
    }
    return RecognitionCase(**(defaults | fields))

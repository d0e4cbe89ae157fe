"""Documents for tests: what a transcript says, ready made; everybody and everything is invented."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from connectors.transcripts.document import (
    Component,
    Home,
    Issue,
    Note,
    Original,
    Protocol,
    ProtocolLine,
    RefusedLine,
    Scale,
    Signatory,
    Stay,
    Student,
    Transcript,
    Trilingual,
    Verification,
    Waiting,
    everywhere,
)
from mapping.identifiers import ComponentCode, HeiId, MobilityId, StudentId
from mapping.records import Credit
from sync.document_wording import document_wording

WORDING = document_wording()
KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
LONG_TITLE = (
    "Ұлттық экономиканың бәсекеге қабілеттілігін арттырудың әлеуметтік-экономикалық тетіктері "
    "және Қазақстан Республикасының өңірлік дамуын жоспарлаудың ғылыми-әдіснамалық негіздері"
)
DRAWN_UP = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
CODE = "7KP9F-FN7A8-205DT-FWW7P-DRYMR"


def ects(value: str) -> Credit:
    """Write ECTS credits."""
    return Credit(value=Decimal(value), scheme="ects")


def make_original(code: str = "FIN201", **fields: Any) -> Original:
    """Build a host's result: three ECTS credits, 4,5 on a Polish scale."""
    defaults: dict[str, Any] = {
        "code": code,
        "title": "Corporate Finance I",
        "language": "en",
        "term": "Winter semester 2025/26",
        "starts": date(2025, 10, 1),
        "ends": date(2026, 1, 31),
        "credits": (ects("3"),),
        "grade": "4,5",
        "grade_scheme": "pl-2-5",
    }
    return Original(**(defaults | fields))


def make_row(code: str = "ECO2204", **fields: Any) -> Component:
    """Build a recognised component: six credits, B+, from two courses of the host."""
    defaults: dict[str, Any] = {
        "code": ComponentCode(code),
        "titles": Trilingual(
            kk="Корпоративтік қаржы", ru="Корпоративные финансы", en="Corporate Finance"
        ),
        "kind_name": Trilingual(kk="пән", ru="дисциплина", en="home component"),
        "credits": Decimal(6),
        "quotient": "6",
        "letter": "B+",
        "points": Decimal("3.33"),
        "percent": Decimal(85),
        "traditional": Trilingual(kk="жақсы", ru="хорошо", en="good"),
        "regime": "kz-2018",
        "year": 2025,
        "period": 1,
        "decided_on": date(2026, 2, 3),
        "decision": "D1",
        "rule": f"FIN201 + FIN202 -> {code}",
        "approval": "Department of Economics, 10.06.2024, minutes 12",
        "originals": (
            make_original(),
            make_original("FIN202", title="Corporate Finance II", grade="4,0"),
        ),
        "notes": (1,),
    }
    return Component(**(defaults | fields))


def make_pass(code: str = "PHE1001", **fields: Any) -> Component:
    """Build a component passed without a grade: credits, no points."""
    original = make_original("SPT100", title="Sports", grade="zal", credits=(ects("2"),))
    ungraded: dict[str, Any] = {
        "titles": Trilingual(kk="Дене шынықтыру", ru="Физическая культура", en="Sports"),
        "credits": Decimal(2),
        "quotient": "2",
        "letter": None,
        "points": None,
        "percent": None,
        "traditional": Trilingual(),
        "decision": "D2",
        "rule": f"SPT100 -> {code}",
        "originals": (original,),
    }
    return make_row(code, **(ungraded | fields))


def make_stay(*components: Component, **fields: Any) -> Stay:
    """Build a stay of one semester at a host abroad."""
    defaults: dict[str, Any] = {
        "mobility_id": MobilityId("M-2025-003"),
        "host": HeiId("kozminski.edu.pl"),
        "host_names": Trilingual(en="Kozminski University"),
        "host_country": "PL",
        "kind": "external",
        "kind_name": Trilingual(kk="сыртқы", ru="внешняя", en="external"),
        "form_name": Trilingual(kk="деңгейлес", ru="горизонтальная", en="horizontal"),
        "starts": date(2025, 10, 1),
        "ends": date(2026, 1, 31),
        "agreement_version": 2,
        "agreement_approved_on": date(2025, 8, 20),
        "agreement_approved_by": "Бағдарлама үйлестірушісі",
        "agreement_reference": "LA-2025-003",
        "basis": "301-12",
        "components": components,
    }
    return Stay(**(defaults | fields))


def make_student(**fields: Any) -> Student:
    """Build a student admitted in 2023."""
    defaults: dict[str, Any] = {
        "student_id": StudentId("KB2300003"),
        "given_names": "Әсел",
        "family_name": "Жұмабекова",
        "birth_date": date(2004, 11, 29),
        "level": Trilingual(kk="бакалавриат", ru="бакалавриат", en="bachelor's studies"),
        "level_code": "bachelor",
        "programme": "6B04102",
        "admission_year": 2023,
    }
    return Student(**(defaults | fields))


def make_home() -> Home:
    """Build the issuing university."""
    return Home(
        hei=HeiId("home.edu.kz"),
        names=Trilingual(
            kk="Үлгі университеті", ru="Образцовый университет", en="Example University"
        ),
    )


def make_issue(**fields: Any) -> Issue:
    """Build an issue: the first version, with what verifies it."""
    verification = Verification(
        code=CODE, origin="home.edu.kz", log_size=412, log_digest="3f" * 32, address=""
    )
    defaults: dict[str, Any] = {
        "version": 1,
        "issued_on": date(2026, 9, 1),
        "verification": verification,
    }
    return Issue(**(defaults | fields))


def make_transcript(*components: Component, **fields: Any) -> Transcript:
    """Build an issued transcript of one stay; without components it has one of each kind."""
    defaults: dict[str, Any] = {
        "home": make_home(),
        "student": make_student(),
        "stays": (make_stay(*(components or (make_row(), make_pass()))),),
        "notes": (
            Note(
                number=1,
                text=Trilingual(
                    kk="Баға кесте бойынша ауыстырылды.",
                    ru="Оценка переведена по таблице.",
                    en="The grade was converted by the host's table.",
                ),
                source="grading scale of the host",
            ),
        ),
        "scales": (Scale(regime="kz-2018", description=everywhere("A 4 (95–100); B+ 3.33")),),
        "average": Decimal("3.33"),
        "average_credits": Decimal(6),
        "signatories": (
            Signatory(
                position=Trilingual(kk="Тіркеуші", ru="Регистратор", en="Registrar"),
                name="А. Қ. Сейітова",
            ),
        ),
        "drawn_up_at": DRAWN_UP,
        "issue": make_issue(),
    }
    return Transcript(**(defaults | fields))


def make_waiting(transcript: Transcript, *reasons: str) -> Transcript:
    """Add something that waits to a transcript's stay."""
    (stay,) = transcript.stays
    waiting = Waiting(
        about="ECM301 (Winter semester 2025/26)",
        state=Trilingual(kk="күтуде", ru="ждёт решения", en="waits for a person"),
        reasons=tuple(everywhere(reason) for reason in reasons),
        since=date(2026, 2, 4),
    )
    return replace(transcript, stays=(replace(stay, waiting=(waiting,)),))


def make_protocol(*lines: ProtocolLine, **fields: Any) -> Protocol:
    """Build an issued protocol of one student's batch, with one refusal."""
    stay = make_stay()
    student = make_student()
    defaults: dict[str, Any] = {
        "home": make_home(),
        "host_names": stay.host_names,
        "number": "7",
        "order": "301-15",
        "dated": date(2026, 9, 1),
        "lines": lines or (ProtocolLine(student=student, stay=stay, component=make_row()),),
        "refused": (
            RefusedLine(
                student=student,
                stay=stay,
                about="ECM301",
                reasons=(everywhere("The host says that it was not passed."),),
                by="Dean",
                why="failed at the host",
                decided_on=date(2026, 2, 5),
            ),
        ),
        "waiting": 3,
        "drawn_up_at": DRAWN_UP,
        "issue": make_issue(),
    }
    return Protocol(**(defaults | fields))

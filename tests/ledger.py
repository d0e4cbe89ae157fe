"""A store with a student's stay in it, decided as the product decides; for tests of documents."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from connectors.transcripts.document import Home, Signatory, Trilingual
from mapping.agreements import Mobility
from mapping.equivalences import Approval
from mapping.identifiers import HeiId
from mapping.records import HostResult, LocalisedText
from mapping.rulebook import Rulebook
from sync.audit.entry import AuditAction, AuditDraft
from sync.deciding import RecognitionTally, Subject, decide
from sync.document_context import DocumentContext
from sync.store.decisions import decisions_of, record_rulebook, settle_held
from sync.store.people import record_agreements, record_mobilities
from sync.store.unit_of_work import Store
from tests.builders import (
    HOST,
    make_agreement,
    make_case,
    make_component,
    make_equivalence,
    make_mobility,
    make_result,
    make_rulebook,
)

_TITLES = {"kk": "Қаржы", "ru": "Финансы", "en": "Finance"}
RULES = make_rulebook(
    make_equivalence(
        "FIN201+FIN202", "ECO2204", approval=Approval(by="Dean", on=date(2024, 6, 10))
    ),
    make_equivalence("MAN101", "MAN1101"),
    make_equivalence("SPT100", "~SPORT"),
    components=(
        make_component(
            titles=tuple(LocalisedText(language=key, text=text) for key, text in _TITLES.items())
        ),
        make_component("MAN1101"),
    ),
)
AGREED = make_agreement("FIN201+FIN202+MAN101+SPT100", "ECO2204:6+MAN1101:6+SPORT:2")
FINANCE = (
    make_result("FIN201", "4+", ects="3"),
    make_result("FIN202", "4", ects="3"),
)
MANAGEMENT = make_result("MAN101", "5")
SPORTS = make_result("SPT100", "zal", ects="2")
CONTEXT = DocumentContext(
    home=Home(
        hei=HeiId("home.edu.kz"),
        names=Trilingual(kk="Үлгі университеті", ru="Образцовый университет", en="Example"),
    ),
    rulebook=RULES,
    host_names={HOST: Trilingual(en="Kozminski University")},
    host_countries={HOST: "PL"},
    signatories=(Signatory(position=Trilingual(en="Registrar")),),
    has_seal=True,
    verification_address="",
)


def decide_stay(
    store: Store,
    *results: HostResult,
    mobility: Mobility | None = None,
    rules: Rulebook = RULES,
    missed: Mapping[str, int] | None = None,
) -> None:
    """Decide about what a host states of a stay now; what changed supersedes what stood."""
    stay = mobility or make_mobility()
    agreed = replace(AGREED, mobility_id=stay.mobility_id)
    case = make_case(*results, mobility=stay, agreement=agreed)
    entry = AuditDraft(action=AuditAction.AGREEMENT_IMPORTED, subject=stay.mobility_id)
    rulebook = AuditDraft(action=AuditAction.RULEBOOK_LOADED, subject="rules")
    with store.write(actor="system") as unit:
        record_rulebook(unit, rules, rulebook)
        record_mobilities(unit, [stay], [entry])
        record_agreements(unit, [agreed], [])
        subject = Subject(name=stay.mobility_id, former=(), case=case, missed=missed or {})
        decide(unit, [subject], rules, 3, RecognitionTally())


def settle(store: Store, state: str, *, actor: str = "Dean", reason: str = "minutes 14") -> None:
    """Settle every held decision of the usual stay as a person would."""
    with store.write(actor=actor) as unit:
        for found in decisions_of(unit.connection, ["M-0001"])["M-0001"]:
            if found.current and found.state == "open":
                entry = AuditDraft(
                    action=AuditAction.HELD_REFUSED,
                    subject=f"D{found.decision_id}",
                    detail={"reason": reason},
                )
                settle_held(unit, found.decision_id, state=state, entry=entry)


def other_student(number: str, mobility_id: str, **fields: Any) -> Mobility:
    """Build another student's stay."""
    return make_mobility(mobility_id, student_id=number, **fields)

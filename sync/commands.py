"""What people do, each with an actor and a reason; a refusal is as much on record as a consent."""

import re
from dataclasses import dataclass
from datetime import date

from mapping.decisions import Held, Waiver
from mapping.held import RESOLUTIONS, HeldCode, Resolution
from mapping.identifiers import HeiId, MobilityId
from mapping.identity import contradicting_identifiers
from mapping.problems import UtqyrError
from sync.audit.entry import AuditAction, AuditDraft
from sync.errors import WrongUsage
from sync.store.decisions import (
    OPEN,
    REFUSED,
    StoredDecision,
    load_case,
    load_decision,
    record_waivers,
    settle_held,
)
from sync.store.documents import IntakeState, decide_intake, load_intake
from sync.store.held_deliveries import refuse_delivery, release_delivery
from sync.store.outbox import Delivery, DeliveryState, load_delivery
from sync.store.people import learner_keys_of, load_mobility, look_again_at, record_alias
from sync.store.terms import closed_until, record_close
from sync.store.unit_of_work import Store, UnitOfWork

_REFERENCE = re.compile(r"([DGB])([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who decides, and why; both go on record for good."""

    by: str
    reason: str
    order: str = ""
    """The registrar's order, where one is needed."""

    @property
    def grounds(self) -> str:
        """Give the reason with its order, as it goes on record."""
        return f"{self.reason} (order {self.order})" if self.order.strip() else self.reason

    def __post_init__(self) -> None:
        """Refuse a decision nobody signs or explains."""
        if not self.by.strip() or not self.reason.strip():
            raise UtqyrError(
                "a decision needs a name and a reason", hint="give --by NAME and --reason TEXT"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a person acts on: `D12` a decision, `G7` a delivery, `B3` a document set aside."""

    kind: str
    number: int

    def __str__(self) -> str:
        """Write the reference as people type it."""
        return f"{self.kind}{self.number}"


def parse_reference(text: str) -> Reference:
    """Read a reference; raises WrongUsage for anything else."""
    match = _REFERENCE.fullmatch(text.strip().upper())
    if match is None:
        raise WrongUsage(
            f"'{text}' names nothing that is held",
            hint="'utqyr held' lists references like D12, G7 and B3",
        )
    return Reference(kind=match[1], number=int(match[2]))


def release_held(store: Store, reference: Reference, consent: Consent) -> HeiId | None:
    """Let something held go on as it stands, and return the host to recognise again, if any.

    A decision: every reason a person may waive is waived for exactly this state of the record;
    raises UtqyrError naming the others. A delivery: it may replace what stands at home now. A
    document held as a batch: it is read without the guards.
    """
    with store.write(actor=consent.by) as unit:
        match reference.kind:
            case "D":
                return _release_decision(unit, _open_decision(unit, reference), consent)
            case "G":
                delivery = _held_delivery(unit, reference)
                release_delivery(
                    unit, delivery, _entry(AuditAction.HELD_RELEASED, reference, consent)
                )
            case _:
                return _decide_document(unit, reference, IntakeState.RELEASED, consent)
    return None


def refuse_held(store: Store, reference: Reference, consent: Consent) -> None:
    """Refuse something held for good, as it stands; a changed record comes up again."""
    entry = _entry(AuditAction.HELD_REFUSED, reference, consent)
    with store.write(actor=consent.by) as unit:
        match reference.kind:
            case "D":
                decision = _open_decision(unit, reference)
                settle_held(unit, decision.decision_id, state=REFUSED, entry=entry)
            case "G":
                refuse_delivery(unit, _held_delivery(unit, reference), entry)
            case _:
                _decide_document(unit, reference, IntakeState.REFUSED, consent)


def identify_learner(
    store: Store,
    reference: Reference,
    mobility_id: MobilityId,
    consent: Consent,
    *,
    despite_identifiers: bool = False,
) -> HeiId:
    """Confirm whose results a held decision is about, and remember it for this host.

    Raises UtqyrError when the decision's learner is known already, or the mobility is not; and when
    an identifier in the document is another person's, unless `despite_identifiers`.
    """
    with store.write(actor=consent.by) as unit:
        decision = _open_decision(unit, reference)
        if not _is_about_identity(decision):
            raise UtqyrError(
                f"whose results {reference} is about is known already",
                hint="'utqyr held' says what resolves it",
            )
        mobility = load_mobility(unit.connection, mobility_id)
        host = HeiId(decision.host)
        if mobility is None or mobility.host != host:
            raise UtqyrError(
                f"there is no mobility '{mobility_id}' at {host}",
                hint="import its learning agreement first: utqyr import agreements FILE",
            )
        case = load_case(unit.connection, decision.case_digest)
        others = () if case is None else contradicting_identifiers(case.learner, mobility)
        if others and not despite_identifiers:
            raise UtqyrError(
                f"the document's {', '.join(others)} is not that of {mobility_id}'s student",
                hint="ask the host; where the document is wrong, say so: --despite-identifiers",
            )
        for key in learner_keys_of(unit.connection, host, decision.subject):
            record_alias(
                unit,
                host=host,
                key=key,
                mobility_id=mobility.mobility_id,
                reason=consent.reason,
                entry=AuditDraft(
                    action=AuditAction.LEARNER_IDENTIFIED,
                    subject=mobility.mobility_id,
                    detail={"learner": key, "reference": str(reference), "reason": consent.reason},
                ),
            )
    return host


def close_term(store: Store, until: date, consent: Consent) -> date | None:
    """Close the home term over every mobility that ended by a day; never taken back.

    Where it is closed as far already, gives the day up to which it is; nothing goes on record then.
    Raises WrongUsage for a day yet to come: what ends by then is not known.
    """
    entry = AuditDraft(
        action=AuditAction.TERM_CLOSED,
        subject=until.isoformat(),
        detail={"reason": consent.grounds},
    )
    with store.write(actor=consent.by) as unit:
        today = unit.now.date()
        if until > today:
            raise WrongUsage(
                f"{until} has not come yet: a term is closed when it is over",
                hint=f"give a day up to today, {today} (UTC)",
            )
        closed = closed_until(unit.connection)
        if closed is not None and closed >= until:
            return closed
        record_close(unit, until, reason=consent.grounds, entry=entry)
    return None


def _open_decision(unit: UnitOfWork, reference: Reference) -> StoredDecision:
    decision = load_decision(unit.connection, reference.number)
    if reference.kind != "D" or decision is None or not isinstance(decision.decision, Held):
        raise _not_held(reference)
    if not decision.current or decision.state != OPEN:
        raise UtqyrError(
            f"{reference} is settled already", hint="'utqyr held' lists what still waits"
        )
    return decision


def _is_about_identity(stored: StoredDecision) -> bool:
    held = stored.decision
    codes = {reason.code for reason in held.reasons} if isinstance(held, Held) else set()
    return any(Resolution.IDENTIFY in RESOLUTIONS[code] for code in codes)


def _release_decision(unit: UnitOfWork, stored: StoredDecision, consent: Consent) -> HeiId:
    held = stored.decision
    reasons = held.reasons if isinstance(held, Held) else ()
    stubborn = [reason.code for reason in reasons if not reason.releasable]
    if stubborn:
        raise _needs_more(f"D{stored.decision_id}", stubborn)
    frozen = any(reason.code is HeldCode.CHANGED_AFTER_FREEZE for reason in reasons)
    if frozen and not consent.order.strip():
        raise UtqyrError(
            f"D{stored.decision_id} changes a result of a closed term: that needs an order",
            hint="give the registrar's order with --order NUMBER",
        )
    waivers = [
        Waiver(
            case=held.case,
            code=reason.code,
            fingerprint=held.waivable,
            by=consent.by,
            reason=consent.grounds,
        )
        for reason in reasons
    ]
    reference = Reference(kind="D", number=stored.decision_id)
    entry = _entry(AuditAction.HELD_RELEASED, reference, consent)
    record_waivers(unit, stored.subject, waivers, entry)
    look_again_at(unit, HeiId(stored.host), stored.subject)
    return HeiId(stored.host)


def _needs_more(name: str, codes: list[HeldCode]) -> UtqyrError:
    named = ", ".join(code.value for code in codes)
    return UtqyrError(
        f"{name} cannot be released while these reasons stand: {named}",
        hint="'utqyr held' says for each what resolves it",
    )


def _held_delivery(unit: UnitOfWork, reference: Reference) -> Delivery:
    delivery = load_delivery(unit.connection, reference.number)
    if delivery is None or delivery.state is not DeliveryState.HELD:
        raise _not_held(reference)
    return delivery


def _decide_document(
    unit: UnitOfWork, reference: Reference, state: IntakeState, consent: Consent
) -> HeiId:
    intake = load_intake(unit.connection, reference.number)
    if intake is None or intake.state not in {IntakeState.HELD, IntakeState.QUARANTINED}:
        raise _not_held(reference)
    if state is IntakeState.RELEASED and intake.state is IntakeState.QUARANTINED:
        raise UtqyrError(
            f"{reference} could not be read: nobody can release it",
            hint="mend the document or the host's profile; it is then read by itself",
        )
    action = (
        AuditAction.BATCH_RELEASED if state is IntakeState.RELEASED else AuditAction.HELD_REFUSED
    )
    decide_intake(unit, reference.number, state=state, entry=_entry(action, reference, consent))
    return intake.host


def _entry(action: AuditAction, reference: Reference, consent: Consent) -> AuditDraft:
    return AuditDraft(action=action, subject=str(reference), detail={"reason": consent.grounds})


def _not_held(reference: Reference) -> UtqyrError:
    return UtqyrError(f"{reference} is not waiting for anybody", hint="'utqyr held' lists what is")

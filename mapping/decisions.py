"""The values a decision is made from and made of; decides nothing.

    RecognitionCase --(mapping.recognition.recognise)--> Recognised | Held ...

What is not content stays out of a decision's fingerprint: a new copy of a document that says the
same (`evidence`) and a rule that moved to another line (`Step.place`) change no decision.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from mapping.agreements import LearningAgreement, Mobility
from mapping.equivalences import TargetKind
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import ComponentCode, HeiId, StudentId
from mapping.records import HostResult, Learner
from mapping.terms import Regime
from mapping.trace import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A person's release of one reason for a case as it stood; a changed case needs another."""

    case: str
    code: HeldCode
    fingerprint: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionCase:
    """Everything about one learner at one host that a decision reads besides the rulebook.

    `mobility` is None when identity is not settled; `identity_reasons` then say why, and
    `identified_by` is empty. `agreement` is the version in force, or a draft where there is none
    (`mapping.agreements.agreement_in_force`). `results` are all current results of this learner at
    this host.
    """

    host: HeiId
    learner: Learner
    mobility: Mobility | None
    identity_reasons: tuple[HeldReason, ...] = ()
    identified_by: str = ""
    agreement: LearningAgreement | None = None
    results: tuple[HostResult, ...]
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionOutcome:
    """What one home component gets.

    `percent` is what the gradebook receives (0 to 100, two decimals at most); letter, points and
    percent are None together where credits are carried without a grade. `passed` is false only
    where a named person released a failing mark.
    """

    student_id: StudentId
    component: ComponentCode
    kind: TargetKind
    credits: Decimal
    credit_quotient: str
    letter: str | None
    points: Decimal | None
    percent: Decimal | None
    passed: bool = True
    regime: Regime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A decision to recognise; `results` are the keys (`result_key`) it rests on, sorted.

    `rule` is the equivalence in words of its own content, without its place. `waivable` is what
    `Held.waivable` would have been: a later stage that holds the decision asks for waivers by it.
    """

    case: str
    results: tuple[str, ...]
    evidence: tuple[str, ...] = field(compare=False)
    rule: str
    outcomes: tuple[RecognitionOutcome, ...]
    waivable: str = ""
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A decision to wait for a person, with every reason found, in the order of `HeldCode`.

    `components` are the home components the results would count for, where a rule was found;
    `waivable` is the fingerprint a waiver must carry: it changes when what was held changes.
    """

    case: str
    results: tuple[str, ...]
    evidence: tuple[str, ...] = field(compare=False)
    reasons: tuple[HeldReason, ...]
    components: tuple[ComponentCode, ...] = ()
    waivable: str = ""
    steps: tuple[Step, ...] = ()


Decision = Recognised | Held


def result_key(result: HostResult) -> str:
    """Name a result inside one learner's stay at one host: code, term label, ordinal."""
    return f"{result.code}|{result.term.label}|{result.ordinal}"

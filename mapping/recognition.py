"""The decision: what a student's results from one host become at home, or why they wait. Pure.

    identify -> agreement -> equivalence -> credits -> grade       every reason, not the first

Outcome = f(results, mobility, agreement, waivers, rulebook): no clock, no order of rows, no file.
"""

from dataclasses import dataclass
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

    `mobility` is None when identity is not settled; `identity_reasons` then say why. `agreement` is
    the latest version. `results` are all current results of this learner at this host.
    """

    host: HeiId
    learner: Learner
    mobility: Mobility | None
    identity_reasons: tuple[HeldReason, ...] = ()
    agreement: LearningAgreement | None = None
    results: tuple[HostResult, ...]
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionOutcome:
    """What one home component gets.

    `percent` is what the gradebook receives (0 to 100, two decimals at most); letter, points and
    percent are None together where credits are carried without a grade.
    """

    student_id: StudentId
    component: ComponentCode
    kind: TargetKind
    credits: Decimal
    credit_quotient: str
    letter: str | None
    points: Decimal | None
    percent: Decimal | None
    regime: Regime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A decision to recognise; `results` are the keys (`result_key`) it rests on, sorted."""

    case: str
    results: tuple[str, ...]
    evidence: tuple[str, ...]
    rule: str
    outcomes: tuple[RecognitionOutcome, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A decision to wait for a person, with every reason found, in the order of `HeldCode`.

    `components` are the home components the results would count for, where a rule was found;
    `waivable` is the fingerprint a waiver must carry: it changes when what was held changes.
    """

    case: str
    results: tuple[str, ...]
    evidence: tuple[str, ...]
    reasons: tuple[HeldReason, ...]
    components: tuple[ComponentCode, ...] = ()
    waivable: str = ""
    steps: tuple[Step, ...] = ()


Decision = Recognised | Held


def result_key(result: HostResult) -> str:
    """Name a result inside one learner's stay at one host: code, term label, ordinal."""
    return f"{result.code}|{result.term.label}|{result.ordinal}"

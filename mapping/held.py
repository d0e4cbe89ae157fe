"""Why a record waits for a person: every reason, what it needs to be said, and what resolves it.

A reason is a code and the facts that fill its sentence; the sentences stand in the message
catalogues (`sync/locale/{en,kk,ru}`), one for every code. Nothing here decides.
"""

from dataclasses import dataclass
from enum import StrEnum


class Resolution(StrEnum):
    """What a person does about a reason; `release` waives it for this record as it stands."""

    RELEASE = "release"
    EDIT_MAPPING = "edit-mapping"
    EDIT_RULES = "edit-rules"
    IMPORT_AGREEMENT = "import-agreement"
    IDENTIFY = "identify"
    ASK_HOST = "ask-host"
    WAIT = "wait"
    MEND_HOME = "mend-home"


class HeldCode(StrEnum):
    """Every reason for holding a record; stable words, safe to count and to log."""

    # who is it?
    UNKNOWN_LEARNER = "unknown-learner"
    WEAK_IDENTITY = "weak-identity"
    AMBIGUOUS_LEARNER = "ambiguous-learner"
    IDENTITY_CONFLICT = "identity-conflict"
    # may this mobility be recognised?
    HOST_UNKNOWN = "host-unknown"
    HOST_SUSPENDED = "host-suspended"
    HOST_AGREEMENT_NOT_IN_FORCE = "host-agreement-not-in-force"
    VERTICAL_MOBILITY = "vertical-mobility"
    INDIVIDUAL_WITHOUT_BASIS = "individual-without-basis"
    NO_AGREEMENT = "no-agreement"
    AGREEMENT_NOT_APPROVED = "agreement-not-approved"
    AMENDMENT_LATE = "amendment-late"
    OUTSIDE_AGREEMENT = "outside-agreement"
    COMPONENT_OUTSIDE_AGREEMENT = "component-outside-agreement"
    AGREEMENT_BLOCK_DIFFERS = "agreement-block-differs"
    OUTSIDE_PERIOD = "outside-period"
    # is it a result?
    FAILED = "failed"
    IN_PROGRESS = "in-progress"
    STATUS_UNKNOWN = "status-unknown"
    STATUS_CONTRADICTION = "status-contradiction"
    PASSED_TURNED_FAILED = "passed-turned-failed"
    SEVERAL_ATTEMPTS = "several-attempts"
    # what does it count for?
    UNMAPPED_COURSE = "unmapped-course"
    AMBIGUOUS_EQUIVALENCE = "ambiguous-equivalence"
    EQUIVALENCE_NOT_VALID = "equivalence-not-valid"
    EQUIVALENCE_NOT_APPROVED = "equivalence-not-approved"
    LEVEL_NOT_COVERED = "level-not-covered"
    BELOW_MINIMUM_GRADE = "below-minimum-grade"
    INCOMPLETE_BLOCK = "incomplete-block"
    TOO_OLD = "too-old"
    UNKNOWN_COMPONENT = "unknown-component"
    RETIRED_COMPONENT = "retired-component"
    COMPONENT_TWICE = "component-twice"
    # what is it worth?
    NO_REGIME = "no-regime"
    NO_CREDITS = "no-credits"
    UNKNOWN_CREDIT_SCHEME = "unknown-credit-scheme"
    NO_CREDIT_RULE = "no-credit-rule"
    AMBIGUOUS_CREDIT_RULE = "ambiguous-credit-rule"
    CREDIT_CONTRADICTION = "credit-contradiction"
    NO_LEGAL_RANGE = "no-legal-range"
    COEFFICIENT_MISSING = "coefficient-missing"
    COEFFICIENT_OUT_OF_RANGE = "coefficient-out-of-range"
    ROUNDING_MISSING = "rounding-missing"
    ZERO_CREDITS = "zero-credits"
    CREDITS_DIFFER = "credits-differ"
    NO_GRADE = "no-grade"
    NO_GRADE_TABLE = "no-grade-table"
    AMBIGUOUS_GRADE_TABLE = "ambiguous-grade-table"
    UNKNOWN_GRADE = "unknown-grade"
    AMBIGUOUS_GRADE = "ambiguous-grade"
    GRADE_CONTRADICTION = "grade-contradiction"
    PERCENT_MISSING = "percent-missing"
    DISTRIBUTION_DIFFERS = "distribution-differs"
    MIXED_GRADES = "mixed-grades"
    # did it change?
    WITHDRAWAL_PROPOSED = "withdrawal-proposed"
    WITHDRAWN_BY_HOST = "withdrawn-by-host"
    CHANGED_AFTER_FREEZE = "changed-after-freeze"
    DOCUMENT_DOUBT = "document-doubt"
    # does the home Moodle take it?
    HOME_UNKNOWN_STUDENT = "home-unknown-student"
    HOME_SUSPENDED_STUDENT = "home-suspended-student"
    HOME_NOT_ENROLLED = "home-not-enrolled"
    HOME_UNKNOWN_COMPONENT = "home-unknown-component"
    HOME_NO_GRADE_ITEM = "home-no-grade-item"
    HOME_AMBIGUOUS_ITEM = "home-ambiguous-item"
    HOME_ITEM_LOCKED = "home-item-locked"
    HOME_GRADE_LOCKED = "home-grade-locked"
    HOME_GRADE_OVERRIDDEN = "home-grade-overridden"
    HOME_OUT_OF_RANGE = "home-out-of-range"
    HOME_CHANGED_THERE = "home-changed-there"
    HOME_NOT_CONFIRMED = "home-not-confirmed"
    HOME_LEFT_BEHIND = "home-left-behind"
    HOME_REFUSED = "home-refused"


RESOLUTIONS: dict[HeldCode, tuple[Resolution, ...]] = {
    HeldCode.UNKNOWN_LEARNER: (Resolution.IDENTIFY, Resolution.IMPORT_AGREEMENT),
    HeldCode.WEAK_IDENTITY: (Resolution.IDENTIFY,),
    HeldCode.AMBIGUOUS_LEARNER: (Resolution.IDENTIFY,),
    HeldCode.IDENTITY_CONFLICT: (Resolution.ASK_HOST, Resolution.IDENTIFY),
    HeldCode.HOST_UNKNOWN: (Resolution.EDIT_RULES,),
    HeldCode.HOST_SUSPENDED: (Resolution.EDIT_RULES,),
    HeldCode.HOST_AGREEMENT_NOT_IN_FORCE: (Resolution.EDIT_RULES,),
    HeldCode.VERTICAL_MOBILITY: (Resolution.IMPORT_AGREEMENT,),
    HeldCode.INDIVIDUAL_WITHOUT_BASIS: (Resolution.IMPORT_AGREEMENT,),
    HeldCode.NO_AGREEMENT: (Resolution.IMPORT_AGREEMENT,),
    HeldCode.AGREEMENT_NOT_APPROVED: (Resolution.IMPORT_AGREEMENT,),
    HeldCode.AMENDMENT_LATE: (Resolution.IMPORT_AGREEMENT, Resolution.RELEASE),
    HeldCode.OUTSIDE_AGREEMENT: (Resolution.IMPORT_AGREEMENT, Resolution.RELEASE),
    HeldCode.COMPONENT_OUTSIDE_AGREEMENT: (Resolution.IMPORT_AGREEMENT, Resolution.RELEASE),
    HeldCode.AGREEMENT_BLOCK_DIFFERS: (Resolution.EDIT_MAPPING, Resolution.IMPORT_AGREEMENT),
    HeldCode.OUTSIDE_PERIOD: (Resolution.IMPORT_AGREEMENT, Resolution.RELEASE),
    HeldCode.FAILED: (Resolution.RELEASE,),
    HeldCode.IN_PROGRESS: (Resolution.WAIT,),
    HeldCode.STATUS_UNKNOWN: (Resolution.RELEASE, Resolution.ASK_HOST),
    HeldCode.STATUS_CONTRADICTION: (Resolution.RELEASE, Resolution.ASK_HOST),
    HeldCode.PASSED_TURNED_FAILED: (Resolution.RELEASE, Resolution.ASK_HOST),
    HeldCode.SEVERAL_ATTEMPTS: (Resolution.EDIT_RULES, Resolution.ASK_HOST),
    HeldCode.UNMAPPED_COURSE: (Resolution.EDIT_MAPPING,),
    HeldCode.AMBIGUOUS_EQUIVALENCE: (Resolution.EDIT_MAPPING,),
    HeldCode.EQUIVALENCE_NOT_VALID: (Resolution.EDIT_MAPPING,),
    HeldCode.EQUIVALENCE_NOT_APPROVED: (Resolution.EDIT_MAPPING,),
    HeldCode.LEVEL_NOT_COVERED: (Resolution.EDIT_MAPPING,),
    HeldCode.BELOW_MINIMUM_GRADE: (Resolution.RELEASE,),
    HeldCode.INCOMPLETE_BLOCK: (Resolution.WAIT, Resolution.EDIT_MAPPING),
    HeldCode.TOO_OLD: (Resolution.RELEASE,),
    HeldCode.UNKNOWN_COMPONENT: (Resolution.EDIT_MAPPING,),
    HeldCode.RETIRED_COMPONENT: (Resolution.EDIT_MAPPING,),
    HeldCode.COMPONENT_TWICE: (Resolution.EDIT_MAPPING, Resolution.IMPORT_AGREEMENT),
    HeldCode.NO_REGIME: (Resolution.EDIT_RULES,),
    HeldCode.NO_CREDITS: (Resolution.ASK_HOST,),
    HeldCode.UNKNOWN_CREDIT_SCHEME: (Resolution.EDIT_RULES,),
    HeldCode.NO_CREDIT_RULE: (Resolution.EDIT_RULES,),
    HeldCode.AMBIGUOUS_CREDIT_RULE: (Resolution.EDIT_RULES,),
    HeldCode.CREDIT_CONTRADICTION: (Resolution.ASK_HOST,),
    HeldCode.NO_LEGAL_RANGE: (Resolution.EDIT_RULES,),
    HeldCode.COEFFICIENT_MISSING: (Resolution.EDIT_RULES,),
    HeldCode.COEFFICIENT_OUT_OF_RANGE: (Resolution.EDIT_RULES,),
    HeldCode.ROUNDING_MISSING: (Resolution.EDIT_RULES,),
    HeldCode.ZERO_CREDITS: (Resolution.EDIT_RULES,),
    HeldCode.CREDITS_DIFFER: (Resolution.RELEASE, Resolution.EDIT_MAPPING),
    HeldCode.NO_GRADE: (Resolution.ASK_HOST,),
    HeldCode.NO_GRADE_TABLE: (Resolution.EDIT_RULES,),
    HeldCode.AMBIGUOUS_GRADE_TABLE: (Resolution.EDIT_RULES,),
    HeldCode.UNKNOWN_GRADE: (Resolution.EDIT_RULES,),
    HeldCode.AMBIGUOUS_GRADE: (Resolution.EDIT_RULES,),
    HeldCode.GRADE_CONTRADICTION: (Resolution.ASK_HOST,),
    HeldCode.PERCENT_MISSING: (Resolution.ASK_HOST,),
    HeldCode.DISTRIBUTION_DIFFERS: (Resolution.RELEASE,),
    HeldCode.MIXED_GRADES: (Resolution.EDIT_MAPPING,),
    HeldCode.WITHDRAWAL_PROPOSED: (Resolution.RELEASE,),
    HeldCode.WITHDRAWN_BY_HOST: (Resolution.RELEASE, Resolution.ASK_HOST),
    HeldCode.CHANGED_AFTER_FREEZE: (Resolution.RELEASE,),
    HeldCode.DOCUMENT_DOUBT: (Resolution.RELEASE, Resolution.ASK_HOST),
    HeldCode.HOME_UNKNOWN_STUDENT: (Resolution.MEND_HOME,),
    HeldCode.HOME_SUSPENDED_STUDENT: (Resolution.MEND_HOME,),
    HeldCode.HOME_NOT_ENROLLED: (Resolution.MEND_HOME,),
    HeldCode.HOME_UNKNOWN_COMPONENT: (Resolution.MEND_HOME,),
    HeldCode.HOME_NO_GRADE_ITEM: (Resolution.MEND_HOME,),
    HeldCode.HOME_AMBIGUOUS_ITEM: (Resolution.MEND_HOME,),
    HeldCode.HOME_ITEM_LOCKED: (Resolution.MEND_HOME,),
    HeldCode.HOME_GRADE_LOCKED: (Resolution.MEND_HOME,),
    HeldCode.HOME_GRADE_OVERRIDDEN: (Resolution.MEND_HOME,),
    HeldCode.HOME_OUT_OF_RANGE: (Resolution.MEND_HOME,),
    HeldCode.HOME_CHANGED_THERE: (Resolution.RELEASE,),
    HeldCode.HOME_NOT_CONFIRMED: (Resolution.RELEASE,),
    HeldCode.HOME_LEFT_BEHIND: (Resolution.RELEASE,),
    HeldCode.HOME_REFUSED: (Resolution.MEND_HOME,),
}
"""What resolves each reason. A reason with `release` may be waived by a named person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldReason:
    """One reason with the facts that fill its sentence; facts may hold grades: never log them."""

    code: HeldCode
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def releasable(self) -> bool:
        """Tell whether a person may waive this reason for the record as it stands."""
        return Resolution.RELEASE in RESOLUTIONS[self.code]

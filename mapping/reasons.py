"""The facts of every reason this package holds a record for; their order and names are a promise.

The sentences in three languages are filled from them. A fact is text and always present; where
nothing is known it is empty. Reasons a conversion is refused for name the course first, then the
facts of `mapping.trace.REFUSAL_FACTS`.
"""

from mapping.held import HeldCode, HeldReason
from mapping.trace import REFUSAL_FACTS, ConversionRefused

_OWN_FACTS: dict[HeldCode, tuple[str, ...]] = {
    # `finding` is the code of what the connector found in the document
    HeldCode.DOCUMENT_DOUBT: ("course", "finding"),
    # `tried` lists the kinds of identifier the document holds, or `name`
    HeldCode.UNKNOWN_LEARNER: ("tried",),
    # `by` is what the match rests on; `mobilities` are ids
    HeldCode.WEAK_IDENTITY: ("by", "mobilities"),
    HeldCode.AMBIGUOUS_LEARNER: ("by", "mobilities"),
    # `by` lists the facts that contradict each other: `mobility-id, birth-date`
    HeldCode.IDENTITY_CONFLICT: ("by", "mobilities"),
    HeldCode.HOST_UNKNOWN: ("host",),
    HeldCode.HOST_SUSPENDED: ("host", "why"),
    # `day` is the first day of the mobility that no agreement covers
    HeldCode.HOST_AGREEMENT_NOT_IN_FORCE: ("host", "day"),
    HeldCode.VERTICAL_MOBILITY: ("mobility",),
    HeldCode.INDIVIDUAL_WITHOUT_BASIS: ("mobility",),
    HeldCode.NO_AGREEMENT: ("mobility",),
    HeldCode.AGREEMENT_NOT_APPROVED: ("mobility", "version"),
    # `last_day` is the last one on which an amendment needed no reason
    HeldCode.AMENDMENT_LATE: ("mobility", "version", "approved_on", "last_day"),
    # `near` is a code that differs in punctuation only, or empty
    HeldCode.OUTSIDE_AGREEMENT: ("course", "near"),
    HeldCode.COMPONENT_OUTSIDE_AGREEMENT: ("component", "near"),
    # both as `FIN201 + FIN202 -> ECO2204`; `agreed` may list several blocks
    HeldCode.AGREEMENT_BLOCK_DIFFERS: ("agreed", "mapped"),
    # `from` and `to` are the term's or the completion's dates, either may be empty
    HeldCode.OUTSIDE_PERIOD: ("course", "term", "from", "to", "starts", "ends"),
    HeldCode.FAILED: ("course", "grade"),
    HeldCode.IN_PROGRESS: ("course",),
    HeldCode.STATUS_UNKNOWN: ("course", "grade"),
    # `status` is what the host says: `passed`, `failed`, or `assumed` where it says nothing
    HeldCode.STATUS_CONTRADICTION: ("course", "status", "grade"),
    # `attempts` lists `term: grade`
    HeldCode.SEVERAL_ATTEMPTS: ("course", "attempts"),
    HeldCode.UNMAPPED_COURSE: ("course", "title", "near"),
    # `places` are files and lines, in the order of `rules`
    HeldCode.AMBIGUOUS_EQUIVALENCE: ("courses", "rules", "places"),
    # `from` and `to` bound the rule, either may be empty; `on` is the day it was asked for
    HeldCode.EQUIVALENCE_NOT_VALID: ("rule", "from", "to", "on"),
    HeldCode.EQUIVALENCE_NOT_APPROVED: ("rule",),
    # `asked` is the student's level or programme, `covered` the rule's or the component's
    HeldCode.LEVEL_NOT_COVERED: ("rule", "asked", "covered"),
    # `minimum` is `label scheme`
    HeldCode.BELOW_MINIMUM_GRADE: ("course", "grade", "minimum"),
    # `missing` lists codes, alternatives joined by ` or `
    HeldCode.INCOMPLETE_BLOCK: ("rule", "missing"),
    HeldCode.TOO_OLD: ("course", "months", "maximum"),
    HeldCode.UNKNOWN_COMPONENT: ("component", "near"),
    HeldCode.RETIRED_COMPONENT: ("component", "from", "to", "on"),
    HeldCode.COMPONENT_TWICE: ("component", "courses"),
    # `regimes` lists those that fit; empty for none
    HeldCode.NO_REGIME: ("admission_year", "level", "programme", "regimes"),
    # `about` is a home component, or a host course whose agreed credits differ
    HeldCode.CREDITS_DIFFER: ("about", "converted", "expected"),
    # `before` and `now` are `component credits letter percent`, several joined by `; `; for a fail
    # that is not written anywhere, `now` is the course and its grade
    HeldCode.PASSED_TURNED_FAILED: ("before", "now"),
    HeldCode.CHANGED_AFTER_FREEZE: ("before", "now"),
    # `listings` is how many full listings in a row the results were missing from, at least
    HeldCode.WITHDRAWAL_PROPOSED: ("results", "listings"),
    # `results` are those the host says it deleted; `rests` are all the decision rests on
    HeldCode.WITHDRAWN_BY_HOST: ("results", "rests"),
}

REASON_FACTS: dict[HeldCode, tuple[str, ...]] = _OWN_FACTS | {
    code: ("course", *names) for code, names in REFUSAL_FACTS.items()
}
"""The facts of each reason, in order; a sentence may use any of them."""


def reason(code: HeldCode, *values: str) -> HeldReason:
    """Build a reason from its facts, in the order of `REASON_FACTS`."""
    return HeldReason(code=code, facts=tuple(zip(REASON_FACTS[code], values, strict=True)))


def refused(course: str, error: ConversionRefused) -> HeldReason:
    """Build the reason of a refused conversion; `course` may be several, joined by ` + `."""
    return HeldReason(code=HeldCode(error.code), facts=(("course", course), *error.facts))


def in_order(reasons: frozenset[HeldReason]) -> tuple[HeldReason, ...]:
    """Sort reasons by `HeldCode`, then by their facts; each once."""
    return tuple(sorted(reasons, key=lambda item: (_RANK[item.code], item.facts)))


_RANK = {code: position for position, code in enumerate(HeldCode)}

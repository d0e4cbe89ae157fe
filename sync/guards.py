"""Does a whole batch look wrong? Pure checks of one document against what was known (law 5)."""

from dataclasses import dataclass
from fractions import Fraction

from mapping.problems import Problem
from sync.errors import SafetyStop
from sync.store.staging import StagingReport


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardLimits:
    """Beyond which a batch is held; shares are of what was known before.

    `floor` results or fewer are never judged by shares: one student's correction would be a large
    share of them.
    """

    vanished_share: Fraction = Fraction(1, 2)
    failed_share: Fraction = Fraction(1, 5)
    changed_share: Fraction = Fraction(1, 2)
    floor: int = 10


def check_batch(report: StagingReport, limits: GuardLimits) -> None:
    """Raise SafetyStop when a document differs from what was known as no correction would.

    A suddenly empty listing, many results that vanish or are deleted, many that change, or passes
    that turn into fails hold the whole batch until a person releases it.
    """
    known = report.listed_before
    gone = report.vanished + report.withdrawn
    reasons = []
    if known and report.results == 0:
        message = f"lists nothing, where {known} results were known"
        reasons.append(_reason("batch-empty", message, known=known))
    elif known > limits.floor:
        for code, count, share, what in (
            ("batch-vanished", gone, limits.vanished_share, "no longer listed, or deleted"),
            ("batch-changed", report.changed, limits.changed_share, "changed"),
            (
                "batch-failed",
                report.failed_now,
                limits.failed_share,
                "passed before and failed now",
            ),
        ):
            if Fraction(count, known) > share:
                message = f"{count} of {known} known results are {what}"
                reasons.append(_reason(code, message, count=count, known=known))
    if reasons:
        raise SafetyStop(reasons)


def _reason(code: str, message: str, **facts: int) -> Problem:
    return Problem(
        code=code,
        message=message,
        hint="look at the document; release or refuse the batch with 'utqyr held'",
        facts=tuple((name, str(value)) for name, value in facts.items()),
    )

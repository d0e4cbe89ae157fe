"""Releases: which reasons a named person has waived for a case exactly as it stands.

A waiver carries the fingerprint of what the person saw: the results, every reason and what would be
written. Where any of it has changed the waiver no longer counts. Copies of documents, places in
files and rules that play no part are not in it.
"""

from collections.abc import Iterable

from mapping.attempts import result_meaning
from mapping.decisions import RecognitionOutcome, Waiver
from mapping.fingerprint import fingerprint
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import ComponentCode
from mapping.records import HostResult
from mapping.trace import Step, StepKind, conversion_step


def waivable_fingerprint(
    case: str,
    results: Iterable[HostResult],
    reasons: tuple[HeldReason, ...],
    components: tuple[ComponentCode, ...],
    outcomes: tuple[RecognitionOutcome, ...],
) -> str:
    """Digest what a person sees when asked to release a case."""
    contents = sorted({result_meaning(result) for result in results})
    return fingerprint((case, contents, reasons, components, outcomes))


def released_by(
    waivers: Iterable[Waiver], *, case: str, code: HeldCode, waivable: str
) -> Waiver | None:
    """Find the waiver of a reason that counts; of several, always the same one."""
    found = [
        waiver
        for waiver in waivers
        if (waiver.case, waiver.code, waiver.fingerprint) == (case, code, waivable)
    ]
    return min(found, key=lambda waiver: (waiver.by, waiver.reason), default=None)


def release(
    waivers: Iterable[Waiver], *, case: str, reasons: tuple[HeldReason, ...], waivable: str
) -> tuple[tuple[HeldReason, ...], tuple[Step, ...]]:
    """Take away the reasons that were waived and may be; tell who released each, and why."""
    waivers = tuple(waivers)
    remaining: list[HeldReason] = []
    steps: list[Step] = []
    for why in reasons:
        waiver = released_by(waivers, case=case, code=why.code, waivable=waivable)
        if waiver is None or not why.releasable:
            remaining.append(why)
        else:
            facts = (why.code.value, waiver.by, waiver.reason)
            steps.append(conversion_step(StepKind.REASON_RELEASED, *facts))
    return tuple(remaining), tuple(dict.fromkeys(steps))

"""What rests on results a host says it deleted is proposed to a person; takes nothing back."""

from collections.abc import Iterator, Sequence

from mapping.decisions import Decision, Recognised, RecognitionCase, result_key
from mapping.lifecycle import propose_deletion
from sync.store.decisions import WITHDRAWN, StoredDecision


def deletions(
    case: RecognitionCase, known: Sequence[StoredDecision], made: Sequence[Decision]
) -> Iterator[Decision]:
    """Give the proposals, and what a person agreed to take back while the host says so still."""
    said = {result_key(each): each.evidence for each in case.results if each.withdrawn}
    for stored in known if said else ():
        decision = stored.decision
        if stored.current and stored.state == WITHDRAWN:
            if not said.keys().isdisjoint(decision.results):
                yield decision
        elif stored.standing and isinstance(decision, Recognised):
            proposed = propose_deletion(decision, deleted=said, made=made)
            if proposed is not None:
                yield proposed

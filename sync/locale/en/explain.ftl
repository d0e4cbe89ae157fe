### The whole way of one grade, from the host's document to the receipt.

explain-title = { $reference } · { $host }{ IF_GIVEN($student, before: " · student ") }
explain-decided = Decided { $at } under rules { $revision }
explain-superseded = Superseded: a newer decision stands in its place.
explain-documents = Documents
explain-document = { $title }, received { $at }
explain-document-digest = SHA-256 { $digest }
explain-steps = How it was decided
explain-source = source: { $source }
explain-place = at { $place }
explain-outcomes = Outcome
explain-outcome = { $component }: { $credits } credits{ IF_GIVEN($letter, before: ", ") }{ IF_GIVEN($points, before: ", ", after: " points") }{ IF_GIVEN($percent, before: ", ", after: " %") }
explain-outcome-ungraded = { $component }: { $credits } credits, without points
explain-held = Waits for a person
explain-deliveries = Gradebook
explain-delivery = { $component }: { WORD($state, of: "state") }{ IF_GIVEN($wanted, before: "; wanted ", after: " %") }{ IF_GIVEN($last_written, before: "; last written ", after: " %") }{ IF_GIVEN($there_now, before: "; found there ", after: " %") }{ IF_GIVEN($at, before: "; ") }
explain-receipt = receipt { $receipt }
explain-audit = On record
explain-audit-entry = entry { $sequence }, { $at }, { $actor }: { WORD($action, of: "action") }

"""What can go wrong inside the daemon, ranked by what to do about it; holds no personal data.

UtqyrError
+-- WrongUsage                     a name or reference nobody knows; exit status 2
+-- StoreError                     the only thing the store raises; cause chained
+-- AuditChainBroken(sequence)     deliveries stop, reading goes on, the registrar is told
+-- SafetyStop(reasons)            the batch is held until a person releases it
+-- StalePlan(rows)                nothing is delivered; a new plan is made
`-- LeaderBusy(holder)             another process works on this store; this one ends
"""

from collections.abc import Iterable

from mapping.problems import Problem, UtqyrError


class WrongUsage(UtqyrError):
    """What was asked for names nothing there is; nothing was done."""


class StoreError(UtqyrError):
    """The store could not do what it was asked; nothing of the transaction remains."""


class AuditChainBroken(UtqyrError):
    """The audit log is not what was written; `sequence` is the first entry that shows it."""

    def __init__(self, sequence: int, message: str = "") -> None:
        super().__init__(
            message or f"the audit log is broken at entry {sequence}",
            hint="run 'utqyr audit verify'; nothing is delivered until the registrar has looked",
        )
        self.sequence = sequence


class SafetyStop(UtqyrError):
    """A batch looks wrong as a whole; `reasons` say why, and it waits for a person."""

    def __init__(self, reasons: Iterable[Problem], *, hint: str = "") -> None:
        self.reasons = tuple(reasons)
        sentences = "; ".join(str(reason) for reason in self.reasons)
        super().__init__(f"the batch is held: {sentences}", hint=hint)


class StalePlan(UtqyrError):
    """A plan no longer describes what delivery would do; `rows` name the lines that changed."""

    def __init__(self, rows: Iterable[str]) -> None:
        self.rows = tuple(rows)
        count = len(self.rows)
        super().__init__(
            f"the plan is stale: {count} row{'s' if count != 1 else ''} changed since it was made",
            hint="run 'utqyr plan' again and look at the difference",
        )


class LeaderBusy(UtqyrError):
    """Another process holds the lock on this store; `holder` says which one and since when."""

    def __init__(self, holder: str) -> None:
        super().__init__(
            f"another 'utqyr run', 'sync' or 'apply' works on this store: {holder}",
            hint="the daemon makes its passes by itself, and answers at /healthz; "
            "for a pass of your own stop that process first",
        )
        self.holder = holder

"""The decision: what a student's results from one host become at home, or why they wait. Pure.

    identify -> agreement -> equivalence -> credits -> grade       every reason, not the first

Outcome = f(results, mobility, agreement, waivers, rulebook): no clock, no order of rows, no file.
"""

from mapping.decisions import (
    Decision,
    Held,
    Recognised,
    RecognitionCase,
    RecognitionOutcome,
    Waiver,
    result_key,
)

__all__ = [
    "Decision",
    "Held",
    "Recognised",
    "RecognitionCase",
    "RecognitionOutcome",
    "Waiver",
    "result_key",
]

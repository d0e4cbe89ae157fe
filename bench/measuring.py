"""How figures are taken: CPU time of this process, ours and the peer's in turns, median of pairs.

CPU time and ratios make a figure comparable between machines and while others use the machine;
what waits for a disk is not in it.
"""

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much a run measures."""

    results: int = 6000
    rules: int = 5000
    students: int = 100
    megabytes: int = 50
    pairs: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure: `value` is a ratio or a count, as `meaning` says."""

    name: str
    meaning: str
    value: float
    target: str
    note: str = ""


def cpu_seconds(action: Callable[[], object]) -> float:
    """Run an action and return the CPU time it took in this process, all threads."""
    gc.collect()
    started = time.process_time()
    action()
    return time.process_time() - started


def median_ratio(pairs: Iterable[tuple[float, float]]) -> float:
    """Give the median of the first over the second."""
    return median(first / second for first, second in pairs)

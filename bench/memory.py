"""The figure of memory: the most a process held that parsed and staged one large document."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

from bench.documents import Extent, extent_of_bytes
from bench.measuring import Figure, Sizes
from bench.world import document_of, opened_world

_MEBIBYTE = 1024 * 1024
_LIMIT = 150


def memory(sizes: Sizes) -> Iterator[Figure]:
    """Compare the peak of a fresh process with the limit of 150 MB."""
    extent = extent_of_bytes(sizes.megabytes * _MEBIBYTE)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        peak, size, results = pool.apply(_peak_of_staging, (extent.students,))
    yield Figure(
        name="memory",
        meaning=f"peak memory of staging a {size} MB document / {_LIMIT} MB",
        value=peak / _LIMIT,
        target="<= 1",
        note=f"{results} results",
    )


def _peak_of_staging(students: int) -> tuple[float, int, int]:
    """Stage a document of so many students; give peak and size in MB, and its results."""
    with opened_world() as world:
        path = world.publish(Extent(students=students))
        report = world.stage(world.connector.parse(document_of(path)))
        return _peak_megabytes(), path.stat().st_size // _MEBIBYTE, report.results


def _peak_megabytes() -> float:
    """Read the kernel's own mark; `getrusage` would tell the parent's where that is higher."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024

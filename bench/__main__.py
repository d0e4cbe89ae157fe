"""`python -m bench [figure …]`: take figures and print them; leaves nothing behind."""

import argparse
from collections.abc import Callable, Iterator, Sequence

import structlog
from rich.console import Console
from rich.table import Table

from bench.home import home_calls
from bench.ingest import again, growth, staging, unchanged, whole_path
from bench.measuring import Figure, Sizes
from bench.memory import memory
from bench.rules import rules_check

FIGURES: dict[str, Callable[[Sizes], Iterator[Figure]]] = {
    "path": whole_path,
    "staging": staging,
    "unchanged": unchanged,
    "again": again,
    "calls": home_calls,
    "rules": rules_check,
    "growth": growth,
    "memory": memory,
}
_HELP = {
    "results": "results in the generated documents",
    "rules": "generated rules, each with its home component",
    "students": "students whose marks are delivered to the stand-in Moodle",
    "megabytes": "size of the document of the memory figure; 1024 takes several minutes",
    "pairs": "measurements, ours and the peer's in turns; their median is shown",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the figures named, or all, and print each as soon as it is known."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("figure", nargs="*", help=", ".join(FIGURES))
    for name, text in _HELP.items():
        parser.add_argument(f"--{name}", type=int, default=getattr(Sizes(), name), help=text)
    given = vars(parser.parse_args(arguments))
    names = given.pop("figure") or list(FIGURES)
    if unknown := sorted(set(names) - FIGURES.keys()):
        parser.error(f"no figure is called {unknown[0]}; there are {', '.join(FIGURES)}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    console = Console()
    with console.status("measuring"):
        figures = [figure for name in names for figure in FIGURES[name](Sizes(**given))]
    console.print(_table(figures))


def _table(figures: Sequence[Figure]) -> Table:
    table = Table(title="CPU time, ours and the peer's in the same run")
    for heading in ("figure", "meaning"):
        table.add_column(heading)
    table.add_column("value", justify="right")
    for heading in ("target", "note"):
        table.add_column(heading)
    for figure in figures:
        value = f"{figure.value:.4g}"
        table.add_row(figure.name, figure.meaning, value, figure.target, figure.note)
    return table


if __name__ == "__main__":
    main()

"""Figures of the configuration: what checking many rules costs beside parsing their YAML."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from bench.measuring import Figure, Sizes, cpu_seconds, median_ratio
from bench.world import write_configuration
from mapping.problems import errors_of
from sync.app import check


def rules_check(sizes: Sizes) -> Iterator[Figure]:
    """Compare checking a configuration with composing the same files, positions included."""
    with tempfile.TemporaryDirectory(prefix="utqyr-bench-") as folder:
        config = write_configuration(Path(folder), rules=sizes.rules)
        if wrong := errors_of(check(config)):
            raise RuntimeError(f"the generated configuration is wrong: {wrong[0]}")
        texts = [path.read_bytes() for path in sorted(config.rglob("*.yaml"))]
        pairs = [
            (cpu_seconds(lambda: check(config)), cpu_seconds(lambda: _compose(texts)))
            for _ in range(sizes.pairs)
        ]
    yield Figure(
        name="rules",
        meaning=f"cost: check {sizes.rules} rules and as many components / compose their YAML",
        value=median_ratio(pairs),
        target="<= 2.2",
    )


def _compose(texts: list[bytes]) -> None:
    for text in texts:
        yaml.compose(text, Loader=yaml.CSafeLoader)

"""The real command against stand-ins, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.demo import TOKEN_VARIABLE, Stage, staged

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A demo's stand-ins and configuration, nothing imported or published yet."""
    monkeypatch.setenv(TOKEN_VARIABLE, "set by the stage")
    with staged(tmp_path / "demo") as made:
        yield made


@pytest.fixture
def utqyr(stage: Stage) -> Run:
    """The command line, pointed at the stage; gives status, standard output and error."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"UTQYR_CONFIG": str(stage.config)} | variables
        return subprocess.run(
            [sys.executable, "-m", "sync", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run

"""The connector of docs/write-a-connector.md is installed as a package, and keeps the contract."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "write-a-connector.md"
NEEDED = ("pyproject.toml", "harbour.py", "test_harbour.py")

LOADED = """
from connectors.registry import ConnectorRegistry

connector = ConnectorRegistry().load("harbour")
assert connector.__module__ == "harbour", connector
assert "elmo" in ConnectorRegistry().kinds()
"""


def files_of(page: str) -> dict[str, str]:
    """Take the files out of the page: each block follows the line that names it."""
    return {
        found["name"]: found["content"]
        for found in re.finditer(
            r"`(?P<name>[\w.]+)`[^\n]*:\n\n```\w+\n(?P<content>.*?)^```$",
            page,
            re.DOTALL | re.MULTILINE,
        )
    }


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Install the page's package into a folder, as an installer would."""
    files = files_of(PAGE.read_text(encoding="utf-8"))
    for name in NEEDED:
        (tmp_path / name).write_text(files[name], encoding="utf-8")
    project = tomllib.loads(files["pyproject.toml"])["project"]
    information = tmp_path / f"harbour_connector-{project['version']}.dist-info"
    information.mkdir()
    named = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (information / "METADATA").write_text(named, encoding="utf-8")
    points = "".join(
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in declared.items())
        for group, declared in project["entry-points"].items()
    )
    (information / "entry_points.txt").write_text(points, encoding="utf-8")
    return tmp_path


def run(package: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join((str(package), str(ROOT)))
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=package,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_page_shows_every_file_of_the_package() -> None:
    assert set(NEEDED) <= files_of(PAGE.read_text(encoding="utf-8")).keys()


def test_the_entry_point_of_the_page_is_found(package: Path) -> None:
    done = run(package, "-c", LOADED)
    assert done.returncode == 0, done.stderr


def test_the_connector_of_the_page_keeps_the_contract(package: Path) -> None:
    done = run(
        package,
        "-m",
        "pytest",
        "-q",
        "--rootdir",
        str(package),
        "-p",
        "no:cacheprovider",
        "test_harbour.py",
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert re.search(r"[3-9]\d passed", done.stdout), done.stdout[-400:]

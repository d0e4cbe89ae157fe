"""The repository agrees with itself: documents, commands, layers and sizes."""

import re
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from config.settings import Settings
from mapping.held import HeldCode
from sync.cli import app

ROOT = Path(__file__).parent.parent
LARGEST_FILE = 400
PACKAGES = ("bench", "config", "connectors", "mapping", "sandbox", "sync")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def commands() -> list[str]:
    names = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        names.append(name)
        names += [f"{name} {inner}" for inner in getattr(command, "commands", {})]
    return sorted(names)


@pytest.mark.parametrize("command", commands())
def test_every_command_says_what_it_does(command: str) -> None:
    found = get_command(app)
    for word in command.split():
        found = found.commands[word]  # type: ignore[attr-defined]

    assert found.help


@pytest.mark.parametrize("name", sorted(get_command(app).commands))  # type: ignore[attr-defined]
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"utqyr {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    missing = [link for link in links if not (page.parent / link).exists()]

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_pages_exist(page: Path) -> None:
    known = commands()
    named = re.findall(r"`utqyr ([a-z]+(?: [a-z]+)?)", page.read_text(encoding="utf-8"))

    unknown = [name for name in named if name not in known and name.split()[0] not in known]

    assert unknown == []


def test_decisions_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))

    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_two_rooms(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LARGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert path.read_text(encoding="utf-8").lstrip("r").startswith('"""')


def test_every_setting_is_described() -> None:
    undescribed = [
        f"{kind.__name__}.{name}"
        for kind in (Settings, *Settings.__subclasses__())
        for name, field in kind.model_fields.items()
        if not field.description
    ]

    assert undescribed == []


@pytest.mark.parametrize("code", list(HeldCode))
def test_held_reasons_are_words_that_can_stand_in_a_log(code: HeldCode) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code.value)


def test_tracked_files_name_no_machine_and_no_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    hosts = re.compile(r"pypi\.org|pythonhosted|deb\.debian\.org|registry\.npmjs")
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if name != "tests/test_repository.py" and path.suffix not in {".xls", ".gz"}:
            text = path.read_text(encoding="utf-8", errors="ignore")
            found += [name] if hosts.search(text) else []

    assert found == []

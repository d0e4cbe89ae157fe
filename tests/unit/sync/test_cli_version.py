"""`utqyr --version` says which release runs, without any configuration."""

from importlib.metadata import version

from typer.testing import CliRunner

from sync.cli import app


def test_version_of_the_installed_release_is_said() -> None:
    done = CliRunner().invoke(app, ["--version"])

    assert (done.exit_code, done.stdout) == (0, f"utqyr {version('utqyr')}\n")

"""Where the service is reached: the form of the address, and who cannot do without it."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from config.listening import NotificationSettings, SendsBrowsers
from config.load import check_configuration
from connectors.hosts.emrex_settings import EmrexSettings
from mapping.problems import Problem, Severity
from tests.unit.config.directory import (
    CONNECTORS,
    FILES,
    HOST,
    SETTINGS,
    TODAY,
    FolderSettings,
    edited,
    rendered,
    write_files,
)

PUBLIC = "notifications: {public_url: https://mobility.home.example}\n"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://mobility.home.example", "https://mobility.home.example"),
        ("https://mobility.home.example/", "https://mobility.home.example"),
        ("https://mobility.home.example:8443", "https://mobility.home.example:8443"),
        ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443"),
        ("http://localhost:9465", "http://localhost:9465"),
        ("http://127.0.0.1:9465", "http://127.0.0.1:9465"),
        ("http://[::1]:9465", "http://[::1]:9465"),
    ],
)
def test_the_beginning_of_a_site_is_a_public_address(written: str, kept: str) -> None:
    assert NotificationSettings.model_validate({"public_url": written}).public_url == kept


@pytest.mark.parametrize(
    "written",
    [
        "mobility.home.example",
        "http://mobility.home.example",
        "http://localhost.evil.example",
        "ftp://mobility.home.example",
        "https://",
        "https://:8443",
        "https://mobility.home.example/emrex",
        "https://mobility.home.example//",
        "https://mobility.home.example?lang=kk",
        "https://mobility.home.example/#top",
        "https://somebody@mobility.home.example",
        "https://somebody:secret@mobility.home.example",
        "https://mobility.home.example:0",
        "https://mobility.home.example:65536",
        "https://mobility.home.example:port",
        "https://[2001:db8::1",
    ],
)
def test_anything_else_is_refused_with_the_way_out(tmp_path: Path, written: str) -> None:
    line = f"notifications: {{public_url: '{written}'}}\n"

    (told,) = rendered(tmp_path, {SETTINGS: FILES[SETTINGS] + line})
    assert told == (
        "utqyr.yaml:6: public_url: is not where an https site begins (write it like "
        "https://mobility.home.example, without a path)"
    )


def emrex(directory: Path, *, provider: str, settings: str = "") -> tuple[Problem, ...]:
    """Check a directory whose one host is connected by EMREX."""
    block = f"kind: emrex\n  settings:\n    path: inbox{provider}"
    changes = edited(HOST, "kind: folder\n  settings: {path: inbox}", block)
    write_files(directory, {**changes, SETTINGS: FILES[SETTINGS] + settings})
    known: dict[str, type[BaseModel]] = {**CONNECTORS, "emrex": EmrexSettings}
    return check_configuration(directory, connector_settings=known, today=TODAY)


PROVIDER = "\n    provider: https://emp.example/emrex"


@pytest.mark.parametrize("settings", ["", "notifications: {port: 9465}\n"])
def test_a_provider_without_a_public_address_is_warned_of(tmp_path: Path, settings: str) -> None:
    (problem,) = emrex(tmp_path, provider=PROVIDER, settings=settings)

    assert (problem.code, problem.severity) == ("no-public-url", Severity.WARNING)
    assert str(problem) == (
        "hosts/host.edu.pl.yaml:8: students cannot be sent to the provider of 'host.edu.pl': "
        "nothing says where their browsers come back to (write 'notifications: {public_url: "
        "https://mobility.home.example}' into utqyr.yaml, as the proxy serves it; or remove "
        "'provider')"
    )


def test_a_provider_with_a_public_address_is_well(tmp_path: Path) -> None:
    assert emrex(tmp_path, provider=PROVIDER, settings=PUBLIC) == ()


def test_a_host_that_sends_nobody_away_needs_no_public_address(tmp_path: Path) -> None:
    assert emrex(tmp_path, provider="") == ()
    assert not isinstance(FolderSettings(path=tmp_path), SendsBrowsers)

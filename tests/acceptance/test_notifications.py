"""What is sent to the daemon by itself: taken over HTTP, read by a run that comes soon after."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.hosts.emrex_return import EmrexSessions
from mapping.identifiers import HeiId
from sandbox.emrex import SandboxEmrex
from sandbox.ewp_documents import elmo
from sync.demo import Stage

Run = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.slow
PATIENCE_SECONDS = 180
PROVIDER = HeiId("provider.example")
SECRET = "a secret for one test"
HOST_FILE = f"""\
hei: {PROVIDER}
kind: external
names: {{en: Provider}}
connector:
  kind: emrex
  settings:
    path: inbox/{PROVIDER}
    certificates: provider.pem
    provider: https://{PROVIDER}/emrex
    session_secret: env:UTQYR_TEST_SESSIONS
grading:
  scheme: ects
"""


@contextmanager
def daemon(stage: Stage) -> Iterator[subprocess.Popen[str]]:
    """Run the daemon and end it by its own process id, whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sync", "run"],
        env=os.environ | {"UTQYR_CONFIG": str(stage.config), "UTQYR_TEST_SESSIONS": SECRET},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate()


def event_of(process: subprocess.Popen[str], name: str) -> dict[str, Any]:
    """Read the log until an event comes."""
    assert process.stderr is not None
    for line in process.stderr:
        event: dict[str, Any] = json.loads(line)
        if event.get("event") == name:
            return event
    raise AssertionError(f"the daemon ended without {name}")


def test_a_document_a_browser_brings_is_read_soon_after(stage: Stage, utqyr: Run) -> None:
    provider = SandboxEmrex()
    (stage.config / "provider.pem").write_text(provider.certificate_pem)
    (stage.config / "hosts" / f"{PROVIDER}.yaml").write_text(HOST_FILE)
    (stage.config / "inbox" / PROVIDER).mkdir(parents=True, exist_ok=True)
    settings = stage.config / "utqyr.yaml"
    text = settings.read_text().replace("port: 9464", "port: 0")
    settings.write_text(f"{text}\nnotifications: {{port: 0}}\n")
    document = elmo(
        PROVIDER,
        esi="urn:schac:personalUniqueCode:int:esi:home.example:S0009901",
        given_names="Zere",
        family_name="Testova",
        courses=[("MIC101", "B", "6")],
    )
    with daemon(stage) as process:
        url = event_of(process, "notifications-taken")["url"]
        session_id = EmrexSessions(PROVIDER, SECRET.encode()).begin(datetime.now(UTC))  # noqa: TID251 -- the daemon's own clock
        status, _page = provider.post_back(
            f"{url}/emrex/return/{PROVIDER}", session_id, provider.signed(document.encode())
        )
        assert status == 200
        deadline = time.monotonic() + PATIENCE_SECONDS
        while json.loads(utqyr("status", "--json").stdout)["documents"] < 1:
            assert time.monotonic() < deadline, "the daemon never read what was brought"
            time.sleep(1)
    held = utqyr("held", "--json").stdout
    assert PROVIDER in held

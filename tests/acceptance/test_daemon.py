"""The daemon as an operator runs it: a process, health pages, signals."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.demo import write_agreements
from sandbox.home import fill_moodle, home_seed
from sync.demo import Stage

Run = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.slow
PATIENCE_SECONDS = 120
RUNS_DONE = tuple(
    f'utqyr_runs_total{{host="{host}",outcome="done"}}'
    for host in ("asu.ru", "enu.kz", "kozminski.edu.pl")
)


@contextmanager
def daemon(stage: Stage) -> Iterator[subprocess.Popen[str]]:
    """Run the daemon and end it by its own process id, whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sync", "run"],
        env=os.environ | {"UTQYR_CONFIG": str(stage.config)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def listening(process: subprocess.Popen[str]) -> str:
    """Read the log until the daemon says where it listens."""
    assert process.stderr is not None
    for line in process.stderr:
        event = json.loads(line)
        if event.get("event") == "daemon-listening":
            return str(event["url"])
    raise AssertionError("the daemon ended before it listened")


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 -- our own loopback page
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def until(found: Callable[[], bool]) -> None:
    """Wait for something the daemon does in its own time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not found():
        assert time.monotonic() < deadline, "the daemon never did it"
        time.sleep(0.1)


@pytest.fixture
def prepared(stage: Stage, utqyr: Run) -> Stage:
    """A stage with agreements, documents and a filled home; health pages on any free port."""
    settings = stage.config / "utqyr.yaml"
    settings.write_text(settings.read_text().replace("port: 9464", "port: 0"))
    fill_moodle(stage.moodle, home_seed(activity_idnumber="utqyr"))
    stage.hosts.publish_all()
    agreements = write_agreements(stage.folder / "agreements.csv")
    assert utqyr("import", "agreements", str(agreements), "--by", "coordinator").returncode == 0
    return stage


def test_the_daemon_works_unattended_and_stops_when_told(prepared: Stage, utqyr: Run) -> None:
    with daemon(prepared) as process:
        url = listening(process)
        until(lambda: get(f"{url}/readyz")[0] == 200)
        until(lambda: all(run in get(f"{url}/metrics")[1] for run in RUNS_DONE))
        until(lambda: bool(prepared.moodle.staff.graded("ECO2201")))
        alive, _ = get(f"{url}/healthz")
        second = utqyr("run")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_SECONDS)

    assert alive == 200
    assert (second.returncode, "another 'utqyr run'" in second.stderr) == (1, True)
    assert process.returncode == 0
    status = json.loads(utqyr("status", "--json").stdout)
    assert status["recognised"] > 20
    assert utqyr("audit", "verify").returncode == 0


def catches(process: subprocess.Popen[str], number: signal.Signals) -> bool:
    """Tell whether a process has a handler for a signal."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (number - 1) & 1)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for handlers")
def test_a_stop_right_after_the_start_is_a_stop_in_order(prepared: Stage, utqyr: Run) -> None:
    with daemon(prepared) as process:
        until(lambda: catches(process, signal.SIGTERM))
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 0
    assert "Traceback" not in said
    assert utqyr("sync", "--only-recognise").returncode == 0


def test_killed_without_a_word_the_next_daemon_goes_on(prepared: Stage, utqyr: Run) -> None:
    with daemon(prepared) as process:
        listening(process)
        until(lambda: bool(prepared.moodle.calls))
        process.kill()
        process.wait(timeout=PATIENCE_SECONDS)

    finished = utqyr("sync")
    again = utqyr("sync")

    assert finished.returncode == 0, finished.stderr
    assert again.returncode == 0, again.stderr
    deliveries = json.loads(utqyr("status", "--json").stdout)["deliveries"]
    assert set(deliveries) == {"confirmed", "held"}
    assert utqyr("audit", "verify").returncode == 0


def test_a_broken_edit_keeps_the_old_configuration_in_force(prepared: Stage) -> None:
    with daemon(prepared) as process:
        url = listening(process)
        until(lambda: get(f"{url}/readyz")[0] == 200)
        path = prepared.config / "mapping" / "kozminski.edu.pl.yaml"
        path.write_text(path.read_text().replace("equivalences:", "equivalence:", 1))
        process.send_signal(signal.SIGHUP)
        assert process.stderr is not None
        for line in process.stderr:
            if json.loads(line).get("event") == "configuration-refused":
                break
        alive, _ = get(f"{url}/healthz")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_SECONDS)

    assert alive == 200
    assert process.returncode == 0

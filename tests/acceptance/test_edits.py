"""What an edit of the rules would do, before and after a term is closed: the real process."""

import subprocess
from collections.abc import Callable

import pytest

from sandbox.demo import write_agreements
from sandbox.home import fill_moodle, home_seed
from sync.demo import Stage

Run = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.slow
REGISTRAR = ("--by", "Registrar", "--reason", "end of term")


def done(run: subprocess.CompletedProcess[str]) -> str:
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture
def synced(stage: Stage, utqyr: Run) -> Stage:
    fill_moodle(stage.moodle, home_seed(activity_idnumber="utqyr"))
    stage.hosts.publish_all()
    agreements = write_agreements(stage.folder / "agreements.csv")
    done(utqyr("import", "agreements", str(agreements), "--by", "coordinator"))
    done(utqyr("sync"))
    return stage


def edit(stage: Stage) -> None:
    """Let the host's 4.5 be an A from now on."""
    host = stage.config / "hosts" / "kozminski.edu.pl.yaml"
    text = host.read_text(encoding="utf-8")
    host.write_text(text.replace("{label: 4.5, to: B}", "{label: 4.5, to: A}"), encoding="utf-8")


def test_an_edit_shows_whom_it_changes_and_after_the_close_that_marks_stand(
    synced: Stage, utqyr: Run
) -> None:
    nothing = done(utqyr("impact"))
    edit(synced)
    before = done(utqyr("impact"))
    done(utqyr("close", "--until", "2026-01-31", *REGISTRAR))
    after = done(utqyr("impact"))
    written = synced.written

    assert "would change: 0" in nothing
    assert "KB2300001" in before
    assert "stands" not in before
    assert "stands" in after
    assert synced.written == written


def test_a_settled_mark_is_corrected_by_order_only(synced: Stage, utqyr: Run) -> None:
    done(utqyr("close", "--until", "2026-01-31", *REGISTRAR))
    edit(synced)
    done(utqyr("sync"))
    shown = done(utqyr("held", "-l", "en"))
    reference = next(
        line.split()[0]
        for line in shown.splitlines()
        if line.startswith("D") and "KB2300001" in line and "FIN201" in line
    )

    without = utqyr("held", "release", reference, *REGISTRAR)
    by_order = utqyr("held", "release", reference, *REGISTRAR, "--order", "17-C")
    done(utqyr("sync"))
    explained = done(utqyr("explain", "KB2300001/ECO2204"))

    assert f"held release {reference} --by NAME --reason TEXT --order NUMBER" in shown
    assert (without.returncode, "--order" in without.stderr) == (1, True)
    assert by_order.returncode == 0, by_order.stderr
    assert "17-C" in explained
    assert "differences: 0" in done(utqyr("replay"))

"""A coordinator's day on the command line: the real process, stand-ins over HTTP and files."""

import json
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from sandbox.demo import write_agreements
from sandbox.documents_broken import Breakage
from sandbox.home import fill_moodle, home_seed
from sync.demo import Stage

Run = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.slow
MINE = ("--by", "Айгүл Серікқызы", "--reason", "minutes 14")


def prepare(stage: Stage, utqyr: Run) -> None:
    fill_moodle(stage.moodle, home_seed(activity_idnumber="utqyr"))
    stage.hosts.publish_all()
    agreements = write_agreements(stage.folder / "agreements.csv")
    imported = utqyr("import", "agreements", str(agreements), "--by", "coordinator")
    assert imported.returncode == 0, imported.stderr


def test_the_example_configuration_is_sound(utqyr: Run) -> None:
    found = utqyr("check")

    assert (found.returncode, "sound" in found.stdout) == (0, True), found.stdout


def test_a_broken_configuration_is_told_line_by_line(stage: Stage, utqyr: Run) -> None:
    path = stage.config / "mapping" / "kozminski.edu.pl.yaml"
    path.write_text(path.read_text().replace("levels:", "levls:", 1))

    found = utqyr("check")

    assert found.returncode == 2
    assert "mapping/kozminski.edu.pl.yaml:" in found.stdout
    assert "levels" in found.stdout


def test_every_problem_of_an_agreements_file_is_told(stage: Stage, utqyr: Run) -> None:
    path = write_agreements(stage.folder / "agreements.csv")
    headings, first, *rest = path.read_text("utf-8-sig").splitlines(keepends=True)
    path.write_text("".join([headings, first.replace("bachelor", "bachlor"), *rest]))

    found = utqyr("import", "agreements", str(path), "--by", "coordinator")

    assert found.returncode == 1
    assert "row 2, column level" in found.stdout
    assert "nothing was imported" in found.stderr


def test_no_configuration_is_a_sentence_not_a_traceback(utqyr: Run, tmp_path: Path) -> None:
    found = utqyr("status", UTQYR_CONFIG=str(tmp_path / "nowhere"))

    assert found.returncode == 2
    assert "there is no configuration directory" in found.stdout + found.stderr
    assert "Traceback" not in found.stderr


def test_a_day_from_documents_to_the_gradebook(stage: Stage, utqyr: Run) -> None:
    prepare(stage, utqyr)

    first = utqyr("sync")
    written = stage.written
    second = utqyr("sync")
    status = json.loads(utqyr("status", "--json").stdout)

    assert first.returncode == 0, first.stderr
    assert second.returncode == 0, second.stderr
    assert (written > 0, stage.written) == (True, written)
    assert status["recognised"] > 20
    assert status["deliveries"]["confirmed"] > 10


def test_a_plan_is_looked_at_and_then_delivered_exactly(stage: Stage, utqyr: Run) -> None:
    prepare(stage, utqyr)
    recognised = utqyr("sync", "--only-recognise")
    nothing_yet = stage.written

    planned = utqyr("plan", "-o", str(stage.folder / "plan.json"))
    applied = utqyr("apply", str(stage.folder / "plan.json"), "--by", "coordinator")
    again = utqyr("apply", str(stage.folder / "plan.json"), "--by", "coordinator")

    assert (recognised.returncode, nothing_yet) == (0, 0)
    assert planned.returncode == 0, planned.stderr
    assert applied.returncode == 0, applied.stderr
    assert again.returncode == 1
    assert "stale" in again.stderr
    assert "no longer to be delivered" in again.stderr


def test_what_is_held_is_listed_released_and_refused(stage: Stage, utqyr: Run) -> None:
    prepare(stage, utqyr)
    utqyr("sync")
    queue = json.loads(utqyr("held", "--json").stdout)
    failed = next(item for item in queue if codes(item) == ["failed"])
    unmapped = next(item for item in queue if "unmapped-course" in codes(item))

    released = utqyr("held", "release", failed["reference"], *MINE)
    stubborn = utqyr("held", "release", unmapped["reference"], *MINE)
    refused = utqyr("held", "refuse", unmapped["reference"], *MINE)
    left = {item["reference"] for item in json.loads(utqyr("held", "--json").stdout)}

    assert released.returncode == 0, released.stderr
    assert (stubborn.returncode, "unmapped-course" in stubborn.stderr) == (1, True)
    assert refused.returncode == 0, refused.stderr
    assert not left & {failed["reference"], unmapped["reference"]}


def codes(item: dict[str, list[dict[str, str]]]) -> list[str]:
    return [reason["code"] for reason in item["reasons"]]


@pytest.mark.parametrize(
    ("language", "word"), [("en", "SHA-256"), ("ru", "SHA-256"), ("kk", "SHA-256")]
)
def test_a_grade_is_explained_from_document_to_receipt(
    stage: Stage, utqyr: Run, language: str, word: str
) -> None:
    prepare(stage, utqyr)
    utqyr("sync")

    told = utqyr("explain", "KB2300051/ECO3304", "--language", language)
    facts = json.loads(utqyr("explain", "KB2300051/ECO3304", "--json").stdout)

    assert told.returncode == 0, told.stderr
    assert word in told.stdout
    assert facts["deliveries"][0]["state"] == "confirmed"
    assert facts["documents"]
    assert facts["steps"]


def test_the_audit_log_verifies_and_is_checked_against_a_checkpoint(
    stage: Stage, utqyr: Run
) -> None:
    prepare(stage, utqyr)
    utqyr("sync", "--only-recognise")
    checkpoint = stage.folder / "checkpoint.txt"
    checkpoint.write_text(utqyr("audit", "checkpoint", "--by", "registrar").stdout)
    utqyr("sync")

    verified = utqyr("audit", "verify", "--checkpoint", str(checkpoint))
    exported = utqyr("audit", "export", "-o", str(stage.folder / "audit.tsv"))

    assert verified.returncode == 0, verified.stderr
    assert exported.returncode == 0, exported.stderr
    assert len((stage.folder / "audit.tsv").read_text().splitlines()) > 50


def test_documents_nobody_can_use_are_told_and_the_others_go_on(stage: Stage, utqyr: Run) -> None:
    prepare(stage, utqyr)
    broken = 0
    for host in ("kozminski.edu.pl", "enu.kz", "asu.ru"):
        for how in Breakage:
            with suppress(KeyError):  # not every document can be broken in every way
                stage.hosts.break_document(host, how)
                broken += 1

    synced = utqyr("sync")
    queue = json.loads(utqyr("held", "--json").stdout)

    assert synced.returncode == 0, synced.stderr
    assert broken > len(Breakage)
    assert sum(bool(item["problems"]) for item in queue) == broken
    assert json.loads(utqyr("status", "--json").stdout)["recognised"] > 20


def test_an_unreachable_home_loses_nothing(stage: Stage, utqyr: Run) -> None:
    prepare(stage, utqyr)
    path = stage.config / "utqyr.yaml"
    reachable = path.read_text()
    path.write_text(reachable.replace(stage.moodle.url, "http://127.0.0.1:9"))

    failed = utqyr("sync")
    path.write_text(reachable)
    mended = utqyr("sync")

    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert mended.returncode == 0, mended.stderr
    assert json.loads(utqyr("status", "--json").stdout)["deliveries"]["confirmed"] > 10

"""The same days with the plugin in the home Moodle: grades and transcripts, and back again."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox.demo import write_agreements
from sandbox.home import fill_moodle, home_seed
from sandbox.moodle_plugin import MoodlePlugin
from sandbox.moodle_site import SERVICE_CAPABILITIES, SERVICE_FUNCTIONS
from sync.demo import TOKEN_VARIABLE, DemoHome, Stage, staged

Run = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.slow
STUDENT = "KB2300001"
MINE = ("--by", "Айгүл Серікқызы", "--reason", "minutes 14")


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A demo's stand-ins with the plugin, agreements imported and documents published."""
    monkeypatch.setenv(TOKEN_VARIABLE, "set by the stage")
    with staged(tmp_path / "demo", DemoHome.PLUGIN) as made:
        fill_moodle(made.moodle, home_seed(activity_idnumber="utqyr"))
        made.hosts.publish_all()
        yield made


@pytest.fixture
def ready(stage: Stage, utqyr: Run) -> Run:
    agreements = write_agreements(stage.folder / "agreements.csv")
    imported = utqyr("import", "agreements", str(agreements), "--by", "coordinator")
    assert imported.returncode == 0, imported.stderr
    return utqyr


def plugin_of(stage: Stage) -> MoodlePlugin:
    assert stage.plugin is not None
    return stage.plugin


def newest(stage: Stage, student: str = STUDENT) -> dict[str, dict[str, Any]]:
    lines = plugin_of(stage).lines(student)
    return {key: versions[-1] for key, versions in lines.items()}


def statuses(stage: Stage, student: str) -> list[str]:
    return sorted(line["status"] for line in newest(stage, student).values())


def test_the_demo_is_played_with_the_plugin(tmp_path: Path) -> None:
    played = subprocess.run(
        [sys.executable, "-m", "sync", "demo", "--home", "plugin"],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert played.returncode == 0, played.stdout + played.stderr
    assert f"The transcript of {STUDENT} at home" in played.stdout


def test_an_unknown_home_of_the_demo_is_a_sentence(utqyr: Run) -> None:
    played = utqyr("demo", "--home", "cloud")

    assert (played.returncode, "core or plugin" in played.stderr) == (2, True)


def test_a_day_writes_grades_and_transcripts_once(stage: Stage, ready: Run) -> None:
    first = ready("sync")
    calls = len(stage.moodle.calls)
    second = ready("sync")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert stage.moodle.staff.final_grade(STUDENT, "ECO2201") == Decimal(100)
    assert newest(stage)["ECO2201"]["status"] == "recognised"
    told = [call.function for call in stage.moodle.calls[calls:]]
    assert set(told) <= {"core_webservice_get_site_info", "local_utqyr_put_results"}
    assert len(plugin_of(stage).lines(STUDENT)["ECO2201"]) == 1


def test_what_waits_is_on_the_page_with_its_reasons(stage: Stage, ready: Run) -> None:
    ready("sync")

    waiting = list(newest(stage, "KB2300021").values())

    assert [line["status"] for line in waiting] == ["waiting"]
    assert waiting[0]["reasons"] == ["no-agreement"]
    assert waiting[0]["originals"][0]["code"] == "MNG205"


def test_a_mark_that_moodle_does_not_take_waits_on_the_page(stage: Stage, ready: Run) -> None:
    ready("sync")

    line = newest(stage, "KB2300052")["ECO3307"]
    stage.moodle.staff.lock_item("ECO3307", locked=False)
    ready("sync")
    mended = newest(stage, "KB2300052")["ECO3307"]

    assert (line["status"], line["reasons"]) == ("waiting", ["home-item-locked"])
    assert (mended["status"], mended["reasons"]) == ("recognised", [])


@pytest.mark.parametrize("student", ["KB2300018", "KB2300019"])
def test_nothing_is_said_of_a_student_who_is_not_known_for_certain(
    stage: Stage, ready: Run, student: str
) -> None:
    ready("sync")

    assert plugin_of(stage).lines(student) == {}


def test_a_corrected_mark_is_another_version(stage: Stage, ready: Run) -> None:
    ready("sync")
    stage.hosts.correct_mark(STUDENT, "MIC101", "4,5")

    ready("sync")

    versions = plugin_of(stage).lines(STUDENT)["ECO2201"]
    assert [version["percent"] for version in versions] == ["100", "85"]
    assert stage.moodle.staff.final_grade(STUDENT, "ECO2201") == Decimal(85)


def test_an_agreed_withdrawal_takes_the_mark_back_and_leaves_the_trace(
    stage: Stage, ready: Run
) -> None:
    ready("sync")
    student, course, component = "KB2300032", "EKM3301", "ECO3301"
    before = stage.moodle.staff.final_grade(student, component)
    stage.hosts.withdraw_mark(student, course)
    for _ in range(3):
        stage.hosts.publish_all()
        ready("sync", "--full")
    reference = withdrawal_of(ready, student)

    ready("held", "release", reference, *MINE)
    ready("sync")

    assert before is not None
    assert stage.moodle.staff.final_grade(student, component) is None
    assert [line["status"] for line in plugin_of(stage).lines(student)[component]] == [
        "recognised",
        "withdrawn",
    ]


def withdrawal_of(utqyr: Run, student: str) -> str:
    for item in json.loads(utqyr("held", "--json").stdout):
        codes = [reason["code"] for reason in item["reasons"]]
        if codes == ["withdrawal-proposed"] and item["student"] == student:
            return str(item["reference"])
    raise AssertionError("no withdrawal was proposed")


def test_moving_from_core_to_the_plugin_keeps_history(stage: Stage, ready: Run) -> None:
    with_core_alone(stage)
    ready("sync")
    graded = stage.moodle.staff.graded("ECO2201")
    plugin = stage.moodle.install_plugin(item_idnumber="utqyr")

    moved = ready("sync")

    assert moved.returncode == 0, moved.stderr
    assert stage.moodle.staff.graded("ECO2201") == graded
    assert {key: len(v) for key, v in plugin.lines(STUDENT).items()} == {"ECO2201": 1, "ECO2204": 1}
    assert "Changed in the gradebook" not in ready("sync", "--full").stdout


def test_moving_back_to_core_says_what_stays_behind(stage: Stage, ready: Run) -> None:
    ready("sync")
    with_core_alone(stage)

    checked = ready("host", "check", "home")
    synced = ready("sync")

    assert "core: the token's service has no function of local_utqyr" in checked.stdout
    assert "transcript lines were delivered through local_utqyr" in checked.stdout
    assert synced.returncode == 0, synced.stderr


def with_core_alone(stage: Stage) -> None:
    stage.moodle.functions.installed = {}
    stage.moodle.allow(stage.moodle.token, SERVICE_CAPABILITIES, functions=SERVICE_FUNCTIONS)


def test_the_home_says_which_mode_it_is_used_in_and_why(stage: Stage, ready: Run) -> None:
    found = ready("host", "check", "home")

    assert found.returncode == 0, found.stdout
    assert "plugin: local_utqyr 0.1.0 writes grades to a grade item" in found.stdout
    assert "the token's service has all its functions" in found.stdout


def test_a_plan_holds_transcript_lines_too(stage: Stage, ready: Run) -> None:
    ready("sync", "--only-recognise")
    planned = ready("plan", "-o", str(stage.folder / "plan.json"))
    before = newest(stage, "KB2300021")

    applied = ready("apply", str(stage.folder / "plan.json"), "--by", "coordinator")

    assert (planned.returncode, before) == (0, {})
    assert applied.returncode == 0, applied.stderr
    assert statuses(stage, "KB2300021") == ["waiting"]
    assert newest(stage)["ECO2201"]["status"] == "recognised"

"""What `utqyr host` says and does, and what `utqyr status` and `utqyr sync` say of it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mapping.identifiers import HeiId
from sync.app import open_app
from sync.cli import app
from sync.demo import TOKEN_VARIABLE, Stage, staged
from sync.store.host_health import load_health

HOST = HeiId("enu.kz")


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv(TOKEN_VARIABLE, "set by the stage")
    with staged(tmp_path / "demo") as made:
        monkeypatch.setenv("UTQYR_CONFIG", str(made.config))
        made.hosts.publish_all()
        yield made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_a_usable_host_is_told_step_by_step_and_nothing_is_kept(stage: Stage) -> None:
    done = run("host", "check", HOST, "--all", "--json")

    assert done.exit_code == 0, done.output
    facts = json.loads(done.stdout)
    assert facts["usable"] is True
    assert [step["step"] for step in facts["steps"]][:3] == ["name", "sign-in", "capabilities"]
    (sample,) = [step for step in facts["steps"] if step["step"] == "sample"]
    assert sample["facts"]["students"] > 0
    assert json.loads(run("status", "--json").stdout)["documents"] == 0


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "cannot be used as it is"), ("ru", "пользоваться нельзя"), ("kk", "болмайды")],
)
def test_an_unusable_host_says_so_and_ends_with_one(
    stage: Stage, language: str, sentence: str
) -> None:
    shutil.rmtree(stage.hosts.folder_of(HOST))

    done = run("host", "check", HOST, "--language", language)

    assert done.exit_code == 1
    assert sentence in done.stdout


def test_a_host_that_failed_is_left_alone_until_a_person_says_otherwise(stage: Stage) -> None:
    shutil.rmtree(stage.hosts.folder_of(HOST))
    assert run("sync", "--only-recognise").exit_code == 1

    again = run("sync", "--only-recognise", "--json")
    assert again.exit_code == 1
    (waiting,) = [each for each in json.loads(again.stdout)["hosts"] if each["host"] == HOST]
    assert waiting["waits_until"] is not None
    assert waiting["error"] is None
    assert "left alone until" in run("status", "--language", "en").stdout

    retried = run("host", "retry", HOST, "--by", "A. Operator", "--reason", "mounted again")
    assert retried.exit_code == 0, retried.output
    with open_app(stage.config) as opened, opened.store.read() as connection:
        assert load_health(connection, (HOST,))[HOST].failures == 0


def test_nothing_is_on_record_where_there_is_nothing_to_close(stage: Stage) -> None:
    done = run("host", "retry", HOST, "--by", "A. Operator", "--reason", "to be sure", "-l", "en")
    assert "nothing to close" in done.stdout
    assert json.loads(run("status", "--json").stdout)["audit_entries"] == 0


def test_a_host_without_a_course_list_is_wrong_usage(stage: Stage) -> None:
    assert json.loads(run("host", "courses", HOST, "--json").stdout)["editions"] == []
    assert run("host", "courses", HOST, "--fetch").exit_code == 1


def test_a_folder_is_no_file_to_propose_a_profile_for(tmp_path: Path) -> None:
    done = run("host", "sniff", str(tmp_path))

    assert done.exit_code == 2
    assert isinstance(done.exception, SystemExit), "a sentence, no traceback"
    assert "is a directory" in " ".join(done.output.replace("│", " ").split())

"""What `utqyr host shadow` and `promote` say and do, from the file to the home."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from mapping.identifiers import HeiId
from sandbox.demo import write_agreements
from sandbox.home import fill_moodle, home_seed
from sync.cli import app
from sync.demo import TOKEN_VARIABLE, Stage, staged

HOST = HeiId("enu.kz")


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv(TOKEN_VARIABLE, "set by the stage")
    with staged(tmp_path / "demo") as made:
        monkeypatch.setenv("UTQYR_CONFIG", str(made.config))
        profile = made.config / "hosts" / f"{HOST}.yaml"
        text = profile.read_text("utf-8")
        assert "connector:\n" in text
        shadow = "connector:\n  shadow: {equal: 1}\n"
        profile.write_text(text.replace("connector:\n", shadow), "utf-8")
        fill_moodle(made.moodle, home_seed(activity_idnumber="utqyr"))
        made.hosts.publish_all()
        agreements = write_agreements(made.folder / "agreements.csv")
        done = run("import", "agreements", str(agreements), "--by", "coordinator")
        assert done.exit_code == 0, done.output
        yield made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def shown(*options: str) -> dict[str, Any]:
    done = run("host", "shadow", HOST, "--json", *options)
    assert done.exit_code == 0, done.output
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def test_a_host_in_shadow_is_told_everywhere_and_delivers_nothing(stage: Stage) -> None:
    done = run("sync", "--host", HOST)

    assert done.exit_code == 0, done.output
    assert f"{HOST}: marks that came out equal: 0 (needed: 1)" in " ".join(done.stdout.split())
    assert json.loads(run("results", "--json").stdout) == []
    assert stage.written == 0
    facts = json.loads(run("status", "--json").stdout)
    assert facts["shadow"][HOST]["awaited"] > 0
    assert facts["deliveries"] == {}
    assert "enu.kz" not in run("held").stdout
    assert "KB23" not in run("impact", "--host", HOST).stdout


def test_the_comparisons_are_listed_for_people_and_programs(stage: Stage) -> None:
    run("sync", "--host", HOST)

    facts = shown()
    assert facts["promoted_at"] is None
    assert facts["ready"] is False
    comparisons = facts["comparisons"]
    awaited = [each for each in comparisons if each["verdict"] == "awaited"]
    assert awaited
    told = run("host", "shadow", HOST).stdout
    assert awaited[0]["student"] in told
    assert "nothing there yet" in told
    for language, words in (("ru", "ещё рано"), ("kk", "әлі ерте")):
        assert words in run("host", "shadow", HOST, "--language", language).stdout


def test_a_promotion_too_early_is_refused_and_says_what_it_takes(stage: Stage) -> None:
    run("sync", "--host", HOST)

    done = run("host", "promote", HOST, "--by", "A. Registrar", "--reason", "we like it")

    assert done.exit_code != 0
    assert "0 of 1 marks came out equal so far" in str(done.exception)


def test_a_promoted_host_delivers_at_the_next_pass(stage: Stage) -> None:
    run("sync", "--host", HOST)
    (first, *_) = [each for each in shown()["comparisons"] if each["verdict"] == "awaited"]
    stage.moodle.staff.grade(first["student"], first["component"], Decimal(first["ours"]))
    run("sync", "--host", HOST)
    listed = shown()
    assert listed["score"]["equal"] == 1
    assert listed["score"]["different"] == 2  # the example's teachers graded two otherwise
    who = ("--by", "A. Registrar", "--reason", "a good term")
    refused = run("host", "promote", HOST, *who)
    assert "2 marks came out different" in str(refused.exception)

    done = run("host", "promote", HOST, *who, "--despite-differences")
    assert done.exit_code == 0, done.output
    assert run("sync", "--host", HOST).exit_code == 0

    results = json.loads(run("results", "--json").stdout)
    states = {(item["student"], item["component"]): item["gradebook"] for item in results}
    assert states[first["student"], first["component"]] == "confirmed"
    assert shown()["promoted_by"] == "A. Registrar"
    assert json.loads(run("status", "--json").stdout)["shadow"] == {}


def test_a_host_that_never_was_in_shadow_says_how_it_could_be(stage: Stage) -> None:
    done = run("host", "shadow", "kozminski.edu.pl")

    assert done.exit_code != 0
    assert "never did" in str(done.exception)


def test_a_home_that_cannot_be_asked_is_told_and_the_documents_are_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE)
    settings = stage.config / "utqyr.yaml"
    text = settings.read_text("utf-8")
    assert "delivery: automatic" in text
    settings.write_text(text.replace("delivery: automatic", "delivery: planned"), "utf-8")

    done = run("sync", "--host", HOST, "--json")

    assert done.exit_code == 1, done.output
    (told,) = json.loads(done.stdout)["hosts"]
    assert told["not_compared"]["message"]
    assert told["recognition"]["shadow"] > 0

"""What one pass shows: also what was done before a fault, and what still waits."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sandbox.demo import write_agreements
from sandbox.home import fill_moodle, home_seed
from sync.app import open_app
from sync.cli import app
from sync.cli_output import out, show_delivery
from sync.delivery import Courier, DeliveryTally
from sync.demo import TOKEN_VARIABLE, Stage, staged
from sync.errors import StoreError
from sync.imports import import_agreements
from sync.messages import Messages
from sync.store.outbox import count_by_state

HOSTS = ("kozminski.edu.pl", "enu.kz", "asu.ru")


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv(TOKEN_VARIABLE, "set by the stage")
    with staged(tmp_path / "demo") as made:
        monkeypatch.setenv("UTQYR_CONFIG", str(made.config))
        fill_moodle(made.moodle, home_seed(activity_idnumber="utqyr"))
        made.hosts.publish_all()
        with open_app(made.config) as opened:
            agreements = write_agreements(made.folder / "agreements.csv")
            import_agreements(opened.store, agreements, actor="coordinator")
        yield made


def still_written(stage: Stage) -> Path:
    """Leave a file whose modification time is ahead of every clock, so that it never settles."""
    (path,) = list(stage.hosts.folder_of("enu.kz").iterdir())[:1]
    ahead = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
    os.utime(path, (ahead, ahead))
    return path


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "1 file of enu.kz is still being written; it is read after 2100-01-01 00:01:00 UTC"),
        ("ru", "enu.kz: ещё записывается файлов 1; они будут прочитаны после 2100-01-01 00:01:00"),
        ("kk", "enu.kz: жазылып жатқан файлдар саны 1; олар мына уақыттан кейін оқылады: 2100-01"),
    ],
)
def test_a_file_still_being_written_is_told(stage: Stage, language: str, sentence: str) -> None:
    still_written(stage)

    shown = CliRunner().invoke(app, ["sync", "--only-recognise", "--language", language])

    assert sentence in shown.stdout


def test_a_pass_can_be_read_by_a_program(stage: Stage) -> None:
    still_written(stage)

    shown = CliRunner().invoke(app, ["sync", "--json"])
    assert shown.exception is None
    told = json.loads(shown.stdout)

    hosts = {each["host"]: each for each in told["hosts"]}
    assert hosts["enu.kz"]["postponed"] == ["2100-01-01T00:01:00.000000Z"]
    assert hosts["enu.kz"]["read"] == 0
    assert hosts["kozminski.edu.pl"]["read"] > 0
    assert told["delivery"]["confirmed"] > 0
    assert told["delivery"]["error"] is None


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_what_was_done_is_shown_before_what_failed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StoreError("the store refused a statement")

    monkeypatch.setattr(Courier, "deliver_due", broken)

    shown = CliRunner().invoke(app, ["sync", *arguments])

    assert all(host in shown.stdout for host in HOSTS)
    assert isinstance(shown.exception, StoreError)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "asu.ru is not configured any more"),
        ("ru", "asu.ru больше нет в конфигурации"),
        ("kk", "asu.ru конфигурацияда енді жоқ"),
    ],
)
def test_a_host_taken_out_of_the_configuration_is_told_by_the_status(
    stage: Stage, language: str, sentence: str
) -> None:
    CliRunner().invoke(app, ["sync", "--only-recognise"])
    (stage.config / "hosts" / "asu.ru.yaml").unlink()
    (stage.config / "mapping" / "asu.ru.yaml").unlink()
    settings = stage.config / "utqyr.yaml"
    kept = [line for line in settings.read_text().splitlines() if "asu.ru" not in line]
    settings.write_text("\n".join(kept))

    shown = CliRunner().invoke(app, ["status", "--language", language])

    assert sentence in shown.stdout


def test_a_pass_that_holds_nothing_anew_still_tells_what_is_held(stage: Stage) -> None:
    CliRunner().invoke(app, ["sync"])
    with open_app(stage.config) as opened, opened.store.read() as connection:
        standing = count_by_state(connection)["held"]

    for held, told in ((0, True), (standing, False)):
        with out.capture() as capture:
            show_delivery(DeliveryTally(held=held), Messages("en"), held_in_all=standing)
        assert (f"in all, with those of earlier passes: {standing}." in capture.get()) == told
    again = CliRunner().invoke(app, ["sync", "-l", "en"])
    assert f"{standing} held" in again.stdout or f"passes: {standing}." in again.stdout


def test_a_store_that_is_gone_is_not_begun_anew(stage: Stage) -> None:
    CliRunner().invoke(app, ["sync", "--only-recognise"])
    (store,) = stage.folder.rglob("utqyr.sqlite")
    aside = store.rename(store.with_suffix(".aside"))

    refused = CliRunner().invoke(app, ["sync", "--only-recognise"])
    again = CliRunner().invoke(app, ["status"])
    aside.replace(store)
    restored = CliRunner().invoke(app, ["status"])

    assert restored.exception is None
    for failed in (refused.exception, again.exception):
        assert isinstance(failed, StoreError)
        assert f"{store} is empty" in failed.message
        assert "move the evidence folder away" in failed.hint

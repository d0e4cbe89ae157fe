"""What the demo's hosts do after the first sync, through the whole product on embedded parts."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.demo import LATER_STORY, write_agreements
from sandbox.documents_broken import BREAKAGES
from sandbox.hosts import SandboxHosts
from sandbox.stays import ENU
from sync.app import App, open_app
from sync.demo import staged
from sync.imports import import_agreements
from sync.queries import held_queue
from sync.schedule import Extent

Reasons = dict[str, set[str]]
"""Reasons by what they are about."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[App, SandboxHosts]]:
    with staged(tmp_path) as stage, open_app(stage.config, leading=True) as app:
        stage.hosts.publish_all()
        import_agreements(app.store, write_agreements(tmp_path / "a.csv"), actor="coordinator")
        yield app, stage.hosts


def sync(app: App) -> Reasons:
    pipeline = app.pipeline()
    for host in app.hosts():
        pipeline.sync_host(host, Extent.FULL)
    with app.store.read() as connection:
        return {
            item.about: {reason.code.value for reason in item.reasons}
            for item in held_queue(connection)
        }


def correct(hosts: SandboxHosts) -> None:
    hosts.correct_mark("KB2300001", "MIC101", "2,0", status="failed")


def withdraw(hosts: SandboxHosts) -> None:
    hosts.withdraw_mark("KB2300032", "EKM3301")
    hosts.publish(ENU)
    hosts.publish(ENU)


LATER: dict[str, Callable[[SandboxHosts], None]] = {
    "passed-turned-failed": correct,
    "withdrawal-proposed": withdraw,
}


def test_every_later_reason_is_tried() -> None:
    assert set(LATER) == set(LATER_STORY)


@pytest.mark.parametrize("code", sorted(LATER))
def test_reason_comes_about_as_the_story_says(world: tuple[App, SandboxHosts], code: str) -> None:
    app, hosts = world
    assert not any(code in codes for codes in sync(app).values())
    LATER[code](hosts)
    assert sum(code in codes for codes in sync(app).values()) == 1


def test_broken_documents_change_nothing_that_is_decided(
    world: tuple[App, SandboxHosts],
) -> None:
    app, hosts = world
    before = sync(app)
    for host in (host for host in BREAKAGES if host != "asu.ru"):
        for how in BREAKAGES[host]:
            hosts.break_document(host, how)
    after = sync(app)
    assert {about: codes for about, codes in after.items() if codes} == before
    set_aside = sum(len(ways) for host, ways in BREAKAGES.items() if host != "asu.ru")
    assert len(after) - len(before) == set_aside

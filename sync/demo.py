"""`utqyr demo`: the whole product on embedded parts, on loopback and in a folder of its own.

The stand-ins are the sandbox's; everything else is what a university would run: the example
configuration, the real store, the real pipeline, the real connectors, over HTTP and files.
"""

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import as_file, files
from pathlib import Path

from rich.markup import escape

from sandbox.demo import write_agreements
from sandbox.home import fill_moodle, home_seed
from sandbox.hosts import SandboxHosts
from sandbox.moodle import SandboxMoodle
from sandbox.moodle_plugin import MoodlePlugin
from sync.app import App, open_app
from sync.audit.chain import verify
from sync.cli_output import (
    NONE,
    out,
    reporting,
    show_delivery,
    show_held_summary,
    show_recognised,
    show_runs,
    table,
)
from sync.delivery import DeliveryTally
from sync.errors import WrongUsage
from sync.explain import explain_lines
from sync.explanations import find_explanation
from sync.imports import import_agreements
from sync.messages import Messages
from sync.pipeline import HostRun
from sync.queries import held_queue, recognised
from sync.schedule import Extent
from sync.store.audit_log import read_records

TOKEN_VARIABLE = "UTQYR_HOME_TOKEN"  # noqa: S105 -- the name of a variable
ACTOR = "demo"
CORRECTED = ("KB2300001", "MIC101", "4,5")
"""A mark the host corrects after the first sync: student, host course, new grade."""


class DemoHome(StrEnum):
    """What the demo's home Moodle has: stock web services, or the plugin as well."""

    CORE = "core"
    PLUGIN = "plugin"


def demo_home(name: str) -> DemoHome:
    """Read what the demo's home is to have; raises WrongUsage for anything else."""
    try:
        return DemoHome(name)
    except ValueError as error:
        raise WrongUsage(
            f"'{name}' is no home the demo has", hint="write core or plugin"
        ) from error


_WRITING = {
    DemoHome.CORE: "core_grades_update_grades",
    DemoHome.PLUGIN: "local_utqyr_put_results",
}
_ITEM_IDNUMBER = "utqyr"
"""The example's own, which is the plugin's default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The embedded parts of one demo; `plugin` where the home has it."""

    folder: Path
    moodle: SandboxMoodle
    hosts: SandboxHosts
    plugin: MoodlePlugin | None = None

    @property
    def written(self) -> int:
        """How many calls have written to the home Moodle so far."""
        home = DemoHome.CORE if self.plugin is None else DemoHome.PLUGIN
        return self.moodle.count(_WRITING[home])

    @property
    def config(self) -> Path:
        """The demo's configuration directory."""
        return self.folder / "config"


@contextmanager
def staged(folder: Path | None, home: DemoHome = DemoHome.CORE) -> Iterator[Stage]:
    """Start the stand-ins, with the example configuration pointed at them.

    Without a folder everything is in a temporary one and removed afterwards.
    """
    with tempfile.TemporaryDirectory(prefix="utqyr-demo-") as temporary:
        root = (folder or Path(temporary)).absolute()
        with as_file(files("config") / "example") as example:
            shutil.copytree(example, root / "config")
        with SandboxMoodle() as moodle:
            settings = root / "config" / "utqyr.yaml"
            text = settings.read_text(encoding="utf-8")
            settings.write_text(text.replace(_EXAMPLE_URL, moodle.url), encoding="utf-8")
            os.environ[TOKEN_VARIABLE] = moodle.token
            plugin = None
            if home is DemoHome.PLUGIN:
                plugin = moodle.install_plugin(item_idnumber=_ITEM_IDNUMBER)
            hosts = SandboxHosts(root / "config" / "inbox")
            yield Stage(folder=root, moodle=moodle, hosts=hosts, plugin=plugin)


_EXAMPLE_URL = "http://127.0.0.1:8089"


def play(stage: Stage, messages: Messages) -> int:
    """Play the demo; return 0 when every pass did what it promises, else 1."""
    with open_app(stage.config, leading=True) as app:
        item = app.configuration.settings.home.item.value
        fill_moodle(stage.moodle, home_seed(activity_idnumber=item))
        stage.hosts.publish_all()
        agreements = write_agreements(stage.folder / "agreements.csv")
        import_agreements(app.store, agreements, actor=ACTOR)

        _title(messages, "demo-first")
        _pass(app, messages)
        with app.store.read() as connection:
            show_recognised(recognised(connection), messages)
            _title(messages, "demo-held")
            show_held_summary(held_queue(connection), messages)
        written = stage.written

        _title(messages, "demo-second")
        quiet = _is_quiet(*_pass(app, messages)) and stage.written == written
        out.print(messages.text("demo-quiet" if quiet else "demo-not-quiet"), highlight=False)

        _title(messages, "demo-corrected", student=CORRECTED[0], course=CORRECTED[1])
        stage.hosts.correct_mark(*CORRECTED)
        _pass(app, messages)
        arrived = stage.written == written + 1
        _explain_corrected(app, messages)
        if stage.plugin is not None:
            _show_transcript(stage.plugin, messages)
        intact = _verify(app, messages)
    return 0 if quiet and arrived and intact else 1


def _pass(app: App, messages: Messages) -> tuple[list[HostRun], DeliveryTally]:
    with reporting(messages) as progress:
        pipeline = app.pipeline(progress=progress)
        runs = [pipeline.sync_host(host, Extent.CHANGED) for host in app.hosts()]
        tally = app.courier(progress=progress).deliver_due()
    show_runs(runs, messages)
    show_delivery(tally, messages)
    return runs, tally


def _is_quiet(runs: list[HostRun], tally: DeliveryTally) -> bool:
    """Tell whether a pass changed nothing."""
    looked_at = sum(run.kept + run.read + run.recognition.looked_at for run in runs)
    return not looked_at and not tally.confirmed and tally.error is None


def _explain_corrected(app: App, messages: Messages) -> None:
    with app.store.read() as connection:
        corrected = next(
            item
            for item in recognised(connection)
            if item.outcome.student_id == CORRECTED[0]
            and any(key.startswith(f"{CORRECTED[1]}|") for key in item.results)
        )
        found = find_explanation(connection, corrected.reference)
    for line in explain_lines(found, messages):
        out.print(escape(line), highlight=False, soft_wrap=True)


def _show_transcript(plugin: MoodlePlugin, messages: Messages) -> None:
    """Show what the student's transcript page is made of, newest version of each line."""
    _title(messages, "demo-transcript", student=CORRECTED[0])
    rows = table(
        messages, "component", "host-courses", "credits", "letter", "line-status", "version"
    )
    for key, versions in sorted(plugin.lines(CORRECTED[0]).items()):
        newest = versions[-1]
        originals = " + ".join(each["code"] for each in newest["originals"])
        rows.add_row(
            key if newest["rule"] else NONE,
            originals,
            newest["credits"] or NONE,
            newest["letter"] or NONE,
            messages.text(f"line-{newest['status']}"),
            str(len(versions)),
        )
    out.print(rows)


def _verify(app: App, messages: Messages) -> bool:
    _title(messages, "demo-audit")
    with app.store.read() as connection:
        found = verify(read_records(connection))
    out.print(
        messages.text("audit-intact", entries=found.entries, digest=found.head.digest),
        highlight=False,
        soft_wrap=True,
    )
    return found.intact


def _title(messages: Messages, name: str, **facts: str) -> None:
    out.rule(messages.text(name, **facts), align="left", style="bold")


def wait_for_interrupt() -> None:
    """Wait until a person presses Ctrl-C or the process is asked to end."""
    waiting = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: waiting.set())
    waiting.wait()

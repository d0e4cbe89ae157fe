"""A registrar's day on the command line: documents of the demo's students, issued and settled."""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pymupdf
import pytest
import zxingcpp
from openpyxl import load_workbook
from typer.testing import CliRunner

from mapping.problems import ConfigError, UtqyrError
from sandbox.demo import write_agreements
from sandbox.epvo import SandboxEpvo
from sandbox.home import fill_moodle, home_seed
from sync.app import App, open_app
from sync.cli import app
from sync.demo import TOKEN_VARIABLE, Stage, staged
from sync.errors import WrongUsage
from sync.imports import import_agreements
from sync.schedule import Extent
from tests.elmo_reading import by_code, transcripts

pytestmark = pytest.mark.slow

STUDENT = "KB2300003"
CODE = re.compile(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a command came to, as a process would show it."""

    returncode: int
    stdout: str
    stderr: str


class Run:
    """Runs commands of one university, in this process: loading them forty times takes minutes."""

    def __init__(self, university: Stage) -> None:
        self._university = university

    def __call__(self, *arguments: str, **variables: str) -> Outcome:
        """Run a command; an error of the product ends it as `sync.cli.main` ends it."""
        environment = {"UTQYR_CONFIG": str(self._university.config), **variables}
        result = CliRunner().invoke(app, arguments, env=environment)
        status, said = result.exit_code, result.stderr
        if isinstance(result.exception, UtqyrError):
            status = 2 if isinstance(result.exception, WrongUsage | ConfigError) else 1
            said += f"error: {result.exception.message}\n  {result.exception.hint}"
        elif not isinstance(result.exception, SystemExit | None):
            raise result.exception
        return Outcome(returncode=status, stdout=result.stdout, stderr=said)


@pytest.fixture(scope="module")
def university(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A university whose hosts' documents have been brought in once; its tests share it.

    No test relies on what another issued: each looks at what it did itself.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(TOKEN_VARIABLE, "set by the stage")
        with staged(tmp_path_factory.mktemp("documents") / "demo") as made:
            fill_moodle(made.moodle, home_seed(activity_idnumber="utqyr"))
            made.hosts.publish_all()
            with open_app(made.config, leading=True) as opened:
                agreements = write_agreements(made.folder / "agreements.csv")
                import_agreements(opened.store, agreements, actor="coordinator")
                bring_in(opened)
            yield made


def bring_in(opened: App) -> None:
    """Make one pass over the hosts; nothing is delivered."""
    for host in opened.hosts():
        opened.pipeline().sync_host(host, Extent.CHANGED)


@pytest.fixture
def synced(university: Stage) -> Run:
    """The command line of that university."""
    return Run(university)


def issue(synced: Run, path: Path, *more: str, student: str = STUDENT) -> str:
    """Issue a transcript into a file and return its code."""
    form = path.suffix.removeprefix(".")
    made = synced(
        *("transcript", student, "--format", form, "-o", str(path), "--by", "Registrar"), *more
    )
    assert made.returncode == 0, made.stderr
    found = CODE.search(made.stderr)
    assert found is not None, made.stderr
    return found[0]


def qr_of(path: Path) -> str:
    found = []
    for page in pymupdf.open(path):
        picture = page.get_pixmap(dpi=200)
        pixels = memoryview(picture.samples).cast("B", (picture.height, picture.width, picture.n))
        found += [code.text for code in zxingcpp.read_barcodes(pixels)]
    [payload] = found
    return str(payload)


def test_every_form_says_the_same_and_is_settled_offline(synced: Run, tmp_path: Path) -> None:
    files = {form: tmp_path / f"transcript.{form}" for form in ("pdf", "html", "xlsx", "elmo")}
    [code] = {issue(synced, path) for path in files.values()}
    payload = qr_of(files["pdf"])
    proof = tmp_path / "proof.tsv"
    checkpoint = tmp_path / "checkpoint.txt"
    checkpoint.write_text(synced("audit", "checkpoint", "--by", "Registrar").stdout)

    given = [option for path in files.values() for option in ("--document", str(path))]
    pinned = ("--checkpoint", str(checkpoint))
    settled = synced("audit", "prove", payload, *given, *pinned, "-o", str(proof))
    offline = synced(
        "audit", "prove", payload, "--log", str(proof), *given, *pinned, UTQYR_CONFIG=""
    )

    assert code in payload
    assert (settled.returncode, offline.returncode) == (0, 0), settled.stderr + offline.stderr
    assert "Proved" in offline.stdout
    assert "issued document, byte for byte: 4" in offline.stdout

    names = {cell.value for cell in load_workbook(files["xlsx"])["results"]["Q"][1:]}
    [read] = transcripts(files["elmo"].read_bytes())
    assert names == set(by_code([read])) == {"ECO3302", "ECO3304", "ELE3001"}
    assert all(name in files["html"].read_text(encoding="utf-8") for name in names)


def test_a_forged_mark_is_not_proved(synced: Run, tmp_path: Path) -> None:
    path, proof = tmp_path / "transcript.html", tmp_path / "proof.tsv"
    code = issue(synced, path)
    assert synced("audit", "prove", code, "-o", str(proof)).returncode == 0
    path.chmod(0o600)
    path.write_text(path.read_text("utf-8").replace("3.33", "4.00"), encoding="utf-8")
    forged = tmp_path / "forged.tsv"
    forged.write_text(proof.read_text("utf-8").replace("3.33", "4.00"), encoding="utf-8")

    wrong_paper = synced("audit", "prove", code, "--document", str(path))
    wrong_log = synced("audit", "prove", code, "--log", str(forged))

    assert (wrong_paper.returncode, wrong_log.returncode) == (1, 1)
    assert "not the issued document" in wrong_paper.stderr
    assert "Not proved" in wrong_log.stderr
    assert synced("audit", "prove", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA").returncode == 1


def test_a_correction_is_a_new_version(synced: Run, university: Stage, tmp_path: Path) -> None:
    student = "KB2300001"
    first = issue(synced, tmp_path / "1.html", student=student)
    university.hosts.correct_mark(student, "MIC101", "4,5")
    with open_app(university.config, leading=True) as opened:
        bring_in(opened)
    second = issue(synced, tmp_path / "2.html", student=student)
    again = issue(synced, tmp_path / "3.html", student=student)

    old = synced("audit", "prove", first)
    new = synced("audit", "prove", second)
    assert (old.returncode, new.returncode) == (0, 0)
    assert f"version 2, code {second}" in old.stdout
    assert "newer version" not in new.stdout
    assert again == second
    assert (tmp_path / "3.html").read_bytes() == (tmp_path / "2.html").read_bytes()
    assert synced("audit", "verify").returncode == 0


def test_a_draft_and_an_earlier_day_leave_no_trace(synced: Run, tmp_path: Path) -> None:
    before = synced("audit", "verify").stdout
    draft, earlier = tmp_path / "draft.html", tmp_path / "earlier.html"
    options = ("transcript", STUDENT, "--format", "html")

    made = synced(*options, "-o", str(draft), "--draft", "-l", "ru")
    past = synced(*options, "-o", str(earlier), "--as-of", "2020-01-01", "-l", "en")

    assert (made.returncode, past.returncode) == (0, 0), made.stderr + past.stderr
    assert "ПРОЕКТ, не выдан" in draft.read_text(encoding="utf-8")
    assert "Nothing has been recognised yet." in earlier.read_text(encoding="utf-8")
    for path, told in ((draft, made.stderr), (earlier, past.stderr)):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert told == f"Written, not issued: {path}, SHA-256 {digest}\n"
    assert synced("audit", "verify").stdout == before


def test_a_day_that_has_not_come_is_refused(synced: Run, tmp_path: Path) -> None:
    path = tmp_path / "future.html"
    refused = synced(
        *("transcript", STUDENT, "--format", "html", "--as-of", "9999-01-01", "-o", str(path))
    )

    assert refused.returncode == 2
    assert "9999-01-01 has not come yet" in refused.stderr
    assert not path.exists()


def test_nothing_is_written_over(synced: Run, tmp_path: Path) -> None:
    path = tmp_path / "transcript.pdf"
    path.write_text("mine")
    before = synced("audit", "verify").stdout

    refused = synced("transcript", STUDENT, "-o", str(path))

    assert refused.returncode == 1
    assert path.read_text() == "mine"
    assert synced("audit", "verify").stdout == before
    assert synced("transcript", "KB9999999").returncode == 2


def test_nothing_is_on_record_when_its_file_cannot_be_made(synced: Run, tmp_path: Path) -> None:
    before = synced("audit", "verify").stdout
    path = tmp_path / "missing" / "document.pdf"

    for command in (("transcript", STUDENT), ("protocol", "--host", "kozminski.edu.pl")):
        refused = synced(*command, "-o", str(path), "--by", "Registrar")
        assert refused.returncode == 1
        assert "there is no folder" in " ".join(refused.stderr.split())

    assert synced("audit", "verify").stdout == before


def test_a_protocol_holds_one_host_s_batch(synced: Run, tmp_path: Path) -> None:
    path = tmp_path / "protocol.pdf"
    made = synced(
        *("protocol", "--host", "kozminski.edu.pl", "--number", "7", "--order", "301-15"),
        *("-o", str(path), "--by", "Registrar"),
    )
    code = CODE.search(made.stderr)
    text = "".join(page.get_text() for page in pymupdf.open(path))

    assert made.returncode == 0, made.stderr
    assert code is not None
    assert "301-15" in text
    assert "KB2300003" in text
    assert "KB2300051" not in text
    assert synced("audit", "prove", qr_of(path), "--document", str(path)).returncode == 0


def test_rows_of_the_demo_are_in_order_and_arrive(
    synced: Run, university: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "rows.json"
    written = synced("epvo", "rows", "-o", str(path), "--by", "Registrar")
    checked = synced("epvo", "check", str(path))
    off = synced("epvo", "push", str(path), "--by", "Registrar")
    assert (written.returncode, checked.returncode, off.returncode) == (0, 0, 2), written.stdout

    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    kinds = {row["type"] for row in rows["TRANSCRIPT"]}
    assert {0, 1, 5} <= kinds
    settings = university.config / "utqyr.yaml"
    with SandboxEpvo(university_id=42) as platform:
        push = f"    push: {{url: '{platform.url}', password: 'env:UTQYR_EPVO'}}\n"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace("    students: digits\n", f"    students: digits\n{push}"))
        sent = synced("epvo", "push", str(path), "--by", "Registrar", UTQYR_EPVO=platform.password)
        again = synced("epvo", "push", str(path), "--by", "Registrar", UTQYR_EPVO=platform.password)
        there = len(platform.rows("TRANSCRIPT"))

    assert (sent.returncode, again.returncode) == (0, 0), sent.stderr + again.stderr
    assert there == len(rows["TRANSCRIPT"])
    assert "TRANSCRIPT: 0 sent" in again.stdout
    assert synced("audit", "verify").returncode == 0


def test_planted_mistakes_do_not_pass(synced: Run, tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    assert synced("epvo", "rows", "-o", str(path), "--by", "Registrar").returncode == 0
    content = json.loads(path.read_text(encoding="utf-8"))
    content["rows"]["TRANSCRIPT"][0]["credits"] = 4.5
    content["rows"]["ORDERS_ACADEMIC_MOBILITY"][2]["universityID"] = 42
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(content), encoding="utf-8")

    found = synced("epvo", "check", str(broken))

    assert found.returncode == 1
    assert "TRANSCRIPT[1].credits" in found.stdout
    assert "did you mean 'universityId'?" in found.stdout


def test_one_student_s_rows_go_to_standard_output(synced: Run) -> None:
    made = synced("transcript", STUDENT, "--format", "epvo")
    rows = json.load(io.StringIO(made.stdout))["rows"]

    assert made.returncode == 0, made.stderr
    assert made.stderr == ""
    assert {row["subjectCode"] for row in rows["TRANSCRIPT"]} == {"ECO3302", "ECO3304", "ELE3001"}


def test_rows_written_into_a_file_are_told(synced: Run, tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    made = synced("transcript", STUDENT, "--format", "epvo", "-o", str(path))

    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    count = sum(len(rows) for rows in json.loads(path.read_text(encoding="utf-8"))["rows"].values())
    assert f"Written: {path}, rows: {count}, SHA-256 {digest}" in made.stderr

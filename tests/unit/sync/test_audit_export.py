import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.audit.chain import (
    ChainHead,
    Checkpoint,
    Details,
    erasure_of,
    extend,
    head_of,
    verify,
)
from sync.audit.entry import AuditAction, AuditDraft, AuditRecord
from sync.audit.export import jsonl_lines, read_tsv, tsv_lines, withhold_details

GUIDE = Path(__file__).parents[3] / "docs" / "audit.md"
MORNING = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
DETAIL = {
    "reason": "first line\nsecond\tcolumn \\n literally \\\\ \r\0 конец",
    "grade": "A-",
    "nothing": None,
}


def chain() -> list[AuditRecord]:
    drafts = [
        AuditDraft(action=AuditAction.HELD_RELEASED, subject="case-1", detail=DETAIL),
        AuditDraft(action=AuditAction.DELIVERY_SENT, subject="case-2"),
        AuditDraft(
            action=AuditAction.DELIVERY_CONFIRMED, subject="case-2", detail={"percent": "80"}
        ),
    ]
    salts = [bytes([0xA0 + number] * 16) for number in range(4)]
    first = extend(ChainHead(), drafts, at=MORNING, actor="Ә. Омарова", salts=salts)
    erasure = [erasure_of(3, reason="request 7")]
    second = extend(
        head_of(first[-1].entry), erasure, at=MORNING, actor="registrar", salts=salts[3:]
    )
    return [*first[:2], replace(first[2], detail=None), *second]


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(lines), encoding="utf-8", newline="")
    return path


def documented(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def documented_check(folder: Path, audit: Path) -> subprocess.CompletedProcess[str]:
    (script,) = documented("python")
    write(folder / "check_audit.py", [script])
    return subprocess.run(
        [sys.executable, "-I", str(folder / "check_audit.py"), str(audit)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_exported_log_reads_back_equal() -> None:
    assert list(read_tsv(tsv_lines(chain()))) == chain()


def test_exported_log_verifies_away_from_the_store(tmp_path: Path) -> None:
    audit = write(tmp_path / "audit.tsv", list(tsv_lines(chain())))

    with audit.open(encoding="utf-8", newline="\n") as lines:
        verification = verify(read_tsv(lines))
    assert verification.intact
    assert verification.erased == 1


def test_documented_script_accepts_an_intact_log(tmp_path: Path) -> None:
    audit = write(tmp_path / "audit.tsv", list(tsv_lines(chain())))

    finished = documented_check(tmp_path, audit)
    assert finished.stdout == f"intact: 4 entries, the last is {chain()[-1].entry.digest}\n"
    assert finished.returncode == 0


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("case-2", "case-3", "broken at line 2"),
        ("grade\\tA-", "grade\\tA", "broken at line 1"),
        ("registrar", "nobody", "broken at line 4"),
    ],
)
def test_documented_script_finds_what_was_changed(
    tmp_path: Path, before: str, after: str, complaint: str
) -> None:
    exported = "".join(tsv_lines(chain()))
    assert before in exported
    audit = write(tmp_path / "audit.tsv", [exported.replace(before, after)])

    finished = documented_check(tmp_path, audit)
    assert finished.stderr.strip() == complaint
    assert finished.returncode == 1


def test_documented_script_misses_a_detail_nobody_erased(tmp_path: Path) -> None:
    records = chain()
    records[0] = replace(records[0], detail=None)
    audit = write(tmp_path / "audit.tsv", list(tsv_lines(records)))

    assert "without an erasure on record: 1" in documented_check(tmp_path, audit).stderr


def test_documented_shell_commands_give_each_digest_twice(tmp_path: Path) -> None:
    write(tmp_path / "audit.tsv", list(tsv_lines(chain())))
    second = chain()[1].entry
    pinned = Checkpoint(origin="home.edu.kz", size=second.sequence, digest=second.digest)
    write(tmp_path / "checkpoint.txt", [str(pinned)])

    commands = documented("sh")
    assert len(commands) == 3
    for command in commands:
        finished = subprocess.run(
            ["bash", "-euc", command], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        computed, stated = (line.split()[0] for line in finished.stdout.splitlines())
        assert computed == stated


def test_withheld_export_shows_no_detail_and_still_verifies() -> None:
    exported = "".join(tsv_lines(withhold_details(chain())))

    assert "A-" not in exported
    assert verify(read_tsv(exported.splitlines(keepends=True)), details=Details.WITHHELD).intact


def test_json_export_opens_the_detail() -> None:
    first, *_, last = (json.loads(line) for line in jsonl_lines(chain()))

    assert first["detail"] == DETAIL
    assert first["at"] == "2026-03-01T08:30:00.000000Z"
    assert last["action"] == "detail-erased"


def test_erased_detail_is_null_in_the_json_export() -> None:
    third = json.loads(list(jsonl_lines(chain()))[2])

    assert (third["detail"], third["salt"]) == (None, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\t", " "),
        ("2026-03-01T08:30:00.000000Z", "2026-03-01 08:30"),
        ("1\t", "01\t"),
        ("1\t", "x\t"),
        ("a0" * 16, "a0" * 15),
    ],
)
def test_line_of_another_form_is_refused_by_number(before: str, after: str) -> None:
    line, *rest = tsv_lines(chain())

    with pytest.raises(ValueError, match="line 1 is not a line of an exported audit log"):
        list(read_tsv([line.replace(before, after, 1), *rest]))

"""Closing the home term: never ahead of time, never twice, and told as it is."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sync.audit.entry import AuditAction
from sync.cli import app
from sync.clock import FixedClock
from sync.commands import Consent, close_term
from sync.demo import TOKEN_VARIABLE, staged
from sync.errors import WrongUsage
from sync.store.audit_log import read_records
from sync.store.terms import closed_until
from sync.store.unit_of_work import Store

CONSENT = Consent(by="Registrar", reason="autumn term")


def closes(store: Store) -> list[str]:
    with store.read() as connection:
        records = list(read_records(connection))
    return [
        record.entry.subject for record in records if record.entry.action == AuditAction.TERM_CLOSED
    ]


def test_a_day_yet_to_come_is_refused_and_today_is_not(store: Store, clock: FixedClock) -> None:
    today = clock.now().date()

    with pytest.raises(WrongUsage, match="has not come yet"):
        close_term(store, today + timedelta(days=1), CONSENT)
    refused = closes(store)
    close_term(store, today, CONSENT)

    assert (refused, closes(store)) == ([], [today.isoformat()])


def test_a_day_no_later_than_what_is_closed_changes_nothing(store: Store) -> None:
    first = close_term(store, date(2026, 1, 31), CONSENT)
    earlier = close_term(store, date(2025, 6, 30), CONSENT)
    same = close_term(store, date(2026, 1, 31), CONSENT)
    later = close_term(store, date(2026, 6, 30), CONSENT)

    assert (first, later) == (None, None)
    assert (earlier, same) == (date(2026, 1, 31), date(2026, 1, 31))
    assert closes(store) == ["2026-01-31", "2026-06-30"]
    with store.read() as connection:
        assert closed_until(connection) == date(2026, 6, 30)


def test_what_is_closed_already_is_told_in_three_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "set by the stage")
    signed = ("--by", "Registrar", "--reason", "term is over")
    with staged(tmp_path / "demo") as stage:
        monkeypatch.setenv("UTQYR_CONFIG", str(stage.config))
        CliRunner().invoke(app, ["close", "--until", "2026-01-31", *signed])
        said = {
            language: CliRunner().invoke(
                app, ["close", "--until", "2025-06-30", *signed, "-l", language]
            )
            for language in ("en", "ru", "kk")
        }

    assert {done.exit_code for done in said.values()} == {0}
    assert all("2026-01-31" in done.stdout for done in said.values())
    assert "Nothing was changed" in said["en"].stdout
    assert "Ничего не изменено" in said["ru"].stdout
    assert "өзгерген жоқ" in said["kk"].stdout

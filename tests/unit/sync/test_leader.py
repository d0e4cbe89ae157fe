import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from sync.clock import FixedClock
from sync.errors import LeaderBusy, StoreError
from sync.leader import AdvisoryLeaderLock, FileLeaderLock, PrivateLeaderLock, leader_lock
from sync.store.engine import create_store_engine

POSTGRES = os.environ.get("UTQYR_TEST_POSTGRES_URL", "")
CLOCK = FixedClock(datetime(2026, 3, 1, 8, 30, tzinfo=UTC))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        made = create_store_engine(f"sqlite:///{tmp_path}/utqyr.sqlite")
    elif POSTGRES:
        made = create_store_engine(POSTGRES)
    else:
        pytest.skip("UTQYR_TEST_POSTGRES_URL names no database")
    yield made
    made.dispose()


def test_second_daemon_is_refused_and_told_who_holds_the_store(engine: Engine) -> None:
    first, second = leader_lock(engine, CLOCK), leader_lock(engine, CLOCK)
    first.acquire()

    with pytest.raises(LeaderBusy) as caught:
        second.acquire()
    assert caught.value.holder.startswith(f"process {os.getpid()} since 2026-03-01T08:30:00Z on ")
    first.release()


def test_lock_given_back_can_be_taken(engine: Engine) -> None:
    first, second = leader_lock(engine, CLOCK), leader_lock(engine, CLOCK)
    first.acquire()
    first.release()
    first.release()

    second.acquire()
    second.confirm()
    second.release()


def test_refused_lock_leaves_the_holder_undisturbed(engine: Engine) -> None:
    first, second = leader_lock(engine, CLOCK), leader_lock(engine, CLOCK)
    first.acquire()
    with pytest.raises(LeaderBusy):
        second.acquire()
    second.release()

    first.confirm()
    first.release()


def test_lock_that_was_never_taken_is_not_confirmed(engine: Engine) -> None:
    with pytest.raises(LeaderBusy):
        leader_lock(engine, CLOCK).confirm()


def test_store_in_memory_has_nobody_to_lock_out() -> None:
    lock = leader_lock(create_store_engine("sqlite://"), CLOCK)
    lock.acquire()
    lock.confirm()
    lock.release()

    assert isinstance(lock, PrivateLeaderLock)


def test_lock_whose_note_was_taken_over_is_lost(tmp_path: Path) -> None:
    lock = FileLeaderLock(tmp_path / "utqyr.sqlite.leader", CLOCK)
    lock.acquire()
    (tmp_path / "utqyr.sqlite.leader.holder").write_text("process 1 since yesterday on other")

    with pytest.raises(LeaderBusy, match="process 1 since yesterday on other"):
        lock.confirm()
    lock.release()


def test_lock_that_cannot_be_made_says_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the directory should be")
    lock = FileLeaderLock(tmp_path / "state" / "utqyr.sqlite.leader", CLOCK)

    with pytest.raises(StoreError) as caught:
        lock.acquire()
    assert "write in the store's directory" in caught.value.hint


@pytest.mark.slow
def test_lock_of_a_killed_daemon_is_free_at_once(tmp_path: Path) -> None:
    path = tmp_path / "utqyr.sqlite.leader"
    script = (
        "import sys; from pathlib import Path;"
        "from sync.clock import SystemClock; from sync.leader import FileLeaderLock;"
        f"lock = FileLeaderLock(Path({str(path)!r}), SystemClock()); lock.acquire();"
        "print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "held\n"
    lock = FileLeaderLock(path, CLOCK)
    with pytest.raises(LeaderBusy, match=f"process {holder.pid} since"):
        lock.acquire()

    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdin.close()
    holder.stdout.close()
    lock.acquire()
    lock.confirm()
    lock.release()


@pytest.mark.postgresql
@pytest.mark.skipif(not POSTGRES, reason="UTQYR_TEST_POSTGRES_URL names no database")
def test_lock_is_lost_with_its_connection() -> None:
    engine = create_store_engine(POSTGRES)
    lock = AdvisoryLeaderLock(engine, CLOCK)
    lock.acquire()
    with engine.connect() as other:
        other.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name LIKE 'process %' AND pid <> pg_backend_pid()"
            )
        )

    with pytest.raises(LeaderBusy, match="connection that held the lock was lost"):
        lock.confirm()
    lock.release()
    engine.dispose()

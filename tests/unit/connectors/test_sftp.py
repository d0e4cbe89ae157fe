import hashlib
import io
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import paramiko
import pytest
from pydantic import ValidationError

from connectors.base import HostDocument, RetrievalRequest
from connectors.errors import HostContractBroken, HostError, HostRefused, HostUnavailable
from connectors.hosts.sftp import SftpConnector
from connectors.hosts.sftp_settings import SftpSettings
from mapping.identifiers import HeiId, Sha256
from mapping.problems import Severity, UtqyrError
from sandbox.host_sftp import SandboxSftp

Known = frozenset[tuple[str, Sha256, datetime | None]]

HOST = HeiId("host.example")
NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=2)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SandboxSftp]:
    folder = tmp_path / "served"
    folder.mkdir()
    with SandboxSftp(folder) as running:
        yield running


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    path = tmp_path / "spool"
    path.mkdir()
    return path


def leave(
    server: SandboxSftp, name: str | bytes, content: bytes = b"a;b\n", at: datetime = LONG_AGO
) -> None:
    path = server.folder / os.fsdecode(name)
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))


def settings_for(at: SandboxSftp, /, **changes: object) -> SftpSettings:
    raw: dict[str, object] = {
        "server": "127.0.0.1",
        "port": at.port,
        "user": at.user,
        "password": at.password,
        "host_keys": at.public_key(),
        "tables": {"completeness": "delta"},
        "patterns": "*.csv",
        "connect_seconds": 20,
        "read_seconds": 20,
        **changes,
    }
    given = {key: value for key, value in raw.items() if value is not None}
    return SftpSettings.model_validate(given)


def connector_to(at: SandboxSftp, /, **changes: object) -> SftpConnector:
    return SftpConnector(HOST, settings_for(at, **changes))


def retrieve(
    connector: SftpConnector, spool: Path, known: Known = frozenset()
) -> list[HostDocument]:
    request = RetrievalRequest(spool=spool, now=NOW, is_known=lambda *seen: seen in known)
    return list(connector.retrieve(request))


def known_of(documents: list[HostDocument]) -> Known:
    return frozenset((one.name, one.sha256, one.published) for one in documents)


def names_of(documents: list[HostDocument]) -> list[str]:
    return [document.name for document in documents]


def test_server_with_another_key_is_refused_before_anything_is_told_to_it(
    server: SandboxSftp, spool: Path
) -> None:
    leave(server, "a.csv")
    other = paramiko.ECDSAKey.generate()
    connector = connector_to(server, host_keys=f"{other.get_name()} {other.get_base64()}")

    with pytest.raises(HostRefused, match="does not show the key") as caught:
        retrieve(connector, spool)

    assert server.connections == 0
    assert server.host_key.fingerprint.rstrip("=") in caught.value.hint


def test_pinned_fingerprint_is_as_good_as_the_whole_key(server: SandboxSftp, spool: Path) -> None:
    leave(server, "a.csv")

    documents = retrieve(connector_to(server, host_keys=server.host_key.fingerprint), spool)

    assert names_of(documents) == ["a.csv"]


def test_key_of_a_type_the_server_lacks_is_refused(server: SandboxSftp, spool: Path) -> None:
    rsa = paramiko.RSAKey.generate(2048)
    connector = connector_to(server, host_keys=f"ssh-rsa {rsa.get_base64()}")

    with pytest.raises(HostRefused):
        retrieve(connector, spool)


@pytest.mark.parametrize("passphrase", [None, "a-passphrase"])
def test_private_key_opens_the_account(
    server: SandboxSftp, spool: Path, passphrase: str | None
) -> None:
    key = paramiko.ECDSAKey.generate()
    written = io.StringIO()
    key.write_private_key(written, passphrase)
    server.let_in(key)
    leave(server, "a.csv")
    connector = connector_to(
        server, password=None, private_key=written.getvalue(), passphrase=passphrase
    )

    assert names_of(retrieve(connector, spool)) == ["a.csv"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password": "wrong-password"}, "does not let the account in"),
        ({"password": None, "private_key": "no key"}, "private key cannot be read"),
    ],
)
def test_account_that_is_not_let_in_is_a_refusal_that_shows_no_secret(
    server: SandboxSftp, spool: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(HostRefused, match=message) as caught:
        retrieve(connector_to(server, **changes), spool)

    assert "wrong-password" not in f"{caught.value} {caught.value.hint}"


def test_secret_that_is_not_there_is_a_refusal(server: SandboxSftp, spool: Path) -> None:
    class Missing:
        def get_secret_value(self) -> str:
            raise UtqyrError("the environment variable X is not set", hint="set it")

    settings = settings_for(server).model_copy(update={"password": Missing()})

    with pytest.raises(HostRefused, match="X is not set"):
        retrieve(SftpConnector(HOST, settings), spool)


def test_names_that_lead_elsewhere_are_no_names(server: SandboxSftp, spool: Path) -> None:
    leave(server, "a.csv")
    (server.folder.parent / "outside.csv").write_bytes(b"not ours")
    (server.folder / "link.csv").symlink_to(server.folder.parent / "outside.csv")
    (server.folder / "folder.csv").mkdir()
    server.faults.extra_names += [b"../outside.csv", b"/etc/passwd.csv", b"..", b"a\\b.csv"]

    assert names_of(retrieve(connector_to(server), spool)) == ["a.csv"]


def test_names_that_are_no_utf8_are_taken_all_the_same(server: SandboxSftp, spool: Path) -> None:
    leave(server, "оценки.csv".encode("cp1251"), b"one")
    leave(server, "Әлия.csv", b"two")

    documents = retrieve(connector_to(server), spool)

    assert set(names_of(documents)) == {"Әлия.csv", "оценки.csv"}


def test_unfinished_unsettled_and_unwanted_files_are_left(server: SandboxSftp, spool: Path) -> None:
    for name in ("a.csv.part", ".b.csv", "c.txt"):
        leave(server, name)
    leave(server, "d.csv", at=NOW - timedelta(seconds=5))
    leave(server, "e.csv")

    assert names_of(retrieve(connector_to(server), spool)) == ["e.csv"]


def test_file_that_is_not_settled_is_postponed(server: SandboxSftp, spool: Path) -> None:
    waits: list[datetime] = []
    leave(server, "a.csv", at=NOW - timedelta(seconds=5))
    leave(server, "b.csv", at=NOW + timedelta(hours=3))
    request = RetrievalRequest(spool=spool, now=NOW, postpone=waits.append)

    assert list(connector_to(server).retrieve(request)) == []

    assert sorted(waits) == [
        NOW + timedelta(seconds=115),
        NOW + timedelta(hours=3, seconds=120),
    ]


def test_files_come_in_the_order_of_their_times(server: SandboxSftp, spool: Path) -> None:
    leave(server, "a.csv", b"later", at=LONG_AGO + timedelta(hours=1))
    leave(server, "b.csv", b"first")

    documents = retrieve(connector_to(server), spool)

    assert names_of(documents) == ["b.csv", "a.csv"]
    assert documents[0].published == LONG_AGO


def test_file_that_grows_meanwhile_is_left_for_the_next_run(
    server: SandboxSftp, spool: Path
) -> None:
    leave(server, "a.csv")
    server.faults.growing = True

    with pytest.raises(HostUnavailable, match="changed while it was read"):
        retrieve(connector_to(server), spool)


def test_file_with_a_marker_is_complete_whatever_its_age(server: SandboxSftp, spool: Path) -> None:
    leave(server, "a.csv", at=NOW)
    leave(server, "a.csv.done", b"")
    leave(server, "b.csv")

    documents = retrieve(connector_to(server, complete="done"), spool)

    assert names_of(documents) == ["a.csv"]


def test_file_has_to_have_the_digest_that_stands_beside_it(
    server: SandboxSftp, spool: Path
) -> None:
    good = hashlib.sha256(b"good").hexdigest()
    leave(server, "a.csv", b"good")
    leave(server, "a.csv.sha256", f"{good.upper()}  a.csv\n".encode())
    leave(server, "b.csv", b"cut o")
    leave(server, "b.csv.sha256", hashlib.sha256(b"cut off").hexdigest().encode())
    leave(server, "c.csv", b"other")
    leave(server, "c.csv.sha256", b"")
    retrieval = connector_to(server, complete="sha256").retrieve(
        RetrievalRequest(spool=spool, now=NOW)
    )

    assert next(retrieval).sha256 == good
    with pytest.raises(HostUnavailable, match="2 files could not be taken"):
        next(retrieval)
    assert [path.name for path in spool.iterdir()] == [good]


def test_file_over_the_limit_stops_nothing_else(server: SandboxSftp, spool: Path) -> None:
    leave(server, "a.csv", b"x" * 2000)
    leave(server, "b.csv", b"small")
    retrieval = connector_to(server, max_bytes=1000).retrieve(
        RetrievalRequest(spool=spool, now=NOW)
    )

    assert next(retrieval).name == "b.csv"
    with pytest.raises(HostUnavailable, match="larger than the limit of 1000 bytes"):
        next(retrieval)


def test_listing_without_end_is_stopped(server: SandboxSftp, spool: Path) -> None:
    server.faults.endless = True

    with pytest.raises(HostContractBroken, match="more than 500 entries"):
        retrieve(connector_to(server, max_files=500), spool)


def test_connection_that_breaks_leaves_no_half_document(server: SandboxSftp, spool: Path) -> None:
    leave(server, "a.csv", os.urandom(3_000_000))
    server.faults.cut_after = 500_000

    with pytest.raises(HostUnavailable):
        retrieve(connector_to(server), spool)

    assert list(spool.iterdir()) == []


def test_large_file_comes_whole(server: SandboxSftp, spool: Path) -> None:
    content = os.urandom(5_000_000)
    leave(server, "a.csv", content)

    (document,) = retrieve(connector_to(server), spool)

    assert document.path.read_bytes() == content


def test_folder_that_may_not_be_read_is_a_refusal(server: SandboxSftp, spool: Path) -> None:
    server.faults.denied = True

    with pytest.raises(HostRefused, match="does not let the account read"):
        retrieve(connector_to(server), spool)


def test_server_that_is_not_there_is_unavailable(server: SandboxSftp, spool: Path) -> None:
    connector = connector_to(server, port=1)

    with pytest.raises(HostUnavailable):
        retrieve(connector, spool)


@pytest.mark.parametrize("persisted", [False, True])
def test_known_file_is_not_fetched_again(
    server: SandboxSftp, spool: Path, tmp_path: Path, persisted: bool
) -> None:
    changes = {"ledger": tmp_path / "ledger.json"} if persisted else {}
    leave(server, "a.csv")
    connector = connector_to(server, **changes)
    known = known_of(retrieve(connector, spool))
    again = connector_to(server, **changes) if persisted else connector

    assert retrieve(again, spool, known) == []

    assert server.opened == 1


def test_ledger_alone_keeps_no_document_back(
    server: SandboxSftp, spool: Path, tmp_path: Path
) -> None:
    leave(server, "a.csv")
    connector = connector_to(server, ledger=tmp_path / "ledger.json")
    retrieve(connector, spool)

    assert names_of(retrieve(connector, spool)) == ["a.csv"], "the store does not have it"


def test_changed_file_is_fetched_again_under_its_old_name(server: SandboxSftp, spool: Path) -> None:
    leave(server, "a.csv", b"first")
    connector = connector_to(server)
    known = known_of(retrieve(connector, spool))
    leave(server, "a.csv", b"again", at=LONG_AGO + timedelta(seconds=1))

    assert [one.path.read_bytes() for one in retrieve(connector, spool, known)] == [b"again"]


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", '{"a": 1}', "[" * 100_000])
def test_damaged_ledger_costs_a_download_and_nothing_else(
    server: SandboxSftp, spool: Path, tmp_path: Path, content: str
) -> None:
    ledger = tmp_path / "ledger.json"
    ledger.write_text(content)
    leave(server, "a.csv")

    assert names_of(retrieve(connector_to(server, ledger=ledger), spool)) == ["a.csv"]


def test_ledger_names_no_file(server: SandboxSftp, spool: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.json"
    leave(server, "Testova Aruzhan.csv")

    retrieve(connector_to(server, ledger=ledger), spool)

    assert "Testova" not in ledger.read_text()


def test_ledger_that_cannot_be_written_is_told_once_all_is_fetched(
    server: SandboxSftp, spool: Path, tmp_path: Path
) -> None:
    leave(server, "a.csv")
    connector = connector_to(server, ledger=tmp_path / "missing" / "ledger.json")
    retrieval = connector.retrieve(RetrievalRequest(spool=spool, now=NOW))

    assert next(retrieval).name == "a.csv"
    with pytest.raises(HostUnavailable, match="ledger cannot be written"):
        next(retrieval)


def test_nothing_about_files_reaches_a_log(
    server: SandboxSftp, spool: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    leave(server, "Testova Aruzhan.csv")
    with suppress(HostError):
        retrieve(connector_to(server), spool)

    assert "Testova" not in caplog.text


def test_check_tells_what_is_wrong_with_the_server(server: SandboxSftp) -> None:
    (problem,) = connector_to(server, password="no").check()

    assert problem.code == "server-unusable"
    assert problem.place == f"127.0.0.1:{server.port}"


def test_check_tells_of_files_no_pattern_takes(server: SandboxSftp) -> None:
    leave(server, "a.csv")
    leave(server, "b.docx")

    (problem,) = connector_to(server).check()

    assert (problem.code, problem.severity) == ("files-left", Severity.WARNING)


def test_patterns_are_those_of_the_kind_of_file_unless_given(server: SandboxSftp) -> None:
    elmo = settings_for(server, patterns=None, tables=None, elmo={})

    assert "*.xml" in elmo.wanted()
    assert "*.csv" in settings_for(server, patterns=None).wanted()
    assert settings_for(server).wanted() == ("*.csv",)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"host_keys": "anything"}, "is no public key"),
        ({"host_keys": []}, "at least 1 item"),
        ({"password": None}, "either private_key or password"),
        ({"private_key": "key"}, "either private_key or password"),
        ({"passphrase": "words"}, "passphrase belongs to private_key"),
        ({"elmo": {}}, "either 'elmo' or 'tables'"),
        ({"tables": None}, "either 'elmo' or 'tables'"),
        ({"tables": {"completeness": "delta", "path": "x"}}, "belongs beside this block"),
        ({"tables": {"completeness": "delta", "colums": {}}}, "colums"),
        ({"server": "sftp://host.example"}, "server"),
        ({"folder": "a\\b"}, "with slashes"),
    ],
)
def test_settings_that_cannot_work_are_refused(
    server: SandboxSftp, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        settings_for(server, **changes)


def test_the_last_day_of_our_access_is_announced(server: SandboxSftp) -> None:
    dated = connector_to(server, credential_expires="2027-01-31")
    assert dated.capabilities().credential_expires == date(2027, 1, 31)
    assert dated.profile() == connector_to(server).profile()

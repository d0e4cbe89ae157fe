"""Files on a server keep the promises of every host connector, whatever kind of file they are."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from connectors.hosts.sftp import SftpConnector
from sandbox.host_sftp import SandboxSftp
from tests.contract.host_contract import Broken, HostContract, Recorded
from tests.contract.test_elmo_contract import TestElmoContract as OfElmo
from tests.inbox_files import csv_of, table_of, xlsx_of

PEOPLE = ("Әлия Сейітқызы", "Рауан Досұлы", "Сейіт")


class OverSftp(HostContract):
    """Serves the folders the contract makes below the test session's own."""

    connector_type = SftpConnector
    server: SandboxSftp

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _serve(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
        with SandboxSftp(tmp_path_factory.getbasetemp()) as server:
            cls.server = server
            yield

    def at(self, source: Path, **reading: object) -> Mapping[str, object]:
        served = self.server.folder
        folder = source.relative_to(served) if source.is_relative_to(served) else source
        return {
            "server": "127.0.0.1",
            "port": str(self.server.port),
            "user": self.server.user,
            "password": self.server.password,
            "host_keys": self.server.public_key(),
            "folder": str(folder),
            **reading,
        }


class TestElmoOverSftp(OverSftp):
    splices = OfElmo.splices

    def settings(self, source: Path) -> Mapping[str, object]:
        return self.at(source, elmo={})

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        return (
            self.at(source, elmo={"completeness": "delta"}),
            self.at(source, elmo={"decimal_comma": "true"}),
            self.at(source, tables={"completeness": "delta"}),
        )

    def recorded(self) -> Sequence[Recorded]:
        return OfElmo().recorded()[:4]

    def broken(self) -> Sequence[Broken]:
        return OfElmo().broken()


class TestTablesOverSftp(OverSftp):
    splices = (b"PK\x03\x04", b'"', b"\r\n")

    def settings(self, source: Path) -> Mapping[str, object]:
        return self.at(source, tables={"completeness": "snapshot"})

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        return (self.at(source, tables={"completeness": "delta"}),)

    def recorded(self) -> Sequence[Recorded]:

        return [
            Recorded(name=name, content=content, transcripts=2, results=3, private=PEOPLE)
            for name, content in RECORDED_TABLES.items()
        ]

    def broken(self) -> Sequence[Broken]:
        return [Broken(name="empty", content=b""), Broken(name="pdf", content=b"%PDF-1.7\n...")]


RECORDED_TABLES = {"a.csv": csv_of(*table_of()), "b.xlsx": xlsx_of(*table_of())}
"""Built once: a workbook carries the time it was made at."""

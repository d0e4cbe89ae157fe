"""The host contract for connectors whose source is an interface, served by a stand-in.

    class TestThingContract(ApiContract):
        connector_type = ThingConnector
        @abstractmethod
    def open_host(self): ...                 a stand-in with results
        @abstractmethod
    def api_settings(self): ...              settings besides `url`, which is set here
        @abstractmethod
    def expected(self): ...                  (transcripts, results, private texts) a document

What is recorded are the bundles one run against the stand-in makes.
"""

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import ClassVar

import pytest

from connectors.base import HostConnector, RetrievalRequest
from sandbox.host_http import SandboxHost
from tests.contract.host_contract import HOST, NOW, Broken, HostContract, Recorded

NOWHERE = "http://127.0.0.1:1"
BROKEN_BUNDLE = (
    b'utqyr-pages 1\n{"kind": "%s"}\n'
    b'{"media_type": "application/json", "of": "", "part": "%s", "size": %d}\n%s\n{"parts": 1}\n'
)


class ApiContract(HostContract, ABC):
    """Serves every source that was published to; any other is nowhere."""

    splices = (b'"', b"}", b"[", b"null", b"1e999999999", b'{"parts": 0}\n', b"NaN", b"\\u0000")
    bundle_kind: ClassVar[str]
    bundle_parts: ClassVar[Sequence[str]]
    _host: ClassVar[SandboxHost]
    _served: ClassVar[set[Path]]
    _recorded: ClassVar[tuple[Recorded, ...]]

    def open_host(self) -> AbstractContextManager[SandboxHost]:
        """Make a stand-in that offers results."""

    def api_settings(self, url: str) -> Mapping[str, object]:
        """The settings for a stand-in at this address."""

    def expected(self) -> Sequence[tuple[int, int]]:
        """How many transcripts and results each document holds, in the order of retrieval."""

    @abstractmethod
    def private(self) -> tuple[str, ...]:
        """Texts of the documents that no message may repeat."""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _serve(cls) -> Iterator[None]:
        suite = cls()
        with suite.open_host() as host:
            cls._host, cls._served = host, set()
            cls._recorded = tuple(suite._run_once())
            yield

    def _run_once(self) -> Iterator[Recorded]:
        with tempfile.TemporaryDirectory() as spool:
            connector = self._connect(self._host.url)
            request = RetrievalRequest(spool=Path(spool), now=NOW)
            for document, (transcripts, results) in zip(
                connector.retrieve(request), self.expected(), strict=True
            ):
                yield Recorded(
                    name=document.name,
                    content=document.path.read_bytes(),
                    transcripts=transcripts,
                    results=results,
                    private=self.private(),
                )

    def _connect(self, url: str) -> HostConnector:
        settings = self.connector_type.settings_type.model_validate(self.api_settings(url))
        return self.connector_type(HOST, settings)

    def settings(self, source: Path) -> Mapping[str, object]:
        quick = {"retries": 0, "connect_seconds": 60, "read_seconds": 60}
        return {**quick, **self.api_settings(self._host.url if source in self._served else NOWHERE)}

    def recorded(self) -> Sequence[Recorded]:
        return self._recorded

    def publish(self, source: Path, name: str, content: bytes) -> None:
        source.mkdir(exist_ok=True)
        self._served.add(source)

    def withdraw(self, source: Path, name: str) -> None:
        """Do nothing: an interface has no documents to take away."""

    def source_state(self, source: Path) -> object:
        """Everything a caller could change: an interface is only read, by these methods."""
        return {(one.method, one.path) for one in self._host.asked if self._changes(one.path)}

    def _changes(self, path: str) -> bool:
        """Tell whether a path is one that changes something."""
        return False

    def broken(self) -> Sequence[Broken]:
        content = self._recorded[0].content
        kind = self.bundle_kind.encode()
        html = b"<html>Please sign in</html>"
        return [
            Broken(name="empty", content=b""),
            Broken(name="no bundle", content=b"{}"),
            Broken(name="cut off in a page", content=content[: len(content) // 2]),
            Broken(name="without its last line", content=content[: content.rindex(b'{"parts"')]),
            Broken(name="with something after it", content=content + b"x"),
            Broken(name="another kind", content=content.replace(kind, b"other", 1)),
            *(
                Broken(
                    name=f"a page for people as {part}",
                    content=BROKEN_BUNDLE % (kind, part.encode(), len(html), html),
                )
                for part in (*self.bundle_parts, "nonsense")
            ),
        ]

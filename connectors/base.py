"""The host connector contract: retrieve bytes, parse them purely; a connector decides nothing.

retrieve(request) -> HostDocument ...     input and output; every document is a file in the spool
parse(document)   -> Parsed ...           pure, total: any bytes give items or HostContractBroken
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict

from mapping.identifiers import HeiId, Sha256
from mapping.problems import Problem
from mapping.records import HostCourse, TranscriptOfRecords


class ConnectorSettings(BaseModel):
    """The root of every connector's own settings: strict about names, frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a connector can do, declared once and shown by `utqyr host check`.

    `announces_deletions`: the source says so when a result is withdrawn. `lists_everything`: a
    retrieval without `changed_since` is a full listing, so absence in several of them may be
    proposed to a person as a withdrawal. `credential_expires` is the last day of what we sign in
    with, or know the host by, where the settings or a certificate say it.
    """

    lists_courses: bool = False
    has_credits: bool = True
    announces_deletions: bool = False
    lists_everything: bool = False
    incremental_key: str = ""
    batch_size: int | None = None
    credential_expires: date | None = None


def nothing_is_known(_name: str, _sha256: Sha256, _published: datetime | None) -> bool:
    """Know of no document."""
    return False


def nobody_waits(_until: datetime) -> None:
    """Tell nobody that a document is not complete yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalRequest:
    """What is wanted: `spool` is an empty directory for this run.

    A connector may skip a document for which `is_known` says, by name, digest and the host's own
    time, that it is no news; it must not rely on being asked only once. It never decides so by the
    digest alone: a mark may go back to what it was. It says `postpone` of a document that is not
    complete yet, with the moment from which it may be. `changed_since` already has its overlap
    subtracted.
    """

    spool: Path
    now: datetime
    changed_since: datetime | None = None
    is_known: Callable[[str, Sha256, datetime | None], bool] = nothing_is_known
    postpone: Callable[[datetime], None] = nobody_waits


@dataclass(frozen=True, slots=True, kw_only=True)
class HostDocument:
    """Bytes a host sent, as a file, with what is known of them before anyone interprets them.

    `name` is what the host called it, for people; of one host, a document has the same name each
    time it is retrieved, and no two have one name. `media_type` is a claim, not a fact. `published`
    is the host's own time of it (a modification time, `Last-Modified`, an export's date); for an
    interface that computes its answer it is the time of asking; None where nobody knows.
    """

    host: HeiId
    name: str
    media_type: str
    fetched_at: datetime
    sha256: Sha256
    size: int
    path: Path
    facts: tuple[tuple[str, str], ...] = field(default=())
    published: datetime | None = None


Parsed = TranscriptOfRecords | Problem
"""One item of a document: a transcript, or a finding about the document that stops nothing."""


CourseParsed = HostCourse | Problem
"""One item of a course list: a course, or a finding about the list that stops nothing."""


@runtime_checkable
class HostConnector(Protocol):
    """One kind of host. Built with its validated settings and the host's SCHAC code.

    The class is registered under the `utqyr.hosts` entry-point group by its `kind`.
    """

    kind: ClassVar[str]
    settings_type: ClassVar[type[ConnectorSettings]]

    def __init__(self, host: HeiId, settings: ConnectorSettings) -> None:
        """Keep the settings; do no input or output yet."""

    def capabilities(self) -> Capabilities:
        """Declare what this connector can do."""

    def retrieve(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Bring documents into the spool, one at a time, by the host's own time where it has one.

        Of two that contradict each other the later given counts. Raises HostUnavailable or
        HostRefused. Documents already given stay valid.
        """

    def parse(self, document: HostDocument) -> Iterator[Parsed]:
        """Read a document, streaming; the same bytes give the same items in the same order.

        Raises HostContractBroken, possibly after items were given: the caller keeps none of them.
        """

    def profile(self) -> str:
        """Digest what parsing depends on besides the bytes; a mended profile reads again."""

    def check(self) -> Iterator[Problem]:
        """Look whether the host can be used: reachability, rights, settings; changes nothing."""


@runtime_checkable
class Reached(Protocol):
    """What a connector adds whose host is also reached elsewhere than its settings say."""

    def addresses(self) -> tuple[str, ...]:
        """List further addresses, as https://…; may ask whoever knows them. Raises HostError."""


@runtime_checkable
class CourseLister(Protocol):
    """What a connector adds that declares `lists_courses`: the host's catalogue, kept alike.

    Course lists are documents of their own, read under the same `profile()`; `parse` is never given
    one, and `parse_courses` nothing else.
    """

    def retrieve_courses(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Bring the course list into the spool, one document at a time; raises as `retrieve`."""

    def parse_courses(self, document: HostDocument) -> Iterator[CourseParsed]:
        """Read one document of the list, streaming; pure and total as `parse` is."""

"""The inbox: tables a host's people drop in a folder, read by a fixed profile; imports no half.

    CSV, TSV, TXT, XLSX, XLSM, XLS, HTML --sheets--> grids --columns--> plan --rows--> transcripts

Anything off the profile sets the whole file aside with every finding by row and column. A finding
never repeats a name, a number or a grade.
"""

import fnmatch
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from connectors.base import (
    Capabilities,
    ConnectorSettings,
    HostDocument,
    Parsed,
    RetrievalRequest,
)
from connectors.documents import OpeningLimits, open_unwrapped
from connectors.drop_folder import DropFolder
from connectors.errors import HostContractBroken
from connectors.hosts.inbox_cells import FileRefused, Grid
from connectors.hosts.inbox_columns import count_headings, plan_columns
from connectors.hosts.inbox_learners import learner_of_file_name
from connectors.hosts.inbox_rows import (
    NamedTerm,
    Passed,
    ReadingState,
    ResultRow,
    RowReader,
)
from connectors.hosts.inbox_settings import InboxSettings, Layout
from connectors.hosts.inbox_sheets import read_sheets, settle_hidden
from connectors.hosts.inbox_sniff import suggest_profile
from connectors.hosts.inbox_transcripts import TranscriptGatherer
from connectors.hosts.inbox_values import Findings
from mapping.identifiers import HeiId
from mapping.problems import Problem, Severity

__all__ = ["InboxConnector", "InboxSettings", "sniff"]

_READING = "1"
"""What is read from the same bytes by the same settings; raised when the reading changes."""

_NOT_OF_READING = {"path", "patterns", "settle_seconds"}


def sniff(path: Path) -> str:
    """Suggest a profile for files like this one, as YAML to be checked by a person.

    Raises FileRefused, with a sentence, for a file no profile can read.
    """
    return suggest_profile(path.read_bytes())


class InboxConnector:
    """A host whose results come as tables in a folder."""

    kind: ClassVar[str] = "inbox"
    settings_type: ClassVar[type[ConnectorSettings]] = InboxSettings

    def __init__(self, host: HeiId, settings: ConnectorSettings) -> None:
        if not isinstance(settings, InboxSettings):
            raise TypeError("an inbox takes InboxSettings")
        self._host = host
        self._settings = settings

    def capabilities(self) -> Capabilities:
        """Declare what an inbox can do: a folder shows only what was dropped there lately."""
        return Capabilities()

    def profile(self) -> str:
        """Digest the settings that reading depends on."""
        settings = self._settings.model_dump(mode="json", exclude=_NOT_OF_READING)
        text = json.dumps([_READING, settings], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def check(self) -> Iterator[Problem]:
        """Look whether the folder is there and may be read, and whether all in it is taken."""
        try:
            names = [entry.name for entry in self._settings.path.iterdir()]
        except OSError as error:
            yield Problem(
                code="folder-unreadable",
                message=f"the inbox cannot be read: {(error.strerror or 'unknown').lower()}",
                place=str(self._settings.path),
                hint="make the folder, mount its share, and let the service's account read it",
            )
            return
        left = sum(self._is_left(name) for name in names)
        if left:
            yield Problem(
                code="files-left",
                message=f"{left} entries of the inbox are not taken by any pattern",
                place=str(self._settings.path),
                hint="extend 'patterns' if they are the host's",
                severity=Severity.WARNING,
            )

    def _is_left(self, name: str) -> bool:
        lowered = name.lower()
        return not lowered.startswith((".", "~$")) and not any(
            fnmatch.fnmatchcase(lowered, pattern.lower()) for pattern in self._settings.patterns
        )

    def retrieve(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Spool the settled files of the folder by name; raises as `DropFolder.retrieve` does."""
        yield from self._folder().retrieve(request, media_type="application/octet-stream")

    def _folder(self) -> DropFolder:
        return DropFolder(
            host=self._host,
            path=self._settings.path,
            patterns=self._settings.patterns,
            settle_seconds=self._settings.settle_seconds,
            limit_bytes=self._settings.max_bytes,
        )

    def parse(self, document: HostDocument) -> Iterator[Parsed]:
        """Read a file whole or not at all; raises HostContractBroken with every finding."""
        limits = OpeningLimits(max_bytes=self._settings.max_bytes)
        with open_unwrapped(document, limits=limits) as stream:
            content = stream.read()
        try:
            items = tuple(_Reading(document, self._settings).read(content))
        except FileRefused as refused:
            raise HostContractBroken(
                self._host, refused.message, hint=refused.hint, problems=refused.problems
            ) from refused
        yield from items


class _Reading:
    """The reading of one file."""

    def __init__(self, document: HostDocument, settings: InboxSettings) -> None:
        self._document = document
        self._settings = settings
        self._findings = Findings()

    def read(self, content: bytes) -> Iterator[Parsed]:
        """Read all sheets; raises FileRefused when anything at all does not fit."""
        grids, hidden_sheets = read_sheets(content, self._settings, self._fitness)
        state = self._first_state()
        rows = [row for grid in grids for row in self._read_grid(grid, state)]
        if self._settings.layout is Layout.FILE:
            rows = self._about_one_learner(rows, state)
        gatherer = TranscriptGatherer(self._findings)
        gatherer.gather(rows)
        self._refuse_findings()
        if not any(row.result for row in rows):
            raise FileRefused(
                "the table has headings and no results", hint="ask the host for the file again"
            )
        yield from gatherer.transcripts(self._document, self._settings)
        yield from _counted(state.passed)
        if hidden_sheets:
            yield Problem(
                code="hidden-sheets",
                message=f"{hidden_sheets} hidden sheets hold something and were not read",
                hint="name the sheets to be read under 'sheets' in the profile",
                severity=Severity.WARNING,
            )

    def _fitness(self, grid: Grid) -> int:
        return count_headings(grid, self._settings)

    def _first_state(self) -> ReadingState:
        """Begin with what the file's name says, where the profile reads it."""
        if not self._settings.file_name:
            return ReadingState()
        found = re.fullmatch(self._settings.file_name, self._document.name)
        if found is None:
            raise FileRefused(
                "the file's name does not fit 'file_name' in the profile",
                hint="ask the host to name files as agreed, or correct 'file_name'",
            )
        groups = found.groupdict()
        term = NamedTerm(term=groups.get("term") or "", year=groups.get("academic_year") or "")
        return ReadingState(of_file=term, learner=learner_of_file_name(groups))

    def _read_grid(self, grid: Grid, state: ReadingState) -> Iterator[ResultRow]:
        settled = settle_hidden(grid, self._settings.hidden)
        plan = plan_columns(settled, self._settings)
        reader = RowReader(settled, plan, self._settings, self._findings, self._document.sha256)
        yield from reader.read(state)

    def _about_one_learner(self, rows: list[ResultRow], state: ReadingState) -> list[ResultRow]:
        if not state.learner.is_named():
            raise FileRefused(
                "nothing in the file says which student it is about",
                hint="a line such as 'Student: …' above the table, or 'file_name' in the profile",
                problems=self._findings.problems,
            )
        return [replace(row, learner=state.learner, block=0) for row in rows]

    def _refuse_findings(self) -> None:
        count = self._findings.count
        if not count:
            return
        further = self._findings.further
        more = f", of which the first {count - further} are listed" if further else ""
        raise FileRefused(
            f"the file has {count} place{'s' if count != 1 else ''} that cannot be read as the"
            f" profile says{more}; nothing of it was imported",
            hint="have the places mended by the host, or correct the profile",
            problems=self._findings.problems,
        )


def _counted(passed: Counter[Passed]) -> Iterator[Problem]:
    """Tell how many rows were passed over, and why."""
    if passed:
        counts = ", ".join(f"{passed[reason]} {reason}" for reason in Passed if passed[reason])
        yield Problem(
            code="rows-passed-over",
            message=f"rows that are no results were passed over: {counts}",
            severity=Severity.WARNING,
        )

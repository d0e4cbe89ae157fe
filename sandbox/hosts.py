"""Stand-in hosts: they publish transcripts the way real partners do, as files left in folders.

    hosts = SandboxHosts(configuration / "inbox")     inbox/kozminski.edu.pl/tor-K2300001.xml ...
    hosts.publish_all()                               inbox/enu.kz/ENU-2026-02-17.xlsx
    hosts.correct_mark("KB2300001", "MIC101", "4,5")  inbox/asu.ru/ASU-2026-02-18.csv

Every publication has the next day's date, from a fixed first one: the machine's clock is not asked,
and the same calls leave the same bytes.
"""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sandbox import stays_asu, stays_enu, stays_kozminski
from sandbox.documents_broken import Breakage, broken_document
from sandbox.documents_elmo import elmo_bytes, file_name
from sandbox.documents_tables import csv_bytes, xlsx_bytes
from sandbox.stays import ASU, ENU, KOZMINSKI, Mark, Stay

FIRST_PUBLICATION: Final = datetime(2026, 2, 16, 6, 0, tzinfo=UTC)
"""When a host publishes first; a clock that stands still must stand weeks later."""

LISTED: Final[dict[str, tuple[Stay, ...]]] = {
    KOZMINSKI: (*stays_kozminski.STAYS, *stays_kozminski.STRANGERS),
    ENU: stays_enu.STAYS,
    ASU: stays_asu.STAYS,
}
"""The stays each host has marks of; some are none of the home university's."""


class SandboxHosts:
    """The three hosts of the demo, each with a folder of its own below `folder`.

    Files carry the modification time of their publication, so that they count as settled.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stays = {host: list(stays) for host, stays in LISTED.items()}
        self._sent: dict[str, set[Stay]] = {host: set() for host in LISTED}
        self._publications = 0
        for host in LISTED:
            self.folder_of(host).mkdir(parents=True, exist_ok=True)

    def folder_of(self, host: str) -> Path:
        """Name the folder a host leaves its files in."""
        return self.folder / host

    def publish_all(self) -> tuple[Path, ...]:
        """Let every host publish what it has."""
        return tuple(path for host in LISTED for path in self.publish(host))

    def publish(self, host: str) -> tuple[Path, ...]:
        """Let a host publish, and return the files it left.

        Abroad each transcript is a file of its own, issued again when it changed. The host in
        Kazakhstan lists all its guests anew each time. The one in Russia sends what is new or
        changed, so that what it withdraws nobody learns of.
        """
        stays = [stay for stay in self._stays[host] if stay.marks]
        news = [stay for stay in stays if stay not in self._sent[host]]
        self._sent[host] = set(stays)  # a mark that goes back to what it was is news, too
        issued_at = self._next_publication()
        match host:
            case "enu.kz":
                listing = xlsx_bytes(stays, issued_at=issued_at)
                documents = [(f"ENU-{issued_at:%Y-%m-%d}.xlsx", listing)]
            case "asu.ru":
                documents = [(f"ASU-{issued_at:%Y-%m-%d}.csv", csv_bytes(news))] if news else []
            case _:
                documents = [
                    (file_name(stay), elmo_bytes(stay, issued_at=issued_at)) for stay in news
                ]
        return tuple(self._leave(host, name, content, issued_at) for name, content in documents)

    def correct_mark(
        self, student: str, course: str, grade: str, *, status: str = "passed"
    ) -> tuple[Path, ...]:
        """Let a host change a mark and publish again.

        `grade` is what the host's people enter: a percentage where the host marks in percents, from
        which letter and points follow; `status` counts abroad only. Raises LookupError when no host
        lists such a line, or several do, and ValueError when the line says this already.
        """
        host, stay, mark = self._find(student, course)
        changed = replace(mark, grade=grade, status=status)
        if host == ENU:
            letter, points = stays_enu.letter_and_points(grade)
            changed = replace(mark, grade=letter, percent=grade, points=points)
        if changed == mark:
            raise ValueError(f"the mark of {student} in {course} is {grade} already")
        marks = tuple(changed if each is mark else each for each in stay.marks)
        return self._publish_with(host, stay, replace(stay, marks=marks))

    def withdraw_mark(self, student: str, course: str) -> tuple[Path, ...]:
        """Let a host leave a line out from now on and publish again; raises LookupError."""
        host, stay, mark = self._find(student, course)
        marks = tuple(each for each in stay.marks if each is not mark)
        return self._publish_with(host, stay, replace(stay, marks=marks))

    def break_document(self, host: str, how: Breakage) -> Path:
        """Let a host leave a document nobody can use; raises KeyError where it cannot be so."""
        issued_at = self._next_publication()
        name, content = broken_document(host, how, self._stays[host], issued_at=issued_at)
        return self._leave(host, name, content, issued_at)

    def _publish_with(self, host: str, before: Stay, after: Stay) -> tuple[Path, ...]:
        stays = self._stays[host]
        stays[stays.index(before)] = after
        return self.publish(host)

    def _find(self, student: str, course: str) -> tuple[str, Stay, Mark]:
        found = [
            (host, stay, mark)
            for host, stays in self._stays.items()
            for stay in stays
            for mark in stay.marks
            if (stay.person.number, mark.code) == (student, course)
        ]
        if len(found) != 1:
            raise LookupError(f"{len(found)} lines for {course} of {student}")
        return found[0]

    def _next_publication(self) -> datetime:
        issued_at = FIRST_PUBLICATION + timedelta(days=self._publications)
        self._publications += 1
        return issued_at

    def _leave(self, host: str, name: str, content: bytes, issued_at: datetime) -> Path:
        """Leave a file as a partner does: under its name only once it is whole."""
        path = self.folder_of(host) / name
        part = path.with_name(f"{name}.part")
        part.write_bytes(content)
        os.utime(part, (issued_at.timestamp(), issued_at.timestamp()))
        return part.replace(path)

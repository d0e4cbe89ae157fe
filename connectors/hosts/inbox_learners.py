"""Whom a row or a block is about, as the file names them; settles nobody's identity.

A learner is told from another by the surest thing the file gives: mobility id, home student number,
national id, the host's number, and only without any of them by name and birth date.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from connectors.hosts.inbox_values import ValueReader
from connectors.hosts.inbox_vocabulary import LEARNER_COLUMNS, NAMING_COLUMNS, Column
from mapping.identifiers import MobilityId
from mapping.records import Learner, LearnerIdentifier

_IDENTIFIER_KINDS = {
    Column.MOBILITY_ID: "mobility-id",
    Column.STUDENT_NUMBER: "student-number",
    Column.NATIONAL_ID: "national-id",
    Column.HOST_ID: "host-id",
}
_NAME_PARTS = (Column.FULL_NAME, Column.FAMILY_NAME, Column.GIVEN_NAMES, Column.PATRONYMIC)
_MOBILITY_ID = re.compile("[!-~]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerFacts:
    """What a place in a file says of a learner; `place` is where it says so first."""

    texts: tuple[tuple[Column, str], ...] = ()
    birth_date: date | None = None
    place: str = field(default="", compare=False)

    def is_named(self) -> bool:
        """Tell whether anything says who it is."""
        return any(column in NAMING_COLUMNS for column, _ in self.texts)

    def key(self) -> tuple[object, ...]:
        """Tell learners apart inside one document."""
        for column, text in self.texts:
            if column in _IDENTIFIER_KINDS:
                return column, text
        names = tuple(text.casefold() for column, text in self.texts if column in _NAME_PARTS)
        return (*names, self.birth_date)

    def differences(self, other: "LearnerFacts") -> tuple[Column, ...]:
        """List what two places say differently of one learner; silence differs from nothing."""
        theirs = dict(other.texts)
        columns = [
            column
            for column, text in self.texts
            if column in theirs and theirs[column].casefold() != text.casefold()
        ]
        if self.birth_date and other.birth_date and self.birth_date != other.birth_date:
            columns.append(Column.BIRTH_DATE)
        return tuple(columns)

    def shares_name(self, other: "LearnerFacts") -> bool:
        """Tell whether both name the learner by the same thing, and in the same way."""
        mine = {(column, text.casefold()) for column, text in self.texts}
        return any((column, text.casefold()) in mine for column, text in other.texts)

    def joined(self, other: "LearnerFacts") -> "LearnerFacts":
        """Add what another place says, keeping what is said here."""
        texts = {**dict(other.texts), **dict(self.texts)}
        return replace(
            self,
            texts=tuple((column, texts[column]) for column in LEARNER_COLUMNS if column in texts),
            birth_date=self.birth_date or other.birth_date,
            place=self.place or other.place,
        )

    def mobility_id(self) -> MobilityId | None:
        """Give the mobility id, where the file has one."""
        text = dict(self.texts).get(Column.MOBILITY_ID)
        return MobilityId(text) if text else None

    def learner(self) -> Learner:
        """Word the facts as a record."""
        texts = dict(self.texts)
        given = (texts.get(Column.GIVEN_NAMES, ""), texts.get(Column.PATRONYMIC, ""))
        return Learner(
            identifiers=tuple(
                LearnerIdentifier(kind=kind, value=texts[column])
                for column, kind in _IDENTIFIER_KINDS.items()
                if column in texts
            ),
            given_names=" ".join(filter(None, given)),
            family_name=texts.get(Column.FAMILY_NAME, ""),
            full_name=texts.get(Column.FULL_NAME, ""),
            birth_date=self.birth_date,
        )


NOBODY = LearnerFacts()


def read_learner(
    values: ValueReader, row: int, columns: Iterable[Column], *, place: str
) -> LearnerFacts:
    """Read what a row says of its learner in these columns."""
    texts = []
    for column in columns:
        if column is Column.BIRTH_DATE:
            continue
        if column in _IDENTIFIER_KINDS:
            text = values.identifier(row, column)
        else:
            text = values.text(row, column)
        if column is Column.MOBILITY_ID and text and not _MOBILITY_ID.fullmatch(text):
            values.report(
                "no-mobility-id",
                row,
                column,
                "a mobility id has 1 to 64 printable ASCII characters",
                "ask the host to print the mobility id as the home university gave it",
            )
        elif text:
            texts.append((column, text))
    birth_date = values.day(row, Column.BIRTH_DATE) if Column.BIRTH_DATE in columns else None
    return LearnerFacts(texts=tuple(texts), birth_date=birth_date, place=place)


def learner_of_file_name(groups: Mapping[str, str | None]) -> LearnerFacts:
    """Take a learner from the groups a profile's `file_name` found."""
    texts = tuple(
        (column, text)
        for column in LEARNER_COLUMNS
        if column is not Column.BIRTH_DATE and (text := (groups.get(column) or "").strip())
    )
    return LearnerFacts(texts=texts, place="the file's name")

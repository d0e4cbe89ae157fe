"""The column profile of a host whose files come through the inbox: settings, and nothing read.

A profile is written once, from what one of the host's files looks like, and then holds: a file
that differs from it is set aside with a report, never read as well as possible.
"""

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PositiveInt, model_validator

from connectors.base import ConnectorSettings
from connectors.hosts.inbox_cells import GridLimits
from connectors.hosts.inbox_text import Encoding
from connectors.hosts.inbox_vocabulary import (
    FILE_NAME_COLUMNS,
    LEARNER_COLUMNS,
    NAMING_COLUMNS,
    RESULT_COLUMNS,
    TITLE_LANGUAGES,
    Column,
    normalise_words,
)
from mapping.identifiers import SchemeId
from mapping.records import Completeness
from mapping.terms import Level

MEBIBYTE = 1024 * 1024
_FILES = ("csv", "tsv", "txt", "xlsx", "xlsm", "xls", "htm", "html")


class Layout(StrEnum):
    """How a file says whose results it lists."""

    ROWS = "rows"
    BLOCKS = "blocks"
    FILE = "file"


class StatusFrom(StrEnum):
    """How a file says that a course was passed."""

    COLUMN = "column"
    GRADE = "grade"
    ASSUMED_PASSED = "assumed-passed"


class HiddenCells(StrEnum):
    """What is done about hidden rows and columns that hold something."""

    REFUSE = "refuse"
    READ = "read"
    SKIP = "skip"


def _as_tuple(value: object) -> object:
    """Take a single text for a list of one."""
    return (value,) if isinstance(value, str) else value


Texts = Annotated[
    tuple[str, ...], BeforeValidator(_as_tuple, json_schema_input_type=str | tuple[str, ...])
]


class StatusWords(ConnectorSettings):
    """A host's own words for a status, besides the common ones in kk, ru, en and tr."""

    passed: Texts = ()
    failed: Texts = ()
    in_progress: Texts = ()
    unknown: Texts = Field(
        default=(), description="Words for no result at all, as for who did not appear."
    )


class TermDates(ConnectorSettings):
    """When a term of the host began and ended."""

    label: str = Field(min_length=1, description="The term as the host's files print it.")
    starts: date
    ends: date

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.ends <= self.starts:
            raise ValueError("a term ends after it starts")
        return self


class InboxSettings(ConnectorSettings):
    """The settings of a host of kind `inbox`."""

    path: Path = Field(description="The folder the host's files are dropped in.")
    patterns: Texts = Field(
        default=tuple(f"*.{ending}" for ending in _FILES),
        description="Which files are the host's, as shell patterns on the name.",
    )
    settle_seconds: float = Field(
        default=60,
        ge=0,
        description="How long a file has to be left alone before it is read.",
    )
    completeness: Literal[Completeness.SNAPSHOT, Completeness.DELTA] = Field(
        description="`snapshot`: a file lists all of a learner's results, so that a missing one may"
        " have been withdrawn. `delta`: it lists what is new.",
    )
    layout: Layout = Field(
        default=Layout.ROWS,
        description="`rows`: columns of each row say who it is about. `blocks`: a line such as"
        " 'Student: …' says it for the rows after it. `file`: a file is about one learner.",
    )
    file_name: str = Field(
        default="",
        description="A regular expression a file's whole name fits; named groups give"
        f" {', '.join(FILE_NAME_COLUMNS)}.",
    )

    encoding: Encoding = Field(
        default=Encoding.UTF_8_SIG,
        description="Of text files, and of HTML pages that do not say it themselves.",
    )
    delimiter: Literal[";", ",", "\t", "|"] | None = Field(
        default=None,
        description="Of text files; left out, the one under which the headings are recognised.",
    )
    allow_open_end: bool = Field(
        default=False,
        description="The host's text files do not end their last line; without this such a file is"
        " taken for cut off.",
    )
    decimal_comma: bool = Field(
        default=False, description="Numbers are written `4,5`; a point is then accepted as well."
    )
    date_formats: Texts = Field(
        default=("%d.%m.%Y", "%Y-%m-%d"),
        description="How dates are written where they are text, as Python's strptime reads them.",
    )

    sheets: Texts = Field(
        default=(),
        description="Names or shell patterns of the sheets to be read; left out, the only one.",
    )
    hidden: HiddenCells = Field(
        default=HiddenCells.REFUSE,
        description="What is done about hidden rows and columns that hold something.",
    )
    header_search_rows: PositiveInt = Field(
        default=30, le=1000, description="How far down the row of headings is looked for."
    )
    header_rows: int = Field(
        default=1,
        ge=1,
        le=2,
        description="How many rows the headings take, group headings included.",
    )
    columns: dict[Column, Texts] = Field(
        default_factory=dict,
        description="The heading of each column, or several it may have; left out, common headings"
        " in kk, ru, en and tr are recognised.",
    )
    optional_columns: tuple[Column, ...] = Field(
        default=(), description="Columns of `columns` that a file may lack."
    )
    ignore_columns: Texts = Field(
        default=(), description="Headings of columns that are known and not used."
    )
    allow_unknown_columns: bool = Field(
        default=False, description="Columns nothing is known of are passed over."
    )
    ignore_rows: Texts = Field(
        default=(),
        description="Rows that are no results (section headings, signatures), as shell patterns on"
        " their first text. Common subtotals and term headings need no entry.",
    )

    grading_scheme: SchemeId | None = Field(
        default=None, description="The scheme of the grades; left out, the host's own."
    )
    grade_from: Literal["grade", "letter", "traditional", "percent", "points"] | None = Field(
        default=None,
        description="The column the grade is taken from; left out, the first there is in this"
        " order: grade, letter, traditional, percent, points.",
    )
    status_from: StatusFrom | None = Field(
        default=None,
        description="`column`: the status column says it. `grade`: the grade decides; a result with"
        " a grade is passed on as assumed passed, and the conversion table or a fail-like label"
        " has the last word; one without a grade is of unknown status. `assumed-passed`: the host"
        " lists passed courses only, graded or not. Left out: `column` where there is one, else"
        " `grade`.",
    )
    status_words: StatusWords = Field(
        default_factory=StatusWords, description="The host's own words for a status."
    )
    title_language: str = Field(
        default="",
        pattern="^[a-z]{0,3}$",
        description="The language of a `course_title` column, as in `kk`, `ru`, `en`, `tr`.",
    )
    level: Level | None = Field(
        default=None, description="The level of study, where a host's files are of one level."
    )
    terms: tuple[TermDates, ...] = Field(
        default=(), description="When terms began and ended, by the label files print."
    )

    max_bytes: PositiveInt = Field(
        default=32 * MEBIBYTE, description="The largest file that is read."
    )
    max_rows: PositiveInt = Field(default=200_000, description="The longest sheet that is read.")
    max_columns: PositiveInt = Field(default=500, description="The widest sheet that is read.")

    def grid_limits(self) -> GridLimits:
        """Give the limits of one sheet."""
        return GridLimits(
            max_rows=self.max_rows,
            max_columns=self.max_columns,
            max_cells=max(10_000, self.max_rows * 10),
        )

    @model_validator(mode="after")
    def _check_file_name(self) -> Self:
        try:
            groups = set(re.compile(self.file_name).groupindex)
        except re.error as error:
            raise ValueError(f"file_name is no regular expression: {error}") from error
        unknown = sorted(groups - set(FILE_NAME_COLUMNS))
        if unknown:
            raise ValueError(f"file_name has groups that mean nothing here: {', '.join(unknown)}")
        if groups & {*LEARNER_COLUMNS} and self.layout is not Layout.FILE:
            raise ValueError("file_name names a student, which takes 'layout: file'")
        return self

    @model_validator(mode="after")
    def _check_columns(self) -> Self:
        strangers = [column for column in self.optional_columns if column not in self.columns]
        if strangers:
            raise ValueError(f"optional_columns names what columns does not: {strangers[0]}")
        owners: dict[str, str] = dict.fromkeys(map(normalise_words, self.ignore_columns), "ignored")
        for column, headings in self.columns.items():
            if not headings:
                raise ValueError(f"columns gives no heading for {column}")
            for heading in headings:
                owner = owners.setdefault(normalise_words(heading), column)
                if owner != column:
                    raise ValueError(f"the heading {heading!r} is given to {owner} and to {column}")
        return self

    @model_validator(mode="after")
    def _check_sufficiency(self) -> Self:
        """See that a file that fits the profile can be read: a course, a value, a student."""
        if not self.columns:
            return self
        there = set(self.columns)
        if not there & {Column.COURSE_CODE, Column.COURSE_TITLE, *TITLE_LANGUAGES}:
            raise ValueError("columns names neither a course code nor a title")
        if not there & set(RESULT_COLUMNS):
            raise ValueError("columns names neither a grade, nor a status, nor credits")
        if self.layout is Layout.ROWS and not there & set(NAMING_COLUMNS):
            raise ValueError("columns names no student, which 'layout: rows' takes")
        if self.grade_from and Column(self.grade_from) not in there:
            raise ValueError(f"grade_from is {self.grade_from}, which columns does not name")
        if self.status_from is StatusFrom.COLUMN and Column.STATUS not in there:
            raise ValueError("status_from is column, but columns names no status")
        return self

"""From the rows of a grid to results, each with whom it is about; groups none, judges none.

    row is blank | repeats the headings | names a term | sums up | is a note | names a student
           | is a result -> ResultRow

What is none of these is a finding. What is passed over is counted.
"""

import fnmatch
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from connectors.hosts.inbox_cells import Cell, CellKind, Grid
from connectors.hosts.inbox_columns import ColumnPlan
from connectors.hosts.inbox_headings import heading_texts
from connectors.hosts.inbox_labels import LabelReader
from connectors.hosts.inbox_learners import NOBODY, LearnerFacts, read_learner
from connectors.hosts.inbox_results import ResultReader
from connectors.hosts.inbox_settings import InboxSettings, Layout
from connectors.hosts.inbox_values import Findings, ValueReader
from connectors.hosts.inbox_vocabulary import (
    LEARNER_COLUMNS,
    RESULT_COLUMNS,
    TITLE_LANGUAGES,
    Column,
)
from connectors.hosts.inbox_words import TermText, has_year, is_note, is_summary, read_term
from mapping.identifiers import Sha256
from mapping.records import HostResult

_TITLES = (Column.COURSE_TITLE, *TITLE_LANGUAGES)
_MOST_TERM_CELLS = 3
_FEWEST_HEADINGS = 3


class Passed(StrEnum):
    """Why a row was passed over."""

    SUMMARY = "subtotals"
    NOTE = "notes"
    HEADING = "repeated headings"
    IGNORED = "rows the profile ignores"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """A result and whom it is about; `block` tells the blocks of one file apart.

    `result` is None where a block opens: its learner counts even without a result.
    """

    learner: LearnerFacts
    block: int
    result: HostResult | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTerm:
    """The term that holds for the rows that follow, as rows above them name it."""

    term: str = ""
    year: str = ""

    def followed_by(self, text: str, kind: TermText) -> "NamedTerm":
        """Take the next name; a year by itself holds for the terms named after it."""
        if kind is TermText.YEAR:
            return NamedTerm(year=text)
        return NamedTerm(term=text, year=self.year)

    def label(self) -> str:
        """Give the label results get."""
        if not self.term or not self.year or has_year(self.term):
            return self.term or self.year
        return f"{self.term} {self.year}"


@dataclass(slots=True)
class ReadingState:
    """What is known where the reading has come to.

    `of_file` is the term the file's name says, `above` the one named before any block of a sheet.
    """

    of_file: NamedTerm = field(default_factory=NamedTerm)
    above: NamedTerm = field(default_factory=NamedTerm)
    term: NamedTerm = field(default_factory=NamedTerm)
    learner: LearnerFacts = NOBODY
    block: int = 0
    has_results: bool = False
    passed: Counter[Passed] = field(default_factory=Counter)

    def begin_sheet(self, layout: Layout) -> None:
        """Begin a sheet; of what was read so far only the learner of a whole file holds on."""
        self.above = self.of_file
        self.open_block(self.learner if layout is Layout.FILE else NOBODY)

    def open_block(self, learner: LearnerFacts) -> None:
        """Begin a learner's block, in the term named above all blocks."""
        self.learner, self.has_results = learner, False
        self.term = self.above
        self.block += 1

    def take_term(self, text: str, kind: TermText) -> None:
        """Take a row that names a term."""
        self.term = self.term.followed_by(text, kind)
        if not self.learner.is_named():
            self.above = self.term


class RowReader:
    """Reads the rows of one grid in their order."""

    def __init__(
        self,
        grid: Grid,
        plan: ColumnPlan,
        settings: InboxSettings,
        findings: Findings,
        evidence: Sha256,
    ) -> None:
        self._grid = grid
        self._plan = plan
        self._settings = settings
        self._findings = findings
        self._values = ValueReader(grid, plan, settings, findings)
        self._results = ResultReader(grid, plan, self._values, settings, evidence)
        self._labels = LabelReader(settings, findings)
        self._ignored = [pattern.casefold() for pattern in settings.ignore_rows]
        self._learner_columns = [column for column in LEARNER_COLUMNS if plan.has(column)]
        self._heading_words = {text for texts in plan.headings for text in texts if text}
        self._student_indexes = {plan.indexes[column] for column in self._learner_columns}
        self._known_learners: dict[tuple[Cell, ...], LearnerFacts] = {}

    def read(self, state: ReadingState) -> Iterator[ResultRow]:
        """Read every row; `state` carries what is said above the rows it holds for."""
        state.begin_sheet(self._settings.layout)
        for row in range(self._plan.header_row):
            yield from self._read_above(row, state)
        for row in range(self._plan.first_row, len(self._grid.rows)):
            if self._begins_another_table(row):
                break
            yield from self._read_row(row, state)
        if self._settings.layout is Layout.BLOCKS:
            yield from self._close_block(state)

    def _begins_another_table(self, row: int) -> bool:
        """Tell whether the headings come again in another order; what follows is not ours then."""
        texts = heading_texts(self._grid, row)
        if texts in self._plan.headings:
            return False
        filled = [text for text in texts if text]
        again = sum(text in self._heading_words for text in filled)
        if again < _FEWEST_HEADINGS or again * 2 < len(filled):
            return False
        self._findings.report(
            "headings-again",
            "the headings come again, and differ from those in"
            f" {self._grid.row_place(self._plan.header_row)}",
            self._grid.row_place(row),
            "split the sheet: one table with one row of headings each",
        )
        return True

    def _read_above(self, row: int, state: ReadingState) -> Iterator[ResultRow]:
        """Read a row above the headings: it may name a term or, in blocks, the first learner."""
        if self._takes_term(row, state) or self._settings.layout is Layout.ROWS:
            return
        line = self._labels.read(self._grid, row)
        if line is not NOBODY:
            yield from self._take_learner(line, state)

    def _read_row(self, row: int, state: ReadingState) -> Iterator[ResultRow]:
        if not any(True for _ in self._grid.filled(row)) or self._takes_term(row, state):
            return
        passed = self._reason_to_pass(row)
        if passed is not None:
            state.passed[passed] += 1
            return
        if self._settings.layout is not Layout.ROWS:
            line = self._labels.read(self._grid, row)
            if line is not NOBODY:
                yield from self._take_learner(line, state)
                return
        if not self._values.has_value(row, RESULT_COLUMNS) and self._is_note(row, state):
            state.passed[Passed.NOTE] += 1
            return
        yield from self._read_result(row, state)

    def _take_learner(self, line: LearnerFacts, state: ReadingState) -> Iterator[ResultRow]:
        """Take a line about a learner: more about the same one, or the next one's block opens."""
        differences = state.learner.differences(line)
        if self._settings.layout is Layout.FILE:
            if differences:
                self._findings.report(
                    "second-student",
                    f"the file is about one student, and here {', '.join(differences)} differs",
                    line.place,
                    "say 'layout: blocks' if the host's files list several students",
                )
            state.learner = state.learner.joined(line)
            return
        if differences or (state.has_results and not state.learner.shares_name(line)):
            yield from self._close_block(state)
            state.open_block(line)
        else:
            state.learner = state.learner.joined(line)

    def _close_block(self, state: ReadingState) -> Iterator[ResultRow]:
        """Tell of a learner whose block holds no result: that, too, is what the host says."""
        if not state.has_results and state.learner.is_named():
            yield ResultRow(learner=state.learner, block=state.block, result=None)

    def _read_result(self, row: int, state: ReadingState) -> Iterator[ResultRow]:
        if not self._values.has_value(row, (*RESULT_COLUMNS, Column.COURSE_CODE)):
            self._findings.report(
                "stray-row",
                "the row has neither a code, nor a grade, a status or credits",
                self._grid.row_place(row),
                "a section heading or a signature? name it under 'ignore_rows' in the profile",
            )
            return
        learner = self._learner_of(row, state)
        result = self._results.read(row, state.term.label())
        if not learner.is_named() and self._settings.layout is not Layout.FILE:
            self._findings.report(
                "no-student",
                "nothing says which student the row is about",
                self._grid.row_place(row),
                "fill the student's columns in every row"
                if self._settings.layout is Layout.ROWS
                else "begin every block with a line such as 'Student: …'",
            )
        elif result is not None:
            state.has_results = True
            yield ResultRow(learner=learner, block=state.block, result=result)

    def _learner_of(self, row: int, state: ReadingState) -> LearnerFacts:
        if self._settings.layout is not Layout.ROWS:
            return state.learner
        cells = self._values.cells(row, self._learner_columns)
        known = self._known_learners.get(cells)
        if known is None:
            known = self._known_learners[cells] = read_learner(
                self._values, row, self._learner_columns, place=self._grid.row_place(row)
            )
        return known

    def _takes_term(self, row: int, state: ReadingState) -> bool:
        """Take a row that names a term and nothing else."""
        texts = [cell.text for _, cell in self._grid.filled(row)]
        if not texts or len(texts) > _MOST_TERM_CELLS or read_term(texts[0]) is None:
            return False
        text = " ".join(texts)
        kind = read_term(text)
        if kind is None:
            return False
        state.take_term(text, kind)
        return True

    def _reason_to_pass(self, row: int) -> Passed | None:
        if heading_texts(self._grid, row) in self._plan.headings:
            return Passed.HEADING
        first = self._first_texts(row)
        if any(
            fnmatch.fnmatchcase(text.casefold(), pattern)
            for text in first
            for pattern in self._ignored
        ):
            return Passed.IGNORED
        return Passed.SUMMARY if self._sums_up(row, first) else None

    def _sums_up(self, row: int, first: tuple[str, ...]) -> bool:
        """Tell whether a row sums up others: such words, and no code of a course beside them."""
        code = self._raw_text(row, Column.COURSE_CODE)
        if code and not is_summary(code):
            return False
        titles = (self._raw_text(row, column) for column in _TITLES)
        return any(is_summary(text) for text in (*first, *titles) if text)

    def _raw_text(self, row: int, column: Column) -> str:
        index = self._plan.indexes.get(column)
        return "" if index is None else self._grid.cell(row, index).text

    def _first_texts(self, row: int) -> tuple[str, ...]:
        """Give the first text of a row, and the first that is not in a student's column."""
        texts = [
            (index, cell.text)
            for index, cell in self._grid.filled(row)
            if cell.kind is CellKind.TEXT
        ]
        others = [text for index, text in texts if index not in self._student_indexes]
        return (*(text for _, text in texts[:1]), *others[:1])

    def _is_note(self, row: int, state: ReadingState) -> bool:
        """Tell whether a row without any value is a note: by its words, or above a block's rows."""
        first = self._first_texts(row)
        code = self._raw_text(row, Column.COURSE_CODE)
        if code and code not in first:
            return False
        lonely = sum(1 for _ in self._grid.filled(row)) == 1
        above = self._settings.layout is Layout.BLOCKS and not state.has_results and lonely
        return above or any(is_note(text) for text in first)

"""Lines that name a learner above or between tables, `Студент: …`; reads no row of results."""

from collections.abc import Iterator

from connectors.hosts.inbox_cells import Cell, CellKind, Grid, text_cell
from connectors.hosts.inbox_columns import ColumnPlan
from connectors.hosts.inbox_learners import NOBODY, LearnerFacts, read_learner
from connectors.hosts.inbox_settings import InboxSettings
from connectors.hosts.inbox_values import Findings, ValueReader
from connectors.hosts.inbox_vocabulary import (
    AMBIGUOUS,
    HEADINGS,
    LEARNER_COLUMNS,
    Column,
    normalise_words,
)

_MOST_LABEL_WORDS = 6


class LabelReader:
    """Reads lines that name a learner: `Студент: …`, label and value in one cell or in two."""

    def __init__(self, settings: InboxSettings, findings: Findings) -> None:
        self._settings = settings
        self._findings = findings
        self._given = {
            normalise_words(heading): column
            for column, headings in settings.columns.items()
            if column in LEARNER_COLUMNS
            for heading in headings
        }

    def read(self, grid: Grid, row: int) -> LearnerFacts:
        """Read a line; NOBODY when nothing in it is the label of a learner's fact."""
        found = self._labelled(grid, row)
        if not found:
            return NOBODY
        columns = [column for column in LEARNER_COLUMNS if column in found]
        line = Grid(
            place=grid.place,
            offset=grid.offset + row,
            rows=(tuple(found[column] for column in columns),),
            from_1904=grid.from_1904,
        )
        indexes = {column: index for index, column in enumerate(columns)}
        plan = ColumnPlan(header_row=-1, first_row=0, indexes=indexes)
        values = ValueReader(line, plan, self._settings, self._findings)
        return read_learner(values, 0, columns, place=grid.row_place(row))

    def _labelled(self, grid: Grid, row: int) -> dict[Column, Cell]:
        """Find the labels of a line and the cell or the part of a cell each belongs to."""
        found: dict[Column, Cell] = {}
        waiting: Column | None = None
        for _, cell in grid.filled(row):
            pairs = list(self._pairs(cell.text)) if cell.kind is CellKind.TEXT else []
            if pairs:
                for column, text in pairs:
                    if text:
                        self._keep(found, column, text_cell(text), grid, row)
                waiting = pairs[-1][0] if not pairs[-1][1] else None
            elif waiting is not None:
                self._keep(found, waiting, cell, grid, row)
                waiting = None
        return found

    def _keep(
        self, found: dict[Column, Cell], column: Column, cell: Cell, grid: Grid, row: int
    ) -> None:
        if column in found or ":" in cell.text:
            self._findings.report(
                "learner-line",
                "it cannot be told where one fact about the student ends and the next begins",
                grid.row_place(row),
                "give every fact a line or a cell of its own",
            )
        found.setdefault(column, cell)

    def _pairs(self, text: str) -> Iterator[tuple[Column, str]]:
        """Part a text into labels and what follows each; nothing where it begins with none of ours.

        `Подпись, ФИО: …` names whoever signed.
        """
        column = self._column_of(text)
        if column is not None:
            yield column, ""
            return
        *pieces, rest = text.split(":")
        current: Column | None = None
        value = ""
        for piece in pieces:
            words = piece.split()
            start, label = self._label_at_end(words)
            if label is None or (current is None and start > 0):
                value += f"{piece}:"
                continue
            if current is not None:
                yield current, (value + " ".join(words[:start])).strip(" ;,")
            current, value = label, ""
        if current is not None:
            yield current, (value + rest).strip(" ;,")

    def _label_at_end(self, words: list[str]) -> tuple[int, Column | None]:
        """Find the longest label that ends a text before its colon."""
        for start in range(max(0, len(words) - _MOST_LABEL_WORDS), len(words)):
            column = self._column_of(" ".join(words[start:]))
            if column is not None:
                return start, column
        return len(words), None

    def _column_of(self, label: str) -> Column | None:
        words = normalise_words(label)
        if self._given:
            return self._given.get(words)
        if Column.FULL_NAME in AMBIGUOUS.get(words, ()):
            return Column.FULL_NAME
        column, _ = HEADINGS.get(words, (None, ""))
        return column if column in LEARNER_COLUMNS else None

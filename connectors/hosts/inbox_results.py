"""From one row of a grid to one result, as its columns say; looks at no other row, no rule."""

from datetime import date
from decimal import Decimal

from connectors.hosts.inbox_cells import Grid
from connectors.hosts.inbox_columns import ColumnPlan
from connectors.hosts.inbox_settings import InboxSettings, StatusFrom
from connectors.hosts.inbox_values import ValueReader, code_of, fold_grade
from connectors.hosts.inbox_vocabulary import (
    MARK_COLUMNS,
    TITLE_LANGUAGES,
    Column,
    normalise_words,
)
from connectors.hosts.inbox_words import StatusVocabulary, is_without_control
from mapping.identifiers import Sha256
from mapping.problems import Problem, Severity
from mapping.records import AcademicTerm, Credit, Grade, HostResult, LocalisedText
from mapping.terms import ResultStatus

_SCHEMES = {Column.KZ_CREDITS: "kz", Column.ECTS: "ects", Column.ZE: "ze"}
_MOST_HOURS = Decimal(10_000)


class ResultReader:
    """Reads the results of one grid by its column plan."""

    def __init__(
        self,
        grid: Grid,
        plan: ColumnPlan,
        values: ValueReader,
        settings: InboxSettings,
        evidence: Sha256,
    ) -> None:
        self._grid = grid
        self._plan = plan
        self._values = values
        self._settings = settings
        self._evidence = evidence
        self._vocabulary = StatusVocabulary(settings.status_words)
        self._mark_columns = _mark_columns(plan, settings)
        self._status_from = settings.status_from or (
            StatusFrom.COLUMN if plan.has(Column.STATUS) else StatusFrom.GRADE
        )
        self._dates = {
            normalise_words(term.label): (term.starts, term.ends) for term in settings.terms
        }
        self._term_columns = [
            column for column in (Column.TERM, Column.ACADEMIC_YEAR) if plan.has(column)
        ]
        self._credit_columns = [
            (column, scheme) for column, scheme in _SCHEMES.items() if plan.has(column)
        ]
        self._title_columns = [
            (column, TITLE_LANGUAGES.get(column, settings.title_language))
            for column in (Column.COURSE_TITLE, *TITLE_LANGUAGES)
            if plan.has(column)
        ]

    def read(self, row: int, term: str) -> HostResult | None:
        """Read a row as a result in the term named above it; None when a finding was reported.

        A host that prints no codes is keyed by its titles.
        """
        titles = self._titles(row)
        printed = self._values.text(row, Column.COURSE_CODE) or (titles[0].text if titles else "")
        if not printed:
            self._values.report(
                "no-course",
                row,
                self._course_column(),
                "the row has neither a course code nor a title",
                "a subtotal or a signature? name it under 'ignore_rows' in the profile",
            )
            return None
        grade, warnings = self._grade(row)
        status, assumed = self._status(row, grade)
        return HostResult(
            code=code_of(printed),
            printed_code=printed,
            titles=titles,
            term=self._term(row, term),
            completed_on=self._values.day(row, Column.COMPLETED_ON),
            status=status,
            status_assumed=assumed,
            grade=grade,
            percent=self._number(row, Column.PERCENT),
            points=self._number(row, Column.POINTS),
            credits=self._credits(row),
            hours=self._number(row, Column.HOURS, _MOST_HOURS),
            level=self._settings.level,
            without_control=is_without_control(self._values.text(row, Column.CONTROL)),
            locator=self._grid.row_place(row),
            evidence=self._evidence,
            warnings=warnings,
        )

    def _course_column(self) -> Column:
        titles = [column for column, _ in self._title_columns]
        return Column.COURSE_CODE if self._plan.has(Column.COURSE_CODE) else titles[0]

    def _titles(self, row: int) -> tuple[LocalisedText, ...]:
        return tuple(
            LocalisedText(language=language, text=text)
            for column, language in self._title_columns
            if (text := self._values.text(row, column))
        )

    def _number(self, row: int, column: Column, most: Decimal = Decimal(100)) -> Decimal | None:
        return self._values.number(row, column, most=most) if self._plan.has(column) else None

    def _credits(self, row: int) -> tuple[Credit, ...]:
        """Read the credits of every scheme there is a column for; hours stand in for none."""
        found = tuple(
            Credit(value=value, scheme=scheme)
            for column, scheme in self._credit_columns
            if (value := self._number(row, column)) is not None
        )
        if self._credit_columns:
            return found
        hours = self._number(row, Column.HOURS, _MOST_HOURS)
        return () if hours is None else (Credit(value=hours, scheme="hours"),)

    def _grade(self, row: int) -> tuple[Grade | None, tuple[Problem, ...]]:
        """Read the grade, and warn where it was typed in letters that only look Latin.

        Where the grade's own column is empty a traditional word (зачтено) takes its place.
        """
        for column in self._mark_columns:
            printed = self._values.mark(row, column)
            if printed:
                break
        else:
            return None, ()
        label = printed
        if self._vocabulary.of_mark(printed) is None:
            label = fold_grade(printed)
        grade = Grade(label=label, scheme=self._settings.grading_scheme)
        if label == printed:
            return grade, ()
        warning = Problem(
            code="look-alike-letters",
            message="the grade is printed with letters or a dash that only look Latin",
            place=self._plan.place(self._grid, row, column),
            severity=Severity.WARNING,
        )
        return grade, (warning,)

    def _status(self, row: int, grade: Grade | None) -> tuple[ResultStatus, bool]:
        """Tell the status and whether it is assumed, the way the profile says it is known."""
        if self._status_from is StatusFrom.COLUMN:
            return self._stated_status(row), False
        if grade is None:
            passed = self._status_from is StatusFrom.ASSUMED_PASSED
            return (ResultStatus.PASSED, True) if passed else (ResultStatus.UNKNOWN, False)
        worded = self._vocabulary.of_mark(grade.label)
        if worded is ResultStatus.UNKNOWN:
            return worded, False
        return worded or ResultStatus.PASSED, True

    def _stated_status(self, row: int) -> ResultStatus:
        text = self._values.text(row, Column.STATUS)
        if not text:
            return ResultStatus.UNKNOWN
        status = self._vocabulary.of_status(text)
        if status is None:
            self._values.report(
                "unknown-status",
                row,
                Column.STATUS,
                "the word is none of those a status is told by",
                "add it to 'status_words' in the profile",
            )
            return ResultStatus.UNKNOWN
        return status

    def _term(self, row: int, above: str) -> AcademicTerm:
        """Name the term: of the row where it has one, else the one named above."""
        own = " ".join(
            text for column in self._term_columns if (text := self._values.text(row, column))
        )
        label = own or above
        starts, ends = self._dates_of(label)
        return AcademicTerm(label=label, starts=starts, ends=ends)

    def _dates_of(self, label: str) -> tuple[date | None, date | None]:
        return self._dates.get(normalise_words(label), (None, None))


def _mark_columns(plan: ColumnPlan, settings: InboxSettings) -> tuple[Column, ...]:
    """Choose the column of the grade, and after it that of the traditional words."""
    there = [column for column in MARK_COLUMNS if plan.has(column)]
    chosen = Column(settings.grade_from) if settings.grade_from else next(iter(there), None)
    if chosen is None:
        return ()
    words = [Column.TRADITIONAL] if Column.TRADITIONAL in there else []
    return (chosen, *(column for column in words if column is not chosen))

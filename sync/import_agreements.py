"""Reading a file of learning agreements: every problem at once, nothing half read, nothing stored.

    row (course) ---- mobility_id ----> one Mobility         the person and the period
        |------------ version --------> one LearningAgreement
        `------------ block, side ----> Table A (host) and Table B (home), n:m

A fact of the mobility stands on any of its rows; it may be repeated or left empty on the others,
and must never differ. A row without side and course registers a mobility without an agreement.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from connectors.hosts.inbox_text import Encoding
from mapping.agreements import (
    AgreedComponent,
    Extension,
    HostComponent,
    LearningAgreement,
    Mobility,
)
from mapping.courses import normalise_code
from mapping.credits import KZ
from mapping.identifiers import MobilityId, Sha256
from mapping.problems import Problem, Severity, errors_of
from mapping.records import Credit, LearnerIdentifier
from mapping.terms import MobilityForm
from sync.import_cells import CellRefused, Side, is_broken
from sync.import_columns import (
    AGREEMENT_COLUMNS,
    APPROVAL,
    COURSE,
    EXTENSION,
    IDENTIFIER_KINDS,
    IDENTIFIERS,
    MOBILITY,
    MOBILITY_NEEDED,
    PARSERS,
)
from sync.import_tables import TableRow, cell_place, read_table

UNSTATED = 0
"""The version of an agreement whose file names none: `sync.import_plan` finds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFile:
    """What a file of agreements says; with problems of severity error it may not be imported.

    `columns` are those the file has. For problems found later, `rows` is the first row of each
    mobility, and `course_rows` that of a course by mobility, version as written, side and code;
    `counted` names what is counted.
    """

    sha256: Sha256
    columns: frozenset[str]
    mobilities: tuple[Mobility, ...]
    agreements: tuple[LearningAgreement, ...]
    rows: Mapping[str, int] = field(default_factory=dict)
    course_rows: Mapping[tuple[str, int, str, str], int] = field(default_factory=dict)
    counted: str = "row"
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's facts; `filled` names every cell that holds something, refused ones included."""

    number: int
    facts: Mapping[str, Any]
    filled: frozenset[str]

    def lacks(self, name: str) -> bool:
        """Tell whether a cell is empty, and not just refused: that is reported already."""
        return name not in self.filled


def read_agreements(path: Path, *, encoding: Encoding | None = None) -> AgreementFile:
    """Read a CSV or XLSX file of agreements; raises ImportRefused where there is no such table."""
    table = read_table(path, AGREEMENT_COLUMNS, encoding=encoding)
    problems = list(table.problems)
    groups: defaultdict[str, list[_Row]] = defaultdict(list)
    for table_row in table.rows:
        row = _Row(table_row.number, _parse(table_row, problems), frozenset(table_row.cells))
        if "mobility_id" in row.facts:
            groups[row.facts["mobility_id"]].append(row)
        elif row.lacks("mobility_id"):
            problems.append(_missing(row.number, "mobility_id"))
    mobilities: list[Mobility] = []
    agreements: list[LearningAgreement] = []
    columns = frozenset(table.columns)
    for mobility_id, rows in groups.items():
        mobility = _mobility(MobilityId(mobility_id), rows, columns, problems)
        if mobility is not None:
            mobilities.append(mobility)
        agreements.extend(_agreements(MobilityId(mobility_id), rows, problems))
    broken = bool(errors_of(problems))
    return AgreementFile(
        sha256=table.sha256,
        columns=columns,
        mobilities=() if broken else tuple(mobilities),
        agreements=() if broken else tuple(agreements),
        rows={mobility_id: rows[0].number for mobility_id, rows in groups.items()},
        course_rows=dict(_course_rows(groups)),
        problems=tuple(problems),
    )


def _course_rows(
    groups: Mapping[str, Sequence[_Row]],
) -> Iterator[tuple[tuple[str, int, str, str], int]]:
    for mobility_id, rows in groups.items():
        for row in rows:
            side, code = row.facts.get("side"), row.facts.get("course_code", "")
            if side is Side.HOST:
                code = normalise_code(code)
            if side is not None:
                key = (mobility_id, row.facts.get("version", UNSTATED), str(side), str(code))
                yield key, row.number


def _parse(row: TableRow, problems: list[Problem]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for column, cell in row.cells.items():
        place = cell_place(row.number, column)
        if is_broken(cell):
            problems.append(
                Problem(
                    code="cell-broken",
                    message="the cell shows an error, or a formula without a saved value",
                    place=place,
                    hint="replace the formula by its value",
                )
            )
            continue
        try:
            facts[column] = PARSERS[column](cell)
        except CellRefused as refused:
            problems.append(
                Problem(code=refused.code, message=refused.message, place=place, hint=refused.hint)
            )
    return facts


def _agreed(
    rows: Sequence[_Row], names: Iterable[str], what: str, problems: list[Problem]
) -> dict[str, Any]:
    """Bring together what several rows say of one thing: said once, or said alike."""
    agreed: dict[str, Any] = {}
    for name in names:
        said = [(row.number, row.facts[name]) for row in rows if name in row.facts]
        for number, value in said:
            if value != said[0][1]:
                problems.append(
                    Problem(
                        code="rows-contradict",
                        message=f"differs from row {said[0][0]} of the same {what}",
                        place=cell_place(number, name),
                        hint="correct one of the two",
                    )
                )
        if said:
            agreed[name] = said[0][1]
    return agreed


def _mobility(
    mobility_id: MobilityId,
    rows: Sequence[_Row],
    columns: frozenset[str],
    problems: list[Problem],
) -> Mobility | None:
    facts = _agreed(rows, MOBILITY, "mobility", problems)
    first = rows[0].number
    problems.extend(
        _missing(first, name)
        for name in MOBILITY_NEEDED
        if name in columns and all(row.lacks(name) for row in rows)
    )
    if any(name not in facts for name in MOBILITY_NEEDED):
        return None
    extension = _extension(facts, rows, problems)
    if facts["starts"] > facts["ends"]:
        problems.append(
            _problem("period-reversed", "the period ends before it starts", first, "ends")
        )
    if facts["birth_date"] >= facts["starts"]:
        problems.append(
            _problem("birth-date-late", "the birth date is after the start", first, "birth_date")
        )
    identifiers = tuple(
        LearnerIdentifier(kind=IDENTIFIER_KINDS[name], value=facts[name])
        for name in IDENTIFIERS
        if name in facts
    )
    return Mobility(
        mobility_id=mobility_id,
        student_id=facts["student_id"],
        given_names=facts["given_names"],
        family_name=facts["family_name"],
        birth_date=facts["birth_date"],
        identifiers=identifiers,
        host=facts["host"],
        kind=facts["kind"],
        form=facts.get("form", MobilityForm.HORIZONTAL),
        level=facts["level"],
        programme=facts.get("programme", ""),
        admission_year=facts["admission_year"],
        starts=facts["starts"],
        ends=facts["ends"],
        extensions=() if extension is None else (extension,),
        basis=facts.get("basis", ""),
    )


def _extension(
    facts: Mapping[str, Any], rows: Sequence[_Row], problems: list[Problem]
) -> Extension | None:
    """Build the extension of a period: a reasoned, approved request, whole or not at all."""
    lacking = [name for name in EXTENSION if all(row.lacks(name) for row in rows)]
    if len(lacking) == len(EXTENSION):
        return None
    first = rows[0].number
    problems.extend(_missing(first, name) for name in lacking)
    if any(name not in facts for name in EXTENSION):
        return None
    if facts["extension_ends"] <= facts["ends"]:
        message = "the extension ends no later than the period"
        problems.append(_problem("extension-short", message, first, "extension_ends"))
    return Extension(
        ends=facts["extension_ends"],
        reason=facts["extension_reason"],
        approved_by=facts["extension_approved_by"],
        approved_on=facts["extension_approved_on"],
    )


def _agreements(
    mobility_id: MobilityId, rows: Sequence[_Row], problems: list[Problem]
) -> Iterator[LearningAgreement]:
    with_courses = [row for row in rows if any(name in row.filled for name in COURSE)]
    versions: defaultdict[int, list[_Row]] = defaultdict(list)
    for row in with_courses:
        versions[row.facts.get("version", UNSTATED)].append(row)
    if UNSTATED in versions and len(versions) > 1:
        unstated = versions[UNSTATED][0].number
        message = "other rows of the mobility state a version, and this one does not"
        problems.append(_problem("version-missing", message, unstated, "version"))
        return
    for version in sorted(versions):
        yield _agreement(mobility_id, version, versions[version], problems)


def _agreement(
    mobility_id: MobilityId, version: int, rows: Sequence[_Row], problems: list[Problem]
) -> LearningAgreement:
    approval = _agreed(rows, APPROVAL, "agreement", problems)
    sides: dict[Side, list[_Row]] = {Side.HOST: [], Side.HOME: []}
    for row in rows:
        problems.extend(
            _missing(row.number, name) for name in ("side", "course_code") if row.lacks(name)
        )
        if "side" in row.facts and "course_code" in row.facts:
            sides[row.facts["side"]].append(row)
    sorted_out = all("side" in row.facts for row in rows)
    for side, found in sides.items():
        if not found and sorted_out:
            problems.append(
                Problem(
                    code="one-sided",
                    message=f"the agreement has no row with side {side}",
                    place=f"row {rows[0].number}",
                    hint="an agreement names what is studied and what it stands for",
                )
            )
    host_components = tuple(_host_component(row, problems) for row in sides[Side.HOST])
    home_components = tuple(_home_component(row, problems) for row in sides[Side.HOME])
    problems.extend(_twice(sides[Side.HOST], [row.code for row in host_components]))
    problems.extend(_twice(sides[Side.HOME], [row.code for row in home_components]))
    problems.extend(_lone_blocks(sides) if sorted_out else ())
    return LearningAgreement(
        mobility_id=mobility_id,
        version=version,
        host_components=host_components,
        home_components=home_components,
        **approval,
    )


def _host_component(row: _Row, problems: list[Problem]) -> HostComponent:
    facts = row.facts
    amount: Decimal | None = facts.get("credits")
    scheme: str | None = facts.get("credit_scheme")
    if amount is not None and row.lacks("credit_scheme"):
        problems.append(_missing(row.number, "credit_scheme"))
    return HostComponent(
        code=normalise_code(facts["course_code"]),
        title=facts.get("course_title", ""),
        credit=None if amount is None or scheme is None else Credit(value=amount, scheme=scheme),
        block=facts.get("block", ""),
    )


def _home_component(row: _Row, problems: list[Problem]) -> AgreedComponent:
    facts = row.facts
    if facts.get("credit_scheme", KZ) != KZ:
        message = "the credits of a home component are Kazakhstan credits"
        hint = "write kz, or leave the cell empty"
        problems.append(_problem("home-scheme", message, row.number, "credit_scheme", hint))
    return AgreedComponent(
        code=facts["course_code"],
        title=facts.get("course_title", ""),
        credits=facts.get("credits"),
        block=facts.get("block", ""),
    )


def _twice(rows: Sequence[_Row], codes: Sequence[str]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row, code in zip(rows, codes, strict=True):
        if code in first:
            yield _problem(
                "course-twice",
                f"the course is already agreed in row {first[code]}",
                row.number,
                "course_code",
                "remove one of the two rows",
            )
        first.setdefault(code, row.number)


def _lone_blocks(sides: Mapping[Side, Sequence[_Row]]) -> Iterator[Problem]:
    """Warn of a block that stands on one side only: it links nothing, and is often a slip."""
    blocks = {
        side: {row.facts["block"]: row for row in reversed(rows) if "block" in row.facts}
        for side, rows in sides.items()
    }
    for side, other in ((Side.HOST, Side.HOME), (Side.HOME, Side.HOST)):
        for block, row in sorted(blocks[side].items()):
            if block not in blocks[other]:
                yield Problem(
                    code="lone-block",
                    message=f"the block has rows with side {side} only",
                    place=cell_place(row.number, "block"),
                    hint="give both sides the same block, or leave it empty",
                    severity=Severity.WARNING,
                )


def _missing(row: int, column: str) -> Problem:
    return _problem("cell-missing", f"{column} is missing", row, column, "fill the cell")


def _problem(code: str, message: str, row: int, column: str, hint: str = "") -> Problem:
    return Problem(code=code, message=message, place=cell_place(row, column), hint=hint)

"""Transcripts as rows of the national platform (ЕПВО); what the rows mean is checked elsewhere.

    stay       -> STUDENT_TRANSFER, ORDERS_ACADEMIC_MOBILITY
    component  -> TRANSCRIPT          the home code and the transferred mark
    decision   -> FOREIGN_SUBJECTS    what was studied abroad: title and credits, no mark

The platform has no field for the host, its course or its mark: where a mark comes from stays with
us. Names go in three languages, credits whole.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from connectors.transcripts.document import Component, Stay, Student, Transcript
from mapping.numbers import Rounding, round_decimal
from mapping.problems import Problem, Severity

COURSE, PRACTICE, STATE_EXAM, PASS_ONLY, RESEARCH, WITHOUT_CONTROL = 0, 1, 2, 5, 6, 32
_INTERNAL, _EXTERNAL = 1, 2
_DERIVED_BITS = 52
"""A number made by us stays exact where a program holds it in a double."""
_ONE_TO_ONE = "kz-2018"


@dataclass(frozen=True, slots=True, kw_only=True)
class EpvoIdentifiers:
    """The platform's numbers for what is ours, by kind and our own key.

    Kinds: `student`, `subject`, `university` (SCHAC code), `country` (ISO code), `order`
    (mobility number), `practice` (kind of practice). `digits` and `derived` name the kinds whose
    numbers may be made of our own key where none is listed.
    """

    listed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    digits: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()

    def find(self, kind: str, ours: str) -> int | None:
        """Find a number; None where there is none."""
        found = self.listed.get((kind, ours))
        if found is not None:
            return found
        if kind in self.digits:
            digits = "".join(letter for letter in ours if letter.isascii() and letter.isdigit())
            return int(digits) if digits else None
        return derived_number(kind, ours) if kind in self.derived else None


@dataclass(frozen=True, slots=True, kw_only=True)
class EpvoSettings:
    """What a university chooses; `rounding` None leaves credits that are not whole to be refused.

    `mobility_types` are numbers of the platform's dictionary for `internal` and `external`.
    """

    university_id: int
    identifiers: EpvoIdentifiers
    rounding: Rounding | None = None
    mobility_types: Mapping[str, int] = field(default_factory=dict)
    financing_source: int | None = None
    order_section: int | None = None
    study_format: int = 2
    agreement_type: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EpvoExport:
    """Rows by kind, in the order they have to be sent in, and which numbers are not known."""

    rows: Mapping[str, tuple[dict[str, object], ...]]
    problems: tuple[Problem, ...]


def derived_number(*parts: str) -> int:
    """Make a stable number of keys of our own, the same in every export."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest) % (1 << _DERIVED_BITS) or 1


def epvo_rows(transcripts: Iterable[Transcript], settings: EpvoSettings) -> EpvoExport:
    """Write the rows of some students; a number nobody knows is left out and reported once."""
    return _RowWriter(settings).write(transcripts)


class _RowWriter:
    def __init__(self, settings: EpvoSettings) -> None:
        self._settings = settings
        self._unknown: dict[tuple[str, str], None] = {}
        self._untranslated: dict[str, None] = {}

    def write(self, transcripts: Iterable[Transcript]) -> EpvoExport:
        rows: dict[str, list[dict[str, object]]] = {
            "STUDENT_TRANSFER": [],
            "ORDERS_ACADEMIC_MOBILITY": [],
            "FOREIGN_SUBJECTS": [],
            "TRANSCRIPT": [],
        }
        for transcript in transcripts:
            student = transcript.student
            for stay in transcript.stays:
                rows["STUDENT_TRANSFER"].append(self._transfer(student, stay))
                rows["ORDERS_ACADEMIC_MOBILITY"].append(self._order(student, stay))
                if stay.kind == "external":
                    rows["FOREIGN_SUBJECTS"] += self._foreign_subjects(stay)
                rows["TRANSCRIPT"] += (self._mark(student, stay, each) for each in stay.components)
        return EpvoExport(
            rows={code: tuple(listed) for code, listed in rows.items()},
            problems=(
                *(_not_listed(kind, ours) for kind, ours in self._unknown),
                *map(_not_translated, self._untranslated),
            ),
        )

    def _number(self, kind: str, ours: str) -> int | None:
        found = self._settings.identifiers.find(kind, ours)
        if found is None:
            self._unknown[kind, ours] = None
        return found

    def _opening(self, code: str) -> dict[str, object]:
        return {"typeCode": code, "universityId": self._settings.university_id}

    def _transfer(self, student: Student, stay: Stay) -> dict[str, object]:
        return (
            self._opening("STUDENT_TRANSFER")
            | self._financing()
            | {
                "transferId": _transfer_id(stay),
                "studentId": self._number("student", student.student_id),
                "foreignUniversityId": self._number("university", stay.host),
                "startDate": stay.starts.isoformat(),
                "finishDate": stay.ends.isoformat(),
                "academicMobilityTypeId": self._settings.mobility_types.get(stay.kind),
            }
        )

    def _financing(self) -> dict[str, object]:
        """State the source of money, or leave the field to whoever else fills it."""
        source = self._settings.financing_source
        return {} if source is None else {"financingSourceId": source}

    def _order(self, student: Student, stay: Stay) -> dict[str, object]:
        external = stay.kind == "external"
        country = self._number("country", stay.host_country) if external else None
        named = {"professionName": student.programme} if student.programme else {}
        return (
            self._opening("ORDERS_ACADEMIC_MOBILITY")
            | self._financing()
            | named
            | {
                "id": derived_number("mobility-order", stay.mobility_id),
                "orderId": self._number("order", stay.mobility_id),
                "sectionId": self._settings.order_section,
                "mobilityType": _EXTERNAL if external else _INTERNAL,
                "countryId": country,
                "partnerUniversityId": self._number("university", stay.host),
                "startDate": stay.starts.isoformat(),
                "finishDate": stay.ends.isoformat(),
                "studentId": self._number("student", student.student_id),
                "Start_Study_Year": _study_year(stay.starts.year, stay.starts.month),
                "Start_Term": _term(stay.starts.month),
                "Finish_Study_Year": _study_year(stay.ends.year, stay.ends.month),
                "Finish_Term": _term(stay.ends.month),
                "format": self._settings.study_format,
                "agreementType": self._settings.agreement_type,
                "transferId": _transfer_id(stay),
            }
        )

    def _foreign_subjects(self, stay: Stay) -> Iterator[dict[str, object]]:
        """Write what was studied abroad, a row a decision: credits are counted once, n to m."""
        by_decision: dict[str, list[Component]] = {}
        for component in stay.components:
            by_decision.setdefault(component.decision, []).append(component)
        for group in by_decision.values():
            originals = tuple(dict.fromkeys(each for one in group for each in one.originals))
            earned = sum((each.credits for each in group), Decimal(0))
            stated = [each.ects for each in originals]
            ects: Decimal | None = None
            if stated and None not in stated:
                ects = sum((each for each in stated if each is not None), Decimal(0))
            elif group[0].regime == _ONE_TO_ONE:
                ects = earned  # the host states no ECTS credits; here one is one by the rules
            name = " + ".join(each.title or each.code for each in originals)
            courses = "+".join(f"{each.code}|{each.term}" for each in originals)
            yield self._opening("FOREIGN_SUBJECTS") | {
                "id": derived_number("foreign-subject", stay.mobility_id, courses),
                "transferId": _transfer_id(stay),
                "subjectName": name,
                "rk": self._whole(earned),
                "ects": None if ects is None else self._whole(ects),
                "getsDegree": False,
            }

    def _mark(self, student: Student, stay: Stay, component: Component) -> dict[str, object]:
        kind = row_type(component)
        practice = self._number("practice", component.work) if kind == PRACTICE else None
        key = (student.student_id, stay.mobility_id, component.code)
        return self._opening("TRANSCRIPT") | {
            "id": derived_number("transcript", *key),
            "studentId": self._number("student", student.student_id),
            "subjectId": self._number("subject", component.code),
            "subjectCode": component.code,
            "codeRu": component.code,
            "codeEn": component.code,
            "subjectNameRu": self._name(component, "ru"),
            "subjectNameKz": self._name(component, "kk"),
            "subjectNameEn": self._name(component, "en"),
            "credits": self._whole(component.credits),
            "courseNumber": component.year - student.admission_year + 1,
            "term": component.period,
            "totalMark": _plain(component.percent),
            "numeralMark": _plain(component.points),
            "alphaMark": component.letter,
            "type": kind,
            "groupTypeId": practice,
            "accepted": int(component.passed),
            "isPassed": component.passed,
            "wasretaken": False,
            "deleted": False,
            "notIncludedScholarship": False,
            "isGeneralExam": False,
            "isAdditionalSubject": component.kind == "additional",
            "isCoursework": False,
            "isSubjectWithAdditionalType": False,
        }

    def _name(self, component: Component, language: str) -> str:
        """Name a component; where a language lacks a name, another's stands there, and is told."""
        if not component.titles.in_language(language):
            self._untranslated[component.code] = None
        return component.titles.best(language) or component.code

    def _whole(self, value: Decimal) -> int | float | None:
        if self._settings.rounding is not None:
            value = round_decimal(value, places=0, rounding=self._settings.rounding)
        return _plain(value)


def row_type(component: Component) -> int:
    """Choose the type of a transcript row: what has no mark is зачёт or without control."""
    if not component.graded:
        return WITHOUT_CONTROL if component.without_control else PASS_ONLY
    if component.work.endswith("-practice"):
        return PRACTICE
    return {"research-work": RESEARCH, "final-attestation": STATE_EXAM}.get(component.work, COURSE)


def _transfer_id(stay: Stay) -> int:
    return derived_number("mobility", stay.mobility_id)


def _study_year(year: int, month: int) -> int:
    """Give the calendar year the academic year begins in; host autumns may begin in August."""
    return year if month >= 8 else year - 1  # noqa: PLR2004 -- August


def _term(month: int) -> int:
    """Tell the term of a month: 1 autumn, 2 spring, 3 summer."""
    return 2 if 2 <= month <= 6 else 3 if month == 7 else 1  # noqa: PLR2004 -- months


def _plain(value: Decimal | None) -> int | float | None:
    """Give a number as JSON has it; whole ones as integers."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _not_listed(kind: str, ours: str) -> Problem:
    return Problem(
        code="number-not-listed",
        message=f"the platform's number of {kind} '{ours}' is not known",
        hint=f"add the line '{kind},{ours},NUMBER' to the file of identifiers",
    )


def _not_translated(component: str) -> Problem:
    return Problem(
        code="name-not-translated",
        message=f"component '{component}' has no name in each language: another's stands there",
        hint="give it a title in kk, ru and en in curriculum/",
        severity=Severity.WARNING,
    )

"""What a stay at a host is made of in the demo: who, what was agreed, what the host will say of it.

Every stay also says what must become of its results, so that a test can hold the product to it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sandbox.courses import HOST_COURSES
from sandbox.people import PEOPLE, Person

KOZMINSKI: Final = "kozminski.edu.pl"
ENU: Final = "enu.kz"
ASU: Final = "asu.ru"

ECONOMICS: Final = "6B04101"
FINANCE: Final = "6B04102"
INFORMATICS: Final = "6B06102"
OLD_ECONOMICS: Final = "5B050600"
MASTER_ECONOMICS: Final = "7M04101"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One line of a host's transcript, as the host prints it; empty is not printed.

    `credits` in the host's own unit: ECTS, Kazakhstan credits, or зачётные единицы. `ects` stands
    beside them where a host prints both. `scheme` and `credit_scheme` are words only the host
    knows.
    """

    code: str
    grade: str = ""
    credits: str = ""
    credit_scheme: str = ""
    ects: str = ""
    percent: str = ""
    points: str = ""
    status: str = "passed"
    scheme: str = ""
    term: str = ""
    completed_on: date | None = None

    @property
    def key(self) -> tuple[str, str, date | None]:
        """Tell marks of one student apart: a second attempt has another day."""
        return (self.code, self.term, self.completed_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Courses and components that were agreed together; without a name they link nothing."""

    name: str
    courses: tuple[str, ...]
    components: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What becomes of some host courses: outcomes (`ECO2204 6 B 82.5`), or reasons to wait."""

    courses: tuple[str, ...]
    outcomes: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A longer stay, asked for with a reason and approved."""

    ends: date
    reason: str
    approved_by: str
    approved_on: date


class Printing(StrEnum):
    """How a host issues one transcript, where it can issue it in several ways."""

    PLAIN = "plain"
    GZIP = "gzip"
    BASE64 = "base64"
    """Base64 of gzip, as transcripts travel inside other messages."""
    EWP = "ewp"
    """The second version of the format, inside a reply of the Erasmus Without Paper network."""
    OLD = "old"
    """The format of before its first version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One mobility with its agreement (none where `agreed` is empty), and the host's side of it.

    `names_only` and `printed_birth_date` are the host's shortcomings: it prints no number of the
    student, or another birth date than the student's.
    """

    mobility_id: str
    person: Person
    host: str
    starts: date
    ends: date
    admission_year: int
    level: str = "bachelor"
    programme: str = ECONOMICS
    form: str = "horizontal"
    basis: str = ""
    extension: Extension | None = None
    agreed: tuple[Block, ...] = ()
    approved_on: date | None = None
    marks: tuple[Mark, ...] = ()
    expected: tuple[Expected, ...] = ()
    printing: Printing = Printing.PLAIN
    names_only: bool = False
    printed_birth_date: date | None = None

    @property
    def birth_date(self) -> date:
        """The birth date as the host prints it."""
        return self.printed_birth_date or self.person.birth_date

    @property
    def kind(self) -> str:
        """Whether the host is in Kazakhstan."""
        return "internal" if self.host == ENU else "external"

    @property
    def reference(self) -> str:
        """The number of the agreement."""
        return f"LA-{self.mobility_id[2:]}" if self.agreed else ""


def person_of(number: str) -> Person:
    """Find a student by number."""
    return PEOPLE[number]


def block(name: str, courses: str, components: str) -> Block:
    """Write a block: `block("a", "FIN201 FIN202", "ECO2204")`."""
    return Block(name=name, courses=tuple(courses.split()), components=tuple(components.split()))


def one_to_one(*pairs: str) -> tuple[Block, ...]:
    """Write blocks of one course and one component each: `"MIC101 ECO2201"`."""
    return tuple(block(f"b{number}", *pair.split()) for number, pair in enumerate(pairs, start=1))


def gets(courses: str, *outcomes: str) -> Expected:
    """Expect courses to be recognised; an outcome is component, credits, letter and percent."""
    return Expected(courses=tuple(courses.split()), outcomes=outcomes)


def waits(courses: str, *codes: str) -> Expected:
    """Expect courses to be held for just these reasons."""
    return Expected(courses=tuple(courses.split()), held=codes)


def usual_credits(host: str, code: str) -> str:
    """Give what a host's catalogue says a course is worth."""
    return HOST_COURSES[host][code].credits

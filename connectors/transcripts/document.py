"""What a transcript or a protocol says, as values; writers read these and know nothing else.

    Transcript                              Protocol
      Student                                 ProtocolLine ...
      Stay ...                                RefusedLine ...
        Component ...   <- Original ...
        Waiting ...
      Note ...          (how numbers were converted, each once)

Everything is ready to be printed: sentences stand in three languages, and nothing here is computed
again. Numbers stay numbers; how many decimals a document shows is the writer's choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from mapping.identifiers import ComponentCode, HeiId, MobilityId, StudentId
from mapping.records import Credit

LANGUAGES = ("kk", "ru", "en")
"""The languages of official documents, in the order they are printed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trilingual:
    """One text in the three languages of official documents; any may be missing."""

    kk: str = ""
    ru: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """Give the text in one of the three languages, empty where there is none."""
        return {"kk": self.kk, "ru": self.ru, "en": self.en}[language]

    def best(self, language: str) -> str:
        """Give the text in a language, or in the next one that has it."""
        return self.spoken(language)[1]

    def spoken(self, language: str) -> tuple[str, str]:
        """Give the language a text is there in, the wished one first, and the text."""
        for known in (language, *LANGUAGES):
            if text := self.in_language(known):
                return known, text
        return language, ""


def everywhere(text: str) -> Trilingual:
    """Make a text of a name or number that is the same in every language."""
    return Trilingual(kk=text, ru=text, en=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The university that issues a document."""

    hei: HeiId
    names: Trilingual
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs: the position, and the name where it is known beforehand."""

    position: Trilingual
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """Whose results they are. `level` is in words, `level_code` as the rules have it."""

    student_id: StudentId
    given_names: str
    family_name: str
    birth_date: date | None = None
    level: Trilingual = field(default_factory=Trilingual)
    level_code: str = ""
    programme: str = ""
    admission_year: int

    @property
    def full_name(self) -> str:
        """Write the name as Kazakhstan documents do: family name first."""
        return f"{self.family_name} {self.given_names}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A result as the host stated it; `language` is that of the title, where the host says so.

    `ects` is filled where the host itself states ECTS credits.
    """

    code: str
    title: str
    language: str = ""
    term: str = ""
    starts: date | None = None
    ends: date | None = None
    completed_on: date | None = None
    credits: tuple[Credit, ...] = ()
    grade: str = ""
    grade_scheme: str = ""
    los_id: str = ""
    isced_code: str = ""

    @property
    def ects(self) -> Decimal | None:
        """Give the ECTS credits the host states."""
        return next((each.value for each in self.credits if each.scheme == "ects"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One home component and what was recognised as it.

    `kind` is `component`, `elective` or `additional`; letter, points and percent are None together
    where credits are carried without a grade. `year` is the calendar year the academic year begins
    in, `period` 1 for autumn, 2 for spring, 3 for summer. `notes` are the numbers of the document's
    notes about how it was converted.
    """

    code: ComponentCode
    titles: Trilingual
    kind: str = "component"
    kind_name: Trilingual = field(default_factory=Trilingual)
    work: str = "theory"
    credits: Decimal
    quotient: str = ""
    letter: str | None = None
    points: Decimal | None = None
    percent: Decimal | None = None
    traditional: Trilingual = field(default_factory=Trilingual)
    without_control: bool = False
    passed: bool = True
    regime: str
    year: int
    period: int
    decided_on: date
    decision: str
    rule: str
    approval: str = ""
    originals: tuple[Original, ...]
    notes: tuple[int, ...] = ()

    @property
    def graded(self) -> bool:
        """Tell whether there is a mark, not credits alone."""
        return self.letter is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """How numbers were converted; `source` is the rule's authority, as its owner wrote it."""

    number: int
    text: Trilingual
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A home scale in a line, for readers who do not know it."""

    regime: str
    description: Trilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that is not recognised, and why; for the student to read, not for the archive."""

    about: str
    state: Trilingual
    reasons: tuple[Trilingual, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One mobility: where, when, under which agreement, and what came of it."""

    mobility_id: MobilityId
    host: HeiId
    host_names: Trilingual
    host_country: str = ""
    kind: str
    kind_name: Trilingual = field(default_factory=Trilingual)
    form: str = "horizontal"
    form_name: Trilingual = field(default_factory=Trilingual)
    starts: date
    ends: date
    agreement_version: int | None = None
    agreement_approved_on: date | None = None
    agreement_approved_by: str = ""
    agreement_reference: str = ""
    basis: str = ""
    components: tuple[Component, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    average: Decimal | None = None
    average_credits: Decimal = Decimal(0)

    @property
    def credits(self) -> Decimal:
        """Sum the credits recognised with a pass."""
        return sum((each.credits for each in self.components if each.passed), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What ties a document to the audit log: its code, and the log's end when it was drawn up.

    Holds no personal data: the code is a digest with a random part, the rest are digests too.
    """

    code: str
    origin: str
    log_size: int
    log_digest: str
    address: str = ""

    @property
    def payload(self) -> str:
        """Write what the QR code holds; with an address it is one a telephone can open."""
        text = f"UTQYR:1/{self.origin}/{self.code}/{self.log_size}/{self.log_digest}".upper()
        return f"{self.address}#{text}" if self.address else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """That a document was issued: when, which version, and how to verify it."""

    version: int
    issued_on: date
    verification: Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A student's recognised results; without an issue it is a draft and says so.

    `as_of` is set where it tells how things stood on an earlier day. `counts_at_home` is the
    home's policy: whether marks from a mobility enter the student's own average.
    """

    home: Home
    student: Student
    stays: tuple[Stay, ...]
    notes: tuple[Note, ...] = ()
    scales: tuple[Scale, ...] = ()
    average: Decimal | None = None
    average_credits: Decimal = Decimal(0)
    counts_at_home: bool = True
    signatories: tuple[Signatory, ...] = ()
    has_seal: bool = True
    drawn_up_at: datetime
    as_of: date | None = None
    issue: Issue | None = None

    @property
    def credits(self) -> Decimal:
        """Sum the credits recognised with a pass in every stay."""
        return sum((stay.credits for stay in self.stays), Decimal(0))

    @property
    def components(self) -> tuple[Component, ...]:
        """List the components of every stay."""
        return tuple(component for stay in self.stays for component in stay.components)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolLine:
    """One recognised component in a protocol, with whose it is and from where."""

    student: Student
    stay: Stay
    component: Component


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A result a named person refused to recognise, or took back, and the reason given."""

    student: Student
    stay: Stay
    about: str
    reasons: tuple[Trilingual, ...]
    by: str = ""
    why: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """What a commission or the registrar signs: a batch of decisions, with its order."""

    home: Home
    host_names: Trilingual | None = None
    decided_from: date | None = None
    decided_to: date | None = None
    documents: tuple[str, ...] = ()
    number: str = ""
    order: str = ""
    dated: date
    lines: tuple[ProtocolLine, ...]
    refused: tuple[RefusedLine, ...] = ()
    waiting: int = 0
    notes: tuple[Note, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    has_seal: bool = True
    drawn_up_at: datetime
    issue: Issue | None = None


Wording = Mapping[str, Trilingual]
"""The fixed words of documents by label (`connectors.transcripts.labels`)."""

"""Reading learning agreements as EWP's Outgoing Mobility LAs API writes them; stores nothing.

    la -- omobility-id --> a mobility that is known already: the XML has no student number
     |-- first-version                          a version
     |-- first-version + approved-changes       the next version
     `-- first-version + changes-proposal       a draft: only signatures of all three approve

Both lists of changes are against the first version, and a later list replaces the one before it:
the specification's own scenario repeats in each what was changed earlier (1.2.0, steps 8 to 12).
Rows of Table A and Table B are two bags: which stand for which is our own mapping.
"""

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from connectors.errors import HostContractBroken
from connectors.hosts.elmo_values import LocalNames, XmlElement, read_date, read_number
from connectors.xml_stream import FinishedElements
from mapping.agreements import AgreedComponent, HostComponent, LearningAgreement
from mapping.courses import normalise_code
from mapping.credits import ECTS, KZ
from mapping.identifiers import ComponentCode, HeiId, MobilityId, Sha256
from mapping.problems import Problem, Severity
from mapping.records import Credit
from sync.import_agreements import UNSTATED
from sync.import_tables import ImportRefused

_LARGEST_FILE = 64 * 1024 * 1024
_NOBODY = HeiId("")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MOBILITY_ID = re.compile(r"[!-~]{1,64}", re.ASCII)
_SIGNATURES = ("student-signature", "sending-hei-signature", "receiving-hei-signature")
_AT_HOST = (
    "components-studied",
    "virtual-components",
    "blended-mobility-components",
    "short-term-doctoral-components",
)
_AT_HOME = ("components-recognized",)


@dataclass(frozen=True, slots=True, kw_only=True)
class LasEntry:
    """One agreement of a file: whose it is, and its versions, the oldest first."""

    number: int
    mobility_id: MobilityId
    sending: HeiId
    receiving: HeiId
    esi: str = ""
    birth_date: date | None = None
    versions: tuple[LearningAgreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LasFile:
    """What a file of agreements says; with problems of severity error it may not be imported."""

    sha256: Sha256
    entries: tuple[LasEntry, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A component as it is written."""

    status: str
    codes: tuple[str, ...]
    title: str
    credits: tuple[Credit, ...]
    place: str

    def is_same(self, other: "_Row") -> bool:
        """Tell whether two rows mean one component: by a code they share, else by the title."""
        if self.codes and other.codes:
            return not set(self.codes).isdisjoint(other.codes)
        return self.title.casefold() == other.title.casefold()


@dataclass(slots=True, kw_only=True)
class _Part:
    """A version or a list of changes: its rows by side, and what is signed."""

    host: list[_Row] = field(default_factory=list)
    home: list[_Row] = field(default_factory=list)
    approved_on: date | None = None
    approved_by: str = ""


def is_las(path: Path) -> bool:
    """Tell a file of EWP agreements from a table, by its first character; never raises."""
    try:
        with path.open("rb") as stream:
            head = stream.read(256)
    except OSError:
        return False  # whoever reads it says why it cannot be read
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip().startswith(b"<")


def read_las(path: Path) -> LasFile:
    """Read a file of agreements, all problems at once; raises ImportRefused for what is none."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= _LARGEST_FILE else b""
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise _refused(f"the file cannot be read: {reason}", "check its name and rights") from error
    if not content:
        limit = _LARGEST_FILE // (1024 * 1024)
        raise _refused(f"the file is empty, or larger than {limit} MiB", "export it again")
    reader = _Reader()
    try:
        entries = tuple(reader.entries(content))
    except HostContractBroken as error:
        raise _refused(error.message, error.hint) from error
    if not reader.seen:
        raise _refused(
            "the file holds no learning agreement",
            "export the answer of the LAs API (omobility-las-get-response)",
        )
    return LasFile(
        sha256=Sha256(hashlib.sha256(content).hexdigest()),
        entries=entries,
        problems=tuple(reader.problems),
    )


class _Reader:
    def __init__(self) -> None:
        self.seen = 0
        self.problems: list[Problem] = []
        self._names = LocalNames()
        self._mobilities: Counter[str] = Counter()

    def entries(self, content: bytes) -> Iterator[LasEntry]:
        """Read every `la`, streaming; raises HostContractBroken for what is no harmless XML."""
        elements = FinishedElements(io.BytesIO(content), host=_NOBODY, names=("la",))
        for element in elements:
            parent = element.getparent()
            if parent is None or self._names[parent.tag] == "omobility-las-get-response":
                self.seen += 1
                entry = self._entry(element, f"agreement {self.seen}")
                if entry is not None:
                    yield entry
                if parent is not None:
                    elements.drop_before(element)

    def _entry(self, element: XmlElement, place: str) -> LasEntry | None:
        mobility_id = self._text(element, "omobility-id")
        self._mobilities[mobility_id] += 1
        if not _MOBILITY_ID.fullmatch(mobility_id):
            self._problem("mobility-id-form", "there is no usable omobility-id", place)
            return None
        if self._mobilities[mobility_id] > 1:
            self._problem("agreement-twice", "this mobility has another agreement above", place)
            return None
        student = self._child(element, "student")
        return LasEntry(
            number=self.seen,
            mobility_id=MobilityId(mobility_id),
            sending=self._hei(element, "sending-hei"),
            receiving=self._hei(element, "receiving-hei"),
            esi=self._text(student, "global-id"),
            birth_date=read_date(self._text(student, "birth-date")),
            versions=tuple(self._versions(element, MobilityId(mobility_id), place)),
        )

    def _versions(
        self, element: XmlElement, mobility_id: MobilityId, place: str
    ) -> Iterator[LearningAgreement]:
        first = self._child(element, "first-version")
        base = _Part() if first is None else self._part(first, place, "first-version")
        if first is not None:
            yield self._agreement(base, mobility_id, "first version", f"{place}, first-version")
        for name in ("approved-changes", "changes-proposal"):
            changes = self._child(element, name)
            if changes is None:
                continue
            where = f"{place}, {name}"
            changed = self._changed(base, self._part(changes, place, name))
            proposal = changes.get("id", "").strip()
            reference = f"proposal {proposal}" if proposal else "approved changes"
            if name == "changes-proposal":
                changed = replace(changed, approved_on=None, approved_by="")
            elif changed.approved_on is None:
                message = "the approved changes do not have all three signatures: taken as a draft"
                self._problem("not-signed", message, where, severity=Severity.WARNING)
            yield self._agreement(changed, mobility_id, reference, where)

    def _part(self, element: XmlElement, place: str, name: str) -> _Part:
        part = _Part()
        for side, tables in ((part.host, _AT_HOST), (part.home, _AT_HOME)):
            for table in tables:
                rows = self._children(self._child(element, table), "component")
                for number, row in enumerate(rows, start=1):
                    side.append(self._row(row, f"{place}, {name}, {table} {number}"))
        signed = [self._signed_on(element, signature) for signature in _SIGNATURES]
        if None not in signed:
            part.approved_on = max(day for day in signed if day is not None)
            sender = self._child(element, "sending-hei-signature")
            part.approved_by = self._text(sender, "signer-name")
        return part

    def _row(self, element: XmlElement, place: str) -> _Row:
        codes = (self._text(element, "los-code"), self._text(element, "los-id"))
        amounts: dict[str, Credit] = {}
        for each in self._children(element, "credit"):
            scheme = self._text(each, "scheme").lower()
            value = read_number(self._text(each, "value"), decimal_comma=False)
            if value is None or not scheme or scheme in amounts:
                message = "an amount of credit cannot be read, or is given twice"
                self._problem("credits-form", message, place, "write it like 4.5, once a scheme")
            else:
                amounts[scheme] = Credit(value=value, scheme=scheme)
        return _Row(
            status=element.get("status", "").strip(),
            codes=tuple(filter(None, codes)),
            title=" ".join(self._text(element, "title").split()),
            credits=tuple(amounts.values()),
            place=place,
        )

    def _changed(self, base: _Part, changes: _Part) -> _Part:
        return replace(
            changes,
            host=self._applied(base.host, changes.host),
            home=self._applied(base.home, changes.home),
        )

    def _applied(self, rows: Sequence[_Row], changes: Sequence[_Row]) -> list[_Row]:
        """Take out what is deleted and add the rest; a row that fits none, or two, is a problem."""
        kept = list(rows)
        for change in changes:
            if change.status != "deleted":
                continue
            same = [row for row in kept if row.is_same(change)]
            if len(same) == 1:
                kept.remove(same[0])
                continue
            message = "the row to delete is not in the first version"
            if same:
                message = f"{len(same)} rows of the first version fit the row to delete"
            self._problem("change-unclear", message, change.place, "give its los-code or los-id")
        return [*kept, *(change for change in changes if change.status != "deleted")]

    def _agreement(
        self, part: _Part, mobility_id: MobilityId, reference: str, place: str
    ) -> LearningAgreement:
        for side, rows in (("studied", part.host), ("recognised", part.home)):
            if not rows:
                message = f"the agreement names no component that is {side}"
                self._problem("one-sided", message, place)
            self._check_codes(rows)
        return LearningAgreement(
            mobility_id=mobility_id,
            version=UNSTATED,
            host_components=tuple(_host_component(row) for row in part.host if row.codes),
            home_components=tuple(_home_component(row) for row in part.home if row.codes),
            approved_on=part.approved_on,
            approved_by=part.approved_by,
            reference=reference,
        )

    def _check_codes(self, rows: Sequence[_Row]) -> None:
        seen: set[str] = set()
        for row in rows:
            if not row.codes:
                hint = "add the code where the agreement is kept, or import it as a table"
                self._problem("course-code-missing", "the component has no code", row.place, hint)
            elif normalise_code(row.codes[0]) in seen:
                self._problem("course-twice", "the component is agreed twice", row.place)
            seen.update(normalise_code(code) for code in row.codes[:1])

    def _signed_on(self, element: XmlElement, name: str) -> date | None:
        """Read the day somebody signed, in the zone they signed in."""
        text = self._text(self._child(element, name), "timestamp")
        try:
            return datetime.fromisoformat(text).date()
        except ValueError:
            return None

    def _hei(self, element: XmlElement, name: str) -> HeiId:
        return HeiId(self._text(self._child(element, name), "hei-id").lower())

    def _child(self, element: XmlElement | None, name: str) -> XmlElement | None:
        return next(iter(self._children(element, name)), None)

    def _children(self, element: XmlElement | None, name: str) -> list[XmlElement]:
        if element is None:
            return []
        return [child for child in element if self._names[child.tag] == name]

    def _text(self, element: XmlElement | None, name: str) -> str:
        child = self._child(element, name)
        return "" if child is None else (child.text or "").strip()

    def _problem(
        self,
        code: str,
        message: str,
        place: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        problem = Problem(code=code, message=message, place=place, hint=hint, severity=severity)
        if problem not in self.problems:  # a row of the first version is looked at in every version
            self.problems.append(problem)


def _host_component(row: _Row) -> HostComponent:
    ects = [credit for credit in row.credits if credit.scheme == ECTS]
    chosen = ects or list(row.credits)
    return HostComponent(
        code=normalise_code(row.codes[0]),
        title=row.title,
        credit=chosen[0] if len(chosen) == 1 else None,
    )


def _home_component(row: _Row) -> AgreedComponent:
    """Build a row of Table B; ECTS are not Kazakhstan credits, so the curriculum's own count."""
    kazakh = [credit.value for credit in row.credits if credit.scheme == KZ]
    return AgreedComponent(
        code=ComponentCode(row.codes[0]), title=row.title, credits=kazakh[0] if kazakh else None
    )


def _refused(message: str, hint: str) -> ImportRefused:
    return ImportRefused([Problem(code="file-unreadable", message=message)], hint=hint)

"""Course lists of the EWP Courses API (0.7.1) as catalogue entries; reads no transcript.

    courses-response / learningOpportunitySpecification
        los-id, los-code, title, type, iscedCode, url
        specifies / learningOpportunityInstance: start, end, academic-term, credit, ...

A course is listed with the credits of its latest edition; where editions overlap in time and
disagree, with none, and a warning: which one a student takes is not for the list to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from connectors.base import CourseParsed
from connectors.errors import HostContractBroken
from connectors.hosts.elmo_values import (
    LANGUAGE,
    LONGEST_TEXT,
    LocalNames,
    TextTooLongError,
    XmlElement,
    one_line,
    read_date,
    read_distribution,
    read_number,
    text_of,
    whole_text,
)
from connectors.xml_stream import FinishedElements
from mapping.courses import normalise_code
from mapping.identifiers import HeiId, Sha256
from mapping.problems import Problem, Severity
from mapping.records import AcademicTerm, Credit, GradeDistribution, HostCourse, LocalisedText
from mapping.terms import Level

_SPECIFICATION = "learningOpportunitySpecification"
_LEVELS = {"bachelor": Level.BACHELOR, "phd": Level.PHD}
# Master's is left out: it may be a profile or a scientific one, and only the home knows which.
_MOST_EDITIONS = 200

_SENTENCES = {
    "no-course-id": ("a course has neither an identifier nor a code; it was left out", ""),
    "code-from-los-id": (
        "the course has no printed code; its EWP identifier stands in for it",
        "use the identifier as the code in the mapping of this host",
    ),
    "editions-disagree": (
        "editions of the course that run at the same time have different credits; none was taken",
        "ask the host which one exchange students take",
    ),
    "unreadable-credits": (
        "an amount of credit is no number",
        "a host that writes 7,5 needs decimal_comma in its settings",
    ),
    "unreadable-distribution": ("the grade distribution cannot be read", ""),
    "too-many-editions": ("only the latest editions of the course were read", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edition:
    """What one instance of a course says."""

    term: AcademicTerm
    credits: tuple[Credit, ...]
    level: Level | None
    hours: Decimal | None
    language: str
    distribution: GradeDistribution | None
    codes: tuple[str, ...]

    @property
    def latest(self) -> date:
        """The day to order editions by."""
        return self.term.ends or self.term.starts or date.min

    def meets(self, other: "_Edition") -> bool:
        """Tell whether two editions run at the same time, as far as their days say."""
        starts = max(self.term.starts or date.min, other.term.starts or date.min)
        ends = min(self.term.ends or date.max, other.term.ends or date.max)
        return starts <= ends


def read_courses(
    stream: BinaryIO, *, host: HeiId, evidence: Sha256, decimal_comma: bool
) -> Iterator[CourseParsed]:
    """Read every course of an answer, streaming; raises HostContractBroken.

    Programmes, modules and classes are listed beside courses: `kind` tells them apart.
    """
    names = LocalNames()
    elements = FinishedElements(stream, host=host, names=(_SPECIFICATION,))
    reader = _Reader(names, evidence, decimal_comma)
    number = 0
    for element in elements:
        parent = element.getparent()
        if parent is None or parent.getparent() is not None:
            continue
        number += 1
        try:
            yield reader.course(element, f"/{_SPECIFICATION}[{number}]")
        except TextTooLongError as error:
            raise HostContractBroken(
                host,
                f"a text is longer than {LONGEST_TEXT} characters: see course {number}",
            ) from error
        elements.drop_before(element)


class _Reader:
    def __init__(self, names: LocalNames, evidence: Sha256, decimal_comma: bool) -> None:
        self._names = names
        self._evidence = evidence
        self._decimal_comma = decimal_comma

    def course(self, element: XmlElement, locator: str) -> CourseParsed:
        """Read one specification, or say why it cannot be listed."""
        los_id, printed = self._first(element, "los-id"), self._first(element, "los-code")
        if not (los_id or printed):
            return _finding("no-course-id", locator, Severity.ERROR)
        isced_code = self._first(element, "iscedCode")
        editions, codes = self._editions(element, isced_code)
        if not printed:
            codes.append("code-from-los-id")
        current, doubts = _current(editions)
        codes += doubts
        for edition in editions:
            codes += edition.codes
        return HostCourse(
            code=normalise_code(printed or los_id),
            printed_code=printed or los_id,
            los_id=los_id,
            titles=self._titles(element),
            kind=self._first(element, "type").lower() or _kind_of(los_id),
            credits=current.credits if current else (),
            hours=current.hours if current else None,
            level=current.level if current else None,
            isced_code=isced_code,
            languages=tuple(dict.fromkeys(each.language for each in editions if each.language)),
            offered=tuple(dict.fromkeys(each.term for each in editions)),
            distributions=(current.distribution,) if current and current.distribution else (),
            url=self._first(element, "url"),
            locator=locator,
            evidence=self._evidence,
            warnings=tuple(_finding(code, locator) for code in dict.fromkeys(codes)),
        )

    def _editions(self, element: XmlElement, isced_code: str) -> tuple[list[_Edition], list[str]]:
        """Read the instances, the latest first."""
        instances = [
            child
            for wrapper in self._all(element, "specifies")
            for child in self._all(wrapper, "learningOpportunityInstance")
        ]
        codes = ["too-many-editions"] if len(instances) > _MOST_EDITIONS else []
        read = [self._edition(each, isced_code) for each in instances[:_MOST_EDITIONS]]
        return sorted(read, key=lambda edition: edition.latest, reverse=True), codes

    def _edition(self, element: XmlElement, isced_code: str) -> _Edition:
        term = next(iter(self._all(element, "academic-term")), None)
        label = "" if term is None else self._label(term)
        starts = read_date(self._first(element, "start"))
        ends = read_date(self._first(element, "end"))
        if term is not None:
            starts = starts or read_date(self._first(term, "start-date"))
            ends = ends or read_date(self._first(term, "end-date"))
        credits_read, level, codes = self._credits(element)
        distribution, doubts = self._distribution(element, isced_code)
        return _Edition(
            term=AcademicTerm(label=label, starts=starts, ends=ends),
            credits=credits_read,
            level=level,
            hours=read_number(
                self._first(element, "engagementHours"), decimal_comma=self._decimal_comma
            ),
            language=self._first(element, "languageOfInstruction").lower(),
            distribution=distribution,
            codes=(*codes, *doubts),
        )

    def _credits(
        self, element: XmlElement
    ) -> tuple[tuple[Credit, ...], Level | None, tuple[str, ...]]:
        by_scheme: dict[str, set[Decimal]] = {}
        levels: set[Level] = set()
        codes: list[str] = []
        for each in self._all(element, "credit"):
            value = self._first(each, "value")
            number = read_number(value, decimal_comma=self._decimal_comma)
            if number is not None:
                by_scheme.setdefault(self._first(each, "scheme").lower(), set()).add(number)
            elif value:
                codes.append("unreadable-credits")
            level = _LEVELS.get(self._first(each, "level").lower())
            levels |= {level} if level else set()
        amounts = tuple(
            Credit(value=min(numbers), scheme=scheme)
            for scheme, numbers in by_scheme.items()
            if len(numbers) == 1
        )
        if any(len(numbers) > 1 for numbers in by_scheme.values()):
            codes.append("editions-disagree")
        return amounts, levels.pop() if len(levels) == 1 else None, tuple(codes)

    def _distribution(
        self, element: XmlElement, isced_code: str
    ) -> tuple[GradeDistribution | None, tuple[str, ...]]:
        for counted in self._all(element, "resultDistribution"):
            bins = tuple(
                (each.get("label", ""), each.get("count", ""))
                for each in self._all(counted, "category")
            )
            read = read_distribution("resultDistribution", bins, isced_code)
            return read, () if read is not None else ("unreadable-distribution",)
        return None, ()

    def _label(self, term: XmlElement) -> str:
        names = self._all(term, "display-name")
        english = [each for each in names if (each.get(LANGUAGE) or "").lower().startswith("en")]
        for each in (*english, *names):
            return one_line(each.text)
        return self._first(term, "ewp-id") or self._first(term, "academic-year-id")

    def _titles(self, element: XmlElement) -> tuple[LocalisedText, ...]:
        kept: dict[str, str] = {}
        for each in self._all(element, "title"):
            if text := one_line(whole_text(each)):
                kept.setdefault((each.get(LANGUAGE) or "").lower(), text)
        return tuple(LocalisedText(language=language, text=text) for language, text in kept.items())

    def _all(self, element: XmlElement, name: str) -> list[XmlElement]:
        return [child for child in element if self._names[child.tag] == name]

    def _first(self, element: XmlElement, name: str) -> str:
        for child in element:
            if self._names[child.tag] == name:
                return text_of(child)
        return ""


def _current(editions: list[_Edition]) -> tuple[_Edition | None, list[str]]:
    """Choose the latest edition; where others run beside it with other credits, none holds."""
    if not editions:
        return None, []
    latest = editions[0]
    beside = [each for each in editions[1:] if each.latest == latest.latest or each.meets(latest)]
    if any(each.credits != latest.credits for each in beside if each.credits):
        return None, ["editions-disagree"]
    return latest, []


def _kind_of(los_id: str) -> str:
    prefixes = {"CR": "course", "CLS": "class", "MOD": "module", "DEP": "degree programme"}
    return prefixes.get(los_id.partition("/")[0], "")


def _finding(code: str, place: str, severity: Severity = Severity.WARNING) -> Problem:
    sentence, hint = _SENTENCES[code]
    return Problem(code=code, message=sentence, place=place, hint=hint, severity=severity)

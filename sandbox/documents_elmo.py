"""ELMO documents as the stand-in host abroad issues them: several versions, several wrappings."""

import base64
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from lxml import etree

from sandbox.courses import HOST_COURSES
from sandbox.stays import KOZMINSKI, Mark, Printing, Stay

_FIRST: Final = "https://github.com/emrex-eu/elmo-schemas/tree/v1"
_SECOND: Final = "https://github.com/emrex-eu/elmo-schemas/tree/v2"
_OLD: Final = "http://purl.org/net/elmo"
_EWP: Final = (
    "https://github.com/erasmus-without-paper/ewp-specs-api-imobility-tors"
    "/blob/stable-v3/endpoints/get-response.xsd"
)
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_TERMS: Final = {
    "Winter semester 2025/26": (date(2025, 10, 1), date(2026, 1, 31)),
    "Winter semester 2019/20": (date(2019, 10, 1), date(2020, 1, 31)),
}
_ENDINGS: Final = {
    Printing.PLAIN: ".xml",
    Printing.GZIP: ".xml.gz",
    Printing.BASE64: ".b64",
    Printing.EWP: ".xml",
    Printing.OLD: ".xml",
}


def file_name(stay: Stay) -> str:
    """Name a transcript's file by the host's own number of the student."""
    return f"tor-{host_number(stay)}{_ENDINGS[stay.printing]}"


def host_number(stay: Stay) -> str:
    """Give the host's own number of the student."""
    return f"K{stay.person.number[2:]}"


def elmo_bytes(stay: Stay, *, issued_at: datetime) -> bytes:
    """Write one student's transcript the way the host issues it."""
    match stay.printing:
        case Printing.OLD:
            return _serialised(_Writer(_OLD, issued_at).old_elmo(stay))
        case Printing.EWP:
            return _serialised(_ewp_reply(stay, issued_at))
    content = _serialised(_Writer(_FIRST, issued_at).elmo(stay))
    match stay.printing:
        case Printing.GZIP:
            return gzip.compress(content, mtime=0)
        case Printing.BASE64:
            return base64.encodebytes(gzip.compress(content, mtime=0))
        case _:
            return content


def _serialised(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _ewp_reply(stay: Stay, issued_at: datetime) -> etree._Element:
    name = f"{{{_EWP}}}imobility-tors-get-response"
    reply = etree.Element(name, nsmap={None: _EWP})  # type: ignore[dict-item]  # the default
    record = etree.SubElement(reply, f"{{{_EWP}}}tor")
    etree.SubElement(record, f"{{{_EWP}}}omobility-id").text = stay.mobility_id
    etree.SubElement(record, f"{{{_EWP}}}receiving-academic-year-id").text = "2025/2026"
    record.append(_Writer(_SECOND, issued_at).elmo(stay))
    return reply


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes elements of one namespace."""

    namespace: str
    issued_at: datetime

    def elmo(self, stay: Stay) -> etree._Element:
        """Write a document of the first or second version."""
        root = self._root()
        self._add(root, "generatedDate", self.issued_at.isoformat())
        self._learner(root, stay)
        report = self._add(root, "report")
        self._issuer(report)
        for mark in stay.marks:
            self._course(report, mark)
        self._add(report, "issueDate", self.issued_at.isoformat())
        return root

    def old_elmo(self, stay: Stay) -> etree._Element:
        """Write a document of before the first version: a `result` names its own scheme."""
        root = self._root()
        report = self._add(root, "report")
        self._add(report, "issueDate", self.issued_at.isoformat())
        self._issuer(report)
        self._learner(report, stay)
        for mark in stay.marks:
            specification = self._specification(report, mark)
            instance = self._add(specification, "learningOpportunityInstance")
            self._add(instance, "start", mark.term)
            self._add(instance, "date", _iso(mark.completed_on))
            self._add(instance, "result", mark.grade, scheme=mark.scheme)
            self._credit(instance, mark)
        return root

    def _root(self) -> etree._Element:
        default = {None: self.namespace}
        return etree.Element(f"{{{self.namespace}}}elmo", nsmap=default)  # type: ignore[arg-type]  # the stubs know no default namespace

    def _add(
        self, parent: etree._Element, name: str, text: str = "", **attributes: str
    ) -> etree._Element:
        element = etree.SubElement(parent, f"{{{self.namespace}}}{name}")
        for key, value in attributes.items():
            element.set(_LANGUAGE if key == "language" else key, value)
        if text:
            element.text = text
        return element

    def _learner(self, parent: etree._Element, stay: Stay) -> None:
        learner = self._add(parent, "learner")
        self._add(learner, "citizenship", "KZ")
        if not stay.names_only:
            self._add(learner, "identifier", stay.person.esi, type="esi")
            self._add(learner, "identifier", host_number(stay), type="studentIdentifier")
        self._add(learner, "givenNames", stay.person.latin_given_name)
        self._add(learner, "familyName", stay.person.latin_family_name)
        self._add(learner, "bday", _iso(stay.birth_date))

    def _issuer(self, report: etree._Element) -> None:
        issuer = self._add(report, "issuer")
        self._add(issuer, "country", "PL")
        self._add(issuer, "identifier", KOZMINSKI, type="schac")
        self._add(issuer, "title", "Kozminski University", language="en")
        self._add(issuer, "title", "Akademia Leona Koźmińskiego", language="pl")
        self._add(issuer, "url", f"https://{KOZMINSKI}")

    def _specification(self, report: etree._Element, mark: Mark) -> etree._Element:
        specification = self._add(report, "learningOpportunitySpecification")
        self._add(specification, "identifier", mark.code, type="local")
        title = HOST_COURSES[KOZMINSKI][mark.code].title
        self._add(specification, "title", title, language="en")
        self._add(specification, "type", "Course")
        return specification

    def _course(self, report: etree._Element, mark: Mark) -> None:
        specifies = self._add(self._specification(report, mark), "specifies")
        instance = self._add(specifies, "learningOpportunityInstance")
        self._add(instance, "date", _iso(mark.completed_on))
        term = self._add(instance, "academicTerm")
        self._add(term, "title", mark.term, language="en")
        starts, ends = _TERMS[mark.term]
        self._add(term, "start", _iso(starts))
        self._add(term, "end", _iso(ends))
        if mark.status:
            self._add(instance, "status", mark.status)
        if mark.grade:
            self._add(instance, "resultLabel", mark.grade)
        self._credit(instance, mark)
        self._add(instance, "languageOfInstruction", "en")

    def _credit(self, instance: etree._Element, mark: Mark) -> None:
        if mark.credits:
            credit = self._add(instance, "credit")
            self._add(credit, "scheme", mark.credit_scheme)
            self._add(credit, "value", mark.credits)


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def two_learners(stays: Iterable[Stay], *, issued_at: datetime) -> bytes:
    """Write a damaged document: the learners of several transcripts above one report."""
    writer = _Writer(_FIRST, issued_at)
    roots = [writer.elmo(stay) for stay in stays]
    first, *others = roots
    for other in others:
        learner = other.find(f"{{{_FIRST}}}learner")
        if learner is not None:
            first.insert(1, learner)
    return _serialised(first)

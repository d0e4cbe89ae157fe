"""A transcript as ELMO 2.1 with the result of recognition: what was recognised as what, n to m.

    report: issuer = home
      learningOpportunitySpecification ...      the home components, for readers who know no more
      resultOfRecognition, one a stay
        recognitionBasis    the host's results, as the host stated them
        recognitionResult   the home components they became
        recognitionMapping  which stand for which, by local identifiers

The report is a SELECTION: it lists mobility results only. Percentage, points and what verifies the
document have no place in the standard and stand in its extension containers.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import TypeAlias

from lxml import etree

from connectors.transcripts.document import (
    Component,
    Original,
    Stay,
    Student,
    Transcript,
    Trilingual,
)
from mapping.numbers import plain
from mapping.records import Credit

NAMESPACE = "https://github.com/emrex-eu/elmo-schemas/tree/v2"
OWN_NAMESPACE = "urn:utqyr:recognition:1"

Element: TypeAlias = etree._Element  # noqa: SLF001 -- lxml has no public name for it

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGE_TAG = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*", re.ASCII)
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EQF = {"bachelor": "6", "profile-master": "7", "scientific-master": "7", "phd": "8"}
_SCHEMES = {"ects": "ects", "kz": "kz"}
_ONE_TO_ONE = "kz-2018"
"""The regime under which one academic credit is one ECTS credit (Order 563 of 2018)."""


def write_elmo(transcript: Transcript) -> bytes:
    """Write a transcript; the same transcript gives the same bytes."""
    namespaces: dict[str | None, str] = {None: NAMESPACE, "utqyr": OWN_NAMESPACE}
    root = etree.Element(_name("elmo"), nsmap=namespaces)  # type: ignore[arg-type]  # the stubs know no default namespace
    _add(root, "generatedDate", _moment(transcript.drawn_up_at))
    _learner(root, transcript.student)
    report = _add(root, "report")
    _issuer(report, transcript.home.hei, transcript.home.names, country="KZ")
    for stay in transcript.stays:
        for component in stay.components:
            _component(report, transcript.student, stay, component)
    for stay in transcript.stays:
        _result_of_recognition(report, transcript, stay)
    _add(report, "issueDate", _moment(_issued_at(transcript)))
    regimes = {each.regime for each in transcript.components if each.graded}
    for scale in transcript.scales:
        if scale.regime in regimes:
            scheme = _add(report, "gradingScheme", localId=scale.regime)
            _localised(scheme, "description", scale.description)
    _add(_add(report, "status"), "code", "SELECTION")
    if transcript.issue is not None:
        _verification(root, transcript)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _learner(root: Element, student: Student) -> None:
    learner = _add(root, "learner")
    _add(learner, "identifier", student.student_id, type="local")
    _add(learner, "givenNames", student.given_names)
    _add(learner, "familyName", student.family_name)
    _add(learner, "alternativeName", student.full_name)
    if student.birth_date is not None:
        _add(learner, "dateOfBirth", student.birth_date.isoformat())


def _issuer(parent: Element, hei: str, names: Trilingual, *, country: str) -> None:
    issuer = _add(parent, "issuer")
    if country:
        _add(issuer, "country", country, type="ISO")
    _add(issuer, "identifier", hei, type="schac")
    _localised(issuer, "title", names)
    _add(issuer, "url", f"https://{hei}/")


def _component(parent: Element, student: Student, stay: Stay, component: Component) -> None:
    course = _add(parent, "learningOpportunitySpecification")
    _add(course, "identifier", component.code, type="local")
    if not _localised(course, "title", component.titles):
        _add(course, "title", component.code)
    _add(course, "type", "Course")
    instance = _add(_add(course, "specifies"), "learningOpportunityInstance")
    _add(instance, "identifier", f"{stay.mobility_id}/{component.code}", type="local")
    _term(instance, stay, component)
    _add(instance, "status", "passed" if component.passed else "failed")
    if component.letter is not None:
        _add(instance, "gradingSchemeLocalId", component.regime)
        _add(instance, "resultLabel", component.letter)
    _credit(instance, "kz", component)
    if component.regime == _ONE_TO_ONE:
        _credit(instance, "ects", component)
    if student.level_code in _EQF:
        level = _add(instance, "level")
        _add(level, "type", "EQF")
        _add(level, "value", _EQF[student.level_code])
    _mark(instance, component)


def _credit(instance: Element, scheme: str, component: Component) -> None:
    credit = _add(instance, "credit")
    _add(credit, "scheme", scheme)
    _add(credit, "value", plain(component.credits))


def _term(instance: Element, stay: Stay, component: Component) -> None:
    starts = [each.starts for each in component.originals if each.starts is not None]
    ends = [each.ends for each in component.originals if each.ends is not None]
    term = _add(instance, "academicTerm")
    _add(term, "title", f"{component.year}/{component.year + 1}-{component.period}")
    _add(term, "start", min(starts, default=stay.starts).isoformat())
    _add(term, "end", max(ends, default=stay.ends).isoformat())


def _mark(instance: Element, component: Component) -> None:
    """Write what the standard has no place for into its container for such."""
    facts = {
        "letter": component.letter or "",
        "points": "" if component.points is None else plain(component.points),
        "percent": "" if component.percent is None else plain(component.percent),
        "target": component.kind,
        "decision": component.decision,
        "rule": component.rule,
    }
    extension = _add(instance, "extension")
    mark = etree.SubElement(extension, f"{{{OWN_NAMESPACE}}}recognised")
    for name, value in facts.items():
        if value:
            mark.set(name, _clean(value))


def _result_of_recognition(report: Element, transcript: Transcript, stay: Stay) -> None:
    if not stay.components:
        return
    result = _add(report, "resultOfRecognition")
    _add(result, "identifier", stay.mobility_id, type="local")
    for note in transcript.notes:
        _localised(result, "description", note.text)
    passed = [each.passed for each in stay.components]
    status = "Positive" if all(passed) else "Partially Positive" if any(passed) else "Negative"
    _add(result, "status", status)
    _add(result, "decisionDate", max(each.decided_on for each in stay.components).isoformat())
    identifiers = _identifiers(stay.components)
    basis = _add(_add(result, "recognitionBasis"), "recognitionReport")
    _issuer(basis, stay.host, stay.host_names, country=stay.host_country)
    for original, identifier in identifiers.items():
        _original(basis, original, identifier)
    # the host's own date of issue is not kept apart: by this day its report was at hand
    at_hand = min(each.decided_on for each in stay.components)
    _add(basis, "issueDate", _moment(datetime.combine(at_hand, time(), tzinfo=UTC)))
    for component in stay.components:
        _component(_add(result, "recognitionResult"), transcript.student, stay, component)
    _mappings(result, stay.components, identifiers)


def _mappings(
    result: Element, components: Iterable[Component], identifiers: dict[Original, str]
) -> None:
    by_decision: dict[str, list[Component]] = {}
    for component in components:
        by_decision.setdefault(component.decision, []).append(component)
    for group in by_decision.values():
        mapping = _add(_add(result, "recognitionMapping"), "mapping")
        taken = _add(mapping, "fromMapping")
        for original in dict.fromkeys(each for one in group for each in one.originals):
            _add(taken, "ref", identifiers[original])
        given = _add(mapping, "toMapping")
        for component in group:
            _add(given, "ref", component.code)


def _identifiers(components: Iterable[Component]) -> dict[Original, str]:
    """Name every host result apart; a course taken twice gets its term beside its code."""
    named: dict[Original, str] = {}
    for original in (each for component in components for each in component.originals):
        if original in named:
            continue
        plain_name = original.code or original.title or "course"
        name, number = plain_name, 1
        while name in named.values():
            number += 1
            name = f"{plain_name} ({number})"
        named[original] = name
    return named


def _original(parent: Element, original: Original, identifier: str) -> None:
    course = _add(parent, "learningOpportunitySpecification")
    _add(course, "identifier", identifier, type="local")
    if original.los_id:
        _add(course, "identifier", original.los_id, type="ewp-los-id")
    title = _add(course, "title", original.title or identifier)
    if _LANGUAGE_TAG.fullmatch(original.language):
        title.set(_LANGUAGE, original.language)
    _add(course, "type", "Course")
    if original.isced_code:
        _add(course, "iscedCode", original.isced_code)
    instance = _add(_add(course, "specifies"), "learningOpportunityInstance")
    if original.completed_on is not None:
        _add(instance, "date", original.completed_on.isoformat())
    if original.starts is not None and original.ends is not None:
        term = _add(instance, "academicTerm")
        _add(term, "title", original.term or original.starts.isoformat())
        _add(term, "start", original.starts.isoformat())
        _add(term, "end", original.ends.isoformat())
    if original.grade:
        _add(instance, "resultLabel", original.grade)
    for credit in original.credits:
        _original_credit(instance, credit)


def _original_credit(instance: Element, credit: Credit) -> None:
    written = _add(instance, "credit")
    _add(written, "scheme", _SCHEMES.get(credit.scheme, credit.scheme))
    _add(written, "value", plain(credit.value))


def _verification(root: Element, transcript: Transcript) -> None:
    issue = transcript.issue
    if issue is None:
        return
    extension = _add(root, "extension")
    proof = etree.SubElement(extension, f"{{{OWN_NAMESPACE}}}verification")
    proof.set("version", str(issue.version))
    proof.set("code", issue.verification.code)
    proof.set("payload", issue.verification.payload)


def _issued_at(transcript: Transcript) -> datetime:
    issue = transcript.issue
    if issue is None:
        return transcript.drawn_up_at
    return datetime.combine(issue.issued_on, time(), tzinfo=UTC)


def _localised(parent: Element, name: str, text: Trilingual) -> bool:
    """Write a text once a language; tell whether there was any."""
    written = {language: text.in_language(language) for language in ("en", "kk", "ru")}
    for language, words in written.items():
        if words:
            _add(parent, name, words).set(_LANGUAGE, language)
    return any(written.values())


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    element = etree.SubElement(parent, _name(name), {**attributes})
    if text:
        element.text = _clean(text)
    return element


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _clean(text: str) -> str:
    """Take out what may not stand in XML; a host's title may hold anything."""
    return _FORBIDDEN.sub("\ufffd", text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

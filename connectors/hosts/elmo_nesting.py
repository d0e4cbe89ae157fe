"""Nested programmes, modules and courses as results, credits counted once.

ELMO forbids credits on several levels of one tree; producers print them all the same:

    Degree Programme 180 ECTS            a programme's total: never a result beside its courses
    `-- Module 10 ECTS                   its parts carry the credits: not a result
        |-- Course 5 ECTS, C             result
        `-- Course 5 ECTS, B             result
            `-- Class, passed            a part without credits: belongs to its course

The deepest nodes that carry most are the results: credits before a grade, a grade before a bare
status. What is left out, and sums that do not agree, are findings on what is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from connectors.hosts.elmo_courses import SPECIFICATION, CourseReader, Own, Weight
from connectors.hosts.elmo_findings import finding
from connectors.hosts.elmo_values import XmlElement
from mapping.numbers import plain
from mapping.problems import Problem
from mapping.records import Credit, HostResult
from mapping.terms import ResultStatus


@dataclass(slots=True)
class _Branch:
    """What a node and everything beneath it come to."""

    results: list[HostResult]
    weight: Weight


def read_results(
    reader: CourseReader, specification: XmlElement, locator: str, notes: list[Problem]
) -> list[HostResult]:
    """Read the results of one top-level course, module or programme.

    Adds what concerns the whole transcript to `notes`. Raises TextTooLongError.
    """
    own = reader.alone(specification)
    if own is None:
        return _visit(reader, specification, locator, notes).results
    return _kept(reader, own, locator, notes).results


def _visit(
    reader: CourseReader, specification: XmlElement, locator: str, notes: list[Problem]
) -> _Branch:
    found = reader.grouped(specification)
    own = reader.own(found)
    below = _Branch([], Weight.NOTHING)
    parts = reader.within(found.get("hasPart", ()), SPECIFICATION)
    for number, part in enumerate(parts, start=1):
        branch = _visit(reader, part, f"{locator}/hasPart[{number}]", notes)
        below.results += branch.results
        below.weight = max(below.weight, branch.weight)
    if below.results and below.weight >= own.weight:
        below.results = _without_parent(own, below, locator, notes)
        return below
    kept = _kept(reader, own, locator, notes)
    if below.weight >= Weight.GRADE:
        kept.results = _warned(kept.results, finding("parts-not-counted", locator))
    return kept


def _kept(reader: CourseReader, own: Own, locator: str, notes: list[Problem]) -> _Branch:
    """Keep what a node says of itself, if it says anything."""
    if own.weight is Weight.NOTHING:
        if own.lines:
            notes.append(finding("not-a-result", locator))
        return _Branch([], Weight.NOTHING)
    return _Branch(reader.placed(own, locator), own.weight)


def _without_parent(
    own: Own, below: _Branch, locator: str, notes: list[Problem]
) -> list[HostResult]:
    """Keep the courses of a programme or module, and say what of its own is left out."""
    if any(line.judgement.grade for line in own.lines):
        notes.append(finding("parent-grade-left-out", locator))
    if below.weight is not Weight.CREDITS or not any(credit.value for credit in own.credits):
        return below.results
    notes.append(finding("nested-credits", locator))
    if own.programme:  # what was taken so far never adds up to the whole programme
        return below.results
    warnings = [
        finding("parent-credits-differ", locator, detail=detail)
        for credit in own.credits
        if (detail := _difference(credit, below.results))
    ]
    return _warned(below.results, *warnings)


def _difference(total: Credit, results: Sequence[HostResult]) -> str:
    """Say how a module's credits differ from those of its courses, all or the passed ones."""
    of_all, of_passed = (
        sum(
            (
                credit.value
                for result in results
                for credit in result.credits
                if credit.scheme == total.scheme and (everything or _counts(result))
            ),
            Decimal(0),
        )
        for everything in (True, False)
    )
    if total.value in (of_all, of_passed):
        return ""
    return f"{plain(total.value)} against {plain(of_all)}"


def _counts(result: HostResult) -> bool:
    return result.status is ResultStatus.PASSED


def _warned(results: list[HostResult], *warnings: Problem) -> list[HostResult]:
    if not warnings:
        return results
    return [replace(result, warnings=(*result.warnings, *warnings)) for result in results]

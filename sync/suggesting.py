"""What may be proposed for unmapped courses, and how often such proposals were right; no writing.

    unmapped courses, approved rules --mapping.suggestions--> candidates, hit rate, an entry

An entry comes without an approval: until a person writes one, what it fits is held.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import yaml
from sqlalchemy import Connection

from mapping.agreements import Mobility
from mapping.equivalences import Equivalence, TargetKind, course_codes, rule_text
from mapping.identifiers import CourseCode, HeiId
from mapping.rulebook import Rulebook
from mapping.suggestions import (
    AskedCourse,
    Candidate,
    Feature,
    HeldOut,
    HitRate,
    Precedent,
    PrecedentTarget,
    Standing,
    Suggester,
    measure,
)
from sync.store.people import load_mobilities
from sync.unmapped import (
    KnownCourse,
    KnownCourses,
    UnmappedCourse,
    known_courses,
    standing_of,
    unmapped_courses,
)

FEWEST_PRECEDENTS = 10
"""A hit rate over fewer held-out precedents says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Unmapped courses with candidates, and how well such candidates were found before.

    `untitled` are precedents whose course nobody has a title of yet: they cannot be tried.
    """

    courses: tuple[tuple[UnmappedCourse, tuple[Candidate, ...]], ...]
    hit_rate: HitRate
    untitled: int


def suggest_for(
    connection: Connection, rulebook: Rulebook, hosts: Sequence[HeiId], *, today: date, top: int
) -> Suggestions:
    """Propose home components for every unmapped course of some hosts."""
    known = known_courses(connection)
    precedents = tuple(_precedents(rulebook, known))
    suggester = Suggester(rulebook.components, precedents)
    held_out = tuple(_held_out(rulebook, known, load_mobilities(connection)))
    return Suggestions(
        courses=tuple(
            (item, suggester.suggest(item.course, top=top))
            for item in unmapped_courses(connection, rulebook, hosts, today=today)
        ),
        hit_rate=measure(suggester, held_out),
        untitled=sum(not precedent.titles for precedent in precedents),
    )


def _approved(rulebook: Rulebook) -> Iterator[tuple[Equivalence, CourseCode]]:
    for rules in rulebook.hosts:
        for rule in rules.equivalences:
            if rule.approval is not None:
                for code in course_codes(rule):
                    yield rule, code


def _precedents(rulebook: Rulebook, known: KnownCourses) -> Iterator[Precedent]:
    for rule, code in _approved(rulebook):
        titles = known.get((rule.host, code), KnownCourse()).titles
        yield Precedent(
            host=rule.host,
            code=code,
            titles=tuple(sorted(titles)),
            targets=tuple(
                PrecedentTarget(component=target.code, kind=target.kind) for target in rule.targets
            ),
            rule=rule_text(rule),
            place=rule.place,
        )


def _held_out(
    rulebook: Rulebook, known: KnownCourses, mobilities: Sequence[Mobility]
) -> Iterator[HeldOut]:
    """Give every approved rule's courses as if no rule of their host named them.

    Agreed blocks are left out: people mostly write them with the mapping at hand, and a hit that
    they give away would be no hit.
    """
    for rule, code in _approved(rulebook):
        components = frozenset(target.code for target in rule.targets)
        course = known.get((rule.host, code))
        if course is None or not course.titles or not components & rulebook.component_index.keys():
            continue
        naming = rulebook.rules_by_course[rule.host].get(code, ())
        yield HeldOut(
            course=AskedCourse(
                host=rule.host,
                code=code,
                titles=tuple(sorted(course.titles)),
                standings=(_standing_under(rule, course, mobilities, rulebook),),
                work=course.work,
            ),
            components=components,
            hidden=frozenset(entry.text for entry in naming),
        )


def _standing_under(
    rule: Equivalence, course: KnownCourse, mobilities: Sequence[Mobility], rulebook: Rulebook
) -> Standing:
    """Ask for a student the rule is for: one of its host who is, or what the rule says of them."""
    for mobility in mobilities:
        if (
            mobility.host == rule.host
            and (not rule.levels or mobility.level in rule.levels)
            and (not rule.programmes or mobility.programme in rule.programmes)
        ):
            return standing_of(mobility, course.credits, course.work, rulebook)
    return Standing(
        level=min(rule.levels, default=None), programme=min(rule.programmes, default="")
    )


def entry_text(course: AskedCourse, candidate: Candidate) -> str:
    """Write a rule as `mapping/<host>.yaml` holds it, without an approval."""
    component = candidate.component
    entry: dict[str, object] = {"host": course.code, "home": component.code}
    if candidate.kind is not TargetKind.COMPONENT:
        entry["home"] = [{candidate.kind.value: component.code}]
    if component.level is not None:
        entry["levels"] = [component.level.value]
    if component.programmes:
        entry["programmes"] = list(component.programmes)
    written = yaml.safe_dump(
        [entry], sort_keys=False, allow_unicode=True, default_flow_style=None, width=1000
    )
    return "".join(f"  {line}\n" for line in written.splitlines())


def suggestions_facts(found: Suggestions, today: date) -> dict[str, object]:
    """Give suggestions as plain values for a program to read; numbers are text."""
    rate = found.hit_rate
    return {
        "courses": [
            unmapped_facts(item, today)
            | {
                "candidates": [_candidate_facts(candidate) for candidate in candidates],
                "entry": entry_text(item.course, candidates[0]) if candidates else None,
            }
            for item, candidates in found.courses
        ],
        "hit_rate": {
            "precedents": rate.precedents,
            "top_1": rate.first,
            "top_5": rate.among_five,
            "untitled": found.untitled,
            "enough": rate.precedents >= FEWEST_PRECEDENTS,
        },
    }


def unmapped_facts(item: UnmappedCourse, today: date) -> dict[str, object]:
    """Give an unmapped course as plain values."""
    return {
        "host": item.course.host,
        "code": item.course.code,
        "titles": list(item.course.titles),
        "waiting": list(item.waiting),
        "days": item.days(today),
        "since": None if item.since is None else item.since.isoformat(),
        "expecting": list(item.expecting),
        "references": list(item.references),
    }


def _candidate_facts(candidate: Candidate) -> Mapping[str, object]:
    component = candidate.component
    return {
        "component": component.code,
        "titles": {title.language: title.text for title in component.titles},
        "cycle": component.cycle,
        "kind": candidate.kind.value,
        "score": str(candidate.score),
        "features": [_feature_facts(feature) for feature in candidate.features],
    }


def _feature_facts(feature: Feature) -> Mapping[str, object]:
    return {
        "kind": feature.kind.value,
        "value": str(feature.value),
        "facts": dict(feature.facts),
    }

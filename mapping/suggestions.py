"""Which home components a host course may stand for, each with its reasons; a person approves.

    titles, precedents, agreed blocks --evidence--> x credits, level, programme, work --> score

Evidence speaks for a component, and each kind adds to the others. What does not fit takes away from
it. A component that nothing speaks for is no candidate, however well its credits fit.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from mapping.equivalences import HomeComponent, TargetKind
from mapping.identifiers import ComponentCode, CourseCode, HeiId
from mapping.numbers import exact_text, plain
from mapping.terms import Level, Work
from mapping.titles import TitleIndex

_PLACES = 4
_ENOUGH = 0.2
"""Candidates below this score are left out."""

_TRUST = {"title": 0.9, "precedent": 0.9, "agreed": 0.95}
"""How far full evidence of a kind goes by itself; nothing here makes a suggestion certain."""
_CREDITS_AT_LEAST = 0.7
"""What is left of the score where the credits have nothing in common."""
_LEFT_BY = {"level": 0.5, "programme": 0.7, "work": 0.6, "not-taught": 0.5}
"""What is left of the score where this does not fit; people may still have their reasons."""


class FeatureKind(StrEnum):
    """What speaks for a candidate, or against it."""

    TITLE = "title"
    PRECEDENT = "precedent"
    AGREED = "agreed"
    CREDITS = "credits"
    LEVEL = "level"
    PROGRAMME = "programme"
    WORK = "work"
    NOT_TAUGHT = "not-taught"


FEATURE_FACTS: dict[FeatureKind, tuple[str, ...]] = {
    # the two titles that are most alike
    FeatureKind.TITLE: ("theirs", "ours"),
    # the rule and its place, and the title of its host course most like this one's, or its code
    FeatureKind.PRECEDENT: ("rule", "place", "like"),
    # in how many learning agreements one block links the two
    FeatureKind.AGREED: ("agreements",),
    # Kazakhstan credits under the student's regime, and the component's
    FeatureKind.CREDITS: ("converted", "expected"),
    FeatureKind.LEVEL: ("asked", "covered"),
    FeatureKind.PROGRAMME: ("asked", "covered"),
    FeatureKind.WORK: ("asked", "covered"),
    # the day the course was taken, and when the component is taught
    FeatureKind.NOT_TAUGHT: ("on", "from", "to"),
}
"""The facts of each feature, in order; text, empty where nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One reason for a score; `value` is from 0 (against) to 1 (for), two places."""

    kind: FeatureKind
    value: Decimal
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A home component with its score from 0 to 1 (four places); `kind` is how precedents took it.

    Features come in the order of `FeatureKind`; level, programme, kind of work and time are told
    only where they do not fit.
    """

    component: HomeComponent
    kind: TargetKind = TargetKind.COMPONENT
    score: Decimal
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """For whom a course is asked about: a student's level and programme, and what it is worth.

    `credits` are Kazakhstan credits under the student's regime, before rounding; None if unknown.
    """

    level: Level | None = None
    programme: str = ""
    credits: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A component that learning agreements put into one block with the course, and how many do."""

    component: ComponentCode
    agreements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCourse:
    """A host course to find a home component for; `near` are mapped codes that differ by a sign.

    Of several standings the one that suits a component best counts.
    """

    host: HeiId
    code: CourseCode
    titles: tuple[str, ...] = ()
    standings: tuple[Standing, ...] = ()
    work: Work = Work.THEORY
    on: date | None = None
    agreed: tuple[Agreed, ...] = ()
    near: tuple[CourseCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedentTarget:
    """What a precedent's course became."""

    component: ComponentCode
    kind: TargetKind = TargetKind.COMPONENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """One host course of an approved equivalence, with its titles as transcripts print them."""

    host: HeiId
    code: CourseCode
    titles: tuple[str, ...]
    targets: tuple[PrecedentTarget, ...]
    rule: str
    place: str = ""


@dataclass(slots=True)
class _Evidence:
    """What speaks for one component; the greatest of each kind, with where it comes from."""

    title: float = 0.0
    titles: tuple[str, str] = ("", "")
    precedent: float = 0.0
    source: tuple[Precedent, str] | None = None
    agreements: int = 0

    @property
    def strength(self) -> float:
        """Combine the kinds: each takes its share of the doubt the others leave."""
        doubt = (1 - _TRUST["title"] * self.title) * (1 - _TRUST["precedent"] * self.precedent)
        if self.agreements:
            doubt *= 1 - _TRUST["agreed"]
        return 1 - doubt


class Suggester:
    """The curriculum and the precedents, indexed once; asked course by course."""

    def __init__(
        self, components: Iterable[HomeComponent], precedents: Iterable[Precedent]
    ) -> None:
        self._components = {component.code: component for component in components}
        self._precedents = sorted(set(precedents), key=_precedent_key)
        self._ours: defaultdict[str, list[ComponentCode]] = defaultdict(list)
        for code in sorted(self._components):
            for text in {title.text for title in self._components[code].titles}:
                self._ours[text].append(code)
        self._theirs: defaultdict[str, list[Precedent]] = defaultdict(list)
        self._by_code: defaultdict[tuple[HeiId, CourseCode], list[Precedent]] = defaultdict(list)
        for precedent in self._precedents:
            self._by_code[precedent.host, precedent.code].append(precedent)
            for text in set(precedent.titles):
                self._theirs[text].append(precedent)
        self._kinds: defaultdict[ComponentCode, set[TargetKind]] = defaultdict(set)
        for target in (target for precedent in self._precedents for target in precedent.targets):
            self._kinds[target.component].add(target.kind)
        self._index = TitleIndex([*self._ours, *self._theirs], corpus=self._ours)

    def suggest(
        self, course: AskedCourse, *, top: int = 5, hidden: frozenset[str] = frozenset()
    ) -> tuple[Candidate, ...]:
        """Rank the components a course may stand for, the likeliest first, ties by code.

        Rules of the course's own host whose text is `hidden` are no precedents: so they are held
        out to measure how well they would have been found.
        """
        scored = []
        for code, evidence in self._evidence(course, hidden).items():
            component = self._components[code]
            fit, standing = _best_standing(course, component)
            score = round(evidence.strength * fit, _PLACES)
            if score >= _ENOUGH:
                scored.append((-score, code, evidence, standing))
        scored.sort(key=lambda entry: entry[:2])
        return tuple(
            Candidate(
                component=self._components[code],
                kind=self._kind(code),
                score=Decimal(f"{-negative:.{_PLACES}f}"),
                features=tuple(_features(course, self._components[code], evidence, standing)),
            )
            for negative, code, evidence, standing in scored[:top]
        )

    def _kind(self, code: ComponentCode) -> TargetKind:
        """Tell as what precedents took a component; a component, where they differ or are none."""
        kinds = self._kinds.get(code, set())
        return min(kinds) if len(kinds) == 1 else TargetKind.COMPONENT

    def _evidence(
        self, course: AskedCourse, hidden: frozenset[str]
    ) -> Mapping[ComponentCode, _Evidence]:
        found: defaultdict[ComponentCode, _Evidence] = defaultdict(_Evidence)
        for theirs in sorted(set(course.titles)):
            similar = self._index.similar(theirs)
            for text in sorted(similar):
                for code in self._ours.get(text, ()):
                    if similar[text] > found[code].title:
                        found[code].title, found[code].titles = similar[text], (theirs, text)
                for precedent in self._theirs.get(text, ()):
                    self._take(found, precedent, similar[text], text, course, hidden)
        for near in sorted(set(course.near)):
            for precedent in self._by_code.get((course.host, near), ()):
                self._take(found, precedent, 1.0, near, course, hidden)
        for agreed in course.agreed:
            if agreed.component in self._components:
                found[agreed.component].agreements += agreed.agreements
        return found

    def _take(
        self,
        found: Mapping[ComponentCode, _Evidence],
        precedent: Precedent,
        similarity: float,
        like: str,
        course: AskedCourse,
        hidden: frozenset[str],
    ) -> None:
        if precedent.host == course.host and precedent.rule in hidden:
            return
        for target in precedent.targets:
            if target.component not in self._components:
                continue
            evidence = found[target.component]
            if similarity > evidence.precedent:
                evidence.precedent, evidence.source = similarity, (precedent, like)


def _precedent_key(precedent: Precedent) -> tuple[object, ...]:
    return (precedent.host, precedent.code, precedent.rule, precedent.place, precedent.titles)


def _best_standing(course: AskedCourse, component: HomeComponent) -> tuple[float, Standing]:
    """Find the standing that suits a component best; of equal ones the first by its content."""
    standings = sorted(set(course.standings), key=_standing_key) or [Standing()]
    fits = [(_fit(course, component, standing), standing) for standing in standings]
    return max(fits, key=lambda entry: entry[0])


def _standing_key(standing: Standing) -> tuple[object, ...]:
    return (standing.level or "", standing.programme, standing.credits or Fraction(0))


def _fit(course: AskedCourse, component: HomeComponent, standing: Standing) -> float:
    fit = 1.0
    if standing.credits is not None:
        alike = _closeness(standing.credits, component.credits)
        fit *= _CREDITS_AT_LEAST + (1 - _CREDITS_AT_LEAST) * alike
    against = {
        "level": not _level_fits(standing, component),
        "programme": not _programme_fits(standing, component),
        "work": not _work_fits(course, component),
        "not-taught": not _taught(course, component),
    }
    return fit * math.prod(_LEFT_BY[name] for name, misfit in against.items() if misfit)


@lru_cache(maxsize=4096)
def _closeness(converted: Fraction, expected: Decimal) -> float:
    """Compare two amounts: 1 where equal, 1/2 where one is twice the other."""
    smaller, larger = sorted((converted, Fraction(expected)))
    return float(smaller / larger) if larger > 0 else 0.0


def _level_fits(standing: Standing, component: HomeComponent) -> bool:
    return None in (standing.level, component.level) or standing.level is component.level


def _programme_fits(standing: Standing, component: HomeComponent) -> bool:
    known = bool(standing.programme and component.programmes)
    return not known or standing.programme in component.programmes


def _work_fits(course: AskedCourse, component: HomeComponent) -> bool:
    """Compare the kinds of work; a host that names none means nothing by it."""
    return course.work in (Work.THEORY, component.work)


def _taught(course: AskedCourse, component: HomeComponent) -> bool:
    on = course.on
    return on is None or (component.valid_from or on) <= on <= (component.valid_to or on)


def _features(
    course: AskedCourse, component: HomeComponent, evidence: _Evidence, standing: Standing
) -> Iterator[Feature]:
    if evidence.title:
        yield _feature(FeatureKind.TITLE, evidence.title, *evidence.titles)
    if evidence.source:
        precedent, like = evidence.source
        facts = (precedent.rule, precedent.place, like)
        yield _feature(FeatureKind.PRECEDENT, evidence.precedent, *facts)
    if evidence.agreements:
        yield _feature(FeatureKind.AGREED, 1.0, str(evidence.agreements))
    if standing.credits is not None:
        alike = _closeness(standing.credits, component.credits)
        amounts = (exact_text(standing.credits), plain(component.credits))
        yield _feature(FeatureKind.CREDITS, alike, *amounts)
    if not _level_fits(standing, component):
        yield _against(FeatureKind.LEVEL, standing.level or "", component.level or "")
    if not _programme_fits(standing, component):
        covered = ", ".join(sorted(component.programmes))
        yield _against(FeatureKind.PROGRAMME, standing.programme, covered)
    if not _work_fits(course, component):
        yield _against(FeatureKind.WORK, course.work, component.work)
    if not _taught(course, component):
        days = (course.on, component.valid_from, component.valid_to)
        yield _against(FeatureKind.NOT_TAUGHT, *(day.isoformat() if day else "" for day in days))


def _against(kind: FeatureKind, *facts: str) -> Feature:
    return _feature(kind, 0.0, *facts)


def _feature(kind: FeatureKind, value: float, *facts: str) -> Feature:
    return Feature(
        kind=kind,
        value=Decimal(f"{value:.2f}"),
        facts=tuple(zip(FEATURE_FACTS[kind], map(str, facts), strict=True)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """A mapped course asked about as if its own host's rules that name it were not there."""

    course: AskedCourse
    components: frozenset[ComponentCode]
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRate:
    """For how many held-out precedents a right component came first, or among the first five."""

    precedents: int
    first: int
    among_five: int


FIVE = 5


def measure(suggester: Suggester, held_out: Sequence[HeldOut]) -> HitRate:
    """Ask about every held-out precedent and count where a component it became stands.

    Of a course that became several components, any one is right.
    """
    first = among_five = 0
    for case in held_out:
        found = suggester.suggest(case.course, top=FIVE, hidden=case.hidden)
        right = [candidate.component.code in case.components for candidate in found]
        first += any(right[:1])
        among_five += any(right)
    return HitRate(precedents=len(held_out), first=first, among_five=among_five)

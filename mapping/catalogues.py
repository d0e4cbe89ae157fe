"""What hosts list in their catalogues, beside the rules that name their courses. Pure.

A rule for a course that the host does not list, or lists no longer, or that is worth other credits
than the component it stands for, is told before a student comes home with it. Nothing here changes
a decision: a transcript is what counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, product

from mapping.conservation import conditions_of, converted_credits, worth_at_home
from mapping.courses import NearCodes
from mapping.equivalences import Equivalence, clause_text, course_codes
from mapping.identifiers import CourseCode, HeiId
from mapping.numbers import exact_text
from mapping.problems import Problem, Severity
from mapping.records import Credit, HostCourse, LocalisedText
from mapping.rulebook import CreditDifference, Rulebook
from mapping.terms import Level

_MOST_PICKS = 64
"""A rule with more ways to pick its courses is compared in the first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueCourse:
    """A course as one edition of a catalogue lists it; `credits` holds one amount a scheme."""

    code: CourseCode
    titles: tuple[LocalisedText, ...] = ()
    credits: tuple[Credit, ...] = ()
    level: Level | None = None
    edition: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostCatalogue:
    """Everything a host lists; `editions` are the names of its editions, oldest first."""

    host: HeiId
    courses: tuple[CatalogueCourse, ...]
    editions: tuple[str, ...] = ()
    place: str = field(default="", compare=False)


def catalogue_of(
    host: HeiId, editions: Iterable[tuple[str, Iterable[HostCourse]]], *, place: str = ""
) -> HostCatalogue:
    """Build a catalogue from course lists a host gave, oldest edition first.

    A course without a code stands for no rule and is left out.
    """
    courses: list[CatalogueCourse] = []
    names: list[str] = []
    for edition, listed in editions:
        names.append(edition)
        courses += [_listed(course, edition) for course in listed if course.code]
    return HostCatalogue(host=host, courses=tuple(courses), editions=tuple(names), place=place)


def _listed(course: HostCourse, edition: str) -> CatalogueCourse:
    credits_ = course.credits
    if not credits_ and course.hours is not None:
        credits_ = (Credit(value=course.hours, scheme="hours"),)
    return CatalogueCourse(
        code=course.code,
        titles=course.titles,
        credits=credits_,
        level=course.level,
        edition=edition,
        place=course.locator,
    )


def check_catalogue(rulebook: Rulebook, catalogue: HostCatalogue) -> Iterator[Problem]:
    """Compare a host's rules with what it lists; every finding is a warning at the rule's line."""
    rules = rulebook.host_index.get(catalogue.host)
    entries: defaultdict[CourseCode, list[CatalogueCourse]] = defaultdict(list)
    for course in catalogue.courses:
        entries[course.code].append(course)
    near = NearCodes(entries)
    for rule in rules.equivalences if rules is not None else ():
        yield from _edition(rule, catalogue)
        for code in course_codes(rule):
            if code not in entries:
                yield _unknown(rule, code, catalogue, near)
                continue
            yield from _listing(rule, entries[code], catalogue)
        yield from _conservation(rulebook, rule, entries, catalogue)


def _unknown(
    rule: Equivalence, code: CourseCode, catalogue: HostCatalogue, near: NearCodes
) -> Problem:
    others = near.text(code)
    hint = f"did you mean {others}?" if others else "ask the host whether it still runs"
    text = f"the host's catalogue {_in_file(catalogue)}lists no '{code}'"
    return _warning("unknown-course", text, rule, hint)


def _edition(rule: Equivalence, catalogue: HostCatalogue) -> Iterator[Problem]:
    edition, known = rule.catalogue_edition, catalogue.editions
    if edition and known and edition not in known:
        text = f"the rule was checked against catalogue {edition}, which is not at hand"
        yield _warning("unknown-edition", text, rule, f"at hand: {', '.join(known)}")


def _listing(
    rule: Equivalence, entries: Sequence[CatalogueCourse], catalogue: HostCatalogue
) -> Iterator[Problem]:
    """Tell what the host says against one course of a rule."""
    course = entries[0]
    where = f"compare 'valid' with {course.place}" if course.place else ""
    editions = [each.edition for each in entries]
    newest = catalogue.editions[-1] if catalogue.editions else ""
    wanted = rule.catalogue_edition if rule.catalogue_edition in catalogue.editions else newest
    if wanted and wanted not in editions and "" not in editions and _asks_of(rule, wanted, newest):
        text = f"'{course.code}' is not in the host's catalogue {wanted}"
        yield _warning("course-retired", text, rule, f"it is in {', '.join(editions)}")
    starts, ends = rule.valid_from or date.min, rule.valid_to or date.max
    first = min(each.valid_from or date.min for each in entries)
    last = max(each.valid_to or date.max for each in entries)
    if starts > last or first > ends:
        text = f"'{course.code}' is not taught while this rule is valid"
        yield _warning("course-retired", text, rule, where)
    elif last < ends:
        text = f"'{course.code}' is taught until {last}, and this rule is valid for longer"
        yield _warning("course-ends", text, rule, where)
    levels = {each.level for each in entries}
    if rule.levels and None not in levels and levels.isdisjoint(rule.levels):
        said = ", ".join(sorted(level for level in levels if level is not None))
        text = f"'{course.code}' is for {said}, the rule for {', '.join(rule.levels)}"
        yield _warning("level-differs", text, rule)


def _asks_of(rule: Equivalence, wanted: str, newest: str) -> bool:
    """Tell whether an edition speaks of a rule: the one it names, or the newest if it is open."""
    return wanted == rule.catalogue_edition or (wanted == newest and rule.valid_to is None)


def _conservation(
    rulebook: Rulebook,
    rule: Equivalence,
    entries: dict[CourseCode, list[CatalogueCourse]],
    catalogue: HostCatalogue,
) -> Iterator[Problem]:
    """Find courses worth other credits than the rule's components, for every student there is."""
    expected = worth_at_home(rulebook, rule)
    if expected is None or rulebook.policies.credit_difference is not CreditDifference.HOLD:
        return
    for picked in islice(product(*rule.courses), _MOST_PICKS):
        amounts = {code: _amounts(rule, entries.get(code, ()), catalogue) for code in picked}
        if len(amounts) < len(rule.courses) or not all(amounts.values()):
            continue
        given = [
            converted_credits(rulebook, rule, amounts, condition)
            for condition in conditions_of(rulebook, rule)
        ]
        known = sorted({each for each in given if each is not None})
        if known and not any(lowest <= expected <= highest for lowest, highest in known):
            worth = " or ".join(dict.fromkeys(exact_text(highest) for _, highest in known))
            components = " + ".join(target.code for target in rule.targets)
            text = f"{clause_text(tuple(picked)).replace(' or ', ' + ')} gives {worth} credits"
            text += f" by the host's catalogue, {components} has {exact_text(expected)}"
            yield _warning("credits-not-kept", f"{text}: such results are held", rule)
            return


def _amounts(
    rule: Equivalence, entries: Sequence[CatalogueCourse], catalogue: HostCatalogue
) -> tuple[Credit, ...]:
    """Take a course's credits from the edition the rule names, or else from the newest."""
    order = {edition: position for position, edition in enumerate(catalogue.editions, start=1)}
    if rule.catalogue_edition:
        order[rule.catalogue_edition] = len(order) + 1
    ranked = sorted(entries, key=lambda each: order.get(each.edition, 0))
    return ranked[-1].credits if ranked else ()


def _in_file(catalogue: HostCatalogue) -> str:
    return f"({catalogue.place}) " if catalogue.place else ""


def _warning(code: str, message: str, rule: Equivalence, hint: str = "") -> Problem:
    return Problem(
        code=code, message=message, place=rule.place, hint=hint, severity=Severity.WARNING
    )

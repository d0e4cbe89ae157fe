"""The credits of one rule's courses: converted, and rounded alone, in their block or as agreed."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from mapping.agreed_credits import convert_as_agreed
from mapping.agreements import Mobility
from mapping.apportionment import convert_credit_block
from mapping.attempts import CourseResults, course_code
from mapping.credit_choice import ChosenCredit, choose_credit
from mapping.credits import CreditConversion, RoundingScope, convert_credit, exact_credits
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import CourseCode
from mapping.matching import Candidate
from mapping.numbers import plain
from mapping.reasons import reason, refused
from mapping.records import Credit, HostResult
from mapping.remembered import exact
from mapping.setting import Setting
from mapping.terms import Level, Regime, Work
from mapping.trace import ConversionRefused, Step, refusal


@dataclass(frozen=True, kw_only=True)
class CourseCredits:
    """The credits of some courses; one that a refusal speaks of is missing from the tables.

    `converted` is empty where only refusals were wanted.
    """

    chosen: dict[str, ChosenCredit] = field(default_factory=dict)
    converted: dict[str, CreditConversion] = field(default_factory=dict)
    reasons: tuple[HeldReason, ...] = ()

    @cached_property
    def total(self) -> Fraction:
        """Give the sum of the rounded credits."""
        return sum((Fraction(each.credits) for each in self.converted.values()), Fraction(0))

    @cached_property
    def quotient(self) -> Fraction:
        """Give the exact sum before rounding."""
        return sum((Fraction(each.quotient) for each in self.converted.values()), Fraction(0))

    def steps(self, code: CourseCode) -> tuple[Step, ...]:
        """List what was done to one course's credits."""
        chosen, converted = self.chosen.get(code), self.converted.get(code)
        return (
            *(chosen.steps if chosen is not None else ()),
            *(converted.steps if converted is not None else ()),
        )


def convert_courses(
    setting: Setting,
    regime: Regime,
    courses: tuple[CourseResults, ...],
    candidate: Candidate | None,
) -> CourseCredits:
    """Convert the credits of some courses by the kind of work their rule's components stand for.

    Components of different kinds must give the same, since nothing says which part of a course is
    which kind. Without a rule the results' own kind is asked, and where courses are missing nothing
    is rounded: then only refusals are wanted.
    """
    works = _works(setting, candidate) if candidate is not None else ()
    found = [_remembered(setting, regime, courses, candidate, work) for work in works or (None,)]
    first, *others = found
    if all((each.total, each.reasons) == (first.total, first.reasons) for each in others):
        return first
    reasons = {why for each in found for why in each.reasons}
    reasons |= {_undecided(setting, regime, course.counted, works) for course in courses}
    return CourseCredits(chosen=first.chosen, reasons=tuple(reasons))


def _works(setting: Setting, candidate: Candidate) -> tuple[Work, ...]:
    index = setting.rulebook.component_index
    known = (index.get(code) for code in candidate.components)
    return tuple(sorted({component.work for component in known if component is not None}))


def _remembered(
    setting: Setting,
    regime: Regime,
    courses: tuple[CourseResults, ...],
    candidate: Candidate | None,
    work: Work | None,
) -> CourseCredits:
    """Convert one course by itself as the same amounts were converted before.

    Several courses, and a share of an agreement's sum, depend on more than a course prints.
    """
    mobility = setting.case.mobility
    if len(courses) > 1 or mobility is None or setting.rulebook.shares_agreements:
        return _convert(setting, regime, courses, candidate, work)
    result = courses[0].counted
    key = (
        CourseCredits,
        setting.case.host,
        courses[0].code,
        regime,
        mobility.level,
        mobility.admission_year,
        work or result.work,
        candidate is not None and candidate.whole,
        tuple((each.scheme, exact(each.value)) for each in result.credits),
        exact(result.hours),
    )
    return setting.rulebook.remembered.once(
        key, lambda: _convert(setting, regime, courses, candidate, work)
    )


def _convert(
    setting: Setting,
    regime: Regime,
    courses: tuple[CourseResults, ...],
    candidate: Candidate | None,
    work: Work | None,
) -> CourseCredits:
    chosen: dict[str, ChosenCredit] = {}
    reasons: list[HeldReason] = []
    for course in courses:
        try:
            item = _choose(setting, regime, course.counted, work)
        except ConversionRefused as error:
            reasons.append(refused(course.code, error))
        else:
            if item is not None:
                chosen[course.code] = item
    found = CourseCredits(chosen=chosen, reasons=tuple(reasons))
    mobility = setting.case.mobility
    if mobility is None:
        return found
    if candidate is not None and candidate.whole and not reasons:
        return _rounded(setting, mobility, regime, found)
    return _only_refusals(setting, mobility.level, found)


def _choose(
    setting: Setting, regime: Regime, result: HostResult, work: Work | None
) -> ChosenCredit | None:
    printed = result.credits
    if not printed and result.hours is not None:
        printed = (Credit(value=result.hours, scheme="hours"),)
    mobility = setting.case.mobility
    if mobility is None:
        if not printed:
            raise refusal(HeldCode.NO_CREDITS, "the document states no credits for this result")
        return None
    rulebook = setting.rulebook
    context = setting.credit_context(mobility, regime, work or result.work)
    return choose_credit(
        printed, rules=rulebook.credit_rules, legal_ranges=rulebook.legal_ranges, context=context
    )


def _only_refusals(setting: Setting, level: Level, found: CourseCredits) -> CourseCredits:
    reasons = list(found.reasons)
    ranges = setting.rulebook.legal_ranges
    for code, item in found.chosen.items():
        try:
            exact_credits(item.credit, rule=item.rule, legal_ranges=ranges, level=level)
        except ConversionRefused as error:
            reasons.append(refused(code, error))
    return replace(found, reasons=tuple(reasons))


def _rounded(
    setting: Setting, mobility: Mobility, regime: Regime, found: CourseCredits
) -> CourseCredits:
    block: dict[str, ChosenCredit] = {}
    parts: list[CourseCredits] = []
    for code, item in found.chosen.items():
        if item.rule.scope is RoundingScope.BLOCK:
            block[code] = item
        else:
            parts.append(_one(setting, mobility, regime, code, item))
    parts.append(_together(setting, mobility.level, block))
    converted = {code: each for part in parts for code, each in part.converted.items()}
    return CourseCredits(
        chosen=found.chosen,
        converted=converted if len(converted) == len(found.chosen) else {},
        reasons=tuple(why for part in parts for why in part.reasons),
    )


def _one(
    setting: Setting, mobility: Mobility, regime: Regime, code: str, item: ChosenCredit
) -> CourseCredits:
    reasons: tuple[HeldReason, ...] = ()
    try:
        if item.rule.scope is RoundingScope.AGREEMENT:
            converted, reasons = convert_as_agreed(setting, mobility, regime, code, item)
        else:
            ranges = setting.rulebook.legal_ranges
            converted = convert_credit(
                item.credit, rule=item.rule, legal_ranges=ranges, level=mobility.level
            )
    except ConversionRefused as error:
        return CourseCredits(reasons=(refused(code, error),))
    return CourseCredits(converted={code: converted}, reasons=reasons)


def _together(setting: Setting, level: Level, block: dict[str, ChosenCredit]) -> CourseCredits:
    ranges = setting.rulebook.legal_ranges
    try:
        return CourseCredits(
            converted=convert_credit_block(block, legal_ranges=ranges, level=level)
        )
    except ConversionRefused as error:
        return CourseCredits(reasons=(refused(" + ".join(sorted(block)), error),))


def _undecided(
    setting: Setting, regime: Regime, result: HostResult, works: tuple[Work, ...]
) -> HeldReason:
    amounts = "; ".join(f"{plain(each.value)} {each.scheme}" for each in result.credits)
    level = setting.case.mobility.level.value if setting.case.mobility is not None else ""
    values = (amounts, "", regime.value, level, ", ".join(works))
    return reason(HeldCode.NO_CREDIT_RULE, course_code(result), *values)

"""What must hold before worth is asked: the host, the mobility, the agreement, the rule itself.

Every gate gives all its reasons. What a gate needs and the case does not have (a mobility, an
agreement) is the reason of an earlier gate, and asked only once.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from mapping.agreements import (
    LearningAgreement,
    Mobility,
    contradicting_blocks,
    late_amendment,
    period_end,
    sides_text,
)
from mapping.attempts import CourseResults
from mapping.courses import NearCodes
from mapping.equivalences import HomeComponent, TargetKind
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import ComponentCode, CourseCode
from mapping.matching import Candidate, scope_reasons, taken_on
from mapping.reasons import reason
from mapping.records import HostResult
from mapping.rulebook import HostRules
from mapping.setting import Setting
from mapping.terms import MobilityForm, MobilityKind

_MONTHS_A_YEAR = 12


DOUBTFUL = frozenset({"other-issuer"})
"""Findings about a result that nobody but a person may overlook: it is another host's result."""


def case_reasons(setting: Setting) -> Iterator[HeldReason]:
    """Give the reasons that hold every result of a case."""
    case = setting.case
    yield from case.identity_reasons
    if case.mobility is None and not case.identity_reasons:
        yield reason(HeldCode.UNKNOWN_LEARNER, "")
    if setting.rules is None:
        yield reason(HeldCode.HOST_UNKNOWN, case.host)
    else:
        yield from _host_reasons(setting.rules, case.mobility)
    if case.mobility is not None:
        yield from _mobility_reasons(setting, case.mobility)


def course_reasons(setting: Setting, course: CourseResults) -> Iterator[HeldReason]:
    """Give what the agreement and the period say against one course."""
    yield from course.reasons
    for code in sorted({each.code for each in course.counted.warnings} & DOUBTFUL):
        yield reason(HeldCode.DOCUMENT_DOUBT, course.code, code)
    mobility, agreement = setting.case.mobility, setting.case.agreement
    if agreement is not None and course.code not in setting.rows:
        near = NearCodes(row.code for row in agreement.host_components).text(course.code)
        yield reason(HeldCode.OUTSIDE_AGREEMENT, course.code, near)
    grace = timedelta(days=setting.rulebook.policies.period_grace_days)
    if mobility is not None and outside_period(course.counted, mobility, grace):
        result, term = course.counted, course.counted.term
        yield reason(
            HeldCode.OUTSIDE_PERIOD,
            course.code,
            term.label,
            _iso(term.starts or result.completed_on),
            _iso(result.completed_on or term.ends),
            _iso(mobility.starts),
            _iso(period_end(mobility)),
        )


def rule_reasons(setting: Setting, candidate: Candidate) -> Iterator[HeldReason]:
    """Give what speaks against applying a rule, its courses' worth apart."""
    yield from candidate.reasons
    rule, agreement = candidate.indexed.rule, setting.case.agreement
    if rule.approval is None:
        yield reason(HeldCode.EQUIVALENCE_NOT_APPROVED, candidate.indexed.text)
    for target in rule.targets:
        component = setting.rulebook.component_index.get(target.code)
        if component is not None:
            yield from _component_reasons(setting, candidate, component)
        elif target.kind is TargetKind.COMPONENT:
            near = setting.rulebook.near_components.text(target.code)
            yield reason(HeldCode.UNKNOWN_COMPONENT, target.code, near)
    if agreement is not None:
        yield from _agreement_reasons(setting, candidate, agreement)
    if rule.maximum_age_months is not None:
        yield from _age_reasons(setting, candidate, rule.maximum_age_months)


def outside_period(result: HostResult, mobility: Mobility, grace: timedelta) -> bool:
    """Tell whether a result's dates lie outside a mobility, approved extensions counted.

    A term belongs to the period when the two share at least half of the shorter one: hosts' terms
    rarely begin and end with the stay. A completion may be dated up to `grace` after the end, since
    examinations follow; a term known only by its start may begin as long before the stay. A result
    without any date is not held for it.
    """
    starts, ends = mobility.starts, period_end(mobility)
    done, first, last = result.completed_on, result.term.starts, result.term.ends
    if done is not None and not starts <= done <= ends + grace:
        return True
    if first is not None and last is not None:
        shared = min(last, ends) - max(first, starts) + timedelta(days=1)
        shorter = min(last - first, ends - starts) + timedelta(days=1)
        return 2 * shared < shorter
    if first is not None:
        return not starts - grace <= first <= ends
    return last is not None and not starts <= last <= ends + grace


def first_uncovered_day(rules: HostRules, starts: date, ends: date) -> date | None:
    """Find the first day of a period on which no agreement with a host is in force."""
    day = starts
    for window in sorted(rules.agreements, key=lambda window: window.valid_from):
        if window.valid_from <= day and (window.valid_to is None or day <= window.valid_to):
            if window.valid_to is None or window.valid_to >= ends:
                return None
            day = window.valid_to + timedelta(days=1)
    return day


def _host_reasons(rules: HostRules, mobility: Mobility | None) -> Iterator[HeldReason]:
    if rules.suspended:
        yield reason(HeldCode.HOST_SUSPENDED, rules.host, rules.suspended)
    if mobility is None:
        return
    # the rules of internal mobility demand a contract with the partner; abroad it is the home's
    # choice to configure one
    internal = MobilityKind.INTERNAL in (rules.kind, mobility.kind)
    if rules.agreements or internal:
        day = first_uncovered_day(rules, mobility.starts, period_end(mobility))
        if day is not None:
            yield reason(HeldCode.HOST_AGREEMENT_NOT_IN_FORCE, rules.host, _iso(day))


def _mobility_reasons(setting: Setting, mobility: Mobility) -> Iterator[HeldReason]:
    agreement, key = setting.case.agreement, mobility.mobility_id
    if mobility.host != setting.case.host:
        yield reason(HeldCode.IDENTITY_CONFLICT, "host", key)
    if mobility.form is MobilityForm.VERTICAL:
        yield reason(HeldCode.VERTICAL_MOBILITY, key)
    if mobility.form is MobilityForm.INDIVIDUAL and not mobility.basis.strip():
        yield reason(HeldCode.INDIVIDUAL_WITHOUT_BASIS, key)
    if agreement is None or agreement.mobility_id != key:
        yield reason(HeldCode.NO_AGREEMENT, key)
    elif agreement.approved_on is None:
        yield reason(HeldCode.AGREEMENT_NOT_APPROVED, key, str(agreement.version))
    else:
        last = late_amendment(agreement, mobility, days=setting.rulebook.policies.amendment_days)
        if last is not None:
            days = (_iso(agreement.approved_on), _iso(last))
            yield reason(HeldCode.AMENDMENT_LATE, key, str(agreement.version), *days)
    if not setting.settled:
        found = ", ".join(sorted({rule.regime.value for rule in setting.regime_rules}))
        year, level = str(mobility.admission_year), mobility.level.value
        yield reason(HeldCode.NO_REGIME, year, level, mobility.programme, found)


def _component_reasons(
    setting: Setting, candidate: Candidate, component: HomeComponent
) -> Iterator[HeldReason]:
    on, mobility = candidate.on, setting.case.mobility
    if on is not None and not (component.valid_from or on) <= on <= (component.valid_to or on):
        bounds = (_iso(component.valid_from), _iso(component.valid_to), _iso(on))
        yield reason(HeldCode.RETIRED_COMPONENT, component.code, *bounds)
    if mobility is None:
        return
    if component.level is not None and component.level is not mobility.level:
        yield reason(HeldCode.LEVEL_NOT_COVERED, component.code, mobility.level, component.level)
    if component.programmes and mobility.programme not in component.programmes:
        covered = ", ".join(sorted(component.programmes))
        yield reason(HeldCode.LEVEL_NOT_COVERED, component.code, mobility.programme, covered)


def _agreement_reasons(
    setting: Setting, candidate: Candidate, agreement: LearningAgreement
) -> Iterator[HeldReason]:
    agreed = {row.code for row in agreement.home_components}
    linked: set[ComponentCode] = set()
    for target in candidate.indexed.rule.targets:
        if target.code in agreed or target.kind is TargetKind.COMPONENT:
            linked.add(target.code)
        # electives and additional subjects are what an agreement does not list by code
        if target.code not in agreed and target.kind is TargetKind.COMPONENT:
            near = NearCodes(agreed).text(target.code)
            yield reason(HeldCode.COMPONENT_OUTSIDE_AGREEMENT, target.code, near)
    courses = frozenset(setting.rows.get(each.code, each.code) for each in candidate.courses)
    blocks = contradicting_blocks(agreement, courses, frozenset(linked))
    if candidate.whole and blocks:
        mapped = sides_text(courses, frozenset(linked))
        yield reason(HeldCode.AGREEMENT_BLOCK_DIFFERS, "; ".join(blocks), mapped)
    elif not linked:
        yield from _promise_reasons(setting, candidate, agreement, courses)


def _promise_reasons(
    setting: Setting,
    candidate: Candidate,
    agreement: LearningAgreement,
    courses: frozenset[CourseCode],
) -> Iterator[HeldReason]:
    """Hold what becomes an elective though a home component was agreed, and nothing else gives it.

    Rows without a block were agreed as two bags. What the rules make of the other rows of Table A
    is settled. While one of those is not mapped, the component may be what it was agreed for.
    """
    loose = {row.code for row in agreement.host_components if not row.block}
    left = {row.code for row in agreement.home_components if not row.block}
    others = [_may_become(setting, row) for row in sorted(loose - courses)]
    left = left.difference(*others)
    if left and courses & loose and all(others):
        agreed = sides_text(courses & loose, frozenset(left))
        mapped = sides_text(courses, frozenset(candidate.components))
        yield reason(HeldCode.AGREEMENT_BLOCK_DIFFERS, agreed, mapped)


def _may_become(setting: Setting, row: CourseCode) -> frozenset[ComponentCode]:
    """List what the rules for this student make of a row of Table A."""
    scope = setting.scope()
    index = setting.rulebook.rules_by_course[setting.case.host]
    named = {course for course, agreed in setting.rows.items() if agreed == row} | {row}
    return frozenset(
        target.code
        for code in named
        for entry in index.get(code, ())
        if not scope_reasons(entry, scope.period_starts, scope)
        for target in entry.rule.targets
    )


def _age_reasons(setting: Setting, candidate: Candidate, maximum: int) -> Iterator[HeldReason]:
    """Measure age at the day the agreement was approved, or else at the start of the mobility."""
    mobility, agreement = setting.case.mobility, setting.case.agreement
    asked = agreement.approved_on if agreement is not None else None
    asked = asked or (mobility.starts if mobility is not None else None)
    for course in candidate.courses:
        taken = taken_on(course.counted, None)
        if asked is None or taken is None:
            continue
        months = (asked.year - taken.year) * _MONTHS_A_YEAR + asked.month - taken.month
        months -= asked.day < taken.day
        if months > maximum:
            yield reason(HeldCode.TOO_OLD, course.code, str(months), str(maximum))


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()

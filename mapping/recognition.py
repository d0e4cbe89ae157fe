"""The decision: what a student's results from one host become at home, or why they wait. Pure.

    identify -> agreement -> equivalence -> credits -> grade       every reason, not the first

Outcome = f(results, mobility, agreement, waivers, rulebook): no clock, no order of rows, no file.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from mapping.appraisal import grade_context
from mapping.attempts import CourseResults, count_attempts
from mapping.courses import NearCodes
from mapping.decisions import (
    Decision,
    Held,
    Recognised,
    RecognitionCase,
    RecognitionOutcome,
    Waiver,
    result_key,
)
from mapping.fingerprint import fingerprint
from mapping.gates import case_reasons
from mapping.grade_conversion import convert_grade, printed_grade
from mapping.grades import label_key
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import ComponentCode
from mapping.matching import Fit, Match, match_courses
from mapping.reasons import in_order, reason
from mapping.records import HostResult
from mapping.release import release, waivable_fingerprint
from mapping.rulebook import HostRules, Rulebook
from mapping.setting import Setting, setting_of
from mapping.terms import ResultStatus
from mapping.trace import ConversionRefused, Step, StepKind, conversion_step
from mapping.valuation import value_match

__all__ = [
    "Decision",
    "Held",
    "Recognised",
    "RecognitionCase",
    "RecognitionOutcome",
    "Waiver",
    "recognise",
    "result_key",
]

_KEY_DIGITS = 16
_NO_CODES = NearCodes(())


def recognise(case: RecognitionCase, rulebook: Rulebook) -> tuple[Decision, ...]:
    """Decide on every result of a case; each is in just one decision, if the host left it there.

    Total: a value that may not be converted is a reason, not an error. The order of results, rules
    and waivers does not matter, and decisions come sorted by their case.
    """
    setting = setting_of(case, rulebook)
    courses = _courses(setting)
    rules = rulebook.rules_by_course.get(case.host, {})
    near = rulebook.near_courses.get(case.host, _NO_CODES)
    matches = match_courses(courses, rules, setting.scope(), near=near)
    contested = _contested(setting, matches)
    shared = frozenset(case_reasons(setting))
    opening = _opening(setting)
    decisions = [
        _decide(setting, match, shared | contested.get(position, frozenset()), opening)
        for position, match in enumerate(matches)
    ]
    return tuple(sorted(decisions, key=lambda decision: decision.case))


def _courses(setting: Setting) -> tuple[CourseResults, ...]:
    """Group the results by course; with the regime open, attempts are compared in the first."""
    regime = setting.regimes[0]

    def percent_of(result: HostResult) -> Decimal | None:
        context = grade_context(setting, regime, result)
        if context is None:
            return None
        try:
            return convert_grade(printed_grade(result), context=context).percent
        except ConversionRefused:
            return None

    results = (
        _with_status(result, setting.rules)
        for result in setting.case.results
        if not result.withdrawn  # it states nothing; what rests on it is proposed to a person
    )
    return count_attempts(results, setting.rulebook.policies.attempts, percent_of)


def _with_status(result: HostResult, rules: HostRules | None) -> HostResult:
    """Read a fail label as a fail where the host gave no status."""
    if rules is None or result.status is not ResultStatus.UNKNOWN or result.grade is None:
        return result
    if label_key(result.grade.label) in map(label_key, rules.fail_labels):
        return replace(result, status=ResultStatus.FAILED, status_assumed=True)
    return result


def _contested(setting: Setting, matches: tuple[Match, ...]) -> Mapping[int, frozenset[HeldReason]]:
    """Find home components that several matches would count for, each with its claimants.

    A claimant whose courses were all agreed goes before those with courses that were not, if it is
    the only one: the agreement settles it, not an order of rows.
    """
    claims: defaultdict[ComponentCode, list[int]] = defaultdict(list)
    for position, match in enumerate(matches):
        for code in _components(match, closest=Fit.FITS):
            claims[code].append(position)
    found: defaultdict[int, frozenset[HeldReason]] = defaultdict(frozenset)
    for code, positions in claims.items():
        agreed = [each for each in positions if _agreed(setting, matches[each])]
        codes = sorted(course.code for each in positions for course in matches[each].courses)
        why = reason(HeldCode.COMPONENT_TWICE, code, ", ".join(codes))
        for position in positions if len(positions) > 1 else ():
            if agreed != [position]:
                found[position] |= {why}
    return found


def _agreed(setting: Setting, match: Match) -> bool:
    return all(course.code in setting.rows for course in match.courses)


def _components(match: Match, *, closest: Fit = Fit.OUT_OF_SCOPE) -> tuple[ComponentCode, ...]:
    codes = (
        code
        for candidate in match.candidates
        if candidate.fit <= closest
        for code in candidate.components
    )
    return tuple(dict.fromkeys(codes))


def _decide(
    setting: Setting, match: Match, reasons: frozenset[HeldReason], opening: tuple[Step, ...]
) -> Decision:
    valuation = value_match(setting, match)
    found = in_order(reasons | valuation.reasons)
    results = tuple(result for course in match.courses for result in course.attempts)
    keys = tuple(sorted({result_key(result) for result in results}))
    evidence = tuple(sorted({result.evidence for result in results}))
    components = _components(match)
    case = _case_name(setting.case, keys)
    waivable = waivable_fingerprint(case, results, found, components, valuation.outcomes)
    remaining, releases = release(setting.case.waivers, case=case, reasons=found, waivable=waivable)
    steps = (*opening, *valuation.steps, *releases)
    if remaining:
        return Held(
            case=case,
            results=keys,
            evidence=evidence,
            reasons=remaining,
            components=components,
            waivable=waivable,
            steps=steps,
        )
    return Recognised(
        case=case,
        results=keys,
        evidence=evidence,
        rule=match.candidates[0].indexed.text,
        outcomes=valuation.outcomes,
        waivable=waivable,
        steps=steps,
    )


def _case_name(case: RecognitionCase, keys: tuple[str, ...]) -> str:
    """Name a decision's case by the mobility, or a digest of the learner, and its results."""
    if case.mobility is not None:
        return f"{case.mobility.mobility_id}:{'+'.join(keys)}"
    learner = fingerprint(case.learner).partition(":")[2][:_KEY_DIGITS]
    return f"{case.host}/{learner}:{'+'.join(keys)}"


def _opening(setting: Setting) -> tuple[Step, ...]:
    mobility = setting.case.mobility
    if mobility is None:
        return ()
    by = setting.case.identified_by
    steps = [conversion_step(StepKind.IDENTIFIED, mobility.mobility_id, by)]
    if setting.settled:
        rule = setting.regime_rules[0]
        facts = (rule.regime.value, str(mobility.admission_year), mobility.level.value)
        steps.append(
            conversion_step(StepKind.REGIME_CHOSEN, *facts, source=rule.source, place=rule.place)
        )
    agreement = setting.case.agreement
    if agreement is not None and agreement.amendment_reason and agreement.approved_on is not None:
        approved = agreement.approved_on.isoformat()
        facts = (str(agreement.version), approved, agreement.amendment_reason)
        steps.append(
            conversion_step(StepKind.AGREEMENT_AMENDED, *facts, source=agreement.reference)
        )
    return tuple(steps)

"""What a match is worth under one regime: grades, credits and outcomes, or the reasons why not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from mapping.appraisal import Appraisal, appraise, minimum_reasons
from mapping.attempts import CourseResults
from mapping.credit_award import Award, award_credits
from mapping.credit_sums import CourseCredits, convert_courses
from mapping.credits import scheme_key
from mapping.decisions import RecognitionOutcome
from mapping.gates import course_reasons, rule_reasons
from mapping.grade_combination import WeightedGrade, combine_grades
from mapping.grades import GradeConversion
from mapping.held import HeldReason
from mapping.identifiers import CourseCode
from mapping.matching import Candidate, Match
from mapping.reasons import refused
from mapping.setting import Setting
from mapping.terms import Regime
from mapping.trace import ConversionRefused, Step, StepKind, conversion_step


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuation:
    """Everything found out about a match; outcomes only where one whole rule gives them."""

    reasons: frozenset[HeldReason]
    outcomes: tuple[RecognitionOutcome, ...] = ()
    steps: tuple[Step, ...] = ()


def value_match(setting: Setting, match: Match) -> Valuation:
    """Value a match under the student's regime.

    While the regime is open, only the reasons that hold under every regime are certain.
    """
    valuations = [_value_under(setting, match, regime) for regime in setting.regimes]
    if setting.settled:
        return valuations[0]
    certain = frozenset.intersection(*(valuation.reasons for valuation in valuations))
    return Valuation(reasons=certain)


def _value_under(setting: Setting, match: Match, regime: Regime) -> Valuation:
    appraisals = {course.code: appraise(setting, regime, course) for course in match.courses}
    reasons = {*match.reasons}
    for course in match.courses:
        reasons.update(course_reasons(setting, course), appraisals[course.code].reasons)
    if not match.candidates:
        credits_ = convert_courses(setting, regime, match.courses, None)
        reasons.update(credits_.reasons)
        steps = _course_steps(setting, match.courses, appraisals, credits_)
        return Valuation(reasons=frozenset(reasons), steps=tuple(steps))
    worths = [_value_rule(setting, regime, candidate, appraisals) for candidate in match.candidates]
    return Valuation(
        reasons=frozenset(reasons).union(*(worth.reasons for worth in worths)),
        outcomes=worths[0].outcomes if len(worths) == 1 else (),
        # rules share courses, and one course's grade is the rule's: each step is told once
        steps=tuple(dict.fromkeys(step for worth in worths for step in worth.steps)),
    )


def _value_rule(
    setting: Setting, regime: Regime, candidate: Candidate, appraisals: dict[CourseCode, Appraisal]
) -> Valuation:
    rule = candidate.indexed.rule
    courses = candidate.courses
    credits_ = convert_courses(setting, regime, courses, candidate)
    reasons = {*rule_reasons(setting, candidate), *credits_.reasons}
    if rule.minimum_grade is not None:
        for course in courses:
            appraisal = appraisals[course.code]
            reasons.update(minimum_reasons(setting, regime, appraisal, rule.minimum_grade))
    steps = [*_course_steps(setting, courses, appraisals, credits_), _rule_step(candidate)]
    if not credits_.converted:
        return Valuation(reasons=frozenset(reasons), steps=tuple(steps))
    awards = award_credits(setting, rule, total=credits_.total, quotient=credits_.quotient)
    reasons.update(awards.reasons)
    try:
        grade = _combined(setting, regime, candidate, appraisals, credits_)
    except ConversionRefused as error:
        reasons.add(refused(" + ".join(course.code for course in courses), error))
        grade = None
    if grade is not None:
        steps += grade.steps
    steps += (award.step for award in awards.each)
    return Valuation(
        reasons=frozenset(reasons),
        outcomes=tuple(_outcomes(setting, regime, awards.each, grade)),
        steps=tuple(steps),
    )


def _combined(
    setting: Setting,
    regime: Regime,
    candidate: Candidate,
    appraisals: dict[CourseCode, Appraisal],
    credits_: CourseCredits,
) -> GradeConversion | None:
    """Combine the grades of a rule's courses, weighted by the host's credits, in one scheme."""
    tables = setting.home_tables(regime)
    grades = {course.code: appraisals[course.code].grade for course in candidate.courses}
    known = {code: grade for code, grade in grades.items() if grade is not None}
    if tables is None or len(known) < len(grades):
        return None
    if len(known) == 1:
        return next(iter(known.values()))
    parts = [
        WeightedGrade(grade=_without_steps(grade), weight=weight)
        for (code, grade), weight in zip(known.items(), _weights(known, credits_), strict=True)
    ]
    return combine_grades(parts, how=candidate.indexed.rule.combination, scale=tables[0])


def _weights(codes: Iterable[CourseCode], credits_: CourseCredits) -> list[Decimal]:
    chosen = [credits_.chosen[code].credit for code in codes]
    if len({scheme_key(credit.scheme) for credit in chosen}) == 1:
        return [credit.value for credit in chosen]
    return [credits_.converted[code].credits for code in codes]


def _without_steps(grade: GradeConversion) -> GradeConversion:
    return GradeConversion(
        letter=grade.letter,
        points=grade.points,
        percent=grade.percent,
        passed=grade.passed,
        steps=(),
    )


def _outcomes(
    setting: Setting, regime: Regime, awards: tuple[Award, ...], grade: GradeConversion | None
) -> Iterator[RecognitionOutcome]:
    mobility = setting.case.mobility
    if mobility is None or grade is None:
        return
    for award in awards:
        yield RecognitionOutcome(
            student_id=mobility.student_id,
            component=award.target.code,
            kind=award.target.kind,
            credits=award.credits,
            credit_quotient=award.quotient,
            letter=grade.letter,
            points=grade.points,
            percent=grade.percent,
            passed=grade.passed,
            regime=regime,
        )


def _course_steps(
    setting: Setting,
    courses: tuple[CourseResults, ...],
    appraisals: dict[CourseCode, Appraisal],
    credits_: CourseCredits,
) -> Iterator[Step]:
    for course in courses:
        yield from _agreed_rows(setting, course)
        yield from appraisals[course.code].steps
        yield from credits_.steps(course.code)


def _agreed_rows(setting: Setting, course: CourseResults) -> Iterator[Step]:
    agreement, code = setting.case.agreement, setting.rows.get(course.code)
    if agreement is None:
        return
    approved = "" if agreement.approved_on is None else agreement.approved_on.isoformat()
    facts = (str(agreement.version), agreement.reference, approved)
    for row in sorted(agreement.host_components, key=lambda row: (row.code, row.block)):
        if row.code == code:
            yield conversion_step(StepKind.AGREEMENT_ROW, course.code, row.block, *facts)


def _rule_step(candidate: Candidate) -> Step:
    rule = candidate.indexed.rule
    approval = rule.approval
    facts = ("", "", "")
    if approval is not None:
        facts = (approval.by, approval.on.isoformat(), approval.reference)
    text, note = candidate.indexed.text, rule.note
    return conversion_step(StepKind.EQUIVALENCE_FOUND, text, *facts, source=note, place=rule.place)

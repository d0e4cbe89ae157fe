"""Runs the worked examples of the mapping through the same recognition that real results take.

An example is a student nobody knows, at the rule's host, under an agreement that permits just what
the rule says: what could hold the record besides the rule, its tables and its numbers is taken out
of the way (the host's agreement dates, a suspension, a missing approval).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from config.assembly import Example
from config.equivalences import ExpectedEntry, GivenEntry
from config.reports import error
from mapping.agreements import AgreedComponent, HostComponent, LearningAgreement, Mobility
from mapping.courses import normalise_code
from mapping.credits import ECTS, KZ
from mapping.equivalences import Approval, Equivalence, HomeComponent
from mapping.grades import GradeConversionTable, printed_letter
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, HeiId, MobilityId, SchemeId, Sha256, StudentId
from mapping.numbers import plain
from mapping.problems import Problem
from mapping.recognition import (
    Held,
    Recognised,
    RecognitionCase,
    RecognitionOutcome,
    recognise,
)
from mapping.records import Credit, Grade, HostResult, Learner
from mapping.rulebook import AgreementWindow, HostRules, Rulebook
from mapping.setting import fitting_regimes
from mapping.terms import Level

Dated = Equivalence | HomeComponent | GradeConversionTable

_SOME_DAY = date(2025, 1, 15)
_EARLIEST_YEAR = 1995
_STAY = timedelta(days=105)  # a semester of 15 weeks
_NOBODY = MobilityId("example")
_NO_DOCUMENT = Sha256("0" * 64)


def check_examples(examples: Iterable[Example], rulebook: Rulebook) -> Iterator[Problem]:
    """Run every example; each that comes out otherwise than it says is an error."""
    permitting: dict[HeiId, Rulebook] = {}
    for example in examples:
        host = example.rule.host
        if host not in permitting:
            permitting[host] = _permitting(rulebook, host)
        yield from check_example(example, permitting[host])


def check_example(example: Example, rulebook: Rulebook) -> Iterator[Problem]:
    """Run one example against a rulebook."""
    year = _admission_year(example, rulebook)
    if year is None:
        yield error(
            "example-regime",
            f"no student of level {_level(example, rulebook)} is under '{example.entry.regime}'",
            example.place,
            "mend 'regime', or the entries under 'regimes'",
        )
        return
    given = {normalise_code(code) for code in example.entry.given}
    strangers = sorted(given - {code for clause in example.rule.courses for code in clause})
    if strangers:
        yield error(
            "example-course",
            f"the example gives {', '.join(strangers)}, which the rule does not name",
            example.place,
            "give results of the rule's own courses",
        )
        return
    decisions = recognise(_case(example, rulebook, year), rulebook)
    outcomes = {
        outcome.component: outcome
        for decision in decisions
        if isinstance(decision, Recognised)
        for outcome in decision.outcomes
    }
    reasons = {
        reason.code: reason
        for decision in decisions
        if isinstance(decision, Held)
        for reason in decision.reasons
    }
    if example.entry.expect_held:
        yield from _compare_held(example, tuple(reasons), outcomes)
    else:
        yield from _compare(example, tuple(reasons), outcomes, rulebook)


def _compare_held(
    example: Example,
    found: tuple[HeldCode, ...],
    outcomes: Mapping[ComponentCode, RecognitionOutcome],
) -> Iterator[Problem]:
    expected = example.entry.expect_held
    if set(expected) == set(found) and not outcomes:
        return
    got = f"it is held for {_listed(found)}" if found else "it is recognised"
    yield error(
        "example-differs",
        f"the example expects to be held for {_listed(expected)}, but {got}",
        example.place,
        "mend the rule or the example",
    )


def _compare(
    example: Example,
    held_for: tuple[HeldCode, ...],
    outcomes: Mapping[ComponentCode, RecognitionOutcome],
    rulebook: Rulebook,
) -> Iterator[Problem]:
    differences = []
    for code, expected in (example.entry.expect or {}).items():
        outcome = outcomes.get(ComponentCode(code))
        if outcome is None:
            differences.append(f"{code} gets nothing")
        else:
            differences += _differences(code, expected, outcome, rulebook)
    unexpected = sorted(outcomes.keys() - (example.entry.expect or {}).keys())
    differences += [f"{code} gets something, too" for code in unexpected]
    if held_for:
        differences.append(f"it is held for {_listed(held_for)}")
    if differences:
        yield error(
            "example-differs",
            f"the example comes out otherwise: {'; '.join(differences)}",
            example.place,
            "mend the rule or the example",
        )


def _differences(
    code: str, expected: ExpectedEntry, outcome: RecognitionOutcome, rulebook: Rulebook
) -> Iterator[str]:
    letter = outcome.letter or "none"
    printed = printed_letter(letter, rulebook.policies.printed_letters)
    if expected.letter is not None and expected.letter not in {letter, printed}:
        yield f"{code} gets letter {printed}, not {expected.letter}"
    for name in ("credits", "percent", "points"):
        wanted: Decimal | None = getattr(expected, name)
        got: Decimal | None = getattr(outcome, name)
        if wanted is not None and wanted != got:
            yield f"{code} gets {name} {'none' if got is None else plain(got)}, not {plain(wanted)}"


def _permitting(rulebook: Rulebook, host: HeiId) -> Rulebook:
    """Copy a rulebook so that nothing but a rule and its numbers can hold an example."""
    hosts = tuple(_permit(rules) for rules in rulebook.hosts if rules.host == host)
    return replace(rulebook, hosts=hosts)


def _permit(rules: HostRules) -> HostRules:
    approval = Approval(by="example", on=date.min)
    return replace(
        rules,
        suspended="",
        agreements=(AgreementWindow(valid_from=date.min),),
        equivalences=tuple(
            rule if rule.approval else replace(rule, approval=approval)
            for rule in rules.equivalences
        ),
    )


def _case(example: Example, rulebook: Rulebook, admission_year: int) -> RecognitionCase:
    rule, entry = example.rule, example.entry
    mobility = _mobility(example, rulebook, admission_year)
    results = tuple(_result(code, given, mobility.ends) for code, given in entry.given.items())
    agreement = LearningAgreement(
        mobility_id=_NOBODY,
        version=1,
        host_components=tuple(HostComponent(code=result.code) for result in results),
        home_components=tuple(AgreedComponent(code=target.code) for target in rule.targets),
        approved_on=mobility.starts,
        approved_by="example",
    )
    return RecognitionCase(
        host=rule.host,
        learner=Learner(),
        mobility=mobility,
        identified_by="mobility-id",
        agreement=agreement,
        results=results,
    )


def _mobility(example: Example, rulebook: Rulebook, admission_year: int) -> Mobility:
    taken = _taken(example, rulebook)
    programmes = example.rule.programmes or tuple(
        programme
        for target in example.rule.targets
        if target.code in rulebook.component_index
        for programme in rulebook.component_index[target.code].programmes
    )
    return Mobility(
        mobility_id=_NOBODY,
        student_id=StudentId("example"),
        host=example.rule.host,
        kind=rulebook.host_index[example.rule.host].kind,
        level=_level(example, rulebook),
        programme=example.entry.programme or next(iter(programmes), ""),
        admission_year=admission_year,
        starts=taken - _STAY,
        ends=taken,
    )


def _result(code: str, given: GivenEntry, taken: date) -> HostResult:
    amounts = ((ECTS, given.ects), (KZ, given.kz), ("ze", given.ze), ("hours", given.hours))
    scheme = None if given.scheme is None else SchemeId(given.scheme)
    return HostResult(
        code=normalise_code(code),
        printed_code=code,
        completed_on=taken,
        status=given.status,
        grade=None if given.grade is None else Grade(label=given.grade, scheme=scheme),
        percent=given.percent,
        points=given.points,
        credits=tuple(
            Credit(value=value, scheme=name) for name, value in amounts if value is not None
        ),
        work=given.work,
        without_control=given.grade is None and given.percent is None,
        evidence=_NO_DOCUMENT,
    )


def _level(example: Example, rulebook: Rulebook) -> Level:
    levels = [
        component.level
        for target in example.rule.targets
        if (component := rulebook.component_index.get(target.code)) and component.level
    ]
    return example.entry.level or next(iter((*example.rule.levels, *levels)), Level.BACHELOR)


def _taken(example: Example, rulebook: Rulebook) -> date:
    """Choose the day of completion: as written, or one on which rule, component and table hold."""
    if example.entry.taken is not None:
        return example.entry.taken
    rule, index = example.rule, rulebook.component_index
    components = (index.get(target.code) for target in rule.targets)
    holders: tuple[Dated, ...] = (rule, *(each for each in components if each is not None))
    tables = rulebook.host_index[rule.host].tables
    bounds = ((each.valid_from, each.valid_to) for each in (*holders, *tables))
    days = (_SOME_DAY, *sorted(day for pair in bounds for day in pair if day is not None))
    valid = [day for day in days if all(_holds(each, day) for each in holders)]
    graded = [day for day in valid if any(_holds(table, day) for table in tables)]
    return next(iter((*graded, *valid, _SOME_DAY)))


def _holds(dated: Dated, day: date) -> bool:
    return (dated.valid_from or day) <= day <= (dated.valid_to or day)


def _admission_year(example: Example, rulebook: Rulebook) -> int | None:
    """Choose the admission year: as written, or the latest that gives the regime asked for."""
    entry, latest = example.entry, _taken(example, rulebook).year
    if entry.admission_year is not None or entry.regime is None:
        return entry.admission_year or latest
    for year in range(latest, _EARLIEST_YEAR, -1):
        case = _case(example, rulebook, year)
        if {rule.regime for rule in fitting_regimes(case, rulebook)} == {entry.regime}:
            return year
    return None


def _listed(codes: Iterable[HeldCode]) -> str:
    return ", ".join(code.value for code in codes)

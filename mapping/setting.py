"""What is settled about a case before any course is looked at; computed once, decides nothing."""

from dataclasses import dataclass

from mapping.agreements import Mobility
from mapping.attempts import course_code
from mapping.courses import normalise_code
from mapping.credit_choice import CreditContext
from mapping.decisions import RecognitionCase
from mapping.grades import EctsTable, HomeScale
from mapping.identifiers import CourseCode
from mapping.matching import Scope
from mapping.rulebook import HostRules, RegimeRule, Rulebook
from mapping.terms import Regime, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A case with the rules that concern it.

    `regimes` holds the student's regime when `regime_rules` settle it, and otherwise every regime
    it may be: then only what holds in all of them is certain, and it is not `settled`. `rows` names
    the row of Table A each course was agreed in, by its code or its `los-id`.
    """

    case: RecognitionCase
    rulebook: Rulebook
    rules: HostRules | None
    regime_rules: tuple[RegimeRule, ...]
    regimes: tuple[Regime, ...]
    settled: bool
    rows: dict[CourseCode, CourseCode]

    def scope(self) -> Scope:
        """Give what the conditions of equivalences are asked against."""
        mobility, agreement = self.case.mobility, self.case.agreement
        agreed = {row.code for row in agreement.host_components} if agreement else set()
        return Scope(
            level=mobility.level if mobility else None,
            programme=mobility.programme if mobility else "",
            agreed=frozenset(agreed | self.rows.keys()),
            period_starts=mobility.starts if mobility else None,
        )

    def home_tables(self, regime: Regime) -> tuple[HomeScale, EctsTable] | None:
        """Give the home scale and the table from ECTS letters of a regime, where both exist."""
        scale = self.rulebook.scale_index.get(regime)
        table = self.rulebook.ects_index.get(regime)
        return None if scale is None or table is None else (scale, table)

    def credit_context(self, mobility: Mobility, regime: Regime, work: Work) -> CreditContext:
        """Give what the choice of a credit rule depends on."""
        return CreditContext(
            regime=regime,
            level=mobility.level,
            work=work,
            host=self.case.host,
            admission_year=mobility.admission_year,
        )


def setting_of(case: RecognitionCase, rulebook: Rulebook) -> Setting:
    """Look up what concerns a case."""
    fitting = fitting_regimes(case, rulebook)
    regimes = {rule.regime for rule in fitting}
    return Setting(
        case=case,
        rulebook=rulebook,
        rules=rulebook.host_index.get(case.host),
        regime_rules=fitting,
        regimes=tuple(sorted(regimes or Regime)),
        settled=len(regimes) == 1,
        rows=_rows(case),
    )


def fitting_regimes(case: RecognitionCase, rulebook: Rulebook) -> tuple[RegimeRule, ...]:
    """Find the regime rules for the student's admission year, level and programme."""
    mobility = case.mobility
    if mobility is None:
        return ()
    year = mobility.admission_year
    found = (
        rule
        for rule in rulebook.regimes
        if (rule.admitted_from or year) <= year <= (rule.admitted_to or year)
        and (not rule.levels or mobility.level in rule.levels)
        and (not rule.programmes or mobility.programme in rule.programmes)
    )
    return tuple(sorted(found, key=lambda rule: (rule.regime, rule.source, rule.place)))


def _rows(case: RecognitionCase) -> dict[CourseCode, CourseCode]:
    if case.agreement is None:
        return {}
    agreed = {row.code for row in case.agreement.host_components if row.code}
    rows: dict[CourseCode, CourseCode] = {}
    for result in case.results:
        code, by_id = course_code(result), normalise_code(result.los_id)
        if code in agreed:
            rows[code] = code
        elif by_id in agreed:
            rows[code] = min(by_id, rows.get(code, by_id))
    return rows

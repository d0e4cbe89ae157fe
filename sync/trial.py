"""One conversion tried outside any record, by the national tables or a home's configuration."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from config.load import load_configuration
from config.national import read_national_tables
from connectors.registry import ConnectorRegistry
from mapping.credit_choice import CreditContext, find_credit_rule
from mapping.credits import CreditConversion, CreditRule, LegalRange, convert_credit
from mapping.grade_conversion import (
    GradeContext,
    PrintedGrade,
    convert_grade,
    convert_home_letter,
    grade_scheme,
)
from mapping.grade_tables import KZ_LETTER
from mapping.grades import EctsTable, GradeConversion, HomeScale, printed_letter
from mapping.identifiers import HeiId, SchemeId
from mapping.numbers import Rounding
from mapping.problems import ConfigError, errors_of
from mapping.records import Credit
from mapping.rulebook import HostRules
from mapping.terms import MobilityKind, Regime
from sync.app import connector_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRules:
    """The rules of a trial: the national ones, and those of a home where one is named."""

    legal_ranges: tuple[LegalRange, ...]
    credit_rules: tuple[CreditRule, ...]
    scales: tuple[HomeScale, ...]
    ects_tables: tuple[EctsTable, ...]
    hosts: tuple[HostRules, ...] = ()
    printed_letters: tuple[tuple[str, str], ...] = ()

    def host(self, hei: HeiId | None, scheme: str) -> HostRules:
        """Give a configured host's rules, or those of a host of which only the scheme is known."""
        unknown = HostRules(
            host=HeiId(""), kind=MobilityKind.EXTERNAL, grading_scheme=SchemeId(scheme)
        )
        return next((rules for rules in self.hosts if rules.host == hei), unknown)

    def scale(self, regime: Regime) -> HomeScale:
        """Give the home scale of a regime."""
        return next(scale for scale in self.scales if scale.regime is regime)

    def ects_table(self, regime: Regime) -> EctsTable:
        """Give the table from ECTS letters of a regime."""
        return next(table for table in self.ects_tables if table.regime is regime)

    def printed(self, letter: str) -> str:
        """Write a letter as the home prints it."""
        return printed_letter(letter, self.printed_letters)


def trial_rules(directory: Path | None) -> TrialRules:
    """Read the rules of a configuration directory, or the national ones; raises ConfigError."""
    if directory is None:
        tables, problems = read_national_tables()
        if errors_of(problems):
            raise ConfigError(problems)
        return TrialRules(
            legal_ranges=tables.legal_ranges,
            credit_rules=tables.credit_rules,
            scales=tables.scales,
            ects_tables=tables.ects_tables,
        )
    settings = connector_settings(ConnectorRegistry())
    rulebook = load_configuration(directory, connector_settings=settings).rulebook
    return TrialRules(
        legal_ranges=rulebook.legal_ranges,
        credit_rules=rulebook.credit_rules,
        scales=rulebook.scales,
        ects_tables=rulebook.ects_tables,
        hosts=rulebook.hosts,
        printed_letters=rulebook.policies.printed_letters,
    )


def try_credits(
    credit: Credit,
    *,
    rules: TrialRules,
    context: CreditContext,
    coefficient: Decimal | None,
    rounding: Rounding | None,
) -> CreditConversion:
    """Convert an amount by a coefficient given here, or else by the rule that is found.

    A rounding given here goes before the rule's. Raises ConversionRefused.
    """
    if coefficient is None:
        rule = find_credit_rule(credit, rules=rules.credit_rules, context=context)
        rule = replace(rule, rounding=rounding or rule.rounding)
    else:
        rule = CreditRule(
            regime=context.regime,
            from_scheme=credit.scheme,
            work=context.work,
            coefficient=coefficient,
            rounding=rounding,
            source="chosen for this trial",
        )
    return convert_credit(credit, rule=rule, legal_ranges=rules.legal_ranges, level=context.level)


def try_grade(
    printed: PrintedGrade,
    *,
    rules: TrialRules,
    regime: Regime,
    host: HeiId | None,
    on: date | None,
) -> GradeConversion:
    """Convert a grade; a letter of the home scale may lack its percentage here.

    Raises ConversionRefused.
    """
    scheme = "" if printed.grade is None else printed.grade.scheme or ""
    context = GradeContext(
        rules=rules.host(host, scheme),
        scale=rules.scale(regime),
        ects=rules.ects_table(regime),
        on=on,
    )
    if grade_scheme(printed, context) == KZ_LETTER and printed.percent is None:
        return convert_home_letter(printed, scale=context.scale)
    return convert_grade(printed, context=context)

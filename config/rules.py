"""The home's choices of `rules/*.yaml`: regimes, credit coefficients, printed letters.

Nothing here has a default where the law leaves a range: a number nobody chose stays missing.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from config.entries import Entry
from config.scalars import (
    Flag,
    Hei,
    IscedField,
    Label,
    Note,
    Number,
    OneOrMore,
    Text,
    Whole,
    refuse,
)
from mapping.credits import CreditRule, CreditStep, RoundingScope
from mapping.home_distribution import HomeDistribution, LetterCount
from mapping.numbers import Rounding
from mapping.rulebook import RegimeRule
from mapping.terms import Level, Regime, Work

Year = Annotated[Whole, Field(ge=1990, le=2100)]
Levels = Annotated[tuple[Level, ...], OneOrMore]
Programmes = Annotated[tuple[Text, ...], OneOrMore]


class AdmissionYears(Entry):
    """A block that may hold for some admission years only, both ends included."""

    admitted_from: Year | None = None
    """First admission year the rule holds for."""
    admitted_to: Year | None = None
    """Last admission year the rule holds for."""

    @model_validator(mode="after")
    def _years_in_order(self) -> "AdmissionYears":
        if self.admitted_from and self.admitted_to and self.admitted_from > self.admitted_to:
            raise refuse(
                "years-reversed",
                f"admitted_to ({self.admitted_to}) is before admitted_from ({self.admitted_from})",
                "exchange the two years",
            )
        return self


class RegimeEntry(AdmissionYears):
    """Which students are under which credit and grade regime."""

    regime: Regime
    """kz-2011: credits by coefficient, no FX; kz-2018: one to one with ECTS, FX exists."""
    levels: Levels = ()
    """Levels of study; none means all."""
    programmes: Programmes = ()
    """Codes of study programmes; none means all."""
    source: Note = ""
    """The order or decision this follows."""

    def rule(self, place: str) -> RegimeRule:
        """Give the domain rule."""
        return RegimeRule(
            regime=self.regime,
            admitted_from=self.admitted_from,
            admitted_to=self.admitted_to,
            levels=self.levels,
            programmes=self.programmes,
            source=self.source,
            place=place,
        )


class StepEntry(Entry):
    """One row of a published list of credits."""

    lowest: Number
    """From so many host credits."""
    highest: Number
    """To so many host credits, included."""
    credits: Number
    """So many Kazakhstan credits."""


class CreditRuleEntry(AdmissionYears):
    """How the credits of one scheme become Kazakhstan credits."""

    regime: Regime
    """The student's regime."""
    from_scheme: Text = "ects"
    """ects, kz, ze, hours, or the word a host uses."""
    work: Work = Work.THEORY
    """The kind of work."""
    levels: Levels = ()
    """Levels of study; none means all."""
    hosts: Annotated[tuple[Hei, ...], OneOrMore] = ()
    """Hosts this holds for; none means all."""
    coefficient: Annotated[Number, Field(gt=0)] | None = None
    """Divide by it; it must lie inside the legal range."""
    multiplier: Annotated[Number, Field(gt=0)] = Decimal(1)
    """Multiply first, for schemes without a legal range (36 hours to 30)."""
    steps: tuple[StepEntry, ...] = ()
    """A published list to look the credits up in, instead of a coefficient."""
    rounding: Rounding | None = None
    """How a quotient becomes whole credits; no order fixes it, so it is chosen here."""
    scope: RoundingScope = RoundingScope.COURSE
    """Round each course, or share the rounded sum of a block or of the whole agreement."""
    whole: Flag = True
    """False only where a published list keeps halves."""
    edition: Note = ""
    """An earlier text of the legal ranges that this rule is held to."""
    source: Note = ""
    """The decision that chose these numbers."""

    @model_validator(mode="after")
    def _one_way(self) -> "CreditRuleEntry":
        if self.coefficient is not None and self.steps:
            raise refuse(
                "coefficient-and-steps",
                "a rule has either a coefficient or steps",
                "keep one, and write a second rule for the other",
            )
        return self

    def rule(
        self, place: str, *, hosts: tuple[str, ...] = (), national: bool = False
    ) -> CreditRule:
        """Give the domain rule; `hosts` are those whose file it stands in."""
        return CreditRule(
            regime=self.regime,
            from_scheme=self.from_scheme,
            work=self.work,
            levels=self.levels,
            hosts=hosts or self.hosts,
            admitted_from=self.admitted_from,
            admitted_to=self.admitted_to,
            coefficient=self.coefficient,
            multiplier=self.multiplier,
            steps=tuple(
                CreditStep(lowest=step.lowest, highest=step.highest, credits=step.credits)
                for step in self.steps
            ),
            rounding=self.rounding,
            scope=self.scope,
            whole=self.whole,
            edition=self.edition,
            national=national,
            source=self.source,
            place=place,
        )


class LetterCountEntry(Entry):
    """How many home grades were one letter."""

    letter: Label
    """The letter."""
    count: Whole
    """How many students got it."""
    mean_percent: Annotated[Number, Field(ge=0, le=100)] | None = None
    """Their mean percentage, where it is known."""


class HomeDistributionEntry(Entry):
    """How the home graded one field of study, as counts, over at least two academic years."""

    isced_code: IscedField
    """Narrow or detailed ISCED-F field."""
    levels: Annotated[tuple[Level, ...], Field(min_length=1), OneOrMore]
    """Levels of study counted."""
    first_year: Year
    """First academic year counted, by its autumn."""
    last_year: Year
    """Last academic year counted."""
    counts: Annotated[tuple[LetterCountEntry, ...], Field(min_length=1)]
    """The counts by letter."""
    source: Text
    """Where the counts come from."""

    def distribution(self, place: str) -> HomeDistribution:
        """Give the domain value."""
        return HomeDistribution(
            isced_code=self.isced_code,
            levels=self.levels,
            first_year=self.first_year,
            last_year=self.last_year,
            counts=tuple(
                LetterCount(letter=row.letter, count=row.count, mean_percent=row.mean_percent)
                for row in self.counts
            ),
            source=self.source,
            place=place,
        )


class RulesFile(Entry):
    """A file of `rules/`: the home's choices where the national rules leave one."""

    regimes: tuple[RegimeEntry, ...] = ()
    """Which students are under which regime."""
    credit_rules: tuple[CreditRuleEntry, ...] = ()
    """The coefficients and roundings chosen inside the legal ranges."""
    printed_letters: dict[Label, Label] = Field(default_factory=dict)
    """Letters the home prints otherwise than the scale names them (D printed as D-)."""
    home_distributions: tuple[HomeDistributionEntry, ...] = ()
    """The home's own grade distributions, for comparison and conversion."""

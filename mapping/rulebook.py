"""Everything a decision depends on besides the evidence and the agreement, under one digest."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from mapping.courses import NearCodes
from mapping.credits import CreditRule, LegalRange, RoundingScope
from mapping.equivalences import Equivalence, HomeComponent, course_codes, rule_text
from mapping.fingerprint import canonical_bytes, fingerprint
from mapping.grades import EctsTable, GradeConversionTable, HomeScale
from mapping.home_distribution import HomeDistribution
from mapping.identifiers import CourseCode, HeiId, SchemeId
from mapping.remembered import Remembered
from mapping.terms import Level, MobilityKind, Regime


class CreditDifference(StrEnum):
    """What to do when the converted credits are not those of the home component."""

    HOLD = "hold"
    AWARD_CONVERTED = "award-converted"
    AWARD_COMPONENT = "award-component"


class Attempts(StrEnum):
    """Which of several attempts at one course counts."""

    FIRST = "first"
    BEST = "best"
    LAST = "last"
    HOLD = "hold"


class Overlap(StrEnum):
    """Which home grade is taken when a host range covers several (ECTS Users' Guide 2015)."""

    MINIMUM = "minimum"
    AVERAGE = "average"
    MAXIMUM = "maximum"


class DistributionUse(StrEnum):
    """What a grade distribution is for: nothing, a check beside the table, or the conversion."""

    IGNORE = "ignore"
    COMPARE = "compare"
    CONVERT = "convert"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeRule:
    """Which regime a student is under, by admission year and level; empty `levels` means all."""

    regime: Regime
    admitted_from: int | None = None
    admitted_to: int | None = None
    levels: tuple[Level, ...] = ()
    programmes: tuple[str, ...] = ()
    source: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementWindow:
    """A period in which the inter-institutional agreement with a host is in force."""

    valid_from: date
    valid_to: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRules:
    """What decisions need to know about one host.

    `grading_scheme` is that of a grade that names none: `ects`, `kz-letter`, `percent` or a
    scheme of one of `tables`. `pass_labels` carry credits without points (зачтено, pass); one of
    `fail_labels` is a fail wherever the host gave no status.
    """

    host: HeiId
    kind: MobilityKind
    names: tuple[str, ...] = ()
    agreements: tuple[AgreementWindow, ...] = ()
    suspended: str = ""
    grading_scheme: SchemeId
    tables: tuple[GradeConversionTable, ...] = ()
    pass_labels: tuple[str, ...] = ()
    fail_labels: tuple[str, ...] = ()
    equivalences: tuple[Equivalence, ...] = ()
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """The home institution's choices where the rules leave one.

    `period_grace_days`: how long after the end of a mobility an examination of its term may be
    dated, and how long before its start a term may have begun. `amendment_days`: within how many
    days of the stay an agreement is amended without a reason; None never asks for one.
    """

    credit_difference: CreditDifference = CreditDifference.HOLD
    attempts: Attempts = Attempts.HOLD
    distribution: DistributionUse = DistributionUse.COMPARE
    overlap: Overlap = Overlap.AVERAGE
    minimum_sample: int = 100
    period_grace_days: int = 45
    mobility_counts_in_gpa: bool = True
    printed_letters: tuple[tuple[str, str], ...] = ()
    amendment_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedEquivalence:
    """An equivalence with its text; `rank` orders the rules of a host by content, not by file."""

    rule: Equivalence
    text: str
    rank: int


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """One revision of the rules; `revision` digests their content, not files and lines."""

    home: HeiId
    regimes: tuple[RegimeRule, ...]
    legal_ranges: tuple[LegalRange, ...]
    credit_rules: tuple[CreditRule, ...]
    scales: tuple[HomeScale, ...]
    ects_tables: tuple[EctsTable, ...]
    components: tuple[HomeComponent, ...]
    hosts: tuple[HostRules, ...]
    policies: Policies = field(default_factory=Policies)
    home_distributions: tuple[HomeDistribution, ...] = ()

    @cached_property
    def revision(self) -> str:
        """Digest the rules; two rulebooks that decide alike have one revision."""
        return fingerprint(self)

    @cached_property
    def remembered(self) -> Remembered:
        """Hold what was converted under this revision before."""
        return Remembered()

    @cached_property
    def shares_agreements(self) -> bool:
        """Tell whether some amount is converted as its part of a whole agreement's sum."""
        return any(rule.scope is RoundingScope.AGREEMENT for rule in self.credit_rules)

    @cached_property
    def component_index(self) -> dict[str, HomeComponent]:
        """Index the curriculum by code."""
        return {component.code: component for component in self.components}

    @cached_property
    def component_worth(self) -> dict[str, Fraction]:
        """Index the credits of the curriculum by code."""
        return {component.code: Fraction(component.credits) for component in self.components}

    @cached_property
    def host_index(self) -> dict[str, HostRules]:
        """Index the hosts by SCHAC code."""
        return {rules.host: rules for rules in self.hosts}

    @cached_property
    def scale_index(self) -> dict[Regime, HomeScale]:
        """Index the home scales by regime."""
        return {scale.regime: scale for scale in self.scales}

    @cached_property
    def ects_index(self) -> dict[Regime, EctsTable]:
        """Index the tables from ECTS letters by regime."""
        return {table.regime: table for table in self.ects_tables}

    @cached_property
    def rules_by_course(self) -> dict[HeiId, dict[CourseCode, tuple[IndexedEquivalence, ...]]]:
        """Index each host's equivalences by every course they name; equal rules count once."""
        return {rules.host: _by_course(rules.equivalences) for rules in self.hosts}

    @cached_property
    def near_courses(self) -> dict[HeiId, NearCodes]:
        """Index the codes of each host's rules for near misses."""
        return {host: NearCodes(rules) for host, rules in self.rules_by_course.items()}

    @cached_property
    def near_components(self) -> NearCodes:
        """Index the codes of the curriculum for near misses."""
        return NearCodes(self.component_index)


def _by_course(
    equivalences: tuple[Equivalence, ...],
) -> dict[CourseCode, tuple[IndexedEquivalence, ...]]:
    ordered = sorted(
        ((canonical_bytes(rule), rule.place, rule) for rule in equivalences),
        key=lambda entry: entry[:2],
    )
    index: defaultdict[CourseCode, list[IndexedEquivalence]] = defaultdict(list)
    previous = b""
    for rank, (content, _, rule) in enumerate(ordered):
        if content != previous:
            entry = IndexedEquivalence(rule=rule, text=rule_text(rule), rank=rank)
            for code in course_codes(rule):
                index[code].append(entry)
        previous = content
    return {code: tuple(entries) for code, entries in index.items()}

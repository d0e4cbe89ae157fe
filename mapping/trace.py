"""Explanations as data: what was done to a value, by which rule, from which source."""

from dataclasses import dataclass, field
from enum import StrEnum

from mapping.held import HeldCode
from mapping.problems import UtqyrError


class StepKind(StrEnum):
    """Every kind of step; each has one sentence in every message catalogue."""

    IDENTIFIED = "identified"
    REGIME_CHOSEN = "regime-chosen"
    RESULT_READ = "result-read"
    ATTEMPT_COUNTED = "attempt-counted"
    AGREEMENT_AMENDED = "agreement-amended"
    AGREEMENT_ROW = "agreement-row"
    EQUIVALENCE_FOUND = "equivalence-found"
    COMPONENT_VALUED = "component-valued"
    REASON_RELEASED = "reason-released"

    CREDIT_CHOSEN = "credit-chosen"
    CREDIT_IDENTITY = "credit-identity"
    CREDIT_COEFFICIENT = "credit-coefficient"
    CREDIT_RATIO = "credit-ratio"
    CREDIT_LIST = "credit-list"
    CREDIT_ROUNDED = "credit-rounded"
    CREDIT_SHARED = "credit-shared"

    GRADE_WITHOUT_CONTROL = "grade-without-control"
    GRADE_PASS_LABEL = "grade-pass-label"  # noqa: S105 -- a mark, no secret
    GRADE_FAIL_LABEL = "grade-fail-label"
    GRADE_TABLE = "grade-table"
    GRADE_TABLE_UNGRADED = "grade-table-ungraded"
    GRADE_ECTS = "grade-ects"
    GRADE_HOME_LETTER = "grade-home-letter"
    GRADE_PERCENT = "grade-percent"

    GRADES_MEAN = "grades-mean"
    GRADES_LOWEST = "grades-lowest"
    GRADES_HIGHEST = "grades-highest"
    GRADES_UNGRADED = "grades-ungraded"

    DISTRIBUTION_SUGGESTED = "distribution-suggested"
    DISTRIBUTION_USED = "distribution-used"
    DISTRIBUTION_AGREES = "distribution-agrees"
    DISTRIBUTION_APART = "distribution-apart"
    DISTRIBUTION_SMALL_SAMPLE = "distribution-small-sample"
    DISTRIBUTION_UNUSABLE = "distribution-unusable"


STEP_FACTS: dict[StepKind, tuple[str, ...]] = {
    # `by` is the kind of identifier the match rests on
    StepKind.IDENTIFIED: ("mobility", "by"),
    StepKind.REGIME_CHOSEN: ("regime", "admission_year", "level"),
    # a line of the host's document, as it was used; the place is the line
    StepKind.RESULT_READ: ("course", "title", "term", "status", "grade", "credits"),
    # `policy` is a word of `Attempts`; `counted` and `others` are `term: grade`
    StepKind.ATTEMPT_COUNTED: ("course", "policy", "counted", "others"),
    # the version in force, where it gives a reason for coming late
    StepKind.AGREEMENT_AMENDED: ("version", "approved_on", "reason"),
    # a row of Table A with its block, and the version that agreed it
    StepKind.AGREEMENT_ROW: ("course", "block", "version", "reference", "approved_on"),
    # `rule` is `FIN201 + FIN202 -> ECO2204`; the place is its file and line
    StepKind.EQUIVALENCE_FOUND: ("rule", "approved_by", "approved_on", "reference"),
    # `converted` is this component's part of the host's credits, `expected` what the curriculum or
    # the rule gives it, `policy` a word of `CreditDifference`, `credits` what is awarded
    StepKind.COMPONENT_VALUED: (
        "component",
        "quotient",
        "converted",
        "expected",
        "policy",
        "credits",
    ),
    # `reason` is a word of `HeldCode`
    StepKind.REASON_RELEASED: ("reason", "by", "why"),
    # scheme of the amount taken; `others` lists what else was printed: `5 ects; 180 hours`
    StepKind.CREDIT_CHOSEN: ("value", "scheme", "others"),
    # one credit of the scheme is one Kazakhstan credit
    StepKind.CREDIT_IDENTITY: ("value", "scheme", "regime"),
    # divided by a coefficient chosen inside the legal range of the work at the level
    StepKind.CREDIT_COEFFICIENT: (
        "value",
        "scheme",
        "coefficient",
        "lowest",
        "highest",
        "level",
        "work",
        "quotient",
    ),
    # multiplied and divided by numbers the home chose, where no legal range exists
    StepKind.CREDIT_RATIO: ("value", "scheme", "multiplier", "coefficient", "quotient"),
    # looked up in a published list: `lowest` to `highest` become `credits`
    StepKind.CREDIT_LIST: ("value", "scheme", "lowest", "highest", "credits"),
    # `unit` is 1, or 0.5 where a published list keeps halves; `rounding` is a word of `Rounding`
    StepKind.CREDIT_ROUNDED: ("quotient", "rounding", "unit", "credits"),
    # a sum rounded once and shared by largest remainder
    StepKind.CREDIT_SHARED: ("courses", "sum", "rounding", "total", "quotient", "credits"),
    StepKind.GRADE_WITHOUT_CONTROL: (),
    StepKind.GRADE_PASS_LABEL: ("label",),
    StepKind.GRADE_FAIL_LABEL: ("label",),
    # the host's table; `ects` may be several letters that come to the same (`FX/F`)
    StepKind.GRADE_TABLE: ("label", "scheme", "ects"),
    # a row without letters; `passed` is `yes` or `no`
    StepKind.GRADE_TABLE_UNGRADED: ("label", "scheme", "passed"),
    StepKind.GRADE_ECTS: ("ects", "letter", "points", "percent"),
    # same scale at host and home; `checked` lists what was compared: `percent, points` or nothing
    StepKind.GRADE_HOME_LETTER: ("label", "letter", "points", "percent", "checked"),
    # `rounded` is the whole percentage the band was found by
    StepKind.GRADE_PERCENT: ("percent", "rounded", "letter", "points", "lowest", "highest"),
    # `grades` lists `percent x weight`; `exact` is the exact mean
    StepKind.GRADES_MEAN: ("grades", "exact", "percent", "letter"),
    StepKind.GRADES_LOWEST: ("grades", "percent", "letter"),
    StepKind.GRADES_HIGHEST: ("grades", "percent", "letter"),
    StepKind.GRADES_UNGRADED: ("count",),
    # percentiles from the best grade down; `letters` are the home grades covered, best first;
    # `overlap` is a word of `Overlap`; `sample` is a count or empty where the host gives shares
    StepKind.DISTRIBUTION_SUGGESTED: (
        "label",
        "distribution",
        "from",
        "to",
        "letters",
        "overlap",
        "letter",
        "sample",
        "home_sample",
    ),
    StepKind.DISTRIBUTION_USED: ("letter", "points", "percent"),
    StepKind.DISTRIBUTION_AGREES: ("table", "distribution", "apart"),
    StepKind.DISTRIBUTION_APART: ("table", "distribution", "apart"),
    StepKind.DISTRIBUTION_SMALL_SAMPLE: ("sample", "minimum"),
    # `reason` is a word of `mapping.distribution.Unusable`
    StepKind.DISTRIBUTION_UNUSABLE: ("distribution", "reason"),
}
"""The facts of each kind of step, in order; a sentence may use any of them."""

REFUSAL_FACTS: dict[HeldCode, tuple[str, ...]] = {
    HeldCode.NO_CREDITS: (),
    HeldCode.UNKNOWN_CREDIT_SCHEME: ("value", "scheme"),
    HeldCode.NO_CREDIT_RULE: ("value", "scheme", "regime", "level", "work"),
    # `rules` lists places (file:line), or sources where a rule has no place
    HeldCode.AMBIGUOUS_CREDIT_RULE: ("value", "scheme", "rules"),
    # `credits` lists what was printed: `3 kz; 9 ects`
    HeldCode.CREDIT_CONTRADICTION: ("credits",),
    # `rows` lists the sources of the rows that fit, or says `no row`
    HeldCode.NO_LEGAL_RANGE: ("level", "work", "rows"),
    HeldCode.COEFFICIENT_MISSING: ("lowest", "highest", "level", "work"),
    HeldCode.COEFFICIENT_OUT_OF_RANGE: ("coefficient", "lowest", "highest", "level", "work"),
    HeldCode.ROUNDING_MISSING: ("quotient",),
    HeldCode.ZERO_CREDITS: ("value", "scheme", "quotient"),
    HeldCode.NO_GRADE: (),
    # `on` is a date or empty
    HeldCode.NO_GRADE_TABLE: ("scheme", "host", "on"),
    HeldCode.AMBIGUOUS_GRADE_TABLE: ("scheme", "host", "tables"),
    HeldCode.UNKNOWN_GRADE: ("label", "scheme"),
    # `options` lists what the label can mean: `A/B`
    HeldCode.AMBIGUOUS_GRADE: ("label", "scheme", "options"),
    # as printed; empty where the host printed none
    HeldCode.GRADE_CONTRADICTION: ("label", "percent", "points"),
    HeldCode.PERCENT_MISSING: ("letter", "lowest", "highest"),
    HeldCode.MIXED_GRADES: ("graded", "ungraded"),
    HeldCode.DISTRIBUTION_DIFFERS: ("table", "distribution", "apart", "sample", "minimum"),
}
"""The facts of each reason a conversion is refused for, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a conversion or a decision.

    `kind` names the sentence that explains it (the message catalogues hold one per language);
    `facts` are its values as text, in order; `source` is the rule's authority (an order, a table, a
    host's document) and `place` the file and line where somebody chose it.
    """

    kind: str
    facts: tuple[tuple[str, str], ...] = ()
    source: str = ""
    place: str = field(default="", compare=False)


def conversion_step(kind: StepKind, *values: str, source: str = "", place: str = "") -> Step:
    """Build a step from its values, in the order of `STEP_FACTS`."""
    return Step(
        kind=kind,
        facts=tuple(zip(STEP_FACTS[kind], values, strict=True)),
        source=source,
        place=place,
    )


class ConversionRefused(UtqyrError):
    """A value may not be converted; `code` is a held reason and `facts` fill its sentence."""

    def __init__(
        self, code: str, message: str, *, hint: str = "", facts: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.facts = facts


def refusal(code: HeldCode, message: str, *values: str, hint: str = "") -> ConversionRefused:
    """Build a refusal from its values, in the order of `REFUSAL_FACTS`.

    The message never holds the values themselves: they may be a person's grades, and messages
    reach log lines. Who may see them gets the sentence of the code, filled with the facts.
    """
    facts = tuple(zip(REFUSAL_FACTS[code], values, strict=True))
    return ConversionRefused(code, message, hint=hint, facts=facts)

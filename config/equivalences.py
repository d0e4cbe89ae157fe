"""The coordinators' files, `mapping/<hei>.yaml`: which host courses count for which components."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from config.entries import ALWAYS, Entry, Validity
from config.rules import Levels, Programmes, Year
from config.scalars import Day, Hei, Label, Note, Number, OneOrMore, Text, Whole, refuse
from mapping.courses import normalise_code
from mapping.equivalences import (
    Approval,
    Combination,
    Equivalence,
    HomeTarget,
    MinimumGrade,
    TargetKind,
)
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, HeiId, SchemeId
from mapping.terms import Level, Regime, ResultStatus, Work


class AnyOfEntry(Entry):
    """Host courses of which one is enough."""

    any: Annotated[tuple[Label, ...], Field(min_length=1)]
    """Course codes; one of them must be passed."""


class HomeEntry(Entry):
    """What the host courses become."""

    code: Label | None = None
    """Code of a home component."""
    elective: Label | None = None
    """Code under which they count as a free elective."""
    additional: Label | None = None
    """Code under which they count as an additional subject, outside the plan."""
    credits: Annotated[Number, Field(gt=0)] | None = None
    """Its share of the credits, where one course becomes several components."""

    @model_validator(mode="after")
    def _one_target(self) -> "HomeEntry":
        if sum(code is not None for code in (self.code, self.elective, self.additional)) != 1:
            raise refuse(
                "home-target",
                "needs exactly one of 'code', 'elective' and 'additional'",
                "write {code: ECO2204}, {elective: ELECT1} or {additional: ADD1}",
            )
        return self

    def target(self) -> HomeTarget:
        """Give the domain target."""
        for code, kind in (
            (self.code, TargetKind.COMPONENT),
            (self.elective, TargetKind.ELECTIVE),
            (self.additional, TargetKind.ADDITIONAL),
        ):
            if code is not None:
                return HomeTarget(code=ComponentCode(code), kind=kind, credits=self.credits)
        raise AssertionError("validated: one of the three is there")


class MinimumGradeEntry(Entry):
    """The least grade that counts."""

    scheme: Text
    """The scale it is stated in."""
    label: Label
    """The grade."""


class ApprovalEntry(Entry):
    """Who approved a rule."""

    by: Text
    """Department or commission."""
    on: Day
    """Day of the approval."""
    reference: Note = ""
    """Minutes or order."""


class GivenEntry(Entry):
    """A host result of an example."""

    grade: Label | None = None
    """The grade as the host prints it; none for a course without control."""
    scheme: Text | None = None
    """Its scale, where it is not the host's own."""
    ects: Number | None = None
    """Credits in ECTS."""
    kz: Number | None = None
    """Credits in Kazakhstan credits."""
    ze: Number | None = None
    """Credits in Russian units of 36 hours."""
    hours: Number | None = None
    """Academic hours."""
    percent: Number | None = None
    """The percentage the host prints beside the grade."""
    points: Number | None = None
    """The points the host prints beside the grade."""
    status: ResultStatus = ResultStatus.PASSED
    """What the host says of it."""
    work: Work = Work.THEORY
    """The kind of work."""


class ExpectedEntry(Entry):
    """What a home component gets; only what is written is compared."""

    letter: Label | None = None
    """The letter; `none` for credits without a grade."""
    credits: Number | None = None
    """Kazakhstan credits."""
    percent: Number | None = None
    """The percentage."""
    points: Number | None = None
    """The points."""


class ExampleEntry(Entry):
    """One worked example of a rule; `utqyr check` runs it."""

    given: Annotated[dict[Label, GivenEntry], Field(min_length=1)]
    """Host results by course code."""
    expect: dict[Label, ExpectedEntry] | None = None
    """What each home component gets."""
    expect_held: Annotated[tuple[HeldCode, ...], OneOrMore] = ()
    """The reasons for holding, where nothing may be recognised."""
    level: Level | None = None
    """The student's level; otherwise the rule's first, or bachelor."""
    regime: Regime | None = None
    """The regime the student is under; an admission year that gives it is taken."""
    admission_year: Year | None = None
    """The student's admission year; otherwise that of the courses."""
    programme: Text | None = None
    """The student's programme; otherwise the rule's first."""
    taken: Day | None = None
    """The day the courses were completed; otherwise one inside the rule's validity."""

    @model_validator(mode="after")
    def _one_expectation(self) -> "ExampleEntry":
        if bool(self.expect) == bool(self.expect_held):
            raise refuse(
                "example-expectation",
                "an example needs either 'expect' or 'expect_held'",
                "write what the components get, or why the record is held",
            )
        return self


def _course_group(value: Any) -> Any:
    return {"any": [value]} if isinstance(value, str) else value


def _home(value: Any) -> Any:
    return {"code": value} if isinstance(value, str) else value


CourseGroup = Annotated[AnyOfEntry, BeforeValidator(_course_group, AnyOfEntry | Label)]
HomeSide = Annotated[HomeEntry, BeforeValidator(_home, HomeEntry | Label)]


class EquivalenceEntry(Entry):
    """Host courses that together stand for home components."""

    host: Annotated[tuple[CourseGroup, ...], Field(min_length=1), OneOrMore]
    """Host course codes, all of them; `{any: [A, B]}` is met by one of its codes."""
    home: Annotated[tuple[HomeSide, ...], Field(min_length=1), OneOrMore]
    """Home component codes, or `{code, credits}`, `{elective: CODE}`, `{additional: CODE}`."""
    valid: Validity = ALWAYS
    """Compared with the start of the term, or the day of completion."""
    levels: Levels = ()
    """Levels of study; none means all."""
    programmes: Programmes = ()
    """Codes of study programmes; none means all."""
    minimum_grade: MinimumGradeEntry | None = None
    """The least grade that counts."""
    combine: Combination = Combination.WEIGHTED_MEAN
    """How several host grades become one."""
    maximum_age_months: Annotated[Whole, Field(ge=1)] | None = None
    """How long after completion a result may still be recognised."""
    catalogue_edition: Note = ""
    """Edition of the host's catalogue the rule was checked against."""
    approved: ApprovalEntry | None = None
    """Who approved the rule; without it, what the rule fits is held."""
    note: Note = ""
    """For the coordinators."""
    shares: Annotated[tuple[Label, ...], OneOrMore] = ()
    """Courses another rule needs as well; who passed the courses of both is held for a person."""
    examples: tuple[ExampleEntry, ...] = ()
    """Worked examples that `utqyr check` runs."""

    def equivalence(self, host: HeiId, place: str) -> Equivalence:
        """Give the domain rule, codes in their normal form."""
        return Equivalence(
            host=host,
            courses=tuple(
                tuple(dict.fromkeys(normalise_code(code) for code in group.any))
                for group in self.host
            ),
            targets=tuple(side.target() for side in self.home),
            valid_from=self.valid.valid_from,
            valid_to=self.valid.valid_to,
            levels=self.levels,
            programmes=self.programmes,
            minimum_grade=self._minimum(),
            combination=self.combine,
            maximum_age_months=self.maximum_age_months,
            catalogue_edition=self.catalogue_edition,
            approval=self._approval(),
            note=self.note,
            shares=tuple(dict.fromkeys(normalise_code(code) for code in self.shares)),
            place=place,
        )

    def _minimum(self) -> MinimumGrade | None:
        if self.minimum_grade is None:
            return None
        return MinimumGrade(
            scheme=SchemeId(self.minimum_grade.scheme), label=self.minimum_grade.label
        )

    def _approval(self) -> Approval | None:
        if self.approved is None:
            return None
        return Approval(by=self.approved.by, on=self.approved.on, reference=self.approved.reference)


class MappingFile(Entry):
    """A file of `mapping/`."""

    host: Hei
    """SCHAC code of the host; the file is named after it."""
    equivalences: tuple[EquivalenceEntry, ...]
    """The rules; their order means nothing."""

"""One decision as the components of a document, with the host's statements beside them; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from connectors.transcripts.document import Component, Original, Stay, Student, Trilingual
from connectors.transcripts.layout import day
from mapping.agreements import LearningAgreement, Mobility, period_end
from mapping.decisions import Recognised, RecognitionCase, RecognitionOutcome, result_key
from mapping.equivalences import HomeComponent
from mapping.grades import band_for_letter
from mapping.records import HostResult
from mapping.terms import Work
from mapping.trace import StepKind
from sync.achieved import academic_year, studied_on
from sync.clock import parse_utc_text
from sync.document_context import DocumentContext
from sync.document_wording import localised_in_three, word_in_three
from sync.store.decisions import StoredDecision
from sync.transcript_notes import NoteBook

AUTUMN, SPRING, SUMMER = 1, 2, 3
_SPRING_BEGINS, _SUMMER_BEGINS, _AUTUMN_BEGINS = 2, 7, 9


def student_of(mobilities: tuple[Mobility, ...]) -> Student:
    """Say who a student is, by the latest of the stays."""
    latest = max(mobilities, key=lambda each: (each.starts, each.mobility_id))
    return Student(
        student_id=latest.student_id,
        given_names=latest.given_names,
        family_name=latest.family_name,
        birth_date=latest.birth_date,
        level=word_in_three(latest.level.value, "level"),
        level_code=latest.level.value,
        programme=latest.programme,
        admission_year=latest.admission_year,
    )


def stay_of(
    mobility: Mobility, agreement: LearningAgreement | None, context: DocumentContext
) -> Stay:
    """Describe a stay, without anything recognised yet."""
    agreed = agreement if agreement is not None and agreement.approved_on is not None else None
    return Stay(
        mobility_id=mobility.mobility_id,
        host=mobility.host,
        host_names=context.host_name(mobility.host),
        host_country=context.host_countries.get(mobility.host, ""),
        kind=mobility.kind.value,
        kind_name=word_in_three(mobility.kind.value, "kind"),
        form=mobility.form.value,
        form_name=word_in_three(mobility.form.value, "form"),
        starts=mobility.starts,
        ends=period_end(mobility),
        agreement_version=None if agreed is None else agreed.version,
        agreement_approved_on=None if agreed is None else agreed.approved_on,
        agreement_approved_by="" if agreed is None else agreed.approved_by,
        agreement_reference="" if agreed is None else agreed.reference,
        basis=mobility.basis,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRows:
    """Writes decisions of one document; equal ways of converting share a note."""

    context: DocumentContext
    notes: NoteBook

    def components(
        self, found: StoredDecision, case: RecognitionCase | None, mobility: Mobility
    ) -> Iterator[Component]:
        """Write what one decision recognised; nothing of one that is held."""
        decision = found.decision
        if not isinstance(decision, Recognised):
            return
        results = _results(decision, case)
        numbers = self.notes.number(decision.steps)
        studied = studied_on(results, mobility)
        for outcome in decision.outcomes:
            known = self.context.rulebook.component_index.get(outcome.component)
            yield Component(
                code=outcome.component,
                titles=_titles(known, results),
                kind=outcome.kind.value,
                kind_name=word_in_three(outcome.kind.value, "target"),
                work=_work(known, results).value,
                credits=outcome.credits,
                quotient=outcome.credit_quotient,
                letter=outcome.letter,
                points=outcome.points,
                percent=outcome.percent,
                traditional=self._traditional(outcome),
                without_control=any(result.without_control for result in results),
                passed=outcome.passed,
                regime=outcome.regime.value,
                year=academic_year(studied),
                period=_period(studied),
                decided_on=parse_utc_text(found.decided_at).date(),
                decision=f"D{found.decision_id}",
                rule=decision.rule,
                approval=_approval(decision),
                originals=tuple(map(original_of, results)),
                notes=numbers,
            )

    def _traditional(self, outcome: RecognitionOutcome) -> Trilingual:
        scale = self.context.rulebook.scale_index.get(outcome.regime)
        if scale is None or outcome.letter is None:
            return Trilingual()
        band = band_for_letter(scale, outcome.letter)
        return Trilingual() if band is None else localised_in_three(band.traditional)


def _results(decision: Recognised, case: RecognitionCase | None) -> tuple[HostResult, ...]:
    known = {} if case is None else {result_key(result): result for result in case.results}
    return tuple(known[key] for key in decision.results if key in known)


def original_of(result: HostResult) -> Original:
    """Write a result as the host stated it."""
    titles = result.titles
    return Original(
        code=result.printed_code or result.code,
        title=titles[0].text if titles else "",
        language=titles[0].language if titles else "",
        term=result.term.label,
        starts=result.term.starts,
        ends=result.term.ends,
        completed_on=result.completed_on,
        credits=result.credits,
        grade="" if result.grade is None else result.grade.label,
        grade_scheme="" if result.grade is None else (result.grade.scheme or ""),
        los_id=result.los_id,
        isced_code=result.isced_code,
    )


def _titles(known: HomeComponent | None, results: tuple[HostResult, ...]) -> Trilingual:
    """Title a component by the curriculum; what is not in it by what was studied."""
    if known is not None and known.titles:
        return localised_in_three(known.titles)
    first = next((result.titles for result in results if result.titles), ())
    return localised_in_three(first) if first else Trilingual()


def _work(known: HomeComponent | None, results: tuple[HostResult, ...]) -> Work:
    if known is not None:
        return known.work
    return results[0].work if results else Work.THEORY


def _approval(decision: Recognised) -> str:
    """Say who approved the rule, when and under which reference."""
    for step in decision.steps:
        if step.kind == StepKind.EQUIVALENCE_FOUND:
            facts = dict(step.facts)
            on = facts.get("approved_on", "")
            written = day(date.fromisoformat(on)) if on else ""
            parts = (facts.get("approved_by", ""), written, facts.get("reference", ""))
            return ", ".join(part for part in parts if part)
    return ""


def _period(day: date) -> int:
    if _SPRING_BEGINS <= day.month < _SUMMER_BEGINS:
        return SPRING
    return SUMMER if _SUMMER_BEGINS <= day.month < _AUTUMN_BEGINS else AUTUMN

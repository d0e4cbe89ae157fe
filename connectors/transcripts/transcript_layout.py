"""A transcript as a layout: the student, each stay with its table, sums, notes and proof."""

from connectors.transcripts.document import Stay, Student, Transcript, Trilingual, Wording
from connectors.transcripts.forms import WaitingShown
from connectors.transcripts.layout import (
    Column,
    Fact,
    Layout,
    Section,
    Speech,
    Table,
    Text,
    cell,
    course_columns,
    course_rows,
    day,
    figure,
    notes_of,
    proof_of,
    rules_table,
    signatures_of,
    university_of,
)
from mapping.numbers import plain


def lay_out_transcript(
    transcript: Transcript,
    wording: Wording,
    languages: tuple[str, ...],
    *,
    waiting: WaitingShown = WaitingShown.LEFT_OUT,
) -> Layout:
    """Lay out a transcript in one language or several, the leading one first."""
    speech = Speech(wording, languages)
    issue = transcript.issue
    sections = []
    number = 0
    for stay in transcript.stays:
        sections.append(_stay_section(speech, stay, first_number=number + 1))
        number += len(stay.components)
    sections.append(_sums(speech, transcript))
    if waiting is WaitingShown.SHOWN:
        sections.append(_waiting(speech, transcript.stays))
    title = f"{speech.word('transcript')}: {transcript.student.student_id}"
    version = "" if issue is None else f"{speech.word('version')} {issue.version}"
    code = "" if issue is None else issue.verification.code
    running = " · ".join(part for part in (title, version, code) if part)
    return Layout(
        language=speech.leading,
        title=title,
        university=university_of(speech, transcript.home),
        heading=speech.label("transcript"),
        draft=speech.label("draft") if issue is None else (),
        facts=(*_issue_facts(speech, transcript), *student_facts(speech, transcript.student)),
        sections=tuple(sections),
        notes=notes_of(speech, transcript.notes),
        notes_heading=speech.label("notes"),
        signatures=signatures_of(speech, transcript.signatories),
        signature_label=speech.label("signature"),
        seal=speech.label("seal") if transcript.has_seal else (),
        proof=proof_of(speech, issue),
        running=running,
        page_label=speech.word("page"),
        author=transcript.home.names.best(speech.leading),
        drawn_up_on=transcript.drawn_up_at.date(),
    )


def _issue_facts(speech: Speech, transcript: Transcript) -> tuple[Fact, ...]:
    issue = transcript.issue
    numbered = () if issue is None else speech.bare(str(issue.version))
    issued = () if issue is None else speech.bare(day(issue.issued_on))
    return (
        *speech.fact("version", numbered),
        *speech.fact("issued-on", issued),
        *speech.fact("as-of", speech.bare(day(transcript.as_of))),
    )


def student_facts(speech: Speech, student: Student) -> tuple[Fact, ...]:
    """Say whose results they are."""
    return (
        *speech.fact("student", speech.bare(student.full_name)),
        *speech.fact("student-number", speech.bare(student.student_id)),
        *speech.fact("birth-date", speech.bare(day(student.birth_date))),
        *speech.fact("level", speech.said(student.level)),
        *speech.fact("programme", speech.bare(student.programme)),
        *speech.fact("admission-year", speech.bare(str(student.admission_year))),
    )


def _stay_section(speech: Speech, stay: Stay, *, first_number: int) -> Section:
    numbered = tuple(enumerate(stay.components, start=first_number))
    tables: tuple[Table, ...] = ()
    if numbered:
        courses = Table(
            caption=speech.said(stay.host_names),
            columns=course_columns(speech, students=False),
            rows=tuple(
                row for number, each in numbered for row in course_rows(speech, number, each)
            ),
        )
        tables = (courses, *rules_table(speech, numbered))
    return Section(
        heading=speech.said(stay.host_names),
        facts=_stay_facts(speech, stay),
        tables=tables,
        lines=() if numbered else (speech.label("nothing-recognised"),),
    )


def _stay_facts(speech: Speech, stay: Stay) -> tuple[Fact, ...]:
    kind = Trilingual(
        **{
            language: ", ".join(
                part
                for part in (
                    stay.kind_name.in_language(language),
                    stay.form_name.in_language(language),
                )
                if part
            )
            for language in ("kk", "ru", "en")
        }
    )
    return (
        *speech.fact("period", speech.bare(f"{day(stay.starts)} – {day(stay.ends)}")),
        *speech.fact("stay", speech.said(kind)),
        *speech.fact("mobility", speech.bare(stay.mobility_id)),
        *speech.fact("agreement", _agreement(speech, stay)),
        *speech.fact("basis", speech.bare(stay.basis)),
    )


def _agreement(speech: Speech, stay: Stay) -> Text:
    if stay.agreement_version is None:
        return ()
    approved = ", ".join(
        part for part in (day(stay.agreement_approved_on), stay.agreement_approved_by) if part
    )
    parts = (
        stay.agreement_reference,
        f"{speech.word('agreement-version')} {stay.agreement_version}",
        f"{speech.word('approved')}: {approved}" if approved else "",
    )
    return speech.bare("; ".join(part for part in parts if part), speech.leading)


def _sums(speech: Speech, transcript: Transcript) -> Section:
    facts = [*speech.fact("credits-recognised", speech.bare(plain(transcript.credits)))]
    lines: list[Text] = []
    if transcript.average is not None:
        average = f"{figure(transcript.average, places=2)} ({plain(transcript.average_credits)})"
        facts += speech.fact("average", speech.bare(average))
        counted = "average-counts" if transcript.counts_at_home else "average-apart"
        lines.append(speech.label(counted))
    if any(not component.graded for component in transcript.components):
        lines.append(speech.label("without-points-note"))
    if any(not component.passed for component in transcript.components):
        lines.append(speech.label("failed-note"))
    return Section(facts=tuple(facts), lines=tuple(lines))


def _waiting(speech: Speech, stays: tuple[Stay, ...]) -> Section:
    rows = tuple(
        (
            cell(speech.bare(waiting.about), heads=True),
            cell(speech.said(waiting.state)),
            cell(*(speech.said(reason) for reason in waiting.reasons)),
            cell(speech.bare(day(waiting.since))),
        )
        for stay in stays
        for waiting in stay.waiting
    )
    if not rows:
        return Section(heading=speech.label("waiting"), lines=(speech.label("nothing-waits"),))
    columns = (
        Column(heading=speech.label("host-course"), width=20),
        Column(heading=speech.label("decision"), width=16),
        Column(heading=speech.label("reason"), width=50),
        Column(heading=speech.label("since"), width=10),
    )
    table = Table(caption=speech.label("waiting"), columns=columns, rows=rows)
    return Section(
        heading=speech.label("waiting"), lines=(speech.label("waiting-note"),), tables=(table,)
    )

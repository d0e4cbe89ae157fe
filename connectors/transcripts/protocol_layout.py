"""A recognition protocol as a layout: the batch, what was recognised or refused, who signs."""

from connectors.transcripts.document import Protocol, Student, Wording
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
    notes_of,
    proof_of,
    rules_table,
    signatures_of,
    university_of,
)


def lay_out_protocol(protocol: Protocol, wording: Wording, languages: tuple[str, ...]) -> Layout:
    """Lay out a protocol in one language or several, the leading one first."""
    speech = Speech(wording, languages)
    issue = protocol.issue
    title = f"{speech.word('protocol')} {protocol.number}".strip()
    code = "" if issue is None else issue.verification.code
    return Layout(
        language=speech.leading,
        title=title,
        university=university_of(speech, protocol.home),
        heading=speech.label("protocol"),
        draft=speech.label("draft") if issue is None else (),
        facts=_facts(speech, protocol),
        sections=(_recognised(speech, protocol), _refused(speech, protocol)),
        notes=notes_of(speech, protocol.notes),
        notes_heading=speech.label("notes"),
        signatures=signatures_of(speech, protocol.signatories),
        signature_label=speech.label("signature"),
        seal=speech.label("seal") if protocol.has_seal else (),
        proof=proof_of(speech, issue),
        running=" · ".join(part for part in (title, day(protocol.dated), code) if part),
        page_label=speech.word("page"),
        author=protocol.home.names.best(speech.leading),
        drawn_up_on=protocol.drawn_up_at.date(),
    )


def _facts(speech: Speech, protocol: Protocol) -> tuple[Fact, ...]:
    between = " – ".join(day(each) for each in (protocol.decided_from, protocol.decided_to) if each)
    students = {line.student.student_id for line in protocol.lines}
    host = () if protocol.host_names is None else speech.said(protocol.host_names)
    return (
        *speech.fact("protocol-number", speech.bare(protocol.number)),
        *speech.fact("dated", speech.bare(day(protocol.dated))),
        *speech.fact("order", speech.bare(protocol.order)),
        *speech.fact("host", host),
        *speech.fact("decided-between", speech.bare(between)),
        *speech.fact("host-documents", speech.bare("; ".join(protocol.documents))),
        *speech.fact("students", speech.bare(str(len(students)))),
        *speech.fact("components", speech.bare(str(len(protocol.lines)))),
        *speech.fact("protocol-waiting", speech.bare(str(protocol.waiting))),
    )


def _who(speech: Speech, student: Student) -> tuple[Text, Text]:
    return speech.bare(student.full_name), speech.bare(student.student_id)


def _recognised(speech: Speech, protocol: Protocol) -> Section:
    heading = speech.label("protocol-recognised")
    if not protocol.lines:
        return Section(heading=heading, lines=(speech.label("nothing-recognised"),))
    numbered = tuple(enumerate(protocol.lines, start=1))
    table = Table(
        caption=heading,
        columns=course_columns(speech, students=True),
        rows=tuple(
            row
            for number, line in numbered
            for row in course_rows(speech, number, line.component, *_who(speech, line.student))
        ),
    )
    rules = rules_table(speech, ((number, line.component) for number, line in numbered))
    return Section(heading=heading, tables=(table, *rules))


def _refused(speech: Speech, protocol: Protocol) -> Section:
    heading = speech.label("protocol-refused")
    if not protocol.refused:
        return Section(heading=heading, lines=(speech.label("no-refusals"),))
    columns = (
        Column(heading=speech.label("student"), width=16),
        Column(heading=speech.label("host-course"), width=18),
        Column(heading=speech.label("reason"), width=40),
        Column(heading=speech.label("refused-by"), width=24),
        Column(heading=speech.label("decided-on"), width=10),
    )
    rows = tuple(
        (
            cell(*_who(speech, line.student), heads=True),
            cell(speech.bare(line.about)),
            cell(*(speech.said(reason) for reason in line.reasons)),
            cell(speech.bare(line.by), speech.bare(line.why)),
            cell(speech.bare(day(line.decided_on))),
        )
        for line in protocol.refused
    )
    return Section(heading=heading, tables=(Table(caption=heading, columns=columns, rows=rows),))

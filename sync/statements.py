"""What an issued document states, as plain lines: the text its code is a digest of; pure.

A document of the same statement is the same version, whatever its form and language. A date of
issue, a name of an office or a wording is no part of it.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from connectors.transcripts.document import Component, Original, Protocol, Stay, Student, Transcript
from connectors.transcripts.layout import credit_text
from mapping.numbers import plain


def transcript_statement(transcript: Transcript) -> str:
    """State a transcript: whose, where, and every component with what it rests on."""
    lines = [_line("transcript", transcript.home.hei), _student(transcript.student)]
    for stay in transcript.stays:
        lines.append(_stay(stay))
        lines += [_component(each) for each in stay.components]
    lines.append(_line("credits", plain(transcript.credits)))
    return "".join(lines)


def protocol_statement(protocol: Protocol) -> str:
    """State a protocol: its order, every recognised component, and what was refused."""
    lines = [
        _line(
            "protocol",
            protocol.home.hei,
            protocol.number,
            protocol.order,
            protocol.dated.isoformat(),
        )
    ]
    for line in protocol.lines:
        lines += [_student(line.student), _stay(line.stay), _component(line.component)]
    lines += [
        _line("refused", each.student.student_id, each.stay.mobility_id, each.about, each.by)
        for each in protocol.refused
    ]
    return "".join(lines)


def _student(student: Student) -> str:
    return _line("student", student.student_id, student.full_name, _day(student.birth_date))


def _stay(stay: Stay) -> str:
    version = "" if stay.agreement_version is None else str(stay.agreement_version)
    period = (stay.starts.isoformat(), stay.ends.isoformat())
    return _line("stay", stay.mobility_id, stay.host, *period, version, stay.agreement_reference)


def _component(component: Component) -> str:
    return _line(
        "component",
        component.code,
        component.kind,
        plain(component.credits),
        component.letter or "",
        _number(component.points),
        _number(component.percent),
        "passed" if component.passed else "failed",
        f"{component.year}.{component.period}",
        component.rule,
        *_originals(component.originals),
    )


def _originals(originals: Iterable[Original]) -> Iterator[str]:
    for each in originals:
        yield " / ".join((each.code, ", ".join(map(credit_text, each.credits)), each.grade))


def _line(*fields: str) -> str:
    """Join fields by tabs; a tab or a line end inside one is a blank."""
    return "\t".join(" ".join(field.split()) for field in fields) + "\n"


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _day(value: date | None) -> str:
    return "" if value is None else value.isoformat()

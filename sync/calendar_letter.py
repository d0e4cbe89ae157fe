"""The draft of a letter that asks a host for a late transcript; a person sends it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mapping.agreements import HostComponent, LearningAgreement, Mobility
from mapping.numbers import plain
from mapping.records import LocalisedText
from sync.calendar import ExpectedResults
from sync.mapping_sentences import in_language, shown_day
from sync.messages import Messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter is written from."""

    mobility: Mobility
    agreement: LearningAgreement | None
    expected: ExpectedResults
    host_names: tuple[LocalisedText, ...]
    home_names: tuple[LocalisedText, ...]
    written_on: date


def letter_lines(letter: Letter, messages: Messages) -> tuple[str, ...]:
    """Write the letter; it holds a name and a student number, and nothing else about the person."""
    say, mobility = messages.text, letter.mobility
    names = f"{mobility.given_names} {mobility.family_name}".strip()
    return (
        say("letter-date", day=shown_day(letter.written_on, messages)),
        say("letter-to", host=in_language(letter.host_names, messages) or mobility.host),
        say("letter-subject", names=names, student=mobility.student_id),
        "",
        say("letter-greeting"),
        "",
        say(
            "letter-stay",
            names=names,
            student=mobility.student_id,
            starts=shown_day(mobility.starts, messages),
            ends=shown_day(letter.expected.ends, messages),
            reference=letter.agreement.reference if letter.agreement else "",
        ),
        "",
        *_what_is_missing(letter.expected, messages),
        "",
        say("letter-request"),
        "",
        say("letter-closing"),
        in_language(letter.home_names, messages),
        say("letter-signature"),
    )


def _what_is_missing(expected: ExpectedResults, messages: Messages) -> Iterator[str]:
    courses = tuple(_courses(expected.missing, messages))
    if not expected.received:
        yield messages.text("letter-nothing")
        if courses:
            yield messages.text("letter-agreed")
    else:
        yield messages.text("letter-part")
    yield from courses


def _courses(rows: Iterable[HostComponent], messages: Messages) -> Iterator[str]:
    for row in rows:
        course = messages.text(
            "letter-course", code=row.code, title=row.title, amount=_amount(row, messages)
        )
        yield f"  - {course}"


def _amount(row: HostComponent, messages: Messages) -> str:
    if row.credit is None:
        return ""
    amount, scheme = plain(row.credit.value), row.credit.scheme
    return messages.text("letter-credits", amount=amount, scheme=scheme)

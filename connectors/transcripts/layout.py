"""A document as headings, facts, tables and lines of text in chosen languages; draws nothing.

    Transcript, Protocol --(here)--> Layout --> pdf (Typst) | html (Jinja)

Every piece of text knows its language, so that a screen reader and a hyphenator can, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connectors.transcripts.document import (
    Component,
    Home,
    Issue,
    Note,
    Original,
    Signatory,
    Trilingual,
    Wording,
)
from mapping.numbers import plain
from mapping.records import Credit

NONE = "–"
_SCHEMES = {"ects": "ECTS", "kz": "KZ", "ze": "з.е.", "hours": "h"}
_PERIODS = {1: "autumn", 2: "spring", 3: "summer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A text in one language."""

    language: str
    text: str


Text = tuple[Span, ...]
"""The same said in one language or several, the leading one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table: lines of text one under another, over so many rows.

    `heads` marks the cell that names its row.
    """

    lines: tuple[Text, ...]
    rows: int = 1
    figures: bool = False
    heads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading and its part of the width."""

    heading: Text
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table and what it is; a cell over several rows stands in the first of them."""

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and what it is."""

    label: Text
    value: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a document; anything in it may be missing."""

    heading: Text = ()
    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A line to sign on."""

    position: Text
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The code, the QR content and how to verify."""

    label: Text
    code: str
    payload: str
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A whole document, ready to be drawn. `running` is the line at the foot of every page."""

    language: str
    title: str
    university: Text
    heading: Text
    draft: Text
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    notes: tuple[Fact, ...]
    notes_heading: Text
    signatures: tuple[Signature, ...]
    signature_label: Text
    seal: Text
    proof: Proof | None
    running: str
    page_label: str
    author: str
    drawn_up_on: date


class Speech:
    """Says labels and texts in the languages of one document."""

    def __init__(self, wording: Wording, languages: tuple[str, ...]) -> None:
        self.languages = languages
        self._wording = wording

    @property
    def leading(self) -> str:
        """The language that is said first."""
        return self.languages[0]

    def label(self, name: str) -> Text:
        """Say a fixed word."""
        return self.said(self._wording[name])

    def word(self, name: str) -> str:
        """Give a fixed word in the leading language only."""
        return self._wording[name].best(self.leading)

    def said(self, text: Trilingual) -> Text:
        """Say a text in every language of the document, each wording once."""
        spans: dict[str, Span] = {}
        for language in self.languages:
            spoken, words = text.spoken(language)
            if words and words not in spans:
                spans[words] = Span(language=spoken, text=words)
        return tuple(spans.values())

    def bare(self, text: str, language: str = "") -> Text:
        """Say a name, a number or a code, which is not in any of the languages."""
        return (Span(language=language, text=text),) if text else ()

    def filled(self, name: str, **facts: str) -> Text:
        """Say a fixed sentence with facts in it; `{name}` stands where they go."""
        text = self._wording[name]
        return self.said(
            Trilingual(
                **{
                    language: _with_facts(text.in_language(language), facts)
                    for language in ("kk", "ru", "en")
                }
            )
        )

    def fact(self, name: str, value: Text) -> tuple[Fact, ...]:
        """Make a fact, or none of nothing."""
        return (Fact(label=self.label(name), value=value),) if value else ()

    def period(self, component: Component) -> Text:
        """Say when a component was studied: academic year and season."""
        year = f"{component.year}/{(component.year + 1) % 100:02}"
        season = self._wording[_PERIODS[component.period]]
        return self.said(
            Trilingual(
                **{
                    language: f"{year}, {season.in_language(language)}"
                    for language in ("kk", "ru", "en")
                }
            )
        )

    def traditional(self, component: Component) -> Text:
        """Say the mark in words; credits without a grade say so."""
        if component.graded or component.traditional.best(self.leading):
            return self.said(component.traditional)
        return self.label("without-control" if component.without_control else "without-points")


def _with_facts(text: str, facts: dict[str, str]) -> str:
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def cell(*lines: Text, rows: int = 1, heads: bool = False) -> Cell:
    """Make a cell of the lines that say something; an empty one shows a dash."""
    said = tuple(line for line in lines if line)
    return Cell(lines=said or ((Span(language="", text=NONE),),), rows=rows, heads=heads)


def number_cell(text: str, *, rows: int = 1) -> Cell:
    """Make a cell with a figure in it."""
    return Cell(lines=((Span(language="", text=text or NONE),),), rows=rows, figures=True)


def day(value: date | None) -> str:
    """Write a day as documents in Kazakhstan do: `01.09.2026`."""
    return "" if value is None else f"{value:%d.%m.%Y}"


def figure(value: Decimal | None, *, places: int | None = None) -> str:
    """Write a number, with a fixed number of decimals where asked for; empty for none."""
    if value is None:
        return ""
    return plain(value) if places is None else f"{value:.{places}f}"


def credit_text(credit: Credit) -> str:
    """Write credits with their scheme: `6 ECTS`."""
    return f"{plain(credit.value)} {_SCHEMES.get(credit.scheme, credit.scheme)}"


def original_course(speech: Speech, original: Original) -> Text:
    """Write a host's course as it stands in the host's document."""
    parts = (original.code, original.title, f"({original.term})" if original.term else "")
    return speech.bare(" ".join(part for part in parts if part), original.language)


def course_columns(speech: Speech, *, students: bool) -> tuple[Column, ...]:
    """Give the columns of recognised components; a protocol begins with whose they are."""
    whose = (Column(heading=speech.label("student"), width=16),) if students else ()
    return (
        Column(heading=speech.label("number"), width=4),
        *whose,
        Column(heading=speech.label("code"), width=10),
        Column(heading=speech.label("component"), width=24),
        Column(heading=speech.label("credits"), width=8),
        Column(heading=speech.label("letter"), width=8),
        Column(heading=speech.label("points"), width=7),
        Column(heading=speech.label("percent"), width=7),
        Column(heading=speech.label("traditional"), width=15),
        Column(heading=speech.label("host-course"), width=24),
        Column(heading=speech.label("host-credits"), width=10),
        Column(heading=speech.label("host-grade"), width=9),
        Column(heading=speech.label("note"), width=8),
    )


def course_rows(
    speech: Speech, number: int, component: Component, *before: Text
) -> tuple[tuple[Cell, ...], ...]:
    """Write one recognised component; each of the host's results it rests on has its own row.

    `before` are the lines of a first cell, where a table has one.
    """
    originals = component.originals or (Original(code="", title=""),)
    rows = len(originals)
    kind = "" if component.kind == "component" else component.kind_name.best(speech.leading)
    mark = speech.traditional(component)
    failed = () if component.passed else speech.label("failed")[:1]
    whose = (cell(*before, rows=rows),) if before else ()
    notes = ", ".join(map(str, component.notes))
    first, *others = (_original_cells(speech, each) for each in originals)
    return (
        (
            number_cell(str(number), rows=rows),
            *whose,
            cell(speech.bare(component.code), rows=rows, heads=True),
            cell(
                speech.said(component.titles),
                speech.bare(f"({kind})" if kind else "", speech.leading),
                speech.period(component)[:1],
                rows=rows,
            ),
            number_cell(plain(component.credits), rows=rows),
            cell(speech.bare(component.letter or ""), rows=rows),
            number_cell(figure(component.points, places=2), rows=rows),
            number_cell(figure(component.percent), rows=rows),
            cell(mark, failed, rows=rows),
            *first,
            cell(speech.bare(notes), rows=rows),
        ),
        *others,
    )


def _original_cells(speech: Speech, original: Original) -> tuple[Cell, ...]:
    credits_ = "; ".join(credit_text(credit) for credit in original.credits)
    return (
        cell(original_course(speech, original)),
        cell(speech.bare(credits_)),
        cell(speech.bare(original.grade)),
    )


def rules_table(speech: Speech, components: Iterable[tuple[int, Component]]) -> tuple[Table, ...]:
    """Write by which approved rule each component was recognised, a rule once."""
    by_decision: dict[str, list[tuple[int, Component]]] = {}
    for number, component in components:
        by_decision.setdefault(component.decision, []).append((number, component))
    rows = []
    for decision, group in by_decision.items():
        first = group[0][1]
        rows.append(
            (
                cell(speech.bare(", ".join(str(number) for number, _ in group))),
                cell(speech.bare(first.rule)),
                cell(speech.bare(first.approval)),
                cell(speech.bare(f"{decision}, {day(first.decided_on)}")),
            )
        )
    if not rows:
        return ()
    columns = (
        Column(heading=speech.label("number"), width=8),
        Column(heading=speech.label("rule"), width=40),
        Column(heading=speech.label("approval"), width=40),
        Column(heading=speech.label("decision"), width=18),
    )
    return (Table(caption=speech.label("rules"), columns=columns, rows=tuple(rows)),)


def notes_of(speech: Speech, notes: Iterable[Note]) -> tuple[Fact, ...]:
    """Write the numbered notes, each with its source."""
    written = []
    for note in notes:
        source = f" ({speech.word('source')}: {note.source})" if note.source else ""
        first, *others = speech.said(note.text)
        opening = Span(language=first.language, text=f"{first.text}{source}")
        label = speech.bare(str(note.number))
        written.append(Fact(label=label, value=(opening, *others)))
    return tuple(written)


def signatures_of(speech: Speech, signatories: Iterable[Signatory]) -> tuple[Signature, ...]:
    """Write the lines to sign on."""
    return tuple(
        Signature(position=speech.said(each.position), name=each.name) for each in signatories
    )


def proof_of(speech: Speech, issue: Issue | None) -> Proof | None:
    """Write how a document is verified; a draft cannot be."""
    if issue is None:
        return None
    verification = issue.verification
    return Proof(
        label=speech.label("verification"),
        code=verification.code,
        payload=verification.payload,
        lines=(
            speech.filled("verification-how", code=verification.code),
            speech.filled(
                "verification-log",
                origin=verification.origin,
                size=str(verification.log_size),
                digest=f"{verification.log_digest[:16]}…",
            ),
        ),
    )


def university_of(speech: Speech, home: Home) -> Text:
    """Say the university's name."""
    return speech.said(home.names)

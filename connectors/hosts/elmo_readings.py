"""What the raw texts of a course mean: code, judgement, credits, term; pure functions of texts.

They take texts as they stand in the document, so that a caller can remember them by these texts.
`codes` are those of findings (`connectors.hosts.elmo_findings`). All raise TextTooLongError.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from connectors.hosts.elmo_labels import looks_failed, read_status
from connectors.hosts.elmo_values import (
    looks_doubly_encoded,
    one_line,
    plain_text,
    read_date,
    read_number,
)
from mapping.courses import normalise_code
from mapping.identifiers import CourseCode, SchemeId
from mapping.records import AcademicTerm, Credit, Grade, LocalisedText
from mapping.terms import Level, ResultStatus

Raw: TypeAlias = str | None
RawPairs: TypeAlias = tuple[tuple[Raw, Raw], ...]
"""Attribute and text of elements of one name, or name and text of the children of one."""

_PROGRAMMES = ("degree programme", "degree")
_DOCUMENTS = ("diploma", "certificate", "enrolment", "admission")
_NO_CODES = ("elmo", "nus", "subjectarea", "ewp-los-id", "courseversion", "url")
_LEVELS = {
    "bachelor": Level.BACHELOR,
    "phd": Level.PHD,
    "doctorate": Level.PHD,
    "eqf 6": Level.BACHELOR,
    "eqf 8": Level.PHD,
}
# Master's is left out: it may be a profile or a scientific one, and only the home knows which.


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is taught, as far as a result repeats it."""

    code: CourseCode
    printed_code: str
    los_id: str
    titles: tuple[LocalisedText, ...]
    isced_code: str
    is_programme: bool
    is_document: bool
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What came of it: the status, whether it is only assumed, and the grade."""

    status: ResultStatus
    stated: bool
    assumed: bool
    grade: Grade | None
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What it is worth, and at which level; `positive` when any amount is."""

    credits: tuple[Credit, ...]
    positive: bool
    level: Level | None
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """When it was taken and finished."""

    term: AcademicTerm
    completed_on: date | None
    codes: tuple[str, ...]


def read_course(
    code_types: Sequence[str],
    identifiers: RawPairs,
    titles: RawPairs,
    kind: Raw,
    document: Raw,
    isced_code: Raw,
) -> Course:
    """Read what is taught; its code is of the host's types in their order, else any other."""
    by_type: dict[str, set[str]] = {}
    for identifier_type, value in identifiers:
        if text := plain_text(value):
            by_type.setdefault(plain_text(identifier_type).lower(), set()).add(text)
    los_id = min(by_type.get("ewp-los-id", {""}))
    others = sorted(each for each in by_type if each not in _NO_CODES)
    chosen = next((each for each in (*code_types, *others) if each in by_type), "")
    printed_code = min(by_type[chosen]) if chosen else los_id
    localised = _localised(titles)
    codes = []
    if not chosen:
        codes.append("code-from-los-id" if los_id else "no-code")
    elif len(by_type[chosen]) > 1:
        codes.append("several-codes")
    if looks_doubly_encoded(title.text for title in localised):
        codes.append("doubly-encoded-title")
    return Course(
        code=normalise_code(printed_code),
        printed_code=printed_code,
        los_id=los_id,
        titles=localised,
        isced_code=plain_text(isced_code),
        is_programme=plain_text(kind).lower() in _PROGRAMMES,
        is_document=plain_text(document).lower() in _DOCUMENTS,
        codes=tuple(codes),
    )


def _localised(titles: RawPairs) -> tuple[LocalisedText, ...]:
    """Read titles: empty ones left out, the first of a language kept."""
    kept: dict[str, str] = {}
    for language, text in titles:
        if line := one_line(text):
            kept.setdefault(plain_text(language).lower(), line)
    return tuple(LocalisedText(language=language, text=text) for language, text in kept.items())


def read_judgement(
    assume_passed: bool,
    fail_labels: frozenset[str],
    schemes: Mapping[str, str],
    statuses: tuple[Raw, ...],
    labels: tuple[Raw, ...],
    scheme: Raw,
) -> Judgement:
    """Judge a result by the status stated and the label printed; a doubt is never a pass.

    `scheme` is the grading scheme an old producer's grade names itself. What newer ones name by
    `gradingSchemeLocalId` means something in its own file only, and is no scheme here.
    """
    words = {plain_text(each) for each in statuses}
    printed = {plain_text(each) for each in labels}
    word, label = max(words, default=""), max(printed, default="")
    named = plain_text(scheme)
    status, codes = _judge(word, looks_failed(label, fail_labels), assume_passed)
    if len(words) > 1 or len(printed) > 1:
        status, codes = ResultStatus.UNKNOWN, ("repeated-field",)
        label = label if len(printed) == 1 else ""
    return Judgement(
        status=status,
        stated=bool(word),
        assumed=not word and status is ResultStatus.PASSED,
        grade=Grade(label=label, scheme=SchemeId(schemes.get(named, named)) if named else None)
        if label
        else None,
        codes=codes,
    )


def _judge(
    word: str, label_fails: bool, assume_passed: bool
) -> tuple[ResultStatus, tuple[str, ...]]:
    status = read_status(word) if word else None
    if word and status is None:
        return ResultStatus.UNKNOWN, ("unknown-status",)
    if label_fails and status in (None, ResultStatus.PASSED):
        # What the host states stands; the recognition sees the contradiction in the grade itself.
        return status or ResultStatus.UNKNOWN, ("status-contradiction",)
    if status is None:
        return ResultStatus.PASSED if assume_passed else ResultStatus.UNKNOWN, ()
    return status, ()


def read_amounts(
    decimal_comma: bool, amounts: tuple[RawPairs, ...], levels: tuple[RawPairs, ...]
) -> Amounts:
    """Read credits, one amount a scheme (two different ones are none), and the level of study."""
    by_scheme: dict[str, set[Decimal]] = {}
    words: list[str] = []
    codes: list[str] = []
    for parts in amounts:
        texts = {name: plain_text(text) for name, text in parts}
        value = texts.get("value", "")
        number = read_number(value, decimal_comma=decimal_comma)
        if number is not None:
            by_scheme.setdefault(texts.get("scheme", "").lower(), set()).add(number)
        elif value:
            codes.append("unreadable-credits")
        words.append(texts.get("level", ""))
    for parts in levels:
        texts = {name: plain_text(text) for name, text in parts}
        words.append(texts.get(None) or f"{texts.get('type')} {texts.get('value')}")
    if any(len(numbers) > 1 for numbers in by_scheme.values()):
        codes.append("ambiguous-credits")
    credits_read = tuple(
        Credit(value=min(numbers), scheme=scheme)
        for scheme, numbers in by_scheme.items()
        if len(numbers) == 1
    )
    return Amounts(
        credits=credits_read,
        positive=any(credit.value for credit in credits_read),
        level=_level(words),
        codes=tuple(codes),
    )


def _level(words: Iterable[str]) -> Level | None:
    """Read the level of study from words as producers write them; None when they disagree."""
    found = {_LEVELS[word.lower()] for word in words if word.lower() in _LEVELS}
    return found.pop() if len(found) == 1 else None


def read_hours(decimal_comma: bool, text: Raw) -> Decimal | None:
    """Read the hours of work."""
    return read_number(plain_text(text), decimal_comma=decimal_comma)


def read_taken(
    term: tuple[tuple[Raw, Raw, Raw], ...], start: tuple[Raw, Raw], completed: tuple[Raw, Raw]
) -> Taken:
    """Read when a course was taken, from its term, its own start, and the day it was finished.

    `term` holds name, language and text of the term's parts; the others text and `dtf` pattern.
    The label is the English title, or the first. Old producers write the term into the course's
    start (`2012 Høst`), which then is the label. Without a term the course's own start counts.
    """
    codes = []
    titles = [
        (plain_text(lang).lower(), one_line(text)) for name, lang, text in term if name == "title"
    ]
    days = {name: read_date(plain_text(text)) for name, _lang, text in term if name != "title"}
    english = [text for language, text in titles if text and language == "en"]
    label = (english or [text for _language, text in titles if text] or [""])[0]
    starts, ends = days.get("start"), days.get("end")
    written = plain_text(start[0])
    own = read_date(written, plain_text(start[1]))
    if own is None and not label:
        label = written
    if own is not None and ((starts or own) > own or (ends or own) < own):
        codes.append("dates-contradict-term")
    finished = plain_text(completed[0])
    completed_on = read_date(finished, plain_text(completed[1]))
    if finished and completed_on is None:
        codes.append("unreadable-date")
    return Taken(
        term=AcademicTerm(label=label, starts=starts or own, ends=ends),
        completed_on=completed_on,
        codes=tuple(codes),
    )

"""Delimited text: decoded as the profile declares, with damage found and the cure named; no guess.

The declared encoding is used and no other. `suggest_encoding` only serves the hint of a refusal and
the profile somebody is about to write.
"""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import islice

from connectors.hosts.inbox_cells import FileRefused, Grid, GridBuilder, GridLimits

DELIMITERS = (";", ",", "\t", "|")

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LONGEST_CELL = 100_000
_LONGEST_LINE = 1_000_000
_SNIFFED_CHARACTERS = 64 * 1024
_SNIFFED_ROWS = 1000

_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
_KAZAKH = frozenset("әғқңөұүһі")
_HIGH_RUNS = re.compile(r"[^\x00-\x7f]+")
_MISREAD_KAZAKH = re.compile("[ЌќЈјЅѕ]")
_MISREAD_CYRILLIC = re.compile("[À-ÖØ-öø-ÿ]{4}")
_CYRILLIC_WORD_LENGTH = 2.5
_CONVINCING = 0.8


class Encoding(StrEnum):
    """The encodings a profile may declare; `utf-8-sig` reads UTF-8 with or without its mark."""

    UTF_8_SIG = "utf-8-sig"
    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    CP1251 = "cp1251"
    KZ1048 = "kz1048"
    CP1254 = "cp1254"
    CP1250 = "cp1250"
    CP1252 = "cp1252"


_LATIN = (
    (Encoding.CP1254, frozenset("çğıöşüâîû")),
    (Encoding.CP1252, frozenset("äöüßàâæçéèêëîïôœùûÿñáíóúåø")),
    (Encoding.CP1250, frozenset("ąćęłńóśźżáčďéěíňřšťúůýžäöüßőű")),
)
"""Latin letters by encoding; where letters tell nothing apart, the earlier one is as good."""

_UTF_8 = (Encoding.UTF_8, Encoding.UTF_8_SIG)
_WIDE = (*_UTF_8, Encoding.UTF_16)
_MARKS = (
    (codecs.BOM_UTF8, Encoding.UTF_8_SIG),
    (codecs.BOM_UTF16_LE, Encoding.UTF_16),
    (codecs.BOM_UTF16_BE, Encoding.UTF_16),
)


def decode(content: bytes, encoding: Encoding) -> str:
    """Decode a whole text, refusing what does not fit or shows that it was read wrongly."""
    marked = marked_encoding(content)
    if marked is not None and not _agree(marked, encoding):
        raise _wrong_encoding(encoding, marked, "it starts with the byte order mark of another one")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1} does not fit"
        better = suggest_encoding(content)
        raise _wrong_encoding(encoding, better, place) from None  # the cause quotes the text
    if "\x00" in text:
        raise _wrong_encoding(encoding, suggest_encoding(content), "it holds NUL characters")
    if "\ufffd" in text:
        raise FileRefused(
            "the text is damaged: it holds the sign for letters that were lost (U+FFFD)",
            hint="the letters were lost before the file came here; ask the host for UTF-8",
        )
    sign = _sign_of_misreading(text, content, encoding)
    if sign is not None:
        raise _wrong_encoding(encoding, sign, "its letters make no words")
    return text.removeprefix("\ufeff")


def marked_encoding(content: bytes) -> Encoding | None:
    """Tell the encoding a byte order mark announces."""
    return next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)


def looks_like_utf_16(content: bytes) -> bool:
    """Tell text of two bytes a letter without its mark: its zeros are all second bytes."""
    head = content[:_SNIFFED_CHARACTERS]
    return 0 in head[1::2] and 0 not in head[::2] and head.count(0) * 50 > len(head)


def _agree(marked: Encoding, declared: Encoding) -> bool:
    return marked == declared or (marked in _UTF_8 and declared in _UTF_8)


def _wrong_encoding(declared: Encoding, better: Encoding | None, sign: str) -> FileRefused:
    hint = "ask the host for the file in UTF-8"
    if better is not None and not _agree(better, declared):
        hint = f"it reads as {better}: declare 'encoding: {better}', or {hint}"
    return FileRefused(f"the text is not {declared}: {sign}", hint=hint)


def _sign_of_misreading(text: str, content: bytes, encoding: Encoding) -> Encoding | None:
    """Find the better encoding of a text that decodes, but wrongly; one-byte encodings only."""
    if encoding in _WIDE or content.isascii():
        return None
    if _decodes(content, Encoding.UTF_8):
        return Encoding.UTF_8_SIG
    if encoding in dict(_LATIN):
        return suggest_encoding(content) if _MISREAD_CYRILLIC.search(text) else None
    if encoding is Encoding.CP1251 and _MISREAD_KAZAKH.search(text):
        return Encoding.KZ1048
    return None


def _decodes(content: bytes, encoding: Encoding) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def suggest_encoding(content: bytes) -> Encoding | None:
    """Suggest the encoding a text looks written in; None where nothing fits well."""
    marked = marked_encoding(content)
    if marked is not None:
        return marked
    if 0 in content:
        return Encoding.UTF_16 if looks_like_utf_16(content) else None
    if _decodes(content, Encoding.UTF_8):
        return Encoding.UTF_8_SIG
    return _suggest_one_byte(content[:_SNIFFED_CHARACTERS])


def _suggest_one_byte(content: bytes) -> Encoding | None:
    """Choose among one-byte encodings: Cyrillic writes whole words in high bytes, Latin letters.

    cp1251 and kz1048 differ only where kz1048 has its Kazakh letters.
    """
    runs = _HIGH_RUNS.findall(content.decode("latin-1"))
    if not runs:
        return None
    if sum(map(len, runs)) / len(runs) < _CYRILLIC_WORD_LENGTH:
        shares = {encoding: _share(content, encoding, letters) for encoding, letters in _LATIN}
        best = max(shares, key=lambda encoding: shares[encoding])
        return best if shares[best] >= _CONVINCING else None
    if _share(content, Encoding.KZ1048, _RUSSIAN | _KAZAKH) < _CONVINCING:
        return None
    read_as_1251 = content.decode(Encoding.CP1251, "replace")
    return Encoding.KZ1048 if _MISREAD_KAZAKH.search(read_as_1251) else Encoding.CP1251


def _share(content: bytes, encoding: Encoding, alphabet: frozenset[str]) -> float:
    letters = [one for one in content.decode(encoding, "replace").lower() if not one.isascii()]
    return sum(one in alphabet for one in letters) / len(letters)


def read_text(
    content: bytes,
    *,
    encoding: Encoding,
    delimiter: str | None,
    allow_open_end: bool = True,
    limits: GridLimits,
    fitness: Callable[[Grid], int],
) -> Grid:
    """Read delimited text; without a declared delimiter the one under which headings fit is taken.

    `fitness` counts the headings recognised in a grid. A first line `sep=;` is honoured, and must
    agree with a declared delimiter. A last line without an end may have lost the end of a grade.
    """
    text = decode(content, encoding)
    if not allow_open_end and not text.endswith(("\n", "\r")):
        raise FileRefused(
            "the last line has no end: the text may be cut off",
            hint="fetch the file again; if the host's files are so, say 'allow_open_end: true'",
        )
    named = _SEPARATOR_LINE.match(text)
    if named:
        text = text[named.end() :]
        if delimiter is not None and delimiter != named[1]:
            raise FileRefused(
                "the file's own 'sep=' line names another delimiter than the profile declares",
                hint="correct 'delimiter' in the profile, or leave it out",
            )
        delimiter = named[1]
    if delimiter is None:
        delimiter = find_delimiter(text, limits, fitness)
    return _grid_of(_rows_of(text, delimiter), limits)


def find_delimiter(text: str, limits: GridLimits, fitness: Callable[[Grid], int]) -> str:
    """Find the one delimiter under which most headings are recognised."""
    head = text[:_SNIFFED_CHARACTERS]
    if len(text) > len(head):
        head = head.rpartition("\n")[0]
    scores = {one: _fitness_under(head, one, limits, fitness) for one in DELIMITERS}
    best = max(scores.values())
    winners = [one for one, score in scores.items() if score == best]
    if best > 0 and len(winners) == 1:
        return winners[0]
    raise FileRefused(
        "the delimiter cannot be told: the headings fit under none, or under several",
        hint="declare 'delimiter' in the profile, or correct the headings under 'columns'",
    )


def _fitness_under(
    head: str, delimiter: str, limits: GridLimits, fitness: Callable[[Grid], int]
) -> int:
    try:
        rows = islice(_rows_of(head, delimiter, strict=False), min(_SNIFFED_ROWS, limits.max_rows))
        return fitness(_grid_of(rows, limits))
    except FileRefused:
        return 0


def _rows_of(text: str, delimiter: str, *, strict: bool = True) -> Iterator[list[str]]:
    reader = csv.reader(_lines_of(text), delimiter=delimiter, strict=strict)
    try:
        yield from reader
    except csv.Error as error:
        raise FileRefused(
            f"the quotes do not match near line {reader.line_num}: the text is cut off or damaged",
            hint="a quote inside a quoted cell is written twice; fetch the file again if it is cut",
        ) from error


def _lines_of(text: str) -> Iterator[str]:
    """Give the lines of a text one by one, whatever ends them, and refuse an endless one."""
    for found in _LINE.finditer(text):
        if found.end() - found.start() > _LONGEST_LINE:
            raise FileRefused(
                f"a line is longer than {_LONGEST_LINE} characters",
                hint="the file is damaged, or no table",
            )
        yield found[0]


def _grid_of(rows: Iterator[list[str]], limits: GridLimits) -> Grid:
    builder = GridBuilder(limits)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if len(text) > _LONGEST_CELL:
                raise FileRefused(
                    f"row {row + 1} has a cell longer than {_LONGEST_CELL} characters",
                    hint="a quote was opened and never closed",
                )
            if text:
                builder.put_text(row, column, text)
    return builder.build()

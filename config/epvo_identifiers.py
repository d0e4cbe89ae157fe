"""The national platform's numbers for what is ours, from a CSV file; guesses none.

kind,ours,epvo
university,kozminski.edu.pl,9003
order,M-2025-003,30103
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from config.documents import EpvoEntry
from config.reports import error
from mapping.problems import ConfigError, Problem

COLUMNS = ("kind", "ours", "epvo")
KINDS = ("student", "subject", "university", "country", "order", "practice")

Numbers = dict[tuple[str, str], int]


def read_identifiers(path: Path) -> Numbers:
    """Read the numbers by kind and our own key; raises ConfigError with every bad line."""
    listed, problems = _read(path)
    if problems:
        raise ConfigError(problems)
    return listed


def check_identifiers(entry: EpvoEntry | None) -> Iterator[Problem]:
    """Say what is wrong with the files the platform's settings name."""
    if entry is None:
        return
    if entry.identifiers is not None:
        yield from _read(entry.identifiers)[1]
    if entry.fields is not None and not entry.fields.is_file():
        hint = "mend documents.epvo.fields, or take it out"
        yield error("no-such-file", "there is no table of fields", entry.fields.name, hint)


def _read(path: Path) -> tuple[Numbers, list[Problem]]:
    listed: Numbers = {}
    problems: list[Problem] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if tuple(rows.fieldnames or ()) != COLUMNS:
                message = "is no list of identifiers"
                hint = f"the first line is {','.join(COLUMNS)}"
                return {}, [error("bad-identifiers", message, f"{path.name}:1", hint)]
            for row in rows:
                problems += _take(row, listed, f"{path.name}:{rows.line_num}")
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        message = f"cannot be read: {type(fault).__name__}"
        hint = "documents.epvo.identifiers names a CSV file in UTF-8"
        problems.append(error("bad-identifiers", message, path.name, hint))
    return listed, problems


def _take(row: dict[str, str], listed: Numbers, place: str) -> Iterator[Problem]:
    kind, ours, number = (str(row[name] or "").strip() for name in COLUMNS)
    if kind not in KINDS:
        yield error("bad-identifiers", "is no kind", place, f"the kinds are {', '.join(KINDS)}")
    elif not (ours and number.isascii() and number.isdigit()):
        hint = "write kind, our own key and the platform's number"
        yield error("bad-identifiers", "is no kind, key and number", place, hint)
    elif listed.setdefault((kind, ours), int(number)) != int(number):
        yield error("bad-identifiers", "gives another number", place, "one key has one number")

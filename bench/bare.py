"""The floor under a pass: the same rows written to the same tables by the bare driver, and no more.

A pass cannot cost less than reading its XML, hashing its document and writing what it leaves.
"""

import hashlib
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from lxml import etree
from sqlalchemy import Connection, text

Rows = Mapping[str, Sequence[tuple[Any, ...]]]

_SCHEMA = "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
_TABLES = (
    "audit_detail",
    "audit_entry",
    "decision",
    "delivery",
    "document",
    "intake",
    "learner",
    "recognition_case",
    "result",
)
"""The tables a first pass fills."""


@contextmanager
def bare_database(schema: Sequence[str]) -> Iterator[sqlite3.Connection]:
    """Open an SQLite file with the store's settings and these tables and indices."""
    with (
        tempfile.TemporaryDirectory(prefix="utqyr-bench-") as folder,
        closing(sqlite3.connect(Path(folder) / "bare.sqlite")) as bare,
    ):
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        for statement in schema:
            bare.execute(statement)
        yield bare


def schema_of(connection: Connection) -> list[str]:
    """Read the statements that make the store's tables and indices."""
    return list(connection.execute(text(_SCHEMA)).scalars())


def rows_of(connection: Connection, tables: Sequence[str] = _TABLES) -> Rows:
    """Read every row of some tables, as the driver takes them."""
    return {
        table: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608 -- constants only
        for table in tables
    }


def parse_xml(path: Path) -> None:
    """Parse a document's XML alone."""
    etree.parse(path, etree.XMLParser(huge_tree=True))


def least(bare: sqlite3.Connection, path: Path, rows: Rows) -> None:
    """Do what no pass can leave out: parse the XML, hash the bytes, write the rows."""
    parse_xml(path)
    hashlib.sha256(path.read_bytes()).hexdigest()
    with bare:
        for table, values in rows.items():
            marks = ", ".join("?" * len(values[0])) if values else ""
            bare.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608 -- constants only

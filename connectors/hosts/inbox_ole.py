"""The compound file container of old Office files, opened for its streams; writes none.

Layout after [MS-CFB]: sectors chained by an allocation table, small streams in a stream of their
own. Every chain is bounded by the file's own size, so a loop ends in a refusal.
"""

import struct
from dataclasses import dataclass

from connectors.hosts.inbox_cells import FileRefused

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_LAST_REGULAR_SECTOR = 0xFFFFFFFA
_END = 0xFFFFFFFE
_SECTOR_SHIFTS = (9, 12)
_MINI_SHIFT = 6
_MINI_CUTOFF = 4096
_ROOT = 5
_STREAM = 2
_IN_HEADER = 109


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class OleFile:
    """A compound file in memory; raises FileRefused where it is damaged."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        if len(content) < _HEADER_BYTES:
            raise _cut_off()
        (shift,) = struct.unpack_from("<H", content, 30)
        if shift not in _SECTOR_SHIFTS:
            raise _cut_off()
        self._sector_bytes = 1 << shift
        self._table = self._read_table()
        directory, small = struct.unpack_from("<I8xI", content, 48)
        self._entries = self._read_entries(directory)
        self._small_table = _numbers(self._chain(small))
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        self._small_content = self._chain(root.start) if root else b""

    def names(self) -> frozenset[str]:
        """Give the names of everything inside."""
        return frozenset(entry.name for entry in self._entries)

    def read(self, name: str) -> bytes:
        """Read a whole stream; raises FileRefused when there is none or it is cut off."""
        for entry in self._entries:
            if entry.kind == _STREAM and entry.name == name:
                in_small = entry.size < _MINI_CUTOFF
                content = self._small_chain(entry.start) if in_small else self._chain(entry.start)
                if len(content) < entry.size:
                    raise _cut_off()
                return content[: entry.size]
        raise _cut_off()

    def _read_table(self) -> tuple[int, ...]:
        """Read the allocation table, whose sectors the header lists, and lists of sectors go on."""
        sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", self._content, 76))
        following, _ = struct.unpack_from("<II", self._content, 68)
        remaining = len(self._content) // self._sector_bytes
        while following <= _LAST_REGULAR_SECTOR and remaining > 0:
            *more, following = _numbers(self._sector(following)) or (_END,)
            sectors += more
            remaining -= 1
        used = [sector for sector in sectors if sector <= _LAST_REGULAR_SECTOR]
        if len(used) > len(self._content) // self._sector_bytes:
            raise _cut_off()
        return tuple(number for sector in used for number in _numbers(self._sector(sector)))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector_bytes
        sector = self._content[start : start + self._sector_bytes]
        if not sector:
            raise _cut_off()
        return sector

    def _chain(self, start: int) -> bytes:
        pieces: list[bytes] = []
        seen = set()
        while start <= _LAST_REGULAR_SECTOR:
            if start in seen or start >= len(self._table):
                raise _cut_off()
            if pieces and len(pieces[-1]) < self._sector_bytes:
                raise _cut_off()
            seen.add(start)
            pieces.append(self._sector(start))
            start = self._table[start]
        return b"".join(pieces)

    def _small_chain(self, start: int) -> bytes:
        pieces: list[bytes] = []
        seen = set()
        while start <= _LAST_REGULAR_SECTOR:
            if start in seen or start >= len(self._small_table):
                raise _cut_off()
            seen.add(start)
            offset = start << _MINI_SHIFT
            pieces.append(self._small_content[offset : offset + (1 << _MINI_SHIFT)])
            start = self._small_table[start]
        return b"".join(pieces)

    def _read_entries(self, start: int) -> tuple[_Entry, ...]:
        directory = self._chain(start)
        entries = []
        for offset in range(0, len(directory) // _ENTRY_BYTES * _ENTRY_BYTES, _ENTRY_BYTES):
            name_bytes, kind = struct.unpack_from("<HB", directory, offset + 64)
            first, size = struct.unpack_from("<II", directory, offset + 116)
            raw = directory[offset : offset + min(max(name_bytes - 2, 0), 64)]
            name = raw.decode("utf-16-le", "replace")
            entries.append(_Entry(name=name, kind=kind, start=first, size=size))
        return tuple(entries)


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(content) // 4}I", content)


def _cut_off() -> FileRefused:
    return FileRefused(
        "the old Excel file is damaged or cut off",
        hint="open it in a spreadsheet program and save it again as .xlsx",
    )

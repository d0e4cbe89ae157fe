"""OneRoster's CSV profile: an archive of tables with a manifest, read into the objects of REST.

The archive is opened within caps; a table that the manifest announces and the archive lacks, a
header without the columns it must have, or a row that is cut off sets the whole archive aside.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from connectors.documents import BROKEN_ARCHIVE
from connectors.errors import HostContractBroken
from connectors.json_values import Object
from mapping.identifiers import HeiId
from mapping.records import Completeness

_MOST_FILES: Final = 200
_MOST_BYTES: Final = 512 * 1024 * 1024
_MOST_RATIO: Final = 250
_FREE_BYTES: Final = 16 * 1024 * 1024
_MANIFEST: Final = "manifest.csv"
_NEEDED: Final = {
    "academicSessions": ("sourcedId", "title", "startDate", "endDate"),
    "courses": ("sourcedId", "title"),
    "classes": ("sourcedId", "courseSourcedId"),
    "categories": ("sourcedId", "title"),
    "lineItems": ("sourcedId", "title", "classSourcedId"),
    "results": ("sourcedId", "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score"),
    "users": ("sourcedId",),
}
_REFERENCES: Final = {
    "courseSourcedId": "course",
    "classSourcedId": "class",
    "categorySourcedId": "category",
    "gradingPeriodSourcedId": "gradingPeriod",
    "lineItemSourcedId": "lineItem",
    "studentSourcedId": "student",
}
_LISTS: Final = {"termSourcedIds": "terms"}


class CsvArchive:
    """An opened archive; raises HostContractBroken, at any moment of the reading."""

    def __init__(self, host: HeiId, content: bytes) -> None:
        self._host = host
        try:
            self._package = zipfile.ZipFile(io.BytesIO(content))
        except BROKEN_ARCHIVE as error:
            raise self._broken(f"it is damaged or cut off ({type(error).__name__})") from None
        files = self._package.infolist()
        unfolded = sum(file.file_size for file in files)
        limit = min(_MOST_BYTES, max(_FREE_BYTES, len(content) * _MOST_RATIO))
        if len(files) > _MOST_FILES or unfolded > limit:
            raise self._broken("it unfolds to far more than its size")
        self._names = {file.filename.rpartition("/")[2].lower(): file for file in files}
        self._manifest = self._read_manifest()

    def completeness(self) -> Completeness:
        """Tell whether the results are all there are, by the manifest's own word."""
        bulk = self._manifest.get("file.results", "").lower() == "bulk"
        return Completeness.SNAPSHOT if bulk else Completeness.DELTA

    def rows(self, table: str) -> Iterator[Object]:
        """Give a table's rows as objects of the REST binding; none where it is absent."""
        if self._manifest.get(f"file.{table}", "absent").lower() == "absent":
            return
        for row in self._lines(f"{table}.csv", _NEEDED[table]):
            yield _as_object(row)

    def _read_manifest(self) -> dict[str, str]:
        lines = self._lines(_MANIFEST, ("propertyName", "value"))
        return {row["propertyName"].strip(): row["value"].strip() for row in lines}

    def _lines(self, name: str, needed: tuple[str, ...]) -> Iterator[dict[str, str]]:
        file = self._names.get(name.lower())
        if file is None:
            raise self._broken(f"{name} is missing")
        try:
            with self._package.open(file) as stream:
                lines = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
                yield from self._checked(csv.reader(lines, strict=True), name, needed)
        except (*BROKEN_ARCHIVE, csv.Error) as error:
            why = f"{name} cannot be read ({type(error).__name__})"
            raise self._broken(why) from None  # its message repeats content

    def _checked(self, reader: Any, name: str, needed: tuple[str, ...]) -> Iterator[dict[str, str]]:
        heading = [cell.strip() for cell in next(reader, [])]
        if missing := [column for column in needed if column not in heading]:
            raise self._broken(f"{name} has no column {missing[0]}")
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(heading):
                raise self._broken(
                    f"{name}, line {reader.line_num} has not as many cells as its heading"
                )
            yield dict(zip(heading, cells, strict=True))

    def _broken(self, what: str) -> HostContractBroken:
        return HostContractBroken(
            self._host,
            f"the OneRoster archive is not usable: {what}",
            hint="ask the host to export it again",
        )


def _as_object(row: dict[str, str]) -> Object:
    """Bring a flat row to the nested shape of the REST binding."""
    shaped: dict[str, Any] = {}
    metadata: dict[str, str] = {}
    for name, value in row.items():
        if not value:
            continue
        if name in _REFERENCES:
            shaped[_REFERENCES[name]] = {"sourcedId": value}
        elif name in _LISTS:
            shaped[_LISTS[name]] = [{"sourcedId": each.strip()} for each in value.split(",")]
        elif name.startswith("metadata."):
            metadata[name.removeprefix("metadata.")] = value
        else:
            shaped[name] = value
    return {**shaped, "metadata": metadata}
